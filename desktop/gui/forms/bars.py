"""The top and the bottom of a form: where one is and how to keep what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui import theme
from desktop.gui.forms.answer_row import AnswerRow
from desktop.gui.widgets import (
    Button,
    Chip,
    ChipSpec,
    ElidedLabel,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    boxed,
    form_state_spec,
    row,
    speak,
)
from desktop.i18n import _


class FormHeader(QWidget):
    """Back, title, which sheet this is, what must not be forgotten about the case. back: to the case or to Today."""

    back = Signal()

    def __init__(
        self,
        back_to: str,
        title: str,
        sheet: str,
        chips: Sequence[ChipSpec],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._back = Button(back_to, Kind.LINK, icon="arrow-left", name="back")
        speak(self._back, _("Back to {place}").format(place=back_to))
        self._state = Chip.of(form_state_spec("empty"))
        self._state.setObjectName("form_state")
        self._state.hide()
        words = FlowBox(self._back, Label("/", "muted"), Label(title, "section"), gap=8)
        for chip in (self._state,) if theme.current().large else (Chip(sheet), self._state):
            words.add(chip)
        shown = [Chip.of(spec) for spec in chips]
        for chip in shown:
            chip.setMinimumHeight(self._back.sizeHint().height())  # on one line with the words at the left
        _lay_out(self, words, FlowBox(*shown, gap=8) if shown else None, margins=(22, 10, 16, 10))
        self._back.clicked.connect(self.back)

    def show_state(self, state: str | None) -> None:
        """How far the saved sheet is; nothing for one that was never saved."""
        self._state.setVisible(state is not None)
        if state is not None:
            self._state.set_spec(form_state_spec(state))

    def stops(self) -> tuple[QWidget, ...]:
        return (self._back,)


class FormFooter(QWidget):
    """What is kept, and the deeds. undo_asked, redo_asked, print_asked, save_asked."""

    undo_asked = Signal()
    redo_asked = Signal()
    print_asked = Signal()
    save_asked = Signal()
    paper_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bottom_bar")
        self._icon = IconLabel("check", size=18, colour="done")
        self._words = ElidedLabel("", "muted")
        self._words.setObjectName("draft_words")
        said = row(self._icon, self._words, gap=10)
        said.setStretch(1, 1)
        left = boxed(said)
        left.setMinimumSize(theme.px(160), theme.px(34))
        self._undo = Button(_("Undo"), Kind.BARE, icon="undo", name="undo")
        self._redo = Button(_("Redo"), Kind.BARE, icon="redo", name="redo")
        speak(self._undo, _("Undo"), "Ctrl+Z")
        speak(self._redo, _("Redo"), "Ctrl+Y")
        self._print = Button(_("Print"), Kind.PLAIN, icon="print", name="print")
        speak(self._print, _("Print"), "Ctrl+P")
        self._save = Button(_("Save"), Kind.PRIMARY, icon="save", key="Ctrl+S", key_works=False, name="save")
        self._paper = Button(_("From paper"), Kind.BARE, icon="keyboard", name="from_paper")
        speak(self._paper, _("From paper"), "Ctrl+T")
        if theme.current().large:  # no room for it there; its keys work
            self._paper.hide()  # never shown here: without its place it would be a window and take the focus
        deeds = FlowBox(self._paper, self._undo, self._redo, self._print, self._save, gap=8)
        _lay_out(self, left, deeds, margins=(24, 10, 16, 10))
        for button, asked in (
            (self._undo, self.undo_asked),
            (self._redo, self.redo_asked),
            (self._print, self.print_asked),
            (self._save, self.save_asked),
            (self._paper, self.paper_asked),
        ):
            button.clicked.connect(asked)
        self.say("")

    def say(self, words: str, *, trouble: bool = False) -> None:
        """What became of the typed text; trouble stays until it is over."""
        self._icon.set_icon("warning" if trouble else "check", "soon" if trouble else "done")
        self._icon.setVisible(bool(words))
        self._words.setText(words)
        self._words.set_tone("soon" if trouble else "")
        self._words.setToolTip(words if trouble else "")
        speak(self._words, words)

    def said(self) -> str:
        return self._words.text()

    def show_steps(self, *, can_undo: bool, can_redo: bool) -> None:
        self._undo.setEnabled(can_undo)
        self._redo.setEnabled(can_redo)

    def set_may_save(self, *, may: bool) -> None:
        self._save.setEnabled(may)

    def stops(self) -> tuple[QWidget, ...]:
        return tuple(
            each for each in (self._paper, self._undo, self._redo, self._print, self._save) if not each.isHidden()
        )


def _lay_out(bar: QWidget, words: QWidget, deeds: QWidget | None, margins: tuple[int, int, int, int]) -> None:
    """A bar of paper across the page: words at the left, deeds or chips at the right, or below where it is narrow."""
    line = AnswerRow(words, deeds, under_when_large=False)
    line.setContentsMargins(*(theme.px(side) for side in margins))
    bar.setLayout(line)
    bar.setProperty("ground", "surface")
    bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
