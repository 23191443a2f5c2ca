"""The shape of an indicator and of the table that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from desktop.forms.schema import Text

UNKNOWN = "unknown"  # the row of those whose answer is unknown, refused or missing
YES, NO = "true", "false"
LEAST_OF_SHARES = 10

CAVEAT: Text = MappingProxyType(
    {
        "ro": "Date privind cazurile raportate serviciului; nu arată amploarea fenomenului.",
        "ru": "Данные о случаях, о которых сообщили службе; они не показывают масштаба явления.",
        "uk": "Дані про випадки, про які повідомили службу; вони не показують масштабу явища.",
        "en": "Figures on cases reported to the service; they do not show how widespread violence is.",
    }
)


class Unit(StrEnum):
    """What one figure stands for, and so which records are counted."""

    CASE = "case"
    SURVIVOR = "survivor"  # one a case
    INCIDENT = "incident"
    STEP = "step"  # one step of one team
    TEAM = "team"
    OUTCOME = "outcome"  # every step of every team for which an outcome is written
    DUTY = "duty"  # every deadline of every team that has been kept or missed

    @property
    def form(self) -> str:
        return {Unit.CASE: "case", Unit.SURVIVOR: "case", Unit.INCIDENT: "incident"}.get(self, "team")

    @property
    def words(self) -> Text:
        return _UNITS[self]

    def share(self, n: int | None, total: int | None) -> int | None:
        """How many of a hundred, for what teams did; nothing is said of fewer than ten, or of a figure not printed."""
        if self.form != "team" or n is None or total is None or total < LEAST_OF_SHARES:
            return None
        return min(100, round(100 * n / total))  # rounded figures may add up to more than their total


class Sort(StrEnum):
    """What puts a unit into a row."""

    TOTAL = "total"  # nothing does: there is only the total
    VALUE = "value"  # the answer of a field
    AGE = "age"  # the age band at a date
    NUMBER = "number"  # the band that a number is in
    WITHIN = "within"  # a step was made within some hours: yes, no, not known
    STATE = "state"  # the state that was ticked for a step
    IN_TIME = "in_time"  # a deadline was kept: yes, no, not known


class Row(NamedTuple):
    code: str
    label: Text
    n: int


@dataclass(frozen=True, slots=True)
class Within:
    """Step `step` of a team reached one of `states` no later than `limit` after the first known of `since`."""

    step: str
    states: frozenset[str]
    limit: timedelta
    since: tuple[str, ...]  # form.field, of the team itself or of the record that it links to


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
    fields: tuple[str, ...] = ()  # form.field; the first one that has an answer counts
    rows: tuple[tuple[str, Text], ...] = ()  # without the last one, "not known"
    groups: Mapping[str, str] = field(default_factory=dict)  # code -> row, where the groups of a list are the rows
    excluded: frozenset[str] = frozenset()  # statuses of a case that is not counted
    age_at: str = ""  # form.field at which the age counts
    within: Within | None = None
    protocols: frozenset[str] = frozenset()  # the ids of those whose teams count; none: every team
    caveat: Text | None = None


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
    undated: int = 0  # units that may be of this period, nobody knows: they are in no figure and never leave the office


NOT_KNOWN: Text = MappingProxyType(
    {"ro": "nu se cunoaște", "ru": "неизвестно", "uk": "невідомо", "en": "not known"},
)
YES_WORDS: Text = MappingProxyType({"ro": "da", "ru": "да", "uk": "так", "en": "yes"})
NO_WORDS: Text = MappingProxyType({"ro": "nu", "ru": "нет", "uk": "ні", "en": "no"})

_UNITS: Mapping[Unit, Text] = MappingProxyType(
    {
        Unit.CASE: {"ro": "cazul", "ru": "дело", "uk": "справа", "en": "case"},
        Unit.SURVIVOR: {"ro": "persoana", "ru": "человек", "uk": "особа", "en": "person"},
        Unit.INCIDENT: {"ro": "incidentul", "ru": "происшествие", "uk": "подія", "en": "incident"},
        Unit.STEP: {"ro": "pasul echipei", "ru": "шаг группы", "uk": "крок групи", "en": "step of a team"},
        Unit.TEAM: {"ro": "echipa", "ru": "группа", "uk": "група", "en": "team"},
        Unit.OUTCOME: {"ro": "pasul", "ru": "шаг", "uk": "крок", "en": "step"},
        Unit.DUTY: {"ro": "termenul", "ru": "срок", "uk": "строк", "en": "deadline"},
    }
)
