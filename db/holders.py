"""The people who hold a share of the recovery code, by the number of the share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from db.connection import Connection
from db.hybrid import stamp


def put_all(conn: Connection, names: Mapping[int, str], now: datetime) -> None:
    """These people hold the shares now, and nobody else."""
    conn.execute("DELETE FROM share_holder")
    rows = [(number, name, stamp(now)) for number, name in sorted(names.items())]
    conn.executemany("INSERT INTO share_holder (number, name, at) VALUES (?, ?, ?)", rows)


def all_(conn: Connection) -> dict[int, str]:
    """Who holds which share."""
    return dict(conn.execute("SELECT number, name FROM share_holder ORDER BY number").fetchall())
