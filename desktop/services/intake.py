"""Records that come as lines from outside the window: `record put`, practice data, tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from db import access_log, cases, facts, merge, records
from db.connection import Connection
from db.savepoint import savepoint
from desktop.forms.clean import clean_path
from desktop.forms.context import Context
from desktop.forms.defaults import defaults
from desktop.forms.schema import Form
from desktop.forms.settle import settle
from desktop.forms.validate import Problem
from desktop.refusals import Refused
from desktop.services import case_ways, codes, guarded, holds, moving, sections, writing
from desktop.services.casefile import CaseAnswers, context
from desktop.services.records import code_of
from desktop.services.session import CASES, Session

KEYS = {"case", "form", "record", "set"}
STARTS_WITHOUT_CASE = {"case", "report"}
MOST_PATHS = 5_000


@dataclass(frozen=True, slots=True)
class Put:
    """One line accepted: committed only when the caller's transaction is."""

    record: str
    case: str | None
    code: str | None
    revision: str


def put(session: Session, conn: Connection, line: Mapping[str, Any]) -> Put:
    """Write one record from outside: every value is cleaned, then malformed and doubtful ones are refused.

    `line` is {"case": CODE or null, "form": ID, "record": ID or null, "set": {path: value}}; case null with form
    `case` opens a case, with form `report` takes a report. Replaces all living values of the paths it sets.
    The caller holds the transaction.
    """
    with Batch(session, conn) as batch:
        return batch.put(line)


class Batch:
    """Many lines in one transaction of the caller, who may give each a savepoint of its own.

    What was read of a case is not read again, and what follows from a whole case is worked out once, at the end.
    """

    def __init__(self, session: Session, conn: Connection) -> None:
        self._session, self._conn = session, conn
        self._cases: dict[str, CaseAnswers] = {}  # as they stand now
        self._codes: dict[str, str] = {}  # code -> case; the lists know a new one only at the end
        self._touched: dict[str, None] = {}
        self._numbers = facts.Numbers()

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:
            self.finish()

    def put(self, line: Mapping[str, Any]) -> Put:
        """One line, as `put` takes it; a line that is refused leaves the others as they are."""
        try:
            return self._put(line)
        except BaseException:
            # What this line wrote is undone by its savepoint, so nothing that is remembered can be relied on.
            self._cases.clear()
            self._numbers.clear()
            raise

    @contextmanager
    def part(self) -> Iterator[None]:
        """Several lines that stand or fall together; what they wrote is forgotten with them."""
        touched, codes_ = dict(self._touched), dict(self._codes)
        try:
            with savepoint(self._conn):
                yield
        except BaseException:
            self._touched, self._codes = touched, codes_
            self._cases.clear()
            self._numbers.clear()
            raise

    def finish(self) -> None:
        """Bring clocks, quasi-identifiers and the rows of the lists up to date, for each case that was written in."""
        for case in self._touched:
            writing.refresh_case(self._session, self._conn, case, self._around(case))
        self._touched.clear()

    def _put(self, line: Mapping[str, Any]) -> Put:
        session = self._session
        session.require(CASES)
        form = _form_of(session, line)
        case, code = self._case_of(line, form)
        around = self._around(case)
        record, earlier = _record_of(self._conn, line, form, case, around)
        previous = {path: versions[-1].value for path, versions in merge.living(earlier).items()}
        if form.id == "case" and not earlier:
            code = self._fresh_code()
        ctx = context(session, around, previous=previous, code=code)
        cleaned = clean_all(session, form, line["set"], ctx)
        sections.check(session, form, case, cleaned)
        guarded.check(session, form, cleaned, previous)
        moving.check(self._conn, form.id, record, case, cleaned)
        if form.id == "report":
            writing.check_ground(self._conn, record, case, cleaned)
        sets = cleaned if earlier else {**defaults(form, ctx), **cleaned}
        replaces = writing.living_ids(earlier, sets)
        case_ways.check(session, self._conn, form, record, sets, earlier, replaces.get("status", ()))
        revision = writing.revise(
            session,
            record=record,
            case=record if form.id == "case" else case,
            form=form,
            sets=sets,
            replaces=replaces,
        )
        written = self._write(form, [*earlier, revision], around, cleaned, ctx)
        told = code if written.case == case or form.id == "case" else self._code(written)
        return Put(written.id, written.case, told, revision.id)

    def _write(
        self,
        form: Form,
        revisions: list[records.Revision],
        around: CaseAnswers,
        cleaned: Mapping[str, Any],
        ctx: Context,
    ) -> records.Record:
        """Look at the record as it would stand, refuse it or write it."""
        session, conn, revision = self._session, self._conn, revisions[-1]
        settled = settle(form, merge.living(revisions))
        case = writing.case_of(form, revisions, settled)
        if case != around.case:
            is_new = form.id == "case" and len(revisions) == 1  # nothing can lie in it yet, so nothing is read
            around = CaseAnswers(session, case, known=()) if is_new else self._around(case)
            ctx = replace(ctx, case=around)
        standing = writing.stand(session, form, revisions, settled, around, clean=cleaned, ctx=ctx)
        _refuse_problems(standing.problems, cleaned)
        _refuse_unknown_protocol(session, form, standing.record.body)
        before = writing.as_it_was(conn, form, revisions)
        writing.add(conn, revision)
        writing.keep(session, conn, form, standing, self._numbers)
        holds.follow(session, conn, standing.record, revision.sets)
        access_log.note(conn, session.now(), session.worker.id, "saved", revision.record, len(revision.sets))
        if case is not None:
            self._cases[case] = writing.spread(session, conn, before, standing.record, around, self._numbers)
            self._touched[case] = None
        else:
            writing.refresh_lone(session, conn, standing.record)
        if before is not None and before.case not in (None, case):
            self._cases.pop(before.case, None)
            self._touched[before.case] = None
        if form.id == "case":
            self._codes[str(standing.record.body.get("case_code"))] = standing.record.id
        return standing.record

    def _around(self, case: str | None) -> CaseAnswers:
        """The answers of a case, read once."""
        if case is None:
            return CaseAnswers(self._session, None)
        if case not in self._cases:
            self._cases[case] = CaseAnswers(self._session, case, whole=True)
        return self._cases[case]

    def _case_of(self, line: Mapping[str, Any], form: Form) -> tuple[str | None, str | None]:
        """The case that a line names, with its code."""
        code = line.get("case")
        if code is None:
            if form.id not in STARTS_WITHOUT_CASE and not form.lone:
                raise Refused("case-needed")
            return None, None
        if form.lone:
            raise Refused("case-not-wanted")
        if not isinstance(code, str):
            raise Refused("no-such-case")
        code = codes.tidy(code)
        if code not in self._codes:
            found = cases.by_code(self._conn, code)
            if found is None:
                raise Refused("no-such-case")
            self._codes[code] = found.case
        return self._codes[code], code

    def _fresh_code(self) -> str:
        while (code := codes.fresh(self._session)) in self._codes:
            pass
        return code

    def _code(self, record: records.Record) -> str | None:
        return code_of(self._session, record)


