"""A case for another office: to whom and how much, what goes and what stays, and only then the file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.gui.pages import transfer_parts as parts
from desktop.gui.pages.transfer_deeds import ask_path
from desktop.gui.shell import Shell
from desktop.gui.widgets import BottomBar, Button, Kind, Label, PageFrame, ScrollPage, Tone, boxed, clear, column, speak
from desktop.i18n import _
from desktop.jobs import Job, Report
from desktop.refusals import Refused, explain
from desktop.services import cases, transfers
from desktop.services.outgoing import Exported
from desktop.services.session import Session
from desktop.services.transfers import Leaving

LEFT, CONTEXT = 304, 300


class TransferPage(QWidget):
    """Made for one case; the file can be made only by somebody who says that it was read what leaves."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transfer")
        self._shell, self._session = shell, shell.session
        self._case = ""
        self._leaving: Leaving | None = None
        self._job: Job | None = None
        self._choices = parts.Choices(shell.session)
        self._choices.changed.connect(self._look)
        self._goes = parts.Goes(shell.session)
        self._goes.consents_asked.connect(self._on_consents)
        self._above = column(gap=12, margins=(0, 0, 0, 8))
        self._above_box = boxed(self._above)
        self._above_box.hide()
        self._page = ScrollPage(self._above_box, self._goes)
        self._over = boxed(column(gap=0))  # the file was made, and the page says what comes next
        self._over.hide()
        self._page.add(self._over)
        self._side = QWidget()
        self._side_layout = QVBoxLayout(self._side)
        self._side_layout.setContentsMargins(0, 0, 0, 0)
        self._frame = PageFrame(
            self._page,
            left=self._left(),
            context=self._side,
            left_width=LEFT,
            context_width=CONTEXT,
            context_title=_("Before it leaves"),
            footer=self._bar(),
        )
        self._frame.folded.connect(self._on_folded)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)

    def arrive(self, *, case: str = "", **_where: object) -> None:
        if not case:
            return
        try:
            row = cases.read_case(self._session, case).row
        except Refused as refusal:
            self._shell.refuse(refusal)
            self._shell.navigate("cases")
            return
        self._case = case
        self._code.setText(row.code)
        self._over.hide()
        self._above_box.setVisible(self._frame.is_left_folded())
        self._goes.show()
        self._choices.start(case)
        self._choices.setEnabled(True)
        self._look()

    def leave(self) -> None:
        """Nothing about her stays on a page that nobody looks at."""
        self._forget()
        self._choices.clear()

    def first_field(self) -> QWidget:
        return self._choices.first_field()

    # --- parts --------------------------------------------------------------------------------------------------

    def _left(self) -> QWidget:
        back = Button(_("Back to the case"), Kind.LINK, icon="arrow-left", name="back")
        back.clicked.connect(self._on_back)
        self._code = Label("", "muted")
        self._head = boxed(column(back, Label(_("To another office"), "title", wrap=True), self._code, gap=4))
        self._beside = column(self._head, self._choices, gap=12)
        return boxed(column(self._beside, None, margins=(18, 14, 16, 16)))

    def _on_folded(self, left: bool, _context: bool) -> None:
        """The folded column comes to stand above what leaves, with the way back."""
        place = self._above if left else self._beside
        for part in (self._head, self._choices):
            place.addWidget(part)
        self._above_box.setVisible(left and self._over.isHidden())

    def _bar(self) -> QWidget:
        self._read = QCheckBox(_("I have read what leaves. It may go."))
        self._read.setObjectName("read")
        speak(self._read, self._read.text())
        self._read.toggled.connect(self._settle)
        self._save = Button(_("Save the file"), Kind.PRIMARY, icon="save", key="Ctrl+S", name="save_file")
        self._save.clicked.connect(self._on_save)
        return BottomBar(self._read, self._save)

    def _settle(self) -> None:
        ready = self._leaving is not None and not self._leaving.why_not and bool(self._leaving.wanted.reason)
        self._read.setEnabled(ready)
        self._save.setEnabled(ready and self._read.isChecked())

    # --- what would leave ---------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Work out anew what would leave; what was read before counts no more."""
        self._forget()
        wanted = self._choices.wanted()
        if not wanted.to:
            self._goes.show_words(
                _("Choose the office"),
                _("An office stands here once its card is trusted, under Synchronisation."),
            )
            return
        if not wanted.institution.strip():
            self._goes.show_words(
                _("No consent names this yet"),
                _("Write the institution as her consent names it, or ask her first: nothing goes without her consent "
                  "or a written ground."),
                Tone.SOON,
                consents=True,
            )  # fmt: skip
            return
        self._job = self._shell.jobs.start(_("Working out what leaves"), partial(_looked, self._session, wanted))
        self._job.finished.connect(self._on_looked)
        self._job.failed.connect(self._on_refused)

    def _forget(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job = None
        self._leaving = None
        self._read.setChecked(False)
        clear(self._side_layout)
        self._settle()

    def _on_looked(self, leaving: Leaving) -> None:
        if self._job is None or self._job.result is not leaving:
            return  # something else was chosen meanwhile
        self._job, self._leaving = None, leaving
        self._goes.show_leaving(leaving)
        clear(self._side_layout)
        if not leaving.why_not:
            self._side_layout.addWidget(parts.before(leaving, self._session))
        self._settle()

    def _on_refused(self, error: BaseException) -> None:
        if self._job is not None and self._job.error is error:
            self._job = None
            self._goes.show_words(_("This may not go"), explain(error), Tone.SOON)

    # --- the file -----------------------------------------------------------------------------------------------

    def _on_save(self) -> None:
        leaving = self._leaving
        if leaving is None or not self._save.isEnabled():
            return
        path = ask_path(self._shell, self)
        if path is None:
            return
        self._save.setEnabled(False)
        self._choices.setEnabled(False)
        job = self._shell.jobs.start(_("Making the file"), partial(_offered, self._session, leaving, path))
        job.finished.connect(partial(self._on_made, leaving))
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._on_stopped)

    def _on_made(self, leaving: Leaving, done: Exported) -> None:
        self._forget()
        back = parts.to_case()
        back.clicked.connect(self._on_back)
        layout = self._over.layout()
        if layout is not None:
            clear(layout)
            layout.addWidget(parts.made(done, leaving, back))
        self._goes.hide()
        self._above_box.hide()  # what was chosen would push what comes next out of sight
        self._over.show()
        self._session.announce("case", self._case)
        self._session.announce("sync", done.to)
        back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_failed(self, error: BaseException) -> None:
        self._choices.setEnabled(True)
        self._shell.refuse(error)
        self._look()

    def _on_stopped(self) -> None:
        self._choices.setEnabled(True)
        self._look()

    def _on_consents(self) -> None:
        self._shell.navigate("case", case=self._case, view="consents")

    def _on_back(self) -> None:
        self._shell.navigate("case", case=self._case)


def _looked(session: Session, wanted: transfers.Wanted, _report: Report) -> Leaving:
    with session.beside() as own:
        return transfers.look(own, wanted)


def _offered(session: Session, leaving: Leaving, out: Path, _report: Report) -> Exported:
    with session.beside() as own:
        return transfers.offer(own, leaving, out)
