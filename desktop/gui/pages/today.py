"""The first page: clocks that run, what the day holds, what comes soon; and the way to a new report."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.words import capital
from desktop.gui.pages.access_glass import glass_banner
from desktop.gui.pages.columns import Columns
from desktop.gui.pages.focus import focus_kept
from desktop.gui.pages.paper_key import paper_key
from desktop.gui.pages.today_parts import (
    NowLine,
    clock_name,
    clock_words,
    day_rows,
    hourless_rows,
    later,
    open_clock,
)
from desktop.gui.pages.today_soon import soon_rows
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.ticking import ticking
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    ClockCard,
    EmptyState,
    Kind,
    Label,
    PageHeader,
    RowList,
    ScrollPage,
    SectionHeader,
    Tone,
    boxed,
    clear,
)
from desktop.i18n import _, date_words, ngettext
from desktop.refusals import Refused, explain
from desktop.services import access, today, vaults
from desktop.services.access import GlassBreak
from desktop.services.today import NowCard, Today

EVERY_MS = 30_000
MOST_GLASS = 3  # opened in an emergency: the next ones come when these are read


class TodayPage(QWidget):
    """What is next in the office; it shows itself anew every half minute and never takes the focus."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("today")
        self._shell = shell
        paper_key(self, shell)
        self._shown: Today | None = None
        self._cards: dict[str, ClockCard] = {}
        self._now_line: NowLine | None = None
        self._new_report = Button(_("New report"), Kind.PRIMARY, icon="plus", key="Ctrl+N", name="new_report")
        self._new_report.clicked.connect(partial(shell.navigate, "form", form="report", case=None, record=None))
        new_case = Button(_("New case"), icon="folder", name="new_case")
        new_case.clicked.connect(partial(shell.navigate, "form", form="case", case=None, record=None))
        self._header = PageHeader("", "", new_case, self._new_report)
        self._warning = Banner(
            Tone.SOON,
            _("The database is older than the work last saved on this computer."),
            explain(Refused("vault-behind")),
            links=[("accept", _("Continue, knowing that work is missing")), ("backups", _("See the backups"))],
        )
        self._warning.setObjectName("behind")
        self._warning.followed.connect(self._on_behind)
        self._alarm = Banner(Tone.DANGER, " ", " ", links=[("backups", _("See the backups"))])
        self._alarm.setObjectName("backup_alarm")
        self._alarm.followed.connect(self._on_backups)
        self._glass = QVBoxLayout()
        self._empty = _empty_page()
        self._empty.pressed.connect(self._new_report.click)
        self._now, self._day, self._soon = (QVBoxLayout() for _side in range(3))
        self._columns = Columns((_side(self._now), 320, 10), (_side(self._day), 320, 10), (_side(self._soon), 300, 9))
        self._glass_box = _side(self._glass)
        page = ScrollPage(self._header, self._warning, self._alarm, self._glass_box, self._empty, self._columns)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        self._timer = ticking(self, EVERY_MS, self.refresh)

    @property
    def timer(self) -> QTimer:
        """What shows the clocks anew; a test need not wait for it."""
        return self._timer

    def arrive(self, **_where: object) -> None:
        self._shown = None
        self.refresh()
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()

    def first_field(self) -> QWidget | None:
        return self._new_report

    def refresh(self) -> None:
        """Read again; if only minutes went by, only the figures change."""
        try:
            shown = today.today(self._shell.session)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        before, self._shown = self._shown, shown
        if before is not None and _same(before, shown):
            self._tick(shown)
            return
        with focus_kept(self):
            self._fill(shown)

    def _tick(self, shown: Today) -> None:
        for card in (*shown.late, *shown.running):
            self._cards[clock_name(card.lead)].set_words(clock_words(card, shown.now))
        if self._now_line is not None:
            self._now_line.set_now(shown.now)

    def _fill(self, shown: Today) -> None:
        name = self._shell.session.worker.name.split()[0]
        day = date_words(shown.now.date(), weekday=True)
        self._header.set_words(_("Good day, {name}").format(name=name), day)
        self._warning.setVisible(shown.anchor_behind)
        self._show_alarm(shown)
        self._show_glass(shown)
        self._empty.setVisible(shown.is_empty)
        self._columns.setVisible(not shown.is_empty)
        self._fill_now(shown)
        self._fill_day(shown)
        self._fill_soon(shown)

    def _show_alarm(self, shown: Today) -> None:
        """A backup that was whole and is not any more: somebody, or the disk, has been at it."""
        alarm = shown.backup.alarm
        self._alarm.setVisible(alarm in ("missing", "damaged"))
        if alarm == "missing":
            self._alarm.set_words(_("The last backup is not there any more."), explain(Refused("backup-missing")))
        elif alarm == "damaged":
            self._alarm.set_words(_("The last backup is not what was made."), explain(Refused("backup-altered")))

    def _show_glass(self, shown: Today) -> None:
        """Sealed cases that were opened in an emergency: each with its reason, until somebody has read it."""
        clear(self._glass)
        self._glass_box.setVisible(bool(shown.glass))
        for one in shown.glass[:MOST_GLASS]:
            card = glass_banner(one, shown.now)
            card.followed.connect(partial(self._on_glass, one))
            self._glass.addWidget(card)
        if more := len(shown.glass[MOST_GLASS:]):
            words = ngettext("{n} more emergency waits to be read", "{n} more emergencies wait to be read", more)
            self._glass.addWidget(Label(words.format(n=more), "muted"))

    def _on_glass(self, one: GlassBreak, choice: str) -> None:
        if choice == "case":
            self._shell.navigate("access", case=one.case)
            return
        access.note_seen(self._shell.session, [one.num])

    def _fill_now(self, shown: Today) -> None:
        clear(self._now)
        self._cards = {}
        count = len(shown.late) + len(shown.running) + shown.more_late + shown.more_running
        self._now.addWidget(_head(_("Now"), count, Tone.DANGER if shown.late else Tone.PLAIN))
        for card in shown.late:
            self._add_card(card, shown)
        self._add_more(shown.more_late, "more_late", late=True)
        for card in shown.running:
            self._add_card(card, shown)
        self._add_more(shown.more_running, "more_running", late=False)
        if not count:
            words = _("No clock runs. Medical windows and the deadlines of teams stand here, the nearest first.")
            self._now.addWidget(_quiet(words))

    def _add_card(self, card: NowCard, shown: Today) -> None:
        made = ClockCard(clock_words(card, shown.now))
        made.setObjectName(clock_name(card.lead))
        made.opened.connect(open_clock(self._shell.navigate, card.lead))
        self._cards[clock_name(card.lead)] = made
        self._now.addWidget(made)

    def _add_more(self, count: int, name: str, *, late: bool) -> None:
        if not count:
            return
        if late:
            words = ngettext("{n} more case with deadlines passed", "{n} more cases with deadlines passed", count)
        else:
            words = ngettext("{n} more case with a clock", "{n} more cases with clocks", count)
        more = Button(capital(words.format(n=count)), Kind.SMALL_LINK, icon="people", name=name)
        more.clicked.connect(partial(self._shell.navigate, "cases" if late else "teams", late=late))
        self._now.addWidget(more)

    def _fill_day(self, shown: Today) -> None:
        clear(self._day)
        defs, go = self._shell.session.library.definitions, self._shell.navigate
        rows = list(day_rows(shown, defs, go))
        self._now_line = next(row for row in rows if isinstance(row, NowLine))
        self._day.addWidget(_head(_("Today"), len(rows) - 1))
        self._day.addWidget(RowList(*rows, margin=4))
        hourless = list(hourless_rows(shown, defs, go))
        if hourless:
            self._day.addWidget(Label(_("Without an hour"), "group"))
            self._day.addWidget(RowList(*hourless, margin=4))

    def _fill_soon(self, shown: Today) -> None:
        clear(self._soon)
        rows = list(soon_rows(shown, self._shell.navigate))
        self._soon.addWidget(_head(_("Soon"), len(rows)))
        if rows:
            self._soon.addWidget(RowList(*rows, margin=4))
        else:
            words = _("Nothing waits. What ends or is to be done soon, answers to review and the backup stand here.")
            self._soon.addWidget(_quiet(words))

    def _on_behind(self, choice: str) -> None:
        if choice == "backups":
            self._on_backups(choice)
            return
        try:
            vaults.accept_behind(self._shell.session)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(_("Written down: this database goes on from here."))
        self._shown = None
        self.refresh()

    def _on_backups(self, _link: str) -> None:
        self._shell.navigate("settings", tab="database")


