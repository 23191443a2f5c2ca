"""Minutes and invitations of a team as papers: each institution gets its own part, the file alone the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from db import access_log, cases, records
from desktop.forms import ledger as lines
from desktop.forms import partial
from desktop.i18n import date_words, datetime_words, pick, time_words, using
from desktop.pdf.invitation import Invitation, invitation_pdf
from desktop.pdf.minutes import Line, MinutesPaper, minutes_pdf
from desktop.pdf.reading import page_count
from desktop.pdf.save import save_whole
from desktop.privacy.minutes import PLANNED, TO_DO, Decision, Minutes, Person, for_institution, read
from desktop.refusals import Refused
from desktop.services import appointment_slip, ledger, people
from desktop.services.session import CASES, Session
from desktop.services.team_meetings import FORM


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper in memory; `group` is whom it is for, empty for the file; `code` whether the code is on it."""

    record: str
    group: str
    points: int
    decisions: int
    code: bool
    data: bytes = field(repr=False)
    pages: int
    file_name: str  # neutral
    verb: str = "minutes-printed"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a paper can be made, and how much is on it; without a group the file."""

    group: str
    points: int
    decisions: int


def readers(session: Session, record: str) -> tuple[Reader, ...]:
    """The file, and each institution for which there is a part of its own."""
    whole, _case = _sheet(session, record)
    found = [("", whole), *((group, for_institution(whole, group)) for group in whole.institutions)]
    counted = [Reader(group, len(part.points), len(part.decisions)) for group, part in found]
    return tuple(one for one in counted if not one.group or one.points or one.decisions)


def minutes(session: Session, record: str, group: str = "", language: str = "") -> Paper:
    """The minutes for the file, or with a group the part of this institution.

    Refuses `minutes-two-values` while somebody has to choose who may see what, and `minutes-nothing` for an
    institution that nothing in them is for.
    """
    whole, case = _sheet(session, record)
    found = whole
    if group:
        if records_apart(session, record):
            raise Refused("minutes-two-values")
        found = for_institution(whole, group)
        if not found.points and not found.decisions:
            raise Refused("minutes-nothing")
    code = _code(session, case, group)
    spoken = language or session.language
    with using(spoken):
        paper = _paper(session, found, whole, group, code, _reference(session, record, group))
        data = minutes_pdf(paper, spoken)
    name = f"document-{paper.reference.replace('-', '').lower()}.pdf"
    return Paper(record, group, len(found.points), len(found.decisions), bool(code), data, page_count(data), name)


def invitation(session: Session, record: str, group: str, language: str = "") -> Paper:
    """The slip for one institution of a meeting ahead; refuses `unknown-option` where it is not invited."""
    found, case = _sheet(session, record)
    if all(one.group != group for one in found.people):
        raise Refused("unknown-option", field="group")
    if found.state != PLANNED:
        raise Refused("meeting-over")
    span = partial.span(found.start, session.tz)
    if span is None:
        raise Refused("appointment-without-day")
    start = span.start.astimezone(session.tz)
    exact = span.precision is partial.Precision.MINUTE
    spoken, code = language or session.language, _code(session, case, group)
    with using(spoken):
        slip = Invitation(
            office=session.office.code,
            institution=_institution(session, group),
            day=date_words(start.date(), weekday=True),
            hour=time_words(start) if exact else "",
            place=found.place,
            code=code,
            reference=_reference(session, record, group),
            phone=appointment_slip.phone(session),
            practice=session.office.practice,
        )
        data = invitation_pdf(slip, spoken)
    name = f"document-{slip.reference.replace('-', '').lower()}.pdf"
    return Paper(record, group, 0, 0, bool(code), data, page_count(data), name, "invitation-printed")


def save(session: Session, paper: Paper, path: Path, *, replace: bool = False) -> None:
    """Put it into a file, whole or not at all; the log comes first."""
    note_printed(session, paper)
    save_whole(path, paper.data, replace=replace)


def note_printed(session: Session, paper: Paper) -> None:
    """A paper leaves the screen: which meeting, and how many points and decisions are on it."""
    with session.vault.write(session.now()) as conn:
        count = paper.points + paper.decisions
        access_log.note(conn, session.now(), session.worker.id, paper.verb, paper.record, count)


def records_apart(session: Session, record: str) -> bool:
    """Whether two offices wrote different things, and nobody has chosen yet."""
    found = records.get(session.conn, record)
    return bool(found and found.conflicts)


def _sheet(session: Session, record: str) -> tuple[Minutes, str]:
    session.require(CASES)
    found = records.get(session.conn, record)
    if found is None or found.form != FORM or found.case is None:
        raise Refused("no-such-record")
    return read(found.body), found.case


def _code(session: Session, case: str, group: str) -> str:
    """The code of the case: in the file always, on the paper of an institution only by a consent or an exception."""
    row = cases.get(session.conn, case)
    if row is None:
        raise Refused("no-such-case")
    if not group:
        return row.code
    role = session.library.roles.get(group)
    if role is None:
        return ""
    known = ledger.ledger(session, case)
    if known.may(role.recipients, "cod", None).allowed:
        return row.code
    ground, _why = lines.by_ground(known.grounds, role.recipients, "cod", None, session.now())
    return row.code if ground else ""


def _reference(session: Session, record: str, group: str) -> str:
    """The same word on the invitation and on the minutes of one institution, and another one for each of them."""
    return ledger.reference_of(session, f"{record}{group}")


def _paper(session: Session, part: Minutes, whole: Minutes, group: str, code: str, reference: str) -> MinutesPaper:
    span = partial.span(part.start, session.tz)
    when = ""
    if span is not None:
        start = span.start.astimezone(session.tz)
        exact = span.precision is partial.Precision.MINUTE
        when = datetime_words(start) if exact else date_words(start.date())
    there = [one for one in whole.people if one.came is True]
    return MinutesPaper(
        office=session.office.code,
        reader=_institution(session, group) if group else "",
        reference=reference,
        code=code,
        when=when,
        place=part.place,
        present=_present(session, there, group),
        absent=() if group else tuple(_absent(session, one) for one in whole.people if one.came is False),
        agenda=part.agenda,
        points=tuple((one.title, one.text) for one in part.points),
        decisions=tuple(_line(session, one, group) for one in part.decisions),
        signed=tuple(_signed(session, one) for one in there if not group or one.group == group),
        written_by=people.name_of(session, part.written_by) if part.written_by else "",
        practice=session.office.practice,
    )


def _present(session: Session, there: Sequence[Person], group: str) -> tuple[tuple[str, str], ...]:
    """Every institution that was there; names only of the reader's own people, or for the file of everybody."""
    found: dict[str, list[str]] = {}
    for one in there:
        own = not group or one.group == group
        found.setdefault(one.group, []).append(_who(one) if own else "")
    return tuple((_institution(session, g), "; ".join(name for name in names if name)) for g, names in found.items())


def _absent(session: Session, one: Person) -> tuple[str, str]:
    who = " · ".join(part for part in (_institution(session, one.group), _who(one)) if part)
    return who, _listed(session, "meeting_absences", one.reason)


def _signed(session: Session, one: Person) -> str:
    return " · ".join(part for part in (_institution(session, one.group), _who(one)) if part)


def _who(one: Person) -> str:
    return ", ".join(part for part in (one.name, one.post) if part)


def _line(session: Session, one: Decision, group: str) -> Line:
    """A decision; the person who answers for it is named to her own institution and in the file alone."""
    person = one.person if not group or one.group == group else ""
    who = " · ".join(part for part in (_institution(session, one.group), person) if part)
    ended = one.ended(session.tz)
    until = date_words(ended.astimezone(session.tz).date()) if ended else ""
    return Line(one.what, who, until, "" if one.state == TO_DO else _listed(session, "decision_states", one.state))


def _institution(session: Session, group: str) -> str:
    words = _listed(session, "team_groups", group)
    return words[:1].upper() + words[1:]


def _listed(session: Session, list_id: str, code: str) -> str:
    entry = session.library.definitions.list(list_id).find(code) if code else None
    return pick(entry.label) if entry else code
