"""One institution on the page of a team's people: whom to call, everybody with each call, what speaks against them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.schema import Definitions
from desktop.gui.models.crew_words import (
    call_words,
    conflict_tone,
    conflict_words,
    member_chip,
    nobody_words,
    now_words,
    proposal_words,
    state_chip,
    tie_options,
    waits_words,
)
from desktop.gui.models.words import capital
from desktop.gui.widgets import (
    Beside,
    Button,
    Card,
    Chip,
    Choice,
    FlowBox,
    Kind,
    Label,
    Line,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.services.members import NO_TIE, Member
from desktop.services.team_conflicts import Conflict
from desktop.services.team_crew import Crew, Seat

AFTER = {"arrived": ("left",), "no_answer": ("answered", "arrived")}  # what can follow at once; else an arrival


@dataclass(frozen=True, slots=True)
class Ways:
    """What the words on a card are made with."""

    definitions: Definitions
    phone: Callable[[str], str]
    now: datetime


class TieLine(QWidget):
    """What speaks against somebody, and the answer to it. answered(conflict, tie)."""

    answered = Signal(object, str)

    def __init__(self, one: Conflict, ways: Ways, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"tie_{one.row or one.person or one.who}")
        words = conflict_words(one, ways.definitions)
        told = Label(words, "small-strong" if one.bars else "small", tone=conflict_tone(one), wrap=True)
        deeds = FlowBox(gap=8)
        if one.kind != "workplace":
            none = Button(_("Asked: there is no tie"), Kind.SMALL, name="no_tie")
            none.clicked.connect(partial(self.answered.emit, one, NO_TIE))
            speak(none, _("Asked: there is no tie"), one.name)
            deeds.add(none)
        if one.kind not in ("declared", "workplace"):
            ties = [each for each in tie_options(ways.definitions) if each[0] != NO_TIE]
            tie = Choice(ties, _("Tie to the alleged aggressor"), width=200)
            tie.setPlaceholderText(_("There is a tie"))
            tie.setObjectName("tie")
            tie.activated.connect(partial(self._on_tie, one, tie))
            deeds.add(tie)
        body = column(told, deeds, gap=4)
        self.setLayout(body)

    def _on_tie(self, one: Conflict, tie: Choice, _index: int = 0) -> None:
        if (chosen := tie.value()) is not None:
            self.answered.emit(one, chosen)


class SeatCard(Card):
    """call_asked(group, who): note a call. happened(row, result): just now. hours_asked(row): put them right.

    answered(conflict, tie): somebody was asked.
    """

    call_asked = Signal(str, str)
    happened = Signal(str, str)
    hours_asked = Signal(str)
    answered = Signal(object, str)

    def __init__(self, seat: Seat, crew: Crew, ways: Ways, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=8, parent=parent)
        one = seat.institution
        self.setObjectName(f"seat_{one.group}")
        self._seat, self._ways = seat, ways
        title = Label(f"{one.group} · {capital(pick(one.label))}", "label", wrap=True)
        self.add(Beside(title, Chip.of(state_chip(seat, ways.now)), least=180))
        if waiting := waits_words(seat, ways.now):
            self.add(Label(waiting, "small-strong", tone=Tone.SOON, wrap=True))
        for conflict in seat.conflicts:
            if self._is_worth(conflict):
                line = TieLine(conflict, ways)
                line.answered.connect(self.answered)
                self.add(line)
        if one.state != "not_needed":
            self._propose(seat, crew)
        for member in one.people:
            self.add(Line(), self._person(member))

    def first(self) -> QWidget | None:
        """The call that is to be made here, if one is."""
        return self.findChild(Button, f"call_{self._seat.institution.group}") if self._seat.proposed else None

    def _is_worth(self, one: Conflict) -> bool:
        """A shared name of somebody who is only listed can wait until this person is to be called."""
        proposed = self._seat.proposed
        listed = one.who == "roster" and one.kind == "shared-name"
        return not listed or (proposed is not None and proposed.person.record == one.person)

    def _propose(self, seat: Seat, crew: Crew) -> None:
        one, found = seat.institution, seat.proposed
        if found is not None:
            number = self._ways.phone(found.person.phone) if found.person.phone else _("no number written")
            told = [found.person.name, found.person.function, number]
            words = " · ".join(part for part in told if part)
            why = Label(proposal_words(found, self._ways.now), "small-muted", wrap=True)
            call = Button(_("Note the call"), Kind.SMALL_PRIMARY, icon="phone", name=f"call_{one.group}")
            call.clicked.connect(partial(self.call_asked.emit, one.group, f"person:{found.person.record}"))
            speak(call, _("Note the call"), words)
            lead = _("Substitute to call now") if found.why == "substitute" else _("To call now")
            told_ = column(Label(lead, "small-muted"), Label(words, "label", wrap=True), why, gap=1)
            self.add(Beside(boxed(told_), call, least=180))
            return
        if crew.listed and one.state in ("to_call", "no_answer", "refused"):
            words_ = Label(nobody_words(seat, crew, self._ways.now), "small", wrap=True)
            words_.setObjectName(f"nobody_{one.group}")
            self.add(words_)
        if one.state not in ("arrived", "present") or not one.people:
            call = Button(_("Note a call"), Kind.SMALL, icon="phone", name=f"call_{one.group}")
            call.clicked.connect(partial(self.call_asked.emit, one.group, ""))
            self.add(row(call, None))

    def _person(self, member: Member) -> QWidget:
        ways, name = self._ways, member.name or _("nobody named yet")
        number = ways.phone(member.phone) if member.phone else ""
        words = Label(" · ".join(part for part in (name, number) if part), "label", wrap=True)
        if self._is_here(member):
            return words
        head = Beside(words, Chip.of(member_chip(member, ways.now)), least=160)
        return boxed(column(head, *self._calls(member), self._deeds(member, name), gap=4))

    def _is_here(self, member: Member) -> bool:
        """Whoever was first is there and is not to be called."""
        one = self._seat.institution
        return one.state == "present" and member.row == one.member.row and not (member.calls or member.is_barred)

    def _calls(self, member: Member) -> Sequence[QWidget]:
        """Each attempt, the last one on top."""
        return [Label(call_words(call, self._ways.now, self._ways.phone), "small-muted") for call in member.calls[::-1]]

    def _deeds(self, member: Member, name: str) -> QWidget:
        row, group = str(member.row), self._seat.institution.group
        deeds = FlowBox(gap=8)
        for result in () if member.is_barred else AFTER.get(member.state()[0], ("arrived",)):
            words = now_words(result)
            self._deed(deeds, Kind.SMALL, words, f"{result}_{row}", name, partial(self.happened.emit, row, result))
        if not member.is_barred:
            again = partial(self.call_asked.emit, group, f"row:{row}")
            self._deed(deeds, Kind.SMALL_LINK, _("Another call"), f"again_{row}", name, again)
        self._deed(deeds, Kind.SMALL_LINK, _("Hours"), f"hours_{row}", name, partial(self.hours_asked.emit, row))
        return deeds

    def _deed(self, into: FlowBox, kind: Kind, words: str, id_: str, about: str, act: Callable[[], object]) -> None:
        button = Button(words, kind, name=id_)
        button.clicked.connect(lambda _checked=False: act())
        speak(button, words, about)
        into.add(button)
