"""A message that belongs to the page: what happened, what it means, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.widgets.beside import Beside
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.cards import Card
from desktop.gui.widgets.labels import IconLabel, Label
from desktop.gui.widgets.layouts import boxed, row
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.tones import DRESS, Tone

ICONS = {Tone.DANGER: "danger", Tone.SOON: "warning", Tone.DONE: "shield", Tone.INFO: "info", Tone.PLAIN: "info"}


class Banner(Card):
    """A tinted card with a title, a sentence, and if wished a button or links to the places meant.

    pressed: the button was pressed. followed(str): the link with this id was pressed.
    """

    pressed = Signal()
    followed = Signal(str)

    def __init__(
        self,
        tone: Tone | str,
        title: str,
        text: str = "",
        *,
        button: str = "",
        links: Sequence[tuple[str, str]] = (),
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tone=Tone(tone), margin=12, parent=parent)
        tone = Tone(tone)
        margins = self.body().contentsMargins()
        self.body().setContentsMargins(margins.left(), margins.top() * 2 // 3, margins.right(), margins.top() * 2 // 3)
        picture = IconLabel(icon or ICONS.get(tone, "info"), size=20, colour=DRESS[tone].shape)
        self._picture, self._icon = picture, icon
        self._title = Label(title, "label", wrap=True)
        self._text = Label(text, wrap=True)
        if not text:
            self._text.hide()
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._text)
        line = row(picture, gap=12)
        line.setAlignment(picture, Qt.AlignmentFlag.AlignTop if text else Qt.AlignmentFlag.AlignVCenter)
        self._beside = Beside(boxed(words), least=160)
        line.addWidget(self._beside, 1)
        if button:
            press = Button(button, Kind.SMALL)
            press.clicked.connect(self.pressed)
            line.addWidget(press)
        self.add(line)
        self.set_links(links)
        speak(self, " ".join(part for part in (title, text) if part))

    def set_tone(self, tone: Tone | None) -> None:
        """Its picture says the same as its colour."""
        super().set_tone(tone)
        if tone is not None:
            self._picture.set_icon(self._icon or ICONS.get(tone, "info"), DRESS[tone].shape)

    def set_words(self, title: str, text: str = "") -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        speak(self, " ".join(part for part in (title, text) if part))

    def set_links(self, links: Sequence[tuple[str, str]]) -> None:
        """Links beside the words, or below them where both would not fit."""
        shown = [Button(words, Kind.SMALL_LINK) for _key, words in links]
        for link, (key, _words) in zip(shown, links, strict=True):
            link.clicked.connect(partial(self._follow, key))
        self._beside.set_deeds(*shown)

    def _follow(self, key: str, _checked: bool = False) -> None:
        self.followed.emit(key)
