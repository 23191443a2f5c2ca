"""Typed words reach paper as they were meant: composed, without tricks, and within their lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.pdf import fonts
from desktop.pdf.style import BODY, FACES, REGULAR


@pytest.mark.parametrize(
    ("typed", "paper"),
    [
        ("Ștefan  cel   Mare", "Ștefan cel Mare"),
        ("S\u0326tefan", "Ștefan"),
        ("Ştefan Ţurcanu", "Ștefan Țurcanu"),
        ("a\u202eb\u2066c\u200d", "abc"),
        ("a\x00b\x1bc", "abc"),
        ("unu\r\ndoi\rtrei", "unu\ndoi\ntrei"),
        ("≥ 5 → 6", ">= 5 – 6"),
        ("tab\tși\u00a0spațiu", "tab și spațiu"),
        ("făcut \U0001f642 ✓", f"făcut {fonts.UNKNOWN} {fonts.UNKNOWN}"),
        ("Оля, Їжак, ґанок", "Оля, Їжак, ґанок"),
        ("", ""),
    ],
)
def test_words_as_they_stand_on_paper(typed: str, paper: str) -> None:
    assert fonts.plain(typed) == paper


@given(st.text(max_size=200))
def test_whatever_was_typed_can_be_drawn(typed: str) -> None:
    paper = fonts.plain(typed)
    known = fonts.face(REGULAR).face.charToGlyph
    assert all(letter == "\n" or ord(letter) in known for letter in paper)
    assert fonts.plain(paper) == paper


@given(st.text(alphabet="abcșțîâ -\n", max_size=300), st.floats(20, 300))
def test_lines_fit_and_no_letter_is_lost(typed: str, room: float) -> None:
    paper = fonts.plain(typed)
    lines = fonts.wrap(paper, REGULAR, BODY, room)
    assert all(fonts.width(line, REGULAR, BODY) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == paper.replace(" ", "").replace("\n", "")


def test_a_long_word_is_cut_only_where_that_is_allowed() -> None:
    word = "constituționalitate" * 4
    assert fonts.wrap(f"un {word}", REGULAR, BODY, 100, split=False) == ["un", word]
    assert len(fonts.wrap(f"un {word}", REGULAR, BODY, 100)) > 3
    assert fonts.wrap("WWW", REGULAR, BODY, 1) == ["W", "W", "W"]


def test_every_face_has_every_letter_of_the_alphabets() -> None:
    for name in FACES:
        known = fonts.face(name).face.charToGlyph
        assert not [letter for letter in fonts.LATIN + fonts.CYRILLIC if ord(letter) not in known]


def test_cut_programs_are_kept_but_not_without_end() -> None:
    first = fonts.program(REGULAR, [65, 66])
    assert fonts.program(REGULAR, [65, 66]) is first
    for letter in range(67, 87):
        fonts.program(REGULAR, [65, letter])
    assert fonts.program(REGULAR, [65, 66]) == first


def test_a_letter_that_a_face_lacks_has_a_width_all_the_same() -> None:
    assert fonts.width("\U0001f642", REGULAR, 10) > 0
