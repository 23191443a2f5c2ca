"""Files that came: one place to drop them, the fate of each, a summary, what was refused and may be tried again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.models import sync_words as words
from desktop.gui.pages.sync_parts import FateRow, WaitingRow
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Button,
    Card,
    Chip,
    FlowBox,
    Fold,
    Kind,
    Label,
    RowList,
    SectionHeader,
    boxed,
    clear,
    column,
    row,
)
from desktop.gui.widgets.drop_area import DropArea
from desktop.i18n import _, ngettext, time_words
from desktop.jobs import Job, Report
from desktop.refusals import Refused
from desktop.services import exchange, inbox, packs, quarantine
from desktop.services.fates import ALREADY, IMPORTED, REFUSED, Fate

BUNDLE, CARD = ".ancora", ".ancora-card"
FIRST = 6  # fates that are shown at once; a person looks at the others when asked
Fallen = tuple[Fate, str]


class ReceivedBlock(QWidget):
    """The fates of a run stand here until the next one; the history stays for good.

    card(path): a card was among the files. card_wanted(): the card of a sender is missing.
    """

    card = Signal(object)
    card_wanted = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("received_block")
        self._shell, self._session = shell, shell.session
        self._may = exchange.may_exchange(self._session)
        self._asked: list[Path] = []
        self._fates: list[Fallen] = []  # the last one first
        self._fallen: deque[Fate] = deque()  # the job's thread adds at one end, the window takes from the other
        self._listed: deque[list[Path]] = deque()  # the same, with the files that there are
        self._job: Job | None = None
        self._head = SectionHeader(_("Received"))
        self._drop = self._build_drop()
        self._run = _RunCard()
        self._run.go_on.clicked.connect(self._on_go_on)
        self._run.again.clicked.connect(self._on_again)
        self._shown = column(gap=8)
        self._waiting = column(gap=8)
        self.setLayout(column(self._head, self._drop, self._run, self._shown, self._waiting, gap=8))
        self._run.hide()

    def show_state(self) -> None:
        """Who may not import sees no list of files."""
        self.setVisible(self._may)
        if self._may and self._job is None:
            self._show_waiting()

    def first_field(self) -> QWidget:
        return self._drop.button

    def import_files(self, files: Sequence[Path]) -> None:
        """Bundles and folders are taken in one by one beside the window; a card among them opens for comparing."""
        cards = [file for file in files if file.name.lower().endswith(CARD)]
        if cards:
            self.card.emit(cards[0])
        chosen = [file for file in files if file not in cards]
        if chosen:
            self._import(chosen)

    # --- choosing -------------------------------------------------------------------------------------------------

    def _build_drop(self) -> DropArea:
        drop = DropArea(
            _("Drop files or a folder here"),
            "",
            _("Choose files"),
            endings=(BUNDLE, CARD),
            folder=_("Choose a folder"),
        )
        drop.setObjectName("drop")
        drop.button.setObjectName("choose_files")
        drop.dropped.connect(self.import_files)
        drop.asked.connect(self.choose_files)
        drop.folder_asked.connect(self._ask_folder)
        return drop

    def dragged(self, data: QMimeData) -> list[Path]:
        """The files and folders among what is being dragged; none while a run goes on."""
        return self._drop.take(data) if self._drop.isEnabled() else []

    def choose_files(self) -> None:
        pattern = _("Files of Ancora ({pattern})").format(pattern=f"*{BUNDLE} *{CARD}")
        files = self._shell.files.open_files(self, _("Choose files"), pattern)
        if files:
            self.import_files(files)

    def _ask_folder(self) -> None:
        folder = self._shell.files.choose_folder(self, _("Choose a folder"))
        if folder is not None:
            self.import_files([folder])

    # --- one run ------------------------------------------------------------------------------------------------------

    def _import(self, files: Sequence[Path]) -> None:
        self._start([], partial(exchange.import_in_job, self._session, files, self._listed.append))

    def _start(self, asked: list[Path], work: Callable[[Callable[[Fate], None], Report], list[Fate]]) -> None:
        if self._job is not None:
            return
        self._asked, self._fates = asked, []
        self._listed.clear()
        self._fallen.clear()
        self._drop.setEnabled(False)
        clear(self._waiting)
        self._job = self._shell.jobs.start(_("Importing files"), partial(work, self._fallen.append))
        self._job.progressed.connect(self._take_fates)
        self._job.finished.connect(self._on_finished)
        self._job.failed.connect(self._shell.refuse)
        self._job.stopped.connect(self._on_stopped)
        self._job.ended.connect(self._on_ended)

    def _take_fates(self, *_told: object) -> None:
        """What became of each file is shown as it falls, and stays when the rest is stopped."""
        if self._listed:
            self._asked = self._listed.popleft()
        if not self._fallen:
            return
        at = time_words(self._session.now())
        while self._fallen:
            self._fates.insert(0, (self._fallen.popleft(), at))
        self._show_fates()

    def _on_finished(self, fates: list[Fate]) -> None:
        self._take_fates()
        told = inbox.summary(fates, len(fates))
        if told.refused:
            said = ngettext(
                "{n} file was refused; why stands beside it.",
                "{n} files were refused; why stands beside them.",
                told.refused,
            )
            self._shell.say(said.format(n=told.refused), trouble=True)
        elif told.imported:
            said = ngettext("{n} new file was imported.", "{n} new files were imported.", told.imported)
            self._shell.say(said.format(n=told.imported))
        else:
            self._shell.say(_("Everything in these files was here already. Nothing changed."))

    def _on_stopped(self) -> None:
        self._take_fates()
        self._shell.say(_("Stopped. What was imported before stays and stands in the history."), trouble=True)

    def _on_ended(self) -> None:
        self._take_fates()
        self._job = None
        self._drop.setEnabled(True)
        self._show_fates()
        if any((fate.kind, fate.status) == ("merge", IMPORTED) for fate, _at in self._fates):
            packs.read_again(self._session)  # another computer may have brought the office's own forms
        else:
            self._session.announce("sync")

    def _on_go_on(self) -> None:
        """The files that were not reached, and no other."""
        reached = {fate.file for fate, _at in self._fates}
        rest = [file for file in self._asked if file not in reached]
        self._import(rest)

    def _on_again(self) -> None:
        refused = [fate.file for fate, _at in self._fates if fate.status == REFUSED]
        self._import(refused)

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _show_fates(self) -> None:
        clear(self._shown)
        fates = [fate for fate, _at in self._fates]
        self._head.set_count(len(fates) or None)
        told = inbox.summary(fates, len(self._asked))
        self._run.setVisible(len(self._asked) > 1 or told.refused > 0)
        self._run.show_run(told, busy=self._job is not None)
        # What a person has to do something about stands first, whenever it fell.
        order = sorted(self._fates, key=lambda told: _weight(told[0]))
        first, rest = order[:FIRST], order[FIRST:]
        if rest and self._job is None:
            title = _("Each file")
            fold = Fold(title, self._rows(first), self._rows(rest), count=len(order), hidden=len(rest))
            fold.setObjectName("fates")
            self._shown.addWidget(fold)
        elif first:
            self._shown.addWidget(self._rows(first))

    def _rows(self, fates: Sequence[Fallen]) -> RowList:
        shown = []
        for fate, at in fates:
            made = FateRow(fate, at)
            made.card_wanted.connect(partial(self._on_card_wanted, fate))
            made.conflicts_wanted.connect(partial(self._shell.navigate, "conflicts"))
            shown.append(made)
        rows = RowList(*shown, margin=16)
        rows.setObjectName("fates")
        return rows

    def _on_card_wanted(self, fate: Fate) -> None:
        if fate.code == "card-no-bundle":
            self.card.emit(fate.file)
        else:
            self.card_wanted.emit()

    # --- refused before -----------------------------------------------------------------------------------------------

    def _show_waiting(self) -> None:
        clear(self._waiting)
        shown = {str(fate.file) for fate, _at in self._fates}
        found = [one for one in quarantine.waiting(self._session) if str(one.path) not in shown]
        if not found:
            return
        rows = []
        for one in found:
            made = WaitingRow(one)
            made.forgotten.connect(partial(self._on_forgotten, one.id))
            rows.append(made)
        again = Button(_("Try all again"), Kind.SMALL, icon="sync", name="retry_all")
        again.clicked.connect(self._on_retry)
        self._waiting.addWidget(boxed(row(SectionHeader(_("Refused before"), len(found)), None, again, gap=8)))
        first, rest = rows[:FIRST], rows[FIRST:]
        self._waiting.addWidget(RowList(*first, margin=16))
        if rest:
            others = Fold(_("More of them"), None, RowList(*rest, margin=16), count=len(rest), hidden=len(rest))
            self._waiting.addWidget(others)

    def _on_retry(self) -> None:
        asked = [one.path for one in quarantine.waiting(self._session)]
        self._start(asked, partial(exchange.retry_in_job, self._session))

    def _on_forgotten(self, id_: str) -> None:
        try:
            quarantine.forget(self._session, id_)
        except Refused as refusal:
            self._shell.refuse(refusal)


class _RunCard(Card):
    """One run over many files in one line, and how to go on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=8, parent=parent)
        self.setObjectName("run")
        self._title = Label("", "section", wrap=True)
        self._chips = FlowBox(gap=8)
        self.go_on = Button(_("Go on with the rest"), Kind.SMALL_PRIMARY, icon="chevron-right", name="go_on")
        self.again = Button(_("Try the refused ones again"), Kind.SMALL, icon="sync", name="try_again")
        self.add(self._title, self._chips, FlowBox(self.go_on, self.again, gap=8))

    def show_run(self, run: inbox.Summary, *, busy: bool) -> None:
        self._title.setText(_("The files are being taken in") if busy else words.run_title(run))
        clear(self._chips.flow)
        for spec in words.run_chips(run):
            self._chips.add(Chip.of(spec))
        self.go_on.setVisible(not busy and run.waiting > 0)
        self.again.setVisible(not busy and run.refused > 0)


def _weight(fate: Fate) -> int:
    """Refused first, then what asks for something, then the rest."""
    if fate.status == REFUSED:
        return 0
    if fate.status == IMPORTED and (fate.missing or fate.conflicts or fate.code):
        return 1
    return 3 if fate.status == ALREADY else 2
