"""What was written in a sheet, version by version, and an older version put back as a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import drafts, merge, records
from db.records import Record, Revision
from desktop.forms import contested
from desktop.forms.compute import computed
from desktop.forms.schema import FieldType, Form
from desktop.forms.settle import Settled, settle
from desktop.refusals import Refused
from desktop.services import people, sections, writing
from desktop.services.casefile import CaseAnswers, context
from desktop.services.moments import moments
from desktop.services.opened import note_opened
from desktop.services.session import CASES, Change, Session

# What has its own page, and its own rules: going back in it is done there, and never by putting an answer back.
FIXED = {"case": ("case_code", "status", "file_kind", "duplicate_of"), "report": ("case",)}
OF_THEIR_OWN = ("team",)


@dataclass(frozen=True, slots=True)
class Step:
    """One answer of a version: what stood before it, and what it wrote; None is a gap."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Version:
    """One revision of a sheet."""

    revision: str
    number: int  # 1 is the first
    at: datetime | None  # None where a clock was wrong and nobody can say any more
    worker: str
    office: str
    elsewhere: bool
    steps: tuple[Step, ...]
    is_latest: bool
    parallel: bool = False  # it came when a later one was here already: neither knew of the other


@dataclass(frozen=True, slots=True)
class History:
    """A sheet with all its versions, the newest first."""

    record: str
    case: str | None
    form: Form  # as the person may see it
    versions: tuple[Version, ...]
    can_restore: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that an older version would change, or why it would not."""

    path: str
    now: Any
    then: Any
    why_not: str = (
        ""  # conflict: two answers stand now or stood then; own-page: it is changed elsewhere; gone: no field
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What putting a version back would do; made before anybody is asked, and held to afterwards."""

    record: str
    revision: str
    changes: tuple[Difference, ...]
    left: tuple[Difference, ...]
    rows: tuple[str, ...]  # of groups: taken away since, and there again
    seen: Mapping[str, tuple[str, ...]]
    latest: str
    has_draft: bool  # she has unsaved changes of this sheet


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done, and the version that stood before it."""

    saved: writing.Written
    before: str


def history(session: Session, record: str) -> History:
    """Every version of a sheet; the log says that it was read."""
    standing, form, revisions = _read(session, record)
    seen = sections.seen(session, form, standing.case)
    when = moments(session, [revisions])
    beside = contested.parallel(revisions, records.arrivals(session.conn, record))
    names: dict[str, str] = {}
    last: dict[str, Any] = {}
    found: list[Version] = []
    for number, one in enumerate(revisions, 1):
        shown = [path for path in sorted(one.sets) if not sections.hides(form, seen, path)]
        steps = tuple(Step(path, last.get(path), one.sets[path]) for path in shown if not _is_row_mark(form, path))
        last.update(one.sets)
        if one.worker not in names:
            names[one.worker] = people.name_of(session, one.worker)
        elsewhere = one.office != session.office.code or not people.is_of_here(session, one.worker)
        newest = number == len(revisions)
        at = when[one.id]
        found.append(
            Version(one.id, number, at, names[one.worker], one.office, elsewhere, steps, newest, one.id in beside)
        )
    note_opened(session, record)
    return History(record, standing.case, seen, tuple(reversed(found)), _is_restorable(form))


def plan(session: Session, record: str, revision: str, path: str | None = None) -> Plan:
    """What would change if the sheet, or one answer of it, were again as this version left it."""
    standing, form, revisions = _read(session, record)
    if not _is_restorable(form):
        raise Refused("restore-elsewhere")
    place = next((at for at, one in enumerate(revisions) if one.id == revision), None)
    if place is None:
        raise Refused("no-such-version")
    if path is not None:
        sections.check(session, form, standing.case, [path])
    living = merge.living(revisions)
    now, then = settle(form, living), settle(form, merge.living(revisions[: place + 1]))
    body = computed(
        form, now.answers, context(session, CaseAnswers(session, standing.case)), session.library.definitions
    )
    seen = sections.seen(session, form, standing.case)
    wanted = [
        each
        for each in dict.fromkeys((*then.answers, *body))
        if (path is None or each == path)
        and not sections.hides(form, seen, each)
        and not _is_computed(form, each)
        and not _same(body.get(each), then.answers.get(each))
    ]
    every = [
        Difference(each, body.get(each), then.answers.get(each), _why_not(form, each, now, then)) for each in wanted
    ]
    changes = tuple(one for one in every if not one.why_not)
    known = merge.seen(living)
    rows = _rows_again(changes, known, now)
    draft = drafts.get(session.conn, record, session.worker.id)
    return Plan(
        record=record,
        revision=revision,
        changes=changes,
        left=tuple(one for one in every if one.why_not),
        rows=rows,
        seen={each: known.get(each, ()) for each in (*rows, *(one.path for one in changes))},
        latest=revisions[-1].id,
        has_draft=draft is not None,
    )


def restore(session: Session, planned: Plan) -> Restored:
    """Write the older answers as a new version, as they were planned; `changed-meanwhile` if somebody wrote since."""
    if not planned.changes:
        raise Refused("nothing-to-restore")
    session.require(CASES)
    with session.vault.write(session.now()) as conn:
        revisions = records.revisions(conn, planned.record)
        if not revisions or revisions[-1].id != planned.latest:
            raise Refused("changed-meanwhile")
        form = session.library.definitions.form(revisions[-1].form, revisions[-1].version)
        sections.check(session, form, revisions[0].case, [one.path for one in planned.changes])
        written = writing.write(
            session,
            conn,
            record=planned.record,
            case=revisions[-1].case,
            form=form,
            sets={**dict.fromkeys(planned.rows, True), **{one.path: one.then for one in planned.changes}},
            replaces=planned.seen,
            earlier=revisions,
            verb="version-restored",
        )
    session.changed(Change("record", planned.record))
    return Restored(written, planned.latest)


def undo(session: Session, done: Restored) -> Restored:
    """Put back what stood before a version was put back."""
    again = plan(session, done.saved.record.id, done.before)
    if again.latest != done.saved.revision:
        raise Refused("changed-meanwhile")
    return restore(session, again)


def _read(session: Session, record: str) -> tuple[Record, Form, list[Revision]]:
    session.require(CASES)
    standing = records.get(session.conn, record)
    if standing is None:
        raise Refused("no-such-record")
    form = session.library.definitions.forms.get((standing.form, standing.version))
    if form is None:
        raise Refused("unknown-form", form=standing.form)
    return standing, form, records.revisions(session.conn, record)


def _is_restorable(form: Form) -> bool:
    return not form.act and form.id not in OF_THEIR_OWN


def _why_not(form: Form, path: str, now: Settled, then: Settled) -> str:
    if path in now.conflicts or path in then.conflicts:
        return "conflict"
    if path in FIXED.get(form.id, ()):
        return "own-page"
    return "" if form.find(path) is not None else "gone"


def _rows_again(planned_changes: Sequence[Difference], known: Mapping[str, object], now: Settled) -> tuple[str, ...]:
    """Rows that were taken away since, and that stand again with an answer in them."""
    heads = dict.fromkeys(
        "/".join(c.path.split("/")[:2]) for c in planned_changes if "/" in c.path and c.then is not None
    )
    told = {one.path for one in planned_changes}
    return tuple(head for head in heads if head in known and head not in now.answers and head not in told)


def _is_row_mark(form: Form, path: str) -> bool:
    field = form.find(path)
    return field is not None and field.type is FieldType.GROUP


def _is_computed(form: Form, path: str) -> bool:
    field = form.find(path)
    return field is not None and field.type is FieldType.COMPUTED


def _same(one: Any, other: Any) -> bool:
    return records.dump(one) == records.dump(other)


def paths_of(history: Sequence[Version]) -> tuple[str, ...]:
    """Every question of a sheet that was ever answered, in the order of their paths."""
    return tuple(sorted({step.path for version in history for step in version.steps}))
