"""Deadlines as the cards that people see: those that belong together are one, and only those that are seen are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from db import cases, due, records
from db.due import DueRow
from db.hybrid import stamp
from desktop.services.session import Session
from desktop.services.teamfile import CLOCKS, DUTY, TEAM, WINDOW

State = Literal["running", "late", "overdue", "passed"]


@dataclass(frozen=True, slots=True)
class Clock:
    """Deadlines of one record that belong on one card: of one kind and moment, or all its late duties together.

    `late`: a duty that was missed; `overdue`: what should have been done by now; `passed`: what is over by itself.
    """

    case: str  # empty for what belongs to no case
    code: str
    record: str
    steps: tuple[str, ...]  # of a team's clock its steps, else the deadline that it is
    kind: str  # window | duty, and the kinds of deadlines
    who: tuple[str, ...]
    at: datetime
    since: datetime | None
    exact: bool
    state: State
    protocol: str = ""  # its id, where several teams of this case run

    @property
    def late(self) -> bool:
        return self.state == "late"

    @property
    def of_team(self) -> bool:
        """Whether it is a clock of a running team."""
        return self.kind in CLOCKS

    @property
    def whole_day(self) -> bool:
        """Whether the day alone is known: such a deadline runs to the day's last minute."""
        return not self.exact and (self.at.hour, self.at.minute) == (23, 59)


class Group(NamedTuple):
    """The rows of one card, before anything is worked out of them: there may be thousands."""

    at: str
    kind: str
    state: State
    rows: list[DueRow]

    @property
    def exact(self) -> bool:
        return all(row.exact for row in self.rows)

    @property
    def owner(self) -> str:
        """The case, or the record that belongs to none."""
        return self.rows[0].case or self.rows[0].record


class NowCard(NamedTuple):
    """One case as *Now* shows it: its most pressing clock, the nearest window of care beside it, how many more."""

    lead: Clock
    window: Clock | None = None
    others: int = 0


def grouped(rows: Sequence[DueRow], now: datetime) -> list[Group]:
    """Rows, the earliest first, as cards; a window that has passed is nobody's failure and stands last."""
    moment = stamp(now)
    found: dict[tuple[str, ...], Group] = {}
    for row in rows:
        state = state_of(row, moment)
        what = row.kind if row.kind in CLOCKS else row.ref
        key = (row.record, what, state) if state == "late" else (row.record, what, state, row.at)
        group = found.get(key)
        if group is None:
            found[key] = Group(row.at, row.kind, state, [row])
        else:
            group.rows.append(row)
    groups = list(found.values())
    return [g for g in groups if g.state != "passed"] + [g for g in groups if g.state == "passed"]


def state_of(row: DueRow, moment: str) -> State:
    if row.at >= moment:
        return "running"
    if row.duty:
        return "late"
    return "overdue" if row.until is None or row.until >= moment else "passed"


# --- one card a case --------------------------------------------------------------------------------------------------


def late_cards(session: Session, now: datetime, most: int) -> tuple[NowCard, ...]:
    """So many cases with missed duties, the last missed first; a window of care that still runs is told with them."""
    rows = due.missed(session.conn, stamp(now), most)
    of_case = _by_owner(grouped(rows, now))
    windows = due.of_cases(session.conn, list(of_case), WINDOW, stamp(now))
    beside = {owner: groups[0] for owner, groups in _by_owner(grouped(windows, now)).items()}
    return _cards(session, [(groups[0], beside.get(owner), len(groups) - 1) for owner, groups in of_case.items()])[::-1]


def running_cards(session: Session, now: datetime, until: str, most: int) -> tuple[NowCard, ...]:
    """So many cases whose clocks run and that missed nothing, the nearest first; half of the room is for windows."""
    moment = stamp(now)
    found = {kind: grouped(due.nearest(session.conn, kind, moment, until, most), now) for kind in CLOCKS}
    duties = {group.owner: group for group in reversed(found[DUTY])}
    windows = {group.owner: group for group in reversed(found[WINDOW])}
    chosen = nearest([group for groups in found.values() for group in groups], most)
    made: dict[str, tuple[Group, Group | None, int]] = {}
    for group in chosen:
        window = windows.get(group.owner)
        first = min((g for g in (duties.get(group.owner), window) if g is not None), key=lambda g: g.at)
        made.setdefault(group.owner, (first, window if window is not first else None, 0))
    return _cards(session, list(made.values()))


def nearest(ahead: Sequence[Group], most: int) -> list[Group]:
    """The nearest of so many cases; at least half of the room is kept for windows, however many duties come sooner."""
    ordered = sorted(ahead, key=lambda g: g.at)
    kept = set(_owners((g for g in ordered if g.kind == WINDOW), most // 2))
    kept |= set(_owners((g for g in ordered if g.owner not in kept), most - len(kept)))
    return [g for g in ordered if g.owner in kept]


def _owners(groups: Iterable[Group], most: int) -> list[str]:
    return list(dict.fromkeys(g.owner for g in groups))[:most]


def _by_owner(groups: Sequence[Group]) -> dict[str, list[Group]]:
    found: dict[str, list[Group]] = {}
    for group in groups:
        found.setdefault(group.owner, []).append(group)
    return found


def _cards(session: Session, made: Sequence[tuple[Group, Group | None, int]]) -> tuple[NowCard, ...]:
    shown = [group for lead, window, _more in made for group in (lead, window) if group is not None]
    known = dict(zip(map(id, shown), _clocks(session, shown), strict=True))
    cards = [(known[id(lead)], known.get(id(window)) if window else None, more) for lead, window, more in made]
    return tuple(NowCard(lead, window, more) for lead, window, more in cards if lead is not None)


# --- the cards themselves ---------------------------------------------------------------------------------------------


def clocks(session: Session, groups: Sequence[Group]) -> tuple[Clock, ...]:
    """The cards themselves; what belongs to a case that is not in the list is left out."""
    return tuple(clock for clock in _clocks(session, groups) if clock is not None)


def clocks_of(session: Session, rows: Sequence[DueRow], now: datetime) -> tuple[Clock, ...]:
    """All cards of a few rows: those of one case."""
    return clocks(session, grouped(rows, now))


def _clocks(session: Session, groups: Sequence[Group]) -> list[Clock | None]:
    wanted = {case for group in groups if (case := group.rows[0].case)}
    codes: dict[str | None, str] = {None: "", **{row.case: row.code for row in cases.among(session.conn, wanted)}}
    named = _protocols(session, {case for group in groups if group.kind in CLOCKS and (case := group.rows[0].case)})
    return [
        _clock(session, group, codes[case], named.get(group.rows[0].record, ""))
        if (case := group.rows[0].case) in codes
        else None
        for group in groups
    ]


def _protocols(session: Session, wanted: set[str]) -> dict[str, str]:
    """team -> its protocol, in the cases where several of them run: a deadline then says of which it is."""
    if not wanted:
        return {}
    found = records.answers(session.conn, TEAM, ("protocol", "outcome"), wanted)
    running = [(one.case, one.record, str(one.values[0] or "")) for one in found if one.values[1] is None]
    several = Counter(case for case, _record, _protocol in running)
    return {record: protocol for case, record, protocol in running if several[case] > 1}


def _clock(session: Session, group: Group, code: str, protocol: str) -> Clock:
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
        protocol=protocol,
    )
