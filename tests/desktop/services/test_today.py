"""The first page's reading: neither kind of clock hides the other, and what is told is of today and of this person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import access_log, backup, cases, due
from db.due import DueRow
from db.hybrid import stamp
from desktop.services import frame, team, vaults
from desktop.services.clocks import Group, NowCard, clocks_of, grouped, nearest
from desktop.services.records import open_sheet, save
from desktop.services.session import Session
from desktop.services.today import today
from tests.conftest import CHISINAU, FixedClock
from tests.db.make import case_row
from tests.desktop.bundle.desks import as_role, desk
from tests.desktop.services.test_team import put, refused, started


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def test_nothing_was_ever_written(session: Session) -> None:
    shown = today(session)
    assert shown.is_empty and shown.backup.alarm == "none" and shown.backup.last is None and not shown.anchor_behind


def test_missed_duties_of_one_team_are_one_clock_and_the_last_missed_team_comes_first(session: Session) -> None:
    old, new = started(session, reported=40), started(session, reported=5)
    shown = today(session)
    assert [card.lead.record for card in shown.late] == [new, old]
    lead = shown.late[0].lead
    assert {"6", "8", "9"} <= set(lead.steps) and lead.at < session.now()


def test_what_does_not_fit_is_counted(session: Session) -> None:
    for hours in (5, 6, 7):
        started(session, reported=hours)
    shown = today(session, late=2, running=3)
    assert (len(shown.late), shown.more_late) == (2, 1)
    assert shown.running == () and shown.more_running == 0, "a case stands once"
    assert all(card.window is not None for card in shown.late), "and says which window of care still runs"


def test_what_does_not_fit_of_what_runs_is_counted(session: Session) -> None:
    for _team in range(3):
        started(session, reported=0)
    shown = today(session, running=2)
    assert (len(shown.running), shown.more_running, shown.late) == (2, 1, ())


def kinds(cards: tuple[NowCard, ...]) -> set[tuple[str, str]]:
    return {(c.kind, c.state) for card in cards for c in (card.lead, card.window) if c is not None}


def test_a_window_that_passes_is_not_late(session: Session, clock: FixedClock) -> None:
    record = started(session, hours=71, reported=0)
    assert ("window", "running") in kinds(today(session).running)
    clock.advance(hours=1.5)
    shown = today(session)
    assert "window" not in [card.lead.kind for card in shown.late]
    rows = due.of_case(session.conn, team.board(session, record).case)
    states = {(c.kind, c.state) for c in clocks_of(session, rows, session.now())}
    assert ("window", "passed") in states and ("window", "late") not in states


def test_what_another_person_or_another_day_wrote_is_not_shown(session: Session, clock: FixedClock) -> None:
    put(session, None, "case", case_track=["vd_adult"])
    clock.advance(days=1)
    mine = put(session, None, "case", case_track=["vd_adult"])
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), "e" * 32, "saved", mine.case)
        access_log.note(conn, session.now(), session.worker.id, "revealed", mine.case)
    (done,) = today(session).done
    assert (done.record, done.verb, done.times, done.code) == (mine.record, "saved", 1, mine.code)


def test_a_busy_day_is_read_back_to_midnight(session: Session, clock: FixedClock) -> None:
    put(session, None, "case", case_track=["vd_adult"])
    clock.advance(hours=1)
    with session.vault.write(session.now()) as conn:
        for _look in range(450):
            access_log.note(conn, session.now(), session.worker.id, "opened", "0" * 32)
    assert len(today(session).done) == 1


def test_reports_wait_until_somebody_decided(session: Session) -> None:
    waits = put(session, None, "report", immediate_danger=True, child_involved="martor")
    (report,) = today(session).reports
    assert (report.record, report.danger, report.child) == (waits.record, True, True)


def test_a_report_with_an_answer_to_look_at_stays_whatever_was_decided(session: Session) -> None:
    tomorrow = {"report_dt": (session.now() + timedelta(days=1)).isoformat(timespec="minutes")}
    put(session, None, "report", decision="duplicat")
    doubtful = save(session, open_sheet(session, "report"), {**tomorrow, "decision": "duplicat"})
    assert doubtful.state == "to_check"
    assert [(one.record, one.asks) for one in today(session).reports] == [(doubtful.record, "to_check")]
    save(session, open_sheet(session, "report", record=doubtful.record), {"report_dt": None})
    assert today(session).reports == ()


def test_an_answer_to_look_at_is_found_however_many_cases_were_changed_since(session: Session) -> None:
    with session.vault.write(session.now()) as conn:
        for number in range(1, 26):
            cases.put(conn, case_row(number, modified=stamp(session.now()), checks=2))
        for number in range(26, 300):
            cases.put(conn, case_row(number, modified=stamp(session.now() + timedelta(minutes=number))))
    shown = today(session)
    assert [row.checks for row in shown.to_check] == [2] * 20 and shown.more_asked == 5
    with session.vault.write(session.now()) as conn:
        for number in range(2, 26):
            cases.put(conn, case_row(number, modified=stamp(session.now())))
    shown = today(session)
    assert [row.case for row in shown.to_check] == [case_row(1).case] and shown.more_asked == 0


def test_a_backup_is_old_after_three_days(session: Session, clock: FixedClock) -> None:
    backup.make(session.vault, session.now())
    assert today(session).backup.alarm is None
    clock.advance(days=3, minutes=1)
    assert today(session).backup.alarm == frame.told(session).backup.alarm == "old"


def test_an_accepted_database_is_no_longer_behind(session: Session) -> None:
    cast("Any", session.vault).anchor = "behind"
    assert today(session).anchor_behind
    vaults.accept_behind(session)
    assert not today(session).anchor_behind


def test_the_frame_counts_missed_duties_and_not_windows(session: Session, clock: FixedClock) -> None:
    started(session, hours=71, reported=0)
    counts = frame.told(session).counts
    assert (counts["today"], counts["teams"]) == (0, 0)
    clock.advance(hours=3)
    counts = frame.told(session).counts
    assert (counts["today"], counts["teams"]) == (1, 1)


def test_who_may_see_no_cases_sees_no_day(session: Session) -> None:
    as_role(session, "regional")
    refused("not-allowed", lambda: today(session))


# --- whatever there is, no window of care is hidden by duties ---------------------------------------------------------

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)


def row_at(kind: str, hours: int) -> DueRow:
    return DueRow(f"{kind}{hours}", f"{kind}{hours}", kind, stamp(NOW + timedelta(hours=hours)), ref="1")


@given(st.lists(st.tuples(st.sampled_from(["window", "duty"]), st.integers(1, 167)), unique=True))
def test_the_nearest_windows_always_have_half_of_the_room(made: list[tuple[str, int]]) -> None:
    ahead = grouped(sorted((row_at(kind, hours) for kind, hours in made), key=lambda r: r.at), NOW)
    shown = nearest(ahead, 8)
    assert len(shown) == min(8, len(ahead)) and [g.at for g in shown] == sorted(g.at for g in shown)

    def of(kind: str, groups: list[Group]) -> list[str]:
        return [g.rows[0].record for g in groups if g.kind == kind]

    assert set(of("window", ahead)[:4]) <= set(of("window", shown))
    for kind in ("window", "duty"):  # none is left out for one that ends later
        assert of(kind, shown) == of(kind, ahead)[: len(of(kind, shown))]


def test_rows_of_a_case_that_is_gone_are_left_out(session: Session) -> None:
    row = DueRow("r", "0" * 32, "duty", stamp(session.now()), ref="1")
    assert clocks_of(session, [row], session.now()) == ()
