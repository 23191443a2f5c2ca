"""A recovery tried out: a backup is restored into a folder of its own by the kit alone, opened, counted and removed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from db import files, keys, restore, secrets, vault
from db.connection import Connection, refusals
from db.errors import VaultRefused
from db.lock import Lock

FOLDER = "drill"

Report = Callable[[int, int], None]
DayThere = Callable[[str, datetime], date]  # the day that it is in a country


@dataclass(frozen=True, slots=True)
class Tried:
    """What was found in the restored copy; `proof` is a number that this office alone can tell from another one."""

    office: str
    country: str
    ends_at: datetime
    cases: int
    sheets: int
    files: int
    proof: str


def try_out(
    file: Path, work: Path, secret: bytes, day_there: DayThere, now: datetime, report: Report | None = None
) -> Tried:
    """Really restore and open; whatever happens, nothing of it stays in `work`."""
    shutil.rmtree(work, ignore_errors=True)
    try:
        done = restore.restore(file, work, partial(keys.unlock_with_kit, secret=secret), now, report)
        opened = vault.finish(vault.unlock_with_kit(work, secret), now)
        try:
            with closing(opened.connect_bare()) as conn:
                return Tried(
                    office=opened.office.code,
                    country=opened.office.country,
                    ends_at=done.ends_at,
                    cases=done.cases,
                    sheets=done.records,
                    files=_files(conn),
                    proof=proof(conn, day_there(opened.office.country, now)),
                )
        finally:
            opened.close(now)
    finally:
        with files.refusals():
            if work.exists():
                shutil.rmtree(work)


def clear(work: Path) -> None:
    """Remove what a drill left whose program was killed: one more copy of everything, which no expiry would find."""
    if not work.is_dir():
        return
    with suppress(VaultRefused):  # a drill that is under way holds it
        Lock(work / restore.LOCK).release()
        shutil.rmtree(work, ignore_errors=True)


def proof(conn: Connection, day: date) -> str:
    """Eight digits that only somebody with the database of this office can make for a day."""
    key = secrets.get(conn, secrets.OFFICE_SECRET)
    if key is None:
        raise VaultRefused("vault-damaged")
    made = hashlib.blake2b(day.isoformat().encode(), key=key, digest_size=8, person=b"ancora drill")
    digits = f"{int.from_bytes(made.digest(), 'big') % 10**8:08d}"
    return f"{digits[:4]} {digits[4:]}"


def _files(conn: Connection) -> int:
    with refusals():
        return int(conn.execute("SELECT count(*) FROM attachment").fetchone()[0])
