"""The frame of a page: a header that stays, a list at the left, the work in the middle, context at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button, IconButton
from desktop.gui.widgets.fields import Choice
from desktop.gui.widgets.labels import Line
from desktop.i18n import _

LEFT_WIDTH, CONTEXT_WIDTH = 208, 280
FOLD_CONTEXT_BELOW = 1200 - 196  # the window's 1200 without its navigation
MIDDLE_LEAST = 520  # the work never gets narrower than this beside a column


class PageFrame(QWidget):
    """Columns that fold before any text does.

    When the page is too narrow, or the type too large, the left column becomes what `set_left_choice` offers (a combo
    of the sections) or goes; the context column becomes a button that lays it over the right side.
    folded(bool, bool): left and context are folded now. section_asked(str): chosen in the combo.
    """

    folded = Signal(bool, bool)
    section_asked = Signal(str)

    def __init__(
        self,
        middle: QWidget,
        *,
        header: QWidget | None = None,
        left: QWidget | None = None,
        context: QWidget | None = None,
        footer: QWidget | None = None,
        left_width: int = LEFT_WIDTH,
        context_width: int = CONTEXT_WIDTH,
        context_title: str = "",
        context_icon: str = "info",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._widths = (left_width if left else 0, context_width if context else 0)
        self._state: tuple[bool, bool] | None = None
        self._left = _column(left, left_width, "ground") if left else None
        self._context = _column(context, context_width, "surface") if context else None
        self._close = IconButton("x", _("Close"), parent=self)
        self._close.clicked.connect(self.close_context)
        self._close.hide()
        self._choice = Choice(name=_("Section"), parent=self)
        self._choice.activated.connect(self._on_chosen)
        self._open = Button(context_title or _("More"), Kind.LINK, icon=context_icon)
        self._open.clicked.connect(self.open_context)
        self._bar = QWidget(self)
        self._build_bar()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        if header is not None:
            outer.addWidget(header)
            outer.addWidget(Line())
        outer.addLayout(self._columns(middle), 1)
        if footer is not None:
            outer.addWidget(Line())
            outer.addWidget(footer)

    def set_left_choice(self, options: list[tuple[str, str]], value: str | None = None) -> None:
        """What the combo offers in place of the folded left column."""
        self._choice.set_options(options)
        self._choice.set_value(value)
        self._settle(again=True)

    def is_left_folded(self) -> bool:
        return bool(self._state and self._state[0])

    def is_context_folded(self) -> bool:
        return bool(self._state and self._state[1])

    def open_context(self) -> None:
        """Lay the folded context over the right side of the page."""
        if self._context is None or not self.is_context_folded():
            return
        self._context.setParent(self)
        self._place_context()
        self._context.show()
        self._context.raise_()
        self._close.show()
        self._close.raise_()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_context(self) -> None:
        if self._context is not None and self.is_context_folded():
            self._context.hide()
            self._close.hide()
            self._open.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()
        if self.is_context_folded():
            self._place_context()

    def _columns(self, middle: QWidget) -> QHBoxLayout:
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        if self._left is not None:
            self._row.addWidget(self._left)
        centre = QVBoxLayout()
        centre.setSpacing(0)
        centre.addWidget(self._bar)
        centre.addWidget(middle, 1)
        self._row.addLayout(centre, 1)
        if self._context is not None:
            self._row.addWidget(self._context)
        return self._row

    def _build_bar(self) -> None:
        line = QHBoxLayout(self._bar)
        side = theme.px(16)
        line.setContentsMargins(theme.px(20), theme.px(12), side, 0)
        line.addWidget(self._choice)
        line.addStretch(1)
        line.addWidget(self._open)
        self._bar.hide()

    def _settle(self, *, again: bool = False) -> None:
        """Fold or unfold for the present width."""
        px, width = theme.px, self.width()
        left, context = (px(side) for side in self._widths)
        fold_context = bool(context) and (
            width < FOLD_CONTEXT_BELOW or theme.current().large or width < left + context + px(MIDDLE_LEAST)
        )
        rest = 0 if fold_context else context
        fold_left = bool(left) and (theme.current().large or width < left + rest + px(MIDDLE_LEAST))
        if (fold_left, fold_context) == self._state and not again:
            return
        self._state = (fold_left, fold_context)
        if self._left is not None:
            self._left.setVisible(not fold_left)
        if self._context is not None:
            self._dock_context(self._context, docked=not fold_context)
        self._choice.setVisible(fold_left and self._choice.count() > 0)
        self._open.setVisible(fold_context)
        self._bar.setVisible((fold_left and self._choice.count() > 0) or fold_context)
        self.folded.emit(fold_left, fold_context)

    def _dock_context(self, context: QWidget, *, docked: bool) -> None:
        self._close.hide()
        context.setVisible(docked)
        if docked and self._row.indexOf(context) < 0:
            self._row.addWidget(context)
        if not docked:
            self._row.removeWidget(context)

    def _place_context(self) -> None:
        if self._context is None:
            return
        width = min(theme.px(self._widths[1]), self.width())
        self._context.setGeometry(self.width() - width, 0, width, self.height())
        size = self._close.sizeHint()
        gap = theme.px(10)
        self._close.setGeometry(self.width() - size.width() - gap, gap, size.width(), size.height())

    def _on_chosen(self) -> None:
        if (value := self._choice.value()) is not None:
            self.section_asked.emit(value)


def _column(content: QWidget, width: int, ground: str) -> QWidget:
    """A column of fixed width with a hairline at its inner side, which scrolls when it must."""
    column = QFrame()
    column.setFixedWidth(theme.px(width))
    column.setProperty("ground", ground)
    column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    area: QWidget = content
    if not isinstance(content, QScrollArea):
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        content.setProperty("ground", ground)
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        area = scroll
    line = QHBoxLayout(column)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(0)
    rule = Line(upright=True)
    for part in (area, rule) if ground == "ground" else (rule, area):
        line.addWidget(part)
    return column
