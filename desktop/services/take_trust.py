"""A list of offices that the region's root signed: whom to believe from now on, and whom no longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from db import alarms, offices, trust_lists
from db.connection import Connection
from db.hybrid import stamp
from db.offices import Office
from db.trust_lists import SignedList
from desktop.bundle import changes, crypto
from desktop.bundle.kinds import trust
from desktop.bundle.kinds.trust import Entry, OfficeList
from desktop.refusals import Refused
from desktop.services import cards, office_keys
from desktop.services.arriving import Arrival, Handler, Taken
from desktop.services.office_keys import OfficeKeys

FURTHEST = 1000  # versions that one list may run ahead
LIST, CHANGE = "list", "change"  # named by a root alone; or also by the keys that people had compared


class Verdict(Enum):
    """What one entry of a list does here."""

    SAME = "same"  # known already; named once more
    TRUST = "trust"  # counts from now on, in place of earlier keys
    REVOKE = "revoke"  # counts no longer
    BAR = "bar"  # was never known here, and shall not count if it ever comes
    WAIT = "wait"  # other keys than those that were compared by voice: a person decides
    KEEP_OUT = "keep-out"  # was given up here, and a list does not bring it back


def judge(one: Entry, known: Sequence[Office]) -> Verdict:
    """What an entry means, given all cards of its office that are known here.

    What people compared by voice is never replaced by a list alone: only if the old key says so too.
    """
    here = next((row for row in known if row.sign_key == one.sign_key), None)
    if not one.in_force and here is None:
        return Verdict.BAR
    if here is not None and here.revoked_on is not None:
        return Verdict.KEEP_OUT if one.in_force else Verdict.SAME
    if not one.in_force:
        return Verdict.REVOKE
    if any(_holds_back(row, one) for row in known):
        return Verdict.WAIT
    return Verdict.SAME if here is not None and here.in_force else Verdict.TRUST


def _holds_back(row: Office, one: Entry) -> bool:
    """Whether this card speaks against taking other keys of its office from a list without asking anybody."""
    if row.sign_key == one.sign_key:
        return row.box_key != one.box_key
    if row.trusted_on is None or (row.reason == cards.REPLACED and row.told_by is None):
        return False  # never counted, or others took its place here
    if row.why == LIST:
        return row.revoked_on is not None and row.told_by is None  # taken back here, by hand
    return not changes.follows(one.changes, row.sign_key)


# --- who may send it, and what it says --------------------------------------------------------------------------------


def _check(arrival: Arrival) -> None:
    if arrival.session.office.kind != "office" or arrival.sender.kind != "region":
        raise Refused("wrong-kind")


@dataclass(frozen=True, slots=True)
class _Read:
    found: OfficeList
    signature: bytes


def _prepare(arrival: Arrival) -> _Read:
    reading = trust.Reading()
    arrival.records(reading.take)
    found, signature = reading.finish()
    sender = offices.by_sign_key(arrival.session.conn, arrival.sender.key)
    if sender is None or sender.root is None:
        raise Refused("list-root-unknown", office=arrival.sender.code)
    if (found.region, found.root) != (arrival.sender.code, sender.root):
        raise Refused("list-root-other", office=arrival.sender.code)
    last = trust_lists.latest(arrival.session.conn, found.root)
    if found.version > (last.version if last else 0) + FURTHEST:
        raise Refused("list-too-far", version=found.version)
    kept = trust_lists.get(arrival.session.conn, found.root, found.version)
    if kept is not None and kept.body != trust.body(found):
        raise Refused("list-differs")
    return _Read(found, signature)


def _apply(conn: Connection, arrival: Arrival, read: _Read) -> Taken:
    found = read.found
    log = ("list-imported", found.region, len(found.entries))
    last = trust_lists.latest(conn, found.root)
    if last is not None and last.version >= found.version:
        older = last.version > found.version
        return Taken(log, code="list-older" if older else None, facts={"version": last.version} if older else {})
    trust_lists.put(conn, _kept(arrival, read))
    others = [one for one in found.entries if one.office != arrival.session.office.code]
    # What was given up first, so that the reason is kept and the order of the lines means nothing.
    done = [_take(conn, arrival, found, one) for one in sorted(others, key=lambda one: one.in_force)]
    _look_at_ours(conn, arrival, found)
    new = sum(one in (Verdict.TRUST, Verdict.REVOKE) for one in done)
    waiting = sum(one is Verdict.WAIT for one in done)
    if waiting:
        return Taken(log, new=new, conflicts=waiting, code="list-keys-wait", facts={"count": waiting})
    return Taken(log, new=new)


def _kept(arrival: Arrival, read: _Read) -> SignedList:
    found = read.found
    return SignedList(
        found.root,
        found.version,
        found.region,
        found.made_on,
        trust.body(found),
        read.signature,
        stamp(arrival.now),
        arrival.session.worker.id,
    )


# --- entry by entry ---------------------------------------------------------------------------------------------------


def _take(conn: Connection, arrival: Arrival, found: OfficeList, one: Entry) -> Verdict:
    holder = offices.by_sign_key(conn, one.sign_key)
    if holder is not None and holder.code != one.office:
        _alarm(conn, arrival, "key-of-another-office", holder.code)
        return Verdict.KEEP_OUT
    verdict, at = judge(one, offices.of(conn, one.office)), stamp(arrival.now)
    if verdict is Verdict.SAME and holder is not None:
        offices.put(conn, _named_again(holder, found, at))
    elif verdict is Verdict.TRUST:
        followed = any(row.why != LIST and row.trusted_on is not None for row in offices.of(conn, one.office))
        cards.revoke(conn, one.office, arrival.now, cards.REPLACED)
        offices.put(conn, replace(_row(arrival, found, one, at), why=CHANGE if followed else LIST))
    elif verdict is Verdict.REVOKE and holder is not None:
        offices.put(conn, _given_up(holder, found, one, at))
    elif verdict is Verdict.BAR:
        offices.put(conn, _given_up(_row(arrival, found, one, None), found, one, at))
    elif verdict is Verdict.WAIT:
        if holder is None:
            offices.put(conn, _row(arrival, found, one, None))
        _alarm(conn, arrival, "list-keys-differ", one.office, version=found.version)
    return verdict


def _given_up(row: Office, found: OfficeList, one: Entry, at: str) -> Office:
    return replace(row, revoked_on=at, reason=one.reason, lost_on=one.revoked_on, told_by=found.region)


def _named_again(row: Office, found: OfficeList, at: str) -> Office:
    """A list confirms what it named before; what was compared by voice keeps the day of the call."""
    again = replace(row, told_by=found.region, list_version=found.version) if row.revoked_on is None else row
    return replace(again, trusted_on=at) if again.why == LIST and again.in_force else again


def _row(arrival: Arrival, found: OfficeList, one: Entry, trusted_on: str | None) -> Office:
    region = one.office == found.region
    return Office(
        code=one.office,
        kind=one.kind,
        country=one.country,
        name=one.office,
        sign_key=one.sign_key,
        box_key=one.box_key,
        fingerprint=crypto.fingerprint(one.sign_key, one.box_key, found.root if region else None),
        trusted_on=trusted_on,
        trusted_by=arrival.session.worker.id if trusted_on else None,
        practice=one.practice,
        why=LIST,
        first_on=trusted_on,
        told_by=found.region,
        list_version=found.version,
        changes=changes.dump(one.changes) if one.changes else None,
        root=found.root if region else None,
    )


def _look_at_ours(conn: Connection, arrival: Arrival, found: OfficeList) -> None:
    """What the list says of this very office: other keys, or none any more, is something to telephone about today."""
    ours, code = office_keys.read(conn), arrival.session.office.code
    mine = [one for one in found.entries if one.office == code]
    if any(not one.in_force and one.sign_key == ours.sign_key for one in mine):
        _alarm(conn, arrival, "list-revokes-us", found.region, version=found.version)
    elif any(one.in_force and not _is_ours(one, ours) for one in mine):
        _alarm(conn, arrival, "list-names-us-otherwise", found.region, version=found.version)


def _is_ours(one: Entry, ours: OfficeKeys) -> bool:
    """Our present keys, or some that we had: the region has not seen the new card yet."""
    return (one.sign_key, one.box_key) == (ours.sign_key, ours.box_key) or changes.follows(ours.changes, one.sign_key)


def _alarm(conn: Connection, arrival: Arrival, code: str, office: str, **facts: int) -> None:
    alarms.note(conn, stamp(arrival.now), code, office, facts)


HANDLER = Handler(check=_check, prepare=_prepare, apply=_apply)
