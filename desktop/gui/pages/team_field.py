"""The sheet that a team takes along: printed here, its way there and back, the scans of what was written on it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.times import written_words
from desktop.gui.pages.team_scans import SheetFiles
from desktop.gui.shell import Shell
from desktop.gui.widgets import Button, Choice, FlowBox, Kind, Label, RowButton, RowList, SectionHeader, boxed, column
from desktop.i18n import LANGUAGES, _
from desktop.jobs import Report
from desktop.services import paper_numbers, team_sheet
from desktop.services.session import Session
from desktop.services.team import Board
from desktop.services.team_sheet import Made, Out


class FieldPapers(QWidget):
    """changed: a sheet was printed, or a scan added."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field_papers")
        self._shell, self._session = shell, shell.session
        self._board: Board | None = None
        self._language = Choice(list(LANGUAGES.items()), _("Language of the paper"), width=160)
        self._language.setObjectName("sheet_language")
        self._language.set_value(shell.session.language)
        self._out = RowList()
        self._none = Label(_("No sheet of this intervention has been printed yet."), "muted", wrap=True)
        self._scans = SheetFiles(shell)
        self._scans.changed.connect(self.changed)
        text = Label(
            _(
                "It has every step with its hour and boxes to tick, and neither a name nor an address: if it is lost, "
                "it tells nobody who she is. Its number brings it back to this intervention."
            ),
            "muted",
            wrap=True,
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 12, 0, 0)
        head = SectionHeader(_("Sheet for the field"))
        outer.addWidget(boxed(column(head, text, self._deeds(), self._out, self._none, gap=8)))
        outer.addWidget(boxed(column(SectionHeader(_("Scanned sheets")), self._scans, gap=8)))

    def show_board(self, board: Board) -> None:
        self._board = board
        found = team_sheet.sheets_of(self._session, board.record)
        self._out.set_rows(*(self._row(one) for one in found))
        self._out.setVisible(bool(found))
        self._none.setVisible(not found)
        self._scans.show_board(board)

    def first_field(self) -> QWidget:
        return self._print

    def _deeds(self) -> QWidget:
        self._print = Button(_("Print the team sheet"), icon="print", name="print_sheet")
        self._print.clicked.connect(self._on_print)
        save = Button(_("Save as PDF"), icon="save", name="save_sheet")
        save.clicked.connect(self._on_save)
        type_ = Button(_("Type a sheet"), icon="keyboard", key="Ctrl+T", key_works=False, name="type_sheet")
        type_.clicked.connect(self._on_type)
        blanks = Button(_("Cards and the set for the drawer"), Kind.LINK, icon="folder", name="open_drawer")
        blanks.clicked.connect(self._on_blanks)
        made = FlowBox(gap=8)
        for part in (self._language, self._print, save, type_, blanks):
            made.add(part)
        return made

    def _row(self, one: Out) -> RowButton:
        now = self._session.now()
        title = _("Sheet {number}").format(number=paper_numbers.shown(one.number))
        made = RowButton(title, _way(one, now), icon="check" if one.typed else "print", arrow=True)
        made.setObjectName(f"sheet_{one.number}")
        made.clicked.connect(partial(self._on_sheet, one.number))
        return made

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_print(self) -> None:
        if self._board is not None:
            self._shell.work(_("Making the paper"), self._work(), self._printed)

    def _work(self) -> partial[Made]:
        board = self._board
        return partial(_made, self._session, board.record if board else "", self._language.value() or "")

    def _printed(self, made: Made) -> None:
        """On record first: a number too many is better than a sheet that leads nowhere."""
        team_sheet.keep(self._session, made)
        if self._shell.files.print_pdf(self, made.data):
            number = paper_numbers.shown(made.number)
            self._shell.say(_("Sheet {number} goes to the printer.").format(number=number))
        else:
            team_sheet.cancel(self._session, made)
        self._changed()

    def _on_save(self) -> None:
        if self._board is not None:
            self._shell.work(_("Making the paper"), self._work(), self._saved)

    def _saved(self, made: Made) -> None:
        pattern = _("PDF files ({pattern})").format(pattern="*.pdf")
        path = self._shell.files.save_file(self, _("Save"), made.file_name, pattern)
        if path is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        self._shell.work(_("Saving the paper"), partial(_kept, self._session, made, path), self._on_kept)

    def _on_kept(self, number: str) -> None:
        self._shell.say(_("Sheet {number} is saved.").format(number=number))
        self._changed()

    def _changed(self) -> None:
        self._session.announce("team", self._board.record if self._board else None)
        self.changed.emit()
        if self._board is not None:
            self.show_board(self._board)

    def _on_sheet(self, number: str, _checked: bool = False) -> None:
        self._shell.navigate("numbered", number=number)

    def _on_type(self) -> None:
        """A blank sheet that was filled belongs to this team; any other finds its own by the number."""
        self._shell.navigate("numbered", record=self._board.record if self._board else "")

    def _on_blanks(self) -> None:
        self._shell.navigate("drawer", protocol=self._board.protocol.id if self._board else "")


def _way(one: Out, now: datetime) -> str:
    printed = written_words(one.printed, now) if one.printed else ""
    typed = written_words(one.typed, now) if one.typed else ""
    if one.blank:
        return _("a blank sheet from the drawer, typed {moment}").format(moment=typed)
    if one.typed:
        return _("printed {printed}, typed {typed}").format(printed=printed, typed=typed)
    return _("printed {printed}, not back yet: press to type it").format(printed=printed)


def _made(session: Session, record: str, language: str, _report: Report) -> Made:
    with session.beside() as own:
        return team_sheet.prepare(own, record, language)


def _kept(session: Session, made: Made, path: Path, _report: Report) -> str:
    with session.beside() as own:
        team_sheet.save(own, made, path, replace=True)
    return paper_numbers.shown(made.number)
