"""A case that another office offers, or what it answers: kept only where the transfer is between it and this office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from db import cases, erasure, joining, merge, tombs, transfers
from db.connection import Connection
from db.hybrid import stamp
from desktop.bundle.kinds import transfer as kind
from desktop.bundle.kinds.transfer import Moved, Take
from desktop.forms.moves import ACCEPTED, CANCELLED, OURS, REJECTED, Moving
from desktop.forms.settle import settle
from desktop.refusals import Refused
from desktop.services import renewing, transfer_sheet, transfer_strays
from desktop.services.arriving import Arrival, Handler, Taken
from desktop.services.joining import Joined, Joining
from desktop.services.session import Change
from desktop.services.transfer_sheet import Sheet

OFFICE, HEADER = "office", "case"
NOT_KEPT, CROSSED, LATE_WORK = "transfer-not-kept", "transfer-crossed", "transfer-late-work"
VERBS = {kind.TRANSFER: "transfer-received", kind.ANSWER: "transfer-answer-received"}


def check(arrival: Arrival) -> None:
    """Cases go from office to office; the country was looked at before."""
    if arrival.sender.kind != OFFICE or arrival.session.office.kind != OFFICE:
        raise Refused("wrong-kind")


def apply(conn: Connection, arrival: Arrival, _prepared: Any) -> Taken:
    """Keep the history, then look at what it says; anything that is not right undoes all of it."""
    taking = _Taking(conn, arrival)
    arrival.records(taking.take, taking.take_file)
    return taking.finish()


def finish(arrival: Arrival, taken: Taken) -> Taken:
    """Work out what stands now."""
    session = arrival.session
    if taken.code == NOT_KEPT:
        erasure.purge(session.conn)
    conflicts = renewing.after_import(session, arrival.report)
    session.changed(Change("case", taken.log[1]))
    return replace(taken, conflicts=conflicts)


HANDLER = Handler(check=check, apply=apply, finish=finish)


@dataclass(frozen=True, slots=True)
class _Before:
    """What was known of the case before this file."""

    moved: Moved
    has_case: bool
    sheets: tuple[Sheet, ...]
    moving: Moving

    @property
    def sheet(self) -> Sheet | None:
        return next((one for one in self.sheets if one.record == self.moved.transfer), None)


class _Taking:
    """The lines of one file in their order."""

    def __init__(self, conn: Connection, arrival: Arrival) -> None:
        self._conn, self._arrival, self._session = conn, arrival, arrival.session
        self._reading = kind.Reading(arrival.head.kind, self._begin)
        self._before: _Before | None = None
        self._joining: Joining | None = None
        self.take: Callable[[Any], None] = self._reading.take

    def take_file(self, id_: str, data: bytes) -> None:
        if self._joining is not None:
            self._joining.take_file(id_, data)

    def finish(self) -> Taken:
        self._reading.finish()
        if self._joining is None or self._before is None:
            raise Refused("bad-record", line=1)
        joined, before = self._joining.finish(), self._before
        sheets = transfer_sheet.of_case(self._session, self._conn, before.moved.case)
        sheet = next((one for one in sheets if one.record == before.moved.transfer), None)
        if sheet is None or not self._between(before, sheet):
            raise Refused("transfer-foreign")
        return self._taken(before, sheet, sheets, joined)

    def _begin(self, moved: Moved) -> Take:
        """What was erased stays so; all else of the file is of this one case."""
        if tombs.is_gone(self._conn, moved.case):
            raise Refused("transfer-of-erased")
        sheets = transfer_sheet.of_case(self._session, self._conn, moved.case)
        moving = transfer_sheet.moving(self._session, sheets)
        here = any(record == moved.case for record, _name in transfers.ids(self._conn, moved.case))
        self._before = _Before(moved, here, sheets, moving)
        ours = here and moving.is_here
        self._joining = Joining(self._session, self._conn, self._arrival.sender, only_case=moved.case, ours=ours)
        return self._joining.take

    def _between(self, before: _Before, sheet: Sheet) -> bool:
        """Whether the transfer is between the sender and this office, and says so still; a new one comes of the giver.

        A case that is ours is nobody else's to offer.
        """
        here, sender, told = self._session.office.code, self._arrival.sender.code, sheet.transfer
        if {told.giver, told.taker} != {here, sender} or sheet.case != before.moved.case:
            return False
        known = before.sheet
        if self._arrival.head.kind == kind.TRANSFER and told.taker == sender and not self._gives_back(sheet):
            return False  # whoever was asked answers, and writes no word in the case
        if known is not None:
            return known.transfer._replace(state=told.state) == told
        if before.has_case and before.moving.is_here:
            raise Refused("transfer-ours")
        return told.giver == sender

    def _taken(self, before: _Before, sheet: Sheet, sheets: tuple[Sheet, ...], joined: Joined) -> Taken:
        conn, case, moving = self._conn, before.moved.case, transfer_sheet.moving(self._session, sheets)
        if before.has_case and before.moving.is_here and not self._may_go(before, sheet, moving):
            raise Refused("transfer-foreign")
        self._check_code(case)
        transfers.mark(conn, case, moving.mark)
        if sheet.transfer.giver == self._session.office.code and sheet.transfer.state in (ACCEPTED, REJECTED):
            transfers.came(conn, case, self._arrival.sender.code, stamp(self._arrival.now))
        code = CROSSED if sheet.crossed or moving.disputed else None
        if transfer_strays.forget(self._session, conn, case):
            code = NOT_KEPT
        elif before.has_case and moving.may_write and joined.new and self._arrival.head.kind == kind.TRANSFER:
            code = code or LATE_WORK
        log = (VERBS[self._arrival.head.kind], case, joined.new)
        return Taken(log=log, new=joined.new, code=code, facts={"office": self._arrival.sender.code})

    def _gives_back(self, sheet: Sheet) -> bool:
        """It had taken over what was taken back: its work comes along."""
        return sheet.transfer.moves and sheet.transfer.state == CANCELLED and sheet.was(ACCEPTED)

    def _may_go(self, before: _Before, sheet: Sheet, moving: Moving) -> bool:
        """A case that is ours goes by this transfer alone: our offer was accepted, or theirs to us was taken back."""
        if moving.is_here:
            return moving.state in (OURS, before.moving.state)
        told = sheet.transfer
        to = {ACCEPTED: told.taker, CANCELLED: told.giver}.get(told.state)
        return told.moves and moving.owner == to != self._session.office.code

    def _check_code(self, case: str) -> None:
        """No two cases are called alike: people speak of them by their codes."""
        form = self._session.library.definitions.form(HEADER)
        revisions = joining.of_records(self._conn, [case]).get(case, [])
        code = settle(form, merge.living(revisions)).answers.get("case_code")
        if isinstance(code, str) and cases.anybodys(self._conn, code) not in (None, case):
            raise Refused("transfer-code-taken")
