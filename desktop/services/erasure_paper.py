"""The record of an erasure for the person whose case it was: made in memory, logged, saved where the lead says."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from db import access_log, erasure_requests
from db.access_log import Wanted
from desktop.pdf.erasure import ErasureRecord, erasure_pdf
from desktop.pdf.save import save_whole
from desktop.refusals import Refused
from desktop.services import erased_list
from desktop.services.erasure import GROUNDS
from desktop.services.session import PEOPLE, Session


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished page in memory."""

    case: str
    data: bytes = field(repr=False)
    file_name: str  # neutral


def paper(session: Session, request_id: str, language: str | None = None) -> Paper:
    """The page about a request that was carried out."""
    session.require(PEOPLE)
    found = erasure_requests.get(session.conn, request_id)
    if found is None or erasure_requests.is_denied(session.conn, found.case, session.worker.id):
        raise Refused("no-such-request")
    if found.state != "done" or found.ended_at is None:
        raise Refused("erasure-not-done")
    entry = session.library.definitions.list(GROUNDS).find(found.ground)
    ended = found.ended_at.astimezone(session.tz)
    record = ErasureRecord(
        office=session.office.code,
        code=found.code,
        ground=entry.label if entry else {"ro": found.ground, "en": found.ground},
        asked_on=found.asked_at.astimezone(session.tz).date(),
        erased_on=ended.date(),
        sheets=_sheets(session, found.case),
        copies_until=erased_list.copies_until(ended),
        alone=found.asked_by == found.ended_by,
        practice=session.office.practice,
    )
    return Paper(found.case, erasure_pdf(record, language or session.language), f"dovada-{request_id[:8]}.pdf")


def save(session: Session, made: Paper, path: Path, *, replace: bool = False) -> None:
    """Write it to a file, whole or not at all; the log comes first."""
    session.require(PEOPLE)
    now = session.now()
    with session.vault.write(now) as conn:
        access_log.note(conn, now, session.worker.id, "erasure-paper", made.case)
    save_whole(path, made.data, replace=replace)


def _sheets(session: Session, case: str) -> int:
    """How many sheets it had, as the access log counted them."""
    for verb in ("erased", "erased-alone"):
        for entry in access_log.page(session.conn, 1, wanted=Wanted(verb=verb, case=case)):
            return entry.count or 0
    return 0
