"""A merge that arrives from another computer of this office: everybody's work side by side, nothing overwritten."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from db import merges
from db.connection import Connection
from db.hybrid import stamp
from db.merges import Came
from desktop.bundle.canonical import Object
from desktop.bundle.kinds import merge
from desktop.bundle.kinds.merge import Have, Head
from desktop.bundle.kinds.office_cards import OfficeCard
from desktop.refusals import Refused
from desktop.services import erased_list, local_library, renewing
from desktop.services.arriving import PC, Arrival, Handler, Taken
from desktop.services.card_lines import CardLines
from desktop.services.joining import Joining
from desktop.services.pc_lines import PcLines

log = logging.getLogger(__name__)

SOMETIMES = 500  # lines between two looks at whether it shall stop
INCOMPLETE, SEALED = "merge-incomplete", "merge-sealed"


def check(arrival: Arrival) -> None:
    """Only another computer of this office has a say in all of its work."""
    if arrival.sender.kind != PC:
        raise Refused("wrong-kind")


def apply(conn: Connection, arrival: Arrival, _prepared: Any) -> Taken:
    """Keep what is new; what stands is worked out afterwards."""
    taking = _Taking(conn, arrival)
    arrival.records(taking.take, taking.take_file)
    return taking.finish()


def finish(arrival: Arrival, taken: Taken) -> Taken:
    """Work out what stands now, by the forms of the office as they came; and let what was erased go everywhere."""
    session = arrival.session
    session.library = local_library.library(session.conn, session.library)
    if taken.facts.get("erased"):
        with erased_list.wide(session) as conn:
            erased_list.finish(session, conn)
    return replace(taken, conflicts=renewing.after_import(session, arrival.report))


HANDLER = Handler(check=check, apply=apply, finish=finish)


class _Taking:
    """The lines of one merge in their order."""

    def __init__(self, conn: Connection, arrival: Arrival) -> None:
        self._conn, self._arrival = conn, arrival
        self._joining = Joining(arrival.session, conn, arrival.sender)
        self._computers = PcLines(arrival.session, conn, arrival.sender.pc, arrival.head, arrival.now)
        self._cards = CardLines(conn, arrival.session.office.code, arrival.now)
        self._number = 0
        self._head: Head | None = None
        self._have: Have | None = None
        self.take_file: Callable[[str, bytes], None] = self._joining.take_file

    def take(self, record: Object) -> None:
        self._number += 1
        if self._number % SOMETIMES == 0 and self._arrival.report is not None:
            self._arrival.report(self._number, self._arrival.verified.manifest.body.records)
        line = merge.read(record, self._number)
        if line is None:
            self._joining.take(record, self._number)
        elif isinstance(line, Head):
            self._head = line
        elif isinstance(line, Have):
            if self._have is not None:
                raise Refused("bad-record", line=self._number)
            self._have = line
        elif isinstance(line, OfficeCard):
            self._cards.take(line)
        else:
            self._computers.take(line)

    def finish(self) -> Taken:
        if self._head is None or self._have is None:
            raise Refused("bad-record", line=self._number)
        self._computers.finish()
        self._cards.finish()
        joined = self._joining.finish()
        complete = self._note(self._head, self._have)
        code = None if complete else INCOMPLETE
        if code is None and self._head.sealed:
            code = SEALED
        return Taken(
            log=("merge-imported", self._arrival.sender.pc, joined.new),
            new=joined.new,
            code=code,
            facts={"sealed": self._head.sealed, "erased": self._joining.erased_again},
        )

    def _note(self, head: Head, have: Have) -> bool:
        """What came from where, and what of ours is there by now; whether nothing is missing before it."""
        conn, sender = self._conn, self._arrival.sender.pc
        node, seq = self._arrival.head.node or "", self._arrival.head.seq
        last = merges.last_came(conn, sender, node)
        if last is None or last.seq < seq:  # an older word is no news
            merges.confirm(conn, sender, have.hashes, stamp(self._arrival.now))
        merges.note_came(conn, Came(sender, node, seq, head.after, head.upto))
        return merges.is_whole(conn, node)
