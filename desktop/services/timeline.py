"""What was written in a case and when, newest first, as far as it may be shown without opening a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from db import records
from db.merge import Revision
from db.records import Record
from desktop.services import people
from desktop.services.moments import moments
from desktop.services.session import Session

RESULTS = {"called_at": "no_answer", "answered_at": "answered", "arrived_at": "arrived"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline; it names forms, steps and institutions, never an answer of hers."""

    at: datetime | None  # None where a clock was wrong and nobody can say any more
    worker: str
    form: str
    record: str
    kind: str  # form | step | call | told | settled
    paths: tuple[str, ...]
    first: bool  # the first revision of its record
    elsewhere: bool = False  # written on another computer or in another office
    what: str = ""  # the step, or the institution
    state: str = ""  # the state of the step, the result of the call, the count of retellings


def timeline(session: Session, of: Sequence[Record]) -> tuple[Entry, ...]:
    """What was written in these records, newest first."""
    names: dict[str, str] = {}
    written = [(record, records.revisions(session.conn, record.id)) for record in of]
    when = moments(session, [revisions for _record, revisions in written])
    found = [
        (revision.time, place, entry)
        for record, revisions in written
        for number, revision in enumerate(revisions)
        for place, entry in enumerate(_entries(session, record, revision, when[revision.id], number == 0, names))
    ]
    return tuple(entry for _time, _place, entry in sorted(found, key=lambda e: (-e[0], e[1])))


def _entries(
    session: Session, record: Record, revision: Revision, at: datetime | None, first: bool, names: dict[str, str]
) -> Iterator[Entry]:
    """A revision as lines: a tick, a call or a retelling stands for itself, everything else is a form written."""
    if revision.worker not in names:
        names[revision.worker] = people.name_of(session, revision.worker)
    settled = any(len(replaced) > 1 for replaced in revision.replaces.values())
    whole = Entry(
        at=at,
        worker=names[revision.worker],
        form=record.form,
        record=record.id,
        kind="settled" if settled else "form",
        paths=tuple(path for path, value in revision.sets.items() if value is not None),
        first=first,
        elsewhere=revision.office != session.office.code,
    )
    told = [] if record.form != "team" or settled else list(_of_team(record, revision.sets, whole))
    if first or not told:
        yield whole
    if not first:
        yield from told


def _of_team(record: Record, sets: Mapping[str, Any], whole: Entry) -> Iterator[Entry]:
    for path, value in sets.items():
        group, _, rest = path.partition("/")
        row, _, field = rest.partition("/")
        if group == "steps" and field == "state" and isinstance(value, str):
            yield replace(whole, kind="step", what=row, state=value)
        elif path == "retellings":
            yield replace(whole, kind="told", state=str(value))
    for row in dict.fromkeys(path.split("/")[1] for path in sets if path.startswith("members/")):
        results = [result for field, result in RESULTS.items() if sets.get(f"members/{row}/{field}") is not None]
        institution = record.body.get(f"members/{row}/group")
        if isinstance(institution, str):
            yield replace(whole, kind="call", what=institution, state=results[-1] if results else "")
