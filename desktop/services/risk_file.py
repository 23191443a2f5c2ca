"""The risk of one case over time: each assessment, what happened around it, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from db import records as store
from db.records import Record
from desktop.forms import answers as flat
from desktop.forms import partial, risk
from desktop.forms.ages import local_day
from desktop.forms.risk import Explained
from desktop.services import people
from desktop.services.moments import moments
from desktop.services.session import Session

GRAVE = (risk.HIGH, risk.MEDIUM)
HEARD_AHEAD = timedelta(days=14)  # a hearing about the children so near is a reason to ask again
SEPARATED = ("divortat", "separat_in")
FREED = "retinut"


@dataclass(frozen=True, slots=True)
class Tool:
    """Another tool that was used: its name as a code of `risk_tools`, its date and its result."""

    tool: str
    on: str
    result: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """One sheet of the risk as it stands."""

    record: str
    at: datetime
    by: str
    level: str
    explained: Explained
    answers: Mapping[str, Any]
    review_due: date | None
    tools: tuple[Tool, ...]
    reason: str = ""  # why it was assessed, as a code of `assessment_reasons`


@dataclass(frozen=True, slots=True)
class Event:
    """Something that weighs on the risk, and when; `kind` is a word of EVENTS."""

    at: datetime
    kind: str
    form: str
    record: str


EVENTS = ("incident", "order", "order_over", "breach", "separation", "pregnancy", "release", "hearing", "risen")
TRIGGERS = frozenset(EVENTS)


@dataclass(frozen=True, slots=True)
class RiskFile:
    """The assessments of a case, the oldest first, and what happened around them."""

    assessments: tuple[Assessment, ...] = ()
    events: tuple[Event, ...] = ()
    triggers: tuple[Event, ...] = ()  # what has happened since the last assessment
    flags: tuple[str, ...] = ()
    plan: str | None = None  # the record of the safety plan
    plan_missing: bool = False
    suicide: str | None = None  # the sheet that says she thinks of ending her life

    @property
    def latest(self) -> Assessment | None:
        """The newest one that gives a level: a sheet just begun does not hide what the one before said."""
        found = [one for one in self.assessments if one.level != risk.OPEN]
        return found[-1] if found else self.assessments[-1] if self.assessments else None

    @property
    def since(self) -> datetime | None:
        """Since when the present level has been found without a break."""
        since = None
        for one in reversed([one for one in self.assessments if one.level != risk.OPEN]):
            if self.latest is None or one.level != self.latest.level:
                break
            since = one.at
        return since


def read(session: Session, records: Sequence[Record]) -> RiskFile:
    """What the records of a case that may be seen say of its risk."""
    names: dict[str, str] = {}
    made = [_assessment(session, one, names) for one in records if one.form == "risk"]
    assessments = tuple(sorted((one for one in made if one), key=lambda one: (one.at, one.record)))
    events = tuple(sorted(_events(session, records, assessments), key=lambda one: (one.at, one.kind, one.record)))
    plans = [one for one in records if one.form == "safety_plan"]
    found = RiskFile(assessments, events)
    return RiskFile(
        assessments=assessments,
        events=events,
        triggers=triggers(found.latest, events, session.now()),
        flags=found.latest.explained.flags if found.latest else (),
        plan=plans[0].id if plans else None,
        plan_missing=bool(found.latest and found.latest.level in GRAVE and not _has_plan(plans)),
        suicide=next((one.id for one in records if one.body.get("suicide_flag") is True), None),
    )


def triggers(latest: Assessment | None, events: Sequence[Event], now: datetime) -> tuple[Event, ...]:
    """What happened after the last assessment, and the hearings that are near: each a reason to ask again."""
    if latest is None:
        return ()
    return tuple(
        one
        for one in events
        if one.at > latest.at and (one.at <= now or (one.kind == "hearing" and one.at - now <= HEARD_AHEAD))
    )


def _has_plan(plans: Sequence[Record]) -> bool:
    return any(one.body.get("needed") is not False for one in plans)


def _assessment(session: Session, record: Record, names: dict[str, str]) -> Assessment | None:
    at = _moment(record.body.get("assessed_dt"), session.tz)
    if at is None:
        return None
    told = risk.explain(record.body)
    worker = record.body.get("assessor")
    by = worker if isinstance(worker, str) else record.worker
    if by not in names:
        names[by] = people.name_of(session, by)
    why = record.body.get("assessment_reason")
    return Assessment(
        record=record.id,
        at=at,
        by=names[by],
        level=told.level,
        explained=told,
        answers=record.body,
        review_due=local_day(record.body.get("review_due"), session.tz),
        tools=tuple(_tools(record.body)),
        reason=why if isinstance(why, str) else "",
    )


def _tools(body: Mapping[str, Any]) -> Iterator[Tool]:
    for row in flat.rows(body, "tools"):
        told = [body.get(f"tools/{row}/{column}") for column in ("tool", "tool_date", "tool_result")]
        tool, on, result = (value if isinstance(value, str) else "" for value in told)
        if tool:
            yield Tool(tool, on, result)


# --- what happened ----------------------------------------------------------------------------------------------------


def _events(session: Session, records: Sequence[Record], assessments: Sequence[Assessment]) -> Iterator[Event]:
    for record in records:
        for kind, value in _dated(record):
            if (at := _moment(value, session.tz)) is not None:
                yield Event(at, kind, record.form, record.id)
        if record.form in _WATCHED:
            yield from _changes(session, record)
    before: Any = None
    for one in assessments:
        if one.answers.get("q19") is True and before is False:
            yield Event(one.at, "separation", "risk", one.record)
        before = one.answers.get("q19") if isinstance(one.answers.get("q19"), bool) else before


def _dated(record: Record) -> Iterator[tuple[str, Any]]:
    """Kinds and dates that stand in the sheet itself."""
    body = record.body
    if record.form == "incident":
        yield "incident", body.get("inc_dt")
    elif record.form == "protection" and flat.codes(body.get("decision")) & {"emis", "partial"}:
        yield "order", body.get("issued_dt")
        yield "order_over", body.get("revoked_on") or body.get("extended_to") or body.get("valid_to")
        for row in flat.rows(body, "breaches"):
            yield "breach", body.get(f"breaches/{row}/on")
    elif record.form == "appointment" and flat.codes(body.get("kind")) & {"instanta_copii", "audiere_custodie"}:
        yield "hearing", body.get("at")
    elif record.form in _ASKED and body.get("risk_change") == "a_crescut":
        yield "risen", body.get(_ASKED[record.form])


# The sheets that ask whether the risk has changed, and the day on which they asked.
_ASKED: Mapping[str, str] = {"monitoring": "date", "followup": "done_on"}
# What no date of a form tells: the day on which the answer was written for the first time counts.
_WATCHED: Mapping[str, str] = {"identity": "pregnancy civil_status", "aggressor": "agg_location"}


def _changes(session: Session, record: Record) -> Iterator[Event]:
    revisions = store.revisions(session.conn, record.id)
    paths = _WATCHED[record.form].split()
    written = sorted((one for one in revisions if set(paths) & set(one.sets)), key=lambda one: (one.time, one.id))
    when = moments(session, [revisions])
    said: dict[str, Any] = {}
    for one in written:
        for path in paths:
            if path in one.sets:
                kind, at = _meaning(path, said.get(path), one.sets[path]), when[one.id]
                if kind and at is not None:
                    yield Event(at, kind, record.form, record.id)
                said[path] = one.sets[path]


def _meaning(path: str, before: Any, now: Any) -> str:
    """What a new answer tells; the first one of a sheet that was always so is no event, a pregnancy is."""
    if path == "pregnancy":
        return "pregnancy" if now is True and before is not True else ""
    if path == "civil_status":
        return "separation" if now in SEPARATED and flat.is_real(before) and before not in SEPARATED else ""
    return "release" if before == FREED and now != FREED and now is not None else ""


def _moment(value: Any, tz: tzinfo) -> datetime | None:
    """A moment of a form on the office's clock; of a day or a month its beginning."""
    span = partial.span(value, tz)
    return span.start.astimezone(tz) if span else None
