"""Hours of a team that cannot be right, or that its sheets tell otherwise by now: they are asked about, each time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import records
from db.hybrid import TOLERANCE, to_datetime
from db.records import Record
from desktop.forms import partial
from desktop.forms.answers import is_real
from desktop.forms.partial import Precision
from desktop.forms.schema import Json
from desktop.i18n import N_, _, date_words, datetime_words
from desktop.refusals import Refused
from desktop.services import teamfile
from desktop.services.casefile import CaseAnswers
from desktop.services.records import Saved, saved_of
from desktop.services.session import CASES, Session
from desktop.services.team_writing import put, team_of, write
from desktop.services.teamfile import FIELDS, TEAM

CHANGED: Mapping[str, str] = {  # anchor -> the doubt that its sheet raises
    "incident": "incident-changed",
    "report": "report-changed",
    "admission": "admission-changed",
    "order": "order-changed",
}
SOURCES: Mapping[str, str] = {
    "incident": "inc_dt",
    "report": "report_dt",
    "stay": "admission_dt",
    "protection": "issued_dt",
}
REQUEST = "request_dt"  # of a stay: what its institutions count from where nobody wrote a report


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question. `anchor` is whose time it is about, empty for the clock of the computer.

    `counts` is the time that the team counts from, `says` what the sheet says, or the time that it is compared with;
    `followed`: the sheet was changed, the team counts from the new time already, and `was` is the one before.
    """

    code: str
    anchor: str = ""
    counts: Json = None
    says: Json = None
    was: Json = None

    @property
    def followed(self) -> bool:
        return self.was is not None

    @property
    def about(self) -> str:
        """What somebody confirms; with another time it is another question."""
        return " ".join(str(value) for value in (self.counts, self.says, self.was) if value is not None)


# --- which there are --------------------------------------------------------------------------------------------------


def of_times(incident: Json, report: Json, now: datetime) -> Iterator[Doubt]:
    """A report dated later than now, an incident that is surely later than its report."""
    happened, told = (partial.span(value, now.tzinfo) if now.tzinfo else None for value in (incident, report))
    if told is not None and told.start > now:
        yield Doubt("report-ahead", "report", counts=report)
    if told is not None and happened is not None and told.before(happened):
        yield Doubt("incident-after-report", "incident", counts=incident, says=report)


def of_clock(session: Session, record: str | None = None) -> Iterator[Doubt]:
    """The computer's clock stands before what was written last, in this database or in this team."""
    written = [session.vault.worked_until]
    newest = records.last_time(session.conn, record) if record else None
    if newest is not None and newest % 2 == 0:  # odd: known not to be when it was written
        written.append(to_datetime(newest))
    last = max(written)
    if last - session.now() > TOLERANCE:
        yield Doubt("clock-back", says=last.astimezone(session.tz).isoformat(timespec="minutes"))


def of_team(session: Session, team: Record, case: CaseAnswers) -> tuple[Doubt, ...]:
    """Every question that a running team asks now; what somebody confirmed as it stands is not asked again."""
    if team.body.get("outcome") is not None:
        return ()  # no hour of it runs any more
    told = teamfile.anchors(session, team.body, case)
    found = [
        *of_clock(session, team.id),
        *of_times(told["incident"], told["report"], session.now()),
        *_of_sheets(session, team, case),
    ]
    return tuple(one for one in found if team.body.get(f"doubts/{one.code}/sure") != one.about)


def _of_sheets(session: Session, team: Record, case: CaseAnswers) -> Iterator[Doubt]:
    for anchor, code in CHANGED.items():
        counts, was = team.body.get(FIELDS[anchor]), team.body.get(f"doubts/{code}/was")
        source = source_of(session, team, case, anchor)
        says = source[0].body.get(source[1]) if source else None
        if is_real(counts) and is_real(says) and says != counts:
            yield Doubt(code, anchor, counts=counts, says=says)
        elif was is not None and was != counts:
            yield Doubt(code, anchor, counts=counts, was=was)


def source_of(session: Session, team: Record, case: CaseAnswers, anchor: str) -> tuple[Record, str] | None:
    """The sheet of the case that says when this anchor was, and in which field."""
    if anchor == "incident":
        found = teamfile.sheet(case, "incident", team.body.get("incident_ref"))
    elif anchor == "report":
        stay = teamfile.sheet(case, "stay", team.body.get("stay_ref"))
        if stay is not None and is_real(stay.body.get(REQUEST)):
            return stay, REQUEST
        found = teamfile.report_of(session, case, team.body.get("t0"))
    elif anchor == "admission":
        found = teamfile.sheet(case, "stay", team.body.get("stay_ref"))
    else:
        found = teamfile.newest_order(session, case, team.body.get("r0"))
    return (found, SOURCES[found.form]) if found is not None else None


