"""Deadlines that were worked out by other rules, and orders that ended while nobody wrote, are brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db import due, records
from desktop.services import due_again
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services.test_team import put

ORDER = {"kind": "ORU", "decision": "emis", "issued_dt": "2026-11-24T10:00+02:00", "valid_to": "2026-11-26T10:00+02:00"}


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def state(session: Session, record: str) -> object:
    found = records.get(session.conn, record)
    return found.body.get("status") if found else None


def test_an_empty_vault_has_nothing_to_bring_up_to_date(session: Session) -> None:
    assert not due_again.is_old(session) and due_again.renew(session) == 0


def test_newer_rules_are_followed_in_every_case_and_in_reports_without_one(session: Session) -> None:
    made = put(session, None, "case", case_track=["vd_adult"])
    put(session, made.code, "protection", **ORDER)
    lone = put(session, None, "report", immediate_danger=False).record
    due_again.renew(session)
    assert not due_again.is_old(session)
    with session.vault.write(session.now()) as conn:
        for record in records.of_case(conn, str(made.case)):
            due.replace(conn, record.id, [])
        due.replace(conn, lone, [])
    session.library = replace(session.library, deadline_edition="another")
    assert due_again.is_old(session) and due_again.renew(session) == 1 and not due_again.is_old(session)
    assert "order_ends" in {row.ref for row in due.of_case(session.conn, str(made.case))}


def test_an_order_that_ended_since_it_was_saved_is_told_as_ended(session: Session, clock: FixedClock) -> None:
    made = put(session, None, "case", case_track=["vd_adult"])
    order = put(session, made.code, "protection", **ORDER).record
    due_again.renew(session)
    assert state(session, order) == "activ" and not due_again.is_old(session)
    clock.advance(days=3)
    assert due_again.is_old(session)
    due_again.renew(session)
    assert state(session, order) == "expirat" and not due_again.is_old(session)
    assert len(records.revisions(session.conn, order)) == 1, "nobody wrote anything"
