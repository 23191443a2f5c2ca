"""What other offices send: each file has its own fate, and a bad one never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from db import access_log, backup, bundles, offices
from db.bundles import Received
from db.connection import Connection
from db.errors import VaultRefused
from db.hybrid import stamp
from db.offices import Office
from desktop.bundle import card as cards
from desktop.bundle import reader
from desktop.bundle.kinds import check_crossing
from desktop.bundle.kinds import statistics as counted
from desktop.bundle.kinds.statistics import Statistics
from desktop.bundle.reader import Verified
from desktop.indicators.period import Period
from desktop.refusals import Refused
from desktop.services.cards import identity
from desktop.services.media import readable, regular
from desktop.services.session import EXPORTS, Change, Session

FURTHEST = 1000  # numbers that one bundle may run ahead; more is no gap but a wild number
IMPORTED, ALREADY, REFUSED = "imported", "already-imported", "refused"
LATE, EARLIER_DIFFERS = "late", "earlier-differs"

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one file; `code` says why it was refused, or what is to be known of one that was imported."""

    file: Path
    status: str
    code: str | None = None
    kind: str | None = None
    office: str | None = None
    seq: int | None = None
    missing: tuple[int, ...] = ()
    new: int = 0
    conflicts: int = 0
    facts: Mapping[str, str | int] = field(default_factory=dict)  # what the sentence of the code may name


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
        known = [office for office in offices.all_(session.conn) if office.trusted_on is not None]
        self._trusted = {office.sign_key: office.code for office in known}
        self._revoked = frozenset(office.sign_key for office in known if office.revoked_on is not None)
        self._backed_up = False

    def take(self, path: Path) -> Fate:
        try:
            with readable():
                verified = self._verify(path)
        except Refused as refusal:
            return Fate(path, REFUSED, refusal.code, facts=refusal.facts)
        head = verified.manifest.head
        told = partial(Fate, path, kind=head.kind, office=head.office, seq=head.seq)
        try:
            return self._import(verified, told)
        except (Refused, VaultRefused) as refusal:
            if refusal.code == "number-used-twice":
                self._note("number-used-twice", head.office)
            return told(REFUSED, refusal.code, facts=refusal.facts)

    def _verify(self, path: Path) -> Verified:
        with regular(path) as file:
            if cards.is_card(file.read(16)):
                raise Refused("card-no-bundle")

        return reader.verify(
            partial(regular, path), identity=identity(self._session), trusted=self._trusted, revoked=self._revoked
        )

    def _import(self, verified: Verified, told: Callable[..., Fate]) -> Fate:
        conn, head = self._session.conn, verified.manifest.head
        sender = self._sender(verified)
        if verified.hash in bundles.received_hashes(conn, sender.code):
            return told(ALREADY, missing=self._missing(sender, head.kind))
        reading = counted.Reading()
        with readable():
            reader.records(verified, reading.take)
        content = reading.finish()
        _check_number(conn, verified)
        now = self._session.now()
        _check_period(conn, sender, content, now)
        self._back_up()
        with self._session.vault.write(now) as conn:
            code = _seen_before(conn, verified)
            bundles.put_tables(conn, sender.code, content.period, content.edition, counted.to_json(content), now)
            bundles.note_received(conn, self._received(verified, content))
            worker, tables = self._session.worker.id, len(content.tables)
            access_log.note(conn, now, worker, "statistics-imported", sender.code, tables)
        return told(IMPORTED, code, missing=self._missing(sender, head.kind), new=len(content.tables))

    def _sender(self, verified: Verified) -> Office:
        """Who may send this here: tables come from an office to a region, practice from practice."""
        here = self._session.office
        sender = offices.by_sign_key(self._session.conn, verified.signer)
        if sender is None or sender.practice != here.practice:
            raise Refused("practice-only")
        if here.kind != "region" or sender.kind != "office":
            raise Refused("wrong-kind")
        check_crossing(verified.manifest.head.kind, sender.country, here.country)
        return sender

    def _missing(self, sender: Office, kind: str) -> tuple[int, ...]:
        return tuple(bundles.gaps(self._session.conn, sender.code, kind))

    def _back_up(self) -> None:
        if not self._backed_up:
            backup.make(self._session.vault, self._session.now())
            self._backed_up = True

    def _note(self, verb: str, office: str) -> None:
        """An alarm stays in the log; where there is no room for it, the person has still been told."""
        now = self._session.now()
        with suppress(VaultRefused), self._session.vault.write(now) as conn:
            access_log.note(conn, now, self._session.worker.id, verb, office)

    def _received(self, verified: Verified, content: Statistics) -> Received:
        manifest = verified.manifest
        return Received(
            hash=verified.hash,
            office=manifest.head.office,
            node="",
            kind=manifest.head.kind,
            seq=manifest.head.seq,
            prev=manifest.head.prev,
            period=content.period,
            records=manifest.body.records,
            bytes=manifest.body.length,
            at=stamp(self._session.now()),
            worker=self._session.worker.id,
        )


def _check_number(conn: Connection, verified: Verified) -> None:
    """Two different bundles with one number: a copied installation or a stolen key."""
    head = verified.manifest.head
    if bundles.same_number(conn, head.office, "", head.kind, head.seq):
        raise Refused("number-used-twice")
    last = bundles.last_received(conn, head.office, "", head.kind)
    if head.seq > (last.seq if last else 0) + FURTHEST:
        raise Refused("number-too-far")


def _check_period(conn: Connection, sender: Office, content: Statistics, now: datetime) -> None:
    """Only what is over can be counted; and what an office has sent for a period stands, whatever edition follows."""
    if not Period.parse(content.period).closed(now):
        raise Refused("period-to-come", period=content.period)
    for kept in bundles.tables(conn, content.period):
        same = (kept.edition, kept.body) == (content.edition, counted.to_json(content))
        if kept.office == sender.code and not same:
            raise Refused("period-sent-twice")


def _seen_before(conn: Connection, verified: Verified) -> str | None:
    """Whether it comes after later ones, or says of the one before it something else than what came."""
    head = verified.manifest.head
    before = bundles.same_number(conn, head.office, "", head.kind, head.seq - 1)
    if before and head.prev not in before:
        return EARLIER_DIFFERS
    last = bundles.last_received(conn, head.office, "", head.kind)
    return LATE if last is not None and last.seq > head.seq else None
