"""Files that belong to a sheet: pictures and PDF, kept inside the vault and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db import access_log, attachments
from desktop.refusals import Refused
from desktop.services.media import readable, regular
from desktop.services.records import Sheet
from desktop.services.session import CASES, Session

LARGEST_MIB = attachments.LARGEST_MIB
PATTERN = "*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.webp"

# What a file is, is read from its first bytes; its name is neither trusted nor kept.
_KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)


@dataclass(frozen=True, slots=True)
class Attached:
    """What is known of a file without reading it: no name, since names of files tell too much."""

    id: str
    mime: str
    size: int
    number: int  # its place among the files of its sheet


def read_file(path: Path) -> bytes:
    """The bytes of a chosen file, never more than may be attached."""
    most = LARGEST_MIB * attachments.MIB
    with readable(), regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Refused("attachment-too-large", limit=LARGEST_MIB)
    return data


def attach(session: Session, sheet: Sheet, data: bytes) -> Attached:
    """Keep a file with its sheet; anything but a picture or a PDF is refused `wrong-kind`."""
    session.require(CASES)
    mime = kind_of(data)
    if mime is None:
        raise Refused("wrong-kind")
    with session.vault.write(session.now()) as conn:
        name = attachments.add(conn, sheet.record, mime, data, sheet.case)
        access_log.note(conn, session.now(), session.worker.id, "attached", sheet.record)
    return about(session, name)


def about(session: Session, attachment: str) -> Attached:
    """What is known of an attached file; `no-such-file` if it is not here."""
    session.require(CASES)
    found = attachments.get(session.conn, attachment)
    if found is None:
        raise Refused("no-such-file")
    places = [each.id for each in attachments.of_record(session.conn, found.record)]
    return Attached(found.id, found.mime, found.size, places.index(found.id) + 1)


def kind_of(data: bytes) -> str | None:
    """The kind that the first bytes say, if it is one that may be attached."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for start, mime in _KINDS if data.startswith(start)), None)
