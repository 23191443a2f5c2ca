"""A name is heard alike in Latin and in Cyrillic letters; a number and a code are found in one piece."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.folding import LONGEST_WORD
from db.search import Words, holds, holds_any
from db.spelling import MARK, code_words, inland, joined, name_words, number_words, other_ways, sound

PAIRS = [
    ("Popescu", "Попеску"), ("Munteanu", "Мунтяну"), ("Gheorghe", "Георге"), ("Șchiopu", "Шкиопу"),
    ("Natalia", "Наталья"), ("Țurcan", "Цуркан"), ("Ceban", "Чебан"), ("Iulia", "Юлия"), ("Lyudmila", "Людмила"),
    ("Ludmila", "Людмила"), ("Cojocaru", "Кожокару"), ("Shevchenko", "Шевченко"), ("Șevcenco", "Шевченко"),
    ("Serghei", "Сергій"), ("Vasile", "Василий"), ("Kyiv", "Київ"),
]  # fmt: skip


@pytest.mark.parametrize(("latin", "cyrillic"), PAIRS)
def test_a_name_sounds_the_same_in_both_alphabets(latin: str, cyrillic: str) -> None:
    assert list(name_words(latin)) == list(name_words(cyrillic)) != []


@pytest.mark.parametrize(
    ("one", "other"), [("Popescu", "Ionescu"), ("Ana", "Ina"), ("Rusu", "Lupu"), ("Maria", "Marin")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert set(name_words(one)).isdisjoint(name_words(other))


def test_a_number_is_found_with_and_without_what_is_dialled_before_it() -> None:
    assert inland("37369123456") == inland("069123456") == inland("0037369123456") == "69123456"
    assert inland("40721123456") == inland("0721123456") == "721123456"
    assert "69123456" in set(number_words("sunați +373 69 123-456"))
    assert list(number_words("în 2026")) == []


def test_a_code_is_one_piece_as_it_is_heard() -> None:
    assert list(code_words("UN4-26-7K3QF2")) == ["un4267k3qf2"] == [joined("un4 26 7k3qf2")]
    assert list(code_words("UN4-26-OIL11")) == ["un42601111"]
    assert joined("Ana Maria") is None and joined("vecina") is None and joined("069 12") == "06912"


@given(st.text(max_size=80))
def test_whatever_is_typed_makes_plain_words_alone(text: str) -> None:
    """Nothing that has a meaning in the language of queries ever gets into one."""
    for words in (name_words(text), number_words(text), code_words(text)):
        assert all(word.removeprefix(MARK).isalnum() for word in words)
    for word in text.split():
        assert all(way.isalnum() for way in other_ways(word) if word.isalnum())
    assert (whole := joined(text)) is None or whole.isalnum()
    assert len(sound(text[:LONGEST_WORD])) <= 2 * LONGEST_WORD


def test_what_is_looked_at_again_is_judged_as_the_index_judges() -> None:
    folded = Words(("A venit cu vecina",), ("Попеску",), (), ("+37369123456",)).folded()
    assert holds(["vecina", "pope"], "vecina pope", folded) and not holds(["pope", "vecina"], "pope vecina", folded)
    assert holds(["069123456"], "069123456", folded) and holds(["069", "123"], "069 123", folded)
    assert holds_any(["nimic", "venit"], "nimic venit", folded) and not holds_any(["nimic"], "nimic", folded)
    assert not holds([], "", folded)
