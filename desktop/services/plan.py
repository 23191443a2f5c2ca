"""Plan and services of a case at a glance: what she needs, what she gets, what protects her, and what ends when."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import due, records
from db.due import DueRow
from db.hybrid import stamp
from db.records import Record
from desktop.forms import partial
from desktop.forms.answers import codes, is_real, rows
from desktop.forms.compute import order_state
from desktop.forms.context import Context
from desktop.forms.schema import Json
from desktop.refusals import Refused
from desktop.services import intake
from desktop.services.casefile import CaseAnswers, context
from desktop.services.cases import CaseFile
from desktop.services.clocks import Clock, clocks_of
from desktop.services.session import CASES, Change, Session

INACTIVE = "inactiv"
IN_FORCE = ("activ", "prelungit", "incalcat")
GOALS = ("goal_safety", "goal_health", "goal_psychosocial", "goal_justice", "goal_other")
HERE = (
    "order",
    "stay",
    "contract",
    "plan",
    "monitoring",
    "contact",
    "followup",
    "decision",
    "meeting",
)  # kinds that the page tells


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the plan."""

    cat: str
    status: str
    starts: Json
    ends: Json


@dataclass(frozen=True, slots=True)
class Order:
    """One protection measure with its state at this moment, which is never taken from what was stored."""

    record: str
    kind: str
    decision: str
    state: str  # empty while nothing was issued, or where its end is not known
    ends: Json
    breaches: int
    unreported: int


