"""A place where files are dropped, or chosen with a button for those who do not drag."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.gui import theme
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.labels import IconLabel, Label
from desktop.gui.widgets.layouts import FlowBox, row
from desktop.gui.widgets.names import speak

RADIUS = 6


class DropArea(QWidget):
    """A dashed frame. dropped(list of paths): files with one of the endings were dropped. asked(): the button.

    With a word for `folder`, whole folders are taken too. folder_asked(): the button for them.
    """

    dropped = Signal(list)
    asked = Signal()
    folder_asked = Signal()

    def __init__(
        self,
        title: str,
        text: str,
        button: str,
        *,
        endings: Sequence[str],
        folder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._endings = tuple(ending.lower() for ending in endings)
        self._over = False
        self.setAcceptDrops(True)
        speak(self, f"{title} {text}".strip())
        self.button = Button(button, icon="file")
        self.button.clicked.connect(self.asked)
        self._folders = bool(folder)
        buttons = [self.button]
        if folder:
            whole = Button(folder, icon="folder", name="choose_folder")
            whole.clicked.connect(self.folder_asked)
            buttons.append(whole)
        said = [Label(title, "label"), *([Label(text, "muted")] if text else [])]
        words = FlowBox(*said, *buttons, gap=12)
        line = row(None, IconLabel("inbox", size=22), words, None, gap=14, margins=(16, 8, 16, 8))
        self.setLayout(line)

    def take(self, data: QMimeData) -> list[Path]:
        """The files of ours among what is being dragged; none of another kind."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        return [file for file in files if file.name.lower().endswith(self._endings) or self._is_folder(file)]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.take(event.mimeData()):
            event.acceptProposedAction()
            self._show_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(False)
        if files := self.take(event.mimeData()):
            event.acceptProposedAction()
            self.dropped.emit(files)

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(wear.colour("primary_tint" if self._over else "sunken"))
        pen = QPen(wear.colour("primary" if self._over else "control"), 1.5)
        pen.setStyle(Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.end()

    def _is_folder(self, file: Path) -> bool:
        return self._folders and file.is_dir()

    def _show_over(self, over: bool) -> None:
        self._over = over
        self.update()
