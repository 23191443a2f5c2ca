"""Hours of a running team that do not fit, asked on its page: taken over, corrected in place, or confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.forms.editor import Editor
from desktop.gui.forms.make import make_editor
from desktop.gui.models.begin_words import doubt_words
from desktop.gui.pages.appointment_editor import around
from desktop.gui.pages.focus import focus_kept
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Button, Card, FlowBox, Kind, Label, Question, Tone, clear, column
from desktop.i18n import N_, _, pick
from desktop.services.team import Board
from desktop.services.team_doubts import Doubt
from desktop.services.teamfile import FIELDS

CORRECT = {
    "incident": N_("Correct the incident"),
    "report": N_("Correct the hour of the report"),
    "admission": N_("Correct the admission"),
    "order": N_("Correct the order"),
}


class Doubts(QWidget):
    """confirmed(code): it is right so. taken(code): the team counts from what the sheet says.

    corrected(anchor, answer): the time is another one.
    """

    confirmed = Signal(str)
    taken = Signal(str)
    corrected = Signal(str, object)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("doubts")
        self._shell = shell
        self._shown: tuple[Doubt, ...] = ()
        self._banners = QVBoxLayout()
        self._banners.setSpacing(px(8))
        self._anchor = ""
        self._editors: dict[str, Editor] = {}
        self._panel = self._make_panel()
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(px(8))
        body.addLayout(self._banners)
        body.addWidget(self._panel)

    def start(self) -> None:
        """Another team: nothing is being corrected."""
        self._shown = ()
        clear(self._banners)
        self._panel.hide()
        self.hide()

    def show_board(self, board: Board) -> None:
        self.setVisible(bool(board.doubts) or not self._panel.isHidden())
        if board.doubts == self._shown:
            return
        self._shown = board.doubts
        with focus_kept(self):
            clear(self._banners)
            for doubt in board.doubts:
                title, text = doubt_words(doubt, board.now)
                asked = Question(title, text, _ways(doubt))
                asked.setObjectName(f"doubt_{doubt.code}")
                asked.answered.connect(partial(self._on_way, doubt, board))
                self._banners.addWidget(asked)

    def first_field(self) -> QWidget | None:
        """The first way out of the first question."""
        first = self._banners.itemAt(0)
        asked = first.widget() if first is not None else None
        return asked.first() if isinstance(asked, Question) else None

    def close_panel(self) -> None:
        self._panel.hide()

    def say(self, words: str) -> None:
        """The corrected time was not taken."""
        self._problem.setText(words)
        self._problem.show()
        self._panel.show()
        self._editors[self._anchor].parts()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_panel(self) -> QWidget:
        card = Card(margin=14, gap=8)
        card.setObjectName("correct")
        form = self._shell.session.library.definitions.form("team")
        asked = column(gap=4)
        self._title = Label("", "label", wrap=True)
        asked.addWidget(self._title)
        for anchor, field in FIELDS.items():
            editor = make_editor(form.field(field), field, around(self._shell))
            editor.setObjectName(f"correct_{anchor}")
            self._editors[anchor] = editor
            asked.addWidget(editor)
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        save = Button(_("Write it down"), Kind.SMALL_PRIMARY, name="save_correct")
        drop = Button(_("Close"), Kind.SMALL, name="drop_correct")
        save.clicked.connect(self._on_save)
        drop.clicked.connect(self._on_drop)
        asked.addWidget(self._problem)
        asked.addWidget(Label(_("It is corrected in the sheet of the case as well."), "small-muted", wrap=True))
        asked.addWidget(FlowBox(save, drop, gap=8))
        card.add(asked)
        card.hide()
        return card

    def _on_way(self, doubt: Doubt, board: Board, way: str) -> None:
        if way == "sure":
            self.confirmed.emit(doubt.code)
        elif way == "take":
            self.taken.emit(doubt.code)
        else:
            self._open(way, board)

    def _open(self, anchor: str, board: Board) -> None:
        self._anchor = anchor
        form = self._shell.session.library.definitions.form("team")
        self._title.setText(pick(form.field(FIELDS[anchor]).label))
        for name, editor in self._editors.items():
            editor.setVisible(name == anchor)
        self._editors[anchor].set_value(board.anchors.get(anchor))
        self._problem.hide()
        self._panel.show()
        self._editors[anchor].parts()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_save(self) -> None:
        editor = self._editors[self._anchor]
        editor.settle()
        self.corrected.emit(self._anchor, editor.value())

    def _on_drop(self) -> None:
        self._panel.hide()
        self.setVisible(bool(self._shown))
        if (first := self.first_field()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


def _ways(doubt: Doubt) -> Sequence[tuple[str, str]]:
    """What can be done about a doubt, the likeliest first."""
    right = ("sure", _("It is right so"))
    if doubt.code == "clock-back":
        return (right,)
    if doubt.code == "incident-after-report":
        return _correct("incident"), _correct("report"), right
    correct = _correct(doubt.anchor)
    if doubt.code == "report-ahead":
        return correct, right
    if doubt.followed:
        return ("take", _("Seen, it is right")), correct
    return ("take", _("Take over what the sheet says")), ("sure", _("Keep what the team has"))


def _correct(anchor: str) -> tuple[str, str]:
    words = CORRECT[anchor]
    return anchor, _(words)
