"""Signals of danger from the file of an alleged aggressor: passed on there, read in the linked file, never back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db import cases, records
from db.connection import Connection
from db.records import Record
from desktop.forms.answers import is_real, rows
from desktop.refusals import Refused
from desktop.services import access, summary, writing
from desktop.services.casefile import CaseAnswers
from desktop.services.session import CASES, Change, Session

FORM, GROUP, SEEN = "aggressor_programme", "signals", "signals_seen"


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal that was passed on; where it came from is known by the sheet and the row."""

    id: str
    kind: str  # of the list danger_signals
    noticed_on: datetime | None
    passed_on: datetime
    note: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Noticed:
    """One signal that stands in a programme sheet and goes no further yet."""

    row: str
    kind: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A victim's case of this person with signals that nobody took up."""

    case: str
    code: str
    signals: tuple[Signal, ...]


def noticed(session: Session, sheet: str) -> tuple[Noticed, ...]:
    """The signals of a programme sheet that were not passed on yet."""
    session.require(CASES)
    body = _sheet(session, sheet).body
    return tuple(
        Noticed(row, kind)
        for row in rows(body, GROUP)
        if not is_real(body.get(f"{GROUP}/{row}/passed_on"))
        and isinstance(kind := body.get(f"{GROUP}/{row}/kind"), str)
    )


def pass_on(session: Session, sheet: str, row: str) -> None:
    """Pass a signal on. Who reads it, and whether anybody does, is not to be seen from here."""
    session.require(CASES)
    found = _sheet(session, sheet)
    if row not in rows(found.body, GROUP):
        raise Refused("no-such-record")
    if is_real(found.body.get(f"{GROUP}/{row}/passed_on")):
        raise Refused("signal-kept")
    if access.state(session, str(found.case)) is not None:
        raise Refused("signal-sealed")
    now = session.now().isoformat(timespec="minutes")
    with session.vault.write(session.now()) as conn:
        _write(session, conn, found.id, str(found.case), FORM, {f"{GROUP}/{row}/passed_on": now}, "signal-passed")
    session.changed(Change("record", found.id))


def of_case(session: Session, around: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[Signal, ...]:
    """What was passed on from the files that a victim's file names and was not taken up in it yet, the last first."""
    header = summary.first(around, "case")
    taken = {header.get(f"{SEEN}/{row}/signal") for row in rows(header, SEEN)}
    found = (one for case in summary.aggressor_files(around) for one in _of_file(session, case))
    return tuple(sorted((one for one in found if one.id not in taken), key=lambda one: one.passed_on, reverse=True))


def waiting(session: Session) -> tuple[Waiting, ...]:
    """The cases of this person to which signals came that nobody took up."""
    session.require(CASES)
    return tuple(
        Waiting(row.case, row.code, signals)
        for row in cases.with_aggressors(session.conn, session.worker.id)
        if (signals := of_case(session, CaseAnswers(session, row.case)))
    )


def take_up(session: Session, case: str) -> int:
    """Somebody who works on the victim's case takes up every signal that came; written in her file alone."""
    session.require(CASES)
    signals = of_case(session, CaseAnswers(session, case))
    if not signals:
        return 0
    now = session.now().isoformat(timespec="minutes")
    sets: dict[str, Any] = {}
    for one in signals:
        head = f"{SEEN}/{writing.new_id()[:16]}"
        sets |= {head: True, f"{head}/signal": one.id, f"{head}/kind": one.kind, f"{head}/seen_on": now}
    with session.vault.write(session.now()) as conn:
        _write(session, conn, case, case, "case", sets, "signal-taken")
    session.changed(Change("record", case))
    return len(signals)


def _of_file(session: Session, case: str) -> Iterator[Signal]:
    for sheet in records.of_form(session.conn, FORM, case):
        for row in rows(sheet.body, GROUP):
            if (told := _signal(session, sheet, row)) is not None:
                yield told


def _signal(session: Session, sheet: Record, row: str) -> Signal | None:
    body = sheet.body
    passed, kind = _moment(session, body.get(f"{GROUP}/{row}/passed_on")), body.get(f"{GROUP}/{row}/kind")
    if passed is None or not isinstance(kind, str):
        return None
    note = body.get(f"{GROUP}/{row}/note")
    noticed = _moment(session, body.get(f"{GROUP}/{row}/noticed_on"))
    return Signal(f"{sheet.id}/{row}", kind, noticed, passed, note if isinstance(note, str) else "")


def _moment(session: Session, value: Any) -> datetime | None:
    if not isinstance(value, str) or len(value) < len("2026-01-01T00:00"):
        return None
    try:
        told = datetime.fromisoformat(value)
    except ValueError:
        return None
    return told.astimezone(session.tz) if told.tzinfo else told.replace(tzinfo=session.tz)


def _sheet(session: Session, sheet: str) -> Record:
    found = records.get(session.conn, sheet)
    if found is None or found.form != FORM or found.case is None:
        raise Refused("no-such-record")
    return found


def _write(
    session: Session, conn: Connection, record: str, case: str, form: str, sets: Mapping[str, Any], verb: str
) -> None:
    earlier = records.revisions(conn, record)
    replaces = writing.living_ids(earlier, sets)
    writing.write(
        session,
        conn,
        record=record,
        case=case,
        form=session.library.definitions.form(form),
        sets=sets,
        replaces=replaces,
        earlier=earlier,
        verb=verb,
    )
