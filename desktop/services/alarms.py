"""Alarms about other offices and computers: they stand until a lead has seen them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db import access_log, alarms
from db.hybrid import moment, stamp
from desktop.refusals import Refused
from desktop.services.session import EXPORTS, PEOPLE, Change, Session


@dataclass(frozen=True, slots=True)
class Alarm:
    """What happened, about whom, and when; `seen_at` is None as long as nobody has read it."""

    num: int
    at: datetime
    code: str
    office: str
    facts: Mapping[str, str | int]
    seen_at: datetime | None = None


def standing(session: Session, *, seen: bool = False) -> tuple[Alarm, ...]:
    """The alarms that nobody has seen yet, or all of them, the latest first."""
    if session.worker.role not in EXPORTS:
        return ()
    return tuple(
        Alarm(
            one.num,
            moment(one.at).astimezone(session.tz),
            one.code,
            one.office,
            one.facts,
            moment(one.seen_at).astimezone(session.tz) if one.seen_at else None,
        )
        for one in alarms.all_(session.conn, unseen=not seen)
    )


def see(session: Session, num: int) -> None:
    """A lead has read it and knows what to do; it stays in the list of all."""
    session.require(PEOPLE)
    now = session.now()
    with session.vault.write(now) as conn:
        if not alarms.see(conn, num, stamp(now), session.worker.id):
            raise Refused("no-such-alarm")
        access_log.note(conn, now, session.worker.id, "alarm-seen", None, num)
    session.changed(Change("sync"))
