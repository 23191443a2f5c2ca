"""What people thought of the help: sheets without a name, counted by the quarter, several at once, tied to nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from db import access_log, records
from desktop.forms.clean import clean_path
from desktop.i18n import language as spoken
from desktop.indicators.period import Period
from desktop.refusals import Refused
from desktop.services import reports, writing
from desktop.services.casefile import CaseAnswers, context
from desktop.services.session import CASES, Change, Session

FORM, PAPER = "opinion_tally", "F20"
QUESTIONS = tuple(f"q{number}" for number in range(1, 7))
GRADES = ("1", "2", "3", "4", "5")
NONE = "none"  # who left the question open
COLUMNS = (*GRADES, NONE)
LEAST = 5  # so many sheets are counted at once, so that none of them has an hour or an author
SHOWN = 10  # from so many answers on, shares are shown


@dataclass(frozen=True, slots=True)
class Shares:
    """How the answers to one question are spread, in whole percent; None where too few have answered."""

    question: str
    answers: int
    percent: Mapping[str, int] | None
    good: int | None  # percent of 4 and 5


@dataclass(frozen=True, slots=True)
class Told:
    """One quarter or one year: how many sheets were counted, and what they say together."""

    period: str
    sheets: int
    questions: tuple[Shares, ...]

    @property
    def enough(self) -> bool:
        return self.sheets >= SHOWN


def sheet(session: Session, language: str = "") -> reports.Report:
    """The opinion sheet to hand over: no code, no date, nothing of the case; its log line names no case either."""
    session.require(CASES)
    return reports.blank_form(PAPER, language or spoken(), country=session.office.country, known=session.library)


def question_words(session: Session, question: str) -> Mapping[str, str]:
    """The sentence of the paper to which people said how far they agree."""
    form = next(one for one in session.library.definitions.papers.values() if one.code == PAPER)
    return form.field(question).label


def put(session: Session, quarter: str, sheets: int, counts: Mapping[str, Sequence[int]]) -> None:
    """Add the sums of several sheets: of each question how often 1 to 5 was ticked, and how often nothing.

    Refuses `opinions-too-few` under five sheets, `opinions-sum` where a question does not add up, `opinions-ahead` for
    a quarter that has not begun. The log says the quarter and how many, and nothing else.
    """
    session.require(CASES)
    period = _quarter(session, quarter)
    if sheets < LEAST:
        raise Refused("opinions-too-few", count=LEAST)
    for question in QUESTIONS:
        told = counts.get(question, ())
        if len(told) != len(COLUMNS) or any(n < 0 for n in told) or sum(told) != sheets:
            raise Refused("opinions-sum", field=question)
    sets: dict[str, Any] = {"quarter": str(period), "sheets": sheets}
    for question in QUESTIONS:
        sets |= {f"{question}_{column}": n for column, n in zip(COLUMNS, counts[question], strict=True)}
    form, record = session.library.definitions.form(FORM), writing.new_id()
    ctx = context(session, CaseAnswers(session, None))
    cleaned = {path: clean_path(form, path, value, ctx, session.library.definitions) for path, value in sets.items()}
    with session.vault.write(session.now()) as conn:
        revision = writing.revise(session, record=record, case=None, form=form, sets=cleaned, replaces={})
        writing.add(conn, revision)
        writing.refresh(session, conn, form, [revision])
        access_log.note(conn, session.now(), session.worker.id, "opinions-counted", str(period), sheets)
    session.changed(Change("record", record))


def _quarter(session: Session, typed: str) -> Period:
    period = Period.parse(typed.strip().upper())
    if period.quarter is None:
        raise Refused("period-malformed")
    if period > Period.of(session.now().date()):
        raise Refused("opinions-ahead")
    return period


def quarters(session: Session, most: int = 6) -> tuple[str, ...]:
    """The quarters that may be counted now, the present one first."""
    found = [Period.of(session.now().date())]
    while len(found) < most:
        found.append(found[-1].before())
    return tuple(str(one) for one in found)


def show(session: Session) -> tuple[Told, ...]:
    """What was counted, each year before its quarters, the newest first; shares only of ten answers or more."""
    session.require(CASES)
    found: dict[str, dict[tuple[str, str], int]] = {}
    counted: dict[str, int] = {}
    for one in records.without_case(session.conn, FORM):
        body = one.body
        quarter, sheets = body.get("quarter"), body.get("sheets")
        if not isinstance(quarter, str) or not isinstance(sheets, int | float):
            continue
        for period in (quarter, quarter.partition("-")[0]):
            counted[period] = counted.get(period, 0) + int(sheets)
            cells = found.setdefault(period, {})
            for question in QUESTIONS:
                for column in COLUMNS:
                    n = body.get(f"{question}_{column}")
                    cells[question, column] = cells.get((question, column), 0) + int(n or 0)
    order = sorted(counted, key=lambda period: (period[:4], len(period) == 4, period), reverse=True)
    return tuple(_told(period, counted[period], found[period]) for period in order)


def _told(period: str, sheets: int, cells: Mapping[tuple[str, str], int]) -> Told:
    return Told(period, sheets, tuple(_shares(question, cells) for question in QUESTIONS))


def _shares(question: str, cells: Mapping[tuple[str, str], int]) -> Shares:
    given = [cells[question, grade] for grade in GRADES]
    total = sum(given)
    if total < SHOWN:
        return Shares(question, total, None, None)
    percent = {grade: round(100 * n / total) for grade, n in zip(GRADES, given, strict=True)}
    return Shares(question, total, MappingProxyType(percent), round(100 * sum(given[3:]) / total))
