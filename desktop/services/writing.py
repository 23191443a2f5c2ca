"""The one way in which answers are written: a revision, and everything that is derived from it, in one transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import access_log, cases, due, facts, hybrid, merge, records, sealing, search
from db.connection import Connection
from db.records import Record, Revision
from desktop.forms.compute import computed
from desktop.forms.context import Context
from desktop.forms.schema import Form
from desktop.forms.settle import Settled, settle
from desktop.forms.validate import Problem, check, status
from desktop.privacy.facts import facts_of, quasi_of
from desktop.refusals import Refused
from desktop.services import summary
from desktop.services.casefile import CaseAnswers, context
from desktop.services.session import Session
from desktop.services.teamfile import due_rows

LARGEST_VALUE = 256 * 1024  # bytes of JSON
LARGEST_SAVE = 512 * 1024


@dataclass(frozen=True, slots=True)
class Written:
    """What a write left behind."""

    record: Record
    revision: str
    settled: Settled
    problems: tuple[Problem, ...]


def new_id() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as it stands with its revisions, before any of it is written."""

    record: Record
    settled: Settled
    problems: tuple[Problem, ...]
    context: Context


def write(
    session: Session,
    conn: Connection,
    *,
    record: str,
    case: str | None,
    form: Form,
    sets: Mapping[str, Any],
    replaces: Mapping[str, Sequence[str]],
    earlier: Sequence[Revision],
    verb: str = "saved",
) -> Written:
    """Add a revision that sets these paths and bring all that is derived from the record up to date.

    `earlier` are the record's revisions so far; the caller has read them, and holds the transaction.
    """
    revision = revise(session, record=record, case=case, form=form, sets=sets, replaces=replaces)
    records.add_revision(conn, revision)
    written = refresh(session, conn, form, [*earlier, revision])
    access_log.note(conn, session.now(), session.worker.id, verb, record, len(sets))
    return written


def revise(
    session: Session,
    *,
    record: str,
    case: str | None,
    form: Form,
    sets: Mapping[str, Any],
    replaces: Mapping[str, Sequence[str]],
) -> Revision:
    """A new revision of this moment by this worker, its sealed fields sealed; nothing is written yet."""
    sets = {path: sealed(session, case or record, form, path, value) for path, value in sets.items()}
    check_size(sets)
    return Revision(
        id=new_id(),
        record=record,
        case=case,
        form=form.id,
        version=form.version,
        time=session.vault.tick(session.now()),
        worker=session.worker.id,
        office=session.office.code,
        sets=sets,
        replaces={path: tuple(ids) for path, ids in replaces.items() if ids},
    )


def living_ids(revisions: Sequence[Revision], paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """path -> the living revisions that a new value of it replaces."""
    if not revisions:
        return {}
    seen = merge.seen(merge.living(revisions))
    return {path: seen.get(path, ()) for path in paths}


def refresh(session: Session, conn: Connection, form: Form, revisions: Sequence[Revision]) -> Written:
    """Bring a record's standing answers and all that is derived from them up to date with its revisions."""
    settled = settle(form, merge.living(revisions))
    around = CaseAnswers(session, case_of(form, revisions, settled))
    standing = stand(session, form, revisions, settled, around)
    keep(session, conn, form, standing)
    record = standing.record
    if record.case is not None:
        refresh_case(session, conn, record.case, around.changed(record))
    return Written(record, max(revisions, key=_order).id, settled, standing.problems)


def stand(
    session: Session,
    form: Form,
    revisions: Sequence[Revision],
    settled: Settled,
    around: CaseAnswers,
    *,
    clean: Container[str] = (),
    ctx: Context | None = None,
) -> Standing:
    """What the record says with these revisions, in the case as it is `around`; `clean` paths were just cleaned."""
    newest, oldest = max(revisions, key=_order), min(revisions, key=_order)
    definitions = session.library.definitions
    ctx = ctx or context(session, around)
    body = computed(form, settled.answers, ctx, definitions)
    problems = tuple(check(form, body, ctx, definitions, clean=clean))
    record = Record(
        id=newest.record,
        case=case_of(form, revisions, settled),
        form=form.id,
        version=form.version,
        body=body,
        state=status(form, body, problems),
        conflicts=len(settled.conflicts),
        created=hybrid.to_datetime(oldest.time),
        modified=hybrid.to_datetime(newest.time),
        worker=newest.worker,
    )
    return Standing(record, settled, problems, ctx)


def keep(
    session: Session, conn: Connection, form: Form, standing: Standing, known: facts.Numbers | None = None
) -> None:
    """Write the record itself, its words and its facts."""
    record = standing.record
    records.put(conn, record)
    search.put(conn, record.id, record.case, " ".join(words(form, record.body)))
    found = facts_of(form, record.body, standing.context, session.library.definitions)
    facts.replace(conn, record.id, record.case, found, known)


def refresh_case(session: Session, conn: Connection, case: str, answers: CaseAnswers) -> None:
    """Recompute what depends on several forms of a case: clocks, quasi-identifiers, the row of the lists."""
    ctx = context(session, answers)
    for team in (r for r in answers.records if r.form == "team"):
        due.replace(conn, team.id, due_rows(session, team, answers))
    facts.put_quasi(conn, case, quasi_of(answers, ctx, session.library.definitions))
    header = summary.first(answers, "case")
    if not header:
        return  # its forms arrived before the case itself; they wait
    upcoming = due.next_of_case(conn, case)
    cases.put(conn, summary.row(case, answers, answers.records, upcoming))


def check_size(sets: Mapping[str, Any]) -> None:
    """A value over 256 KiB or a save over 512 KiB is refused before anything is written."""
    if len(json.dumps(sets)) <= LARGEST_VALUE:
        return  # in letters of ASCII alone it is never shorter than as it is kept
    total = 0
    for path, value in sets.items():
        size = len(json.dumps(value, ensure_ascii=False).encode())
        if size > LARGEST_VALUE:
            raise Refused("value-too-long", field=path.split("/")[-1])
        total += size
    if total > LARGEST_SAVE:
        raise Refused("record-too-large")


def words(form: Form, body: Mapping[str, Any]) -> Iterator[str]:
    """The words of a record that may be searched: never a sealed field."""
    wanted = form.once("words", lambda: frozenset(f.pattern for f in form.fields() if f.search and not f.seal))
    for path, value in body.items() if wanted else ():
        if isinstance(value, str) and (found := form.find(path)) is not None and found.pattern in wanted:
            yield value


def sealed(session: Session, scope: str, form: Form, path: str, value: Any) -> Any:
    """The value as it lies in the vault: a sealed field's words only under the key of their case."""
    sealing_fields = form.once("sealed", lambda: frozenset(f.pattern for f in form.fields() if f.seal))
    field = form.find(path) if sealing_fields else None
    if field is None or not field.seal or not isinstance(value, str):
        return value
    return sealing.seal(session.vault, scope, value)


def case_of(form: Form, revisions: Sequence[Revision], settled: Settled) -> str | None:
    """A case's own header is its case; a report joins a case by its path `case`."""
    newest = max(revisions, key=_order)
    if form.id == "case":
        return newest.record
    joined = settled.answers.get("case")
    return joined if isinstance(joined, str) else newest.case


def _order(revision: Revision) -> tuple[int, str]:
    return (revision.time, revision.id)
