"""Above a case that is not here and ours, or on its way: where it is, since when, and what can be done about it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models import transfer_words as words
from desktop.gui.pages.transfer_deeds import TransferDeeds
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Card, IconLabel, Label, Tone, boxed, clear, column, row, speak
from desktop.gui.widgets.tones import DRESS
from desktop.i18n import _
from desktop.services import transfer_list
from desktop.services.cases import CaseFile
from desktop.services.transfer_list import Listed


class MovingBanner(QWidget):
    """Nothing at all for a case that never moved."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_moving")
        self._shell = shell
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(px(24), 0, px(16), px(8))
        self._shown: object = None
        self.hide()

    def show_file(self, file: CaseFile) -> None:
        """What is being answered stays where it is while nothing else happens."""
        found = transfer_list.of_case(self._shell.session, file.row.case) if _has_sheets(file) else ()
        told = next((one for one in found if one.is_last or one.waits), None)
        place = words.place_words(file.row.moving)
        shown = (file.row.case, file.row.moving, told)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._body)
        if place is not None or (told is not None and told.waits):
            self._body.addWidget(self._card(place, told))
        self.setVisible(self._body.count() > 0)

    def _card(self, place: tuple[str, str, Tone] | None, told: Listed | None) -> QWidget:
        session = self._shell.session
        title, text, tone = place or (words.title_words(told) if told else "", "", Tone.SOON)
        parts: list[QWidget] = [Label(title, "label", wrap=True)]
        if text:
            parts.append(Label(text, wrap=True))
        if told is not None:
            said = words.state_words(told, session.library.definitions, session.now())
            parts.append(Label(said, "small-muted", wrap=True))
            if told.note and told.incoming:
                parts.append(Label(_("They write: {note}").format(note=told.note), wrap=True))
            for question, answer in words.told_lines(told.told, session.library.definitions, session.office.country):
                parts.append(Label(f"{question}: {answer}", wrap=True))
            parts.append(TransferDeeds(self._shell, told, about=title))
        card = Card(tone=tone, margin=12, gap=4)
        card.setObjectName("moving_card")
        line = row(gap=12)
        line.addWidget(boxed(column(IconLabel("sync", colour=DRESS[tone].shape), None)))
        line.addWidget(boxed(column(*parts, gap=2)), 1)
        card.add(line)
        speak(card, f"{title} {text}".strip())
        return card


def _has_sheets(file: CaseFile) -> bool:
    return file.row.moving is not None or bool(file.of_form("transfer"))
