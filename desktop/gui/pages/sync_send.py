"""What is to be handed over: tables, confirmations, and what has waited for an answer too long."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.models import sync_words as words
from desktop.gui.pages.sync_parts import line_with
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Beside,
    Button,
    Chip,
    ChipSpec,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    RowList,
    SectionHeader,
    Shape,
    Tone,
    boxed,
    column,
    speak,
)
from desktop.i18n import _, ngettext
from desktop.services import exchange, outgoing, receipts, standing
from desktop.services.exchange import ToSend
from desktop.services.outgoing import Exported
from desktop.services.receipts import ToConfirm
from desktop.services.standing import State, Unconfirmed

ENDING = ".ancora"
AGAIN = 3  # periods that are offered to be made again; the others follow


class SendBlock(QWidget):
    """One row for each thing that waits to be handed over. leaving(office, period): its tables are to be looked at."""

    leaving = Signal(str, str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("send_block")
        self._shell, self._session = shell, shell.session
        self._head = SectionHeader(_("To be handed over"), 0)
        self._list = RowList(margin=16)
        self._list.setObjectName("to_send")
        self._made = _Made()
        self._made.hide()
        self._rows: list[QWidget] = []
        self.setLayout(column(self._head, self._list, self._made, gap=8))

    def show_state(self) -> None:
        may = exchange.may_exchange(self._session)
        tables = exchange.to_send(self._session) if may else ()
        owed = receipts.to_confirm(self._session) if may else ()
        waiting = standing.unconfirmed(self._session)
        self._rows = [*self._table_rows(tables), *self._owed_rows(owed), *self._waiting_rows(waiting)]
        self._list.set_rows(*self._rows)
        self._head.set_count(sum(one.seq is None for one in tables) + bool(owed) + len(waiting))
        self._list.setVisible(bool(self._rows))
        self.setVisible(bool(self._rows) or not self._made.isHidden())

    def first_button(self) -> Button | None:
        return self._rows[0].findChild(Button) if self._rows else None

    # --- tables ---------------------------------------------------------------------------------------------------

    def _table_rows(self, tables: Sequence[ToSend]) -> list[QWidget]:
        first = next((one for one in tables if one.standing.state in (State.NOT_SENT, State.MISSING)), None)
        return [self._table_row(one, main=one is first) for one in tables]

    def _table_row(self, one: ToSend, *, main: bool) -> QWidget:
        button = Button(_("See what leaves"), Kind.SMALL_PRIMARY if main else Kind.SMALL, name=f"leaving_{one.office}")
        button.clicked.connect(partial(self.leaving.emit, one.office, one.period))
        return _row(
            "chart",
            _("Region {code}").format(code=one.office),
            words.state_spec(one.standing.state),
            _("Tables of {period}: figures only").format(period=exchange.period_words(one.period)),
            words.sent_words(one),
            button,
        )

    # --- confirmations ----------------------------------------------------------------------------------------------

    def _owed_rows(self, owed: Sequence[ToConfirm]) -> list[QWidget]:
        if not owed:
            return []
        if len(owed) == 1:
            title = _("Confirmation for {office}").format(office=owed[0].office)
        else:
            title = ngettext("Confirmations for {n} office", "Confirmations for {n} offices", len(owed))
        button = Button(_("Prepare"), Kind.SMALL, name="make_receipts")
        speak(button, _("Prepare the confirmations"))
        button.clicked.connect(partial(self._on_owed, owed))
        return [
            _row(
                "check",
                title.format(n=len(owed)),
                None,
                words.owed_words(owed),
                _("So that they see what came here, and what has to be sent again."),
                button,
            )
        ]

    def _on_owed(self, owed: Sequence[ToConfirm]) -> None:
        if len(owed) == 1:
            self._save_one(owed[0].office)
            return
        folder = self._shell.files.choose_folder(self, _("Choose the folder for the confirmations"))
        if folder is not None:
            job = self._shell.jobs.start(
                _("Making the confirmations"), partial(receipts.export_all_in_job, self._session, folder)
            )
            job.finished.connect(self._on_made)
            job.failed.connect(self._shell.refuse)

    def _save_one(self, office: str) -> None:
        pattern = _("Files of Ancora ({pattern})").format(pattern=f"*{ENDING}")
        name = outgoing.neutral_name(self._session.now())
        path = self._shell.files.save_file(self, _("Save the file"), name, pattern)
        if path is None:
            return
        path = path if path.name.endswith(ENDING) else path.with_name(path.name + ENDING)
        job = self._shell.jobs.start(
            _("Making the confirmations"), partial(receipts.export_in_job, self._session, office, path)
        )
        job.finished.connect(lambda made: self._on_made([made]))
        job.failed.connect(self._shell.refuse)

    def _on_made(self, made: Sequence[Exported]) -> None:
        self._made.show_files(made)
        self._session.announce("sync")
        said = ngettext("{n} confirmation was made.", "{n} confirmations were made.", len(made))
        self._shell.say(said.format(n=len(made)))

    # --- what waits -------------------------------------------------------------------------------------------------

    def _waiting_rows(self, waiting: Sequence[Unconfirmed]) -> list[QWidget]:
        return [self._waiting_row(one) for one in waiting]

    def _waiting_row(self, one: Unconfirmed) -> QWidget:
        title, second = words.unconfirmed_words(one)
        spec = words.state_spec(one.state)
        if one.state is State.SENT:
            spec = ChipSpec(_("Unconfirmed for two weeks"), Shape.TRIANGLE, Tone.SOON)
        deeds = [self._again(one, period) for period in one.periods[:AGAIN] if one.state is State.MISSING]
        if one.state is not State.REFUSED:
            came = Button(_("They say it came"), Kind.SMALL, name=f"told_{one.to}_{one.kind}")
            speak(came, f"{_('They say it came')}: {title}")
            came.clicked.connect(partial(self._on_told, one))
            deeds.append(came)
        return _row("clock", title, spec, "", second, *deeds)

    def _again(self, one: Unconfirmed, period: str) -> Button:
        shown = exchange.period_words(period, short=True)
        button = Button(_("Make {period} again").format(period=shown), Kind.SMALL, name=f"again_{one.to}_{period}")
        button.clicked.connect(partial(self.leaving.emit, one.to, period))
        return button

    def _on_told(self, one: Unconfirmed) -> None:
        try:
            standing.say_it_came(self._session, one.to, one.kind)
        except Exception as error:  # noqa: BLE001 - whatever refuses it is said, and nothing else happens
            self._shell.refuse(error)
            return
        self._shell.say(_("Noted: they say by telephone that it came."))


class _Made(RowList):
    """Which file is for whom, since their names say nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=16, parent=parent)
        self.setObjectName("made_receipts")

    def show_files(self, made: Sequence[Exported]) -> None:
        rows: list[QWidget] = []
        for one in made:
            head = FlowBox(Label(one.file.name, "label"), Label(_("for {office}").format(office=one.to), "muted"))
            rows.append(boxed(column(head, margins=(0, 6, 0, 6))))
        if made:
            folder = _("In {folder}. The names say nothing on purpose: hand each office its own file.")
            rows.append(Label(folder.format(folder=made[0].file.parent), "small-muted", wrap=True))
        self.set_rows(*rows)
        self.setVisible(bool(rows))


def _row(icon: str, title: str, chip: ChipSpec | None, line: str, second: str, *deeds: QWidget) -> QWidget:
    head = [Label(title, "label"), *([Chip.of(chip)] if chip else [])]
    lines = [Label(line, wrap=True)] if line else []
    text = column(FlowBox(*head), *lines, Label(second, "small-muted", wrap=True), gap=2)
    made = QWidget()
    layout = line_with(IconLabel(icon, colour="primary"))
    layout.addWidget(Beside(boxed(text), *deeds, least=220), 1)
    made.setLayout(layout)
    return made
