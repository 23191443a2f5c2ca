"""Periods of keeping: what of the closed cases is due to go, and taking it away; the anonymous row stays."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from db import access_log, attachments, cases, drafts, erasure, erasure_requests, records, seals
from db.cases import CaseRow
from db.connection import Connection
from db.tombs import pattern_of
from desktop import paths
from desktop.forms import moves
from desktop.forms.schema import Form, Text
from desktop.privacy import retention as pure
from desktop.privacy.retention import Group, Rules
from desktop.refusals import Refused
from desktop.services import erased_list, moving, transfer_sheet
from desktop.services.erasure import back_up
from desktop.services.moments import moments
from desktop.services.session import PEOPLE, Session

Report = Callable[[int, int], None]
FOLDER = "retention"
_ALL = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Due:
    """A group of answers of a closed case whose period is over; `sheets` and `files` still hold some of them."""

    case: str
    code: str
    group: str
    closed_on: date
    due_on: date
    sheets: int
    files: int
    held: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """What was taken away, and what was not: held back by law, reopened, or gone meanwhile."""

    cases: int
    sheets: int
    files: int
    left: int
    copies_until: date
    traces_gone: bool
    backed_up: bool


@cache
def rules(root: Path | None = None) -> Rules:
    """The newest shipped rules."""
    folder = (root or paths.resources()) / FOLDER
    newest = max(folder.glob("md_ro.v*.toml"), key=lambda file: int(file.name.split(".v")[1].split(".")[0]))
    return pure.read(tomllib.loads(newest.read_text(encoding="utf-8")))


def title(group: str) -> Text:
    """How a group is called."""
    found = rules().group(group)
    return found.title if found else {"ro": group, "en": group}


def preview(session: Session, report: Report | None = None) -> tuple[Due, ...]:
    """What is due today, the longest due first; only a lead sees it, and only of cases that she can read."""
    session.require(PEOPLE)
    closed = _over(session.conn)
    found: list[Due] = []
    for done, row in enumerate(closed):
        if report is not None:
            report(done, len(closed))
        found += _due(session, session.conn, row)
    return tuple(sorted(found, key=lambda one: (one.due_on, one.code, one.group)))


def count_unread(session: Session) -> int:
    """How many closed cases are sealed for others, wholly or in a sheet: only those who were chosen can look there."""
    session.require(PEOPLE)
    with erased_list.wide(session) as conn:
        mine = seals.of_worker(conn, session.worker.id)
        return sum(
            any(one.scope not in mine for one in seals.of_case(conn, row.case))
            and not erasure_requests.is_denied(conn, row.case, session.worker.id)
            for row in _over(conn)
        )


def apply(session: Session, chosen: Sequence[Due], typed: str, report: Report | None = None) -> Applied:
    """Take away what was chosen, case by case; `typed` is the code of the office, as a second thought."""
    session.require(PEOPLE)
    if typed.strip().upper() != session.office.code:
        raise Refused("not-confirmed")
    wanted: dict[str, set[str]] = {}
    for one in chosen:
        wanted.setdefault(one.case, set()).add(one.group)
    gone: list[Due] = []
    for done, (case, groups) in enumerate(wanted.items()):
        if report is not None:
            report(done, len(wanted))
        gone += _apply(session, case, groups)
    if not gone:
        raise Refused("retention-not-due")
    now = session.now()
    with erased_list.wide(session) as conn:
        traces_gone = erased_list.finish(session, conn)
    backed_up = back_up(session, now, None)
    session.announce("case")
    return Applied(
        cases=len({one.case for one in gone}),
        sheets=sum(one.sheets for one in gone),
        files=sum(one.files for one in gone),
        left=len(wanted) - len({one.case for one in gone}),
        copies_until=erased_list.copies_until(now),
        traces_gone=traces_gone,
        backed_up=backed_up,
    )


def preview_in_job(session: Session, report: Report) -> tuple[tuple[Due, ...], int]:
    """What is due, and how many closed cases cannot be looked at here; beside the window."""
    with session.beside() as own:
        return preview(own, report), count_unread(own)


def apply_in_job(session: Session, chosen: Sequence[Due], typed: str, report: Report) -> Applied:
    """The same beside the window, which says what changed when it is over."""
    with session.beside() as own:
        return apply(own, chosen, typed, report)


def _apply(session: Session, case: str, groups: Iterable[str]) -> list[Due]:
    """One case in one transaction: looked at again, since it may have been reopened or held back."""
    now = session.now()
    with session.vault.write(now) as conn:
        row = cases.get(conn, case)
        due = [one for one in _due(session, conn, row) if one.group in groups and not one.held] if row else []
        for one in due:
            group = rules().group(one.group)
            if group is not None:
                _take_away(session, conn, case, group)
                count = one.sheets + one.files
                access_log.note(conn, now, session.worker.id, f"retention-{group.id}", case, count)
    return due


def _take_away(session: Session, conn: Connection, case: str, group: Group) -> None:
    """Up to this moment: whoever opens the case again may write the same answers anew."""
    until = session.vault.tick(session.now())  # of each group its own, so that none takes the place of another
    reason, day = f"retention-{group.id}", session.now().date().isoformat()
    for sheet in _sheets(session, conn, case, group):
        erasure.parts(conn, sheet.id, until, sheet.patterns, reason, day)
        erasure.attachments(conn, sheet.files, reason, day)
    erasure_requests.forget_words(conn, case)


def _due(session: Session, conn: Connection, row: CaseRow) -> list[Due]:
    today = session.now().date()
    closed = _closed_on(session, conn, row.case)
    if closed is None:
        return []
    born, later = _born(session, conn, row.case), _asked_for(session, conn, row.case)
    found = []
    for group in rules().groups:
        due_on = max(pure.due_on(group, closed, born), later or date.min)
        if due_on > today:
            continue
        left = _sheets(session, conn, row.case, group)
        sheets, files = sum(one.holds for one in left), sum(len(one.files) for one in left)
        if sheets or files:
            held = erasure_requests.is_held(conn, row.case)
            found.append(Due(row.case, row.code, group.id, closed, due_on, sheets, files, held))
    return found


def _over(conn: Connection) -> list[CaseRow]:
    """The cases in which nobody works here any more: closed ones, and those that another office has taken over."""
    closed = {row.case: row for row in cases.page(conn, statuses=rules().closed, order="code", limit=_ALL)}
    gone = {row.case: row for row in cases.on_the_move(conn) if moving.state_of(row.moving)[0] == moves.GONE}
    return sorted({**closed, **gone}.values(), key=lambda row: row.code)


def _closed_on(session: Session, conn: Connection, case: str) -> date | None:
    """The day on which it was closed, or taken over elsewhere; None where it is open, or a clock was wrong."""
    if (taken := _taken_over_on(session, conn, case)) is not None:
        return taken
    revisions = records.revisions(conn, case)
    when = moments(session, [revisions])
    states = [(_day(when[one.id]), one.sets["status"]) for one in revisions if "status" in one.sets]
    return pure.closed_since(states, rules().closed)


def _taken_over_on(session: Session, conn: Connection, case: str) -> date | None:
    """The day on which another office took the case over; never before it was offered, by whatever clock there."""
    row = cases.get(conn, case)
    if row is None or moving.state_of(row.moving)[0] != moves.GONE:
        return None
    sheets = transfer_sheet.of_case(session, conn, case)
    taken = [one for one in sheets if one.transfer.moves and one.transfer.state == moves.ACCEPTED]
    days = [day.date() for one in taken for day in (one.offered_on, one.answered_on) if day is not None]
    return max(days, default=None)


def _born(session: Session, conn: Connection, case: str) -> date | None:
    sheet = next(iter(records.of_form(conn, "identity", case)), None)
    if sheet is None:
        return None
    told_on = sheet.modified.astimezone(session.tz).date()
    return pure.latest_birth(sheet.body.get("birth_date"), sheet.body.get("age_est"), told_on, session.tz)


def _asked_for(session: Session, conn: Connection, case: str) -> date | None:
    """A later day that the office has written into the case."""
    header = records.get(conn, case)
    return pure.last_day(header.body.get("purge_due"), session.tz) if header else None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What of one sheet belongs to a group; `holds` says whether anything of it is still there."""

    id: str
    patterns: frozenset[str]
    files: tuple[str, ...]
    holds: bool


