"""What a running team's record means: anchors, states, conditions and the clocks that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.due import DueRow
from db.hybrid import stamp
from db.records import Record
from desktop.protocols import conditions
from desktop.protocols.board import StepState, StepView, board
from desktop.protocols.schema import Protocol
from desktop.services.casefile import CaseAnswers
from desktop.services.session import Session

NOTHING_DONE = "de_facut"


def protocol_of(session: Session, answers: Mapping[str, Any]) -> Protocol:
    """The protocol in the version that the team started with."""
    return session.library.protocol(str(answers["protocol"]), int(answers["protocol_version"]))


def states(answers: Mapping[str, Any]) -> dict[str, StepState]:
    """step id -> what was ticked, out of the rows of the group `steps`."""
    rows: dict[str, dict[str, Any]] = {}
    for path, value in answers.items():
        if path.startswith("steps/") and path.count("/") == 2:
            _group, row, field = path.split("/")
            rows.setdefault(row, {})[field] = value
    return {
        row: StepState(
            state=fields.get("state") or NOTHING_DONE,
            done=fields.get("done_dt"),
            by=fields.get("by"),
            reason=fields.get("reason"),
            note=fields.get("note"),
        )
        for row, fields in rows.items()
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


def due_rows(session: Session, team: Record, case: CaseAnswers) -> list[DueRow]:
    """One row for each clock that still runs or is late; steps that are done, refused or hidden have none."""
    if team.body.get("outcome") is not None:
        return []
    rows = []
    for view in views(session, team.body, case):
        if view.group in ("done", "hidden"):
            continue
        for clock in view.clocks:
            if clock.due is not None and clock.state in ("running", "late", "open"):
                rows.append(
                    DueRow(
                        record=team.id,
                        case=team.case,
                        kind=clock.kind,
                        at=stamp(clock.due),
                        since=stamp(clock.since) if clock.since else None,
                        ref=view.step.id,
                        who=" ".join(view.step.roles),
                        exact=clock.exact,
                    )
                )
    return rows
