"""Who has a key to what is sealed: its people, leads behind the glass, the paper kit."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping

from db import access_log, keys, seals, slots, veil, workers
from db.connection import Connection
from db.errors import VaultRefused
from db.seals import KIT, Reader, Seal
from desktop.services.session import Session

LEAD = "lead"

log = logging.getLogger(__name__)


def keep_up(session: Session) -> None:
    """Whoever should have a key to what this person can open gets it; next time, where the disk is full."""
    try:
        top_up(session)
    except VaultRefused as refusal:
        if refusal.code != "disk-full":
            raise
        log.warning("keys of seals were not renewed: %s", refusal.code)


def top_up(session: Session) -> int:
    """Give the keys of what this person can open to new leads behind the glass and to a new kit, and take them from
    those who have left, are no lead any more or were denied by somebody who could not: such a seal gets a new key. How
    many seals were changed.

    A chosen person with a new key pair waits until somebody gives the seal to her again: a passphrase that another
    has set must not open a case in silence.
    """
    mine = session.vault.keyring.scopes
    if not mine:
        return 0
    everyone = publics(session)
    wanted = {}
    for seal in seals.all_(session.conn):
        people = entitled(session, session.conn, seal, everyone)
        if seal.scope in mine and any(one.chosen for one in people) and seals.missing(session.conn, seal, people):
            wanted[seal] = people
    if wanted:
        now = session.now()
        with session.vault.write(now) as conn:
            for seal, people in wanted.items():
                give(session, conn, seal.scope, seal.glass, people)
            access_log.note(conn, now, session.worker.id, "seal-keys-renewed", count=len(wanted))
    return len(wanted)


def give(
    session: Session,
    conn: Connection,
    scope: str,
    glass: seals.Glass,
    people: Collection[Reader],
    report: seals.Report | None = None,
) -> None:
    """Seal it for these people; where somebody loses it under a new key, which the log says."""
    if seals.choose(conn, scope, glass, people, report):
        access_log.note(conn, session.now(), session.worker.id, "seal-rekeyed", scope)


def entitled(session: Session, conn: Connection, seal: Seal, everyone: Mapping[str, bytes]) -> list[Reader]:
    """Whoever should have a box of a seal as it is: those of its chosen people who are here and see the case, each with
    the key that she was given it for, and those behind the glass."""
    here = everyone.keys() - veil.denied(conn, seal.case)
    stay = [one for one in seals.readers(conn, seal.scope) if one.chosen and one.worker in here]
    return [*stay, *(one for one in readers(session, seal.case, (), seal.glass, everyone)
                     if one.worker not in _ids(stay))]  # fmt: skip


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
    session: Session,
    case: str,
    chosen: Collection[str],
    glass: str,
    everyone: Mapping[str, bytes] | None = None,
) -> list[Reader]:
    """The chosen people, and whoever stands behind the glass: the paper kit, and leads where the seal says so."""
    leads = {one.id for one in workers.all_(session.conn) if one.role == LEAD} if glass == "lead" else set()
    behind = leads - veil.denied(session.conn, case)
    return seals.readers_of(publics(session) if everyone is None else everyone, chosen, [*sorted(behind), KIT])
