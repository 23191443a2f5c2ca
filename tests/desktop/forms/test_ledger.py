"""The ledger of consents: only an explicit, dated, signed yes for this recipient, these data and this moment counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms import ledger
from desktop.forms.ledger import ConsentSheet, Entry

TZ = ZoneInfo("Europe/Chisinau")
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=TZ)
SIGNED = {"how": "paper", "on": "2026-11-20"}


def sheet(id: str = "a", *, created: int = 0, doubted: frozenset[str] = frozenset(), **row: Any) -> ConsentSheet:
    """A whole consent of the police of Ungheni; what is given changes its row, or the sheet where it begins `_`."""
    body: dict[str, Any] = {"explained_on": "2026-11-20", "signature": SIGNED}
    columns = {"recipient": "politie", "agreed": "da", "institution": "Inspectoratul Ungheni", "data": ["cod"],
               "valid_until": "2026-12-20"}  # fmt: skip
    for name, value in row.items():
        if name.startswith("_"):
            body[name[1:]] = value
        else:
            columns[name] = value
    answers = {**body, **{f"release/r/{name}": value for name, value in columns.items()}}
    return ConsentSheet(id, answers, datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=created), doubted)


def known(*sheets: ConsentSheet, now: datetime = NOW) -> tuple[Entry, ...]:
    return ledger.entries(sheets, ledger.moment(now), TZ)


def why_not(*sheets: ConsentSheet, data: str = "cod", institution: str | None = None, now: datetime = NOW) -> str:
    return ledger.may(known(*sheets, now=now), {"politie"}, data, institution).why_not


# --- one sheet --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({}, ""),
        ({"agreed": "nu"}, "refused"),
        ({"agreed": None}, "refused"),
        ({"agreed": {"none": "unknown"}}, "refused"),
        ({"agreed": {"none": "declined"}}, "refused"),
        ({"agreed": True}, "refused"),
        ({"agreed": ["da"]}, "refused"),
        ({"valid_until": "2026-11-23"}, "expired"),
        ({"valid_until": "2026-11-24"}, ""),
        ({"valid_until": "2026-12"}, ""),
        ({"valid_until": "2026-11"}, "expired"),  # its earliest reading is the first of the month
        ({"valid_until": None}, "no-end"),
        ({"valid_until": "when she says"}, "no-end"),
        ({"institution": None}, "no-institution"),
        ({"institution": " ... "}, "no-institution"),
        ({"ended_on": "2026-11-24"}, "withdrawn"),
        ({"ended_on": "2026-11-25"}, ""),
        ({"ended_on": "no date at all"}, "withdrawn"),
        ({"_withdrawn_on": "2026-11-22"}, "withdrawn"),
        ({"_withdrawn_on": {"none": "unknown"}}, "withdrawn"),
        ({"_explained_on": None}, "undated"),
        ({"_explained_on": "2026-11-25", "_signature": SIGNED}, "not-yet"),
        ({"_signature": None}, "not-signed"),
        ({"_signature": {"how": "telepathy"}}, "not-signed"),
        ({"_signature": "Ana"}, "not-signed"),
        ({"data": ["telefon_sigur"]}, "data-not-named"),
        ({"data": None}, "data-not-named"),
        ({"recipient": "medical"}, "no-consent"),
        ({"recipient": None}, "no-consent"),
    ],
)  # fmt: skip
def test_one_sheet_says_yes_or_why_not(row: dict[str, Any], code: str) -> None:
    assert why_not(sheet(**row)) == code


def test_a_consent_never_lasts_longer_than_half_a_year() -> None:
    long = sheet(valid_until="2030-01-01")
    assert why_not(long, now=NOW + timedelta(days=150)) == ""
    assert why_not(long, now=NOW + timedelta(days=190)) == "expired"


def test_what_has_two_values_is_no_consent_until_somebody_chose() -> None:
    for path in ("release/r/valid_until", "release/r", "signature", "withdrawn_on"):
        assert why_not(sheet(doubted=frozenset({path}))) == "two-values"
    assert why_not(sheet(doubted=frozenset({"release/other/agreed", "consent_stats"}))) == ""


def test_the_institution_is_the_one_that_was_named() -> None:
    assert why_not(sheet(), institution="INSPECTORATUL  Ungheni") == ""
    assert why_not(sheet(institution="Secția Țuțu"), institution="tutu sectia") == ""
    assert why_not(sheet(), institution="Inspectoratul Călărași") == "other-institution"


def test_the_whole_file_holds_everything_but_the_account() -> None:
    assert why_not(sheet(data=["dosar_intreg"]), data="nume_complet") == ""
    assert why_not(sheet(data=["dosar_intreg"]), data="relatare") == "data-not-named"
    assert why_not(sheet(data=["nume_complet"]), data="prenume") == ""
    assert why_not(sheet(data=["prenume"]), data="nume_complet") == "data-not-named"


def test_nothing_was_asked_at_all() -> None:
    assert why_not() == "no-consent"


# --- several sheets ---------------------------------------------------------------------------------------------------


def test_a_newer_no_ends_an_older_yes_and_a_newer_yes_an_older_no() -> None:
    yes, no = sheet("yes"), sheet("no", _explained_on="2026-11-22", agreed="nu", institution=None)
    assert why_not(yes, no) == "refused"
    assert [one.why_not for one in known(yes, no)] == ["refused", "superseded"]
    older = sheet("no", _explained_on="2026-11-10", agreed="nu", institution=None)
    assert why_not(yes, older) == ""


def test_yes_and_no_of_the_same_day_is_no() -> None:
    assert why_not(sheet("yes", created=5), sheet("no", agreed="nu")) == "superseded"


def test_no_to_one_institution_is_not_no_to_another() -> None:
    other = sheet("no", _explained_on="2026-11-22", agreed="nu", institution="Inspectoratul Călărași")
    assert why_not(sheet(), other) == ""


def test_a_newer_narrower_yes_takes_the_place_of_a_wider_one() -> None:
    wide = sheet("wide", data=["cod", "nume_complet"])
    narrow = sheet("narrow", _explained_on="2026-11-22", data=["cod"])
    assert why_not(wide, narrow, data="cod") == ""
    assert why_not(wide, narrow, data="nume_complet") == "data-not-named"


def test_consents_for_two_purposes_stand_beside_each_other() -> None:
    court = sheet("court", purpose="protectie", data=["nume_complet"])
    help_ = sheet("help", _explained_on="2026-11-22", purpose="serviciu", data=["cod"])
    assert why_not(court, help_, data="nume_complet") == ""
    assert why_not(court, help_, data="cod") == ""


def test_withdrawing_the_newer_one_does_not_wake_the_older() -> None:
    newer = sheet("newer", _explained_on="2026-11-22", _withdrawn_on="2026-11-23")
    assert why_not(sheet(), newer) == "withdrawn"


def test_what_is_said_tomorrow_changes_nothing_today() -> None:
    assert why_not(sheet(), sheet("no", _explained_on="2026-11-25", agreed="nu")) == ""


ROWS = st.fixed_dictionaries(
    {},
    optional={
        "agreed": st.sampled_from(["da", "da", "nu", None, {"none": "unknown"}]),
        "recipient": st.sampled_from(["politie", "medical"]),
        "institution": st.sampled_from(["Ungheni", "Ungheni", "Călărași", None]),
        "valid_until": st.sampled_from(["2026-11-23", "2026-11-24", "2026-12-20", "2026-12", None, "x"]),
        "ended_on": st.sampled_from([None, None, "2026-11-21", "2026-11-30"]),
        "purpose": st.sampled_from([None, "serviciu", "protectie"]),
        "data": st.sampled_from([["cod"], ["cod", "relatare"], ["dosar_intreg"], None]),
        "_explained_on": st.sampled_from(["2026-11-10", "2026-11-20", "2026-11-20", "2026-11", "2026-12-01", None]),
        "_withdrawn_on": st.sampled_from([None, None, None, "2026-11-22"]),
        "_signature": st.sampled_from([SIGNED, SIGNED, None]),
    },
)
SHEETS = st.lists(ROWS, max_size=4).map(
    lambda rows: [sheet(f"s{place}", created=place, **row) for place, row in enumerate(rows)]
)


@given(SHEETS)
def test_the_order_in_which_sheets_are_given_changes_nothing(sheets: list[ConsentSheet]) -> None:
    assert len({known(*order) for order in permutations(sheets)}) == 1


@given(SHEETS, st.sampled_from(["cod", "relatare", "nume_complet"]))
def test_nothing_goes_without_an_explicit_yes_that_is_whole(sheets: list[ConsentSheet], data: str) -> None:
    verdict = ledger.may(known(*sheets), {"politie"}, data, "Ungheni")
    if verdict.allowed:
        assert verdict.entry is not None
        told = next(one.answers for one in sheets if one.id == verdict.entry.sheet)
        assert told["release/r/agreed"] == "da"
        assert told["release/r/recipient"] == "politie"
        assert told["signature"] == SIGNED
        assert ledger.covers(told["release/r/data"], data)
        assert verdict.entry.since is not None and verdict.entry.until is not None
        assert verdict.entry.since <= NOW < verdict.entry.until


@given(SHEETS, ROWS)
def test_one_more_no_never_opens_what_was_closed(sheets: list[ConsentSheet], row: dict[str, Any]) -> None:
    no = sheet("no", created=9, **{**row, "agreed": "nu"})
    for data in ("cod", "relatare"):
        if ledger.may(known(*sheets, no), {"politie"}, data).allowed:
            assert ledger.may(known(*sheets), {"politie"}, data).allowed


@given(SHEETS, st.integers(0, 400))
def test_what_ran_out_by_itself_does_not_come_back_later(sheets: list[ConsentSheet], days: int) -> None:
    later = NOW + timedelta(days=days)
    begun = [one for one in sheets if one.answers["explained_on"] != "2026-12-01"]
    if ledger.may(known(*begun, now=later), {"politie"}, "cod").allowed:
        ended = [one for one in known(*begun) if one.why_not in ("expired", "withdrawn", "superseded", "refused")]
        allowed = ledger.may(known(*begun, now=later), {"politie"}, "cod").entry
        assert allowed is not None
        assert (allowed.sheet, allowed.row) not in {(one.sheet, one.row) for one in ended}


def test_a_yes_to_a_question_of_the_sheet_counts_only_where_the_newest_says_it() -> None:
    def told(*sheets: ConsentSheet) -> str:
        return ledger.agreed(sheets, "consent_contact", TZ)

    yes, no = sheet("a", _consent_contact="da"), sheet("b", _explained_on="2026-11-22", _consent_contact="nu")
    assert told() == told(sheet()) == ""
    assert told(yes) == "da"
    assert told(yes, no) == told(no, yes) == "nu"
    assert told(sheet("a", _consent_contact="da", _withdrawn_on="2026-11-22")) == "nu"
    assert told(sheet("a", _consent_contact={"none": "declined"})) == "nu"
