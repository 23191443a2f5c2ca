"""The hours of running teams over the whole page, for a display across the room; nothing on it names anybody."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetricsF, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.models.wall_words import MOST, WallLine, WallWords, wall_words
from desktop.gui.shell import Shell
from desktop.gui.ticking import ticking
from desktop.gui.widgets import (
    Beside,
    Button,
    Card,
    EmptyState,
    Label,
    Line,
    Tone,
    boxed,
    clear,
    row,
    speak,
)
from desktop.gui.widgets.tones import DRESS
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import team, teams
from desktop.services.team import Board

EVERY_MS, TURN_MS = 30_000, 15_000
LARGEST = 170.0  # points of the figure; it shrinks until it fits


class BigFigure(QWidget):
    """One figure as large as its room allows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wall_figure")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._text, self._tone = "", ""

    def text(self) -> str:
        return self._text

    def set_figure(self, text: str, tone: Tone | None) -> None:
        self._text = text
        self._tone = DRESS[tone].word if tone else "ink"
        speak(self, text)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(96))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._fitting())
        painter.setPen(theme.current().colour(self._tone or "ink"))
        painter.drawText(
            QRectF(self.rect()), int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self._text
        )
        painter.end()

    def _fitting(self) -> QFont:
        font = theme.current().font("huge", strong=True)
        font.setPointSizeF(LARGEST)
        metrics = QFontMetricsF(font)
        wide = metrics.horizontalAdvance(self._text) or 1.0
        font.setPointSizeF(LARGEST * min(1.0, self.width() / wide, self.height() / metrics.height()))
        return font


