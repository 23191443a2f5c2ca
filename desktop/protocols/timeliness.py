"""What counting asks of a team's steps: which were called for, and which duties were done in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from desktop.forms import partial
from desktop.protocols.board import ClockView, StepState, StepView
from desktop.protocols.schema import Kind

DONE, NOT_CALLED_FOR = "facut", "nu_se"
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """One step of one team. `duties`: for each deadline that has been decided, whether it was kept; None: unknown."""

    called_for: bool
    duties: tuple[bool | None, ...] = ()


def seen(views: Iterable[StepView], tz: tzinfo) -> dict[str, Seen]:
    """Step id -> how it went so far; a deadline that still runs, or has nothing to count from, is not decided."""
    return {view.step.id: Seen(_called_for(view), tuple(_decided(view, tz))) for view in views}


def _called_for(view: StepView) -> bool:
    return view.state.state != NOT_CALLED_FOR and (view.group != "hidden")


def _decided(view: StepView, tz: tzinfo) -> Iterator[bool | None]:
    if not _called_for(view):
        return
    for clock in view.clocks:
        if clock.kind is not Kind.DUTY or clock.due is None:
            continue
        if clock.state == "late":
            yield False
        elif view.state.state == DONE and not clock.repeat_no:
            yield _in_time(view.state, clock, clock.due, tz)


def _in_time(state: StepState, clock: ClockView, due: datetime, tz: tzinfo) -> bool | None:
    """Where only the day of either is known and the day decides, nobody knows; nor of an hour before the beginning."""
    done = partial.span(state.done, tz)
    if done is not None and clock.since is not None and done.end <= clock.since:
        return None
    if done is None or (not clock.exact and done.end - _MINUTE > due):
        return None
    if done.end - _MINUTE <= due:
        return True
    return False if done.start > due else None
