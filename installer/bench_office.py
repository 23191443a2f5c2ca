"""The office that is measured: a practice vault of many cases, and beside it the same rows written by bare SQL."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice, pairwise
from pathlib import Path

from db import migrate
from db.connection import Connection, open_raw
from db.keys import KdfCost
from db.savepoint import savepoint
from desktop.services import intake, vaults
from desktop.services.session import Session
from installer import bench_rows
from installer.bench_race import Row, row, stopwatch
from installer.bench_stories import FORMS, Line, Story, note

OFFICE, WORKER, PASSPHRASE = "XBENCH", "Ina Exercițiu", "practice-practice"
LINES_A_COMMIT = 200
CHUNKS = 20  # the vault is filled in so many parts, each of them timed


@dataclass(slots=True)
class Office:
    """An open practice vault and its twin, a database with the same rows that no service has touched."""

    session: Session
    twin: Connection
    folder: Path
    cases: list[str] = field(default_factory=list)  # the ids, in the order in which they came

    def close(self) -> None:
        self.twin.close()
        vaults.close_session(self.session, make_backup=False)


def found(folder: Path, cost: KdfCost | None = None, clock: Callable[[], datetime] | None = None) -> Office:
    """An empty office; the key derivation is calibrated as at every set-up unless a cost is given."""
    session = vaults.create(
        folder / "vault",
        office=OFFICE,
        worker=WORKER,
        passphrase=PASSPHRASE,
        clock=clock or (lambda: datetime.now(UTC)),
        practice=True,
        cost=cost,
    )
    twin = open_raw(folder / "twin.db", bytearray(secrets.token_bytes(32)), "rwc")
    migrate.up(twin)
    bench_rows.write(twin, bench_rows.new_rows(session.conn, dict.fromkeys(bench_rows.marks(twin), 0)))
    return Office(session, twin, folder)


def fill(office: Office, cases: int) -> Row:
    """Put the cases in, part by part; after each part the twin gets the same rows. Told for 10,000 records."""
    stories = _stories(office.session, cases)
    ours, bare = [], []
    for size in _parts(cases):
        lines = [story.lines() for story in islice(stories, size)]
        before = bench_rows.marks(office.session.conn)
        ours.append(stopwatch(partial(_put, office, lines)) / size)
        rows = bench_rows.new_rows(office.session.conn, before)
        bare.append(stopwatch(partial(bench_rows.write, office.twin, rows)) / size)
    many = 10_000 / len(FORMS)
    return row("putting 10,000 records", [many * one for one in ours], [many * one for one in bare], 3.0)


def _parts(cases: int) -> list[int]:
    bounds = [cases * part // CHUNKS for part in range(CHUNKS + 1)]
    return [end - start for start, end in pairwise(bounds) if end > start]


def _stories(session: Session, cases: int) -> Iterator[Story]:
    """Invented people; the same ones every time."""
    dice = random.Random(1)  # noqa: S311 - invented people need no secrecy
    return (Story(dice, session.now()) for _ in range(cases))


def _put(office: Office, cases: Sequence[Sequence[Line]]) -> None:
    session, each = office.session, LINES_A_COMMIT // len(FORMS)
    for start in range(0, len(cases), each):
        with session.vault.write(session.now()) as conn, intake.Batch(session, conn) as batch:
            for lines in cases[start : start + each]:
                code = None
                for line in lines:
                    with savepoint(conn):
                        done = batch.put(line | {"case": code})
                    code = done.code
                office.cases.append(str(done.case))


def write_notes(office: Office) -> None:
    """A long note in every case, so that the search has all the text of an office; the twin gets the same."""
    session, dice = office.session, random.Random(2)  # noqa: S311 - invented texts need no secrecy
    before = bench_rows.marks(session.conn)
    codes = [code for (code,) in session.conn.execute("SELECT code FROM case_row ORDER BY num")]
    for start in range(0, len(codes), LINES_A_COMMIT):
        with session.vault.write(session.now()) as conn, intake.Batch(session, conn) as batch:
            for code in codes[start : start + LINES_A_COMMIT]:
                batch.put({"case": code, "form": "note", "record": None, "set": note(dice)})
    bench_rows.write(office.twin, bench_rows.new_rows(session.conn, before))
    bench_rows.level(session.conn, office.twin)
