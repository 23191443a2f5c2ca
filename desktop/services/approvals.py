"""Approvals of evaluation, plan and closure: asked for, given or sent back by a second person who wrote none of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import cases, due, records
from db.connection import Connection
from db.records import Record
from db.workers import Worker
from desktop.refusals import Refused
from desktop.services import approval_state as state
from desktop.services import second_person, writing
from desktop.services.approval_state import FORM, SUBJECTS, Approval
from desktop.services.session import CASES, Change, Session

__all__ = ["SUBJECTS", "Approval"]

APPROVERS = frozenset({"specialist", "lead"})
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request in the list of those that wait."""

    approval: Approval
    code: str
    mine: bool  # whether this person may answer it
    alone: bool = False  # nobody else may: she answers with her reason


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one sheet: its newest request, and what this person may do about it."""

    approval: Approval | None
    may_ask: bool
    may_decide: bool
    alone: bool  # she may decide only because nobody else can, and says why
    approvers: tuple[Worker, ...]  # whom one may ask


def of_case(session: Session, case: str) -> tuple[Approval, ...]:
    """Every request of a case, the oldest first."""
    session.require(CASES)
    return state.of_records(session, records.of_form(session.conn, FORM, case))


def of_sheet(session: Session, sheet: str) -> Approval | None:
    """What is said of a sheet now, for its page and its paper."""
    found = records.get(session.conn, sheet)
    if found is None or found.case is None or found.form not in SUBJECTS:
        return None
    return state.latest(of_case(session, found.case), sheet)


def standing(session: Session, sheet: str) -> Standing | None:
    """What can be done about the approval of a sheet; None where a form is never approved."""
    session.require(CASES)
    found = records.get(session.conn, sheet)
    if found is None or found.case is None or found.form not in SUBJECTS:
        return None
    last = state.latest(of_case(session, found.case), sheet)
    open_ = last is None or last.state in ("withdrawn", "changed", "sent_back")
    able, alone = _able(session, found, last)
    return Standing(
        approval=last,
        may_ask=open_ and found.state == "complete" and not found.conflicts,
        may_decide=last is not None and last.state == "waiting" and able,
        alone=alone,
        approvers=approvers(session, sheet),
    )


def approvers(session: Session, sheet: str) -> tuple[Worker, ...]:
    """Who may approve this sheet when the person at the PC asks for it: nobody who wrote in it."""
    found = _sheet(session, sheet)
    wrote = _authors(session, sheet)
    others = second_person.candidates(session, str(found.case))
    return tuple(one for one in others if one.role in APPROVERS and one.id not in wrote)


def ask(session: Session, sheet: str, of: str = "") -> Approval:
    """Ask that a sheet be approved as it stands; `of` names one who may, empty: any of them."""
    session.require(CASES)
    found = _sheet(session, sheet)
    if found.state != "complete" or found.conflicts:
        raise Refused("approval-unfinished")
    last = state.latest(of_case(session, str(found.case)), sheet)
    if last is not None and last.state in ("waiting", "approved"):
        raise Refused("approval-there")
    if of and of not in {one.id for one in approvers(session, sheet)}:
        raise Refused("approval-own")
    record = writing.new_id()
    with session.vault.write(session.now()) as conn:
        sets: dict[str, Any] = {
            "subject": found.form,
            "sheet": sheet,
            "revisions": state.bound(sheet, session),
            "asked_by": session.worker.id,
            "asked_on": session.now().isoformat(timespec="minutes"),
        }
        _write(session, conn, record, str(found.case), {**sets, **({"asked_of": of} if of else {})}, "approval-asked")
    session.changed(Change("record", record))
    return _of(session, record)


def approve(session: Session, request: str, ground: str = "") -> Approval:
    """Say yes to what was read. Where nobody else can, the one who wrote it says why there is no second person."""
    return _decide(session, request, state.APPROVED, ground=ground)


def send_back(session: Session, request: str, word: str) -> Approval:
    """Send it back, with a word on what is to change."""
    if not word.strip():
        raise Refused("reason-needed")
    return _decide(session, request, state.SENT_BACK, word=word)


def waiting(session: Session) -> tuple[Waiting, ...]:
    """What waits for an answer, those first that this person may give; what was asked of somebody else is hers."""
    session.require(CASES)
    found = []
    for row in due.approvals(session.conn):
        request = records.get(session.conn, row.record)
        told = state.of(session, request) if request else None
        if told is None or told.state != "waiting":
            continue
        able, alone = _able(session, _sheet(session, told.sheet), told)
        listed = cases.get(session.conn, told.case)
        mine = able and told.asked_of in ("", session.worker.id)
        found.append(Waiting(told, listed.code if listed else "", mine, alone))
    return tuple(sorted(found, key=lambda one: (not one.mine, str(one.approval.asked_on), one.approval.record)))


# --- inside -----------------------------------------------------------------------------------------------------------


def _decide(session: Session, request: str, decision: str, *, ground: str = "", word: str = "") -> Approval:
    session.require(CASES)
    session.require(APPROVERS)
    if len(ground) > LONGEST or len(word) > LONGEST:
        raise Refused("value-too-long", field="word")
    with session.vault.write(session.now()) as conn:
        told = _of(session, request)
        if told.state != "waiting":
            raise Refused("approval-changed" if told.state == "withdrawn" else "approval-decided")
        able, alone = _able(session, _sheet(session, told.sheet), told)
        if not able:
            raise Refused("approval-own")
        if alone and decision == state.APPROVED and not ground.strip():
            raise Refused("reason-needed")
        sets: dict[str, Any] = {
            "decision": decision,
            "decided_by": session.worker.id,
            "decided_on": session.now().isoformat(timespec="minutes"),
        }
        sets |= {"word": word.strip()} if word.strip() else {}
        sets |= {"alone_ground": ground.strip()} if alone and ground.strip() else {}
        verb = {state.APPROVED: "approved-alone" if alone else "approved", state.SENT_BACK: "approval-sent-back"}
        _write(session, conn, request, told.case, sets, verb[decision])
    session.changed(Change("record", request))
    return _of(session, request)


def _able(session: Session, sheet: Record, told: Approval | None) -> tuple[bool, bool]:
    """Whether this person may answer, and whether only because the office has nobody else."""
    if session.worker.role not in APPROVERS:
        return False, False
    wrote = _authors(session, sheet.id) | ({told.asked_by} if told else set())
    if session.worker.id not in wrote:
        return True, False
    others = second_person.candidates(session, str(sheet.case))
    alone = not any(one.role in APPROVERS and one.id not in wrote for one in others)
    return alone, alone


def _authors(session: Session, sheet: str) -> set[str]:
    return {one.worker for one in records.revisions(session.conn, sheet)}


def _sheet(session: Session, sheet: str) -> Record:
    found = records.get(session.conn, sheet)
    if found is None or found.case is None or found.form not in SUBJECTS:
        raise Refused("no-such-record")
    return found


def _of(session: Session, request: str) -> Approval:
    found = records.get(session.conn, request)
    told = state.of(session, found) if found and found.form == FORM else None
    if told is None:
        raise Refused("no-such-record")
    return told


def _write(
    session: Session, conn: Connection, record: str, case: str, sets: Mapping[str, Any], verb: str
) -> writing.Written:
    form, earlier = session.library.definitions.form(FORM), records.revisions(conn, record)
    replaces = writing.living_ids(earlier, sets)
    return writing.write(
        session, conn, record=record, case=case, form=form, sets=sets, replaces=replaces, earlier=earlier, verb=verb
    )
