"""The shape of the database by numbered scripts: each wholly or not at all, and never back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from db.connection import Connection, DatabaseError, code_of, complete_statement, roll_back
from db.errors import VaultRefused

FOLDER = Path(__file__).with_name("migrations")
_OF_THE_DISK = {"disk-full", "read-only", "vault-busy", "file-unwritable"}
_NAME = re.compile(r"([0-9]{4})_[a-z0-9_]+\.sql")

Step = Callable[[Connection], None]


def scripts(folder: Path | None = None) -> dict[int, Path]:
    """The scripts by number; the numbers are 1, 2, 3 and so on."""
    found = {int(match[1]): path for path in (folder or FOLDER).iterdir() if (match := _NAME.fullmatch(path.name))}
    if sorted(found) != list(range(1, len(found) + 1)):
        raise VaultRefused("migration-failed")
    return found


def latest(folder: Path | None = None) -> int:
    """The schema number that this program writes."""
    return len(scripts(folder))


def current(conn: Connection) -> int:
    """The schema number of a database."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def up(conn: Connection, folder: Path | None = None, *, after: Mapping[int, Step] | None = None) -> None:
    """Bring a database to the latest number in one transaction.

    `after` holds what a script cannot say, by the number of the script that it follows.
    """
    have, steps = current(conn), scripts(folder)
    conn.execute("BEGIN IMMEDIATE")
    try:
        for number in range(have + 1, len(steps) + 1):
            for statement in _statements(steps[number].read_text("utf-8")):
                conn.execute(statement)
            if after is not None and number in after:
                after[number](conn)
        conn.execute(f"PRAGMA user_version = {len(steps):d}")
        conn.execute("COMMIT")
    except BaseException as error:
        roll_back(conn)
        if isinstance(error, DatabaseError):
            raise _refusal(error, have, len(steps)) from error
        raise


def _refusal(error: DatabaseError, have: int, want: int) -> VaultRefused:
    """A disk that is full is told as such: there the earlier version would help nobody."""
    code = code_of(error)
    return VaultRefused(code) if code in _OF_THE_DISK else VaultRefused("migration-failed", have=have, want=want)


def _statements(script: str) -> list[str]:
    found, rest = [], ""
    for line in script.splitlines(keepends=True):
        rest += line
        if complete_statement(rest):
            found.append(rest)
            rest = ""
    return found
