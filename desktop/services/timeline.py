"""What was written in a case and when, newest first, as far as it may be shown without opening a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from db import hybrid, records
from db.merge import Revision
from db.records import Record
from desktop.forms.schema import FieldType, Form
from desktop.refusals import Refused
from desktop.services import people, sections
from desktop.services.members import FIELDS
from desktop.services.moments import moments
from desktop.services.session import CASES, Session

OF_FORM = {"appointment": "appointment", "approval": "approval", "disclosure": "disclosure", "document": "file"}
AT_ONCE = 200  # revisions that are read with a case; what is older is read when it is asked for


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline; it names forms, steps and institutions, never an answer of hers."""

    at: datetime | None  # None where a clock was wrong and nobody can say any more
    worker: str
    form: str
    record: str
    kind: str  # form | step | call | told | settled | appointment | approval | disclosure | state | file
    paths: tuple[str, ...]
    first: bool  # the first revision of its record
    elsewhere: str = ""  # the other office in which it was written
    what: str = ""  # the step, or the institution
    state: str = ""  # the state of the step or of the case, the result of the call, the count of retellings


def timeline(session: Session, of: Sequence[Record], limit: int | None = None) -> tuple[Entry, ...]:
    """What was written in these records, newest first; of so many revisions only, where a limit is given."""
    names: dict[str, str] = {}
    by_id, now = {record.id: record for record in of}, session.now()
    newest = None if limit is None else records.newest(session.conn, list(by_id), limit)
    if newest is None or any(hybrid.is_doubtful(one.time, now) for one in newest):
        written = [records.revisions(session.conn, record.id) for record in of]
    else:
        written = [newest]
    when, firsts = moments(session, written), records.firsts(session.conn, list(by_id))
    found = [
        (one.time, place, entry)
        for revisions in written
        for one in revisions
        if _may_be_told(session, by_id[one.record], one)
        for place, entry in enumerate(_entries(session, by_id[one.record], one, when[one.id], one.id in firsts, names))
    ]
    return tuple(entry for _time, _place, entry in sorted(found, key=lambda e: (-e[0], e[1])))


def is_longer(session: Session, of: Sequence[Record]) -> bool:
    """Whether there is more than what is read at once."""
    return records.count_revisions(session.conn, [record.id for record in of]) > AT_ONCE


def whole(session: Session, case: str) -> tuple[Entry, ...]:
    """Everything that was ever written in a case; slow work where that is much, so it has a connection of its own."""
    session.require(CASES)
    with session.beside() as own:
        found = records.of_case(own.conn, case)
        if not found:
            raise Refused("no-such-case")
        return timeline(own, found)


def _may_be_told(session: Session, record: Record, revision: Revision) -> bool:
    """Of what was written only in sections for others nothing is told, not even that it was."""
    form = _form(session, record)
    if form is None or not revision.sets or (seen := sections.seen(session, form, record.case)) is form:
        return True
    return not all(sections.hides(form, seen, path) for path in revision.sets)


def _form(session: Session, record: Record) -> Form | None:
    return session.library.definitions.forms.get((record.form, record.version))


def _entries(
    session: Session, record: Record, revision: Revision, at: datetime | None, first: bool, names: dict[str, str]
) -> Iterator[Entry]:
    """A revision as lines: a tick, a call or a retelling stands for itself, everything else is a form written."""
    if revision.worker not in names:
        names[revision.worker] = people.name_of(session, revision.worker)
    settled = any(len(replaced) > 1 for replaced in revision.replaces.values())
    one = Entry(
        at=at,
        worker=names[revision.worker],
        form=record.form,
        record=record.id,
        kind="settled" if settled else OF_FORM.get(record.form, "form"),
        paths=tuple(path for path, value in revision.sets.items() if value is not None),
        first=first,
        elsewhere=revision.office if revision.office != session.office.code else "",
    )
    told = [] if settled else list(_told(session, record, revision.sets, one))
    if first or not told:
        yield one
    if not first:
        yield from told


def _told(session: Session, record: Record, sets: Mapping[str, Any], one: Entry) -> Iterator[Entry]:
    """What within a revision stands for itself."""
    if record.form == "team":
        yield from _of_team(record, sets, one)
    elif record.form == "case" and isinstance(sets.get("status"), str):
        yield replace(one, kind="state", state=sets["status"])
    elif one.kind == "form" and any(isinstance(sets[path], str) for path in _files_in(_form(session, record), sets)):
        yield replace(one, kind="file")


def _files_in(form: Form | None, sets: Mapping[str, Any]) -> list[str]:
    if form is None or not form.once("has files", lambda: any(f.type is FieldType.FILE for f in form.fields())):
        return []
    return [path for path in sets if (field := form.find(path)) is not None and field.type is FieldType.FILE]


def _of_team(record: Record, sets: Mapping[str, Any], one: Entry) -> Iterator[Entry]:
    for path, value in sets.items():
        group, _, rest = path.partition("/")
        row, _, field = rest.partition("/")
        if group == "steps" and field == "state" and isinstance(value, str):
            yield replace(one, kind="step", what=row, state=value)
        elif path == "retellings":
            yield replace(one, kind="told", state=str(value))
    yield from _called(record, sets, one)


def _called(record: Record, sets: Mapping[str, Any], one: Entry) -> Iterator[Entry]:
    """Each call with what came of it; somebody of an institution who was written down without one."""
    noted: set[str] = set()
    for row in dict.fromkeys(path.split("/")[1] for path in sets if path.startswith("calls/")):
        member, result = sets.get(f"calls/{row}/member"), sets.get(f"calls/{row}/result")
        institution = record.body.get(f"members/{member}/group")
        if isinstance(institution, str) and isinstance(result, str):
            noted.add(str(member))
            yield replace(one, kind="call", what=institution, state=result)
    for row in dict.fromkeys(path.split("/")[1] for path in sets if path.startswith("members/")):
        results = [result for result, field in FIELDS.items() if sets.get(f"members/{row}/{field}") is not None]
        institution = record.body.get(f"members/{row}/group")
        if isinstance(institution, str) and row not in noted:
            yield replace(one, kind="call", what=institution, state=results[-1] if results else "")
