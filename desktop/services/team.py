"""The intervention team of a case: start it, tick its steps, note who was called and came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import cases, records
from db.cases import CaseRow
from db.records import Record
from desktop.forms.clean import clean_path
from desktop.protocols.board import StepView
from desktop.protocols.schema import Protocol
from desktop.refusals import Refused
from desktop.services import teamfile, writing
from desktop.services.casefile import CaseAnswers, context, first
from desktop.services.records import Saved, open_sheet, save, saved_of
from desktop.services.session import CASES, Session

PROTOCOL = {"MD": "sv_md", "RO": "sv_md"}
REASON_NEEDED = ("refuzat_de", "imposibil")


@dataclass(frozen=True, slots=True)
class Member:
    """One of the seven institutions as this team knows it; times are answers, None when not yet."""

    row: str | None
    group: str
    name: str | None
    phone: str | None
    called: Any
    answered: Any
    arrived: Any


@dataclass(frozen=True, slots=True)
class Board:
    """A running team as the page shows it."""

    record: str
    case: str
    code: str
    row: CaseRow
    protocol: Protocol
    answers: Mapping[str, Any]
    t0: Any
    r0: Any
    steps: tuple[StepView, ...]
    members: tuple[Member, ...]
    now: datetime

    def group(self, name: str) -> tuple[StepView, ...]:
        return tuple(s for s in self.steps if s.group == name)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team in the list of teams."""

    record: str
    case: str
    code: str
    started: Any
    now_steps: int
    done_steps: int
    all_steps: int
    late: int
    ended: bool


def start(session: Session, case: str, incident: str | None = None) -> Saved:
    """Start the team of a case in one act: hours count from the incident and from the report in its forms.

    Refuses `team-runs` when the incident has a team already, `incident-needed` when there is no incident form.
    """
    session.require(CASES)
    around = CaseAnswers(session, case)
    incidents = [r for r in around.records if r.form == "incident"]
    chosen = next((r for r in incidents if incident in (None, r.id)), None)
    if chosen is None:
        raise Refused("incident-needed")
    if any(r.form == "team" and r.body.get("incident_ref") == chosen.id for r in around.records):
        raise Refused("team-runs")
    protocol = session.library.protocol(PROTOCOL[session.office.country])
    form = session.library.definitions.form("team")
    sheet = open_sheet(session, "team", case=case)
    report = first(around, "report").get("report_dt")
    sets = {
        "incident_ref": chosen.id,
        "protocol": protocol.id,
        "protocol_version": protocol.version,
        "t0": chosen.body.get("inc_dt"),
        "r0": report or session.now().isoformat(timespec="minutes"),
        "first_contact": "SOC",
        "coordinator": session.worker.id,
    }
    return save(session, sheet, {path: value for path, value in sets.items() if form.find(path) and value is not None})


def board(session: Session, record: str) -> Board:
    """A running team at this moment."""
    session.require(CASES)
    team = _team(session, record)
    assert team.case is not None
    around = CaseAnswers(session, team.case)
    row = cases.get(session.conn, team.case)
    if row is None:
        raise Refused("no-such-case")
    return Board(
        record=team.id,
        case=team.case,
        code=row.code,
        row=row,
        protocol=teamfile.protocol_of(session, team.body),
        answers=team.body,
        t0=team.body.get("t0"),
        r0=team.body.get("r0"),
        steps=tuple(teamfile.views(session, team.body, around)),
        members=_members(team.body),
        now=session.now(),
    )


def all_teams(session: Session) -> list[TeamRow]:
    """Every team of the office, running ones first."""
    session.require(CASES)
    rows = []
    for team in records.of_form(session.conn, "team"):
        header = cases.get(session.conn, team.case) if team.case else None
        if header is None or team.case is None:
            continue
        steps = teamfile.views(session, team.body, CaseAnswers(session, team.case))
        shown = [s for s in steps if s.group != "hidden"]
        rows.append(
            TeamRow(
                record=team.id,
                case=team.case,
                code=header.code,
                started=team.body.get("r0"),
                now_steps=sum(s.group == "now" for s in shown),
                done_steps=sum(s.group == "done" for s in shown),
                all_steps=len(shown),
                late=sum(any(c.state == "late" for c in s.clocks) for s in shown),
                ended=team.body.get("outcome") is not None,
            )
        )
    return sorted(rows, key=lambda r: (r.ended, -r.late, r.code))


def set_step(
    session: Session,
    record: str,
    step: str,
    state: str,
    *,
    done: datetime | None = None,
    reason: str | None = None,
    note: str | None = None,
) -> Saved:
    """Tick a step: when and by whom it was done, or why it was not; `reason-needed` for refused and impossible."""
    if state in REASON_NEEDED and reason is None:
        raise Refused("reason-needed")
    sets: dict[str, Any] = {f"steps/{step}/state": state, f"steps/{step}/reason": reason}
    if note is not None:
        sets[f"steps/{step}/note"] = note
    done_at = (done or session.now()) if state == "facut" else None
    sets[f"steps/{step}/done_dt"] = done_at.isoformat(timespec="minutes") if done_at else None
    return _set(session, record, sets)


def set_member(session: Session, record: str, member: Member, **fields: Any) -> Saved:
    """Note a person of an institution, or that she was called, answered, arrived."""
    row = member.row or writing.new_id()[:16]
    sets = {f"members/{row}/{name}": value for name, value in fields.items()}
    if member.row is None:
        sets[f"members/{row}/group"] = member.group
    return _set(session, record, sets)


def count_retelling(session: Session, record: str, times: int) -> Saved:
    """How often she has had to tell what happened; the target is one."""
    return _set(session, record, {"retellings": times})


def _set(session: Session, record: str, sets: Mapping[str, Any]) -> Saved:
    session.require(CASES)
    team = _team(session, record)
    form = session.library.definitions.form("team")
    earlier = records.revisions(session.conn, record)
    ctx = context(session, CaseAnswers(session, team.case))
    cleaned = {
        path: clean_path(form, path, value, ctx, session.library.definitions)
        for path, value in sets.items()
        if value is not None or team.body.get(path) is not None
    }
    with session.vault.write(session.now()) as conn:
        written = writing.write(
            session,
            conn,
            record=record,
            case=team.case,
            form=form,
            sets=cleaned,
            replaces=writing.living_ids(earlier, cleaned),
            earlier=earlier,
            verb="step",
        )
    session.announce("team", record)
    return saved_of(session, written)


def _team(session: Session, record: str) -> Record:
    found = records.get(session.conn, record)
    if found is None or found.form != "team" or found.case is None:
        raise Refused("no-such-record")
    return found


def _members(answers: Mapping[str, Any]) -> tuple[Member, ...]:
    rows: dict[str, dict[str, Any]] = {}
    for path, value in answers.items():
        if path.startswith("members/") and path.count("/") == 2:
            _group, row, field = path.split("/")
            rows.setdefault(row, {})[field] = value
    return tuple(
        Member(
            row=row,
            group=str(fields.get("group")),
            name=fields.get("name"),
            phone=fields.get("phone"),
            called=fields.get("called_at"),
            answered=fields.get("answered_at"),
            arrived=fields.get("arrived_at"),
        )
        for row, fields in rows.items()
        if fields.get("group")
    )
