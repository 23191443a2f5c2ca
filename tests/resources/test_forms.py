"""What the forms promise: nothing private leaves, the safest answer stands, few questions are asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desktop.forms.compute import computed
from desktop.forms.context import Context
from desktop.forms.schema import Definitions, Field, FieldType, PrivacyClass
from desktop.forms.validate import check
from desktop.forms.visible import visible

Raw = dict[str, dict[str, Any]]
CHISINAU = ZoneInfo("Europe/Chisinau")


@pytest.fixture
def ctx(clock: Any) -> Context:
    return Context(now=clock(), tz=CHISINAU, country="MD", office="UN4", worker="0" * 32)


def asked(defs: Definitions, ctx: Context, form: str, answers: dict[str, Any]) -> list[str]:
    return [shown.path for shown in visible(defs.form(form), answers, ctx, defs)]


def missing(defs: Definitions, ctx: Context, form: str, answers: dict[str, Any]) -> set[str]:
    problems = check(defs.form(form), answers, ctx, defs)
    return {problem.path for problem in problems if problem.key == "required"}


def raw_fields(raw: Raw) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, table in raw.items():
        for section in table.get("section", []):
            for field in section["field"]:
                yield f"{name}:{field['id']}", field
                for column in field.get("field", []):
                    yield f"{name}:{field['id']}/{column['id']}", column


def fields(defs: Definitions) -> Iterator[tuple[str, Field]]:
    for form in defs.newest():
        for field in form.fields():
            yield f"{form.id}.{field.pattern}", field


# --- what may leave ---------------------------------------------------------------------------------------------------


def test_every_field_says_all_three_privacy_keys(raw: Raw) -> None:
    found = list(raw_fields(raw))
    assert len(found) > 180
    assert [place for place, field in found if not {"class", "pdf", "bundle"} <= field.keys()] == []


def test_names_places_phones_and_written_words_never_leave(defs: Definitions) -> None:
    private = {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.PHONE, FieldType.PERSON_ID, FieldType.WORKER,
               FieldType.PLACE, FieldType.FILE, FieldType.SIGNATURE, FieldType.LINK}  # fmt: skip
    leaving = [
        place
        for place, field in fields(defs)
        if field.type in private and (field.pdf, field.bundle) != ("drop", "drop")
    ]
    assert leaving == []


def test_no_exact_date_leaves(defs: Definitions) -> None:
    dates = {FieldType.DATE, FieldType.DATETIME}
    allowed = {"drop", "any", "month", "elapsed"}
    assert [p for p, f in fields(defs) if f.type in dates and not {f.pdf, f.bundle} <= allowed] == []


def test_each_quasi_identifier_has_one_field(defs: Definitions) -> None:
    assert {field.quasi: place for place, field in fields(defs) if field.quasi} == {
        "place": "identity.county",
        "month": "incident.inc_dt",
        "age": "identity.age_band",
        "sex": "identity.sex",
        "violence": "incident.gbv_type",
        "relation": "aggressor.agg_rel",
    }
    assert sum(bool(field.quasi) for _place, field in fields(defs)) == 6


def test_printed_labels_differ_in_the_whole_program(defs: Definitions) -> None:
    """On paper a line has only its label: two that read alike would say whose answer it is to nobody."""
    for language in ("ro", "en"):
        labels = [field.label[language] for _place, field in fields(defs) if field.pdf != "drop"]
        assert sorted(labels) == sorted(set(labels))


def test_the_narrative_is_sealed_covered_and_not_searched(defs: Definitions) -> None:
    narrative = defs.form("incident").field("narrative")
    assert (narrative.seal, narrative.reveal, narrative.search) == (True, True, False)
    assert (narrative.privacy, narrative.pdf, narrative.bundle) == (PrivacyClass.FREE_TEXT, "drop", "drop")


def test_what_is_sealed(defs: Definitions) -> None:
    """The account, what a psychologist writes, and what could lead somebody to her: free text, never searched."""
    sealed = {place: field for place, field in fields(defs) if field.seal}
    assert sealed.keys() == {
        "incident.narrative", "note.psych_history", "note.psych_effects", "note.psych_protective",
        "note.psych_resources", "safety_plan.code_word", "safety_plan.safe_places",
    }  # fmt: skip
    for place, field in sealed.items():
        assert (field.reveal, field.search, field.privacy) == (True, False, PrivacyClass.FREE_TEXT), place


def test_sections_for_some_roles(defs: Definitions) -> None:
    marked = {f"{form.id}.{one.id}": set(one.seen_by) for form in defs.newest() for one in form.sections if one.seen_by}
    assert marked["note.psychology"] == {"psiholog_consilier", "psihoterapeut"}
    assert marked["note.law"] == {"consilier_juridic", "manager_de"}
    for form in defs.newest():
        for section in form.sections:
            needed = [field.id for field in section.fields if field.required]
            assert not section.seen_by or needed == [], (form.id, section.id)  # nobody is asked for what is hidden


def test_names_addresses_and_numbers_of_people_are_covered(defs: Definitions) -> None:
    covered = {place for place, field in fields(defs) if field.reveal}
    assert covered >= {
        "identity.last_name", "identity.first_name", "identity.prior_name", "identity.birth_date",
        "identity.national_id", "identity.real_addr", "identity.real_street", "identity.legal_addr",
        "identity.phones/number", "identity.phones/safe_word", "identity.safe_contact",
        "aggressor.agg_name", "aggressor.agg_addr", "report.notifier_name", "consent.representative",
    }  # fmt: skip


# --- the safest answer stands -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["safe_call", "safe_sms", "safe_messaging", "safe_voicemail"])
def test_a_telephone_is_unsafe_until_she_says_otherwise(defs: Definitions, way: str) -> None:
    field = defs.form("identity").field(f"phones/{way}")
    assert field.default == "first:false"
    assert field.protective[0] == "false"


def test_consent_is_no_until_it_is_yes(defs: Definitions) -> None:
    form = defs.form("consent")
    assert form.field("consent_stats").default == "first:nu"
    assert form.field("release/agreed").default == "first:nu"
    for field in ("consent_stats", "consent_services", "consent_contact", "release/agreed"):
        assert form.field(field).protective[0] == "nu", field


def test_a_release_ends_in_thirty_days_by_default_and_never_lasts_over_180(defs: Definitions, ctx: Context) -> None:
    form = defs.form("consent")
    assert form.field("release/valid_until").default == "in_days:30"
    row = {"release/r1/recipient": "politie", "release/r1/agreed": "da", "explained_on": "2026-11-24"}
    keys = {p.key for p in check(form, {**row, "release/r1/valid_until": "2027-05-30"}, ctx, defs)}
    assert "too-far-ahead" in keys
    keys = {p.key for p in check(form, {**row, "release/r1/valid_until": "2027-05-20"}, ctx, defs)}
    assert "too-far-ahead" not in keys


def test_a_status_a_role_and_a_step_cannot_be_declined(defs: Definitions) -> None:
    plain = (
        "case.status",
        "case.team/role",
        "case.country",
        "team.steps/state",
        "team.first_contact",
        "report.decision",
    )
    for place in plain:
        form, _, path = place.partition(".")
        assert defs.form(form).field(path).refusable is False, place


def test_every_sensitive_question_may_be_declined(defs: Definitions) -> None:
    ours = {"gbv_type_override", "override", "level_prof"}  # the worker's own decisions
    kinds = {FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO}
    closed = [p for p, f in fields(defs) if f.privacy is PrivacyClass.SPECIAL and f.type in kinds and not f.refusable]
    assert {place.split(".")[1] for place in closed} - ours == {"case_track"}


def test_the_representative_is_not_the_alleged_aggressor(defs: Definitions, clock: Any) -> None:
    case = {"aggressor": [{"agg_name": "Popescu Ștefan"}]}
    ctx = Context(now=clock(), tz=CHISINAU, case=case)
    answers = {"capacity": "minor_cu", "representative": "stefan popescu"}
    keys = {p.path: p.key for p in check(defs.form("consent"), answers, ctx, defs)}
    assert keys["representative"] == "same-as-aggressor"


# --- few questions, in a good order -----------------------------------------------------------------------------------


def test_danger_and_children_are_asked_first(defs: Definitions, ctx: Context) -> None:
    assert asked(defs, ctx, "report", {})[:2] == ["immediate_danger", "child_involved"]


def test_safe_contact_is_asked_before_the_name(defs: Definitions, ctx: Context) -> None:
    paths = asked(defs, ctx, "identity", {})
    assert paths.index("phones") < paths.index("do_not") < paths.index("last_name")


def test_the_narrative_is_asked_last(defs: Definitions, ctx: Context) -> None:
    assert asked(defs, ctx, "incident", {})[-1] == "narrative"


def test_sections_of_the_incident(defs: Definitions) -> None:
    assert [section.title["ro"] for section in defs.form("incident").sections] == [
        "Când și unde", "Forme și mijloace", "Împrejurări", "Urmări imediate", "Martori", "Relatarea",
    ]  # fmt: skip


def test_sexual_acts_are_asked_only_for_sexual_violence(defs: Definitions, ctx: Context) -> None:
    for answers in ({}, {"forms_legal": ["FIZ"]}):
        assert not {"sv_acts", "sv_facilitators", "evidence_washed"} & set(asked(defs, ctx, "incident", answers))
    assert {"sv_acts", "sv_facilitators"} <= set(asked(defs, ctx, "incident", {"forms_legal": ["FIZ", "SEX"]}))


def test_the_state_of_evidence_is_asked_only_for_seven_days(defs: Definitions, ctx: Context) -> None:
    recent = {"forms_legal": ["SEX"], "inc_dt": "2026-11-22T21:50:00+02:00"}
    assert {"evidence_washed", "evidence_clothes", "evidence_ate"} <= set(asked(defs, ctx, "incident", recent))
    old = {"forms_legal": ["SEX"], "inc_dt": "2026-10-22"}
    assert not {"evidence_washed", "evidence_clothes", "evidence_ate"} & set(asked(defs, ctx, "incident", old))


def test_the_ladder_stops_at_the_first_yes(defs: Definitions, ctx: Context) -> None:
    ladder = {f"l{n}" for n in range(1, 7)}
    assert ladder <= set(asked(defs, ctx, "incident", {}))
    assert ladder & set(asked(defs, ctx, "incident", {"l1": False, "l2": True})) == {"l1", "l2"}
    unknown = {"l1": {"none": "unknown"}, "l2": {"none": "declined"}}
    assert ladder <= set(asked(defs, ctx, "incident", unknown)), "not knowing one does not hide the next"


@pytest.mark.parametrize("yes", range(1, 7))
def test_each_question_gives_its_type(defs: Definitions, ctx: Context, yes: int) -> None:
    answers: dict[str, Any] = {f"l{n}": False for n in range(1, yes)} | {f"l{yes}": True}
    assert computed(defs.form("incident"), answers, ctx, defs)["gbv_type"] == f"G{yes}"


def test_a_correction_stands_over_the_ladder_and_asks_for_its_reason(defs: Definitions, ctx: Context) -> None:
    answers: dict[str, Any] = {"l1": True, "gbv_type_override": "G2"}
    done = computed(defs.form("incident"), answers, ctx, defs)
    assert (done["ladder"], done["gbv_type"]) == ("G1", "G2")
    assert "gbv_type_reason" in missing(defs, ctx, "incident", answers)
    assert "gbv_type_reason" not in missing(defs, ctx, "incident", {"l1": True})


def test_a_refused_or_impossible_step_asks_for_the_reason(defs: Definitions, ctx: Context) -> None:
    for state, needed in (("refuzat_de", True), ("imposibil", True), ("facut", False), ("nu_se", False)):
        found = missing(defs, ctx, "team", {"steps/9/state": state})
        assert ("steps/9/reason" in found) is needed, state


def test_a_step_in_work_may_say_when_something_was_done(defs: Definitions, ctx: Context) -> None:
    """The monthly follow-up is done month by month and stays open."""
    assert "steps/28/done_dt" in asked(defs, ctx, "team", {"steps/28/state": "in_lucru"})
    assert "steps/28/done_dt" not in asked(defs, ctx, "team", {"steps/28/state": "de_facut"})


def test_ethnicity_is_off_unless_she_wishes(defs: Definitions, ctx: Context) -> None:
    assert "ethnicity" not in asked(defs, ctx, "identity", {})
    assert "ethnicity" in asked(defs, ctx, "identity", {"ethnicity_wanted": True})


def test_an_anonymous_report_asks_no_name(defs: Definitions, ctx: Context) -> None:
    assert "notifier_name" not in asked(defs, ctx, "report", {"notifier_type": "anonim"})
    assert {"notifier_name", "notifier_phone"} <= set(asked(defs, ctx, "report", {"notifier_type": "vecin"}))


def test_what_leaves_of_a_person_is_computed(defs: Definitions, ctx: Context) -> None:
    answers = {"birth_date": "1995-03", "real_addr": "MD-UN/Undeva", "legal_addr": "MD-FA"}
    done = computed(defs.form("identity"), answers, ctx, defs)
    assert (done["age_band"], done["county"], done["legal_county"]) == ("26-35", "MD-UN", "MD-FA")
    only_legal = computed(defs.form("identity"), {"legal_addr": "MD-FA/Altundeva"}, ctx, defs)
    assert only_legal["county"] == "MD-FA"


def test_a_minor_is_seen_from_the_birth_date_on_the_day_of_the_report(defs: Definitions, clock: Any) -> None:
    case = {"identity": [{"birth_date": "2008-11-23"}]}
    ctx = Context(now=clock(), tz=CHISINAU, case=case)
    before = computed(defs.form("team"), {"r0": "2026-11-22T09:10:00+02:00"}, ctx, defs)
    after = computed(defs.form("team"), {"r0": "2026-11-23T09:10:00+02:00"}, ctx, defs)
    assert (before["victim_minor"], after["victim_minor"]) == (True, False)


def test_sensitive_questions_say_why(defs: Definitions) -> None:
    for place in ("incident.inc_dt", "report.immediate_danger", "report.child_involved", "consent.consent_stats",
                  "incident.narrative", "identity.pregnancy", "identity.phones", "aggressor.agg_rel"):  # fmt: skip
        form, _, path = place.partition(".")
        assert defs.form(form).field(path).why, place