class TeamWallPage(QWidget):
    """Opened for one team, or for all that run, one after the other. Esc leaves."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_wall")
        self._shell = shell
        self._only = ""
        self._records: list[str] = []
        self._at = 0
        self._seen: set[str] = set()  # teams whose hours were shown since the page was opened
        self._with_code, self._with_care = False, False
        self._head, self._code = Label("", "title"), Label("", "title")
        self._code.setObjectName("wall_code")
        self._title = Label("", "figure", wrap=True)
        self._title.setObjectName("wall_title")
        self._who = Label("", "section", wrap=True)
        self._lead, self._until = Label("", "section"), Label("", "section", wrap=True)
        self._figure = BigFigure()
        self._window = Label("", "section", wrap=True)
        self._lines = QVBoxLayout()
        self._empty = EmptyState("people", _("No team runs"), _("When one is started, its hours stand here."))
        self._card = self._make_card()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(side) for side in (24, 14, 16, 14)))
        outer.setSpacing(theme.px(10))
        outer.addWidget(self._bar())
        outer.addWidget(self._card, 1)
        outer.addWidget(self._empty, 1)
        self._timer = ticking(self, EVERY_MS, self.tick)
        self._turn = ticking(self, TURN_MS, self.go_on)
        for key, deed in (
            ("Esc", self._on_back),
            ("Left", self._before),
            ("Right", self._next),
            ("P", self._on_care),
            ("C", self._on_code),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(deed)

    @property
    def timer(self) -> QTimer:
        """What moves the clocks on; a test need not wait for it."""
        return self._timer

    @property
    def turn(self) -> QTimer:
        """What goes from one team to the next."""
        return self._turn

    def arrive(self, *, record: str = "", **_where: object) -> None:
        self._only, self._at = record, 0
        self._seen.clear()
        self._show_code(False)
        self._show_care(False)
        self.refresh()
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()
        self._turn.stop()

    def refresh(self) -> None:
        """Something was written: which teams run, and how the shown one stands."""
        shown = self._records[self._at] if self._at < len(self._records) else ""
        try:
            running = [one.record for one in teams.all_teams(self._shell.session) if not one.ended]
        except Refused as refusal:
            self._shell.refuse(refusal)
            running = []
        self._records = [self._only] if self._only else running
        self._at = self._records.index(shown) if shown in self._records else 0
        several = len(self._records) > 1
        for button in (self._before_button, self._next_button):
            button.setVisible(several and (button is self._next_button or not theme.current().large))
        if several and not self._turn.isActive():
            self._turn.start()
        self.tick()

    def tick(self) -> None:
        """The clocks went on: the shown team as it stands now; one that cannot be read is passed over."""
        while self._records:
            board = self._board(self._records[self._at])
            if board is not None:
                self._show(board)
                return
            del self._records[self._at]
            self._at %= max(1, len(self._records))
        self._card.hide()
        self._empty.show()

    def go_on(self) -> None:
        """The next team; what was asked for one is not shown of another."""
        self._move(1)

    def first_field(self) -> QWidget:
        return self._back

    # --- what is shown ------------------------------------------------------------------------------------------

    def _bar(self) -> QWidget:
        self._back = Button(_("Back"), icon="arrow-left", key="Esc", key_works=False, name="wall_back")
        self._back.clicked.connect(self._on_back)
        self._code_button = Button("", key="C", key_works=False, name="wall_show_code")
        self._code_button.clicked.connect(self._on_code)
        self._care_button = Button("", key="P", key_works=False, name="wall_show_care")
        self._care_button.clicked.connect(self._on_care)
        self._before_button = Button(_("Team before"), icon="chevron-left", name="wall_before")
        self._before_button.clicked.connect(self._before)
        self._next_button = Button(_("Next team"), icon="chevron-right", name="wall_next")
        self._next_button.clicked.connect(self._next)
        deeds = (self._before_button, self._next_button, self._care_button, self._code_button)
        return Beside(boxed(row(self._back, None)), *deeds, least=120)

    def _make_card(self) -> Card:
        card = Card(margin=20, gap=6)
        card.setObjectName("wall_card")
        card.add(row(self._head, None, self._code, gap=12))
        card.add(self._title, self._who, self._lead)
        card.body().addWidget(self._figure, 1)
        card.add(self._until, self._window)
        self._rule = Line()
        card.add(self._rule, self._lines)
        return card

    def _board(self, record: str) -> Board | None:
        read = team.board if record in self._seen else team.open_board
        try:
            board = read(self._shell.session, record)
        except Refused:
            return None
        self._seen.add(record)
        return board

    def _show(self, board: Board) -> None:
        words = wall_words(
            board,
            place=self._at + 1,
            of=len(self._records),
            with_code=self._with_code,
            with_care=self._with_care,
            most=0 if theme.current().large else MOST,
        )
        self._card.show()
        self._empty.hide()
        self._card.set_tone(Tone.DANGER if words.tone is Tone.DANGER else None)
        self._figure.set_figure(words.figure, words.tone)
        self._figure.setVisible(bool(words.figure))
        self._lead.set_tone(words.tone or "")
        for label, text in self._texts(words):
            label.setText(text)
            label.setVisible(bool(text))
        speak(self._card, words.spoken)
        clear(self._lines)
        self._rule.setVisible(bool(words.lines))
        for line in words.lines:
            self._lines.addWidget(_line(line))

    def _texts(self, words: WallWords) -> tuple[tuple[Label, str], ...]:
        return (
            (self._head, words.head),
            (self._code, words.code),
            (self._title, words.title),
            (self._who, words.who),
            (self._lead, words.lead),
            (self._until, words.until),
            (self._window, words.window),
        )

    def _show_code(self, shown: bool) -> None:
        self._with_code = shown
        self._code_button.set_word(_("Hide the code") if shown else _("Show the code"))

    def _show_care(self, shown: bool) -> None:
        self._with_care = shown
        self._care_button.set_word(_("Hide what care it is") if shown else _("Show what care it is"))

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_code(self) -> None:
        self._show_code(not self._with_code)
        self.tick()

    def _on_care(self) -> None:
        self._show_care(not self._with_care)
        self.tick()

    def _next(self) -> None:
        self._turn.start()
        self._move(1)

    def _before(self) -> None:
        self._turn.start()
        self._move(-1)

    def _move(self, by: int) -> None:
        if len(self._records) > 1:
            self._at = (self._at + by) % len(self._records)
            self._show_code(False)
            self._show_care(False)
            self.tick()

    def _on_back(self) -> None:
        if self._only:
            self._shell.navigate("team", record=self._only)
        else:
            self._shell.navigate("teams")


def _line(line: WallLine) -> QWidget:
    left = Label(line.left, "section", tone=line.tone or "")
    left.setMinimumWidth(theme.px(230))
    who = Label(line.who, "label")
    who.setMinimumWidth(theme.px(120))
    made = row(left, who, gap=16)
    made.addWidget(Label(line.what, "body", wrap=True), 1)
    return boxed(made)
