"""Reports before cases: all of them in one list, decided by one act, and a child told of within its hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from db import access_log
from desktop.refusals import Refused
from desktop.services import child_notice, from_report, reports_inbox, today
from desktop.services.reports_inbox import DUPLICATE, REFER, TAKE, UNCONFIRMED, UNDECIDED, Decision
from desktop.services.session import Session
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.services.access_room import COUSIN, MANAGER, put, village
from tests.desktop.services.test_duplicates import new_case

TOLD = {
    "report_dt": "2026-11-24T10:00+02:00",
    "notifier_type": "vecin",
    "immediate_danger": False,
    "child_involved": "nu",
}


def report(session: Session, **said: Any) -> str:
    return put(session, None, "report", {**TOLD, **said}).record


def decide(session: Session, record: str, kind: str, **how: str) -> reports_inbox.ReportRow:
    return reports_inbox.decide(session, record, Decision(kind, **how))


def states(session: Session) -> dict[str, list[str]]:
    return {state: [row.record for row in reports_inbox.page(session, state).rows] for state in reports_inbox.STATES}


def test_each_decision_has_its_place_in_the_list(session: Session) -> None:
    _case, code = new_case(session)
    records = [report(session) for _ in range(5)]
    decide(session, records[1], TAKE, ground="consimtamant")
    decide(session, records[2], REFER, to="avocat_ajgs")
    decide(session, records[3], UNCONFIRMED)
    decide(session, records[4], DUPLICATE, of=code)
    assert states(session) == {
        state: [record] for state, record in zip((UNDECIDED, TAKE, REFER, UNCONFIRMED, DUPLICATE), records, strict=True)
    }
    every = reports_inbox.page(session)
    assert [row.record for row in every.rows] == records[::-1] and every.total == 5  # the newest first
    assert every.rows[0].same_as == code and every.rows[2].referred_to == "avocat_ajgs"
    assert [row.record for row in every.rows if row.waits] == [records[1], records[0]]
    assert reports_inbox.page(session, limit=2, offset=2).rows == every.rows[2:4]


@pytest.mark.parametrize(
    ("said", "decision", "code"),
    [
        ({}, Decision(TAKE), "report-ground-needed"),
        ({}, Decision(TAKE, ground="copil"), "report-ground-contradicts"),
        ({}, Decision(TAKE, ground="pericol_viata"), "report-ground-contradicts"),
        ({}, Decision(TAKE, ground="alta_obligatie"), "report-duty-unnamed"),
        ({}, Decision(TAKE, ground="alta_obligatie", note="   "), "report-duty-unnamed"),
        ({}, Decision(REFER), "report-referral-needed"),
        ({}, Decision(REFER, to="undeva"), "report-referral-needed"),
        ({}, Decision(DUPLICATE), "report-same-needed"),
        ({}, Decision(DUPLICATE, of="UN4-26-NOTHING"), "report-same-needed"),
        ({}, Decision("poate"), "unknown-option"),
    ],
)
def test_a_decision_without_what_it_needs_is_refused(
    session: Session, said: dict[str, Any], decision: Decision, code: str
) -> None:
    record = report(session, **said)
    with pytest.raises(Refused, match=code):
        reports_inbox.decide(session, record, decision)
    assert states(session)[UNDECIDED] == [record]


def test_danger_and_a_child_are_a_ground_by_themselves(session: Session) -> None:
    assert decide(session, report(session, immediate_danger=True), TAKE).ground == "pericol_viata"
    assert decide(session, report(session, child_involved="martor"), TAKE).ground == "copil"
    other = decide(session, report(session), TAKE, ground="alta_obligatie", note="Legea 45/2007, art. 8")
    assert other.ground == "alta_obligatie"


def test_a_decision_can_be_taken_anew_and_leaves_nothing_of_the_one_before(session: Session) -> None:
    record = report(session)
    decide(session, record, REFER, to="avocat_ajgs")
    row = decide(session, record, TAKE, ground="consimtamant")
    assert (row.decision, row.referred_to, row.ground) == (TAKE, None, "consimtamant")
    row = decide(session, record, UNCONFIRMED)
    assert (row.decision, row.ground) == (UNCONFIRMED, None)


def test_a_report_in_a_case_is_decided_there(session: Session) -> None:
    record = report(session, case_ground="consimtamant")
    sheet = from_report.begin(session, record)
    case = from_report.save(session, sheet, {"case_track": ["vd_adult"]}, record).case
    (row,) = reports_inbox.page(session, TAKE).rows
    assert (row.case, row.decision, row.waits) == (case, TAKE, False)
    with pytest.raises(Refused, match="report-in-case"):
        decide(session, record, UNCONFIRMED)


def test_another_report_said_the_same_first(session: Session) -> None:
    first, second = report(session), report(session)
    assert decide(session, second, DUPLICATE, of=first).same_as == first
    with pytest.raises(Refused, match="report-same-needed"):
        decide(session, first, DUPLICATE, of=first)


# --- a child ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("involved", ["martor", "victima", "ambele"])
def test_a_child_has_a_day_from_the_first_moment_even_without_a_case(session: Session, involved: str) -> None:
    record = report(session, child_involved=involved)
    row = reports_inbox.open_report(session, record).row
    assert row.child and row.notice_due == datetime(2026, 11, 25, 10, 0, tzinfo=CHISINAU)
    decide(session, record, UNCONFIRMED)  # whatever is decided, a child is told of
    assert reports_inbox.read_report(session, record).row.notice_due is not None


def test_a_child_without_a_case_is_on_the_first_page_until_the_authority_was_told(
    session: Session, clock: FixedClock
) -> None:
    record = report(session, child_involved="victima", decision="neconfirmat")
    assert record in {one.record for one in today.today(session).soon}
    clock.advance(hours=30)
    assert record in {card.lead.record for card in today.today(session).late}
    reports_inbox.note_notice(session, record, session.now(), "")
    shown = today.today(session)
    assert record not in {one.record for one in shown.soon} | {card.lead.record for card in shown.late}


def test_no_child_no_deadline(session: Session) -> None:
    for said in ("nu", {"none": "unknown"}, None):
        row = reports_inbox.open_report(session, report(session, child_involved=said)).row
        assert not row.child and row.notice_due is None


def test_the_notice_ends_the_deadline_and_says_to_whom(session: Session) -> None:
    record = report(session, child_involved="victima")
    row = reports_inbox.note_notice(session, record, session.now(), "  primăria, nr. 12  ")
    assert (row.notified, row.notice_due) == ("2026-11-24T14:30+02:00", None)
    assert [one.verb for one in access_log.page(session.conn, 1)] == ["guardianship-told"]


def test_a_notice_is_not_written_ahead_nor_without_a_child(session: Session) -> None:
    child, none = report(session, child_involved="victima"), report(session)
    with pytest.raises(Refused, match="notice-in-future"):
        reports_inbox.note_notice(session, child, session.now() + timedelta(hours=1), "")
    with pytest.raises(Refused, match="report-without-child"):
        reports_inbox.note_notice(session, none, session.now(), "")


def test_the_notice_on_paper_names_nobody(session: Session, tmp_path: Path) -> None:
    record = report(
        session, child_involved="victima", about_name="Zmăucița Canaru", notifier_name="Ion Canaru", summary="canaru"
    )
    made = child_notice.paper(session, record)
    child_notice.save(session, made, tmp_path / made.file_name)
    (page,) = PdfReader(BytesIO(made.data)).pages
    text = page.extract_text()
    assert "Sesizare privind un copil" in text and "victimă" in text and "Autoritatea tutelară" in text
    assert "anaru" not in text and "Zmăuc" not in text and made.file_name == f"fisa-{record[:8]}.pdf"
    assert [one.verb for one in access_log.page(session.conn, 1)] == ["notice-printed"]
    with pytest.raises(Refused, match="report-without-child"):
        child_notice.paper(session, report(session))


# --- who may see what -------------------------------------------------------------------------------------------------


def test_a_report_of_a_hidden_case_is_in_no_list(tmp_path: Path, clock: FixedClock) -> None:
    there = village(tmp_path / "vault", clock)
    with there.at(MANAGER) as session:
        assert reports_inbox.page(session).total == 1
        same = report(session)
        decide(session, same, DUPLICATE, of=there.code)
    there.deny(COUSIN)
    with there.at(COUSIN) as session:
        (row,) = reports_inbox.page(session).rows
        assert (row.record, row.same_as, row.code) == (same, None, None)
        assert reports_inbox.counts(session) == {DUPLICATE: 1}


def test_a_report_under_a_seal_is_listed_for_those_who_may_open_it(tmp_path: Path, clock: FixedClock) -> None:
    there = village(tmp_path / "vault", clock)
    there.seal(MANAGER)
    with there.at(MANAGER) as session:
        (row,) = reports_inbox.page(session, TAKE).rows
        assert row.code == there.code and row.ground == "consimtamant"
    with there.at(COUSIN) as session:
        assert reports_inbox.page(session).rows == ()


def test_looking_is_logged_and_a_list_is_not(session: Session) -> None:
    record, _other = report(session), report(session)
    before = len(access_log.page(session.conn, 99))
    reports_inbox.page(session)
    reports_inbox.counts(session)
    assert len(access_log.page(session.conn, 99)) == before
    reports_inbox.open_report(session, record)
    assert [(one.verb, one.object) for one in access_log.page(session.conn, 1)] == [("opened", record)]
