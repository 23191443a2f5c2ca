"""States, approvals, flags and kinds of files in words."""

from __future__ import annotations

from datetime import datetime

from desktop.forms.schema import Definitions
from desktop.forms.workflow import Missing
from desktop.gui.models.times import moment_words
from desktop.gui.models.words import capital, listed
from desktop.gui.widgets import ChipSpec, Shape, Tone
from desktop.i18n import N_, _, ngettext, pick
from desktop.services.approval_state import Approval

VICTIM = "victim"
KINDS = {
    "victim": N_("Victims"),
    "aggressor": N_("Alleged aggressors"),
    "minor": N_("Minors"),
    "youth": N_("Youth"),
}
KIND_CHIPS = {
    "aggressor": N_("File of an alleged aggressor"),
    "minor": N_("Minor who harmed"),
    "youth": N_("Work with youth"),
}
SHORT_KINDS = {"aggressor": N_("Programme"), "minor": N_("Minor"), "youth": N_("Youth")}  # in a narrow column
FLAG_SHAPES = {"risc_lucrator": (Shape.OCTAGON, Tone.DANGER), "de_discutat": (Shape.DIAMOND, Tone.SOON)}


def flag_spec(defs: Definitions, code: str) -> ChipSpec:
    """A flag as its chip; danger to the worker is red, everything else quiet or amber."""
    shape, tone = FLAG_SHAPES.get(code, (Shape.DASH, Tone.QUIET))
    return ChipSpec(capital(listed(defs, "case_flags", code)), shape, tone)


def kind_words(kind: str) -> str:
    """What kind of file it is; nothing of a victim's, as most are."""
    return _(KIND_CHIPS[kind]) if kind in KIND_CHIPS else ""


def missing_words(count: int) -> str:
    """How much is missing before a case may go on."""
    if not count:
        return _("Nothing is missing")
    return ngettext("{n} thing is missing", "{n} things are missing", count).format(n=count)


def lack_words(lack: Missing) -> str:
    """One thing that is missing, as its link says it."""
    return pick(lack.need.text)


def approval_spec(approval: Approval | None) -> ChipSpec | None:
    """What is said of a sheet, as a chip; none where nobody asked."""
    if approval is None:
        return None
    return {
        "waiting": ChipSpec(_("waits for approval"), Shape.CLOCK, Tone.INFO),
        "withdrawn": ChipSpec(_("request withdrawn"), Shape.DASH, Tone.QUIET),
        "approved": ChipSpec(_("approved"), Shape.CHECK, Tone.DONE),
        "changed": ChipSpec(_("changed since approval"), Shape.TRIANGLE, Tone.SOON),
        "sent_back": ChipSpec(_("sent back"), Shape.TRIANGLE, Tone.SOON),
    }[approval.state]


def approval_words(approval: Approval, now: datetime) -> str:
    """Who said what of a sheet, and when, in one sentence."""
    asked = moment_words(approval.asked_on, now) if approval.asked_on else "–"
    when = moment_words(approval.decided_on, now) if approval.decided_on else "–"
    name = approval.decided_name
    if approval.state == "waiting":
        return _("{name} asked for approval, {moment}.").format(name=approval.asked_name, moment=asked)
    if approval.state == "withdrawn":
        return _("The sheet was changed before anybody answered: ask for its approval again.")
    if approval.state == "sent_back":
        return _("Sent back by {name}, {moment}: {word}").format(name=name, moment=when, word=approval.word)
    if approval.state == "changed":
        return _("Approved by {name}, {moment}, and changed since then.").format(name=name, moment=when)
    if approval.alone:
        return _("Approved by {name} without a second person, {moment}.").format(name=name, moment=when)
    return _("Approved by {name}, {moment}.").format(name=name, moment=when)
