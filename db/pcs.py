"""The computers of one office: their keys, the office's word for them, and the installations each of them has been."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import meta
from db.connection import Connection
from db.hybrid import moment, stamp

FORMER_NODES = "former-nodes"


@dataclass(frozen=True, slots=True)
class Stay:
    """One installation; `until` says when another one took its place, None while it works."""

    node: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pc:
    """One computer; `cert` is the office's signature over the rest, `stays` are its installations, the latest last."""

    id: str
    number: int
    sign_key: bytes
    box_key: str
    since: str
    cert: bytes
    stays: tuple[Stay, ...] = ()
    retired_at: str | None = None
    own: bool = False

    @property
    def retired(self) -> bool:
        return self.retired_at is not None


_COLUMNS = ("id", "number", "sign_key", "box_key", "since", "cert", "nodes", "retired_at", "own")
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM pc"
_PUT = (
    f"INSERT INTO pc ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}"
)


def put(conn: Connection, pc: Pc) -> None:
    """Keep a computer, in place of what was known of it."""
    keys = (pc.id, pc.number, pc.sign_key, pc.box_key, pc.since, pc.cert)
    conn.execute(_PUT, (*keys, dump_stays(pc.stays), pc.retired_at, int(pc.own)))


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


def here(conn: Connection) -> tuple[Stay, ...]:
    """The installations that this one was before, and itself last."""
    return (*load_stays(meta.get(conn, FORMER_NODES) or ""), Stay(meta.get(conn, "node") or ""))


def move_in(conn: Connection, node: str, now: datetime) -> None:
    """This becomes an installation of its own, which says from which one it comes."""
    stays = here(conn)
    meta.put(conn, FORMER_NODES, dump_stays((*stays[:-1], Stay(stays[-1].node, now))))
    meta.put(conn, "node", node)


def dump_stays(stays: Iterable[Stay]) -> str:
    return " ".join(stay.node if stay.until is None else f"{stay.node}@{stamp(stay.until)}" for stay in stays)


def load_stays(text: str) -> tuple[Stay, ...]:
    return tuple(
        Stay(node, moment(until) if until else None) for node, _, until in (one.partition("@") for one in text.split())
    )


def _pc(row: tuple[Any, ...]) -> Pc:
    id_, number, sign_key, box_key, since, cert, nodes, retired_at, own_ = row
    return Pc(id_, number, bytes(sign_key), box_key, since, bytes(cert), load_stays(nodes), retired_at, bool(own_))
