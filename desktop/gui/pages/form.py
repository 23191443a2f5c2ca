"""The page of one form: filling it, keeping what is typed, saving it, and what comes after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.schema import Json
from desktop.gui.forms.desk import Desk
from desktop.gui.shell import Shell
from desktop.gui.widgets import clear
from desktop.services import from_report, records
from desktop.services.records import Sheet

Place = tuple[str, str | None, str | None]  # form, case, record


class FormPage(QWidget):
    """arrive(form=, case=None, record=None, path=None, report=None, kind=): `report` begins a case with a report.

    `kind` is that of a file that is opened.

    shown: another sheet stands on the page.
    """

    shown = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form")
        self._shell, self._session = shell, shell.session
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._desk: Desk | None = None
        self._unkept: dict[Place, Mapping[str, Json]] = {}  # what no disk took; it is not lost while the window is open
        for keys, deed in self._keys():
            QShortcut(QKeySequence(keys), self).activated.connect(deed)

    # --- what the window calls ------------------------------------------------------------------------------------

    def arrive(
        self,
        form: str = "",
        case: str | None = None,
        record: str | None = None,
        path: str | None = None,
        report: str | None = None,
        kind: str = "",
    ) -> None:
        self._forget()
        try:
            sheet = self._open(form, case, record, report)
            if kind and sheet.is_new and not sheet.draft:
                sheet = replace(sheet, answers={**sheet.answers, "file_kind": kind})
        except Exception as refusal:
            if getattr(refusal, "code", None) is None:
                raise
            if form:
                self._shell.refuse(refusal)
            QTimer.singleShot(0, self, self._go_home)  # the window is still on its way here
            return
        self._desk = Desk(self._shell, sheet, self._unkept.pop(_place(sheet), {}), self)
        self._outer.addWidget(self._desk)
        self._desk.begin(path)
        self.shown.emit()

    def leave(self) -> None:
        """Keep the draft, cover what was uncovered; nobody is asked anything."""
        if self._desk is None:
            return
        unkept = self._desk.leave()
        if unkept:
            self._unkept[_place(self._desk.sheet)] = unkept

    def refresh(self) -> None:
        """Something was written elsewhere: show it, but never over what is being typed."""
        if self._desk is not None:
            self._desk.refresh()

    def first_field(self) -> QWidget | None:
        return self._desk.first_field() if self._desk else None

    # --- inside ---------------------------------------------------------------------------------------------------

    def _open(self, form: str, case: str | None, record: str | None, report: str | None) -> Sheet:
        if report is not None:
            return from_report.begin(self._session, report)
        return records.open_sheet(self._session, form, case=case, record=record)

    def _go_home(self) -> None:
        self._shell.navigate("today")

    def _forget(self) -> None:
        if self._desk is not None:
            self._desk.leave()
            clear(self._outer)
            self._desk = None

    def _keys(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        return (
            ("Ctrl+S", partial(self._do, "save")),
            ("Ctrl+Z", partial(self._do, "undo")),
            ("Ctrl+Y", partial(self._do, "redo")),
            ("Ctrl+Shift+Z", partial(self._do, "redo")),
            ("Ctrl+P", partial(self._do, "print_form")),
            ("Ctrl+T", partial(self._do, "transcribe")),
            ("Ctrl+PgDown", partial(self._do, "next_section")),
            ("Ctrl+PgUp", partial(self._do, "section_before")),
        )

    def _do(self, deed: str) -> None:
        if self._desk is not None:
            getattr(self._desk, deed)()


def _place(sheet: Sheet) -> Place:
    """Where a sheet is found again; one that was never saved has no name of its own yet."""
    return (sheet.form.id, sheet.case, None if sheet.is_new else sheet.record)
