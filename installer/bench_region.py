"""A region: what its offices sent in ten years taken in at one go, against the same bytes and the same rows, bare."""

from __future__ import annotations

import hashlib
import io
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from db import migrate, offices
from db.connection import Connection, open_raw
from db.hybrid import stamp
from db.keys import KdfCost
from db.offices import Office
from desktop.bundle import canonical, crypto, writer
from desktop.bundle.card import Card
from desktop.bundle.format import MAGIC, SIGNED_AS, Head
from desktop.bundle.kinds import statistics as kind
from desktop.bundle.kinds.statistics import CountedTable, Statistics
from desktop.bundle.packing import zstd  # type: ignore[attr-defined]  # its one room
from desktop.services import cards, sync, vaults
from desktop.services.session import Session
from installer.bench_race import Row, row, stopwatch

OFFICES, QUARTERS = 42, 40
REGION, WORKER, PASSPHRASE = "XREGION", "Ina Exercițiu", "practice-practice"
ROUNDS = 2  # of the floor; the run itself can be done once
BOUND = 3.0
_TABLES = ("region_table", "received", "access_log")


@dataclass(frozen=True, slots=True)
class Sender:
    code: str
    seed: bytes
    key: bytes


def importing(folder: Path, many: int = OFFICES, quarters: int = QUARTERS, cost: KdfCost | None = None) -> Row:
    """One run over all the files. Bare, each is read as the format asks, and all rows go in in one transaction."""
    region = vaults.create(
        folder / "region", office=REGION, kind="region", worker=WORKER, passphrase=PASSPHRASE,
        clock=lambda: datetime.now(UTC), practice=True, cost=cost,
    )  # fmt: skip
    twin = open_raw(folder / "region-twin.db", bytearray(secrets.token_bytes(32)), "rwc")
    try:
        migrate.up(twin)
        senders = _senders(region, many)
        files = list(_files(region, folder, senders, quarters))
        identity, keys = cards.identity(region), {one.code: one.key for one in senders}
        before = _marks(region.conn)
        ours = stopwatch(partial(_take_in, region, files))
        rows = _rows(region.conn, before)
        bare = [stopwatch(partial(_bare, _emptied(twin), files, identity, keys, rows)) for _ in range(ROUNDS)]
    finally:
        twin.close()
        vaults.close_session(region, make_backup=False)
    return row(f"region: {many} offices, {quarters} quarters imported", [ours], bare, BOUND)


def _take_in(region: Session, files: Sequence[Path]) -> None:
    fates = sync.import_files(region, files)
    if {fate.status for fate in fates} != {"imported"}:
        raise RuntimeError("a file was not imported")


# --- what the offices send --------------------------------------------------------------------------------------------


def _senders(region: Session, many: int) -> list[Sender]:
    found = []
    with region.vault.write(region.now()) as conn:
        for number in range(many):
            seed = crypto.new_seed()
            card = Card(f"XB{number}", "office", "MD", crypto.sign_key_of(seed), crypto.new_identity()[1])
            found.append(Sender(card.office, seed, card.sign_key))
            offices.put(
                conn,
                Office(
                    card.office, card.kind, card.country, card.office, card.sign_key, card.box_key, card.fingerprint,
                    trusted_on=stamp(region.now()), trusted_by=region.worker.id, practice=True,
                ),
            )  # fmt: skip
    return found


def _files(region: Session, folder: Path, senders: Sequence[Sender], quarters: int) -> Iterator[Path]:
    """Quarter by quarter, as a region gets them."""
    to = cards.card(region).box_key
    before: dict[str, str | None] = dict.fromkeys(one.code for one in senders)
    for seq, period in enumerate(_periods(region.now(), quarters), start=1):
        for number, sender in enumerate(senders):
            path = folder / f"{period}-{number}.ancora"
            content = Statistics(period, 1, _tables(region, number + seq))
            with path.open("wb") as out:
                written = writer.write(
                    out,
                    head=Head("statistics", sender.code, seq, before[sender.code], f"{region.now():%Y-%m}"),
                    to=to,
                    sign=sender.seed,
                    records=kind.to_records(content),
                )
            before[sender.code] = written.hash
            yield path


