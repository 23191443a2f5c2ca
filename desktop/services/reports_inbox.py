"""Reports before cases: the list of all of them, one looked at, and what is decided on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import cases, due, records, reports
from db.hybrid import moment
from db.records import Record
from desktop.forms.clean import clean_path
from desktop.refusals import Refused
from desktop.services import codes, duplicates, merging, report_grounds, writing
from desktop.services.casefile import CaseAnswers, context
from desktop.services.duplicates import Alike
from desktop.services.opened import note_opened
from desktop.services.report_grounds import has_child
from desktop.services.session import CASES, Change, Session

TAKE, REFER, UNCONFIRMED, DUPLICATE = "preluat", "referit", "neconfirmat", "duplicat"
UNDECIDED = reports.UNDECIDED
STATES = (UNDECIDED, TAKE, REFER, UNCONFIRMED, DUPLICATE)
CHILD_NOTICE = "child_report"  # the deadline of the notice to the guardianship authority
NOTIFIED, NOTIFIED_WHO = "guardianship_notified_dt", "guardianship_notified_who"
_OF_DECISION = ("case_ground", "case_ground_note", "referred_to", "duplicate_of", "duplicate_of_report")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report as a list shows it: codes and hours, and nobody's name."""

    record: str
    case: str | None
    code: str | None  # of its case
    at: str | None
    danger: bool
    child: bool
    notifier: str
    channel: str
    topics: tuple[str, ...]
    decision: str  # one of STATES
    ground: str | None
    referred_to: str | None
    same_as: str | None  # the code of the case, or the id of the report, that it says again
    notified: str | None  # when the guardianship authority was told
    notice_due: datetime | None  # until when it has to be
    asks: str | None  # conflict | to_check

    @property
    def waits(self) -> bool:
        """Whether somebody has to decide, or to open the case that was decided."""
        return self.case is None and self.decision in (UNDECIDED, TAKE)


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One report that somebody looks at."""

    row: ReportRow
    summary: str
    aware: bool | None  # whether she knows of it
    duty: str | None  # the legal duty that follows from the answers
    alike: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[ReportRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: the ground of a case, the institution it goes to, or the code or id of what it says again."""

    kind: str
    ground: str = ""
    note: str = ""
    to: str = ""
    of: str = ""


def page(session: Session, state: str | None = None, *, limit: int = 200, offset: int = 0) -> Page:
    """A page of the list, the newest first; without a state all of them."""
    session.require(CASES)
    found = reports.page(session.conn, state, limit, offset)
    counted = reports.counts(session.conn)
    total = sum(counted.values()) if state is None else counted.get(state, 0)
    return Page(tuple(_rows(session, found)), total)


def counts(session: Session) -> Mapping[str, int]:
    """How many reports there are in each state."""
    session.require(CASES)
    return reports.counts(session.conn)


def open_report(session: Session, record: str) -> ReportFile:
    """Look at one report; the access log says who did."""
    file = read_report(session, record)
    note_opened(session, record)
    return file


def read_report(session: Session, record: str) -> ReportFile:
    """The same once more; it is open already."""
    session.require(CASES)
    found = _report(session, record)
    (row,) = _rows(session, [found])
    summary, aware = found.body.get("summary"), found.body.get("victim_aware")
    return ReportFile(
        row=row,
        summary=summary if isinstance(summary, str) else "",
        aware=aware if isinstance(aware, bool) else None,
        duty=report_grounds.duty_of(found.body),
        alike=duplicates.similar(session, "report", found.body, record=record, case=found.case),
    )


def decide(session: Session, record: str, decision: Decision) -> ReportRow:
    """Write what was decided on a report. Nothing is opened, sent or deleted by it; it can be decided anew."""
    session.require(CASES)
    found = _report(session, record)
    if found.case is not None:
        raise Refused("report-in-case")
    said = _answers(session, found, decision)
    sets = {path: said.get(path) for path in ("decision", *_OF_DECISION) if found.body.get(path) != said.get(path)}
    _write(session, record, sets, "report-decided")
    return _rows(session, [_report(session, record)])[0]


def note_notice(session: Session, record: str, at: datetime, who: str) -> ReportRow:
    """The guardianship authority was told: that ends the deadline."""
    session.require(CASES)
    found = _report(session, record)
    if not has_child(found.body):
        raise Refused("report-without-child")
    if at > session.now():
        raise Refused("notice-in-future")
    told = at.astimezone(session.tz).isoformat(timespec="minutes")
    _write(session, record, {NOTIFIED: told, NOTIFIED_WHO: _cleaned(session, NOTIFIED_WHO, who)}, "guardianship-told")
    return _rows(session, [_report(session, record)])[0]


