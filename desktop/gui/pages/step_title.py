"""The first line of a step: number and title, which open its help, and the four answers beside or below them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets import Label, Segment
from desktop.gui.widgets.buttons import RADIUS, paint_ring
from desktop.gui.widgets.press import PressButton

NUMBER = 26  # px for the number before the title
LEAST_TITLE, GAP = 260, 12


class StepTitle(PressButton):
    """Number and title; the whole of it opens what is known of the step. A long title goes on in the next line."""

    def __init__(self, number: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        figure = Label(number, "muted")
        figure.setFixedWidth(theme.px(NUMBER))
        figure.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._title = Label(title, "label", wrap=True)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, theme.px(3), theme.px(4), theme.px(3))
        self._line.setSpacing(theme.px(10))
        self._line.addWidget(figure)
        self._line.addWidget(self._title, 1)
        for child in (figure, self._title):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._line.heightForWidth(width), theme.px(28))

    def sizeHint(self) -> QSize:
        wanted = theme.px(NUMBER + 20) + self._title.fontMetrics().horizontalAdvance(self._title.text())
        return QSize(min(wanted, theme.px(420)), theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if self.isDown() or self.underMouse():
            path = QPainterPath()
            path.addRoundedRect(box, RADIUS, RADIUS)
            painter.fillPath(path, wear.colour("hover"))
        if self.hasFocus():
            paint_ring(painter, box, RADIUS, wear.colour("focus"))
        painter.end()


class TitleLine(QWidget):
    """The title and the answers beside it; under it where the title would get too narrow."""

    def __init__(self, title: StepTitle, segment: Segment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._segment = title, segment
        title.setParent(self)
        segment.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        answers = self._segment.sizeHint()
        if self._is_beside(width):
            return max(self._title.heightForWidth(width - answers.width() - theme.px(GAP)), answers.height())
        return self._title.heightForWidth(width) + theme.px(4) + answers.height()

    def sizeHint(self) -> QSize:
        answers = self._segment.sizeHint()
        width = self._title.sizeHint().width() + theme.px(GAP) + answers.width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        least = max(self._title.minimumSizeHint().width(), self._segment.sizeHint().width() + theme.px(NUMBER + 10))
        return QSize(least, self._segment.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, answers = self.width(), self._segment.sizeHint()
        if self._is_beside(width):
            left = width - answers.width()
            self._title.setGeometry(0, 0, left - theme.px(GAP), self.height())
            self._segment.setGeometry(left, 0, answers.width(), answers.height())
            return
        height = self._title.heightForWidth(width)
        self._title.setGeometry(0, 0, width, height)
        self._segment.setGeometry(theme.px(NUMBER + 10), height + theme.px(4), answers.width(), answers.height())

    def _is_beside(self, width: int) -> bool:
        return width - self._segment.sizeHint().width() - theme.px(GAP) >= theme.px(LEAST_TITLE)
