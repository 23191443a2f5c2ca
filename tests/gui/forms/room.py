"""A vault, a shell that remembers where one was sent, and hands to fill a form with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from db import access_log, drafts
from db.keys import KdfCost
from desktop.gui.forms.field_view import FieldView
from desktop.gui.forms.notices import Notices
from desktop.gui.pages.form import FormPage
from desktop.gui.shell import Shell
from desktop.gui.widgets import Button
from desktop.jobs import Jobs
from desktop.services import records, vaults
from desktop.services.session import Session
from desktop.settings import Settings
from tests.conftest import FixedClock

WORKER, PASSPHRASE = "Lucrătoare Inventată", "cinci cuvinte pentru acest test"
SIZE = (1170, 600)  # what a page has in a window of 1366 x 697


def new_session(folder: Path, clock: FixedClock, country: str = "MD") -> Session:
    return vaults.create(
        folder,
        office="UN4",
        country=country,
        worker=WORKER,
        passphrase=PASSPHRASE,
        clock=clock,
        cost=KdfCost.for_tests(),
    )


def open_again(folder: Path, clock: FixedClock) -> Session:
    """The program starts again after a crash or a lock."""
    KdfCost.for_tests()
    return vaults.open_session(folder, worker=WORKER, passphrase=PASSPHRASE, clock=clock)


@dataclass
class House:
    chosen: Settings = field(default_factory=Settings)

    def choose(self, chosen: Settings) -> None:
        self.chosen = chosen

    def rebuild(self) -> None: ...
    def lock(self) -> None: ...
    def hide(self) -> None: ...


@dataclass
class FakeFiles:
    """The only part that is not real: the file dialog."""

    chosen: list[Path] = field(default_factory=list)

    def open_files(self, _parent: QWidget, _title: str, _pattern: str) -> list[Path]:
        return self.chosen

    def save_file(self, _parent: QWidget, _title: str, _name: str, _pattern: str) -> Path | None:
        return None

    def print_pdf(self, _parent: QWidget, _data: bytes) -> bool:
        return False


@dataclass
class Desk:
    """A form page in a window of its own, and what it asked of the window around it."""

    qtbot: QtBot
    session: Session
    page: FormPage
    files: FakeFiles
    trips: list[tuple[str, dict[str, Any]]]
    said: list[tuple[str, bool]]

    def open(self, form: str, **where: Any) -> None:
        self.page.arrive(form=form, **where)
        if (first := self.page.first_field()) is not None:
            first.setFocus()
        self.settle()

    def settle(self) -> None:
        for _turn in range(6):
            QApplication.processEvents()

    def view(self, path: str) -> FieldView:
        return self.page.findChild(FieldView, f"field:{path}")

    def part(self, path: str, place: int = 0) -> QWidget:
        return self.view(path).editor.parts()[place]

    def type(self, path: str, text: str, place: int = 0) -> None:
        widget = self.part(path, place)
        widget.setFocus()
        self.qtbot.keyClicks(widget, text)

    def choose(self, path: str, code: str) -> None:
        """A segment or a combo, by the keyboard alone."""
        editor = self.view(path).editor
        for part in editor.parts():
            if part.objectName() == code:
                part.setFocus()
                self.qtbot.keyClick(part, Qt.Key.Key_Space)
                return
        combo: Any = editor.parts()[0]
        combo.setFocus()
        for _step in range(combo.count() + 1):
            if combo.currentData() == code:
                return
            self.qtbot.keyClick(combo, Qt.Key.Key_Down)
        raise AssertionError(code)

    def refuse(self, path: str, how: str) -> None:
        refusals = self.view(path).refusals
        assert refusals is not None
        self.press(refusals.findChild(Button, how))

    def press(self, target: QWidget | str) -> None:
        widget = self.page.findChild(QWidget, target) if isinstance(target, str) else target
        assert widget is not None
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, *keys: Any) -> None:
        target = QApplication.focusWidget() or self.page
        self.qtbot.keyClick(target, *keys)
        self.settle()

    def save(self) -> None:
        self.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    def focused(self) -> str:
        """The path of the question that has the focus."""
        each: QWidget | None = QApplication.focusWidget()
        while each is not None and not isinstance(each, FieldView):
            each = each.parentWidget()
        return each.path if each else ""

    def bottom(self) -> str:
        return self.page.findChild(QLabel, "draft_words").text()

    def notice(self, name: str) -> str:
        """All words of a banner, "" if it is not there."""
        found = self.page.findChild(Notices).showing(name)
        return " ".join(label.text() for label in found.findChildren(QLabel)) if found else ""

    def stored(self, form: str) -> dict[str, Any]:
        """What stands in the vault in the newest record of a form."""
        rows = self.session.conn.execute("SELECT id FROM record WHERE form = ? ORDER BY created", (form,)).fetchall()
        return dict(records.open_sheet(self.session, form, record=rows[-1][0]).answers) if rows else {}

    def draft(self) -> dict[str, Any]:
        found = drafts.of_worker(self.session.conn, self.session.worker.id)
        return dict(found[0].body) if found else {}

    def log(self, verb: str) -> int:
        return sum(entry.verb == verb for entry in access_log.page(self.session.conn, 10_000))


def new_desk(qtbot: QtBot, session: Session, *, size: tuple[int, int] = SIZE) -> Desk:
    trips: list[tuple[str, dict[str, Any]]] = []
    said: list[tuple[str, bool]] = []
    files, holder = FakeFiles(), QWidget()
    qtbot.addWidget(holder)

    def navigate(page: str, /, **where: object) -> None:
        trips.append((page, where))

    def say(text: str, /, *, trouble: bool = False) -> None:
        said.append((text, trouble))

    page = FormPage(Shell(session, Jobs(holder), navigate, say, files, House()))
    qtbot.addWidget(page)
    page.resize(*size)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    session.listen(lambda _change: page.refresh())
    desk = Desk(qtbot, session, page, files, trips, said)
    desk.settle()
    return desk


def case_with(session: Session, **answers: Any) -> str:
    """A case with its header."""
    saved = records.save(session, records.open_sheet(session, "case"), {"case_track": ["sv_adult"], **answers})
    assert saved.case is not None
    return saved.case


def put(session: Session, form: str, case: str | None, answers: dict[str, Any], record: str | None = None) -> str:
    return records.save(session, records.open_sheet(session, form, case=case, record=record), answers).record


def two_values(session: Session, record: str, form: str, path: str, one: Any, other: Any) -> None:
    """Two people wrote at the same time, neither having seen what the other wrote."""
    first, second = (records.open_sheet(session, form, record=record) for _person in range(2))
    records.save(session, first, {path: one})
    records.save(session, second, {path: other})


def sessions(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = new_session(tmp_path / "vault", clock)
    yield made
    vaults.close_session(made, make_backup=False)
