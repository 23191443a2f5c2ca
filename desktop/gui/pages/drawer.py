"""Papers of teams that are about nobody: empty sheets, cards of the institutions, the set for the drawer."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    BottomBar,
    Button,
    Choice,
    FlowBox,
    Kind,
    Label,
    PageHeader,
    ScrollPage,
    boxed,
    column,
    row,
)
from desktop.gui.widgets.paper_view import PaperView
from desktop.i18n import LANGUAGES, _, ngettext, pick
from desktop.jobs import Job, Report
from desktop.refusals import explain
from desktop.services import team_blanks
from desktop.services.session import Session
from desktop.services.team_blanks import Blank, Wanted

WIDE = 236
PAPER = 380  # of the paper's height is always there; a page that is lower scrolls


class DrawerPage(QWidget):
    """arrive(protocol=""): chosen on the left, seen in the middle, printed or saved."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawer")
        self._shell, self._session = shell, shell.session
        self._made: Blank | None = None
        self._job: Job | None = None
        kinds = [
            (team_blanks.DRAWER, _("Set for the drawer")),
            (team_blanks.SHEET, _("Empty team sheet")),
            (team_blanks.CARDS, _("Cards of the institutions")),
            (team_blanks.EXERCISE, _("Set for a training")),
        ]
        self._kind = Choice(kinds, _("Which papers"), width=WIDE)
        self._kind.setObjectName("blank_kind")
        protocols = [(one.id, pick(one.title)) for one in team_blanks.protocols(shell.session)]
        self._protocol = Choice([("", _("all protocols")), *protocols], _("Protocol"), width=2 * WIDE)
        self._protocol.setObjectName("blank_protocol")
        self._language = Choice(list(LANGUAGES.items()), _("Language of the paper"), width=WIDE)
        self._language.setObjectName("blank_language")
        self._phones = QCheckBox(_("Print the telephones of the roster on the cards"))
        self._phones.setObjectName("blank_phones")
        self._view = PaperView()
        self._name = Label("", "small-muted")
        self._print = Button(_("Print"), icon="print", key="Ctrl+P", name="print")
        self._print.clicked.connect(self._on_print)
        self._save = Button(_("Save"), Kind.PRIMARY, icon="save", key="Ctrl+S", name="save")
        self._save.clicked.connect(self._on_save)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._view.setMinimumHeight(px(PAPER))
        outer.addWidget(ScrollPage(self._head(), self._view, margins=(0, 0, 0, 0)), 1)
        outer.addWidget(BottomBar(self._name, self._print, self._save))

    def arrive(self, protocol: str = "", **_where: object) -> None:
        for choice, value in ((self._kind, team_blanks.DRAWER), (self._protocol, protocol)):
            choice.set_value(value)
        self._language.set_value(self._session.language)
        self._make()

    def leave(self) -> None:
        self._forget()

    def first_field(self) -> QWidget:
        return self._kind

    def _head(self) -> QWidget:
        back = Button(_("Back"), Kind.LINK, icon="arrow-left", name="drawer_back")
        back.clicked.connect(partial(self._shell.navigate, "teams"))
        choices = FlowBox(gap=12)
        for words, choice in (
            (_("Which papers"), self._kind),
            (_("Protocol"), self._protocol),
            (_("Language of the paper"), self._language),
        ):
            choice.activated.connect(self._make)
            choices.add(boxed(row(Label(words, "label", buddy=choice), choice, gap=8)))
        self._phones.toggled.connect(self._make)
        choices.add(self._phones)
        header = PageHeader(
            _("Papers about nobody"),
            _("They hold no data of any case. Each empty sheet has its own number: print anew rather than copy."),
            back,
        )
        return boxed(column(header, choices, gap=8, margins=(24, 14, 20, 10)))

    # --- the paper ------------------------------------------------------------------------------------------------

    def _make(self, *_changed: object) -> None:
        self._forget()
        kind = self._kind.value() or team_blanks.DRAWER
        self._phones.setVisible(kind != team_blanks.SHEET)
        wanted = Wanted(
            kind,
            self._protocol.value() or "",
            self._language.value() or self._session.language,
            phones=self._phones.isChecked(),
        )
        self._job = self._shell.jobs.start(_("Making the paper"), partial(_made, self._session, wanted))
        self._job.finished.connect(self._on_made)
        self._job.failed.connect(self._on_failed)

    def _forget(self) -> None:
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
        words = ngettext("{n} page · {name}", "{n} pages · {name}", made.pages if made else 0)
        self._name.setText(words.format(n=made.pages, name=made.file_name) if made else "")

    def _on_made(self, made: Blank) -> None:
        self._job, self._made = None, made
        self._view.set_paper(made.data)
        self._settle()

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self._shell.say(explain(error), trouble=True)

    def _on_print(self) -> None:
        made = self._made
        if made is not None and self._shell.files.print_pdf(self, made.data):
            team_blanks.note(self._session, made)
            self._shell.say(_("It goes to the printer."))
            self._make()

    def _on_save(self) -> None:
        made = self._made
        if made is None:
            return
        pattern = _("PDF files ({pattern})").format(pattern="*.pdf")
        path = self._shell.files.save_file(self, _("Save"), made.file_name, pattern)
        if path is not None:
            path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
            self._shell.work(_("Saving the paper"), partial(_saved, self._session, made, path), self._on_saved)

    def _on_saved(self, _done: None) -> None:
        self._shell.say(_("The papers are saved."))
        self._make()


def _made(session: Session, wanted: Wanted, _report: Report) -> Blank:
    with session.beside() as own:
        return team_blanks.make(own, wanted)


def _saved(session: Session, made: Blank, path: Path, _report: Report) -> None:
    with session.beside() as own:
        team_blanks.save(own, made, path, replace=True)
