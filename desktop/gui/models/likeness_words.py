"""How two sheets are alike, in words that accuse nobody and name nobody."""

from __future__ import annotations

from datetime import datetime

from desktop.gui.models.times import answer_words
from desktop.gui.widgets import ChipSpec, Shape, Tone
from desktop.i18n import _
from desktop.services.duplicates import Alike, Likeness


def alike_title(one: Alike, now: datetime) -> str:
    """The code of the other file; a report that waits by its hour."""
    if one.code:
        return one.code
    return _("Report, {moment}").format(moment=answer_words(one.said, now) or _("without an hour"))


def alike_sentence(one: Alike, now: datetime) -> str:
    """Looks like UN4-26-…: the same name and year."""
    reasons = reason_words(one.likeness)
    if one.code:
        return _("Looks like {other}: {reasons}").format(other=one.code, reasons=reasons)
    moment = answer_words(one.said, now) or _("without an hour")
    return _("Looks like a report ({moment}): {reasons}").format(moment=moment, reasons=reasons)


def reason_words(likeness: Likeness) -> str:
    """The same name and year of birth, the same telephone."""
    words = {
        "number": _("the same national number"),
        "phone": _("the same telephone"),
        "name_year": _("the same name and year of birth"),
        "name_near": _("the same name, a year of birth one off"),
        "name": _("the same name"),
    }
    return ", ".join(words[reason] for reason in likeness.reasons)


def level_spec(likeness: Likeness) -> ChipSpec:
    """How sure it is."""
    if likeness.level == "sure":
        return ChipSpec(_("very likely"), Shape.CIRCLE, Tone.INFO)
    return ChipSpec(_("possible"), Shape.RING, Tone.QUIET)
