"""A running team at one moment: which steps are for now, next, done, and how every clock stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal, NamedTuple, TypeAlias

from desktop.forms import partial
from desktop.forms.answers import is_real
from desktop.forms.partial import Precision
from desktop.forms.schema import Json, Text
from desktop.protocols.clock import dues
from desktop.protocols.schema import DONE, IN_WORK, OUTCOMES, TO_DO, Kind, Protocol, Step, StepClock

Group: TypeAlias = Literal["now", "next", "done", "hidden"]
ClockState: TypeAlias = Literal["running", "late", "passed", "met", "open"]

SOON = timedelta(hours=24)  # a duty that ends within it is for now
CARE_SOON = timedelta(hours=120)  # and so is a window of care
_NO_DATE = datetime.min.replace(tzinfo=UTC)
FIRST = "first_contact"  # the role of whoever is first


@dataclass(frozen=True, slots=True)
class StepState:
    """What was ticked: a code of the list of states, when it was done (an answer), by whom, and why not."""

    state: str = TO_DO
    done: Json = None
    by: Json = None
    reason: Json = None
    note: Json = None
    kept: frozenset[tuple[int, int]] = frozenset()  # clock and repetition, from 1, that have a sheet of their own


class ClockView(
    NamedTuple
):  # a page looks at dozens of them again and again, and a tuple is made five times as quickly
    """One deadline. `open`: nothing to count from yet, or known too coarsely; then it is "as soon as possible".

    `since` and `due` are in UTC. `exact` is false where only the day is known and its beginning was taken: the earliest
    reading rules, and by the `latest` one the deadline is then.
    """

    kind: Kind
    due: datetime | None
    since: datetime | None
    exact: bool
    state: ClockState
    verified: bool
    repeat_no: int  # 1 for the first of a repetition, 0 where nothing repeats
    best: datetime | None = None
    label: Text | None = None
    source: str = ""
    anchor: str = ""
    latest: datetime | None = None
    coarse: bool = False  # what it counts from has been, but on a day that nobody knows


class StepView(NamedTuple):
    step: Step
    group: Group
    clocks: tuple[ClockView, ...]
    condition: bool | None  # None: nobody has said whether the step is called for, so it is shown
    state: StepState
    consent: bool | None = True  # of a step that needs it; None: not known yet


class DueTuple(NamedTuple):
    """A deadline as plain values, for the list of what is due."""

    step: str
    kind: str
    at: datetime
    since: datetime | None
    exact: bool
    who: str
    state: str


_UNTOUCHED = StepState()


def board(
    protocol: Protocol,
    *,
    anchors: Mapping[str, Json],
    conditions: Mapping[str, bool | None],
    states: Mapping[str, StepState],
    now: datetime,
    tz: tzinfo,
) -> list[StepView]:
    """Every step in the protocol's order. *Late* follows from the clock each time and is stored nowhere."""
    moment = _Moment(anchors, states, now, tz)
    return [_view(step, moment, conditions) for step in protocol.steps]


def due_rows(views: Sequence[StepView]) -> Iterator[DueTuple]:
    """The deadlines that are still ahead or late; what is done, refused or not called for has none."""
    for view in views:
        if view.group in {"done", "hidden"}:
            continue
        for clock in view.clocks:
            if clock.due is not None and clock.state in {"running", "late"}:
                who = " ".join(view.step.roles)
                yield DueTuple(view.step.id, clock.kind, clock.due, clock.since, clock.exact, who, clock.state)


def next_step(views: Sequence[StepView]) -> tuple[StepView | None, ClockView | None]:
    """What is to do next and the clock that says so: the first missed duty, what ends soonest, what cannot wait.

    What whoever is first does at once, such as her safety, comes before what only ends sooner.
    """
    open_steps = [view for view in views if view.group in {"now", "next"}]
    found = [
        (_pressing(view.step, clock), place, view, clock)
        for place, view in enumerate(open_steps)
        for clock in view.clocks
    ]
    ranked = [one for one in found if one[0] is not None]
    if not ranked:
        return next(iter(open_steps), None), None
    _rank, _place, view, clock = min(ranked, key=lambda each: each[:2])
    return view, clock


def _pressing(step: Step, clock: ClockView) -> tuple[int, datetime] | None:
    """Missed duties, then what the first contact does at once, then what still runs, then care whose day nobody knows.

    Windows that have passed come last.
    """
    if clock.due is None:
        return (3, _NO_DATE) if _cannot_wait(clock) else None
    if clock.state == "running" and clock.best is not None and clock.kind is Kind.DUTY and FIRST in step.roles:
        return 1, _NO_DATE  # in the order of the protocol: her safety before everything else
    rank = {"late": 0, "running": 2, "passed": 4}.get(clock.state)
    return (rank, clock.due) if rank is not None else None


@dataclass(frozen=True, slots=True)
class _Began:
    """When a clock began, where it is known at least to the day; else whether it has begun at all."""

    span: partial.Span | None
    has_been: bool


