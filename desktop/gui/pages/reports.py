"""Reports: what to print, the paper itself, and the proof that it says only what it may."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QStackedWidget, QVBoxLayout, QWidget

from desktop.gui.pages import reports_parts as parts
from desktop.gui.pages.reports_parts import ANONYMISED, BLANK, INTERNAL, STATISTICS
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    BottomBar,
    Button,
    Choice,
    EmptyState,
    FlowBox,
    Kind,
    Label,
    PageFrame,
    TextField,
    boxed,
    column,
    mark_bad,
)
from desktop.gui.widgets.paper_view import PaperView
from desktop.i18n import COMPLETE, LANGUAGES, _, pick
from desktop.jobs import Job
from desktop.jobs import Report as Progress
from desktop.refusals import Refused, explain
from desktop.services import cases, exchange, reports
from desktop.services.cases import Filter
from desktop.services.reports import ProofFailed, Report
from desktop.services.session import Session

LEFT, CONTEXT = 252, 296
OFFERED = 30  # cases that the field offers; any other code may be typed


class ReportsPage(QWidget):
    """A paper is made as soon as all that it needs is chosen; Save and Print wait for its proof."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reports")
        self._shell, self._session = shell, shell.session
        self._region = self._session.office.kind == "region"
        offered = parts.papers(region=self._region, figures=exchange.may_exchange(self._session))
        self._papers = {one.id: one for one in offered}
        self._paper = next(iter(self._papers))
        self._case: str | None = None
        self._job: Job | None = None
        self._made: Report | None = None
        self._view = PaperView()
        self._proof = parts.ProofView()
        self._proof.place_asked.connect(self._view.show_place)
        self._frame = PageFrame(
            self._build_middle(),
            left=self._build_choices(),
            context=self._build_proof(),
            left_width=LEFT,
            context_width=CONTEXT,
            context_title=_("The proof"),
            context_icon="shield",
            footer=self._build_bar(),
        )
        self._frame.section_asked.connect(self._on_paper)
        self._frame.set_left_choice([(one.id, one.title) for one in self._papers.values()], self._paper)
        self._frame.folded.connect(self._on_folded)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)
        self._list.set_value(self._paper)
        self._show_fields()
        self._make()

    def arrive(self, case: str | None = None, form: str | None = None, record: str | None = None) -> None:
        """For a case: its report, or its forms where a sheet was asked for; for a form alone: the empty one."""
        self._offer_cases()
        if case is not None and not self._region:
            self._set_case(case)
            self._on_paper(INTERNAL if form or record else ANONYMISED)
        elif form is not None:
            self._form.set_value(form)
            self._on_paper(BLANK)
        elif self._made is None and self._job is None and self._paper != INTERNAL:
            self._make()

    def leave(self) -> None:
        """No paper with names stays on a page that nobody looks at."""
        if self._paper == INTERNAL:
            self._forget()
            self._proof.show_nothing(_("Choose the paper again to see it."))

    def first_field(self) -> QWidget:
        return self._list.button(self._paper) if self._list.isVisible() else self._view.area()

    # --- what to print ------------------------------------------------------------------------------------------

    def _build_choices(self) -> QWidget:
        self._list = parts.PaperList(tuple(self._papers.values()))
        self._list.chosen.connect(self._on_paper)
        self._code = TextField(_("Case"), hint=_("code of the case"))
        self._code.setObjectName("case_code")
        self._code.editingFinished.connect(self._on_code)
        self._codes = QStringListModel(self)
        completer = QCompleter(self._codes, self._code)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._on_code)
        self._code.setCompleter(completer)
        forms = _forms(self._session)
        self._form = Choice(forms, _("Form"), width=216)
        self._form.setObjectName("form_choice")
        if forms:
            self._form.set_value(forms[0][0])
        quarters = exchange.region_quarters(self._session) if self._region else exchange.closed_quarters(self._session)
        self._period = Choice([(one, exchange.period_words(one)) for one in quarters], _("Period"), width=216)
        self._period.setObjectName("period_choice")
        self._period.set_value(quarters[0])
        self._language = Choice([(code, LANGUAGES[code]) for code in COMPLETE], _("Language"), width=216)
        self._language.setObjectName("paper_language")
        self._language.set_value(self._session.language)
        for choice in (self._form, self._period, self._language):
            choice.activated.connect(self._make)
        self._fields = {
            "case": _field(_("Case"), self._code),
            "form": _field(_("Form"), self._form),
            "period": _field(_("Period"), self._period),
        }
        self._fields["language"] = _field(_("Language"), self._language)
        title = column(Label(_("Reports"), "title"), Label(_("What to print"), "group"), gap=8)
        self._left_fields = column(*self._fields.values(), gap=12)
        return boxed(column(title, self._list, self._left_fields, None, gap=12, margins=(18, 14, 16, 16)))

    def _show_fields(self) -> None:
        for name, field in self._fields.items():
            field.setVisible(name in self._papers[self._paper].needs | {"language"})

    def _on_paper(self, paper: str) -> None:
        self._paper = paper
        self._list.set_value(paper)
        self._frame.set_left_choice([(one.id, one.title) for one in self._papers.values()], paper)
        self._show_fields()
        self._make()

    def _on_folded(self, left: bool, _context: bool) -> None:
        """The fields of the folded column come to stand above the paper."""
        for field in self._fields.values():
            if left:
                self._above.add(field)
            else:
                self._left_fields.addWidget(field)
        for box in (self._above, self._above_box):
            box.setVisible(left)
        self._show_fields()

    def _offer_cases(self) -> None:
        if self._region:
            return
        rows = cases.page(self._session, Filter(order="modified"), limit=OFFERED).rows
        self._codes.setStringList([row.code for row in rows])

    def _set_case(self, case: str) -> None:
        try:
            row = cases.read_case(self._session, case).row
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._case = case
        self._code.set_value(row.code)
        mark_bad(self._code, False)

    def _on_code(self, _text: str = "") -> None:
        typed = self._code.text().strip()
        if not typed:
            self._case = None
            self._make()
            return
        try:
            row = cases.by_code(self._session, typed)
        except Refused as refusal:
            self._case = None
            mark_bad(self._code, True)
            self._forget()
            self._proof.show_trouble(_("No paper yet"), explain(refusal))
            return
        mark_bad(self._code, False)
        if row.case != self._case:
            self._case = row.case
            self._code.set_value(row.code)
            self._make()

    # --- the paper ----------------------------------------------------------------------------------------------

    def _build_proof(self) -> QWidget:
        return boxed(column(Label(_("The proof"), "section"), self._proof, None, gap=8, margins=(16, 14, 16, 16)))

    def _build_middle(self) -> QWidget:
        self._above = FlowBox(gap=12)
        self._above.setContentsMargins(0, 0, 0, 0)
        self._above.hide()
        self._empty = EmptyState(
            "document", _("Choose a case"), _("Type its code, or open the case and ask for its report there.")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._view)
        self._stack.addWidget(self._empty)
        self._above_box = boxed(column(self._above, margins=(20, 8, 16, 8)))
        self._above_box.hide()
        layout = column(self._above_box, gap=0)
        layout.addWidget(self._stack, 1)
        return boxed(layout)

    def _build_bar(self) -> QWidget:
        self._name = Label("", "small-muted", wrap=True)
        self._name.setObjectName("file_name")
        self._print = Button(_("Print"), icon="print", key="Ctrl+P", name="print")
        self._print.clicked.connect(self._on_print)
        self._save = Button(_("Save"), Kind.PRIMARY, icon="save", key="Ctrl+S", name="save")
        self._save.clicked.connect(self._on_save)
        return BottomBar(self._name, self._print, self._save)

    def _make(self, _ignored: object = None) -> None:
        """Begin the chosen paper; what was made before may no longer be saved."""
        self._forget()
        needs = self._papers[self._paper].needs
        missing = "case" in needs and self._case is None
        self._stack.setCurrentWidget(self._empty if missing else self._view)
        if missing:
            self._proof.show_nothing(_("The proof stands here once there is a paper."))
            return
        self._proof.show_waiting()
        wanted = Wanted(
            self._paper,
            self._case,
            self._form.value() or "",
            self._period.value() or "",
            self._language.value() or self._session.language,
        )
        self._job = self._shell.jobs.start(_("Making the paper"), partial(_paper, self._session, wanted))
        self._job.finished.connect(self._on_made)
        self._job.failed.connect(self._on_failed)

    def _forget(self) -> None:
        """Nothing is shown and nothing can be saved."""
        if self._job is not None:
            self._job.stop()
            self._job = None
        self._made = None
        self._view.set_paper(None)
        self._settle()

    def _settle(self) -> None:
        made = self._made
        for button in (self._print, self._save):
            button.setEnabled(made is not None)
        self._name.setText(_("File name: {name}").format(name=made.file_name) if made else "")

    def _on_made(self, made: Report) -> None:
        if self._job is None or self._job.result is not made:
            return  # another paper was chosen meanwhile
        self._job, self._made = None, made
        self._view.set_paper(made.data)
        self._proof.show_report(made)
        self._settle()

    def _on_failed(self, error: BaseException) -> None:
        if self._job is None or self._job.error is not error:
            return
        self._job = None
        if isinstance(error, ProofFailed):
            marks = parts.places(error)
            self._view.set_paper(error.data, marks)
            self._proof.show_failed(error)
            if marks:
                self._view.show_place(marks[0])
        else:
            self._proof.show_trouble(_("No paper yet"), explain(error))
        self._settle()

    # --- out of the window --------------------------------------------------------------------------------------

    def _on_save(self) -> None:
        made = self._made
        if made is None:
            return
        pattern = _("PDF files ({pattern})").format(pattern="*.pdf")
        path = self._shell.files.save_file(self, _("Save"), made.file_name, pattern)
        if path is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        job = self._shell.jobs.start(_("Saving the paper"), partial(_write, self._session, made, path))
        job.finished.connect(self._on_saved)
        job.failed.connect(self._refuse)

    def _on_saved(self, path: Path) -> None:
        self._shell.say(_("Saved as {name}.").format(name=path.name))

    def _on_print(self) -> None:
        if self._made is not None and self._shell.files.print_pdf(self, self._made.data):
            self._shell.say(_("It goes to the printer. The queue of the printer may keep a copy."))

    def _refuse(self, error: BaseException) -> None:
        self._shell.refuse(error)


def _field(words: str, control: QWidget) -> QWidget:
    return boxed(column(Label(words, "group", buddy=control), control, gap=4))


def _forms(session: Session) -> list[tuple[str, str]]:
    """The forms that can be printed empty, in the order of their codes."""
    return [(form.id, f"{form.code} · {pick(form.title)}") for form in session.library.definitions.printed()]


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that one paper depends on."""

    paper: str
    case: str | None
    form: str
    period: str
    language: str


def _paper(session: Session, wanted: Wanted, _progress: Progress) -> Report:
    """Made and proved over a connection of its own."""
    with session.beside() as own:
        if wanted.paper == BLANK:
            return reports.blank_form(
                wanted.form, wanted.language, country=session.office.country, known=session.library
            )
        if wanted.paper == STATISTICS:
            return reports.statistics_report(own, wanted.period, wanted.language)
        return reports.case_report(own, wanted.case or "", wanted.paper, wanted.language)


def _write(session: Session, made: Report, path: Path, _progress: Progress) -> Path:
    """Whole or not at all; the dialog has asked already whether a file of this name may go."""
    if made.profile == BLANK:
        reports.save_paper(made, path, replace=True)
    else:
        with session.beside() as own:
            reports.save_report(own, made, path, replace=True)
    return path
