"""What is typed off a team's sheet: one key for the box, figures for the hour, a letter for the reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.protocols.typed import Paper, Tick, hours, tick
from desktop.refusals import Refused

CHISINAU = ZoneInfo("Europe/Chisinau")
PAPER = Paper(date(2026, 11, 24), datetime(2026, 11, 25, 12, 0, tzinfo=CHISINAU), CHISINAU)
REASONS = {"A": "nu_doreste", "D": "serviciu_indisponibil"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", None),
        ("  ", None),
        ("1 1430", Tick("facut", "2026-11-24T14:30+02:00")),
        ("11430", Tick("facut", "2026-11-24T14:30+02:00")),
        ("1 14:30", Tick("facut", "2026-11-24T14:30+02:00")),
        ("1 930", Tick("facut", "2026-11-24T09:30+02:00")),
        ("1 2511 0015", Tick("facut", "2026-11-25T00:15+02:00")),
        ("1 25.11 00:15", Tick("facut", "2026-11-25T00:15+02:00")),
        ("1 25110015", Tick("facut", "2026-11-25T00:15+02:00")),
        ("1 2311 /", Tick("facut", "2026-11-23")),
        ("1/", Tick("facut", "2026-11-24")),
        ("1", Tick("facut", "2026-11-24")),
        ("1 1430 d", Tick("facut", "2026-11-24T14:30+02:00", "serviciu_indisponibil")),
        ("1 1430 А", Tick("facut", "2026-11-24T14:30+02:00", "nu_doreste")),  # the А of a Russian keyboard
        ("2a", Tick("refuzat_de", None, "nu_doreste")),
        ("2", Tick("refuzat_de")),
        ("2 2215 A", Tick("refuzat_de", "2026-11-24T22:15+02:00", "nu_doreste")),
        ("3", Tick("nu_se")),
        ("4 D", Tick("imposibil", None, "serviciu_indisponibil")),
    ],
)
def test_one_line_is_one_step(typed: str, expected: Tick | None) -> None:
    assert tick(typed, PAPER, REASONS) == expected


@pytest.mark.parametrize(
    "typed",
    ["5", "0", "x", "1 9", "1 2599", "1 2460", "1 3102 1430", "1 1430 Z", "1 A 1430", "1 12 1430", "1 1 1 1", "A"],
)
def test_what_means_nothing_is_refused_and_not_guessed(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        tick(typed, PAPER, REASONS)
    assert refusal.value.code == "bad-value"


def test_an_hour_that_has_not_been_is_asked_for_again() -> None:
    for typed in ("1 2511 1430", "1 2611 0900", "1 2612 /"):
        with pytest.raises(Refused) as refusal:
            tick(typed, PAPER, REASONS)
        assert refusal.value.facts["field"] == "future"


def test_in_january_december_is_of_the_year_before() -> None:
    january = Paper(date(2027, 1, 2), datetime(2027, 1, 2, 9, 0, tzinfo=CHISINAU), CHISINAU)
    assert tick("1 3112 2330", january, REASONS) == Tick("facut", "2026-12-31T23:30+02:00")
    assert tick("1 0201 0030", january, REASONS) == Tick("facut", "2027-01-02T00:30+02:00")


def test_without_a_day_on_the_paper_an_hour_alone_is_not_enough() -> None:
    undated = Paper(None, PAPER.now, CHISINAU)
    with pytest.raises(Refused):
        tick("1 1430", undated, REASONS)
    assert tick("1 2411 1430", undated, REASONS) == Tick("facut", "2026-11-24T14:30+02:00")


def test_the_hour_that_the_clocks_jump_over_does_not_exist() -> None:
    spring = Paper(date(2026, 3, 29), datetime(2026, 3, 29, 12, 0, tzinfo=CHISINAU), CHISINAU)
    with pytest.raises(Refused):
        tick("1 0230", spring, REASONS)  # in Moldova the clocks go from 02:00 to 03:00
    assert tick("1 0330", spring, REASONS) == Tick("facut", "2026-03-29T03:30+03:00")


def test_three_hours_of_an_institution() -> None:
    assert hours("1015 - 11:30", PAPER) == ("2026-11-24T10:15+02:00", None, "2026-11-24T11:30+02:00")
    assert hours("1015", PAPER) == ("2026-11-24T10:15+02:00", None, None)
    assert hours("", PAPER) == (None, None, None)
    for wrong in ("1 2 3 4", "10:15 10:16 10:17 10:18", "x", "2511"):
        with pytest.raises(Refused):
            hours(wrong, PAPER)


@given(st.text(max_size=24))
def test_anything_typed_is_read_or_refused(typed: str) -> None:
    try:
        found = tick(typed, PAPER, REASONS)
    except Refused as refusal:
        assert refusal.code == "bad-value"
        assert set(refusal.facts.values()) <= {"typed", "future"}
    else:
        assert (found is None) == (not typed.strip(" \t\r\n.:,;") or not typed.strip())


@given(st.datetimes(datetime(2026, 6, 1), datetime(2026, 11, 25, 11, 59)))  # noqa: DTZ001 - local by intent
def test_every_hour_that_was_is_read_as_it_was_written(at: datetime) -> None:
    local = at.replace(second=0, microsecond=0, tzinfo=CHISINAU)
    exists = (local.astimezone(ZoneInfo("UTC")) + timedelta()).astimezone(CHISINAU).replace(tzinfo=None)
    if exists != local.replace(tzinfo=None):
        return
    found = tick(f"1 {local:%d%m %H%M}", PAPER, REASONS)
    assert found is not None
    assert found.done is not None
    assert datetime.fromisoformat(found.done).replace(tzinfo=None) == local.replace(tzinfo=None)
