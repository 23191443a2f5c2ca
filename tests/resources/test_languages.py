"""Forms that staff read to people in four languages: none of their words is missing or left in another language."""

from __future__ import annotations

import re

import pytest

from desktop.forms.schema import Definitions, FieldType, Form

FOUR = ("child", "first_evaluation", "risk", "safety_plan", "evaluation")
CYRILLIC = re.compile("[А-Яа-яІіЇїЄєҐґЁё]")
LATIN = re.compile("[A-Za-zĂÂÎȘȚăâîșț]{4,}")
NAMES = re.compile("DGASPC|Danger Assessment|DASH|ODARA|SARA|SAFER")  # they are written so in every language
RUSSIAN_ONLY, UKRAINIAN_ONLY = re.compile("[ыэъёЫЭЪЁ]"), re.compile("[іїєґІЇЄҐ]")


@pytest.fixture(params=FOUR)
def form(request: pytest.FixtureRequest, defs: Definitions) -> Form:
    return defs.form(request.param)


def texts(form: Form, defs: Definitions) -> list[tuple[str, dict[str, str]]]:
    """Every text of the form and of the lists that it chooses from, if these are its own."""
    found = [("title", form.title)]
    for section in form.sections:
        found += [(section.id, text) for text in (section.title, section.help) if text]
    for field in form.fields():
        parts = (field.label, field.help, field.why, field.basis, field.unit)
        found += [(field.pattern, text) for text in parts if text]
        if field.list and "uk" in defs.list(field.list).title:
            found += [(f"{field.list}:{entry.code}", entry.label) for entry in defs.list(field.list).entries]
    return [(place, dict(text)) for place, text in found]


def test_every_text_is_there_in_four_languages(form: Form, defs: Definitions) -> None:
    assert [place for place, text in texts(form, defs) if set(text) != {"ro", "en", "ru", "uk"}] == []


def test_russian_and_ukrainian_are_written_in_their_own_letters(form: Form, defs: Definitions) -> None:
    for language, foreign in (("ru", UKRAINIAN_ONLY), ("uk", RUSSIAN_ONLY)):
        told = [(place, NAMES.sub("", text[language])) for place, text in texts(form, defs)]
        assert [place for place, words in told if LATIN.search(words) or foreign.search(words)] == [], language
        assert [
            place for place, words in told if len(words.strip(" -0123456789–")) > 2 and not CYRILLIC.search(words)
        ] == []


def test_choices_of_new_questions_have_lists_in_four_languages(form: Form, defs: Definitions) -> None:
    shared = {"sex", "L10"}  # older lists, which the older forms share
    assert {field.list for field in form.fields() if field.list and "uk" not in defs.list(field.list).title} <= shared


def test_what_it_says_of_itself_is_not_verified(form: Form) -> None:
    assert not form.verified
    assert form.source


def test_psychological_and_legal_sections_are_for_those_who_do_that_work(defs: Definitions) -> None:
    marked = {
        (form, section.id): set(section.seen_by)
        for form in FOUR
        for section in defs.form(form).sections
        if section.seen_by
    }
    assert set(marked) == {
        ("first_evaluation", "feeling"),
        ("evaluation", "medical"),
        ("evaluation", "emotional"),
        ("evaluation", "legal"),
    }
    assert not any(roles & {"politist", "procuror", "cadru_didactic", "voluntar"} for roles in marked.values())
    assert "psiholog_consilier" in marked["evaluation", "emotional"]
    assert "consilier_juridic" in marked["evaluation", "legal"] - marked["evaluation", "emotional"]


def test_other_tools_are_recorded_by_name_date_and_result_alone(defs: Definitions) -> None:
    tools = defs.form("risk").field("tools")
    assert [(column.id, column.type) for column in tools.fields] == [
        ("tool", FieldType.CHOICE), ("tool_date", FieldType.DATE), ("tool_result", FieldType.TEXT),
    ]  # fmt: skip


def test_of_the_risk_only_the_level_may_be_printed(defs: Definitions) -> None:
    printed = {field.id for field in defs.form("risk").fields() if field.pdf != "drop"}
    assert printed == {"assessed_dt", "level_auto", "level_prof", "level", "q24", "q25", "police_result", "tools"}


def test_of_the_safety_plan_no_content_leaves(defs: Definitions) -> None:
    leaving = {f.id for f in defs.form("safety_plan").fields() if {f.pdf, f.bundle} != {"drop"}}
    assert leaving == {"needed", "made_with", "plan_date"}
