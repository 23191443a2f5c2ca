"""Files that belong to a record, kept inside the database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from db import cover
from db.connection import Connection
from db.errors import VaultRefused

MIB = 1024 * 1024
LARGEST_MIB = 25


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is known of a file without reading it."""

    id: str
    record: str
    mime: str
    size: int


def add(conn: Connection, record: str, mime: str, data: bytes, case: str | None = None) -> str:
    """Keep a file; its new id. The case is named for a record that was not saved yet."""
    if len(data) > LARGEST_MIB * MIB:
        raise VaultRefused("attachment-too-large", limit=LARGEST_MIB)
    name = secrets.token_hex(16)
    kept = cover.shut_file(conn, cover.scope_of(conn, record, case), name, data)
    conn.execute("INSERT INTO main.attachment VALUES (?, ?, ?, ?, ?)", (name, record, mime, len(data), kept))
    return name


def read(conn: Connection, attachment: str) -> bytes:
    """The bytes of a file."""
    row = conn.execute("SELECT size, data FROM attachment WHERE id = ?", (attachment,)).fetchone()
    if row is None:
        raise VaultRefused("no-such-file")
    return cover.open_file(conn, attachment, row[0], bytes(row[1]))


def get(conn: Connection, attachment: str) -> Attachment | None:
    """What is known of a file by its id."""
    row = conn.execute("SELECT id, record, mime, size FROM attachment WHERE id = ?", (attachment,)).fetchone()
    return Attachment(*row) if row else None


def of_record(conn: Connection, record: str) -> list[Attachment]:
    """The files of a record, in the order in which they came."""
    rows = conn.execute("SELECT id, record, mime, size FROM attachment WHERE record = ? ORDER BY rowid", (record,))
    return [Attachment(*row) for row in rows]


def in_clear(conn: Connection, attachment: str) -> Attachment | None:
    """What is known of a file, whoever may see it; None for one that is not here or lies under a seal."""
    sql = "SELECT id, record, mime, size FROM main.attachment WHERE id = ? AND length(data) = size"
    row = conn.execute(sql, (attachment,)).fetchone()
    return Attachment(*row) if row else None


def whole(conn: Connection, attachment: str) -> bytes:
    """The bytes of such a file."""
    row = conn.execute("SELECT data FROM main.attachment WHERE id = ?", (attachment,)).fetchone()
    if row is None:
        raise VaultRefused("no-such-file")
    return bytes(row[0])


def take(conn: Connection, found: Attachment, data: bytes, case: str | None = None) -> bool:
    """Keep a file that came from elsewhere, under its own id; False if it was here already or was erased."""
    kept = cover.shut_file(conn, cover.scope_of(conn, found.record, case), found.id, data)
    sql = "INSERT INTO main.attachment VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
    return conn.execute(sql, (found.id, found.record, found.mime, len(data), kept)).rowcount == 1


def reach(conn: Connection, after: int, upto: int, most: int) -> int:
    """Up to which commit the files that came after another one come to no more than so many bytes together.

    Always one commit at least: what was kept at once leaves at once.
    """
    sql = (
        "SELECT arrived, attachment.id, size FROM main.attachment JOIN main.revision ON revision.record ="
        " attachment.record AND instr(sets, attachment.id) WHERE arrived > ? AND arrived <= ? ORDER BY arrived"
    )
    told, whole, far = set[str](), 0, after
    for commit, rows in groupby(conn.execute(sql, (after, upto)), key=itemgetter(0)):
        fresh = {id_: size for _commit, id_, size in rows if id_ not in told}
        whole += sum(fresh.values())
        if whole > most and far > after:
            return far
        told |= fresh.keys()
        far = int(commit)
    return upto
