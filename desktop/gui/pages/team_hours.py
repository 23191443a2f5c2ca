"""The hours of somebody of a team put right later, also in part; what does not fit is asked about, and can stay."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal

from desktop.forms.partial import Precision, precision
from desktop.forms.schema import Json
from desktop.gui.models.crew_words import doubt_words
from desktop.gui.models.times import full_words
from desktop.gui.pages.focus import focus_shown
from desktop.gui.pages.step_panel import parse_when, when_hint
from desktop.gui.shell import Shell
from desktop.gui.widgets import Button, Card, FlowBox, Kind, Label, TextField, Tone, boxed, column, mark_bad, row
from desktop.i18n import _, date_words
from desktop.refusals import Refused, explain
from desktop.services import team_people
from desktop.services.members import Member
from desktop.services.team import Board


class HoursPanel(Card):
    """noted(words): the hours were written. dropped: nothing is."""

    noted = Signal(str)
    dropped = Signal()

    def __init__(self, shell: Shell, parent: None = None) -> None:
        super().__init__(margin=14, gap=6, parent=parent)
        self.setObjectName("hours")
        self._shell = shell
        self._board: Board | None = None
        self._member: Member | None = None
        self._title = Label("", "label", wrap=True)
        words = {
            "called_at": _("Called at"),
            "answered_at": _("Answered at"),
            "refused_at": _("Said then that they cannot come"),
            "arrived_at": _("Arrived at"),
            "left_at": _("Left at"),
        }
        self._fields = {name: TextField(word, width=170) for name, word in words.items()}
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._problem.setObjectName("hours_problem")
        save = Button(_("Write it down"), Kind.SMALL_PRIMARY, name="save_hours")
        save.clicked.connect(partial(self._on_save, False))
        self._sure = Button(_("It stays as it is"), Kind.SMALL, name="hours_sure")
        self._sure.clicked.connect(partial(self._on_save, True))
        drop = Button(_("Close"), Kind.SMALL, name="drop_hours")
        drop.clicked.connect(self.dropped)
        self.add(self._title)
        places = FlowBox(gap=12)
        for name, field in self._fields.items():
            field.setObjectName(name)
            places.add(boxed(column(Label(words[name], "small-strong", buddy=field), field, gap=2)))
        hint = Label(_("The day alone is enough. An empty hour is taken away."), "small-muted", wrap=True)
        self.add(places, hint, self._problem, row(save, self._sure, drop, None, gap=8))

    def start(self, board: Board, member: Member) -> None:
        self._board, self._member = board, member
        self._title.setText(_("Hours of {name}").format(name=member.name or _("nobody named yet")))
        said = (member.called, member.answered, member.refused, member.arrived, member.left)
        for field, value in zip(self._fields.values(), said, strict=True):
            field.set_value(_typed(value, board.now))
            mark_bad(field, False)
        self._say("")
        self.show()
        focus_shown(next(iter(self._fields.values())))

    def _say(self, words: str, *, asks: bool = False) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._sure.setVisible(asks)

    def _on_save(self, sure: bool, _checked: bool = False) -> None:
        board, member = self._board, self._member
        if board is None or member is None:
            return
        form, times = self._shell.session.library.definitions.form("team"), dict[str, Json]()
        for name, field in self._fields.items():
            mark_bad(field, False)
            typed = field.text().strip()
            try:
                times[name] = parse_when(typed, form.field(f"members/{name}"), board.now) if typed else None
            except Refused:
                mark_bad(field, True)
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                self._say(when_hint())
                return
        try:
            team_people.set_times(self._shell.session, board.record, str(member.row), times, sure=sure)
        except Refused as refusal:
            asks = refusal.code == "times-asked"
            self._say(doubt_words(str(refusal.facts.get("doubt"))) if asks else explain(refusal), asks=asks)
            if asks:
                self._sure.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.noted.emit(_("The hours are written down."))


def _typed(value: Json, now: datetime) -> str:
    """An answer as a person would type it."""
    known = precision(value)
    if known is None:
        return ""
    if known is Precision.MINUTE:
        return full_words(datetime.fromisoformat(str(value)).astimezone(now.tzinfo)).replace(",", "")
    return date_words(str(value))
