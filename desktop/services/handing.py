"""Cases go to another manager: one act with a note to her, which she finds on her first page; the history stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db import cases, records, workers
from db.connection import Connection
from db.workers import Worker
from desktop.forms.answers import is_real, rows
from desktop.refusals import Refused
from desktop.services import access, people, writing
from desktop.services.session import CASES, PEOPLE, Change, Session
from desktop.services.teamfile import OPEN

GROUP, MANAGER = "handovers", "case_manager"
LONGEST = 1000
MOST = 10_000
SEES = ("sees", "chosen")


@dataclass(frozen=True, slots=True)
class Handed:
    """A case that came to this person with a note that she has not read yet."""

    case: str
    code: str
    by: str
    at: datetime | None
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """How many cases went over, and how many had to stay because they do not exist for the new manager."""

    handed: int
    stayed: int


def assign(session: Session, case: str, to: str, note: str = "") -> None:
    """Give one case to another manager."""
    session.require(CASES)
    colleague = _receiver(session, to, note)
    row = cases.get(session.conn, case)
    if row is None:
        raise Refused("no-such-case")
    if row.manager == colleague.id:
        raise Refused("manager-already")
    if not _may_have(session, case, colleague):
        raise Refused("not-for-manager")
    with session.vault.write(session.now()) as conn:
        _hand(session, conn, case, colleague.id, note)
    session.changed(Change("record", case))


def assign_all(session: Session, of: str, to: str, note: str = "") -> Done:
    """Give every open case of somebody who leaves or is away to another manager, in one act; a lead does it.

    Cases that are hidden from the lead, or sealed or denied for the new manager, stay and are counted.
    """
    session.require(CASES)
    session.require(PEOPLE)
    colleague = _receiver(session, to, note)
    if of == colleague.id:
        raise Refused("manager-already")
    found = cases.page(session.conn, statuses=OPEN, manager=of, order="code", limit=MOST)
    going = [row for row in found if _may_have(session, row.case, colleague)]
    with session.vault.write(session.now()) as conn:
        for row in going:
            _hand(session, conn, row.case, colleague.id, note)
    for row in going[:1]:
        session.changed(Change("record", row.case))
    return Done(len(going), len(found) - len(going))


def count_open(session: Session, worker: str) -> int:
    """How many open cases somebody manages."""
    session.require(CASES)
    return cases.count(session.conn, statuses=OPEN, manager=worker)


def receivers(session: Session, case: str = "") -> tuple[Worker, ...]:
    """Who may be given a case: everybody for whom it is there, but not its manager."""
    session.require(CASES)
    row = cases.get(session.conn, case) if case else None
    return tuple(
        one
        for one in people.all_workers(session)
        if one.role in CASES and (row is None or (one.id != row.manager and _may_have(session, case, one)))
    )


def waiting(session: Session) -> tuple[Handed, ...]:
    """What was handed to this person and not read yet, by code."""
    session.require(CASES)
    rows_ = cases.page(session.conn, handed=session.worker.id, order="code", limit=MOST)
    return tuple(told for row in rows_ if (told := of_case(session, row.case)))


def of_case(session: Session, case: str) -> Handed | None:
    """The note that came with a case to this person, until she has read it."""
    header = records.get(session.conn, case)
    if header is None or header.body.get(MANAGER) != session.worker.id:
        return None
    body = header.body
    own = [row for row in rows(body, GROUP) if _is_unread(body, row, session.worker.id)]
    if not own:
        return None
    last = max(own, key=lambda row: str(body.get(f"{GROUP}/{row}/on")))
    by, at, note = (body.get(f"{GROUP}/{last}/{name}") for name in ("from", "on", "note"))
    return Handed(
        case=case,
        code=str(body.get("case_code") or ""),
        by=people.name_of(session, by) if isinstance(by, str) else "",
        at=datetime.fromisoformat(at).astimezone(session.tz) if isinstance(at, str) else None,
        note=note if isinstance(note, str) else "",
    )


def read(session: Session, case: str) -> None:
    """She has read the note."""
    session.require(CASES)
    with session.vault.write(session.now()) as conn:
        header = records.get(conn, case)
        if header is None:
            raise Refused("no-such-case")
        unread = [row for row in rows(header.body, GROUP) if _is_unread(header.body, row, session.worker.id)]
        if not unread:
            return
        now = session.now().isoformat(timespec="minutes")
        _write(session, conn, case, {f"{GROUP}/{row}/seen_on": now for row in unread}, "handover-read")
    session.changed(Change("record", case))


# --- inside -----------------------------------------------------------------------------------------------------------


def _is_unread(body: Any, row: str, worker: str) -> bool:
    return body.get(f"{GROUP}/{row}/to") == worker and not is_real(body.get(f"{GROUP}/{row}/seen_on"))


def _receiver(session: Session, to: str, note: str) -> Worker:
    if len(note) > LONGEST:
        raise Refused("value-too-long", field="note")
    found = workers.get(session.conn, to)
    if found is None or found.left_at is not None or found.role not in CASES:
        raise Refused("no-such-worker")
    return found


def _may_have(session: Session, case: str, worker: Worker) -> bool:
    return any(one.worker == worker.id and one.how in SEES for one in access.who_sees(session, case))


def _hand(session: Session, conn: Connection, case: str, to: str, note: str) -> None:
    head = f"{GROUP}/{writing.new_id()[:16]}"
    sets: dict[str, Any] = {head: True, f"{head}/to": to, f"{head}/on": session.now().isoformat(timespec="minutes")}
    sets[f"{head}/from"] = session.worker.id
    if note.strip():
        sets[f"{head}/note"] = note.strip()
    _write(session, conn, case, {MANAGER: to, **sets}, "handed-over")


def _write(session: Session, conn: Connection, case: str, sets: dict[str, Any], verb: str) -> None:
    earlier: Sequence[records.Revision] = records.revisions(conn, case)
    form, replaces = session.library.definitions.form("case"), writing.living_ids(earlier, sets)
    writing.write(
        session, conn, record=case, case=case, form=form, sets=sets, replaces=replaces, earlier=earlier, verb=verb
    )
