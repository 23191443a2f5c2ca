"""A case goes from one office to another: offered, accepted or rejected, taken back, sent again, settled by a lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from db import access_log, cases, records, transfers, workers
from db.connection import Connection
from db.errors import VaultRefused
from desktop.bundle.kinds.transfer import Moved
from desktop.forms.ledger import ACCOUNT, WHOLE
from desktop.forms.moves import ACCEPTED, CANCELLED, FORM, LEAVING, OFFERED, PENDING, REJECTED
from desktop.refusals import Refused
from desktop.services import ledger, transfer_files, transfer_leaving, transfer_sheet, transfer_strays, writing
from desktop.services.outgoing import Exported, addressee
from desktop.services.session import CASES, EXPORTS, Change, Session
from desktop.services.transfer_leaving import Leaving, Wanted
from desktop.services.transfer_offer import disclosed, minute, offered, wanted_of
from desktop.services.transfer_sheet import Sheet

__all__ = ["Leaving", "Sheet", "Wanted", "accept", "again", "cancel", "look", "offer", "reject", "settle"]

AGAIN = "transfer-sent-again"
REFUSALS = "transfer_refusals"

look = transfer_leaving.look


# --- the giver --------------------------------------------------------------------------------------------------------


def offer(session: Session, leaving: Leaving, out: Path) -> Exported:
    """Write the case for the other office; from then on nobody writes in it here until that office has answered.

    A copy for one role stops nobody. Refuses `transfer-changed` where something else would leave than was looked at.
    """
    wanted = leaving.wanted
    now_leaving = look(session, wanted)
    if now_leaving.why_not:
        raise Refused(now_leaving.why_not, reason=now_leaving.reason)
    if now_leaving.seen != leaving.seen:
        raise Refused("transfer-changed")
    if not wanted.reason:
        raise Refused("unknown-option", field="reason")
    sheet, disclosure = writing.new_id(), writing.new_id()
    with session.vault.write(session.now()) as conn:
        ledger.put(session, conn, wanted.case, disclosure, disclosed(leaving))
    try:
        done = _offer(session, leaving, sheet, disclosure, out)
    except BaseException:
        _nothing_left(session, wanted.case, sheet, disclosure)
        raise
    session.changed(Change("case", wanted.case))
    return done


def cancel(session: Session, transfer: str, out: Path) -> Exported:
    """Take an offer back before it was answered; the case can be worked on here again at once."""
    sheet = waiting(session, transfer)
    if sheet.transfer.giver != session.office.code:
        raise Refused("transfer-not-yours")
    now = minute(session)
    sets = {"state": CANCELLED, "cancelled_on": now, "cancelled_by": session.worker.id}
    return _decide(session, sheet, sets, "transfer-cancelled", out)


# --- the taker --------------------------------------------------------------------------------------------------------


def accept(session: Session, transfer: str, out: Path, manager: str = "") -> Exported:
    """The case is ours from now on, with somebody who manages it; a copy stays what it is."""
    sheet = waiting(session, transfer)
    _for_us(session, sheet)
    chosen = manager or session.worker.id
    if workers.get(session.conn, chosen) is None:
        raise Refused("no-such-worker")

    def take(conn: Connection) -> None:
        if sheet.transfer.moves:
            _manage(session, conn, sheet.case, chosen)

    return _decide(session, sheet, _answer(session, ACCEPTED), "transfer-accepted", out, take)


def reject(session: Session, transfer: str, refusal: str, out: Path) -> Exported:
    """The case is not taken; what came of it is taken away again, and may be offered anew."""
    sheet = waiting(session, transfer)
    _for_us(session, sheet)
    if session.library.definitions.list(REFUSALS).find(refusal) is None:
        raise Refused("unknown-option", field="refusal")
    sets = {**_answer(session, REJECTED), "refusal": refusal}

    def forget(conn: Connection) -> None:
        transfer_strays.forget(session, conn, sheet.case)

    return _decide(session, sheet, sets, "transfer-rejected", out, forget)


# --- both -------------------------------------------------------------------------------------------------------------


def settle(session: Session, transfer: str, state: str, out: Path) -> Exported:
    """Where an offer was taken back and accepted all the same, or two took one case: a lead says what holds."""
    sheet = one(session, transfer)
    disputed = transfer_sheet.moving(session, _of_case(session, sheet.case)).disputed
    if state not in (ACCEPTED, CANCELLED):
        raise Refused("unknown-option", field="state")
    if not sheet.crossed and sheet.record not in disputed:
        raise Refused("transfer-agreed-on")
    return _decide(session, sheet, {"state": state}, "transfer-settled", out)


def again(session: Session, transfer: str, out: Path) -> Exported:
    """Once more what the other office needs of this transfer: the case with what was written since, or the answer."""
    sheet = one(session, transfer)
    if session.office.code not in (sheet.transfer.giver, sheet.transfer.taker):
        raise Refused("transfer-not-yours")  # an earlier way of the case, between two others
    ours, state = sheet.transfer.giver == session.office.code, sheet.transfer.state
    if ours and state in (OFFERED, ACCEPTED):
        transfer_leaving.check_still(session, wanted_of(sheet), sheet.data)
        return _send_again(session, sheet, wanted_of(sheet), sheet.data, out)
    if not ours and state == CANCELLED and cases.get(session.conn, sheet.case) is not None:
        whole = Wanted(sheet.case, sheet.transfer.giver)  # it was taken over, and is the giver's after all
        return _send_again(session, sheet, whole, (WHOLE, ACCOUNT), out)
    if state == (CANCELLED if ours else REJECTED) or (not ours and state == ACCEPTED):
        return _say_again(session, sheet, out)
    raise Refused("transfer-nothing-again")


def one(session: Session, transfer: str) -> Sheet:
    """One transfer by the id of its sheet; refuses `no-such-transfer`."""
    session.require(EXPORTS)
    session.require(CASES)
    record = records.get(session.conn, transfer)
    if record is None or record.form != FORM or record.case is None:
        raise Refused("no-such-transfer")
    found = next((each for each in _of_case(session, record.case) if each.record == transfer), None)
    if found is None:
        raise Refused("no-such-transfer")
    return found


def waiting(session: Session, transfer: str) -> Sheet:
    """The same of one that waits for an answer; refuses `transfer-not-waiting`."""
    sheet = one(session, transfer)
    place = transfer_sheet.moving(session, _of_case(session, sheet.case))
    over = sheet.transfer.moves and place.state not in (PENDING, LEAVING)
    if not sheet.transfer.is_open or over:
        raise Refused("transfer-not-waiting")
    return sheet


# --- what is written --------------------------------------------------------------------------------------------------


def _offer(session: Session, leaving: Leaving, sheet: str, disclosure: str, out: Path) -> Exported:
    wanted, form = leaving.wanted, session.library.definitions.form(FORM)
    to = transfer_leaving.addressee(session, wanted.to)
    with transfer_leaving.still(session) as still:
        sets = offered(session, still, leaving, disclosure)
        revision = writing.revise(session, record=sheet, case=wanted.case, form=form, sets=sets, replaces={})
        before = transfers.ids(still, wanted.case)

        def after(conn: Connection, _written: object) -> None:
            if transfers.ids(conn, wanted.case) != before:
                raise Refused("transfer-changed")
            writing.add(conn, revision)
            writing.refresh(session, conn, form, [revision])

        moved, verb = Moved(wanted.case, sheet), "transfer-offered"
        return transfer_files.with_case(session, still, to, moved, [revision], wanted, leaving.data, verb, out, after)


def _nothing_left(session: Session, case: str, sheet: str, disclosure: str) -> None:
    """No file was made: the ledger says so, unless the case is offered and its file only has to be written again.

    Where that cannot be written either, a line too many stands in the ledger, and the first trouble is told.
    """
    now = session.now()
    with suppress(VaultRefused), session.vault.write(now) as conn:
        if records.get(conn, sheet) is None:
            ledger.set_in(session, conn, case, disclosure, "disclosure", {"cancelled": True})
            access_log.note(conn, now, session.worker.id, "disclosure-cancelled", disclosure)


def _decide(
    session: Session,
    sheet: Sheet,
    sets: Mapping[str, Any],
    verb: str,
    out: Path,
    then: Callable[[Connection], None] = lambda _conn: None,
) -> Exported:
    """One revision of the sheet, and the file that tells the other office of it; both or neither."""
    form, to = session.library.definitions.form(FORM), addressee(session, _other(session, sheet))
    known = list(sheet.revisions)
    replaces = writing.living_ids(known, sets)
    revision = writing.revise(session, record=sheet.record, case=sheet.case, form=form, sets=sets, replaces=replaces)

    def after(conn: Connection, _written: object) -> None:
        if [one.id for one in records.revisions(conn, sheet.record)] != [one.id for one in known]:
            raise Refused("transfer-not-waiting")
        writing.add(conn, revision)
        writing.refresh(session, conn, form, [*known, revision])
        then(conn)

    moved = Moved(sheet.case, sheet.record)
    done = transfer_files.with_answer(session, to, moved, [*known, revision], verb, out, after)
    session.changed(Change("case", sheet.case))
    return done


def _say_again(session: Session, sheet: Sheet, out: Path) -> Exported:
    to = addressee(session, _other(session, sheet))
    moved = Moved(sheet.case, sheet.record)
    return transfer_files.with_answer(session, to, moved, sheet.revisions, AGAIN, out)


def _send_again(session: Session, sheet: Sheet, wanted: Wanted, data: Sequence[str], out: Path) -> Exported:
    """The case as it is now, with what was written in it since."""
    to, moved = addressee(session, _other(session, sheet)), Moved(sheet.case, sheet.record)
    with transfer_leaving.still(session) as still:
        return transfer_files.with_case(session, still, to, moved, sheet.revisions, wanted, data, AGAIN, out)


def _answer(session: Session, state: str) -> dict[str, Any]:
    return {"state": state, "answered_on": minute(session), "answered_by": session.worker.id}


def _manage(session: Session, conn: Connection, case: str, manager: str) -> None:
    """Whoever answers for a case that was taken over: the one before does not work here."""
    form, earlier = session.library.definitions.form("case"), records.revisions(conn, case)
    sets = {"case_manager": manager}
    replaces = writing.living_ids(earlier, sets)
    writing.write(session, conn, record=case, case=case, form=form, sets=sets, replaces=replaces, earlier=earlier)


# --- parts ------------------------------------------------------------------------------------------------------------


def _of_case(session: Session, case: str) -> tuple[Sheet, ...]:
    return transfer_sheet.of_case(session, session.conn, case)


def _for_us(session: Session, sheet: Sheet) -> None:
    if sheet.transfer.taker != session.office.code:
        raise Refused("transfer-not-yours")


def _other(session: Session, sheet: Sheet) -> str:
    return sheet.transfer.taker if sheet.transfer.giver == session.office.code else sheet.transfer.giver
