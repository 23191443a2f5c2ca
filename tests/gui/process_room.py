"""The real program in processes of its own, visited by one who follows a plan (see `visitor/sitecustomize.py`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from desktop.services import vaults
from desktop.tour.hand import wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import PASSPHRASE, WORKER
from tests.offices import LEGAL, ROOT


def dear_vault(folder: Path, clock: FixedClock) -> Path:
    """A closed vault that any process accepts."""
    made = vaults.create(folder, office="UN4", worker=WORKER, passphrase=PASSPHRASE, clock=clock, cost=LEGAL)
    vaults.close_session(made, make_backup=False)
    return folder


def visit(
    vault: Path, folder: Path, *plan: str, who: tuple[str, str] = (WORKER, PASSPHRASE)
) -> subprocess.Popen[bytes]:
    """`python -m desktop`, and what the visitor does in each of its processes."""
    folder.mkdir(exist_ok=True)
    (folder / "plan").write_text("\n".join(plan), encoding="utf-8")
    (folder / "who").write_text("\n".join(who), encoding="utf-8")
    places = os.pathsep.join([str(Path(__file__).with_name("visitor")), str(ROOT)])
    # A screen that does not exist, under a name by which the program does not refuse it.
    screen = {"QT_QPA_PLATFORM": "offscreen:", "DISPLAY": ":none", "ANCORA_VISIT": str(folder), "PYTHONPATH": places}
    quiet = {"QT_LOGGING_RULES": "qt.qpa.*=false", "PYTHONDEVMODE": ""}
    with (folder / "stderr").open("wb") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "desktop", "--vault", str(vault)],
            cwd=folder,
            env={**os.environ, **screen, **quiet},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )


def said(folder: Path) -> str:
    """What stood on standard error, but for what a screen that does not exist cannot do."""
    lines = (folder / "stderr").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("This plugin does not support"))


def seen(folder: Path, number: int) -> list[str]:
    """What the visitor saw at first in the process of this number: its id, the card, the arguments."""
    file = folder / f"seen-{number}"
    wait_for(lambda: file.exists() and file.read_text(encoding="utf-8").count("\n") == 2, file.name)
    return file.read_text(encoding="utf-8").split("\n")


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z"
