"""Where a case is, as the sheets of its transfers say it, and that nobody writes in one that is not here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from db import cases, records
from db.connection import Connection
from db.records import Record
from desktop.forms import moves
from desktop.forms.moves import FORM, GONE, HELD, LEAVING, OURS, PENDING, Moving, Transfer
from desktop.refusals import Refused
from desktop.services.casefile import CaseAnswers
from desktop.services.session import Session

__all__ = ["FORM", "check", "mark_of", "of", "state_of", "transfers"]

FREE = frozenset({FORM, "account_erased"})  # a transfer, and that her account was erased, are written everywhere
WHY_NOT = {LEAVING: "case-in-transfer", GONE: "case-moved", PENDING: "case-pending", HELD: "case-copy"}


def of(session: Session, case: CaseAnswers) -> Moving:
    """Where a case is; of sheets that lie under a seal the row of the case has kept it."""
    here = session.office.code
    if any(one.form == FORM and one.id in case.behind for one in case.records):
        state, office = state_of(cases.moving(session.conn, case.case or ""))
        return Moving(here if state in (OURS, LEAVING) else office, state, office)
    return moves.where(transfers(case.records), here)


def transfers(found: Iterable[Record]) -> list[Transfer]:
    """The transfers among some records; a sheet that was only begun moves nothing."""
    told = (moves.read(one.id, one.body) for one in found if one.form == FORM)
    return [one for one in told if one is not None]


def state_of(mark: str | None) -> tuple[str, str]:
    """What the row of a case keeps, as a state and the other office."""
    state, _, office = (mark or OURS).partition(":")
    return state, office


def mark_of(session: Session, case: str) -> str | None:
    """Where a case is, as its row says it; None while it is here and ours."""
    return cases.moving(session.conn, case)


def check(conn: Connection, form: str, record: str, case: str | None, sets: Mapping[str, Any]) -> None:
    """Refuse to write in a case that is not here and ours; the transfer itself is written by its own acts."""
    if form in FREE:
        return
    joined = sets.get("case") if form == "report" else None
    before = records.get(conn, record) if form == "report" else None
    for one in {case, joined, before.case if before else None}:
        mark = cases.moving(conn, one) if isinstance(one, str) else None
        if mark is not None:
            state, office = state_of(mark)
            raise Refused(WHY_NOT.get(state, "case-moved"), office=office)
