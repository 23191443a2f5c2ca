"""Filling a form: open it, keep a draft, save, uncover what is covered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, cast

from db import access_log, cases, drafts, hybrid, merge, records, sealing
from db.connection import Connection
from db.drafts import Draft
from db.merge import Version
from db.records import Record, Revision
from desktop.forms.answers import is_sealed
from desktop.forms.clean import clean_path
from desktop.forms.compute import computed
from desktop.forms.contested import rows_emptied
from desktop.forms.context import Context
from desktop.forms.defaults import defaults
from desktop.forms.schema import Form
from desktop.forms.settle import Settled, settle
from desktop.forms.validate import Problem
from desktop.refusals import Refused
from desktop.services import codes, guarded, people, sections, writing
from desktop.services.casefile import CaseAnswers, context
from desktop.services.moments import moments
from desktop.services.opened import note_opened
from desktop.services.session import CASES, Change, Session


@dataclass(frozen=True, slots=True)
class Value:
    """One of several living values of a path, with who wrote it and when."""

    value: Any
    worker: str
    office: str
    at: datetime | None  # None where a clock was wrong and nobody can say any more
    revision: str
    stands: bool
    path: str = ""
    author: str = ""  # the id behind the name
    same: tuple[str, ...] = ()  # other living revisions with an equal value


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
    draft_of: str = ""  # the record under which the draft was kept, where that is another one

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


@dataclass(frozen=True, slots=True)
class Target:
    """A record that a link may point to: which one of its kind it is, and the answers that describe it."""

    record: str
    form: str
    number: int
    answers: Mapping[str, Any]


def open_sheet(session: Session, form_id: str, *, case: str | None = None, record: str | None = None) -> Sheet:
    """Open a record for filling, or a new one (record None); an unsaved draft of it comes back with it.

    A form that a case has only once opens what is there. The access log says who read it.
    """
    session.require(CASES)
    form = session.library.definitions.form(form_id)
    record = record or _only_one(session, form, case)
    draft = _draft_for(session, form, case, record)
    case = case or (draft.case if draft else None)
    revisions = records.revisions(session.conn, record) if record else []
    if not revisions and (saved := _only_one(session, form, case)):
        record = saved  # by somebody else, since this draft of a form that a case has once was begun
        revisions = records.revisions(session.conn, record)
    if record is not None and not revisions and draft is None:
        raise Refused("no-such-record")
    if record is not None and revisions:
        note_opened(session, record)
    return _sheet(session, form, case, record or (draft.record if draft else writing.new_id()), revisions, draft)


def open_new(session: Session, form_id: str, record: str, *, case: str | None = None) -> Sheet:
    """A new record whose id was set aside before; its draft comes back, or the record itself if it was saved."""
    session.require(CASES)
    form = session.library.definitions.form(form_id)
    draft = drafts.get(session.conn, record, session.worker.id)
    return _sheet(session, form, case, record, records.revisions(session.conn, record), draft)


def renew(session: Session, sheet: Sheet, edited: Iterable[str]) -> Sheet:
    """The same sheet with what was written elsewhere meanwhile.

    For paths that are being edited here, only what was seen before counts as seen: a save then makes a conflict that
    both can look at, instead of replacing what nobody here has read.
    """
    revisions = records.revisions(session.conn, sheet.record)
    if not revisions:
        return sheet
    fresh = _sheet(session, _whole_form(session, sheet), sheet.case, sheet.record, revisions, None)
    kept = {path: sheet.seen.get(path, ()) for path in edited}
    return replace(fresh, seen={**fresh.seen, **kept}, draft_of=sheet.draft_of)


def _whole_form(session: Session, sheet: Sheet) -> Form:
    """The form with the sections that are not for this person, too: what is written rests on all of it."""
    return session.library.definitions.form(sheet.form.id, sheet.form.version)


def _only_one(session: Session, form: Form, case: str | None) -> str | None:
    """The record of a form that a case has only once, if it has it."""
    if case is None or form.repeat:
        return None
    if form.id == "case":
        return case
    return next((each.id for each in records.of_case(session.conn, case) if each.form == form.id), None)


def _sheet(
    session: Session,
    form: Form,
    case: str | None,
    record: str,
    revisions: Sequence[Revision],
    draft: Draft | None,
) -> Sheet:
    settled = settle(form, merge.living(revisions))
    if revisions:
        joined = settled.answers.get("case") if form.id == "report" else None
        case = joined if isinstance(joined, str) else revisions[0].case or case
    code = codes.fresh(session) if form.id == "case" and not revisions else None
    ctx = context(session, CaseAnswers(session, case), previous=settled.answers, code=code)
    stands = settled.answers if revisions else defaults(form, ctx)
    whole, form = form, sections.seen(session, form, case)
    hides = partial(sections.hides, whole, form)
    return Sheet(
        record=record,
        case=case,
        form=form,
        answers=sections.mask(whole, form, computed(whole, stands, ctx, session.library.definitions)),
        draft=dict(sections.mask(whole, form, draft.body)) if draft else {},
        draft_at=draft.at.astimezone(session.tz) if draft else None,
        conflicts={path: values(session, path, settled) for path in settled.conflicts if not hides(path)},
        seen=_seen(revisions) if draft is None else {**_seen(revisions), **draft.seen},
        context=ctx,
        is_new=not revisions,
        draft_of=draft.record if draft and draft.record != record else "",
    )


def keep_draft(session: Session, sheet: Sheet, changes: Mapping[str, Any]) -> datetime:
    """Keep unsaved changes so that a crash, a lock or a power cut loses nothing; sealed fields are sealed here too."""
    now = session.now()
    with session.vault.write(now) as conn:
        scope = sheet.case or sheet.record
        body = {p: writing.sealed(session, scope, sheet.form, p, _whole(v)) for p, v in changes.items()}
        writing.check_size(body)
        seen = {path: tuple(sheet.seen.get(path, ())) for path in body}
        form, worker = sheet.form, session.worker.id
        _forget_draft(session, conn, sheet)
        drafts.put(conn, Draft(sheet.record, sheet.case, form.id, form.version, worker, body, seen, now))
    return now


def _whole(value: Any) -> Any:
    """The value without halves of letters, as some programs leave them when one pastes: no file can hold these.

    They must not keep the rest of the page from being kept; what is saved is looked at more strictly.
    """
    text = json.dumps(value, ensure_ascii=False)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value if whole == text else json.loads(whole)


def drop_draft(session: Session, sheet: Sheet) -> None:
    """Forget unsaved changes, because the person undid them all."""
    with session.vault.write(session.now()) as conn:
        _forget_draft(session, conn, sheet)


def _forget_draft(session: Session, conn: Connection, sheet: Sheet) -> None:
    for record in {sheet.record, sheet.draft_of} - {""}:
        drafts.remove(conn, record, session.worker.id)


def save(session: Session, sheet: Sheet, changes: Mapping[str, Any]) -> Saved:
    """Save what was changed on the screen, replacing only the versions that were on the screen.

    A malformed value refuses the save (`bad-value`, with the field); what is missing or doubtful is kept and shown.
    """
    guarded.check(session, sheet.form, changes, sheet.answers)
    with session.vault.write(session.now()) as conn:
        saved = saved_of(session, put(session, conn, sheet, changes))
    session.changed(Change("record", saved.record))
    return saved


def put(session: Session, conn: Connection, sheet: Sheet, changes: Mapping[str, Any]) -> writing.Written:
    """The same within a transaction that the caller holds, so that more can be written with it."""
    session.require(CASES)
    form = _whole_form(session, sheet)
    sections.check(session, form, sheet.case, changes)
    new = {p: v for p, v in changes.items() if sheet.is_new or v != sheet.answers.get(p) or p in sheet.conflicts}
    sets = {path: value for path, value in tidy(session, sheet, new).items() if not _computed(sheet.form, path)}
    sets |= dict.fromkeys(rows_emptied(sheet.answers, sets))
    earlier = records.revisions(conn, sheet.record)
    if not earlier:
        sets = {path: value for path, value in {**_defaults_of(sheet), **sets}.items() if value is not None}
    written = writing.write(
        session,
        conn,
        record=sheet.record,
        case=sheet.record if form.id == "case" else sheet.case,
        form=form,
        sets=sets,
        replaces={path: sheet.seen.get(path, ()) for path in sets},
        earlier=earlier,
    )
    _forget_draft(session, conn, sheet)
    return written


def tidy(session: Session, sheet: Sheet, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Each value in its one canonical form (a phone as +373...); refuses the first that has none, naming its field."""
    return {path: _tidied(session, sheet, path, value) for path, value in changes.items()}


