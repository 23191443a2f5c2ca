"""The access log as the head of the office reads it: who did what and when, filtered, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from db import access_log, cases, keys, records, workers
from db.access_log import Wanted
from db.names import folded
from desktop.i18n import _, datetime_words
from desktop.refusals import Refused
from desktop.services import codes
from desktop.services.session import PEOPLE, Session

PAGE = 50
ID = 32  # letters of a random id

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are asked for; what is None asks for all. `until` is the last day that is meant."""

    worker: str | None = None  # an id
    verb: str | None = None
    case: str | None = None  # a code
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: an aware time, the worker's name, a verb of the program, what it was done to, and how many."""

    num: int
    at: datetime
    worker: str
    verb: str
    about: str  # the code of a case, the name of a worker, a code of an office; nothing that was typed
    count: int | None


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the log stops being what the program wrote: number `num` is missing or was changed.

    Everything before it is sound; `at` is the time of the last sound entry, None where there is none.
    """

    num: int
    at: datetime | None


ALL = Filter()


def page(session: Session, filter: Filter = ALL, before: int | None = None, limit: int = PAGE) -> tuple[Entry, ...]:
    """The latest entries, the newest first; `before` goes on from a number. Only a lead may read them.

    What concerns a case that does not exist for the reader is left out.
    """
    session.require(PEOPLE)
    names = {keys.KIT: _("the recovery sheet"), **workers.names(session.conn)}
    found = access_log.page(session.conn, limit, before, _wanted(session, filter))
    return tuple(
        Entry(
            one.num,
            one.at.astimezone(session.tz),
            names.get(one.worker, one.worker),
            one.verb,
            _about(session, names, one.object),
            one.count,
        )
        for one in found
    )


def count(session: Session, filter: Filter = ALL) -> int:
    """How many entries `page` would list in all."""
    session.require(PEOPLE)
    return access_log.count(session.conn, _wanted(session, filter))


def verify(session: Session, report: Report | None = None) -> Broken | None:
    """Follow the chain through every entry, also those that the reader does not see; None if it holds."""
    session.require(PEOPLE)
    num = access_log.verify(session.conn, report)
    if num is None:
        return None
    before = access_log.page(session.conn, 1, num)
    return Broken(num, before[0].at.astimezone(session.tz) if before else None)


def place_words(broken: Broken) -> str:
    """Where the log stops being sound, for the window and the command line."""
    if broken.at is None:
        return _("It begins with entry number {num}: none of them can be relied on.").format(num=broken.num)
    return _("Entry number {num} was changed or taken out. All before it, up to {at}, is as it was written.").format(
        num=broken.num, at=datetime_words(broken.at)
    )


def people(session: Session) -> tuple[tuple[str, str], ...]:
    """Id and name of everybody who may stand in the log, also of those who have left."""
    session.require(PEOPLE)
    return tuple(sorted(workers.names(session.conn).items(), key=lambda one: one[1].casefold()))


def worker_named(session: Session, name: str) -> str:
    """The id of a person by the typed name; `no-such-worker` if there never was one."""
    session.require(PEOPLE)
    same = [one for one in workers.everybody(session.conn) if folded(one.name) == folded(name)]
    if not same:
        raise Refused("no-such-worker")
    return next((one.id for one in same if one.left_at is None), same[-1].id)


def verbs(session: Session) -> tuple[str, ...]:
    """The verbs that stand in the log for this reader, to choose from."""
    session.require(PEOPLE)
    return tuple(access_log.verbs(session.conn, seen_by(session)))


def seen_by(session: Session) -> Wanted:
    """Everything that the person at the PC may know of."""
    return Wanted(hidden=session.vault.hidden, reader=session.worker.id)


def _wanted(session: Session, filter: Filter) -> Wanted:
    return replace(
        seen_by(session),
        worker=filter.worker,
        verb=filter.verb,
        case=_case(session, filter.case) if filter.case is not None else None,
        since=_midnight(session, filter.since) if filter.since else None,
        until=_midnight(session, filter.until, after=1) if filter.until else None,
    )


def _case(session: Session, code: str) -> str:
    found = cases.by_code(session.conn, codes.tidy(code))
    if found is None:
        raise Refused("no-such-case")
    return found.case


def _midnight(session: Session, day: date, *, after: int = 0) -> datetime:
    if not date.min.year < day.year < date.max.year:
        raise Refused("bad-value", field="day")  # at its ends the calendar has no midnight in every zone
    return datetime.combine(day + timedelta(days=after), time(), session.tz)


def _about(session: Session, names: Mapping[str, str], thing: str | None) -> str:
    """A person's name or a case's code for its id; the id of a single sheet says nothing to anybody."""
    if thing is None or thing in names:
        return names.get(thing or "", "")
    if len(thing) != ID:
        return thing
    sheet = records.get(session.conn, thing)
    row = cases.get(session.conn, (sheet.case if sheet else None) or thing)
    return row.code if row else ""
