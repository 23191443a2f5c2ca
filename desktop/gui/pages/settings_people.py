"""Settings: the people of this office, each with a passphrase of their own, and the key of the database."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.pages.settings_people_change import NewKey, PersonPanel
from desktop.gui.pages.settings_people_hand import HandAll, done_words, work
from desktop.gui.pages.settings_people_parts import NewWorker, OwnPassphrase, Panel, show_whole
from desktop.gui.shell import Shell
from desktop.gui.widgets import Button, Card, Chip, Kind, Label, Line, Row, boxed, clear, column, row
from desktop.i18n import _, datetime_words, pick
from desktop.jobs import Report
from desktop.services import people, recovery, rekeying
from desktop.services.handing import Done
from desktop.services.people import DraftLeft
from desktop.services.session import PEOPLE, Session


class PeopleTab(parts.Tab):
    """Who works here. Everybody changes the own passphrase; a lead adds, changes and removes people."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self._is_lead = self._session.worker.role in PEOPLE
        self._hands = self._is_lead and self._session.office.kind == "office"  # a region has no cases
        self._person: PersonPanel | None = None
        self._chosen = ""  # the id of the person whose panel is open
        second = [self._own(), *([self._key()] if self._is_lead else [])]
        first = [self._people(), *([self._left_behind()] if self._is_lead else [])]
        if self._hands:
            first.insert(1, self._handing())
        if self._session.office.kind == "office":
            second.append(self._roster())
        self.add(parts.TwoColumns(first, second))

    def first_field(self) -> QWidget:
        return self._add if self._is_lead and self._add.isVisibleTo(self) else self._own_open

    def refresh(self) -> None:
        self._show_people()
        if self._is_lead:
            self._show_left_behind()

    def leave(self) -> None:
        """Every panel closes, and nothing typed stays."""
        self._close(self._own_panel, self._own_open)
        if self._hands:
            self._close(self._hand_all, self._hand_open)
        if self._is_lead:
            self._close(self._new, self._add)
            self._close(self._new_key, self._key_open)
            self._close_person()

    def _roster(self) -> Card:
        """The way to those who work elsewhere and are called by teams."""
        card = parts.settings_card(_("Roster of institutions"), name="roster")
        words = _("Whom the teams call: people of the police, of hospitals and others, with their hours of duty.")
        open_ = Button(_("Open the roster"), Kind.SMALL, icon="people", name="open_roster")
        open_.clicked.connect(partial(self._shell.navigate, "roster"))
        card.add(Label(words, "small-muted", wrap=True), row(open_, None))
        return card

    # --- who works here -----------------------------------------------------------------------------------------

    def _people(self) -> Card:
        self._list = boxed(column(gap=0))
        self._list.setObjectName("people_list")
        card = parts.settings_card(_("Workers"), self._list, name="people")
        if not self._is_lead:
            card.add(Label(_("The head of the office adds people."), "small-muted", wrap=True))
            return card
        self._place = column(gap=0)
        self._new = NewWorker(people.roles(self._session), self._session.office.code)
        self._new.wanted.connect(self._on_new)
        self._add = self._opener(self._new, _("Add a worker"), "person-add", "add_person")
        rules = _(
            "Roles are rules of this program: whoever has a passphrase of this office could read its files with other "
            "tools too. Only what is sealed for chosen people stays shut."
        )
        card.add(boxed(self._place), row(self._add, None), self._new, Label(rules, "small-muted", wrap=True))
        return card

    def _show_people(self) -> None:
        layout = self._list.layout()
        if layout is None:
            return
        clear(layout)
        for at, one in enumerate(people.all_workers(self._session)):
            end: QWidget | None = None
            if one.id == self._session.worker.id:
                end = Chip(_("you"))
            elif self._is_lead:
                end = Button(_("Change"), Kind.SMALL, name=f"change_{one.id}")
                end.setAccessibleName(_("Change: {name}").format(name=one.name))
                end.clicked.connect(partial(self._open_person, one.id))
            if at:
                layout.addWidget(Line())
            layout.addWidget(Row(one.name, people.role_words(one.role), icon="person", end=end))

    def _on_new(self, name: str, role: str, passphrase: str) -> None:
        work = partial(_beside, self._session, partial(_add_worker, name=name, role=role, passphrase=passphrase))
        said = _("The worker was added. The name and the passphrase open the database from now on.")
        self._work(_("Adding a worker"), work, self._new, self._add, said)

    # --- one colleague ------------------------------------------------------------------------------------------

    def _open_person(self, worker: str) -> None:
        self._close_person()
        one = next((one for one in people.all_workers(self._session) if one.id == worker), None)
        if one is None:
            return
        alone = rekeying.sealed_for_alone(self._session, worker)
        office = self._session.office.code
        self._chosen = worker
        self._person = panel = PersonPanel(one.name, one.role, people.roles(self._session), office, alone)
        panel.role_wanted.connect(partial(self._on_role, one.name))
        panel.passphrase_wanted.connect(partial(self._on_passphrase, one.name))
        panel.removal_wanted.connect(self._on_removal)
        panel.left.connect(self._back_to_list)
        self._place.addWidget(panel)
        panel.first_field().setFocus()
        show_whole(panel)

    def _close_person(self) -> None:
        if self._person is not None:
            self._person.forget()
        self._person, self._chosen = None, ""
        clear(self._place)

    def _back_to_list(self) -> None:
        worker = self._chosen
        self._close_person()
        for button in self._list.findChildren(Button, f"change_{worker}"):
            button.setFocus()

    def _on_role(self, name: str, role: str) -> None:
        before = recovery.state(self._session).older
        try:
            people.set_role(self._session, self._chosen, role)
        except Exception as error:  # noqa: BLE001 - the last lead, a full disk: it is said in the panel
            if self._person is not None:
                self._person.refuse(error)
            return
        said = _("{name} works here as {role} now.").format(name=name, role=people.role_words(role))
        older = "" if before else recovery.older_words(recovery.state(self._session))
        self._shell.say(" ".join(filter(None, (said, older))), trouble=bool(older))

    def _on_passphrase(self, name: str, passphrase: str, even_sealed: bool) -> None:
        if self._person is None:
            return
        panel, worker = self._person, self._chosen
        panel.set_busy(True)
        reset = partial(people.reset_passphrase, worker_id=worker, passphrase=passphrase, even_sealed=even_sealed)
        job = self._shell.jobs.start(_("New passphrase"), partial(_beside, self._session, reset))
        job.finished.connect(partial(self._on_reset, name))
        job.failed.connect(panel.refuse)

    def _on_reset(self, name: str, _done: object) -> None:
        self._back_to_list()
        self._shell.say(_("{name} opens the database with the new passphrase now.").format(name=name))

    def _on_removal(self, even_sealed: bool) -> None:
        self._shell.house.renew_key(self._chosen, even_sealed=even_sealed)

    # --- the own passphrase -------------------------------------------------------------------------------------

    def _own(self) -> Card:
        self._own_panel = OwnPassphrase((self._session.worker.name, self._session.office.code))
        self._own_panel.wanted.connect(self._on_own)
        self._own_open = self._opener(self._own_panel, _("Change my passphrase"), "key", "own_open")
        why = _("Change it when somebody may have seen it. A good one needs no change.")
        return parts.settings_card(
            _("My passphrase"),
            Label(why, "small-muted", wrap=True),
            boxed(row(self._own_open, None)),
            self._own_panel,
            name="own_passphrase",
        )

    def _on_own(self, old: str, new: str) -> None:
        work = partial(_beside, self._session, partial(people.change_passphrase, old=old, new=new))
        said = _("Your new passphrase opens the database from now on.")
        self._work(_("New passphrase"), work, self._own_panel, self._own_open, said)

    # --- the key ------------------------------------------------------------------------------------------------

    def _key(self) -> Card:
        self._new_key = NewKey()
        self._new_key.wanted.connect(self._on_new_key)
        self._key_open = self._opener(self._new_key, _("Change the key"), "lock", "key_open")
        why = _(
            "Change it when a computer or a stick of this office was stolen or lost, or when somebody may know a "
            "passphrase or have the recovery sheet. When a worker is removed, it is changed by itself."
        )
        return parts.settings_card(
            _("The key of the database"),
            Label(why, wrap=True),
            boxed(row(self._key_open, None)),
            self._new_key,
            name="database_key",
        )

    def _on_new_key(self) -> None:
        self._shell.house.renew_key()

    # --- cases that go to somebody else -------------------------------------------------------------------------

    def _handing(self) -> Card:
        self._hand_all = HandAll(self._session)
        self._hand_all.wanted.connect(self._on_hand_all)
        self._hand_open = self._opener(self._hand_all, _("Hand cases over"), "people", "hand_all_open")
        self._hand_open.clicked.connect(self._hand_all.fill)
        why = _("When somebody leaves or is away, all open cases go to another manager in one act, with a note.")
        return parts.settings_card(
            _("Cases of somebody who is away"),
            Label(why, "small-muted", wrap=True),
            boxed(row(self._hand_open, None)),
            self._hand_all,
            name="handing",
        )

    def _on_hand_all(self, of: str, to: str, note: str) -> None:
        self._hand_all.set_busy(True)
        job = self._shell.jobs.start(_("Handing cases over"), partial(work, self._session, of, to, note))
        job.finished.connect(self._on_handed)
        job.failed.connect(self._hand_all.refuse)

    def _on_handed(self, done: Done) -> None:
        self._close(self._hand_all, self._hand_open, focus=True)
        self._session.announce("case")
        self._shell.say(done_words(done))

    # --- what was left behind -----------------------------------------------------------------------------------

    def _left_behind(self) -> Card:
        self._drafts = boxed(column(gap=0))
        why = _("Sheets that people who have left did not save. Whoever goes on with one has it as an own draft.")
        self._drafts_card = parts.settings_card(
            _("Left unfinished"), Label(why, "small-muted", wrap=True), self._drafts, name="drafts_left"
        )
        return self._drafts_card

    def _show_left_behind(self) -> None:
        layout = self._drafts.layout()
        if layout is None:
            return
        clear(layout)
        left = people.drafts_left(self._session)
        self._drafts_card.setVisible(bool(left))
        for at, draft in enumerate(left):
            if at:
                layout.addWidget(Line())
            title = pick(self._session.library.definitions.form(draft.form).title)
            second = " · ".join(part for part in (draft.code, draft.name, datetime_words(draft.at)) if part)
            take = Button(_("Go on with it"), Kind.SMALL, name=f"take_{draft.record}")
            take.setAccessibleName(_("Go on with: {form}").format(form=title))
            take.clicked.connect(partial(self._on_take, draft))
            layout.addWidget(Row(title, second, icon="pencil", end=take))

    def _on_take(self, draft: DraftLeft) -> None:
        try:
            people.take_over_draft(self._session, draft.record, draft.worker)
        except Exception as error:  # noqa: BLE001 - an own draft of the same sheet, a full disk
            self._shell.refuse(error)
            return
        self.refresh()
        self._shell.say(_("The sheet stands among your drafts on the first page now."))

    # --- panels -------------------------------------------------------------------------------------------------

    def _opener(self, panel: Panel, words: str, icon: str, name: str) -> Button:
        """A button that a panel stands in for while it is open."""
        opener = Button(words, icon=icon, name=name)
        opener.clicked.connect(partial(self._open, panel, opener))
        panel.left.connect(partial(self._close, panel, opener, focus=True))
        panel.hide()
        return opener

    def _open(self, panel: Panel, opener: Button) -> None:
        opener.hide()
        panel.show()
        panel.first_field().setFocus()
        show_whole(panel)

    def _close(self, panel: Panel, opener: Button, *, focus: bool = False) -> None:
        panel.forget()
        panel.hide()
        opener.show()
        if focus:
            opener.setFocus()

    def _work(self, name: str, work: Callable[[Report], object], panel: Panel, opener: Button, said: str) -> None:
        """Work out a key beside the window; what is wrong is said in the panel, which closes when it is done."""
        panel.set_busy(True)
        job = self._shell.jobs.start(name, work)
        job.finished.connect(partial(self._on_worked, panel, opener, said))
        job.failed.connect(panel.refuse)

    def _on_worked(self, panel: Panel, opener: Button, said: str, _done: object) -> None:
        self._close(panel, opener, focus=True)
        self._session.announce("people")
        self._shell.say(said)


def _beside(session: Session, deed: Callable[[Session], object], _report: Report) -> object:
    with session.beside() as own:
        return deed(own)


def _add_worker(session: Session, *, name: str, role: str, passphrase: str) -> object:
    return people.add_worker(session, name, role, passphrase)
