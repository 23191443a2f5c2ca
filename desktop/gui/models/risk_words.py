"""The level of risk in words: answer by answer what decided it, what is not known, and what must not be overlooked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.forms import risk
from desktop.forms.risk import Explained
from desktop.forms.schema import Definitions
from desktop.gui.models.words import listed
from desktop.gui.widgets import ChipSpec, Shape, Tone, risk_spec
from desktop.i18n import N_, _, date_words, ngettext
from desktop.services.risk_file import Event

ITEMS_LIST, FLAGS_LIST, LEVELS_LIST = "risk_items", "red_flags", "L31"
_TITLES = {
    "incident": N_("a new incident"),
    "order": N_("an order was issued"),
    "order_over": N_("an order came to its end"),
    "breach": N_("an order was breached"),
    "separation": N_("they separated"),
    "pregnancy": N_("a pregnancy"),
    "release": N_("the alleged aggressor is no longer detained"),
    "hearing": N_("a hearing about the children"),
    "risen": N_("a check that found the risk higher"),
}
_SHAPES = {
    "incident": (Shape.DIAMOND, Tone.SOON),
    "order": (Shape.SQUARE, Tone.INFO),
    "order_over": (Shape.DASH, Tone.QUIET),
    "breach": (Shape.X, Tone.DANGER),
    "separation": (Shape.HALF, Tone.SOON),
    "pregnancy": (Shape.CIRCLE, Tone.SOON),
    "release": (Shape.TRIANGLE, Tone.DANGER),
    "hearing": (Shape.CLOCK, Tone.INFO),
    "risen": (Shape.TRIANGLE, Tone.SOON),
}


@dataclass(frozen=True, slots=True)
class RiskWords:
    """What a panel says: the level, why, and what is not known; `flags` are always shown, whatever the level."""

    chip: ChipSpec
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]
    flags: tuple[str, ...]
    caution: str
    short: str

    @property
    def tone(self) -> Tone:
        return self.chip.tone

    @property
    def spoken(self) -> str:
        return " ".join((self.chip.word + ".", *self.reasons, *self.doubts, *self.flags, self.caution)).strip()


def risk_words(told: Explained, defs: Definitions) -> RiskWords:
    """A level explained answer by answer."""
    chip = risk_spec(told.level if told.level != risk.OPEN else None)
    return RiskWords(
        chip=chip,
        reasons=tuple(_reasons(told, defs)),
        doubts=tuple(_doubts(told)),
        flags=tuple(listed(defs, FLAGS_LIST, flag) for flag in told.flags),
        caution=_("No level means that there is no danger. It can rise from one day to the next."),
        short=_short(told),
    )


def _reasons(told: Explained, defs: Definitions) -> list[str]:
    if told.level == risk.OPEN and not told.yes:
        return [_("No level yet: the questions have no answers that give one.")]
    found = []
    if told.keys:
        words = ngettext(
            "The answer “yes” to {items} is enough for a high risk.",
            "Each answer “yes” to {items} is enough for a high risk.",
            len(told.keys),
        )
        found.append(words.format(items=items_words(told.keys, defs)))
    count = ngettext("{n} answer “yes”: {items}.", "{n} answers “yes”: {items}.", len(told.yes))
    found.append(
        count.format(n=len(told.yes), items=items_words(told.yes, defs)) if told.yes else _("No answer “yes”.")
    )
    if rule := _rule(told):
        found.append(rule)
    if told.raised:
        words = _("The sheet counts: {counted}. Professional judgement raised it.")
        found.append(words.format(counted=listed(defs, LEVELS_LIST, told.counted)))
    return found


def _rule(told: Explained) -> str:
    if told.keys:
        return ""
    if told.counted == risk.HIGH:
        return _("Five or more answers “yes” are a high risk.")
    if told.counted == risk.MEDIUM:
        return _("Four answers “yes” are a medium risk; with one more it is high.")
    if told.counted == risk.LOW:
        return _("One to three answers “yes” are counted as a low risk.")
    if told.counted == risk.NONE:
        return _("No risk was documented with these answers; that says nothing about what was not told.")
    return _("The level stands once every question has an answer; “not known” is an answer too.")


def _doubts(told: Explained) -> list[str]:
    found = []
    if told.unknown:
        words = ngettext(
            "{n} answer is not known: the level may be underestimated.",
            "{n} answers are not known: the level may be underestimated.",
            told.unknown,
        )
        found.append(words.format(n=told.unknown))
    if told.unasked:
        words = ngettext("{n} question has no answer yet.", "{n} questions have no answer yet.", told.unasked)
        found.append(words.format(n=told.unasked))
    return found


def _short(told: Explained) -> str:
    """One line for the top of a page of questions."""
    parts = [ngettext("{n} “yes”", "{n} “yes”", len(told.yes)).format(n=len(told.yes))]
    if told.unknown:
        parts.append(ngettext("{n} not known", "{n} not known", told.unknown).format(n=told.unknown))
    if told.unasked:
        parts.append(ngettext("{n} without an answer", "{n} without an answer", told.unasked).format(n=told.unasked))
    if told.flags:
        parts.append(ngettext("{n} red flag", "{n} red flags", len(told.flags)).format(n=len(told.flags)))
    return " · ".join(parts)


def items_words(numbers: Sequence[int], defs: Definitions) -> str:
    """7 (weapon or threat with a weapon), 11 (…): the questions by their number and short name."""
    return ", ".join(_item(number, defs) for number in numbers)


def _item(number: int, defs: Definitions) -> str:
    name = listed(defs, ITEMS_LIST, f"q{number}").partition(". ")[2]
    return f"{number} ({name})"


def event_words(kind: str) -> str:
    """What happened, inside a sentence."""
    return _(_TITLES[kind])


def event_mark(event: Event) -> tuple[Shape, Tone]:
    """The shape of an event on the picture of the risk."""
    return _SHAPES[event.kind]


def triggers_words(events: Sequence[Event]) -> str:
    """Why to ask again: each kind of event once, the newest day of it."""
    newest: dict[str, datetime] = {}
    for one in events:
        newest[one.kind] = max(one.at, newest.get(one.kind, one.at))
    lines = (
        _("{what} ({day})").format(what=event_words(kind), day=date_words(at.date())) for kind, at in newest.items()
    )
    return ", ".join(lines)
