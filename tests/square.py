"""A reader of the square codes on our papers: another program's eyes on the printed page."""

from __future__ import annotations

import pypdfium2
import zxingcpp


def squares(pdf: bytes) -> list[str]:
    """What every square on every page of a PDF says."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=3).to_pil().convert("L") for page in document]
    finally:
        document.close()
    return [found.text for page in pages for found in zxingcpp.read_barcodes(page)]
