"""Settings: the people of this office, each with a passphrase of their own."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import Button, Card, Chip, Label, Line, Row, boxed, clear, column, row
from desktop.i18n import _
from desktop.jobs import Report
from desktop.services import people
from desktop.services.session import PEOPLE, Session


class PeopleTab(parts.Tab):
    """Who works here; a lead adds people."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self._is_lead = self._session.worker.role in PEOPLE
        self.add(parts.TwoColumns([self._people()], []))

    def first_field(self) -> QWidget:
        return self._add if self._is_lead else super().first_field()

    def refresh(self) -> None:
        self._show_people()

    def leave(self) -> None:
        if self._is_lead:
            self._new.clear()
            self._close_new()

    def _people(self) -> Card:
        self._list = boxed(column(gap=0))
        self._list.setObjectName("people_list")
        card = parts.settings_card(_("Workers"), self._list, name="people")
        if not self._is_lead:
            card.add(Label(_("The head of the office adds people."), "small-muted", wrap=True))
            return card
        region = self._session.office.kind == "region"
        self._new = parts.NewWorker(people.REGION_ROLES if region else people.OFFICE_ROLES)
        self._new.wanted.connect(self._on_wanted)
        self._new.left.connect(self._close_new)
        self._add = Button(_("Add a worker"), icon="person-add", name="add_person")
        self._add.clicked.connect(self._open_new)
        card.add(row(self._add, None), self._new)
        self._new.hide()
        return card

    def _show_people(self) -> None:
        here = self._session.worker.id
        layout = self._list.layout()
        if layout is None:
            return
        clear(layout)
        for at, one in enumerate(people.all_workers(self._session)):
            mine = Chip(_("you")) if one.id == here else None
            if at:
                layout.addWidget(Line())
            layout.addWidget(Row(one.name, people.role_words(one.role), icon="person", end=mine))

    def _open_new(self) -> None:
        self._add.hide()
        self._new.show()
        self._new.first_field().setFocus()

    def _close_new(self) -> None:
        self._new.hide()
        self._add.show()

    def _on_wanted(self, name: str, role: str, passphrase: str) -> None:
        self._new.set_busy(True)
        work = partial(_add_worker, self._session, name, role, passphrase)
        job = self._shell.jobs.start(_("Adding a worker"), work)
        job.finished.connect(self._on_added)
        job.failed.connect(self._new.refuse)

    def _on_added(self, _worker: object) -> None:
        self._new.clear()
        self._close_new()
        self._session.announce("people")
        self._shell.say(_("The worker was added. The name and the passphrase open the database from now on."))
        self._add.setFocus()


def _add_worker(session: Session, name: str, role: str, passphrase: str, _report: Report) -> object:
    with session.beside() as own:
        return people.add_worker(own, name, role, passphrase)
