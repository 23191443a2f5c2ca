"""A session for slow work: the same vault over a connection of its own, used and closed in the thread of the job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from desktop.services.session import Session

if TYPE_CHECKING:
    from db.connection import Connection
    from db.vault import Vault


@contextmanager
def beside(session: Session) -> Iterator[Session]:
    """Nobody listens to it: the window announces in its own thread what was done, once the job is over."""
    with closing(session.vault.connect()) as conn:
        yield Session(cast("Vault", _Beside(session.vault, conn)), session.library, session.clock, session.language)


class _Beside:
    """The open vault, with another connection under everything that reads and writes."""

    def __init__(self, vault: Vault, conn: Connection) -> None:
        self._vault = vault
        self.conn = conn

    def __getattr__(self, name: str) -> Any:
        return getattr(self._vault, name)

    def write(self, now: datetime, conn: Connection | None = None) -> AbstractContextManager[Connection]:
        return self._vault.write(now, self.conn if conn is None else conn)