def _sheets(session: Session, conn: Connection, case: str, group: Group) -> list[_Sheet]:
    """Every sheet of a case, also those that were only begun."""
    typed = drafts.of_case(conn, case)
    saved = {one.id: records.revisions(conn, one.id) for one in records.of_case(conn, case)}
    bodies = {one.id: one.body for one in records.of_case(conn, case)}
    found = []
    for sheet in dict.fromkeys((*saved, *(one.record for one in typed))):
        revisions, own = saved.get(sheet, []), [one for one in typed if one.record == sheet]
        told = {path for one in revisions for path in one.sets} | {path for one in own for path in one.body}
        shapes = {(one.form, one.version) for one in revisions} | {(one.form, one.version) for one in own}
        patterns = _patterns(session, group, shapes, told)
        files = tuple(one.id for one in attachments.of_record(conn, sheet)) if group.files else ()
        left = any(pattern_of(path) in patterns for path in {*told, *bodies.get(sheet, ())})
        found.append(_Sheet(sheet, patterns, files, left))
    return found


def _patterns(session: Session, group: Group, shapes: Iterable[tuple[str, int]], told: Iterable[str]) -> frozenset[str]:
    """The answers of a sheet that belong to a group, by the form in the versions that it was filled in."""
    forms: Mapping[tuple[str, int], Form] = session.library.definitions.forms
    known = [forms[shape] for shape in shapes if shape in forms]
    found = frozenset(pattern for form in known for pattern in pure.patterns(group, form))
    if not group.unknown:
        return found
    return found | {pattern_of(path) for path in told if not any(form.find(path) for form in known)}


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
