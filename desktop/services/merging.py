"""Two files about one person: a person says so, one is shown in the other, nothing is moved, and it can be undone."""

from __future__ import annotations

from typing import Any

from db import access_log, cases, merge, records
from db.cases import CaseRow
from db.connection import Connection
from db.records import Revision
from desktop.forms.settle import settle
from desktop.refusals import Refused
from desktop.services import codes, writing
from desktop.services.casefile import CaseAnswers
from desktop.services.session import CASES, Change, Session

DUPLICATE = "duplicat"
FIELD = "duplicate_of"
FAR = 50  # files that lead to one another; more are a circle


def merge_into(session: Session, second: str, first: str) -> CaseRow:
    """The second file is one with the first from now on: the first stands for both. Answers the first.

    A file that was merged itself stands for the one that it leads to.
    """
    session.require(CASES)
    one, other = _seen(session, second), leads_to(session, _seen(session, first))
    if leads_to(session, one).case == other.case:
        raise Refused("merge-same-case")
    if one.kind != other.kind:
        raise Refused("merge-kinds-differ")
    _write(session, one.case, {"status": DUPLICATE, FIELD: other.case}, "merged", other.case)
    return other


def unmerge(session: Session, second: str) -> CaseRow:
    """Undo it: the second file stands for itself again, in the state that it had before."""
    session.require(CASES)
    row = _seen(session, second)
    if row.merged_into is None:
        raise Refused("not-merged")
    _write(session, row.case, {"status": _state_before(session, row), FIELD: None}, "unmerged", row.merged_into)
    return _seen(session, second)


def leads_to(session: Session, row: CaseRow) -> CaseRow:
    """The file that stands for this one: itself, or the one that it was merged into, where that may be seen."""
    for _step in range(FAR):
        further = cases.get(session.conn, row.merged_into) if row.merged_into else None
        if further is None:
            return row
        row = further
    return row


def merged_in(session: Session, case: str) -> tuple[CaseRow, ...]:
    """All files that lead to this one, those of those too."""
    found: dict[str, CaseRow] = {}
    open_ = [case]
    while open_ and len(found) < FAR:
        for row in cases.merged_in(session.conn, open_.pop()):
            if row.case not in found and row.case != case:
                found[row.case] = row
                open_.append(row.case)
    return tuple(sorted(found.values(), key=lambda row: row.code))


def by_own_code(session: Session, code: str) -> CaseRow:
    """The very file with this code, also where another one stands for it."""
    session.require(CASES)
    found = cases.by_code(session.conn, codes.tidy(code))
    if found is None:
        raise Refused("no-such-case")
    return found


def _seen(session: Session, case: str) -> CaseRow:
    row = cases.get(session.conn, case)
    if row is None:
        raise Refused("no-such-case")
    return row


def _write(session: Session, case: str, sets: dict[str, Any], verb: str, other: str) -> None:
    """One revision of the second file's header; both files have it in the log."""
    now = session.now()
    with session.vault.write(now) as conn:
        earlier = records.revisions(conn, case)
        if not earlier:
            raise Refused("no-such-case")
        form = session.library.definitions.form("case")
        replaces = writing.living_ids(earlier, sets)
        writing.write(
            session, conn, record=case, case=case, form=form, sets=sets, replaces=replaces, earlier=earlier, verb=verb
        )
        access_log.note(conn, now, session.worker.id, f"{verb}-to", other)
        _refresh(session, conn, other)
    session.changed(Change("record", case))
    session.changed(Change("record", other))


def _refresh(session: Session, conn: Connection, case: str) -> None:
    """The first file is listed anew: what is due of the second stands for it too."""
    writing.refresh_case(session, conn, case, CaseAnswers(session, case, whole=True))


def _state_before(session: Session, row: CaseRow) -> Any:
    """What the status was when the file was merged; open, where nobody can say."""
    earlier = records.revisions(session.conn, row.case)
    form = session.library.definitions.form("case")
    merged = [one for one in earlier if one.sets.get(FIELD) == row.merged_into]
    if not merged:
        return "deschis"
    before = [one for one in earlier if _order(one) < _order(merged[-1])]
    was = settle(form, merge.living(before)).answers.get("status") if before else None
    return was if isinstance(was, str) and was != DUPLICATE else "deschis"


def _order(revision: Revision) -> tuple[int, str]:
    return (revision.time, revision.id)
