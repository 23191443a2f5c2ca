"""Numbers of papers: whatever way they are typed they are read, and one wrong letter is never another paper."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.refusals import Refused
from desktop.services import paper_numbers
from desktop.services.codes import ALPHABET
from desktop.services.session import Session

numbers = st.builds(
    lambda kind, seed: paper_numbers.draw(kind, random.Random(seed).choice),
    st.sampled_from(paper_numbers.KINDS),
    st.integers(),
)


@given(numbers, st.sampled_from(["", "-", " ", " - ", "."]), st.booleans())
def test_it_is_read_however_it_is_written(number: str, between: str, small: bool) -> None:
    typed = between.join((number[:4], number[4:]))
    assert paper_numbers.read(typed.lower() if small else typed).number == number


@given(numbers, st.sampled_from([":", ";", "Ж", "ж", " "]))
def test_what_a_reader_of_squares_types_is_read_on_any_keyboard(number: str, colon: str) -> None:
    assert paper_numbers.read(colon.join(("ANCORA", "TEAM", "1", number))).number == number


@given(numbers, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_no_number(number: str, place: int, letter: str) -> None:
    wrong = number[:place] + letter + number[place + 1 :]
    if wrong == number:
        return
    with pytest.raises(Refused) as refusal:
        paper_numbers.read(wrong)
    assert refusal.value.code == "paper-number-wrong"


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_by_its_code(typed: str) -> None:
    try:
        read = paper_numbers.read(typed)
    except Refused as refusal:
        assert refusal.code in ("paper-number-needed", "paper-number-wrong")
        assert not refusal.facts, "what was typed is repeated nowhere"
    else:
        assert bool(read.number) != bool(read.form)


def test_letters_that_look_alike_are_the_same() -> None:
    number = next(one for one in iter(lambda: paper_numbers.draw("T"), "") if "0" in one and "1" in one)
    assert paper_numbers.read(number.replace("0", "O").replace("1", "I")).number == number
    assert paper_numbers.read(number.replace("0", "o").replace("1", "l")).number == number
    cyrillic = number.translate(str.maketrans("ABEKMHPCTX", "АВЕКМНРСТХ"))
    assert paper_numbers.read(cyrillic).number == number


def test_the_square_of_another_form_names_it_and_its_case() -> None:
    read = paper_numbers.read("ANCORA:FIRST_EVALUATION:1:UN4-26-7K3QF2")
    assert (read.form, read.case_code) == ("first_evaluation", "UN4-26-7K3QF2")
    assert paper_numbers.read("ANCORA:INCIDENT:2").form == "incident"


def test_under_which_id_a_number_is_kept_nobody_can_work_out_without_the_secret(session: Session) -> None:
    first, second = (paper_numbers.record_of(session.conn, number) for number in ("T0000000", "T0000001"))
    assert first != second
    assert len(first) == 32
    assert first == paper_numbers.record_of(session.conn, "T0000000")
