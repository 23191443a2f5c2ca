"""A computer leaves the office: its signature counts no more, and the office has other keys than those it knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from db import access_log, alarms, installations, pcs
from db.connection import Connection
from db.hybrid import stamp
from db.pcs import Pc
from desktop.bundle.card import Card
from desktop.refusals import Refused
from desktop.services import cards, office_keys
from desktop.services.pcs import certify_all
from desktop.services.session import EXPORTS, PEOPLE, Change, Session


def retire(session: Session, id_: str) -> Pc:
    """From now on nothing of it is taken in, and nothing new can be opened with what it holds."""
    session.require(PEOPLE)
    found = pcs.get(session.conn, id_)
    if found is None:
        raise Refused("no-such-pc")
    if found.own:
        raise Refused("pc-own")
    if found.retired:
        raise Refused("pc-retired", number=found.number)
    now = session.now()
    with session.vault.write(now) as conn:
        gone = replace(found, retired_at=stamp(now))
        pcs.put(conn, gone)
        _new_keys(session, conn, now)
        access_log.note(conn, now, session.worker.id, "pc-retired", found.id)
    session.changed(Change("sync"))
    return gone


def renew_keys(session: Session) -> Card:
    """Other keys for the office, after a theft or where somebody may have copied them; its computers stay.

    Its other computers learn of them with the next file, the other offices from its new card or from the region.
    """
    session.require(EXPORTS)
    now = session.now()
    with session.vault.write(now) as conn:
        _new_keys(session, conn, now)
    session.changed(Change("sync"))
    return cards.card(session)


def _new_keys(session: Session, conn: Connection, now: datetime) -> None:
    """They stand until a lead has seen that the new card has to go round."""
    office = session.office.code
    cards.rotate(session, conn)
    certify_all(conn, office)
    alarms.note(conn, stamp(now), "office-keys-changed", office, {"changes": len(office_keys.read(conn).changes)})


def accept_copy(session: Session, id_: str, node: str) -> Pc:
    """A person looked: the computer was set up anew, and the installation that was refused is the right one.

    What still comes from the one before is refused from now on; the files that were refused can be tried again.
    """
    session.require(PEOPLE)
    found = pcs.get(session.conn, id_)
    if found is None or found.own:
        raise Refused("no-such-pc")
    now = session.now()
    with session.vault.write(now) as conn:
        kept = replace(found, stays=installations.replace(found.stays, node, now))
        pcs.put(conn, kept)
        access_log.note(conn, now, session.worker.id, "pc-set-up-anew", found.id)
    session.changed(Change("sync"))
    return kept
