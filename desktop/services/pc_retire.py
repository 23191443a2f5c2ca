"""A computer leaves the office: its signature counts no more, and the office has other keys than those it knows."""

from __future__ import annotations

from dataclasses import replace

from db import access_log, alarms, installations, pcs
from db.hybrid import stamp
from db.pcs import Pc
from desktop.refusals import Refused
from desktop.services import cards, office_keys
from desktop.services.pcs import certify_all
from desktop.services.session import PEOPLE, Change, Session


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
    now, office = session.now(), session.office.code
    with session.vault.write(now) as conn:
        gone = replace(found, retired_at=stamp(now))
        pcs.put(conn, gone)
        cards.rotate(session, conn)
        certify_all(conn, office)
        access_log.note(conn, now, session.worker.id, "pc-retired", found.id)
        alarms.note(conn, stamp(now), "office-keys-changed", office, {"changes": len(office_keys.read(conn).changes)})
    session.changed(Change("sync"))
    return gone


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
