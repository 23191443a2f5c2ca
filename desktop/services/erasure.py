"""Erasing a case because the law demands it: asked for with a ground, waited for, confirmed by another lead, done."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db import access_log, backup, cases, workers
from db import erasure as store
from db import erasure_requests as requests_kept
from db.backup import Report
from db.connection import Connection
from db.erasure_requests import Request
from db.errors import VaultRefused
from db.hybrid import stamp
from desktop.refusals import Refused
from desktop.services import codes, erased_list, holds, people, records
from desktop.services.session import CASES, PEOPLE, Session

log = logging.getLogger(__name__)

WAIT = holds.WAIT
GROUNDS = "erasure_grounds"
OTHER_GROUND = "alt_temei"
LONGEST_WORDS = 2000
SHORTEST_WORDS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it is shown; `words` are empty where the case cannot be read by the one who looks."""

    id: str
    case: str
    code: str
    ground: str
    words: str
    asked_at: datetime
    asked_by: str  # a name
    due_at: datetime
    state: str  # waiting | done | withdrawn
    ended_at: datetime | None
    ended_by: str
    held: bool
    changed: int  # sheets in which something was saved since it was asked for
    alone: bool  # asked for and carried out by one person, there being no other
    hindered: str  # the code of what stands in the way of carrying it out now; empty if nothing does


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure left behind."""

    code: str
    sheets: int
    on: date
    copies_until: date  # when the last older backup has expired
    traces_gone: bool  # also out of the log of changes; else closing the program does it
    backed_up: bool


def request(session: Session, code: str, ground: str, words: str = "") -> Asked:
    """Ask for a case to be erased; the ground is a code of `erasure_grounds`, in words too where it is another one."""
    session.require(CASES)
    words = " ".join(words.split())
    entry = session.library.definitions.list(GROUNDS).find(ground)
    if entry is None or entry.retired:
        raise Refused("unknown-option", field="ground")
    if len(words) > LONGEST_WORDS:
        raise Refused("value-too-long", field="words")
    if ground == OTHER_GROUND and len(words) < SHORTEST_WORDS:
        raise Refused("ground-needed")
    now = session.now()
    with erased_list.wide(session) as conn:
        case = _case(session, conn, code)
        asked = Request(
            secrets.token_hex(16), case, codes.tidy(code), ground, words, now, session.worker.id, now + WAIT
        )
        with session.vault.write(now, conn):
            if requests_kept.waiting_of(conn, case):
                raise Refused("erasure-waits-already")
            requests_kept.add(conn, asked)
            access_log.note(conn, now, session.worker.id, "erasure-asked", case)
    session.announce("erasure", case)
    return _asked(session, asked)


def every(session: Session) -> tuple[Asked, ...]:
    """The requests that concern the person: for a lead all, for others those of the cases that they see."""
    session.require(CASES)
    is_lead = session.worker.role in PEOPLE
    return tuple(
        _asked(session, one)
        for one in requests_kept.every(session.conn)
        if not requests_kept.is_denied(session.conn, one.case, session.worker.id)
        and (is_lead or one.asked_by == session.worker.id or cases.get(session.conn, one.case))
    )


def of_case(session: Session, case: str) -> Asked | None:
    """The request that waits for a case that is seen, if there is one."""
    session.require(CASES)
    found = requests_kept.waiting_of(session.conn, case) if cases.get(session.conn, case) else None
    return _asked(session, found) if found else None


def is_held(session: Session, case: str) -> bool:
    """Whether nothing of a case may be erased."""
    return requests_kept.is_held(session.conn, case)


def count_due(session: Session) -> int:
    """How many requests a lead could carry out now, or is kept from only by being the one who asked."""
    if session.worker.role not in PEOPLE or session.office.kind == "region":
        return 0
    conn = session.conn
    return sum(
        _hindered(session, conn, one) in ("", "second-person-needed")
        for one in requests_kept.every(conn)
        if one.state == "waiting" and not requests_kept.is_denied(conn, one.case, session.worker.id)
    )


def count_alone(session: Session, since: datetime, until: datetime) -> int:
    """How many cases were erased without a second person; the region is told this count."""
    return requests_kept.count_alone(session.conn, stamp(since), stamp(until))


def withdraw(session: Session, request_id: str) -> None:
    """The request is taken back: by the one who asked, or by a lead. The case stays as it is."""
    session.require(CASES)
    now = session.now()
    with erased_list.wide(session) as conn, session.vault.write(now, conn):
        found = _waiting(session, conn, request_id)
        if session.worker.role not in PEOPLE and found.asked_by != session.worker.id:
            raise Refused("not-allowed")
        requests_kept.end(conn, found.id, "withdrawn", now, session.worker.id)
        access_log.note(conn, now, session.worker.id, "erasure-withdrawn", found.case)
    session.announce("erasure", found.case)


def hold(session: Session, code: str) -> None:
    """From now on nothing of a case may be erased; its header says so, where it can be read."""
    _set_hold(session, code, held=True)


def release(session: Session, code: str) -> None:
    """A case may be erased again; only a lead says so, and a request waits its days anew."""
    session.require(PEOPLE)
    _set_hold(session, code, held=False)


def confirm(session: Session, request_id: str, typed: str, report: Report | None = None) -> Erased:
    """Erase the case of a request for good; `typed` is its code once more. Nothing of the case is read for it."""
    session.require(PEOPLE)
    now = session.now()
    with erased_list.wide(session) as conn:
        with session.vault.write(now, conn):
            found = _waiting(session, conn, request_id)
            if hindered := _hindered(session, conn, found):
                raise Refused(hindered, days=days_left(found, now))
            if codes.tidy(typed) != found.code:
                raise Refused("code-differs")
            sheets = store.case(conn, found.case, found.ground, now.date().isoformat())
            requests_kept.end(conn, found.id, "done", now, session.worker.id)
            verb = "erased-alone" if found.asked_by == session.worker.id else "erased"
            access_log.note(conn, now, session.worker.id, verb, found.case, sheets)
        gone = erased_list.finish(session, conn)
    backed_up = back_up(session, now, report)
    session.announce("case", found.case)
    return Erased(found.code, sheets, now.date(), erased_list.copies_until(now), gone, backed_up)


def back_up(session: Session, now: datetime, report: Report | None = None) -> bool:
    """A copy without what went, so that a restore need not fall back on one that still has it."""
    try:
        backup.make(session.vault, now, report=report)
    except VaultRefused as refusal:
        log.warning("no backup after an erasure: %s", refusal.code)
        return False
    return True


def confirm_in_job(session: Session, request_id: str, typed: str, report: Report) -> Erased:
    """The same beside the window, which forgets keys and says what changed when it is over."""
    with session.beside() as own:
        return confirm(own, request_id, typed, report)


# --- who may, and when ------------------------------------------------------------------------------------------------


def _case(session: Session, conn: Connection, code: str) -> str:
    """The case with this code; a lead may name one that is sealed for others, and nobody one that is denied to them."""
    tidy = codes.tidy(code)
    seen = cases.by_code(session.conn, tidy)
    if seen is not None:
        return seen.case
    found = cases.by_code(conn, tidy) if session.worker.role in PEOPLE else None
    if found is None or requests_kept.is_denied(conn, found.case, session.worker.id):
        raise Refused("no-such-case")
    return found.case


def _waiting(session: Session, conn: Connection, request_id: str) -> Request:
    found = requests_kept.get(conn, request_id)
    if found is None or requests_kept.is_denied(conn, found.case, session.worker.id):
        raise Refused("no-such-request")
    if session.worker.role not in PEOPLE and not cases.get(session.conn, found.case):
        raise Refused("no-such-request")
    if found.state != "waiting":
        raise Refused("erasure-ended")
    return found


def _hindered(session: Session, conn: Connection, found: Request) -> str:
    """What stands in the way of carrying out a request now."""
    if found.state != "waiting":
        return "erasure-ended"
    if session.worker.role not in PEOPLE:
        return "not-allowed"
    if requests_kept.is_held(conn, found.case):
        return "legal-hold"
    if session.now() < found.due_at:
        return "erasure-waits"
    if found.asked_by == session.worker.id and _other_leads(session, conn, found.case):
        return "second-person-needed"
    return ""


def _other_leads(session: Session, conn: Connection, case: str) -> bool:
    """Whether somebody else at this office could confirm it."""
    return any(
        one.role in PEOPLE and one.id != session.worker.id and not requests_kept.is_denied(conn, case, one.id)
        for one in workers.all_(conn)
    )


def days_left(found: Request | Asked, now: datetime) -> int:
    """How many days a request has still to wait; none once it is due."""
    return max(0, -((now - found.due_at) // timedelta(days=1)))


def _set_hold(session: Session, code: str, *, held: bool) -> None:
    session.require(CASES)
    now = session.now()
    with erased_list.wide(session) as conn:
        case = _case(session, conn, code)
        if cases.get(session.conn, case) is not None:
            sheet = records.open_sheet(session, "case", case=case)
            if bool(sheet.answers.get(holds.FIELD) is True) != held:
                records.save(session, sheet, {holds.FIELD: held})
        with session.vault.write(now, conn):
            holds.put(session, conn, case) if held else holds.lift(session, conn, case)
    session.announce("erasure", case)


def _asked(session: Session, one: Request) -> Asked:
    conn = session.conn
    seen = one.state != "waiting" or cases.get(session.conn, one.case) is not None
    return Asked(
        id=one.id,
        case=one.case,
        code=one.code,
        ground=one.ground,
        words=one.words if seen else "",
        asked_at=one.asked_at.astimezone(session.tz),
        asked_by=people.name_of(session, one.asked_by),
        due_at=one.due_at.astimezone(session.tz),
        state=one.state,
        ended_at=one.ended_at.astimezone(session.tz) if one.ended_at else None,
        ended_by=people.name_of(session, one.ended_by or ""),
        held=requests_kept.is_held(conn, one.case),
        changed=requests_kept.changed_since(conn, one.case, one.asked_at) if one.state == "waiting" else 0,
        alone=one.state == "done" and one.asked_by == one.ended_by,
        hindered=_hindered(session, conn, one),
    )
