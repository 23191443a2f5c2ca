"""The table of cases: ten thousand rows as easily as ten, each page of them read when it is first seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from desktop.forms.schema import Definitions
from desktop.gui.models.case_words import SHORT_KINDS, VICTIM
from desktop.gui.models.due_words import due_title, is_duty
from desktop.gui.models.found_words import found_words
from desktop.gui.models.times import left_words, moment_words
from desktop.gui.models.words import person_words, short_name, status_spec, steps_words, track_words
from desktop.gui.widgets import Cell, Tone, cell_data, risk_spec
from desktop.gui.widgets.table import Index
from desktop.i18n import _
from desktop.services.cases import CaseRow, Page
from desktop.services.searching import FoundIn

PAGE = 200
KEPT_PAGES = 12  # a person scrolls to and fro; the rest is read again

Read = Callable[[int, int], Page]  # offset, limit


@dataclass(frozen=True, slots=True)
class Reading:
    """What turns a row into words."""

    definitions: Definitions
    names: Mapping[str, str]
    now: datetime
    found_in: Callable[[str], Sequence[FoundIn]] | None = None  # where a search has found its words in a case


class CaseTable(QAbstractTableModel):
    """Rows of cases; `show` starts a list, and nothing but the pages that are seen is held."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read: Read | None = None
        self._reading: Reading | None = None
        self._pages: dict[int, Sequence[CaseRow]] = {}
        self._total = 0

    def show(self, read: Read, reading: Reading) -> None:
        """A new list, or the same one read anew."""
        self.beginResetModel()
        self._read, self._reading = read, reading
        first = read(0, PAGE)
        self._pages, self._total = {0: first.rows}, first.total
        self.endResetModel()

    def case(self, place: int) -> CaseRow | None:
        """The case in this row; its page is read now if it was not yet."""
        if self._read is None or not 0 <= place < self._total:
            return None
        number = place // PAGE
        if number not in self._pages:
            while len(self._pages) >= KEPT_PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[number] = self._read(number * PAGE, PAGE).rows
        rows = self._pages[number]
        # Cases may have gone meanwhile on another connection; the list is read anew at the next change.
        return rows[place % PAGE] if place % PAGE < len(rows) else None

    def place_of(self, case: str) -> int | None:
        """Where a case stands among the rows that were read."""
        for number, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.case == case:
                    return number * PAGE + place
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.case(index.row()) if index.isValid() else None
        if row is None or self._reading is None:
            return None
        return cell_data(_COLUMNS[index.column()](row, self._reading), role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return heads()[section]
        return None


def heads() -> tuple[str, ...]:
    first = (_("Code"), _("Track"), _("Risk"), _("Status"), _("Manager"), _("Next deadline"), _("Changed"))
    return (*first, _("Found in"))


def _code(row: CaseRow, reading: Reading) -> Cell:
    return Cell(row.code, person_words(reading.definitions, row.sex, row.age_band, row.place) or "–", strong=True)


def _track(row: CaseRow, _reading: Reading) -> Cell:
    return Cell((track_words(row.track) if row.kind == VICTIM else _(SHORT_KINDS[row.kind])) or "–")


def _risk(row: CaseRow, _reading: Reading) -> Cell:
    return Cell(chip=risk_spec(row.risk)) if row.kind == VICTIM else Cell("–", muted=True)


def _status(row: CaseRow, reading: Reading) -> Cell:
    return Cell(chip=status_spec(reading.definitions, row.status, plain=True))


def _manager(row: CaseRow, reading: Reading) -> Cell:
    return Cell(short_name(reading.names.get(row.manager or "", row.manager or "")))


def _due(row: CaseRow, reading: Reading) -> Cell:
    words = due_words(row, reading.now)
    return Cell(words[0], words[1], words[2]) if words else Cell("–", muted=True)


def _changed(row: CaseRow, reading: Reading) -> Cell:
    if row.modified is None:
        return Cell("–")
    return Cell(moment_words(datetime.fromisoformat(row.modified).astimezone(reading.now.tzinfo), reading.now))


def _found_in(row: CaseRow, reading: Reading) -> Cell:
    """The question and its sheet, and how many more there are; never the words themselves."""
    if reading.found_in is None:
        return Cell()
    places = reading.found_in(row.case)
    return Cell(*found_words(reading.definitions, places)) if places else Cell(_("the code of the case"), muted=True)


def due_words(row: CaseRow, now: datetime) -> tuple[str, str, Tone | None] | None:
    """What is due next of a case: what, until when, and how loudly."""
    if row.next_due is None:
        return None
    at = datetime.fromisoformat(row.next_due).astimezone(now.tzinfo)
    late = at < now
    title = due_title(row.next_what, ref=row.next_ref)
    if row.next_what == "duty" and row.next_ref:
        title = _("Deadline, {step}").format(step=steps_words([row.next_ref]))
    hours = (at - now).total_seconds() / 3600
    missed = late and is_duty(row.next_what, row.next_ref)
    tone = Tone.DANGER if missed else Tone.SOON if late or hours < 12 else None
    return title, left_words(at, now) if hours < 48 else moment_words(at, now), tone


_COLUMNS: tuple[Callable[[CaseRow, Reading], Cell], ...] = (
    _code,
    _track,
    _risk,
    _status,
    _manager,
    _due,
    _changed,
    _found_in,
)
