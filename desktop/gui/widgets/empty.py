"""An empty page that teaches: what will stand here, and the button that starts it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.labels import IconLabel, Label


class EmptyState(QWidget):
    """An icon, a title, a sentence, and perhaps a button. pressed: the button was pressed."""

    pressed = Signal()

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        *,
        button: str = "",
        button_icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        side = theme.px(24)
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(theme.px(4))
        layout.addStretch(1)
        layout.addWidget(IconLabel(icon, size=26), 0, Qt.AlignmentFlag.AlignHCenter)
        for words, role in ((title, "label"), (text, "muted")):
            label = Label(words, role, wrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(label)
        if button:
            press = Button(button, Kind.PRIMARY, icon=button_icon)
            press.clicked.connect(self.pressed)
            layout.addSpacing(theme.px(4))
            layout.addWidget(press, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
