"""The other computers of the office on the page of coming and going: how far each is, and a file for it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.gui.models import pc_words as words
from desktop.gui.pages.settings_people_parts import show_whole
from desktop.gui.pages.sync_parts import line_with
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Chip,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    RowList,
    SectionHeader,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _
from desktop.services import exchange, merge_out, outgoing, pc_list
from desktop.services.merge_out import Exchanged, Preview
from desktop.services.outgoing import Exported

ENDING = ".ancora"


class PcCards(QWidget):
    """One row for each other computer; nothing at all where there is none."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pc_cards")
        self._shell, self._session = shell, shell.session
        self._chosen = ""  # the computer whose file is being looked at
        self._head = SectionHeader(_("Computers of the office"), 0)
        self._copied = Banner(
            Tone.SOON,
            _("Two databases work under the name of one computer, and files of one of them were refused."),
            _("A head of office decides under Settings, Computers of the office."),
        )
        self._copied.setObjectName("pc_copied")
        self._list = RowList(margin=16)
        self._list.setObjectName("pc_list")
        self.setLayout(column(self._head, self._copied, self._list, gap=8))

    def show_state(self) -> None:
        may = exchange.may_exchange(self._session)
        found = merge_out.exchanged(self._session) if self._session.office.kind == "office" else ()
        self._copied.setVisible(any(one.copies for one in pc_list.computers(self._session)))
        self._list.set_rows(*(self._row(one, may=may) for one in found))
        self._head.set_count(sum(one.waiting or not one.complete for one in found))
        self.setVisible(bool(found))

    def first_button(self) -> Button | None:
        return self._list.findChild(Button)

    # --- one computer -----------------------------------------------------------------------------------------------

    def _row(self, one: Exchanged, *, may: bool) -> QWidget:
        title = _("Computer {number}").format(number=one.name)
        head = FlowBox(Label(title, "label"), Chip.of(words.state_spec(one)))
        text = boxed(column(head, Label(words.state_words(one), "small-muted", wrap=True), gap=2))
        deeds: list[QWidget] = []
        if may:
            button = Button(_("See what leaves"), Kind.SMALL, name=f"pc_{one.name}")
            speak(button, f"{_('See what leaves')}: {title}")
            button.clicked.connect(partial(self._look, one.pc.id))
            deeds.append(button)
        place = QWidget()
        place.setObjectName(f"pc_place_{one.pc.id}")
        place.setLayout(column(gap=0))
        place.hide()  # an empty one would still take the gap above it
        made = QWidget()
        line = line_with(IconLabel("device", colour="primary"))
        line.addWidget(boxed(column(Beside(text, *deeds, least=220), place, gap=6)), 1)
        made.setLayout(line)
        return made

    def _look(self, pc: str) -> None:
        self._chosen = pc
        work = partial(merge_out.preview_in_job, self._session, pc)
        self._shell.work(_("Counting what leaves"), work, self._show_preview)

    def _show_preview(self, told: Preview) -> None:
        """What would leave stands under its computer, and nothing is written before somebody has seen it."""
        if told.pc.id != self._chosen:
            return
        place = self._list.findChild(QWidget, f"pc_place_{told.pc.id}")
        layout = place.layout() if place is not None else None
        if place is None or layout is None:
            return
        clear(layout)
        save = Button(_("Save the file"), Kind.SMALL_PRIMARY, icon="save", name="pc_save")
        save.clicked.connect(partial(self._save, told.pc.id))
        back = Button(_("Not now"), Kind.SMALL, name="pc_not_now")
        back.clicked.connect(self._close)
        lines = [Label(line, wrap=True) for line in words.preview_words(told)]
        layout.addWidget(boxed(column(*lines, row(save, back, None, gap=8), gap=4)))
        place.show()
        save.setFocus()
        QTimer.singleShot(0, place, partial(show_whole, place))

    def _close(self) -> None:
        chosen, self._chosen = self._chosen, ""
        self.show_state()
        for one in merge_out.exchanged(self._session):
            if one.pc.id == chosen:
                for button in self._list.findChildren(Button, f"pc_{one.name}"):
                    button.setFocus()

    def _save(self, pc: str) -> None:
        pattern = _("Files of Ancora ({pattern})").format(pattern=f"*{ENDING}")
        name = outgoing.neutral_name(self._session.now())
        path = self._shell.files.save_file(self, _("Save the file"), name, pattern)
        if path is not None:
            path = path if path.name.endswith(ENDING) else Path(f"{path}{ENDING}")
            work = partial(merge_out.export_in_job, self._session, [pc], path)
            self._shell.work(_("Writing the file for another computer"), work, self._on_made)

    def _on_made(self, made: list[Exported]) -> None:
        self._session.announce("sync")
        self._close()
        for one in made:
            words_ = _("The file {name} was made. Take it to the other computer and import it there.")
            self._shell.say(words_.format(name=one.file.name))
