"""PURE: on what ground a report may become a case: her consent, or a legal duty; without one it stays a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.refusals import Refused

CONSENT, DANGER, CHILD, OTHER_DUTY = "consimtamant", "pericol_viata", "copil", "alta_obligatie"
GROUNDS = (CONSENT, DANGER, CHILD, OTHER_DUTY)
INVOLVED = ("martor", "victima", "ambele")
FIELD, NOTE = "case_ground", "case_ground_note"

Answers = Mapping[str, Any]


def has_child(report: Answers) -> bool:
    return report.get("child_involved") in INVOLVED


def duty_of(report: Answers) -> str | None:
    """The legal duty that follows from what was reported: danger to life first, then a child."""
    if report.get("immediate_danger") is True:
        return DANGER
    return CHILD if has_child(report) else None


def ground_of(report: Answers) -> str | None:
    """The ground that was written down, or the duty that follows from the answers."""
    said = report.get(FIELD)
    return said if isinstance(said, str) and said in GROUNDS else duty_of(report)


def needed(report: Answers) -> str:
    """The ground on which a case may be opened; refused where there is none, or where the answers speak against it."""
    ground = ground_of(report)
    if ground is None:
        raise Refused("report-ground-needed", field=FIELD)
    if (ground == DANGER and report.get("immediate_danger") is False) or (
        ground == CHILD and report.get("child_involved") == "nu"
    ):
        raise Refused("report-ground-contradicts", field=FIELD)
    if ground == OTHER_DUTY and not _is_written(report.get(NOTE)):
        raise Refused("report-duty-unnamed", field=NOTE)
    return ground


def check(before: Answers, sets: Answers) -> None:
    """A report that is in no case joins one: only on a ground."""
    if isinstance(sets.get("case"), str):
        needed({**before, **sets})


def _is_written(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
