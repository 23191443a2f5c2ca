"""The list of teams: what can be read of many at once, and how far one of them is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db import cases, due, records
from db.due import Outlook
from db.hybrid import stamp
from db.records import Answered
from desktop.protocols.schema import Protocol
from desktop.refusals import Refused
from desktop.services import teamfile
from desktop.services.casefile import CaseAnswers
from desktop.services.session import CASES, Session

AHEAD = timedelta(days=31)
NOTHING_DUE = Outlook(0, None, None)
WANTED = ("r0", "outcome", "protocol", "protocol_version", "first_contact")


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team in the list of teams: what can be read of many at once, as it stood when it was read."""

    record: str
    case: str
    code: str
    protocol: Protocol | None  # None where this program does not know it
    started: Any
    first: str  # the institution that was first
    late: int
    late_from: datetime | None  # when the next duty is missed
    next_at: datetime | None
    next_kind: str | None
    ended: bool

    def is_late(self, now: datetime) -> bool:
        """Whether a duty is missed by this moment, without reading anything again."""
        return not self.ended and (self.late > 0 or (self.late_from is not None and self.late_from < now))


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline of a team."""

    kind: str
    at: datetime
    step: str
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How far one team is, and every deadline of it that is ahead or late."""

    now: int
    done: int
    shown: int
    dues: tuple[Due, ...] = ()

    def late(self, now: datetime) -> int:
        """How many steps have missed a duty by this moment."""
        return len({due.step for due in self.dues if due.kind == teamfile.DUTY and due.at < now})

    def next(self, now: datetime) -> Due | None:
        """What is due next after this moment."""
        return min((due for due in self.dues if due.at >= now), key=lambda due: due.at, default=None)


def all_teams(session: Session) -> list[TeamRow]:
    """Every team of the office: running ones first, those with the most missed duties on top, then the nearest due."""
    session.require(CASES)
    now = session.now()
    found = [row for row in records.answers(session.conn, teamfile.TEAM, WANTED) if row.case]
    codes = cases.codes(session.conn, (row.case for row in found))
    outlooks = due.outlooks(session.conn, teamfile.DUTY, stamp(now), stamp(now + AHEAD))
    firsts = due.firsts(session.conn, teamfile.DUTY, stamp(now))
    rows = [
        _team_row(session, row, codes[row.case], outlooks.get(row.record, NOTHING_DUE), firsts.get(row.record))
        for row in found
        if row.case in codes
    ]
    return sorted(rows, key=lambda r: (r.ended, -r.late, r.next_at is None, r.next_at or now, r.code))


def _team_row(session: Session, team: Answered, code: str, outlook: Outlook, late_from: str | None) -> TeamRow:
    told = dict(zip(WANTED, team.values, strict=True))
    ended = told["outcome"] is not None
    return TeamRow(
        record=team.record,
        case=team.case or "",
        code=code,
        protocol=teamfile.known_protocol(session, told),
        started=told["r0"],
        first=str(told["first_contact"] or ""),
        late=outlook.late,
        late_from=_moment(session, late_from),
        next_at=_moment(session, outlook.next_at),
        next_kind=outlook.next_kind,
        ended=ended,
    )


def counts(session: Session, record: str) -> Counts:
    """How many steps of one team are for now and done, and its deadlines; asked for the rows that are seen."""
    session.require(CASES)
    team = records.get(session.conn, record)
    if team is None or team.form != teamfile.TEAM:
        raise Refused("no-such-record")
    dues = tuple(
        Due(row.kind, datetime.fromisoformat(row.at).astimezone(session.tz), row.ref, tuple((row.who or "").split()))
        for row in due.of_record(session.conn, record)
        if row.kind in teamfile.CLOCKS
    )
    if teamfile.known_protocol(session, team.body) is None:
        return Counts(0, 0, 0, dues)
    shown = [s for s in teamfile.views(session, team.body, CaseAnswers(session, team.case)) if s.group != "hidden"]
    return Counts(sum(s.group == "now" for s in shown), sum(s.group == "done" for s in shown), len(shown), dues)


def _moment(session: Session, at: str | None) -> datetime | None:
    return datetime.fromisoformat(at).astimezone(session.tz) if at else None
