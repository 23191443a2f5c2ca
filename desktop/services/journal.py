"""The access log as the head of the office reads it: who did what and when, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db import access_log, cases, records, workers
from desktop.services.session import PEOPLE, Session

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: an aware time, the worker's name, a verb of the program, what it was done to, and how many."""

    num: int
    at: datetime
    worker: str
    verb: str
    about: str  # the code of a case, the name of a worker, a code of an office; nothing that was typed
    count: int | None


def page(session: Session, before: int | None = None, limit: int = PAGE) -> tuple[Entry, ...]:
    """The latest entries, the newest first; `before` goes on from a number. Only a lead may read them."""
    session.require(PEOPLE)
    names = {one.id: one.name for one in workers.all_(session.conn)}
    return tuple(
        Entry(
            one.num,
            one.at.astimezone(session.tz),
            names.get(one.worker, one.worker),
            one.verb,
            _about(session, names, one.object),
            one.count,
        )
        for one in access_log.page(session.conn, limit, before)
    )


def count(session: Session) -> int:
    """How many entries there are."""
    session.require(PEOPLE)
    return access_log.count(session.conn)


def _about(session: Session, names: dict[str, str], thing: str | None) -> str:
    """A person's name or a case's code for its id; the id of a single sheet says nothing to anybody."""
    if thing is None or thing in names:
        return names.get(thing or "", "")
    if len(thing) != _ID:
        return thing
    sheet = records.get(session.conn, thing)
    row = cases.get(session.conn, (sheet.case if sheet else None) or thing)
    return row.code if row else ""


_ID = 32  # letters of a random id
