"""A second person of the office confirms at this computer, with a passphrase of her own."""

from __future__ import annotations

from db import keys, tries, workers
from db.errors import VaultRefused
from db.workers import Worker
from desktop.refusals import Refused
from desktop.services import access
from desktop.services.session import Session


def candidates(session: Session, case: str) -> tuple[Worker, ...]:
    """Who else of the office may confirm: everybody from whom the case is not hidden."""
    hidden = {one.worker for one in access.who_sees(session, case) if one.how == "denied"}
    return tuple(one for one in workers.all_(session.conn) if one.id != session.worker.id and one.id not in hidden)


def verify(session: Session, case: str, name: str, passphrase: str) -> Worker:
    """The colleague whose name and passphrase fit together. Slow; a wrong one makes the next try wait."""
    folder = session.vault.path
    tries.check(folder, session.now())
    try:
        unlocked = keys.unlock(folder, name, passphrase)
    except VaultRefused as refusal:
        if refusal.code == "wrong-passphrase":
            tries.failed(folder, session.now())
        raise
    found = unlocked.worker
    unlocked.wipe()
    tries.clear(folder)
    colleague = next((one for one in candidates(session, case) if one.id == found), None)
    if colleague is None:
        raise Refused("second-person-needed")
    return colleague
