"""Cards: how offices come to know each other's keys, and whom this office believes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from db import access_log, offices
from db.connection import Connection
from db.hybrid import stamp
from db.offices import Office
from desktop.bundle import card as cards
from desktop.bundle import changes
from desktop.bundle.card import Card
from desktop.refusals import Refused
from desktop.services import office_keys
from desktop.services.codes import is_office_code
from desktop.services.media import appearing, readable, regular
from desktop.services.office_keys import OfficeKeys
from desktop.services.session import EXPORTS, Change, Session


def card(session: Session) -> Card:
    """The card of this office, with the latest changes of its keys."""
    kept = office_keys.read(session.conn)
    return _card(session, kept)


def rotate(session: Session, conn: Connection) -> Card:
    """New keys for this office, in the caller's transaction: its new card is signed for by the old key.

    What was sealed before can still be read; the other offices compare the new card by telephone, or learn of it from
    their region, and take in nothing more that the old key has signed.
    """
    session.require(EXPORTS)
    now = session.now()
    kept = office_keys.rotate(conn, session.office.code, now)
    access_log.note(conn, now, session.worker.id, "keys-changed")
    return _card(session, kept)


def save_card(session: Session, path: Path) -> Card:
    """Write the card of this office; it holds no secret."""
    own = card(session)
    with appearing(path) as out:
        out.write(cards.write(own, sign_seed(session)))
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "card-saved")
    return own


def read_card(path: Path) -> Card:
    """The card in a file; its fingerprint is to be compared by telephone before it is trusted."""
    with readable(), regular(path) as file:
        data = file.read(cards.SIZE_LIMIT + 1)
    return cards.read(data)


def trust(session: Session, path: Path, fingerprint: str | None) -> Card:
    """Believe an office from now on; a card with new keys takes the place of the office's old one."""
    session.require(EXPORTS)
    found = read_card(path)
    if found.office == session.office.code:
        raise Refused("own-card")
    if found.practice != session.office.practice:
        raise Refused("practice-only")
    if fingerprint is None or not fingerprint.strip():
        raise Refused("fingerprint-needed")
    if not cards.same_fingerprint(found, fingerprint):
        raise Refused("fingerprint-differs")
    now = session.now()
    with session.vault.write(now) as conn:
        _take_in(conn, found, now, session.worker.id)
        access_log.note(conn, now, session.worker.id, "office-trusted", found.office)
    session.changed(Change("sync", found.office))
    return found


def distrust(session: Session, office: str) -> None:
    """Take back the trust in an office, for example when its computer was stolen; nothing more of it is imported."""
    session.require(EXPORTS)
    now = session.now()
    with session.vault.write(now) as conn:
        _revoke(conn, known(conn, office).code, now)
        access_log.note(conn, now, session.worker.id, "office-revoked", office)
    session.changed(Change("sync", office))


def all_offices(session: Session) -> list[Office]:
    """Every card that is known here, those withdrawn too."""
    return offices.all_(session.conn)


def known(conn: Connection, code: str) -> Office:
    """The card in force of an office; `no-such-office` or `office-revoked` otherwise."""
    found = offices.get(conn, code)
    if found is None or found.trusted_on is None:
        raise Refused("no-such-office", **({"office": code} if is_office_code(code) else {}))  # no typed word in it
    if found.revoked_on is not None:
        raise Refused("office-revoked", office=code)
    return found


def sign_seed(session: Session) -> bytes:
    return office_keys.read(session.conn).sign_seed


def identity(session: Session) -> str:
    return office_keys.read(session.conn).identity


def _card(session: Session, kept: OfficeKeys) -> Card:
    return Card(
        office=session.office.code,
        kind=session.office.kind,
        country=session.office.country,
        sign_key=kept.sign_key,
        box_key=kept.box_key,
        changes=kept.changes[-changes.MOST :],
    )


def _take_in(conn: Connection, found: Card, now: datetime, worker: str) -> None:
    before = offices.by_sign_key(conn, found.sign_key)
    if before is not None and before.revoked_on is not None:
        raise Refused("office-revoked", office=before.code)  # a key that was given up never counts again
    if before is not None and before.code != found.office:
        raise Refused("key-of-another-office", office=before.code)
    _revoke(conn, found.office, now)
    offices.put(
        conn,
        Office(
            code=found.office,
            kind=found.kind,
            country=found.country,
            name=found.office,
            sign_key=found.sign_key,
            box_key=found.box_key,
            fingerprint=found.fingerprint,
            trusted_on=stamp(now),
            trusted_by=worker,
            practice=found.practice,
        ),
    )


def _revoke(conn: Connection, code: str, now: datetime) -> None:
    for office in offices.all_(conn):
        if office.code == code and office.revoked_on is None:
            offices.put(conn, replace(office, revoked_on=stamp(now)))
