"""What is due of the sheets of a case, and of a report that belongs to none: deadlines by data, clocks of teams."""

from __future__ import annotations

from collections.abc import Iterator

from db.due import DueRow
from db.hybrid import stamp
from db.records import Record
from desktop.forms.context import Context
from desktop.forms.deadlines import Due, Sheets, dues
from desktop.services import moving, teamfile
from desktop.services.casefile import CaseAnswers, context
from desktop.services.session import Session
from desktop.services.teamfile import TEAM


def of_case(session: Session, case: CaseAnswers) -> dict[str, list[DueRow]]:
    """record id -> what is due of it; one that is closed or elsewhere calls nobody, a sealed sheet is left alone."""
    closed = teamfile.is_closed(case) or not moving.of(session, case).is_here
    sheets, ctx = Sheets(case, session.tz), context(session, case)
    places: dict[str, int] = {}
    found: dict[str, list[DueRow]] = {}
    for record in case.records:
        place = places[record.form] = places.get(record.form, -1) + 1
        if record.id in case.behind:
            continue
        found[record.id] = [] if closed else list(_of_record(session, record, place, case, sheets, ctx))
    return found


def may_move(session: Session, form: str, case: CaseAnswers) -> bool:
    """Whether a sheet of this form has a say in what falls due in the case; a team looks at the whole of it."""
    return bool(case[TEAM]) or form in session.library.dated or form == moving.FORM


def of_lone(session: Session, record: Record) -> list[DueRow]:
    """What is due of a sheet that belongs to no case yet."""
    alone = CaseAnswers(session, None, record)
    return list(_by_data(session, record, 0, Sheets(alone, session.tz), context(session, alone)))


def _of_record(
    session: Session, record: Record, place: int, case: CaseAnswers, sheets: Sheets, ctx: Context
) -> Iterator[DueRow]:
    if record.form == TEAM:
        yield from teamfile.due_rows(session, record, case)
    yield from _by_data(session, record, place, sheets, ctx)


def _by_data(session: Session, record: Record, place: int, sheets: Sheets, ctx: Context) -> Iterator[DueRow]:
    deadlines = session.library.deadlines_of(record.form)
    if deadlines:
        yield from (_row(record, due) for due in dues(deadlines, record.body, place, sheets, ctx))


def _row(record: Record, due: Due) -> DueRow:
    return DueRow(
        record=record.id,
        case=record.case,
        kind=due.deadline.kind,
        at=stamp(due.at),
        since=stamp(due.since) if due.since else None,
        ref=due.deadline.id,
        who=due.who,
        exact=due.exact,
        shows=stamp(due.shows),
        until=stamp(due.until) if due.until else None,
        duty=due.duty,
    )
