"""When a step is called for, by what the case's forms say; what nobody has said is never taken for a no."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.forms.answers import DECLINED, UNKNOWN
from desktop.protocols.conditions import (
    BY_POLICE,
    CONDITIONS,
    EMERGENCY_LINE,
    FAMILY,
    ISSUED,
    NO_CONTACT,
    REJECTED,
    SEXUAL,
    of_case,
)

CHISINAU = ZoneInfo("Europe/Chisinau")
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)


def found(name, case):
    return of_case(case, NOW, CHISINAU)[name]


def test_of_an_empty_case_nothing_is_known():
    assert of_case({}, NOW, CHISINAU) == dict.fromkeys(CONDITIONS)


def case(**forms):
    """case(report={"report_dt": ...}, incident=[{...}, {...}])"""
    return {form: answers if isinstance(answers, list) else [answers] for form, answers in forms.items()}


@pytest.mark.parametrize(
    ("name", "answers", "holds"),
    [
        # a child on the day of the report stays one
        ("minor", case(identity={"birth_date": "2008-11-20"}), False),
        ("minor", case(identity={"birth_date": "2008-11-20"}, report={"report_dt": "2026-11-19T10:00+02:00"}), True),
        (
            "minor",
            case(
                identity={"birth_date": "2008-11-20"}, report=[{"report_dt": "2026-11-22"}, {"report_dt": "2026-11-19"}]
            ),
            True,
        ),
        ("minor", case(identity={"birth_date": "2008-11-20"}, report={"report_dt": UNKNOWN}), False),
        ("minor", case(identity={"birth_date": "2008"}), None),
        ("minor", case(identity={"birth_date": "2008", "age_est": 17}), True),
        ("minor", case(identity={"birth_date": UNKNOWN, "age_est": 40}), False),
        ("minor", case(case={"case_track": ["copil"]}), True),
        ("minor", case(case={"case_track": ["copil", "vd_adult"]}), None),
        ("minor", case(case={"case_track": ["vd_adult"]}), None),
        ("family_tie", case(aggressor={"agg_rel": "SOT"}), True),
        ("family_tie", case(aggressor=[{"agg_rel": "NEC"}, {"agg_rel": "FPA"}]), True),
        ("family_tie", case(aggressor={"agg_rel": "NEC"}), False),
        ("family_tie", case(aggressor=[{"agg_rel": "NEC"}, {"agg_rel": UNKNOWN}]), None),
        ("family_tie", case(aggressor={"agg_rel": UNKNOWN}), None),
        ("consent", case(consent={"consent_services": "da"}), True),
        ("consent", case(consent={"consent_services": "nu"}), False),
        ("consent", case(consent={"consent_services": "amanat"}), False),
        ("consent", case(consent={"consent_services": DECLINED}), False),
        ("consent", case(consent={"explained_on": "2026-11-24"}), None),
        ("consent", case(consent={"consent_services": "da", "withdrawn_on": "2026-11-24"}), False),
        ("consent", case(consent={"consent_services": "da", "withdrawn_on": UNKNOWN}), True),
        (
            "consent",
            case(
                consent=[
                    {"consent_services": "nu", "explained_on": "2026-11-24"},
                    {"consent_services": "da", "explained_on": "2026-11-20"},
                ]
            ),
            False,
        ),
        ("consent", case(consent=[{"consent_services": "nu"}, {"consent_services": "da"}]), True),
        ("children", case(report={"child_involved": "martor"}), True),
        ("children", case(report={"child_involved": "nu"}), False),
        ("children", case(report={"child_involved": "nu"}, incident={"witnesses_children": 2}), True),
        ("children", case(incident={"witnesses_children": 0}), False),
        ("children", case(report={"child_involved": UNKNOWN}), None),
        ("trafficking", case(incident={"trafficking_flag": True}), True),
        ("trafficking", case(incident={"goods_exchange": True, "trafficking_flag": False}), True),
        ("trafficking", case(incident={"sv_acts": ["exploatare"]}), True),
        ("trafficking", case(incident=[{"trafficking_flag": False}, {"trafficking_flag": False}]), False),
        ("trafficking", case(incident=[{"trafficking_flag": False}, {"trafficking_flag": UNKNOWN}]), None),
        ("exposure_risk", case(incident={"sv_acts": ["contact_fara", "penetrare"]}), True),
        ("exposure_risk", case(incident={"gbv_type": "G1"}), True),
        ("exposure_risk", case(incident={"sv_acts": ["contact_fara"]}), None),
        ("exposure_risk", case(incident={"sv_acts": ["imagini_intime", "hartuire"]}), False),
        ("exposure_risk", case(incident=[{"sv_acts": ["hartuire"]}, {"sv_acts": ["penetrare"]}]), True),
        ("pregnancy_possible", case(incident={"gbv_type": "G1"}, identity={"sex": "F"}), True),
        ("pregnancy_possible", case(incident={"gbv_type": "G1"}), None),
        ("pregnancy_possible", case(incident={"gbv_type": "G1"}, identity={"sex": "M"}), False),
        ("pregnancy_possible", case(incident={"gbv_type": "G1"}, identity={"sex": "F", "pregnancy": True}), False),
        ("pregnancy_possible", case(incident={"sv_acts": ["hartuire"]}, identity={"sex": "F"}), False),
        ("pregnancy_possible", case(identity={"sex": "F"}), None),
        ("danger", case(report={"immediate_danger": True}), True),
        ("danger", case(report={"immediate_danger": False}), False),
        ("danger", case(report=[{"immediate_danger": False}, {"immediate_danger": True}]), True),
        ("danger", case(report={"immediate_danger": UNKNOWN}), None),
        ("sexual_violence", case(incident={"forms_legal": ["FIZ", "SEX"]}), True),
        ("sexual_violence", case(incident={"gbv_type": "G2"}), True),
        ("sexual_violence", case(incident=[{"gbv_type": "G3"}, {"sv_acts": ["tentativa"]}]), True),
        ("sexual_violence", case(report={"topics": ["violenta_domestica", "violenta_sexuala"]}), True),
        # that nobody has spoken of it yet does not mean that it has not happened
        ("sexual_violence", case(incident={"forms_legal": ["FIZ"], "gbv_type": "G3"}), None),
        ("sexual_violence", case(incident={"l1": False}), None),
        ("sexual_violence", case(incident={"l1": False, "l2": UNKNOWN}), None),
        ("sexual_violence", case(incident=[{"l1": False, "l2": False}, {"l1": DECLINED}]), None),
        ("sexual_violence", case(incident={"l1": False, "l2": False, "gbv_type": "G3"}), False),
        ("not_by_112", case(report={"referring_inst": "112_politie"}), False),
        ("not_by_112", case(report={"referring_inst": "auto_referire"}), True),
        ("not_by_112", case(report=[{"referring_inst": "112_politie"}, {"referring_inst": "helpline"}]), True),
        ("not_by_112", case(report={"referring_inst": UNKNOWN}), None),
        ("children_along", case(stay={"children": 2}), True),
        ("children_along", case(stay={"children": 0}), False),
        ("children_along", case(stay={"children": 0}, child={"accompanies": True}), True),
        ("children_along", case(stay={"children": UNKNOWN}), None),
    ],
)
def test_what_the_forms_say(name, answers, holds):
    assert found(name, answers) is holds


@pytest.mark.parametrize(
    ("name", "recipient"), [("wants_forensic", "medicina_legala"), ("wants_lawyer", "asistenta_juridica")]
)
def test_who_agrees_that_her_data_go_there_wants_it_and_who_does_not_has_said_nothing(name, recipient):
    def sheet(agreed, to=recipient, **more):
        return {"release/r1/recipient": to, "release/r1/agreed": agreed, **more}

    assert found(name, case(consent=[{}, sheet("da")])) is True
    assert found(name, case(consent=sheet("nu"))) is None
    assert found(name, case(consent=sheet("da", to="politie"))) is None
    assert found(name, case(consent=sheet("da", withdrawn_on="2026-11-24"))) is None


def order(kind, issued, decision="emis", **more):
    return {"kind": kind, "issued_dt": issued, "decision": decision, **more}


ORU, COURT = order("ORU", "2026-11-20T10:00+02:00"), order("ordonanta_de", "2026-11-22")


@pytest.mark.parametrize(
    ("sheets", "by_police", "by_court"),
    [
        ([], None, None),
        ([order("ORU", None, "in_curs")], None, None),
        ([order("ORU", "2026-11-20", None)], True, False),  # it has a day, and nobody said that it was refused
        ([order("OPP", "2026-11-20", "respins")], None, None),
        ([ORU], True, False),
        ([COURT, ORU], False, True),  # the newest counts, not the sheet that was written last
        ([ORU, order("OP_general", None)], True, False),  # one without a date is not taken for the newest
        ([COURT, order("OPP", "2026-11-23T08:00+02:00", "partial")], True, False),
    ],
)
def test_whose_the_newest_order_is(sheets, by_police, by_court):
    assert found("police_order", case(protection=sheets)) is by_police
    assert found("court_order", case(protection=sheets)) is by_court


def test_an_order_of_earlier_violence_is_past():
    """Last year's order of the court says nothing of what the police do now."""
    past = {**COURT, "issued_dt": "2025-06-01", "valid_to": "2025-09-01"}
    reports = {"report": [{"report_dt": "2025-05-30"}, {"report_dt": "2026-11-24T10:00+02:00"}]}
    assert found("police_order", case(protection=past, **reports)) is None
    assert found("police_order", case(protection=[past, ORU], **reports)) is True
    assert found("court_order", case(protection={**past, "valid_to": "2026-11-30"}, **reports)) is True
    assert (
        found("evicted", case(protection={**ORU, "valid_to": "2026-11-23", "measures": ["evacuare"]}, **reports))
        is None
    )
    assert found("order_in_force", case(protection=past, **reports)) is False


