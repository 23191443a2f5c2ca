"""The whole program in one process: a vault that was made and closed, the desk over it, and hands to work with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QEvent
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from db.drafts import of_worker
from db.keys import KdfCost
from desktop.gui.desk import Desk
from desktop.gui.dressing import dress
from desktop.services import vaults
from desktop.services.session import Session
from desktop.settings import Settings
from desktop.tour.hand import Hand, settle, wait_for
from desktop.tour.places import ChosenFiles
from tests.conftest import FixedClock

WORKER, PASSPHRASE = "Lucrătoare Inventată", "cinci cuvinte pentru acest test"
SIZE = (1366, 728)


@dataclass
class Remembered:
    """Where the process would end, it only remembers how."""

    how: list[str] = field(default_factory=list)

    def leave(self) -> None:
        self.how.append("left")

    def begin_again(self) -> None:
        self.how.append("again")


def make_vault(folder: Path, clock: FixedClock, *, kind: vaults.Kind = "office", country: str = "MD") -> Path:
    """A closed vault of one worker."""
    made = new_session(folder, clock, kind=kind, country=country)
    vaults.close_session(made, make_backup=False)
    return folder


def new_session(folder: Path, clock: FixedClock, *, kind: vaults.Kind = "office", country: str = "MD") -> Session:
    return vaults.create(
        folder,
        office="UN4" if kind == "office" else "RUN",
        kind=kind,
        country=country,
        worker=WORKER,
        passphrase=PASSPHRASE,
        clock=clock,
        cost=KdfCost.for_tests(),
    )


def open_vault(folder: Path, clock: FixedClock) -> Session:
    """What another day, or another process, would find."""
    KdfCost.for_tests()
    return vaults.open_session(folder, worker=WORKER, passphrase=PASSPHRASE, clock=clock)


@dataclass
class Room:
    """One run of the program."""

    desk: Desk
    ending: Remembered
    files: ChosenFiles

    def card(self) -> Hand:
        """Hands on the card that is shown."""
        wait_for(lambda: self.desk.door is not None, "a card")
        assert self.desk.door is not None
        return Hand(self.desk.door)

    def unlock(self, name: str = WORKER, passphrase: str = PASSPHRASE) -> Hand:
        """By the card, as every morning; hands on the window."""
        hand = self.card()
        hand.type(hand.find(QLineEdit, "worker"), name)
        hand.type(hand.find(QLineEdit, "passphrase"), passphrase)
        hand.press("open")
        return self.hand()

    def hand(self) -> Hand:
        wait_for(lambda: self.desk.window is not None and self.desk.window.isVisible(), "the window")
        window = self.desk.window
        assert window is not None
        window.showNormal()
        window.resize(*SIZE)
        settle()
        return Hand(window)

    def page(self) -> str:
        return self.desk.window.present_page() if self.desk.window else ""

    @property
    def session(self) -> Session:
        assert self.desk.session is not None
        return self.desk.session


@contextmanager
def program(
    folder: Path, clock: FixedClock, *, chosen: Settings | None = None, practising: bool = False, damaged: bool = False
) -> Iterator[Room]:
    """The program started; it has ended when the block is left, whatever happened in it."""
    KdfCost.for_tests()
    app = QApplication.instance() or QApplication(["Ancora"])
    assert isinstance(app, QApplication)
    chosen = chosen or Settings(theme="light")
    dress(app, chosen)
    before = QApplication.topLevelWidgets()
    ending, files = Remembered(), ChosenFiles()
    desk = Desk(
        folder, ending, practising=practising, chosen=chosen, settings_damaged=damaged, clock=clock, files=files
    )
    desk.start()
    try:
        yield Room(desk, ending, files)
    finally:
        desk.hide()
        for widget in QApplication.topLevelWidgets():
            # Only what this story made: what an earlier one left on top is its own to take away.
            if widget not in before and widget.parent() is None:
                widget.deleteLater()
        settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def shown(root: QWidget) -> list[QWidget]:
    return [root, *(w for w in root.findChildren(QWidget) if w.isVisible())]


def texts(root: QWidget, *, seen: Callable[[QWidget], bool] = QWidget.isVisible) -> list[str]:
    """Everything that can be read or heard in a window now."""
    found: list[str] = [root.windowTitle()]
    for widget in (root, *(w for w in root.findChildren(QWidget) if seen(w))):
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            found.append(widget.text())
        if isinstance(widget, QLineEdit):
            found.append(widget.placeholderText())
        if isinstance(widget, QPlainTextEdit):
            document: QTextDocument = widget.document()
            found += [document.toPlainText(), widget.placeholderText()]
        if isinstance(widget, QComboBox):
            found += [widget.itemText(at) for at in range(widget.count())]
        if isinstance(widget, QAbstractItemView):
            found += list(_cells(widget))
    return [text for text in found if text]


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None:
        return
    for row in range(min(model.rowCount(), 60)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
            yield str(model.index(row, column).data() or "")


def drafts(folder: Path, clock: FixedClock) -> list[dict[str, object]]:
    """The drafts that lie in a closed vault."""
    session = open_vault(folder, clock)
    try:
        return [dict(draft.body) for draft in of_worker(session.conn, session.worker.id)]
    finally:
        vaults.close_session(session, make_backup=False)