def sentence(doubt: Doubt, now: datetime) -> str:
    """What is in doubt and what to do about it, in whole sentences."""
    followed = "followed" if is_real(doubt.counts) else "taken-away"
    words = SENTENCES[followed if doubt.followed else doubt.code]
    told = {
        name: _told(value, now) for name, value in (("counts", doubt.counts), ("says", doubt.says), ("was", doubt.was))
    }
    return _(words).format(**told)


def _told(value: Json, now: datetime) -> str:
    """A time as people read it."""
    span = partial.span(value, now.tzinfo) if now.tzinfo else None
    if span is None or span.precision is not Precision.MINUTE:
        return date_words(value) if isinstance(value, str) else ""
    return datetime_words(span.start.astimezone(now.tzinfo))


SENTENCES: Mapping[str, str] = {
    "report-ahead": N_(
        "The report is dated {counts}, which is still to come. Check the clock of the computer; if the clock is right, "
        "correct the hour of the report."
    ),
    "incident-after-report": N_(
        "The incident is dated {counts}, after the report of {says}. Correct the one that is wrong; until then every "
        "hour counts as it is written."
    ),
    "clock-back": N_(
        "The clock of this computer stands before the last work, which was saved on {says}. Set the clock right: the "
        "hours that are left are counted by it."
    ),
    "incident-changed": N_(
        "The incident sheet says {says}, and this team counts from {counts}. Take over the time of the sheet, or "
        "correct it."
    ),
    "report-changed": N_(
        "The report says {says}, and this team counts from {counts}. Take over the time of the report, or correct it."
    ),
    "admission-changed": N_(
        "The sheet of the stay says {says}, and this team counts from {counts}. Take over the time of the sheet, or "
        "correct it."
    ),
    "order-changed": N_(
        "The register of orders says {says}, and this team counts from {counts}. Take over the time of the register, "
        "or correct it."
    ),
    "followed": N_(
        "The sheet was changed after the team had started: it said {was}, and the hours run from {counts} now. If that "
        "is not right, correct it."
    ),
    "taken-away": N_(
        "The sheet says no hour any more; before, it said {was}. Nothing is counted from it now. Correct it: write the "
        "hour, or as much of it as is known."
    ),
}


# --- what can be done -------------------------------------------------------------------------------------------------


def take_over(session: Session, record: str, code: str) -> Saved:
    """The team counts from what its sheet says now; where it does already, that was seen."""
    session.require(CASES)
    team = team_of(session, record)
    anchor = next((anchor for anchor, each in CHANGED.items() if each == code), None)
    if anchor is None:
        raise Refused("bad-value", field="doubt")
    source = source_of(session, team, CaseAnswers(session, team.case), anchor)
    sets: dict[str, Any] = {f"doubts/{code}/was": None, f"doubts/{code}/sure": None}
    if source is not None and is_real(source[0].body.get(source[1])):
        sets[FIELDS[anchor]] = source[0].body[source[1]]
    return put(session, record, sets)


def correct(session: Session, record: str, anchor: str, answer: Json) -> Saved:
    """The time of an anchor is another one: written where it is written, in its sheet, and the team counts from it."""
    session.require(CASES)
    if anchor not in FIELDS:
        raise Refused("bad-value", field="anchor")
    team = team_of(session, record)
    source = source_of(session, team, CaseAnswers(session, team.case), anchor)
    code = CHANGED[anchor]
    sets = {FIELDS[anchor]: answer, f"doubts/{code}/was": None, f"doubts/{code}/sure": None}
    with session.vault.write(session.now()) as conn:
        if source is not None and source[0].body.get(source[1]) != answer:
            write(session, conn, source[0], {source[1]: answer}, "saved")
        written = write(session, conn, team_of(session, record), sets, "step")
    session.announce(TEAM, record)
    return saved_of(session, written)


def sure(session: Session, record: str, code: str) -> Saved:
    """Somebody looked, and it is right as it stands; asked again only when one of the times is another."""
    session.require(CASES)
    team = team_of(session, record)
    known = of_team(session, team, CaseAnswers(session, team.case))
    doubt = next((one for one in known if one.code == code), None)
    if doubt is None:
        raise Refused("bad-value", field="doubt")
    return put(session, record, {f"doubts/{code}/sure": doubt.about})
