"""The whole window without a network: in a process where no socket but one of this very computer can be made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.offices import ROOT

STORY = Path(__file__).with_name("window_without_network.py")


def test_the_main_job_through_the_window_needs_no_socket(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(STORY), str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["refused_sockets"] == 2, "those with which the ban itself was tried"
    assert told["made"] >= 15
