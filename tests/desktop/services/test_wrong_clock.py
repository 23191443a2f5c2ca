"""A computer whose clock is wrong: nobody is kept from working, and it is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.keys import KdfCost
from desktop.services import from_report, team, vaults
from desktop.services.records import open_sheet, save
from desktop.services.session import Session
from desktop.services.today import today
from tests.conftest import FixedClock

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
    sheet = team.start(session, case).record
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
