"""Cases and sheets with a key of their own: who was chosen to open them, and who may in an emergency."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from db import cover, crypto, keyring, sealed_rows, secrets
from db.connection import Connection
from db.hybrid import moment, stamp

Kind = Literal["case", "record"]
Report = Callable[[int, int], None]
Glass = Literal["anyone", "lead", "nobody"]
GLASS: tuple[Glass, ...] = ("anyone", "lead", "nobody")
KIT = "kit"  # stands among the workers: a sealed case outlives the loss of every passphrase


@dataclass(frozen=True, slots=True)
class Seal:
    """A case or a sheet (`scope`) that has a key of its own, since when, by whom, and who may break the glass."""

    scope: str
    case: str
    kind: Kind
    glass: Glass
    at: datetime
    by: str
    wrapped: bytes | None


@dataclass(frozen=True, slots=True)
class Reader:
    """A public key that a seal's key is sealed to; `chosen`: not a lead behind the glass, nor the kit."""

    worker: str
    public: bytes
    chosen: bool


# --- what is sealed, and for whom -------------------------------------------------------------------------------------


def all_(conn: Connection) -> list[Seal]:
    """Everything that is sealed."""
    return [_seal(row) for row in conn.execute(f"{_SEAL} ORDER BY at, scope")]


def get(conn: Connection, scope: str) -> Seal | None:
    """The seal of a case or a sheet."""
    row = conn.execute(f"{_SEAL} WHERE scope = ?", (scope,)).fetchone()
    return _seal(row) if row else None


def of_case(conn: Connection, case: str) -> list[Seal]:
    """The seal of a case, if it has one, and those of its sheets."""
    return [_seal(row) for row in conn.execute(f"{_SEAL} WHERE case_id = ? ORDER BY kind, at, scope", (case,))]


def readers(conn: Connection, scope: str) -> list[Reader]:
    """Everyone who has a box of this seal."""
    rows = conn.execute("SELECT worker, public, chosen FROM sealed_for WHERE scope = ? ORDER BY worker", (scope,))
    return [Reader(worker, bytes(public), bool(chosen)) for worker, public, chosen in rows]


def chosen(conn: Connection, scope: str) -> frozenset[str]:
    """The people whom a seal was made for."""
    return frozenset(reader.worker for reader in readers(conn, scope) if reader.chosen)


def of_worker(conn: Connection, worker: str) -> frozenset[str]:
    """The seals that a person was chosen for."""
    rows = conn.execute("SELECT scope FROM sealed_for WHERE worker = ? AND chosen = 1", (worker,))
    return frozenset(row[0] for row in rows)


# --- keys -------------------------------------------------------------------------------------------------------------


def keys_for(conn: Connection, worker: str, secret: bytearray) -> dict[str, bytes]:
    """The keys of everything that was sealed for this person, as one of the chosen."""
    rows = conn.execute("SELECT scope, box FROM sealed_for WHERE worker = ? AND chosen = 1", (worker,)).fetchall()
    found = {scope: crypto.open_for(secret, box) for scope, box in rows}
    return {scope: key for scope, key in found.items() if key is not None}


def key_behind_glass(conn: Connection, seal: Seal, worker: str, role: str, secret: bytearray) -> bytes | None:
    """The key that an emergency gives this person, if the seal allows it at all."""
    if seal.glass == "anyone" and seal.wrapped is not None:
        return crypto.open_bytes(_office_key(conn), seal.wrapped, _about(seal.scope))
    if seal.glass == "lead" and role == "lead":
        row = conn.execute("SELECT box FROM sealed_for WHERE scope = ? AND worker = ?", (seal.scope, worker)).fetchone()
        return crypto.open_for(secret, row[0]) if row else None
    return None


def regrant(
    conn: Connection, secret: bytearray, worker: str, public: bytes, behind: Collection[str] = frozenset()
) -> int:
    """Give a person with a new key pair her sealed cases back, by the secret of the kit; how many could be opened.

    `behind` are seals that she may open in an emergency alone: a lead behind the glass.
    """
    mine, done = of_worker(conn, worker), 0
    for scope in sorted(mine | frozenset(behind)):
        row = conn.execute("SELECT box FROM sealed_for WHERE scope = ? AND worker = ?", (scope, KIT)).fetchone()
        key = crypto.open_for(secret, row[0]) if row else None
        if key is not None:
            _box(conn, scope, key, Reader(worker, public, chosen=scope in mine))
            done += 1
    return done


# --- changes; the caller holds the transaction ------------------------------------------------------------------------


def make(
    conn: Connection,
    scope: str,
    case: str,
    kind: Kind,
    glass: Glass,
    who: Iterable[Reader],
    *,
    now: datetime,
    by: str,
    report: Report | None = None,
) -> None:
    """Give a case or a sheet a key of its own, and cover everything that lies in it."""
    key = randomness.token_bytes(crypto.KEY_BYTES)
    conn.execute(
        "INSERT INTO sealed (scope, case_id, kind, glass, wrapped, key_id, at, by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (scope, case, kind, glass, _wrapped(conn, scope, key, glass), crypto.key_id(key), stamp(now), by),
    )
    keyring.of(conn).put(scope, key)
    _replace_boxes(conn, scope, key, who)
    _cover_all(conn, sealed_rows.sheets_of(conn, scope, kind), report)


