"""What a running team's record means: anchors, states, conditions and the clocks that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.due import DueRow
from db.hybrid import stamp
from db.records import Record
from desktop.protocols import conditions
from desktop.protocols.board import StepState, StepView, board
from desktop.protocols.board import due_rows as clocks_ahead
from desktop.protocols.schema import Protocol
from desktop.services.casefile import CaseAnswers
from desktop.services.session import Session
from desktop.services.summary import first, merged_into

NOTHING_DONE = "de_facut"
WINDOW, DUTY, CONSENT = "window", "duty", "consent"  # the kinds of what is due
CLOCKS = (WINDOW, DUTY)  # those of a running team
TEAM = "team"
OPEN = ("deschis", "in_monitorizare", "inactiv", "redeschis")  # the states of a case that somebody works on


def protocol_of(session: Session, answers: Mapping[str, Any]) -> Protocol:
    """The protocol in the version that the team started with."""
    return session.library.protocol(str(answers["protocol"]), int(answers["protocol_version"]))


def states(answers: Mapping[str, Any]) -> dict[str, StepState]:
    """step id -> what was ticked, out of the rows of the group `steps`."""
    ticked: dict[str, dict[str, Any]] = {}
    for path, value in answers.items():
        if path.startswith("steps/") and path.count("/") == 2:
            _group, row, field = path.split("/")
            ticked.setdefault(row, {})[field] = value
    return {
        row: StepState(
            state=fields.get("state") or NOTHING_DONE,
            done=fields.get("done_dt"),
            by=fields.get("by"),
            reason=fields.get("reason"),
            note=fields.get("note"),
        )
        for row, fields in ticked.items()
    }


def views(session: Session, answers: Mapping[str, Any], case: CaseAnswers) -> list[StepView]:
    """All steps with their clocks at this moment."""
    return board(
        protocol_of(session, answers),
        anchors={"incident": answers.get("t0"), "report": answers.get("r0")},
        conditions=conditions.of_case(case, session.now(), session.tz),
        states=states(answers),
        now=session.now(),
        tz=session.tz,
    )


def due_rows(session: Session, record: Record, case: CaseAnswers) -> list[DueRow]:
    """What is due of a running team: each clock that is ahead or late."""
    if is_closed(case) or record.body.get("outcome") is not None:
        return []
    return [
        DueRow(
            record=record.id,
            case=record.case,
            kind=str(clock.kind),
            at=stamp(clock.at),
            since=stamp(clock.since) if clock.since else None,
            ref=clock.step,
            who=clock.who,
            exact=clock.exact,
            until=None if clock.kind == DUTY else stamp(clock.at),
            duty=clock.kind == DUTY,
        )
        for clock in clocks_ahead(views(session, record.body, case))
    ]


def is_closed(case: CaseAnswers) -> bool:
    """Whether somebody closed the case: it calls nobody any more, until it is opened again.

    A file that was merged into another one was not closed: its hours run on, whichever file stands for it.
    """
    state = first(case, "case").get("status")
    return isinstance(state, str) and state not in OPEN and merged_into(case) is None