@pytest.mark.parametrize(
    ("sheets", "holds"),
    [
        ([ORU], None),  # nobody noted what it orders
        ([{**ORU, "measures": ["distanta"]}], False),
        ([{**ORU, "measures": ["distanta"]}, ORU], None),
        ([{**ORU, "measures": ["evacuare", "distanta"]}], True),
        ([{**COURT, "measures": ["evacuare"]}], None),  # a court puts nobody out on the spot
        ([{**ORU, "decision": "respins", "measures": ["evacuare"]}], None),
    ],
)
def test_whether_somebody_was_put_out_of_the_home(sheets, holds):
    assert found("evicted", case(protection=sheets)) is holds


@pytest.mark.parametrize(
    ("sheets", "holds"),
    [
        ([], None),
        ([order("ORU", None, "in_curs")], None),
        ([ORU], True),  # its end was not noted
        ([{**ORU, "valid_to": "2026-11-24T14:30+02:00"}], True),  # its last minute
        ([{**ORU, "valid_to": "2026-11-24T14:29+02:00"}], False),
        ([{**ORU, "valid_to": "2026-11-24"}], True),  # all of that day
        ([{**ORU, "valid_to": "2026-11-23", "extended": True}], True),  # prolonged until the court decides
        ([{**ORU, "valid_to": "2026-11-22", "extended": True, "extended_to": "2026-11-23"}], False),
        ([{**ORU, "valid_to": "2026-11-30", "revoked_on": "2026-11-24"}], False),
        ([{**ORU, "valid_to": "2026-11-23"}, {**COURT, "valid_to": "2027-02-22"}], True),
        ([{**ORU, "valid_to": UNKNOWN}], True),
    ],
)
def test_whether_an_order_still_holds(sheets, holds):
    assert found("order_in_force", case(protection=sheets)) is holds


