"""Opinion sheets: counted several at once, shown from ten on, and joined to no case by anything that is kept."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from db import access_log, due, records
from desktop.services import opinions
from desktop.services.opinions import QUESTIONS
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import as_role, desk
from tests.desktop.services.team_room import new_team, on, put, refused

FIVE = (0, 0, 1, 1, 3, 0)


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def sums(row: Sequence[int] = FIVE) -> dict[str, Sequence[int]]:
    return dict.fromkeys(QUESTIONS, row)


def test_fewer_than_five_are_not_counted(session: Session) -> None:
    refusal = refused("opinions-too-few", lambda: opinions.put(session, "2026-Q4", 4, sums((0, 0, 0, 0, 4, 0))))
    assert refusal.facts["count"] == 5
    assert opinions.show(session) == ()


def test_every_question_adds_up_to_the_sheets(session: Session) -> None:
    for row in ((0, 0, 0, 0, 4, 0), (0, 0, 0, 0, 6, 0), (-1, 0, 0, 0, 6, 0), (5, 0, 0)):
        refused("opinions-sum", lambda row=row: opinions.put(session, "2026-Q4", 5, sums(row)))
    refused("opinions-sum", lambda: opinions.put(session, "2026-Q4", 5, {"q1": FIVE}))


def test_a_quarter_that_is_none_or_has_not_begun_is_refused(session: Session) -> None:
    refused("period-malformed", lambda: opinions.put(session, "2026", 5, sums()))
    refused("period-malformed", lambda: opinions.put(session, "toamna", 5, sums()))
    refused("opinions-ahead", lambda: opinions.put(session, "2027-Q1", 5, sums()))
    assert opinions.quarters(session, 3) == ("2026-Q4", "2026-Q3", "2026-Q2")


def test_nothing_is_shown_of_fewer_than_ten(session: Session) -> None:
    opinions.put(session, "2026-Q3", 5, sums())
    year, quarter = opinions.show(session)
    assert (year.period, quarter.period, quarter.sheets, quarter.enough) == ("2026", "2026-Q3", 5, False)
    assert all(one.percent is None and one.good is None for one in (*year.questions, *quarter.questions))


def test_two_counts_of_a_quarter_add_up_and_are_shown_together(session: Session) -> None:
    opinions.put(session, "2026-Q3", 5, sums())
    opinions.put(session, "2026-Q3", 5, sums((5, 0, 0, 0, 0, 0)))
    _year, quarter = opinions.show(session)
    assert quarter.sheets == 10
    shown = quarter.questions[0]
    assert shown.percent is not None and dict(shown.percent) == {"1": 50, "2": 0, "3": 10, "4": 10, "5": 30}
    assert shown.good == 40


def test_a_year_may_be_shown_where_its_quarters_may_not(session: Session) -> None:
    opinions.put(session, "2026-Q2", 6, sums((0, 0, 0, 0, 6, 0)))
    opinions.put(session, "2026-Q3", 6, sums((0, 0, 0, 6, 0, 0)))
    told = {one.period: one.questions[0].percent for one in opinions.show(session)}
    assert told["2026-Q2"] is None and told["2026-Q3"] is None and told["2026"] is not None


def test_a_question_that_few_answered_is_not_shown_beside_one_that_many_did(session: Session) -> None:
    rows = sums((0, 0, 0, 0, 12, 0)) | {"q5": (1, 0, 0, 0, 2, 9)}
    opinions.put(session, "2026-Q3", 12, rows)
    shown = {one.question: one.percent for one in opinions.show(session)[1].questions}
    assert shown["q1"] is not None and shown["q5"] is None


def test_nothing_that_is_kept_of_a_sheet_can_be_joined_to_a_case(session: Session, clock: FixedClock) -> None:
    """No record, no due row, no word of the search and no line of the log names both; the tally names a quarter."""
    case, record = new_team(session)
    before = access_log.page(session.conn, 1000)
    on(clock, hours=1)
    opinions.put(session, "2026-Q4", 5, sums())
    (tally,) = records.without_case(session.conn, opinions.FORM)
    kept = json.dumps([dict(tally.body), [dict(one.sets) for one in records.revisions(session.conn, tally.id)]])
    assert tally.case is None and all(one not in kept for one in (str(case.case), str(case.code), record))
    assert set(tally.body) <= {"quarter", "sheets"} | {f"{q}_{c}" for q in QUESTIONS for c in opinions.COLUMNS}
    (line,) = [one for one in access_log.page(session.conn, 1000) if one.num > max(old.num for old in before)]
    assert (line.verb, line.object, line.count) == ("opinions-counted", "2026-Q4", 5)
    assert tally.id not in {row.record for row in due.of_case(session.conn, str(case.case))}
    assert tally.id not in {one.id for one in records.of_case(session.conn, str(case.case))}


def test_a_tally_is_only_written_by_counting(session: Session) -> None:
    answers = {"quarter": "2026-Q4", "sheets": 5}
    refused("only-by-its-act", lambda: put(session, None, opinions.FORM, **answers))
    case, _record = new_team(session)
    refused("case-not-wanted", lambda: put(session, case.code, opinions.FORM, **answers))


def test_the_sheet_has_no_code_no_date_and_no_square(session: Session) -> None:
    case, _record = new_team(session)
    before = len(access_log.page(session.conn, 1000))
    made = opinions.sheet(session)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.data)).pages)
    assert "plicul" in text and made.pages == 1
    assert [word for word in (str(case.code), "UN4", "2026", "24.11", "Canaru") if word in text] == []
    assert len(access_log.page(session.conn, 1000)) == before, "nobody can tell who was handed one, and when"


def test_a_region_counts_none(session: Session) -> None:
    as_role(session, "regional")
    refused("not-allowed", lambda: opinions.put(session, "2026-Q4", 5, sums()))
    refused("not-allowed", lambda: opinions.show(session))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(st.integers(0, 4), min_size=6, max_size=6), min_size=1, max_size=3))
def test_what_is_shown_is_what_was_counted(session: Session, rows: list[list[int]]) -> None:
    """Against plain addition, whatever is typed."""
    counted = {one.period: one for one in opinions.show(session)}
    was = counted["2025-Q1"].sheets if "2025-Q1" in counted else 0
    added = 0
    for row in rows:
        if sum(row) >= opinions.LEAST:
            opinions.put(session, "2025-Q1", sum(row), sums(row))
            added += sum(row)
        else:
            refused("opinions-too-few", lambda row=row: opinions.put(session, "2025-Q1", sum(row), sums(row)))
    now = next((one for one in opinions.show(session) if one.period == "2025-Q1"), None)
    assert (now.sheets if now else 0) == was + added
    for one in now.questions if now else ():
        assert (one.percent is None) == (one.answers < opinions.SHOWN)
