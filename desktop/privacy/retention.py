"""PURE: which answers of a closed case go after how long; the anonymous row, from which is counted, stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from desktop.forms import partial
from desktop.forms.schema import Field, FieldType, Form, Json, PrivacyClass, Text


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that go together, so many years after a case was closed."""

    id: str
    title: Text
    years: int
    child_until: int | None = None  # for a child the years run from this birthday, if that is later
    classes: frozenset[PrivacyClass] = frozenset()
    types: frozenset[FieldType] = frozenset()
    quasi_types: frozenset[FieldType] = frozenset()  # of answers that tell together who somebody is
    not_types: frozenset[FieldType] = frozenset()
    keep: frozenset[str] = frozenset()  # `form/field`
    files: bool = False
    unknown: bool = False  # also answers that the form of today does not know


@dataclass(frozen=True, slots=True)
class Rules:
    """The periods of an office, as a resource gives them."""

    id: str
    version: int
    title: Text
    source: str
    verified: bool
    closed: frozenset[str]  # the states of a case in which nobody works on it any more
    groups: tuple[Group, ...]

    def group(self, id_: str) -> Group | None:
        return next((one for one in self.groups if one.id == id_), None)


def read(table: Mapping[str, Any]) -> Rules:
    """The rules of a file; a fault in it is Python's own complaint."""
    return Rules(
        id=table["id"],
        version=table["version"],
        title=table["title"],
        source=table["source"],
        verified=table["verified"],
        closed=frozenset(table["closed"]),
        groups=tuple(_group(one) for one in table["group"]),
    )


def _group(table: Mapping[str, Any]) -> Group:
    return Group(
        id=table["id"],
        title=table["title"],
        years=table["years"],
        child_until=table.get("child_until"),
        classes=frozenset(PrivacyClass(one) for one in table.get("classes", ())),
        types=frozenset(FieldType(one) for one in table.get("types", ())),
        quasi_types=frozenset(FieldType(one) for one in table.get("quasi_types", ())),
        not_types=frozenset(FieldType(one) for one in table.get("not_types", ())),
        keep=frozenset(table.get("keep", ())),
        files=table.get("files", False),
        unknown=table.get("unknown", False),
    )


def patterns(group: Group, form: Form) -> frozenset[str]:
    """The answers of a form that belong to a group."""
    return frozenset(field.pattern for field in form.fields() if _takes(group, form, field))


def _takes(group: Group, form: Form, field: Field) -> bool:
    if field.type in (FieldType.GROUP, FieldType.COMPUTED, *group.not_types):
        return False
    if f"{form.id}/{field.pattern}" in group.keep:
        return False
    if field.privacy is PrivacyClass.QUASI and field.type in group.quasi_types:
        return True
    return field.privacy in group.classes or field.type in group.types


def due_on(group: Group, closed: date, born: date | None) -> date:
    """The day on which the answers of a group may go, in a case closed that day; of a child not before."""
    day = years_after(closed, group.years)
    if group.child_until is None or born is None:
        return day
    return max(day, years_after(born, group.child_until + group.years))


def closed_since(states: Iterable[tuple[date | None, Json]], closed: frozenset[str]) -> date | None:
    """Since when a case is closed, by the states it was given in their order; None while it is open or nobody knows."""
    since: date | None = None
    was_closed = False
    for day, state in states:
        is_closed = state in closed
        if is_closed and not was_closed:
            since = day
        was_closed = is_closed
    return since if was_closed else None


def latest_birth(birth: Json, age: Json, told_on: date, tz: tzinfo) -> date | None:
    """The last day on which she can have been born: by a date that may be partial, else by an age told on a day."""
    day = last_day(birth, tz)
    if day is not None:
        return day
    if isinstance(age, int | float) and not isinstance(age, bool) and 0 <= age <= 150:
        return years_after(told_on, -int(age))
    return None


def last_day(value: Json, tz: tzinfo) -> date | None:
    """The last day that a date may mean; None for what is no date."""
    span = partial.span(value, tz)
    return (span.end - timedelta(minutes=1)).astimezone(tz).date() if span else None


def years_after(day: date, years: int) -> date:
    """The same day so many years later; the 29th of February is then the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
