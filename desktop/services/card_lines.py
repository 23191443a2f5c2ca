"""What the computers of one office tell each other about other offices: what one has given up, none takes any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from db import alarms, offices
from db.connection import Connection
from db.hybrid import stamp
from db.offices import Office
from desktop.bundle import changes, crypto
from desktop.bundle.canonical import Object
from desktop.bundle.kinds import office_cards
from desktop.bundle.kinds.office_cards import OfficeCard
from desktop.refusals import Refused
from desktop.services import cards

OTHER = "other"  # a reason that was noted before reasons were asked for


def lines(conn: Connection) -> Iterator[Object]:
    """Every card that is known here, for another computer of this office."""
    for one in offices.all_(conn):
        yield office_cards.to_record(_told(one))


class CardLines:
    """Takes these lines out of one merge, inside its transaction: `take` each, in any order, then `finish`."""

    def __init__(self, conn: Connection, office: str, now: datetime) -> None:
        self._conn, self._office, self._now = conn, office, now
        self._told: dict[bytes, OfficeCard] = {}

    def take(self, line: OfficeCard) -> None:
        practice = line.office.startswith("X")
        if line.sign_key in self._told or line.office == self._office or practice != self._office.startswith("X"):
            raise Refused("bad-record", line=1)
        self._told[line.sign_key] = line

    def finish(self) -> None:
        """What was given up comes first: the order of the lines means nothing."""
        for line in sorted(self._told.values(), key=lambda one: one.revoked is None):
            here = offices.by_sign_key(self._conn, line.sign_key)
            if here is None:
                self._add(line)
            elif (here.code, here.box_key) != (line.office, line.box_key):
                alarms.note(self._conn, stamp(self._now), "pc-cards-differ", line.office)
            else:
                offices.put(self._conn, joined(here, _row(line)))
        for office in {line.office for line in self._told.values()}:
            self._settle(office)

    def _add(self, line: OfficeCard) -> None:
        offices.put(self._conn, _row(line))

    def _settle(self, office: str) -> None:
        """One card of an office counts: the one that follows from the others; else what a person compared last."""
        present = [one for one in offices.of(self._conn, office) if one.in_force]
        if len(present) < 2:
            return
        stands = _last(present)
        for one in present:
            if one is not stands:
                gone = replace(one, revoked_on=stamp(self._now), reason=cards.REPLACED, told_by=None)
                offices.put(self._conn, gone)
        if not all(_leads(one, stands) for one in present if one is not stands):
            alarms.note(self._conn, stamp(self._now), "pc-cards-differ", office)


def joined(here: Office, there: Office) -> Office:
    """Two notes of one card: given up on either it is given up; else the later comparison says why it counts."""
    gone = [one for one in (here, there) if one.revoked_on is not None]
    if gone:
        said = min(gone, key=_weight)
        why = said.reason or OTHER
        return replace(here, revoked_on=said.revoked_on, reason=why, lost_on=said.lost_on, told_by=said.told_by)
    later = max((here, there), key=lambda one: (one.trusted_on or "", one.list_version or 0, one.why))
    first = min((one.first_on for one in (here, there) if one.first_on), default=None)
    version = max((one.list_version for one in (here, there) if one.list_version), default=None)
    return replace(later, first_on=first, list_version=version)


def _weight(one: Office) -> tuple[bool, str, str, str]:
    """What a person or a root gave up says more than that other keys came; then what was noted first."""
    return one.reason == cards.REPLACED, one.revoked_on or "", one.reason or "", one.told_by or ""


def _last(present: Sequence[Office]) -> Office:
    """The card at the end of the changes; where none leads to another, the one that was compared last."""
    ends = [one for one in present if not any(other is not one and _leads(one, other) for other in present)]
    return max(ends or present, key=lambda one: (one.trusted_on or "", one.sign_key))


def _leads(one: Office, other: Office) -> bool:
    """Whether the key of this card said that the other's follows it."""
    return other.changes is not None and changes.follows(changes.load(other.changes), one.sign_key)


def _told(one: Office) -> OfficeCard:
    reason = one.reason or OTHER if one.revoked_on is not None else None
    return OfficeCard(
        one.code, one.kind, one.country, one.sign_key, one.box_key, one.why, one.trusted_on, one.first_on,
        one.trusted_by, one.told_by, one.list_version, one.root, changes.load(one.changes) if one.changes else (),
        one.revoked_on, reason, one.lost_on,
    )  # fmt: skip


def _row(line: OfficeCard) -> Office:
    return Office(
        code=line.office,
        kind=line.kind,
        country=line.country,
        name=line.office,
        sign_key=line.sign_key,
        box_key=line.box_key,
        fingerprint=crypto.fingerprint(line.sign_key, line.box_key, line.root),
        trusted_on=line.trusted,
        trusted_by=line.by,
        revoked_on=line.revoked,
        practice=line.office.startswith("X"),
        why=line.why,
        first_on=line.first,
        told_by=line.told_by,
        list_version=line.version,
        changes=changes.dump(line.changes) if line.changes else None,
        root=line.root,
        reason=line.reason,
        lost_on=line.lost,
    )
