"""Filling a form: open it, keep a draft, save, choose between two values, uncover what is covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from db import access_log, drafts, hybrid, merge, records, sealing
from db.drafts import Draft
from db.merge import Version
from db.records import Record, Revision
from desktop.forms.compute import computed
from desktop.forms.context import Context
from desktop.forms.defaults import defaults
from desktop.forms.schema import Form
from desktop.forms.settle import Settled, settle
from desktop.forms.validate import Problem, check
from desktop.refusals import Refused
from desktop.services import codes, people, writing
from desktop.services.casefile import CaseAnswers, context
from desktop.services.session import CASES, Change, Session


@dataclass(frozen=True, slots=True)
class Value:
    """One of several living values of a path, with who wrote it and when."""

    value: Any
    worker: str
    office: str
    at: datetime
    revision: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One record opened for filling: what stands, what was seen, what a draft had."""

    record: str
    case: str | None
    form: Form
    answers: Mapping[str, Any]  # what stands in the vault
    draft: Mapping[str, Any]  # unsaved changes kept from last time, by path
    draft_at: datetime | None
    conflicts: Mapping[str, tuple[Value, ...]]
    seen: Mapping[str, tuple[str, ...]]  # path -> living revision ids on the screen
    context: Context
    is_new: bool

    @property
    def filled(self) -> dict[str, Any]:
        """What the screen starts with: the answers with the draft's changes over them."""
        return {**self.answers, **self.draft}


@dataclass(frozen=True, slots=True)
class Saved:
    record: str
    case: str | None
    code: str | None
    state: str
    problems: tuple[Problem, ...]


def open_sheet(session: Session, form_id: str, *, case: str | None = None, record: str | None = None) -> Sheet:
    """Open a record for filling, or a new one (record None); an unsaved draft of it comes back with it."""
    session.require(CASES)
    form = session.library.definitions.form(form_id)
    revisions = records.revisions(session.conn, record) if record else []
    draft = _draft_for(session, form_id, case, record)
    if record is not None and not revisions and draft is None:
        raise Refused("no-such-record")
    if revisions:
        case = revisions[0].case or case
    settled = settle(form, merge.living(revisions))
    identity = record or (draft.record if draft else writing.new_id())
    code = codes.fresh(session) if form_id == "case" and not revisions else None
    ctx = context(session, CaseAnswers(session, case), previous=settled.answers, code=code)
    stands = settled.answers if revisions else defaults(form, ctx)
    return Sheet(
        record=identity,
        case=case,
        form=form,
        answers=computed(form, stands, ctx, session.library.definitions),
        draft=dict(draft.body) if draft else {},
        draft_at=draft.at if draft else None,
        conflicts={path: values(session, path, settled) for path in settled.conflicts},
        seen=_seen(revisions) if draft is None else {**_seen(revisions), **draft.seen},
        context=ctx,
        is_new=not revisions,
    )


def keep_draft(session: Session, sheet: Sheet, changes: Mapping[str, Any]) -> datetime:
    """Keep unsaved changes so that a crash, a lock or a power cut loses nothing; sealed fields are sealed here too."""
    now = session.now()
    with session.vault.write(now) as conn:
        body = {p: writing.sealed(session, sheet.case or sheet.record, sheet.form, p, v) for p, v in changes.items()}
        writing.check_size(body)
        seen = {path: tuple(sheet.seen.get(path, ())) for path in body}
        form, worker = sheet.form, session.worker.id
        drafts.put(conn, Draft(sheet.record, sheet.case, form.id, form.version, worker, body, seen, now))
    return now


def drop_draft(session: Session, sheet: Sheet) -> None:
    """Forget unsaved changes, because the person undid them all."""
    with session.vault.write(session.now()) as conn:
        drafts.remove(conn, sheet.record, session.worker.id)


def save(session: Session, sheet: Sheet, changes: Mapping[str, Any]) -> Saved:
    """Save what was changed on the screen, replacing only the versions that were on the screen.

    A malformed value refuses the save (`bad-value`, with the field); what is missing or doubtful is kept and shown.
    """
    session.require(CASES)
    new = {p: v for p, v in changes.items() if sheet.is_new or v != sheet.answers.get(p) or p in sheet.conflicts}
    sets = {**_defaults_of(sheet), **new} if sheet.is_new else new
    sets = {path: value for path, value in sets.items() if not _computed(sheet.form, path)}
    _refuse_malformed(session, sheet, sets)
    case = sheet.record if sheet.form.id == "case" else sheet.case
    with session.vault.write(session.now()) as conn:
        written = writing.write(
            session,
            conn,
            record=sheet.record,
            case=case,
            form=sheet.form,
            sets=sets,
            replaces={path: sheet.seen.get(path, ()) for path in sets},
            earlier=[] if sheet.is_new else records.revisions(conn, sheet.record),
        )
        drafts.remove(conn, sheet.record, session.worker.id)
    session.changed(Change("record", written.record.id))
    return saved_of(session, written)


