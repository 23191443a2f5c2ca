"""Forms, papers and lists speak four languages and say why they ask; an article that nobody has read says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from desktop.forms.schema import Definitions, Field, FieldType, Form

LANGUAGES = {"ro", "en", "ru", "uk"}
FOUR = ("child", "first_evaluation", "risk", "safety_plan", "evaluation")
CYRILLIC = re.compile("[А-Яа-яІіЇїЄєҐґЁё]")
LATIN = re.compile("[A-Za-zĂÂÎȘȚăâîșț]{4,}")
NAMES = re.compile(  # written so in every language
    "DGASPC|STAS|SPAS|AJOFM|ANOFM|GBVIMS|IDNP|APRA|Danger Assessment|DASH|ODARA|SARA|SAFER|8[0-9]{3}C[RZ]-VD-I+"
)
RUSSIAN_ONLY, UKRAINIAN_ONLY = re.compile("[ыэъёЫЭЪЁ]"), re.compile("[іїєґІЇЄҐ]")
# The articles of the Convention whose content somebody read; of the others a text says that they are not verified.
READ = {"11", "18", "25"}
UNREAD = {"ro": "neverificat", "en": "not verified", "ru": "не проверен", "uk": "не перевірен"}

Place = tuple[str, dict[str, str]]


def every(defs: Definitions) -> list[Form]:
    return [*defs.forms.values(), *defs.papers.values()]


def parts(form: Form) -> Iterator[Place]:
    yield form.id, dict(form.title)
    for section in form.sections:
        yield from ((f"{form.id}/{section.id}", dict(text)) for text in (section.title, section.help) if text)
    for field in form.fields():
        said = (field.label, field.help, field.why, field.basis, field.unit)
        yield from ((f"{form.id}.{field.pattern}", dict(text)) for text in said if text)


def texts(defs: Definitions) -> list[Place]:
    """Every text that a form, a paper or a list shows to people."""
    found = [place for form in every(defs) for place in parts(form)]
    for codes in defs.lists.values():
        found.append((codes.id, dict(codes.title)))
        found += [(f"{codes.id}:{entry.code}", dict(entry.label)) for entry in codes.entries]
        found += [(f"{codes.id}:{group}", dict(label)) for group, label in codes.groups.items()]
    return found


def test_every_text_is_there_in_four_languages(defs: Definitions) -> None:
    assert len(texts(defs)) > 3000
    assert [place for place, text in texts(defs) if set(text) != LANGUAGES or not all(text.values())] == []


@pytest.mark.parametrize(("language", "foreign"), [("ru", UKRAINIAN_ONLY), ("uk", RUSSIAN_ONLY)])
def test_russian_and_ukrainian_are_written_in_their_own_letters(
    defs: Definitions, language: str, foreign: re.Pattern[str]
) -> None:
    told = [(place, NAMES.sub("", text[language])) for place, text in texts(defs)]
    assert [(place, words) for place, words in told if LATIN.search(words) or foreign.search(words)] == []
    assert [
        place for place, words in told if len(words.strip(" -0123456789–")) > 2 and not CYRILLIC.search(words)
    ] == []


def test_sentences_are_translated_and_not_copied(defs: Definitions) -> None:
    copied = [
        (place, text["uk"]) for place, text in texts(defs) if text["ru"] == text["uk"] and text["uk"].count(" ") > 3
    ]
    assert copied == []


def silent(field: Field, form: Form) -> bool:
    """Asked of people, and yet without a word about why."""
    if field.type is FieldType.COMPUTED or field.help or field.why:
        return False
    note_beside = re.fullmatch(r"q\d+_note", field.id) is not None  # what the question before it gave no room for
    sentence = form.id == "feedback" and field.list == "agreement"  # a sentence to agree with explains itself
    return not (note_beside or sentence)


def test_every_question_says_why_it_is_asked(defs: Definitions) -> None:
    assert [
        f"{form.id}.{field.pattern}" for form in every(defs) for field in form.fields() if silent(field, form)
    ] == []


def test_an_article_that_nobody_has_read_says_so(defs: Definitions) -> None:
    cited = [
        (f"{form.id}.{field.pattern}", field.basis)
        for form in every(defs)
        for field in form.fields()
        if field.basis and "Istanbul" in field.basis["ro"]
    ]
    assert len(cited) > 10
    wrong = []
    for place, basis in cited:
        articles = set(re.findall(r"art\. (\d+)", basis["ro"].split("Moldova:")[0]))
        said = [mark in basis[language].lower() for language, mark in UNREAD.items()]
        if articles - READ and not all(said):
            wrong.append(place)
    assert wrong == []


@pytest.fixture(params=FOUR)
def form(request: pytest.FixtureRequest, defs: Definitions) -> Form:
    return defs.form(request.param)


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
