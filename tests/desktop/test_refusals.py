"""Refusals: a stable code for programs, a sentence for people, and nothing that was typed in either."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import i18n
from desktop.refusals import GENERAL, SENTENCES, Refused, explain

ROOT = Path(__file__).resolve().parents[2]
# A fault of the program, not of a person: the general sentence with the code is what can be said.
OUR_FAULT = {"refused", "write-needed", "write-within-write", "vault-key-length", "vault-temp-store", "vault-closed"}


class CaseIsClosed(Refused):
    code = "case-is-closed"


class FromElsewhere(Exception):
    code = "value-too-long"
    facts = {"field": "narrative"}  # noqa: RUF012 - as another package carries them


def test_the_text_of_a_refusal_is_its_code_alone():
    refusal = Refused("unknown-field", form="incident", field="inc_dt")
    assert str(refusal) == "unknown-field"
    assert dict(refusal.facts) == {"form": "incident", "field": "inc_dt"}


def test_a_named_refusal_brings_its_own_code():
    assert str(CaseIsClosed()) == CaseIsClosed().code == "case-is-closed"
    assert str(CaseIsClosed("no-such-case")) == "no-such-case"


def test_facts_cannot_be_changed_afterwards():
    with pytest.raises(TypeError):
        Refused("disk-full", free=1).facts["free"] = 2


def test_the_sentence_names_the_field_and_what_to_do():
    assert explain(Refused("bad-value", field="steps/3/done_dt"), "en") == (
        "The answer in steps/3/done_dt does not have the right form. Nothing was saved. Correct it and save again."
    )


def test_whoever_carries_a_code_and_facts_is_explained():
    assert "narrative" in explain(FromElsewhere())


def test_an_unknown_code_is_said_so_that_it_can_be_told_on_the_telephone():
    assert "(case-is-closed)" in explain(CaseIsClosed())
    assert "(unexpected)" in explain(ValueError("Maria Popescu"))


def test_a_sentence_in_another_language_leaves_the_window_as_it_was():
    assert explain(Refused("no-such-case"), "en").startswith("There is no such case.")
    assert explain(Refused("no-such-case")).startswith("Nu există")
    assert i18n.language() == "ro"


@pytest.mark.parametrize(
    "fact", ["2026-Q3", "2026", "UN4", "UN4-26-7K3QF2", "incident.v1.toml", "L5.v1.toml", "set.children/2/name", "L5"]
)
def test_codes_and_ids_are_shown(fact):
    assert explain(Refused("bad-value", field=fact)).startswith(f"Răspunsul din {fact} ")


@pytest.mark.parametrize(
    "fact", ["Maria Popescu", "Maria", "POPA", "str. Florilor 3", "Ион", "a\nb", "x" * 200, "a b", ""]
)
def test_words_of_a_person_never_reach_a_sentence(fact):
    said = explain(Refused("bad-value", field=fact))
    assert said == explain(Refused("bad-value"))
    assert said.startswith("Răspunsul din – ")


@given(st.text(alphabet=string.ascii_letters + " ăîșț", min_size=1).filter(lambda text: not text.islower()))
def test_no_name_with_a_capital_is_taken_for_a_code(name):
    assert explain(Refused("no-such-office", office=name)) == explain(Refused("no-such-office"))


def test_figures_are_written_as_the_language_writes_them():
    assert "1.500 MB" in explain(Refused("attachment-too-large", limit=1500))
    assert "1,500 MB" in explain(Refused("attachment-too-large", limit=1500), "en")


@pytest.mark.parametrize("code", sorted(SENTENCES))
@pytest.mark.parametrize("language", i18n.COMPLETE)
def test_each_code_has_complete_sentences_that_name_no_placeholder(code, language):
    said = explain(Refused(code), language)
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code)
    assert said.endswith(".")
    assert not re.search(r"[{}!]", said)


def test_romanian_differs_from_english_for_each_sentence():
    with i18n.using("ro"):
        assert [text for text in (*SENTENCES.values(), GENERAL) if i18n._(text) == text] == []


def codes_in(source: str) -> Iterator[str]:
    """Every code that a module can refuse with: in a call, or as the code of a class of its own."""
    for node in ast.walk(ast.parse(source)):
        told: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            told = node.args[:1] if name.endswith("Refused") else []
        elif isinstance(node, ast.ClassDef) and node.bases:
            assigned = [line for line in node.body if isinstance(line, (ast.Assign, ast.AnnAssign)) and line.value]
            told = [line.value for line in assigned if "code" in ast.unparse(line).partition("=")[0].split(":")[0]]
        yield from (one.value for one in told if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_codes_are_found_wherever_they_stand():
    source = 'class A(Refused):\n    code: str = "a-b"\nraise VaultRefused("c-d", n=1)\ne.Refused("e-f")\nprint("g")'
    assert set(codes_in(source)) == {"a-b", "c-d", "e-f"}


def test_each_code_that_is_raised_anywhere_has_its_sentence():
    raised = {
        code: path.relative_to(ROOT).as_posix()
        for package in ("desktop", "db")
        for path in sorted((ROOT / package).rglob("*.py"))
        for code in codes_in(path.read_text("utf-8"))
    }
    assert len(raised) > 10
    assert {code: place for code, place in raised.items() if code not in SENTENCES and code not in OUR_FAULT} == {}
