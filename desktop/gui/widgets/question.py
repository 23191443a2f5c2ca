"""A question on the page about something that does not fit: why it is asked, and its ways out as buttons below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.cards import Card
from desktop.gui.widgets.labels import IconLabel, Label
from desktop.gui.widgets.layouts import FlowBox, column, row
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.tones import DRESS, Tone


class Question(Card):
    """answered(code): one of the ways out was pressed."""

    answered = Signal(str)

    def __init__(self, title: str, text: str, ways: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.SOON, margin=12, parent=parent)
        self._buttons = [Button(words, Kind.SMALL, name=f"way_{code}") for code, words in ways]
        for button, (code, words) in zip(self._buttons, ways, strict=True):
            speak(button, words, title)
            button.clicked.connect(partial(self._on_way, code))
        line = row(gap=12)
        line.addWidget(IconLabel("warning", colour=DRESS[Tone.SOON].shape), 0, Qt.AlignmentFlag.AlignTop)
        told = column(Label(title, "label", wrap=True), Label(text, wrap=True), FlowBox(*self._buttons, gap=8), gap=4)
        line.addLayout(told, 1)
        self.add(line)
        speak(self, f"{title} {text}")

    def first(self) -> Button:
        """Where the keyboard begins."""
        return self._buttons[0]

    def _on_way(self, code: str, _checked: bool = False) -> None:
        self.answered.emit(code)
