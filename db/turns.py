"""Who writes next: a database has one writer at a time and knows no queue, and a window must not stand still."""

from __future__ import annotations

import threading
from contextlib import suppress
from time import monotonic, sleep
from typing import Protocol

from db.connection import Connection, DatabaseError, code_of
from db.errors import VaultRefused

_SHORT_WAIT_MS = 15  # then the window paints, and looks again
_GIVE_WAY_S, _LOOK_AGAIN_S = 2.0, 0.002
_PAGES = 1000  # of the log of changes, after which whoever has written brings them into the file


class Patience(Protocol):
    """What the window does while somebody else writes."""

    def wait(self) -> bool:
        """A moment of it; False gives up, and nothing is written."""

    def over(self) -> None:
        """The turn has come, or was given up."""


class Turns:
    """Begins the transactions of one vault. Without a patience everybody waits as the database does, some seconds."""

    def __init__(self) -> None:
        self._patience: Patience | None = None
        self._window_waits = threading.Event()
        self._at_work = 0  # connections of slow work that are open
        self._tidies = True  # whether the window itself brings changes into the file, which may take it long
        self._lock = threading.Lock()

    def work_begins(self) -> None:
        """Slow work has a connection of its own; from now on it brings the changes into the file."""
        with self._lock:
            self._at_work += 1

    def work_ends(self, conn: Connection) -> None:
        """The last that it does with its connection; on a full disk what was kept stays in the log of changes."""
        with self._lock:
            self._at_work -= 1
        with suppress(DatabaseError):
            conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def wait_with(self, conn: Connection, patience: Patience | None) -> None:
        """From now on the window, which writes over this connection, does this while it waits."""
        self._patience = patience
        self.settle(conn)

    def hurry(self) -> None:
        """From now on the window waits as the database does."""
        self._patience = None

    def settle(self, conn: Connection) -> None:
        """The window goes on with this connection."""
        if self._patience is not None:
            conn.execute(f"PRAGMA busy_timeout = {_SHORT_WAIT_MS:d}")

    def begin(self, conn: Connection, *, window: bool) -> None:
        """Begin a transaction; slow work lets the window go first, else whoever writes piece by piece keeps it out."""
        if not window:
            self._let_the_window_in()
        patience = self._patience
        if not window or patience is None:
            conn.execute("BEGIN IMMEDIATE")
            return
        self._leave_tidying(conn)
        waited = False
        try:
            while not _begun(conn):
                waited = True
                self._window_waits.set()
                if not patience.wait():
                    raise VaultRefused("vault-busy")
        finally:
            if waited:
                self._window_waits.clear()
                patience.over()

    def _leave_tidying(self, conn: Connection) -> None:
        alone = self._at_work == 0
        if alone is not self._tidies:
            self._tidies = alone
            pages = _PAGES if alone else 0
            conn.execute(f"PRAGMA wal_autocheckpoint = {pages:d}")

    def _let_the_window_in(self) -> None:
        until = monotonic() + _GIVE_WAY_S
        while self._window_waits.is_set() and monotonic() < until:
            sleep(_LOOK_AGAIN_S)


def _begun(conn: Connection) -> bool:
    try:
        conn.execute("BEGIN IMMEDIATE")
    except DatabaseError as error:
        if code_of(error) != "vault-busy":
            raise
        return False
    return True
