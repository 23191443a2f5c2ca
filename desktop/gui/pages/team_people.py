"""The seven institutions of a team: who, by which number, what was the last thing; and a call noted in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.words import capital, institution_spec
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    Chip,
    Choice,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    RowButton,
    RowList,
    SectionHeader,
    Segment,
    TextField,
    Tone,
    boxed,
    column,
    mark_bad,
    row,
    speak,
)
from desktop.i18n import _, date_words, pick, time_words
from desktop.services.team import Board, Institution

CODE = 42  # px for the code of an institution


class CallPanel(Card):
    """noted(group, name, phone, result): a call was made just now. dropped: nothing is written."""

    noted = Signal(str, str, str, str)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=6, parent=parent)
        self.setObjectName("call")
        self._institutions: Sequence[Institution] = ()
        self._group = Choice(name=_("Institution"))
        self._group.setObjectName("group")
        self._group.activated.connect(self._on_group)
        self._name, self._phone = TextField(_("Person")), TextField(_("Telephone"))
        self._name.setObjectName("name")
        self._phone.setObjectName("phone")
        self._name.setMaxLength(120)
        self._phone.setMaxLength(40)
        results = [("no_answer", _("No answer")), ("answered", _("Answered")), ("arrived", _("Arrived now"))]
        self._result = Segment(results, name=_("Result"))
        self._result.setObjectName("result")
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._problem.setObjectName("problem")
        save = Button(_("Write it down"), Kind.SMALL_PRIMARY, name="save_call")
        drop = Button(_("Close"), Kind.SMALL, name="drop_call")
        save.clicked.connect(self._on_save)
        drop.clicked.connect(self.dropped)
        for words, field in (
            (_("Institution"), self._group),
            (_("Person"), self._name),
            (_("Telephone"), self._phone),
        ):
            self.add(column(Label(words, "small-strong", buddy=field), field, gap=2))
        self.add(self._result, self._problem, FlowBox(save, drop, gap=8))

    def start(self, institutions: Sequence[Institution], group: str | None) -> None:
        """Begin with this institution, or with the first that is still to be called."""
        self._institutions = institutions
        self._group.set_options([(i.group, f"{i.group} · {capital(pick(i.label))}") for i in institutions])
        waiting = [i.group for i in institutions if i.state in {"no_answer", "to_call"}]
        self._group.set_value(group or (waiting or [institutions[0].group])[0])
        self._on_group()
        self.show()
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str, *, phone: bool = False) -> None:
        """Why it was not written, at the field that it is about."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        mark_bad(self._phone, phone)
        if phone:
            self._phone.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_group(self) -> None:
        found = next((i for i in self._institutions if i.group == self._group.value()), None)
        self._name.set_value((found.member.name if found else None) or "")
        self._phone.set_value((found.member.phone if found else None) or "")
        self._result.set_value(None)
        self.say("")

    def _on_save(self) -> None:
        result = self._result.value()
        if result is None:
            self.say(_("Choose how the call went."))
            return
        self.noted.emit(self._group.value() or "", self._name.text(), self._phone.text(), result)


class People(QWidget):
    """called(group, name, phone, result) comes from the panel; whole_asked: the whole sheet of the team."""

    called = Signal(str, str, str, str)
    whole_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("people")
        self._board: Board | None = None
        self._head = SectionHeader(_("Institutions"), 0)
        self._note = Button(_("Note a call"), Kind.SMALL_PRIMARY, icon="phone", name="note_call")
        self._note.clicked.connect(partial(self.ask, None))
        self._panel = CallPanel()
        self._panel.noted.connect(self.called)
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

    def show_board(self, board: Board, consent: tuple[str, str], phone: Callable[[str], str]) -> None:
        """`phone` writes a number as people here write it."""
        before, self._board = self._board, board
        self._consent.setText(" ".join(part for part in consent if part))
        if before is not None and (before.institutions, before.now.date()) == (board.institutions, board.now.date()):
            return
        self._head.set_count(len(board.institutions))
        self._list.set_rows(*(self._row(institution, board.now, phone) for institution in board.institutions))

    def ask(self, group: str | None, _checked: bool = False) -> None:
        """Open the panel in its place, for this institution or for the first to call."""
        if self._board is not None:
            self._panel.start(self._board.institutions, group)

    def close_panel(self) -> None:
        had_focus = self._panel.isAncestorOf(self.focusWidget() or self)
        self._panel.hide()
        if had_focus:
            self._note.setFocus(Qt.FocusReason.OtherFocusReason)

    def panel(self) -> CallPanel:
        return self._panel

    def _named(self, institution: Institution) -> str:
        if institution.member.name:
            return institution.member.name
        if institution.state == "present" and self._board is not None and self._board.coordinator:
            return self._board.coordinator
        return _("nobody named yet")

    def _row(self, institution: Institution, now: datetime, phone: Callable[[str], str]) -> RowButton:
        spec = institution_spec(institution.state, _moment(institution, now))
        code = Label(institution.group, "label")
        code.setFixedWidth(px(CODE))
        number = phone(institution.member.phone) if institution.member.phone else ""
        beside = row(*([Label(number, "small-strong")] if number else []), Chip.of(spec), gap=8)
        title, name = capital(pick(institution.label)), self._named(institution)
        made = RowButton(title, name, lead=code, beside=boxed(beside))
        made.setObjectName(f"institution_{institution.group}")
        words = (institution.group, title, name, spec.word, number)
        speak(made, ", ".join(word for word in words if word), _("Enter notes a call."))
        made.clicked.connect(partial(self.ask, institution.group))
        return made


def _moment(institution: Institution, now: datetime) -> str:
    """The hour of today, or the day; that the office itself was there some day says nothing."""
    if institution.at is None or "T" not in institution.at:
        return ""
    moment = datetime.fromisoformat(institution.at).astimezone(now.tzinfo)
    if moment.date() == now.date():
        return time_words(moment)
    return "" if institution.state == "present" else date_words(moment.date())[:5]
