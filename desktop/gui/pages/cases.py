"""The list of cases: search while typing, filters, a short look with Space, the case with Enter."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, partial
from typing import cast

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.main_window import MainWindow
from desktop.gui.models.case_table import CaseTable, Read, Reading
from desktop.gui.models.case_words import KINDS, VICTIM
from desktop.gui.models.times import moment_words
from desktop.gui.models.words import capital
from desktop.gui.pages.access_glass import GlassCard
from desktop.gui.pages.cases_peek import Peek
from desktop.gui.pages.paper_key import paper_key
from desktop.gui.shell import Shell
from desktop.gui.theme import current, px
from desktop.gui.widgets import (
    Button,
    Choice,
    EmptyState,
    FilterBar,
    Kind,
    Label,
    PageFrame,
    PageHeader,
    ScrollPage,
    Table,
    chip_size,
    risk_spec,
)
from desktop.i18n import _, ngettext, pick
from desktop.refusals import Refused
from desktop.services import cases, codes, people, searching
from desktop.services.cases import CaseRow, Filter, Order, Page

WIDTHS = (146, 78, 122, 138, 92, 0, 94, 230)
FOUND_IN = 7
LEAST_DUE = 156
FIRST_TO_GO = (4, 1, 6, 3)  # manager, track, change, status: what a narrow list does without, in this order
SEARCH_DONE_MS = 2_500  # nobody has typed for so long: the search is finished and is noted


class CasesPage(QWidget):
    """Cases by code, never by name; the search of the top bar looks through all of them."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cases")
        self._shell = shell
        paper_key(self, shell)
        self._typed = ""
        self._to_note: int | None = None  # results of a search that was not noted yet
        self._looked_at: set[str] = set()
        self._window: MainWindow | None = None
        self._model = CaseTable(self)
        self._build_controls()
        self._table = self._build_table()
        self._empty = EmptyState(
            "folder",
            _("No case yet"),
            _("Each case is one person and all her forms. It begins with a report, or here."),
            button=_("New case"),
            button_icon="plus",
        )
        self._empty.pressed.connect(self._new.click)
        self._nothing = EmptyState(
            "search",
            _("Nothing found"),
            _("No sheet that you may read has all these words. Try fewer of them, or only how they begin."),
        )
        self._ask_glass = Button(_("Open in an emergency…"), icon="unlock", name="ask_glass")
        self._ask_glass.clicked.connect(self._on_ask_glass)
        self._glass = GlassCard(shell)
        self._glass.opened.connect(self._open)
        self._glass.left.connect(self.refresh)
        self._glass_place = ScrollPage(self._glass, margins=(0, 0, 0, 0))
        self._peek = Peek(shell)
        self._peek.opened.connect(self._open)
        self._frame = PageFrame(self._middle(), context=self._peek, context_title=_("In short"), context_icon="eye")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_DONE_MS)
        self._pause.timeout.connect(self._note_search)

    @property
    def pause(self) -> QTimer:
        """After it a search counts as finished; a test need not wait for it."""
        return self._pause

    def arrive(self, *, typed: str = "", late: bool = False, **_where: object) -> None:
        """`late`: as the first page leads here, to the cases with missed duties."""
        self._follow_search()
        if late:
            self._filters.set_value({"open", "late"})
        if typed != self._typed:
            self._typed = typed
            self._peek.show_nothing()
        self._looked_at.clear()
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew; the chosen row stays chosen."""
        chosen = self._model.row(self._table.currentIndex().row())
        try:
            self._show_list()
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._choose_again(chosen)
        if self._peek.case():
            self._show_peek(self._peek.case(), log=False)

    def first_field(self) -> QWidget | None:
        """The table; while somebody types in the search the focus stays there."""
        if self._typed or self._empty.isVisible():
            return None
        return self._table

    def enter_table(self) -> None:
        """From the search into what it found."""
        self._note_search()
        if self._model.rowCount():
            if not self._table.currentIndex().isValid():
                self._table.selectRow(0)
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._settle_columns)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._note_search()

    # --- parts --------------------------------------------------------------------------------------------------

    def _build_controls(self) -> None:
        self._new = Button(_("New case"), Kind.PRIMARY, icon="plus", name="new_case")
        self._new.clicked.connect(self._on_new)
        self._count = Label("", "muted")
        self._count.setObjectName("count")
        orders = [("due", _("By deadline")), ("modified", _("By change")), ("code", _("By code"))]
        self._order = Choice(orders, _("Order"), width=172)
        self._order.setObjectName("order")
        self._order.set_value("due")
        self._order.activated.connect(self._on_filter)
        self._filters = FilterBar(
            [("mine", _("Mine")), ("open", _("Open cases")), ("late", _("Late")), ("conflicts", _("Conflicts"))]
        )
        self._filters.set_value({"open"})
        self._filters.changed.connect(self._on_filter)
        kinds = [*((code, _(words)) for code, words in KINDS.items()), ("", _("Every kind of file"))]
        self._kind = Choice(kinds, _("Kind of file"))
        self._kind.setObjectName("kind")
        self._kind.set_value(VICTIM)
        flags = self._shell.session.library.definitions.list("case_flags").entries
        self._flag = Choice([("", _("Any flag")), *((one.code, capital(pick(one.label))) for one in flags)], _("Flag"))
        self._flag.setObjectName("flag")
        self._flag.set_value("")
        for choice in (self._kind, self._flag):
            choice.activated.connect(self._on_filter)
            self._filters.add(choice)
        self._apart = Button(_("Choose side by side"), Kind.SMALL, icon="copies", name="choose_values")
        self._apart.clicked.connect(partial(self._shell.navigate, "conflicts"))
        self._filters.add(self._apart)
        self._clear = Button(_("Clear the filters"), Kind.LINK, name="clear_filters")
        self._clear.clicked.connect(self._on_clear)
        self._filters.add(self._clear)

    def _build_table(self) -> Table:
        table = Table(_("Cases"))
        table.setObjectName("case_table")
        table.setModel(self._model)
        self._widths = _widths(self._shell.session.now())
        table.set_widths(*self._widths, stretch=WIDTHS.index(0))
        table.opened.connect(self._on_opened)
        table.peeked.connect(self._on_peeked)
        return table

    def _settle_columns(self) -> None:
        """Columns go before words do: the code and what is due next always stand whole."""
        self._table.setColumnHidden(FOUND_IN, not self._typed)
        widths = self._widths if self._typed else self._widths[:FOUND_IN]
        room = self._table.viewport().width() - px(LEAST_DUE) - sum(px(width) for width in widths if width)
        for column in FIRST_TO_GO:
            self._table.setColumnHidden(column, room < 0)
            room += px(self._widths[column]) if room < 0 else 0

    def _middle(self) -> QWidget:
        header = PageHeader(
            _("Cases"),
            _("Names are covered. Enter opens, Space shows in short."),
            self._count,
            self._order,
            self._new,
        )
        middle = QWidget()
        body = QVBoxLayout(middle)
        body.setContentsMargins(px(24), px(16), px(20), px(14))
        body.setSpacing(px(14))
        for part in (header, self._filters):
            body.addWidget(part)
        for filling in (self._table, self._empty, self._nothing, self._glass_place):
            body.addWidget(filling, 1)
        body.addWidget(self._ask_glass, 0, Qt.AlignmentFlag.AlignHCenter)
        return middle

    # --- the list -----------------------------------------------------------------------------------------------

    def _show_list(self) -> None:
        session = self._shell.session
        names = people.names(session)
        where = cache(partial(searching.found_in, session, typed=self._typed)) if self._typed else None
        self._model.show(self._reader(), Reading(session.library.definitions, names, session.now(), where))
        self._settle_columns()
        shown, every = self._model.rowCount(), cases.count(session)
        self._filters.setEnabled(not self._typed)
        self._order.setEnabled(not self._typed)
        narrowed = self._filters.value() or self._flag.value() or self._kind.value() != VICTIM
        self._clear.setVisible(bool(narrowed) and not self._typed)
        self._apart.setVisible("conflicts" in self._filters.value() and shown > 0 and not self._typed)
        self._count.setText(_count_words(shown, every, searched=bool(self._typed)))
        self._empty.setVisible(not every)
        self._nothing.setVisible(bool(every) and not shown)
        self._table.setVisible(shown > 0)
        self._offer_glass(found=shown > 0)
        if self._typed:
            self._to_note = shown
            self._pause.start()

    def _offer_glass(self, *, found: bool) -> None:
        """A whole code that finds nothing may be that of a case which is sealed for others, or of none at all."""
        offers = not found and codes.is_case_code(self._typed)
        if not offers or self._glass.code() != self._typed:
            self._glass.stop()
        asks = not self._glass.isHidden()
        self._glass_place.setVisible(asks)
        self._ask_glass.setVisible(offers and not asks)
        for part in (self._nothing, self._empty):
            part.setHidden(part.isHidden() or asks)  # it has the room of what says that nothing was found

    def _on_ask_glass(self) -> None:
        self._glass.begin(self._typed)
        self.refresh()

    def _reader(self) -> Read:
        session = self._shell.session
        if self._typed:
            found = Page(rows := cases.find(session, self._typed), len(rows))
            return partial(_slice, found)
        on = self._filters.value()
        chosen = Filter(
            mine="mine" in on,
            open_only="open" in on,
            late="late" in on,
            conflicts="conflicts" in on,
            kind=self._kind.value() or None,
            flag=self._flag.value() or "",
            order=cast("Order", self._order.value() or "due"),
        )
        return partial(_read, self._shell, chosen)

    def _choose_again(self, chosen: CaseRow | None) -> None:
        place = self._model.place_of(chosen.case) if chosen else None
        if place is not None:
            self._table.selectRow(place)
        elif self._model.rowCount():
            self._table.selectRow(0)

    def _note_search(self) -> None:
        """Once for each finished search: how many it found, never what was typed."""
        self._pause.stop()
        count, self._to_note = self._to_note, None
        if count is not None:
            cases.note_search(self._shell.session, count)

    def _follow_search(self) -> None:
        """Enter in the search of the window leads into the table."""
        window = self.window()
        if self._window is None and isinstance(window, MainWindow):
            self._window = window
            window.search_asked.connect(self._on_search_asked)

    def _on_search_asked(self, _typed: str) -> None:
        if self.isVisible():
            self.enter_table()

    def _on_filter(self) -> None:
        self.refresh()

    def _on_clear(self) -> None:
        self._filters.set_value(set())
        self._kind.set_value(VICTIM)
        self._flag.set_value("")
        self.refresh()

    def _on_new(self) -> None:
        """A file of the kind that is looked at."""
        kind = self._kind.value() or VICTIM
        chosen = {} if kind == VICTIM else {"kind": kind}
        self._shell.navigate("form", form="case", case=None, record=None, **chosen)

    # --- one case -----------------------------------------------------------------------------------------------

    def _on_opened(self, index: QModelIndex) -> None:
        if (found := self._model.row(index.row())) is not None:
            self._open(found.case)

    def _on_peeked(self, index: QModelIndex) -> None:
        if (found := self._model.row(index.row())) is not None:
            self._show_peek(found.case, log=found.case not in self._looked_at)
            self._frame.open_context()

    def _open(self, case: str) -> None:
        self._note_search()
        self._shell.navigate("case", case=case)

    def _show_peek(self, case: str, *, log: bool) -> None:
        """A look is a reading: it is logged, once while the list is on the screen."""
        try:
            read = cases.open_case if log else cases.read_case
            file = read(self._shell.session, case)
        except Refused as refusal:
            self._peek.show_nothing()
            self._shell.refuse(refusal)
            return
        self._looked_at.add(case)
        self._peek.show_case(file, searched=self._typed)


def _read(shell: Shell, chosen: Filter, offset: int, limit: int) -> Page:
    return cases.page(shell.session, chosen, limit=limit, offset=offset)


def _slice(found: Page, offset: int, limit: int) -> Page:
    return Page(found.rows[offset : offset + limit], found.total)


def _count_words(shown: int, every: int, *, searched: bool) -> str:
    if searched:
        return ngettext("{n} case found", "{n} cases found", shown).format(n=shown)
    return ngettext("{shown} of {n} case", "{shown} of {n} cases", every).format(shown=shown, n=every)


def _widths(now: datetime) -> tuple[int, ...]:
    """In px at 100 %: risk and last change have room for the longest that they say in any language."""
    longest = moment_words(now - timedelta(days=1), now)
    needed = QFontMetricsF(current().font("body")).horizontalAdvance(longest)
    chip = chip_size(risk_spec(None)).width()
    risk, changed = (round(wide * 100 / px(100)) for wide in (chip, needed))
    code, track, least, *middle, last, found = WIDTHS
    return (code, track, max(least, risk + 22), *middle, max(last, changed + 22), found)