# --- inside -----------------------------------------------------------------------------------------------------------


def _answers(session: Session, report: Record, decision: Decision) -> dict[str, Any]:
    """The answers that a decision gives; refused where it lacks what it needs."""
    said: dict[str, Any] = {"decision": decision.kind}
    if decision.kind == TAKE:
        note = _cleaned(session, report_grounds.NOTE, decision.note)
        given = {report_grounds.FIELD: decision.ground or None, report_grounds.NOTE: note}
        ground = report_grounds.needed({**report.body, **given})
        return {**said, **given, report_grounds.FIELD: ground}
    if decision.kind == REFER:
        if session.library.definitions.list("L8").find(decision.to) is None:
            raise Refused("report-referral-needed", field="referred_to")
        return {**said, "referred_to": decision.to}
    if decision.kind == DUPLICATE:
        return {**said, **_same_as(session, report, decision.of)}
    if decision.kind != UNCONFIRMED:
        raise Refused("unknown-option", field="decision")
    return said


def _same_as(session: Session, report: Record, of: str) -> dict[str, Any]:
    """What a report says again: a case by its code, or another report by its id."""
    case = cases.by_code(session.conn, codes.tidy(of)) if of else None
    if case is not None:
        return {"duplicate_of": merging.leads_to(session, case).case}
    other = records.get(session.conn, of) if of else None
    if other is None or other.form != "report" or other.id == report.id:
        raise Refused("report-same-needed", field="duplicate_of")
    return {"duplicate_of_report": other.id}


def _cleaned(session: Session, path: str, typed: str) -> Any:
    """What was typed in its one canonical form; a gap where nothing was."""
    if not typed.strip():
        return None
    form, ctx = session.library.definitions.form("report"), context(session, CaseAnswers(session, None))
    return clean_path(form, path, typed, ctx, session.library.definitions)


def _report(session: Session, record: str) -> Record:
    found = records.get(session.conn, record)
    if found is None or found.form != "report":
        raise Refused("no-such-record")
    return found


def _write(session: Session, record: str, sets: Mapping[str, Any], verb: str) -> None:
    form = session.library.definitions.form("report")
    with session.vault.write(session.now()) as conn:
        earlier = records.revisions(conn, record)
        writing.write(
            session,
            conn,
            record=record,
            case=earlier[0].case,
            form=form,
            sets=sets,
            replaces=writing.living_ids(earlier, sets),
            earlier=earlier,
            verb=verb,
        )
    session.changed(Change("record", record))


def _rows(session: Session, found: Sequence[Record]) -> list[ReportRow]:
    wanted = {record.case for record in found} | {record.body.get("duplicate_of") for record in found}
    known = cases.codes(session.conn, [one for one in wanted if isinstance(one, str)])
    return [_row(session, record, known) for record in found]


def _row(session: Session, record: Record, known: Mapping[str | None, str]) -> ReportRow:
    body = record.body
    decision = _text(body, "decision")
    return ReportRow(
        record=record.id,
        case=record.case,
        code=known.get(record.case),
        at=_text(body, "report_dt"),
        danger=body.get("immediate_danger") is True,
        child=has_child(body),
        notifier=_text(body, "notifier_type") or "",
        channel=_text(body, "channel") or "",
        topics=tuple(topics) if isinstance(topics := body.get("topics"), list) else (),
        decision=decision or (UNDECIDED if record.case is None else TAKE),
        ground=_text(body, report_grounds.FIELD),
        referred_to=_text(body, "referred_to"),
        same_as=known.get(_text(body, "duplicate_of")) or _text(body, "duplicate_of_report"),
        notified=_text(body, NOTIFIED),
        notice_due=_notice_due(session, record) if has_child(body) else None,
        asks="conflict" if record.conflicts else "to_check" if record.state == "to_check" else None,
    )


def _notice_due(session: Session, record: Record) -> datetime | None:
    """Until when the guardianship authority has to be told, as the deadlines say."""
    rows = due.of_record(session.conn, record.id)
    return next((moment(row.at).astimezone(session.tz) for row in rows if row.ref == CHILD_NOTICE), None)


def _text(body: Mapping[str, Any], path: str) -> str | None:
    value = body.get(path)
    return value if isinstance(value, str) and value else None
