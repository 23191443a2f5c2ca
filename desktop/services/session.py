"""What exists between unlock and lock: the open vault, who works, the definitions, the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from db.job_vault import JobVault
from db.workers import Worker
from desktop.refusals import Refused

if TYPE_CHECKING:
    from db.connection import Connection
    from db.vault import OfficeSelf, Vault
    from desktop.services.library import Library

ZONES = {"MD": ZoneInfo("Europe/Chisinau"), "RO": ZoneInfo("Europe/Bucharest")}

# Who may do what (the table "who may see what"); a rule of the program, not of cryptography.
CASES = frozenset({"worker", "specialist", "lead"})
EXPORTS = frozenset({"lead", "regional"})
PEOPLE = frozenset({"lead"})


@dataclass(frozen=True, slots=True)
class Change:
    """Something was written: `kind` is case, record, team, draft, sync or people; `id` says which."""

    kind: str
    id: str | None = None


@dataclass(slots=True)
class Session:
    """Passed to every service; its connection serves one thread, the window's or that of one piece of slow work."""

    vault: Vault | JobVault
    library: Library
    clock: Callable[[], datetime]
    language: str = "ro"
    failed_before: int = 0  # how many tries to open failed since somebody last opened it
    _listeners: list[Callable[[Change], None]] = field(default_factory=list)

    @property
    def conn(self) -> Connection:
        return self.vault.conn

    @property
    def worker(self) -> Worker:
        return self.vault.worker

    @property
    def office(self) -> OfficeSelf:
        return self.vault.office

    @property
    def tz(self) -> ZoneInfo:
        return ZONES[self.vault.office.country]

    def now(self) -> datetime:
        """The present moment in the office's local time."""
        return self.clock().astimezone(self.tz)

    @contextmanager
    def beside(self) -> Iterator[Session]:
        """The same vault for slow work: entered, used and left in the thread of that work.

        Nobody listens to it, since widgets belong to the window's thread: the window says what changed afterwards.
        """
        own = JobVault(self.vault)
        try:
            yield Session(own, self.library, self.clock, self.language)
        finally:
            own.close(self.now())

    def require(self, roles: frozenset[str]) -> None:
        """Refuse `not-allowed` unless the worker has one of these roles; a region's vault holds no cases."""
        if self.worker.role not in roles or (roles is CASES and self.office.kind == "region"):
            raise Refused("not-allowed")

    def listen(self, listener: Callable[[Change], None]) -> None:
        self._listeners.append(listener)

    def unlisten(self, listener: Callable[[Change], None]) -> None:
        self._listeners.remove(listener)

    def changed(self, change: Change) -> None:
        """Tell the pages that something was written; called after the commit, never inside it."""
        for listener in tuple(self._listeners):
            listener(change)

    def announce(self, kind: str, id_: str | None = None) -> None:
        self.changed(Change(kind, id_))