@dataclass(frozen=True, slots=True)
class _Moment:
    anchors: Mapping[str, Json]
    states: Mapping[str, StepState]
    now: datetime
    tz: tzinfo
    _began: dict[str, _Began] = field(default_factory=dict)  # what has been worked out: most clocks share an anchor

    def state(self, step: str) -> StepState:
        return self.states.get(step, _UNTOUCHED)

    def began(self, clock: StepClock) -> _Began:
        found = self._began.get(clock.anchor)
        if found is None:
            found = self._began[clock.anchor] = self._look(clock)
        return found

    def _look(self, clock: StepClock) -> _Began:
        if clock.anchor_step is None:
            said: Json = self.anchors.get(clock.anchor)
            has_been = is_real(said)
        else:
            before = self.state(clock.anchor_step)
            has_been = before.state == DONE
            said = before.done if has_been else None
        span = partial.span(said, self.tz)
        return _Began(span if span and span.precision >= Precision.DAY else None, has_been)


def _view(step: Step, moment: _Moment, conditions: Mapping[str, bool | None]) -> StepView:
    state = moment.state(step.id)
    condition = _together([conditions.get(name) for name in step.when]) if step.when else True
    clocks = _clocks(step, state, moment)
    consent = conditions.get("consent") if step.needs_consent else True
    return StepView(step, _group(step, state, condition, clocks, moment), clocks, condition, state, consent)


def _together(found: Sequence[bool | None]) -> bool | None:
    if False in found:
        return False
    return None if None in found else True


def _clocks(step: Step, state: StepState, moment: _Moment) -> tuple[ClockView, ...]:
    done = _worked_on(state, moment) if state.state == IN_WORK else None
    views = tuple([_clock(clock, place, state, done, moment) for place, clock in enumerate(step.clocks, 1)])
    if done is None:
        return views
    once = [view.due for view in views if view.due and not view.repeat_no]
    if len(once) < 2:
        return views
    # Of several deadlines of a step in work, what was done meets the first, and those that had ended by then.
    met = {due for due in once if due == min(once) or due < done}
    return tuple(view._replace(state="met") if view.due in met and not view.repeat_no else view for view in views)


def _worked_on(state: StepState, moment: _Moment) -> datetime | None:
    """When something was done in a step that goes on."""
    done = partial.span(state.done, moment.tz)
    return done.start if done else None


def _clock(clock: StepClock, number: int, state: StepState, done: datetime | None, moment: _Moment) -> ClockView:
    began = moment.began(clock)
    times = clock.repeat.times if clock.repeat else 1
    open_ones = [each for each in range(times) if (number, each + 1) not in state.kept] if state.kept else range(times)
    is_met = state.state in OUTCOMES or not open_ones
    if began.span is None:
        return ClockView(
            kind=clock.kind,
            due=None,
            since=None,
            exact=False,
            state="met" if is_met else "open",
            verified=clock.verified,
            repeat_no=1 if clock.repeat else 0,
            label=clock.label,
            source=clock.source,
            anchor=clock.anchor,
            coarse=began.has_been,
        )
    start, exact = began.span.start, began.span.precision is Precision.MINUTE
    ahead = dues(start, clock.due, clock.repeat, moment.tz)
    if clock.repeat and done:
        behind = sum(due < done for due in ahead) + 1
        open_ones = [each for each in open_ones if each >= behind]
    place = open_ones[0] if open_ones else times - 1
    return ClockView(
        kind=clock.kind,
        due=ahead[place],
        since=start,
        exact=exact,
        state="met" if is_met or not open_ones else _running(clock, ahead[place], moment),
        verified=clock.verified,
        repeat_no=place + 1 if clock.repeat else 0,
        best=clock.best.after(start, moment.tz) if clock.best and place == 0 else None,
        label=clock.label,
        source=clock.source,
        anchor=clock.anchor,
        latest=None if exact else dues(began.span.end, clock.due, clock.repeat, moment.tz)[place],
    )


def _running(clock: StepClock, due: datetime, moment: _Moment) -> ClockState:
    if moment.now <= due:
        return "running"
    return "passed" if clock.kind is Kind.WINDOW else "late"


def _group(step: Step, state: StepState, condition: bool | None, clocks: Sequence[ClockView], moment: _Moment) -> Group:
    if state.state in OUTCOMES:
        return "done"
    if state.state == IN_WORK:
        return "now"
    if condition is False:
        return "hidden"
    for view, clock in zip(clocks, step.clocks, strict=True):
        if _is_for_now(view, clock, moment):
            return "now"
    return "next"


def _cannot_wait(view: ClockView) -> bool:
    """What has no date and should be done as soon as possible: its beginning has been, or is always known of."""
    return view.due is None and view.state == "open" and (view.coarse or view.anchor in {"incident", "report"})


def _is_for_now(view: ClockView, clock: StepClock, moment: _Moment) -> bool:
    """What is late or ends soon; care that is better the sooner it is given; what has no date but cannot wait."""
    if view.state == "met":
        return False
    if view.due is None:
        return _cannot_wait(view)
    if view.state in {"late", "passed"} or (clock.best and view.repeat_no <= 1):
        return True
    return view.due - moment.now <= (CARE_SOON if view.kind is Kind.WINDOW else SOON)
