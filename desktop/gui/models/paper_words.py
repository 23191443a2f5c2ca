"""The papers of a team in words: what each says of itself in the list."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.forms.schema import Definitions
from desktop.gui.models import ledger_words as words
from desktop.gui.models.words import capital
from desktop.gui.widgets import ChipSpec, Shape, Tone
from desktop.i18n import _, datetime_words, pick
from desktop.services.team_papers import SENT, WITHHELD, TeamPaper


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


def lines(paper: TeamPaper, defs: Definitions) -> list[str]:
    """To whom, what of her it tells, or why nothing may go; and when it left."""
    told = [_("To: {institution}").format(institution=paper.institution)] if paper.institution else []
    if paper.state == WITHHELD:
        why = capital(words.listed(defs, "withheld_reasons", paper.why))
        return [*told, _("Nothing goes: {why}.").format(why=why[:1].lower() + why[1:])]
    data = words.data_words(defs, paper.data)
    if not paper.sent:
        return [*told, _("What would go: {data}").format(data=data)]
    last = paper.sent[0]
    at = datetime_words(last.at) if last.at else "–"
    left = _("Left on {moment}, paper {number}: {data}").format(moment=at, number=last.number, data=data)
    return [*told, left]


def deed(paper: TeamPaper) -> str:
    return (
        _("Make it again") if paper.sent else _("Look at the paper") if paper.state == WITHHELD else _("Make the paper")
    )


def holds(defs: Definitions, data: Iterable[str]) -> str:
    return _("Has already: {data}").format(data=words.data_words(defs, data))
