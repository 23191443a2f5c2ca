"""The shape of an indicator and of the table that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

Text = Mapping[str, str]

UNKNOWN = "unknown"  # the row of those whose answer is unknown, refused or missing


class Unit(StrEnum):
    """What one figure stands for."""

    CASE = "case"
    SURVIVOR = "survivor"  # one a case
    INCIDENT = "incident"
    STEP = "step"  # one step of one team


class Sort(StrEnum):
    """What puts a unit into a row."""

    TOTAL = "total"  # nothing does: there is only the total
    VALUE = "value"  # the answer of a field
    AGE = "age"  # the age band at a date
    WITHIN = "within"  # a step was made within some hours: yes, no, unknown


class Row(NamedTuple):
    code: str
    label: Text
    n: int


@dataclass(frozen=True, slots=True)
class Within:
    """Step `step` of a team had the state `state` no later than `limit` after `since`."""

    step: str
    state: str
    limit: timedelta
    since: str  # path of the moment in the team's own record; without it, the linked incident's


@dataclass(frozen=True, slots=True)
class Indicator:
    id: str
    version: int
    number: int
    title: Text
    unit: Unit
    sort: Sort
    denominator: Text  # of what the total is the number
    dated_by: str  # form.field that puts a unit into a period
    source: str
    verified: bool
    field: str | None = None  # form.field
    rows_list: str | None = None  # id of a list whose codes are the rows
    rows: tuple[tuple[str, Text], ...] = ()  # or the rows themselves
    by_group: bool = False  # the list's groups are the rows
    excluded: frozenset[str] = frozenset()  # statuses of a case that is not counted
    age_at: str | None = None  # form.field at which the age counts
    within: Within | None = None
    caveat: Text | None = None

    @property
    def form(self) -> str:
        """The form whose records are the units; a unit that is the case itself has the case's header."""
        if self.unit is Unit.INCIDENT:
            return "incident"
        return "team" if self.unit is Unit.STEP else "case"


@dataclass(frozen=True, slots=True)
class Table:
    """One counted table of one period; its words stand in every language, so that it can be kept and shown later."""

    id: str  # of the indicator
    version: int
    title: Text
    rows: tuple[Row, ...]  # the last one is "not known" wherever something is sorted
    total: int  # units, which the rows exceed where a unit may be in several
    unit: Unit
    denominator: Text
    note: Text
    undated: int = 0  # units in no period at all, as nobody knows their date; these never leave the office
