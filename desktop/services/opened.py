"""Whose sheets were read by whom: an entry in the access log for every opening, by whatever way one came."""

from __future__ import annotations

import logging

from db import access_log
from db.errors import VaultRefused
from desktop.services.session import Session

log = logging.getLogger(__name__)


def note_opened(session: Session, object_id: str) -> None:
    """A case, a team or a sheet is shown now; said once where the entry before it is of the same thing already.

    A full disk keeps nobody from reading what may save a life today.
    """
    newest = access_log.page(session.conn, 1)
    if newest and (newest[0].worker, newest[0].object) == (session.worker.id, object_id):
        return
    try:
        with session.vault.write(session.now()) as conn:
            access_log.note(conn, session.now(), session.worker.id, "opened", object_id)
    except VaultRefused as refusal:
        if refusal.code != "disk-full":
            raise
        log.warning("opened without a note: %s", refusal.code)
