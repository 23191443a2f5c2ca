"""An office with invented cases, and its pages in a window; only the ways out of a page are written down, not gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from db import access_log
from desktop.gui.shell import Shell
from desktop.gui.theme import Theme
from desktop.jobs import Jobs
from desktop.services import cases, intake, team_start
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk

SURNAME, FIRST_NAME = "Canaru", "Ilinca"  # invented, and nowhere to be read until somebody asks


def office(folder: Path, clock: FixedClock) -> Session:
    return desk(folder, "UN4", clock)


def put(session: Session, case: str | None, form: str, answers: Mapping[str, Any], record: str | None = None) -> str:
    """One record as it comes from outside; answers the id of the record."""
    with session.vault.write(session.now()) as conn:
        row = cases_row(session, case) if case else None
        line = {"case": row, "form": form, "record": record, "set": dict(answers)}
        return intake.put(session, conn, line).record


def cases_row(session: Session, case: str) -> str:
    return cases.read_case(session, case).row.code


def minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def new_case(session: Session, track: str = "sv_adult", **header: Any) -> str:
    """A case with her name in it; answers its id."""
    case = put(session, None, "case", {"case_track": [track], **header})
    put(session, case, "identity", {"last_name": SURNAME, "first_name": FIRST_NAME, "sex": "F", "do_not": ["apel"]})
    return case


def new_incident(session: Session, case: str, happened: object) -> str:
    answers = {"inc_dt": happened, "forms_legal": ["SEX"], "primary_form": "SEX", "sv_acts": ["penetrare"]}
    return put(session, case, "incident", answers)


def new_team(session: Session, *, hours: float = 41, reported: float = 5, happened: object = None) -> tuple[str, str]:
    """A case whose team was started: the incident so many hours ago, the report so many; (case, record)."""
    now = session.now()
    case = new_case(session)
    put(session, case, "report", {"report_dt": minute(now - timedelta(hours=reported)), "immediate_danger": False})
    new_incident(session, case, happened or minute(now - timedelta(hours=hours)))
    return case, team_start.begin(session, case, Wanted("sv_md")).record


def log_of(session: Session, verb: str) -> list[access_log.Entry]:
    return [entry for entry in access_log.page(session.conn, 1000) if entry.verb == verb]


class NoHouse:
    """Nothing here leaves the window."""


@dataclass
class Room:
    """A page alone in a window; where it wanted to go and what it said."""

    session: Session
    went: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    said: list[tuple[str, bool]] = field(default_factory=list)
    page: QWidget | None = None

    def shell(self) -> Shell:
        def go(page: str, **where: object) -> None:
            self.went.append((page, where))

        def say(text: str, /, *, trouble: bool = False) -> None:
            self.said.append((text, trouble))

        nobody = cast("Any", NoHouse())
        return Shell(self.session, Jobs(), go, say, nobody, nobody)

    def show(self, kind: Callable[[Shell], QWidget], *, size: tuple[int, int] = (1170, 680), **where: Any) -> Any:
        """Make the page, show it as the window would, and let it settle."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if not app.styleSheet():
            Theme().apply(app)
        self.close()
        self.page = page = kind(self.shell())
        self.session.listen(self._on_change)
        page.resize(*size)
        page.show()
        page.activateWindow()
        self.arrive(**where)
        return page

    def arrive(self, **where: Any) -> None:
        page = cast("Any", self.page)
        page.arrive(**where)
        if (first := page.first_field()) is not None:
            first.setFocus()
        settle()

    def close(self) -> None:
        """As the window does before it locks."""
        if self.page is not None:
            if callable(leave := getattr(self.page, "leave", None)):
                leave()
            self.session.unlisten(self._on_change)
            self.page.close()
            self.page.deleteLater()
            settle()
            QCoreApplication.sendPostedEvents(self.page, QEvent.Type.DeferredDelete)
            self.page = None

    def _on_change(self, _change: object) -> None:
        cast("Any", self.page).refresh()


def settle() -> None:
    for _round in range(3):
        QApplication.processEvents()


def press(page: QWidget, name: str) -> None:
    """Press a button by the keyboard."""
    button = page.findChild(QAbstractButton, name)
    assert button is not None and button.isVisibleTo(page), name
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    settle()


def words(page: QWidget) -> str:
    """Everything that can be read on the page now, also what a reader speaks of it."""
    shown = [w for w in page.findChildren(QWidget) if w.isVisibleTo(page)]
    texts = [w.text() for w in shown if isinstance(w, QLabel | QAbstractButton)]
    spoken = [part for w in shown for part in (w.accessibleName(), w.accessibleDescription())]
    return "\n".join((*texts, *spoken))
