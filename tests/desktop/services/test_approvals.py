"""Approvals: bound to what was read, given by a second person who wrote none of it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from db import access_log, records
from desktop.refusals import Refused
from desktop.services import approvals, people, reports
from desktop.services import records as sheets
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, PASSPHRASE, PSYCHOLOGIST, Village, put, village

CLOSING: dict[str, Any] = {
    "close_date": "2026-11-24",
    "close_reason": "conform_planului",
    **dict.fromkeys(("met_needs", "met_safety", "met_plan", "met_agreed", "met_told", "met_supervisor"), True),
    "may_return": True,
    "docs_complete": True,
}


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Village:
    return village(tmp_path / "vault", clock)


def closing(session: Session, code: str, **more: Any) -> str:
    record = put(session, code, "closing", {**CLOSING, **more}).record
    stands = records.get(session.conn, record)
    assert stands is not None and stands.state == "complete"
    return record


def asked(office: Village, *, by: str = MANAGER) -> tuple[str, str]:
    """A complete closure sheet whose approval was asked for: the sheet and the request."""
    with office.at(by) as session:
        sheet = closing(session, office.code)
        return sheet, approvals.ask(session, sheet).record


def refuses(code: str, deed: Any, *args: Any, **named: Any) -> None:
    with pytest.raises(Refused) as refusal:
        deed(*args, **named)
    assert refusal.value.code == code


def test_a_second_person_approves_what_she_has_read(office: Village) -> None:
    sheet, request = asked(office)
    with office.at(PSYCHOLOGIST) as session:
        (waits,) = approvals.waiting(session)
        assert (waits.approval.record, waits.code, waits.mine, waits.alone) == (request, office.code, True, False)
        done = approvals.approve(session, request)
        assert (done.state, done.decided_name, done.asked_name) == ("approved", PSYCHOLOGIST, MANAGER)
        assert approvals.waiting(session) == ()
        assert {one.verb for one in access_log.page(session.conn, 5)} >= {"approved"}
        told = approvals.of_sheet(session, sheet)
        assert told is not None and told.state == "approved"


@pytest.mark.parametrize("who", [MANAGER, COUSIN])
def test_a_worker_approves_nothing(office: Village, who: str) -> None:
    _sheet, request = asked(office)
    with office.at(who) as session:
        refuses("not-allowed", approvals.approve, session, request)
        refuses("not-allowed", approvals.send_back, session, request, "încă o dată")
        assert [one.mine for one in approvals.waiting(session)] == [False]


def test_whoever_wrote_a_word_of_it_does_not_approve_it(office: Village) -> None:
    """Also where somebody else asked for it, and whoever saved it last."""
    with office.at(PSYCHOLOGIST) as session:
        sheet = closing(session, office.code)
    with office.at(MANAGER) as session:
        opened = sheets.open_sheet(session, "closing", case=office.case, record=sheet)
        sheets.save(session, opened, {"followup_months": 6})
        request = approvals.ask(session, sheet).record
        assert [one.name for one in approvals.approvers(session, sheet)] == [LEAD]
    with office.at(PSYCHOLOGIST) as session:
        refuses("approval-own", approvals.approve, session, request)
    with office.at(LEAD) as session:
        assert approvals.approve(session, request).state == "approved"


def test_whoever_asked_does_not_approve(office: Village) -> None:
    with office.at(MANAGER) as session:
        sheet = closing(session, office.code)
    with office.at(PSYCHOLOGIST) as session:
        request = approvals.ask(session, sheet).record
        refuses("approval-own", approvals.approve, session, request)


def test_a_change_makes_an_approval_old_and_withdraws_a_request(office: Village) -> None:
    sheet, request = asked(office)
    with office.at(LEAD) as session:
        approvals.approve(session, request)
    with office.at(MANAGER) as session:
        opened = sheets.open_sheet(session, "closing", case=office.case, record=sheet)
        sheets.save(session, opened, {"followup_months": 3})
        changed = approvals.of_sheet(session, sheet)
        assert changed is not None and changed.state == "changed" and changed.decided_name == LEAD
        again = approvals.ask(session, sheet).record
        opened = sheets.open_sheet(session, "closing", case=office.case, record=sheet)
        sheets.save(session, opened, {"followup_months": 4})
        told = approvals.of_sheet(session, sheet)
        assert told is not None and (told.record, told.state) == (again, "withdrawn")
    with office.at(LEAD) as session:
        assert approvals.waiting(session) == ()
        refuses("approval-changed", approvals.approve, session, again)
        refuses("approval-decided", approvals.approve, session, request)


def test_it_is_sent_back_with_a_word(office: Village) -> None:
    sheet, request = asked(office)
    with office.at(LEAD) as session:
        refuses("reason-needed", approvals.send_back, session, request, "  ")
        back = approvals.send_back(session, request, "Lipsește ce s-a vorbit despre copii.")
        assert (back.state, back.word) == ("sent_back", "Lipsește ce s-a vorbit despre copii.")
    with office.at(MANAGER) as session:
        standing = approvals.standing(session, sheet)
        assert standing is not None and standing.may_ask and not standing.may_decide
        assert approvals.ask(session, sheet).state == "waiting"
        refuses("approval-there", approvals.ask, session, sheet)


def test_only_a_finished_sheet_of_a_kind_that_is_approved_is_asked_about(office: Village) -> None:
    with office.at(MANAGER) as session:
        begun = put(session, office.code, "closing", {"close_date": "2026-11-24"}).record
        refuses("approval-unfinished", approvals.ask, session, begun)
        note = put(session, office.code, "note", {"date": "2026-11-24", "type": "telefon", "note": "a sunat"}).record
        refuses("no-such-record", approvals.ask, session, note)
        assert approvals.standing(session, note) is None


def test_it_can_be_asked_of_one_person(office: Village) -> None:
    with office.at(MANAGER) as session:
        sheet = closing(session, office.code)
        refuses("approval-own", approvals.ask, session, sheet, office.ids[COUSIN])
        approvals.ask(session, sheet, office.ids[PSYCHOLOGIST])
    with office.at(LEAD) as session:
        assert [one.mine for one in approvals.waiting(session)] == [False]
    with office.at(PSYCHOLOGIST) as session:
        assert [one.mine for one in approvals.waiting(session)] == [True]


def test_where_there_is_nobody_else_the_name_and_the_reason_are_kept(session: Session) -> None:
    opened = put(session, None, "case", {"case_track": ["vd_adult"]})
    sheet = closing(session, opened.code or "")
    request = approvals.ask(session, sheet).record
    (waits,) = approvals.waiting(session)
    assert (waits.mine, waits.alone) == (True, True)
    refuses("reason-needed", approvals.approve, session, request)
    alone = approvals.approve(session, request, "Sunt singura angajată a oficiului.")
    assert (alone.state, alone.alone) == ("approved", "Sunt singura angajată a oficiului.")
    assert access_log.page(session.conn, 1)[0].verb == "approved-alone"


def test_as_soon_as_there_is_somebody_else_nobody_approves_alone(session: Session) -> None:
    opened = put(session, None, "case", {"case_track": ["vd_adult"]})
    request = approvals.ask(session, closing(session, opened.code or "")).record
    people.add_worker(session, PSYCHOLOGIST, "specialist", PASSPHRASE)
    refuses("approval-own", approvals.approve, session, request, "Sunt singură azi.")


def test_what_is_hidden_from_her_waits_for_others(office: Village) -> None:
    _sheet, request = asked(office)
    office.deny(PSYCHOLOGIST)
    with office.at(PSYCHOLOGIST) as session:
        assert approvals.waiting(session) == ()
        refuses("no-such-record", approvals.approve, session, request)


def test_an_approval_is_not_typed(office: Village) -> None:
    sheet, _request = asked(office)
    with office.at(MANAGER) as session:
        for form, sets in (
            ("approval", {"subject": "closing", "sheet": sheet, "decision": "aprobat"}),
            ("closing", {"approved_by": office.ids[LEAD]}),
        ):
            refuses("only-by-its-act", put, session, office.code, form, sets)


def test_who_approved_stands_on_its_paper_as_long_as_it_is_true(office: Village) -> None:
    sheet, request = asked(office)
    with office.at(LEAD) as session:
        assert LEAD not in paper(session, office.case)
        approvals.approve(session, request)
        assert f"Aprobat de {LEAD}" in paper(session, office.case)
    with office.at(MANAGER) as session:
        opened = sheets.open_sheet(session, "closing", case=office.case, record=sheet)
        sheets.save(session, opened, {"followup_months": 3})
        assert "și schimbat de atunci" in paper(session, office.case)


def paper(session: Session, case: str) -> str:
    made = reports.case_report(session, case, "internal", "ro")
    pages = PdfReader(BytesIO(made.data)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)
