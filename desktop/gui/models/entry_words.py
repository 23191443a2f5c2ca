"""A line of a case's timeline in words; it says what was written, never what the answers are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.forms.schema import Definitions
from desktop.gui.models.words import institution_spec, state_spec
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
}


@dataclass(frozen=True, slots=True)
class EntryWords:
    icon: str
    title: str
    second: str
    chip: ChipSpec | None = None


def entry_words(entry: Entry, defs: Definitions) -> EntryWords:
    """What happened, who wrote it, and the state that it left."""
    who = _("{worker}, on another computer").format(worker=entry.worker) if entry.elsewhere else entry.worker
    form = pick(defs.form(entry.form).title)
    if entry.kind == "step":
        return EntryWords("check", _("Step {step}").format(step=entry.what), who, state_spec(entry.state))
    if entry.kind == "call":
        chip = institution_spec(entry.state, "") if entry.state else None
        return EntryWords("phone", _("Institution: {code}").format(code=entry.what), who, chip)
    if entry.kind == "told":
        return EntryWords("chat", _("Account given, times: {n}").format(n=entry.state), who)
    if entry.kind == "settled":
        return EntryWords("copies", _("{form}: value chosen").format(form=form), who)
    icon = FORM_ICONS.get(entry.form, "document")
    if entry.first:
        title = _("Intervention team started") if entry.form == "team" else _("{form}: begun").format(form=form)
        return EntryWords(icon, title, who)
    count = len(entry.paths)
    words = ngettext("{form}: {n} answer written", "{form}: {n} answers written", count)
    return EntryWords(icon, words.format(form=form, n=count), who)
