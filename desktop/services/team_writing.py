"""The one way in which answers of a running team's sheet are written: all of an act at once, then everybody is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db import records
from db.connection import Connection
from db.records import Record
from desktop.forms.clean import clean_path
from desktop.refusals import Refused
from desktop.services import writing
from desktop.services.casefile import CaseAnswers, context
from desktop.services.records import Saved, saved_of
from desktop.services.session import CASES, Session
from desktop.services.teamfile import TEAM


def team_of(session: Session, record: str) -> Record:
    """The sheet of a running team; refuses `no-such-record`."""
    found = records.get(session.conn, record)
    if found is None or found.form != TEAM or found.case is None:
        raise Refused("no-such-record")
    return found


def put(session: Session, record: str, sets: Mapping[str, Any], verb: str = "step") -> Saved:
    """Write these answers of a team, in place of what stands."""
    session.require(CASES)
    team = team_of(session, record)
    with session.vault.write(session.now()) as conn:
        written = write(session, conn, team, sets, verb)
    session.announce(TEAM, record)
    return saved_of(session, written)


def write(session: Session, conn: Connection, sheet: Record, sets: Mapping[str, Any], verb: str) -> writing.Written:
    """The same of any sheet of a case, within a transaction that the caller holds."""
    form = session.library.definitions.form(sheet.form)
    ctx = context(session, CaseAnswers(session, sheet.case))
    cleaned = {
        path: clean_path(form, path, value, ctx, session.library.definitions)
        for path, value in sets.items()
        if value is not None or sheet.body.get(path) is not None
    }
    earlier = records.revisions(conn, sheet.id)
    return writing.write(
        session,
        conn,
        record=sheet.id,
        case=sheet.case,
        form=form,
        sets=cleaned,
        replaces=writing.living_ids(earlier, cleaned),
        earlier=earlier,
        verb=verb,
    )
