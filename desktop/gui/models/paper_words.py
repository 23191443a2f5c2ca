"""The papers of a team in words: what each says of itself in the list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from desktop.forms.schema import Definitions
from desktop.gui.models import ledger_words as words
from desktop.gui.models.words import capital
from desktop.gui.widgets import ChipSpec, Shape, Tone
from desktop.i18n import _, datetime_words, pick
from desktop.protocols.board import ClockState, ClockView
from desktop.protocols.words import sentences
from desktop.services.team_papers import SENT, WITHHELD, TeamPaper

CHILD = "guardianship_notice"


def title(paper: TeamPaper) -> str:
    """Police notice · step 15."""
    named = pick(paper.title)
    return _("{paper} · step {step}").format(paper=named, step=paper.step) if paper.step else named


def chip(paper: TeamPaper, defs: Definitions) -> ChipSpec:
    if paper.answer:
        return ChipSpec(words.listed(defs, "referral_feedback", paper.answer), Shape.CHECK, Tone.DONE)
    if paper.state == SENT:
        return ChipSpec(_("sent, answer awaited"), Shape.CLOCK, Tone.INFO)
    if paper.state == WITHHELD:
        return ChipSpec(_("withheld"), Shape.DASH, Tone.SOON)
    return ChipSpec(_("can be sent"), Shape.RING, Tone.PLAIN)


def lines(paper: TeamPaper, defs: Definitions, now: datetime, tz: tzinfo) -> list[str]:
    """To whom, what of her it tells, or why nothing may go; when it left, or how its hours stand."""
    told = [_("To: {institution}").format(institution=paper.institution)] if paper.institution else []
    if paper.state == WITHHELD:
        why = capital(words.listed(defs, "withheld_reasons", paper.why))
        waits = _("Nothing goes: {why}.").format(why=why[:1].lower() + why[1:])
        return [*_hours(paper, now, tz), *told, waits, *([_child()] if paper.id == CHILD else [])]
    data = words.data_words(defs, paper.data)
    if not paper.sent:
        return [*_hours(paper, now, tz), *told, _("What would go: {data}").format(data=data)]
    last = paper.sent[0]
    at = datetime_words(last.at) if last.at else "–"
    left = _("Left on {moment}, paper {number}: {data}").format(moment=at, number=last.number, data=data)
    return [*told, left]


def _child() -> str:
    return _(
        "The protection of a child waits for no consent: the notice without a name goes at once from the report, and "
        "this paper goes without consent once a second person has confirmed it."
    )


def nearest(paper: TeamPaper) -> ClockView | None:
    """Of the steps that send it, the deadline that presses most: a missed duty, else what ends first."""
    clocks = [clock for view in paper.steps if view.group in ("now", "next") for clock in view.clocks]
    dated = [clock for clock in clocks if clock.due is not None and clock.state in _PRESSING]
    return min(dated, key=lambda clock: (_PRESSING.index(clock.state), clock.due or _NEVER), default=None)


def pressing(paper: TeamPaper) -> tuple[int, datetime]:
    """By what papers are put in order: missed duties first, then what ends first, then what has no end."""
    clock = nearest(paper)
    if clock is None or clock.due is None:
        return len(_PRESSING), _NEVER
    return _PRESSING.index(clock.state), clock.due


_PRESSING: tuple[ClockState, ...] = ("late", "running", "passed")
_NEVER = datetime.max.replace(tzinfo=UTC)


def _hours(paper: TeamPaper, now: datetime, tz: tzinfo) -> list[str]:
    clock = nearest(paper)
    return list(sentences(clock, now, tz)[:1]) if clock is not None else []


def deed(paper: TeamPaper) -> str:
    return (
        _("Make it again")
        if paper.sent
        else _("Look at the paper")
        if paper.state == WITHHELD
        else _("Prepare the paper")
    )


def holds(defs: Definitions, data: Iterable[str]) -> str:
    return _("Has already: {data}").format(data=words.data_words(defs, data))
