"""Who has sent what: a row for each office, a column for each period, those that are late first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.widgets import Card, Cell, CellsModel, ChipSpec, Label, SectionHeader, Shape, Table, Tone
from desktop.i18n import _
from desktop.services import exchange, gaps
from desktop.services.statistics import OfficeState, Regional, Sent

ROW = 34


class CompletenessMap(Card):
    """The latest periods beside each other. chosen(office): its row was opened."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("map")
        self._head = SectionHeader(_("Who has sent, period by period"))
        self._late = Label("", "small-muted", wrap=True)
        self._late.setObjectName("map_late")
        self._table = Table(_("Who has sent, period by period"), row_height=ROW)
        self._table.setObjectName("map_table")
        self._table.opened.connect(self._on_opened)
        self._codes: list[str] = []
        self.add(self._head, self._late, self._table)

    def show_periods(self, found: Sequence[Regional]) -> None:
        """What is known of every office in each of the periods, the earliest first."""
        by_office = {one.code: [_state(regional, one.code) for regional in found] for one in found[-1].offices}
        late = {code: states.count(Sent.LATE) for code, states in by_office.items()}
        told = {one.code: one for one in found[-1].offices}
        self._codes = sorted(by_office, key=lambda code: (-late[code], code))
        periods = [exchange.period_words(one.period, short=True) for one in found]
        model = CellsModel(
            [_("Office"), *periods, _("Numbers that never came")],
            [_row(told[code], by_office[code]) for code in self._codes],
            self._table,
        )
        self._table.setModel(model)
        self._table.set_widths(96, *(110 for _period in periods), 150, stretch=len(periods) + 1)
        self._table.fit_height()
        missing = [code for code in self._codes if by_office[code][-1] is Sent.LATE]
        self._late.setText(
            _("To be reminded of {period}: {offices}.").format(period=periods[-1], offices=", ".join(missing))
        )
        self._late.setVisible(bool(missing))
        self.setVisible(bool(self._codes))

    def _on_opened(self, index: object) -> None:
        row = getattr(index, "row", lambda: -1)()
        if 0 <= row < len(self._codes):
            self.chosen.emit(self._codes[row])


def _state(regional: Regional, code: str) -> Sent | None:
    return next((one.state for one in regional.offices if one.code == code), None)


def _row(one: OfficeState, states: Sequence[Sent | None]) -> tuple[Cell, ...]:
    missing = gaps.words(one.missing) if one.missing else "–"
    return (Cell(one.code, strong=True), *(Cell(chip=_spec(state)) for state in states), Cell(missing))


def _spec(state: Sent | None) -> ChipSpec:
    """That an earlier number is missing is said once, at the end of the row."""
    if state in (Sent.COMPLETE, Sent.GAP):
        return ChipSpec(_("received"), Shape.CHECK, Tone.DONE)
    if state is Sent.LATE:
        return ChipSpec(_("late"), Shape.OCTAGON, Tone.DANGER)
    if state is None:
        return ChipSpec(_("not asked for"), Shape.RING, Tone.PLAIN)
    return ChipSpec(_("in time"), Shape.RING, Tone.PLAIN)
