"""What falls due in words, icons and colours; a glance at them learns nothing of her."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from desktop.gui.models.times import moment_words
from desktop.gui.widgets import Chip, ChipSpec, Shape, Tone
from desktop.i18n import N_, _, date_words, ngettext, pick
from desktop.services.clocks import Clock
from desktop.services.library import shipped

SOON = timedelta(hours=24)

ICONS: Mapping[str, str] = {
    "order": "scales",
    "stay": "home",
    "review": "flag",
    "plan": "list",
    "monitoring": "eye",
    "referral": "arrow-right",
    "consent": "shield",
    "report": "inbox",
    "approval": "check",
    "appointment": "calendar",
    "contact": "phone",
    "contract": "document",
    "followup": "history",
    "meeting": "people",
    "decision": "check",
    "window": "medical",
    "duty": "clock",
}
KINDS: Mapping[str, str] = {
    "order": N_("Protection measures"),
    "stay": N_("Stays"),
    "review": N_("Reviews"),
    "plan": N_("Plan and services"),
    "monitoring": N_("Monitoring"),
    "referral": N_("Referrals"),
    "consent": N_("Consents"),
    "report": N_("Reports"),
    "approval": N_("Approvals"),
    "appointment": N_("Appointments"),
    "contact": N_("Contact"),
    "contract": N_("Contracts"),
    "followup": N_("Next steps"),
    "meeting": N_("Meetings of teams"),
    "decision": N_("Decisions of teams"),
    "window": N_("Medical windows"),
    "duty": N_("Deadlines of teams"),
}


def due_icon(kind: str | None) -> str:
    return ICONS.get(kind or "", "clock")


def kind_words(kind: str) -> str:
    """A kind of deadline as a filter names it."""
    return _(KINDS[kind]) if kind in KINDS else kind


def due_title(kind: str | None, state: str = "running", ref: str | None = None) -> str:
    """What is due, said so that a glance at the screen learns nothing of her."""
    if kind == "window":
        return _("Medical window")
    if kind == "appointment":
        return _("Appointment")
    deadline = shipped().deadlines.get(ref or "")
    if deadline is not None:
        return pick(deadline.title)
    if kind is not None and kind in KINDS and kind != "duty":
        return kind_words(kind)
    return _("Deadline passed") if state == "late" else _("Deadline to keep")


def is_duty(kind: str | None, ref: str | None) -> bool:
    """Whether missing it is a fault, and red; everything else is amber at most."""
    deadline = shipped().deadlines.get(ref or "")
    return kind == "duty" or (deadline is not None and deadline.duty)


def clock_title(clock: Clock) -> str:
    return due_title(clock.kind, clock.state, None if clock.of_team else clock.steps[0])


def by_words(clock: Clock, now: datetime) -> str:
    """By when, with no more in it than is known: an hour, a day, or the earliest day that it may be."""
    if clock.exact:
        return moment_words(clock.at, now)
    days = (clock.at.date() - now.date()).days
    day = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get(days) or date_words(clock.at.date())
    return day if clock.whole_day else _("{until} at the earliest").format(until=day)


def due_tone(clock: Clock, now: datetime) -> Tone | None:
    """Red for a duty that is late, amber for what is near or should have been done."""
    if clock.state == "late":
        return Tone.DANGER
    if clock.state == "overdue" or (clock.state == "running" and clock.at - now <= SOON):
        return Tone.SOON
    return None


def due_spec(clock: Clock, now: datetime) -> ChipSpec:
    """How far it is: a word, a shape and a colour."""
    tone = due_tone(clock, now)
    if clock.state == "late":
        return ChipSpec(_("late"), Shape.OCTAGON, Tone.DANGER)
    if clock.state == "overdue":
        return ChipSpec(_("not done yet"), Shape.TRIANGLE, Tone.SOON)
    return ChipSpec(_days(clock, now), Shape.TRIANGLE if tone else Shape.CLOCK, tone or Tone.PLAIN)


def due_chip(clock: Clock, now: datetime) -> Chip:
    return Chip.of(due_spec(clock, now))


def _days(clock: Clock, now: datetime) -> str:
    days = (clock.at.date() - now.date()).days
    return ngettext("in {n} day", "in {n} days", days).format(n=days) if days > 0 else _("today")
