"""Counted tables on paper: what they count, of what period, and what they do not show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop.forms.schema import Text
from desktop.i18n import _, pick, using
from desktop.indicators.period import Period
from desktop.indicators.schema import CAVEAT, NOT_KNOWN, Indicator, Unit
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import Box, press
from desktop.pdf.style import BODY, BREADTH, GROUND, LEADING, LEFT, MUTED, REGULAR, RIGHT, SEMIBOLD, SMALL

LEAST = 10  # the smallest figure that a region prints
_ROMAN = ("I", "II", "III", "IV")
_ROOM = BREADTH - 120  # of a row's words


class CountedRow(Protocol):
    @property
    def label(self) -> Text: ...
    @property
    def n(self) -> int | None: ...


class Counted(Protocol):
    """A table of an office or of a region; a figure of None is under ten."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def unit(self) -> str: ...
    @property
    def denominator(self) -> Text: ...
    @property
    def rows(self) -> Sequence[CountedRow]: ...
    @property
    def total(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class StatisticsReport:
    """Figures that may leave, and whose they are; whoever builds it has rounded them and taken out the small ones."""

    office: str  # its code
    region: bool
    practice: bool
    period: Period
    tables: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class TableAllowance:
    """What a page of tables may say: the words of the indicators' definitions, and a figure after a row's label."""

    furniture: frozenset[str]
    heading: re.Pattern[str]  # the line of office and period
    rows: frozenset[str]
    figure: re.Pattern[str]

    def is_furniture(self, text: str) -> bool:
        return text in self.furniture or self.heading.fullmatch(text) is not None

    def is_label(self, text: str) -> bool:
        return text in self.rows

    def accepts(self, label: str, value: str) -> bool:
        return label in self.rows and self.figure.fullmatch(value) is not None


def statistics_pdf(report: StatisticsReport, indicators: Iterable[Indicator], language: str) -> bytes:
    """The tables below each other, none torn apart unless it is longer than a page."""
    caveats = {one.id: one.caveat for one in indicators}
    with using(language):
        flow = Flow(footer=pick(CAVEAT), split=False)
        flow.opening(_title(report.period.quarter), _subtitle(report.office, report.period, region=report.region))
        flow.notice(_head(region=report.region, practice=report.practice))
        for number, table in enumerate(report.tables, start=1):
            _table(flow, number, table, caveats.get(table.id))
        if not report.tables:
            flow.down(10)
            flow.paragraph(_nothing())
        return press(flow.pages(), language)


def table_allowance(indicators: Iterable[Indicator], language: str, *, region: bool) -> TableAllowance:
    """Everything that such a page can say, from the definitions alone."""
    figure = "0|[1-9][0-9]{1,6}" if region else "0|[1-9][0-9]{0,6}"
    found = tuple(indicators)
    with using(language):
        said = {_title(None), _title(1), _nothing(), pick(CAVEAT)}
        for practice in (True, False):
            said.update(_head(region=region, practice=practice))
        for one in found:
            said.update(f"{number}. {pick(one.title)}" for number in range(1, len(found) + 1))
            said.add(_counting(one.unit, one.denominator))
            said.update([pick(one.caveat)] if one.caveat else [])
        rows = {pick(label) for one in found for _code, label in one.rows}
        return TableAllowance(
            furniture=frozenset(said),
            heading=re.compile("|".join(_headings(region=region))),
            rows=frozenset({*rows, pick(NOT_KNOWN), _("Total")}),
            figure=re.compile("|".join([figure, _shares(figure), *([re.escape(_few())] if region else [])])),
        )


def _shares(figure: str) -> str:
    shape = re.escape(_("{n} ({share} %)").format(n="NUMBER", share="SHARE"))
    return shape.replace("NUMBER", f"(?:{figure})").replace("SHARE", "(?:0|[1-9][0-9]?|100)")


# --- words ------------------------------------------------------------------------------------------------------------


def _title(quarter: int | None) -> str:
    return _("Statistics of a year") if quarter is None else _("Statistics of a quarter")


def _subtitle(office: str, period: Period, *, region: bool) -> str:
    year = f"{period.year}"
    when = (
        _("quarter {quarter} of {year}").format(quarter=_ROMAN[period.quarter - 1], year=year)
        if period.quarter
        else year
    )
    words = _("Region {office} · {period}") if region else _("Office {office} · {period}")
    return words.format(office=office, period=when)


def _headings(*, region: bool) -> list[str]:
    lines = [_subtitle("OFFICE", Period(2026, quarter), region=region) for quarter in (None, 1, 2, 3, 4)]
    shapes = [re.escape(line) for line in lines]
    return [shape.replace("OFFICE", "[A-Z][A-Z0-9]{1,7}").replace("2026", "[12][0-9]{3}") for shape in shapes]


def _head(*, region: bool, practice: bool) -> tuple[str, ...]:
    said = [_("Every figure was rounded on its own to a multiple of three, so rows do not add up to the total.")]
    if region:
        said.append(_("Each office rounded its own figures. A figure under ten is not printed."))
    if practice:
        said.append(_("Practice: the cases are invented."))
    return tuple(said)


def _counting(unit: str, denominator: Text) -> str:
    return _("Unit: {unit}. Counted: {denominator}.").format(unit=pick(Unit(unit).words), denominator=pick(denominator))


def _few() -> str:
    return _("under {limit}").format(limit=LEAST)


def _nothing() -> str:
    return _("Nothing was counted in this period.")


# --- drawing ----------------------------------------------------------------------------------------------------------


def _table(flow: Flow, number: int, table: Counted, caveat: Text | None) -> None:
    flow.heading(f"{number}. {pick(table.title)}", keep=min(60 + 19 * len(table.rows), 400))
    flow.paragraph(_counting(table.unit, table.denominator), SMALL, colour=MUTED)
    flow.down(3)
    flow.rule()
    for row in table.rows:
        _row(flow, pick(row.label), _figure(row.n, Unit(table.unit).share(row.n, table.total)), REGULAR)
    _row(flow, _("Total"), _figure(table.total), SEMIBOLD)
    if caveat:
        flow.down(3)
        flow.paragraph(pick(caveat), SMALL, colour=MUTED)


def _figure(n: int | None, share: int | None = None) -> str:
    if n is None:
        return _few()
    return str(n) if share is None else _("{n} ({share} %)").format(n=n, share=share)


def _row(flow: Flow, label: str, figure: str, face: str) -> None:
    lines = flow.lines(label, BODY, face, _ROOM)
    height = len(lines) * BODY * LEADING + 5.4
    flow.need(height)
    if face == SEMIBOLD:
        flow.shape(Box(LEFT, round(flow.y - height, 2), BREADTH, round(height, 2), GROUND))
    for at, line in enumerate(lines):
        flow.write(LEFT + 6, flow.y - 2.7 - at * BODY * LEADING, line, BODY, face)
    flow.write_right(RIGHT - 6, flow.y - 2.7, figure, BODY, face)
    flow.down(height)
    flow.rule()
