"""The papers of the recovery, read back: the groups, the square, what is said, and what is not."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from db import recovery
from desktop.pdf.kit import Certificate, CodePaper, certificate_pdf, kit_pdf
from tests.square import squares

SECRET = bytes(range(32))
WHOLE = recovery.whole(SECRET)
SHARES = recovery.split(SECRET, recovery.slope_of(SECRET))


def paper(one: recovery.Paper = WHOLE, holder: str = "") -> CodePaper:
    return CodePaper("UN4", recovery.label(one.number), date(2026, 11, 24), recovery.groups(one), one.index, holder)


def text(pdf: bytes) -> str:
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    return reader.pages[0].extract_text()


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize("one", [WHOLE, *SHARES], ids=["whole", "1", "2", "3"])
def test_another_program_reads_the_code_out_of_the_square(one, language):
    (found,) = squares(kit_pdf(paper(one), language))
    assert recovery.read(found) == one


@pytest.mark.parametrize("one", [WHOLE, *SHARES], ids=["whole", "1", "2", "3"])
def test_the_groups_stand_in_their_order_under_their_numbers(one):
    lines = [line for line in text(kit_pdf(paper(one), "ro")).splitlines() if line.strip()]
    at = [lines.index(group) for group in recovery.groups(one)]
    assert at == sorted(at)
    assert [lines[place - 1] for place in at] == [str(number) for number in range(1, 16)]


def test_the_sheet_says_whose_it_is_and_of_when():
    said = text(kit_pdf(paper(), "ro"))
    assert "Foaie de recuperare" in said
    assert "UN4" in said and "09903" in said and "24.11.2026" in said


def test_a_share_names_its_holder_and_its_number():
    said = text(kit_pdf(paper(SHARES[1], "Ștefania Țîrdea-Sârbu"), "ro"))
    assert "Ștefania Țîrdea-Sârbu" in said
    assert "2" in said.splitlines()[0]
    assert "Foaie de recuperare" not in said.splitlines()[0]


def test_a_long_name_stays_on_the_page():
    text(kit_pdf(paper(SHARES[0], "Foarte " * 11 + "Lungă"), "ro"))


def certificate(**changes: object) -> bytes:
    found = Certificate(
        **{
            "office": "UN4",
            "kit": "09903",
            "done_at": datetime(2026, 11, 24, 14, 30, tzinfo=UTC),
            "backup_at": datetime(2026, 11, 23, 17, 2, tzinfo=UTC),
            "cases": 1204,
            "sheets": 8771,
            "files": 93,
            "number": "4821 7730",
            "by_shares": False,
            **changes,
        }
    )
    return certificate_pdf(found, "ro")


def test_a_certificate_says_what_was_found_and_has_a_number_and_no_code():
    said = text(certificate())
    for words in ("UN4", "09903", "24.11.2026", "23.11.2026", "1.204", "8.771", "93", "4821 7730"):
        assert words in said
    assert squares(certificate()) == []
    assert not any(group in said for group in recovery.groups(WHOLE))
    assert text(certificate(by_shares=True)) != said
