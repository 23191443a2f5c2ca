"""What a person reads beside a clock: whole sentences, honest about what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desktop.i18n import duration_words
from desktop.protocols.board import ClockView
from desktop.protocols.schema import Kind
from desktop.protocols.words import sentences

CHISINAU = ZoneInfo("Europe/Chisinau")
DAY_AND_HOURS = duration_words(timedelta(hours=31))
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
CLOCK = ClockView(Kind.WINDOW, NOW + timedelta(hours=31, minutes=20), NOW, True, "running", True, 0, anchor="incident")


@pytest.mark.parametrize(
    ("changes", "romanian"),
    [
        ({"due": NOW + timedelta(hours=31)}, (f"Timp rămas: {DAY_AND_HOURS}, până la 25.11.2026, 21:30.",)),
        ({"state": "met"}, ()),
        ({"state": "passed"}, ("Fereastra recomandată a trecut. Trimiteți-o oricum la medic.",)),
        (
            {"state": "late", "kind": Kind.DUTY, "due": NOW - timedelta(hours=2)},
            ("Întârziere: 2 ore. Faceți pasul acum sau notați de ce nu se poate.",),
        ),
        (
            {"state": "open", "due": None, "exact": False},
            ("Cât mai curând: timpul nu se poate număra, pentru că ziua nu se știe.",),
        ),
        (
            {"state": "open", "due": None, "exact": False, "anchor": "step:13"},
            ("Timpul începe să curgă după un pas anterior.",),
        ),
    ],
)
def test_one_clock_in_words(changes, romanian):
    clock = replace(CLOCK, **changes)
    assert sentences(clock, NOW, CHISINAU, "ro") == romanian
    english = sentences(clock, NOW, CHISINAU, "en")
    assert len(english) == len(romanian)
    assert all(sentence.endswith(".") for sentence in english)


def test_what_is_not_exact_or_not_confirmed_is_said():
    _, day, proposal = sentences(replace(CLOCK, exact=False, verified=False), NOW, CHISINAU, "ro")
    assert "începutul zilei" in day
    assert "fereastră este o propunere" in proposal
    _, proposal = sentences(replace(CLOCK, verified=False, kind=Kind.DUTY, state="late"), NOW, CHISINAU, "ro")
    assert "termen este o propunere" in proposal
    _, proposal = sentences(replace(CLOCK, verified=False, due=None, state="open"), NOW, CHISINAU, "en")
    assert proposal.startswith("This window is a proposal")
