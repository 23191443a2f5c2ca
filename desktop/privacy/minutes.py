"""PURE: the minutes of a team's meeting as they stand, and what of them each institution may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from desktop.forms import answers as flat
from desktop.forms import partial
from desktop.forms.schema import Json

PLANNED, HELD, CANCELLED = "planificata", "tinuta", "anulata"
TO_DO, DONE, REFUSED, NO_MORE = "de_facut", "facut", "refuzat", "nu_mai"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was invited; `came` is None where nobody has said."""

    row: str
    group: str
    name: str
    post: str
    came: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Point:
    row: str
    title: str
    text: str
    seen_by: frozenset[str]  # none: everybody who was present


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done, by whom, until when; it is a task until somebody says what became of it."""

    row: str
    what: str
    group: str
    person: str
    until: Json
    seen_by: frozenset[str]
    state: str
    reason: str
    late_reason: str
    done_on: Json

    @property
    def open(self) -> bool:
        return self.state == TO_DO

    def ended(self, tz: tzinfo) -> datetime | None:
        """The last minute of its day; None where no day is known."""
        span = partial.span(self.until, tz)
        if span is None or span.precision < partial.Precision.DAY:
            return None
        return span.end - timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Minutes:
    """One meeting as its sheet says it."""

    state: str
    start: Json
    place: str
    agenda: str
    written_by: str  # the worker's id
    people: tuple[Person, ...]
    points: tuple[Point, ...]
    decisions: tuple[Decision, ...]

    @property
    def present(self) -> frozenset[str]:
        """The institutions of which somebody was there."""
        return frozenset(one.group for one in self.people if one.came is True and one.group)

    @property
    def institutions(self) -> tuple[str, ...]:
        """Everybody for whom there may be a paper of its own: who was there, and who is named."""
        named = [one.group for one in self.people if one.came is True]
        named += [group for point in self.points for group in sorted(point.seen_by)]
        named += [group for one in self.decisions for group in (*sorted(one.seen_by), one.group)]
        return tuple(dict.fromkeys(group for group in named if group))


def read(body: Mapping[str, Json]) -> Minutes:
    """The minutes out of the answers of their sheet."""
    return Minutes(
        state=_text(body.get("state")),
        start=body.get("start"),
        place=_text(body.get("place")),
        agenda=_text(body.get("agenda")),
        written_by=_text(body.get("written_by")),
        people=tuple(_people(body)),
        points=tuple(_points(body)),
        decisions=tuple(_decisions(body)),
    )


def for_institution(whole: Minutes, group: str) -> Minutes:
    """The part of one institution: its own people, the points and decisions that it may see, and no agenda.

    What names no institution is for all that were present; a decision is always seen by whoever answers for it.
    """
    there = whole.present

    def sees(seen_by: frozenset[str]) -> bool:
        return group in (seen_by or there)

    return Minutes(
        state=whole.state,
        start=whole.start,
        place=whole.place,
        agenda="",
        written_by="",
        people=tuple(one for one in whole.people if one.group == group),
        points=tuple(one for one in whole.points if sees(one.seen_by)),
        decisions=tuple(one for one in whole.decisions if sees(one.seen_by) or one.group == group),
    )


def _people(body: Mapping[str, Json]) -> Iterator[Person]:
    for row, told in _rows(body, "people"):
        came = told("came")
        yield Person(
            row,
            _text(told("group")),
            _text(told("name")),
            _text(told("post")),
            came if isinstance(came, bool) else None,
            _text(told("absent_reason")),
        )


def _points(body: Mapping[str, Json]) -> Iterator[Point]:
    for row, told in _rows(body, "points"):
        yield Point(row, _text(told("title")), _text(told("text")), flat.codes(told("seen_by")))


def _decisions(body: Mapping[str, Json]) -> Iterator[Decision]:
    for row, told in _rows(body, "decisions"):
        yield Decision(
            row=row,
            what=_text(told("what")),
            group=_text(told("group")),
            person=_text(told("person")),
            until=told("until"),
            seen_by=flat.codes(told("seen_by")),
            state=_text(told("state")) or TO_DO,
            reason=_text(told("reason")),
            late_reason=_text(told("late_reason")),
            done_on=told("done_on"),
        )


def _rows(body: Mapping[str, Json], group: str) -> Iterator[tuple[str, _Row]]:
    for row in flat.rows(body, group):
        yield row, _Row(body, f"{group}/{row}")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a group: asked for a column, it gives its answer."""

    body: Mapping[str, Json]
    prefix: str

    def __call__(self, column: str) -> Json:
        return self.body.get(f"{self.prefix}/{column}")


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
