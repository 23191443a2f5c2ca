"""What another office says of the files that this one sent."""

from __future__ import annotations

from db import alarms, bundles, standing
from db.bundles import Sent
from db.connection import Connection
from db.hybrid import stamp
from desktop.bundle.kinds import receipt as kind
from desktop.bundle.kinds.receipt import IMPORTED, Receipt, Told
from desktop.refusals import Refused
from desktop.services.arriving import PC, Arrival, Handler, Taken

FURTHEST = 1000  # numbers that a receipt may say we have used beyond those we know
UNKNOWN = "number-unknown-here"


def _check(arrival: Arrival) -> None:
    if arrival.sender.kind == PC:
        raise Refused("wrong-kind")  # computers of one office tell each other in what they merge


def _prepare(arrival: Arrival) -> Receipt:
    reading = kind.Reading()
    arrival.records(reading.take)
    return reading.finish()


def _apply(conn: Connection, arrival: Arrival, content: Receipt) -> Taken:
    sender, at = arrival.sender.code, stamp(arrival.now)
    for told in content.bundles:
        known = standing.tell(conn, sender, told.hash, told.code or standing.IMPORTED, at)
        if not known and told.outcome == IMPORTED:
            _take_number(conn, arrival, told)
    for stream in content.streams:
        for first, last in stream.missing:
            standing.never_came(conn, sender, stream.kind, stream.node, first, last, at)
    count = len(content.bundles)
    return Taken(("receipt-imported", sender, count), new=count)


def _take_number(conn: Connection, arrival: Arrival, told: Told) -> None:
    """They have a file of ours that nobody here remembers: this database is an old copy, or the key is in other hands.

    Its number is taken, so that no second content ever goes out under it. What other installations of this office
    sent is theirs to know.
    """
    session, sender = arrival.session, arrival.sender.code
    if told.node not in ("", session.office.node):
        return
    if told.seq > standing.last_number(conn, sender, told.kind, told.node) + FURTHEST:
        raise Refused("number-too-far")
    now, worker = stamp(arrival.now), session.worker.id
    sent = Sent(sender, told.kind, told.seq, told.hash, None, None, 0, 0, now, worker, node=told.node)
    bundles.note_sent(conn, sent)
    standing.tell(conn, sender, told.hash, standing.IMPORTED, now)
    alarms.note(conn, now, UNKNOWN, sender, {"kind": told.kind, "seq": told.seq, "hash": told.hash[:16]})


HANDLER = Handler(check=_check, prepare=_prepare, apply=_apply, small=True)
