"""Lines from outside become records whole or not at all, each with its clocks, search words and place in lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import due, records
from db.keys import KdfCost
from db.savepoint import savepoint
from desktop.refusals import Refused
from desktop.services import cases, intake, vaults
from desktop.services.session import Session
from tests.conftest import FixedClock

PASSPHRASE = "cinci cuvinte cu totul diferite"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = vaults.create(
        tmp_path / "v", office="UN4", worker="Test", passphrase=PASSPHRASE, clock=clock, cost=KdfCost.for_tests()
    )
    yield made
    vaults.close_session(made, make_backup=False)


def put(session: Session, *lines: dict[str, Any]) -> list[intake.Put | str]:
    """Lines in one batch, as the command writes them: what each became, or why it was refused."""
    found: list[intake.Put | str] = []
    with session.vault.write(session.now()) as conn, intake.Batch(session, conn) as batch:
        for line in lines:
            try:
                with savepoint(conn):
                    found.append(batch.put(line))
            except Refused as refusal:
                found.append(refusal.code)
    return found


def saved(found: intake.Put | str) -> intake.Put:
    assert isinstance(found, intake.Put), found
    return found


def new_case(session: Session) -> intake.Put:
    return saved(put(session, {"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}})[0])


TEAM = {"protocol": "sv_md", "protocol_version": 1, "t0": "2026-11-24T06:00+02:00", "r0": "2026-11-24T13:00+02:00"}


def test_a_case_its_sheets_and_its_team_come_in_one_batch(session: Session) -> None:
    case = new_case(session)
    incident = saved(put(session, {"case": case.code, "form": "incident", "set": {"inc_dt": TEAM["t0"]}})[0])
    team, report, identity = put(
        session,
        {"case": case.code, "form": "team", "set": {"incident_ref": incident.record, **TEAM}},
        {"case": case.code, "form": "report", "set": {"report_dt": TEAM["r0"]}},
        {"case": case.code, "form": "identity", "set": {"last_name": "Nume", "age_est": 30}},
    )
    assert {saved(one).case for one in (team, report, identity)} == {case.case}
    file = cases.read_case(session, case.case or "")
    assert {record.form for record in file.records} == {"case", "incident", "team", "report", "identity"}
    assert due.of_case(session.conn, case.case or ""), "the clocks of the team run"
    assert file.row.next_due is not None
    assert [row.code for row in cases.find(session, "num")] == [case.code]


def test_a_batch_says_the_same_as_its_lines_one_by_one(session: Session) -> None:
    """What is worked out once at the end of a batch is what each line would have brought about."""
    whole, single = new_case(session), new_case(session)

    def lines(case: intake.Put) -> list[dict[str, Any]]:
        return [
            {"case": case.code, "form": "identity", "set": {"age_est": 30, "sex": "F", "real_addr": "MD-UN/Sat"}},
            {"case": case.code, "form": "incident", "set": {"inc_dt": "2026-11-20", "forms_legal": ["FIZ"]}},
            {"case": case.code, "form": "case", "set": {"status": "in_monitorizare", "status_reason": "de probă"}},
        ]

    put(session, *lines(whole))
    for line in lines(single):
        put(session, line)
    one, other = (cases.read_case(session, case.case or "").row for case in (whole, single))
    wanted = ("status", "track", "sex", "age_band", "place", "conflicts", "checks")
    assert {name: getattr(one, name) for name in wanted} == {name: getattr(other, name) for name in wanted}
    assert (one.status, one.sex) == ("in_monitorizare", "F")


def test_a_refused_line_between_two_good_ones_leaves_no_trace(session: Session) -> None:
    case = new_case(session)
    first, bad, last = put(
        session,
        {"case": case.code, "form": "identity", "set": {"age_est": 30}},
        {"case": case.code, "form": "identity", "set": {"age_est": 31, "birth_date": "not a date"}},
        {"case": case.code, "form": "identity", "set": {"sex": "F"}},
    )
    assert bad == "bad-value"
    assert saved(first).record == saved(last).record
    body = cases.read_case(session, case.case or "").of_form("identity")[0].body
    assert (body["age_est"], body["sex"]) == (30, "F")
    assert len(records.revisions(session.conn, saved(first).record)) == 2


def test_a_transaction_that_is_given_up_keeps_none_of_its_lines(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), session.vault.write(session.now()) as conn:
        intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["copil"]}})
        _ = 1 // 0
    assert cases.count(session) == 0
    assert records.of_form(session.conn, "case") == []


@pytest.mark.parametrize(
    "team",
    [
        {"protocol": "nothing"},
        {"protocol": "sv_md"},
        {"protocol": "sv_md", "protocol_version": 2},
        {"first_contact": "SOC"},
    ],
)
def test_a_team_names_a_checklist_that_is_known(session: Session, team: dict[str, Any]) -> None:
    case = new_case(session)
    incident = saved(put(session, {"case": case.code, "form": "incident", "set": {"inc_dt": "2026-11-20"}})[0])
    found = put(session, {"case": case.code, "form": "team", "set": {"incident_ref": incident.record, **team}})
    assert found == ["unknown-option"]


def test_a_region_takes_no_records(tmp_path: Path, clock: FixedClock) -> None:
    region = vaults.create(
        tmp_path / "r", office="RUN", kind="region", worker="Test", passphrase=PASSPHRASE, clock=clock,
        cost=KdfCost.for_tests(),
    )  # fmt: skip
    assert put(region, {"case": None, "form": "case", "set": {"case_track": ["copil"]}}) == ["not-allowed"]
    vaults.close_session(region, make_backup=False)


def test_a_line_with_more_answers_than_any_sheet_has_is_refused(session: Session) -> None:
    case = new_case(session)
    many = {f"phones/{number}/number": None for number in range(intake.MOST_PATHS + 1)}
    assert put(session, {"case": case.code, "form": "identity", "set": many}) == ["record-too-large"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
paths = st.sampled_from(
    ["case_track", "status", "opened_on", "report_dt", "summary", "decision", "phones/r1/number", "phones/r1", "phones",
     "birth_date", "age_est", "sex", "inc_dt", "forms_legal", "narrative", "steps/1/state", "", "a/b/c/d", "case"]
)  # fmt: skip
lines = st.fixed_dictionaries(
    {"form": st.sampled_from(["case", "report", "identity", "incident", "team", ""]) | json_values,
     "set": st.dictionaries(paths | st.text(max_size=9), json_values, max_size=4) | json_values},
    optional={"case": st.just("CODE") | json_values, "record": json_values},
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lines | json_values, min_size=1, max_size=4))
def test_whatever_comes_is_written_or_refused_by_name(session: Session, given_lines: list[Any]) -> None:
    """No line, however strange, is a fault of the program, and none brings the lists into disorder."""
    case = new_case(session)
    for line in given_lines:
        if isinstance(line, dict) and line.get("case") == "CODE":
            line["case"] = case.code
    for found in put(session, *given_lines):
        assert isinstance(found, intake.Put) or found in {
            "bad-line", "unknown-form", "unknown-field", "bad-value", "implausible-value", "unknown-option",
            "no-such-case", "no-such-record", "case-needed", "value-too-long", "record-too-large", "not-allowed",
        }  # fmt: skip
    assert cases.read_case(session, case.case or "").row.code == case.code
    assert cases.page(session, cases.Filter()).total >= 1
