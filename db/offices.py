"""Other offices whose cards are known, the keys that they sign and receive with, and since when they are trusted."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
from dataclasses import astuple, dataclass, fields
from typing import Any

from db.connection import Connection


@dataclass(frozen=True, slots=True)
class Office:
    """One card; an office that changes its key has one card more, and the old one is revoked.

    `trusted_on` is when it was last compared or named, None for keys that still wait to be compared; `first_on` is
    since when it counts. `why` is `voice`, or `list` with the region and the version of its list. `changes` lead to
    these keys from earlier ones. `lost_on` is the day from which a revoked card is said to be the office's no more.
    """

    code: str
    kind: str
    country: str
    name: str
    sign_key: bytes
    box_key: str
    fingerprint: str
    trusted_on: str | None = None
    trusted_by: str | None = None
    revoked_on: str | None = None
    practice: bool = False
    why: str = "voice"
    first_on: str | None = None
    told_by: str | None = None
    list_version: int | None = None
    changes: bytes | None = None
    root: bytes | None = None
    reason: str | None = None
    lost_on: str | None = None

    @property
    def in_force(self) -> bool:
        return self.trusted_on is not None and self.revoked_on is None


_COLUMNS = [one.name for one in fields(Office)]
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM office"
_PUT = (
    f"INSERT INTO office ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"
    f" ON CONFLICT (sign_key) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "sign_key")
)


def put(conn: Connection, office: Office) -> None:
    """Keep a card, in place of the one with the same signing key."""
    conn.execute(_PUT, astuple(office))


def get(conn: Connection, code: str) -> Office | None:
    """The card in force of an office: the latest that is not revoked, else the latest."""
    sql = (
        f"{_SELECT} WHERE code = ?"
        " ORDER BY trusted_on IS NULL, revoked_on IS NOT NULL, trusted_on DESC, rowid DESC LIMIT 1"
    )
    row = conn.execute(sql, (code,)).fetchone()
    return _office(row) if row else None


def by_sign_key(conn: Connection, sign_key: bytes) -> Office | None:
    """The card with this signing key, revoked or not."""
    row = conn.execute(f"{_SELECT} WHERE sign_key = ?", (sign_key,)).fetchone()
    return _office(row) if row else None


def all_(conn: Connection) -> list[Office]:
    """All cards, by code."""
    return [_office(row) for row in conn.execute(f"{_SELECT} ORDER BY code, rowid")]


def of(conn: Connection, code: str) -> list[Office]:
    """All cards of one office, in the order in which they came."""
    return [_office(row) for row in conn.execute(f"{_SELECT} WHERE code = ? ORDER BY rowid", (code,))]


def forget(conn: Connection, sign_key: bytes) -> None:
    """Take away a card that waited to be compared and never counted."""
    conn.execute("DELETE FROM office WHERE sign_key = ? AND trusted_on IS NULL AND revoked_on IS NULL", (sign_key,))


def carry_over(old: Connection, conn: Connection) -> None:
    """What a database that is put aside knows of cards: a copy from before brings no key back that was given up."""
    for one in all_(old):
        here = by_sign_key(conn, one.sign_key)
        if here is None or here.revoked_on is None:
            put(conn, one)


def _office(row: tuple[Any, ...]) -> Office:
    found = dict(zip(_COLUMNS, row, strict=True))
    return Office(**{**found, "practice": bool(found["practice"])})
