"""The risk of a case over time: what stands, since when, what has happened since, and what is suggested for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from desktop.services import cases
from desktop.services.risk_file import RiskFile
from desktop.services.session import Session
from tests.desktop.services.test_team import put

BEGIN: dict[str, Any] = {f"begin_{what}": True for what in ("time", "place", "contact", "where")}


def stamp(session: Session, days: float) -> str:
    return (session.now() - timedelta(days=days)).astimezone(session.tz).isoformat(timespec="minutes")


def assess(session: Session, code: str, days: float, *yes: int, **more: Any) -> str:
    answers: dict[str, Any] = {f"q{number}": number in yes for number in range(1, 24)}
    return put(session, code, "risk", assessed_dt=stamp(session, days), **BEGIN, **answers, **more).record


@pytest.fixture
def code(session: Session) -> str:
    made = put(session, None, "case", case_track=["vd_adult"]).code
    assert made is not None
    return made


def risk_of(session: Session, code: str) -> RiskFile:
    return cases.read_case(session, cases.by_code(session, code).case).risk


def kinds(session: Session, code: str) -> list[str]:
    return [one.kind for one in cases.read_case(session, cases.by_code(session, code).case).next]


def test_a_case_that_nobody_assessed_has_no_level_and_asks_for_no_plan(session: Session, code: str) -> None:
    found = risk_of(session, code)
    assert (found.latest, found.since, found.triggers, found.plan_missing) == (None, None, (), False)


def test_the_newest_assessment_stands_and_says_since_when(session: Session, code: str) -> None:
    assess(session, code, 60, 1)
    high = assess(session, code, 40, 7)
    again = assess(session, code, 10, 7, 8)
    found = risk_of(session, code)
    assert [one.level for one in found.assessments] == ["scazut", "crescut", "crescut"]
    assert found.latest is not None and found.latest.record == again
    assert found.since == next(one.at for one in found.assessments if one.record == high)


def test_a_sheet_just_begun_does_not_hide_what_the_one_before_said(session: Session, code: str) -> None:
    grave = assess(session, code, 10, 11)
    put(session, code, "risk", assessed_dt=stamp(session, 1), **BEGIN)
    latest = risk_of(session, code).latest
    assert latest is not None and (latest.record, latest.level) == (grave, "crescut")


@pytest.mark.parametrize(
    ("form", "answers", "kind"),
    [
        ("incident", lambda at: {"inc_dt": at}, "incident"),
        ("protection", lambda at: {"kind": "ORU", "decision": "emis", "issued_dt": at}, "order"),
        ("protection", lambda at: {"kind": "ORU", "decision": "emis", "revoked_on": at[:10]}, "order_over"),
        ("protection", lambda at: {"kind": "ORU", "decision": "partial", "breaches/a/on": at}, "breach"),
        ("identity", lambda _at: {"pregnancy": True}, "pregnancy"),
    ],
)
def test_what_happens_after_the_assessment_is_a_reason_to_ask_again(
    session: Session, code: str, form: str, answers: Any, kind: str
) -> None:
    assess(session, code, 5, 1)
    put(session, code, form, **answers(stamp(session, 1)))
    assert [one.kind for one in risk_of(session, code).triggers] == [kind]
    assert "risk_again" in kinds(session, code)


def test_what_happened_before_it_is_no_reason(session: Session, code: str) -> None:
    put(session, code, "incident", inc_dt=stamp(session, 9))
    put(session, code, "protection", kind="ORU", decision="emis", issued_dt=stamp(session, 8))
    assess(session, code, 5, 1)
    assert risk_of(session, code).triggers == ()
    assert "risk_again" not in kinds(session, code)


def test_an_order_that_was_refused_or_ends_later_is_no_reason(session: Session, code: str) -> None:
    assess(session, code, 5, 1)
    put(session, code, "protection", kind="ORU", decision="respins", issued_dt=stamp(session, 1))
    put(session, code, "protection", kind="OPP", decision="emis", valid_to=stamp(session, -2))
    assert risk_of(session, code).triggers == ()


def test_whoever_is_released_and_whoever_separates_is_noticed_by_the_changed_answer(
    session: Session, code: str, clock: Any
) -> None:
    person = put(session, code, "aggressor", agg_rel="SOT", agg_location="retinut").record
    identity = put(session, code, "identity", civil_status="casatorit").record
    assess(session, code, 0, 1)
    assert risk_of(session, code).triggers == ()
    clock.now += timedelta(days=2)
    put(session, code, "aggressor", person, agg_location="in_localitate")
    put(session, code, "identity", identity, civil_status="separat_in")
    assert {one.kind for one in risk_of(session, code).triggers} == {"release", "separation"}


def test_a_separation_that_the_sheet_itself_tells_is_an_event_and_no_reason(session: Session, code: str) -> None:
    assess(session, code, 20, 1)
    assess(session, code, 3, 1, 19)
    found = risk_of(session, code)
    assert [one.kind for one in found.events] == ["separation"]
    assert found.triggers == ()


@pytest.mark.parametrize(("yes", "missing"), [((1,), False), ((1, 2, 3, 4), True), ((7,), True)])
def test_a_medium_or_high_risk_without_a_plan_suggests_one(
    session: Session, code: str, yes: tuple[int, ...], missing: bool
) -> None:
    assess(session, code, 1, *yes)
    assert risk_of(session, code).plan_missing is missing
    assert ("safety_plan" in kinds(session, code)) is missing
    put(session, code, "safety_plan", needed=True)
    assert not risk_of(session, code).plan_missing


def test_a_plan_that_was_called_needless_does_not_end_the_suggestion(session: Session, code: str) -> None:
    assess(session, code, 1, 7)
    put(session, code, "safety_plan", needed=False)
    assert risk_of(session, code).plan_missing


def test_thoughts_of_suicide_come_before_all_else_but_danger(session: Session, code: str) -> None:
    put(session, code, "first_evaluation", suicide_flag=True)
    assert kinds(session, code)[0] == "suicide"


def test_other_tools_are_there_by_name_date_and_result_alone(session: Session, code: str) -> None:
    tool = {"tools/a/tool": "dash", "tools/a/tool_date": "2026-11-20", "tools/a/tool_result": "16"}
    assess(session, code, 1, 1, **tool)
    latest = risk_of(session, code).latest
    assert latest is not None
    assert [(one.tool, one.on, one.result) for one in latest.tools] == [("dash", "2026-11-20", "16")]


def test_the_red_flag_of_a_later_incident_stands_beside_the_level(session: Session, code: str) -> None:
    """The sheet is worked out anew where another one of the case changes what it rests on."""
    assess(session, code, 5, 1)
    assert risk_of(session, code).flags == ()
    put(session, code, "incident", inc_dt=stamp(session, 1), injuries=["strangulare"])
    assert risk_of(session, code).flags == ("strangulare",)


def test_the_moments_are_those_of_the_office(session: Session, code: str) -> None:
    assess(session, code, 1, 1)
    latest = risk_of(session, code).latest
    assert latest is not None
    assert latest.at == datetime.fromisoformat(stamp(session, 1))
