"""The sheets of the transfers of a case as they stand by their revisions, also where nothing was worked out yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db import merge, transfers
from db.connection import Connection
from db.merge import Revision
from desktop.forms import answers as flat
from desktop.forms import moves, partial
from desktop.forms.moves import FORM, Moving, Transfer
from desktop.forms.settle import settle
from desktop.services.session import Session

STATE = "state"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that follows from others which do not leave, as a code: to which question, of which kind of data."""

    data: str
    question: str  # form/field
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One transfer with all that was said of it."""

    case: str
    transfer: Transfer
    offered_on: datetime | None
    answered_on: datetime | None
    cancelled_on: datetime | None
    scope: str
    role: str
    reason: str
    refusal: str
    institution: str = field(repr=False)
    note: str = field(repr=False)
    with_account: bool
    data: tuple[str, ...]
    told: tuple[Told, ...]
    crossed: bool  # taken back here and accepted there: both stand until a lead has chosen
    revisions: tuple[Revision, ...] = field(repr=False)

    @property
    def record(self) -> str:
        return self.transfer.record

    def was(self, state: str) -> bool:
        """Whether anybody ever said so, whatever stands now."""
        return any(one.sets.get(STATE) == state for one in self.revisions)


def of_case(session: Session, conn: Connection, case: str) -> tuple[Sheet, ...]:
    """Every transfer of a case, in the order of their numbers; `conn` may see more than the person at the PC."""
    found = transfers.sheets(conn, case, FORM)
    sheets = (read(session, case, revisions) for revisions in found.values())
    return tuple(sorted((one for one in sheets if one), key=lambda one: (one.transfer.number, one.record)))


def read(session: Session, case: str, revisions: Sequence[Revision]) -> Sheet | None:
    """One sheet by its revisions; None for one that does not say who gives what to whom."""
    form = session.library.definitions.form(FORM)
    settled = settle(form, merge.living(revisions))
    told = settled.answers
    transfer = moves.read(revisions[0].record, told)
    if transfer is None:
        return None
    return Sheet(
        case=case,
        transfer=transfer,
        offered_on=_moment(session, told, "offered_on"),
        answered_on=_moment(session, told, "answered_on"),
        cancelled_on=_moment(session, told, "cancelled_on"),
        scope=_text(told, "scope"),
        role=_text(told, "role"),
        reason=_text(told, "reason"),
        refusal=_text(told, "refusal"),
        institution=_text(told, "institution"),
        note=_text(told, "note"),
        with_account=told.get("with_account") is True,
        data=tuple(sorted(flat.codes(told.get("data")))),
        told=tuple(_told(told, row) for row in flat.rows(told, "told")),
        crossed=STATE in settled.conflicts,
        revisions=tuple(revisions),
    )


def moving(session: Session, sheets: Sequence[Sheet]) -> Moving:
    """Where the case of these sheets is."""
    return moves.where((one.transfer for one in sheets), session.office.code)


def is_stray(session: Session, sheets: Sequence[Sheet]) -> bool:
    """Whether a case that was offered here never became ours, not for a day and not in part, and is not offered now."""
    here = session.office.code
    given = any(one.transfer.giver == here for one in sheets)
    taken = any(one.transfer.taker == here and (one.transfer.is_open or one.was(moves.ACCEPTED)) for one in sheets)
    return bool(sheets) and not given and not taken and moving(session, sheets).owner != here


def _told(told: Mapping[str, Any], row: str) -> Told:
    return Told(*(_text(told, f"told/{row}/{column}") for column in ("data", "field", "value")))


def _moment(session: Session, told: Mapping[str, Any], path: str) -> datetime | None:
    span = partial.span(told.get(path), session.tz)
    return span.start.astimezone(session.tz) if span else None


def _text(told: Mapping[str, Any], path: str) -> str:
    value = told.get(path)
    return value if isinstance(value, str) else ""
