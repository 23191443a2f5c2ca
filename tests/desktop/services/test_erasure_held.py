"""What stands in the way of erasing, or under a seal: a hold of the law, a key that no lead has."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from db import erasure_requests, records
from desktop.services import cases, erasure
from desktop.services import records as sheets
from tests.conftest import FixedClock
from tests.desktop.services.erasing import (
    LEAD,
    OTHER,
    WORD,
    WORKER,
    Build,
    asked,
    case_with,
    left,
    seal_for,
    verbs,
)
from tests.desktop.services.test_team import put, refused

# --- held back by law -------------------------------------------------------------------------------------------------


def test_while_a_case_is_held_back_nothing_of_it_goes(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, case = case_with(session)
    made = asked(session, code)
    erasure.hold(session, code)
    erasure.hold(session, code)
    clock.advance(days=20)
    refused("legal-hold", lambda: erasure.confirm(session, made.id, code))
    assert erasure.every(session)[0].held
    header = records.get(session.conn, case)
    assert header is not None
    assert header.body["legal_hold"] is True
    assert verbs(session, "legal-hold-set") == [("legal-hold-set", case, None)]


def test_after_a_hold_the_days_begin_anew(house: Build, clock: FixedClock) -> None:
    """Nobody can be forced to let go and to erase at once."""
    session = house().session
    code, case = case_with(session)
    made = asked(session, code)
    erasure.hold(session, code)
    clock.advance(days=20)
    erasure.release(session, code)
    assert verbs(session, "legal-hold-lifted") == [("legal-hold-lifted", case, None)]
    refused("erasure-waits", lambda: erasure.confirm(session, made.id, code))
    assert erasure.every(session)[0].due_at == clock.now + timedelta(days=14)
    clock.advance(days=14)
    assert erasure.confirm(session, made.id, code).sheets == 3


def test_the_header_of_the_case_holds_it_back_too(house: Build, clock: FixedClock) -> None:
    home = house((WORKER, "worker"))
    session = home.sit_down(WORKER)
    code, case = case_with(session)
    sheet = sheets.open_sheet(session, "case", case=case)
    sheets.save(session, sheet, {"legal_hold": True})
    assert erasure_requests.is_held(session.conn, case)
    sheet = sheets.open_sheet(session, "case", case=case)
    refused("hold-lead-only", lambda: sheets.save(session, sheet, {"legal_hold": False}))
    assert erasure_requests.is_held(session.conn, case)
    assert sheets.open_sheet(session, "case", case=case).answers["legal_hold"] is True
    refused("not-allowed", lambda: erasure.release(session, code))
    session = home.sit_down(LEAD)
    put(session, code, "case", case, legal_hold=False)
    assert not erasure_requests.is_held(session.conn, case)
    assert [verb for verb, _object, _count in verbs(session, "legal-hold-set", "legal-hold-lifted")] == [
        "legal-hold-set",
        "legal-hold-lifted",
    ]


# --- sealed cases -----------------------------------------------------------------------------------------------------


def test_a_sealed_case_that_no_lead_can_open_is_erased_without_being_read(house: Build, clock: FixedClock) -> None:
    home = house((OTHER, "lead"), (WORKER, "worker"))
    session = home.sit_down(WORKER)
    code, case = case_with(session)
    made = asked(session, code)
    seal_for(session, case, "w" * 32)
    clock.advance(days=14)
    session = home.sit_down(LEAD)
    refused("no-such-case", lambda: cases.by_code(session, code))
    (shown,) = erasure.every(session)
    assert (shown.code, shown.words, shown.hindered) == (code, "", "")
    assert erasure.confirm(session, made.id, code).sheets == 3
    assert not left(session, WORD)
    with closing(session.vault.connect_bare()) as conn:
        assert conn.execute("SELECT count(*) FROM sealed").fetchone() == (0,)
        assert conn.execute("SELECT count(*) FROM sealed_for").fetchone() == (0,)


def test_a_lead_asks_for_a_sealed_case_by_its_code_and_a_worker_does_not(house: Build, clock: FixedClock) -> None:
    home = house((WORKER, "worker"))
    session = home.session
    code, case = case_with(session)
    seal_for(session, case, "w" * 32)
    assert asked(session, code).state == "waiting"
    erasure.hold(session, code)
    assert erasure.every(session)[0].held
    worker = home.sit_down(WORKER)
    refused("no-such-case", lambda: asked(worker, code))
    refused("no-such-case", lambda: erasure.hold(worker, code))
    assert erasure.every(worker) == ()
    session = home.sit_down(LEAD)
    erasure.release(session, code)
    assert not erasure.every(session)[0].held
