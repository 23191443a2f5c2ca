"""The words that passphrases are made of: enough of them, typed the same on every keyboard, never mistaken."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from desktop import paths

LETTERS = {"ro": "[a-z]", "ru": "[а-я]"}


@pytest.fixture(params=LETTERS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def file(language: str) -> Path:
    return paths.resources() / "words" / f"{language}.txt"


@pytest.fixture
def words(file: Path) -> list[str]:
    return file.read_text("utf-8").split("\n")[:-1]


def test_there_are_2048_words_one_a_line(file, words):
    assert len(words) == len(set(words)) == 2048
    assert file.read_text("utf-8") == "\n".join(words) + "\n"


def test_they_are_sorted(words):
    assert words == sorted(words)


def test_each_has_four_to_eight_small_letters_of_its_alphabet(language, words):
    """Romanian ones without a letter that another keyboard types otherwise, Russian ones without ё."""
    shape = re.compile(LETTERS[language] + "{4,8}")
    assert [word for word in words if not shape.fullmatch(word)] == []


def test_no_two_are_mistaken_for_each_other(words):
    """No letter other, too few or too many, and no two neighbours exchanged makes another word of the list."""
    known = set(words)
    gaps = Counter(f"{word[:at]}?{word[at + 1 :]}" for word in words for at in range(len(word)))
    shorter = {word[:at] + word[at + 1 :] for word in words for at in range(len(word))}
    exchanged = {
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for word in words
        for at in range(len(word) - 1)
        if word[at] != word[at + 1]
    }
    assert [shape for shape, times in gaps.items() if times > 1] == []
    assert known & shorter == set()
    assert known & exchanged == set()
