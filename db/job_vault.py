"""The open vault as slow work sees it: everything is shared with the window but the connection."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Literal

from db import veil
from db.connection import Connection
from db.keyring import Keyring
from db.turns import Turns
from db.vault import OfficeSelf, Vault
from db.workers import Worker


class JobVault:
    """Made, used and closed in the thread of the work; marks, times and keys are those of the vault itself."""

    def __init__(self, vault: Vault | JobVault) -> None:
        self._vault = vault
        self.conn = vault.connect()
        self.turns.work_begins()

    @property
    def turns(self) -> Turns:
        return self._vault.turns

    @property
    def path(self) -> Path:
        return self._vault.path

    @property
    def database_key(self) -> bytearray:
        return self._vault.database_key

    @property
    def worker(self) -> Worker:
        return self._vault.worker

    @property
    def office(self) -> OfficeSelf:
        return self._vault.office

    @property
    def hidden(self) -> frozenset[str]:
        return self._vault.hidden

    @property
    def anchor(self) -> Literal["ok", "behind"]:
        return self._vault.anchor

    @property
    def worked_until(self) -> datetime:
        return self._vault.worked_until

    @property
    def commit_no(self) -> int:
        return self._vault.commit_no

    def write(self, now: datetime, conn: Connection | None = None) -> AbstractContextManager[Connection]:
        """One transaction over the connection of this work."""
        return self._vault.write(now, self.conn if conn is None else conn)

    def connect(self) -> Connection:
        return self._vault.connect()

    def connect_bare(self) -> Connection:
        return self._vault.connect_bare()

    @property
    def keyring(self) -> Keyring:
        return self._vault.keyring

    @property
    def secret(self) -> bytearray:
        return self._vault.secret

    def look_again(self) -> None:
        """What this work may see after a change; no key is forgotten before the window has looked again itself."""
        veil.draw(self.conn, veil.hidden_from(self.conn, self.worker.id, self.keyring.scopes))

    def tick(self, now: datetime) -> int:
        return self._vault.tick(now)

    def witness(self, remote: int, now: datetime) -> bool:
        return self._vault.witness(remote, now)

    def key_file_written(self, before: str, after: str) -> None:
        self._vault.key_file_written(before, after)

    def key(self, purpose: str) -> bytes:
        return self._vault.key(purpose)

    def close(self, _now: datetime) -> None:
        """The work is over; the vault stays open for the window."""
        try:
            self.turns.work_ends(self.conn)
        finally:
            self.conn.close()
