"""The notice about a child on paper: made in memory out of a report, noted in the log when it is printed or saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db import access_log, records
from desktop.forms.present import show
from desktop.forms.schema import Form
from desktop.i18n import language as current_language
from desktop.i18n import pick, using
from desktop.pdf.child_notice import ChildNotice, notice_pdf
from desktop.pdf.save import save_whole
from desktop.refusals import Refused
from desktop.services.report_grounds import has_child
from desktop.services.session import CASES, Session


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished page in memory."""

    record: str
    data: bytes = field(repr=False)
    file_name: str  # neutral


def paper(session: Session, record: str, language: str | None = None) -> Paper:
    """The notice out of one report; without a child there is none."""
    session.require(CASES)
    found = records.get(session.conn, record)
    if found is None or found.form != "report":
        raise Refused("no-such-record")
    if not has_child(found.body):
        raise Refused("report-without-child")
    with using(language or session.language):
        form = session.library.definitions.form("report", found.version)
        notice = _notice(session, form, found.body)
        return Paper(record, notice_pdf(notice, current_language()), f"fisa-{record[:8]}.pdf")


def note_printed(session: Session, made: Paper) -> None:
    """It was printed: the log says so."""
    now = session.now()
    with session.vault.write(now) as conn:
        access_log.note(conn, now, session.worker.id, "notice-printed", made.record)


def save(session: Session, made: Paper, path: Path, *, replace: bool = False) -> None:
    """Write it to a file, whole or not at all; the log comes first."""
    note_printed(session, made)
    save_whole(path, made.data, replace=replace)


def _notice(session: Session, form: Form, body: Mapping[str, Any]) -> ChildNotice:
    def said(path: str) -> str:
        asked, value = form.find(path), body.get(path)
        if asked is None or value is None:
            return ""
        return show(asked, value, session.library.definitions, country=session.office.country)

    basis = form.field("child_involved").basis
    return ChildNotice(
        office=session.office.code,
        country=session.office.country,
        received=said("report_dt"),
        by=said("notifier_type"),
        involved=said("child_involved"),
        danger=said("immediate_danger"),
        topics=said("topics"),
        told=said("told"),
        basis=pick(basis) if basis else "",
        practice=session.office.practice,
    )
