"""What is next in a running team, on top of its steps: large enough to be read from two metres."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.gui import theme
from desktop.gui.models.team_words import NextWords, WindowWords
from desktop.gui.pages.columns import Columns
from desktop.gui.widgets import (
    Button,
    Card,
    ChipSpec,
    FlowBox,
    Kind,
    Label,
    Mark,
    Shape,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import _

WALL_KEY = "Ctrl+D"
SHAPES = {Tone.DANGER: Shape.OCTAGON, Tone.SOON: Shape.TRIANGLE}


class NextStrip(Card):
    """opened(step): the person wants to see the step; wall_asked: the hours large, over the whole page."""

    opened = Signal(str)
    wall_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=6, parent=parent)
        self.setObjectName("next_strip")
        self._step = ""
        self._mark = Mark(ChipSpec("", Shape.CLOCK, Tone.INFO))
        self._lead = Label("", "small")
        self._figure = Label("", "huge", wrap=True)
        self._figure.setObjectName("next_figure")
        self._until = Label("", "small-muted", wrap=True)
        self._title = Label("", "section", wrap=True)
        self._title.setObjectName("next_title")
        self._who = Label("", wrap=True)
        self._who.setObjectName("next_who")
        self._open = Button(_("Open the step"), Kind.SMALL, name="open_next")
        self._open.clicked.connect(self._on_open)
        wall = Button(_("Large view"), Kind.SMALL_LINK, icon="text-size", name="wall")
        wall.setShortcut(QKeySequence(WALL_KEY))
        wall.setToolTip(WALL_KEY)
        speak(wall, _("Large view"), WALL_KEY)
        wall.clicked.connect(self.wall_asked)
        self._window_title = Label(_("Nearest window of care"), "small-strong")
        self._window_figure = Label("", "figure")
        self._window_figure.setObjectName("window_figure")
        self._window_until = Label("", "small-muted", wrap=True)
        head = row(self._mark, Label(_("Next"), "small-strong"), self._lead, None, gap=6)
        time = boxed(column(head, self._figure, self._until, gap=0))
        what = boxed(column(self._title, self._who, gap=4))
        self._window = boxed(column(self._window_title, self._window_figure, self._window_until, gap=0))
        deeds = FlowBox(self._open, wall, gap=4)
        if theme.current().large:  # two columns, so that the steps below are not pushed out of sight
            left, right = boxed(column(time, self._window, gap=6)), boxed(column(what, deeds, gap=6))
            self.add(Columns((left, 270, 0), (right, 320, 1), gap=20))
        else:
            beside = boxed(column(self._window, deeds, gap=6))
            self.add(Columns((time, 270, 0), (what, 320, 1), (beside, 262, 0), gap=20))

    def take_focus(self) -> None:
        """What was asked above is answered: what is next has the focus."""
        self._open.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_words(self, words: NextWords | None, window: WindowWords | None) -> None:
        """`words` is None where no step waits."""
        self._show_next(words or _nothing())
        self._step = words.step if words else ""
        self._open.setVisible(bool(words))
        self._window.setVisible(window is not None)
        if window is not None:
            self._window_figure.setText(window.figure)
            self._window_figure.set_tone(window.tone or "")
            self._window_until.setText(f"{window.steps} · {window.until}")
            speak(self._window, f"{self._window_title.text()}: {window.figure}. {self._window_until.text()}")

    def _show_next(self, words: NextWords) -> None:
        tone = words.tone
        self.set_tone(tone if tone is Tone.DANGER else None)
        self._mark.set_spec(ChipSpec("", SHAPES.get(tone or Tone.INFO, Shape.CLOCK), tone or Tone.INFO))
        for label, text in (
            (self._title, words.title),
            (self._who, "\n".join(words.who)),
            (self._lead, words.lead),
            (self._figure, words.figure),
            (self._until, words.until),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        for label in (self._lead, self._figure):
            label.set_tone(tone or "")
        self._until.set_tone(tone or Tone.QUIET)
        speak(self, _("Next"), words.spoken)
        speak(self._open, f"{_('Open the step')}: {words.title}")

    def _on_open(self) -> None:
        self.opened.emit(self._step)


def _nothing() -> NextWords:
    return NextWords(
        "", _("No step waits."), (_("When the work is done, end the intervention on top of the page."),), "", "", ""
    )
