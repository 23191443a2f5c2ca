"""Who has a key to what is sealed: its people, leads behind the glass, the paper kit."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from db import access_log, keys, seals, slots, veil, workers
from db.seals import KIT, Reader
from desktop.services.session import Session

LEAD = "lead"


def top_up(session: Session) -> int:
    """Give the keys of what this person can open to new leads behind the glass and to a new kit, and take them from
    those who have left or are no lead any more. How many seals were changed.

    A chosen person with a new key pair waits until somebody gives the seal to her again: a passphrase that another
    has set must not open a case in silence.
    """
    mine = session.vault.keyring.scopes
    if not mine:
        return 0
    everyone = publics(session)
    wanted = {}
    for seal in seals.all_(session.conn):
        stay = [one for one in seals.readers(session.conn, seal.scope) if one.chosen and one.worker in everyone]
        fresh = [one for one in readers(session, seal.case, (), seal.glass, everyone) if one.worker not in _ids(stay)]
        if seal.scope in mine and stay and seals.missing(session.conn, seal, [*stay, *fresh]):
            wanted[seal] = [*stay, *fresh]
    if wanted:
        now = session.now()
        with session.vault.write(now) as conn:
            for seal, people in wanted.items():
                seals.choose(conn, seal.scope, seal.glass, people)
            access_log.note(conn, now, session.worker.id, "seal-keys-renewed", count=len(wanted))
    return len(wanted)


def waiting(session: Session, scope: str) -> frozenset[str]:
    """The chosen people who have another key pair now than the seal was made for, and cannot open it."""
    everyone = publics(session)
    found = seals.readers(session.conn, scope)
    return frozenset(one.worker for one in found if one.chosen and everyone.get(one.worker) != one.public)


def _ids(of: Collection[Reader]) -> frozenset[str]:
    return frozenset(one.worker for one in of)


def publics(session: Session) -> dict[str, bytes]:
    """The public key of everybody who can open the vault, and of the paper kit."""
    file = slots.read(session.vault.path / keys.FILE)
    ids = [*(one.id for one in workers.all_(session.conn)), KIT]
    return {one: public for one in ids if (public := keys.public_of(file, one)) is not None}


def readers(
    session: Session, case: str, chosen: Collection[str], glass: str, everyone: Mapping[str, bytes] | None = None
) -> list[Reader]:
    """The chosen people, and whoever stands behind the glass: the paper kit, and leads where the seal says so."""
    leads = {one.id for one in workers.all_(session.conn) if one.role == LEAD} if glass == "lead" else set()
    behind = leads - veil.denied(session.conn, case)
    return seals.readers_of(publics(session) if everyone is None else everyone, chosen, [*sorted(behind), KIT])
