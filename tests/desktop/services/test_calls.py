"""The calls of a day: whom somebody meant to call, only on open numbers, and a list that says nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from db import access_log
from desktop.services import calls
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, MANAGER, Village, put, village
from tests.desktop.services.consents_room import text_of

SAFE = {"phones/a/number": "069123456", "phones/a/safe_call": True}


@pytest.fixture
def here(tmp_path: Path, clock: FixedClock) -> Village:
    found = village(tmp_path / "vault", clock)
    with found.at(MANAGER) as session:
        put(session, found.code, "note", {"next_step": "sună", "next_due": "2026-11-24"})
    return found


def test_a_call_that_was_meant_for_today_is_on_the_list_with_its_number(here: Village) -> None:
    with here.at(MANAGER) as session:
        put(session, here.code, "identity", SAFE)
        (call,) = calls.today(session).calls
        assert (call.code, call.kind, call.later, call.route.address) == (here.code, "followup", False, "+37369123456")


def test_a_closed_way_is_told_with_its_rule_and_without_its_number(here: Village) -> None:
    with here.at(MANAGER) as session:
        put(session, here.code, "identity", {**SAFE, "phones/a/safe_call": False})
        found = calls.today(session)
        assert found.calls == ()
        assert [one.route.rule for one in found.closed] == ["not-marked-safe"]
        assert "69123456" not in repr(found)


def test_hours_that_come_later_today_put_it_later_and_hours_that_passed_close_it(
    here: Village, clock: FixedClock
) -> None:
    with here.at(MANAGER) as session:
        put(session, here.code, "identity", {**SAFE, "phones/a/hours": "18-20"})
        (call,) = calls.today(session).calls
        assert call.later
        clock.now += timedelta(hours=8)
        found = calls.today(session)
        assert (found.calls, [one.route.rule for one in found.closed]) == ((), ["outside-hours"])


def test_the_trusted_person_is_called_where_no_number_of_hers_is_open(here: Village) -> None:
    with here.at(MANAGER) as session:
        trusted = {"safe_contact": "Vera", "safe_contact_phone": "069000111", "safe_contact_call": True}
        put(session, here.code, "identity", trusted)
        (call,) = calls.today(session).calls
        assert (call.route.way, call.route.address) == (calls.Way.TRUSTED, "+37369000111")


def test_the_printed_list_holds_numbers_and_no_word_that_gives_her_away(here: Village) -> None:
    with here.at(MANAGER) as session:
        put(session, here.code, "identity", {**SAFE, "phones/a/hours": "9-17", "first_name": "Ilincuța"})
        made = calls.paper(session, calls.today(session))
        words = text_of(made.data)
        assert "+37369123456" in words and "09:00–17:00" in words
        for word in ("Ilincuța", "victim", "violen", "caz", "dosar", "UN4", "Ancora", "asisten", "follow", here.code):
            assert word not in words, word
        assert [one.object for one in access_log.page(session.conn, 50) if one.verb == "call-listed"] == [here.case]


def test_a_case_that_is_hidden_from_somebody_is_on_no_list_of_hers(here: Village) -> None:
    with here.at(MANAGER) as session:
        put(session, here.code, "identity", SAFE)
    here.deny(COUSIN)
    with here.at(COUSIN) as session:
        found = calls.today(session)
        assert (found.calls, found.closed) == ((), ())
