"""The tour is the main job through the real window; what it leaves behind must be real."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from db.keys import KdfCost
from desktop.tour.hand import NotThere
from desktop.tour.story import Tour


def test_the_tour_does_the_main_job_and_leaves_what_it_says(qtbot: QtBot, tmp_path: Path) -> None:
    said: list[str] = []
    tour = Tour(tmp_path, said.append, cost=KdfCost.for_tests(), cases=120)
    tour.run()

    pictures = sorted((tmp_path / "pictures").glob("*.png"))
    assert len(pictures) >= 12
    assert all(picture.stat().st_size > 10_000 for picture in pictures)
    assert len(said) >= 9

    report = "\n".join(page.extract_text() for page in PdfReader(tmp_path / "files" / "report.pdf").pages)
    assert "Raport anonimizat" in report
    for hidden in ("Exemplescu", "Ștefania", "Încercaru", tour.code, "1991"):
        assert hidden not in report

    bundle = (tmp_path / "files" / "statistics.ancora").read_bytes()
    assert bundle.startswith(b"age-encryption.org/v1\n")
    table = "\n".join(page.extract_text() for page in PdfReader(tmp_path / "files" / "region-table.pdf").pages)
    assert "XREG" in table or "sub 10" in table


def test_a_step_that_cannot_be_done_ends_the_tour(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tour that went on after a missing button would show a program that does not exist."""
    from desktop.tour import hand

    monkeypatch.setattr(hand.Hand, "control", lambda *_: None)  # a keyboard whose Ctrl key is broken
    tour = Tour(tmp_path, lambda _sentence: None, cost=KdfCost.for_tests(), cases=3)
    with pytest.raises(NotThere):
        tour.run()
