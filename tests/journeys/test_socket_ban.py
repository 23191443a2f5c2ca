"""A whole story without a network: in a process where no socket but one of this very computer can be made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import FixedClock
from tests.offices import LEGAL, ROOT, make_office

STORY = Path(__file__).with_name("story_without_network.py")


def test_a_case_is_followed_counted_sent_and_received_without_a_socket(tmp_path: Path, clock: FixedClock) -> None:
    office = make_office(tmp_path / "un4", "UN4", clock, cost=LEGAL)
    region = make_office(tmp_path / "run", "RUN", clock, kind="region", cost=LEGAL)
    done = subprocess.run(
        [sys.executable, str(STORY), json.dumps(office.keys), json.dumps(region.keys), str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout.splitlines()[-1]) == {"story": "told", "refused_sockets": 2}
