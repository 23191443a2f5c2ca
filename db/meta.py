"""Small values of the vault, by name."""

from __future__ import annotations

from db.connection import Connection


def get(conn: Connection, name: str) -> str | None:
    """A value, or None if it was never put."""
    row = conn.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None


def put(conn: Connection, name: str, value: str) -> None:
    """Keep a value in place of the one before."""
    conn.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (name, value))
