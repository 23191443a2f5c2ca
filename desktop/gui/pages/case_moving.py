"""A case that is not here and ours, or on its way: one line above it says where it is, a card what can be done."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models import transfer_words as words
from desktop.gui.pages.transfer_deeds import TransferDeeds
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Card, Label, Tone, WholeHeight, clear
from desktop.i18n import _
from desktop.services import transfer_list
from desktop.services.cases import CaseFile
from desktop.services.transfer_list import Listed


class MovingBanner(WholeHeight):
    """Where the case is; nothing at all for one that is here and ours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_moving")
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_file(self, file: CaseFile) -> None:
        clear(self._body)
        place = words.place_words(file.row.moving)
        if place is not None:
            title, text, tone = place
            self._body.addWidget(Banner(tone, title, text, icon="sync"))
        self.setVisible(place is not None)
        self.keep_height()


class MovingCard(QWidget):
    """What happened last, what came with it, and what can be done; nothing for a case that never moved."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_transfer")
        self._shell = shell
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._shown: object = None
        self.hide()

    def show_file(self, file: CaseFile) -> None:
        """What is being answered stays where it is while nothing else happens."""
        found = transfer_list.of_case(self._shell.session, file.row.case) if _has_sheets(file) else ()
        told = next((one for one in found if one.waits), None) or (found[0] if found and file.row.moving else None)
        shown = (file.row.case, file.row.moving, told)
        if shown != self._shown:
            self._shown = shown
            clear(self._body)
            if told is not None:
                self._body.addWidget(self._card(told))
            self.setVisible(told is not None)

    def first_button(self) -> Button | None:
        return self.findChild(Button)

    def _card(self, told: Listed) -> QWidget:
        session = self._shell.session
        defs, title = session.library.definitions, words.title_words(told)
        card = Card(margin=12, gap=6)
        card.setObjectName("moving_card")
        if told.waits not in (transfer_list.NOTHING, transfer_list.THEIRS):
            card.set_tone(Tone.SOON)
        card.add(Label(title, "label", wrap=True))
        card.add(Label(words.state_words(told, defs, session.now()), wrap=True))
        if told.note and told.incoming:
            card.add(Label(_("They write: {note}").format(note=told.note), wrap=True))
        for question, answer in words.told_lines(told.told, defs, session.office.country):
            card.add(Label(f"{question}: {answer}", wrap=True))
        card.add(TransferDeeds(self._shell, told, about=title))
        return card


def _has_sheets(file: CaseFile) -> bool:
    return file.row.moving is not None or bool(file.of_form("transfer"))
