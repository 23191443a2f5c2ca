"""What is next in a case: the most pressing first, never more than five, and never twice the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from db.due import DueRow
from db.records import Record
from desktop.protocols.schema import Sort
from desktop.services.library import shipped
from desktop.services.next_steps import MOST, next_steps
from desktop.services.team_start import Offer
from tests.db.make import case_row

NOW = "2026-11-24T12:30:00.000Z"
PAST, SOON, LATER = "2026-11-24T09:00:00.000Z", "2026-11-24T20:00:00.000Z", "2026-11-25T20:00:00.000Z"
ALL = ("report", "consent", "identity", "incident")


def sheet(form: str, *, id: str = "", state: str = "complete", conflicts: int = 0, **body: Any) -> Record:
    day = datetime(2026, 11, 24, tzinfo=UTC)
    return Record(id or form, "c", form, 1, body, state, conflicts, day, day, "w")


def clock(kind: str, at: str, ref: str, record: str = "team") -> DueRow:
    return DueRow(record, "c", kind, at, ref=ref)


def kinds(
    records: list[Record], clocks: tuple[DueRow, ...] = (), track: str = "vd_adult"
) -> list[tuple[str, str | None]]:
    return [(n.kind, n.form) for n in next_steps(case_row(1, track=track), records, clocks, NOW)]


def test_a_new_case_begins_with_its_basic_forms() -> None:
    assert kinds([sheet("case")]) == [
        ("begin", "report"),
        ("consent", "consent"),
        ("begin", "identity"),
        ("begin", "incident"),
    ]


def test_danger_stands_before_everything_else() -> None:
    found = kinds([sheet("report", immediate_danger=True)], (clock("duty", PAST, "9"),))
    assert found[:2] == [("danger", "report"), ("late", "team")]


@pytest.mark.parametrize("said", [False, {"none": "unknown"}, None])
def test_no_danger_is_made_up(said: object) -> None:
    assert ("danger", "report") not in kinds([sheet("report", immediate_danger=said)])


def test_missed_duties_of_a_team_are_one_thing_to_do() -> None:
    clocks = (clock("duty", PAST, "6"), clock("duty", PAST, "9"), clock("duty", SOON, "17"))
    (late,) = [n for n in next_steps(case_row(1), [sheet(f) for f in ALL], clocks, NOW) if n.kind == "late"]
    assert (late.steps, late.at, late.count, late.record) == (("6", "9"), PAST, 2, "team")


def test_the_nearest_window_is_told_with_its_steps_and_a_passed_one_is_not() -> None:
    clocks = (
        clock("window", PAST, "7"),
        clock("window", SOON, "10"),
        clock("window", SOON, "13"),
        clock("window", LATER, "11"),
    )
    found = [n for n in next_steps(case_row(1), [sheet(f) for f in ALL], clocks, NOW) if n.kind in {"window", "late"}]
    assert [(n.kind, n.steps) for n in found] == [("window", ("10", "13"))]


def test_each_intervention_that_suits_is_offered_with_its_sheet_and_its_protocol() -> None:
    basics = [sheet(f) for f in ALL]
    begin = [offer("sv_md", Sort.SV, "i2"), offer("vd_md", Sort.VD, "i2"), offer("home_ro", Sort.HOME, "s1")]
    found = next_steps(case_row(1), basics, (), NOW, begin=begin)
    assert [(n.kind, n.form, n.record, n.steps) for n in found] == [
        ("team", "incident", "i2", ("sv_md",)),
        ("team_vd", "incident", "i2", ("vd_md",)),
        ("team_home", "stay", "s1", ("home_ro",)),
    ]
    assert kinds(basics) == []


def test_without_an_incident_it_is_asked_for_once() -> None:
    basics = [sheet(f) for f in ALL if f != "incident"]
    found = next_steps(case_row(1), basics, (), NOW, begin=[offer("sv_md", Sort.SV, None)])
    assert [(n.kind, n.form) for n in found] == [("begin", "incident")]


def offer(protocol: str, sort: Sort, record: str | None) -> Offer:
    like = shipped().protocol("sv_md")
    begins = "stay" if sort is Sort.HOME else "incident"
    return Offer(replace(like, id=protocol, sort=sort, begins_with=begins), record, None, suits=True)


def test_values_to_choose_doubts_and_begun_forms_follow() -> None:
    records = [
        sheet("report", conflicts=2),
        sheet("consent", state="to_check"),
        sheet("identity", state="begun"),
        sheet("incident"),
        sheet("aggressor", state="begun"),
    ]
    ends = clock("consent", LATER, "consent_ends", record="consent")._replace(shows=PAST)
    assert kinds(records, (ends,)) == [
        ("conflict", "report"),
        ("due", "consent"),
        ("check", "consent"),
        ("finish", "identity"),
    ]


def test_never_more_than_five() -> None:
    records = [sheet("report", immediate_danger=True, conflicts=1), sheet("case", conflicts=1)]
    clocks = (clock("duty", PAST, "6"), clock("window", SOON, "10"))
    assert len(kinds(records, clocks, "sv_adult")) == MOST
