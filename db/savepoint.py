"""A part of a transaction that can fail alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db.connection import Connection


@contextmanager
def savepoint(conn: Connection) -> Iterator[None]:
    """Undo what was written inside if it raises, and leave the rest of the transaction as it was."""
    conn.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        conn.execute("ROLLBACK TO part")
        raise
    finally:
        conn.execute("RELEASE part")
