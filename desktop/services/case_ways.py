"""Where a case may go from here and what is missing for it; whoever changes a state anywhere is held to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import access_log, cases, merge
from db.connection import Connection
from db.records import Record, Revision
from desktop.forms.answers import is_answered, rows
from desktop.forms.schema import Form
from desktop.forms.settle import settle
from desktop.forms.visible import wanted
from desktop.forms.workflow import Filed, Missing, Transition, missing
from desktop.refusals import Refused
from desktop.services import approval_state, summary
from desktop.services.casefile import CaseAnswers, context
from desktop.services.session import PEOPLE, Session

STATUS, REASON, KIND = "status", "status_reason", "file_kind"
MERGING = "duplicate_of"  # a merge and its undoing bring their state along


@dataclass(frozen=True, slots=True)
class Way:
    """One way on, and what is not there for it yet."""

    transition: Transition
    missing: tuple[Missing, ...]

    @property
    def to(self) -> str:
        return self.transition.to


def ways(session: Session, around: CaseAnswers) -> tuple[Way, ...]:
    """The ways on of a case as it stands, in the order of the workflow."""
    header = summary.first(around, "case")
    status = header.get(STATUS)
    found = session.library.workflow.ways(status) if isinstance(status, str) else ()
    sheets = tuple(_filed(session, around)) if any(one.needs for one in found) else ()
    return tuple(Way(one, _missing(session, one, around, sheets)) for one in found)


def check(
    session: Session,
    conn: Connection,
    form: Form,
    record: str,
    sets: Mapping[str, Any],
    earlier: Sequence[Revision],
    seen: Sequence[str],
) -> None:
    """A file keeps its kind; a state changes only by a way that there is, with all that it needs.

    `seen` are the revisions of the state that were on the screen. Where something is missing a lead goes on with a
    written reason, and the log says so; nobody else does.
    """
    if form.id != "case" or not earlier or not {STATUS, KIND} & set(sets):
        return
    if KIND in sets and sets[KIND] != settle(form, merge.living(earlier)).answers.get(KIND, "victim"):
        raise Refused("kind-stays", field=KIND)
    was = {str(one.sets[STATUS]) for one in earlier if one.id in seen and one.sets.get(STATUS)}
    now = sets.get(STATUS)
    if STATUS not in sets or not was or now in was or MERGING in sets:
        return
    found = [way for one in sorted(was) if (way := session.library.workflow.way(one, str(now)))]
    if not found:
        raise Refused("state-no-way", field=STATUS)
    lacks = _missing(session, found[0], CaseAnswers(session, record, whole=True))
    if not lacks:
        return
    reason = sets.get(REASON)
    if session.worker.role not in PEOPLE or not (isinstance(reason, str) and reason.strip()):
        raise Refused("state-not-ready", field=STATUS, count=len(lacks))
    access_log.note(conn, session.now(), session.worker.id, "state-forced", record, len(lacks))


def _missing(
    session: Session, way: Transition, around: CaseAnswers, sheets: Sequence[Filed] | None = None
) -> tuple[Missing, ...]:
    found = tuple(_filed(session, around)) if sheets is None else sheets
    return missing(way, summary.kind(around), found, linked=_linked(session, around))


def _filed(session: Session, around: CaseAnswers) -> Iterator[Filed]:
    ctx = context(session, around)
    approved = approval_state.approved(approval_state.of_records(session, around.records))
    for one in around.records:
        yield Filed(
            record=one.id,
            form=one.form,
            state=one.state,
            answers=one.body,
            conflicts=one.conflicts,
            approved=one.id in approved,
            gap="" if one.id in around.behind else _gap(session, one, ctx),
        )


def _gap(session: Session, record: Record, ctx: Any) -> str:
    form = session.library.definitions.forms.get((record.form, record.version))
    if form is None or record.state == "complete":
        return ""
    return next((path for path in wanted(form, record.body, ctx) if not is_answered(record.body.get(path))), "")


def _linked(session: Session, around: CaseAnswers) -> bool:
    row = cases.get(session.conn, around.case) if around.case else None
    return bool(rows(summary.first(around, "case"), "related_cases")) or bool(row and row.merged_into)
