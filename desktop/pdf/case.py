"""The anonymised report of a case as a file: drawn from the report alone, which holds nothing that may not leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from desktop.i18n import _, using
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import Page, press
from desktop.privacy.report import CaseReport, Line


def case_pdf(report: CaseReport, language: str) -> bytes:
    """The report on paper; proved by `proof.prove` before it goes anywhere."""
    with using(language):
        return press(_pages(report), language)


def _pages(report: CaseReport) -> list[Page]:
    flow = Flow(footer=report.number, split=False)
    flow.opening(report.title, report.subtitle)
    flow.notice(report.head)
    for number, section in enumerate(report.sections, start=1):
        flow.heading(f"{number}. {section.title}")
        for label, values in _answers(section.lines):
            flow.row(label, values)
    if not report.sections:
        flow.down(10)
        flow.paragraph(_("Nothing else in this case may be printed."))
    return flow.pages()


def _answers(lines: Sequence[Line]) -> Iterator[tuple[str, list[str]]]:
    """A field with several answers: its label once, the answers below each other."""
    for (_field, label), same in groupby(lines, key=lambda line: (line.field, line.label)):
        yield label, [line.value for line in same]
