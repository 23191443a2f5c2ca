"""Hours of a running team that are in doubt: each is asked once, answered by one act, and never swallowed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import access_log, records
from desktop.services import team, team_doubts, team_start, team_writing
from desktop.services.records import open_sheet, save
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services.test_team import case_of, minute, put, refused, view


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


@pytest.fixture
def running(session: Session) -> tuple[str, str, str]:
    """The record of a team, the id of its case and its code."""
    case = case_of(session, hours=41, reported=5)
    assert case.case is not None and case.code is not None
    return team_start.begin(session, case.case, Wanted("sv_md")).record, case.case, case.code


def codes(session: Session, record: str) -> list[str]:
    return [one.code for one in team.board(session, record).doubts]


def sheet(session: Session, case: str, form: str) -> str:
    return records.of_form(session.conn, form, case)[0].id


def back(session: Session, hours: float) -> str:
    return minute(session.now() - timedelta(hours=hours))


def test_a_team_in_order_asks_nothing(session: Session, running: tuple[str, str, str]) -> None:
    assert codes(session, running[0]) == []


@pytest.mark.parametrize(
    ("form", "field", "anchor", "hours"),
    [("incident", "inc_dt", "incident", 60), ("report", "report_dt", "report", 8)],
)
def test_a_sheet_that_was_changed_moves_the_hours_and_tells_so_until_it_is_seen(
    session: Session, running: tuple[str, str, str], form: str, field: str, anchor: str, hours: float
) -> None:
    record, case, code = running
    before = team.board(session, record).anchors[anchor]
    put(session, code, form, sheet(session, case, form), **{field: back(session, hours)})
    board = team.board(session, record)
    assert board.anchors[anchor] == back(session, hours)
    (doubt,) = board.doubts
    assert (doubt.code, doubt.counts, doubt.was, doubt.followed) == (
        f"{anchor}-changed", back(session, hours), before, True,
    )  # fmt: skip
    team_doubts.take_over(session, record, doubt.code)
    assert codes(session, record) == [] and team.board(session, record).anchors[anchor] == back(session, hours)


def test_changed_there_and_back_asks_nothing(session: Session, running: tuple[str, str, str]) -> None:
    record, case, code = running
    act, first = sheet(session, case, "incident"), team.board(session, record).t0
    put(session, code, "incident", act, inc_dt=back(session, 60))
    put(session, code, "incident", act, inc_dt=back(session, 70))
    (doubt,) = team.board(session, record).doubts
    assert doubt.was == first  # what people knew last
    put(session, code, "incident", act, inc_dt=first)
    assert codes(session, record) == []


@pytest.mark.parametrize("deed", ["take_over", "correct", "sure"])
def test_a_team_that_counts_from_another_hour_than_its_sheet_is_asked_about(
    session: Session, running: tuple[str, str, str], deed: str
) -> None:
    record, case, code = running
    put(session, code, "team", record, t0=back(session, 50))
    assert codes(session, record) == ["incident-changed"]
    if deed == "take_over":
        team_doubts.take_over(session, record, "incident-changed")
        wanted = back(session, 41)
    elif deed == "correct":
        team_doubts.correct(session, record, "incident", back(session, 45))
        wanted = back(session, 45)
        act = records.get(session.conn, sheet(session, case, "incident"))
        assert act is not None and act.body["inc_dt"] == wanted  # it is written where it is written
    else:
        team_doubts.sure(session, record, "incident-changed")
        wanted = back(session, 50)
    board = team.board(session, record)
    assert (board.doubts, board.t0) == ((), wanted)


def test_a_team_that_has_ended_asks_nothing_until_it_goes_on(session: Session, running: tuple[str, str, str]) -> None:
    record, _case, _code = running
    team_writing.put(session, record, {"t0": back(session, 50), "outcome": "inchis"})
    assert codes(session, record) == []
    team_writing.put(session, record, {"outcome": None})
    assert codes(session, record) == ["incident-changed"]


def test_what_was_confirmed_is_asked_again_when_it_is_another_time(
    session: Session, running: tuple[str, str, str]
) -> None:
    record, case, code = running
    put(session, code, "team", record, t0=back(session, 50))
    team_doubts.sure(session, record, "incident-changed")
    put(session, code, "incident", sheet(session, case, "incident"), inc_dt=back(session, 30))
    assert codes(session, record) == ["incident-changed"]


def test_an_incident_after_its_report_and_a_report_of_tomorrow_are_asked_about(
    session: Session, running: tuple[str, str, str]
) -> None:
    record, case, _code = running
    save(
        session,
        open_sheet(session, "incident", case=case, record=sheet(session, case, "incident")),
        {"inc_dt": back(session, 1)},
    )
    assert "incident-after-report" in codes(session, record)
    assert view(session, record, "10").clocks[0].due is not None  # the hours run meanwhile as they are written
    team_doubts.correct(session, record, "incident", back(session, 41))
    assert codes(session, record) == []
    tomorrow = (session.now() + timedelta(days=1)).date().isoformat()
    save(
        session,
        open_sheet(session, "report", case=case, record=sheet(session, case, "report")),
        {"report_dt": tomorrow},
    )
    assert "report-ahead" in codes(session, record)
    team_doubts.correct(session, record, "report", back(session, 5))
    assert codes(session, record) == []


def test_an_order_counts_from_its_register_unless_the_team_names_another_hour(
    session: Session, running: tuple[str, str, str]
) -> None:
    record, _case, code = running
    put(session, code, "protection", kind="ORU", decision="respins", issued_dt=back(session, 1))
    assert team.board(session, record).anchors["order"] is None
    put(session, code, "protection", kind="ORU", decision="emis", issued_dt=back(session, 4))
    newest = put(session, code, "protection", kind="ORU", decision="emis", issued_dt=back(session, 2)).record
    assert team.board(session, record).anchors["order"] == back(session, 2) and codes(session, record) == []
    put(session, code, "team", record, o0=back(session, 3))
    assert codes(session, record) == ["order-changed"]
    team_doubts.correct(session, record, "order", back(session, 2.5))
    found = records.get(session.conn, newest)
    assert found is not None and found.body["issued_dt"] == back(session, 2.5) and codes(session, record) == []


def test_an_order_that_had_ended_before_the_report_counts_for_nothing(
    session: Session, running: tuple[str, str, str]
) -> None:
    record, _case, code = running
    put(
        session,
        code,
        "protection",
        kind="ORU",
        decision="emis",
        issued_dt="2026-05-01T10:00+03:00",
        valid_to="2026-05-11T10:00+03:00",
    )
    assert team.board(session, record).anchors["order"] is None
    put(session, code, "protection", kind="ORU", decision="emis", issued_dt="2026-05-01T10:00+03:00")
    assert team.board(session, record).anchors["order"] == "2026-05-01T10:00+03:00"


def test_what_is_no_doubt_and_no_anchor_is_refused(session: Session, running: tuple[str, str, str]) -> None:
    record = running[0]
    for deed in (
        lambda: team_doubts.take_over(session, record, "report-ahead"),
        lambda: team_doubts.sure(session, record, "report-ahead"),
        lambda: team_doubts.correct(session, record, "birthday", "2026"),
        lambda: team_doubts.correct(session, record, "incident", "cândva"),
    ):
        before = len(records.revisions(session.conn, record))
        refused("bad-value", deed)
        assert len(records.revisions(session.conn, record)) == before


def test_a_correction_is_one_act_and_says_nothing_of_what_was_typed(
    session: Session, running: tuple[str, str, str]
) -> None:
    record, case, _code = running
    act = sheet(session, case, "incident")
    team_doubts.correct(session, record, "incident", back(session, 45))
    left = access_log.page(session.conn, 4)
    assert {(one.verb, one.object) for one in left[:3]} >= {("saved", act), ("step", record)}


@pytest.mark.parametrize("code", sorted(team_doubts.SENTENCES))
@pytest.mark.parametrize("language", ["ro", "en"])
def test_each_doubt_has_its_sentence_and_what_to_do(session: Session, code: str, language: str) -> None:
    from desktop.i18n import using

    known: dict[str, Any] = {"was": "2026-11-22"} if code == "followed" else {}
    doubt = team_doubts.Doubt(code, "incident", "2026-11-23T10:00+02:00", "2026-11", **known)
    with using(language):
        told = team_doubts.sentence(doubt, session.now())
    assert told.count(".") >= 2 and "{" not in told and "None" not in told


def test_an_hour_that_was_taken_out_of_its_sheet_is_asked_about_in_a_whole_sentence(
    session: Session, running: tuple[str, str, str]
) -> None:
    record, case, code = running
    put(session, code, "incident", sheet(session, case, "incident"), inc_dt=None)
    (doubt,) = team.board(session, record).doubts
    assert doubt.code == "incident-changed" and doubt.counts is None
    words = team_doubts.sentence(doubt, session.now())
    assert words.startswith("Fișa nu mai spune nicio oră") and "de la ." not in words
