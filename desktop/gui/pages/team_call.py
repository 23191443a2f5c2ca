"""A call noted in its place: to whom, how it went, when; and what has to be asked before it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.models.crew_words import doubt_words, people_options, result_words, tie_options
from desktop.gui.models.words import capital
from desktop.gui.pages.focus import focus_shown
from desktop.gui.pages.step_panel import parse_when, when_hint
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    Choice,
    FilterBar,
    FlowBox,
    Kind,
    Label,
    TextField,
    Tone,
    boxed,
    column,
    mark_bad,
)
from desktop.i18n import _, pick
from desktop.refusals import Refused, explain
from desktop.services import roster, team_people
from desktop.services.members import NO_TIE
from desktop.services.roster import Person
from desktop.services.team import Board
from desktop.services.team_crew import Crew, Seat
from desktop.services.team_people import Note

NEW = "new"
FIELD = 300  # of width
ASKED = ("conflict-asked", "in-conflict", "times-asked")


class Question(Card):
    """What is asked before a call is written. sure: it stays as it is. tied(tie): this tie, or none."""

    sure = Signal()
    tied = Signal(str)

    def __init__(self, ties: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.SOON, margin=10, gap=6, parent=parent)
        self.setObjectName("question")
        self._words = Label("", "small", wrap=True)
        self._keep = Button(_("It stays as it is"), Kind.SMALL, name="sure")
        self._keep.clicked.connect(self.sure)
        self._none = Button(_("Asked: there is no tie"), Kind.SMALL, name="no_tie")
        self._none.clicked.connect(partial(self.tied.emit, NO_TIE))
        self._tie = Choice([one for one in ties if one[0] != NO_TIE], _("Tie to the alleged aggressor"))
        self._tie.setObjectName("tie")
        self._bar = Button(_("Do not call this person"), Kind.SMALL, name="bar")
        self._bar.clicked.connect(self._on_bar)
        self.add(self._words, FlowBox(self._keep, self._none, self._tie, self._bar, gap=8))

    def ask(self, refusal: Refused) -> None:
        tie = refusal.code == "conflict-asked"
        self.set_tone(Tone.SOON if refusal.code == "times-asked" else Tone.DANGER)
        doubt = str(refusal.facts.get("doubt", ""))
        self._words.setText(doubt_words(doubt) if doubt else explain(refusal))
        self._keep.setVisible(not tie)
        for part in (self._none, self._tie, self._bar):
            part.setVisible(tie)
        self._tie.set_value(None)
        mark_bad(self._tie, False)
        self.show()
        focus_shown(self._none if tie else self._keep, self)

    def _on_bar(self) -> None:
        tie = self._tie.value()
        mark_bad(self._tie, tie is None)
        if tie is None:
            self._tie.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.tied.emit(tie)


class CallPanel(Card):
    """noted(words): something was written. dropped: nothing is written."""

    noted = Signal(str)
    dropped = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=6, parent=parent)
        self.setObjectName("call")
        self._shell = shell
        self._board: Board | None = None
        self._crew: Crew | None = None
        self._listed: tuple[Person, ...] = ()
        self._group = Choice(name=_("Institution"))
        self._group.setObjectName("group")
        self._group.activated.connect(partial(self._on_group, None))
        self._who = Choice(name=_("Whom"))
        self._who.setObjectName("who")
        self._who.activated.connect(self._on_who)
        self._name, self._phone = TextField(_("Person")), TextField(_("Telephone"))
        self._name.setObjectName("name")
        self._phone.setObjectName("phone")
        self._name.setMaxLength(120)
        self._phone.setMaxLength(40)
        self._result = FilterBar(result_words(), exclusive=True)
        self._result.setObjectName("result")
        self._at = TextField(_("Hour of the call"), hint=_("now"))
        self._at.setObjectName("at")
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._problem.setObjectName("problem")
        self._question = Question(list(tie_options(shell.session.library.definitions)))
        self._question.sure.connect(partial(self._on_save, sure=True))
        self._question.tied.connect(self._on_tied)
        save = Button(_("Write it down"), Kind.SMALL_PRIMARY, name="save_call")
        drop = Button(_("Close"), Kind.SMALL, name="drop_call")
        save.clicked.connect(partial(self._on_save))
        drop.clicked.connect(self.dropped)
        places = FlowBox(gap=10)
        for words, field in (
            (_("Institution"), self._group),
            (_("Whom"), self._who),
            (_("Person"), self._name),
            (_("Telephone"), self._phone),
            (_("Hour, if it was not now"), self._at),
        ):
            field.setFixedWidth(px(FIELD))
            places.add(boxed(column(Label(words, "small-strong", buddy=field), field, gap=2)))
        self.add(places, column(Label(_("How it went"), "small-strong"), self._result, gap=4))
        self.add(self._problem, self._question, FlowBox(save, drop, gap=8))

    def start(self, board: Board, crew: Crew, group: str | None = None, who: str | None = None) -> None:
        """Begin with this institution, or with the first to call; with this person, or with the one proposed."""
        self._board, self._crew, self._listed = board, crew, roster.people(self._shell.session)
        institutions = [seat.institution for seat in crew.seats]
        self._group.set_options([(i.group, f"{i.group} · {capital(pick(i.label))}") for i in institutions])
        waiting = [i.group for i in institutions if i.state in {"no_answer", "to_call", "refused"}]
        self._group.set_value(group or (waiting or [institutions[0].group])[0])
        self._on_group(who)
        self.show()
        first = self._name if not self._name.text() else self._result.pill("answered")
        focus_shown(first)

    def is_open(self) -> bool:
        return not self.isHidden()

    def choose(self, result: str) -> None:
        """Write this result down, asking what has to be asked."""
        self._result.set_value({result})
        self._on_save()

    def say(self, words: str, where: QWidget | None = None) -> None:
        """Why it was not written, at the field that it is about."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        for field in (self._phone, self._at, self._name):
            mark_bad(field, field is where)
        if where is not None:
            where.setFocus(Qt.FocusReason.OtherFocusReason)

    def _seat(self) -> Seat | None:
        seats = self._crew.seats if self._crew else ()
        return next((seat for seat in seats if seat.institution.group == self._group.value()), None)

    def _on_group(self, who: str | None, _index: int = 0) -> None:
        seat = self._seat()
        found = list(people_options(seat, self._listed)) if seat else []
        self._who.set_options(found)
        self._who.set_value(who if who in dict(found) else self._first(found))
        self._on_who()

    def _first(self, options: list[tuple[str, str]]) -> str:
        """Who is proposed, else whom the team knows already."""
        seat = self._seat()
        if seat is not None and seat.proposed is None and seat.institution.member.row:
            return f"row:{seat.institution.member.row}"
        return options[0][0] if options and not (seat and seat.proposed is None) else NEW

    def _on_who(self, _index: int = 0) -> None:
        name, phone = self._chosen_data()
        self._name.set_value(name)
        self._phone.set_value(phone)
        self._result.set_value(set())
        self._at.set_value("")
        self._question.hide()
        self.say("")

    def _chosen_data(self) -> tuple[str, str]:
        kind, _sep, id_ = (self._who.value() or NEW).partition(":")
        seat = self._seat()
        if kind == "row" and seat is not None:
            member = next((one for one in seat.institution.people if one.row == id_), None)
            return (member.name or "", member.phone or "") if member else ("", "")
        one = next((one for one in self._listed if one.record == id_), None) if kind == "person" else None
        return (one.name, one.phone) if one else ("", "")

    def _note(self) -> Note:
        """What is written here; another name than that of whom was chosen is another person."""
        kind, _sep, id_ = (self._who.value() or NEW).partition(":")
        known = self._chosen_data()[0]
        typed = " ".join(self._name.text().split())
        same = not known or typed == known
        return Note(
            self._group.value() or "",
            next(iter(self._result.value()), ""),
            row=id_ if kind == "row" and same else None,
            person=id_ if kind == "person" and same else None,
            name=typed,
            phone=self._phone.text(),
        )

    def _when(self, now: datetime) -> str | None:
        field = self._shell.session.library.definitions.form("team").field("calls/at")
        typed = self._at.text().strip()
        return str(parse_when(typed, field, now)) if typed else None

    def _on_save(self, _checked: bool = False, *, sure: bool = False, tie: str | None = None) -> None:
        told = replace(self._note(), tie=tie)
        if not told.result:
            self.say(_("Choose how the call went."))
            return
        if self._board is None:
            return
        try:
            told = replace(told, at=self._when(self._board.now))
        except Refused:
            self.say(when_hint(), self._at)
            return
        if self._try(partial(team_people.note, self._shell.session, self._board.record, told, sure=sure)):
            self.noted.emit(_("{institution}: the call is noted.").format(institution=told.group))

    def _on_tied(self, tie: str) -> None:
        if tie == NO_TIE:
            self._on_save(tie=tie)
            return
        told = replace(self._note(), result="", tie=tie)
        if self._board and self._try(partial(team_people.declare, self._shell.session, self._board.record, told)):
            self.noted.emit(_("{institution}: this person is not called.").format(institution=told.group))

    def _try(self, deed: Callable[[], object]) -> bool:
        self._question.hide()
        try:
            deed()
        except Refused as refusal:
            if refusal.code in ASKED:
                self.say("")
                self._question.ask(refusal)
                return False
            wrong_phone = str(refusal.facts.get("field", "")) in ("phone", "number")
            words = _("This is not a telephone number. Write it with its first figures, for example 0236 00 112.")
            self.say(words if wrong_phone else explain(refusal), self._phone if wrong_phone else None)
            return False
        return True
