"""PURE: the hours at which she may be reached, out of the words that were typed; what cannot be read is not guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from desktop.i18n import weekday_words

ALL_DAYS = frozenset(range(7))
MIDNIGHT_AFTER = 24 * 60

# Folded words -> days; 0 is Monday.
_DAYS = {
    **dict.fromkeys(("luni", "lu", "l", "mon", "monday", "пн", "понедельник", "понеділок"), 0),
    **dict.fromkeys(("marti", "ma", "tue", "tuesday", "вт", "вторник", "вівторок"), 1),
    **dict.fromkeys(("miercuri", "mi", "wed", "wednesday", "ср", "среда", "середа"), 2),
    **dict.fromkeys(("joi", "jo", "j", "thu", "thursday", "чт", "четверг", "четвер"), 3),
    **dict.fromkeys(("vineri", "vi", "v", "fri", "friday", "пт", "пятница", "п'ятниця"), 4),
    **dict.fromkeys(("sambata", "sa", "s", "sat", "saturday", "сб", "суббота", "субота"), 5),
    **dict.fromkeys(("duminica", "du", "d", "sun", "sunday", "вс", "воскресенье", "нд", "недiля"), 6),
}
_ANY = frozenset({"oricand", "anytime", "always", "любое", "будь-коли", "mereu", "когда угодно", "коли завгодно"})
_EVERY_DAY = frozenset({"zilnic", "daily", "ежедневно", "щодня"})
_SMALL = re.compile(r"\b(?:intre|orele|ora|de la|la|si|and|from|to|between|с|до|и|between|h)\b")
_TIME = r"(?<!\d)(?:2[0-4]|[01]?\d)(?:[:.][0-5]\d)?(?!\d)"
_SPAN = re.compile(rf"({_TIME})\s*(?:-|si|and|to|до|та|і)\s*({_TIME})")
_AFTER = re.compile(rf"(?:dupa|after|после|після)\s*(?:ora\s*|orele\s*)?({_TIME})")
_UNTIL = re.compile(rf"(?:pana la|pana in|inainte de|before|until|до|раньше)\s*(?:ora\s*|orele\s*)?({_TIME})")
_DAY_SPAN = re.compile(r"([^\W\d_]+)\s*-\s*([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes of the day on some days of the week; one that ends before it begins goes on past midnight."""

    days: frozenset[int]
    start: int
    end: int

    def holds(self, moment: datetime) -> bool:
        minute, day = moment.hour * 60 + moment.minute, moment.weekday()
        if self.start < self.end:
            return day in self.days and self.start <= minute < self.end
        return (day in self.days and minute >= self.start) or ((day - 1) % 7 in self.days and minute < self.end)


def read(words: str) -> tuple[Window, ...] | None:
    """The windows that were meant: none typed or at any time is the whole week; None where it cannot be read."""
    plain = _folded(words)
    if not plain or plain in _ANY:
        return (Window(ALL_DAYS, 0, MIDNIGHT_AFTER),)
    found: list[Window] = []
    days: frozenset[int] = frozenset()  # named so far, without hours
    for part in re.split(r"[;,]", plain):
        told = _part(part.strip())
        if told is None:
            return None
        named, spans = told
        days = named if found and spans and named else days | named
        found += [Window(days or ALL_DAYS, start, end) for start, end in spans]
        if found and not spans:
            return None  # "9-13, on Saturdays": nobody can say which hours are meant
    return tuple(found) or ((Window(days, 0, MIDNIGHT_AFTER),) if days else None)


def holds(windows: Sequence[Window], moment: datetime) -> bool:
    """Whether this is one of the hours, by the clock on the wall."""
    return any(window.holds(moment) for window in windows)


def span_words(window: Window) -> str:
    """09:00–13:00"""
    return f"{_clock(window.start)}–{_clock(window.end)}"


def words(windows: Sequence[Window]) -> str:
    """09:00–13:00, with the days before it where it is not every day."""
    return "; ".join(_window_words(one) for one in windows)


def _window_words(window: Window) -> str:
    if window.days == ALL_DAYS:
        return span_words(window)
    days = ", ".join(weekday_words(day) for day in sorted(window.days))
    whole = (window.start, window.end) == (0, MIDNIGHT_AFTER)
    return days if whole else f"{days} {span_words(window)}"


def _part(part: str) -> tuple[frozenset[int], list[tuple[int, int]]] | None:
    """Days and hours of one part between commas; anything else in it makes the whole unreadable."""
    spans: list[tuple[int, int]] = []
    left = part
    for pattern in (_SPAN, _AFTER, _UNTIL):
        for hit in pattern.findall(left):
            first, last = hit if pattern is _SPAN else (hit, "24") if pattern is _AFTER else ("0", hit)
            span = (_minutes(first), _minutes(last))
            if span[0] == span[1] or max(span) > MIDNIGHT_AFTER:
                return None
            spans.append(span)
        left = pattern.sub(" ", left)
    named, left = _days(left)
    if _SMALL.sub(" ", left).strip(" .:-"):
        return None
    return named, spans


def _days(text: str) -> tuple[frozenset[int], str]:
    named: set[int] = set()
    for first, last in _DAY_SPAN.findall(text):
        if first in _DAYS and last in _DAYS:
            start, end = _DAYS[first], _DAYS[last]
            named |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
            text = re.sub(rf"\b{re.escape(first)}\s*-\s*{re.escape(last)}\b", " ", text)
    rest = []
    for word in text.split():
        if word in _DAYS:
            named.add(_DAYS[word])
        elif word in _EVERY_DAY:
            named |= ALL_DAYS
        else:
            rest.append(word)
    return frozenset(named), " ".join(rest)


def _minutes(text: str) -> int:
    hour, _sep, minute = text.replace(".", ":").partition(":")
    return int(hour) * 60 + int(minute or 0)


def _clock(minutes: int) -> str:
    return "24:00" if minutes == MIDNIGHT_AFTER else time(minutes // 60, minutes % 60).strftime("%H:%M")


def _folded(words: str) -> str:
    apart = unicodedata.normalize("NFKD", words).casefold()
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.replace("–", "-").replace("—", "-").replace("−", "-").split())
