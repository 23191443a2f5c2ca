"""Safe contact: a way is open only where she said so, and each rule closes it and opens it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.i18n import using
from desktop.privacy import hours, safe_contact
from desktop.privacy.safe_contact import RULES, Known, Way

TZ = ZoneInfo("Europe/Chisinau")
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=TZ)  # a Tuesday
PHONE = {"phones/a/number": "+37369123456", "phones/a/safe_call": True}
HOME = {"real_addr": "MD-UN/Sculeni", "letter_safe": True, "visit_safe": True}
MAIL = {"email": "eu@example.org", "email_safe": True, "email_shared": False}
TRUSTED = {"safe_contact": "Mătușa Vera", "safe_contact_phone": "+37369000111", "safe_contact_call": True}


def rule(
    way: Way,
    identity: dict[str, Any],
    *,
    aggressor: dict[str, Any] | None = None,
    consent: dict[str, Any] | None = None,
    doubted: frozenset[str] = frozenset(), now: datetime = NOW,
) -> str:  # fmt: skip
    known = Known(identity, [aggressor] if aggressor else [], [consent] if consent else [], doubted)
    return safe_contact.of_way(known, way, now, TZ)[0].rule


def test_an_empty_sheet_opens_no_way() -> None:
    assert {rule(way, {}) for way in Way} == {"nothing-known"}


@pytest.mark.parametrize(
    ("way", "safe", "danger", "code"),
    [
        (Way.CALL, PHONE, {"phones/a/safe_call": False}, "not-marked-safe"),
        (Way.CALL, PHONE, {"phones/a/safe_call": None}, "not-marked-safe"),
        (Way.CALL, PHONE, {"phones/a/safe_call": {"none": "unknown"}}, "not-marked-safe"),
        (Way.CALL, PHONE, {"phones/a/safe_call": "true"}, "not-marked-safe"),
        (Way.CALL, PHONE, {"do_not": ["apel"]}, "flag-forbids"),
        (Way.CALL, PHONE, {"do_not": ["orice"]}, "no-contact-at-all"),
        (Way.CALL, PHONE, {"phones/a/hours": "9-13"}, "outside-hours"),
        (Way.CALL, PHONE, {"phones/a/hours": "când e el la lucru"}, "hours-unclear"),
        (Way.CALL, PHONE, {"phones/a/number": None}, "nothing-known"),
        (Way.SMS, {**PHONE, "phones/a/safe_sms": True}, {"do_not": ["sms"]}, "flag-forbids"),
        (Way.SMS, {**PHONE, "phones/a/safe_sms": True}, {"phones/a/safe_sms": False}, "not-marked-safe"),
        (Way.MESSAGING, {**PHONE, "phones/a/safe_messaging": True}, {"do_not": ["mesagerie"]}, "flag-forbids"),
        (Way.VOICEMAIL, {**PHONE, "phones/a/safe_voicemail": True}, {"do_not": ["mesaj_vocal"]}, "flag-forbids"),
        (Way.EMAIL, MAIL, {"email_shared": True}, "email-shared"),
        (Way.EMAIL, MAIL, {"email_shared": None}, "email-shared"),
        (Way.EMAIL, MAIL, {"email_safe": False}, "not-marked-safe"),
        (Way.EMAIL, MAIL, {"email": None}, "nothing-known"),
        (Way.EMAIL, MAIL, {"do_not": ["email"]}, "flag-forbids"),
        (Way.LETTER, HOME, {"letter_safe": None}, "not-marked-safe"),
        (Way.LETTER, HOME, {"do_not": ["corespondenta"]}, "flag-forbids"),
        (Way.LETTER, HOME, {"real_addr": None}, "nothing-known"),
        (Way.VISIT, HOME, {"visit_safe": False}, "not-marked-safe"),
        (Way.VISIT, HOME, {"do_not": ["vizita"]}, "flag-forbids"),
        (Way.TRUSTED, TRUSTED, {"safe_contact_call": None}, "not-marked-safe"),
        (Way.TRUSTED, TRUSTED, {"do_not": ["familie"]}, "flag-forbids"),
        (Way.TRUSTED, TRUSTED, {"safe_contact_phone": None}, "nothing-known"),
    ],
)  # fmt: skip
def test_each_rule_from_both_sides(way: Way, safe: dict[str, Any], danger: dict[str, Any], code: str) -> None:
    assert rule(way, safe) == ""
    assert rule(way, {**safe, **danger}) == code


def test_a_number_of_the_aggressor_is_never_called_whatever_is_ticked() -> None:
    assert rule(Way.CALL, PHONE, aggressor={"agg_phone": "+37369123457"}) == ""
    assert rule(Way.CALL, PHONE, aggressor={"agg_phone": "069 123 456"}) == "aggressor-number"


def test_the_trusted_person_is_not_the_aggressor() -> None:
    assert rule(Way.TRUSTED, TRUSTED, aggressor={"agg_name": "Ion Ursu", "agg_phone": "+37369000112"}) == ""
    assert rule(Way.TRUSTED, TRUSTED, aggressor={"agg_name": "vera MATUSA"}) == "trusted-is-aggressor"
    assert rule(Way.TRUSTED, TRUSTED, aggressor={"agg_phone": "+37369000111"}) == "trusted-is-aggressor"


def test_a_consent_that_refuses_contact_closes_every_way() -> None:
    yes = {"explained_on": "2026-11-20", "consent_contact": "da"}
    for said, code in (("da", ""), ("nu", "consent-refused"), ({"none": "declined"}, "consent-refused"), (None, "")):
        assert rule(Way.CALL, PHONE, consent={**yes, "consent_contact": said}) == code


def test_two_values_between_which_nobody_chose_close_a_way() -> None:
    assert rule(Way.CALL, PHONE, doubted=frozenset({"phones/b/number"})) == ""
    assert rule(Way.CALL, PHONE, doubted=frozenset({"phones/a/number"})) == "two-values"
    assert rule(Way.EMAIL, MAIL, doubted=frozenset({"email"})) == "two-values"
    assert rule(Way.LETTER, HOME, doubted=frozenset({"real_street"})) == "two-values"
    assert rule(Way.TRUSTED, TRUSTED, doubted=frozenset({"safe_contact"})) == "two-values"


def test_one_safe_number_of_two_is_found() -> None:
    two = {**PHONE, "phones/a/safe_call": False, "phones/b/number": "+37379555444", "phones/b/safe_call": True}
    found = safe_contact.first_open(Known(two), [Way.SMS, Way.CALL], NOW, TZ)
    assert found is not None
    assert (found.way, found.number, found.address) == (Way.CALL, 2, "+37379555444")
    assert safe_contact.first_open(Known(two), [Way.SMS], NOW, TZ) is None


def test_the_sentence_names_the_rule_and_neither_number_nor_person() -> None:
    secret = {**PHONE, **TRUSTED, **MAIL, "phones/a/hours": "9-13", "phones/a/who_may_answer": "doar Vera"}
    with using("ro"):
        for route in safe_contact.routes(Known(secret, [{"agg_phone": "+37369123456"}]), NOW, TZ):
            assert bool(route.words) is not route.open
            for word in ("69123456", "69000111", "Vera", "example", "{"):
                assert word not in route.words
        unsafe = safe_contact.of_way(Known({**PHONE, "phones/a/safe_call": False}), Way.CALL, NOW, TZ)[0]
        assert unsafe.words == "Nu se sună: numărul 1 nu este marcat ca sigur pentru aceasta."
        late = safe_contact.of_way(Known({**PHONE, "phones/a/hours": "9-13"}), Way.CALL, NOW, TZ)[0]
        assert late.words == "Nu se sună acum: numărul 1 este sigur numai 09:00–13:00."


IDENTITIES = st.fixed_dictionaries(
    {},
    optional={
        "phones/a/number": st.sampled_from(["+37369123456", "", None, 5]),
        **{f"phones/a/safe_{way}": st.sampled_from([True, False, None, "da", 1]) for way in ("call", "sms")},
        "phones/a/hours": st.sampled_from(["", "9-13", "L-V 9-17", "oricând", "??"]),
        "do_not": st.sampled_from([None, [], ["apel"], ["orice"], "apel", {"none": "unknown"}]),
        "email": st.sampled_from([None, "eu@example.org"]),
        "email_safe": st.sampled_from([None, True, False]),
        "email_shared": st.sampled_from([None, True, False]),
        "letter_safe": st.sampled_from([None, True, False]),
        "real_street": st.sampled_from([None, "Florilor 5"]),
    },
)


@given(IDENTITIES, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 - hypothesis takes them bare
def test_nothing_is_open_that_she_did_not_open(identity: dict[str, Any], moment: datetime) -> None:
    now = moment.replace(tzinfo=TZ)
    for route in safe_contact.routes(Known(identity), now, TZ):
        assert route.rule in {"", *RULES}
        if route.open:
            said = {Way.CALL: "phones/a/safe_call", Way.SMS: "phones/a/safe_sms", Way.EMAIL: "email_safe",
                    Way.LETTER: "letter_safe"}[route.way]  # fmt: skip
            assert identity[said] is True
            assert "orice" not in (identity.get("do_not") or [])


# --- hours ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "at", "open_"),
    [
        ("9-13", (24, 9, 0), True),
        ("9-13", (24, 13, 0), False),
        ("09:30–13", (24, 9, 29), False),
        ("9-13, 18-20", (24, 19, 0), True),
        ("după 18", (24, 18, 0), True),
        ("după ora 18:30", (24, 18, 29), False),
        ("până la 12", (24, 11, 59), True),
        ("între 9 și 13", (24, 12, 0), True),
        ("с 9 до 13", (24, 12, 0), True),
        ("22-6", (24, 23, 0), True),
        ("22-6", (25, 5, 59), True),
        ("22-6", (25, 7, 0), False),
        ("L-V 9-17", (24, 10, 0), True),
        ("luni-vineri 9-17", (28, 10, 0), False),
        ("marți, joi 9-11", (24, 10, 0), True),
        ("marți, joi 9-11", (25, 10, 0), False),
        ("L-V 9-17, sâmbătă 10-12", (28, 11, 0), True),
        ("sâmbăta", (28, 3, 0), True),
        ("oricând", (24, 3, 0), True),
        ("", (24, 3, 0), True),
    ],
)
def test_hours_are_read_as_people_write_them(words: str, at: tuple[int, int, int], open_: bool) -> None:
    day, hour, minute = at
    windows = hours.read(words)
    assert windows is not None
    assert hours.holds(windows, datetime(2026, 11, day, hour, minute, tzinfo=TZ)) is open_


@pytest.mark.parametrize("words", ["dimineața", "9-9", "25-26", "9-13, sâmbăta", "14", "când sun eu", "9-13 sau seara"])
def test_hours_that_cannot_be_read_are_not_guessed(words: str) -> None:
    assert hours.read(words) is None


@given(st.text(max_size=30))
def test_any_words_are_read_or_refused(words: str) -> None:
    assert hours.read(words) is None or hours.read(words)
