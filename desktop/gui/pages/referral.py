"""The paper for an institution: what goes, what is withheld and why, before anything is printed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.gui.models import ledger_words as words
from desktop.gui.pages.referral_parts import Choices, Goes
from desktop.gui.shell import Shell
from desktop.gui.widgets import BottomBar, Button, Kind, Label, PageFrame, boxed, column
from desktop.gui.widgets.paper_view import PaperView
from desktop.i18n import _
from desktop.jobs import Job, Report
from desktop.refusals import Refused, explain
from desktop.services import cases, ledger, referrals
from desktop.services.referrals import Extract, Prepared, Wanted
from desktop.services.session import Session

LEFT, CONTEXT = 252, 296


class ReferralPage(QWidget):
    """Made for one case; a sheet that was begun fills it."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("referral")
        self._shell, self._session = shell, shell.session
        self._case = self._referral = ""
        self._made: Prepared | None = None
        self._job: Job | None = None
        self._leaving = False  # the paper is on its way out: what is written meanwhile is of its own making
        self._choices = Choices(shell.session)
        self._choices.changed.connect(self._make)
        self._goes = Goes(shell.session.library.definitions)
        self._goes.changed.connect(self._make)
        self._view = PaperView()
        self._why = Label("", "muted", wrap=True)
        self._why.setObjectName("why_no_paper")
        self._empty = boxed(
            column(Label(_("No paper yet"), "section"), self._why, None, gap=6, margins=(24, 24, 24, 24))
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._view)
        self._stack.addWidget(self._empty)
        self._above = column(margins=(20, 8, 16, 8))
        self._above_box = boxed(self._above)
        self._above_box.hide()
        middle = column(self._above_box, gap=0)
        middle.addWidget(self._stack, 1)
        self._frame = PageFrame(
            boxed(middle),
            left=self._left(),
            context=boxed(column(self._goes, None, margins=(16, 14, 16, 16))),
            left_width=LEFT,
            context_width=CONTEXT,
            context_title=_("What is sent"),
            context_icon="shield",
            footer=self._bar(),
        )
        self._frame.section_asked.connect(self._choices.choose_role)
        self._frame.folded.connect(self._on_folded)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)

    def arrive(self, *, case: str = "", record: str | None = None, **_where: object) -> None:
        if not case:
            return
        try:
            row = cases.read_case(self._session, case).row
            self._case, self._referral = case, record or ""
            begun = referrals.wanted_of(self._session, case, record) if record else None
        except Refused as refusal:
            self._shell.refuse(refusal)
            self._shell.navigate("cases")
            return
        self._code.setText(row.code)
        self._goes.start()
        self._choices.start(case, begun)
        self._make()

    def refresh(self) -> None:
        """Something was written: the paper may be another one now."""
        if self._case and not self._leaving and self._made is not None:
            self._make()

    def leave(self) -> None:
        """No paper about her stays on a page that nobody looks at."""
        self._forget()
        self._choices.clear()

    def first_field(self) -> QWidget:
        return self._choices.first_field()

    # --- parts --------------------------------------------------------------------------------------------------

    def _left(self) -> QWidget:
        back = Button(_("Back to the case"), Kind.LINK, icon="arrow-left", name="back")
        back.clicked.connect(self._on_back)
        self._code = Label("", "muted")
        head = column(back, Label(_("Paper for an institution"), "title", wrap=True), self._code, gap=4)
        self._beside = column(self._choices)
        return boxed(column(head, self._beside, None, gap=12, margins=(18, 14, 16, 16)))

    def _on_folded(self, left: bool, _context: bool) -> None:
        """The fields of the folded column come to stand above the paper."""
        (self._above if left else self._beside).addWidget(self._choices)
        self._above_box.setVisible(left)
        self._choices.show_role(not left)

    def _bar(self) -> QWidget:
        self._name = Label("", "small-muted", wrap=True)
        self._name.setObjectName("paper_number")
        self._print = Button(_("Print"), icon="print", key="Ctrl+P", name="print")
        self._print.clicked.connect(self._on_print)
        self._save = Button(_("Save"), Kind.PRIMARY, icon="save", key="Ctrl+S", name="save")
        self._save.clicked.connect(self._on_save)
        return BottomBar(self._name, self._print, self._save)

    # --- the paper ----------------------------------------------------------------------------------------------

    def _make(self) -> None:
        """Begin the chosen paper anew; what was made before may no longer leave."""
        self._forget()
        wanted = self._wanted()
        self._frame.set_left_choice(self._choices.roles(), wanted.role)
        if not wanted.role:
            self._show_none(_("Choose the kind of institution."))
            return
        self._job = self._shell.jobs.start(_("Making the paper"), partial(_prepared, self._session, wanted))
        self._job.finished.connect(self._on_made)
        self._job.failed.connect(self._on_failed)

    def _wanted(self) -> Wanted:
        return self._choices.wanted(self._case, self._referral, self._goes.left_out(), self._goes.added())

    def _forget(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job = None
        self._made = None
        self._view.set_paper(None)
        self._settle()

    def _on_made(self, told: tuple[Extract, Prepared | Refused]) -> None:
        if self._job is None or self._job.result is not told:
            return  # something else was chosen meanwhile
        self._job = None
        found, made = told
        self._goes.show_extract(found)
        if isinstance(made, Refused):
            self._show_none(explain(made))
            return
        self._made = made
        self._view.set_paper(made.data)
        self._stack.setCurrentWidget(self._view)
        self._settle()

    def _on_failed(self, error: BaseException) -> None:
        if self._job is not None and self._job.error is error:
            self._job = None
            self._show_none(explain(error))

    def _show_none(self, why: str) -> None:
        self._why.setText(why)
        self._stack.setCurrentWidget(self._empty)
        self._settle()

    def _settle(self) -> None:
        made = self._made
        for button in (self._print, self._save):
            button.setEnabled(made is not None)
        told = _("Paper number {number} · reference {reference}")
        self._name.setText(told.format(number=made.number, reference=made.reference) if made else "")

    # --- out of the window --------------------------------------------------------------------------------------

    def _on_print(self) -> None:
        """On record first: a line too many is better than one that is missing, and it can be taken back."""
        if self._made is None:
            return
        self._leaving = True
        job = self._shell.jobs.start(_("Writing down what goes"), partial(_kept, self._session, self._made))
        job.finished.connect(self._on_kept)
        job.failed.connect(self._on_not_kept)
        job.stopped.connect(self._on_stopped)

    def _on_kept(self, made: Prepared) -> None:
        if self._shell.files.print_pdf(self, made.data):
            self._gone(made)
        else:
            ledger.cancel(self._session, made.wanted.case, made.record)
        self._leaving = False
        self._session.announce("case", made.wanted.case)

    def _on_not_kept(self, error: BaseException) -> None:
        self._leaving = False
        self._shell.refuse(error)
        self._make()

    def _on_stopped(self) -> None:
        self._leaving = False

    def _on_save(self) -> None:
        made = self._made
        if made is None:
            return
        pattern = _("PDF files ({pattern})").format(pattern="*.pdf")
        path = self._shell.files.save_file(self, _("Save"), made.file_name, pattern)
        if path is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        self._shell.work(_("Saving the paper"), partial(_saved, self._session, made, path), self._on_saved)

    def _on_saved(self, made: Prepared) -> None:
        self._gone(made)
        self._session.announce("case", made.wanted.case)

    def _gone(self, made: Prepared) -> None:
        data = words.data_words(self._session.library.definitions, made.found.data)
        self._shell.say(_("On record: what went is {data}. The clock of the answer runs.").format(data=data))
        self._shell.navigate("case", case=made.wanted.case, view="consents")

    def _on_back(self) -> None:
        self._shell.navigate("case", case=self._case, view="consents")


def _prepared(session: Session, wanted: Wanted, _report: Report) -> tuple[Extract, Prepared | Refused]:
    """What would go, and the paper; where there is none, what is withheld is told all the same."""
    with session.beside() as own:
        found, _role = referrals.look(own, wanted)
        try:
            return found, referrals.prepare(own, wanted)
        except Refused as refusal:
            return found, refusal


def _kept(session: Session, made: Prepared, _report: Report) -> Prepared:
    with session.beside() as own:
        referrals.keep(own, made)
    return made


def _saved(session: Session, made: Prepared, path: Path, _report: Report) -> Prepared:
    with session.beside() as own:
        referrals.save(own, made, path, replace=True)
    return made
