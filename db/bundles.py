"""What was sent and what was received, by number and hash; frozen statistics; the tables of a region."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from operator import attrgetter

from db.connection import Connection
from db.hybrid import moment, stamp


@dataclass(frozen=True, slots=True)
class Sent:
    """A bundle that was written for another office."""

    addressee: str
    kind: str
    seq: int
    hash: str
    prev: str | None
    period: str | None
    records: int
    bytes: int
    at: str
    worker: str
    node: str = ""  # the installation that wrote it; empty for kinds that carry none
    upto: int | None = None  # of a merge: the commit up to which it reaches
    case_id: str | None = None  # the one case that it is about
    outcome: str | None = None  # what its receipt said: imported, or the code of a refusal
    told_at: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A bundle that was imported; `node` is empty for kinds that carry none."""

    hash: str
    office: str
    node: str
    kind: str
    seq: int
    prev: str | None
    period: str | None
    records: int
    bytes: int
    at: str
    worker: str


@dataclass(frozen=True, slots=True)
class Near:
    """What came around one number: under the number itself, under the one before, and the highest of all."""

    same: frozenset[str]
    before: frozenset[str]
    last: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of the history of what came and went."""

    direction: str
    office: str
    kind: str
    seq: int
    period: str | None
    records: int
    bytes: int
    at: str
    worker: str
    outcome: str | None  # what is known of one that was sent: imported, missing, the code of a refusal


@dataclass(frozen=True, slots=True)
class Frozen:
    """The tables of a period as they are sent; a later edition holds corrections."""

    period: str
    edition: int
    body: str


@dataclass(frozen=True, slots=True)
class OfficeTables:
    """The tables that an office sent for a period."""

    period: str
    office: str
    edition: int
    body: str
    at: datetime


def next_seq(conn: Connection, addressee: str, kind: str, node: str = "") -> int:
    """The number of the next bundle of this kind from this installation to this office or computer."""
    sql = "SELECT max(seq) FROM sent WHERE addressee = ? AND kind = ? AND node = ?"
    row = conn.execute(sql, (addressee, kind, node)).fetchone()
    return (row[0] or 0) + 1


def last_hash(conn: Connection, addressee: str, kind: str, node: str = "") -> str | None:
    """The hash of the bundle before the next."""
    sql = "SELECT hash FROM sent WHERE addressee = ? AND kind = ? AND node = ? ORDER BY seq DESC, num DESC LIMIT 1"
    row = conn.execute(sql, (addressee, kind, node)).fetchone()
    return str(row[0]) if row else None


def sent_for(conn: Connection, addressee: str, kind: str, period: str) -> Sent | None:
    """The bundle of a period that went to this office; a repetition goes under the same number."""
    sql = (
        f"SELECT {_SENT} FROM sent WHERE addressee = ? AND kind = ? AND period = ? ORDER BY seq DESC, num DESC LIMIT 1"
    )
    row = conn.execute(sql, (addressee, kind, period)).fetchone()
    return Sent(*row) if row else None


def note_sent(conn: Connection, sent: Sent) -> None:
    """Remember a bundle; the same one written again is one line."""
    sql = f"INSERT INTO sent ({_SENT}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"
    conn.execute(sql, astuple(sent))


def note_received(conn: Connection, received: Received) -> None:
    """Remember an import; the same one again is one line."""
    sql = f"INSERT INTO received ({_RECEIVED}) VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"
    conn.execute(sql, _VALUES(received))


def near(conn: Connection, office: str, node: str, kind: str, seq: int) -> Near:
    """What came under this number and under the one before, and the highest number that came."""
    sql = (
        "SELECT seq, hash, 0 FROM received"
        " WHERE office = ?1 AND node = ?2 AND kind = ?3 AND seq IN (?4 - 1, ?4)"
        " UNION ALL SELECT 0, '', max(seq) FROM received WHERE office = ?1 AND node = ?2 AND kind = ?3"
    )
    rows = conn.execute(sql, (office, node, kind, seq)).fetchall()
    same = frozenset(hash_ for number, hash_, _last in rows if number == seq)
    before = frozenset(hash_ for number, hash_, _last in rows if number and number == seq - 1)
    return Near(same, before, max(last or 0 for _number, _hash, last in rows))


def is_received(conn: Connection, hash_: str) -> bool:
    """Whether this very bundle was taken in."""
    return conn.execute("SELECT 1 FROM received WHERE hash = ?", (hash_,)).fetchone() is not None


def last_received(conn: Connection, office: str, node: str, kind: str) -> Received | None:
    """The imported bundle with the highest number."""
    sql = f"SELECT {_RECEIVED} FROM received WHERE office = ? AND node = ? AND kind = ? ORDER BY seq DESC LIMIT 1"
    row = conn.execute(sql, (office, node, kind)).fetchone()
    return Received(*row) if row else None


def gaps(conn: Connection, office: str, kind: str, node: str = "") -> list[int]:
    """The numbers that are missing up to the highest that came; a wild number does not make a list without end."""
    which = (office, kind, node)
    sql = "SELECT count(DISTINCT seq), max(seq) FROM received WHERE office = ? AND kind = ? AND node = ?"
    came, last = conn.execute(sql, which).fetchone()
    if came == (last or 0):
        return []
    sql = "SELECT DISTINCT seq FROM received WHERE office = ? AND kind = ? AND node = ? ORDER BY seq"
    missing: list[int] = []
    before = 0
    for (seq,) in conn.execute(sql, which):
        missing += range(before + 1, min(seq, before + 1 + MOST_GAPS))
        before = seq
    return missing[:MOST_GAPS]


def last_from(conn: Connection, office: str) -> Received | None:
    """What came last from an office, by the clock of this computer."""
    sql = f"SELECT {_RECEIVED} FROM received WHERE office = ? ORDER BY at DESC, num DESC LIMIT 1"
    row = conn.execute(sql, (office,)).fetchone()
    return Received(*row) if row else None


def came_since(conn: Connection, office: str, at: str) -> int:
    """How many files came from an office from this moment on."""
    row = conn.execute("SELECT count(*) FROM received WHERE office = ? AND at >= ?", (office, at)).fetchone()
    return int(row[0])


def history(conn: Connection, limit: int) -> list[Passage]:
    """What came and went, the latest first."""
    sql = (
        "SELECT 'sent', addressee, kind, seq, period, records, bytes, at, worker, outcome FROM sent UNION ALL"
        " SELECT 'received', office, kind, seq, period, records, bytes, at, worker, NULL FROM received"
        " ORDER BY at DESC, seq DESC LIMIT ?"
    )
    return [Passage(*row) for row in conn.execute(sql, (limit,))]


def freeze(conn: Connection, period: str, edition: int, body_json: str) -> Frozen:
    """Fix the tables of a period; what was fixed first stands, and is what comes back."""
    conn.execute("INSERT INTO frozen VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (period, edition, body_json))
    row = conn.execute("SELECT period, edition, body FROM frozen WHERE period = ? AND edition = ?", (period, edition))
    return Frozen(*row.fetchone())


def frozen(conn: Connection, period: str) -> Frozen | None:
    """The fixed tables of a period, in their latest edition."""
    sql = "SELECT period, edition, body FROM frozen WHERE period = ? ORDER BY edition DESC LIMIT 1"
    row = conn.execute(sql, (period,)).fetchone()
    return Frozen(*row) if row else None


def every_frozen(conn: Connection) -> list[Frozen]:
    """All fixed tables, by period."""
    return [Frozen(*row) for row in conn.execute("SELECT period, edition, body FROM frozen ORDER BY period, edition")]


def counted_sent(conn: Connection) -> list[Sent]:
    """What was sent of counted kinds, whose numbers belong to the office and not to one computer."""
    return [Sent(*row) for row in conn.execute(f"SELECT {_SENT} FROM sent WHERE node = '' ORDER BY num")]


def put_tables(conn: Connection, office: str, period: str, edition: int, body_json: str, at: datetime) -> None:
    """Keep what an office sent; the same edition again replaces nothing."""
    conn.execute(
        "INSERT INTO region_table VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (period, office, edition, body_json, stamp(at)),
    )


def tables(conn: Connection, period: str) -> list[OfficeTables]:
    """The latest edition of each office for a period."""
    sql = (
        "SELECT period, office, max(edition), body, at FROM region_table WHERE period = ?"
        " GROUP BY office ORDER BY office"
    )
    rows = conn.execute(sql, (period,))
    return [OfficeTables(period, office, edition, body, moment(at)) for _, office, edition, body, at in rows]


def tables_of(conn: Connection, period: str, office: str) -> OfficeTables | None:
    """The latest edition of one office for a period."""
    sql = "SELECT edition, body, at FROM region_table WHERE period = ? AND office = ? ORDER BY edition DESC LIMIT 1"
    row = conn.execute(sql, (period, office)).fetchone()
    return OfficeTables(period, office, row[0], row[1], moment(row[2])) if row else None


def first_period(conn: Connection, office: str) -> str | None:
    """The earliest period of which an office sent tables; None before its first."""
    row = conn.execute("SELECT min(period) FROM region_table WHERE office = ?", (office,)).fetchone()
    return None if row[0] is None else str(row[0])


def periods(conn: Connection) -> list[str]:
    """The periods of which tables came."""
    return [str(row[0]) for row in conn.execute("SELECT DISTINCT period FROM region_table ORDER BY period")]


def carry_over(old: Connection, conn: Connection) -> None:
    """What a database that is put aside knows to have sent: its numbers are taken, and its tables stand."""
    rows = old.execute(f"SELECT {_SENT} FROM sent ORDER BY num")
    conn.executemany(f"INSERT OR IGNORE INTO sent ({_SENT}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)
    conn.executemany("INSERT OR IGNORE INTO frozen VALUES (?, ?, ?)", old.execute("SELECT * FROM frozen"))


MOST_GAPS = 1000
_SENT = "addressee, kind, seq, hash, prev, period, records, bytes, at, worker, node, upto, case_id, outcome, told_at"
_VALUES = attrgetter(*(one.name for one in fields(Received)))  # a region remembers thousands at once
_RECEIVED = "hash, office, node, kind, seq, prev, period, records, bytes, at, worker"
