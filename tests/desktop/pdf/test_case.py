"""The anonymised report on paper: in order, on as many pages as it needs, the same wherever it is made."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

from pypdf import PdfReader

from desktop.pdf.case import case_pdf
from tests.desktop.pdf import papers

ROOT = Path(__file__).resolve().parents[3]


def words(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def test_the_page_reads_from_title_to_footer() -> None:
    label, values = papers.answers()[0]
    (page,) = words(case_pdf(papers.report((label, values[0])), "ro"))
    places = [page.index(text) for text in ("Raport anonimizat de caz", "R-58213", "Au fost scoase", "1. Persoana")]
    assert places == sorted(places)
    assert page.rstrip().endswith("Pagina 1 din 1")
    assert values[0] in page


def test_a_long_report_goes_on_with_numbered_pages() -> None:
    pages = words(case_pdf(papers.report(*[(label, values[0]) for label, values in papers.answers()]), "ro"))
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Pagina {number} din {len(pages)}" in page
        assert "R-58213" in page


def test_an_answer_longer_than_a_page_goes_on_under_its_label() -> None:
    label, values = papers.answers()[0]
    pages = words(case_pdf(papers.report(*[(label, values[0])] * 200), "ro"))
    assert len(pages) > 3
    assert all(label.split()[0] in page for page in pages)


def test_a_report_of_nothing_says_so() -> None:
    (page,) = words(case_pdf(papers.report(sections=()), "ro"))
    assert "Nimic altceva din acest dosar nu poate fi tipărit." in page


def test_another_computer_makes_the_same_bytes() -> None:
    """Other hour, other zone, other locale, other hashes, other user."""
    script = (
        "import sys, hashlib; from desktop import i18n; i18n.set_language('en'); from tests.desktop.pdf import papers;"
        "sys.stdout.write(hashlib.sha256(papers.clean()).hexdigest())"
    )
    home = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "USER": "altcineva", "PYTHONHASHSEED": "77", "PYTHONPATH": str(ROOT)}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    there = subprocess.run(
        [sys.executable, "-c", script], env={**kept, **home}, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert there.stdout == hashlib.sha256(papers.clean()).hexdigest()
