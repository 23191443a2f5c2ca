"""Files that belong to a sheet: pictures and PDF, kept inside the vault alone, byte for byte as they came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from db import access_log, attachments, records
from db.connection import Connection
from db.records import Record
from desktop.forms.schema import FieldType, Form
from desktop.refusals import Refused
from desktop.services import file_look, people, sections
from desktop.services import records as sheets
from desktop.services.file_look import Look, kind_of, look
from desktop.services.media import appearing, readable, regular
from desktop.services.moments import moments
from desktop.services.records import Sheet
from desktop.services.session import CASES, Change, Session
from desktop.services.writing import new_id

__all__ = ["Attached", "InCase", "Look", "kind_of", "look"]

LARGEST_MIB = attachments.LARGEST_MIB
PATTERN = "*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.webp"
ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")
FORM = "document"  # a file of the case that belongs to no other sheet
COPIES = frozenset({"lead", "worker"})  # who may take a file out of the vault
SUFFIX = {
    file_look.PDF: "pdf",
    file_look.PNG: "png",
    file_look.JPEG: "jpg",
    file_look.TIFF: "tif",
    file_look.WEBP: "webp",
}

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Attached:
    """What is known of a file without reading it: no name, since names of files tell too much."""

    id: str
    mime: str
    size: int
    number: int  # its place among the files of its sheet


@dataclass(frozen=True, slots=True)
class InCase:
    """A file in the list of its case: in which sheet, as the answer to what, who added it and when."""

    file: Attached
    record: str
    form: Form
    path: str
    kind: str  # what it is, where somebody said so: a code of the list document_kinds
    at: datetime | None
    worker: str


def read_file(path: Path) -> bytes:
    """The bytes of a chosen file, never more than may be attached."""
    most = LARGEST_MIB * attachments.MIB
    with readable(), regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Refused("attachment-too-large", limit=LARGEST_MIB)
    return data


def attach(session: Session, sheet: Sheet, data: bytes) -> Attached:
    """Keep a file with its sheet, as it came; what is neither a picture nor a PDF, or might harm, is refused."""
    session.require(CASES)
    found = look(data)
    with session.vault.write(session.now()) as conn:
        name = _keep(session, conn, sheet, found, data)
    return about(session, name)


def add_to_case(session: Session, case: str, data: bytes, answers: Mapping[str, Any]) -> Attached:
    """Keep a file of the case in a sheet of its own, in one transaction; `answers` say what it is."""
    session.require(CASES)
    found = look(data)
    sheet = sheets.open_new(session, FORM, new_id(), case=case)
    with session.vault.write(session.now()) as conn:
        name = _keep(session, conn, sheet, found, data)
        sheets.put(session, conn, sheet, {**answers, "file": name})
    session.changed(Change("record", sheet.record))
    return about(session, name)


def _keep(session: Session, conn: Connection, sheet: Sheet, found: Look, data: bytes) -> str:
    name = attachments.add(conn, sheet.record, found.mime, data, sheet.case)
    access_log.note(conn, session.now(), session.worker.id, "attached", sheet.record)
    return name


def about(session: Session, attachment: str) -> Attached:
    """What is known of an attached file; `no-such-file` if it is not here."""
    session.require(CASES)
    found = attachments.get(session.conn, attachment)
    if found is None:
        raise Refused("no-such-file")
    places = [each.id for each in attachments.of_record(session.conn, found.record)]
    return Attached(found.id, found.mime, found.size, places.index(found.id) + 1)


def of_case(session: Session, case: str) -> tuple[InCase, ...]:
    """The files of a case that this person may see, sheet by sheet in the order in which they came."""
    session.require(CASES)
    found = [one for record in records.of_case(session.conn, case) for one in _of_record(session, record)]
    own = {one.file.id: place for place, one in enumerate((each for each in found if each.form.id == FORM), 1)}
    return tuple(replace(one, file=replace(one.file, number=own.get(one.file.id, one.file.number))) for one in found)


def _of_record(session: Session, record: Record) -> Iterator[InCase]:
    """Only what the sheet names now: what was taken out of it is in its history."""
    form = session.library.definitions.forms.get((record.form, record.version))
    kept = {one.id: one for one in attachments.of_record(session.conn, record.id)} if form is not None else {}
    if form is None or not kept:
        return
    revisions = records.revisions(session.conn, record.id)
    when = moments(session, [revisions])
    numbers = {name: place for place, name in enumerate(kept, 1)}
    for path, value in sections.answers(session, record).items():
        field = form.find(path)
        if field is None or field.type is not FieldType.FILE or not isinstance(value, str) or value not in kept:
            continue
        by = next((one for one in revisions if one.sets.get(path) == value), None)
        one = kept[value]
        kind = record.body.get("kind") if form.id == FORM else ""
        yield InCase(
            file=Attached(one.id, one.mime, one.size, numbers[one.id]),
            record=record.id,
            form=form,
            path=path,
            kind=kind if isinstance(kind, str) else "",
            at=when[by.id] if by is not None else None,
            worker=people.name_of(session, by.worker) if by is not None else "",
        )


def alone(session: Session, attachment: str) -> InCase:
    """A file that no saved sheet names yet, as the viewer wants to know of it."""
    found = about(session, attachment)
    record = attachments.get(session.conn, attachment)
    form = session.library.definitions.form(FORM)
    return InCase(found, record.record if record else "", form, "file", "", None, "")


def shown(session: Session, attachment: str) -> bytes:
    """The bytes of a file, to be shown inside the program; the log says that it was looked at."""
    data, record = _read(session, attachment)
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "file-shown", record)
    return data


def save_copy(session: Session, attachment: str, path: Path) -> int:
    """Write a file to a disk or a stick, in clear; how many bytes it has. The log says who took it out."""
    session.require(COPIES)
    data, record = _read(session, attachment)
    with appearing(path) as out:
        out.write(data)
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "file-saved", record)
    return len(data)


def note_printed(session: Session, attachment: str) -> None:
    """A file was printed."""
    found = attachments.get(session.conn, attachment)
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "file-printed", found.record if found else None)


def _read(session: Session, attachment: str) -> tuple[bytes, str]:
    """A file of a sheet that she may see, in an answer that she may see."""
    session.require(CASES)
    found = attachments.get(session.conn, attachment)
    record = records.get(session.conn, found.record) if found is not None else None
    if found is None:
        raise Refused("no-such-file")
    restricted = record is not None and session.worker.role in sections.RESTRICTED
    if restricted and record is not None and attachment not in sections.answers(session, record).values():
        raise Refused("not-allowed")
    return attachments.read(session.conn, attachment), found.record
