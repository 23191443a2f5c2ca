"""What the database remembers of its key file: an older one that is put in its place is noticed and told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from db import access_log, meta, slots, workers
from db.connection import Connection, refusals
from db.errors import VaultRefused
from db.slots import Slots
from db.workers import Worker

_MARK, _UNTOLD = "key_file", "key_file_untold"


class Vault(Protocol):
    """What of an open vault the first look needs."""

    @property
    def worker(self) -> Worker: ...
    def write(self, now: datetime, conn: Connection | None = None) -> AbstractContextManager[Connection]: ...


def mark(file: Slots, generation: int | None = None) -> str:
    """What tells one key file from another, whichever format it has: of one generation, the present one if not said."""
    of = file.rings[0].generation if generation is None else generation
    text = slots.mac_text(replace(file, format=slots.FORMAT), of)
    return hashlib.blake2b(text, digest_size=16, person=b"ancora key file").hexdigest()


def remember(conn: Connection, found: str) -> None:
    """From now on this is the key file of the database."""
    meta.put(conn, _MARK, found)


class KeyWatch:
    """The key file that was written last, as far as this program knows; every transaction brings the database along."""

    def __init__(self) -> None:
        self.tells = False  # another one was put in its place, and whoever is at the PC does not know yet
        self._known = self._noted = ""

    @property
    def is_behind(self) -> bool:
        """Whether the database does not know yet what was written."""
        return self._known != self._noted

    def written(self, before: str, after: str) -> None:
        """The program put one key file in the place of another. What replaced a stranger stays one, and is told."""
        if before == self._known:
            self._known = after

    def keep(self, conn: Connection) -> str:
        """Within a transaction: let the database know; what it knows once that is kept."""
        known = self._known
        if known != self._noted:
            remember(conn, known)
        return known

    def kept(self, known: str) -> None:
        """That transaction was kept."""
        self._noted = known

    def look(self, vault: Vault, conn: Connection, file: Slots, generation: int, now: datetime) -> None:
        """At opening: is it the file that was written last? Two generations are, if one of them is as it was.

        A change that was cut off between file and database looks the same, so it is told once to each person, and from
        then on the present file is the one.
        """
        present, known = mark(file, generation), meta.get(conn, _MARK)
        as_it_was = known is None or known in {mark(file, ring.generation) for ring in file.rings}
        self._known, self._noted = (known or present) if as_it_was else present, known or ""
        if known is None:
            _or_full(lambda: _remember_first(conn, present))
            self._noted = present
            return
        untold = set((meta.get(conn, _UNTOLD) or "").split())
        if not as_it_was:
            untold = {one.id for one in workers.all_(conn)} | {vault.worker.id}
        self.tells = vault.worker.id in untold
        if self.tells:
            _or_full(lambda: _note(vault, conn, now, untold, found=not as_it_was))


def _note(vault: Vault, conn: Connection, now: datetime, untold: set[str], *, found: bool) -> None:
    with vault.write(now, conn):
        if found:
            access_log.note(conn, now, vault.worker.id, "key-file-changed")
        meta.put(conn, _UNTOLD, " ".join(sorted(untold - {vault.worker.id})))


def _remember_first(conn: Connection, present: str) -> None:
    """A database from before there was such a watch."""
    with refusals():
        remember(conn, present)


def _or_full(deed: Callable[[], None]) -> None:
    """A full disk keeps nobody from reading; it is noted at the next opening."""
    try:
        deed()
    except VaultRefused as refusal:
        if refusal.code != "disk-full":
            raise
