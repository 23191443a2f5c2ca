"""Words for cases that move: what a person is told to do with the file."""

from __future__ import annotations

import pytest

from desktop.gui.models.transfer_words import hand_over_words

MIB = 2**20


@pytest.mark.parametrize(("size", "said"), [(18 * MIB + 1, "19 MB"), (40 * MIB, "41 MB")])
def test_a_file_that_no_letter_holds_goes_on_a_stick(size: int, said: str) -> None:
    words = hand_over_words(size)
    assert said in words and words != hand_over_words(MIB)


def test_a_small_file_goes_as_people_like() -> None:
    assert hand_over_words(1) == hand_over_words(18 * MIB)
    assert "e-mail" in hand_over_words(1) and "MB" not in hand_over_words(1)
