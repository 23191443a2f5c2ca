"""Deciding between several living values: one is chosen, all are combined, both texts are kept, many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from db import drafts, merge, records, sealing
from db.backup import Report
from db.connection import Connection
from db.merge import Revision, Version
from db.records import Record
from desktop.forms import contested
from desktop.forms.answers import is_real, is_sealed
from desktop.forms.clean import LONG_TEXT_LENGTH, clean_path
from desktop.forms.contested import Put
from desktop.forms.schema import FieldType, Form, Json
from desktop.forms.settle import Settled, settle
from desktop.i18n import datetime_words
from desktop.refusals import Refused
from desktop.services import guarded, sections, writing
from desktop.services.casefile import CaseAnswers, context
from desktop.services.conflicts import Living, may_type, names_of, value_of, versions_of, when
from desktop.services.records import Saved, saved_of
from desktop.services.session import CASES, Change, Session

NEWEST, STANDING = "newest", "standing"
VERB = "conflict-settled"


@dataclass(frozen=True, slots=True)
class Rule:
    """Which of the values stands where many are settled at once: the newest, the standing one, or somebody's."""

    keep: str  # newest | standing | the id of an author


@dataclass(frozen=True, slots=True)
class Many:
    """How many were settled, and how many were left to be looked at one by one."""

    settled: int
    left: int


@dataclass(frozen=True, slots=True)
class _Open:
    """A sheet within the transaction that settles something in it."""

    sheet: Record
    form: Form
    revisions: list[Revision]
    living: Living
    settled: Settled


def choose(session: Session, record: str, path: str, revision: str, *, seen: Sequence[str] | None = None) -> Saved:
    """This one of the living values stands from now on; the others stay in the history.

    `seen`: the revisions that were on the screen. One that came since is not replaced by what nobody has read.
    """

    def decide(sheet: _Open) -> Put:
        _still_open(sheet, path)
        if path in sheet.settled.kept_rows:
            gone, kept = versions_of(path, sheet.settled, sheet.living)
            if revision not in (*gone.revisions, *kept.revisions):
                raise Refused("conflict-gone")
            is_removal = revision in gone.revisions
            return _row(sheet, path, stays=not is_removal)
        chosen = next((each for each in sheet.living[path] if revision in each.revisions), None)
        if chosen is None:
            raise Refused("conflict-gone")
        return Put({path: chosen.value}, {path: _replaced(sheet, path, seen)})

    return _settle(session, record, [path], decide)


def combine(session: Session, record: str, path: str, value: Any, *, seen: Sequence[str] | None = None) -> Saved:
    """Another answer stands in place of all of them; it has to have the shape of the field."""

    def decide(sheet: _Open) -> Put:
        _still_open(sheet, path)
        field = sheet.form.find(path)
        if field is None or not may_type(sheet.form, field):
            raise Refused("only-by-its-act", field=path)
        guarded.check(session, sheet.form, {path: value}, sheet.settled.answers)
        return Put({path: _clean(session, sheet, path, value)}, {path: _replaced(sheet, path, seen)})

    return _settle(session, record, [path], decide, forget=path)


def keep_both(session: Session, record: str, path: str, *, seen: Sequence[str] | None = None) -> Saved:
    """Each of the texts stands whole, one below the other, under a line that says who wrote it where and when."""

    def decide(sheet: _Open) -> Put:
        _still_open(sheet, path)
        return Put({path: _both(session, sheet, path)}, {path: _replaced(sheet, path, seen)})

    return _settle(session, record, [path], decide)


def choose_many(session: Session, wanted: Iterable[tuple[str, str]], rule: Rule, report: Report | None = None) -> Many:
    """Settle many of one kind by one rule, a sheet at a time; each may be stopped before the next.

    What is about safety is settled so only by what protects: for every other rule it waits to be looked at. So does
    what the rule says nothing of, a row that was taken away, and what may not be written now.
    """
    session.require(CASES)
    by_record: dict[str, list[str]] = {}
    for record, path in wanted:
        by_record.setdefault(record, []).append(path)
    total, done, left = sum(map(len, by_record.values())), 0, 0
    for record, paths in by_record.items():
        if report is not None:
            report(done + left, total)
        settled = _by_rule(session, record, paths, rule)
        done, left = done + settled, left + len(paths) - settled
    session.announce("conflicts")
    return Many(done, left)


def choose_beside(session: Session, wanted: Sequence[tuple[str, str]], rule: Rule, report: Report) -> Many:
    """The same beside the window."""
    with session.beside() as own:
        return choose_many(own, wanted, rule, report)


def _by_rule(session: Session, record: str, paths: Sequence[str], rule: Rule) -> int:
    """How many were settled in this sheet: all that the rule speaks of, or none where it may not be written now."""
    try:
        return _settle_by_rule(session, record, paths, rule)
    except Refused:
        return 0


def _settle_by_rule(session: Session, record: str, paths: Sequence[str], rule: Rule) -> int:
    with session.vault.write(session.now()) as conn:
        sheet = _opened(session, conn, record)
        if sheet is None:
            return 0
        chosen = {path: kept for path in paths if (kept := _ruled(session, sheet, path, rule)) is not None}
        if not chosen:
            return 0
        sets = {path: version.value for path, version in chosen.items()}
        put = Put(sets, {path: _replaced(sheet, path, None) for path in sets})
        _write(session, conn, sheet, put)
    return len(chosen)


