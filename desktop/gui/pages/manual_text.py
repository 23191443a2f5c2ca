"""The program's guide as a text to read: Qt's own Markdown in the letters, colours and line length of the window."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl, QUrlQuery, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QImage,
    QImageReader,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from desktop.gui import theme
from desktop.gui.widgets import speak
from desktop.i18n import _

LETTERS = 72  # of a line of text; longer ones tire the eye
SAMPLE = "Cuvintele îngroșate sunt cele de pe ecran, iar orele care curg stau sus."
PICTURE = 760  # px; a picture of the window may be wider than a line
MARGIN = 24
LINE_HEIGHT = 140  # per cent
HEADINGS = {1: "title", 2: "section", 3: "body"}
ABOVE = {1: 0, 2: 26, 3: 16}


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter: its words, how deep it is, and its name in an address inside the text."""

    words: str
    level: int
    anchor: str


class ManualText(QTextBrowser):
    """Reads one Markdown file and the pictures beside it, and nothing else: no address outside it ever opens.

    passed(str): the chapter that stands at the top of the view.
    """

    passed = Signal(str)

    def __init__(self, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual_text")
        speak(self, _("Guide to the program"))
        self._folder = file.parent.resolve()
        self._sizes: dict[str, QSize] = {}
        self._places: list[tuple[Heading, int]] = []
        self._found: list[QTextCursor] = []
        self._at = -1
        self._chapter = ""
        self._wide = 0
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # its words are not ours; Ctrl+C copies
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.anchorClicked.connect(self._on_link)
        self.setDocument(self._read(file))
        self.verticalScrollBar().valueChanged.connect(self._tell_chapter)

    def headings(self) -> list[Heading]:
        return [heading for heading, _place in self._places]

    def chapter(self) -> str:
        """The address of the chapter that stands at the top of the view."""
        return self._chapter

    def go_to(self, anchor: str) -> bool:
        """Bring a chapter to the top; False where there is none of this name."""
        place = next((place for heading, place in self._places if heading.anchor == anchor), None)
        if place is None:
            return False
        block = self.document().findBlock(place)
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(int(top) - theme.px(8))
        self._choose_chapter(anchor)  # also where the text is too short to scroll so far
        return True

    # --- looking for words --------------------------------------------------------------------------------------

    def look_for(self, typed: str) -> int:
        """Mark every place of the words, with or without the marks of their letters; how many there are."""
        wanted = folded(" ".join(typed.split()))
        self._found = list(self._places_of(wanted)) if wanted else []
        self._at = -1
        self._mark_found()
        return len(self._found)

    def next_found(self, step: int = 1) -> int:
        """Go to the next place that was found, round again at the end; which one it is, from 1."""
        if not self._found:
            return 0
        self._at = (self._at + step) % len(self._found) if self._at >= 0 else 0
        seen = QTextCursor(self._found[self._at])
        seen.setPosition(seen.selectionStart())
        self.setTextCursor(seen)
        self.ensureCursorVisible()
        self._mark_found()
        return self._at + 1

    def _places_of(self, wanted: str) -> Iterator[QTextCursor]:
        for block in _blocks(self.document()):
            text = folded(block.text())
            start = text.find(wanted)
            while start >= 0:
                cursor = QTextCursor(block)
                cursor.setPosition(block.position() + start)
                cursor.setPosition(block.position() + start + len(wanted), QTextCursor.MoveMode.KeepAnchor)
                yield cursor
                start = text.find(wanted, start + len(wanted))

    def _mark_found(self) -> None:
        wear, marks = theme.current(), []
        for number, cursor in enumerate(self._found):
            mark: Any = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            present = number == self._at
            mark.format.setBackground(wear.colour("primary" if present else "primary_tint"))
            mark.format.setForeground(wear.colour("on_primary" if present else "ink"))
            marks.append(mark)
        self.setExtraSelections(marks)

    # --- only what lies beside the text -------------------------------------------------------------------------

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture below the folder of the text, in the width that it is shown in; anything else is nothing."""
        url = QUrl(name)
        path = self._picture(url.path())
        if kind != QTextDocument.ResourceType.ImageResource.value or path is None:
            return None
        width = int(QUrlQuery(url).queryItemValue("width") or 0)
        picture = QImage(str(path))
        if not width or picture.isNull():
            return picture
        ratio = self.devicePixelRatioF()
        picture = picture.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture

    def _picture(self, name: str) -> Path | None:
        path = (self._folder / name).resolve()
        return path if path.is_relative_to(self._folder) and path.suffix == ".png" and path.is_file() else None

    def _on_link(self, url: QUrl) -> None:
        if not url.path() and not url.scheme():
            self.go_to(url.fragment(QUrl.ComponentFormattingOption.FullyDecoded))

    # --- dress --------------------------------------------------------------------------------------------------

    def _read(self, file: Path) -> QTextDocument:
        """The text in its dress: Qt's Markdown knows no style sheet. Until it is shown nothing of it is laid out."""
        document = QTextDocument(self)  # which asks this widget for its pictures
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(theme.px(MARGIN))
        document.setDefaultFont(theme.current().font())
        document.setMarkdown(file.read_text(encoding="utf-8"))
        for block in _blocks(document):
            _dress_block(block)
            _dress_words(block)
            if level := block.blockFormat().headingLevel():
                heading = Heading(block.text(), level, anchor_of(block.text()))
                self._places.append((heading, block.position()))
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _dress_table(frame)
        self._fit(document, theme.px(PICTURE))
        return document

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines stay as long as eyes like them; pictures and tables may be a little wider."""
        wide = min(theme.px(PICTURE), self.viewport().width() - 2 * theme.px(MARGIN))
        if wide + 2 * theme.px(MARGIN) != self.lineWrapColumnOrWidth():
            self.setLineWrapColumnOrWidth(wide + 2 * theme.px(MARGIN))
            self._fit(self.document(), wide)
        super().resizeEvent(event)

    def _fit(self, document: QTextDocument, width: int) -> None:
        """Everything within so many pixels."""
        if width == self._wide:
            return
        self._wide = width
        letters = QFontMetricsF(document.defaultFont()).horizontalAdvance(SAMPLE) / len(SAMPLE)
        rest = max(0, width - round(letters * LETTERS))
        edit = QTextCursor(document)
        edit.beginEditBlock()  # laid out once, not after each of the changes
        for block in _blocks(document):
            pictures = [place for place, _length, letters in _fragments(block) if letters.isImageFormat()]
            for place in pictures:
                self._fit_picture(document, place, width)
            if not pictures and QTextCursor(block).currentTable() is None:
                shape = QTextBlockFormat(block.blockFormat())
                shape.setRightMargin(rest)
                QTextCursor(block).setBlockFormat(shape)
        edit.endEditBlock()

    def _fit_picture(self, document: QTextDocument, place: int, width: int) -> None:
        cursor = QTextCursor(document)
        cursor.setPosition(place)
        cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
        picture = cursor.charFormat().toImageFormat()
        name = QUrl(picture.name()).path()
        if (path := self._picture(name)) is None:
            return
        size = self._sizes.setdefault(name, QImageReader(str(path)).size())
        wide = min(width, size.width())
        picture.setName(f"{name}?width={wide}")  # read in this size, and only when it comes into view
        picture.setWidth(wide)
        picture.setHeight(round(size.height() * wide / max(1, size.width())))
        cursor.setCharFormat(picture)

    def _tell_chapter(self, top: int) -> None:
        layout, reached = self.document().documentLayout(), ""
        for heading, place in self._places:
            if layout.blockBoundingRect(self.document().findBlock(place)).top() > top + theme.px(MARGIN):
                break
            reached = heading.anchor
        self._choose_chapter(reached)

    def _choose_chapter(self, anchor: str) -> None:
        if anchor != self._chapter:
            self._chapter = anchor
            self.passed.emit(anchor)


def anchor_of(words: str) -> str:
    """What a heading is called in an address: small letters, digits, hyphens."""
    return re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")


def folded(text: str) -> str:
    """Letter for letter without marks and capitals, so that places in it are places in the text."""
    return "".join((unicodedata.normalize("NFKD", letter)[0].lower() or letter)[0] for letter in text)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _fragments(block: QTextBlock) -> Iterator[tuple[int, int, QTextCharFormat]]:
    pieces: Any = block  # it is one to go through, which its stubs do not say
    for piece in pieces:
        fragment = piece.fragment()
        yield fragment.position(), fragment.length(), fragment.charFormat()


def _dress_block(block: QTextBlock) -> None:
    shape, level = QTextBlockFormat(block.blockFormat()), block.blockFormat().headingLevel()
    in_list, in_table = block.textList() is not None, QTextCursor(block).currentTable() is not None
    shape.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    shape.setTopMargin(theme.px(ABOVE.get(level, 0)))
    shape.setBottomMargin(0 if in_table else theme.px(4 if in_list or level else 10))
    if any(letters.isImageFormat() for _place, _length, letters in _fragments(block)):
        shape.setLineHeight(100, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        shape.setTopMargin(theme.px(6))
    QTextCursor(block).setBlockFormat(shape)


def _dress_words(block: QTextBlock) -> None:
    wear, level = theme.current(), block.blockFormat().headingLevel()
    for place, length, letters in list(_fragments(block)):
        if letters.isImageFormat():
            continue
        strong = level > 0 or letters.fontWeight() > QFont.Weight.Normal
        own = QTextCharFormat()
        own.setFont(wear.font(HEADINGS.get(level, "body"), strong=strong))
        own.setForeground(wear.colour("ink"))
        if letters.isAnchor() and letters.anchorHref().startswith("#"):
            own.setAnchor(True)
            own.setAnchorHref(letters.anchorHref())
            own.setForeground(wear.colour("primary"))
            own.setFontUnderline(True)
        cursor = QTextCursor(block)
        cursor.setPosition(place)
        cursor.setPosition(place + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(own)


def _dress_table(table: QTextTable) -> None:
    wear, shape = theme.current(), table.format()
    if not any(_length_of(table, 0, column) for column in range(table.columns())):
        table.removeRows(0, 1)  # a head without words
    else:
        _dress_head(table)
    shape.setBorder(1)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(wear.colour("line"))
    shape.setBorderCollapse(True)
    shape.setCellPadding(wear.px(6))
    shape.setCellSpacing(0)
    shape.setTopMargin(wear.px(4))
    shape.setBottomMargin(wear.px(12))
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    shape.setColumnWidthConstraints(_shares(table))
    table.setFormat(shape)


def _dress_head(table: QTextTable) -> None:
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        head = cell.format()
        head.setBackground(theme.current().colour("sunken"))
        cell.setFormat(head)


def _shares(table: QTextTable) -> Sequence[QTextLength]:
    """Columns by their longest words, so that a narrow one does not take the room of a sentence."""
    longest = [max(_length_of(table, row, column) for row in range(table.rows())) for column in range(table.columns())]
    shares = [max(20.0, 100.0 * size / max(1, sum(longest))) for size in longest]
    return [QTextLength(QTextLength.Type.PercentageLength, 100 * share / sum(shares)) for share in shares]


def _length_of(table: QTextTable, row: int, column: int) -> int:
    return len(table.cellAt(row, column).firstCursorPosition().block().text())
