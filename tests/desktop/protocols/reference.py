"""The rules of running teams written once more, plainly and slowly, and without a line of the program.

Times are found by walking through the minutes of a zone, months and days are counted one after another. Where an hour
of the wall clock happens twice, the earlier one is meant; where it is left out, the minutes before the gap go on as if
there were none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
ENDED = ("facut", "refuzat_de", "nu_se", "imposibil")
SOON = {"duty": timedelta(hours=24), "window": timedelta(hours=120)}


@dataclass(frozen=True)
class Length:
    """Months and days of the calendar, then minutes that pass."""

    months: int = 0
    days: int = 0
    minutes: int = 0

    @classmethod
    def read(cls, text: str) -> Length:
        whole = re.fullmatch(r"P(.*?)(?:T(.*))?", text)
        assert whole is not None, text
        day = {unit: int(count) for count, unit in re.findall(r"(\d+)([YMWD])", whole[1])}
        hour = {unit: int(count) for count, unit in re.findall(r"(\d+)([HMS])", whole[2] or "")}
        months = 12 * day.get("Y", 0) + day.get("M", 0)
        seconds = 3600 * hour.get("H", 0) + 60 * hour.get("M", 0) + hour.get("S", 0)
        return cls(months, 7 * day.get("W", 0) + day.get("D", 0), seconds // 60)

    def __str__(self) -> str:
        return f"P{self.months}M{self.days}DT{self.minutes}M"

    def and_then(self, other: Length, times: int) -> Length:
        return Length(
            self.months + times * other.months,
            self.days + times * other.days,
            self.minutes + times * other.minutes,
        )


@dataclass(frozen=True)
class Clock:
    kind: str
    anchor: str
    due: Length
    best: bool = False
    times: int = 1
    period: Length | None = None


@dataclass(frozen=True)
class Step:
    id: str
    clocks: tuple[Clock, ...] = ()
    when: tuple[str, ...] = ()
    is_first: bool = False  # whoever is first does it


@dataclass(frozen=True)
class Ticked:
    state: str = "de_facut"
    done: Any = None
    kept: frozenset[tuple[int, int]] = frozenset()  # clock and repetition that have a sheet of their own


@dataclass
class Stands:
    """How one clock stands."""

    kind: str
    state: str
    due: datetime | None = None
    since: datetime | None = None
    exact: bool = False
    number: int = 0
    cannot_wait: bool = False


@dataclass
class Shown:
    step: str
    group: str
    clocks: list[Stands] = field(default_factory=list)
    at_once: bool = False


# --- the calendar -----------------------------------------------------------------------------------------------------


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


@cache
def on_the_wall(naive: datetime, zone: ZoneInfo) -> datetime:
    """The first moment at which the clock on the wall shows this."""
    moment = naive.replace(tzinfo=UTC) - timedelta(hours=4)
    before = moment
    while local(moment, zone) < naive:
        before, moment = moment, moment + MINUTE
    if local(moment, zone) == naive:
        return moment
    return before + (naive - local(before, zone))


def began(answer: Any, zone: ZoneInfo) -> tuple[datetime, bool] | None:
    """The earliest moment that an answer means, and whether it is the very minute; None where not even the day is."""
    if not isinstance(answer, str):
        return None
    if "T" in answer:
        return datetime.fromisoformat(answer).astimezone(UTC), True
    if answer.count("-") != 2:
        return None
    day = date.fromisoformat(answer)
    return on_the_wall(datetime.combine(day, time.min), zone), False


@cache
def later(moment: datetime, length: Length, zone: ZoneInfo) -> datetime:
    wall = local(moment, zone)
    if length.months or length.days:
        year, month = wall.year, wall.month
        for _ in range(length.months):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        day = wall.day
        while not _is_date(year, month, day):
            day -= 1
        target = datetime.combine(date(year, month, day), wall.time())
        for _ in range(length.days):
            target += timedelta(days=1)
        moment = on_the_wall(target, zone)
    return moment + timedelta(minutes=length.minutes)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


# --- a team -----------------------------------------------------------------------------------------------------------


def team(
    steps: Sequence[Step],
    anchors: Mapping[str, Any],
    conditions: Mapping[str, bool | None],
    ticked: Mapping[str, Ticked],
    now: datetime,
    zone: ZoneInfo,
) -> list[Shown]:
    found = []
    for step in steps:
        tick = ticked.get(step.id, Ticked())
        clocks = [_clock(place, step, tick, anchors, ticked, now, zone) for place in range(len(step.clocks))]
        at_once = step.is_first and any(
            stands.kind == "duty" and stands.state == "running" and plan.best and stands.number <= 1
            for stands, plan in zip(clocks, step.clocks, strict=True)
        )
        found.append(Shown(step.id, _group(step, tick, clocks, conditions, now), clocks, at_once))
    return found


def _clock(
    place: int,
    step: Step,
    tick: Ticked,
    anchors: Mapping[str, Any],
    ticked: Mapping[str, Ticked],
    now: datetime,
    zone: ZoneInfo,
) -> Stands:
    clock = step.clocks[place]
    said, has_been = _anchor(clock, anchors, ticked)
    begin = began(said, zone)
    stands = Stands(clock.kind, "met" if tick.state in ENDED else "open", number=1 if clock.period else 0)
    left = [nth for nth in range(clock.times) if (place + 1, nth + 1) not in tick.kept]
    if not left:
        stands.state = "met"
    if begin is None:
        waits = clock.anchor in ("incident", "report") or has_been
        stands.cannot_wait = stands.state == "open" and waits
        return stands
    ahead = [later(begin[0], clock.due.and_then(clock.period or Length(), nth), zone) for nth in range(clock.times)]
    worked = began_at(tick, zone)
    if clock.period and worked is not None:
        done_then = next((nth for nth, due in enumerate(ahead) if due >= worked), clock.times)
        left = [nth for nth in left if nth > done_then]
        if not left:
            stands.state = "met"
    nth = left[0] if left else clock.times - 1
    stands.since, stands.exact, stands.due = begin[0], begin[1], ahead[nth]
    stands.number = nth + 1 if clock.period else 0
    if stands.state == "met":
        return stands
    if worked is not None and not clock.period and _met_by_work(clock, step, worked, anchors, ticked, zone):
        stands.state = "met"
    elif now <= stands.due:
        stands.state = "running"
    else:
        stands.state = "late" if clock.kind == "duty" else "passed"
    return stands


def began_at(tick: Ticked, zone: ZoneInfo) -> datetime | None:
    """When something was done in a step that goes on; by the beginning of what is known of it."""
    if tick.state != "in_lucru" or not isinstance(tick.done, str):
        return None
    if tick.done.count("-") < 2:
        whole = tick.done + "-01" * (2 - tick.done.count("-"))
        return began(whole, zone)[0]  # type: ignore[index]
    known = began(tick.done, zone)
    return known[0] if known else None


def _anchor(clock: Clock, anchors: Mapping[str, Any], ticked: Mapping[str, Ticked]) -> tuple[Any, bool]:
    if not clock.anchor.startswith("step:"):
        said = anchors.get(clock.anchor)
        return said, said is not None and not isinstance(said, dict)
    before = ticked.get(clock.anchor.removeprefix("step:"), Ticked())
    return (before.done, True) if before.state == "facut" else (None, False)


def _met_by_work(
    clock: Clock, step: Step, worked: datetime, anchors: Mapping[str, Any], ticked: Mapping[str, Ticked], zone: ZoneInfo
) -> bool:
    """Of several single deadlines of a step what was done meets the first, and each that had ended by then."""
    dues = []
    for one in step.clocks:
        begin = began(_anchor(one, anchors, ticked)[0], zone)
        if begin is not None and not one.period:
            dues.append(later(begin[0], one.due, zone))
    own = later(began(_anchor(clock, anchors, ticked)[0], zone)[0], clock.due, zone)  # type: ignore[index]
    return len(dues) > 1 and (own == min(dues) or own < worked)


def _group(
    step: Step, tick: Ticked, clocks: Sequence[Stands], conditions: Mapping[str, bool | None], now: datetime
) -> str:
    if tick.state in ENDED:
        return "done"
    if tick.state == "in_lucru":
        return "now"
    if any(conditions.get(name) is False for name in step.when):
        return "hidden"
    for clock, plan in zip(clocks, step.clocks, strict=True):
        if clock.due is None:
            if clock.cannot_wait:
                return "now"
        elif clock.state != "met" and (
            clock.state in ("late", "passed")
            or (plan.best and clock.number <= 1)
            or clock.due - now <= SOON[clock.kind]
        ):
            return "now"
    return "next"


# --- what follows -----------------------------------------------------------------------------------------------------


def due(shown: Sequence[Shown]) -> Iterator[tuple[str, str, datetime, datetime | None, bool, str]]:
    for one in shown:
        if one.group in ("now", "next"):
            for clock in one.clocks:
                if clock.due is not None and clock.state in ("running", "late"):
                    yield one.step, clock.kind, clock.due, clock.since, clock.exact, clock.state


def next_of(shown: Sequence[Shown]) -> str | None:
    """First the oldest missed duty, then what the first contact does at once, then what ends first.

    After these what cannot wait, and last the windows that have passed.
    """
    open_steps = [one for one in shown if one.group in ("now", "next")]
    for wanted in ("late", "at once", "running", "cannot wait", "passed"):
        best: tuple[datetime, str] | None = None
        for one in open_steps:
            if wanted == "at once" and one.at_once:
                return one.step
            for clock in one.clocks:
                if wanted == "cannot wait":
                    if clock.cannot_wait:
                        return one.step
                elif clock.state == wanted and clock.due is not None and (best is None or clock.due < best[0]):
                    best = (clock.due, one.step)
        if best is not None:
            return best[1]
    return open_steps[0].step if open_steps else None


# --- a protocol out of its file ---------------------------------------------------------------------------------------


def read(file: Path) -> list[Step]:
    told = tomllib.loads(file.read_text("utf-8"))
    return [
        Step(
            one["id"],
            tuple(_read_clock(clock) for clock in one.get("clock", ())),
            tuple(one.get("when", ())),
            "first_contact" in one["roles"],
        )
        for one in told["step"]
    ]


def _read_clock(clock: Mapping[str, Any]) -> Clock:
    times, period = 1, None
    if "repeat" in clock:
        count, length = clock["repeat"].removeprefix("R").split("/")
        times, period = int(count), Length.read(length)
    return Clock(clock["kind"], clock["anchor"], Length.read(clock["due"]), "best" in clock, times, period)
