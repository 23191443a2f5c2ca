"""How far what was sent has come: not sent, sent, confirmed, refused; and what has waited too long for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from db import access_log, bundles, merges, offices, standing, transfers
from db.hybrid import moment, stamp
from db.standing import Gone
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import pcs
from desktop.services.session import EXPORTS, Change, Session

PATIENCE = timedelta(days=14)
MOST_STREAMS = 64  # of one office: kinds, and installations that it had


class State(StrEnum):
    NOT_SENT = "not-sent"
    SENT = "sent"
    CONFIRMED = "confirmed"
    SPOKEN = "spoken"  # they said by telephone that it came
    MISSING = "missing"  # they say that it never came
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one thing stands with one addressee; `code` says why it was refused there."""

    to: str  # an office by its code, a computer of this office as people call it
    state: State
    seq: int | None = None
    at: datetime | None = None  # when it was made
    told_at: datetime | None = None  # when their word came
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Files of one kind for one addressee that have waited too long, or that did not arrive."""

    to: str
    name: str  # an office by its code, a computer of this office by its number
    kind: str
    numbers: tuple[int, ...]
    since: datetime
    state: State
    code: str | None = None
    periods: tuple[str, ...] = ()  # of tables: what can be made again under the same number


@dataclass(frozen=True, slots=True)
class Missing:
    """Numbers of one kind that a sender has used and that never came."""

    office: str
    kind: str
    numbers: tuple[int, ...]


def of_period(session: Session, office: str, period: str, kind: str = "statistics") -> Standing:
    """Whether the tables of a period went to a region, and whether it has them."""
    made = [one for one in standing.gone(session.conn, office) if one.kind == kind and one.period == period]
    return _standing(session, made[0]) if made else Standing(office, State.NOT_SENT)


def of_case(session: Session, case: str) -> tuple[Standing, ...]:
    """Where a case was sent: to each other computer of the office, and to each office that it was offered to."""
    conn, here, shared = session.conn, session.office.node, []
    stays = transfers.is_covered(conn, case)  # what lies under a seal never goes to another computer
    for pc in pcs.others(session):
        changed = standing.last_change(conn, case, merges.came_from(conn, pc.id))
        sent = merges.last_sent(conn, pc.id, here)
        reached = max(0, merges.confirmed(conn, pc.id, here))  # nothing at all is to be sent of what came from there
        state = State.CONFIRMED if changed <= reached and not stays else State.NOT_SENT
        if state is State.NOT_SENT and not stays and sent is not None and changed <= sent.upto:
            state = State.SENT
        shared.append(Standing(who(session, pc.id), state))
    told: dict[str, Standing] = {}
    for one in standing.gone(session.conn, case=case):
        if one.kind == "transfer":
            told.setdefault(one.addressee, _standing(session, one))  # the latest first
    return (*shared, *told.values())


def unconfirmed(session: Session) -> tuple[Unconfirmed, ...]:
    """What has waited for an answer longer than two weeks, and at once what did not arrive or was refused."""
    if session.worker.role not in EXPORTS:
        return ()
    oldest = stamp(session.now() - PATIENCE)
    reachable = _reachable(session)
    groups: dict[tuple[str, str, State, str | None], list[Gone]] = {}
    for one in standing.unconfirmed(session.conn):
        told = _standing(session, one)
        if one.addressee in reachable and (told.state is not State.SENT or one.at < oldest):
            groups.setdefault((one.addressee, one.kind, told.state, told.code), []).append(one)
    return tuple(_group(session, *which, made) for which, made in groups.items())


def _group(session: Session, to: str, kind: str, state: State, code: str | None, made: Sequence[Gone]) -> Unconfirmed:
    return Unconfirmed(
        to=to,
        name=who(session, to),
        kind=kind,
        numbers=tuple(one.seq for one in made),
        since=moment(made[0].at).astimezone(session.tz),
        state=state,
        code=code,
        periods=tuple(one.period for one in made if one.period and kind == "statistics"),
    )


def who(session: Session, code: str) -> str:
    """An office by its code, a computer of this office by its number."""
    computers = pcs.names(pcs.all_(session))
    return _("Computer {number}").format(number=computers[code]) if code in computers else code


def missing(session: Session) -> tuple[Missing, ...]:
    """The numbers that never came, by office or computer and kind."""
    session.require(EXPORTS)
    found = []
    for office, kind, node in standing.all_streams(session.conn):
        numbers = _gaps(session, office, kind, node)
        if numbers:
            found.append(Missing(office, kind, tuple(numbers)))
    return tuple(found)


def missing_of(session: Session, office: str) -> tuple[int, ...]:
    """The numbers of the tables that never came from an office, else those of any other kind."""
    streams = standing.streams(session.conn, office, MOST_STREAMS)
    for one in sorted(streams, key=lambda stream: stream.kind != "statistics"):
        if numbers := _gaps(session, office, one.kind, one.node):
            return tuple(numbers)
    return ()


def _gaps(session: Session, office: str, kind: str, node: str) -> list[int]:
    """What a later merge held all the same is missed by nobody."""
    made_good = kind == "merge" and merges.is_whole(session.conn, node)
    return [] if made_good else bundles.gaps(session.conn, office, kind, node)


def say_it_came(session: Session, to: str, kind: str) -> int:
    """They say by telephone that everything of a kind came; a receipt that says otherwise still counts."""
    session.require(EXPORTS)
    now = session.now()
    with session.vault.write(now) as conn:
        count = standing.spoken(conn, to, kind, stamp(now))
        if not count:
            raise Refused("nothing-unconfirmed")
        access_log.note(conn, now, session.worker.id, "arrival-told", to, count)
    session.changed(Change("sync", to))
    return count


def state_of(outcome: str | None) -> State:
    """What a kept outcome means; any other word is the code of a refusal."""
    return _STATES.get(outcome, State.REFUSED)


def _standing(session: Session, one: Gone) -> Standing:
    told_at = moment(one.told_at).astimezone(session.tz) if one.told_at else None
    state = state_of(one.outcome)
    code = one.outcome if state is State.REFUSED else None
    return Standing(one.addressee, state, one.seq, moment(one.at).astimezone(session.tz), told_at, code)


def _reachable(session: Session) -> frozenset[str]:
    """Who can still answer: a card in force here in this country, a computer that was not retired."""
    here = session.office
    cards = {
        one.code
        for one in offices.all_(session.conn)
        if one.trusted_on and not one.revoked_on and one.country == here.country and one.practice == here.practice
    }
    return frozenset(cards | {pc.id for pc in pcs.others(session)})


_STATES = {
    None: State.SENT,
    standing.IMPORTED: State.CONFIRMED,
    standing.COVERED: State.CONFIRMED,
    standing.SPOKEN: State.SPOKEN,
    standing.MISSING: State.MISSING,
}
