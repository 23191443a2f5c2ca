"""The table of faults goes between its marks and nowhere else."""

from __future__ import annotations

import pytest

from installer import faults

PAPER = "before\n<!-- faults -->\n| old | 1/2 |\n<!-- /faults -->\nafter\n"


def test_the_table_takes_the_place_of_the_one_before():
    told = faults.put(PAPER, "| | killed |\n|---|---|\n| save | 20/20 |\n20 trials\n")
    assert told == (
        "before\n<!-- faults -->\n\n| | killed |\n|---|---|\n| save | 20/20 |\n20 trials\n\n<!-- /faults -->\nafter\n"
    )
    assert faults.put(told, "new").count("<!--") == 2


@pytest.mark.parametrize("paper", ["no marks", PAPER + PAPER])
def test_a_paper_without_one_place_for_it_is_left_alone(paper):
    with pytest.raises(faults.NoPlace):
        faults.put(paper, "new")
