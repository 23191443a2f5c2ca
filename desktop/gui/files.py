"""The file dialogs and the printer. Qt's own dialogs: those of the system keep lists of recent files."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

PRINT_DPI = 300


class QtFiles:
    """Asks the person; tests put another object of this shape in its place."""

    def open_files(self, parent: QWidget, title: str, pattern: str) -> list[Path]:
        """The chosen files, none if the person changed their mind."""
        chosen, _filter = QFileDialog.getOpenFileNames(
            parent, title, _folder(), pattern, options=QFileDialog.Option.DontUseNativeDialog
        )
        return [Path(file) for file in chosen]

    def save_file(self, parent: QWidget, title: str, name: str, pattern: str) -> Path | None:
        """Where to save, None if the person changed their mind; the offered name is neutral."""
        chosen, _filter = QFileDialog.getSaveFileName(
            parent, title, str(Path(_folder()) / name), pattern, options=QFileDialog.Option.DontUseNativeDialog
        )
        return Path(chosen) if chosen else None

    def print_pdf(self, parent: QWidget, data: bytes) -> bool:
        """Print from memory; False if the person changed their mind. The spooler of the system may keep a copy."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, parent).exec() != QPrintDialog.DialogCode.Accepted:
            return False
        paint_pdf(printer, data)
        return True


def paint_pdf(printer: QPrinter, data: bytes) -> None:
    """Draw each page of a PDF on the printer, as large as the paper allows."""
    document = pypdfium2.PdfDocument(data)
    painter = QPainter(printer)
    try:
        for number in range(len(document)):
            if number:
                printer.newPage()
            image = page_image(document, number, PRINT_DPI)
            painter.drawImage(painter.viewport(), image)
    finally:
        painter.end()
        document.close()


def page_image(document: pypdfium2.PdfDocument, number: int, dpi: float) -> QImage:
    """One page as a picture, never as a file."""
    bitmap = document[number].render(scale=dpi / 72)
    shown = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_BGR888)
    return shown.copy()  # the bitmap's memory goes with it


def _folder() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
