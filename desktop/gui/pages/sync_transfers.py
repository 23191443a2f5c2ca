"""Cases that move between offices, on the page of coming and going: those that somebody waits for."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.models import transfer_words as words
from desktop.gui.pages.sync_parts import line_with
from desktop.gui.pages.transfer_deeds import TransferDeeds
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Button,
    Chip,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    RowList,
    SectionHeader,
    boxed,
    column,
    speak,
)
from desktop.i18n import _
from desktop.services import transfer_list
from desktop.services.session import CASES
from desktop.services.transfer_list import NOTHING, THEIRS, Listed

ENDED = 3  # transfers that are over, so that the last answers can be written once more


class TransferCards(QWidget):
    """One row for each transfer that waits; nothing at all where there is none."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transfer_cards")
        self._shell, self._session = shell, shell.session
        self._head = SectionHeader(_("Cases that move"), 0)
        self._asked = 0
        self._list = RowList(margin=16)
        self._list.setObjectName("transfer_list")
        self.setLayout(column(self._head, self._list, gap=8))

    def show_state(self) -> None:
        holds_cases = self._session.office.kind == "office" and self._session.worker.role in CASES
        every = transfer_list.listed(self._session) if holds_cases else ()
        waiting = sorted((one for one in every if one.waits), key=_is_theirs)  # what waits for us stands first
        over = [one for one in every if not one.waits and one.is_last][:ENDED]
        self._list.set_rows(*(self._row(one) for one in (*waiting, *over)))
        self._asked = sum(not _is_theirs(one) for one in waiting)
        self._head.set_count(self._asked)
        self.setVisible(bool(waiting or over))

    def first_button(self) -> Button | None:
        """The first answer that somebody waits for; none where nobody waits for this office."""
        deeds = self._list.findChild(TransferDeeds) if self._asked else None
        return deeds.findChild(Button) if deeds is not None else None

    def _row(self, one: Listed) -> QWidget:
        defs, now = self._session.library.definitions, self._session.now()
        title = words.title_words(one)
        head = FlowBox(Label(title, "label"), Chip.of(words.state_spec(one)))
        parts: list[QWidget] = [head, Label(words.state_words(one, defs, now), "small-muted", wrap=True)]
        if one.note and one.incoming and one.waits:
            parts.append(Label(_("They write: {note}").format(note=one.note), wrap=True))
        deeds = TransferDeeds(self._shell, one, about=title)
        if one.code:
            see = Button(_("Open the case"), Kind.SMALL_LINK, icon="folder", name=f"transfer_case_{one.record[:8]}")
            speak(see, f"{_('Open the case')}: {title}")
            see.clicked.connect(partial(self._open, one.case))
            head.add(see)
        made = QWidget()
        line = line_with(IconLabel("folder", colour="primary"))
        line.addWidget(boxed(column(*parts, deeds, gap=4)), 1)
        made.setLayout(line)
        return made

    def _open(self, case: str, _checked: bool = False) -> None:
        self._shell.navigate("case", case=case)


def _is_theirs(one: Listed) -> bool:
    return one.waits in (NOTHING, THEIRS)
