"""Cases and sheets with a key of their own: who was chosen to open them, and who may in an emergency."""

from __future__ import annotations

from db import keys
from db.connection import Connection
from db.keyring import Keyring


def open_keys(conn: Connection, ring: Keyring, worker: str, secret: bytearray) -> None:
    """Put the keys of everything that was sealed for this person, as one of the chosen, on the ring."""
    rows = conn.execute("SELECT scope, box FROM sealed_for WHERE worker = ? AND chosen = 1", (worker,)).fetchall()
    for scope, box in rows:
        key = keys.open_for(secret, box)
        if key is not None:
            ring.put(scope, key)
