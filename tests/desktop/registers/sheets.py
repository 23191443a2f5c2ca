"""Spreadsheets as offices have them, and as somebody would build them who means harm."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import xlsxwriter

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def excel(file: Path, *rows: list[object], more: bool = False) -> Path:
    """A workbook of one sheet; with `more` also formulas, merged cells and a hidden sheet."""
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet("Registru")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(at, column, cell, day)
            elif isinstance(cell, str):
                sheet.write_string(at, column, cell)
            elif cell is not None:
                sheet.write(at, column, cell)
    if more:
        sheet.write_formula(1, 4, "=1+1", None, 2)
        sheet.merge_range("A3:A4", "două rânduri")
        book.add_worksheet("Ascuns").hide()
    book.close()
    return file


def open_document(file: Path, rows: str, extra: Mapping[str, str] | None = None) -> Path:
    """An .ods whose rows are given as they stand in its XML."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_OFFICE}:office:1.0"'
        f' xmlns:table="{_OFFICE}:table:1.0" xmlns:text="{_OFFICE}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Registru">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0"><manifest:file-entry'
        f' manifest:full-path="/" manifest:media-type="{_TYPE}"/></manifest:manifest>'
    )
    parts = {"mimetype": _TYPE, "META-INF/manifest.xml": manifest, "content.xml": content, **(extra or {})}
    return packed(file, parts)


def cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def packed(file: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file


def sheet_of(file: Path, rows: str) -> Path:
    """An .xlsx whose sheet is given as it stands in its XML."""
    excel(file, ["a"])
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    )
    return packed(file, parts)
