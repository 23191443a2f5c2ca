"""The calls of today: which number now, which later, and what must not be called, with its rule."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.due_words import due_title
from desktop.gui.pages import consents_parts as parts
from desktop.gui.pages.focus import focus_kept
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Button,
    ChipSpec,
    EmptyState,
    Kind,
    PageHeader,
    RowList,
    ScrollPage,
    SectionHeader,
    Shape,
    Tone,
    boxed,
    clear,
    column,
)
from desktop.i18n import _, date_words
from desktop.services import calls
from desktop.services.calls import Call, CallList, CallPaper


class CallsPage(QWidget):
    """Numbers stay covered here; they are on the printed list, which is noted for each case."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calls")
        self._shell = shell
        self._found: CallList | None = None
        back = Button(_("Back to the calendar"), Kind.LINK, icon="arrow-left", name="back")
        back.clicked.connect(partial(shell.navigate, "calendar"))
        self._print = Button(_("Print the list"), icon="print", key="Ctrl+P", name="print")
        self._print.clicked.connect(self._on_print)
        self._header = PageHeader(_("Calls of today"), " ", back, self._print)
        self._body = column(gap=12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollPage(self._header, boxed(self._body)))

    def arrive(self, **_where: object) -> None:
        self.refresh()

    def refresh(self) -> None:
        work = partial(calls.today_in_job, self._shell.session)
        self._shell.work(_("Looking who is to be called"), work, self._on_found)

    def _on_found(self, found: CallList) -> None:
        with focus_kept(self):
            self._show(found)

    def first_field(self) -> QWidget:
        return self._print

    def _show(self, found: CallList) -> None:
        self._found = found
        clear(self._body)
        self._header.set_words(_("Calls of today"), date_words(found.day.date(), weekday=True))
        self._print.setEnabled(bool(found.calls))
        groups = (
            ("now", _("Can be called now"), [one for one in found.calls if not one.later]),
            ("later", _("Later today"), [one for one in found.calls if one.later]),
            ("closed", _("Must not be called"), list(found.closed)),
        )
        for name, title, rows in groups:
            if rows:
                made = RowList(*(self._line(one) for one in rows))
                made.setObjectName(f"calls_{name}")
                self._body.addWidget(boxed(column(SectionHeader(title, len(rows)), made, gap=6)))
        if not (found.calls or found.closed):
            why = _("What was meant for today and for the last week stands here.")
            self._body.addWidget(EmptyState("phone", _("Nobody to call today"), why))

    def _line(self, call: Call) -> QWidget:
        deed = Button(_("Open the case"), Kind.SMALL, icon="folder", name=f"case_{call.case}")
        deed.clicked.connect(partial(self._shell.navigate, "case", case=call.case, view="consents"))
        told = [due_title(call.kind, ref=call.ref)]
        if call.route.open or call.later:
            chip = ChipSpec(_("later today"), Shape.CLOCK, Tone.INFO) if call.later else None
            told += [parts.way_words(call.route), *parts.way_lines(call.route)]
        else:
            chip = ChipSpec(_("not this way"), Shape.X, Tone.PLAIN)
            told.append(call.route.words)
        return parts.line(call.code, told, chip, [deed])

    def _on_print(self) -> None:
        """It is noted before it is printed: numbers stand on it."""
        if self._found is None:
            return
        made: CallPaper = calls.paper(self._shell.session, self._found)
        if self._shell.files.print_pdf(self, made.data):
            self._shell.say(_("It goes to the printer. The queue of the printer may keep a copy."))
