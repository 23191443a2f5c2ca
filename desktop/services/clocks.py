"""Deadlines as the cards that people see: those that belong together are one, and only those that are seen are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from db import cases
from db.due import DueRow
from db.hybrid import stamp
from desktop.services.session import Session
from desktop.services.teamfile import DUTY, WINDOW

State = Literal["running", "late", "passed"]


@dataclass(frozen=True, slots=True)
class Clock:
    """Deadlines of one record that belong on one card: of one kind and moment, or all its late duties together."""

    case: str
    code: str
    record: str
    steps: tuple[str, ...]
    kind: str  # window | duty | consent
    who: tuple[str, ...]
    at: datetime
    since: datetime | None
    exact: bool
    state: State

    @property
    def late(self) -> bool:
        return self.state == "late"


class Group(NamedTuple):
    """The rows of one card, before anything is worked out of them: there may be thousands."""

    at: str
    kind: str
    state: State
    rows: list[DueRow]

    @property
    def exact(self) -> bool:
        return all(row.exact for row in self.rows)


def grouped(rows: Sequence[DueRow], now: datetime) -> list[Group]:
    """Rows, the earliest first, as cards; a window that has passed is nobody's failure and stands last."""
    moment = stamp(now)
    found: dict[tuple[str, ...], Group] = {}
    for row in rows:
        state: State = "running" if row.at >= moment else "late" if row.kind == DUTY else "passed"
        key = (row.record, row.kind, state) if state == "late" else (row.record, row.kind, state, row.at)
        group = found.get(key)
        if group is None:
            found[key] = Group(row.at, row.kind, state, [row])
        else:
            group.rows.append(row)
    groups = list(found.values())
    return [g for g in groups if g.state != "passed"] + [g for g in groups if g.state == "passed"]


def nearest(ahead: Sequence[Group], most: int) -> list[Group]:
    """The nearest cards; at least half of the room is kept for windows of care, however many duties come sooner."""
    windows = [g for g in ahead if g.kind == WINDOW][: most // 2]
    kept = {id(g) for g in windows}
    others = [g for g in ahead if id(g) not in kept][: most - len(windows)]
    return sorted((*windows, *others), key=lambda g: g.at)


def clocks(session: Session, groups: Sequence[Group]) -> tuple[Clock, ...]:
    """The cards themselves; what belongs to no case of the list is left out."""
    wanted = {case for group in groups if (case := group.rows[0].case)}
    codes = {row.case: row.code for row in cases.among(session.conn, wanted)}
    return tuple(_clock(session, group, codes[case]) for group in groups if (case := group.rows[0].case) in codes)


def clocks_of(session: Session, rows: Sequence[DueRow], now: datetime) -> tuple[Clock, ...]:
    """All cards of a few rows: those of one case."""
    return clocks(session, grouped(rows, now))


def _clock(session: Session, group: Group, code: str) -> Clock:
    first = group.rows[0]
    return Clock(
        case=first.case or "",
        code=code,
        record=first.record,
        steps=tuple(dict.fromkeys(row.ref for row in group.rows)),
        kind=first.kind,
        who=tuple(dict.fromkeys(role for row in group.rows for role in (row.who or "").split())),
        at=datetime.fromisoformat(first.at).astimezone(session.tz),
        since=datetime.fromisoformat(first.since).astimezone(session.tz) if first.since else None,
        exact=group.exact,
        state=group.state,
    )
