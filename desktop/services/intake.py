"""Records that come as lines from outside the window: `record put`, practice data, tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import cases, merge, records
from db.connection import Connection
from desktop.forms.clean import clean_path
from desktop.forms.defaults import defaults
from desktop.forms.schema import Form
from desktop.forms.validate import Problem, check
from desktop.refusals import Refused
from desktop.services import codes, writing
from desktop.services.casefile import CaseAnswers, context
from desktop.services.records import code_of
from desktop.services.session import CASES, Session

KEYS = {"case", "form", "record", "set"}
STARTS_WITHOUT_CASE = {"case", "report"}


@dataclass(frozen=True, slots=True)
class Put:
    """One line accepted: committed only when the caller's transaction is."""

    record: str
    case: str | None
    code: str | None


def put(session: Session, conn: Connection, line: Mapping[str, Any]) -> Put:
    """Write one record from outside: every value is cleaned, then malformed and doubtful ones are refused.

    `line` is {"case": CODE or null, "form": ID, "record": ID or null, "set": {path: value}}; case null with form
    `case` opens a case, with form `report` takes a report. Replaces all living values of the paths it sets.
    The caller holds the transaction, so that many lines can be one commit with a savepoint each.
    """
    session.require(CASES)
    form = _form_of(session, line)
    case = _case_of(session, line, form)
    record, earlier = _record_of(session, conn, line, form, case)
    living = merge.living(earlier)
    standing = {path: versions[-1].value for path, versions in living.items()}
    code = codes.fresh(session) if form.id == "case" and not earlier else None
    ctx = context(session, CaseAnswers(session, case), previous=standing, code=code)
    cleaned = clean_all(session, form, line["set"], ctx)
    start = {} if earlier else defaults(form, ctx)
    sets = {**start, **cleaned}
    _refuse_problems(check(form, {**standing, **sets}, ctx, session.library.definitions), cleaned)
    written = writing.write(
        session,
        conn,
        record=record,
        case=record if form.id == "case" else case,
        form=form,
        sets=sets,
        replaces=writing.living_ids(earlier, sets),
        earlier=earlier,
    )
    return Put(written.record.id, written.record.case, code_of(session, written.record))


def clean_all(session: Session, form: Form, values: Any, ctx: Any) -> dict[str, Any]:
    """Each value in its one canonical form; an unknown path, a computed or an automatic field is refused."""
    if not isinstance(values, Mapping) or not values:
        raise Refused("bad-line")
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


def _case_of(session: Session, line: Mapping[str, Any], form: Form) -> str | None:
    code = line.get("case")
    if code is None:
        if form.id not in STARTS_WITHOUT_CASE:
            raise Refused("case-needed")
        return None
    found = cases.by_code(session.conn, codes.tidy(code)) if isinstance(code, str) else None
    if found is None:
        raise Refused("no-such-case")
    return found.case


def _record_of(
    session: Session, conn: Connection, line: Mapping[str, Any], form: Form, case: str | None
) -> tuple[str, list[records.Revision]]:
    record = line.get("record")
    if record is None:
        if form.id == "case" and case is not None:
            return case, records.revisions(conn, case)
        if not form.repeat and case is not None:
            same = [r for r in records.of_case(conn, case) if r.form == form.id]
            if same:
                return same[0].id, records.revisions(conn, same[0].id)
        return writing.new_id(), []
    earlier = records.revisions(conn, record) if isinstance(record, str) else []
    if not earlier or earlier[0].form != form.id or (case is not None and earlier[0].case not in (case, None)):
        raise Refused("no-such-record")
    return record, earlier


def _refuse_problems(problems: list[Problem], cleaned: Mapping[str, Any]) -> None:
    for problem in problems:
        if problem.severity in ("malformed", "doubtful") and problem.path in cleaned:
            raise Refused("bad-value" if problem.severity == "malformed" else "implausible-value", field=problem.path)
