"""The computers of the office as people see them: which there are, what went to and fro, what needs a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db import alarms, pcs
from db.hybrid import moment
from db.pcs import Pc
from desktop.services.pcs import names
from desktop.services.session import PEOPLE, Session


@dataclass(frozen=True, slots=True)
class Listed:
    """One computer; `name` is what people call it, `copies` are installations that were refused as copies of it."""

    id: str
    number: int
    name: str
    own: bool
    since: datetime
    invited_by: str | None
    heard: bool  # something of it came; before that it may not have joined yet
    sent_at: datetime | None
    came_at: datetime | None
    retired_at: datetime | None
    copies: tuple[str, ...] = ()


def may_change(session: Session) -> bool:
    """Whether this person may invite and retire computers; an office alone has several."""
    return session.worker.role in PEOPLE and session.office.kind == "office"


def computers(session: Session) -> tuple[Listed, ...]:
    """Every computer that the office has or had; empty as long as there is only this one."""
    found = pcs.all_(session.conn)
    called, refused = names(found), _refused(session)
    return tuple(
        Listed(
            id=one.id,
            number=one.number,
            name=called[one.id],
            own=one.own,
            since=_local(session, one.since),
            invited_by=called.get(one.invited_by or ""),
            heard=one.own or bool(one.stays),
            sent_at=_maybe(session, pcs.last_sent(session.conn, one.id)),
            came_at=_maybe(session, pcs.last_came(session.conn, one)),
            retired_at=_maybe(session, one.retired_at),
            copies=_copies(one, refused),
        )
        for one in found
    )


def _refused(session: Session) -> list[tuple[str, str]]:
    """Computer and installation of each file that was refused as a copy's."""
    told = (one.facts for one in alarms.all_(session.conn) if one.code == "pc-copied")
    return [(str(facts.get("pc", "")), str(facts.get("node", ""))) for facts in told]


def _copies(pc: Pc, refused: list[tuple[str, str]]) -> tuple[str, ...]:
    """Those that nobody has decided on yet."""
    if pc.retired:
        return ()
    known = {stay.node for stay in pc.stays}
    return tuple(dict.fromkeys(node for id_, node in refused if id_ == pc.id and node not in known))


def _local(session: Session, at: str) -> datetime:
    return moment(at).astimezone(session.tz)


def _maybe(session: Session, at: str | None) -> datetime | None:
    return None if at is None else _local(session, at)
