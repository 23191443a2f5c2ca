"""A paper typed into the program: the sheet, and beside it from which paper, written by whom, typed by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import access_log, records
from db.connection import Connection
from desktop.services import people
from desktop.services import records as sheets
from desktop.services.records import Saved, Sheet
from desktop.services.session import CASES, Change, Session
from desktop.services.writing import new_id

FORM = "transcript"


@dataclass(frozen=True, slots=True)
class Paper:
    """What the paper itself says: its day, and who wrote on it."""

    on: Any  # a date, or "unknown" as an answer
    by: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """One paper that was typed into a sheet."""

    on: Any
    by: Any
    typed_at: datetime | None
    typed_by: str


def save(session: Session, sheet: Sheet, changes: Mapping[str, Any], paper: Paper) -> Saved:
    """Save what was typed and from which paper, in one transaction: neither is ever there without the other."""
    session.require(CASES)
    with session.vault.write(session.now()) as conn:
        saved = write(session, conn, sheet, changes, paper)
    session.changed(Change("record", saved.record))
    return saved


def write(session: Session, conn: Connection, sheet: Sheet, changes: Mapping[str, Any], paper: Paper) -> Saved:
    """The same within a transaction that the caller holds."""
    written = sheets.put(session, conn, sheet, changes)
    record = written.record
    note = sheets.open_new(session, FORM, new_id(), case=record.case)
    told = {
        "sheet": record.id,
        "form": record.form,
        "paper_on": paper.on,
        "paper_by": paper.by.strip() or None,
        "typed_on": session.now().isoformat(timespec="minutes"),
        "typed_by": session.worker.id,
    }
    sheets.put(session, conn, note, {path: value for path, value in told.items() if value is not None})
    access_log.note(conn, session.now(), session.worker.id, "transcribed", record.id, len(changes))
    return sheets.saved_of(session, written)


def of_sheet(session: Session, record: str, case: str | None) -> tuple[Transcript, ...]:
    """The papers that were typed into a sheet, oldest first."""
    session.require(CASES)
    found = [one for one in records.of_form(session.conn, FORM, case) if one.body.get("sheet") == record]
    return tuple(
        Transcript(
            on=one.body.get("paper_on"),
            by=one.body.get("paper_by"),
            typed_at=one.created.astimezone(session.tz),
            typed_by=people.name_of(session, one.worker),
        )
        for one in found
    )
