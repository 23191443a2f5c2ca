"""The list of teams: what can be read of many at once, and how far one of them is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db import cases, due, records
from db.due import DueRow
from db.hybrid import stamp
from db.records import Record
from desktop.refusals import Refused
from desktop.services import teamfile
from desktop.services.casefile import CaseAnswers
from desktop.services.session import CASES, Session

AHEAD, MOST_ROWS = timedelta(days=31), 20_000


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team in the list of teams: what can be read of many at once."""

    record: str
    case: str
    code: str
    started: Any
    late: int
    next_at: datetime | None
    next_kind: str | None
    ended: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How far one team is."""

    now: int
    done: int
    shown: int


def all_teams(session: Session) -> list[TeamRow]:
    """Every team of the office: running ones first, those with the most missed duties on top, then the nearest due."""
    session.require(CASES)
    now = session.now()
    found = [t for t in records.of_form(session.conn, "team") if t.case]
    codes = {row.case: row.code for row in cases.among(session.conn, [t.case for t in found if t.case])}
    late: dict[str, int] = {}
    ahead: dict[str, DueRow] = {}
    for row in due.upcoming(session.conn, stamp(now + AHEAD), MOST_ROWS):
        if row.at >= stamp(now):
            ahead.setdefault(row.record, row)
        elif row.kind == teamfile.DUTY:
            late[row.record] = late.get(row.record, 0) + 1
    rows = [_team_row(session, t, codes[t.case], late, ahead) for t in found if t.case in codes]
    return sorted(rows, key=lambda r: (r.ended, -r.late, r.next_at is None, r.next_at or now, r.code))


def _team_row(
    session: Session, team: Record, code: str, late: Mapping[str, int], ahead: Mapping[str, DueRow]
) -> TeamRow:
    nearest = ahead.get(team.id)
    return TeamRow(
        record=team.id,
        case=team.case or "",
        code=code,
        started=team.body.get("r0"),
        late=late.get(team.id, 0),
        next_at=datetime.fromisoformat(nearest.at).astimezone(session.tz) if nearest else None,
        next_kind=nearest.kind if nearest else None,
        ended=team.body.get("outcome") is not None,
    )


def counts(session: Session, record: str) -> Counts:
    """How many steps of one team are for now and done; asked for the rows that are seen."""
    session.require(CASES)
    team = records.get(session.conn, record)
    if team is None or team.form != "team":
        raise Refused("no-such-record")
    shown = [s for s in teamfile.views(session, team.body, CaseAnswers(session, team.case)) if s.group != "hidden"]
    return Counts(sum(s.group == "now" for s in shown), sum(s.group == "done" for s in shown), len(shown))
