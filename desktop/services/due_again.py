"""What follows from the hour alone, brought up to date beside the window: deadlines by newer rules, ended orders."""

from __future__ import annotations

from collections.abc import Callable

from db import cases, meta, records, veil
from desktop.services import writing
from desktop.services.casefile import CaseAnswers, context
from desktop.services.plan import state_of_order
from desktop.services.session import CASES, Session

EDITION = "deadlines"
AT_ONCE = 50  # cases in one transaction
ORDER, STATE = "protection", "status"

Report = Callable[[int, int], None]


def is_old(session: Session) -> bool:
    """Whether the deadlines in the vault were worked out by other rules, or an order has ended since it was saved."""
    if session.office.kind == "region" or session.worker.role not in CASES:
        return False
    return (_by_other_rules(session) and records.count(session.conn) > 0) or bool(_over(session))


def renew(session: Session, report: Report = lambda _done, _all: None) -> int:
    """Work them out again, piece by piece; how many cases were looked at. What was stopped is begun again later."""
    over = _over(session)
    every = _by_other_rules(session)
    wanted = _all_cases(session) if every else list(dict.fromkeys(case for case in over.values() if case))
    for first in range(0, len(wanted), AT_ONCE):
        with session.vault.write(session.now()) as conn:
            for case in wanted[first : first + AT_ONCE]:
                answers = CaseAnswers(session, case, whole=True)
                for sheet in [one for one in answers.records if one.id in over and one.id not in answers.behind]:
                    form = session.library.definitions.forms.get((sheet.form, sheet.version))
                    if form is not None:
                        answers = answers.changed(writing.derive_again(session, conn, form, sheet, answers, None))
                writing.refresh_case(session, conn, case, answers)
        report(min(first + AT_ONCE, len(wanted)), len(wanted))
    if every:
        _finish(session)
    return len(wanted)


def beside(session: Session, report: Report) -> int:
    """The same beside the window, unless it was done meanwhile."""
    with session.beside() as own:
        return renew(own, report) if is_old(own) else 0


def _finish(session: Session) -> None:
    """Reports without a case too; where cases are hidden from this person, somebody who sees them ends it."""
    with session.vault.write(session.now()) as conn:
        for report in records.without_case(conn, "report"):
            writing.refresh_lone(session, conn, report)
        if not veil.hides(conn):
            meta.put(conn, EDITION, session.library.deadline_edition)


def _by_other_rules(session: Session) -> bool:
    return meta.get(session.conn, EDITION) != session.library.deadline_edition


def _all_cases(session: Session) -> list[str]:
    return [row.case for row in cases.page(session.conn, order="code", limit=1_000_000)]


def _over(session: Session) -> dict[str, str | None]:
    """The orders that are worth something else by now than when they were saved, with their cases."""
    asked = (STATE, "decision", "valid_to", "extended", "extended_to", "revoked_on")
    ctx = context(session, {})
    found: dict[str, str | None] = {}
    for order in records.answers(session.conn, ORDER, asked):
        told = dict(zip(asked, order.values, strict=True))
        kept, now = told[STATE], state_of_order(told, ctx)
        if kept in ("activ", "prelungit", "incalcat") and now in ("", "expirat", "revocat"):
            found[order.record] = order.case
    return found
