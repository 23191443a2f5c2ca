"""Which deadlines of a team count as kept: what nobody can know is told so, what still runs is not judged."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desktop.protocols.board import StepState, board
from desktop.protocols.conditions import CONDITIONS
from desktop.protocols.schema import Protocol
from desktop.protocols.timeliness import Seen, seen

TZ = ZoneInfo("Europe/Chisinau")
REPORT = "2026-11-22T10:00+02:00"
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=TZ)


def of(sv_md: Protocol, step: str, state: str = "de_facut", done: Any = None, *, report: str = REPORT,
       now: datetime = NOW, **conditions: bool) -> Seen:  # fmt: skip
    views = board(
        sv_md,
        anchors={"incident": "2026-11-21", "report": report},
        conditions=dict.fromkeys(CONDITIONS) | conditions,
        states={step: StepState(state, done)},
        now=now,
        tz=TZ,
    )
    return seen(views, TZ)[step]


@pytest.mark.parametrize(
    ("state", "done", "kept"),
    [
        ("facut", "2026-11-22T11:00+02:00", (True,)),  # step 4 has one hour, to the minute
        ("facut", "2026-11-22T11:01+02:00", (False,)),
        ("facut", "2026-11-22", (None,)),  # that day, at an hour that nobody wrote
        ("facut", "2026-11-23", (False,)),
        ("facut", "2025-11-22T10:30+02:00", (None,)),  # a year before the report: one of the two is wrong
        ("facut", None, (None,)),
        ("de_facut", None, (False,)),  # still open, and its hour is over
        ("refuzat_de", None, ()),
        ("imposibil", None, ()),
    ],
)
def test_a_duty_is_kept_missed_or_not_known(sv_md: Protocol, state: str, done: Any, kept: tuple[bool | None, ...]):
    assert of(sv_md, "4", state, done) == Seen(True, kept)


def test_a_deadline_that_still_runs_is_not_judged(sv_md: Protocol):
    soon = datetime(2026, 11, 22, 10, 30, tzinfo=TZ)
    assert of(sv_md, "4", now=soon) == Seen(True, ())


def test_what_does_not_apply_was_not_called_for(sv_md: Protocol):
    assert of(sv_md, "4", "nu_se") == Seen(False, ())
    assert of(sv_md, "5", minor=False) == Seen(False, ())


def test_a_window_of_care_is_nobodys_duty(sv_md: Protocol):
    assert of(sv_md, "10", now=datetime(2027, 1, 1, tzinfo=TZ)).duties == ()


def test_of_a_report_whose_hour_is_not_known_the_doubt_is_told(sv_md: Protocol):
    assert of(sv_md, "4", "facut", "2026-11-22T15:00+02:00", report="2026-11-22").duties == (None,)
    assert of(sv_md, "17", "facut", "2026-11-22T15:00+02:00", report="2026-11-22").duties == (True,)