def _ruled(session: Session, sheet: _Open, path: str, rule: Rule) -> Version | None:
    """The value that the rule keeps, None where it says nothing of this one."""
    if path not in sheet.settled.conflicts or not sections.may_see(session, sheet.form, sheet.sheet.case, path):
        return None
    if rule.keep != STANDING and contested.is_safety(sheet.form, path):
        return None
    versions = sorted(sheet.living[path], key=when)
    if rule.keep == NEWEST:
        return versions[-1]
    if rule.keep == STANDING:
        stands = records.dump(sheet.settled.answers.get(path))
        same = [one for one in versions if records.dump(one.value) == stands]
        return same[-1] if same else versions[-1]._replace(value=sheet.settled.answers.get(path))
    own = [one for one in versions if one.worker == rule.keep]
    return own[-1] if own else None


def _settle(
    session: Session, record: str, paths: Sequence[str], decide: Callable[[_Open], Put], *, forget: str = ""
) -> Saved:
    session.require(CASES)
    with session.vault.write(session.now()) as conn:
        sheet = _opened(session, conn, record)
        if sheet is None:
            raise Refused("no-such-record")
        sections.check(session, sheet.form, sheet.sheet.case, paths)
        written = _write(session, conn, sheet, decide(sheet))
        if forget:
            _forget_typed(session, conn, record, forget)
    session.changed(Change("record", record))
    return saved_of(session, written)


def _opened(session: Session, conn: Connection, record: str) -> _Open | None:
    sheet = records.get(conn, record)
    if sheet is None:
        return None
    form = session.library.definitions.form(sheet.form)
    if (sheet.form, sheet.version) not in session.library.definitions.forms:
        raise Refused("unknown-form", form=sheet.form)  # written here, it would go back to an older version
    revisions = records.revisions(conn, record)
    living = merge.living(revisions)
    return _Open(sheet, form, revisions, living, settle(form, living))


def _write(session: Session, conn: Connection, sheet: _Open, put: Put) -> writing.Written:
    return writing.write(
        session,
        conn,
        record=sheet.sheet.id,
        case=sheet.sheet.case,
        form=sheet.form,
        sets=put.sets,
        replaces=put.replaces,
        earlier=sheet.revisions,
        verb=VERB,
    )


def _still_open(sheet: _Open, path: str) -> None:
    if path not in contested.open_paths(sheet.settled):
        raise Refused("conflict-gone")


def _row(sheet: _Open, path: str, *, stays: bool) -> Put:
    if stays:
        return contested.keep_row(path, sheet.living, sheet.revisions)
    return contested.drop_row(path, sheet.living)


def _replaced(sheet: _Open, path: str, seen: Sequence[str] | None) -> tuple[str, ...]:
    alive = names_of(sheet.living[path])
    return alive if seen is None else tuple(name for name in alive if name in seen)


def _clean(session: Session, sheet: _Open, path: str, value: Any) -> Json:
    if value is None or is_sealed(value):
        return cast("Json", value)
    around = CaseAnswers(session, sheet.sheet.case)
    ctx = context(session, around, previous=sheet.settled.answers)
    try:
        return clean_path(sheet.form, path, value, ctx, session.library.definitions)
    except Refused as refusal:
        raise Refused(refusal.code, field=path) from None


def _both(session: Session, sheet: _Open, path: str) -> str:
    field = sheet.form.find(path)
    if field is None or field.type is not FieldType.LONG_TEXT:
        raise Refused("no-texts-to-keep")
    scope = sheet.sheet.case or sheet.sheet.id
    parts: list[tuple[str, str]] = []
    for version in sorted(sheet.living[path], key=when):
        text = sealing.unseal(session.vault, scope, version.value) if is_sealed(version.value) else version.value
        if isinstance(text, str) and is_real(text):
            parts.append((_heading(session, version), text))
    if len(parts) < 2:
        raise Refused("no-texts-to-keep")
    whole = contested.whole_texts(parts)
    if len(whole) > (field.max_length or LONG_TEXT_LENGTH):
        raise Refused("both-too-long", most=field.max_length or LONG_TEXT_LENGTH)
    return whole


def _heading(session: Session, version: Version) -> str:
    value = value_of(session, "", version, stands=False)
    told = (value.worker, value.office, datetime_words(value.at) if value.at else "")
    return f"[{' · '.join(part for part in told if part)}]"


def _forget_typed(session: Session, conn: Connection, record: str, path: str) -> None:
    """What was typed as a common answer is saved now; the rest of the unsaved changes of the sheet stays."""
    draft = drafts.get(conn, record, session.worker.id)
    if draft is None or path not in draft.body:
        return
    body = {each: value for each, value in draft.body.items() if each != path}
    if body:
        seen = {each: names for each, names in draft.seen.items() if each != path}
        drafts.put(conn, replace(draft, body=body, seen=seen))
    else:
        drafts.remove(conn, record, session.worker.id)
