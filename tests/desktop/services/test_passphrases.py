"""Passphrases: what is enough, why something is not, words that are offered, what a keyboard changes."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.refusals import Refused, explain
from desktop.services import passphrases

ABOUT = ("Ana Țurcanu", "UN4")


@pytest.mark.parametrize(
    "passphrase",
    [
        "paisprezece la",
        "cinci cuvinte cu totul noi",
        "пять совсем новых разных слов",
        "kX7#vq9!Lm2$Rt",
        "perete lampadar cizme uliu ocean",
        "ț" + "ăîșâ țșîâă șțâăî",
    ],
)
def test_long_and_unlike_any_other_is_enough(passphrase: str) -> None:
    passphrases.check(passphrase, ABOUT)


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("treisprezece!", "short"),
        ("patru cuvinte!", None),
        ("ș" * 14, "repeats"),
        ("parola parola parola", "repeats"),
        ("abcdefghijklmnop", "keyboard"),
        ("12345678901234", "keyboard"),
        ("asdfghjkl;'zxcv", "keyboard"),
        ("24.11.2026 24.11.2026", "repeats"),
        ("practice-practice", "common"),
        ("password password1", "repeats"),
        ("a b c d e", "common"),
        ("Ana Turcanu UN4", "personal"),
        ("ana țurcanu 2026", "personal"),
        ("ȚURCANUȚURCANU", "repeats"),
    ],
)
def test_what_is_guessed_first_is_refused_with_its_reason(passphrase: str, reason: str | None) -> None:
    found = passphrases.strength(passphrase, ABOUT)
    if reason is None:
        assert found.is_enough
        return
    assert not found.is_enough
    assert found.share < 1
    with pytest.raises(Refused) as refused:
        passphrases.check(passphrase, ABOUT)
    assert refused.value.code == "weak-passphrase"
    assert set(refused.value.facts) == {"reason"}
    assert found.reason in passphrases.REASONS
    if reason in ("empty", "short", "personal"):
        assert found.reason == reason


@pytest.mark.parametrize("word", ["casă", "lampă ocean", "пароль", "vioară"])
def test_a_word_with_marks_or_of_another_alphabet_is_a_word_all_the_same(word: str) -> None:
    assert not passphrases.strength(word * 2 if " " not in word else word).is_enough


def test_each_reason_says_what_to_do_and_repeats_nothing() -> None:
    said = {passphrases.reason_words(reason) for reason in passphrases.REASONS}
    assert len(said) == len(passphrases.REASONS)
    assert all(words.endswith(".") for words in said)
    with pytest.raises(Refused) as refused:
        passphrases.check("parolaparola", ABOUT)
    assert "parolaparola" not in explain(refused.value)


@given(st.text(max_size=200))
def test_nothing_typed_breaks_the_judge(typed: str) -> None:
    found = passphrases.strength(typed, ABOUT)
    assert 0 <= found.share <= 1
    assert found.is_enough == (found.reason is None)
    passphrases.layout_hint(typed)


def test_a_long_passphrase_is_judged_by_its_beginning_and_never_refused_for_its_length() -> None:
    assert passphrases.strength("perete lampadar cizme uliu ocean " * 20).is_enough


# --- words that are offered -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ro", "ru"])
@given(seed=st.integers(0, 1 << 32))
def test_offered_words_are_enough_and_differ(language: str, seed: int) -> None:
    offered = passphrases.suggest(language, draw=random.Random(seed).sample)
    assert len(set(offered.split())) == 5
    passphrases.check(offered, ABOUT)
    assert passphrases.layout_hint(offered) == ("cyrillic" if language == "ru" else None)


def test_a_language_without_a_list_is_offered_romanian_words() -> None:
    assert passphrases.suggest("en", 1).isascii()
    assert len(passphrases.suggest("ro", 7).split()) == 7


def test_words_are_drawn_anew_each_time() -> None:
    assert len({passphrases.suggest("ro") for _time in range(20)}) == 20


# --- keyboards --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", None),
        ("perete 12 lampa", None),
        ("perete лампа", "mixed"),
        ("пять слов", "cyrillic"),
        ("trei ţări", "cedilla"),
        (unicodedata.normalize("NFD", "trei Ţări"), "cedilla"),
        ("trei țări", "marks"),
        ("12345 !?", None),
        ("naïve", "marks"),
    ],
)
def test_what_a_keyboard_changes_is_told(typed: str, hint: str | None) -> None:
    assert passphrases.layout_hint(typed) == hint
    if hint is not None:
        assert passphrases.hint_words(hint).endswith(".")
