"""The file dialogs and the printer. Our own and Qt's: those of the system keep lists, and hear no key of ours."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PySide6.QtCore import QRect, QStandardPaths, Qt
from PySide6.QtGui import QIcon, QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QHeaderView, QPushButton, QToolButton, QTreeView, QWidget

from desktop.gui import theme
from desktop.gui.decoding import PDFIUM
from desktop.gui.print_dialog import PrintDialog

PRINT_DPI = 300
WIDTH, HEIGHT, MARGIN = 820, 520, 80
KIND_COLUMN = 2
ICONS = {
    "backButton": "arrow-left",
    "forwardButton": "arrow-right",
    "toParentButton": "chevron-up",
    "newFolderButton": "folder",
    "listModeButton": "copies",
    "detailModeButton": "list",
}
TITLE = "Ancora"  # the task bar shows the titles of dialogs too


class QtFiles:
    """Asks the person; tests put another object of this shape in its place.

    There is one dialog, and it is never destroyed: Qt's would then write into a file where the person went. It goes
    with the process, which ends without tidying up.
    """

    def __init__(self) -> None:
        self._dialog: QFileDialog | None = None

    def open_files(self, parent: QWidget, title: str, pattern: str) -> list[Path]:
        """The chosen files, none if the person changed their mind."""
        dialog = self._prepare(title, pattern, QFileDialog.AcceptMode.AcceptOpen, QFileDialog.FileMode.ExistingFiles)
        return _ask(dialog, parent)

    def save_file(self, parent: QWidget, title: str, name: str, pattern: str) -> Path | None:
        """Where to save, None if the person changed their mind; the offered name is neutral."""
        dialog = self._prepare(title, pattern, QFileDialog.AcceptMode.AcceptSave, QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(Path(name).suffix)
        dialog.selectFile(name)
        return next(iter(_ask(dialog, parent)), None)

    def choose_folder(self, parent: QWidget, title: str) -> Path | None:
        """A folder, for example a stick, None if the person changed their mind."""
        dialog = self._prepare(title, "", QFileDialog.AcceptMode.AcceptOpen, QFileDialog.FileMode.Directory)
        return next(iter(_ask(dialog, parent)), None)

    def print_pdf(self, parent: QWidget, data: bytes) -> bool:
        """Print from memory; False if the person changed their mind. The spooler of the system may keep a copy."""
        dialog = PrintDialog(parent)
        try:
            if dialog.exec() != PrintDialog.DialogCode.Accepted:
                return False
            paint_pdf(dialog.printer(), data)
            return True
        finally:
            dialog.deleteLater()

    def _prepare(
        self, title: str, pattern: str, way: QFileDialog.AcceptMode, mode: QFileDialog.FileMode
    ) -> QFileDialog:
        dialog = self._dialog = self._dialog or QFileDialog()
        dialog.setOptions(QFileDialog.Option.DontUseNativeDialog)
        dialog.setWindowTitle(TITLE)
        dialog.setAccessibleName(title)
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        dialog.setAcceptMode(way)
        dialog.setFileMode(mode)
        dialog.setNameFilters(pattern.split(";;"))
        dialog.setHistory([])
        dialog.setDirectory(_folder())
        _dress(dialog)
        return dialog


def _dress(dialog: QFileDialog) -> None:
    """As large as its words need, with our own icons, and without the kind of a file, which Qt says in English."""
    wear = theme.current()
    screen = dialog.screen().availableSize()
    dialog.resize(min(wear.px(WIDTH), screen.width() - MARGIN), min(wear.px(HEIGHT), screen.height() - MARGIN))
    for view in dialog.findChildren(QTreeView):
        view.setColumnHidden(KIND_COLUMN, True)
        view.header().setStretchLastSection(False)
        view.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 3):
            view.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    for name, icon in ICONS.items():
        for tool in dialog.findChildren(QToolButton, name):
            tool.setIcon(wear.icon(icon, 20, "ink"))
    for button in dialog.findChildren(QPushButton):
        button.setIcon(QIcon())


def _ask(dialog: QFileDialog, parent: QWidget) -> list[Path]:
    """It belongs to no window, which would take it along, but stands before the one that asked."""
    dialog.winId()
    dialog.windowHandle().setTransientParent(parent.window().windowHandle())
    chosen = dialog.selectedFiles() if dialog.exec() == QFileDialog.DialogCode.Accepted else []
    dialog.setDirectory(_folder())  # a stick that is watched cannot be taken out
    return [Path(file) for file in chosen]


def paint_pdf(printer: QPrinter, data: bytes) -> None:
    """Draw each page of a PDF on the printer, as large as the paper allows; a card in its own size."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(data)
    painter = QPainter(printer)
    try:
        for number in range(len(document)):
            if number:
                printer.newPage()
            image = page_image(document, number, PRINT_DPI)
            painter.drawImage(_place(painter.viewport(), printer.resolution(), document[number].get_size()), image)
    finally:
        painter.end()
        document.close()


def _place(paper: QRect, dpi: int, points: tuple[float, float]) -> QRect:
    """Where a page lies on the paper; what is less than half as wide was made to be cut out."""
    width, height = (round(side * dpi / 72) for side in points)
    if 2 * width > paper.width() + paper.width() // 10:
        return paper
    return QRect(paper.left(), paper.top(), width, height)


def page_image(document: pypdfium2.PdfDocument, number: int, dpi: float) -> QImage:
    """One page as a picture, never as a file."""
    with PDFIUM:
        bitmap = document[number].render(scale=dpi / 72)
        shown = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_BGR888)
        return shown.copy()  # the bitmap's memory goes with it


def _folder() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
