"""Tables on paper: rounded, with their unit and their warning, and nothing that the definitions do not name."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pypdf import PdfReader

from desktop import paths
from desktop.i18n import pick
from desktop.indicators.load import load
from desktop.indicators.period import Period
from desktop.indicators.schema import CAVEAT, NOT_KNOWN, Indicator
from desktop.pdf.proof import prove
from desktop.pdf.statistics import Counted, StatisticsReport, statistics_pdf, table_allowance
from tests.desktop.pdf.papers import CANARY, definitions

INDICATORS: tuple[Indicator, ...] = tuple(load(paths.resources(), definitions()).values())


def table(indicator: Indicator, n: int | None = 12, **other: Any) -> Counted:
    rows = [SimpleNamespace(label=label, n=n) for _code, label in (*indicator.rows, ("unknown", NOT_KNOWN))]
    shape = {
        "id": indicator.id,
        "title": indicator.title,
        "unit": indicator.unit,
        "denominator": indicator.denominator,
        "rows": rows if indicator.rows else [],
        "total": n,
    }
    return cast(Counted, SimpleNamespace(**{**shape, **other}))


def report(*tables: Counted, **other: Any) -> StatisticsReport:
    made = StatisticsReport("UN4", region=False, practice=False, period=Period(2026, 3), tables=tables)
    return replace(made, **other)


def faults(made: StatisticsReport, language: str = "ro", *, region: bool | None = None) -> list[str]:
    data = statistics_pdf(made, INDICATORS, language)
    region = made.region if region is None else region
    return [fault.kind for fault in prove(data, table_allowance(INDICATORS, language, region=region)).faults]


def pages(made: StatisticsReport) -> list[str]:
    data = statistics_pdf(made, INDICATORS, "ro")
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


@pytest.mark.parametrize("language", ["ro", "en", "ru", "uk"])
@pytest.mark.parametrize("region", [True, False])
@pytest.mark.parametrize("practice", [True, False])
@pytest.mark.parametrize("period", [Period(2026, 3), Period(2025)])
def test_all_tables_of_an_office_and_a_region_are_proved(
    language: str, region: bool, practice: bool, period: Period
) -> None:
    made = report(*map(table, INDICATORS), region=region, practice=practice, period=period)
    assert faults(made, language) == []


def test_every_page_says_what_the_figures_are_and_what_they_are_not() -> None:
    found = pages(report(*map(table, INDICATORS)))
    assert len(found) > 1
    for number, page in enumerate(found, start=1):
        assert pick(CAVEAT) in page
        assert f"Pagina {number} din {len(found)}" in page
    assert "Oficiul UN4 · trimestrul III 2026" in found[0]
    assert "rotunjită separat la un multiplu de trei" in found[0]
    assert all(f"Se numără: {pick(one.denominator)}." in " ".join(found) for one in INDICATORS)


def test_of_what_teams_did_the_share_stands_beside_the_figure() -> None:
    timely = next(one for one in INDICATORS if one.id == "i36")
    told = table(timely, 12, total=30)
    (page,) = pages(report(told))
    assert "da 12 (40 %)" in page and "Total 30" in page
    assert faults(report(told)) == []
    few = table(timely, 3, total=9)
    assert "%" not in pages(report(few))[0]
    assert "%" not in pages(report(table(INDICATORS[0], 12, total=30)))[0]


def test_a_region_prints_no_figure_under_ten() -> None:
    (page,) = pages(report(table(INDICATORS[0], None), region=True))
    assert "Total sub 10" in page
    assert faults(report(table(INDICATORS[0], None), region=True)) == []
    for small in (3, 6, 9):
        assert faults(report(table(INDICATORS[0], small), region=True)) == ["text"]
    assert faults(report(table(INDICATORS[0], 3))) == [], "an office prints what it sends"


def test_a_period_in_which_nothing_was_counted_says_so() -> None:
    (page,) = pages(report())
    assert "nu s-a numărat nimic" in page
    assert faults(report()) == []


@pytest.mark.parametrize(
    "other",
    [
        {"title": {"ro": CANARY}},
        {"denominator": {"ro": CANARY}},
        {"rows": [SimpleNamespace(label={"ro": CANARY}, n=12)]},
    ],
)
def test_words_that_no_definition_has_are_refused(other: dict[str, Any]) -> None:
    assert set(faults(report(table(INDICATORS[1], **other)))) == {"text"}


def test_an_office_code_is_a_code() -> None:
    assert faults(report(office=CANARY)) == ["text"]


def test_figures_of_an_office_do_not_pass_as_those_of_a_region() -> None:
    assert "text" in faults(report(table(INDICATORS[0], 3)), region=True)
