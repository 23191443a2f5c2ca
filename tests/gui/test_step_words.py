"""What a step says of its time before there is anything to count from."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.gui.models.step_words import deadline_words
from desktop.i18n import using
from desktop.protocols.board import board
from desktop.services import library

BUCHAREST = ZoneInfo("Europe/Bucharest")
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=BUCHAREST)
REPORT = "2026-11-24T13:00+02:00"


def words(protocol: str, step: str, **anchors: str) -> str:
    shown = board(
        library.shipped().protocol(protocol),
        anchors={"report": REPORT} | anchors,
        conditions={},
        states={},
        now=NOW,
        tz=BUCHAREST,
    )
    view = next(view for view in shown if view.step.id == step)
    with using("ro"):
        return deadline_words(view, NOW).text


@pytest.mark.parametrize(
    ("protocol", "step", "told"),
    [
        ("vd_ro", "10", "după ce se emite un ordin"),
        ("vd_ro", "12", "după ce se emite un ordin"),
        ("vd_md", "22", "după ce se emite un ordin"),
        ("home_ro", "8", "după ce este primită în locuință"),
        ("home_ro", "23", "după pasul 22"),
        ("sv_md", "10", "cât mai curând"),  # the incident has been, only nobody knows the day
        ("home_ro", "20", "fără termen"),
    ],
)
def test_what_has_not_begun_says_what_it_waits_for(protocol: str, step: str, told: str) -> None:
    assert words(protocol, step) == told


def test_an_order_of_which_only_the_month_is_known_does_not_wait_for_one() -> None:
    assert words("vd_ro", "12", order="2026-11") == "cât mai curând"


def test_of_two_deadlines_the_first_is_told_with_its_name() -> None:
    told = words("vd_ro", "10", order="2026-11-24T14:00+02:00")
    assert told.startswith("Ordinul ajunge la procuror: ")
