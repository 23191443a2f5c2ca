"""The whole engine against a plain reference: any protocol, any answers, both zones, nights when the clocks change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.protocols.board import StepState, board, due_rows, next_step
from desktop.protocols.clock import Duration, Repetition, dues
from desktop.protocols.load import load
from desktop.protocols.schema import Kind, Protocol, Sort, Step, StepClock
from tests.desktop.protocols import reference
from tests.desktop.protocols.conftest import RESOURCES
from tests.desktop.protocols.reference import Clock, Length, Ticked

ZONES = st.sampled_from([ZoneInfo("Europe/Chisinau"), ZoneInfo("Europe/Bucharest")])
# Around the nights in which an hour is left out or happens twice, the ends of months, and any other time.
NIGHTS = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2027, 10, 31, 1, tzinfo=UTC),
]
ENDS = [
    datetime(2026, 1, 31, 22, tzinfo=UTC),
    datetime(2028, 2, 28, 22, tzinfo=UTC),
    datetime(2026, 12, 31, 21, 59, tzinfo=UTC),
]
MOMENTS = st.one_of(
    st.builds(
        lambda night, minutes: night + timedelta(minutes=minutes),
        st.sampled_from([*NIGHTS, *ENDS]),
        st.integers(-1500, 1500),
    ),
    st.integers(0, 2 * 365 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
)
LENGTHS = st.builds(
    Length,
    st.sampled_from([0, 0, 0, 1, 2, 6, 13]),
    st.sampled_from([0, 0, 1, 2, 5, 14, 30]),
    st.sampled_from([0, 0, 15, 60, 90, 72 * 60, 120 * 60]),
)
PERIODS = LENGTHS.filter(lambda length: length != Length())
STATES = ("de_facut", "in_lucru", *reference.ENDED)
KEPT = st.frozensets(st.tuples(st.integers(1, 3), st.integers(1, 4)), max_size=3)
FLAGS = ("minor", "children", "danger")


def answers(zone: ZoneInfo) -> st.SearchStrategy[Any]:
    """What may be written of a moment: the minute in any offset, the day, the month, a refusal, nothing."""
    return st.one_of(
        MOMENTS.map(lambda moment: moment.astimezone(zone).isoformat(timespec="minutes")),
        MOMENTS.map(lambda moment: moment.isoformat(timespec="minutes")),
        MOMENTS.map(lambda moment: moment.astimezone(zone).date().isoformat()),
        st.sampled_from(["2026-10", "2026", None, {"none": "unknown"}]),
    )


@st.composite
def plans(draw: st.DrawFn) -> list[reference.Step]:
    """A protocol in which a step may wait for any step before it."""
    steps: list[reference.Step] = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        anchors = st.sampled_from(["incident", "report", "admission", "order", *(f"step:{step.id}" for step in steps)])
        clocks = []
        for _ in range(draw(st.integers(0, 3))):
            times = draw(st.sampled_from([1, 1, 1, 3, 6]))
            period = draw(PERIODS) if times > 1 else None
            kind, anchor = draw(st.sampled_from(["duty", "window"])), draw(anchors)
            clocks.append(Clock(kind, anchor, draw(LENGTHS), draw(st.booleans()), times, period))
        when = draw(st.lists(st.sampled_from(FLAGS), max_size=2, unique=True))
        steps.append(reference.Step(str(number), tuple(clocks), tuple(when), draw(st.booleans())))
    return steps


def ours(steps: Sequence[reference.Step]) -> Protocol:
    """The same protocol as the program has it, its durations read from text."""
    made = tuple(
        Step(
            one.id,
            {},
            ("first_contact",) if one.is_first else ("MED",),
            reference.ENDED,
            "test",
            True,
            when=one.when,
            clocks=tuple(map(_clock, one.clocks)),
        )
        for one in steps
    )
    return Protocol("p", 1, Sort.SV, {}, "team", "MD", "incident", "test", True, {"MED": {}}, made)


def _clock(clock: Clock) -> StepClock:
    return StepClock(
        kind=Kind(clock.kind),
        anchor=clock.anchor,
        due=Duration.parse(str(clock.due)),
        source="test",
        verified=True,
        best=Duration.parse("PT0S") if clock.best else None,
        repeat=Repetition.parse(f"R{clock.times}/{clock.period}") if clock.period else None,
    )


@settings(max_examples=300, deadline=None)
@given(ZONES, MOMENTS, LENGTHS, PERIODS, st.integers(1, 6))
@example(ZoneInfo("Europe/Chisinau"), datetime(2026, 3, 28, 1, 30, tzinfo=UTC), Length(days=1), Length(days=1), 2)
@example(ZoneInfo("Europe/Bucharest"), datetime(2026, 9, 25, 0, 30, tzinfo=UTC), Length(months=1), Length(days=1), 2)
def test_every_deadline_is_the_one_that_walking_through_the_minutes_finds(
    zone: ZoneInfo, anchor: datetime, due: Length, period: Length, times: int
) -> None:
    found = dues(anchor, Duration.parse(str(due)), Repetition.parse(f"R{times}/{period}"), zone)
    assert found == [reference.later(anchor, due.and_then(period, nth), zone) for nth in range(times)]


EDGES = [
    timedelta(minutes=minutes) for hours in (0, 24, 120) for minutes in (-60 * hours - 1, -60 * hours, 1 - 60 * hours)
]


@st.composite
def situations(draw: st.DrawFn, steps: Sequence[reference.Step]) -> tuple[ZoneInfo, Any, Any, Any, datetime]:
    """What was written, and a moment: any one, or one at the very edge of a deadline, a minute before and after."""
    zone = draw(ZONES)
    anchors = {name: draw(answers(zone)) for name in ("incident", "report", "admission", "order")}
    flags = {name: draw(st.sampled_from([True, False, None])) for name in FLAGS}
    untouched = reference.team(steps, anchors, flags, {}, datetime(2026, 6, 1, tzinfo=UTC), zone)
    dues = [clock.due for one in untouched for clock in one.clocks if clock.due is not None]
    moments = st.builds(lambda due, by: due + by, st.sampled_from(dues), st.sampled_from(EDGES)) if dues else MOMENTS
    moments |= MOMENTS
    done = st.one_of(answers(zone), moments.map(lambda moment: moment.astimezone(zone).isoformat(timespec="minutes")))
    ticked = {
        step.id: Ticked(draw(st.sampled_from(STATES)), draw(done), draw(KEPT))
        for step in steps
        if draw(st.integers(0, 2)) == 0
    }
    return zone, anchors, flags, ticked, draw(moments)


def compare(
    protocol: Protocol,
    steps: Sequence[reference.Step],
    situation: tuple[ZoneInfo, Mapping[str, Any], Mapping[str, bool | None], Mapping[str, Ticked], datetime],
) -> None:
    zone, anchors, flags, ticked, now = situation
    states = {step: StepState(one.state, one.done, kept=one.kept) for step, one in ticked.items()}
    views = board(protocol, anchors=anchors, conditions=flags, states=states, now=now, tz=zone)
    shown = reference.team(steps, anchors, flags, ticked, now, zone)
    for view, wanted in zip(views, shown, strict=True):
        assert (view.step.id, view.group) == (wanted.step, wanted.group)
        for clock, stands in zip(view.clocks, wanted.clocks, strict=True):
            assert (clock.kind, clock.state, clock.due, clock.since, clock.exact, clock.repeat_no) == (
                stands.kind, stands.state, stands.due, stands.since, stands.exact, stands.number,
            )  # fmt: skip
            assert (clock.latest is None) == (clock.exact or clock.due is None)
            assert clock.latest is None or clock.due is None or clock.latest >= clock.due
    rows = [(one.step, one.kind, one.at, one.since, one.exact, one.state) for one in due_rows(views)]
    assert rows == list(reference.due(shown))
    then, _clock_of_it = next_step(views)
    assert (then.step.id if then else None) == reference.next_of(shown)


@settings(max_examples=400, deadline=None)
@given(st.data(), plans())
def test_any_protocol_stands_as_the_reference_says(data: st.DataObject, steps: list[reference.Step]) -> None:
    compare(ours(steps), steps, data.draw(situations(steps)))


@pytest.mark.parametrize("file", sorted(path.name for path in (RESOURCES / "protocols").glob("*.toml")))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_shipped_protocol_stands_as_the_reference_says(file: str, data: st.DataObject) -> None:
    id_, _, version = file.removesuffix(".toml").partition(".v")
    steps = reference.read(RESOURCES / "protocols" / file)
    compare(SHIPPED[id_, int(version)], steps, data.draw(situations(steps)))


SHIPPED = load(RESOURCES)