def test_the_codes_are_those_of_the_lists(defs):
    assert {entry.code for entry in defs.list("L6").entries} >= FAMILY
    assert {entry.code for entry in defs.list("sv_acts").entries} >= NO_CONTACT | {"penetrare", "exploatare"}
    assert {entry.code for entry in defs.list("release_recipients").entries} >= {
        "medicina_legala",
        "asistenta_juridica",
    }
    assert defs.list("consent_answers").find("da")
    assert defs.list("L2").find("G1")
    assert {entry.code for entry in defs.list("case_tracks").entries} >= {"copil", "sv_adult", "vd_adult"}
    assert defs.list("child_involvement").find("nu")
    assert {entry.code for entry in defs.list("L2").entries} >= SEXUAL
    assert {entry.code for entry in defs.list("order_decisions").entries} >= ISSUED | {REJECTED}
    assert {entry.code for entry in defs.list("protection_measures").entries} >= BY_POLICE
    assert defs.list("order_contents").find("evacuare")
    assert defs.list("L8").find(EMERGENCY_LINE)
    assert defs.list("L1").find("SEX")
    assert defs.list("report_topics").find("violenta_sexuala")


def test_the_fields_are_those_of_the_forms(defs):
    for path in (
        "identity.birth_date", "identity.age_est", "identity.sex", "identity.pregnancy", "case.case_track",
        "aggressor.agg_rel", "consent.consent_services", "consent.withdrawn_on", "consent.explained_on",
        "consent.release/recipient", "consent.release/agreed", "report.child_involved", "report.immediate_danger",
        "report.report_dt", "incident.witnesses_children", "incident.trafficking_flag", "incident.goods_exchange",
        "incident.sv_acts", "incident.gbv_type", "team.first_contact", "team.coordinator", "team.members/group",
        "case.team/role", "case.team/worker", "incident.gbv_type_override", "incident.forms_legal",
        "incident.primary_form", "incident.l1", "incident.l2", "report.topics", "report.referring_inst",
        "protection.kind", "protection.decision", "protection.issued_dt", "protection.measures", "protection.valid_to",
        "protection.extended", "protection.extended_to", "protection.revoked_on", "stay.children", "child.accompanies",
    ):  # fmt: skip
        form, _, field = path.partition(".")
        assert defs.form(form).named(field), path
