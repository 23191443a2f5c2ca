"""What a region sends down to its offices: the parts it lays ready, the packs it published or that came."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from db.connection import Connection
from db.hybrid import moment, stamp

WAITING, COUNTS, ASIDE, PUBLISHED = "waiting", "counts", "aside", "published"  # the last one in the region itself


class Part(NamedTuple):
    """One thing that a region has laid ready; `body` is its one written form."""

    kind: str
    id: str
    body: str
    at: datetime
    worker: str


class Pack(NamedTuple):
    """A pack as it was published; `before` is the version that counted when this one began to."""

    region: str
    version: int
    hash: str
    body: str
    at: datetime
    state: str
    decided_at: datetime | None = None
    decided_by: str | None = None
    before: int | None = None


class Went(NamedTuple):
    """A pack that was written for an office, and what its receipt said."""

    office: str
    version: int
    at: datetime
    outcome: str | None


# --- what is laid ready -----------------------------------------------------------------------------------------------


def parts(conn: Connection) -> list[Part]:
    """All parts, kind by kind."""
    rows = conn.execute("SELECT kind, id, body, at, worker FROM pack_part ORDER BY kind, id")
    return [Part(kind, id_, body, moment(at), worker) for kind, id_, body, at, worker in rows]


def put_part(conn: Connection, kind: str, id_: str, body: str, at: datetime, worker: str) -> None:
    """Lay a part ready, in place of the one with the same id."""
    conn.execute(
        "INSERT INTO pack_part VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET"
        " body = excluded.body, at = excluded.at, worker = excluded.worker",
        (kind, id_, body, stamp(at), worker),
    )


def drop_part(conn: Connection, kind: str, id_: str) -> bool:
    return conn.execute("DELETE FROM pack_part WHERE kind = ? AND id = ?", (kind, id_)).rowcount > 0


# --- packs ------------------------------------------------------------------------------------------------------------


def every(conn: Connection) -> list[Pack]:
    """All packs, the oldest version first."""
    rows = conn.execute(
        "SELECT region, version, hash, body, at, state, decided_at, decided_by, before FROM pack"
        " ORDER BY region, version"
    )
    return [
        Pack(region, version, hash_, body, moment(at), state, moment(decided) if decided else None, by, before)
        for region, version, hash_, body, at, state, decided, by, before in rows
    ]


def waiting(conn: Connection) -> tuple[str, int] | None:
    """Region and number of the pack that waits for an answer."""
    row = conn.execute("SELECT region, version FROM pack WHERE state = ?", (WAITING,)).fetchone()
    return (str(row[0]), int(row[1])) if row else None


def add(conn: Connection, pack: Pack) -> None:
    """Keep a pack that was published here, or came; one that waited for an answer gives way to it."""
    if pack.state == WAITING:
        conn.execute("UPDATE pack SET state = ? WHERE state = ?", (ASIDE, WAITING))
    conn.execute(
        "INSERT INTO pack (region, version, hash, body, at, state) VALUES (?, ?, ?, ?, ?, ?)",
        (pack.region, pack.version, pack.hash, pack.body, stamp(pack.at), pack.state),
    )


def let_count(conn: Connection, region: str, version: int, at: datetime, worker: str, before: int | None) -> None:
    """This pack counts from now on, and no other."""
    stand_aside(conn)
    conn.execute(
        "UPDATE pack SET state = ?, decided_at = ?, decided_by = ?, before = ? WHERE region = ? AND version = ?",
        (COUNTS, stamp(at), worker, before, region, version),
    )


def put_back(conn: Connection, region: str, version: int) -> None:
    """A pack that counted before counts again, as it was decided then."""
    stand_aside(conn)
    conn.execute("UPDATE pack SET state = ? WHERE region = ? AND version = ?", (COUNTS, region, version))


def stand_aside(conn: Connection) -> None:
    """No pack counts any more; what was filled in with one keeps it."""
    conn.execute("UPDATE pack SET state = ? WHERE state = ?", (ASIDE, COUNTS))


def put_aside(conn: Connection, region: str, version: int) -> None:
    """A pack that waited is not taken over; it can be, as long as no newer one comes."""
    conn.execute(
        "UPDATE pack SET state = ? WHERE region = ? AND version = ? AND state = ?", (ASIDE, region, version, WAITING)
    )


# --- where they went --------------------------------------------------------------------------------------------------


def note_sent(conn: Connection, hash_: str, office: str, version: int) -> None:
    conn.execute("INSERT INTO pack_sent VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (hash_, office, version))


def sent(conn: Connection) -> list[Went]:
    """Which pack went where, the latest of each office at the end."""
    rows = conn.execute(
        "SELECT pack_sent.office, pack_sent.version, sent.at, sent.outcome FROM pack_sent"
        " JOIN sent ON sent.hash = pack_sent.hash ORDER BY pack_sent.office, pack_sent.version, sent.at"
    )
    return [Went(office, version, moment(at), outcome) for office, version, at, outcome in rows]


def carry_over(old: Connection, conn: Connection) -> None:
    """What a database that is put aside has published: a number that went out never stands for another pack."""
    conn.executemany(
        "INSERT OR IGNORE INTO pack (region, version, hash, body, at, state) VALUES (?, ?, ?, ?, ?, ?)",
        old.execute("SELECT region, version, hash, body, at, state FROM pack WHERE state = ?", (PUBLISHED,)),
    )
    conn.executemany("INSERT OR IGNORE INTO pack_sent VALUES (?, ?, ?)", old.execute("SELECT * FROM pack_sent"))
