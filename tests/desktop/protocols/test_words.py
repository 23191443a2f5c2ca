"""What a person reads beside a clock: whole sentences, honest about what is not known."""

from __future__ import annotations

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
    clock = CLOCK._replace(**changes)
    assert sentences(clock, NOW, CHISINAU, "ro") == romanian
    english = sentences(clock, NOW, CHISINAU, "en")
    assert len(english) == len(romanian)
    assert all(sentence.endswith(".") for sentence in english)


def test_what_is_not_exact_or_not_confirmed_is_said():
    _, day, proposal = sentences(CLOCK._replace(exact=False, verified=False), NOW, CHISINAU, "ro")
    assert "începutul zilei" in day
    assert "fereastră este o propunere" in proposal
    _, proposal = sentences(CLOCK._replace(verified=False, kind=Kind.DUTY, state="late"), NOW, CHISINAU, "ro")
    assert "termen este o propunere" in proposal
    _, proposal = sentences(CLOCK._replace(verified=False, due=None, state="open"), NOW, CHISINAU, "en")
    assert proposal.startswith("This window is a proposal")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"due": NOW + timedelta(hours=5)}, "At least 5 hours left"),
        ({"due": NOW - timedelta(hours=2), "state": "late", "kind": Kind.DUTY}, "Late by 2 hours at most."),
        (
            {"state": "passed", "latest": NOW + timedelta(hours=3)},
            "may have passed already. Send her to a doctor at once.",
        ),
        ({"state": "passed", "latest": NOW - timedelta(hours=3)}, "has passed. Send her to a doctor anyway."),
    ],
)
def test_where_only_the_day_is_known_every_sentence_says_so(changes, said):
    first, day, *_ = sentences(CLOCK._replace(exact=False, **changes), NOW, CHISINAU, "en")
    assert said in first
    assert day == "The hour is not known, so the time is counted from the beginning of the day."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"anchor": "step:13", "coarse": True},
            "As soon as possible: there is no countdown, because the day is not known.",
        ),
        ({"anchor": "admission"}, "The time begins to run when she is admitted."),
        ({"anchor": "order"}, "The time begins to run when an order is issued."),
    ],
)
def test_why_nothing_is_counted_yet(changes, said):
    assert sentences(CLOCK._replace(due=None, state="open", **changes), NOW, CHISINAU, "en") == (said,)
