"""Parts of the people's tab: panels that open and close, a passphrase typed twice, a person to add."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QScrollArea, QWidget

from desktop.gui.unlock import Passphrase
from desktop.gui.widgets import Banner, Button, Choice, Kind, Label, TextField, Tone, column, row
from desktop.gui.widgets.passphrase_help import PassphraseHelp
from desktop.i18n import _, ngettext, number_words
from desktop.refusals import Refused, explain
from desktop.services import people


class Panel(QWidget):
    """Opens under a button and closes again; what is wrong stands in it. left(): it was closed without a deed."""

    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName(f"{name}_trouble")
        self._trouble.hide()
        self._back = Button(_("Cancel"), name=f"{name}_cancel")
        self._back.clicked.connect(self._on_back)

    def first_field(self) -> QWidget:
        return self._back

    def refuse(self, error: BaseException) -> None:
        self.set_busy(False)
        self.say(explain(error))

    def say(self, sentence: str) -> None:
        self._trouble.set_words(sentence)
        self._trouble.show()

    def quiet(self) -> None:
        self._trouble.hide()

    def set_busy(self, busy: bool) -> None:
        """While a key is worked out, for about a second."""

    def forget(self) -> None:
        """Nothing typed stays, least of all a passphrase."""
        self.set_busy(False)
        self.quiet()

    def _on_back(self) -> None:
        self.forget()
        self.left.emit()


def show_whole(panel: QWidget) -> None:
    """Bring what has just opened into view, once its lines have found their places."""
    QTimer.singleShot(0, panel, partial(_scroll_to, panel))


def _scroll_to(panel: QWidget) -> None:
    above = panel.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    inner = above.widget() if isinstance(above, QScrollArea) else None
    if isinstance(above, QScrollArea) and inner is not None:
        corner = panel.mapTo(inner, QPoint(0, 0))
        above.ensureVisible(corner.x(), corner.y() + panel.height(), 0, 0)
        above.ensureVisible(corner.x(), corner.y(), 0, 0)


class TwiceTyped(QWidget):
    """A new passphrase, helped with and typed twice."""

    def __init__(self, name: str, about: Callable[[], Sequence[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = Passphrase(_("New passphrase: five words or at least 14 characters"), f"{name}_passphrase")
        self._help = PassphraseHelp(self._first.field, about)
        self._again = Passphrase(_("The same passphrase again"), f"{name}_passphrase_again")
        self._help.chosen.connect(self._on_offered)
        self.setLayout(column(self._first, self._help, self._again, gap=8))

    def first_field(self) -> QWidget:
        return self._first.field

    def text(self) -> str:
        """What was typed, if it was the same both times."""
        if self._first.text() != self._again.text():
            raise Refused("passphrases-differ")
        return self._first.text()

    def forget(self) -> None:
        for field in (self._first, self._again):
            field.forget()
        self._help.forget()

    def _on_offered(self, _words: str) -> None:
        """Typed once more by hand: what was never typed is not known the next morning."""
        self._again.field.setFocus()


class NewWorker(Panel):
    """A name, a role, a passphrase typed twice. wanted(name, role, passphrase)"""

    wanted = Signal(str, str, str)

    def __init__(self, roles: Sequence[str], office: str, parent: QWidget | None = None) -> None:
        super().__init__("new_worker", parent)
        self._name = TextField(_("Name"))
        self._name.setObjectName("new_name")
        self._role = Choice([(role, people.role_words(role)) for role in roles], _("Role"))
        self._role.setObjectName("new_role")
        self._role.set_value(roles[0])
        self._typed = TwiceTyped("new", lambda: (self._name.text(), office))
        self._add = Button(_("Add this worker"), Kind.PRIMARY, name="new_add")
        self._add.clicked.connect(self._on_add)
        self._back.setObjectName("new_cancel")
        self._trouble.setObjectName("new_trouble")
        named = column(
            Label(_("Name"), "label", buddy=self._name),
            self._name,
            Label(_("Role"), "label", buddy=self._role),
            row(self._role, None),
            gap=4,
        )
        note = _("Let the person type the passphrase. Nobody but that person needs to know it.")
        buttons = row(self._add, self._back, None)
        self.setLayout(column(named, self._typed, Label(note, "small-muted", wrap=True), self._trouble, buttons, gap=8))

    def first_field(self) -> QWidget:
        return self._name

    def set_busy(self, busy: bool) -> None:
        self._add.setEnabled(not busy)
        self._add.set_word(_("Adding…") if busy else _("Add this worker"))

    def forget(self) -> None:
        super().forget()
        self._name.clear()
        self._typed.forget()

    def _on_add(self) -> None:
        if not self._name.text().strip():
            self._name.setFocus()
            self.say(_("The name is missing. Write it as it is to stand in the program."))
            return
        try:
            passphrase = self._typed.text()
        except Refused as refusal:
            self.refuse(refusal)
            return
        self.quiet()
        self.wanted.emit(self._name.text(), self._role.value() or "worker", passphrase)


class OwnPassphrase(Panel):
    """The present passphrase, and a new one typed twice. wanted(old, new)"""

    wanted = Signal(str, str)

    def __init__(self, about: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__("own", parent)
        self._old = Passphrase(_("Present passphrase"), "own_old")
        self._typed = TwiceTyped("own", lambda: about)
        self._change = Button(_("Change the passphrase"), Kind.PRIMARY, name="own_change")
        self._change.clicked.connect(self._on_change)
        self.setLayout(column(self._old, self._typed, self._trouble, row(self._change, self._back, None), gap=8))

    def first_field(self) -> QWidget:
        return self._old.field

    def set_busy(self, busy: bool) -> None:
        self._change.setEnabled(not busy)

    def forget(self) -> None:
        super().forget()
        self._old.forget()
        self._typed.forget()

    def _on_change(self) -> None:
        try:
            new = self._typed.text()
        except Refused as refusal:
            self.refuse(refusal)
            return
        self.quiet()
        self.wanted.emit(self._old.text(), new)


def alone_words(name: str, alone: int) -> str:
    return ngettext(
        "{n} sealed case or sheet opens to {name} alone. Let {name} choose somebody else for it first.",
        "{n} sealed cases or sheets open to {name} alone. Let {name} choose somebody else for them first.",
        alone,
    ).format(n=number_words(alone), name=name)


class NewPassphrase(Panel):
    """A first passphrase again, for a colleague who forgot it. wanted(passphrase, even what nobody else can open)"""

    wanted = Signal(str, bool)

    def __init__(self, name: str, office: str, alone: int, parent: QWidget | None = None) -> None:
        super().__init__("reset", parent)
        self._alone = alone
        self._shut = QCheckBox(_("They may stay shut for ever."))
        self._shut.setObjectName("reset_even_sealed")
        warning = Banner(Tone.SOON, alone_words(name, alone) if alone else " ")
        warning.setVisible(alone > 0)
        self._shut.setVisible(alone > 0)
        self._typed = TwiceTyped("reset", lambda: (name, office))
        self._keep = Button(_("Keep this passphrase"), Kind.PRIMARY, name="reset_keep")
        self._keep.clicked.connect(self._on_keep)
        note = _(
            "Let {name} type it. Cases sealed for {name} open again once another of their people has chosen {name} "
            "for them anew."
        ).format(name=name)
        buttons = row(self._keep, self._back, None)
        title = Label(_("Give a new passphrase"), "label")
        words = Label(note, "small-muted", wrap=True)
        self.setLayout(column(title, words, warning, self._shut, self._typed, self._trouble, buttons, gap=8))

    def first_field(self) -> QWidget:
        return self._typed.first_field()

    def set_busy(self, busy: bool) -> None:
        self._keep.setEnabled(not busy)

    def forget(self) -> None:
        super().forget()
        self._typed.forget()

    def _on_keep(self) -> None:
        try:
            passphrase = self._typed.text()
        except Refused as refusal:
            self.refuse(refusal)
            return
        if self._alone and not self._shut.isChecked():
            self.refuse(Refused("sealed-for-one", count=self._alone))
            return
        self.quiet()
        self.wanted.emit(passphrase, bool(self._alone))
