"""PURE: every check that a step of a protocol plans ahead: each repetition of each of its clocks, with its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from desktop.forms import partial
from desktop.forms.partial import Precision
from desktop.forms.schema import Json, Text
from desktop.protocols.board import StepState
from desktop.protocols.clock import dues
from desktop.protocols.schema import Kind, Step, StepClock

DONE = "facut"


@dataclass(frozen=True, slots=True)
class Check:
    """One repetition: `clock` and `no` count from 1, `times` says how many there are; without a day `due` is None."""

    step: str
    clock: int
    no: int
    times: int
    kind: Kind
    label: Text | None
    due: datetime | None
    exact: bool
    verified: bool


def checks(step: Step, anchors: Mapping[str, Json], states: Mapping[str, StepState], tz: tzinfo) -> tuple[Check, ...]:
    """The checks of a step in the order of their days; those whose day nobody knows stand last."""
    found = [
        check for place, clock in enumerate(step.clocks, 1) for check in _of(step, place, clock, anchors, states, tz)
    ]
    known = sorted((one for one in found if one.due), key=lambda one: (one.due, one.clock, one.no))
    return (*known, *(one for one in found if one.due is None))


def _of(
    step: Step,
    place: int,
    clock: StepClock,
    anchors: Mapping[str, Json],
    states: Mapping[str, StepState],
    tz: tzinfo,
) -> Iterator[Check]:
    times = clock.repeat.times if clock.repeat else 1
    began = partial.span(_anchor(clock, anchors, states), tz)
    known = began is not None and began.precision >= Precision.DAY
    ahead = dues(began.start, clock.due, clock.repeat, tz) if began is not None and known else [None] * times
    exact = began is not None and began.precision is Precision.MINUTE
    for number, due in enumerate(ahead, 1):
        yield Check(step.id, place, number, times, clock.kind, clock.label, due, exact, clock.verified)


def _anchor(clock: StepClock, anchors: Mapping[str, Json], states: Mapping[str, StepState]) -> Json:
    if clock.anchor_step is None:
        return anchors.get(clock.anchor)
    before = states.get(clock.anchor_step, StepState())
    return before.done if before.state == DONE else None
