"""Who coordinates a team, who accompanies her, who interprets: shown, changed in place, asked for ties first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal

from desktop.forms.present import options
from desktop.gui.models.crew_words import posts_words
from desktop.gui.pages.team_crew_parts import TieLine, Ways
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Button,
    Card,
    Choice,
    Kind,
    Label,
    SectionHeader,
    TextField,
    Tone,
    boxed,
    clear,
    column,
    mark_bad,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.refusals import Refused, explain
from desktop.services import people, roster, team_people
from desktop.services.team import Board
from desktop.services.team_crew import Crew
from desktop.services.team_people import NO_COMPANION

ASKED = ("conflict-asked", "in-conflict")
OTHER = "other"
FORM = "team"


class PostCard(Card):
    """One post. changed: it was written; the page says so with these words. answered(post, tie)."""

    changed = Signal(str)
    answered = Signal(str, str)

    def __init__(self, post: str, title: str, shell: Shell) -> None:
        super().__init__(margin=14, gap=6)
        self.setObjectName(f"post_{post}")
        self._post, self._shell = post, shell
        self._board: Board | None = None
        self._told = Label("", wrap=True)
        self._told.setObjectName(f"{post}_told")
        self._change = Button(_("Change"), Kind.SMALL, name=f"change_{post}")
        speak(self._change, _("Change"), title)
        self._change.clicked.connect(self._on_change)
        self._ties = column(gap=4)
        self._choice = Choice(name=title)
        self._choice.setObjectName(f"{post}_choice")
        self._choice.activated.connect(self._on_choice)
        self._name, self._phone = TextField(_("Person")), TextField(_("Telephone"))
        self._name.setObjectName(f"{post}_name")
        self._name.setMaxLength(120)
        self._phone.setObjectName(f"{post}_phone")
        self._phone.setMaxLength(40)
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._problem.setObjectName(f"{post}_problem")
        save = Button(_("Write it down"), Kind.SMALL_PRIMARY, name=f"save_{post}")
        save.clicked.connect(partial(self._on_save, False))
        self._sure = Button(_("Asked: there is no tie"), Kind.SMALL, name=f"sure_{post}")
        self._sure.clicked.connect(partial(self._on_save, True))
        drop = Button(_("Close"), Kind.SMALL, name=f"drop_{post}")
        drop.clicked.connect(self.close_editor)
        self._named = boxed(column(Label(_("Person"), "small-strong", buddy=self._name), self._name, gap=2))
        self._called = boxed(column(Label(_("Telephone"), "small-strong", buddy=self._phone), self._phone, gap=2))
        deeds = row(save, drop, None, gap=8)
        self._editor = boxed(
            column(self._choice, self._named, self._called, self._problem, self._sure, boxed(deeds), gap=6)
        )
        self._editor.hide()
        self.add(SectionHeader(title), self._told, self._ties, row(self._change, None), self._editor)

    def show_board(self, board: Board, crew: Crew, ways: Ways) -> None:
        self._board = board
        self._told.setText(posts_words(self._post, board, crew, ways.definitions, ways.phone))
        clear(self._ties)
        for one in crew.of(self._post):
            line = TieLine(one, ways)
            line.answered.connect(self._on_tie)
            self._ties.addWidget(line)

    def is_asking(self) -> bool:
        return not self._editor.isHidden()

    def close_editor(self, _checked: bool = False) -> None:
        had_focus = self._editor.isAncestorOf(self.focusWidget() or self)
        self._editor.hide()
        self._change.show()
        if had_focus:
            self._change.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_tie(self, _one: object, tie: str) -> None:
        self.answered.emit(self._post, tie)

    def _on_change(self) -> None:
        board = self._board
        if board is None:
            return
        self._choice.set_options(self._options(board))
        self._choice.set_value(self._stands(board))
        told = (board.answers.get(f"{self._post}_{field}") for field in ("name", "phone"))
        for field, value in zip((self._name, self._phone), told, strict=True):
            field.set_value(value if isinstance(value, str) else "")
        self._on_choice()
        self._change.hide()
        self._editor.show()
        self._choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _options(self, board: Board) -> list[tuple[str, str]]:
        session = self._shell.session
        if self._post == "coordinator":
            found = [(f"worker:{one.id}", one.name) for one in people.all_workers(session)]
            barred = {one.person for one in team_people.conflicts(session, board.record) if one.bars}
            listed = [one for one in roster.people(session) if one.record not in barred]
            found += [(f"person:{one.record}", f"{one.name} · {one.group}") for one in listed]
            return [*found, (OTHER, _("somebody else"))]
        if self._post == "companion":
            field = session.library.definitions.form(FORM).field("companion")
            offered = options(field, session.library.definitions, session.office.country)
            return [(entry.code, pick(entry.label)) for entry in offered]
        return [("no", _("No interpreter is needed")), ("yes", _("An interpreter is needed"))]

    def _stands(self, board: Board) -> str | None:
        said = board.answers
        if self._post == "interpreter":
            return {True: "yes", False: "no"}.get(said.get("interpreter") is True) if "interpreter" in said else None
        if self._post == "companion":
            value = said.get("companion")
            return value if isinstance(value, str) else None
        if isinstance(person := said.get("coordinator_person"), str):
            return f"person:{person}"
        return f"worker:{said.get('coordinator')}"

    def _on_choice(self, _index: int = 0) -> None:
        chosen = self._choice.value()
        by_name = chosen == OTHER if self._post == "coordinator" else chosen not in (None, "no", NO_COMPANION)
        self._named.setVisible(by_name)
        self._called.setVisible(by_name and self._post != "coordinator")
        self._say("")

    def _say(self, words: str, *, asks: bool = False, where: TextField | None = None) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._sure.setVisible(asks)
        for field in (self._name, self._phone):
            mark_bad(field, field is where)
        if asks:
            self._sure.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_save(self, sure: bool, _checked: bool = False) -> None:
        board, chosen = self._board, self._choice.value()
        if board is None or chosen is None:
            self._say(_("Choose one first."))
            return
        try:
            self._deed(board, chosen, sure)()
        except Refused as refusal:
            wrong = refusal.facts.get("field") == f"{self._post}_phone"
            words = _("This is not a telephone number. Write it with its first figures, for example 0236 00 112.")
            self._say(
                words if wrong else explain(refusal),
                asks=refusal.code in ASKED,
                where=self._phone if wrong else None,
            )
            return
        self.close_editor()
        self.changed.emit(_("It is written down."))

    def _deed(self, board: Board, chosen: str, sure: bool) -> Callable[[], object]:
        session, name, phone = self._shell.session, self._name.text(), self._phone.text()
        if self._post == "companion":
            return lambda: team_people.set_companion(session, board.record, chosen, name, phone, sure=sure)
        if self._post == "interpreter":
            return lambda: team_people.set_interpreter(session, board.record, chosen == "yes", name, phone, sure=sure)
        kind, _sep, id_ = chosen.partition(":")
        who = {kind: id_} if kind in ("worker", "person") else {}
        return lambda: team_people.set_coordinator(session, board.record, name="" if who else name, sure=sure, **who)
