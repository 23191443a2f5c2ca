"""What a running team's record means: anchors, states, conditions and the clocks that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from db.due import DueRow
from db.hybrid import stamp
from db.records import Record
from desktop.forms import partial
from desktop.forms.answers import is_real, rows
from desktop.forms.schema import Json
from desktop.protocols import conditions
from desktop.protocols.board import StepState, StepView, board
from desktop.protocols.board import due_rows as clocks_ahead
from desktop.protocols.schema import Protocol
from desktop.refusals import Refused
from desktop.services.casefile import CaseAnswers
from desktop.services.session import Session
from desktop.services.summary import first, merged_into

NOTHING_DONE = "de_facut"
WINDOW, DUTY, CONSENT = "window", "duty", "consent"  # the kinds of what is due
CLOCKS = (WINDOW, DUTY)  # those of a running team
TEAM, FOLLOWUP = "team", "followup"
IS_ONE = ("protocol", "incident_ref", "stay_ref")  # what two teams of one case never have in common
JOINED = "unita"  # the outcome of a team whose work goes on in the other one of the same incident
OPEN = ("deschis", "in_monitorizare", "inactiv", "redeschis")  # the states of a case that somebody works on
FIELDS: Mapping[str, str] = {"incident": "t0", "report": "r0", "admission": "a0", "order": "o0"}  # of the team's sheet
REJECTED = "respins"
OWN = "SOC"  # the institution that this office is


def protocol_of(session: Session, answers: Mapping[str, Any]) -> Protocol:
    """The protocol in the version that the team started with; `protocol-unknown` where this program has it not."""
    found = known_protocol(session, answers)
    if found is None:
        raise Refused("protocol-unknown")
    return found


def known_protocol(session: Session, answers: Mapping[str, Any]) -> Protocol | None:
    """The same, or None: a team that came from a newer program is listed, and its page says what is missing."""
    id_, version = answers.get("protocol"), answers.get("protocol_version")
    if not isinstance(id_, str) or not isinstance(version, int | float) or isinstance(version, bool):
        return None
    return session.library.protocols.get((id_, int(version)))


# --- what its clocks count from ---------------------------------------------------------------------------------------


def anchors(session: Session, answers: Mapping[str, Any], case: CaseAnswers) -> dict[str, Json]:
    """What the team counts from; an admission and an order that its own sheet does not name are those of the case."""
    told = {anchor: answers.get(field) for anchor, field in FIELDS.items()}
    if not is_real(told["admission"]):
        told["admission"] = _of(sheet(case, "stay", answers.get("stay_ref")), "admission_dt")
    if not is_real(told["order"]):
        told["order"] = _of(newest_order(session, case, told["report"]), "issued_dt")
    return told


def sheet(case: CaseAnswers, form: str, record: Any) -> Record | None:
    """One sheet of the case by its id."""
    return next((one for one in case.records if one.form == form and one.id == record), None)


def report_of(session: Session, case: CaseAnswers, incident: Json) -> Record | None:
    """The report that the hours of institutions run from: the first one that is not surely older than the incident.

    Where every report is older, the last of them: that an incident is later than its report is then asked about.
    """
    dated = []
    for one in case.records:
        said = partial.span(one.body.get("report_dt"), session.tz) if one.form == "report" else None
        if said is not None:
            dated.append((said, one))
    dated.sort(key=lambda each: (each[0].start, each[1].id))
    happened = partial.span(incident, session.tz)
    fitting = [one for said, one in dated if happened is None or not said.before(happened)]
    return next(iter(fitting), dated[-1][1] if dated else None)


def newest_order(session: Session, case: CaseAnswers, reported: Json) -> Record | None:
    """The protection order that was issued last; one that had ended before the report has no hours to count."""
    began = partial.span(reported, session.tz)
    found: list[tuple[datetime, str, Record]] = []
    for one in case.records:
        issued = partial.span(one.body.get("issued_dt"), session.tz) if one.form == "protection" else None
        if issued is None or one.body.get("decision") == REJECTED:
            continue
        ends = [partial.span(one.body.get(field), session.tz) for field in ("revoked_on", "extended_to", "valid_to")]
        ended = next((end for end in ends if end is not None), None)
        if ended is None or began is None or not ended.before(began):
            found.append((issued.start.astimezone(UTC), one.id, one))
    return max(found, key=lambda each: each[:2])[2] if found else None


def _of(record: Record | None, field: str) -> Json:
    return record.body.get(field) if record is not None else None


def coordinator_group(answers: Mapping[str, Any]) -> str | None:
    """The institution of whoever coordinates: this office's own, unless it is a person of another one."""
    person = answers.get("coordinator_person")
    if not is_real(person):
        return OWN
    groups = (answers.get(f"members/{row}/group") for row in rows(answers, "members") if _is_of(answers, row, person))
    return next((group for group in groups if isinstance(group, str)), None)


def _is_of(answers: Mapping[str, Any], row: str, person: Json) -> bool:
    return answers.get(f"members/{row}/person") == person


# --- its steps --------------------------------------------------------------------------------------------------------


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


def kept(answers: Mapping[str, Any], case: CaseAnswers) -> dict[str, frozenset[tuple[int, int]]]:
    """step id -> which repetitions of which of its clocks a follow-up sheet of this team tells of.

    A check that was made counts, and so does one of which somebody said why it was not; in whatever order they came.
    """
    own = {
        one.id for one in case.records if one.form == TEAM and all(one.body.get(k) == answers.get(k) for k in IS_ONE)
    }
    found: dict[str, set[tuple[int, int]]] = {}
    for one in case.records:
        told = one.body
        if one.form != FOLLOWUP or told.get("team_ref") not in own or one.id in case.behind:
            continue
        clock, number = told.get("clock"), told.get("no")
        if not isinstance(clock, int | float) or not isinstance(number, int | float):
            continue
        if is_real(told.get("done_on")) or is_real(told.get("missed_reason")):
            found.setdefault(str(told.get("step")), set()).add((int(clock), int(number)))
    return {step: frozenset(numbers) for step, numbers in found.items()}


def _with_sheets(
    ticked: dict[str, StepState], sheets: Mapping[str, frozenset[tuple[int, int]]]
) -> dict[str, StepState]:
    return ticked | {step: replace(ticked.get(step, StepState()), kept=numbers) for step, numbers in sheets.items()}


def views(session: Session, answers: Mapping[str, Any], case: CaseAnswers) -> list[StepView]:
    """All steps with their clocks at this moment."""
    protocol = protocol_of(session, answers)
    return board(
        protocol,
        anchors=anchors(session, answers, case),
        conditions=conditions.of_case(case, session.now(), session.tz, protocol.asks),
        states=_with_sheets(states(answers), kept(answers, case)),
        now=session.now(),
        tz=session.tz,
    )


def due_rows(session: Session, record: Record, case: CaseAnswers) -> list[DueRow]:
    """What is due of a running team: each clock that is ahead or late; of an unknown protocol nothing can be said."""
    if is_closed(case) or record.body.get("outcome") is not None or known_protocol(session, record.body) is None:
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
