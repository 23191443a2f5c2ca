"""Breaking the glass: a sealed case opened in an emergency, with a reason that the head of the office reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from db import access_log, cases, glass, seals, veil, workers
from desktop.refusals import Refused
from desktop.services import codes
from desktop.services.session import CASES, PEOPLE, Change, Session

FEWEST_LETTERS = 10
LONGEST_REASON = 2_000  # letters


@dataclass(frozen=True, slots=True)
class GlassBreak:
    """One time; `case` and `code` are empty for a case that does not exist for the one who reads this."""

    num: int
    at: datetime
    worker: str  # a name
    case: str
    code: str
    reason: str
    seen_by: str  # a name, empty while nobody has looked
    seen_at: datetime | None


def break_glass(session: Session, code: str, reason: str) -> str:
    """Open a sealed case, or the sealed sheets of one that is seen, until this session ends; the id of the case.

    Who may is said by the seal. A code that nobody has, a case that is denied, and one whose seal allows no emergency
    are refused alike, and each attempt is in the log.
    """
    session.require(CASES)
    reason = reason.strip()
    if sum(letter.isalpha() for letter in reason) < FEWEST_LETTERS:
        raise Refused("reason-needed")
    if len(reason) > LONGEST_REASON:
        raise Refused("value-too-long", field="reason")
    case = cases.anybodys(session.conn, codes.tidy(code))
    keys = _keys(session, case) if case is not None else {}
    is_there = case is not None and cases.get(session.conn, case) is not None
    if case is None or not (is_there or case in keys):
        _note_attempt(session)
        raise Refused("no-such-case")
    if not keys:
        raise Refused("nothing-to-open")
    _open(session, keys, reason)
    session.changed(Change("case", case))
    return case


def _keys(session: Session, case: str) -> dict[str, bytes]:
    """What of a case an emergency opens to this person: nothing of one that is denied to her."""
    vault, me = session.vault, session.worker
    if me.id in veil.denied(session.conn, case):
        return {}
    closed = [seal for seal in seals.of_case(session.conn, case) if seal.scope not in vault.keyring.scopes]
    found = {seal.scope: seals.key_behind_glass(session.conn, seal, me.id, me.role, vault.secret) for seal in closed}
    return {scope: key for scope, key in found.items() if key is not None}


def _open(session: Session, keys: dict[str, bytes], reason: str) -> None:
    """The reason is on the disk before a key is: nothing is opened in silence, not even on a full disk."""
    now = session.now()
    with session.vault.write(now) as conn:
        for scope in keys:
            glass.note(conn, scope, session.worker.id, now, reason)
            access_log.note(conn, now, session.worker.id, "glass-broken", scope)
    for scope, key in keys.items():
        session.vault.keyring.put_behind_glass(scope, key)
    session.vault.look_again()


def _note_attempt(session: Session) -> None:
    now = session.now()
    with session.vault.write(now) as conn:
        access_log.note(conn, now, session.worker.id, "glass-held")


def glass_breaks(session: Session, *, unseen: bool = False) -> tuple[GlassBreak, ...]:
    """For a lead: each time the glass was broken, the latest first; with `unseen` what waits for her eyes.

    Her own are looked at by another lead, if the office has one. Of a case that is denied to her she reads nothing.
    """
    session.require(PEOPLE)
    found = [one for one in glass.broken(session.conn, unseen=unseen) if _concerns(session, one)]
    return tuple(_told(session, one) for one in found if not (unseen and _is_for_another(session, one)))


def of_case(session: Session, case: str) -> tuple[GlassBreak, ...]:
    """Each time the glass of one case was broken, or that of a sheet of it, for those who see the one or the other."""
    session.require(CASES)
    if cases.get(session.conn, case) is None:
        raise Refused("no-such-case")
    found = glass.broken(session.conn, case=case)
    return tuple(_told(session, one) for one in found if one.scope not in session.vault.hidden)


def note_seen(session: Session, nums: Iterable[int]) -> None:
    """A lead has looked at these."""
    open_ = {one.num for one in glass_breaks(session, unseen=True)} & set(nums)
    if not open_:
        return
    now = session.now()
    with session.vault.write(now) as conn:
        count = glass.note_seen(conn, sorted(open_), session.worker.id, now)
        access_log.note(conn, now, session.worker.id, "glass-seen", count=count)
    session.changed(Change("case"))


def _concerns(session: Session, one: glass.Broken) -> bool:
    return session.worker.id not in veil.denied(session.conn, one.case)


def _is_for_another(session: Session, one: glass.Broken) -> bool:
    leads = [each.id for each in workers.all_(session.conn) if each.role == "lead"]
    return one.worker == session.worker.id and len(leads) > 1


def _told(session: Session, one: glass.Broken) -> GlassBreak:
    names = workers.names(session.conn)
    row = cases.get(session.conn, one.case)
    return GlassBreak(
        num=one.num,
        at=one.at.astimezone(session.tz),
        worker=names.get(one.worker, one.worker),
        case=row.case if row else "",
        code=row.code if row else "",
        reason=one.reason,
        seen_by=names.get(one.seen_by or "", ""),
        seen_at=one.seen_at.astimezone(session.tz) if one.seen_at else None,
    )
