"""The transfers of this office as a list: what each is, and who has to do something for it to go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db import cases, records, transfers
from desktop.forms.moves import ACCEPTED, CANCELLED, FORM, GONE, PENDING, Moving
from desktop.services import transfer_sheet
from desktop.services.session import CASES, Session
from desktop.services.transfer_sheet import Sheet, Told

# What a transfer waits for, the most pressing first.
CHOOSE = "choose"  # two offices took the case, or one took what the other took back: a lead decides
ANSWER = "answer"  # we accept or reject
WORK = "work"  # something was written here that the office which has the case does not know
THEIRS = "theirs"  # the other office accepts or rejects
NOTHING = ""
ORDER = (CHOOSE, ANSWER, WORK, THEIRS, NOTHING)


@dataclass(frozen=True, slots=True)
class Listed:
    """One transfer: of which case, with which office, in which state, and what it waits for."""

    record: str
    case: str
    code: str  # of the case; empty where nothing of it is here any more
    office: str
    incoming: bool
    moves: bool
    state: str
    reason: str
    refusal: str
    role: str
    with_account: bool
    data: tuple[str, ...]
    told: tuple[Told, ...]
    note: str
    offered_on: datetime | None
    at: datetime | None  # of what happened last
    waits: str
    is_last: bool  # of its case


def listed(session: Session) -> tuple[Listed, ...]:
    """Every transfer of a case that this person sees: those first that somebody waits for, then the latest."""
    session.require(CASES)
    known = {one.case for one in records.of_form(session.conn, FORM) if one.case is not None}
    return _sorted(one for case in known for one in of_case(session, case))


def waiting(session: Session) -> tuple[Listed, ...]:
    """Those alone for which somebody has to do something."""
    return tuple(one for one in listed(session) if one.waits)


def count_for_us(session: Session) -> int:
    """How many wait for somebody of this office."""
    return sum(one.waits in (CHOOSE, ANSWER, WORK) for one in listed(session))


def of_case(session: Session, case: str) -> tuple[Listed, ...]:
    """The transfers of one case, the last one first."""
    session.require(CASES)
    sheets = transfer_sheet.of_case(session, session.conn, case)
    moving = transfer_sheet.moving(session, sheets)
    row = cases.get(session.conn, case)
    code = row.code if row else ""
    return tuple(_listed(session, one, moving, code, is_last=one is sheets[-1]) for one in reversed(sheets))


def _listed(session: Session, sheet: Sheet, moving: Moving, code: str, *, is_last: bool) -> Listed:
    here, told = session.office.code, sheet.transfer
    incoming = told.taker == here
    return Listed(
        record=sheet.record,
        case=sheet.case,
        code=code,
        office=told.giver if incoming else told.taker,
        incoming=incoming,
        moves=told.moves,
        state=told.state,
        reason=sheet.reason,
        refusal=sheet.refusal,
        role=sheet.role,
        with_account=sheet.with_account,
        data=sheet.data,
        told=sheet.told,
        note=sheet.note,
        offered_on=sheet.offered_on,
        at=max((one for one in (sheet.offered_on, sheet.answered_on, sheet.cancelled_on) if one), default=None),
        waits=_waits(session, sheet, moving, incoming=incoming),
        is_last=is_last,
    )


def _waits(session: Session, sheet: Sheet, moving: Moving, *, incoming: bool) -> str:
    if sheet.crossed or sheet.record in moving.disputed:
        return CHOOSE
    if sheet.transfer.is_open:
        over = sheet.transfer.moves and moving.transfer != sheet.record
        return NOTHING if over else ANSWER if incoming else THEIRS
    elsewhere = moving.state in (GONE, PENDING) and sheet.transfer.moves
    mine = sheet.transfer.state == (CANCELLED if incoming else ACCEPTED)
    return WORK if elsewhere and mine and _has_more(session, sheet) else NOTHING


def _has_more(session: Session, sheet: Sheet) -> bool:
    """Whether something came into the case here after the last file about it went to the other office.

    On a computer that never wrote such a file nobody can say.
    """
    here = session.office.code
    other = sheet.transfer.giver if sheet.transfer.taker == here else sheet.transfer.taker
    upto = transfers.last_upto(session.conn, sheet.case, other)
    if upto is None:
        return sheet.transfer.taker == here and transfers.wrote(session.conn, sheet.case, here, FORM)
    return transfers.written_since(session.conn, sheet.case, upto, FORM) > 0


def _sorted(found: Iterable[Listed]) -> tuple[Listed, ...]:
    by_day: Sequence[Listed] = sorted(found, key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True)
    return tuple(sorted(by_day, key=lambda one: ORDER.index(one.waits)))
