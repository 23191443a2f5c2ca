"""Scans of a team's sheet, at one step or at all of it: added by hand or dropped, seen in the built-in viewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui import decoding
from desktop.gui.forms.other_editors import file_words
from desktop.gui.models.times import written_words
from desktop.gui.shell import Shell
from desktop.gui.widgets import Button, Kind, Label, RowButton, RowList, TextField, Tone, row
from desktop.gui.widgets.drop_area import DropArea
from desktop.i18n import _, ngettext
from desktop.jobs import Report
from desktop.refusals import Refused, explain
from desktop.services import attach, team_scans
from desktop.services.session import Change, Session
from desktop.services.team import Board
from desktop.services.team_scans import Scan

WIDE = 220


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the chosen files."""

    kept: int
    refused: tuple[Refused, ...]


class StepFiles(QWidget):
    """The scans at one step. changed: one was added."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("step_files")
        self._shell = shell
        self._team = self._case = self._step = ""
        self._list = RowList()
        self._told = Label("", "small", wrap=True)
        self._told.setObjectName("scan_told")
        self._add = Button(_("Add a scan"), Kind.SMALL_LINK, icon="attach", name="add_scan")
        self._add.clicked.connect(self._on_asked)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        outer.addWidget(self._list)
        outer.addWidget(self._told)
        outer.addLayout(row(self._add, None))
        self._told.hide()

    def show_step(self, board: Board, step: str) -> None:
        """The scans of this step; with no step those of the whole sheet."""
        if (board.record, step) != (self._team, self._step):
            self._told.hide()
        self._team, self._case, self._step = board.record, board.case, step
        self._fill()

    def add_paths(self, paths: Sequence[Path], number: str = "") -> None:
        """Read, looked at and kept beside the window: sticks are slow and pictures large."""
        work = partial(_keep, self._shell.session, self._team, self._step, tuple(paths), number)
        self._shell.work(_("Adding files"), work, partial(self._on_added, self._team, self._step))

    def hide_button(self) -> None:
        """Where another way to add stands beside it."""
        self._add.hide()

    def _fill(self) -> None:
        found = team_scans.of_team(self._shell.session, self._team, self._step)
        self._list.set_rows(*(self._row(one) for one in reversed(found)))
        self._list.setVisible(bool(found))

    def _row(self, scan: Scan) -> RowButton:
        when = written_words(scan.file.at, self._shell.session.now())
        words = _("{file} · {time} · {worker}")
        second = words.format(file=file_words(scan.file.file), time=when, worker=scan.file.worker)
        title = _("Sheet {number}").format(number=scan.number) if scan.number else _("Scanned sheet")
        made = RowButton(title, second, icon="eye", arrow=True)
        made.setObjectName(f"scan_{scan.file.file.id}")
        made.clicked.connect(partial(self._on_opened, scan.file.file.id))
        return made

    def _on_opened(self, file: str, _checked: bool = False) -> None:
        self._shell.navigate("viewer", case=self._case, file=file)

    def _on_asked(self) -> None:
        pattern = _("Pictures and PDF ({pattern})").format(pattern=attach.PATTERN)
        chosen = self._shell.files.open_files(self, _("Add a scan"), pattern)
        if chosen:
            self.add_paths(chosen)

    def _on_added(self, team: str, step: str, added: Added) -> None:
        self._shell.session.changed(Change("record"))  # what was written beside is shown everywhere
        if (team, step) != (self._team, self._step):
            return
        self._fill()
        words = [explain(one) for one in added.refused]
        if added.kept:
            kept = ngettext("{n} scan is kept with the intervention.", "{n} scans are kept with the intervention.",
                            added.kept).format(n=added.kept)  # fmt: skip
            words.insert(0, kept)
        self._told.setText(" ".join(words))
        self._told.set_tone(Tone.DANGER if added.refused else Tone.DONE)
        self._told.show()
        self.changed.emit()


class SheetFiles(QWidget):
    """The scans of the whole sheet, with a place to drop them and their number, where it is told."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sheet_files")
        self._files = StepFiles(shell)
        self._files.changed.connect(self.changed)
        self._number = TextField(_("Number of the paper"), hint="T7K3-QF2M", width=WIDE)
        self._number.setObjectName("scan_number")
        self._drop = DropArea(
            _("Drop the scanned sheet here"),
            _("Pictures or a PDF, at most {limit} MB each.").format(limit=attach.LARGEST_MIB),
            _("Choose files"),
            endings=attach.ENDINGS,
        )
        self._drop.button.setObjectName("drop_scans")
        self._drop.dropped.connect(self._add)
        self._drop.asked.connect(partial(self._on_asked, shell))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        outer.addLayout(row(Label(_("Number of the paper"), "label", buddy=self._number), self._number, None, gap=10))
        outer.addWidget(self._drop)
        outer.addWidget(self._files)
        self._files.hide_button()

    def show_board(self, board: Board) -> None:
        self._files.show_step(board, "")

    def _add(self, paths: Sequence[Path]) -> None:
        self._files.add_paths(paths, self._number.text())
        self._number.clear()

    def _on_asked(self, shell: Shell) -> None:
        pattern = _("Pictures and PDF ({pattern})").format(pattern=attach.PATTERN)
        chosen = shell.files.open_files(self, _("Add a scan"), pattern)
        if chosen:
            self._add(chosen)


def _keep(session: Session, team: str, step: str, paths: Sequence[Path], number: str, report: Report) -> Added:
    """One after the other; one that is refused does not stop the rest."""
    kept, refused = 0, []
    with session.beside() as own:
        for place, path in enumerate(paths):
            report(place, len(paths))
            try:
                data = attach.read_file(path)
                decoding.open_file(data, attach.look(data).mime)
                team_scans.attach_scan(own, team, data, step=step, number=number)
            except Refused as refusal:
                refused.append(refusal)
                continue
            kept += 1
    return Added(kept, tuple(refused))
