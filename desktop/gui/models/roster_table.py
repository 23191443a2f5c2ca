"""The table of the roster: who, by which number, how they stand at the chosen hour, when somebody checked it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from desktop.gui.models.crew_words import short_words
from desktop.gui.widgets import Cell, ChipSpec, Shape, Tone, cell_data
from desktop.gui.widgets.table import Index
from desktop.i18n import _, date_words
from desktop.protocols import duty
from desktop.protocols.duty_words import exceptions_words, rota_words
from desktop.services import roster
from desktop.services.roster import Person

Phone = Callable[[str], str]


class RosterTable(QAbstractTableModel):
    """Everybody at one moment."""

    def __init__(self, phone: Phone, tz: tzinfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phone, self._tz = phone, tz
        self._people: Sequence[Person] = ()
        self._cells: list[tuple[Cell, ...]] = []

    def show(self, people: Sequence[Person], known: Sequence[Person], at: datetime, now: datetime) -> None:
        """These people as they stand at `at`; `known` are all, for the names of substitutes."""
        names = {one.record: one.name for one in known}
        self.beginResetModel()
        self._people = people
        self._cells = [self._words(one, names, at, now) for one in people]
        self.endResetModel()

    def person(self, place: int) -> Person | None:
        return self._people[place] if 0 <= place < len(self._people) else None

    def place_of(self, record: str) -> int | None:
        return next((place for place, one in enumerate(self._people) if one.record == record), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._people)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(heads())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._cells):
            return None
        return cell_data(self._cells[index.row()][index.column()], role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return heads()[section]
        return None

    def _words(self, one: Person, names: dict[str, str], at: datetime, now: datetime) -> tuple[Cell, ...]:
        differs = next(exceptions_words(one.rota, at.date()), "")
        stands_in = names.get(one.substitute or "")
        extra = differs or (_("Stands in: {name}").format(name=stands_in) if stands_in else "")
        numbers = [self._phone(phone.number) for phone in one.phones]
        old = roster.is_old(one, now.date(), self._tz)
        return (
            Cell(one.group, strong=True),
            Cell(one.name, " · ".join(part for part in (one.function, one.institution) if part)),
            Cell(numbers[0] if numbers else _("no number written"), ", ".join(numbers[1:]), muted=not numbers),
            Cell(chip=standing_chip(one, at, self._tz)),
            Cell(rota_words(one.rota) or "–", extra),
            Cell(
                date_words(one.checked) if one.checked else _("never checked"),
                _("check again") if old and one.checked else "",
                Tone.SOON if old else None,
                muted=not one.checked,
            ),
        )


def heads() -> tuple[str, ...]:
    return _("Group"), _("Person"), _("Telephone"), _("Duty"), _("Hours"), _("Last checked")


def standing_chip(one: Person, at: datetime, tz: tzinfo) -> ChipSpec:
    """How somebody stands at a moment, and until or from when."""
    how = roster.standing(one, at, tz)
    if how == "on":
        end = duty.until(one.rota, at, tz)
        words = _("On duty until {moment}").format(moment=_moment(end, at, tz)) if end else _("On duty")
        return ChipSpec(words, Shape.CHECK, Tone.DONE)
    if how == "away":
        return ChipSpec(_("Away"), Shape.X, Tone.SOON)
    if how == "unknown":
        return ChipSpec(_("Hours not known"), Shape.RING, Tone.PLAIN)
    begins = duty.begins(one.rota, at, tz)
    words = _("From {moment}").format(moment=_moment(begins, at, tz)) if begins else _("Not on duty")
    return ChipSpec(words, Shape.DASH, Tone.QUIET)


def _moment(moment: datetime, at: datetime, tz: tzinfo) -> str:
    local = moment.astimezone(tz)
    hour = short_words(local.isoformat(), local.replace(tzinfo=tz))
    return hour if local.date() == at.astimezone(tz).date() else f"{date_words(local.date())[:5]}, {hour}"
