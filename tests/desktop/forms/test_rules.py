"""Each named rule: what it finds, what it lets pass, and that a gap is no finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.forms import person_id
from desktop.forms.answers import UNKNOWN
from desktop.forms.ledger import RECIPIENTS
from desktop.forms.rules import CONDITIONS, RULES, Asked, Finding, Severity, look_up
from desktop.forms.schema import Field, FieldType, PrivacyClass
from desktop.forms.validate import check

CHISINAU = ZoneInfo("Europe/Chisinau")


@pytest.fixture
def ask(ctx):
    """What a rule finds: ask("before:other.day", value, answers={}, case={}) -> key or None."""

    def run(use, value, *, answers=None, row=None, group="", **around):
        name, _, argument = use.partition(":")
        rule = RULES[name]
        about = Field("own", next(iter(rule.types)), {}, PrivacyClass.OPERATIONAL, "drop", "drop", group=group)
        found = rule.check(Asked(value, about, row, argument, answers or {}, replace(ctx, **around)))
        return found.key if found else None

    return run


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2026-11-25", "in-future"),
        ("2026-11-24T14:31+02:00", "in-future"),
        ("2026-12", "in-future"),
        ("2027", "in-future"),
        ("2026-11-24", None),
        ("2026-11", None),
        ("2026", None),
        ("2026-11-24T14:30+02:00", None),
        ("2026-11-24T13:31+01:00", "in-future"),
        ("nonsense", None),
    ],
)
def test_tomorrow_is_doubtful_and_the_present_year_is_not(ask, value, found):
    assert ask("not_future", value) == found


@pytest.mark.parametrize(
    ("value", "other", "before", "after"),
    [
        ("2026-11-20", "2026-11-24", None, "before-other"),
        ("2026-11-24", "2026-11-20", "after-other", None),
        ("2026-11-24", "2026-11-24", None, None),
        ("2026-11-24T23:00+02:00", "2026-11-24", None, None),
        ("2026-11-24T23:00+02:00", "2026-11-24T23:00+02:00", None, None),
        ("2026-11-24T23:00+02:00", "2026-11-24T22:00+01:00", None, None),
        ("2026-11-24T23:01+02:00", "2026-11-24T23:00+02:00", "after-other", None),
        ("2026-11", "2026-11-24", None, None),
        ("2026-12", "2026-11-24", "after-other", None),
        ("2026-11-24", "", None, None),
        ("nonsense", "2026-11-24", None, None),
    ],
)
def test_order_is_doubtful_only_where_no_reading_of_both_dates_fits(ask, value, other, before, after):
    answers = {"day": other}
    assert ask("before:day", value, answers=answers) == before
    assert ask("after:day", value, answers=answers) == after


def test_of_several_reports_one_that_fits_is_enough(ask):
    case = {"report": [{"report_dt": "2026-11-20"}, {"report_dt": "2026-11-23"}, {"report_dt": {"none": "unknown"}}]}
    assert ask("before:report.report_dt", "2026-11-22", case=case) is None
    assert ask("before:report.report_dt", "2026-11-24", case=case) == "after-other"
    assert ask("before:report.report_dt", "2026-11-24") is None


def test_a_reference_means_the_same_row_first():
    answers = {"day": "2020", "g/a/day": "2021", "g/b/day": "2022", "g/c/other": "x"}
    from desktop.forms.context import Context

    around = Context(datetime(2026, 11, 24, tzinfo=CHISINAU), CHISINAU)
    assert look_up("day", answers, around, group="g", row="a") == ["2021"]
    assert look_up("day", answers, around, group="g", row="c") == ["2020"]
    assert look_up("day", answers, around) == ["2020"]
    assert look_up("g/day", answers, around) == ["2021", "2022"]
    assert look_up("form.g/day", {}, replace(around, case={"form": [answers]})) == ["2021", "2022"]


@pytest.mark.parametrize(
    ("use", "value", "found"),
    [
        ("at_most_days:180:day", "2027-05-19", None),
        ("at_most_days:180:day", "2027-05-20", None),  # the 20th is 180 days after the end of the 20th
        ("at_most_days:180:day", "2027-05-21", "too-far-ahead"),
        ("at_most_days:180", "2027-05-20", None),
        ("at_most_days:180", "2027-05-25", "too-far-ahead"),
        ("at_most_days:180:missing", "2027-05-25", "too-far-ahead"),
        ("at_most_days:180", "nonsense", None),
    ],
)
def test_a_consent_lasts_no_longer_than_it_may(ask, use, value, found):
    assert ask(use, value, answers={"day": "2026-11-20"}) == found


@pytest.mark.parametrize(
    ("value", "adult", "minor"),
    [
        ("1990", None, "not-minor"),
        ("2015-05", "not-adult", None),
        ("2008", None, None),
        (17, "not-adult", None),
        ("x", None, None),
    ],
)
def test_adults_and_children(ask, value, adult, minor):
    assert ask("adult", value) == adult
    assert ask("minor", value) == minor


@pytest.mark.parametrize(
    ("number", "md", "ro"),
    [
        ("1630615123457", None, None),
        ("1630615123458", "national-id-check", "national-id-check"),
        ("1632215123457", "national-id-check", "national-id-date"),
        ("2900101220011", None, None),
        ("2851231181235", None, None),
        ("2000000000004", None, None),
        ("2002000123451", None, None),
        ("0987654321014", None, None),
        ("0987654321015", "national-id-check", "national-id-check"),
        (
            "1008600038413",
            "national-id-check",
            "national-id-date",
        ),  # a number of a firm: the same sum, another first digit
        ("123", "national-id-length", "national-id-length"),
        ("12345678901234", "national-id-length", "national-id-length"),
        ("٢٠٠٠٠٠٠٠٠٠٠٠٤", "national-id-length", "national-id-length"),
    ],
)
def test_the_numbers_of_both_states_are_known_in_both(ask, number, md, ro):
    assert ask("national_id", number, country="MD") == md
    assert ask("national_id", number, country="RO") == ro


def test_a_new_county_in_a_cnp_is_no_doubt():
    number = "290010170001"
    assert any(person_id.is_cnp(f"{number}{digit}") for digit in "0123456789")


def test_a_number_that_is_not_text_is_no_finding(ask):
    assert ask("national_id", 5) is None


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Ștefan  Lungu", "same-as-aggressor"),
        ("lungu stefan", "same-as-aggressor"),
        ("LUNGU-ŞTEFAN", "same-as-aggressor"),
        ("Ștefan Lungu, tatăl", None),
        ("Ana Lungu", None),
        ("...", None),
    ],
)
def test_the_representative_is_not_the_person_indicated_as_aggressor(ask, value, found):
    case = {"aggressor": [{"last": "Altul"}, {"last": "Lungu", "first": "Ștefan"}, {}]}
    assert ask("not_aggressor:aggressor.last,aggressor.first", value, case=case) == found
    case = {"aggressor": [{"last": "Lungu Ștefan", "first": {"none": "unknown"}}]}
    assert ask("not_aggressor:aggressor.last,aggressor.first", value, case=case) == found


def test_nor_is_the_safe_contact_s_number_the_aggressor_s(ask):
    case = {"aggressor": [{"phone": "+37369123456"}]}
    assert ask("not_aggressor:aggressor.phone", "+37369123456", case=case) == "same-as-aggressor"
    assert ask("not_aggressor:aggressor.phone", "+37369123457", case=case) is None


@pytest.mark.parametrize("value", ["Андрей Гросу", "GROȘU ANDREI", "Andrei, Grosu"])
def test_the_aggressor_is_known_in_another_alphabet(ask, value):
    case = {"aggressor": [{"name": "Grosu Andrei"}]}
    assert ask("not_aggressor:aggressor.name", value, case=case) == "same-as-aggressor"
    assert ask("not_aggressor:aggressor.name", f"{value} tatăl", case=case) is None  # a namesake, told apart


def test_the_aggressor_as_representative_blocks_the_save():
    assert Finding("x").severity is Severity.DOUBTFUL
    from desktop.forms.context import Context

    ctx = Context(datetime(2026, 11, 24, tzinfo=CHISINAU), CHISINAU, case={"aggressor": [{"n": "Ion"}]})
    about = Field("own", FieldType.TEXT, {}, PrivacyClass.IDENTIFIER, "drop", "drop")
    found = RULES["not_aggressor"].check(Asked("ion", about, None, "aggressor.n", {}, ctx))
    assert found == Finding("same-as-aggressor", Severity.MALFORMED)


@pytest.mark.parametrize(
    ("value", "found"),
    [("a@b.md", None), ("a@b", "email-form"), ("a b@c.md", "email-form"), ("@b.md", "email-form"), (5, "email-form")],
)
def test_email(ask, value, found):
    assert ask("email", value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [("08:30", None), ("8.30", None), ("24:00", None), ("24:01", "hour-form"), ("8", "hour-form"), (8, "hour-form")],
)
def test_an_hour_of_the_day(ask, value, found):
    assert ask("hour", value) == found


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, "one-of"),
        ({"own": None, "age": ""}, "one-of"),
        ({"own": "1990"}, None),
        ({"age": 30}, None),
        ({"age": {"none": "declined"}}, None),
        ({"third": True}, None),
    ],
)
def test_one_of_several_is_enough(ask, answers, found):
    assert ask("one_of:age,third", None, answers=answers) == found


def test_one_of_several_in_the_same_row(ask):
    answers = {"g/a/age": 5, "g/b/age": None}
    assert ask("one_of:age", None, answers=answers, row="a", group="g") is None
    assert ask("one_of:age", None, answers=answers, row="b", group="g") == "one-of"


@pytest.mark.parametrize(
    ("value", "others", "found"),
    [
        ("FIZ", ["FIZ", "PSI"], None),
        ("SEX", ["FIZ", "PSI"], "not-among"),
        (["FIZ"], ["FIZ", "PSI"], None),
        (["FIZ", "SEX"], ["FIZ", "PSI"], "not-among"),
        ("SEX", None, None),
        ("SEX", {"none": "declined"}, None),
    ],
)
def test_the_main_form_is_one_of_the_forms(ask, value, others, found):
    assert ask("member_of:forms", value, answers={"forms": others}) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [(1, "fewer-than-records"), (2, None), ("1", "fewer-than-records"), ("3", None), ("peste_3", None), ([], None)],
)
def test_there_are_at_least_as_many_as_sheets(ask, value, found):
    case = {"aggressor": [{}, {}]}
    assert ask("at_least_records:aggressor", value, case=case) == found
    assert ask("at_least_records:aggressor", value) is None


@pytest.mark.parametrize(
    ("was", "now", "allowed"),
    [
        (None, "inchis", True),
        ({"none": "unknown"}, "inchis", True),
        ("deschis", "deschis", True),
        ("deschis", "in_monitorizare", True),
        ("deschis", "arhivat", False),
        ("redeschis", "inchis", True),
        ("in_monitorizare", "inchis", True),
        ("in_monitorizare", "transferat", False),
        ("inactiv", "deschis", True),
        ("inchis", "redeschis", True),
        ("inchis", "deschis", False),
        ("arhivat", "deschis", False),
        ("duplicat", "deschis", True),
        ("duplicat", "inchis", False),
        ("transferat", "redeschis", True),
    ],
)
def test_a_status_goes_only_where_it_may(ask, was, now, allowed):
    previous = {} if was is None else {"own": was}
    assert ask("status_transition", now, previous=previous) == (None if allowed else "status-jump")


def test_every_status_of_the_table_is_one_of_the_list(defs):
    from desktop.forms.rules import TRANSITIONS

    known = {entry.code for entry in defs.list("L9").entries}
    assert set(TRANSITIONS) | set().union(*TRANSITIONS.values()) <= known


@pytest.mark.parametrize(
    ("name", "value", "argument", "found"),
    [
        ("within_days", "2026-11-18", "7", True),
        ("within_days", "2026-11-17T14:31+02:00", "7", True),
        ("within_days", "2026-11-17T14:28+02:00", "7", False),
        ("within_days", "2026-10", "7", False),
        ("within_days", "2026", "7", True),
        ("within_days", "x", "7", None),
        ("minor", "2015", "", True),
        ("minor", "2008", "", None),
        ("adult", "2015", "", False),
        ("adult", "1990", "", True),
        ("adult", "2008", "", None),
    ],
)
def test_what_conditions_may_ask(ctx, name, value, argument, found):
    assert CONDITIONS[name][0](value, argument, ctx) is found


# --- the sheets of a case's work --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "told", "found"),
    [
        ("2008-11-25", [{"day": "2026-11-24"}], None),
        ("2008-11-24", [{"day": "2026-11-24"}], "not-minor"),
        ("2008-11-24", [{"day": "2026-11-24"}, {"day": "2026-10-01"}], None),  # the earliest day counts
        ("2008-11-24", [], "not-minor"),  # without a report, today
        ("2008-11-25", [], None),
        ("2008", [{"day": "2026-11-24"}], None),  # may still be seventeen
        (18, [{"day": "2026-10-01"}], "not-minor"),
        (17, [], None),
    ],
)
def test_a_child_is_one_on_the_day_of_the_report(ask, value, told, found):
    assert ask("minor_on:report.day", value, case={"report": told}) == found


def test_an_answer_without_which_a_form_is_not_complete(ask):
    assert ask("includes:privacy", ["privacy", "rights"]) is None
    assert ask("includes:privacy", ["rights"]) == "must-include"
    assert ask("includes:true", True) is None
    assert ask("includes:true", False) == "must-include"


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (["psiholog", "medic"], None),
        (["medic", "medic"], "too-few-different"),
        (["medic"], "too-few-different"),
        ([], "too-few-different"),
        (["medic", {"none": "unknown"}], "too-few-different"),
    ],
)
def test_so_many_different_answers_in_a_column(ask, codes, found):
    answers = {f"who/r{place}/kind": code for place, code in enumerate(codes)}
    assert ask("distinct_at_least:2:who/kind", "plan", answers=answers) == found


@pytest.mark.parametrize(
    ("value", "computed", "found"),
    [
        ("crescut", "mediu", None),
        ("mediu", "mediu", None),
        ("scazut", "mediu", "below-risk"),
        ("neevaluat", "fara_risc", "below-risk"),
        ("scazut", "neevaluat", None),
        ("fara_risc", None, None),
    ],
)
def test_a_professional_level_is_not_under_the_computed_one(ask, value, computed, found):
    assert ask("not_below_risk:level", value, answers={"level": computed}) == found


@pytest.mark.parametrize(
    ("value", "level", "found"),
    [
        ("2026-12-20", "crescut", None),
        ("2026-12-21", "crescut", "too-far-ahead"),
        ("2026-12-21", "mediu", None),
        ("2027-02-19", "scazut", "too-far-ahead"),
        ("2026-12-21", None, "too-far-ahead"),
    ],
)
def test_the_next_assessment_is_nearer_where_the_risk_is_high(ask, value, level, found):
    answers = {"level": level, "at": "2026-11-20T10:00+02:00"}
    assert ask("review_by_risk:level,at", value, answers=answers) == found


# --- measures, contracts, referrals: on the shipped forms -------------------------------------------------------------


def found(defs, ctx, form, answers, path):
    return {problem.key for problem in check(defs.form(form), answers, ctx, defs) if problem.path == path} - {
        "required"
    }


@pytest.mark.parametrize(
    ("kind", "last", "first_too_late"),
    [
        ("ORU", "2026-11-11T10:00+02:00", "2026-11-11T10:02+02:00"),
        ("ordonanta_de", "2027-01-30T10:00+02:00", "2027-01-31"),
        ("OPP", "2026-11-06T10:00+02:00", "2026-11-06T10:02+02:00"),  # 120 hours, by the hour
        ("OP_familial", "2027-11-01", "2027-11-03"),
        ("OP_general", "2027-11-01", "2027-11-03"),
    ],
)
def test_no_measure_lasts_longer_than_its_law_allows(defs, ctx, kind, last, first_too_late):
    begun = {"kind": kind, "decision": "emis", "issued_dt": "2026-11-01T10:00+02:00"}
    assert found(defs, ctx, "protection", begun | {"valid_to": last}, "valid_to") == set()
    assert found(defs, ctx, "protection", begun | {"valid_to": first_too_late}, "valid_to") == {"too-far-ahead"}


def test_another_measure_one_without_a_beginning_and_a_prolongation_have_no_such_limit(defs, ctx):
    late = {"decision": "emis", "valid_to": "2030-01-01"}
    assert found(defs, ctx, "protection", late | {"kind": "alta", "issued_dt": "2026-11-01"}, "valid_to") == set()
    assert found(defs, ctx, "protection", late | {"kind": "ORU"}, "valid_to") == set()
    assert (
        found(defs, ctx, "protection", late | {"kind": dict(UNKNOWN), "issued_dt": "2026-11-01"}, "valid_to") == set()
    )
    longer = {"kind": "OPP", "decision": "emis", "issued_dt": "2026-11-01", "valid_to": "2026-11-06",
              "extended": True, "extended_to": "2027-03-01"}  # fmt: skip
    assert found(defs, ctx, "protection", longer, "extended_to") == set()


@pytest.mark.parametrize(
    ("kind", "end", "key"),
    [("VD-III", "2027-11-01", None), ("VD-III", "2027-11-04", "too-far-ahead"), ("VD-I", "2027-01-03", "too-far-ahead"),
     ("adapost", "2028-01-01", None)],
)  # fmt: skip
def test_a_contract_lasts_no_longer_than_its_service(defs, ctx, kind, end, key):
    answers = {"service_type": kind, "from": "2026-11-01", "to": end}
    assert found(defs, ctx, "contract", answers, "to") == ({key} if key else set())


CONSENT = {"explained_on": "2026-11-20", "release/r/recipient": "psiholog", "release/r/agreed": "da",
           "release/r/institution": "Centrul Alfa", "signature": {"how": "paper", "on": "2026-11-20"},
           "release/r/data": ["cod", "nevoie_urgenta"], "release/r/valid_until": "2026-12-20"}  # fmt: skip
SENT = {"sector": "psihosocial", "sent_dt": "2026-11-24T10:00+02:00", "data_shared": ["cod"]}


@pytest.mark.parametrize(
    ("consent", "sent", "covered"),
    [
        ({}, {}, True),
        ({}, {"data_shared": ["cod", "nevoie_urgenta"]}, True),
        ({}, {"data_shared": ["cod", "relatare"]}, False),
        ({}, {"sector": "politie"}, False),
        ({"release/r/agreed": "nu"}, {}, False),
        ({"release/r/agreed": dict(UNKNOWN)}, {}, False),
        ({"release/r/valid_until": "2026-11-23"}, {}, False),
        ({"release/r/valid_until": "2026-11-24"}, {}, True),
        ({"release/r/valid_until": None}, {}, False),
        ({"withdrawn_on": "2026-11-22"}, {}, False),
        ({"withdrawn_on": "2026-11-26"}, {}, True),
        ({"withdrawn_on": "2026-11-22"}, {"sent_dt": "2026-11-21"}, True),
        ({"withdrawn_on": "2026-11-22"}, {"sent_dt": None}, False),  # nothing says when: it counts as now
        ({"release/r/agreed": "nu", "override": "pericol_vital"}, {"data_shared": ["relatare"]}, True),
    ],
)
def test_what_a_referral_sends_is_covered_by_a_consent(defs, ctx, consent, sent, covered):
    around = replace(ctx, case={"consent": [CONSENT | consent]})
    assert found(defs, around, "referral", SENT | sent, "data_shared") == (set() if covered else {"not-released"})


def test_without_any_consent_nothing_is_sent_and_one_of_several_is_enough(defs, ctx):
    assert found(defs, ctx, "referral", SENT, "data_shared") == {"not-released"}
    assert found(defs, ctx, "referral", {"sector": "psihosocial"}, "data_shared") == set()
    refused = CONSENT | {"explained_on": "2026-11-10", "release/r/agreed": "nu"}
    several = replace(ctx, case={"consent": [refused, CONSENT]})
    assert found(defs, several, "referral", SENT, "data_shared") == set()


def test_each_sector_has_a_recipient_that_a_consent_can_name(defs):
    recipients = {entry.code for entry in defs.list("release_recipients").entries}
    assert {RECIPIENTS.get(entry.code, entry.code) for entry in defs.list("L24").entries} <= recipients


def test_nobody_approves_their_own_closing(ask):
    assert ask("differs:by", "ana", answers={"by": "ana"}) == "same-person"
    assert ask("differs:by", "ana", answers={"by": "vera"}) is None
    assert ask("differs:by", "ana") is None
