"""A save works out anew only what it can move: whatever is written, what falls due is what the whole case says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db import due
from desktop.services import deadlines, records
from desktop.services.casefile import CaseAnswers
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services.test_team import put

SHEETS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("consent", {"explained_on": "2026-11-20", "consent_registration": True, "consent_until": "2026-12-20"}),
    ("protection", {"kind": "ORU", "decision": "emis", "valid_to": "2026-12-02T10:00+02:00"}),
    ("incident", {"inc_dt": "2026-11-19T10:00+02:00", "forms_legal": ["FIZ"]}),
    ("note", {"type": "vizita", "date": "2026-11-20"}),
    ("identity", {"last_name": "Exemplescu", "civil_status": "vaduv"}),
    ("aggressor", {"agg_rel": "SOT"}),
    ("risk", {"assessed_dt": "2026-11-20T10:00+02:00"}),
    ("case", {"status": "inchis", "status_reason": "un motiv inventat"}),
    ("note", {"type": "telefon"}),
    ("case", {"status": "redeschis"}),
)


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def told(session: Session, case: str) -> set[due.DueRow]:
    return set(due.of_case(session.conn, case))


def worked_out(session: Session, case: str) -> set[due.DueRow]:
    rows = deadlines.of_case(session, CaseAnswers(session, case, whole=True))
    return {row for found in rows.values() for row in found}


def save(session: Session, case: str, form: str, answers: dict[str, Any]) -> None:
    sheet = records.open_sheet(session, form, case=case)
    records.save(session, sheet, answers)


def test_what_falls_due_is_the_same_as_if_all_of_it_were_worked_out(session: Session) -> None:
    case = str(put(session, None, "case", case_track=["vd_adult"]).case)
    seen = set[frozenset[str]]()
    for form, answers in SHEETS:
        save(session, case, form, answers)
        assert told(session, case) == worked_out(session, case), form
        seen.add(frozenset(row.ref for row in told(session, case)))
    assert len(seen) > 3  # it does change on the way


def test_a_form_that_no_deadline_names_has_no_say(session: Session) -> None:
    case = str(put(session, None, "case", case_track=["vd_adult"]).case)
    around = CaseAnswers(session, case, whole=True)
    assert not deadlines.may_move(session, "identity", around)
    assert all(deadlines.may_move(session, form, around) for form in ("case", "protection", "consent", "risk"))
    assert {one.form for one in session.library.deadlines.values()} <= session.library.dated
