"""A line of the calendar in words: codes of cases and of purposes, first names of workers, never a name of hers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from desktop.forms.schema import Definitions
from desktop.gui.models.due_words import due_title
from desktop.gui.models.words import capital, listed
from desktop.gui.widgets import ChipSpec, Shape, Tone
from desktop.i18n import _, date_words, time_words
from desktop.services.calendar import APPOINTMENT, Entry
from desktop.services.teamfile import CLOCKS

STATUS = {
    "planificata": (Shape.RING, Tone.QUIET),
    "tinuta": (Shape.CHECK, Tone.DONE),
    "neprezentare": (Shape.TRIANGLE, Tone.SOON),
    "anulata": (Shape.X, Tone.QUIET),
}


def entry_title(entry: Entry) -> str:
    return due_title(entry.kind, ref=None if entry.kind in CLOCKS else entry.ref)


def entry_hour(entry: Entry) -> str:
    """10:30, or 10:30–11:30 of an appointment; of what has no hour, nothing."""
    if entry.whole_day:
        return ""
    start = time_words(entry.at)
    return f"{start}–{time_words(entry.until)}" if entry.until else start


def entry_second(entry: Entry, names: Mapping[str, str]) -> str:
    """UN4-26-7K3QF · Ina: what tells nothing to whoever passes."""
    worker = names.get(entry.worker, "").split(" ")[0]
    return " · ".join(part for part in (entry.code or _("without a case"), worker) if part)


def entry_spec(entry: Entry, defs: Definitions, now: datetime) -> ChipSpec:
    """How it stands: of an appointment what became of it, of a deadline whether it runs or was missed."""
    if entry.kind == APPOINTMENT:
        if entry.state == "overdue":
            return ChipSpec(_("to say"), Shape.TRIANGLE, Tone.SOON)
        shape, tone = STATUS.get(entry.status, (Shape.RING, Tone.QUIET))
        return ChipSpec(capital(listed(defs, "appointment_states", entry.status)), shape, tone)
    if entry.state == "late":
        return ChipSpec(_("late"), Shape.OCTAGON, Tone.DANGER)
    if entry.state == "overdue":
        return ChipSpec(_("not done yet"), Shape.TRIANGLE, Tone.SOON)
    if entry.state == "passed":
        return ChipSpec(_("over"), Shape.DASH, Tone.QUIET)
    soon = entry.day <= now.date()
    return ChipSpec(_("today") if soon else _("to do"), Shape.TRIANGLE if soon else Shape.RING, Tone.QUIET)


def short_words(entry: Entry) -> str:
    """In the cell of a day: 10:30 P3 · 7K3QF; of a deadline its title."""
    if entry.kind == APPOINTMENT:
        tail = entry.code.rpartition("-")[2]
        return " ".join(part for part in (entry_hour(entry).partition("–")[0], entry.purpose, tail) if part)
    return entry_title(entry)


def day_words(day: date, today: date) -> str:
    """today, Tuesday, 24 November 2026."""
    words = date_words(day, weekday=True)
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get((day - today).days)
    return f"{capital(near)}, {words}" if near else capital(words)
