"""The telephone lines: large enough to read aloud, word for word as their sources have them, each with its check."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.forms.present import show
from desktop.gui import theme
from desktop.gui.pages.guide_parts import GuideView, LongText, Pairs, check_chip, selectable
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Card,
    EmptyState,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    SectionHeader,
    TextField,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import _, date_words, pick
from desktop.refusals import Refused
from desktop.services import directory
from desktop.services.directory import Check, Line
from desktop.services.guidebook import Hotline, has_words
from desktop.services.session import CASES


class LinesView(GuideView):
    """The emergency number above all, those of the sources, and below them those that stood in a newspaper."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._can_check = self.session.office.kind == "office" and self.session.worker.role in CASES
        self._numbers, self._press = Pairs(), Pairs()
        self._press_head = boxed(
            column(
                SectionHeader(_("Numbers from the press")),
                Banner(
                    Tone.SOON,
                    _("Nobody has checked these numbers."),
                    _("They stood in a newspaper. Call one yourself before you give it to anybody."),
                ),
                gap=8,
                margins=(0, 8, 0, 0),
            )
        )
        self._nothing = EmptyState("search", _("Nothing found"), _("No line has these words."))
        urgent = [EmergencyCard(line.hotline) for line in directory.lines(self.session) if line.hotline.emergency]
        self.add(*urgent, self._numbers, self._press_head, self._press, self._nothing)

    def show_found(self, typed: str, country: str) -> int:
        """The emergency number always stays."""
        fitting = [line for line in directory.lines(self.session) if _fits(line.hotline, typed, country)]
        for pairs, verified in ((self._numbers, True), (self._press, False)):
            pairs.set_cards(*(self._card(line) for line in fitting if line.hotline.verified is verified))
        self._press_head.setVisible(any(not line.hotline.verified for line in fitting))
        self._nothing.setVisible(not fitting)
        return len(fitting)

    def _card(self, line: Line) -> HotlineCard:
        session = self.session
        phone = session.library.definitions.form(directory.FORM).field("phone")
        found = line.check.number if line.check else ""
        number = show(phone, found, session.library.definitions, country=session.office.country) if found else ""
        card = HotlineCard(line, session.now().date(), number, can_check=self._can_check)
        card.checked.connect(partial(self._note, line.hotline.id))
        return card

    def _note(self, line: str, result: str, number: str) -> None:
        try:
            directory.note_check(self.session, line, result, number=number)
        except Refused as refusal:
            self.shell.refuse(refusal)
            return
        self.shell.say(_("The check is noted, with today’s date."))
        again = self.findChild(QAbstractButton, f"check_{line}")
        if isinstance(again, QAbstractButton):
            again.setFocus()


def _fits(line: Hotline, typed: str, country: str) -> bool:
    if line.emergency or country not in ("", line.country):
        return False
    return has_words(typed, line.number, pick(line.name), line.by, pick(line.text))


class HotlineCard(Card):
    """One number and the words of its source as they are. checked(str, str): what a call showed, another number."""

    checked = Signal(str, str)

    def __init__(
        self, line: Line, today: date, found: str = "", *, can_check: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(gap=2, parent=parent)
        hotline = line.hotline
        self.setObjectName(f"hotline_{hotline.id}")
        name = _("{name}: {number}").format(name=pick(hotline.name), number=hotline.number)
        number = selectable(Label(hotline.number, "figure" if hotline.verified else "clock"), name)
        chip = check_chip(line.checked_on, line.check.result if line.check else "", today)
        self.add(Beside(number, chip, least=180))
        self.add(Label(pick(hotline.name), "label", wrap=True))
        if hotline.by:
            self.add(Label(hotline.by, "muted", wrap=True))
        if line.check is not None and (words := check_words(line.check, found)):
            self.add(Label(words, wrap=True, tone=Tone.SOON))
        self.body().addSpacing(theme.px(4))
        self.add(LongText(pick(hotline.text)))
        self.body().addStretch(1)
        if can_check:
            self.add(self._check(hotline))

    def _check(self, hotline: Hotline) -> QWidget:
        panel = CheckPanel(pick(hotline.name))
        panel.told.connect(self.checked)
        panel.hide()
        self._open = Button(_("I called it today"), Kind.SMALL_LINK, icon="phone", name=f"check_{hotline.id}")
        speak(self._open, _("I called it today"), pick(hotline.name))
        self._open.setCheckable(True)
        self._open.toggled.connect(panel.set_open)
        return boxed(column(row(self._open, None), panel, gap=4, margins=(0, 4, 0, 0)))


def check_words(check: Check, found: str) -> str:
    """What the last call showed, where it was not simply right."""
    day = date_words(check.on)
    if check.result == directory.OTHER:
        return _("{who} found another number: {number}").format(who=check.worker, number=found)
    if check.result == directory.SILENT:
        return _("Nobody answered on {date}. Call again before you give it to anybody.").format(date=day)
    return ""


class CheckPanel(QWidget):
    """What a call showed: right, another number, or nobody. told(str, str): the result, and the number found."""

    told = Signal(str, str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._right = self._button(_("The number is right"), directory.RIGHT, "check")
        silent = self._button(_("Nobody answers"), directory.SILENT, "phone-off")
        other = Button(_("It is another number"), Kind.SMALL, icon="pencil", name="check_other")
        other.clicked.connect(self._ask)
        self._number = TextField(_("Number that was found: {name}").format(name=name), hint=_("Number that was found"))
        self._number.setObjectName("check_number")
        self._number.returnPressed.connect(self._save)
        save = Button(_("Save the number"), Kind.SMALL, icon="check", name="check_save")
        save.clicked.connect(self._save)
        self._asked = boxed(row(self._number, save, gap=8))
        self._asked.hide()
        self.setLayout(column(FlowBox(self._right, other, silent), self._asked, gap=6))

    def set_open(self, is_open: bool) -> None:
        self.setVisible(is_open)
        self._asked.hide()
        self._number.set_value("")
        if is_open:
            self._right.setFocus()

    def _button(self, words: str, result: str, icon: str) -> Button:
        button = Button(words, Kind.SMALL, icon=icon, name=f"check_{result}")
        button.clicked.connect(partial(self.told.emit, result, ""))
        return button

    def _ask(self) -> None:
        self._asked.show()
        self._number.setFocus()

    def _save(self) -> None:
        self.told.emit(directory.OTHER, self._number.text())


class EmergencyCard(Card):
    """112 stands first and needs no explanation."""

    def __init__(self, line: Hotline, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.DANGER, margin=14, parent=parent)
        self.setObjectName(f"hotline_{line.id}")
        name = _("{name}: {number}").format(name=pick(line.name), number=line.number)
        number = selectable(Label(line.number, "figure", tone=Tone.DANGER), name)
        words = column(
            Label(_("Danger to life: call 112 first"), "label", wrap=True),
            Label(pick(line.text), wrap=True),
            gap=0,
        )
        layout = row(IconLabel("danger", size=24, colour="danger"), number, gap=14)
        layout.addLayout(words, 1)
        self.add(layout)
