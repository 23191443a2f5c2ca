"""What is counted, in which period, and what is honestly not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.schema import Answers, Definitions, Json
from desktop.indicators.count import CaseData, CaseRecord, count, count_all
from desktop.indicators.period import Period
from desktop.indicators.schema import CAVEAT, Indicator, Table
from desktop.protocols.timeliness import Seen

CHISINAU = ZoneInfo("Europe/Chisinau")
Q3 = Period.parse("2026-Q3")


def case(**forms: Answers | list[Answers]) -> CaseData:
    """A case with a header, opened in the quarter unless it says otherwise."""
    given = {"case": {"opened_on": "2026-08-10", "status": "deschis"}, **forms}
    return CaseData(
        {
            form: [
                CaseRecord(f"{form}{n}", one) for n, one in enumerate([found] if isinstance(found, Mapping) else found)
            ]
            for form, found in given.items()
        }
    )


def table(indicator: Indicator, defs: Definitions, *cases: CaseData, period: Period = Q3) -> Table:
    return count(indicator, cases, period, CHISINAU, defs)


def cells(found: Table) -> dict[str, int]:
    return {row.code: row.n for row in found.rows if row.n}


# --- 1, and the period ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "counted", "undated"),
    [
        ("2026-07-01", 1, 0),
        ("2026-09-30", 1, 0),
        ("2026-10-01", 0, 0),
        ("2026-06-30", 0, 0),
        ("2026-08", 1, 0),
        ("2026", 0, 1),  # it may be of this quarter; nobody knows
        ("2025", 0, 0),
        (None, 0, 1),
        ({"none": "unknown"}, 0, 1),
        ("2026-06-30T22:30+00:00", 1, 0),  # July already in the office
    ],
)
def test_a_case_is_new_in_the_quarter_in_which_it_was_opened(
    shipped: dict[str, Indicator], defs: Definitions, opened: Json, counted: int, undated: int
):
    found = table(shipped["i01"], defs, case(case={"opened_on": opened, "status": "deschis"}))
    assert (found.total, found.undated, found.rows) == (counted, undated, ())


def test_a_year_takes_what_is_known_to_the_year(shipped: dict[str, Indicator], defs: Definitions):
    found = table(shipped["i01"], defs, case(case={"opened_on": "2026"}), period=Period.parse("2026"))
    assert (found.total, found.undated) == (1, 0)


def test_duplicates_are_not_counted(shipped: dict[str, Indicator], defs: Definitions):
    twice = case(case={"opened_on": "2026-08-10", "status": "duplicat"})
    assert table(shipped["i01"], defs, twice, case()).total == 1


def test_records_that_arrived_before_their_case_are_not_counted(shipped: dict[str, Indicator], defs: Definitions):
    orphan = CaseData({"identity": [CaseRecord("x", {"sex": "F"})]})
    assert orphan.status is None
    assert table(shipped["i09"], defs, orphan).total == 0


# --- 9, 10: people ----------------------------------------------------------------------------------------------------


def test_survivors_by_sex(shipped: dict[str, Indicator], defs: Definitions):
    found = table(
        shipped["i09"],
        defs,
        case(identity={"sex": "F"}),
        case(identity={"sex": "F"}),
        case(identity={"sex": "M"}),
        case(identity={"sex": {"none": "declined"}}),
        case(identity={"sex": "a code of another year"}),
        case(),
    )
    assert cells(found) == {"F": 2, "M": 1, "unknown": 3}
    assert found.total == 6
    assert (found.rows[-1].label["ro"], found.rows[-1].label["en"]) == ("nu se cunoaște", "not known")


@pytest.mark.parametrize(
    ("identity", "youngest"),
    [
        ({"birth_date": "2008-08-10"}, 18),  # eighteen that very day
        ({"birth_date": "2008-08-11"}, 14),
        ({"birth_date": "1990"}, 36),  # 35 or 36
        ({"birth_date": "1988"}, 36),
        ({"age_est": 40}, 36),
        ({"birth_date": {"none": "unknown"}, "age_est": 67}, 66),
        ({"birth_date": "2026-08-01"}, 0),
        ({"birth_date": "2027-01-01"}, None),
        ({"age_est": 200}, None),
        ({}, None),
    ],
)
def test_the_age_is_that_on_the_day_the_case_was_opened(
    shipped: dict[str, Indicator], defs: Definitions, identity: Answers, youngest: int | None
):
    bands = {0: 0, 14: 5, 18: 6, 36: 8, 66: 11}
    found = table(shipped["i10"], defs, case(identity=identity))
    codes = [code for code, _label in shipped["i10"].rows]
    expected = "unknown" if youngest is None or identity == {"birth_date": "1990"} else codes[bands[youngest]]
    assert cells(found) == {expected: 1}


def test_without_the_day_at_which_it_counts_no_age_is_known(shipped: dict[str, Indicator], defs: Definitions):
    indicator = replace(shipped["i10"], age_at="case.next_review")
    assert cells(table(indicator, defs, case(identity={"age_est": 40}))) == {"unknown": 1}


# --- 18, 19: incidents ------------------------------------------------------------------------------------------------


def test_each_incident_is_one_and_dated_by_the_earliest_report(shipped: dict[str, Indicator], defs: Definitions):
    reports: list[Answers] = [{"report_dt": "2026-10-05"}, {"report_dt": "2026-09-29T10:00+03:00"}]
    incidents: list[Answers] = [{"gbv_type": "G1"}, {"gbv_type": "G3"}, {}]
    found = table(shipped["i18"], defs, case(report=reports, incident=incidents))
    assert cells(found) == {"G1": 1, "G3": 1, "unknown": 1}
    assert found.total == 3
    assert found.unit.value == "incident"


def test_an_incident_of_several_forms_is_in_each_row_and_once_in_the_total(
    shipped: dict[str, Indicator], defs: Definitions
):
    both = case(report={"report_dt": "2026-08-10"}, incident={"forms_legal": ["FIZ", "PSI"], "primary_form": "FIZ"})
    many, one = count_all((shipped["i19"], shipped["i19b"]), [both], Q3, CHISINAU, defs)
    assert (cells(many), many.total) == ({"FIZ": 1, "PSI": 1}, 1)
    assert (cells(one), one.total) == ({"FIZ": 1}, 1)


def test_a_correction_stands_over_what_was_computed(shipped: dict[str, Indicator], defs: Definitions):
    indicator = replace(shipped["i18"], fields=("incident.gbv_type_override", "incident.gbv_type"))
    incident = {"gbv_type": "G3", "gbv_type_override": "G1"}
    assert cells(table(indicator, defs, case(report={"report_dt": "2026-08-10"}, incident=incident))) == {"G1": 1}


def test_rows_may_be_the_groups_of_a_list(shipped: dict[str, Indicator], defs: Definitions):
    groups = {entry.code: entry.group for entry in defs.list("L2").entries}
    rows = tuple(defs.list("L2").groups.items())
    indicator = replace(shipped["i18"], rows=rows, groups=groups)
    incidents: list[Answers] = [{"gbv_type": "G1"}, {"gbv_type": "G2"}, {"gbv_type": "G6"}, {"gbv_type": "X"}]
    found = table(indicator, defs, case(report={"report_dt": "2026-08-10"}, incident=incidents))
    assert cells(found) == {groups["G1"]: 2, groups["G6"]: 1, "unknown": 1}


def test_yes_and_no_are_rows_too(shipped: dict[str, Indicator], defs: Definitions):
    rows = (("true", {"ro": "da", "en": "yes"}), ("false", {"ro": "nu", "en": "no"}))
    indicator = replace(shipped["i18"], fields=("incident.previous_incidents",), rows=rows)
    incidents: list[Answers] = [{"previous_incidents": True}, {"previous_incidents": False}, {}]
    found = table(indicator, defs, case(report={"report_dt": "2026-08-10"}, incident=incidents))
    assert cells(found) == {"true": 1, "false": 1, "unknown": 1}


def test_who_reported(shipped: dict[str, Indicator], defs: Definitions):
    code = defs.list("L7").entries[0].code
    told = case(report={"report_dt": "2026-08-10", "notifier_type": code})
    assert cells(table(shipped["i31"], defs, told, case(report={"report_dt": "2026-08"}))) == {code: 1, "unknown": 1}


# --- 36: the doctor within 72 hours -----------------------------------------------------------------------------------

SV = {"protocol": "sv_md"}
TEAM = {**SV, "r0": "2026-08-10T12:00+03:00", "t0": "2026-08-09T12:00+03:00", "steps/9/state": "facut"}


@pytest.mark.parametrize(
    ("team", "row"),
    [
        ({"steps/9/done_dt": "2026-08-12T12:00+03:00"}, "true"),  # 72 hours to the minute
        ({"steps/9/done_dt": "2026-08-12T12:01+03:00"}, "false"),
        ({"steps/9/done_dt": "2026-08-09T13:00+03:00"}, "true"),  # before the report
        ({"steps/9/done_dt": "2026-08-11"}, "true"),  # whatever the hour
        ({"steps/9/done_dt": "2026-08-12"}, "unknown"),  # the hour decides
        ({"steps/9/done_dt": "2026-08-13"}, "false"),
        ({"steps/9/done_dt": "2026-08-01T12:00+03:00"}, "unknown"),  # before the act: one of the two is wrong
        ({"steps/9/done_dt": {"none": "unknown"}}, "unknown"),
        ({}, "unknown"),  # made, but nobody wrote when
        ({"t0": "2026-08-09", "steps/9/done_dt": "2026-08-11T12:00+03:00"}, "true"),
        ({"t0": "2026-08-09", "steps/9/done_dt": "2026-08-12T12:00+03:00"}, "unknown"),
        ({"t0": "2026-08", "steps/9/done_dt": "2026-08-11T12:00+03:00"}, "unknown"),
        ({"t0": "2026-07", "steps/9/done_dt": "2026-08-11T12:00+03:00"}, "false"),
        ({"t0": {"none": "unknown"}, "steps/9/done_dt": "2026-08-11T12:00+03:00"}, "unknown"),
        ({"steps/9/state": "refuzat_de"}, "false"),
        ({"steps/9/state": None}, "false"),
    ],
)
def test_the_doctor_within_72_hours_of_the_act(
    shipped: dict[str, Indicator], defs: Definitions, team: Answers, row: str
):
    assert cells(table(shipped["i36"], defs, case(team={**TEAM, **team}))) == {row: 1}


def test_without_its_own_moment_the_linked_incident_says_when_it_was(shipped: dict[str, Indicator], defs: Definitions):
    team = {**TEAM, "t0": None, "incident_ref": "incident1", "steps/9/done_dt": "2026-08-12T12:00+03:00"}
    incidents: list[Answers] = [{"inc_dt": "2026-08-01"}, {"inc_dt": "2026-08-10T12:00+03:00"}]
    assert cells(table(shipped["i36"], defs, case(team=team, incident=incidents))) == {"true": 1}
    elsewhere = {**team, "incident_ref": "another"}
    assert cells(table(shipped["i36"], defs, case(team=elsewhere, incident=incidents))) == {"unknown": 1}


def test_without_a_link_the_only_incident_is_meant(shipped: dict[str, Indicator], defs: Definitions):
    team = {**TEAM, "t0": None, "steps/9/done_dt": "2026-08-12T12:00+03:00"}
    alone: Answers = {"inc_dt": "2026-08-01"}
    assert cells(table(shipped["i36"], defs, case(team=team, incident=alone))) == {"false": 1}
    assert cells(table(shipped["i36"], defs, case(team=team, incident=[alone, alone]))) == {"unknown": 1}


def test_72_hours_are_hours_that_pass_when_the_clock_goes_back(shipped: dict[str, Indicator], defs: Definitions):
    """On 25 October 2026 the clock on the wall shows one hour less than has passed."""
    team = {**SV, "r0": "2026-10-24", "t0": "2026-10-23T12:00+03:00", "steps/9/state": "facut"}
    late = {**team, "steps/9/done_dt": "2026-10-26T12:00+02:00"}
    found = table(shipped["i36"], defs, case(team=late), period=Period.parse("2026-Q4"))
    assert cells(found) == {"false": 1}


# --- 37 to 45: what the teams did, and when ---------------------------------------------------------------------------

REPORT = "2026-08-10T12:00+03:00"


@pytest.mark.parametrize(
    ("id", "step", "state", "at", "row"),
    [
        ("i37", "10", "refuzat_de", "2026-08-12T12:00+03:00", "true"),  # she was offered it, and declined
        ("i37", "10", "refuzat_de", None, "unknown"),  # nobody knows when she was offered it
        ("i37", "10", "imposibil", "2026-08-11T12:00+03:00", "false"),
        ("i38", "11", "facut", "2026-08-14T12:00+03:00", "true"),  # 120 hours to the minute
        ("i38", "11", "facut", "2026-08-14T12:01+03:00", "false"),
        ("i39", "13", "refuzat_de", "2026-08-10T13:00+03:00", "false"),  # offered is not examined
        ("i40", "19", "facut", "2026-08-11T12:00+03:00", "true"),
        ("i40", "19", "facut", "2026-08-11T12:01+03:00", "false"),  # 24 hours count from the report, not from the act
        ("i41", "21", "in_lucru", "2026-08-11T09:00+03:00", "true"),  # it goes on, and began in time
        ("i42", "24", "facut", "2026-08-13T12:00+03:00", "true"),
        ("i42", "24", None, None, "false"),
    ],
)
def test_what_was_done_in_time(
    shipped: dict[str, Indicator], defs: Definitions, id: str, step: str, state: str, at: str | None, row: str
):
    team = {**SV, "r0": REPORT, "t0": "2026-08-09T12:00+03:00", f"steps/{step}/state": state}
    assert cells(table(shipped[id], defs, case(team={**team, f"steps/{step}/done_dt": at}))) == {row: 1}


@pytest.mark.parametrize("id", [f"i{number}" for number in range(36, 46)])
def test_teams_of_other_protocols_are_in_no_figure_of_sexual_violence(
    shipped: dict[str, Indicator], defs: Definitions, id: str
):
    team = {**TEAM, "retellings": 1, "protocol": "vd_md", "steps/9/done_dt": REPORT}
    found = table(shipped[id], defs, case(team=team))
    assert (found.total, cells(found)) == (0, {})


def test_a_step_that_was_not_called_for_is_nobodys_failure(shipped: dict[str, Indicator], defs: Definitions):
    ticked = case(team={**SV, "r0": REPORT, "steps/11/state": "nu_se"})
    by_condition = with_steps(case(team={**SV, "r0": REPORT}), {"11": Seen(called_for=False)})
    open_still = with_steps(case(team={**SV, "r0": REPORT}), {"11": Seen(called_for=True)})
    assert cells(table(shipped["i38"], defs, ticked, by_condition, open_still)) == {"false": 1}


@pytest.mark.parametrize(("times", "row"), [(0, "0"), (1, "1"), (2, "2"), (3, "3+"), (20, "3+"), (None, "unknown")])
def test_how_often_she_had_to_tell(shipped: dict[str, Indicator], defs: Definitions, times: int | None, row: str):
    assert cells(table(shipped["i43"], defs, case(team={**SV, "r0": REPORT, "retellings": times}))) == {row: 1}


def test_every_step_with_an_outcome_counts_once(shipped: dict[str, Indicator], defs: Definitions):
    states = {"1": "facut", "2": "facut", "10": "refuzat_de", "12": "imposibil", "18": "nu_se", "20": "in_lucru"}
    team = {**SV, "r0": REPORT, **{f"steps/{step}/state": state for step, state in states.items()}}
    found = table(shipped["i44"], defs, case(team=team), case(team={**team, "r0": "2026-06-01"}))
    assert (found.total, cells(found)) == (4, {"facut": 2, "refuzat_de": 1, "imposibil": 1})


def test_every_deadline_that_was_decided_counts_once(shipped: dict[str, Indicator], defs: Definitions):
    told = with_steps(case(team={**SV, "r0": REPORT}), {
        "1": Seen(True, (True,)), "7": Seen(True, (False, None)), "9": Seen(True), "22": Seen(False, ()),
    })  # fmt: skip
    found = table(shipped["i45"], defs, told)
    assert (found.total, cells(found)) == (3, {"true": 1, "false": 1, "unknown": 1})


def with_steps(told: CaseData, steps: Mapping[str, Seen]) -> CaseData:
    (team,) = told.of("team")
    return replace(told, steps={team.id: steps})


# --- every table ------------------------------------------------------------------------------------------------------


def test_every_table_says_its_unit_its_denominator_and_what_it_does_not_show(
    shipped: dict[str, Indicator], defs: Definitions
):
    for found in count_all(tuple(shipped.values()), [], Q3, CHISINAU, defs):
        assert CAVEAT["ro"] in found.note["ro"]
        assert CAVEAT["en"] in found.note["en"]
        assert found.denominator["ro"]
        assert found.total == sum(row.n for row in found.rows) == 0
    assert table(replace(shipped["i01"], caveat=None), defs).note == CAVEAT


def test_an_own_caveat_stands_before_the_common_one(shipped: dict[str, Indicator], defs: Definitions):
    own = replace(shipped["i01"], caveat={"ro": "Al nostru.", "en": "Ours."})
    assert table(own, defs).note == {"ro": f"Al nostru. {CAVEAT['ro']}", "en": f"Ours. {CAVEAT['en']}"}


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "opened_on": st.sampled_from(["2026-08-01", "2026-10-01", "2026"]),
        "status": st.sampled_from(["deschis", "duplicat"]),
        "sex": st.sampled_from(["F", "M", {"none": "declined"}]),
        "birth_date": st.sampled_from(["1990", "1990-01-01", "2020-05-05"]),
        "gbv_type": st.sampled_from(["G1", "G6"]),
        "forms_legal": st.sampled_from([["FIZ"], ["FIZ", "PSI"], []]),
        "report_dt": st.sampled_from(["2026-08-01", "2026-12-01"]),
        "r0": st.just("2026-08-01"),
        "steps/9/state": st.sampled_from(["facut", "in_lucru"]),
        "steps/9/done_dt": st.sampled_from(["2026-08-02", "2026-08"]),
    },
)
CASES = st.lists(
    st.dictionaries(
        st.sampled_from(["case", "identity", "incident", "report", "team"]), st.lists(ANSWERS, max_size=2), max_size=5
    ).map(
        lambda forms: CaseData(
            {form: [CaseRecord(f"{form}{n}", one) for n, one in enumerate(found)] for form, found in forms.items()}
        )
    ),
    max_size=8,
)


@given(cases=CASES, seed=st.integers(0, 99))
def test_the_order_of_the_cases_does_not_matter_and_nothing_is_lost(
    cases: list[CaseData], seed: int, shipped: dict[str, Indicator], defs: Definitions
):
    indicators = tuple(shipped.values())
    found = count_all(indicators, cases, Q3, CHISINAU, defs)
    assert found == count_all(indicators, Random(seed).sample(cases, len(cases)), Q3, CHISINAU, defs)
    for one in found:
        if one.rows:
            assert sum(row.n for row in one.rows) >= one.total
            assert all(row.n <= one.total for row in one.rows)
