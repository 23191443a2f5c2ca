"""Pictures and pages out of the bytes of a file, in memory alone: never larger than a screen needs, one at a time."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QPageLayout, QPainter, QPdfWriter, QTransform

from desktop.refusals import Refused
from desktop.services.file_look import JPEG, PDF, PNG, TIFF, WEBP

Report = Callable[[int, int], None]

MOST_SIDE = 4_000  # of what is shown, however large one looks at it
MOST_MIB = 512  # that a picture may take while it is made smaller
FORMATS = {PNG: b"png", JPEG: b"jpeg", TIFF: b"tiff", WEBP: b"webp"}
POINTS, SCREEN, PRINT_DPI = 72, 96, 200
SIDEWAYS = QImageIOHandler.Transformation.TransformationRotate90
PDFIUM = threading.RLock()  # the library knows no threads


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page, how many pixels for one of its own at most, and turned by how many quarters."""

    page: int = 0
    scale: float = 1.0
    quarters: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """What is known of a file that can be shown."""

    pages: int
    size: QSize  # of the first page


def open_file(data: bytes, mime: str) -> Opened:
    """How many pages a file has, and how large the first is; refuses what cannot be opened."""
    if mime != PDF:
        with _reader(data, mime) as reader:
            return Opened(1, _upright(reader))
    with _document(data) as document:
        return Opened(len(document), _page_size(document, 0))


def render(data: bytes, mime: str, wanted: Wanted, report: Report = lambda _done, _all: None) -> QImage:
    """A page as a picture; `report` may stop the work between two steps of it."""
    if mime == PDF:
        with _document(data) as document:
            return _turned(_pdf_page(document, wanted, report), wanted.quarters)
    with _reader(data, mime) as reader:
        size = reader.size()
        box = _bounded(size, wanted.scale)
        if box != size:
            reader.setScaledSize(box)
        reader.setAutoTransform(True)
        image = reader.read()
    report(1, 1)
    if image.isNull():
        raise Refused("attachment-damaged")
    return _turned(image, wanted.quarters)


def as_paper(images: Sequence[QImage]) -> bytes:
    """Pictures as pages of a PDF in memory, for the printer: what reaches it was drawn here."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(PRINT_DPI)
    writer.setPageMargins(QMarginsF(10, 10, 10, 10), QPageLayout.Unit.Millimeter)
    writer.setTitle("")
    painter = QPainter(writer)
    for number, image in enumerate(images):
        if number:
            writer.newPage()
        room = painter.viewport()
        size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect((room.width() - size.width()) // 2, 0, size.width(), size.height())
        painter.drawImage(place, image)
    painter.end()
    buffer.close()
    return bytes(buffer.data().data())


def _bounded(size: QSize, scale: float) -> QSize:
    """So large as was asked for, never larger than itself, and never more than a screen could need."""
    least = min(scale, 1.0, MOST_SIDE / max(1, size.width(), size.height()))
    return QSize(max(1, round(size.width() * least)), max(1, round(size.height() * least)))


def _turned(image: QImage, quarters: int) -> QImage:
    return image.transformed(QTransform().rotate(90 * (quarters % 4))) if quarters % 4 else image


# --- pictures ---------------------------------------------------------------------------------------------------------


@contextmanager
def _reader(data: bytes, mime: str) -> Iterator[QImageReader]:
    """By the kind that the first bytes said, and by no other that Qt might guess."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MOST_MIB)
    reader = QImageReader(buffer, QByteArray(FORMATS[mime]))
    reader.setAutoDetectImageFormat(False)
    try:
        if not reader.canRead() or not reader.size().isValid():
            raise Refused("attachment-damaged")
        yield reader
    finally:
        # What decodes still looks at the bytes until it is told not to.
        reader.setDevice(None)  # type: ignore[arg-type]
        buffer.close()


def _upright(reader: QImageReader) -> QSize:
    size = reader.size()
    return size.transposed() if reader.transformation() & SIDEWAYS else size


# --- PDF --------------------------------------------------------------------------------------------------------------


@contextmanager
def _document(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise Refused("pdf-locked" if "password" in str(error).lower() else "attachment-damaged") from None
        try:
            if not len(document):
                raise Refused("attachment-damaged")
            yield document
        finally:
            document.close()


def _page_size(document: pypdfium2.PdfDocument, number: int) -> QSize:
    width, height = document.get_page_size(number)
    scale = SCREEN / POINTS
    return QSize(*(max(1, min(200_000, round(side * scale))) for side in (width, height)))


def _pdf_page(document: pypdfium2.PdfDocument, wanted: Wanted, report: Report) -> QImage:
    """Drawn in steps: between two of them the person may stop it. Nothing in the file runs, no form is filled."""
    size = _page_size(document, wanted.page)
    least = min(wanted.scale, MOST_SIDE / max(size.width(), size.height()))
    width, height = (max(1, round(side * least)) for side in (size.width(), size.height()))
    try:
        page = document[wanted.page]
    except pypdfium2.PdfiumError:
        raise Refused("attachment-damaged") from None
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGRx)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        _draw(page, bitmap, width, height, report)
        shown = QImage(bitmap.buffer, width, height, bitmap.stride, QImage.Format.Format_RGB32)
        return shown.copy()  # the bitmap's memory goes with it
    finally:
        bitmap.close()
        page.close()


def _draw(page: pypdfium2.PdfPage, bitmap: pypdfium2.PdfBitmap, width: int, height: int, report: Report) -> None:
    pause = pdfium.IFSDK_PAUSE(version=1)
    pause.NeedToPauseNow = type(pause.NeedToPauseNow)(_always)
    place = (0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    state = pdfium.FPDF_RenderPageBitmap_Start(bitmap.raw, page.raw, *place, ctypes.byref(pause))
    try:
        steps = 0
        while state == pdfium.FPDF_RENDER_TOBECONTINUED:
            steps += 1
            report(steps, 0)
            state = pdfium.FPDF_RenderPage_Continue(page.raw, ctypes.byref(pause))
    finally:
        pdfium.FPDF_RenderPage_Close(page.raw)
    if state != pdfium.FPDF_RENDER_DONE:
        raise Refused("attachment-damaged")


def _always(_pause: object) -> int:
    return 1
