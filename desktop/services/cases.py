"""The list of cases, one case opened, search: names stay covered, every opening is logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import access_log, cases, hybrid, merge, records, search
from db.cases import CaseRow, Order
from db.records import Record
from desktop.forms.settle import settle
from desktop.refusals import Refused
from desktop.services import codes, people
from desktop.services.casefile import CaseAnswers
from desktop.services.records import Value, values
from desktop.services.session import CASES, Session

OPEN = ("deschis", "in_monitorizare", "inactiv", "redeschis")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases a list shows."""

    mine: bool = False
    open_only: bool = False
    late: bool = False
    conflicts: bool = False
    order: Order = "due"


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[CaseRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    worker: str
    form: str
    record: str
    kind: str  # form | step | conflict | imported
    paths: tuple[str, ...]
    first: bool  # the first revision of its record


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case opened: its row, its records and what was done when."""

    row: CaseRow
    records: tuple[Record, ...]
    timeline: tuple[Entry, ...]

    def of_form(self, form: str) -> tuple[Record, ...]:
        return tuple(r for r in self.records if r.form == form)

    @property
    def answers(self) -> dict[str, list[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for record in self.records:
            found.setdefault(record.form, []).append(record.body)
        return found


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field with several living values."""

    case: str | None
    code: str | None
    record: str
    form: str
    path: str
    values: tuple[Value, ...]


def page(session: Session, chosen: Filter, *, limit: int = 200, offset: int = 0) -> Page:
    """A page of the list in the chosen order."""
    session.require(CASES)
    wanted: dict[str, Any] = {
        "statuses": OPEN if chosen.open_only else None,
        "manager": session.worker.id if chosen.mine else None,
        "late_before": hybrid.stamp(session.now()) if chosen.late else None,
        "conflicts": chosen.conflicts,
    }
    rows = cases.page(session.conn, **wanted, order=chosen.order, limit=limit, offset=offset)
    return Page(tuple(rows), cases.count(session.conn, **wanted))


def find(session: Session, typed: str, *, limit: int = 50) -> tuple[CaseRow, ...]:
    """Cases whose searchable words begin as typed, or whose code does; logged as a search with its count only."""
    session.require(CASES)
    by_code = cases.by_code(session.conn, codes.tidy(typed))
    hits = search.find(session.conn, typed, limit)
    ids = dict.fromkeys(([by_code.case] if by_code else []) + [h.case for h in hits if h.case])
    rows = {row.case: row for row in cases.among(session.conn, list(ids))}
    return tuple(rows[case] for case in ids if case in rows)


def note_search(session: Session, count: int) -> None:
    """A search was made with so many results: noted once a search is finished, not at each letter."""
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "searched", count=count)


def by_code(session: Session, code: str) -> CaseRow:
    """The case with this code; `no-such-case` also where the worker may not see it."""
    session.require(CASES)
    found = cases.by_code(session.conn, codes.tidy(code))
    if found is None:
        raise Refused("no-such-case")
    return found


def open_case(session: Session, case: str) -> CaseFile:
    """Open a case for reading; the access log says who opened it."""
    session.require(CASES)
    row = cases.get(session.conn, case)
    if row is None:
        raise Refused("no-such-case")
    found = tuple(CaseAnswers(session, case).records)
    file = CaseFile(row, found, timeline(session, found))
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "opened", case)
    return file


def timeline(session: Session, of: Sequence[Record]) -> tuple[Entry, ...]:
    """What was written in these records, newest first."""
    entries = []
    for record in of:
        for number, revision in enumerate(records.revisions(session.conn, record.id)):
            entries.append(
                Entry(
                    at=hybrid.to_datetime(revision.time).astimezone(session.tz),
                    worker=people.name_of(session, revision.worker),
                    form=record.form,
                    record=record.id,
                    kind="step" if any(p.startswith("steps/") for p in revision.sets) and number else "form",
                    paths=tuple(revision.sets),
                    first=number == 0,
                )
            )
    return tuple(sorted(entries, key=lambda e: e.at, reverse=True))


def conflicts(session: Session, code: str | None = None) -> tuple[ConflictRow, ...]:
    """Every field with several living values, of one case or of all."""
    session.require(CASES)
    chosen = [by_code(session, code)] if code else cases.page(session.conn, conflicts=True, order="code", limit=10_000)
    found = []
    for row in chosen:
        for record in records.of_case(session.conn, row.case):
            if record.conflicts:
                found.extend(_conflicts_of(session, row, record))
    return tuple(found)


def _conflicts_of(session: Session, row: CaseRow, record: Record) -> list[ConflictRow]:
    form = session.library.definitions.form(record.form)
    settled = settle(form, merge.living(records.revisions(session.conn, record.id)))
    return [
        ConflictRow(row.case, row.code, record.id, record.form, path, values(session, path, settled))
        for path in settled.conflicts
    ]
