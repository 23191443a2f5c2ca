"""The safety plan on paper: as a card that names nothing, its lines chosen by ticks, or the whole of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.gui.pages.columns import Columns
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Banner,
    BottomBar,
    Button,
    Choice,
    FilterBar,
    Kind,
    Label,
    PageHeader,
    ScrollPage,
    Tone,
    boxed,
    clear,
    column,
)
from desktop.gui.widgets.paper_view import PaperView
from desktop.i18n import COMPLETE, LANGUAGES, _
from desktop.jobs import Job
from desktop.jobs import Report as Progress
from desktop.refusals import Refused, explain
from desktop.services import reports, safety_print
from desktop.services.reports import Report
from desktop.services.safety_print import PocketLine
from desktop.services.session import Session

CARD, PLAN = "pocket", "plan"


class PocketPage(QWidget):
    """Opened for one case. Nothing that was typed anywhere goes on the card: each line is one of the plain words."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pocket_page")
        self._shell, self._session = shell, shell.session
        self._case = ""
        self._boxes: dict[str, QCheckBox] = {}
        self._job: Job | None = None
        self._made: Report | None = None
        self._back = Button(_("Back to the case"), icon="arrow-left", name="pocket_case")
        self._back.clicked.connect(self._on_back)
        self._header = PageHeader(
            _("The safety plan on paper"), _("A card to carry. It has no title, no name and no code."), self._back
        )
        self._view = PaperView()
        self._rule = Banner(Tone.SOON, _("It is not printed"), " ", icon="shield")
        self._rule.setObjectName("rule")
        self._rule.hide()
        self._view.setMinimumHeight(px(300))
        choices = self._build_choices()
        page = ScrollPage(self._header, self._rule, Columns((choices, 270, 0), (self._view, 420, 1), gap=20))
        layout = column(gap=0)
        layout.addWidget(page, 1)
        layout.addWidget(self._build_bar())
        self.setLayout(layout)

    def arrive(self, *, case: str = "", paper: str = "", **_where: object) -> None:
        self._case = case or self._case
        if paper:
            self._kind.set_value({paper})
        try:
            plan = safety_print.of_case(self._session, self._case)
        except Refused as refusal:
            self._refuse(refusal)
            return
        definitions = self._session.library.definitions
        self._show_lines(safety_print.lines(plan.body, definitions, self._language.value() or self._session.language))
        self._make()

    def leave(self) -> None:
        """No paper stays on a page that nobody looks at."""
        self._forget()

    def first_field(self) -> QWidget:
        return next(iter(self._boxes.values()), self._back)

    def _build_choices(self) -> QWidget:
        self._kind = FilterBar([(CARD, _("Pocket print")), (PLAN, _("The whole plan"))], exclusive=True)
        self._kind.set_value({CARD})
        self._kind.changed.connect(self._make)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self._by_hand = Choice([(str(n), str(n)) for n in range(safety_print.MOST_BY_HAND + 1)], _("Lines by hand"))
        self._by_hand.setObjectName("by_hand")
        self._by_hand.set_value("2")
        self._by_hand.activated.connect(self._make)
        self._language = Choice([(code, LANGUAGES[code]) for code in COMPLETE], _("Language"), width=216)
        self._language.setObjectName("card_language")
        self._language.set_value(self._session.language)
        self._language.activated.connect(self._on_language)
        why = _("Choose together with her. Whoever finds the card reads a list like any other.")
        hand = _("Empty lines, for numbers that she writes herself")
        self._card_only = boxed(
            column(
                Label(_("What goes on it"), "section"),
                Label(why, "small-muted", wrap=True),
                self._lines,
                Label(hand, "group", buddy=self._by_hand, wrap=True),
                self._by_hand,
                gap=10,
            )
        )
        return boxed(
            column(
                self._kind,
                self._card_only,
                Label(_("Language"), "group", buddy=self._language),
                self._language,
                gap=10,
            )
        )

    def _show_lines(self, offered: tuple[PocketLine, ...]) -> None:
        chosen = {code for code, box in self._boxes.items() if box.isChecked()} if self._boxes else None
        clear(self._lines)
        self._boxes = {}
        for line in offered:
            box = QCheckBox(line.words)
            box.setObjectName(f"line_{line.code}")
            box.setAccessibleDescription(line.plan)
            box.setChecked(chosen is None or line.code in chosen)
            box.toggled.connect(self._make)
            self._boxes[line.code] = box
            self._lines.addWidget(box)
            box.show()  # now that it has its place, so that the first one can have the focus at once
            if line.plan != line.words:
                meant = Label(line.plan, "small-muted", wrap=True)
                meant.setContentsMargins(px(28), 0, 0, 0)
                self._lines.addWidget(meant)
        if not offered:
            none = _("The plan has no ticks that can stand on a card. Tick them in the plan first.")
            self._lines.addWidget(Label(none, "muted", wrap=True))

    def _build_bar(self) -> QWidget:
        self._name = Label("", "small-muted", wrap=True)
        self._print = Button(_("Print"), icon="print", key="Ctrl+P", name="print")
        self._print.clicked.connect(self._on_print)
        self._save = Button(_("Save"), Kind.PRIMARY, icon="save", key="Ctrl+S", name="save")
        self._save.clicked.connect(self._on_save)
        return BottomBar(self._name, self._print, self._save)

    def _make(self, _ignored: object = None) -> None:
        self._forget()
        kind = CARD if CARD in self._kind.value() else PLAN
        self._card_only.setVisible(kind == CARD)
        chosen = tuple(code for code, box in self._boxes.items() if box.isChecked())
        by_hand, language = int(self._by_hand.value() or 0), self._language.value() or self._session.language
        work = partial(_paper, self._session, self._case, kind, chosen, language, by_hand)
        self._job = self._shell.jobs.start(_("Making the paper"), work)
        self._job.finished.connect(self._on_made)
        self._job.failed.connect(self._on_failed)

    def _forget(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job = None
        self._made = None
        self._view.set_paper(None)
        self._settle()

    def _settle(self, why: str = "") -> None:
        for button in (self._print, self._save):
            button.setEnabled(self._made is not None)
        self._name.setText(_("File name: {name}").format(name=self._made.file_name) if self._made else "")
        self._view.setVisible(not why)
        self._rule.setVisible(bool(why))
        if why:
            self._rule.set_words(_("It is not printed"), why)

    def _on_made(self, made: Report) -> None:
        if self._job is None or self._job.result is not made:
            return
        self._job, self._made = None, made
        self._view.set_paper(made.data)
        self._settle()

    def _on_failed(self, error: BaseException) -> None:
        if self._job is None or self._job.error is not error:
            return
        self._job = None
        self._refuse(error)

    def _refuse(self, error: BaseException) -> None:
        """The rule that forbids it stands where the card would be."""
        self._settle(explain(error))

    def _on_language(self, _index: int) -> None:
        self.arrive()

    def _on_save(self) -> None:
        if self._made is None:
            return
        pattern = _("PDF files ({pattern})").format(pattern="*.pdf")
        path = self._shell.files.save_file(self, _("Save"), self._made.file_name, pattern)
        if path is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        job = self._shell.jobs.start(_("Saving the paper"), partial(_write, self._session, self._made, path))
        job.finished.connect(self._on_saved)
        job.failed.connect(self._shell.refuse)

    def _on_saved(self, path: Path) -> None:
        self._shell.say(_("Saved as {name}.").format(name=path.name))

    def _on_print(self) -> None:
        if self._made is not None and self._shell.files.print_pdf(self, self._made.data):
            self._shell.say(_("It goes to the printer. The queue of the printer may keep a copy."))

    def _on_back(self) -> None:
        self._shell.navigate("case", case=self._case, view="risk")


def _paper(
    session: Session,
    case: str,
    kind: str,
    chosen: tuple[str, ...],
    language: str,
    by_hand: int,
    _progress: Progress,
) -> Report:
    with session.beside() as own:
        if kind == PLAN:
            return safety_print.whole(own, case, language)
        return safety_print.pocket(own, case, chosen, language, by_hand=by_hand)


def _write(session: Session, made: Report, path: Path, _progress: Progress) -> Path:
    with session.beside() as own:
        reports.save_report(own, made, path, replace=True)
    return path
