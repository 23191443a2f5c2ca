"""Parts of the people's tab: one colleague to change or to remove, and a new key for the database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.gui.pages.settings_people_parts import NewPassphrase, Panel, alone_words, show_whole
from desktop.gui.widgets import Banner, Button, Choice, Kind, Label, Line, Tone, boxed, column, row
from desktop.i18n import _, ngettext, number_words
from desktop.refusals import Refused, explain
from desktop.services import people
from desktop.services.backups import KEPT_DAYS


class Removal(Panel):
    """What removing a person means, before it is done. wanted(even what nobody else can open)"""

    wanted = Signal(bool)

    def __init__(self, name: str, alone: int, parent: QWidget | None = None) -> None:
        super().__init__("removal", parent)
        self._alone = alone
        told = [Label(sentence, wrap=True) for sentence in removal_sentences(name)]
        self._shut = QCheckBox(_("They may stay shut for ever."))
        self._shut.setObjectName("even_sealed")
        warning = Banner(Tone.SOON, alone_words(name, alone) if alone else " ")
        warning.setVisible(alone > 0)
        self._shut.setVisible(alone > 0)
        remove = Button(_("Remove and change the key"), Kind.PRIMARY, name="remove_now")
        remove.clicked.connect(self._on_remove)
        buttons = row(remove, self._back, None)
        title = Label(_("Remove from the office"), "label")
        self.setLayout(column(title, *told, warning, self._shut, self._trouble, buttons, gap=8))

    def _on_remove(self) -> None:
        if self._alone and not self._shut.isChecked():
            self.refuse(Refused("sealed-for-one", count=self._alone))
            return
        self.wanted.emit(bool(self._alone))


class NewKey(Panel):
    """What a new key means, before it is done. wanted()"""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("new_key", parent)
        told = [Label(sentence, wrap=True) for sentence in (_rewriting(), _old_copies(), _stolen())]
        go = Button(_("Change the key now"), Kind.PRIMARY, name="new_key_now")
        go.clicked.connect(self.wanted)
        self.setLayout(column(*told, self._trouble, row(go, self._back, None), gap=8))


def removal_sentences(name: str) -> tuple[str, ...]:
    """What happens, in the order in which a person would ask."""
    return (
        _("After this the passphrase of {name} opens the database no more.").format(name=name),
        _rewriting(),
        _("What {name} wrote stays. Unsaved sheets stand on this page afterwards, for a colleague.").format(name=name),
        _old_copies(),
    )


def _rewriting() -> str:
    return _(
        "Everything in the database is written anew under a new key. It takes seconds to a few minutes, and nobody can "
        "work meanwhile. Everybody who stays keeps the passphrase."
    )


def _old_copies() -> str:
    return ngettext(
        "Backups and copies from before still open with the old passphrases. Those on this computer go after {n} day; "
        "destroy the ones on sticks.",
        "Backups and copies from before still open with the old passphrases. Those on this computer go after {n} days; "
        "destroy the ones on sticks.",
        KEPT_DAYS,
    ).format(n=number_words(KEPT_DAYS))


def _stolen() -> str:
    return _("What was stolen is only as safe as the passphrases of that day. Change those that were weak as well.")


class PersonPanel(QWidget):
    """One colleague: another role, a new passphrase, or to be removed; one of them at a time.

    role_wanted(role) · passphrase_wanted(passphrase, even sealed) · removal_wanted(even sealed) · left()
    """

    role_wanted = Signal(str)
    passphrase_wanted = Signal(str, bool)
    removal_wanted = Signal(bool)
    left = Signal()

    def __init__(
        self, name: str, role: str, roles: Sequence[str], office: str, alone: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("person")
        self._role = Choice([(one, people.role_words(one)) for one in roles], _("Role"))
        self._role.setObjectName("person_role")
        self._role.set_value(role)
        change = Button(_("Change the role"), name="person_role_change")
        change.clicked.connect(self._on_role)
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("person_trouble")
        self._trouble.hide()
        self._passphrase, self._removal = NewPassphrase(name, office, alone), Removal(name, alone)
        self._openers: dict[Panel, Button] = {}
        close = Button(_("Close"), Kind.SMALL, name="person_close")
        close.clicked.connect(self.left)
        head = row(Label(name, "section", wrap=True), close)
        head.setStretch(0, 1)
        self.setLayout(
            column(
                Line(),
                head,
                Label(_("Role"), "label", buddy=self._role),
                row(self._role, change, None),
                self._trouble,
                self._opens(self._passphrase, _("Give a new passphrase"), "key", "person_reset"),
                self._passphrase,
                self._opens(self._removal, _("Remove from the office"), "lock", "person_remove"),
                self._removal,
                gap=8,
            )
        )
        self._passphrase.wanted.connect(self.passphrase_wanted)
        self._removal.wanted.connect(self.removal_wanted)

    def first_field(self) -> QWidget:
        return self._role

    def refuse(self, error: BaseException) -> None:
        """Where the deed was asked for."""
        for panel in self._openers:
            if panel.isVisibleTo(self):
                panel.refuse(error)
                return
        self._trouble.set_words(explain(error))
        self._trouble.show()

    def set_busy(self, busy: bool) -> None:
        self._passphrase.set_busy(busy)

    def forget(self) -> None:
        for panel in self._openers:
            panel.forget()

    def _opens(self, panel: Panel, words: str, icon: str, name: str) -> QWidget:
        opener = Button(words, Kind.SMALL_LINK, icon=icon, name=name)
        self._openers[panel] = opener
        panel.hide()
        opener.clicked.connect(partial(self._open, panel))
        panel.left.connect(partial(self._close, panel))
        return boxed(row(opener, None))

    def _open(self, chosen: Panel) -> None:
        self._trouble.hide()
        for panel, opener in self._openers.items():
            panel.forget()
            panel.setVisible(panel is chosen)
            opener.setVisible(panel is not chosen)
        chosen.first_field().setFocus()
        show_whole(chosen)

    def _close(self, panel: Panel) -> None:
        panel.hide()
        self._openers[panel].show()
        self._openers[panel].setFocus()

    def _on_role(self) -> None:
        self._trouble.hide()
        self.role_wanted.emit(self._role.value() or "")
