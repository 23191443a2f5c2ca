"""Coming and going: what is to be handed over, what came, and whom this office believes; nothing leaves by itself."""

from __future__ import annotations

from collections import deque
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.gui.pages import sync_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    CellsModel,
    Count,
    Kind,
    Label,
    Line,
    PageFrame,
    PageHeader,
    RowList,
    ScrollPage,
    SectionHeader,
    Table,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.gui.widgets.drop_area import DropArea
from desktop.i18n import _, ngettext, time_words
from desktop.refusals import Refused
from desktop.services import arrivals, exchange, sync
from desktop.services.arrivals import Fate

CONTEXT = 304
BUNDLE, CARD = ".ancora", ".ancora-card"


class SyncPage(QWidget):
    """The fates of the files that were chosen stand here until the window is closed; the history stays for good."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sync")
        self._shell, self._session = shell, shell.session
        self._region = self._session.office.kind == "region"
        self._may = exchange.may_exchange(self._session)
        self._fates: list[tuple[Fate, str]] = []  # the last one first
        self._fallen: deque[Fate] = deque()  # the job's thread adds at one end, the window takes from the other
        self._build_middle()
        self._build_offices()
        self._frame = PageFrame(
            self._page,
            context=self._context,
            context_width=CONTEXT,
            context_title=_("Offices"),
            context_icon="people",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)

    def arrive(self) -> None:
        """What was made or imported on another page is shown too."""
        self.refresh()

    def first_field(self) -> QWidget | None:
        """The first button that stands there: a region's tables, the first steps, or the files."""
        if not self._may:
            return self._all_history
        for name in ("trust", "first_save"):
            found = self.findChild(Button, name)
            if found is not None and found.isVisibleTo(self):
                return found
        return self._rows[0].findChild(Button) if self._rows else self._drop.button

    def refresh(self) -> None:
        known = exchange.known_offices(self._session)
        self._first_steps.setVisible(self._may and not known and self._new_card.isHidden())
        self._show_to_send()
        self._show_offices(known)
        self._show_history()

    # --- what is to be handed over ------------------------------------------------------------------------------

    def _build_middle(self) -> None:
        header = PageHeader(
            _("Synchronisation"),
            _("Nothing leaves by itself. Files go on a stick or by e-mail, locked for the one they are for."),
        )
        self._not_allowed = Banner(
            Tone.INFO,
            _("The head of the office prepares and imports files."),
            _("You see here what came and went."),
        )
        self._not_allowed.setVisible(not self._may)
        self._first_steps = parts.FirstSteps(region=self._region)
        self._first_steps.save_wanted.connect(self._save_card)
        self._first_steps.add_wanted.connect(self._ask_card)
        self._new_card = parts.NewCard()
        self._new_card.trusted.connect(self._on_trust)
        self._new_card.left.connect(self._close_card)
        self._new_card.hide()
        self._send_head = SectionHeader(_("To be handed over"), 0)
        self._send_list = RowList(margin=16)
        self._send_list.setObjectName("to_send")
        self._rows: list[QWidget] = []
        self._page = ScrollPage(header, self._not_allowed, self._new_card, self._first_steps, self._send_head)
        self._page.add(self._send_list)
        self._build_received()

    def _build_received(self) -> None:
        self._received_head = SectionHeader(_("Received"))
        self._drop = DropArea(
            _("Drop .ancora files here"),
            _("from a stick or an e-mail"),
            _("Choose files"),
            endings=(BUNDLE, CARD),
        )
        self._drop.setObjectName("drop")
        self._drop.button.setObjectName("choose_files")
        self._drop.dropped.connect(self.import_files)
        self._drop.asked.connect(self._ask_files)
        self._fate_list = RowList(margin=16)
        self._fate_list.setObjectName("fates")
        self._all_history = Button(_("Show the whole history"), Kind.SMALL_LINK, icon="history", name="all_history")
        self._all_history.clicked.connect(self._on_all_history)
        self._model = CellsModel([_("When"), _("What"), _("Number"), _("Who")])
        self._table = Table(_("History"))
        self._table.setObjectName("history")
        self._table.setModel(self._model)
        self._table.set_widths(104, 220, 110, 150, stretch=1)
        self._table.hide()
        self._history_empty = Label(_("Nothing has come or gone yet."), "muted", wrap=True)
        for part in (self._received_head, self._drop, self._fate_list):
            self._page.add(part)
        self._page.add(row(SectionHeader(_("History")), self._all_history, gap=8))
        self._page.add(self._history_empty, self._table)
        self._fate_list.hide()
        for part in (self._received_head, self._drop):
            part.setVisible(self._may)

    def _show_to_send(self) -> None:
        waiting = exchange.to_send(self._session) if self._may else ()
        self._rows = []
        for one in waiting:
            made = parts.ToSendRow(
                one, main=one.seq is None and not any(r.seq is None for r in waiting[: waiting.index(one)])
            )
            made.wanted.connect(self._see_what_leaves)
            self._rows.append(made)
        self._send_list.set_rows(*self._rows)
        self._send_head.set_count(sum(one.seq is None for one in waiting))
        for part in (self._send_head, self._send_list):
            part.setVisible(bool(waiting))

    def _see_what_leaves(self, office: str, period: str) -> None:
        self._shell.navigate("leaving", to=office, period=period)

    # --- what came ----------------------------------------------------------------------------------------------

    def _ask_files(self) -> None:
        pattern = _("Files of Ancora ({pattern})").format(pattern=f"*{BUNDLE} *{CARD}")
        files = self._shell.files.open_files(self, _("Choose files"), pattern)
        if files:
            self.import_files(files)

    def import_files(self, files: list[Path]) -> None:
        """Bundles are taken in one by one beside the window; a card among them opens for comparing."""
        cards = [file for file in files if file.name.lower().endswith(CARD)]
        bundles = [file for file in files if file not in cards]
        if cards:
            self._show_card(cards[0])
        if not bundles:
            return
        self._drop.setEnabled(False)
        work = partial(exchange.import_in_job, self._session, bundles, self._fallen.append)
        job = self._shell.jobs.start(_("Importing files"), work)
        for passed in (job.progressed, job.finished, job.failed, job.stopped):
            passed.connect(self._take_fates)
        job.finished.connect(self._on_imported)
        job.failed.connect(self._refuse)
        job.stopped.connect(self._on_stopped)
        job.ended.connect(self._on_over)

    def _take_fates(self, *_told: object) -> None:
        """What became of each file is shown as it falls, and stays when the rest is stopped."""
        if not self._fallen:
            return
        at = time_words(self._session.now())
        while self._fallen:
            self._fates.insert(0, (self._fallen.popleft(), at))
        self._show_fates()

    def _on_imported(self, fates: list[Fate]) -> None:
        new = sum(fate.status == arrivals.IMPORTED for fate in fates)
        self._session.announce("sync")
        refused = sum(fate.status == arrivals.REFUSED for fate in fates)
        if refused:
            words = ngettext(
                "{n} file was refused; why stands beside it.",
                "{n} files were refused; why stands beside them.",
                refused,
            )
            self._shell.say(words.format(n=refused), trouble=True)
        elif not new:
            self._shell.say(_("Everything in these files was here already. Nothing changed."))
        else:
            words = ngettext("{n} new file was imported.", "{n} new files were imported.", new)
            self._shell.say(words.format(n=new))

    def _on_over(self) -> None:
        self._drop.setEnabled(True)

    def _refuse(self, error: BaseException) -> None:
        self._shell.refuse(error)

    def _on_stopped(self) -> None:
        self._session.announce("sync")
        self._shell.say(_("Stopped. What was imported before stays and stands in the history."), trouble=True)

    def _show_fates(self) -> None:
        shown = []
        for fate, at in self._fates:
            made = parts.FateRow(fate, at)
            made.card_wanted.connect(partial(self._on_card_wanted, fate))
            shown.append(made)
        self._fate_list.set_rows(*shown)
        self._fate_list.setVisible(bool(shown))
        self._received_head.set_count(len(shown) or None)

    def _on_card_wanted(self, fate: Fate) -> None:
        if fate.code == "card-no-bundle":
            self._show_card(fate.file)
        else:
            self._ask_card()

    def _show_history(self) -> None:
        passed = exchange.history(self._session)
        self._model.set_rows([parts.history_cells(one) for one in passed])
        self._table.fit_height()
        self._all_history.setVisible(bool(passed))
        self._history_empty.setVisible(not passed)
        if not passed:
            self._table.hide()

    def _on_all_history(self) -> None:
        shown = self._table.isHidden()
        self._table.setVisible(shown)
        self._all_history.set_word(_("Hide the history") if shown else _("Show the whole history"))

    # --- offices ------------------------------------------------------------------------------------------------

    def _build_offices(self) -> None:
        self._offices = QVBoxLayout()
        self._offices.setSpacing(0)
        self._office_count = Count(0)
        own = sync.card(self._session)
        title: list[QWidget | QLabel] = [Label(_("Offices"), "section"), self._office_count]
        add = Button(_("Add"), Kind.SMALL_LINK, icon="plus", name="add_card")
        speak(add, _("Add the card of an office"))
        add.clicked.connect(self._ask_card)
        save = Button(_("Save the card"), Kind.SMALL, icon="save", name="save_card")
        save.clicked.connect(self._save_card)
        for button in () if self._may else (add, save):
            button.hide()
        self._context = boxed(
            column(
                row(*title, None, add, gap=10),
                self._offices,
                Line(),
                Label(_("Our fingerprint, to be read aloud by telephone"), "group", wrap=True),
                parts.fingerprint_view(own.fingerprint, "label"),
                row(save, None),
                None,
                gap=8,
                margins=(16, 14, 16, 16),
            )
        )

    def _show_offices(self, known: tuple[exchange.Known, ...]) -> None:
        clear(self._offices)
        self._office_count.set_number(len(known))
        if not known:
            words = _("The cards of offices that were compared by telephone stand here.")
            self._offices.addWidget(Label(words, "muted", wrap=True))
        for part in parts.stack(*(parts.OfficeView(one) for one in known)):
            self._offices.addWidget(part)

    def _save_card(self) -> None:
        name = f"card-{self._session.office.code}{CARD}"
        path = self._shell.files.save_file(self, _("Save our card"), name, _card_pattern())
        if path is None:
            return
        try:
            sync.save_card(self._session, path if path.name.endswith(CARD) else path.with_name(path.name + CARD))
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(_("The card was saved. It holds no secret; read the fingerprint aloud when they call."))

    def _ask_card(self) -> None:
        files = self._shell.files.open_files(self, _("Choose the card of an office"), _card_pattern())
        if files:
            self._show_card(files[0])

    def _show_card(self, path: Path) -> None:
        try:
            card = sync.read_card(path)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._frame.close_context()
        self._new_card.show_card(path, card)
        self._new_card.show()
        self._first_steps.hide()
        self._page.verticalScrollBar().setValue(0)
        self._new_card.first_field().setFocus()

    def _close_card(self) -> None:
        self._new_card.hide()
        self.refresh()

    def _on_trust(self, path: Path, typed: str) -> None:
        try:
            card = sync.trust(self._session, path, typed)
        except Refused as refusal:
            self._new_card.refuse(refusal)
            return
        self._close_card()
        self._shell.say(_("Office {code} is trusted from now on.").format(code=card.office))


def _card_pattern() -> str:
    return _("Office cards ({pattern})").format(pattern=f"*{CARD}")
