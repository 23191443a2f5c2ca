"""How soon the program is there: each start is a fresh process, as on the first morning."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from installer.bench_office import PASSPHRASE, WORKER
from installer.bench_race import Row, race, stopwatch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.gui.main_window import MainWindow
    from desktop.services.session import Session

ROOT = Path(__file__).resolve().parent.parent
VAULT = "vault"
LONGEST = 60.0  # seconds to wait for a window


def window(folder: Path) -> Row:
    """From the passphrase to the window, against the key derivation and an empty window."""
    own, empty = partial(_in_fresh_process, folder, "own"), partial(_in_fresh_process, folder, "empty")
    return race("window ready after unlock", own, empty, rounds=4, bound=1.5)


def help_(folder: Path) -> Row:
    ours = partial(run, [sys.executable, "-I", "-m", "desktop", "--help"], folder)
    bare = partial(run, [sys.executable, "-I", "-c", "import argparse"], folder)
    return race("ancora --help", partial(stopwatch, ours), partial(stopwatch, bare), rounds=5)


def _in_fresh_process(folder: Path, kind: str) -> float:
    return float(run([sys.executable, "-m", "installer.bench_start", kind, str(folder / VAULT)], folder))


def run(command: list[str], folder: Path) -> str:
    """With folders of its own, so that nothing of this computer is read or written."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    names = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
    environ = os.environ | dict.fromkeys(names, str(home)) | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


# --- in the fresh process ---------------------------------------------------------------------------------------------


class NoEnd:
    """This process ends when it has said how long it took."""

    def leave(self) -> None: ...

    def begin_again(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """The window over an open vault, and the seconds from the passphrase until it was painted."""

    application: QApplication
    window: MainWindow
    session: Session
    took: float


@contextmanager
def window_over(vault: Path) -> Iterator[Opened]:
    """Unlocked as a person does it, and closed in the end."""
    from PySide6.QtCore import QEventLoop, QTimer

    from desktop import settings
    from desktop.gui.desk import Desk
    from desktop.gui.dressing import make_application

    application = make_application(settings.Settings())
    desk = Desk(vault, NoEnd())
    desk.start()
    application.processEvents()
    QTimer.singleShot(int(LONGEST * 1000) + 1, application, application.processEvents)  # wakes it if nothing else does
    started = time.perf_counter()
    desk.unlock(WORKER, PASSPHRASE)
    while desk.window is None or desk.session is None or not desk.window.isVisible():
        if time.perf_counter() - started > LONGEST:
            raise TimeoutError("the window never came")
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # as `exec` waits, without spinning
    application.processEvents()
    desk.window.repaint()
    yield Opened(application, desk.window, desk.session, time.perf_counter() - started)
    desk.close()


def own_window(vault: Path) -> float:
    """Seconds from the passphrase on the unlock card to the painted window."""
    with window_over(vault) as opened:
        return opened.took


def empty_window(vault: Path) -> float:
    """Seconds for the key derivation and an empty window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    from db import keys

    application = QApplication([])
    started = time.perf_counter()
    keys.unlock(vault, WORKER, PASSPHRASE)
    shown = QMainWindow()
    shown.resize(1366, 728)
    shown.show()
    application.processEvents()
    shown.repaint()
    return time.perf_counter() - started


KINDS: dict[str, Callable[[Path], float]] = {"own": own_window, "empty": empty_window}

if __name__ == "__main__":
    print(KINDS[sys.argv[1]](Path(sys.argv[2])))
