"""The top of a team's page: which case, what to beware of, how often she had to tell, and the sheet on paper."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.schema import Definitions
from desktop.gui.models.begin_words import title_words
from desktop.gui.models.words import contact_chip
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Beside,
    Button,
    Chip,
    FlowBox,
    IconButton,
    Kind,
    Label,
    Tone,
    boxed,
    clear,
    risk_spec,
    row,
    speak,
)
from desktop.i18n import _, ngettext
from desktop.services.team import Board


class TeamHeader(QWidget):
    """back_asked: to the case; told(int): she has told it so often; print_asked: the sheet on paper.

    end_asked: the intervention is to end; reopen_asked: it goes on.
    """

    back_asked = Signal()
    told = Signal(int)
    print_asked = Signal()
    end_asked = Signal()
    reopen_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_header")
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._times = 0
        self._back = Button("", Kind.LINK, icon="arrow-left", name="back")
        self._back.clicked.connect(self.back_asked)
        self._chips = FlowBox(gap=6)
        self._title = Label("", "section")
        self._often = Label("", "label")
        self._often.setObjectName("retellings")
        self._more = IconButton("plus", _("She had to tell it once more"))
        self._more.setObjectName("told_more")
        self._more.clicked.connect(self._on_more)
        self._less = IconButton("minus", _("Counted by mistake: once less"))
        self._less.setObjectName("told_less")
        self._less.clicked.connect(self._on_less)
        paper = Button(_("Print the sheet"), icon="print", name="print")
        paper.clicked.connect(self.print_asked)
        self._ended = False
        self._end = Button("", name="end_team")
        self._end.clicked.connect(self._on_end)
        title = boxed(row(self._back, Label("/", "muted"), self._title, gap=8))
        told = boxed(
            row(Label(_("Account given"), "muted"), self._often, self._less, self._more, gap=6, margins=(6, 0, 0, 0))
        )
        left = FlowBox(title, self._chips, gap=8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(18), px(7), px(16), px(8))
        outer.addWidget(Beside(left, told, paper, self._end, least=300))

    def show_board(self, board: Board, definitions: Definitions) -> None:
        self._back.set_word(board.code)
        speak(self._back, _("Back to the case {code}").format(code=board.code))
        self._title.setText(title_words(board.protocol.sort))
        clear(self._chips.flow)
        contact = contact_chip(definitions, board.contact)
        for spec in (risk_spec(board.row.risk), contact):
            if spec is not None:
                self._chips.add(Chip.of(spec))
        self._times = board.retellings or 0
        self._often.setText(times_words(board.retellings))
        self._often.set_tone(Tone.DANGER if self._times >= 3 else Tone.SOON if self._times == 2 else "")
        target = _("The target is once at most.")
        speak(self._often, f"{_('Account given')}: {self._often.text()}", target)
        self._often.setToolTip(target)
        self._less.setVisible(board.retellings != 0)
        counted = board.retellings is not None
        speak(self._less, _("Counted by mistake: once less") if counted else _("She did not have to tell it"))
        self._less.setToolTip(self._less.accessibleName())
        self._ended = board.answers.get("outcome") is not None
        self._end.set_word(_("Open it again") if self._ended else _("End the intervention"))

    def _on_more(self) -> None:
        self.told.emit(self._times + 1)

    def _on_end(self) -> None:
        (self.reopen_asked if self._ended else self.end_asked).emit()

    def _on_less(self) -> None:
        self.told.emit(max(0, self._times - 1))


def times_words(times: int | None) -> str:
    """The target is once at most."""
    if times is None:
        return _("not counted yet")
    if times == 0:
        return _("she did not have to")
    return ngettext("once", "{n} times", times).format(n=times)
