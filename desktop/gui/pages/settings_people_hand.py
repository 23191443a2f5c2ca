"""Settings: every open case of somebody who leaves or is away goes to another manager, in one act."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.pages.settings_people_parts import Panel
from desktop.gui.widgets import Button, Choice, Kind, Label, TextArea, column, row
from desktop.i18n import _, ngettext
from desktop.services import handing, people
from desktop.services.session import CASES, Session


class HandAll(Panel):
    """wanted(of, to, note): hand every open case of one person to another."""

    wanted = Signal(str, str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("hand_all", parent)
        self._session = session
        self._of = Choice((), _("Whose cases"))
        self._of.setObjectName("hand_all_of")
        self._to = Choice((), _("To whom"))
        self._to.setObjectName("hand_all_to")
        self._note = TextArea(_("Note to the new manager"), lines=3)
        self._note.setObjectName("hand_all_note")
        self._give = Button(_("Hand over"), Kind.PRIMARY, name="hand_all_give")
        self._give.clicked.connect(self._on_give)
        self.setLayout(
            column(
                *(Label(_("Whose cases"), "label"), self._of),
                *(Label(_("To whom"), "label"), self._to),
                *(Label(_("Note to the new manager"), "label"), self._note),
                *(self._trouble, row(self._give, self._back, None)),
                gap=8,
            )
        )

    def first_field(self) -> QWidget:
        return self._of

    def fill(self) -> None:
        """The people as they are now, those who have left among those whose cases can go."""
        whose = [(one.id, count) for one in people.everybody(self._session) if (count := self._count(one.id))]
        names = {one.id: one.name for one in people.everybody(self._session)}
        self._of.set_options([(one, _counted(names[one], count)) for one, count in whose])
        here = [one for one in people.all_workers(self._session) if one.role in CASES]
        self._to.set_options([(one.id, one.name) for one in here])

    def set_busy(self, busy: bool) -> None:
        self._give.setEnabled(not busy)

    def forget(self) -> None:
        super().forget()
        self._note.set_value("")
        for choice in (self._of, self._to):
            choice.set_value(None)

    def _count(self, worker: str) -> int:
        return handing.count_open(self._session, worker)

    def _on_give(self) -> None:
        chosen: Sequence[str | None] = (self._of.value(), self._to.value())
        if not all(chosen) or chosen[0] == chosen[1]:
            self.say(_("Choose whose cases go, and another person to whom."))
            return
        self.quiet()
        self.wanted.emit(str(chosen[0]), str(chosen[1]), self._note.toPlainText())


def _counted(name: str, count: int) -> str:
    return ngettext("{name}: {n} open case", "{name}: {n} open cases", count).format(name=name, n=count)


def done_words(done: handing.Done) -> str:
    """What went over, and what had to stay."""
    words = ngettext("{n} case was handed over.", "{n} cases were handed over.", done.handed).format(n=done.handed)
    if done.stayed:
        stay = ngettext(
            "{n} case stays: it is sealed or hidden for that person.",
            "{n} cases stay: they are sealed or hidden for that person.",
            done.stayed,
        )
        words = f"{words} {stay.format(n=done.stayed)}"
    return words


def work(session: Session, of: str, to: str, note: str, _report: object) -> handing.Done:
    """Beside the window: many cases are many sheets."""
    with session.beside() as own:
        return handing.assign_all(own, of, to, note)
