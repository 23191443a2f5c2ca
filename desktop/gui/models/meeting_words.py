"""Meetings, decisions and checks of a team in words, shapes and colours."""

from __future__ import annotations

from datetime import datetime

from desktop.forms.schema import Definitions
from desktop.gui.models.times import moment_words
from desktop.gui.models.words import AND, capital, listed
from desktop.gui.widgets import ChipSpec, Shape, Tone
from desktop.i18n import N_, _, date_words, ngettext, pick
from desktop.services import team_followup
from desktop.services.team_followup import Item
from desktop.services.team_meetings import DONE, REFUSED, TO_DO, Meeting, Open, Tick

NEAR = 2  # days: a decision that is due so soon is amber
CARE = (
    ("medical", N_("medical check: {state}")),
    ("psychological", N_("psychological check: {state}")),
    ("hiv_test", N_("HIV test: {state}")),
)


def group_words(defs: Definitions, group: str) -> str:
    """An institution as a line begins with it."""
    return capital(listed(defs, "team_groups", group)) if group else ""


def when_words(meeting: Meeting, now: datetime) -> str:
    return moment_words(meeting.at, now) if meeting.at else _("the hour is not known")


def meeting_lines(meeting: Meeting, defs: Definitions) -> list[str]:
    """Who was there, and how much was said and decided."""
    minutes = meeting.minutes
    there = AND.join(group_words(defs, group) for group in sorted(minutes.present))
    present = _("Present: {who}").format(who=there) if there else _("Nobody has said yet who was there.")
    return [present, counted_words(len(minutes.points), len(minutes.decisions))]


def ahead_lines(meeting: Meeting, defs: Definitions) -> list[str]:
    """Where a planned meeting is, and who is invited."""
    invited = AND.join(dict.fromkeys(group_words(defs, one.group) for one in meeting.minutes.people if one.group))
    place = meeting.minutes.place
    return [words for words in (place, _("Invited: {who}").format(who=invited) if invited else "") if words]


def task_lines(task: Open, defs: Definitions) -> list[str]:
    """Who answers for a decision, and of which meeting it is."""
    one = task.decision
    who = " · ".join(part for part in (group_words(defs, one.group), one.person) if part)
    of = _("decided on {day}").format(day=date_words(task.met.date())) if task.met else ""
    said = [capital(listed(defs, "step_reasons", why)) for why in (one.reason, one.late_reason) if why]
    return [" · ".join(part for part in (who, of) if part), *([" · ".join(dict.fromkeys(said))] if said else [])]


def task_spec(task: Open, defs: Definitions, now: datetime) -> ChipSpec:
    """How a decision stands: red where its day has passed, amber where it is near."""
    state = task.decision.state
    if state != TO_DO:
        shape = {DONE: Shape.CHECK, REFUSED: Shape.X}.get(state, Shape.DASH)
        return ChipSpec(listed(defs, "decision_states", state), shape, Tone.DONE if state == DONE else Tone.QUIET)
    if task.until is None:
        return ChipSpec(_("without a day"), Shape.TRIANGLE, Tone.SOON)
    day = date_words(task.until.date())
    if task.late:
        return ChipSpec(_("late, was due {day}").format(day=day), Shape.OCTAGON, Tone.DANGER)
    near = (task.until.date() - now.date()).days < NEAR
    return ChipSpec(_("until {day}").format(day=day), Shape.CLOCK, Tone.SOON if near else Tone.PLAIN)


def tick_words(tick: Tick, title: str, now: datetime) -> tuple[str, str]:
    """The question whether a meeting is the one that a step asks for, and what follows."""
    asked = _("The team met: {moment}. Is this the meeting that step {step} asks for?")
    told = _("Step {step}: {title}").format(step=tick.step, title=title)
    return asked.format(moment=moment_words(tick.at, now), step=tick.step), told


def counted_words(points: int, decisions: int) -> str:
    said = ngettext("{n} point", "{n} points", points).format(n=points)
    decided = ngettext("{n} decision", "{n} decisions", decisions).format(n=decisions)
    return f"{said} · {decided}"


# --- checks -----------------------------------------------------------------------------------------------------------


def check_title(item: Item) -> str:
    """What is checked, and where it repeats, which time it is."""
    check = item.check
    title = pick(check.label) if check.label else pick(item.title)
    if check.times > 1:
        return _("{what}: {no} of {times}").format(what=title, no=check.no, times=check.times)
    return title


def check_lines(item: Item, defs: Definitions) -> list[str]:
    """When it is planned, and what its sheet says."""
    told = item.answers
    if item.state == team_followup.DONE and item.done_on:
        parts = [_("done on {day}").format(day=date_words(item.done_on))]
        parts += [listed(defs, "followup_ways", told["reached"])] if told.get("reached") else []
        parts += [item.by] if item.by else []
        care = [
            _(words).format(state=listed(defs, "followup_care", told[name]))
            for name, words in CARE
            if isinstance(told.get(name), str)
        ]
        return [" · ".join(parts), *([" · ".join(care)] if care else [])]
    if item.state == team_followup.EXCUSED:
        why = listed(defs, "followup_missed", told["missed_reason"])
        return [_("It did not take place: {why}").format(why=why)]
    step = _("Step {step}").format(step=item.check.step)
    if item.planned_on is None:
        return [_("Its day is not known yet: it counts from an earlier step or an hour that nobody knows."), step]
    return [_("planned for {day}").format(day=date_words(item.planned_on)) + f" · {step}"]


def way_words(defs: Definitions, code: str) -> str:
    """A way to reach her, as a line begins with it."""
    return capital(listed(defs, "reminder_ways", code))


def check_spec(item: Item, now: datetime) -> ChipSpec:
    """How a check stands."""
    if item.state == team_followup.DONE:
        return ChipSpec(_("done"), Shape.CHECK, Tone.DONE)
    if item.state == team_followup.EXCUSED:
        return ChipSpec(_("did not take place"), Shape.DASH, Tone.QUIET)
    if item.state == team_followup.PASSED:
        return ChipSpec(_("its day has passed"), Shape.TRIANGLE, Tone.SOON)
    if item.planned_on is None:
        return ChipSpec(_("without a day"), Shape.CIRCLE, Tone.QUIET)
    days = (item.planned_on - now.date()).days
    words = ngettext("in {n} day", "in {n} days", days).format(n=days) if days else _("today")
    return ChipSpec(words, Shape.CLOCK, Tone.SOON if days <= NEAR else Tone.PLAIN)
