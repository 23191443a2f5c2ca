"""The tour is the main job through the real window; what it leaves behind must be real."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from db import cases, records
from db.keys import KdfCost
from desktop.services import practice, vaults
from desktop.tour.hand import NotThere
from desktop.tour.story import Tour


def test_the_tour_does_the_main_job_and_leaves_what_it_says(qtbot: QtBot, tmp_path: Path) -> None:
    said: list[str] = []
    tour = Tour(tmp_path, said.append, cost=KdfCost.for_tests(), cases=120)
    tour.run()

    pictures = sorted((tmp_path / "pictures").glob("*.png"))
    assert len(pictures) >= 15
    names = " ".join(picture.stem for picture in pictures)
    assert all(f"team{part}" in names for part in ("-ticked", "-crew", "-papers", "-after"))
    assert team_steps(tmp_path / "office", tour.code) == {"1": "facut", "2": "facut", "3": "facut", "4": "facut"}
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


def team_steps(folder: Path, code: str) -> dict[str, str]:
    """What was ticked in the team of a case, as another day would find it."""
    clock = lambda: datetime.now(UTC)  # noqa: E731
    session = vaults.open_session(folder, worker=practice.WORKER, passphrase=practice.PASSPHRASE, clock=clock)
    row = cases.by_code(session.conn, code)
    assert row is not None
    (team,) = (one for one in records.of_case(session.conn, row.case) if one.form == "team")
    vaults.close_session(session, make_backup=False)
    assert team.body["protocol"] == "sv_md"
    return {path.split("/")[1]: value for path, value in team.body.items() if path.endswith("/state")}


def test_a_step_that_cannot_be_done_ends_the_tour(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tour that went on after a missing button would show a program that does not exist."""
    from desktop.tour import hand

    monkeypatch.setattr(hand.Hand, "control", lambda *_: None)  # a keyboard whose Ctrl key is broken
    tour = Tour(tmp_path, lambda _sentence: None, cost=KdfCost.for_tests(), cases=3)
    with pytest.raises(NotThere):
        tour.run()
