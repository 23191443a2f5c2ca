"""The list of cases, one case opened, search: names stay covered, every opening is logged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from db import access_log, cases, due, records
from db.cases import CaseRow, Order
from db.hybrid import stamp
from db.records import Record
from desktop.forms import ledger as lines
from desktop.forms.answers import is_answered
from desktop.forms.schema import Form
from desktop.forms.visible import wanted
from desktop.refusals import Refused
from desktop.services import (
    approval_state,
    case_ways,
    codes,
    handing,
    merging,
    people,
    risk_file,
    searching,
    sections,
    signals,
    summary,
    team_start,
    team_twins,
    teamfile,
    telling,
)
from desktop.services.approval_state import Approval
from desktop.services.case_ways import Way
from desktop.services.casefile import CaseAnswers, context
from desktop.services.clocks import Clock, clocks_of
from desktop.services.handing import Handed
from desktop.services.ledger import consent_sheets
from desktop.services.next_steps import Next, next_steps
from desktop.services.opened import note_opened
from desktop.services.risk_file import RiskFile
from desktop.services.session import CASES, Session
from desktop.services.signals import Signal
from desktop.services.summary import Consent, Contact
from desktop.services.teamfile import OPEN
from desktop.services.telling import Telling
from desktop.services.timeline import AT_ONCE, Entry, is_longer, timeline

__all__ = ["CaseFile", "CaseRow", "Clock", "Consent", "Contact", "Entry", "Filter", "FormLine", "Next", "Order", "Page"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases a list shows."""

    mine: bool = False
    open_only: bool = False
    late: bool = False
    conflicts: bool = False
    kind: str | None = None  # of the file; None: of every kind
    flag: str = ""
    order: Order = "due"


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[CaseRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form of a case as its list shows it; `record` is None where nobody has begun it."""

    form: Form
    record: str | None
    state: str  # empty | begun | complete | to_check
    at: datetime | None
    worker: str
    answered: int  # of the questions that are required
    wanted: int
    conflicts: int
    approval: Approval | None = None  # what is said of it, where it is one that is approved


@dataclass(frozen=True, slots=True)
class Joined:
    """A file that was merged into the one that is read: its sheets stay where they are, shown under its code."""

    row: CaseRow
    lines: tuple[FormLine, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case read whole: its row, its records, what was done when and what is next."""

    row: CaseRow
    records: tuple[Record, ...]
    timeline: tuple[Entry, ...]
    lines: tuple[FormLine, ...]
    clocks: tuple[Clock, ...]
    next: tuple[Next, ...]
    contact: Contact
    consent: Consent | None
    manager: str
    has_earlier: bool = False  # more was written than the timeline here holds
    risk: RiskFile = field(default_factory=RiskFile)
    telling: Telling = field(default_factory=Telling)
    joined: tuple[Joined, ...] = ()  # files that were merged into this one
    ways: tuple[Way, ...] = ()  # the states that it may go to, and what is missing
    flags: tuple[str, ...] = ()
    handed: Handed | None = None  # the note that came with it to this person, not read yet
    signals: tuple[Signal, ...] = ()  # of danger, passed on from a linked file of an alleged aggressor

    def of_form(self, form: str) -> tuple[Record, ...]:
        return tuple(r for r in self.records if r.form == form)

    def case_of(self, record: str) -> str:
        """The file in which a sheet lies that is shown here."""
        lying = (one.row.case for one in self.joined if any(line.record == record for line in one.lines))
        return next(lying, self.row.case)

    @property
    def answers(self) -> dict[str, list[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for record in self.records:
            found.setdefault(record.form, []).append(record.body)
        return found


def page(session: Session, chosen: Filter, *, limit: int = 200, offset: int = 0) -> Page:
    """A page of the list in the chosen order, and how many cases the whole list has."""
    session.require(CASES)
    if chosen.late:
        found = _late(session, chosen)
        return Page(tuple(found[offset : offset + limit]), len(found))
    wanted: dict[str, Any] = {
        "statuses": OPEN if chosen.open_only else None,
        "manager": session.worker.id if chosen.mine else None,
        "conflicts": chosen.conflicts,
        "kind": chosen.kind,
        "flag": chosen.flag or None,
        "once": not chosen.conflicts,  # two values wait also in a file for which another one stands
    }
    now = stamp(session.now())
    rows = cases.page(session.conn, **wanted, order=chosen.order, now=now, limit=limit, offset=offset)
    return Page(tuple(_at_this_moment(session, row, now) for row in rows), cases.count(session.conn, **wanted))


def count(session: Session) -> int:
    """How many cases there are in all."""
    session.require(CASES)
    return cases.count(session.conn)


def _late(session: Session, chosen: Filter) -> list[CaseRow]:
    """Cases with a missed duty, whatever else of theirs is due before: the index of dates knows no kinds."""
    now = stamp(session.now())
    first = due.first_missed(session.conn, now)
    rows = [
        row._replace(next_due=first[row.case].at, next_what=first[row.case].kind, next_ref=first[row.case].ref)
        for row in cases.among(session.conn, first)
        if (not chosen.open_only or row.status in OPEN)
        and (not chosen.mine or row.manager == session.worker.id)
        and (not chosen.conflicts or row.conflicts)
        and chosen.kind in (None, row.kind)
        and (not chosen.flag or chosen.flag in (row.flags or "").split())
    ]
    if chosen.order == "due":
        return sorted(rows, key=lambda r: (r.next_due or "", r.code))
    return rows if chosen.order == "modified" else sorted(rows, key=lambda r: r.code)


def _at_this_moment(session: Session, row: CaseRow, now: str) -> CaseRow:
    """The row as it was written knows nothing of a window that has passed since: show what is due after it."""
    if row.next_until is None or row.next_until >= now:
        return row
    left = next((d for d in due.of_case(session.conn, row.case) if d.until is None or d.until >= now), None)
    if left is None:
        return row._replace(next_due=None, next_what=None, next_ref=None)
    return row._replace(next_due=left.at, next_what=left.kind, next_ref=left.ref)


def find(session: Session, typed: str, *, limit: int = 50) -> tuple[CaseRow, ...]:
    """Cases that have all typed words in one sheet she may read, or this code; logged by their count alone."""
    session.require(CASES)
    by_code = cases.by_code(session.conn, codes.tidy(typed))
    ids = dict.fromkeys([*([by_code.case] if by_code else []), *searching.cases_with(session, typed, limit)])
    rows = {row.case: row for row in cases.among(session.conn, list(ids))}
    first = (merging.leads_to(session, rows[case]) for case in ids if case in rows)
    return tuple({row.case: row for row in first}.values())


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


def standing_by_code(session: Session, code: str) -> CaseRow:
    """The case that stands for this code: of a file that was merged, the one that it was merged into."""
    return merging.leads_to(session, by_code(session, code))


def open_case(session: Session, case: str) -> CaseFile:
    """Open a case for reading; the access log says who opened it."""
    file = read_case(session, case)
    note_opened(session, case)
    return file


def read_case(session: Session, case: str) -> CaseFile:
    """The same case once more, after something was written or a minute went by; it is open already."""
    session.require(CASES)
    row = cases.get(session.conn, case)
    if row is None:
        raise Refused("no-such-case")
    around = CaseAnswers(session, case)
    others = {one: CaseAnswers(session, one.case) for one in merging.merged_in(session, case)}
    every = [*around.records, *(record for other in others.values() for record in other.records)]
    rows = sorted(
        (due_ for one in (case, *(other.case for other in others)) for due_ in due.of_case(session.conn, one)),
        key=lambda each: each.at,
    )
    shown = tuple(sections.masked(session, around.records))
    told = CaseAnswers(session, case, known=shown)
    risk = risk_file.read(session, shown)
    signalled = signals.of_case(session, told)
    twins = [one.second for one in team_twins.of_case(session, around.records)]
    begin = () if teamfile.is_closed(around) else team_start.suggested(session, team_start.offers_of(session, around))
    return CaseFile(
        row=row,
        records=shown,
        timeline=timeline(session, around.records, AT_ONCE),
        has_earlier=is_longer(session, around.records),
        lines=tuple(_lines(session, told)),
        clocks=clocks_of(session, rows, session.now()),
        next=next_steps(row, every, rows, stamp(session.now()), risk, signals=signalled, begin=begin, twins=twins),
        contact=summary.contact(told),
        consent=_consent(session, told, shown),
        manager=people.name_of(session, row.manager or ""),
        risk=risk,
        telling=telling.of(shown),
        joined=tuple(_joined(session, one, other) for one, other in others.items()),
        ways=case_ways.ways(session, CaseAnswers(session, case, whole=True)),
        flags=tuple((row.flags or "").split()),
        handed=handing.of_case(session, case),
        signals=signalled,
    )


def _consent(session: Session, told: CaseAnswers, shown: Sequence[Record]) -> Consent | None:
    """What she agreed to; who may receive data is what the ledger says at this moment."""
    found = summary.consent(told)
    if found is None:
        return None
    known = lines.entries(consent_sheets(session, shown), lines.moment(session.now()), session.tz)
    return replace(found, recipients=tuple(dict.fromkeys(one.recipient for one in known if one.in_force)))


def reveal_name(session: Session, case: str) -> str:
    """Her name, for a moment; logged with the sheet it stands in. Empty where nobody has written it."""
    session.require(CASES)
    sheet = next(iter(records.of_form(session.conn, "identity", case)), None)
    if sheet is None:
        return ""
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "revealed", sheet.id)
    told = sections.answers(session, sheet)
    parts = (told.get("first_name"), told.get("last_name"))
    return " ".join(part for part in parts if isinstance(part, str))


def _joined(session: Session, row: CaseRow, around: CaseAnswers) -> Joined:
    told = CaseAnswers(session, row.case, known=tuple(sections.masked(session, around.records)))
    return Joined(row, tuple(line for line in _lines(session, told) if line.record is not None))


def _lines(session: Session, around: CaseAnswers) -> Iterator[FormLine]:
    """Each record under its form, and each form that nobody has begun, in the order of the forms."""
    ctx, names = context(session, around), dict[str, str]()
    kind = summary.kind(around)
    requests = approval_state.of_records(session, around.records)
    for form in (each for each in _forms_by_code(session) if kind in each.files and not (each.act or each.lone)):
        own = [r for r in around.records if r.form == form.id]
        for record in own:
            asked = wanted(sections.seen(session, form, record.case), record.body, ctx)
            if record.worker not in names:
                names[record.worker] = people.name_of(session, record.worker)
            yield FormLine(
                form=form,
                record=record.id,
                state=record.state,
                at=record.modified.astimezone(session.tz),
                worker=names[record.worker],
                answered=sum(is_answered(record.body.get(path)) for path in asked),
                wanted=len(asked),
                conflicts=record.conflicts,
                approval=approval_state.latest(requests, record.id),
            )
        if not own:
            yield FormLine(form, None, "empty", None, "", 0, 0, 0)


def _forms_by_code(session: Session) -> Sequence[Form]:
    """The newest forms, F2 before F18."""
    definitions = session.library.definitions
    return definitions.once(("by code",), lambda: sorted(definitions.newest(), key=lambda form: int(form.code[1:])))
