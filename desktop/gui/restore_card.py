"""The cards for putting a backup back: which one and who opens it, and what is there afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.gui.unlock import Door, Passphrase
from desktop.gui.widgets import (
    Banner,
    Bar,
    Button,
    Choice,
    Kind,
    Label,
    TextField,
    Tone,
    boxed,
    column,
    row,
)
from desktop.i18n import _, datetime_words, ngettext, number_words
from desktop.services import restoring
from desktop.services.restoring import Offered, Restored

WIDTH = 560


class RestoreCard(Door):
    """Which backup, and whose passphrase of that day.

    restore_asked(file, name, passphrase) · file_asked(): another file than those beside the database ·
    code_asked(file, words): by the recovery code instead · stopped() · left(): back
    """

    restore_asked = Signal(object, str, str)
    file_asked = Signal()
    code_asked = Signal(object, str)
    stopped = Signal()
    left = Signal()

    def __init__(self, offered: Sequence[Offered], *, on_empty: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(_("Restore a backup"), width=WIDTH, parent=parent)
        self.setObjectName("restore_card")
        self.on_empty = on_empty  # nothing of a database is here yet
        self._offered: list[Offered] = []
        beside = _("There is no backup beside the database. Choose a file, for example on a stick.")
        self._none = Label(
            _("Choose the file of the backup, for example on a stick.") if on_empty else beside, wrap=True
        )
        self._choice = Choice((), _("Backup"))
        self._choice.setObjectName("backup")
        self._choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._other = Button(_("Another file…"), icon="folder", name="other_file")
        self._other.clicked.connect(self.file_asked)
        self._name = TextField(_("Name"))
        self._name.setObjectName("worker")
        self._name.returnPressed.connect(self._on_restore)
        self._passphrase = Passphrase(_("Passphrase of the day of the backup"), "passphrase")
        self._passphrase.returned.connect(self._on_restore)
        self._restore = Button(_("Restore"), Kind.PRIMARY, name="restore")
        self._restore.clicked.connect(self._on_restore)
        self._code = Button(_("Use the recovery code instead"), Kind.SMALL_LINK, icon="key", name="with_code")
        self._code.clicked.connect(self._on_code)
        self._back = Button(_("Back"), name="back")
        self._back.clicked.connect(self.left)
        self._build()
        self.offer(offered)

    def _build(self) -> None:
        self._bar = Bar(name=_("Restoring…"))
        self._bar.setObjectName("progress")
        self._stop = Button(_("Stop"), name="stop")
        self._stop.clicked.connect(self._on_stop)
        self._waiting = boxed(row(self._bar, self._stop, gap=12))
        self._waiting.hide()
        kept = _("The database as it is now is kept aside for 35 days. Nothing is deleted.")
        self.card().add(
            *([] if self.on_empty else [Label(kept, "muted", wrap=True)]),
            boxed(column(Label(_("Backup"), "label", buddy=self._choice), self._none, self._choice, gap=4)),
            row(self._other, None),
            boxed(column(Label(_("Name"), "label", buddy=self._name), self._name, gap=4, margins=(0, 4, 0, 4))),
            self._passphrase,
            row(self._code, None),
            self._waiting,
            row(None, self._back, self._restore),
        )

    def offer(self, more: Sequence[Offered], *, choose: bool = False) -> None:
        """Add backups to choose from; the first of all is chosen, or of these."""
        known = {one.file for one in more}
        kept = [one for one in self._offered if one.file not in known]
        self._offered = [*more, *kept] if choose else [*kept, *more]
        self._choice.set_options([(str(one.file), _words(one)) for one in self._offered])
        if self._offered and (choose or self._choice.value() is None):
            self._choice.set_value(str(self._offered[0].file))
        self._choice.setVisible(bool(self._offered))
        self._none.setVisible(not self._offered)

    def offered(self) -> tuple[Offered, ...]:
        """Everything that can be chosen, for the same card in another language."""
        return tuple(self._offered)

    def focus_first(self) -> None:
        if not self._offered:
            self._other.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            (self._passphrase.field if self._name.text() else self._name).setFocus(Qt.FocusReason.OtherFocusReason)

    def prefill(self, name: str) -> None:
        self._name.set_value(name)

    def name(self) -> str:
        return self._name.text()

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        parts = (self._choice, self._other, self._name, self._passphrase, self._code, self._back, self._restore)
        for part in parts:
            part.setEnabled(not busy)
        self._restore.set_word(_("Restoring…") if busy else _("Restore"))
        self._waiting.setVisible(busy)
        self._bar.set_share(0.0)
        self._stop.setEnabled(busy)

    def set_progress(self, done: int, total: int) -> None:
        self._bar.set_share(done / total if total else 0.0)

    def refuse(self, error: BaseException) -> None:
        super().refuse(error)
        if getattr(error, "code", "") in ("wrong-passphrase", "passphrase-needed"):
            self._passphrase.forget()
            self._passphrase.field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._other.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self.stopped.emit()

    def _on_code(self) -> None:
        chosen = next((one for one in self._offered if str(one.file) == self._choice.value()), None)
        if chosen is None:
            self.tell(_("Choose the file of a backup first."))
            self._other.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.code_asked.emit(chosen.file, _words(chosen))

    def _on_restore(self) -> None:
        """Enter goes to what is still missing, and restores when nothing is."""
        chosen = self._choice.value()
        if chosen is None:
            self.tell(_("Choose the file of a backup first."))
            self._other.setFocus(Qt.FocusReason.TabFocusReason)
        elif not self._name.text().strip():
            self._name.setFocus(Qt.FocusReason.TabFocusReason)
        elif not self._passphrase.text():
            self._passphrase.field.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.restore_asked.emit(Path(chosen), self._name.text(), self._passphrase.text())

    def take(self, typed: Mapping[str, str | None]) -> None:
        super().take(typed)
        if self._choice.value() is None and self._offered:
            self._choice.set_value(str(self._offered[0].file))


class RestoredCard(Door):
    """What is there now, what is not, and where the rest lies. left(): on to unlocking"""

    left = Signal()

    def __init__(self, done: Restored, parent: QWidget | None = None) -> None:
        super().__init__(_("The backup is restored"), width=WIDTH, parent=parent)
        self.setObjectName("restored")
        self._done = done
        self._unlock = Button(_("Unlock"), Kind.PRIMARY, name="unlock_restored")
        self._unlock.clicked.connect(self.left)
        cases = ngettext("{n} case", "{n} cases", done.cases).format(n=number_words(done.cases))
        sheets = ngettext("{n} sheet", "{n} sheets", done.records).format(n=number_words(done.records))
        time = datetime_words(done.ends_at.astimezone())
        told = _("The database is there as it was on {time}: {cases}, {sheets}.")
        self.card().add(Label(told.format(time=time, cases=cases, sheets=sheets), wrap=True))
        for words in restoring.warnings(done).values():
            self.card().add(Banner(Tone.SOON, words))
        if done.kept_aside is not None:
            aside = _("What was there before is kept for 35 days: {folder}").format(folder=done.kept_aside)
            self.card().add(Label(aside, "small-muted", wrap=True))
        self.card().add(row(None, self._unlock))

    def done(self) -> Restored:
        """For the same card in another language."""
        return self._done

    def focus_first(self) -> None:
        self._unlock.setFocus(Qt.FocusReason.OtherFocusReason)


def _words(one: Offered) -> str:
    """When it was made and how large it is; a file whose time is not known is named by its name."""
    size = _("{n} MB").format(n=number_words(round(max(one.size, 100_000) / 1e6, 1)))
    when = datetime_words(one.at.astimezone()) if one.at is not None else one.file.name
    return f"{when} · {size}"
