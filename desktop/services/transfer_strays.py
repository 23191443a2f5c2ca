"""What came of a case that was offered and never became ours, and is taken away again."""

from __future__ import annotations

from db import cases, transfers
from db.connection import Connection
from desktop.forms import moves
from desktop.forms.moves import FORM
from desktop.services import moving, transfer_sheet, writing
from desktop.services.session import Session

PRIVATE = frozenset({"note", "institution", "told", "told/data", "told/field", "told/value"})  # not for who rejects it


def forget(session: Session, conn: Connection, case: str) -> bool:
    """Take away what came of a case that was offered and never became ours; the sheets of its transfers stay, bare."""
    sheets = transfer_sheet.of_case(session, conn, case)
    if not transfer_sheet.is_stray(session, sheets) or transfers.wrote(conn, case, session.office.code, FORM):
        return False
    transfers.forget(conn, case, [sheet.record for sheet in sheets])
    form = session.library.definitions.form(FORM)
    for sheet in sheets:
        writing.refresh(session, conn, form, transfers.thin(conn, sheet.revisions, PRIVATE))
    return True


def sweep(session: Session) -> int:
    """The same of every case here: another computer of this office may have rejected one; how many went."""
    gone = 0
    for row in cases.on_the_move(session.conn):
        if moving.state_of(row.moving)[0] != moves.GONE:
            continue
        if not transfer_sheet.is_stray(session, transfer_sheet.of_case(session, session.conn, row.case)):
            continue
        with session.vault.write(session.now()) as conn:
            gone += forget(session, conn, row.case)
    return gone
