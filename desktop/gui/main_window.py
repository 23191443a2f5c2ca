"""The frame of the program: pages at the left, search and hide on top, messages and jobs at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.theme_icons import icon_file
from desktop.gui.widgets.hide_key import HideKey
from desktop.gui.widgets.jobs import JobStrip
from desktop.gui.widgets.labels import IconLabel, Label, Line
from desktop.gui.widgets.navigation import Navigation
from desktop.gui.widgets.strip import Strip
from desktop.gui.widgets.tones import Tone
from desktop.gui.widgets.top_bar import Number, TopBar
from desktop.i18n import _

TITLE = "Ancora"  # all that title bar and task bar may say
LEAST_WIDTH, LEAST_HEIGHT = 900, 560

__all__ = ["MainWindow", "Number", "UnknownPage"]

Factory = Callable[[], QWidget]


class UnknownPage(KeyError):
    """A page was asked for that nobody added: a fault of ours."""


@dataclass(slots=True)
class _Entry:
    make: Factory
    under: str  # the page of the navigation to which it belongs
    widget: QWidget | None = None


class MainWindow(QMainWindow):
    """The window between unlock and lock.

    A page is any widget. It may have `arrive(**args)`, called whenever it is shown; `leave()`, called before another
    page comes, to keep what was typed; and `first_field()`, the widget in which a person starts.

    Signals: searched(str) while typing and search_asked(str) at Enter; lock_asked; hide_asked; new_report_asked;
    guide_asked; page_changed(str); closing, before the window goes, so that drafts are kept.
    """

    searched = Signal(str)
    search_asked = Signal(str)
    lock_asked = Signal()
    hide_asked = Signal()
    new_report_asked = Signal()
    guide_asked = Signal()
    page_changed = Signal(str)
    closing = Signal()

    def __init__(self, app: QGuiApplication, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("main_window")
        self.setWindowTitle(TITLE)
        self.setWindowIcon(QIcon(str(icon_file("ancora"))))
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self._pages: dict[str, _Entry] = {}
        self._page = ""
        self._navigation, self._top, self._strip = Navigation(), TopBar(), Strip()
        self._practice, self._stack = _practice_banner(), QStackedWidget()
        self.setCentralWidget(self._frame())
        self._hide_key = HideKey(app, self)
        self._connect()

    def add_page(
        self,
        page: str,
        title: str,
        icon: str,
        widget: QWidget | Factory,
        count: int = 0,
        *,
        group: int = 0,
        under: str = "",
    ) -> None:
        """Add a page that works; a factory is called when the page is first asked for.

        A page `under` another stands in no list (a case, a form): the other one looks chosen while it is shown.
        """
        make = partial(_itself, widget) if isinstance(widget, QWidget) else widget
        self._pages[page] = _Entry(make, under or page)
        if not under:
            self._navigation.add(page, title, icon, count, group=group)

    def navigate(self, page: str, **args: object) -> QWidget:
        """Show a page, tell it what for, and put the focus where a person starts."""
        if page not in self._pages:
            raise UnknownPage(page)
        present = self._pages[self._page].widget if self._page else None
        if present is not None and (leave := _duty(present, "leave")):
            leave()
        widget = self.page(page)
        changed, self._page = page != self._page, page
        self._stack.setCurrentWidget(widget)
        self._navigation.show_chosen(self._pages[page].under)
        if arrive := _duty(widget, "arrive"):
            arrive(**args)
        if (first := _duty(widget, "first_field")) and isinstance(field := first(), QWidget):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        if changed:
            self.page_changed.emit(page)
        return widget

    def page(self, page: str) -> QWidget:
        """The widget of a page, made now if it was never shown."""
        if page not in self._pages:
            raise UnknownPage(page)
        entry = self._pages[page]
        if entry.widget is None:
            entry.widget = entry.make()
            self._stack.addWidget(entry.widget)
        return entry.widget

    def present_page(self) -> str:
        return self._page

    def has_page(self, page: str) -> bool:
        return page in self._pages

    def message(self, text: str, kind: Tone | str = Tone.DONE) -> None:
        """One sentence in the bottom strip: done, info, soon or danger."""
        self._strip.say(text, kind)

    def set_count(self, page: str, count: int) -> None:
        self._navigation.item(page).set_count(count)

    def set_worker(self, name: str, office: str) -> None:
        self._navigation.set_worker(name, office)

    def set_numbers(self, numbers: Sequence[Number]) -> None:
        self._top.set_numbers(numbers)

    def set_backup(self, text: str, tone: Tone | str = "") -> None:
        self._strip.set_backup(text, tone)

    def set_practice(self, practice: bool) -> None:
        """Say on every page that these people are invented."""
        self._practice.setVisible(practice)

    def hide_search(self) -> None:
        """Where there is nothing to search, no field promises it."""
        self._top.search.hide()

    def add_job(self, name: str) -> JobStrip:
        """Show a job; connect its `stopped`, feed `set_progress`, and give it back to `remove_job`."""
        return self._strip.add_job(name)

    def remove_job(self, job: JobStrip) -> None:
        self._strip.remove_job(job)

    def never_waits(self, widget: QWidget) -> bool:
        """The ways to leave and to stop work, which can be used whatever else is going on."""
        inside = self._top.isAncestorOf(widget) or self._strip.isAncestorOf(widget)
        return inside and widget is not self._top.search and not self._top.search.isAncestorOf(widget)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def _frame(self) -> QWidget:
        right = QVBoxLayout()
        right.setSpacing(0)
        for part in (self._top, Line(), self._practice):
            right.addWidget(part)
        right.addWidget(self._stack, 1)
        for part in (Line(), self._strip):
            right.addWidget(part)
        frame = QWidget()
        line = QHBoxLayout(frame)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._navigation)
        line.addWidget(Line(upright=True))
        line.addLayout(right, 1)
        return frame

    def _connect(self) -> None:
        self._navigation.asked.connect(self._on_page_asked)
        self._top.searched.connect(self.searched)
        self._top.asked.connect(self.search_asked)
        self._top.lock_asked.connect(self.lock_asked)
        self._top.hide_asked.connect(self.hide_asked)
        self._hide_key.pressed.connect(self.hide_asked)
        self._hide_key.lock_pressed.connect(self.lock_asked)
        for key, signal in (
            ("Ctrl+L", self.lock_asked),
            ("Ctrl+N", self.new_report_asked),
            ("F1", self.guide_asked),
            ("F12", self.hide_asked),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(signal)

    def _on_page_asked(self, page: str) -> None:
        self.navigate(page)


def _duty(page: QWidget, name: str) -> Callable[..., object] | None:
    """What a page does when it is shown or left, if it does anything: `arrive(**args)`, `leave()`, `first_field()`."""
    found = getattr(page, name, None)
    return found if callable(found) else None


def _itself(widget: QWidget) -> QWidget:
    return widget


def _practice_banner() -> QWidget:
    banner = QWidget()
    banner.setObjectName("practice")
    banner.setProperty("ground", "practice")
    banner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    line = QHBoxLayout(banner)
    line.setContentsMargins(theme.px(24), theme.px(4), theme.px(16), theme.px(4))
    line.setSpacing(theme.px(8))
    line.addWidget(IconLabel("info", size=18, colour="soon"))
    line.addWidget(Label(_("Practice"), "label", tone=Tone.SOON))
    line.addWidget(Label(_("All people here are invented. Nothing goes to real offices."), tone=Tone.SOON), 1)
    banner.hide()
    return banner