def _same(before: Today, shown: Today) -> bool:
    """Whether the same widgets can show it: nothing came, went, or crossed midnight."""
    if before.now.date() != shown.now.date():
        return False
    names = [[clock_name(card.lead) for card in (*one.late, *one.running)] for one in (before, shown)]
    parts = [
        (one.done, one.day, later(one), one.drafts, one.reports, one.conflicts, one.to_check, one.soon, one.overdue,
         one.more_soon, one.more_overdue, one.unsent, one.pack,
         one.erasures, one.more_asked, one.more_late, one.more_running, one.backup, one.anchor_behind, one.cases,
         one.glass, one.to_approve, one.handed, one.signals, one.recovery, one.worked_until)
        for one in (before, shown)
    ]  # fmt: skip
    return names[0] == names[1] and parts[0] == parts[1]


def _side(layout: QVBoxLayout) -> QWidget:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(px(8))
    return boxed(layout)


def _head(title: str, count: int, tone: Tone = Tone.PLAIN) -> SectionHeader:
    return SectionHeader(title, count or None, tone=tone)


def _quiet(words: str) -> QWidget:
    card = Card()
    card.add(Label(words, "muted", wrap=True))
    return card


def _empty_page() -> EmptyState:
    return EmptyState(
        "sun",
        _("Here the day begins"),
        _("A report opens everything: once it is taken, its case, its deadlines and what comes next stand here."),
        button=_("Take the first report"),
        button_icon="plus",
    )
