"""What other offices and computers send: each file has its own fate, and a bad one never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from db import access_log, alarms, backup, bundles, offices
from db.bundles import Received
from db.connection import Connection
from db.errors import VaultRefused
from db.hybrid import stamp
from desktop.bundle import card as cards
from desktop.bundle import reader
from desktop.bundle.kinds import check_crossing, invite
from desktop.bundle.reader import Verified
from desktop.refusals import Refused
from desktop.services import arriving, pcs, quarantine
from desktop.services.arriving import PC, Arrival, Report, Sender, Taken
from desktop.services.fates import ALREADY, EARLIER_DIFFERS, IMPORTED, LATE, REFUSED, Fate
from desktop.services.media import readable, regular
from desktop.services.session import EXPORTS, Change, Session

FURTHEST = 1000  # numbers that one bundle may run ahead; more is no gap but a wild number
ALARMING = frozenset({"number-used-twice", "pc-copied", "list-differs"})  # somebody else may have a key or an installation of theirs

__all__ = ["ALREADY", "EARLIER_DIFFERS", "IMPORTED", "LATE", "REFUSED", "Fate", "Report", "import_files"]


def import_files(
    session: Session,
    paths: Sequence[Path],
    report: Report | None = None,
    told: Callable[[Fate], None] | None = None,
) -> list[Fate]:
    """Take in files one by one, each whole or not at all; `report` is called before each and may stop the rest.

    `told` hears each fate as it falls, so that a stop takes none of them away.
    """
    session.require(EXPORTS)
    arrivals = _Arrivals(session)
    fates: list[Fate] = []
    try:
        for done, path in enumerate(paths):
            if report is not None:
                report(done, len(paths))
            fates.append(arrivals.take(path))
            quarantine.keep(session, fates[-1])
            if told is not None:
                told(fates[-1])
    finally:
        if any(fate.status == IMPORTED for fate in fates):
            session.changed(Change("sync"))
    return fates


class _Arrivals:
    """One run over some files: whom to believe, one backup before the first change."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._handlers = arriving.handlers()
        self._backed_up = False

    def take(self, path: Path) -> Fate:
        try:
            with readable():
                verified = self._verify(path)
        except Refused as refusal:
            return Fate(path, REFUSED, refusal.code, facts=refusal.facts)
        head = verified.manifest.head
        told = partial(
            Fate, path, kind=head.kind, office=head.office, seq=head.seq, node=head.node or "", hash=verified.hash
        )
        try:
            return self._import(verified, told)
        except (Refused, VaultRefused) as refusal:
            if refusal.code in ALARMING:
                self._alarm(refusal, verified)
            return told(REFUSED, refusal.code, facts=refusal.facts)

    def _verify(self, path: Path) -> Verified:
        with regular(path) as file:
            start = file.read(16)
            if cards.is_card(start):
                raise Refused("card-no-bundle")
            if start.startswith(invite.FIRST):
                raise Refused("invite-no-bundle")
        conn = self._session.conn  # asked anew for each file: the one before may have brought keys, or taken them away
        known = [office for office in offices.all_(conn) if office.trusted_on is not None]
        computers = pcs.trusted(self._session)
        trusted = {office.sign_key: office.code for office in known} | dict.fromkeys(
            computers, self._session.office.code
        )
        revoked = frozenset(office.sign_key for office in known if office.revoked_on is not None)
        return reader.verify(
            partial(regular, path), identities=pcs.identities(self._session), trusted=trusted, revoked=revoked
        )

    def _import(self, verified: Verified, told: Callable[..., Fate]) -> Fate:
        session, head = self._session, verified.manifest.head
        handler = self._handlers.get(head.kind)
        if handler is None:
            raise Refused("kind-not-yet")
        arrival = Arrival(session, verified, self._sender(verified), session.now())
        handler.check(arrival)
        if verified.hash in bundles.received_hashes(session.conn, head.office):
            return told(ALREADY, missing=_missing(session.conn, verified))
        _check_number(session.conn, verified)
        prepared = handler.prepare(arrival)
        self._back_up()
        with session.vault.write(arrival.now) as conn:
            code = _seen_before(conn, verified)
            taken = handler.apply(conn, arrival, prepared)
            bundles.note_received(conn, _received(arrival, taken))
            access_log.note(conn, arrival.now, session.worker.id, *taken.log)
        taken = handler.finish(arrival, taken)
        return told(
            IMPORTED,
            taken.code or code,
            missing=_missing(session.conn, verified),
            new=taken.new,
            conflicts=taken.conflicts,
            facts=taken.facts,
        )

    def _sender(self, verified: Verified) -> Sender:
        """Who has signed; practice comes from practice, and between the two countries go statistics alone."""
        here, kind = self._session.office, verified.manifest.head.kind
        computer = pcs.trusted(self._session).get(verified.signer)
        if computer is not None:
            if computer.retired:
                raise Refused("pc-retired", number=computer.number)
            return Sender(here.code, PC, here.country, verified.signer, computer.id)
        sender = offices.by_sign_key(self._session.conn, verified.signer)
        if sender is None or sender.practice != here.practice:
            raise Refused("practice-only")
        check_crossing(kind, sender.country, here.country)
        return Sender(sender.code, sender.kind, sender.country, sender.sign_key)

    def _back_up(self) -> None:
        if not self._backed_up:
            backup.make(self._session.vault, self._session.now())
            self._backed_up = True

    def _alarm(self, refusal: Refused | VaultRefused, verified: Verified) -> None:
        """It stands until somebody has seen it; where there is no room for it, the person has still been told."""
        session, head, now = self._session, verified.manifest.head, self._session.now()
        facts: dict[str, str | int] = {"kind": head.kind, "seq": head.seq, "hash": verified.hash[:16]}
        with suppress(VaultRefused), session.vault.write(now) as conn:
            alarms.note(conn, stamp(now), refusal.code, head.office, facts)
            access_log.note(conn, now, session.worker.id, refusal.code, head.office)


def _received(arrival: Arrival, taken: Taken) -> Received:
    manifest = arrival.verified.manifest
    return Received(
        hash=arrival.verified.hash,
        office=manifest.head.office,
        node=manifest.head.node or "",
        kind=manifest.head.kind,
        seq=manifest.head.seq,
        prev=manifest.head.prev,
        period=taken.period,
        records=manifest.body.records,
        bytes=manifest.body.length,
        at=stamp(arrival.now),
        worker=arrival.session.worker.id,
    )


def _missing(conn: Connection, verified: Verified) -> tuple[int, ...]:
    head = verified.manifest.head
    return tuple(bundles.gaps(conn, head.office, head.kind, head.node or ""))


def _check_number(conn: Connection, verified: Verified) -> None:
    """Two different bundles with one number: a copied installation or a stolen key."""
    head, node = verified.manifest.head, verified.manifest.head.node or ""
    if bundles.same_number(conn, head.office, node, head.kind, head.seq):
        raise Refused("number-used-twice")
    last = bundles.last_received(conn, head.office, node, head.kind)
    if head.seq > (last.seq if last else 0) + FURTHEST:
        raise Refused("number-too-far")


def _seen_before(conn: Connection, verified: Verified) -> str | None:
    """Whether it comes after later ones, or says of the one before it something else than what came."""
    head, node = verified.manifest.head, verified.manifest.head.node or ""
    before = bundles.same_number(conn, head.office, node, head.kind, head.seq - 1)
    if before and head.prev not in before:
        return EARLIER_DIFFERS
    last = bundles.last_received(conn, head.office, node, head.kind)
    return LATE if last is not None and last.seq > head.seq else None
