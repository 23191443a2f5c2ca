"""What is done with a case as a whole, beside it: its state, approvals, flags, and who manages it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.case_words import approval_spec, approval_words
from desktop.gui.models.words import capital, listed
from desktop.gui.pages.case_hand import HandedCard, HandOver
from desktop.gui.pages.case_ways import Ways
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    Chip,
    FilterBar,
    FlowBox,
    Kind,
    Label,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.services import approvals, case_state, exchange, handing, signals
from desktop.services.cases import CaseFile, FormLine
from desktop.services.session import PEOPLE
from desktop.services.signals import Noticed

LIST = "case_flags"


class CaseDesk(QWidget):
    """asked(form, record, path): open a sheet at a question. transfer_asked: let the case go to another office."""

    asked = Signal(str, str, str)
    transfer_asked = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_desk")
        self._shell = shell
        self._file: CaseFile | None = None
        self._urgent, self._approvals, self._hand = (QVBoxLayout() for _part in range(3))
        self._ways = Ways(may_force=shell.session.worker.role in PEOPLE)
        self._ways.wanted.connect(self._on_state)
        self._ways.asked.connect(self.asked)
        defs = shell.session.library.definitions
        codes = [entry for entry in defs.list(LIST).entries if not entry.retired]
        self._flags = FilterBar([(f"flag_{one.code}", capital(pick(one.label))) for one in codes])
        self._flags.changed.connect(self._on_flags)
        self._manager = Label("", wrap=True)
        self._give = Button(_("Hand over"), Kind.SMALL, icon="people", name="hand_open")
        self._give.clicked.connect(self._on_open_hand)
        self._transfer = Button(_("To another office"), Kind.SMALL, icon="sync", name="transfer")
        self._transfer.clicked.connect(self.transfer_asked)
        if not exchange.may_exchange(shell.session):
            self._transfer.hide()
        self._lay_out()

    def show_file(self, file: CaseFile) -> None:
        """Show the case as it stands; what is being typed stays where it is."""
        other = self._file is None or self._file.row.case != file.row.case
        self._file = file
        now = self._shell.session.now()
        if other:
            self._close_hand()
            self._ways.start()
        self._show_urgent(file, now)
        self._ways.show_ways(file.ways)
        self._show_approvals(file, now)
        self._flags.set_value({f"flag_{code}" for code in file.flags})
        self._manager.setText(file.manager or _("Nobody manages the case."))

    def _lay_out(self) -> None:
        body = QVBoxLayout(self)
        body.setContentsMargins(0, px(8), 0, 0)
        body.setSpacing(px(8))
        for part in (self._urgent, self._approvals, self._hand):
            part.setContentsMargins(0, 0, 0, 0)
            part.setSpacing(px(6))
        self._approved = boxed(column(Label(_("Approvals"), "section"), self._approvals, gap=6))
        body.addLayout(self._urgent)
        body.addWidget(Label(_("State of the case"), "section"))
        body.addWidget(self._ways)
        body.addWidget(self._approved)
        body.addWidget(Label(_("Flags"), "section"))
        body.addWidget(self._flags)
        body.addWidget(Label(_("Case manager"), "section"))
        body.addWidget(self._manager)
        body.addWidget(FlowBox(self._give, self._transfer, gap=8))
        body.addLayout(self._hand)

    # --- what must be read first --------------------------------------------------------------------------------

    def _show_urgent(self, file: CaseFile, now: datetime) -> None:
        clear(self._urgent)
        if file.handed is not None:
            card = HandedCard(file.handed, now)
            card.read.connect(partial(self._do, handing.read))
            self._urgent.addWidget(card)
        if file.signals:
            self._urgent.addWidget(self._signals(file))
        for sheet in file.of_form(signals.FORM):
            for noticed in signals.noticed(self._shell.session, sheet.id):
                self._urgent.addWidget(self._noticed(sheet.id, noticed))

    def _signals(self, file: CaseFile) -> Card:
        card = Card(margin=12, gap=6)
        card.setObjectName("signals")
        card.set_tone(Tone.DANGER)
        card.add(Label(_("Signal of danger passed on"), "label", wrap=True))
        defs = self._shell.session.library.definitions
        for one in file.signals:
            words = capital(listed(defs, "danger_signals", one.kind))
            card.add(Label(f"{words}. {one.note}".strip(), wrap=True))
        card.add(Label(_("See to her safety, then assess the risk again."), "small-muted", wrap=True))
        taken = Button(_("I take it up"), Kind.SMALL, name="signals_taken")
        taken.clicked.connect(partial(self._do, signals.take_up))
        card.add(row(taken, None))
        return card

    def _noticed(self, sheet: str, noticed: Noticed) -> Card:
        """In the file of the alleged aggressor: what others must know, if it is danger to somebody."""
        card = Card(margin=12, gap=6)
        card.setObjectName(f"noticed_{noticed.row}")
        card.set_tone(Tone.SOON)
        listed_as = capital(listed(self._shell.session.library.definitions, "danger_signals", noticed.kind))
        card.add(Label(_("Signal of danger: {kinds}").format(kinds=listed_as), "label", wrap=True))
        words = _("Whoever works on a linked file is told. From here nobody sees whether there is one.")
        card.add(Label(words, "small-muted", wrap=True))
        go = Button(_("Pass it on"), Kind.SMALL, name=f"pass_{noticed.row}")
        go.clicked.connect(partial(self._on_pass, sheet, noticed.row))
        card.add(row(go, None))
        return card

    def _on_pass(self, sheet: str, signal: str, _checked: bool = False) -> None:
        said = _("The signal was passed on. In danger to life call 112 as well.")
        self._do(lambda session, _case: signals.pass_on(session, sheet, signal), said)

    # --- the state ----------------------------------------------------------------------------------------------

    def _on_state(self, to: str, reason: str) -> None:
        said = _("The case is in its new state.")
        self._do(partial(case_state.change, to=to, reason=reason), said)

    # --- approvals ----------------------------------------------------------------------------------------------

    def _show_approvals(self, file: CaseFile, now: datetime) -> None:
        clear(self._approvals)
        lines = [one for one in file.lines if one.record and one.form.id in approvals.SUBJECTS]
        lines = [one for one in lines if one.approval is not None or one.state == "complete"]
        self._approved.setVisible(bool(lines))
        for line in lines:
            self._approvals.addWidget(self._approval(line, now))

    def _approval(self, line: FormLine, now: datetime) -> QWidget:
        card, told = Card(margin=10, gap=6), line.approval
        title = pick(line.form.title)
        card.add(Label(title, "label", wrap=True))
        if (spec := approval_spec(told)) is not None:
            card.add(row(Chip.of(spec), None))
        if told is not None:
            card.add(Label(approval_words(told, now), "small-muted", wrap=True))
        standing = approvals.standing(self._shell.session, str(line.record))
        if standing is not None and standing.may_decide and told is not None:
            self._press(card, _("Read and decide"), f"decide_{line.record}", title, partial(self._open, told.record))
        elif standing is not None and standing.may_ask:
            ask = partial(self._ask, str(line.record))
            self._press(card, _("Ask for approval"), f"ask_{line.record}", title, ask)
        return card

    def _press(self, card: Card, words: str, name: str, of: str, act: Callable[[], object]) -> None:
        button = Button(words, Kind.SMALL, name=name)
        speak(button, f"{words}: {of}")
        button.clicked.connect(partial(_run, act))
        card.add(row(button, None))

    def _open(self, request: str) -> None:
        self._shell.navigate("approvals", record=request)

    def _ask(self, sheet: str) -> None:
        try:
            approvals.ask(self._shell.session, sheet)
        except Exception as error:  # noqa: BLE001 - changed meanwhile, a full disk: it is said in the strip
            self._shell.refuse(error)
            return
        self._shell.say(_("The approval was asked for. Whoever may give it sees it on the first page."))

    # --- flags and manager --------------------------------------------------------------------------------------

    def _on_flags(self) -> None:
        codes = tuple(code.removeprefix("flag_") for code in sorted(self._flags.value()))
        self._do(lambda session, case: case_state.set_flags(session, case, codes))

    def _on_open_hand(self) -> None:
        if self._file is None:
            return
        found = handing.receivers(self._shell.session, self._file.row.case)
        panel = HandOver(_("Hand this case over"), [(one.id, one.name) for one in found])
        panel.wanted.connect(self._on_hand)
        panel.left.connect(self._close_hand)
        clear(self._hand)
        self._hand.addWidget(panel)
        self._give.hide()
        panel.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_hand(self) -> None:
        had = self._hand.count() > 0
        clear(self._hand)
        self._give.show()
        if had:
            self._give.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_hand(self, worker: str, note: str) -> None:
        said = _("The case was handed over. The new manager finds the note on the first page.")
        if self._do(partial(handing.assign, to=worker, note=note), said):
            self._close_hand()

    def _do(self, deed: Callable[..., object], said: str = "") -> bool:
        """One act on this case; what is refused is said in the strip, and nothing is lost of what was typed."""
        if self._file is None:
            return False
        try:
            deed(self._shell.session, self._file.row.case)
        except Exception as error:  # noqa: BLE001 - a refusal, a full disk: it is said in the strip
            self._shell.refuse(error)
            return False
        if said:
            self._shell.say(said)
        return True


def _run(act: Callable[[], object], _checked: bool = False) -> None:
    act()
