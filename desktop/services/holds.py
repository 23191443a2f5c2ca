"""Cases that must not be erased: set by anybody who works on them, taken away by a lead, each time in the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from db import access_log, erasure_requests
from db.connection import Connection
from db.records import Record
from desktop.refusals import Refused
from desktop.services.session import Session

WAIT = timedelta(days=14)
FIELD = "legal_hold"  # of the form `case`


def follow(session: Session, conn: Connection, saved: Record, sets: Iterable[str]) -> None:
    """A save of the case's header may hold it, or let it go; within the transaction of the save."""
    if saved.form != "case" or FIELD not in sets:
        return
    if saved.body.get(FIELD) is True:
        put(session, conn, saved.id)
    else:
        lift(session, conn, saved.id)


def settle(session: Session, conn: Connection, header: Record) -> None:
    """A hold that was set or lifted on another computer, or in another office, holds here as its header now says."""
    is_held, now = erasure_requests.is_held(conn, header.id), session.now()
    if header.body.get(FIELD) is True and not is_held:
        erasure_requests.hold(conn, header.id, now, header.worker)
    elif is_held and header.body.get(FIELD) is not True:
        erasure_requests.release(conn, header.id)
        erasure_requests.postpone(conn, header.id, now + WAIT)


def put(session: Session, conn: Connection, case: str) -> None:
    """From now on nothing of this case is erased."""
    if erasure_requests.is_held(conn, case):
        return
    now = session.now()
    erasure_requests.hold(conn, case, now, session.worker.id)
    access_log.note(conn, now, session.worker.id, "legal-hold-set", case)


def lift(session: Session, conn: Connection, case: str) -> None:
    """A request waits its days anew: nobody can be forced to let go and to erase at once."""
    if not erasure_requests.is_held(conn, case):
        return
    if session.worker.role != "lead":
        raise Refused("hold-lead-only")
    now = session.now()
    erasure_requests.release(conn, case)
    erasure_requests.postpone(conn, case, now + WAIT)
    access_log.note(conn, now, session.worker.id, "legal-hold-lifted", case)
