"""Answers that only their own act writes: nobody confirms an exception, or ends a team, by typing that it is so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop.forms.schema import Form
from desktop.refusals import Refused
from desktop.services.session import Session

OF_ACTS: Mapping[str, frozenset[str]] = {
    "approval": frozenset(
        {"subject", "sheet", "revisions", "asked_by", "asked_on", "decision", "decided_by", "decided_on"}
    ),
    "plan": frozenset({"approved_by", "approved_on"}),
    "closing": frozenset({"approved_by", "approved_on", "alone_ground"}),
    "opinion_tally": frozenset({"quarter", "sheets"}),
    "team": frozenset({"outcome", "ended_at", "ended_by"}),  # its clocks fall silent: what is open is asked first
    "disclosure": frozenset({"ground", "approval", "approver", "approved_dt", "asked_by"}),
}


def check(session: Session, form: Form, paths: Iterable[str]) -> None:
    """Refuse `only-by-its-act`; invented people are made in one go."""
    guarded = OF_ACTS.get(form.id, frozenset())
    if guarded and not session.office.practice:
        for path in paths:
            if path in guarded:
                raise Refused("only-by-its-act", field=path)