def choose(conn: Connection, scope: str, glass: Glass, who: Collection[Reader], report: Report | None = None) -> bool:
    """Seal the key to other people, and for other emergencies.

    Where anybody loses it, whoever kept an old box and her secret could go on reading: the seal gets a new key, and
    everything that lies under it is covered again. Whether it did.
    """
    key, renewed = cover.key_of(conn, scope), _is_lost(conn, scope, glass, who)
    if renewed:
        key = randomness.token_bytes(crypto.KEY_BYTES)
        keyring.of(conn).put(scope, key)
    conn.execute(
        "UPDATE sealed SET glass = ?, wrapped = ?, key_id = ? WHERE scope = ?",
        (glass, _wrapped(conn, scope, key, glass), crypto.key_id(key), scope),
    )
    _replace_boxes(conn, scope, key, who)
    if renewed:
        for record in _told(sealed_rows.lying_under(conn, scope), report):
            sealed_rows.cover_anew(conn, scope, record)
    return renewed


def unchoose(conn: Connection, scope: str, worker: str) -> None:
    """She is no longer among the chosen; the new key is for somebody who can open the seal, by `choose`."""
    conn.execute("UPDATE sealed_for SET chosen = 0 WHERE scope = ? AND worker = ?", (scope, worker))


def _is_lost(conn: Connection, scope: str, glass: Glass, who: Collection[Reader]) -> bool:
    """Whether anybody could open the seal, with a box of hers or by the glass, and is to do so no longer."""
    before = get(conn, scope)
    lowered = before is not None and before.glass == "anyone" != glass
    had = {(one.worker, one.public) for one in readers(conn, scope)}
    return lowered or not had <= {(one.worker, one.public) for one in who}


def remove(conn: Connection, scope: str, report: Report | None = None) -> None:
    """Take a seal away: everything in it lies in clear again, or under the seal of its case; its words are not back."""
    seal = get(conn, scope)
    if seal is None:
        return
    sheets = sealed_rows.sheets_of(conn, scope, seal.kind)
    conn.execute("DELETE FROM sealed WHERE scope = ?", (scope,))
    conn.execute("DELETE FROM sealed_for WHERE scope = ?", (scope,))
    _cover_all(conn, sheets, report)


def carry_over(old: Connection, conn: Connection) -> int:
    """Cases and sheets that were sealed in a database which gives way to an older one, where they lie in clear.

    Such a case is hidden from whoever could not have opened it; somebody who decides goes on seeing it. Where anyone
    could in an emergency it stays as it is: it must not take longer than it would have. How many there are.
    """
    known = {row[0] for row in conn.execute("SELECT scope FROM sealed")}
    sql = "SELECT 1 FROM main.record WHERE id = ?"
    since = [one for one in all_(old) if one.scope not in known and conn.execute(sql, (one.scope,)).fetchone()]
    for seal in since:
        if seal.kind == "case" and seal.glass != "anyone":
            _hide(conn, seal, chosen(old, seal.scope))
    return len(since)


def _hide(conn: Connection, seal: Seal, may: frozenset[str]) -> None:
    here = dict(conn.execute("SELECT id, role FROM worker WHERE left_at IS NULL").fetchall())
    leads = {one for one, role in here.items() if role == "lead"}
    manager = conn.execute("SELECT manager FROM main.case_row WHERE case_id = ?", (seal.case,)).fetchone()
    decide = (leads | set(manager or ())) & may & here.keys()
    stay = {*may, *(leads if seal.glass == "lead" or not decide else ())}
    rows = [(seal.case, one, stamp(seal.at), seal.by) for one in sorted(here.keys() - stay)]
    conn.executemany("INSERT OR IGNORE INTO denied VALUES (?, ?, ?, ?)", rows)


def _cover_all(conn: Connection, sheets: Sequence[str], report: Report | None) -> None:
    for record in _told(sheets, report):
        sealed_rows.cover_again(conn, record)


def _told(sheets: Sequence[str], report: Report | None) -> Iterator[str]:
    for done, record in enumerate(sheets):
        if report is not None:
            report(done, len(sheets))
        yield record


def missing(conn: Connection, seal: Seal, wanted: Collection[Reader]) -> bool:
    """Whether the boxes of a seal are not those of these people and keys."""
    return set(readers(conn, seal.scope)) != set(wanted)


def _replace_boxes(conn: Connection, scope: str, key: bytes, who: Iterable[Reader]) -> None:
    conn.execute("DELETE FROM sealed_for WHERE scope = ?", (scope,))
    for reader in who:
        _box(conn, scope, key, reader)


def _box(conn: Connection, scope: str, key: bytes, reader: Reader) -> None:
    conn.execute(
        "INSERT OR REPLACE INTO sealed_for (scope, worker, chosen, public, box) VALUES (?, ?, ?, ?, ?)",
        (scope, reader.worker, int(reader.chosen), reader.public, crypto.seal_for(reader.public, key)),
    )


def _wrapped(conn: Connection, scope: str, key: bytes, glass: Glass) -> bytes | None:
    """What lets anybody of the office in, in an emergency: the key under one that comes from the office's secret."""
    return crypto.seal_bytes(_office_key(conn), key, _about(scope)) if glass == "anyone" else None


def _office_key(conn: Connection) -> bytes:
    return secrets.office_key(conn, "glass")


def _about(scope: str) -> bytes:
    return b"ancora glass\0" + scope.encode()


_SEAL = "SELECT scope, case_id, kind, glass, at, by, wrapped FROM sealed"


def _seal(row: tuple[Any, ...]) -> Seal:
    scope, case, kind, glass, at, by, wrapped = row
    return Seal(scope, case, kind, glass, moment(at), by, wrapped)


def readers_of(people: Mapping[str, bytes], chosen_ones: Collection[str], behind: Collection[str]) -> list[Reader]:
    """Those of these people who have a key: the chosen ones, and those who stand behind the glass."""
    wanted = {**dict.fromkeys(behind, False), **dict.fromkeys(chosen_ones, True)}
    return [Reader(worker, people[worker], is_chosen) for worker, is_chosen in wanted.items() if worker in people]
