"""The same person in another file: found while somebody types, shown to who may see both, never merged by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from db import access_log, cases, matching, records
from db.cases import CaseRow
from db.matching import Match
from db.records import Record
from desktop.forms.schema import Answers
from desktop.privacy import likeness
from desktop.privacy.likeness import Likeness, Reason
from desktop.refusals import Refused
from desktop.services import merging
from desktop.services.session import CASES, Change, Session

__all__ = ["Alike", "Likeness", "Reason", "asks", "index_again", "is_old", "of_case", "similar", "tell_apart"]

Report = Callable[[int, int], None]

VICTIM = "victim"
MOST = 5
AT_ONCE = 200  # sheets in one transaction: nobody who saves meanwhile waits for it
_LEVELS = ("sure", "likely", "maybe")


@dataclass(frozen=True, slots=True)
class Alike:
    """A sheet elsewhere that may be about the same person; without a case it is a report that waits."""

    record: str
    form: str
    case: str | None
    code: str | None
    own: str  # the sheet here that it is like
    likeness: Likeness
    said: str | None = None  # of a report: when it was made


def asks(form: str) -> bool:
    """Whether a form says who somebody is."""
    return form in likeness.SOURCES


def similar(session: Session, form: str, answers: Answers, *, record: str, case: str | None) -> tuple[Alike, ...]:
    """Sheets of other files that may be about the same person, the surest first; nothing that is hidden from her."""
    session.require(CASES)
    kind = _kind(session, case)
    asked = likeness.keys(form, answers, kind)
    if not asked:
        return ()
    conn, dated = session.conn, likeness.is_dated(form, answers)
    near = likeness.near(form, answers, kind)
    close = {match.record for match in matching.find(conn, near)} if near else set()
    apart = matching.apart_from(conn, record)
    rows = _rows(session, found := matching.find(conn, asked))
    here = _family(session, case)
    shown = []
    for match in found:
        if match.record in {record, *apart} or (match.case is not None and match.case in here):
            continue
        if not _may_be_shown(session, case, rows, match):
            continue
        how = likeness.judge(match.kinds, near=match.record in close, dated=dated)
        stands = records.get(conn, match.record) if how else None
        if how is not None and stands is not None:
            shown.append(_alike(session, stands, rows, record, how))
    return tuple(_one_each(sorted(shown, key=lambda one: (_LEVELS.index(one.likeness.level), one.code or ""))))[:MOST]


def of_case(session: Session, case: str) -> tuple[Alike, ...]:
    """The same for every sheet of a case that says who somebody is."""
    session.require(CASES)
    found = [
        alike
        for sheet in records.of_case(session.conn, case)
        if asks(sheet.form)
        for alike in similar(session, sheet.form, sheet.body, record=sheet.id, case=case)
    ]
    return tuple(sorted(found, key=lambda one: (_LEVELS.index(one.likeness.level), one.code or "", one.own)))


def tell_apart(session: Session, record: str, other: str) -> None:
    """She says that these are two people: it is remembered, and not asked again."""
    session.require(CASES)
    if records.get(session.conn, other) is None:
        raise Refused("no-such-record")
    now = session.now()
    with session.vault.write(now) as conn:
        if matching.tell_apart(conn, record, other, session.worker.id, now):
            access_log.note(conn, now, session.worker.id, "told-apart", other)
    session.changed(Change("record", record))


# --- the index --------------------------------------------------------------------------------------------------------


def is_old(session: Session) -> bool:
    """Whether some sheets may have no keys yet, or keys of an earlier making."""
    return session.office.kind != "region" and not matching.is_ready(session.conn)


def index_again(session: Session, report: Report = lambda _done, _all: None) -> int:
    """Make the index anew, piece by piece, so that nobody waits for it; how many sheets were looked at.

    Also of cases that are hidden from her, since the index is one for all; she sees nothing of them by it.
    """
    total, done, last = matching.count(session.conn, likeness.SOURCES), 0, 0
    with session.vault.write(session.now()) as conn:
        matching.empty(conn)
    while chunk := matching.sheets(session.conn, likeness.SOURCES, last, AT_ONCE):
        with session.vault.write(session.now()) as conn:
            for sheet in chunk:
                matching.put(conn, sheet.record, sheet.case, likeness.keys(sheet.form, sheet.body, sheet.kind))
        last, done = chunk[-1].num, done + len(chunk)
        report(done, total)
    with session.vault.write(session.now()) as conn:
        matching.note_ready(conn)
    return done


def index_beside(session: Session, report: Report) -> int:
    """The same beside the window, unless it was done meanwhile."""
    with session.beside() as own:
        return index_again(own, report) if is_old(own) else 0


# --- inside -----------------------------------------------------------------------------------------------------------


def _rows(session: Session, found: Iterable[Match]) -> Mapping[str, CaseRow]:
    return {row.case: row for row in cases.among(session.conn, {match.case for match in found if match.case})}


def _family(session: Session, case: str | None) -> frozenset[str]:
    """The case itself with the files that were merged: of those everybody knows already."""
    row = cases.get(session.conn, case) if case else None
    if row is None:
        return frozenset({case} if case else ())
    first = row.merged_into or row.case
    return frozenset({row.case, first, *(one.case for one in cases.merged_in(session.conn, first))})


def _may_be_shown(session: Session, case: str | None, rows: Mapping[str, CaseRow], match: Match) -> bool:
    """Files of aggressors, minors and youth show nothing of a victim's, and a case that is not listed shows nothing."""
    if match.case is None:
        return _kind(session, case) == VICTIM
    row = rows.get(match.case)
    return row is not None and (row.kind != VICTIM or _kind(session, case) == VICTIM)


def _kind(session: Session, case: str | None) -> str:
    row = cases.get(session.conn, case) if case else None
    return row.kind if row else VICTIM


def _alike(session: Session, sheet: Record, rows: Mapping[str, CaseRow], own: str, how: Likeness) -> Alike:
    """Of a file that was merged, the one that stands for it is named."""
    said = sheet.body.get("report_dt") if sheet.form == "report" else None
    row = merging.leads_to(session, rows[sheet.case]) if sheet.case else None
    case, code = (row.case, row.code) if row else (None, None)
    return Alike(sheet.id, sheet.form, case, code, own, how, said if isinstance(said, str) else None)


def _one_each(found: Iterable[Alike]) -> Iterator[Alike]:
    """Of each other file the sheet that is most alike."""
    seen: set[str] = set()
    for one in found:
        if (one.case or one.record) not in seen:
            seen.add(one.case or one.record)
            yield one
