"""A case that is not here and ours: nobody writes in it, nobody is reminded of it, nobody counts it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db import cases, due, facts, records
from desktop.forms import moves
from desktop.refusals import Refused
from desktop.services import attach, case_state, statistics, writing
from desktop.services import records as sheets
from desktop.services.intake import Put
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services.test_team import put
from tests.pictures import jpeg

HERE, THERE = "UN4", "CR1"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, HERE, clock)
    yield opened
    opened.vault.close(opened.now())


@pytest.fixture
def case(session: Session) -> Put:
    """A case with something that falls due."""
    made = put(session, None, "case", case_track=["vd_adult"], opened_on="2026-11-02")
    put(session, made.code, "report", report_dt="2026-11-02T10:00+02:00")
    put(session, made.code, "incident", inc_dt="2026-11-01", forms_legal=["FIZ"])
    put(session, made.code, "referral", sector="medical", sent_dt="2026-11-24T09:00+02:00", status="trimis")
    return made


def transfer(session: Session, case: Put, giver: str, taker: str, state: str, kind: str = moves.MOVE) -> str:
    """The sheet of a transfer, as the acts of a transfer write it or a file brings it."""
    record, form = writing.new_id(), session.library.definitions.form(moves.FORM)
    sets = {"number": 1, "from_office": giver, "to_office": taker, "kind": kind, "state": state}
    with session.vault.write(session.now()) as conn:
        writing.write(session, conn, record=record, case=case.case, form=form, sets=sets, replaces={}, earlier=())
    return record


def decide(session: Session, record: str, state: str) -> None:
    form = session.library.definitions.form(moves.FORM)
    with session.vault.write(session.now()) as conn:
        earlier = records.revisions(conn, record)
        sets = {"state": state}
        replaces = writing.living_ids(earlier, sets)
        writing.write(
            session, conn, record=record, case=earlier[0].case, form=form, sets=sets, replaces=replaces, earlier=earlier
        )


PLACES = [
    (HERE, THERE, moves.OFFERED, moves.MOVE, "case-in-transfer", "offered:CR1"),
    (HERE, THERE, moves.ACCEPTED, moves.MOVE, "case-moved", "gone:CR1"),
    (THERE, HERE, moves.OFFERED, moves.MOVE, "case-pending", "pending:CR1"),
    (THERE, HERE, moves.ACCEPTED, moves.COPY, "case-copy", "copy:CR1"),
]


@pytest.mark.parametrize(("giver", "taker", "state", "kind", "code", "mark"), PLACES)
def test_nobody_writes_in_a_case_that_is_not_here_and_ours(
    session: Session, case: Put, giver: str, taker: str, state: str, kind: str, code: str, mark: str
) -> None:
    """Not by a form, not from outside, not by an act of a page, not by a file; reading goes on."""
    before = sheets.open_sheet(session, "note", case=case.case)
    transfer(session, case, giver, taker, state, kind)
    assert cases.get(session.conn, str(case.case)).moving == mark  # type: ignore[union-attr]
    known = records.count(session.conn)
    with pytest.raises(Refused, match=code):
        sheets.save(session, before, {"note": "Scris prea târziu."})
    with pytest.raises(Refused, match=code):
        put(session, case.code, "note", note="Din afară.")
    with pytest.raises(Refused, match=code):
        case_state.set_flags(session, str(case.case), ("de_discutat",))
    with pytest.raises(Refused, match=code):
        attach.add_to_case(session, str(case.case), jpeg(), {"kind": "foto"})
    with pytest.raises(Refused, match=code):
        put(session, case.code, "case", case.record, case_track=["sv_adult"])
    report = put(session, None, "report", report_dt="2026-11-24T10:00+02:00", notifier_type="vecin")
    with pytest.raises(Refused, match=code):
        put(session, None, "report", report.record, case=case.case)
    assert records.count(session.conn) == known + 1
    assert sheets.open_sheet(session, "incident", case=case.case, record=_of(session, case, "incident")).answers


def test_an_answer_gives_the_case_back(session: Session, case: Put) -> None:
    sent = transfer(session, case, HERE, THERE, moves.OFFERED)
    decide(session, sent, moves.REJECTED)
    assert cases.get(session.conn, str(case.case)).moving is None  # type: ignore[union-attr]
    put(session, case.code, "note", note="Se lucrează mai departe.")


def test_what_falls_due_calls_whoever_answers_for_the_case(session: Session, case: Put) -> None:
    """As long as nobody has taken it, it is this office that is reminded; afterwards it is the other."""
    assert _dues(session)
    sent = transfer(session, case, HERE, THERE, moves.OFFERED)
    assert _dues(session)
    decide(session, sent, moves.ACCEPTED)
    assert not _dues(session)
    decide(session, sent, moves.REJECTED)
    assert _dues(session)


def test_a_case_is_counted_where_somebody_answers_for_it(session: Session, case: Put) -> None:
    sent = transfer(session, case, HERE, THERE, moves.OFFERED)
    counted = _counted(session)
    assert counted > 0
    assert facts.quasi(session.conn, str(case.case))["violence"] is not None
    decide(session, sent, moves.ACCEPTED)
    assert _counted(session) == 0
    assert set(facts.quasi(session.conn, str(case.case)).values()) == {None}
    decide(session, sent, moves.CANCELLED)
    assert _counted(session) == counted


def test_the_sheet_of_a_transfer_is_written_by_its_own_acts_alone(session: Session, case: Put) -> None:
    """Nobody takes a case over by typing that it is so."""
    with pytest.raises(Refused, match="only-by-its-act"):
        put(session, case.code, "transfer", state=moves.ACCEPTED)


def _of(session: Session, case: Put, form: str) -> str:
    return next(one.id for one in records.of_case(session.conn, str(case.case)) if one.form == form)


def _dues(session: Session) -> list[Any]:
    return [one for one in due.between(session.conn, "2000", "2030", 9) if one.case]


def _counted(session: Session) -> int:
    return sum(table.total for table in statistics.period_tables(session, "2026-Q4"))
