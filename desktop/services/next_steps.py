"""PURE: two to five things to do next in a case, each with its reason, most pressing first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.cases import CaseRow
from db.due import DueRow
from db.hybrid import stamp
from db.records import Record
from desktop.protocols.schema import Sort
from desktop.services.risk_file import RiskFile
from desktop.services.signals import Signal
from desktop.services.team_start import Offer
from desktop.services.teamfile import DUTY, TEAM, WINDOW

MOST = 5
VICTIM = "victim"
RISK_REVIEW = "risk_review"  # the deadline of the next assessment
TEAMS = {Sort.SV: "team", Sort.VD: "team_vd", Sort.HOME: "team_home"}
BEGINS = frozenset(TEAMS.values())  # the kinds of an intervention to begin
MOST_DUE = 3
CHILD_NOTICE = "child_report"  # of the deadlines; it has a card of its own from the first moment
BASICS = {  # what every file of a kind begins with
    "victim": ("report", "consent", "identity", "incident"),
    "aggressor": ("identity", "consent", "aggressor_programme"),
    "minor": ("identity", "consent", "minor_conduct"),
    "youth": ("youth_work",),
}


@dataclass(frozen=True, slots=True)
class Next:
    """One suggestion: `kind` chooses the words, `record`/`form`/`steps` where its button leads."""

    kind: str  # danger | late | missed | window | conflict | team… | due | consent | begin | finish | check
    form: str | None = None
    record: str | None = None
    steps: tuple[str, ...] = ()
    at: str | None = None  # when it was or is due
    count: int = 0
    protocol: str = ""  # of a team's deadlines, where several teams run


def next_steps(
    row: CaseRow,
    records: Sequence[Record],
    clocks: Sequence[DueRow],
    now_utc: str,
    found_risk: RiskFile | None = None,
    *,
    signals: Sequence[Signal] = (),
    begin: Sequence[Offer] = (),
    twins: Sequence[str] = (),
) -> tuple[Next, ...]:
    """At most five suggestions: danger, missed duties, the nearest window, values to choose, teams, forms."""
    found = [*_danger(records), *_signals(signals), *_children(clocks), *_risk(found_risk or RiskFile())]
    found += [*_late(clocks, records, now_utc), *_windows(clocks, records, now_utc), *_conflicts(records)]
    found += [Next("twins", form=TEAM, record=record) for record in twins]
    found += [*_teams(begin), *_due(clocks, records, now_utc), *_forms(row.kind, records)]
    if any(one.kind == "risk_again" for one in found):  # it says why, which the calendar does not
        found = [one for one in found if one.steps != (RISK_REVIEW,)]
    return tuple(dict.fromkeys(found))[:MOST]


def _danger(records: Sequence[Record]) -> Iterator[Next]:
    for record in records:
        if record.form == "report" and record.body.get("immediate_danger") is True:
            yield Next("danger", form="report", record=record.id)
            return


def _signals(signals: Sequence[Signal]) -> Iterator[Next]:
    """Somebody who works with the alleged aggressor has passed on what must be known here."""
    if signals:
        kinds = tuple(dict.fromkeys(one.kind for one in signals))
        yield Next("signal", form="risk", steps=kinds, at=stamp(max(one.passed_on for one in signals)))


def _children(clocks: Sequence[DueRow]) -> Iterator[Next]:
    """A child: the guardianship authority is told, from the first hour on until somebody wrote when."""
    for clock in clocks:
        if clock.ref == CHILD_NOTICE:
            yield Next("child", form="report", record=clock.record, at=clock.at)


def _risk(found: RiskFile) -> Iterator[Next]:
    """Thoughts of suicide at once; a new assessment after what happened since; a plan where the risk is grave."""
    if found.suicide is not None:
        yield Next("suicide", form="first_evaluation", record=found.suicide)
    if found.triggers:
        kinds = tuple(dict.fromkeys(one.kind for one in found.triggers))
        yield Next("risk_again", form="risk", steps=kinds, at=stamp(max(one.at for one in found.triggers)))
    if found.plan_missing:
        yield Next("safety_plan", form="safety_plan", record=found.plan)


def _late(clocks: Sequence[DueRow], records: Sequence[Record], now: str) -> Iterator[Next]:
    forms = {record.id: record.form for record in records}
    for clock in clocks:
        if clock.duty and clock.kind != DUTY and clock.at < now and clock.ref != CHILD_NOTICE:
            yield Next("missed", form=forms.get(clock.record), record=clock.record, steps=(clock.ref,), at=clock.at)
    late = [c for c in clocks if c.kind == DUTY and c.at < now]
    for record in dict.fromkeys(c.record for c in late):
        own = [c for c in late if c.record == record]
        steps = tuple(dict.fromkeys(c.ref for c in own))
        protocol = _protocol(records, record)
        yield Next("late", form="team", record=record, steps=steps, at=own[0].at, count=len(own), protocol=protocol)


def _protocol(records: Sequence[Record], team: str) -> str:
    """The protocol of a team, where more than one runs in the case."""
    running = {one.id: one.body.get("protocol") for one in records if one.form == TEAM and not one.body.get("outcome")}
    return str(running.get(team) or "") if len(running) > 1 else ""


def _windows(clocks: Sequence[DueRow], records: Sequence[Record], now: str) -> Iterator[Next]:
    running = [c for c in clocks if c.kind == WINDOW and c.at >= now]
    for first in running[:1]:
        steps = tuple(dict.fromkeys(c.ref for c in running if (c.record, c.at) == (first.record, first.at)))
        protocol = _protocol(records, first.record)
        yield Next(
            "window", form="team", record=first.record, steps=steps, at=first.at, count=len(steps), protocol=protocol
        )


def _conflicts(records: Sequence[Record]) -> Iterator[Next]:
    for record in records:
        if record.conflicts:
            yield Next("conflict", form=record.form, record=record.id, count=record.conflicts)


def _teams(begin: Sequence[Offer]) -> Iterator[Next]:
    """Each intervention that suits and that nobody has begun; without its sheet there is nothing to count from."""
    for offer in begin:
        form = offer.protocol.begins_with
        if offer.sheet is None:
            yield Next("begin", form=form)
        else:
            yield Next(TEAMS[offer.protocol.sort], form=form, record=offer.sheet, steps=(offer.protocol.id,))


def _due(clocks: Sequence[DueRow], records: Sequence[Record], now: str) -> Iterator[Next]:
    """What the calendar calls to mind: what is still to come first, and of what has passed the last."""
    told = [c for c in clocks if c.shows is not None and c.shows <= now and not (c.duty and c.at < now)]
    told = [c for c in told if (c.until is None or c.until >= now) and c.ref != CHILD_NOTICE]
    forms = {record.id: record.form for record in records}
    ahead = [c for c in told if c.at >= now]
    for clock in (*ahead, *(c for c in reversed(told) if c.at < now))[:MOST_DUE]:
        yield Next("due", form=forms.get(clock.record), record=clock.record, steps=(clock.ref,), at=clock.at)


def _forms(kind: str, records: Sequence[Record]) -> Iterator[Next]:
    forms = {r.form for r in records}
    basics = BASICS.get(kind, ())
    for form in basics:
        if form not in forms:
            asks = form == "consent" and kind == VICTIM
            yield Next("consent" if asks else "begin", form=form)
    for record in records:
        if record.state == "to_check":
            yield Next("check", form=record.form, record=record.id)
    for record in records:
        if record.state == "begun" and record.form in basics:
            yield Next("finish", form=record.form, record=record.id)
