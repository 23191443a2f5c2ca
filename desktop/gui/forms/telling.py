"""Where she might be asked to tell it again: what she has told is written already, and here is the way to it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.forms.around import Around
from desktop.gui.widgets import Button, Card, FlowBox, IconLabel, Kind, Label, row, speak
from desktop.i18n import _


class Telling(Card):
    """A quiet link to the account, never its words; nothing where nobody has written it."""

    def __init__(self, path: str, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(margin=12, gap=6, parent=parent)
        self.setObjectName("telling")
        self._around = around
        self._links: list[Button] = []
        found = tuple(around.accounts(path))
        if not found:
            self.hide()
            return
        words = _("What happened is written down already. She need not tell it again; take from it what you need.")
        line = row(IconLabel("chat", size=18, colour="primary"), Label(words, wrap=True), gap=10)
        line.setStretch(1, 1)
        self.add(line)
        links = FlowBox(gap=8)
        form, _dot, field = path.partition(".")
        for record, sheet in found:
            link = Button(_("Open: {sheet}").format(sheet=sheet), Kind.SMALL_LINK, icon="link", name=f"told_{record}")
            link.clicked.connect(partial(self._open, form, record, field))
            links.add(link)
            self._links.append(link)
        self.add(links)
        speak(self, words)

    def stops(self) -> tuple[QWidget, ...]:
        return tuple(self._links)

    def _open(self, form: str, record: str, field: str, _checked: bool = False) -> None:
        self._around.open_sheet(form, record, field)
