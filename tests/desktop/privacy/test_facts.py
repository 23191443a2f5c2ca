"""What is kept of a record for counting and for reports."""

from __future__ import annotations

from desktop.forms import ages
from desktop.forms.context import Context
from desktop.forms.schema import Definitions
from desktop.privacy.facts import facts_of, quasi_of

CANARY = "Numele Secret"


def test_only_generalised_answers_become_facts(defs: Definitions, ctx: Context):
    answers = {
        "last_name": CANARY,
        "phone": "+37369000001",
        "birth_date": "1992-03-05",
        "age_band": ages.band(34),
        "sex": "F",
        "address": f"MD-UN/{CANARY}",
        "support": ["bani", "gazduire"],
        "ill": CANARY,
        "secret_need": "bani",
        "age_est": {"none": "declined"},
    }
    facts = facts_of(defs.form("identity"), answers, ctx, defs)
    assert facts == {
        "identity.age_band": ages.band(34),
        "identity.sex": "F",
        "identity.address": "MD-UN",
        "identity.support": ["bani", "gazduire"],
        "identity.ill": "true",
    }


def test_of_a_teams_steps_the_made_ones_are_counted(defs: Definitions, ctx: Context):
    answers = {
        "steps/9/state": "facut",
        "steps/9/done_dt": "2026-11-21T10:00+02:00",
        "steps/9/note": CANARY,
        "steps/10/state": "in_lucru",
        "members/aa/role": "facut",
        "members/bb/role": "nu_se",
        "members/cc": None,
        "members/cc/role": None,
    }
    assert facts_of(defs.form("team"), answers, ctx, defs) == {
        "team.steps": "1",
        "team.steps/state": ["facut", "in_lucru"],
        "team.steps/done_dt": ["h24"],
        "team.members": "2",
        "team.members/role": ["facut", "nu_se"],
    }


def test_the_six_are_read_as_finely_as_they_are_known(defs: Definitions, ctx: Context):
    case = {
        "identity": [{"age_band": ages.band(34), "sex": "F", "address": "MD-UN/Sat"}],
        "incident": [{"gbv_type": "G1"}, {"gbv_type": "G3", "inc_dt": "2026-11-20T10:00+02:00"}],
        "aggressor": [{"agg_rel": {"none": "unknown"}}, {"agg_rel": "FPA"}],
    }
    assert quasi_of(case, ctx, defs) == {
        "place": "MD-UN",
        "month": "2026-11",
        "age": ages.band(34),
        "sex": "F",
        "violence": "G1",
        "relation": "FPA",
    }


def test_of_an_empty_case_nothing_is_known(defs: Definitions, ctx: Context):
    assert set(quasi_of({}, ctx, defs).values()) == {""}


def test_definitions_that_name_no_quasi_identifier_give_none(ctx: Context):
    assert set(quasi_of({"identity": [{"sex": "F"}]}, ctx, Definitions({}, {})).values()) == {""}