@dataclass(frozen=True, slots=True)
class Term:
    """A contract or a stay: since when, until when, and whether it is over."""

    record: str
    form: str
    what: str  # of a contract its number
    kind: str
    starts: Json
    ends: Json
    over: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the page shows."""

    record: str | None
    plan_date: Json
    needs: tuple[str, ...]
    services: tuple[Service, ...]
    kinds: int
    goals: Mapping[str, str]
    sessions_held: int
    sessions_ahead: int
    benefits: tuple[tuple[str, Json], ...]  # kind, until when
    orders: tuple[Order, ...]
    terms: tuple[Term, ...]
    monitored: Json  # the day of the last monitoring
    appointments: tuple[Record, ...]  # planned, the nearest first
    due: tuple[Clock, ...]
    lost: Clock | None  # nobody heard of her for 30 days
    agreed: Json

    @property
    def two_services(self) -> bool:
        return self.kinds >= 2


def plan(session: Session, file: CaseFile) -> Plan:
    """Read out of the sheets of a case that was opened; of sections that are not for this person nothing is told."""
    session.require(CASES)
    sheets = {form: [one for one in file.records if one.form == form] for form in {r.form for r in file.records}}
    body: Mapping[str, Any] = sheets["plan"][0].body if "plan" in sheets else {}
    ctx = context(session, CaseAnswers(session, file.row.case, known=file.records))
    told = [row for row in due.of_case(session.conn, file.row.case) if row.kind in HERE and _is_told(row, ctx.now)]
    clocks = clocks_of(session, told, ctx.now)
    services = tuple(_services(body))
    states = [body.get(f"sessions/{row}/state") for row in rows(body, "sessions")]
    return Plan(
        record=sheets["plan"][0].id if "plan" in sheets else None,
        plan_date=body.get("plan_date"),
        needs=_needs(sheets.get("first_evaluation", ())),
        services=services,
        kinds=len({one.cat for one in services if one.cat}),
        goals={name: str(body[name]) for name in GOALS if isinstance(body.get(name), str)},
        sessions_held=states.count("realizata"),
        sessions_ahead=states.count("planificata"),
        benefits=tuple(_benefits(body)),
        orders=tuple(_order(one, ctx) for one in reversed(sheets.get("protection", ()))),
        terms=tuple(_terms(sheets)),
        monitored=_latest(sheets.get("monitoring", ()), "date"),
        appointments=_planned(sheets.get("appointment", ()), ctx),
        due=tuple(one for one in clocks if one.kind != "contact"),
        lost=next((one for one in clocks if one.kind == "contact" and one.state == "overdue"), None),
        agreed=body.get("agreed"),
    )


def _is_told(row: DueRow, now: datetime) -> bool:
    moment = stamp(now)
    return (row.shows or "") <= moment and (row.until is None or row.until >= moment)


def _needs(sheets: Sequence[Record]) -> tuple[str, ...]:
    found = [code for one in sheets for name in ("needs", "needs_now") for code in sorted(codes(one.body.get(name)))]
    return tuple(dict.fromkeys(found))


def _services(body: Mapping[str, Any]) -> list[Service]:
    return [
        Service(
            _text(body.get(f"services/{row}/cat")),
            _text(body.get(f"services/{row}/status")),
            body.get(f"services/{row}/from"),
            body.get(f"services/{row}/to"),
        )
        for row in rows(body, "services")
    ]


def _benefits(body: Mapping[str, Any]) -> list[tuple[str, Json]]:
    return [
        (_text(body.get(f"benefits/{row}/kind")), body.get(f"benefits/{row}/ends")) for row in rows(body, "benefits")
    ]


def _order(record: Record, ctx: Context) -> Order:
    body = record.body
    happened = rows(body, "breaches")
    state = state_of_order(body, ctx)
    return Order(
        record=record.id,
        kind=_text(body.get("kind")),
        decision=_text(body.get("decision")),
        state=state,
        ends=body.get("extended_to") if body.get("extended") is True else body.get("valid_to"),
        breaches=len(happened),
        unreported=sum(body.get(f"breaches/{row}/reported") is not True for row in happened),
    )


def state_of_order(body: Mapping[str, Any], ctx: Context) -> str:
    """What a measure is worth now: worked out at each reading, since hours pass without anybody writing."""
    breach = next((body.get(f"breaches/{row}/on") for row in rows(body, "breaches")), None)
    inputs = [body.get(name) for name in ("decision", "valid_to", "extended", "extended_to", "revoked_on")]
    return _text(order_state([*inputs, breach], ctx))


def _terms(sheets: Mapping[str, Sequence[Record]]) -> list[Term]:
    found = []
    for one in sheets.get("contract", ()):
        body = one.body
        ends = [body.get(f"amendments/{row}/new_end") for row in rows(body, "amendments")]
        until = next((end for end in reversed(ends) if is_real(end)), body.get("to"))
        over = is_real(body.get("ended_on"))
        no, kind = _text(body.get("contract_no")), _text(body.get("service_type"))
        found.append(Term(one.id, "contract", no, kind, body.get("from"), until, over))
    for one in sheets.get("stay", ()):
        body = one.body
        if body.get("decision") == "admis":
            over = is_real(body.get("exit_on"))
            found.append(Term(one.id, "stay", "", "", body.get("admission_dt"), body.get("end_due"), over))
    return found


def _planned(sheets: Sequence[Record], ctx: Context) -> tuple[Record, ...]:
    def start(one: Record) -> datetime:
        span = partial.span(one.body.get("start"), ctx.tz)
        return span.start if span else ctx.now

    return tuple(sorted((one for one in sheets if one.body.get("state") == "planificata"), key=start))


def _latest(sheets: Sequence[Record], field: str) -> Json:
    days = [one.body[field] for one in sheets if isinstance(one.body.get(field), str)]
    return max(days, default=None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


# --- acts -------------------------------------------------------------------------------------------------------------


def breach(session: Session, record: str, *, reported: bool = False) -> str:
    """A breach of a measure now, in one press; gives the id of its row, where the rest may be written."""
    row = secrets.token_hex(4)
    now = session.now().isoformat(timespec="minutes")
    _write(session, record, "protection", {f"breaches/{row}/on": now, f"breaches/{row}/reported": reported})
    return row


def reported(session: Session, record: str) -> None:
    """All breaches of a measure were reported to the police."""
    found = _found(session, record, "protection")
    rest = [row for row in rows(found.body, "breaches") if found.body.get(f"breaches/{row}/reported") is not True]
    _write(session, record, "protection", {f"breaches/{row}/reported": True for row in rest})


def prolong(session: Session, record: str, until: str | None = None) -> None:
    """A measure that goes on: until a day, or until the court decides."""
    _write(session, record, "protection", {"extended": True, "extended_to": until})


def make_inactive(session: Session, case: str) -> None:
    """Nobody heard of her for a month: the file rests, open, and every deadline of it but this one stays."""
    _write(session, case, "case", {"status": INACTIVE})


def _found(session: Session, record: str, form: str) -> Record:
    session.require(CASES)
    found = records.get(session.conn, record)
    if found is None or found.form != form:
        raise Refused("no-such-record")
    return found


def _write(session: Session, record: str, form: str, answers: Mapping[str, Any]) -> None:
    found = _found(session, record, form)
    header = records.get(session.conn, found.case or "")
    if header is None:
        raise Refused("no-such-case")
    with session.vault.write(session.now()) as conn:
        line = {"case": header.body.get("case_code"), "form": form, "record": record, "set": dict(answers)}
        intake.put(session, conn, line)
    session.changed(Change("record", record))
    session.changed(Change("case", found.case))
