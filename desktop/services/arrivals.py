"""What other offices and computers send: each file has its own fate, and a bad one never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from db import access_log, alarms, backup, bundles
from db.connection import Connection
from db.errors import VaultRefused
from db.hybrid import stamp
from db.savepoint import savepoint
from desktop.bundle.reader import Verified
from desktop.refusals import Refused
from desktop.services import arrival_numbers, arrival_trust, quarantine
from desktop.services.arrival_trust import Trust
from desktop.services.arriving import Arrival, Handler, Report, Sender, Taken
from desktop.services.fates import ALREADY, IMPORTED, REFUSED, Fate
from desktop.services.media import readable
from desktop.services.session import EXPORTS, Change, Session
from desktop.services.taking import HANDLERS

# Somebody else may have a key or an installation of theirs.
ALARMING = frozenset({"number-used-twice", "pc-copied", "list-differs"})
BATCH, BATCH_BYTES = 50, 4 << 20  # of small files that are kept in one transaction, each whole or not at all

__all__ = ["Fate", "Report", "import_files"]


def import_files(
    session: Session,
    paths: Sequence[Path],
    report: Report | None = None,
    told: Callable[[Fate], None] | None = None,
) -> list[Fate]:
    """Take in files one by one, each whole or not at all; `report` is called before each and may stop the rest.

    `told` hears each fate in its turn once it is on the disk, so that a stop takes none of them away.
    """
    session.require(EXPORTS)
    run = _Run(session, told, report if len(paths) == 1 else None)
    try:
        for done, path in enumerate(paths):
            if report is not None:
                report(done, len(paths))
            run.take(path)
    finally:
        run.settle()
        if any(fate.status == IMPORTED for fate in run.fates):
            session.changed(Change("sync"))
    return run.fates


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file that was read as far as may be done without a transaction."""

    path: Path
    arrival: Arrival
    handler: Handler
    prepared: Any

    def refused(self, refusal: Refused | VaultRefused) -> Fate:
        return _fate(self.path, self.arrival.verified, REFUSED, refusal.code, facts=refusal.facts)

    def kept(self, kept: _Kept) -> Fate:
        path, verified, taken = self.path, self.arrival.verified, kept.taken
        if taken is None:
            return _fate(path, verified, ALREADY, missing=kept.missing)
        return _fate(
            path,
            verified,
            IMPORTED,
            taken.code or kept.code,
            missing=kept.missing,
            new=taken.new,
            conflicts=taken.conflicts,
            facts=taken.facts,
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a transaction has kept of a file; None taken means that it was here already."""

    taken: Taken | None
    code: str | None
    missing: tuple[int, ...]


class _Run:
    """One run over some files: one backup before the first change; of small ones, some are kept at once."""

    def __init__(self, session: Session, told: Callable[[Fate], None] | None, report: Report | None) -> None:
        self.fates: list[Fate] = []
        self._session, self._told = session, told
        self._report = report  # how far one large file is; of many, how many there are says more
        self._trust: Trust | None = None
        self._backed_up = False
        self._any_held = quarantine.count(session) > 0
        self._waiting: list[_Ready] = []
        self._bytes = 0

    def take(self, path: Path) -> None:
        """Read a file, and keep it: a small one together with those before it, any other alone."""
        found = self._read(path)
        if isinstance(found, _Ready) and found.handler.small:
            self._waiting.append(found)
            self._bytes += found.arrival.verified.manifest.body.raw
            if len(self._waiting) >= BATCH or self._bytes > BATCH_BYTES:
                self.settle()
            return
        self.settle()
        self._tell(self._alone(found) if isinstance(found, _Ready) else found)

    def settle(self) -> None:
        """Keep what waits in one transaction; if that cannot be, each in its own, so that one spoils no other."""
        waiting, self._waiting, self._bytes, self._trust = self._waiting, [], 0, None
        if not waiting:
            return
        try:
            self._back_up()
            with self._session.vault.write(self._session.now()) as conn:
                fell = [self._among_others(conn, one) for one in waiting]
        except VaultRefused:
            for one in waiting:
                self._tell(self._alone(one))
            return
        for one, fate in zip(waiting, fell, strict=True):
            self._alarm(fate, one.arrival.verified)
            self._tell(fate)

    # --- one file -----------------------------------------------------------------------------------------------------

    def _read(self, path: Path) -> _Ready | Fate:
        """Who signed it, whether it was here before, and what is in it if it is small."""
        self._trust = self._trust or arrival_trust.now(self._session)
        try:
            with readable():
                verified = self._trust.verify(path)
        except Refused as refusal:
            return Fate(path, REFUSED, refusal.code, facts=refusal.facts)
        try:
            return self._prepare(path, verified, self._trust.sender(verified))
        except (Refused, VaultRefused) as refusal:
            self._alarm(refusal, verified)
            return _fate(path, verified, REFUSED, refusal.code, facts=refusal.facts)

    def _prepare(self, path: Path, verified: Verified, sender: Sender) -> _Ready | Fate:
        handler = HANDLERS.get(verified.manifest.head.kind)
        if handler is None:
            raise Refused("kind-not-yet")
        arrival = Arrival(self._session, verified, sender, self._session.now(), self._report)
        handler.check(arrival)
        if bundles.is_received(self._session.conn, verified.hash):
            return _fate(path, verified, ALREADY, missing=arrival_numbers.missing(self._session.conn, arrival))
        return _Ready(path, arrival, handler, handler.prepare(arrival))

    def _alone(self, one: _Ready) -> Fate:
        try:
            self._back_up()
            with self._session.vault.write(one.arrival.now) as conn:
                kept = self._keep(conn, one)
        except (Refused, VaultRefused) as refusal:
            self._alarm(refusal, one.arrival.verified)
            return one.refused(refusal)
        self._trust = None  # it may have brought keys, or taken them away
        return one.kept(self._finished(one, kept))

    def _finished(self, one: _Ready, kept: _Kept) -> _Kept:
        """What is worked out after the commit; it is kept for good by now, and what is not worked out waits."""
        if kept.taken is None:
            return kept
        try:
            return replace(kept, taken=one.handler.finish(one.arrival, kept.taken))
        except (Refused, VaultRefused):
            return kept
        except BaseException:  # somebody stopped
            self._tell(one.kept(kept))
            raise

    def _among_others(self, conn: Connection, one: _Ready) -> Fate:
        """What is refused leaves nothing behind, and the others stay."""
        try:
            with savepoint(conn):
                return one.kept(self._keep(conn, one))
        except Refused as refusal:
            return one.refused(refusal)

    def _keep(self, conn: Connection, one: _Ready) -> _Kept:
        arrival = one.arrival
        place = arrival_numbers.place(conn, arrival)
        if place == ALREADY:  # the same file, a moment ago
            return _Kept(None, None, arrival_numbers.missing(conn, arrival))
        taken = one.handler.apply(conn, arrival, one.prepared)
        bundles.note_received(conn, arrival_numbers.received(arrival, taken))
        access_log.note(conn, arrival.now, self._session.worker.id, *taken.log)
        return _Kept(taken, place, arrival_numbers.missing(conn, arrival))

    # --- around it ----------------------------------------------------------------------------------------------------

    def _tell(self, fate: Fate) -> None:
        self.fates.append(fate)
        self._any_held = self._any_held or fate.status == REFUSED
        if self._any_held:
            quarantine.keep(self._session, fate)
        if self._told is not None:
            self._told(fate)

    def _back_up(self) -> None:
        if not self._backed_up:
            backup.make(self._session.vault, self._session.now())
            self._backed_up = True

    def _alarm(self, told: Fate | Refused | VaultRefused, verified: Verified) -> None:
        """It stands until somebody has seen it; where there is no room for it, the person has still been told."""
        code = told.code
        if code is None or code not in ALARMING:
            return
        session, head, now = self._session, verified.manifest.head, self._session.now()
        facts = told.facts or {"kind": head.kind, "seq": head.seq, "hash": verified.hash[:16]}
        with suppress(VaultRefused), session.vault.write(now) as conn:
            alarms.note(conn, stamp(now), code, head.office, facts)
            access_log.note(conn, now, session.worker.id, code, head.office)


def _fate(path: Path, verified: Verified, status: str, code: str | None = None, **more: Any) -> Fate:
    head = verified.manifest.head
    return Fate(path, status, code, head.kind, head.office, head.seq, node=head.node or "", hash=verified.hash, **more)
