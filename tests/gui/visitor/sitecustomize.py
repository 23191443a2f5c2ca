"""Read by Python itself before the program: a visitor who presses the keys in a process of its own.

ANCORA_VISIT names a folder. Each process takes the next of the lines in its file `plan`, does what it says when the
first card is shown, and writes what it saw into a file named after its number.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

NAME, PASSPHRASE = "Lucrătoare Inventată", "cinci cuvinte pentru acest test"


class Watch(importlib.abc.MetaPathFinder):
    """Notices when the desk is read, and waits beside it."""

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name != "desktop.gui.desk":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        loader: Any = spec.loader if spec else None
        run = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            _wait_beside(module)

        loader.exec_module = exec_module
        return spec


def _wait_beside(module: Any) -> None:
    start = module.Desk.start

    def start_and_visit(desk: Any) -> None:
        from PySide6.QtCore import QTimer

        start(desk)
        QTimer.singleShot(0, lambda: Visit(Path(os.environ["ANCORA_VISIT"]), desk).go())

    module.Desk.start = start_and_visit


class Visit:
    """One run of the program."""

    def __init__(self, folder: Path, desk: Any) -> None:
        self.folder, self.desk = folder, desk
        self.number = len(list(folder.glob("seen-*")))
        self.deed = (folder / "plan").read_text(encoding="utf-8").split()[self.number]

    def go(self) -> None:
        from PySide6.QtWidgets import QApplication

        said = [str(os.getpid()), type(self.desk.door).__name__, " ".join(sys.argv[1:])]
        (self.folder / f"seen-{self.number}").write_text("\n".join(said), encoding="utf-8")
        if self.deed == "quit":
            QApplication.closeAllWindows()
            return
        hand = self._unlock()
        if self.deed == "close":
            hand.window.close()
        elif self.deed == "hide":
            hand.press("hide")
        elif self.deed == "lock":
            self._half_a_report(hand)
            hand.press("lock")
        (self.folder / f"still-here-{self.number}").touch()

    def _unlock(self) -> Any:
        from PySide6.QtWidgets import QLineEdit

        from desktop.tour.hand import Hand, wait_for

        card = Hand(self.desk.door)
        card.type(card.find(QLineEdit, "worker"), NAME)
        card.type(card.find(QLineEdit, "passphrase"), PASSPHRASE)
        card.press("open")
        wait_for(lambda: self.desk.window is not None, "the window")
        return Hand(self.desk.window)

    def _half_a_report(self, hand: Any) -> None:
        hand.press("new_report")
        hand.answer("summary", "jumătate de frază")


sys.meta_path.insert(0, Watch())
