"""The numbers of what comes: used twice, too far ahead, late, missing."""

from __future__ import annotations

from db import bundles, merges
from db.bundles import Received
from db.connection import Connection
from db.hybrid import stamp
from desktop.refusals import Refused
from desktop.services.arriving import Arrival, Taken
from desktop.services.fates import ALREADY, EARLIER_DIFFERS, LATE

MERGE = "merge"
FURTHEST = 1000  # numbers that one bundle may run ahead; more is no gap but a wild number


def place(conn: Connection, arrival: Arrival) -> str | None:
    """What its number says: None when it comes in its turn, here already, late, or the one before it was another.

    Two different bundles with one number mean a copied installation or a stolen key.
    """
    head, node = arrival.head, arrival.head.node or ""
    near = bundles.near(conn, head.office, node, head.kind, head.seq)
    if arrival.verified.hash in near.same:
        return ALREADY
    if near.same:
        raise Refused("number-used-twice")
    if head.seq > near.last + FURTHEST:
        raise Refused("number-too-far")
    if near.before and head.prev not in near.before:
        return EARLIER_DIFFERS
    return LATE if near.last > head.seq else None


def missing(conn: Connection, arrival: Arrival) -> tuple[int, ...]:
    """The numbers of this stream that never came, unless a later file held all the same."""
    head = arrival.head
    if head.kind == MERGE and merges.is_whole(conn, head.node or ""):
        return ()
    return tuple(bundles.gaps(conn, head.office, head.kind, head.node or ""))


def received(arrival: Arrival, taken: Taken) -> Received:
    """What is remembered of a bundle that was taken in."""
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
