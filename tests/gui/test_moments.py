"""Moments in words: a day of this week is named so that the sentence around it stays right in each language."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from desktop.gui.models.times import moment_words
from desktop.i18n import _, using
from tests.conftest import CHISINAU

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)  # a Tuesday


@pytest.mark.parametrize(
    ("language", "said"),
    [("ro", "până vineri, 09:30"), ("en", "until Friday, 09:30"), ("ru", "до пт, 09:30")],
)
def test_until_a_day_of_this_week(language: str, said: str) -> None:
    with using(language):
        assert _("until {moment}").format(moment=moment_words(NOW.replace(day=27, hour=9), NOW)) == said


@pytest.mark.parametrize(("days", "said"), [(0, "сегодня, 14:30"), (1, "завтра, 14:30"), (-1, "вчера, 14:30")])
def test_the_days_beside_today_have_their_own_words(days: int, said: str) -> None:
    with using("ru"):
        assert moment_words(NOW + timedelta(days=days), NOW) == said


def test_a_day_beyond_the_week_is_a_date() -> None:
    with using("ru"):
        assert moment_words(NOW + timedelta(days=8), NOW) == "02.12.2026"
