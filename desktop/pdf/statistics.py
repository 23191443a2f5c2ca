"""Counted tables on paper: what they count, of what period, and what they do not show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.i18n import _, using
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import Box, press
from desktop.pdf.style import BODY, BREADTH, GROUND, LEADING, LEFT, MUTED, REGULAR, RIGHT, SEMIBOLD, SMALL

_FIGURE = r"[0-9]{1,7}"
_LABEL_ROOM = BREADTH - 120


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    label: str
    figure: str  # as it is printed: a number, or "under 10"


@dataclass(frozen=True, slots=True)
class StatisticsTable:
    number: int  # of the indicator
    title: str
    unit: str  # "Counted: cases opened in the period."
    rows: tuple[StatisticsRow, ...]
    total: str
    note: str = ""  # its own, beside the one of all tables


@dataclass(frozen=True, slots=True)
class StatisticsReport:
    """All words of the paper; whoever builds it has rounded and hidden what must be."""

    title: str
    subtitle: str  # office and period
    head: tuple[str, ...]  # what the figures do not show, how they were rounded
    tables: tuple[StatisticsTable, ...]


@dataclass(frozen=True, slots=True)
class TableAllowance:
    """What a page of tables may say: the words of the indicators, and figures after a row's label."""

    furniture: frozenset[str]
    rows: frozenset[str]
    figure: re.Pattern[str]

    def is_furniture(self, text: str) -> bool:
        return text in self.furniture

    def is_label(self, text: str) -> bool:
        return text in self.rows

    def accepts(self, label: str, value: str) -> bool:
        return label in self.rows and self.figure.fullmatch(value) is not None


def statistics_pdf(report: StatisticsReport, language: str) -> bytes:
    """The tables below each other, none torn apart unless it is longer than a page."""
    with using(language):
        flow = Flow(split=False)
        flow.opening(report.title, report.subtitle)
        flow.notice(report.head)
        for table in report.tables:
            _table(flow, table)
        if not report.tables:
            flow.down(10)
            flow.paragraph(_("Nothing was counted in this period."))
        return press(flow.pages(), language)


def table_allowance(report: StatisticsReport, labels: Sequence[str], furniture: Sequence[str]) -> TableAllowance:
    """`labels` and `furniture` come from the indicators' definitions, not from what was counted."""
    total = _("Total")
    few = _("under {limit}").format(limit=10)
    own = {report.title, report.subtitle, *report.head, _("Nothing was counted in this period.")}
    return TableAllowance(
        furniture=frozenset({*furniture, *own}),
        rows=frozenset({*labels, total}),
        figure=re.compile(f"{_FIGURE}|{re.escape(few)}"),
    )


def _table(flow: Flow, table: StatisticsTable) -> None:
    flow.heading(f"{table.number}. {table.title}", keep=min(60 + 19 * len(table.rows), 400))
    flow.paragraph(table.unit, SMALL, colour=MUTED)
    flow.down(3)
    flow.rule()
    for row in table.rows:
        _row(flow, row.label, row.figure, REGULAR)
    _row(flow, _("Total"), table.total, SEMIBOLD)
    if table.note:
        flow.down(3)
        flow.paragraph(table.note, SMALL, colour=MUTED)


def _row(flow: Flow, label: str, figure: str, face: str) -> None:
    lines = flow.lines(label, BODY, face, _LABEL_ROOM)
    height = len(lines) * BODY * LEADING + 5.4
    flow.need(height)
    if face == SEMIBOLD:
        flow.shape(Box(LEFT, round(flow.y - height, 2), BREADTH, round(height, 2), GROUND))
    for at, line in enumerate(lines):
        flow.write(LEFT + 6, flow.y - 2.7 - at * BODY * LEADING, line, BODY, face)
    flow.write_right(RIGHT - 6, flow.y - 2.7, figure, BODY, face)
    flow.down(height)
    flow.rule()
