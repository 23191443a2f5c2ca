"""What is said of a level of risk: answer by answer, with what is not known, and never that all is well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms import risk
from desktop.forms.compute import computed
from desktop.forms.context import Context
from desktop.gui.models.risk_words import RiskWords, risk_words
from desktop.i18n import COMPLETE, LANGUAGES, set_language, using
from desktop.services import library

# Words by which a level would promise what nobody can: whole words, since „siguranță” and “safety” promise nothing.
PROMISES = re.compile(
    r"\bsafe\b|\bsafely\b|\bno risk\b|\bwithout risk\b|\bharmless\b|\bnothing to fear\b"
    r"|\bsigur(?:ă|i|e)?\b|\bîn siguranță\b|\bfără risc\b(?! documentat)|\bfără pericol\b|\bniciun risc\b(?! nu)"
    r"|\bбезопасн(?:о|а|ы|ый|ая)\b|\bбез риска\b|\bриска нет\b|\bнет риска\b|\bопасности нет\b"
    r"|\bбезпечн(?:о|а|і|ий)\b|\bбез ризику\b|\bризику немає\b|\bнемає ризику\b|\bнебезпеки немає\b",
    re.IGNORECASE,
)
# Sentences that take such a promise back have its words in them.
DENIALS = re.compile(
    r"no level means that there is no danger|no risk was documented|no documented risk"
    r"|nu s-a documentat niciun risc|ни один уровень не означает, что опасности нет"
    r"|жоден рівень не означає, що небезпеки немає",
    re.IGNORECASE,
)
LISTS = ("L31", "risk_reasons", "risk_items", "red_flags", "assessment_reasons", "risk_tools")
ANSWERS = st.sampled_from([True, False, None, {"none": "unknown"}, {"none": "declined"}])


@pytest.fixture(autouse=True)
def romanian() -> Iterator[None]:
    set_language("ro")
    yield
    set_language("ro")


def told(**answers: Any) -> RiskWords:
    """The panel over a sheet in which every question that is not named was answered with no."""
    defs = library.shipped().definitions
    said = {f"q{number}": False for number in range(1, 24)} | answers
    said = {path: value for path, value in said.items() if value is not None}
    return risk_words(risk.explain(computed(defs.form("risk"), said, _context(), defs)), defs)


def _context() -> Context:
    from datetime import UTC, datetime

    return Context(
        now=datetime(2026, 11, 24, tzinfo=UTC), tz=UTC, country="MD", office="UN4", worker="", case={}, previous={},
        code=None,
    )  # fmt: skip


def promises(text: str) -> list[str]:
    return PROMISES.findall(DENIALS.sub("", text))


def test_a_high_risk_is_explained_answer_by_answer() -> None:
    unknown = {"none": "unknown"}
    words = told(q1=True, q7=True, q8=True, q9=True, q14=True, q19=True, q3=unknown, q15=unknown, q16=unknown)
    assert words.chip.word == "Risc crescut"
    assert words.reasons[0] == "Răspunsul „da” la 7 (armă sau amenințare cu arma) este de ajuns pentru risc crescut."
    assert words.reasons[1].startswith("6 răspunsuri „da”: 1 (fapte anterioare de violență), 7 (armă")
    assert words.doubts == ("3 răspunsuri necunoscute: nivelul poate fi subestimat.",)
    assert words.flags == ("armă sau amenințare cu arma", "despărțire împreună cu control")


def test_a_count_says_which_line_of_the_rule_it_met() -> None:
    assert "Cinci sau mai multe" in told(q1=True, q2=True, q3=True, q4=True, q5=True).spoken
    assert "Patru răspunsuri" in told(q1=True, q2=True, q3=True, q4=True).spoken
    assert "Unul până la trei" in told(q1=True).spoken


def test_open_questions_are_counted_and_no_level_is_given_for_them() -> None:
    words = told(**{f"q{number}": None for number in range(2, 24)}, q1=True)
    assert words.chip.word == "Neevaluat"
    assert words.doubts == ("22 de întrebări nu au încă răspuns.",)


def test_a_judgement_that_raised_the_level_says_what_was_counted() -> None:
    words = told(q1=True, level_prof="crescut")
    assert words.chip.word == "Risc crescut"
    assert "Fișa calculează: scăzut. Judecata profesională a ridicat nivelul." in words.reasons


@pytest.mark.parametrize("answers", [{}, {"q1": True}, {"q7": True}])
def test_red_flags_stand_beside_every_level(answers: dict[str, Any]) -> None:
    assert "violența crește" in told(**answers, escalation=True).flags


def test_the_lowest_level_only_says_what_was_documented() -> None:
    assert told().chip.word == "Fără risc documentat"
    assert "nu spune nimic despre ce nu s-a povestit" in told().spoken


@pytest.mark.parametrize("language", COMPLETE)
@given(st.lists(ANSWERS, min_size=23, max_size=23), st.sampled_from([*risk.LEVELS, None]))
def test_no_level_ever_promises_anything(language: str, answers: list[Any], judged: str | None) -> None:
    with using(language):
        words = told(**{f"q{number}": answer for number, answer in enumerate(answers, 1)}, level_prof=judged)
        assert promises(f"{words.spoken} {words.short}") == []
        assert words.caution, "and every level says that it promises nothing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_the_sheet_and_its_lists_say_promises_anything(language: str) -> None:
    definitions = library.shipped().definitions
    form = definitions.form("risk")
    texts = [text for section in form.sections for text in (section.title, section.help)]
    texts += [text for field in form.fields() for text in (field.label, field.help, field.why, field.basis)]
    texts += [entry.label for name in LISTS for entry in definitions.list(name).entries]
    said = [text[language] for text in texts if text and language in text]
    assert len(said) > 100 or language not in ("ro", "en")
    assert {text: promises(text) for text in said if promises(text)} == {}


def test_a_promise_would_be_found() -> None:
    for text in ("She is safe.", "Este sigură acum.", "Fără risc.", "Она в доме, безопасно.", "Ризику немає."):
        assert promises(text), text
    for text in ("Fără risc documentat", "No level means that there is no danger.", "Plan de siguranță"):
        assert not promises(text), text
