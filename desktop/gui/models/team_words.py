"""A running team in words: whose turn a step is, and what comes next with its time, large enough for two metres."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop.gui.models.step_words import SOON, WINDOW_SOON, passed_words
from desktop.gui.models.times import length_words, moment_words, until_words
from desktop.gui.models.words import capital, steps_words, who_words
from desktop.gui.widgets import Tone
from desktop.i18n import _, pgettext, pick
from desktop.protocols.board import ClockView, StepView
from desktop.services.team import Board, Institution

Phone = Callable[[str], str]  # a number as people here write it
DOT = " · "


@dataclass(frozen=True, slots=True)
class NextWords:
    """What is next, and the time left in one large figure; `figure` is empty where nothing can be counted."""

    step: str
    title: str
    who: tuple[str, ...]
    lead: str
    figure: str
    until: str
    tone: Tone | None = None

    @property
    def spoken(self) -> str:
        parts = (self.title, f"{self.lead} {self.figure}".strip(), self.until, *self.who)
        return ". ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class WindowWords:
    """The nearest window of care that still runs."""

    steps: str
    figure: str
    until: str
    tone: Tone | None = None


def turn_words(board: Board, view: StepView, phone: Phone) -> tuple[str, ...]:
    """Whose turn a step is: each institution with its person and telephone, one line each."""
    return tuple(dict.fromkeys(_turn(board, role, phone) for role in view.step.roles))


def _turn(board: Board, role: str, phone: Phone) -> str:
    if role == "first_contact":
        first = str(board.answers.get("first_contact") or "")
        known = _institution(board, first)
        if known is None:
            return _("whoever was first")
        return _("whoever was first: {who}").format(who=_person(known, phone))
    if role == "coordinator":
        return _("coordinator: {name}").format(name=board.coordinator) if board.coordinator else _("coordinator")
    known = _institution(board, role)
    return _person(known, phone) if known else who_words((role,))


def _institution(board: Board, group: str) -> Institution | None:
    return next((one for one in board.institutions if one.group == group), None)


def _person(known: Institution, phone: Phone) -> str:
    """MED · Medical institution · the person · the number, as far as they are known."""
    name = known.member.name or ""
    number = phone(known.member.phone) if known.member.phone else ""
    return DOT.join(part for part in (known.group, capital(pick(known.label)), name, number) if part)


def groups_of(board: Board, view: StepView) -> tuple[str, ...]:
    """The institutions whose turn a step is, by their codes; where none is named, who does it."""
    return board.turn(view) or view.step.roles


# --- what is next -----------------------------------------------------------------------------------------------------


def next_words(board: Board, phone: Phone) -> NextWords | None:
    """None where nothing waits any more."""
    view, clock = board.next, board.next_clock
    if view is None:
        return None
    title = _("Step {step} · {title}").format(step=view.step.id, title=pick(view.step.title))
    who = turn_words(board, view, phone)
    if clock is None:
        return NextWords(view.step.id, title, who, "", _("as soon as possible"), "")
    if clock.due is None:
        tone = Tone.SOON if clock.anchor == "incident" else None
        return NextWords(view.step.id, title, who, "", _("as soon as possible"), "", tone)
    return _counted(view, clock, clock.due.astimezone(board.now.tzinfo), (title, who), board.now)


def _counted(
    view: StepView, clock: ClockView, at: datetime, told: tuple[str, tuple[str, ...]], now: datetime
) -> NextWords:
    title, who = told
    until = until_words(at, now) if clock.exact else _earliest(at, now)
    figure = length_words(at - now)
    if clock.state == "late":
        until = _("{until} · the reason is written down").format(until=until)
        return NextWords(view.step.id, title, who, pgettext("clock", "late by"), figure, until, Tone.DANGER)
    if clock.state == "passed":
        return NextWords(view.step.id, title, who, "", "", passed_words(view.step.roles), Tone.SOON)
    return NextWords(view.step.id, title, who, pgettext("clock", "left"), figure, until, _tone(clock, at, now))


def _tone(clock: ClockView, at: datetime, now: datetime) -> Tone | None:
    return Tone.SOON if at - now < (WINDOW_SOON if clock.kind == "window" else SOON) else None


def _earliest(at: datetime, now: datetime) -> str:
    return _("ends {moment} at the earliest: only the day is known").format(moment=moment_words(at, now))


def window_words(board: Board) -> WindowWords | None:
    """The nearest window of care among the steps that are open, and the steps that it is of."""
    running = sorted(_windows(board), key=lambda found: found[0])
    if not running:
        return None
    due, first, _step = running[0]
    at = due.astimezone(board.now.tzinfo)
    steps = [step for found, _clock, step in running if found == due]
    until = until_words(at, board.now) if first.exact else _earliest(at, board.now)
    return WindowWords(capital(steps_words(steps)), length_words(at - board.now), until, _tone(first, at, board.now))


def _windows(board: Board) -> Iterator[tuple[datetime, ClockView, str]]:
    for view in board.steps:
        if view.group in {"now", "next"}:
            for clock in view.clocks:
                if clock.kind == "window" and clock.state == "running" and clock.due is not None:
                    yield clock.due, clock, view.step.id


def late_count(board: Board) -> int:
    """How many open steps have missed a duty."""
    return sum(any(clock.state == "late" for clock in view.clocks) for view in board.steps if view.group != "done")
