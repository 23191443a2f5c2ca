"""PURE: what is typed off a team's sheet: one key for the box, figures for the hour, a letter for the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from desktop.protocols.schema import OUTCOMES
from desktop.refusals import Refused

KEYS: Final = dict(zip("1234", OUTCOMES, strict=True))  # in the order of the boxes on the paper
UNREADABLE: Final = "/"
NOTHING: Final = "-"
HOURS: Final = 3  # of an institution: called, answered, arrived
_BETWEEN = re.compile(r"[.:,;]")
_LOOKS_AS = str.maketrans("АВСЕ", "ABCE")  # a keyboard left in Russian
_TOKENS = re.compile(r"[0-9]+|/|-|[A-Z]")


@dataclass(frozen=True, slots=True)
class Paper:
    """What figures on a sheet are read against: its day where it bears one, the present moment, the office's zone."""

    on: date | None
    now: datetime
    tz: tzinfo


@dataclass(frozen=True, slots=True)
class Tick:
    """One step as the paper says it; `done` is a moment, a day where the hour cannot be read, or nothing said."""

    state: str
    done: str | None = None
    reason: str = ""


def tick(typed: str, paper: Paper, reasons: Mapping[str, str]) -> Tick | None:
    """1 1430 · 1 2411 1430 · 1/ · 2A · 3 · 4 2215 C · 1 1430 D where it was late; nothing: no box is ticked.

    `reasons` are the codes by their letters. Refuses `bad-value` for what means nothing.
    """
    tokens = _split(typed)
    if not tokens:
        return None
    state = KEYS.get(tokens[0][:1])
    if state is None:
        raise _bad()
    rest = [part for part in (tokens[0][1:], *tokens[1:]) if part]
    letter = rest.pop() if rest and rest[-1].isalpha() else ""
    if letter and letter not in reasons:
        raise _bad()
    done = _moment(rest, paper) if rest or state == OUTCOMES[0] else None
    return Tick(state, done, reasons[letter] if letter else "")


def hours(typed: str, paper: Paper) -> tuple[str | None, ...]:
    """The hours at which somebody was called, answered, arrived: 1015 1020 1130; `-` where the place is empty."""
    tokens = _split(typed)
    if not tokens:
        return (None,) * HOURS
    if len(tokens) > HOURS:
        raise _bad()
    found = [None if token in (NOTHING, UNREADABLE) else _moment([token], paper) for token in tokens]
    return (*found, *(None,) * (HOURS - len(found)))


def _split(typed: str) -> list[str]:
    """Figures, letters and signs, whatever stands between them; `14:30` and `24.11` are figures."""
    text = _BETWEEN.sub("", typed.strip().upper().translate(_LOOKS_AS))
    if re.sub(r"\s", "", text) != "".join(_TOKENS.findall(text)):
        raise _bad()
    return _TOKENS.findall(text)


def _moment(figures: list[str], paper: Paper) -> str:
    """The moment that day and hour name; the day alone where the hour cannot be read."""
    if not figures or figures == [UNREADABLE]:
        return _day(paper).isoformat()
    if len(figures) == 2 and figures[1] == UNREADABLE:
        return _of_figures(figures[0], paper).isoformat()
    if not all(part.isdecimal() for part in figures):
        raise _bad()
    joined = "".join(figures[:-1]) + (figures[-1].zfill(4) if len(figures[-1]) == 3 else figures[-1])
    if len(figures) > 2 or len(joined) not in (4, 8):
        raise _bad()
    day = _day(paper) if len(joined) == 4 else _of_figures(joined[:4], paper)
    return _local(day, joined[-4:], paper)


def _day(paper: Paper) -> date:
    if paper.on is None:
        raise _bad()
    return paper.on


def _of_figures(text: str, paper: Paper) -> date:
    """Four of them: 3112 is the 31st of December that lies nearest, which in January is of the year before."""
    if len(text) != len("2411"):
        raise _bad()
    today = paper.now.date()
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        with suppress(ValueError):
            found.append(date(year, int(text[2:]), int(text[:2])))
    if not found:
        raise _bad()
    nearest = min(found, key=lambda day: abs(day - today))
    if nearest > today:
        raise Refused("bad-value", field="future")
    return nearest


def _local(day: date, figures: str, paper: Paper) -> str:
    try:
        naive = datetime(day.year, day.month, day.day, int(figures[:2]), int(figures[2:]))  # noqa: DTZ001 - below
    except ValueError:
        raise _bad() from None
    at = naive.replace(tzinfo=paper.tz)
    if at.astimezone(UTC).astimezone(paper.tz).replace(tzinfo=None) != naive:
        raise _bad()  # the clocks jumped over this hour
    if at > paper.now + timedelta(minutes=1):
        raise Refused("bad-value", field="future")
    return at.isoformat(timespec="minutes")


def _bad() -> Refused:
    return Refused("bad-value", field="typed")