def _periods(now: datetime, quarters: int) -> list[str]:
    """The last closed ones, the earliest first."""
    last = now.year * 4 + (now.month - 1) // 3 - 1
    return [f"{place // 4}-Q{place % 4 + 1}" for place in range(last - quarters + 1, last + 1)]


def _tables(region: Session, cases: int) -> tuple[CountedTable, ...]:
    """A table for every indicator, with all its rows."""
    return tuple(
        CountedTable(
            one.id, one.version, one.unit.value,
            tuple((code, (cases * place) % 33 * 3) for place, (code, _words) in enumerate(one.rows)), cases * 3,
        )
        for one in region.library.indicators.values()
    )  # fmt: skip


# --- the floor --------------------------------------------------------------------------------------------------------

Rows = dict[str, list[tuple[object, ...]]]


def _emptied(twin: Connection) -> Connection:
    for table in _TABLES:
        twin.execute(f"DELETE FROM {table}")  # noqa: S608 - names of this file
    return twin


def _bare(twin: Connection, files: Sequence[Path], identity: str, keys: dict[str, bytes], rows: Rows) -> None:
    for file in files:
        _read(file, identity, keys)
    twin.execute("BEGIN IMMEDIATE")
    for table, values in rows.items():
        places = ", ".join("?" for _ in values[0])
        twin.executemany(f"INSERT INTO {table} VALUES ({places})", values)  # noqa: S608 - names of this file
    twin.execute("COMMIT")


def _read(file: Path, identity: str, keys: dict[str, bytes]) -> list[object]:
    """Twice through the envelope, for nothing is parsed that was not signed; each line in its one spelling."""
    body, manifest, signature = _opened(file, identity)
    said = json.loads(manifest)
    if not crypto.verifies(keys[said["office"]], SIGNED_AS, manifest, signature) or said["body"]["b2"] != _hash(body):
        raise RuntimeError("not what was signed")
    again, *_ending = _opened(file, identity)
    if _hash(again) != said["body"]["b2"]:
        raise RuntimeError("it has changed")
    found = []
    for line in zstd.decompress(again).splitlines():
        found.append(json.loads(line))
        if canonical.dump(found[-1]) != line:
            raise RuntimeError("another spelling")
    return found


def _opened(file: Path, identity: str) -> tuple[bytes, bytes, bytes]:
    """The body, the manifest and the signature of a bundle."""
    plain = io.BytesIO()
    with file.open("rb") as source:
        crypto.decrypt(source, plain, identity)
    data, at, frames = plain.getvalue(), len(MAGIC), {b"B": b"", b"M": b"", b"S": b""}
    while at < len(data):
        start = at + 5
        at = start + int.from_bytes(data[at + 1 : start], "big")
        frames[data[start - 5 : start - 4]] += data[start:at]
    return frames[b"B"], frames[b"M"], frames[b"S"]


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def _marks(conn: Connection) -> dict[str, int]:
    return {
        table: conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of this file
        for table in _TABLES
    }


def _rows(conn: Connection, before: dict[str, int]) -> Rows:
    """What the import has added: the last rows of the log and of what was received, and the tables of these."""
    added = conn.execute("SELECT count(*) FROM received").fetchone()[0] - before["received"]
    tables = "SELECT region_table.* FROM received JOIN region_table USING (office, period) WHERE received.num > ?"
    return {
        "region_table": [tuple(one) for one in conn.execute(tables, (before["received"],))],
        "received": [tuple(one) for one in conn.execute("SELECT * FROM received WHERE num > ?", (before["received"],))],
        "access_log": list(conn.execute("SELECT * FROM access_log ORDER BY num DESC LIMIT ?", (added,))),
    }
