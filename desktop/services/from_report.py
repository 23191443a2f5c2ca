"""A case that begins with a report: its new sheet, and the report that joins it in the same act of saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db import meta, records
from desktop.refusals import Refused
from desktop.services import report_grounds, writing
from desktop.services.records import Saved, Sheet, open_new, open_sheet, put, saved_of
from desktop.services.session import CASES, Change, Session


def begin(session: Session, report: str) -> Sheet:
    """The new case's sheet for a report; asked again, the same one with its draft. Nothing is made until it is saved.

    A report that is in a case already opens that case's sheet; without a ground there is no case.
    """
    session.require(CASES)
    found = records.get(session.conn, report)
    if found is None or found.form != "report":
        raise Refused("no-such-record")
    if found.case is not None:
        return open_sheet(session, "case", record=found.case)
    report_grounds.needed(found.body)
    case = meta.get(session.conn, _of_report(report)) or _set_aside(session, report)
    return open_new(session, "case", case)


def waiting(session: Session, sheet: Sheet) -> str | None:
    """The report that joins this new case when it is saved, if it was begun from one."""
    return (meta.get(session.conn, _of_case(sheet.record)) or None) if sheet.form.id == "case" else None


def save(session: Session, sheet: Sheet, changes: Mapping[str, Any], report: str) -> Saved:
    """Save the case and let the report join it by its path `case`: both or neither."""
    session.require(CASES)
    with session.vault.write(session.now()) as conn:
        written = put(session, conn, sheet, changes)
        earlier = records.revisions(conn, report)
        if not earlier:
            raise Refused("no-such-record")
        joined = records.get(conn, report)
        if joined is None or joined.case is None:
            body = joined.body if joined else {}
            sets = {"case": written.record.id, **_decided(body)}
            writing.write(
                session,
                conn,
                record=report,
                case=earlier[0].case,
                form=session.library.definitions.form("report"),
                sets=sets,
                replaces=writing.living_ids(earlier, sets),
                earlier=earlier,
                verb="report-joined",
            )
    session.changed(Change("record", report))
    session.changed(Change("record", written.record.id))
    return saved_of(session, written)


def _decided(report: Mapping[str, Any]) -> dict[str, Any]:
    """The decision that the case is, with its ground, where they were not written yet."""
    wanted = {"decision": "preluat", report_grounds.FIELD: report_grounds.needed(report)}
    return {path: value for path, value in wanted.items() if report.get(path) != value}


def _set_aside(session: Session, report: str) -> str:
    """An id for the case, kept before anything is typed, so that its draft finds its report again."""
    case = writing.new_id()
    with session.vault.write(session.now()) as conn:
        meta.put(conn, _of_report(report), case)
        meta.put(conn, _of_case(case), report)
    return case


def _of_report(report: str) -> str:
    return f"case-of-report/{report}"


def _of_case(case: str) -> str:
    return f"report-of-case/{case}"
