"""The row of a case, how she may be reached, what she agreed to: the safer reading always wins."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest

from db.due import DueRow
from db.records import Record
from desktop.services import summary
from desktop.services.summary import Contact

DAY = datetime(2026, 11, 24, 12, tzinfo=UTC)


def record(form: str, *, conflicts: int = 0, state: str = "complete", hour: int = 12) -> Record:
    return Record("r", "c", form, 1, {}, state, conflicts, DAY, DAY.replace(hour=hour), "w")


def test_a_row_holds_no_name_and_no_address() -> None:
    answers: dict[str, list[dict[str, object]]] = {
        "case": [{"case_code": "UN4-26-AAAAAA", "status": "deschis", "case_track": ["sv_adult", "copil"]}],
        "identity": [{"last_name": "Canaru", "real_county": "MD-UN", "real_addr": "MD-UN/Canari", "sex": "F"}],
        "incident": [{"inc_county": "MD-NI"}],
    }
    due = DueRow("t", "c", "duty", "2026-11-24T10:00:00.000Z", ref="9")
    row = summary.row("c", answers, [record("case"), record("identity", conflicts=2, state="to_check", hour=13)], due)
    assert "Canar" not in repr(row)
    assert (row.code, row.track, row.place, row.sex) == ("UN4-26-AAAAAA", "sv_adult copil", "MD-UN", "F")
    assert (row.next_due, row.next_what, row.next_ref) == ("2026-11-24T10:00:00.000Z", "duty", "9")
    assert (row.conflicts, row.checks, row.modified) == (2, 1, "2026-11-24T13:00:00.000Z")
    assert row.risk is None


def test_the_place_is_where_it_happened_when_nobody_said_where_she_lives() -> None:
    declined = {"none": "declined"}
    case: dict[str, list[dict[str, object]]] = {
        "identity": [{"real_county": declined}],
        "incident": [{}, {"inc_county": "MD-NI"}],
    }
    assert summary.place(case) == "MD-NI"
    assert summary.place({"identity": [{"legal_county": "MD-CL"}]}) == "MD-CL"
    assert summary.place({}) is None


def phones(**ways: object) -> dict[str, list[dict[str, object]]]:
    told = {"number": "+37369000000", **ways}
    return {"identity": [{f"phones/p/{name}": value for name, value in told.items()}]}


@pytest.mark.parametrize("said", [False, None, {"none": "unknown"}, "true"])
def test_a_way_that_nobody_called_safe_is_not_safe(said: object) -> None:
    assert summary.contact(phones(number="+37369000000", safe_call=said)) == Contact()
    assert not summary.contact({}).known


def test_a_number_may_be_safe_for_some_ways_at_some_hours() -> None:
    contact = summary.contact(phones(safe_sms=True, safe_call=False, hours="9–11"))
    assert contact == Contact((), ("sms",), "9–11")


@pytest.mark.parametrize(
    ("flag", "left"), [("apel", ("sms",)), ("sms", ("call",)), ("orice", ()), ("vizita", ("call", "sms"))]
)
def test_what_is_forbidden_wins_over_what_is_safe(flag: str, left: tuple[str, ...]) -> None:
    case = phones(safe_call=True, safe_sms=True)
    case["identity"][0]["do_not"] = [flag]
    assert summary.contact(case) == Contact((flag,), left)


def test_hours_of_two_numbers_that_differ_are_not_mixed() -> None:
    answers = {
        "phones/a/number": "+37369000000",
        "phones/a/safe_call": True,
        "phones/a/hours": "9–11",
        "phones/b/number": "+37369000001",
        "phones/b/safe_sms": True,
        "phones/b/hours": "18–20",
    }
    assert summary.contact({"identity": [answers]}).hours == ""


def test_a_number_of_the_aggressor_is_told_to_nobody_as_safe() -> None:
    case = phones(safe_call=True)
    assert summary.contact({**case, "aggressor": [{"agg_phone": "069000000"}]}) == Contact()


def test_nobody_asked_is_not_a_no() -> None:
    assert summary.consent({}) is None
    assert summary.consent({"consent": [{"consent_services": {"none": "declined"}}]}) is None


def test_the_sheet_that_was_explained_last_stands_in_whatever_order_they_came() -> None:
    old = {
        "consent_services": "da",
        "explained_on": "2026-11-01",
        "release/a/recipient": "politie",
        "release/a/agreed": "da",
    }
    new = {"consent_services": "nu", "explained_on": "2026-11-20"}
    undated = {"consent_services": "amanat"}
    for sheets in permutations((old, new, undated)):
        found = summary.consent({"consent": list(sheets)})
        assert found is not None and (found.services, found.on, found.recipients) == ("nu", "2026-11-20", ())


def test_only_a_plain_yes_lets_data_go_and_a_withdrawal_ends_it() -> None:
    sheet = {
        "consent_services": "da",
        "release/a/recipient": "politie",
        "release/a/agreed": "da",
        "release/b/recipient": "medical",
        "release/b/agreed": "nu",
        "release/c/recipient": "psiholog",
        "release/c/agreed": {"none": "unknown"},
    }
    found = summary.consent({"consent": [sheet]})
    assert found is not None and found.recipients == ("politie",) and not found.withdrawn
    withdrawn = summary.consent({"consent": [{**sheet, "withdrawn_on": "2026-11-23"}]})
    assert withdrawn is not None and withdrawn.withdrawn and withdrawn.recipients == ()


def risks(*sheets: dict[str, object]) -> str | None:
    return summary.risk({"risk": sheets})


def test_the_risk_is_that_of_the_newest_assessment() -> None:
    old = {"assessed_dt": "2026-10-01T10:00+03:00", "level": "crescut"}
    new = {"assessed_dt": "2026-11-20T10:00+02:00", "level": "scazut"}
    assert risks(old, new) == risks(new, old) == "scazut"
    assert risks() is None
    assert summary.risk({}) is None


@pytest.mark.parametrize("level", [None, "neevaluat", {"none": "unknown"}])
def test_an_assessment_just_begun_does_not_hide_what_the_last_one_said(level: object) -> None:
    old = {"assessed_dt": "2026-10-01T10:00+03:00", "level": "crescut"}
    begun = {"assessed_dt": "2026-11-20T10:00+02:00", "level": level}
    assert risks(old, begun) == "crescut"
    assert risks(begun) is None


def test_hours_count_by_the_moment_and_not_by_how_they_are_written() -> None:
    earlier = {"assessed_dt": "2026-10-25T03:50+03:00", "level": "mediu"}
    later = {"assessed_dt": "2026-10-25T03:10+02:00", "level": "crescut"}
    assert risks(later, earlier) == "crescut"
