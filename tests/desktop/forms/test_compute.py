"""What is computed from other answers, and that nobody can type over it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from desktop.forms.answers import DECLINED, UNKNOWN
from desktop.forms.compute import FUNCTIONS, LADDER, computed
from desktop.forms.load import load
from tests.desktop.forms import everything
from tests.desktop.forms.everything import field

Y, N = True, False


@pytest.fixture
def work(ctx):
    return lambda name, *inputs: FUNCTIONS[name].work(inputs, ctx)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ((Y, N, N, N, N, N), "G1"),
        ((Y, Y, Y, Y, Y, Y), "G1"),
        ((N, Y, Y, N, N, N), "G2"),
        ((N, N, Y, N, N, N), "G3"),
        ((N, N, N, Y, N, N), "G4"),
        ((N, N, N, N, Y, N), "G5"),
        ((N, N, N, N, N, Y), "G6"),
        ((N, N, N, N, N, N), "G9"),
        ((None, None, None, None, None, None), None),
        ((None, Y, N, N, N, N), None),
        ((N, N, N, N, N, None), None),
        ((UNKNOWN, N, Y, N, N, N), "G3"),
        ((DECLINED, N, N, N, N, N), None),
        ((Y, None, None, None, None, None), "G1"),
    ],
)
def test_the_ladder_is_decided_by_its_first_yes(work, answers, code):
    assert work("gbv_type", *answers) == code


def test_the_ladder_against_a_plain_reference(work):
    for answers in itertools.product((Y, N), repeat=6):
        expected = LADDER[answers.index(True)] if True in answers else "G9"
        assert work("gbv_type", *answers) == expected


@pytest.mark.parametrize(
    ("incident", "report", "bucket"),
    [
        ("2026-11-20", "2026-11-20", "0-3"),
        ("2026-11-20", "2026-11-23", "0-3"),
        ("2026-11-20", "2026-11-24", "4-5"),  # day 4 is not in the first
        ("2026-11-20", "2026-11-25", "4-5"),
        ("2026-11-20", "2026-11-26", "6-14"),
        ("2026-11-20", "2026-12-04", "6-14"),
        ("2026-11-20", "2026-12-05", "15-30"),
        ("2026-11-20", "2026-12-20", "15-30"),
        ("2026-11-20", "2026-12-21", "30+"),
        ("2026-11-20T23:59+02:00", "2026-11-24T00:01+02:00", "4-5"),
        ("2026-11-20T23:59+02:00", "2026-11-23T23:59+02:00", "0-3"),
        ("2026-10-25", "2026-10-28", "0-3"),  # a day of 25 hours is one day
        ("2026-10", "2026-11-24", None),
        ("2026-09", "2026-11-24", "30+"),
        ("2025", "2026-11-24", "30+"),
        ("2026-11", "2026-11-24", None),
        ("2026-11-24", "2026-11-20", None),
        (None, "2026-11-24", None),
        (UNKNOWN, "2026-11-24", None),
    ],
)
def test_from_the_incident_to_its_report(work, defs, incident, report, bucket):
    assert work("elapsed_bucket", incident, report) == bucket
    assert bucket is None or defs.list("elapsed").find(bucket)


@pytest.mark.parametrize(
    ("inputs", "age", "band", "minor"),
    [
        (("1990-05-17",), 36, "36-45", False),
        (("1990-11",), None, None, False),
        (("1990",), None, None, False),
        (("1991", None), None, "26-35", False),
        (("2008",), None, None, None),
        ((None, 17), 17, "14-17", True),
        ((UNKNOWN, 40), 40, "36-45", False),
        (("1990-05-17", 20), 36, "36-45", False),
        (("1990-05-17", None, "2026-05-16"), 35, "26-35", False),
        (("1990-05-17", None, None), 36, "36-45", False),
        (("2008-11-20", None, "2026-11-19T10:00+02:00"), 17, "14-17", True),
        ((None, None), None, None, None),
        (("2030",), None, None, None),
    ],
)
def test_age_at_a_date(work, inputs, age, band, minor):
    assert work("age", *inputs) == age
    assert work("age_band", *inputs) == band
    assert work("minor", *inputs) is minor


@pytest.mark.parametrize(
    ("place", "county"),
    [("MD-UN/Sculeni", "MD-UN"), ("RO-SV", "RO-SV"), ("Odesa", None), (None, None), (UNKNOWN, None)],
)
def test_the_county_of_a_place(work, place, county):
    assert work("county", place) == county


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-20T10:00+02:00", "2026-11-20T12:59+02:00", 2),
        ("2026-10-24T12:00+03:00", "2026-10-25T12:00+02:00", 25),
        ("2026-11-20T10:00+02:00", "2026-11-20T09:00+02:00", None),
        ("2026-11-20", "2026-11-20T09:00+02:00", None),
        (None, "2026-11-20T09:00+02:00", None),
    ],
)
def test_hours_are_those_that_passed(work, start, end, hours):
    assert work("hours_between", start, end) == hours


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("2026-11-20T04:59+02:00", "seara_noapte"),
        ("2026-11-20T05:00+02:00", "dimineata"),
        ("2026-11-20T12:00+02:00", "dupa_amiaza"),
        ("2026-11-20T15:59+00:00", "dupa_amiaza"),
        ("2026-11-20T16:00+00:00", "seara_noapte"),
        ("2026-11-20", None),
        (None, None),
    ],
)
def test_the_time_of_day_is_the_office_s(work, defs, value, part):
    assert work("time_of_day", value) == part
    assert part is None or defs.list("times_of_day").find(part)


@pytest.mark.parametrize(
    ("inputs", "found"),
    [((["FIZ", "SEX"],), True), ((["FIZ"], ["sv_adult"]), True), ((["FIZ"],), False), ((None, UNKNOWN), None)],
)
def test_the_track_of_sexual_violence(work, inputs, found):
    assert work("sv_track", *inputs) is found


def test_the_first_answer_that_says_something(work):
    assert work("first_of", None, UNKNOWN, "", "b", "c") == "b"
    assert work("first_of", None) is None


# --- in a form --------------------------------------------------------------------------------------------------------


def test_the_classification_of_an_incident_and_its_correction(defs, ctx):
    form = defs.form("incident")
    said = {"l1": N, "l2": N, "l3": Y}
    assert computed(form, said, ctx, defs)["gbv_type"] == "G3"
    corrected = computed(form, {**said, "gbv_type_override": "G6"}, ctx, defs)
    assert (corrected["ladder"], corrected["gbv_type"]) == ("G3", "G6")
    assert "gbv_type" not in computed(form, {"l1": N}, ctx, defs)


def test_what_is_computed_cannot_be_kept_from_before(defs, ctx):
    form = defs.form("incident")
    assert "gbv_type" not in computed(form, {"gbv_type": "G1", "ladder": "G1"}, ctx, defs)
    assert computed(form, {"strange/path": 1}, ctx, defs) == {"strange/path": 1}


def test_answers_of_other_forms_are_inputs_too(defs, ctx):
    form = defs.form("incident")
    case = {"report": [{"report_dt": "2026-11-24T10:00+02:00"}]}
    assert computed(form, {"inc_dt": "2026-11-22"}, replace(ctx, case=case), defs)["elapsed_bucket"] == "0-3"
    assert "elapsed_bucket" not in computed(form, {"inc_dt": "2026-11-22"}, ctx, defs)


def test_a_column_is_computed_from_its_own_row(tmp_path, ctx):
    columns = field("born", "date", inner=True) + field(
        "age", "computed", 'compute = "age"\ninputs = ["born"]', inner=True
    )
    defs = load(everything.write(tmp_path, form=everything.form(field("g", "group") + columns)))
    answers = {"g/a/born": "1990-05-17", "g/b/born": "2015-05-17", "g/c/born": UNKNOWN}
    found = computed(defs.form("everything"), answers, ctx, defs)
    assert (found["g/a/age"], found["g/b/age"]) == (36, 11)
    assert "g/c/age" not in found


# --- how long, how many, what an order is worth -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "band"),
    [
        ("2026-11-01", "2026-11-01", "1-7"),
        ("2026-11-01", "2026-11-08", "1-7"),
        ("2026-11-01", "2026-11-09", "8-30"),
        ("2026-11-01", "2026-12-01", "8-30"),
        ("2026-11-01", "2026-12-02", "31-90"),
        ("2026-01-01", "2026-04-01", "31-90"),
        ("2026-01-01", "2026-04-02", "91-180"),
        ("2026-01-01", "2026-06-30", "91-180"),
        ("2026-01-01", "2026-07-01", "181-366"),
        ("2024-01-01", "2025-01-01", "181-366"),  # a year with a 29th of February
        ("2024-01-01", "2025-01-02", "367+"),
        ("2026-11-01T23:00+02:00", "2026-11-08T01:00+02:00", "1-7"),
        ("2026-10", "2026-11-08", None),
        ("2026-11-08", "2026-11-01", None),
        (None, "2026-11-01", None),
        ("2026-11-01", UNKNOWN, None),
    ],
)
def test_a_stay_in_its_band(work, defs, start, end, band):
    assert work("duration_band", start, end) == band
    assert band is None or defs.list("durations").find(band)


def test_kinds_of_services_are_counted_over_all_rows(defs, ctx):
    def done(*cats):
        rows = {f"services/r{number}/cat": cat for number, cat in enumerate(cats)}
        return computed(defs.form("plan"), rows, ctx, defs).get("two_services")

    assert done() is None
    assert done("PSI") is False
    assert done("PSI", "PSI") is False
    assert done("PSI", "JRD") is True


def test_a_stay_counts_the_kinds_of_the_plan(defs, ctx):
    plan = {"services/a/cat": "PSI", "services/b/cat": "MED", "services/c/cat": "PSI"}
    for case, count in (({"plan": [plan]}, 2), ({"plan": [{}]}, None), ({}, None)):
        done = computed(defs.form("stay"), {}, replace(ctx, case=case), defs)
        assert done.get("services_count") == count


ISSUED = ("emis", "2026-11-30T10:00+02:00", None, None, None, None)


def order(**other):
    names = ("decision", "until", "extended", "extended_to", "revoked", "breach")
    return [other.get(name, value) for name, value in zip(names, ISSUED, strict=True)]


@pytest.mark.parametrize(
    ("other", "state"),
    [
        ({}, "activ"),
        ({"decision": "partial"}, "activ"),
        ({"decision": "respins"}, None),
        ({"decision": "in_curs"}, None),
        ({"decision": None}, None),
        ({"until": "2026-11-24T14:29+02:00"}, "expirat"),
        ({"until": "2026-11-24T14:31+02:00"}, "activ"),
        ({"until": "2026-11-23"}, "expirat"),
        ({"until": "2026-11-24"}, "activ"),  # to the end of its last day
        ({"until": "2026-11"}, None),  # perhaps over, perhaps not: nothing to rely on
        ({"until": "2026-10"}, "expirat"),
        ({"until": "2026-12"}, "activ"),
        ({"until": None}, None),
        ({"until": UNKNOWN}, None),
        ({"until": "2026-11-20", "extended": True}, "prelungit"),  # until the court decides
        ({"until": "2026-11-20", "extended": True, "extended_to": "2026-11-25"}, "prelungit"),
        ({"until": "2026-11-20", "extended": True, "extended_to": "2026-11-23"}, "expirat"),
        ({"until": "2026-11-20", "extended": False, "extended_to": "2026-11-25"}, "expirat"),
        ({"breach": "2026-11-22"}, "incalcat"),
        ({"breach": UNKNOWN}, "activ"),
        ({"breach": "2026-11-22", "until": "2026-11-23"}, "expirat"),
        ({"revoked": "2026-11-24", "breach": "2026-11-22"}, "revocat"),
        ({"revoked": "2026-11-25"}, "activ"),
    ],
)
def test_what_an_order_is_worth_now(work, defs, other, state):
    assert work("order_state", *order(**other)) == state
    assert state is None or defs.list("order_states").find(state)
