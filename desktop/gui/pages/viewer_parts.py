"""Parts of the viewer: the picture on its desk, and the question before a copy leaves the vault."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.gui import theme
from desktop.gui.widgets import Button, Card, Kind, Label, Tone, row, speak
from desktop.i18n import _

EDGE = 16


class Picture(QWidget):
    """One page, as it was drawn; nothing of it can be dragged out or copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()

    def show_image(self, image: QImage, ratio: float) -> None:
        self._image = image
        self._image.setDevicePixelRatio(ratio)
        size = self._image.deviceIndependentSize().toSize()
        edge = 2 * theme.px(EDGE)
        self.setFixedSize(size + QSize(edge, edge))
        self.update()

    def forget(self) -> None:
        self._image = QImage()
        self.setFixedSize(1, 1)
        self.update()

    def is_empty(self) -> bool:
        return self._image.isNull()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().colour("desk"))
        if not self._image.isNull():
            edge = theme.px(EDGE)
            painter.drawImage(edge, edge, self._image)
        painter.end()


class Stage(QScrollArea):
    """The desk under the picture. Its keys: paged(step), filed(step), zoomed(step; 0 fits), turned(quarters)."""

    paged = Signal(int)
    filed = Signal(int)
    zoomed = Signal(int)
    turned = Signal(int)
    touched = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.picture = Picture()
        self.setWidget(self.picture)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.viewport().setObjectName("desk")
        speak(self, _("The file"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.current().colour("desk"))
        painter.end()
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.touched.emit()
        key, bar = event.key(), self.verticalScrollBar()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_PageDown and not control and bar.value() == bar.maximum():
            self.paged.emit(1)
        elif key == Qt.Key.Key_PageUp and not control and bar.value() == bar.minimum():
            self.paged.emit(-1)
        elif key in _FILES and not self._scrolls_sideways():
            self.filed.emit(_FILES[key])
        elif key in _ZOOM:
            self.zoomed.emit(_ZOOM[key])
        elif key == Qt.Key.Key_R:
            self.turned.emit(3 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _scrolls_sideways(self) -> bool:
        return self.horizontalScrollBar().maximum() > 0


_FILES: Mapping[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ZOOM: Mapping[int, int] = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}


class CopyCard(Card):
    """What it means to take a file out. confirmed, left."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.SOON, margin=14, gap=8, parent=parent)
        self.setObjectName("copy_card")
        self.add(Label(_("A copy outside is open to anybody"), "label", wrap=True))
        text = _(
            "On a disk or a stick nobody asks for a passphrase, and what is deleted there can be found again. Save it "
            "only for somebody who must have it, and only where you can take it away again. It is noted that you did."
        )
        self.add(Label(text, wrap=True))
        self._yes = Button(_("Choose where to"), Kind.PRIMARY, icon="save", name="copy_confirm")
        self._no = Button(_("Cancel"), name="copy_cancel")
        self._yes.clicked.connect(self.confirmed)
        self._no.clicked.connect(self.left)
        self.add(row(self._yes, self._no, None))

    def first_field(self) -> QWidget:
        return self._no
