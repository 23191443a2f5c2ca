"""Buttons: an edge means "press me", and what a key does stands inside the button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeySequence, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.theme_icons import paint_icon
from desktop.gui.widgets.button_kinds import DRAWINGS, Drawing, Kind
from desktop.gui.widgets.keycaps import cap_size, paint_cap
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.press import PressButton

GAP = 8
RADIUS = 6

# These belong to the window and work everywhere; a second owner would make them ambiguous and so dead.
WINDOW_KEYS = frozenset({"Ctrl+K", "Ctrl+L", "Ctrl+N", "F1", "F12"})


class Button(PressButton):
    """A button drawn by itself: icon, word, key cap, and the 2 px ring of the focus.

    A `key` is shown in the button and works wherever the button does; the window itself answers its own keys.
    """

    def __init__(
        self,
        text: str,
        kind: Kind | str = Kind.PLAIN,
        *,
        icon: str = "",
        key: str = "",
        key_works: bool = True,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = Kind(kind)
        self._icon_name, self._icon_colour, self._key = icon, "", key
        self.setText(text.replace("&", "&&"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setCheckable(self._kind in (Kind.QUIET, Kind.FILTER))
        if key and key_works and key not in WINDOW_KEYS:
            self.setShortcut(QKeySequence(key))
        if name:
            self.setObjectName(name)
        speak(self, text, key)

    def word(self) -> str:
        return self.text().replace("&&", "&")

    def set_word(self, text: str) -> None:
        """Change the word; a shortcut survives it."""
        key = self.shortcut()
        self.setText(text.replace("&", "&&"))
        self.setShortcut(key)
        speak(self, text, self._key)
        self.updateGeometry()

    def set_icon(self, name: str, colour: str = "") -> None:
        """Another icon, if wished in a colour of its own."""
        self._icon_name, self._icon_colour = name, colour
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        drawing, wear = DRAWINGS[self._kind], theme.current()
        width = 2 * wear.px(drawing.side) + self._content_width(drawing)
        return QSize(int(width + 1.5), wear.px(drawing.height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        drawing, wear = DRAWINGS[self._kind], theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, drawing)
        left = (self.width() - self._content_width(drawing)) / 2
        if self._aligned_left():
            left = wear.px(drawing.side)
        self._paint_content(painter, drawing, left)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def _aligned_left(self) -> bool:
        return False

    def _strong(self, drawing: Drawing) -> bool:
        return drawing.strong or (self._kind is Kind.FILTER and self.isChecked())

    def _shown_icon(self) -> str:
        if self._kind is Kind.FILTER and self.isChecked():
            return "check"
        return self._icon_name

    def _keeps_room_for_tick(self) -> bool:
        return self._kind is Kind.QUIET

    def _shown_key(self) -> str:
        return "" if theme.current().large else self._key

    def _content_width(self, drawing: Drawing) -> float:
        wear = theme.current()
        width = QFontMetricsF(wear.font(drawing.size, strong=self._strong(drawing))).horizontalAdvance(self.word())
        if self._shown_icon() or self._keeps_room_for_tick():
            width += wear.px(drawing.icon) + wear.px(GAP)
        if self._shown_key():
            width += cap_size(self._shown_key()).width() + wear.px(GAP + 2)
        return width

    def _colours(self, drawing: Drawing) -> tuple[str, str, str]:
        """Fill, edge and word in the present state."""
        if not self.isEnabled():
            return ("sunken", "line", "muted") if drawing.fill else ("", "", "muted")
        if self.isCheckable() and self.isChecked():
            return "primary_tint", "primary", "ink"
        fill = drawing.fill
        if self.isDown():
            fill = drawing.press
        elif self.underMouse():
            fill = drawing.hover
        return fill, drawing.edge, drawing.ink

    def _paint_ground(self, painter: QPainter, drawing: Drawing) -> None:
        fill, edge, _word = self._colours(drawing)
        wear = theme.current()
        radius = self.height() / 2 if drawing.pill else RADIUS
        box = QRectF(self.rect())
        if fill:
            path = QPainterPath()
            path.addRoundedRect(box, radius, radius)
            painter.fillPath(path, wear.colour(fill))
        if self.hasFocus():
            paint_ring(painter, box, radius, wear.colour("focus"))
            if drawing.fill == "primary":
                inner = QPen(wear.colour("surface"), 1)
                painter.setPen(inner)
                painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), radius - 2, radius - 2)
        elif edge:
            painter.setPen(QPen(wear.colour(edge), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)

    def _paint_content(self, painter: QPainter, drawing: Drawing, left: float) -> None:
        wear, middle = theme.current(), self.height() / 2
        ink = self._colours(drawing)[2]
        checked = self.isCheckable() and self.isChecked()
        icon = "check" if checked else self._shown_icon()
        if icon:
            side = wear.px(drawing.icon)
            colour = "primary" if checked else (self._icon_colour if self.isEnabled() else "") or ink
            paint_icon(painter, icon, QRectF(left, middle - side / 2, side, side), wear.hex(colour))
        font = wear.font(drawing.size, strong=self._strong(drawing))
        metrics = QFontMetricsF(font)
        width = metrics.horizontalAdvance(self.word())
        if icon or (self._keeps_room_for_tick() and checked):
            left += wear.px(drawing.icon) + wear.px(GAP)
        elif self._keeps_room_for_tick():
            left += (wear.px(drawing.icon) + wear.px(GAP)) / 2
        painter.setFont(font)
        painter.setPen(wear.colour(ink))
        painter.drawText(QPointF(left, middle + (metrics.ascent() - metrics.descent()) / 2), self.word())
        if key := self._shown_key():
            size = cap_size(key)
            at = QPointF(left + width + wear.px(GAP + 2), middle - size.height() / 2)
            paint_cap(painter, at, key, on_primary=drawing.fill == "primary" and self.isEnabled())


class IconButton(PressButton):
    """An icon that can be pressed; its name is spoken and shown when the pointer rests on it."""

    def __init__(
        self, icon: str, name: str, *, size: int = 18, colour: str = "muted", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._icon_size, self._colour = icon, size, colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.set_icon(icon, name)

    def set_icon(self, icon: str, name: str) -> None:
        self._icon_name = icon
        speak(self, name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.px(28)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            path = QPainterPath()
            path.addRoundedRect(box, RADIUS, RADIUS)
            painter.fillPath(path, wear.colour("hover"))
        if self.hasFocus():
            paint_ring(painter, box, RADIUS, wear.colour("focus"))
        side = wear.px(self._icon_size)
        where = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        paint_icon(painter, self._icon_name, where, wear.hex(self._colour if self.isEnabled() else "control"))
        painter.end()


def paint_row(row: QAbstractButton) -> None:
    """The ground of a row that can be pressed, under its words: chosen, under the mouse, or with the focus."""
    wear = theme.current()
    painter = QPainter(row)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(row.rect())
    fill = "primary_tint" if row.isChecked() or row.isDown() else "hover" if row.underMouse() else ""
    if fill:
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS, RADIUS)
        painter.fillPath(path, wear.colour(fill))
    if row.hasFocus():
        paint_ring(painter, box, RADIUS, wear.colour("focus"))
    painter.end()


def paint_ring(painter: QPainter, box: QRectF, radius: float, colour: QColor) -> None:
    """The focus ring: 2 px inside the edge, so that nothing moves."""
    painter.setPen(QPen(colour, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), max(0.0, radius - 1), max(0.0, radius - 1))
