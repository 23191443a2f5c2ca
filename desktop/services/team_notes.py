"""What is written about one step beside its tick: who did it, by which document, a short note; and its sheet."""

from __future__ import annotations

from db import records
from desktop.forms.schema import Json
from desktop.refusals import Refused
from desktop.services.records import Saved
from desktop.services.session import CASES, Session
from desktop.services.team_writing import put, team_of

NOTED = ("by", "doc_type", "doc", "note")
LINKS = {"incident": "incident_ref", "stay": "stay_ref"}


def note(session: Session, record: str, step: str, field: str, answer: Json) -> Saved:
    """Write one of these answers about a step; None takes it back."""
    if field not in NOTED:
        raise Refused("bad-value", field=field)
    return put(session, record, {f"steps/{step}/{field}": answer})


def sheet_of(session: Session, record: str, form: str) -> str | None:
    """The sheet that a step of this team is about: the one the team is for, else the newest of its case."""
    session.require(CASES)
    team = team_of(session, record)
    own = team.body.get(LINKS.get(form, ""))
    if isinstance(own, str):
        return own
    found = records.of_form(session.conn, form, team.case)
    return found[-1].id if found else None
