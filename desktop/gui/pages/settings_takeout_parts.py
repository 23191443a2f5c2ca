"""Parts of leaving with the data: who can read the file, what leaves, and the two confirmations."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Kind,
    Label,
    Segment,
    TextField,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import _, ngettext, number_words
from desktop.services import takeout
from desktop.services.takeout import Preview, Recipient, TakenOut

ALL, ONE = "all", "one"


class WhatLeaves(QWidget):
    """Everything, or one case by its code. changed()"""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = Segment([(ALL, _("The whole office")), (ONE, _("One case"))], name=_("What leaves"), value=ALL)
        self._what.setObjectName("takeout_what")
        self._what.chosen.connect(self._on_chosen)
        self._case = TextField(_("Case"), hint=_("code of the case"), width=200)
        self._case.setObjectName("takeout_case")
        self._case.textEdited.connect(self.changed)
        self._case.hide()
        self.setLayout(column(row(self._what, None), row(self._case, None), gap=8))

    def first_field(self) -> QWidget:
        return self._what.button(self._what.value() or ALL)

    def case(self) -> str | None:
        return self._case.text().strip() if self._what.value() == ONE else None

    def clear(self) -> None:
        self._what.set_value(ALL)
        self._case.set_value("")
        self._case.hide()

    def _on_chosen(self, code: str) -> None:
        self._case.setVisible(code == ONE)
        if code == ONE:
            self._case.setFocus()
        self.changed.emit()


class BeforeItLeaves(Card):
    """What would leave, and the two confirmations. wanted(str): both were given; the words that were typed."""

    wanted = Signal(str)

    def __init__(self, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("takeout_before")
        self._asked = preview.to_type
        amount, recipient = preview.amount, preview.wanted.recipient
        self.add(
            Label(_("Before it leaves"), "section"),
            parts.fact(_("Cases"), number_words(amount.cases)),
            parts.fact(_("Sheets, each with its history"), number_words(amount.sheets)),
            parts.fact(_("Attached files"), _attached(amount.files, amount.bytes)),
            parts.fact(_("Who can read it"), reader_words(recipient)),
        )
        if recipient is not None and recipient.fingerprint:
            self.add(parts.fact(_("Fingerprint"), recipient.fingerprint))
        for sentence in takeout.left_out_words(preview):
            self.add(Label(sentence, "muted", wrap=True))
        self.add(_warning(recipient))
        self._read = QCheckBox(_("I have read this. It may leave."))
        self._read.setObjectName("takeout_read")
        speak(self._read, self._read.text())
        self._typed = TextField(_("The words of the second confirmation"), width=240)
        self._typed.setObjectName("takeout_typed")
        self._save = Button(_("Save the file"), Kind.PRIMARY, icon="save", name="takeout_save")
        self._save.clicked.connect(self._on_save)
        self._read.toggled.connect(self._settle)
        self._typed.textChanged.connect(self._settle)
        ask = Label(_("Second confirmation: type {words}").format(words=self._asked), "label", buddy=self._typed)
        self.add(row(self._read, None), boxed(column(ask, row(self._typed, None), gap=4)), row(self._save, None))
        self._settle()

    def first_field(self) -> QWidget:
        return self._read

    def set_busy(self, busy: bool) -> None:
        self.setEnabled(not busy)

    def _settle(self) -> None:
        self._save.setEnabled(self._read.isChecked() and same_words(self._typed.text(), self._asked))

    def _on_save(self) -> None:
        self.wanted.emit(self._typed.text())


class OpenReceived(Card):
    """A file that came from another office. wanted(str): it is to be opened; the words that were typed."""

    wanted = Signal(str)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("takeout_received")
        self._asked = words
        self._typed = TextField(_("The words of the confirmation"), width=240)
        self._typed.setObjectName("takeout_open_typed")
        self._open = Button(_("Choose the file and open it"), icon="folder", name="takeout_open")
        self._open.clicked.connect(self._on_open)
        self._typed.textChanged.connect(self._settle)
        why = _("What another office sealed for this one becomes an archive in clear, which any program can unpack. "
                "Whoever finds it can read it.")  # fmt: skip
        ask = Label(_("To confirm, type {words}").format(words=words), "label", buddy=self._typed)
        self.add(
            Label(_("A file that came from another office"), "section"),
            Label(why, "small-muted", wrap=True),
            boxed(column(ask, row(self._typed, None), gap=4)),
            row(self._open, None),
        )
        self._settle()

    def clear(self) -> None:
        self._typed.clear()

    def _settle(self) -> None:
        self._open.setEnabled(same_words(self._typed.text(), self._asked))

    def _on_open(self) -> None:
        self.wanted.emit(self._typed.text())


def made(done: TakenOut) -> QWidget:
    """Where the file lies, and what comes next."""
    tone, text = (
        Tone.DONE,
        _("It is locked. Hand it over, and ask whether it could be opened before you erase anything."),
    )
    if not done.sealed:
        tone = Tone.SOON
        text = _("It lies in clear. Keep it under lock and key, and delete it as soon as it is not needed.")
    banner = Banner(tone, _("The file was made."), text, icon="check" if done.sealed else "warning")
    banner.setObjectName("takeout_made")
    return boxed(column(banner, _named(_("File"), done.file.name), _named(_("Folder"), str(done.file.parent)), gap=10))


def reader_words(recipient: Recipient | None) -> str:
    if recipient is None:
        return _("anybody who finds the file")
    if recipient.office is not None:
        return _("{code} and nobody else, not even this office").format(code=recipient.office)
    return _("whoever has the key to {recipient}").format(recipient=f"{recipient.key[:12]}…{recipient.key[-8:]}")


def same_words(typed: str, asked: str) -> bool:
    """Whether the button may be pressed; the service decides once more."""
    return " ".join(typed.split()).casefold() == asked.casefold()


def _attached(files: int, size: int) -> str:
    words = ngettext("{n} file, {size} MB", "{n} files, {size} MB", files)
    return words.format(n=number_words(files), size=number_words(round(size / 1e6, 1)))


def _warning(recipient: Recipient | None) -> Banner:
    if recipient is None:
        return Banner(
            Tone.DANGER,
            _("Nothing locks this file"),
            _("Names, addresses and all that was told stand in it, also covered texts. In the wrong hands it can get "
              "somebody killed. Choose an office or a key if there is any other way."),
        )  # fmt: skip
    return Banner(
        Tone.SOON,
        _("Names, addresses and all that was told leave"),
        _("Covered texts stand in it too. The file is locked, but its reader sees everything. Be sure that the law "
          "lets this reader have it."),
    )  # fmt: skip


def _named(what: str, value: str) -> QWidget:
    return boxed(column(Label(what, "group"), Label(value, wrap=True), gap=0))
