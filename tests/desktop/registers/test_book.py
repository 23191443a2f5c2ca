"""A register is opened within bounds, whatever its name says; what is no register is told as what it is."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.refusals import SENTENCES, Refused
from desktop.registers import guard
from desktop.registers.book import Row, open_book
from tests.desktop.registers.sheets import cell, excel, open_document, packed, sheet_of

ROMANIAN = "Nume;Notă\nȚuțu Ștefania;Locuiește la Bălți\n"
RUSSIAN = "Фамилия;Заметка\nСидорова Анна;Живёт в Оргееве\n"


def cells(file: Path) -> list[list[object]]:
    return [list(row.cells) for row in open_book(file).rows()]


def refused(file: Path) -> str:
    with pytest.raises(Refused) as refusal:
        list(open_book(file).rows())
    assert refusal.value.code in SENTENCES
    assert str(refusal.value) == refusal.value.code  # nothing of the file is in it
    return refusal.value.code


def test_a_workbook_gives_its_values_and_says_what_it_carries(tmp_path: Path) -> None:
    file = excel(tmp_path / "r.xlsx", ["Nume", "Data"], ["Țuțu", datetime(2024, 3, 5)], [None, 7.5], more=True)  # noqa: DTZ001
    book = open_book(file)
    assert [(one.name, one.hidden) for one in book.sheets] == [("Registru", False), ("Ascuns", True)]
    assert book.notes == {"formulas", "merged", "hidden"}
    rows = list(book.rows())
    assert rows[1] == Row(2, ["Țuțu", date(2024, 3, 5), None, None, 2.0])  # the last result of the formula
    assert list(rows[2].cells[:2]) == ["două rânduri", 7.5]


def test_the_lower_part_of_merged_cells_is_known_as_such(tmp_path: Path) -> None:
    file = excel(tmp_path / "r.xlsx", ["Nume", "Data"], ["x"], [None, 1], [None, 2], more=True)
    assert [row.merged for row in open_book(file).rows()][-2:] == [frozenset(), frozenset({0})]


def test_an_open_document_is_read_too_with_its_million_empty_rows(tmp_path: Path) -> None:
    rows = (
        f"<table:table-row>{cell('Nume')}{cell('Nr', 'table:formula=&quot;of:=1&quot;')}</table:table-row>"
        f"<table:table-row>{cell('Țuțu')}{cell('2')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    file = open_document(tmp_path / "r.ods", rows.replace("&quot;", "'"))
    assert cells(file) == [["Nume", "Nr"], ["Țuțu", "2"]]
    assert open_book(file).notes == {"formulas"}


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", ROMANIAN),
        ("utf-8-sig", ROMANIAN),
        ("utf-16", ROMANIAN),
        ("utf-16-le", RUSSIAN),
        ("iso8859_16", ROMANIAN),
        ("cp1250", ROMANIAN.translate(str.maketrans("șțȘȚ", "şţŞŢ"))),
        ("iso8859_2", ROMANIAN.translate(str.maketrans("șțȘȚ", "şţŞŢ"))),
        ("cp1251", RUSSIAN),
        ("koi8_r", RUSSIAN),
        ("cp1252", "Nom;Ville\nFrançois;Orléans\n"),
    ],
)
def test_common_encodings_are_recognised(tmp_path: Path, encoding: str, text: str) -> None:
    file = tmp_path / "r.csv"
    file.write_bytes(text.encode(encoding))
    read = "\n".join(";".join(map(str, row)) for row in cells(file)) + "\n"
    comma = str.maketrans("şţŞŢ", "șțȘȚ")  # both ways of writing them are one byte in these code pages
    assert read.translate(comma) == text.translate(comma)


def test_a_person_can_say_how_the_letters_are_written(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_bytes("a;ş".encode("cp1250"))
    assert next(iter(open_book(file, encoding="cp1251").rows())).cells[1] == "є"
    with pytest.raises(Refused, match="register-letters"):
        open_book(file, encoding="utf-8")


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_the_separator_is_found_outside_quotation_marks(tmp_path: Path, sign: str) -> None:
    file = tmp_path / "r.csv"
    file.write_text(sign.join(["Nume", '"a,b;c|d\te"', "x"]) + "\n" + sign.join(["Ana", "2", "3"]) + "\n", "utf-8")
    assert open_book(file).separator == sign
    assert cells(file)[0] == ["Nume", "a,b;c|d\te", "x"]


def test_what_excel_says_of_the_separator_is_believed_and_is_no_row(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("sep=,\nNume,a;b;c\nAna,1;2;3\n", "utf-8")
    assert cells(file) == [["Nume", "a;b;c"], ["Ana", "1;2;3"]]


def test_the_file_is_what_is_in_it_and_not_what_its_name_says(tmp_path: Path) -> None:
    file = excel(tmp_path / "r.xlsx", ["Nume"], ["Ana"]).rename(tmp_path / "r.csv")
    book = open_book(file)
    assert book.kind == "xlsx" and "another-ending" in book.notes


def test_macros_are_told_and_not_looked_at(tmp_path: Path) -> None:
    file = excel(tmp_path / "r.xlsm", ["Nume"], ["Ana"])
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    assert open_book(file).notes == {"macros"} and cells(file) == [["Nume"], ["Ana"]]


# --- what is no register ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("r.csv", b"", "register-empty"),
        ("r.csv", b"\xef\xbb\xbf\r\n;;\r\n", "register-empty"),
        ("r.xlsx", b"PK\x03\x04 cut off", "register-damaged"),
        ("r.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "register-old-format"),
        (
            "r.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le"),
            "register-locked",
        ),
        ("r.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "register-unknown"),
        ("r.csv", b"%PDF-1.7\n" + bytes(range(14, 32)) * 40, "register-unknown"),
    ],
)
def test_what_cannot_be_read_is_told_as_what_it_is(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert refused(file) == code


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    assert refused(tmp_path / "nothing.csv") == "no-such-file"


def test_an_encrypted_open_document_is_told_as_locked(tmp_path: Path) -> None:
    locked = '<?xml version="1.0"?><manifest:manifest><manifest:encryption-data/></manifest:manifest>'
    file = open_document(tmp_path / "r.ods", "", {"META-INF/manifest.xml": locked})
    assert refused(file) == "register-locked"


def test_another_office_file_is_no_register(tmp_path: Path) -> None:
    assert refused(packed(tmp_path / "r.xlsx", {"word/document.xml": "<a/>"})) == "register-unknown"


# --- what means harm --------------------------------------------------------------------------------------------------


def test_a_file_that_unpacks_to_gigabytes_is_refused_while_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "LARGEST_OPEN", 1 << 20)
    file = excel(tmp_path / "r.xlsx", ["a"])
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/picture.png", bytes(2 << 20))
    assert file.stat().st_size < 20_000
    assert refused(file) == "register-too-large"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD190000"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c><c\n r='ZZ199999'><v>1</v></c></row>",
        '<row r="1"><c><v>1</v></c></row>',
        '<row r="1"><c t=" r=" s=">"><v>1</v></c></row>',
        f'<row r="1"><c r="A1"><v>1</v></c>{" " * (1 << 18)}<c r="XFD190000"/></row>',
    ],
)
def test_a_small_sheet_that_reaches_to_the_end_of_the_world_is_refused(tmp_path: Path, rows: str) -> None:
    assert refused(sheet_of(tmp_path / "r.xlsx", rows)) in {
        "register-too-large", "register-too-long", "register-damaged",
    }  # fmt: skip


MANY = 'table:number-columns-repeated="9000000"'


@pytest.mark.parametrize(
    "rows",
    [
        f'<table:table-row table:number-rows-repeated="1000000">{cell("x")}</table:table-row>',
        f"<table:table-row>{cell('x', MANY)}</table:table-row>",
        f"<table:table-row>{cell('x', 'a=' + repr('>') + ' ' + MANY)}</table:table-row>",
    ],
)
def test_a_cell_that_stands_there_a_million_times_is_refused(tmp_path: Path, rows: str) -> None:
    assert refused(open_document(tmp_path / "r.ods", rows)) in {"register-too-large", "register-too-long"}


def test_entities_and_twice_the_same_entry_are_refused(tmp_path: Path) -> None:
    file = sheet_of(tmp_path / "r.xlsx", "")
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    assert refused(packed(file, {**parts, "xl/worksheets/sheet1.xml": bomb})) == "register-damaged"
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    assert refused(file) == "register-damaged"


def test_more_rows_than_a_register_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_ROWS", 10)
    file = tmp_path / "r.csv"
    file.write_text("a;b\n" * 11, "utf-8")
    assert refused(file) == "register-too-long"


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_plain_refusal(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / "r.csv"
    file.write_bytes(data)
    try:
        for row in open_book(file).rows():
            assert all(isinstance(one, str) for one in row.cells)
    except Refused as refusal:
        assert refusal.code in SENTENCES


@given(st.binary(min_size=1, max_size=40), st.integers(0, 5000))
def test_a_workbook_with_any_bytes_overwritten_is_rows_or_a_plain_refusal(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    file = excel(tmp_path_factory.mktemp("hurt") / "r.xlsx", ["Nume", "Data"], ["Țuțu", 45356])
    data = bytearray(file.read_bytes())
    at %= len(data)
    data[at : at + len(noise)] = noise
    file.write_bytes(data)
    try:
        list(open_book(file).rows())
    except Refused as refusal:
        assert refusal.code in SENTENCES