def _tidied(session: Session, sheet: Sheet, path: str, value: Any) -> Any:
    field = sheet.form.find(path)
    if value is None or field is None or field.type == "computed" or (field.seal and is_sealed(value)):
        return value
    try:
        return clean_path(sheet.form, path, value, sheet.context, session.library.definitions)
    except Refused as refusal:
        raise Refused(refusal.code, field=path) from None


def saved_of(session: Session, written: writing.Written) -> Saved:
    record = written.record
    return Saved(record.id, record.case, code_of(session, record), record.state, written.problems)


def code_of(session: Session, record: Record) -> str | None:
    """The code of the case that a record belongs to."""
    if record.case is None:
        return None
    if record.form == "case":
        return str(record.body.get("case_code"))
    row = cases.get(session.conn, record.case)
    return row.code if row else None


def reveal(session: Session, sheet: Sheet, path: str, value: Any = None) -> Any:
    """Uncover one covered or sealed answer for a moment; logged with record and field, never with the value.

    `value` is what stands on the screen, where it is no longer what the sheet was opened with.
    """
    session.require(CASES)
    sections.check(session, _whole_form(session, sheet), sheet.case, [path])
    value = sheet.filled.get(path) if value is None else value
    if is_sealed(value):
        value = sealing.unseal(session.vault, sheet.case or sheet.record, value)
    note_reveal(session, sheet.record)
    return value


