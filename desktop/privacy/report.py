"""The anonymised report of one case: only labels, list answers, widened answers and small counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SECTIONS = ("person", "fact", "intervention", "risk", "services")  # in the order of the page


@dataclass(frozen=True, slots=True)
class Line:
    """One answer beside its label; a field with several answers has several lines with the same label."""

    field: str  # form.field, or the column of a widened answer
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ReportSection:
    title: str  # without its number
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """How many answers of the case are not printed, by why."""

    identifiers: int  # they name or locate somebody
    texts: int  # written in somebody's own words
    rare: int  # fewer than five cases share them
    withheld: int  # the rules of the form keep them in the office


@dataclass(frozen=True, slots=True)
class CaseReport:
    number: str  # R-58213, a keyed hash of what is printed
    title: str
    subtitle: str  # number and month of making
    head: tuple[str, ...]  # whole sentences: what was removed, and that a person may still be recognised
    sections: tuple[ReportSection, ...]  # those with at least one line
    widened: Mapping[str, tuple[int, str]]  # column -> level and word printed; level 0 is the finest, "" is dropped
    removed: Removed
