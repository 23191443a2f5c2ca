"""What can be done about a transfer: accept it, reject it, take it back, write it again, decide; each makes a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.forms.moves import ACCEPTED, CANCELLED, OFFERED
from desktop.gui.shell import Shell
from desktop.gui.widgets import Button, Choice, FlowBox, Kind, Label, boxed, clear, column, speak
from desktop.i18n import _, pick
from desktop.jobs import Report
from desktop.services import exchange, outgoing, people, transfers
from desktop.services.outgoing import Exported
from desktop.services.session import Session
from desktop.services.transfer_list import ANSWER, CHOOSE, THEIRS, WORK, Listed

ENDING = ".ancora"
FIELD = 220
Act = Callable[[Session, Path], Exported]


class TransferDeeds(QWidget):
    """The buttons of one transfer; an answer asks for what it needs below them, and nothing is written before."""

    def __init__(self, shell: Shell, one: Listed, *, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"transfer_{one.record}")
        self._shell, self._session, self._one, self._about = shell, shell.session, one, about
        self._buttons = FlowBox(gap=8)
        self._asked = boxed(column(gap=6))
        self._asked.hide()
        self.setLayout(column(self._buttons, self._asked, gap=6))
        if exchange.may_exchange(self._session):
            self._add_buttons()
        if not self._buttons.findChildren(Button):
            self.hide()

    def first_button(self) -> Button | None:
        return self._buttons.findChild(Button)

    def _add_buttons(self) -> None:
        one = self._one
        if one.waits == ANSWER:
            self._press(_("Take it over") if one.moves else _("Take the copy"), "accept", self._ask_accept, main=True)
            self._press(_("Reject"), "reject", self._ask_reject)
        elif one.waits == CHOOSE:
            self._press(_("It was accepted"), "settle_accepted", partial(self._settle, ACCEPTED))
            self._press(_("It was taken back"), "settle_cancelled", partial(self._settle, CANCELLED))
        elif one.waits == THEIRS:
            self._press(_("Write the file again"), "again", self._again)
            self._press(_("Take the offer back"), "cancel", self._cancel)
        elif one.waits == WORK:
            self._press(_("Write the file again"), "again", self._again, main=True)
        elif one.is_last and one.state != OFFERED and (one.incoming or one.state == CANCELLED):
            self._press(
                _("Write the answer again") if one.incoming else _("Write the file again"), "again", self._again
            )

    def _press(self, words: str, name: str, act: Callable[[], object], *, main: bool = False) -> None:
        button = Button(words, Kind.SMALL_PRIMARY if main else Kind.SMALL, name=f"{name}_{self._one.record[:8]}")
        speak(button, f"{words}: {self._about}")
        button.clicked.connect(partial(_run, act))
        self._buttons.add(button)

    # --- answers ----------------------------------------------------------------------------------------------------

    def _ask_accept(self) -> None:
        if not self._one.moves:
            self._make(
                lambda session, out: transfers.accept(session, self._one.record, out), _("The copy is accepted.")
            )
            return
        known = [(one.id, one.name) for one in people.all_workers(self._session)]
        who = Choice(known, _("Who manages the case here"), width=FIELD)
        who.setObjectName("transfer_manager")
        who.set_value(self._session.worker.id)
        go = Button(_("Take it over and save the answer"), Kind.SMALL_PRIMARY, name="transfer_accept")
        go.clicked.connect(lambda: self._accept(who.value() or ""))
        self._ask(_("Who manages the case here"), who, go)

    def _accept(self, manager: str) -> None:
        said = _("The case is with this office now. Hand the answer to {office}.").format(office=self._one.office)
        self._make(lambda session, out: transfers.accept(session, self._one.record, out, manager), said)

    def _ask_reject(self) -> None:
        entries = self._session.library.definitions.list(transfers.REFUSALS).entries
        why = Choice([(one.code, pick(one.label)) for one in entries], _("Why it is not taken"), width=FIELD)
        why.setObjectName("transfer_refusal")
        go = Button(_("Reject and save the answer"), Kind.SMALL_PRIMARY, name="transfer_reject")
        go.clicked.connect(lambda: self._reject(why))
        self._ask(_("Why it is not taken"), why, go, _("What came of the case is taken away here."))

    def _reject(self, why: Choice) -> None:
        chosen = why.value()
        if not chosen:
            why.setFocus(Qt.FocusReason.OtherFocusReason)
            self._shell.say(_("Choose why it is not taken: the other office reads it."), trouble=True)
            return
        said = _("The case was rejected. Hand the answer to {office}.").format(office=self._one.office)
        self._make(lambda session, out: transfers.reject(session, self._one.record, chosen, out), said)

    def _ask(self, words: str, field: QWidget, go: Button, more: str = "") -> None:
        """What an answer needs, below the buttons; the focus goes to it."""
        back = Button(_("Not now"), Kind.SMALL, name="transfer_not_now")
        back.clicked.connect(self._close)
        layout = self._asked.layout()
        if layout is None:
            return
        clear(layout)
        shown: list[QWidget] = [Label(words, "group", buddy=field), field]
        shown += [Label(more, "small-muted", wrap=True)] if more else []
        for one in (*shown, FlowBox(go, back, gap=8)):
            layout.addWidget(one)
        self._asked.show()
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        self._asked.hide()
        button = self.first_button()
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- files ------------------------------------------------------------------------------------------------------

    def _settle(self, state: str) -> None:
        said = _("Decided. Hand the file to {office}, so that both know it.").format(office=self._one.office)
        self._make(lambda session, out: transfers.settle(session, self._one.record, state, out), said)

    def _cancel(self) -> None:
        said = _("The offer was taken back. Hand the file to {office}.").format(office=self._one.office)
        self._make(lambda session, out: transfers.cancel(session, self._one.record, out), said)

    def _again(self) -> None:
        said = _("The file was written again. Hand it to {office}.").format(office=self._one.office)
        self._make(lambda session, out: transfers.again(session, self._one.record, out), said)

    def _make(self, act: Act, said: str) -> None:
        path = ask_path(self._shell, self)
        if path is not None:
            job = self._shell.jobs.start(
                _("Writing the file of a transfer"), partial(_beside, self._session, act, path)
            )
            job.finished.connect(lambda _made: self._made(said))
            job.failed.connect(self._shell.refuse)

    def _made(self, said: str) -> None:
        self._session.announce("case", self._one.case)
        self._session.announce("sync")
        self._shell.say(said)


def ask_path(shell: Shell, parent: QWidget) -> Path | None:
    """Where the file goes; its name is neutral."""
    pattern = _("Files of Ancora ({pattern})").format(pattern=f"*{ENDING}")
    name = outgoing.neutral_name(shell.session.now())
    path = shell.files.save_file(parent, _("Save the file"), name, pattern)
    return path if path is None or path.name.endswith(ENDING) else path.with_name(path.name + ENDING)


def _beside(session: Session, act: Act, out: Path, _report: Report) -> Exported:
    with session.beside() as own:
        return act(own, out)


def _run(act: Callable[[], object], _checked: bool = False) -> None:
    act()
