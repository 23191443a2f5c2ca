"""A line of a case's timeline in words; it says what was written, never what the answers are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.forms.schema import Definitions
from desktop.gui.models.words import institution_spec, state_spec, status_spec
from desktop.gui.widgets import ChipSpec
from desktop.i18n import _, ngettext, pick
from desktop.services.cases import Entry

FORM_ICONS: Mapping[str, str] = {
    "case": "folder",
    "report": "phone",
    "consent": "shield",
    "identity": "person",
    "aggressor": "flag",
    "incident": "document",
    "team": "people",
    "plan": "list",
    "referral": "link",
    "protection": "shield",
    "note": "chat",
    "monitoring": "calendar",
    "closing": "check",
    "stay": "home",
    "child": "child",
    "first_evaluation": "list",
    "risk": "warning",
    "safety_plan": "shield",
    "evaluation": "groups",
    "appointment": "calendar",
    "approval": "check",
    "disclosure": "upload",
    "document": "attach",
    "transcript": "keyboard",
}
DONE_BY_WRITING = ("appointment", "approval", "disclosure")  # what is told by being there


@dataclass(frozen=True, slots=True)
class EntryWords:
    icon: str
    title: str
    second: str
    chip: ChipSpec | None = None


def entry_words(entry: Entry, defs: Definitions) -> EntryWords:
    """What happened, who wrote it, and the state that it left."""
    who = entry.worker
    if entry.elsewhere:
        who = _("{worker}, {office}").format(worker=who, office=entry.elsewhere)
    form = pick(defs.form(entry.form).title)
    icon = FORM_ICONS.get(entry.form, "document")
    if (told := _of_itself(entry, defs, form, who)) is not None:
        return told
    if not entry.first:
        count = len(entry.paths)
        words = ngettext("{form}: {n} answer written", "{form}: {n} answers written", count)
        return EntryWords(icon, words.format(form=form, n=count), who)
    if entry.kind in DONE_BY_WRITING:
        return EntryWords(icon, form, who)
    title = _("Intervention team started") if entry.form == "team" else _("{form}: begun").format(form=form)
    return EntryWords(icon, title, who)


def _of_itself(entry: Entry, defs: Definitions, form: str, who: str) -> EntryWords | None:
    """What is more than a sheet that was written: a tick, a call, a choice, a state, a file."""
    icon, title, chip = "", "", None
    if entry.kind == "step":
        icon, title, chip = "check", _("Step {step}").format(step=entry.what), state_spec(entry.state)
    elif entry.kind == "call":
        icon, title = "phone", _("Institution: {code}").format(code=entry.what)
        chip = institution_spec(entry.state, "") if entry.state else None
    elif entry.kind == "told":
        icon, title = "chat", _("Account given, times: {n}").format(n=entry.state)
    elif entry.kind == "settled":
        icon, title = "copies", _("{form}: value chosen").format(form=form)
    elif entry.kind == "state":
        icon, title, chip = "flag", _("State of the case"), status_spec(defs, entry.state)
    elif entry.kind == "file":
        icon, title = "attach", _("{form}: file added").format(form=form)
    return EntryWords(icon, title, who, chip) if title else None
