"""Answers that only their own act writes: nobody confirms an exception, or ends a team, by typing that it is so."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.forms.schema import Form, Json
from desktop.refusals import Refused
from desktop.services.session import Session

OF_ACTS: Mapping[str, frozenset[str]] = {
    "approval": frozenset(
        {"subject", "sheet", "revisions", "asked_by", "asked_on", "decision", "decided_by", "decided_on"}
    ),
    "plan": frozenset({"approved_by", "approved_on"}),
    "closing": frozenset({"approved_by", "approved_on", "alone_ground"}),
    "opinion_tally": frozenset({"quarter", "sheets"}),
    # Its clocks fall silent: what is open is asked first.
    "team": frozenset({"outcome", "ended_at", "ended_by", "joined_to"}),
    "transfer": frozenset(
        {"number", "from_office", "to_office", "offered_on", "offered_by", "kind", "scope", "role", "state"}
        | {"answered_on", "answered_by", "cancelled_on", "cancelled_by"}
    ),
    "disclosure": frozenset({"ground", "approval", "approver", "approved_dt", "asked_by"}),
}
# A running team keeps the steps that it began with: with another protocol all its hours would be others, or none.
ONCE: Mapping[str, frozenset[str]] = {"team": frozenset({"protocol", "protocol_version"})}


def check(session: Session, form: Form, sets: Mapping[str, Json], standing: Mapping[str, Json]) -> None:
    """Refuse `only-by-its-act`, also for what is written once; invented people are made in one go."""
    guarded, once = OF_ACTS.get(form.id, frozenset()), ONCE.get(form.id, frozenset())
    if session.office.practice:
        return
    for path, value in sets.items():
        if path in guarded or (path in once and standing.get(path) not in (None, value)):
            raise Refused("only-by-its-act", field=path)