def note_reveal(session: Session, object_id: str) -> None:
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "revealed", object_id)


def history(session: Session, record: str, path: str | None = None) -> list[Value]:
    """Who wrote what when in a record (or one path of it), newest first; sealed values stay sealed."""
    session.require(CASES)
    revisions = records.revisions(session.conn, record)
    when = moments(session, [revisions])
    standing = records.get(session.conn, record)
    form = session.library.definitions.forms.get((standing.form, standing.version)) if standing else None
    case = standing.case if standing else None
    found = [
        (r.time, r.id, Value(value, people.name_of(session, r.worker), r.office, when[r.id], r.id, False, p))
        for r in revisions
        for p, value in r.sets.items()
        if path in (None, p) and (form is None or sections.may_see(session, form, case, p))
    ]
    return [value for _time, _id, value in sorted(found, key=lambda each: each[:2], reverse=True)]


def targets(session: Session, sheet: Sheet, form_id: str) -> tuple[Target, ...]:
    """The records of the same case that a link of this sheet may point to, oldest first; in none, those of none.

    A link to a sheet of the office leads out of every case.
    """
    session.require(CASES)
    inside = sheet.case is not None and not session.library.definitions.form(form_id).lone
    around = CaseAnswers(session, sheet.case).records if inside else records.without_case(session.conn, form_id)
    found = [r for r in around if r.form == form_id and r.id != sheet.record]
    return tuple(Target(r.id, r.form, number, sections.answers(session, r)) for number, r in enumerate(found, 1))


def number_of(session: Session, sheet: Sheet) -> int:
    """Which one of its kind in its case this sheet is: the second incident, the first report."""
    form = sheet.form
    around = records.without_case(session.conn, form.id) if form.lone else CaseAnswers(session, sheet.case).records
    same = [r.id for r in around if r.form == form.id]
    return same.index(sheet.record) + 1 if sheet.record in same else len(same) + 1


def state_of(session: Session, record: str) -> str | None:
    """How far a saved record is: empty, begun, complete, to_check; None for one that was never saved."""
    found = records.get(session.conn, record)
    return found.state if found else None


def code_of_case(session: Session, case: str) -> str | None:
    """The code of a case by its id."""
    header = records.get(session.conn, case)
    return str(header.body["case_code"]) if header and header.body.get("case_code") else None


def values(session: Session, path: str, settled: Settled) -> tuple[Value, ...]:
    """The living values of a conflict, for the screen and the command line."""
    versions = cast("tuple[Version, ...]", settled.conflicts[path])  # what the store's merge gave to `settle`
    return tuple(
        Value(
            value=v.value,
            worker=people.name_of(session, v.worker),
            office=v.office,
            at=None if hybrid.is_doubtful(v.time, session.now()) else _local(session, v.time),
            revision=v.revision,
            stands=v.value == settled.answers.get(path),
            path=path,
            author=v.worker,
            same=v.same,
        )
        for v in versions
    )


def _local(session: Session, time: int) -> datetime:
    return hybrid.to_datetime(time).astimezone(session.tz)


def _draft_for(session: Session, form: Form, case: str | None, record: str | None) -> Draft | None:
    """The worker's draft of this record; of a new one, or a form that a case has once, also one never saved."""
    own = drafts.get(session.conn, record, session.worker.id) if record is not None else None
    if own is not None or (record is not None and (form.repeat or case is None)):
        return own
    begun = (each for each in drafts.of_worker(session.conn, session.worker.id) if each.form == form.id)
    return next((each for each in begun if each.case == case and not records.get(session.conn, each.record)), None)


def _defaults_of(sheet: Sheet) -> dict[str, Any]:
    return {path: value for path, value in sheet.answers.items() if value is not None}


def _seen(revisions: Sequence[Revision]) -> dict[str, tuple[str, ...]]:
    return merge.seen(merge.living(revisions))


def _computed(form: Form, path: str) -> bool:
    field = form.find(path)
    return field is not None and field.type == "computed"
