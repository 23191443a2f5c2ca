"""The list of teams: what can be read of many at once, and how far one of them is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db import cases, due, records
from db.due import Outlook
from db.hybrid import stamp
from db.records import Answered
from desktop.refusals import Refused
from desktop.services import teamfile
from desktop.services.casefile import CaseAnswers
from desktop.services.session import CASES, Session

AHEAD = timedelta(days=31)
NOTHING_DUE = Outlook(0, None, None)


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
    found = [row for row in records.answers(session.conn, "team", ("r0", "outcome")) if row.case]
    codes = cases.codes(session.conn, (row.case for row in found))
    outlooks = due.outlooks(session.conn, teamfile.DUTY, stamp(now), stamp(now + AHEAD))
    rows = [_team_row(session, row, codes[row.case], outlooks.get(row.record)) for row in found if row.case in codes]
    return sorted(rows, key=lambda r: (r.ended, -r.late, r.next_at is None, r.next_at or now, r.code))


def _team_row(session: Session, team: Answered, code: str, outlook: Outlook | None) -> TeamRow:
    started, outcome = team.values
    late, next_at, next_kind = outlook or NOTHING_DUE
    return TeamRow(
        record=team.record,
        case=team.case or "",
        code=code,
        started=started,
        late=late,
        next_at=datetime.fromisoformat(next_at).astimezone(session.tz) if next_at else None,
        next_kind=next_kind,
        ended=outcome is not None,
    )


def counts(session: Session, record: str) -> Counts:
    """How many steps of one team are for now and done; asked for the rows that are seen."""
    session.require(CASES)
    team = records.get(session.conn, record)
    if team is None or team.form != "team":
        raise Refused("no-such-record")
    shown = [s for s in teamfile.views(session, team.body, CaseAnswers(session, team.case)) if s.group != "hidden"]
    return Counts(sum(s.group == "now" for s in shown), sum(s.group == "done" for s in shown), len(shown))
