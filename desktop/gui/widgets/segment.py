"""One choice among a few, side by side; and rows of filters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button, paint_ring
from desktop.gui.widgets.layouts import FlowBox
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.press import PressButton

RADIUS = 6
SIDE = 12
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class _Part(PressButton):
    """One part of a segment; as wide as its word would be in bold, so that choosing moves nothing."""

    def __init__(self, text: str, *, first: bool, last: bool, large: bool, parent: QWidget) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self._word, self._first, self._last, self._large = text, first, last, large
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        speak(self, text)

    def sizeHint(self) -> QSize:
        wear = theme.current()
        width = QFontMetricsF(wear.font(self._type(), strong=True)).horizontalAdvance(self._word)
        return QSize(int(width + 1) + 2 * wear.px(SIDE), wear.px(34 if self._large else 28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5 if self._first else -0.5, 0.5, -0.5, -0.5)
        shape = _rounded(box, left=self._first, right=self._last)
        painter.fillPath(shape, wear.colour(self._fill()))
        painter.setPen(QPen(wear.colour("control" if self.isEnabled() else "line"), 1))
        painter.drawPath(shape)
        if self.hasFocus():
            paint_ring(painter, QRectF(self.rect()), RADIUS, wear.colour("focus"))
        painter.setFont(wear.font(self._type(), strong=self.isChecked()))
        painter.setPen(wear.colour("ink" if self.isEnabled() else "muted"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._word)
        painter.end()

    def _type(self) -> str:
        return "body" if self._large else "small"

    def _fill(self) -> str:
        if not self.isEnabled():
            return "sunken"
        if self.isChecked() or self.isDown():
            return "primary_tint"
        return "hover" if self.underMouse() else "surface"


class Segment(QWidget):
    """Buttons in one frame, one of them chosen, or none yet. chosen(str): the person chose this code."""

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        *,
        name: str = "",
        value: str | None = None,
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._codes = [code for code, _words in options]
        self._group = QButtonGroup(self)
        self._parts: dict[str, QPushButton] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for index, (code, words) in enumerate(options):
            part = _Part(words, first=index == 0, last=index == len(options) - 1, large=large, parent=self)
            part.setObjectName(code)
            if name:
                speak(part, words, name)
            self._group.addButton(part, index)
            self._parts[code] = part
            layout.addWidget(part)
        self._group.idClicked.connect(self._on_clicked)
        self.set_value(value)

    def value(self) -> str | None:
        at = self._group.checkedId()
        return self._codes[at] if at >= 0 else None

    def set_value(self, code: str | None) -> None:
        """Show a choice without it being one of the person's."""
        self._group.setExclusive(False)
        for at, own in enumerate(self._codes):
            self._group.button(at).setChecked(own == code)
        self._group.setExclusive(True)

    def button(self, code: str) -> QPushButton:
        return self._parts[code]

    def _on_clicked(self, at: int) -> None:
        self.chosen.emit(self._codes[at])


class FilterBar(FlowBox):
    """Pills that narrow a list. changed: the person switched one; `value()` gives the codes that are on."""

    changed = Signal()

    def __init__(
        self, options: Sequence[tuple[str, str]], *, exclusive: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(gap=8, parent=parent)
        self._pills: dict[str, Button] = {}
        self._exclusive = exclusive
        for code, words in options:
            pill = Button(words, Kind.FILTER, name=code, parent=self)
            pill.installEventFilter(self)
            pill.clicked.connect(partial(self._on_clicked, code))
            self._pills[code] = pill
            self.add(pill)

    def value(self) -> frozenset[str]:
        return frozenset(code for code, pill in self._pills.items() if pill.isChecked())

    def set_value(self, codes: frozenset[str] | set[str]) -> None:
        for code, pill in self._pills.items():
            pill.setChecked(code in codes)
            pill.updateGeometry()

    def pill(self, code: str) -> Button:
        return self._pills[code]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys stay in the row; Qt's own would go on to whatever comes after it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ARROWS:
            pills = list(self._pills.values())
            at = next(at for at, pill in enumerate(pills) if pill is watched) + _ARROWS[Qt.Key(event.key())]
            if 0 <= at < len(pills):
                pills[at].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _on_clicked(self, code: str, _checked: bool = False) -> None:
        if self._exclusive:
            self.set_value({code})
        self._pills[code].updateGeometry()
        self.changed.emit()


def _rounded(box: QRectF, *, left: bool, right: bool) -> QPainterPath:
    """A rectangle that is round only on its outer sides."""
    path = QPainterPath()
    if left or right:
        path.addRoundedRect(box, RADIUS, RADIUS)
    else:
        path.addRect(box)
        return path
    square = QPainterPath()
    if not left:
        square.addRect(QRectF(box.left(), box.top(), RADIUS * 2, box.height()))
    if not right:
        square.addRect(QRectF(box.right() - RADIUS * 2, box.top(), RADIUS * 2, box.height()))
    return path.united(square).simplified()
