"""What computers of one office tell each other in a merge: where they work, who belongs to them, the office's keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from db import access_log, alarms, installations, pcs
from db.connection import Connection
from db.hybrid import moment, stamp
from db.installations import Stay
from db.pcs import Pc
from desktop.bundle.canonical import Object
from desktop.bundle.format import Head
from desktop.bundle.kinds import computers
from desktop.bundle.kinds.computers import Computer, Identity, Installation
from desktop.refusals import Refused
from desktop.services import office_keys
from desktop.services.office_keys import OfficeKeys
from desktop.services.pcs import as_line, certify_all
from desktop.services.session import Session


def lines(conn: Connection) -> Iterator[Object]:
    """The lines of this computer, for the one that a merge is sealed to: they hold the keys of the office."""
    here = installations.here(conn)[-computers.MOST_NODES :]
    nodes = tuple((stay.node, stamp(stay.until) if stay.until else None) for stay in here)
    yield computers.to_record(Installation(nodes))
    yield computers.to_record(Identity(office_keys.dump(office_keys.read(conn))))
    for one in pcs.all_(conn):
        yield computers.to_record(as_line(one))


class PcLines:
    """Takes these lines out of one merge, inside its transaction: `take` each, in any order, then `finish`."""

    def __init__(self, session: Session, conn: Connection, sender: str, head: Head, now: datetime) -> None:
        self._session, self._conn, self._head, self._now = session, conn, head, now
        self._office = session.office.code
        self._sender = sender
        self._installation: Installation | None = None
        self._keys: OfficeKeys | None = None
        self._computers: dict[str, Computer] = {}

    def take(self, line: computers.Line) -> None:
        if isinstance(line, Installation):
            self._require(self._installation is None)
            self._installation = line
            self._arrive(line)
        elif isinstance(line, Computer):
            self._require(line.id not in self._computers)
            self._computers[line.id] = line
        else:
            self._require(self._keys is None)
            self._keys = self._read(line)

    def finish(self) -> None:
        """Take in what was told; the keys of an office never stay with a computer that was retired."""
        self._require(self._installation is not None and self._keys is not None)
        if self._keys is None:
            return
        before = office_keys.read(self._conn)
        adopted = office_keys.adopt(self._conn, self._office, self._keys)
        vouching = {key for kept in (before, self._keys) for key in _line_of(kept)}
        ours = {one.id for one in pcs.all_(self._conn) if one.retired}
        theirs = {one.id for one in self._computers.values() if one.retired is not None}
        for one in self._computers.values():
            self._join(one, vouching)
        if (ours - theirs) if adopted else (theirs - ours):
            # The keys in force were made by one who did not know of a retirement: the retired one may have them too.
            office_keys.rotate(self._conn, self._office, self._now)
        certify_all(self._conn, self._office)
        now_ = office_keys.read(self._conn)
        if now_.sign_key != before.sign_key:
            self._note("keys-changed", None)
            self._alarm("office-keys-changed", changes=len(now_.changes))

    def _arrive(self, line: Installation) -> None:
        """A restored backup takes the place of what was restored; a copy is told to a person."""
        sender = pcs.get(self._conn, self._sender)
        if sender is None or line.nodes[-1][0] != self._head.node:
            raise Refused("bad-record", line=1)
        said = tuple(Stay(node, moment(until) if until else None) for node, until in line.nodes)
        verdict = installations.judge(sender.stays, said, moment(self._head.created))
        if verdict == "copied":
            raise Refused("pc-copied", number=sender.number, pc=sender.id, node=said[-1].node)
        if verdict == "moved":
            pcs.put(self._conn, replace(sender, stays=installations.follow(sender.stays, said)))

    def _join(self, one: Computer, vouching: set[bytes]) -> None:
        known = pcs.get(self._conn, one.id)
        if known is None:
            self._require(pcs.by_sign_key(self._conn, one.sign_key) is None)
            self._require(any(computers.is_certified(self._office, one, key) for key in vouching))
            fresh = Pc(
                one.id, one.number, one.sign_key, one.box_key, one.since, one.by, one.cert, retired_at=one.retired
            )
            pcs.put(self._conn, fresh)
            self._note("pc-known", one.id)
            return
        self._require((known.sign_key, known.box_key) == (one.sign_key, one.box_key))
        if one.retired is not None and (known.retired_at is None or one.retired < known.retired_at):
            pcs.put(self._conn, replace(known, retired_at=one.retired))
            if not known.retired:
                self._tell_retired(known)

    def _tell_retired(self, known: Pc) -> None:
        self._note("pc-retired", known.id)
        if known.own:
            self._alarm("pc-retired-here", number=known.number)

    def _read(self, line: Identity) -> OfficeKeys:
        try:
            return office_keys.load(line.keys)
        except ValueError:
            raise Refused("bad-record", line=2) from None

    def _note(self, verb: str, object_: str | None) -> None:
        access_log.note(self._conn, self._now, self._session.worker.id, verb, object_)

    def _alarm(self, code: str, **facts: int) -> None:
        alarms.note(self._conn, stamp(self._now), code, self._office, facts)

    def _require(self, holds: bool) -> None:
        if not holds:
            raise Refused("bad-record", line=1)


def _line_of(kept: OfficeKeys) -> set[bytes]:
    """The key in force and all before it."""
    return {kept.sign_key, *(change.before for change in kept.changes)}
