"""The institutions beside the steps of a team: who, by which number, what was the last thing, whom to call now."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.crew_words import conflict_words, proposal_words, state_chip, waits_words
from desktop.gui.models.words import capital
from desktop.gui.pages.team_call import CallPanel
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Chip,
    IconLabel,
    Kind,
    Label,
    RowButton,
    RowList,
    SectionHeader,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.services import team_crew
from desktop.services.team import Board
from desktop.services.team_crew import Crew, Seat

CODE = 42  # px for the code of an institution, if no code is longer
BESIDE = 190  # px: with more, the name would have no room beside it
Phone = Callable[[str], str]


class People(QWidget):
    """changed: a call was written. whole_asked: the whole sheet of the team. crew_asked: all of its people."""

    changed = Signal()
    whole_asked = Signal()
    crew_asked = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("people")
        self._shell = shell
        self._board: Board | None = None
        self._crew: Crew | None = None
        self._head = SectionHeader(_("Institutions"), 0)
        self._note = Button(_("Note a call"), Kind.SMALL_PRIMARY, icon="phone", name="note_call")
        self._note.clicked.connect(partial(self.ask, None))
        self._panel = CallPanel(shell)
        self._panel.noted.connect(self._on_noted)
        self._panel.dropped.connect(self.close_panel)
        self._panel.hide()
        self._list = RowList(margin=4)
        self._consent = Label("", "small-muted", wrap=True)
        self._consent.setObjectName("consent")
        whole = Button(_("Open the whole sheet"), Kind.SMALL_LINK, icon="document", name="whole_sheet")
        whole.clicked.connect(self.whole_asked)
        note = row(gap=8)
        note.addWidget(IconLabel("info", size=18), 0, Qt.AlignmentFlag.AlignTop)
        note.addWidget(self._consent, 1)
        head = row(gap=8)
        head.addWidget(self._head, 1)
        head.addWidget(self._note)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(px(8))
        body.addLayout(head)
        body.addWidget(self._panel)
        body.addWidget(self._list)
        body.addLayout(note)
        body.addLayout(row(whole, None))

    def show_board(self, board: Board, consent: tuple[str, str], phone: Phone) -> None:
        """`phone` writes a number as people here write it."""
        self._board = board
        self._consent.setText(" ".join(part for part in consent if part))
        before, self._crew = self._crew, team_crew.crew(self._shell.session, board)
        if before is not None and before == self._crew and self._list.body().count():
            return
        self._head.set_count(len(board.institutions))
        held = self._held()
        self._list.set_rows(*(self._row(seat, board, phone) for seat in self._crew.seats))
        if held and (found := self._list.findChild(RowButton, held)) is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self, group: str | None, _checked: bool = False) -> None:
        """Open the panel in its place, for this institution or for the first to call."""
        if self._board is not None and self._crew is not None and self._crew.seats:
            self._panel.start(self._board, self._crew, group)

    def close_panel(self) -> None:
        had_focus = self._panel.isAncestorOf(self.focusWidget() or self)
        self._panel.hide()
        if had_focus:
            self._note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_noted(self, words: str) -> None:
        self.close_panel()
        self._shell.say(words)
        self.changed.emit()

    def _held(self) -> str:
        """The row that has the focus, by its name: it keeps it when the rows are made anew."""
        holder = self.focusWidget()
        return holder.objectName() if isinstance(holder, RowButton) and self._list.isAncestorOf(holder) else ""

    def _named(self, seat: Seat, board: Board) -> tuple[str, str]:
        """Whom the second line names, and the number to call."""
        one = seat.institution
        if seat.proposed is not None and one.state != "no_answer":
            found = seat.proposed
            return " · ".join((found.person.name, proposal_words(found, board.now))), found.person.phone
        if one.member.name:
            return one.member.name, one.member.phone or ""
        if one.state == "present" and board.coordinator:
            return board.coordinator, ""
        if seat.duty.listed and one.state == "to_call":
            return _("nobody on duty now"), one.member.phone or ""
        return _("nobody named yet"), one.member.phone or ""

    def _row(self, seat: Seat, board: Board, phone: Phone) -> RowButton:
        one = seat.institution
        spec = state_chip(seat, board.now)
        code = Label(one.group, "label")
        code.setFixedWidth(_code_width(board))
        second, raw = self._named(seat, board)
        number = phone(raw) if raw else ""
        beside = _beside(number, Chip.of(spec))
        title = capital(pick(one.label))
        definitions = self._shell.session.library.definitions
        warned = [conflict_words(each, definitions) for each in seat.conflicts]
        warned += [words for words in (waits_words(seat, board.now),) if words]
        lead = boxed(row(code, *([_mark(seat)] if warned else []), gap=4))
        made = RowButton(title, second, lead=lead, beside=beside, tone=Tone.SOON if seat.waits_since else "")
        made.setObjectName(f"institution_{one.group}")
        words = (one.group, title, second, spec.word, number, *warned)
        speak(made, ", ".join(word for word in words if word), _("Enter notes a call."))
        made.setToolTip("\n".join(warned))
        made.clicked.connect(partial(self.ask, one.group))
        return made


def _beside(number: str, chip: Chip) -> QWidget:
    """The number and how the call went: one below the other where a line would cut them."""
    if not number:
        return chip
    told = Label(number, "small-strong")
    if told.sizeHint().width() + chip.sizeHint().width() <= px(BESIDE):
        return boxed(row(told, chip, gap=8))
    made = column(gap=2)
    for part in (told, chip):
        made.addWidget(part, 0, Qt.AlignmentFlag.AlignRight)
    return boxed(made)


def _code_width(board: Board) -> int:
    """Room for the longest code of the protocol, so that all names stand in one line under another."""
    return max(px(CODE), *(Label(code, "label").sizeHint().width() for code in board.protocol.groups))


def _mark(seat: Seat) -> IconLabel:
    """There is something to beware of, said in full by the row and on the page of the people."""
    bars = any(each.bars for each in seat.conflicts)
    return IconLabel("danger" if bars else "warning", size=18, colour="danger" if bars else "soon")
