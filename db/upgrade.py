"""Bringing an older database to the present shape: the numbered scripts, and what they cannot say."""

from __future__ import annotations

from db import keys, migrate, sealing
from db.connection import Connection


def up(conn: Connection, key: bytearray) -> None:
    """All of it in one transaction; `key` is that of the database."""
    migrate.up(conn, after={2: lambda conn: sealing.rewrap(conn, keys.derive(key, sealing.CASE_KEY))})
