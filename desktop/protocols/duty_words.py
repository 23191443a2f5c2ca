"""When somebody is on duty, in words: days that follow one another as a stretch, single days and absences apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from desktop.forms.hours import hour_words
from desktop.i18n import _, date_words, weekday_words
from desktop.protocols.duty import Absence, Extra, Hours, Rota, Weekly

WEEK = frozenset(range(7))


def rota_words(rota: Rota) -> str:
    """The hours of a week; that they were not written, where they were not."""
    if rota.around:
        return _("at any hour")
    if not rota.weekly:
        return "" if rota.extra else _("hours not written")
    return "; ".join(f"{_days(one)} {_hours(one.hours)}" for one in rota.weekly)


def exceptions_words(rota: Rota, today: date) -> Iterator[str]:
    """What differs from the week, as far as it is not over."""
    for extra in rota.extra:
        if extra.day >= today:
            yield _extra(extra, today)
    for absence in rota.away:
        if absence.last is None or absence.last >= today:
            yield _away(absence, today)


def _days(one: Weekly) -> str:
    if one.days == WEEK:
        return _("every day")
    return ", ".join(_stretch(each) for each in _stretches(sorted(one.days)))


def _stretches(days: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for day in days:
        if found and found[-1][-1] == day - 1:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _stretch(days: Sequence[int]) -> str:
    named = [weekday_words(day) for day in days]
    return "–".join((named[0], named[-1])) if len(named) > 2 else ", ".join(named)


def _hours(hours: Hours) -> str:
    return f"{hour_words(hours.start)}–{hour_words(hours.end)}"


def _extra(extra: Extra, today: date) -> str:
    return _("also {day}, {hours}").format(day=_day(extra.day, today), hours=_hours(extra.hours))


def _away(absence: Absence, today: date) -> str:
    if absence.last is None:
        return _("away since {day}").format(day=_day(absence.first, today))
    if absence.first == date.min:
        return _("away until {day}").format(day=_day(absence.last, today))
    return _("away {first}–{last}").format(first=_day(absence.first, today), last=_day(absence.last, today))


def _day(day: date, today: date) -> str:
    """Without its year where that is this one."""
    words = date_words(day)
    return words[:5] if day.year == today.year else words
