"""The people of a team in words: who is on duty, each call, what speaks against somebody, what a call is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from desktop.forms import partial
from desktop.forms.partial import Precision
from desktop.forms.schema import Definitions
from desktop.gui.models.times import answer_words, length_words, moment_words
from desktop.gui.models.words import institution_spec
from desktop.gui.widgets import ChipSpec, Shape, Tone
from desktop.i18n import _, date_words, ngettext, pick, time_words
from desktop.services.members import Call, Member
from desktop.services.roster import Person
from desktop.services.team import Board
from desktop.services.team_conflicts import Conflict
from desktop.services.team_crew import Crew, Proposal, Seat

Phone = Callable[[str], str]  # a number as people here write it
DOT = " · "


def result_words() -> tuple[tuple[str, str], ...]:
    """How a call can go, in the order in which things go."""
    return (
        ("no_answer", _("No answer")),
        ("answered", _("Answered, is coming")),
        ("refused", _("Cannot come")),
        ("arrived", _("Arrived")),
        ("left", _("Has left")),
    )


def now_words(result: str) -> str:
    """The button by which the same is noted as of this moment."""
    return {"answered": _("Answered now"), "arrived": _("Arrived now"), "left": _("Left now")}[result]


def result_word(result: str) -> str:
    return dict(result_words()).get(result, result)


def state_chip(seat: Seat, now: datetime) -> ChipSpec:
    """The chip of an institution; how often nobody answered in a row is counted."""
    one = seat.institution
    spec = institution_spec(one.state, short_words(one.at, now, today=one.state == "present"))
    if one.state == "no_answer" and one.member.unanswered > 1:
        times = ngettext("{n} call", "{n} calls", one.member.unanswered).format(n=one.member.unanswered)
        return ChipSpec(f"{spec.word} ({times})", spec.shape, spec.tone)
    return spec


def short_words(at: object, now: datetime, *, today: bool = False) -> str:
    """The hour of today, or the day; that somebody was there on another day can say nothing (`today`)."""
    known = partial.precision(at) if isinstance(at, str) else None
    if known is None:
        return ""
    if known is not Precision.MINUTE:
        return "" if today else date_words(str(at))
    moment = datetime.fromisoformat(str(at)).astimezone(now.tzinfo)
    if moment.date() == now.date():
        return time_words(moment)
    return "" if today else date_words(moment.date())[:5]


def member_chip(member: Member, now: datetime) -> ChipSpec:
    state, at = member.state()
    if member.is_barred:
        return ChipSpec(_("Not to be called"), Shape.OCTAGON, Tone.DANGER)
    return institution_spec(state, short_words(at, now))


def call_words(call: Call, now: datetime, phone: Phone) -> str:
    """today, 14:10 · No answer · 0236 23 456."""
    number = phone(call.number) if call.number else ""
    when = answer_words(call.at, now) or _("hour not known")
    return DOT.join(part for part in (when, result_word(call.result), number) if part)


# --- whom to call -----------------------------------------------------------------------------------------------------


def proposal_words(found: Proposal, now: datetime) -> str:
    """Why this person: on duty, until when; in whose place; or that nobody wrote the hours."""
    if found.why == "hours_unknown":
        return _("duty hours not written")
    if found.why == "substitute":
        return _("stands in for {name}").format(name=found.instead_of)
    if found.until is None:
        return _("on duty at any hour")
    return _("on duty until {moment}").format(moment=moment_words(found.until, now))


def nobody_words(seat: Seat, crew: Crew, now: datetime) -> str:
    """That nobody can be proposed, who comes next, and what helps until then."""
    duty = seat.duty
    if not duty.listed:
        words = _("Nobody of this institution is in the roster.")
    elif duty.on or duty.unknown:
        words = _("Everybody of the roster was tried already, or has a tie to the alleged aggressor.")
    elif duty.next is not None and duty.next_at is not None:
        words = _("Nobody is on duty now. {name} is from {moment}.").format(
            name=duty.next.name, moment=moment_words(duty.next_at, now)
        )
    else:
        words = _("Nobody is on duty now, and no next duty is written.")
    return f"{words} {numbers_words(crew)}".strip()


def numbers_words(crew: Crew) -> str:
    """What can be called at any hour."""
    told = DOT.join(f"{pick(one.short or one.name)} {one.number}" for one in crew.numbers)
    return _("At any hour: {numbers}.").format(numbers=told) if told else ""


def waits_words(seat: Seat, now: datetime) -> str:
    """Nobody called it, and for how long."""
    if seat.waits_since is None:
        return ""
    return _("Nobody has called for {length}.").format(length=length_words(now - seat.waits_since))


# --- ties to the aggressor --------------------------------------------------------------------------------------------


def conflict_words(one: Conflict, defs: Definitions) -> str:
    """What speaks against somebody; nothing of the aggressor is in it."""
    if one.kind == "declared":
        entry = defs.list("conflict_kinds").find(one.tie or "")
        tie = pick(entry.label) if entry else _("a tie")
        return _("{name} is not called: {tie} of the alleged aggressor.").format(name=one.name, tie=tie)
    words = {
        "same-phone": _("{name}: the telephone is that of the alleged aggressor."),
        "same-name": _("{name}: the name is that of the alleged aggressor."),
        "shared-name": _("{name} shares a name with the alleged aggressor. Ask whether they are related."),
        "workplace": _("The alleged aggressor may work in this institution. Choose with care whom to tell."),
    }
    return words[one.kind].format(name=one.name)


def conflict_tone(one: Conflict) -> Tone:
    return Tone.DANGER if one.bars else Tone.SOON


def tie_options(defs: Definitions) -> Iterator[tuple[str, str]]:
    """The ties that can be declared, and none."""
    for entry in defs.list("conflict_kinds").entries:
        yield entry.code, pick(entry.label)


# --- whom a call can be about -----------------------------------------------------------------------------------------


def people_options(seat: Seat, listed: tuple[Person, ...]) -> Iterator[tuple[str, str]]:
    """Who can be noted: people of the team, of the roster with how they stand now, and somebody else."""
    barred = {one.row or one.person for one in seat.conflicts if one.bars}
    known = {one.person for one in seat.institution.people}
    proposed = seat.proposed.person.record if seat.proposed else ""
    if seat.proposed is not None:
        known.add(proposed)
        yield f"person:{proposed}", DOT.join((seat.proposed.person.name, _("to call now")))
    for member in seat.institution.people:
        if member.person != proposed or not proposed:
            words = member.name or _("nobody named yet")
            yield f"row:{member.row}", DOT.join((words, *([_("not to be called")] if member.row in barred else [])))
    for one in listed:
        if one.group == seat.institution.group and one.record not in known:
            yield (
                f"person:{one.record}",
                DOT.join((one.name, *([_("not to be called")] if one.record in barred else []))),
            )
    yield "new", _("somebody else")


def doubt_words(doubt: str) -> str:
    """Which hours do not fit each other, as a question."""
    words = {
        "in-future": _("This hour has not come yet. Is it right?"),
        "before-report": _("This is before the report to the team. Is it right?"),
        "answered-before-called": _("By this they answered before they were called. Is it right?"),
        "refused-before-called": _("By this they said no before they were called. Is it right?"),
        "arrived-before-called": _("By this they arrived before they were called. Is it right?"),
        "left-before-arrived": _("By this they left before they arrived. Is it right?"),
    }
    return words.get(doubt, _("These hours do not fit each other. Are they right?"))


def posts_words(post: str, board: Board, crew: Crew, defs: Definitions, phone: Phone) -> str:
    """Who coordinates, accompanies or interprets, as far as it is written."""
    said = board.answers
    if post == "coordinator":
        return crew.coordinator.name or _("nobody yet")
    number = said.get(f"{post}_phone")
    told = [str(said.get(f"{post}_name") or ""), phone(number) if isinstance(number, str) else ""]
    if post == "companion":
        entry = defs.list("companions").find(str(said.get("companion") or ""))
        if entry is None:
            return _("not written yet")
        return DOT.join(part for part in (pick(entry.label), *told) if part)
    if said.get("interpreter") is not True:
        return _("No interpreter is needed") if said.get("interpreter") is False else _("not written yet")
    named = DOT.join(part for part in told if part)
    return named or _("An interpreter is needed, and none is named.")
