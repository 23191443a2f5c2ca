"""What the sheet of a transfer and the ledger of the case say of an offer."""

from __future__ import annotations

from typing import Any

from db.connection import Connection
from desktop.forms import moves
from desktop.forms.clean import clean_path
from desktop.forms.moves import BY_ROLE, COPY, FORM, MOVE, OFFERED
from desktop.services import ledger, transfer_leaving, transfer_sheet
from desktop.services.casefile import CaseAnswers, context
from desktop.services.session import Session
from desktop.services.transfer_leaving import Leaving, Wanted
from desktop.services.transfer_sheet import Sheet

DISCLOSED, SENT_AS = "dosar", "fisier_criptat"  # of the lists of what left, and by which way


def offered(session: Session, conn: Connection, leaving: Leaving, disclosure: str) -> dict[str, Any]:
    """What the sheet of an offer says."""
    wanted, bases = leaving.wanted, leaving.bases
    before = (one.transfer for one in transfer_sheet.of_case(session, conn, wanted.case))
    told = {
        "number": moves.next_number(before),
        "from_office": session.office.code,
        "to_office": wanted.to,
        "offered_on": minute(session),
        "offered_by": session.worker.id,
        "kind": COPY if wanted.copy else MOVE,
        "scope": transfer_leaving.scope_of(wanted),
        "role": wanted.role or None,
        "reason": wanted.reason,
        "note": _cleaned(session, "note", wanted.note),
        "with_account": wanted.with_account,
        "data": sorted(leaving.data),
        "institution": _cleaned(session, "institution", wanted.institution),
        "consent_ref": transfer_leaving.consent_of(bases),
        "exception_ref": transfer_leaving.exception_of(bases),
        "disclosure_ref": disclosure,
        "state": OFFERED,
    }
    rows = {
        f"told/t{place}/{column}": value
        for place, one in enumerate(leaving.told, 1)
        for column, value in (("data", one.data), ("field", one.question), ("value", one.value))
    }
    marks = {f"told/t{place}": True for place in range(1, len(leaving.told) + 1)}
    return {path: value for path, value in {**told, **marks, **rows}.items() if value is not None}


def disclosed(leaving: Leaving) -> dict[str, Any]:
    """What the ledger says of it: her case, as a file, to this institution, by this consent or ground."""
    return {
        "what": DISCLOSED,
        "recipient": leaving.recipient,
        "institution": leaving.wanted.institution.strip(),
        "data": sorted(leaving.data),
        "way": SENT_AS,
        "consent_ref": transfer_leaving.consent_of(leaving.bases),
        "exception_ref": transfer_leaving.exception_of(leaving.bases),
        **ledger.withheld_rows((one.data, one.reason) for one in leaving.withheld),
    }


def wanted_of(sheet: Sheet) -> Wanted:
    """What a transfer that was offered asked for."""
    return Wanted(
        case=sheet.case,
        to=sheet.transfer.taker,
        role=sheet.role if sheet.scope == BY_ROLE else "",
        copy=not sheet.transfer.moves,
        reason=sheet.reason,
        note=sheet.note,
        institution=sheet.institution,
        with_account=sheet.with_account,
    )


def _cleaned(session: Session, path: str, typed: str) -> Any:
    """What was typed in its one canonical form; None where nothing was."""
    if not typed.strip():
        return None
    form, ctx = session.library.definitions.form(FORM), context(session, CaseAnswers(session, None))
    return clean_path(form, path, typed, ctx, session.library.definitions)


def minute(session: Session) -> str:
    """Now, as an answer of a sheet."""
    return session.now().isoformat(timespec="minutes")
