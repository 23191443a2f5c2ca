"""Answers with several values: one list of all of them, the values side by side, many of one question at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.conflict_words import (
    ALL,
    ConflictTable,
    Reading,
    Slice,
    count_words,
    key,
    kind_of,
    kinds,
    narrowed,
)
from desktop.gui.pages.conflicts_parts import ManyCard
from desktop.gui.pages.conflicts_view import ConflictView
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Choice, EmptyState, Label, PageFrame, PageHeader, ScrollPage, Table, row
from desktop.i18n import _, ngettext
from desktop.refusals import Refused
from desktop.services import conflict_choice, conflicts
from desktop.services.conflict_choice import Many, Rule
from desktop.services.conflicts import Head

CONTEXT = 404
WIDTHS = (0, 138, 168, 132)
LEAST_QUESTION, LEAST_TABLE = 190, 210
FIRST_TO_GO = (2,)  # what a narrow list does without: who answered stands beside it too
AT_ONCE = 60  # sheets that are read while the page waits; more are read beside it


class ConflictsPage(QWidget):
    """arrive(case=, record=, path=): the list, with the first of this case, or this very answer, opened."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conflicts")
        self._shell, self._session = shell, shell.session
        self._heads: tuple[Head, ...] = ()
        self._shown: tuple[Head, ...] = ()
        self._case, self._record, self._path, self._reading = "", "", "", False
        self._model = ConflictTable(self)
        self._build_controls()
        self._view = ConflictView(shell)
        self._view.settled.connect(self._on_settled)
        self._frame = PageFrame(
            self._middle(),
            context=self._view,
            context_width=CONTEXT,
            context_title=_("Side by side"),
            context_icon="copies",
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)

    def arrive(self, *, case: str | None = None, record: str = "", path: str = "", **_where: object) -> None:
        self._case, self._record, self._path = case or "", record, path
        self._kind.set_value(ALL)
        self._view.show_nothing()
        self.refresh()

    def leave(self) -> None:
        self._view.leave()
        self._view.show_nothing()

    def refresh(self) -> None:
        """Something was written somewhere: read anew where there is anything to decide."""
        if self._view.busy:
            return
        if conflicts.count(self._session) > AT_ONCE:
            self._read_beside()
        else:
            self._take(self._guarded_heads())

    def first_field(self) -> QWidget | None:
        """The first value to keep where one is shown, else the list."""
        if self._view.shown()[0] and not self._frame.is_context_folded():
            return self._view.first_field()
        return self._table if self._model.rowCount() else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._settle_columns)

    # --- parts --------------------------------------------------------------------------------------------------

    def _build_controls(self) -> None:
        self._count = Label("", "muted")
        self._count.setObjectName("count")
        self._kind = Choice([(ALL, _("All questions ({n})").format(n=0))], _("Which questions"), width=420)
        self._kind.setObjectName("kind")
        self._kind.set_value(ALL)
        self._kind.activated.connect(self._on_kind)
        self._many = ManyCard()
        self._many.asked.connect(self._settle_many)
        self._many.hide()
        self._table = Table(_("Answers with several values"))
        self._table.setObjectName("conflict_table")
        self._table.setModel(self._model)
        self._table.set_widths(*WIDTHS, stretch=0)
        self._table.opened.connect(self._on_opened)
        self._table.peeked.connect(self._on_opened)
        self._table.clicked.connect(self._on_clicked)
        self._nothing = EmptyState(
            "check",
            _("Nothing to choose"),
            _("Where two people answer one question without knowing of each other, both answers stand here."),
        )

    def _middle(self) -> QWidget:
        line = _("Two people answered one question without knowing of each other. Both answers are kept; you choose.")
        header = PageHeader(_("Different answers"), line, self._count)
        middle = ScrollPage(header, row(self._kind, None), self._many, gap=14, margins=(24, 16, 20, 14))
        self._table.setMinimumHeight(px(LEAST_TABLE))  # with large type the page rolls, and the list stays a list
        for filling in (self._table, self._nothing):
            middle.add(filling)
            middle.body().setStretchFactor(filling, 1)
        return middle

    def _settle_columns(self) -> None:
        """Columns go before words do."""
        room = self._table.viewport().width() - px(LEAST_QUESTION) - sum(px(width) for width in WIDTHS if width)
        for column in FIRST_TO_GO:
            self._table.setColumnHidden(column, room < 0)

    # --- the list -----------------------------------------------------------------------------------------------

    def _guarded_heads(self) -> tuple[Head, ...]:
        try:
            return conflicts.heads(self._session)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return ()

    def _read_beside(self) -> None:
        if self._reading:
            return
        self._reading = True
        work = partial(conflicts.heads_beside, self._session)
        job = self._shell.work(_("Reading the answers to choose"), work, self._take)
        job.ended.connect(self._on_read)

    def _on_read(self) -> None:
        self._reading = False

    def _take(self, found: tuple[Head, ...]) -> None:
        """Show them; of a case that was asked for the first one opens."""
        self._heads = found
        kind = self._kind.value() or ALL
        offered = kinds(found, self._session.library.definitions)
        self._kind.set_options(offered)
        self._kind.set_value(kind if kind in dict(offered) else ALL)
        self._show_list()
        wanted = self._asked_for(found)
        self._case = self._record = self._path = ""
        if wanted is not None:
            self._open(wanted)

    def _asked_for(self, found: tuple[Head, ...]) -> Head | None:
        """This very answer, else the first of this sheet, else of this case."""
        of_sheet = [head for head in found if self._record and head.record == self._record]
        named = [head for head in of_sheet if head.path == self._path]
        of_case = [head for head in found if self._case and head.case == self._case]
        return next(iter((*named, *of_sheet, *of_case)), None)

    def _show_list(self) -> None:
        chosen = self._present()
        self._shown = narrowed(self._heads, self._kind.value() or ALL)
        self._model.show(partial(_slice, self._shown), Reading(self._session.library.definitions))
        self._count.setText(count_words(len(self._shown), len(self._heads)))
        self._nothing.setVisible(not self._shown)
        self._table.setVisible(bool(self._shown))
        self._kind.setVisible(len(self._heads) > 1)
        of_one_kind = len({kind_of(head) for head in self._shown}) == 1 or all(head.safety for head in self._shown)
        self._many.setVisible(len(self._shown) > 1 and of_one_kind)
        if self._many.isVisibleTo(self):
            self._many.show_for(self._shown)
        self._settle_columns()
        self._select(chosen)

    def _select(self, head: Head | None) -> None:
        places = {key(one): place for place, one in enumerate(self._shown)}
        if self._shown:
            self._table.selectRow(places.get(key(head), 0) if head is not None else 0)

    def _present(self) -> Head | None:
        return self._model.row(self._table.currentIndex().row())

    def _on_kind(self) -> None:
        self._view.show_nothing()
        self._show_list()

    # --- one of them --------------------------------------------------------------------------------------------

    def _on_opened(self, index: QModelIndex) -> None:
        if (head := self._model.row(index.row())) is not None and self._open(head):
            self._focus_view()

    def _on_clicked(self, index: QModelIndex) -> None:
        if (head := self._model.row(index.row())) is not None and self._open(head):
            self._frame.open_context()

    def _open(self, head: Head) -> bool:
        """A look is a reading: it is logged."""
        try:
            found = conflicts.one(self._session, head.record, head.path)
            self._view.show_conflict(found)
        except Refused as refusal:
            self._shell.refuse(refusal)
            self._view.show_nothing()
            return False
        self._select(head)
        return True

    def _focus_view(self) -> None:
        self._frame.open_context()
        if (first := self._view.first_field()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_settled(self) -> None:
        """The next one of the list stands there, and the keyboard is where it is decided."""
        record, path = self._view.shown()
        order = [key(head) for head in self._shown]
        settled = f"{record}/{path}"
        at = order.index(settled) if settled in order else 0
        left = conflicts.heads_of(self._session, record)
        mine = {key(head): head for head in left}
        fresh = [mine.get(key(head), head) for head in self._heads if head.record != record or key(head) in mine]
        self._heads = tuple(fresh)
        self._take(self._heads)
        following = next((one for one in self._shown if key(one) in order[at + 1 :]), None) or next(
            iter(self._shown), None
        )
        if following is None:
            self._view.show_nothing(done=True)
            self._frame.close_context()
        elif self._open(following):
            self._focus_view()

    # --- many of them -------------------------------------------------------------------------------------------

    def _settle_many(self, keep: str) -> None:
        self._view.show_nothing()
        wanted: Sequence[tuple[str, str]] = [(head.record, head.path) for head in self._shown]
        work = partial(conflict_choice.choose_beside, self._session, wanted, Rule(keep))
        job = self._shell.work(_("Settling the answers"), work, self._on_many)
        job.stopped.connect(self._on_stopped)
        job.ended.connect(self._on_over)

    def _on_many(self, done: Many) -> None:
        words = ngettext("{n} answer was settled.", "{n} answers were settled.", done.settled).format(n=done.settled)
        if done.left:
            left = ngettext("{n} waits to be looked at.", "{n} wait to be looked at one by one.", done.left)
            words = f"{words} {left.format(n=done.left)}"
        self._shell.say(words)

    def _on_stopped(self) -> None:
        self._shell.say(_("Stopped. What was settled before stays settled; the rest waits as it was."))

    def _on_over(self) -> None:
        self._session.announce("record")
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)


def _slice(shown: tuple[Head, ...], offset: int, limit: int) -> Slice:
    return Slice(shown[offset : offset + limit], len(shown))
