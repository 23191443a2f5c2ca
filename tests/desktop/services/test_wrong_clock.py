"""A computer whose clock is wrong: nobody is kept from working, and it is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db import access_log, records
from db import cases as db_cases
from db.hybrid import stamp
from db.keys import KdfCost
from desktop.services import cases, from_report, team, team_start, vaults
from desktop.services.cases import Filter
from desktop.services.records import history, open_sheet, save
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from desktop.services.timeline import timeline
from desktop.services.today import today
from tests.conftest import FixedClock

SURE = frozenset({"clock-back"})  # asked, and said to be so
WORKER, PASSPHRASE = "Persoana de test", "cinci cuvinte cu totul diferite"


@pytest.fixture
def vault(tmp_path: Path, clock: FixedClock) -> Iterator[Path]:
    folder = tmp_path / "vault"
    made = vaults.create(
        folder, office="UN4", worker=WORKER, passphrase=PASSPHRASE, clock=clock, cost=KdfCost.for_tests()
    )
    took_a_case(made)
    vaults.close_session(made, make_backup=False)
    yield folder


def sit_down(folder: Path, clock: FixedClock) -> Session:
    return vaults.open_session(folder, worker=WORKER, passphrase=PASSPHRASE, clock=clock)


def took_a_case(session: Session) -> None:
    """From the report to the running team."""
    report = save(session, open_sheet(session, "report"), {"immediate_danger": True}).record
    case = from_report.save(session, from_report.begin(session, report), {"case_track": ["sv_adult"]}, report).case
    assert case is not None
    told = (session.now() - timedelta(hours=5)).isoformat(timespec="minutes")
    save(session, open_sheet(session, "incident", case=case), {"inc_dt": told})
    sheet = team_start.begin(session, case, Wanted("sv_md", sure=SURE)).record
    team.set_step(session, sheet, "4", "facut", late_reason="distanta")
    assert team.open_board(session, sheet).group("now")


@pytest.mark.parametrize("days", [-20_000, -365, 365])
def test_years_off_a_case_is_taken_all_the_same(vault: Path, clock: FixedClock, days: int) -> None:
    clock.advance(days=days)
    session = sit_down(vault, clock)
    took_a_case(session)
    assert today(session).cases == 2
    assert session.vault.anchor == "ok"
    assert vaults.check(session).faults == ()
    vaults.close_session(session)


def test_a_clock_behind_the_last_work_is_told_until_the_next_start(vault: Path, clock: FixedClock) -> None:
    right = clock.now
    clock.advance(hours=-2)
    session = sit_down(vault, clock)
    took_a_case(session)
    assert today(session).worked_until == right
    with session.beside() as own:
        assert own.vault.worked_until == session.vault.worked_until
    vaults.close_session(session, make_backup=False)
    session = sit_down(vault, clock)
    assert today(session).worked_until is None
    vaults.close_session(session, make_backup=False)


def test_a_clock_in_order_is_not_spoken_of(vault: Path, clock: FixedClock) -> None:
    clock.advance(minutes=-5)  # as clocks are set by hand
    session = sit_down(vault, clock)
    assert today(session).worked_until is None
    vaults.close_session(session, make_backup=False)


def test_after_a_session_with_the_clock_ahead_the_next_ones_show_their_own_hours(
    vault: Path, clock: FixedClock
) -> None:
    clock.advance(days=400)
    session = sit_down(vault, clock)
    (case,) = (row.case for row in cases.page(session, Filter()).rows)
    sheet = open_sheet(session, "identity", case=case)
    save(session, sheet, {"sex": "F"})
    vaults.close_session(session, make_backup=False)

    clock.advance(days=-400, hours=1)
    session = sit_down(vault, clock)
    save(session, open_sheet(session, "identity", case=case, record=sheet.record), {"sex": "M"})
    right = session.now()
    assert [value.at for value in history(session, sheet.record, "sex")] == [right, None]
    entries = [one.at for one in timeline(session, records.of_case(session.conn, case)) if one.form == "identity"]
    assert entries == [right, None]
    row = db_cases.get(session.conn, case)
    assert row is not None and row.modified == stamp(right)
    assert today(session).done[-1].at == right

    with session.vault.write(session.now()) as conn:  # as if a part of the log came from another computer
        access_log.note(conn, session.now(), session.worker.id, "saved", sheet.record, 1)
    assert [value.at for value in history(session, sheet.record, "sex")] == [None, None]
    vaults.close_session(session, make_backup=False)


def test_hours_in_order_are_not_looked_up(vault: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    session = sit_down(vault, clock)
    (case,) = (row.case for row in cases.page(session, Filter()).rows)
    monkeypatch.delattr(access_log, "times")
    for sex in ("F", "M"):  # twice within one moment
        save(session, open_sheet(session, "identity", case=case), {"sex": sex})
    written = [one.at for one in timeline(session, records.of_case(session.conn, case))]
    assert set(written) == {session.now()}
    vaults.close_session(session, make_backup=False)
