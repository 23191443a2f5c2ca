"""The state of a case: where it may go, what is missing, and the one press that takes it there; its flags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db import cases, records
from desktop.refusals import Refused
from desktop.services import case_ways, writing
from desktop.services.case_ways import REASON, STATUS, Way
from desktop.services.casefile import CaseAnswers
from desktop.services.session import CASES, Change, Session

__all__ = ["Way", "change", "flags", "set_flags", "ways"]

FLAGS, LIST = "flags", "case_flags"
LONGEST = 500


def ways(session: Session, case: str) -> tuple[Way, ...]:
    """Where a case may go from here, each with what is missing."""
    session.require(CASES)
    if cases.get(session.conn, case) is None:
        raise Refused("no-such-case")
    return case_ways.ways(session, CaseAnswers(session, case, whole=True))


def change(session: Session, case: str, to: str, reason: str = "") -> None:
    """Take a case to another state; where something is missing a lead says why it goes on, nobody else does."""
    session.require(CASES)
    if len(reason) > LONGEST:
        raise Refused("value-too-long", field=REASON)
    if session.library.definitions.list("L9").find(to) is None:
        raise Refused("unknown-option", field=STATUS)
    row = cases.get(session.conn, case)
    if row is None:
        raise Refused("no-such-case")
    if row.status == to:
        raise Refused("state-same")
    _write(session, case, {STATUS: to, REASON: reason.strip() or None}, "state-changed")


def flags(session: Session, case: str) -> tuple[str, ...]:
    """The flags on a case, as codes."""
    session.require(CASES)
    row = cases.get(session.conn, case)
    return tuple((row.flags or "").split()) if row else ()


def set_flags(session: Session, case: str, codes: tuple[str, ...]) -> None:
    """Put these flags on a case, and take off all others."""
    session.require(CASES)
    listed = session.library.definitions.list(LIST)
    if any((entry := listed.find(code)) is None or entry.retired for code in codes):
        raise Refused("unknown-option", field=FLAGS)
    if set(codes) != set(flags(session, case)):
        _write(session, case, {FLAGS: sorted(set(codes)) or None}, "flagged")


def _write(session: Session, case: str, sets: Mapping[str, Any], verb: str) -> None:
    with session.vault.write(session.now()) as conn:
        earlier = records.revisions(conn, case)
        if not earlier:
            raise Refused("no-such-case")
        form, replaces = session.library.definitions.form("case"), writing.living_ids(earlier, sets)
        writing.write(
            session, conn, record=case, case=case, form=form, sets=sets, replaces=replaces, earlier=earlier, verb=verb
        )
    session.changed(Change("record", case))
