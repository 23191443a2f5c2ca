"""`ancora leaflet …`: a paper for the person without a vault, in her language."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.conftest import CHISINAU, FixedClock
from tests.offices import Done, in_process


def run(*words: str) -> Done:
    """The command as it stands in the terminal, with machine lines and without a vault."""
    return in_process([*words, "--json"], FixedClock(datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)))


def test_leaflets_are_listed_and_printed_without_a_vault(tmp_path: Path) -> None:
    listed = {line["leaflet"]: line for line in run("leaflet", "--country", "RO").lines}
    assert "order_ro" in listed and "order_md" not in listed
    assert listed["rights"]["languages"] == ["ro", "ru", "uk", "en"] and listed["rights"]["wanted"] == ["rom", "gag"]
    out = tmp_path / "x.pdf"
    assert run("leaflet", "rights", "--language", "uk", "--fold", "--out", str(out)).one["pages"] == 1
    assert "Ваші права" in PdfReader(out).pages[0].extract_text()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("rights", "--language", "rom"), "leaflet-wanted"),
        (("order_md", "--country", "RO"), "unknown-leaflet"),
        (("nothing",), "unknown-leaflet"),
    ],
)
def test_what_there_is_not_is_refused_and_nothing_is_written(tmp_path: Path, given: tuple[str, ...], code: str) -> None:
    out = tmp_path / "x.pdf"
    assert run("leaflet", *given, "--out", str(out)).code == code
    assert not out.exists()


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    out.write_bytes(b"mine")
    assert run("leaflet", "rights", "--out", str(out)).status == 1
    assert out.read_bytes() == b"mine"
