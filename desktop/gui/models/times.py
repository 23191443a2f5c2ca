"""Moments and lengths of time as a tired person reads them: nearer days by their names, hours as hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from desktop.forms import partial
from desktop.forms.partial import Precision
from desktop.i18n import _, date_words, datetime_words, language, ngettext, time_words, weekday_words

HOURS_UNTIL = timedelta(days=7)  # beyond a week hours say nothing
BENDING = ("ru", "uk")  # the name of a day takes another ending after "until" and "by"


def length_words(length: timedelta) -> str:
    """31 h 20 min, 45 min; from a week on 12 days. Never less than a minute, never rounded up."""
    whole = abs(length)
    if whole >= HOURS_UNTIL:
        return ngettext("{n} day", "{n} days", whole.days).format(n=whole.days)
    minutes = max(1, whole // timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return _("{minutes} min").format(minutes=minutes)
    if not minutes:
        return _("{hours} h").format(hours=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)


def moment_words(at: datetime, now: datetime) -> str:
    """today, 14:28 · tomorrow, 21:50 · Friday, 21:50 · 18.12.2026."""
    day, clock = (at.date() - now.date()).days, time_words(at)
    if day == 0:
        return _("today, {time}").format(time=clock)
    if day == 1:
        return _("tomorrow, {time}").format(time=clock)
    if day == -1:
        return _("yesterday, {time}").format(time=clock)
    if 1 < day < 7:
        return _("{weekday}, {time}").format(weekday=_weekday(at), time=clock)
    return date_words(at.date())


def _weekday(at: datetime) -> str:
    """Its name; in a language that bends names after "until" its short form, which never bends."""
    return weekday_words(at.weekday()) if language() in BENDING else date_words(at.date(), weekday=True).split(",")[0]


def written_words(at: datetime | None, now: datetime) -> str:
    """When something was written; a date that a wrong clock gave is not told as one."""
    return wrong_clock_words() if at is None else moment_words(at, now)


def wrong_clock_words() -> str:
    return _("date not known: the computer’s clock was wrong")


def answer_words(value: object, now: datetime) -> str:
    """A moment that was given as an answer, with no more in it than is known; empty where nothing is."""
    known = partial.precision(value)  # type: ignore[arg-type]
    if known is None:
        return ""
    if known is Precision.MINUTE:
        return moment_words(datetime.fromisoformat(str(value)).astimezone(now.tzinfo), now)
    return date_words(str(value))


def full_words(at: datetime) -> str:
    """24.11.2026, 14:30: where the very moment counts."""
    return datetime_words(at)


def left_words(at: datetime, now: datetime) -> str:
    """31 h 20 min left; missed by 3 h 20 min."""
    words = _("missed by {length}") if at < now else _("{length} left")
    return words.format(length=length_words(at - now))


def until_words(at: datetime, now: datetime) -> str:
    """Until tomorrow, 21:50; was today, 11:10."""
    words = _("was {moment}") if at < now else _("until {moment}")
    return words.format(moment=moment_words(at, now))