def saved_of(session: Session, written: writing.Written) -> Saved:
    record = written.record
    return Saved(record.id, record.case, code_of(session, record), record.state, written.problems)


def code_of(session: Session, record: Record) -> str | None:
    """The code of the case that a record belongs to."""
    if record.case is None:
        return None
    header = record if record.form == "case" else records.get(session.conn, record.case)
    return str(header.body.get("case_code")) if header else None


def choose(session: Session, record: str, path: str, value: Any) -> Saved:
    """Settle a conflict: one revision with the chosen (or combined) value replaces all living ones."""
    session.require(CASES)
    revisions = records.revisions(session.conn, record)
    if not revisions:
        raise Refused("no-such-record")
    form = session.library.definitions.form(revisions[0].form)
    with session.vault.write(session.now()) as conn:
        written = writing.write(
            session,
            conn,
            record=record,
            case=revisions[0].case,
            form=form,
            sets={path: value},
            replaces=writing.living_ids(revisions, [path]),
            earlier=revisions,
            verb="conflict-settled",
        )
    session.changed(Change("record", record))
    return saved_of(session, written)


def reveal(session: Session, sheet: Sheet, path: str) -> Any:
    """Uncover one covered or sealed answer for a moment; logged with record and field, never with the value."""
    session.require(CASES)
    value = sheet.filled.get(path)
    if isinstance(value, dict) and "sealed" in value:
        value = sealing.unseal(session.vault, sheet.case or sheet.record, value)
    note_reveal(session, sheet.record)
    return value


def note_reveal(session: Session, object_id: str) -> None:
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "revealed", object_id)


def history(session: Session, record: str, path: str | None = None) -> list[Value]:
    """Who wrote what when in a record (or one path of it), newest first; sealed values stay sealed."""
    session.require(CASES)
    found = [
        Value(value, people.name_of(session, r.worker), r.office, hybrid.to_datetime(r.time), r.id, stands=False)
        for r in records.revisions(session.conn, record)
        for p, value in r.sets.items()
        if path is None or p == path
    ]
    return sorted(found, key=lambda v: v.at, reverse=True)


def values(session: Session, path: str, settled: Settled) -> tuple[Value, ...]:
    """The living values of a conflict, for the screen and the command line."""
    versions = cast("tuple[Version, ...]", settled.conflicts[path])  # what the store's merge gave to `settle`
    return tuple(
        Value(
            value=v.value,
            worker=people.name_of(session, v.worker),
            office=v.office,
            at=hybrid.to_datetime(v.time).astimezone(session.tz),
            revision=v.revision,
            stands=v.value == settled.answers.get(path),
        )
        for v in versions
    )


def drafts_of_worker(session: Session) -> list[Draft]:
    """The unfinished forms of the person at the screen, newest first."""
    return drafts.of_worker(session.conn, session.worker.id)


def _draft_for(session: Session, form: str, case: str | None, record: str | None) -> Draft | None:
    if record is not None:
        return drafts.get(session.conn, record, session.worker.id)
    for draft in drafts.of_worker(session.conn, session.worker.id):
        # A new form that was begun and not saved is found again from the same place.
        if draft.form == form and draft.case == case and records.get(session.conn, draft.record) is None:
            return draft
    return None


def _defaults_of(sheet: Sheet) -> dict[str, Any]:
    return {path: value for path, value in sheet.answers.items() if value is not None}


def _seen(revisions: Sequence[Revision]) -> dict[str, tuple[str, ...]]:
    return merge.seen(merge.living(revisions))


def _computed(form: Form, path: str) -> bool:
    field = form.find(path)
    return field is not None and field.type == "computed"


def _refuse_malformed(session: Session, sheet: Sheet, sets: Mapping[str, Any]) -> None:
    problems = check(sheet.form, {**sheet.answers, **sets}, sheet.context, session.library.definitions)
    for problem in problems:
        if problem.severity == "malformed" and problem.path in sets:
            raise Refused("bad-value", field=problem.path)
