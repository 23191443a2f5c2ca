"""What came for a case or sheet that is sealed here, kept for its people alone until one of them is at the PC."""

from __future__ import annotations

import json
from typing import NamedTuple, TypeAlias

from db import cover, crypto, keyring, seals
from db.attachments import Attachment
from db.connection import Connection
from db.merge import Revision
from db.records import dump


class WaitingFile(NamedTuple):
    """A file with its bytes, and the case of its sheet."""

    file: Attachment
    case: str | None
    data: bytes


Waiting: TypeAlias = "Revision | WaitingFile"


def scope(conn: Connection, record: str, case: str | None) -> str | None:
    """The seal under which a record lies and which nobody at the PC can open; None where it may be written."""
    found = cover.scope_of(conn, record, case)
    return None if found is None or keyring.of(conn).get(found) is not None else found


def keep(conn: Connection, scope_: str, waiting: Waiting) -> None:
    """Seal it to each of the people of the seal; what waits already is not kept twice."""
    id_, record, data = _packed(waiting)
    for reader in seals.readers(conn, scope_):
        conn.execute(
            "INSERT INTO sealed_wait VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (scope_, id_, reader.worker, record, crypto.seal_for(reader.public, data)),
        )


def mine(conn: Connection, worker: str, limit: int) -> list[tuple[str, str, bytes]]:
    """What waits for a person: the seal, the id and the box of each."""
    sql = "SELECT scope, id, box FROM sealed_wait WHERE worker = ? ORDER BY scope, id LIMIT ?"
    return [(scope_, id_, bytes(box)) for scope_, id_, box in conn.execute(sql, (worker, limit))]


def count(conn: Connection) -> int:
    """How many revisions and files wait for somebody who may open them."""
    return int(conn.execute("SELECT count(*) FROM (SELECT DISTINCT scope, id FROM sealed_wait)").fetchone()[0])


def opened(secret: bytearray, box: bytes) -> Waiting | None:
    """What lies in a box, by the secret of the person whom it was sealed to; None where the keys were changed since."""
    data = crypto.open_for(secret, box)
    return None if data is None else _unpacked(data)


def taken(conn: Connection, scope_: str, id_: str) -> None:
    """It is kept where it belongs."""
    conn.execute("DELETE FROM sealed_wait WHERE scope = ? AND id = ?", (scope_, id_))


def lost(conn: Connection, scope_: str, id_: str, worker: str) -> None:
    """Nobody can open this box any more; those of the others stay."""
    conn.execute("DELETE FROM sealed_wait WHERE scope = ? AND id = ? AND worker = ?", (scope_, id_, worker))


def _packed(waiting: Waiting) -> tuple[str, str, bytes]:
    if isinstance(waiting, Revision):
        return waiting.id, waiting.record, dump({"revision": waiting._asdict()}).encode() + b"\n"
    file = waiting.file
    head = {"id": file.id, "record": file.record, "mime": file.mime, "size": file.size, "case": waiting.case}
    return file.id, file.record, dump({"file": head}).encode() + b"\n" + waiting.data


def _unpacked(data: bytes) -> Waiting:
    head, _, rest = data.partition(b"\n")
    told = json.loads(head)
    if "revision" in told:
        one = told["revision"]
        one["replaces"] = {path: tuple(names) for path, names in one["replaces"].items()}
        return Revision(**one)
    file = told["file"]
    return WaitingFile(Attachment(file["id"], file["record"], file["mime"], file["size"]), file["case"], rest)