def clean_all(session: Session, form: Form, values: Any, ctx: Any) -> dict[str, Any]:
    """Each value in its one canonical form; an unknown path, a computed or an automatic field is refused."""
    if not isinstance(values, Mapping) or not values:
        raise Refused("bad-line")
    if len(values) > MOST_PATHS:
        raise Refused("record-too-large")
    cleaned = {}
    for path, raw in values.items():
        field = form.find(path) if isinstance(path, str) else None
        if field is None or field.type == "computed" or path == "case_code":
            raise Refused("unknown-field", field=_safe(path, form))
        cleaned[path] = clean_path(form, path, raw, ctx, session.library.definitions)
    return cleaned


def _safe(path: object, form: Form) -> str:
    """The path if it belongs to the form, else nothing: what was typed is never repeated."""
    return path if isinstance(path, str) and form.find(path) is not None else "?"


def _form_of(session: Session, line: Any) -> Form:
    if not isinstance(line, Mapping) or not KEYS >= set(line) >= {"form", "set"}:
        raise Refused("bad-line")
    if not isinstance(line["form"], str):
        raise Refused("unknown-form")
    return session.library.definitions.form(line["form"])


def _record_of(
    conn: Connection, line: Mapping[str, Any], form: Form, case: str | None, around: CaseAnswers
) -> tuple[str, list[records.Revision]]:
    """The record that a line writes in, and its revisions so far; none where it begins one."""
    record = line.get("record")
    if record is None:
        if form.id == "case" and case is not None:
            return case, records.revisions(conn, case)
        same = next((r.id for r in around.records if r.form == form.id), None) if not form.repeat else None
        return (same, records.revisions(conn, same)) if same else (writing.new_id(), [])
    earlier = records.revisions(conn, record) if isinstance(record, str) else []
    if not earlier or earlier[0].form != form.id or (case is not None and earlier[0].case not in (case, None)):
        raise Refused("no-such-record")
    return record, earlier


def _refuse_problems(problems: Sequence[Problem], cleaned: Mapping[str, Any]) -> None:
    for problem in problems:
        if problem.severity in ("malformed", "doubtful") and problem.path in cleaned:
            raise Refused("bad-value" if problem.severity == "malformed" else "implausible-value", field=problem.path)


def _refuse_unknown_protocol(session: Session, form: Form, answers: Mapping[str, Any]) -> None:
    """A team without a checklist that is known here could not be shown."""
    protocol = (answers.get("protocol"), answers.get("protocol_version"))
    if form.id == "team" and protocol not in session.library.protocols:
        raise Refused("unknown-option", field="protocol")
