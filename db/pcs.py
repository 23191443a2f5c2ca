"""The computers of one office: their keys, the office's word for them, and the installations each of them has been."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
from dataclasses import dataclass, replace
from typing import Any

from db import installations, secrets
from db.connection import Connection
from db.installations import Stay

SIGN_SEED = "pc-sign-seed"  # with it this computer signs for the others of the office
IDENTITY = "pc-identity"  # what they seal to this computer alone


@dataclass(frozen=True, slots=True)
class Pc:
    """One computer; `cert` is the office's signature over the rest, `stays` are its installations, the latest last."""

    id: str
    number: int
    sign_key: bytes
    box_key: str
    since: str
    invited_by: str | None
    cert: bytes
    stays: tuple[Stay, ...] = ()
    retired_at: str | None = None
    own: bool = False

    @property
    def retired(self) -> bool:
        return self.retired_at is not None


_COLUMNS = ("id", "number", "sign_key", "box_key", "since", "invited_by", "cert", "nodes", "retired_at", "own")
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM pc"
_PUT = (
    f"INSERT INTO pc ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}"
)


def put(conn: Connection, pc: Pc) -> None:
    """Keep a computer, in place of what was known of it."""
    keys = (pc.id, pc.number, pc.sign_key, pc.box_key, pc.since, pc.invited_by, pc.cert)
    conn.execute(_PUT, (*keys, installations.dump(pc.stays), pc.retired_at, int(pc.own)))


def get(conn: Connection, id_: str) -> Pc | None:
    row = conn.execute(f"{_SELECT} WHERE id = ?", (id_,)).fetchone()
    return _pc(row) if row else None


def by_sign_key(conn: Connection, sign_key: bytes) -> Pc | None:
    """The computer that signs with this key, retired or not."""
    row = conn.execute(f"{_SELECT} WHERE sign_key = ?", (sign_key,)).fetchone()
    return _pc(row) if row else None


def own(conn: Connection) -> Pc | None:
    """This computer; None as long as the office has no other."""
    row = conn.execute(f"{_SELECT} WHERE own = 1").fetchone()
    return _pc(row) if row else None


def all_(conn: Connection) -> list[Pc]:
    """Every computer that the office has or had, in the order in which they came."""
    return [_pc(row) for row in conn.execute(f"{_SELECT} ORDER BY number, since, id")]


def carry_over(old: Connection, conn: Connection) -> None:
    """A database that is put aside knows more: which computers there are, which were retired, this one's own keys."""
    if own(old) is not None:
        conn.execute("UPDATE pc SET own = 0")  # the others know this computer by the later keys
    for pc in all_(old):
        here = get(conn, pc.id)
        ended = [one.retired_at for one in (here, pc) if one is not None and one.retired_at is not None]
        put(conn, replace(pc, retired_at=min(ended, default=None)))
    for name in (SIGN_SEED, IDENTITY):
        value = secrets.get(old, name)
        if value is not None:
            secrets.put(conn, name, value)


def last_sent(conn: Connection, id_: str) -> str | None:
    """When something was last written for this computer."""
    row = conn.execute("SELECT max(at) FROM sent WHERE addressee = ?", (id_,)).fetchone()
    return None if row[0] is None else str(row[0])


def last_came(conn: Connection, pc: Pc) -> str | None:
    """When something of this computer was last taken in, whichever of its installations wrote it."""
    nodes = [stay.node for stay in pc.stays]
    few = ", ".join("?" for _ in nodes)
    row = conn.execute(f"SELECT max(at) FROM received WHERE kind = 'merge' AND node IN ({few})", nodes).fetchone()
    return None if row[0] is None else str(row[0])


def _pc(row: tuple[Any, ...]) -> Pc:
    id_, number, sign_key, box_key, since, by, cert, nodes, retired_at, own_ = row
    return Pc(
        id_, number, bytes(sign_key), box_key, since, by, bytes(cert), installations.load(nodes), retired_at, bool(own_)
    )
