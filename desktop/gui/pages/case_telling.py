"""What she told, in the case: that it is written, how often she had to tell it, and one more by a quiet press."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.shell import Shell
from desktop.gui.widgets import Button, Card, FlowBox, IconButton, Kind, Label, Tone, row
from desktop.i18n import _, ngettext
from desktop.refusals import Refused
from desktop.services import narrative
from desktop.services.cases import CaseFile
from desktop.services.telling import FIELD, FORM, Telling

TARGET, TOO_OFTEN = 1, 3


class TellingCard(Card):
    """opened(form, record, path): show the account; the account itself is never here."""

    opened = Signal(str, str, str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(margin=12, gap=6, parent=parent)
        self.setObjectName("telling_card")
        self._shell, self._case, self._telling = shell, "", Telling()
        self._times = Label("", "label", wrap=True)
        self._times.setObjectName("times_told")
        self._words = Label("", "small-muted", wrap=True)
        self._more = Button(_("+1, she told it again"), Kind.SMALL, name="retold")
        self._more.clicked.connect(partial(self._count, 1))
        self._less = IconButton("minus", _("Counted by mistake: once less"))
        self._less.setObjectName("retold_less")
        self._less.clicked.connect(partial(self._count, -1))
        self._open = Button(_("Open the account"), Kind.SMALL_LINK, icon="link", name="open_account")
        self._open.clicked.connect(self._on_open)
        self.add(row(self._times, self._less, gap=6), self._words, FlowBox(self._more, self._open, gap=6))

    def is_wanted(self, file: CaseFile) -> bool:
        """Whether there is anything that she could have told."""
        return file.telling.incident is not None

    def show_file(self, file: CaseFile) -> None:
        self._case, self._telling = file.row.case, file.telling
        self.setVisible(self.is_wanted(file))
        times = file.telling.times
        self._times.setText(told_words(times))
        self._times.set_tone(_tone(times))
        self._words.setText(_advice(file.telling))
        self._less.setVisible(bool(times))
        self._open.setVisible(bool(file.telling.written))

    def _count(self, by: int, _checked: bool = False) -> None:
        try:
            narrative.count(self._shell.session, self._case, by)
        except Refused as refusal:
            self._shell.refuse(refusal)

    def _on_open(self) -> None:
        self.opened.emit(FORM, self._telling.written[-1], FIELD)


def told_words(times: int | None) -> str:
    """How often, plainly."""
    if times is None:
        return _("How often she told it: not counted yet")
    if times == 0:
        return _("She has not told it yet")
    return ngettext("She told it {n} time", "She told it {n} times", times).format(n=times)


def _tone(times: int | None) -> Tone | str:
    if times is None or times <= TARGET:
        return ""
    return Tone.DANGER if times >= TOO_OFTEN else Tone.SOON


def _advice(telling: Telling) -> str:
    """What helps her from here on; nobody is blamed for what was."""
    if (telling.times or 0) > TARGET:
        return _("From here on spare her: what is written can be read by those who look after her.")
    if telling.written:
        return _("It is written once, for all forms. Nobody has to ask her again.")
    return _("The aim is that she tells it once, and that it is written then.")
