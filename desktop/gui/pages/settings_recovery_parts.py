"""Parts of the recovery settings: shares to make, a drill to do here, a drill to note."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.gui.code_field import CodeField
from desktop.gui.recovery_card import CodeEntry, drill_words
from desktop.gui.widgets import Button, Choice, Kind, Label, TextField, boxed, column, row
from desktop.i18n import _, datetime_words
from desktop.services import recovery
from desktop.services.drills import Drill
from desktop.services.recovery import Kit
from desktop.services.restoring import Offered


class MakeShares(QWidget):
    """The code once more, and three names. print_asked(names) · save_asked(names) · left()"""

    print_asked = Signal(list)
    save_asked = Signal(list)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("make_shares")
        self._code = CodeField(_("The code from the recovery sheet"), "shares_code")
        self._names = [TextField(_("Who keeps share {n}").format(n=n)) for n in range(1, recovery.SHARES + 1)]
        lines: list[QWidget] = []
        for number, field in enumerate(self._names, start=1):
            field.setObjectName(f"holder_{number}")
            label = Label(_("Who keeps share {n}").format(n=number), "label", buddy=field)
            lines.append(boxed(column(label, field, gap=4)))
        self._print = Button(_("Print three papers"), Kind.PRIMARY, icon="print", name="shares_print")
        self._print.clicked.connect(self._on_print)
        self._save = Button(_("Save as PDF…"), icon="save", name="shares_save")
        self._save.clicked.connect(self._on_save)
        back = Button(_("Cancel"), name="shares_cancel")
        back.clicked.connect(self.left)
        self.setLayout(column(self._code, *lines, row(self._print, self._save, back, None), gap=8))

    def first_field(self) -> QWidget:
        return self._code.field

    def kit(self) -> Kit:
        """What was typed; a wrong group is refused by its name."""
        return recovery.read_code(self._code.text())

    def forget(self) -> None:
        self._code.forget()
        for field in self._names:
            field.clear()

    def set_busy(self, busy: bool) -> None:
        for button in (self._print, self._save):
            button.setEnabled(not busy)

    def _on_print(self) -> None:
        self.print_asked.emit(self._typed())

    def _on_save(self) -> None:
        self.save_asked.emit(self._typed())

    def _typed(self) -> list[str]:
        return [field.text() for field in self._names]


class RunDrill(QWidget):
    """A backup and a code, and what they gave. run_asked(file) · file_asked() · print_asked() · save_asked()"""

    run_asked = Signal(object)
    file_asked = Signal()
    print_asked = Signal()
    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_drill")
        self.done: Drill | None = None
        self._offered: list[Offered] = []
        self._choice = Choice((), _("Backup"))
        self._choice.setObjectName("drill_backup")
        self._choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        other = Button(_("Another file…"), icon="folder", name="drill_file")
        other.clicked.connect(self.file_asked)
        self._code = CodeEntry()
        self._run = Button(_("Try it out"), Kind.PRIMARY, icon="shield", name="drill_run")
        self._run.clicked.connect(self._on_run)
        self._told = Label("", wrap=True)
        self._told.setObjectName("drill_told")
        paper = Button(_("Print the certificate"), icon="print", name="drill_print")
        paper.clicked.connect(self.print_asked)
        save = Button(_("Save as PDF…"), icon="save", name="drill_save")
        save.clicked.connect(self.save_asked)
        self._result = boxed(column(self._told, row(paper, save, None), gap=8))
        self._asking = boxed(
            column(
                boxed(column(Label(_("Backup"), "label", buddy=self._choice), self._choice, row(other, None), gap=4)),
                self._code,
                row(self._run, None),
                gap=8,
            )
        )
        self.setLayout(column(self._asking, self._result, gap=8))
        self._result.hide()

    def first_field(self) -> QWidget:
        return self._choice

    def kit(self) -> Kit:
        """What was typed; a wrong group is refused by its name."""
        return self._code.kit()

    @property
    def by_shares(self) -> bool:
        return self._code.by_shares

    def offer(self, more: Sequence[Offered], *, choose: bool = False) -> None:
        """Backups to choose from; the first is chosen."""
        known = {one.file for one in more}
        self._offered = [*more, *(one for one in self._offered if one.file not in known)]
        self._choice.set_options([(str(one.file), _words(one)) for one in self._offered])
        if self._offered and (choose or self._choice.value() is None):
            self._choice.set_value(str(self._offered[0].file))

    def show_done(self, done: Drill) -> None:
        self.done = done
        number = _("Number of the certificate: {number}").format(number=done.number)
        self._told.setText(f"{drill_words(done)} {number}")
        self._code.forget()
        self._asking.hide()
        self._result.show()

    def forget(self) -> None:
        self.done = None
        self._code.forget()
        self._asking.show()
        self._result.hide()

    def set_busy(self, busy: bool) -> None:
        self._run.setEnabled(not busy)
        self._run.set_word(_("Trying it out…") if busy else _("Try it out"))

    def _on_run(self) -> None:
        chosen = self._choice.value()
        self.run_asked.emit(Path(chosen) if chosen is not None else None)


class NoteDrill(QWidget):
    """A drill that was done on another computer. noted(number)"""

    noted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("note_drill")
        name = _("Number of a certificate from another computer")
        self._number = TextField(name, hint="1234 5678", width=160)
        self._number.setObjectName("drill_number")
        self._number.returnPressed.connect(self._on_note)
        note = Button(_("Note it"), name="drill_note")
        note.clicked.connect(self._on_note)
        self.setLayout(
            column(Label(name, "label", buddy=self._number, wrap=True), row(self._number, note, None), gap=4)
        )

    def forget(self) -> None:
        self._number.clear()

    def _on_note(self) -> None:
        self.noted.emit(self._number.text())


def _words(one: Offered) -> str:
    return datetime_words(one.at.astimezone()) if one.at is not None else one.file.name
