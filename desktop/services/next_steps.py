"""PURE: two to five things to do next in a case, each with its reason, most pressing first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.cases import CaseRow
from db.due import DueRow
from db.records import Record

MOST = 5
SEXUAL = "sv_adult"
BASICS = ("report", "consent", "identity", "incident")


@dataclass(frozen=True, slots=True)
class Next:
    """One suggestion: `kind` chooses the words, `record`/`form`/`step` where its button leads."""

    kind: str  # danger | late | window | conflict | team | consent | begin | finish | check
    form: str | None = None
    record: str | None = None
    step: str | None = None
    due: DueRow | None = None
    count: int = 0


def next_steps(row: CaseRow, records: Sequence[Record], clocks: Sequence[DueRow], now_utc: str) -> tuple[Next, ...]:
    """At most five suggestions: danger, late duties, conflicts, the team, open windows, forms to begin or finish."""
    found = [*_danger(records), *_late(clocks, now_utc), *_conflicts(records), *_team(row, records)]
    found += [*_windows(clocks, now_utc), *_forms(records)]
    return tuple(found[:MOST])


def _danger(records: Sequence[Record]) -> Iterator[Next]:
    for record in records:
        if record.form == "report" and record.body.get("immediate_danger") is True:
            yield Next("danger", form="report", record=record.id)


def _late(clocks: Sequence[DueRow], now: str) -> Iterator[Next]:
    late = [c for c in clocks if c.kind == "duty" and c.at < now]
    for clock in late[:2]:
        yield Next("late", form="team", record=clock.record, step=clock.ref, due=clock, count=len(late))


def _windows(clocks: Sequence[DueRow], now: str) -> Iterator[Next]:
    running = [c for c in clocks if c.kind == "window" and c.at >= now]
    for clock in running[:1]:
        yield Next("window", form="team", record=clock.record, step=clock.ref, due=clock, count=len(running))


def _conflicts(records: Sequence[Record]) -> Iterator[Next]:
    for record in records:
        if record.conflicts:
            yield Next("conflict", form=record.form, record=record.id, count=record.conflicts)


def _team(row: CaseRow, records: Sequence[Record]) -> Iterator[Next]:
    forms = {r.form for r in records}
    if SEXUAL in (row.track or "").split() and "team" not in forms:
        yield Next("team" if "incident" in forms else "begin", form="team" if "incident" in forms else "incident")


def _forms(records: Sequence[Record]) -> Iterator[Next]:
    by_form = {form: [r for r in records if r.form == form] for form in BASICS}
    for form, found in by_form.items():
        if not found:
            yield Next("consent" if form == "consent" else "begin", form=form)
    for record in records:
        if record.state == "to_check":
            yield Next("check", form=record.form, record=record.id)
    for record in records:
        if record.state == "begun" and record.form in BASICS:
            yield Next("finish", form=record.form, record=record.id)
