"""Slow work has a session of its own over the same vault, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.keys import KdfCost
from desktop.refusals import Refused
from desktop.services import cases, intake, reports, vaults
from desktop.services.session import CASES, Session
from tests.conftest import FixedClock

WORKER, PASSPHRASE = "Lead of the Test", "five words for this test"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = vaults.create(
        tmp_path / "vault",
        office="UN4",
        worker=WORKER,
        passphrase=PASSPHRASE,
        clock=clock,
        cost=KdfCost.for_tests(),
    )
    yield made
    vaults.close_session(made, make_backup=False)


def in_thread(work: Callable[[], Any]) -> Any:
    """What the work returns or raises, done in a thread of its own."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append((work(), None))
        except BaseException as error:  # noqa: BLE001 - handed on to the test
            outcome.append((None, error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    value, error = outcome[0]
    if error is not None:
        raise error
    return value


def open_a_case(session: Session) -> str:
    with session.vault.write(session.now()) as conn:
        put = intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["vd_adult"]}})
    assert put.code is not None
    return put.code


def test_work_in_a_thread_writes_and_the_window_sees_it(session: Session) -> None:
    def work() -> str:
        with session.beside() as own:
            return open_a_case(own)

    code = in_thread(work)
    assert cases.by_code(session, code).code == code
    assert vaults.status(session).commit == session.vault.commit_no
    assert session.vault.anchor == "ok"


def test_both_write_in_turn_and_their_times_never_meet(session: Session) -> None:
    codes = []
    for _ in range(3):
        codes.append(open_a_case(session))

        def work() -> str:
            with session.beside() as own:
                return open_a_case(own)

        codes.append(in_thread(work))
    assert len({cases.by_code(session, code).case for code in codes}) == 6
    assert not vaults.check(session).faults


def test_a_report_is_made_beside_the_window(session: Session) -> None:
    code = open_a_case(session)

    def work() -> bytes:
        with session.beside() as own:
            return reports.case_report(own, cases.by_code(own, code).case, "internal", "ro").data

    assert in_thread(work).startswith(b"%PDF-")


def test_what_work_changes_is_told_to_nobody_in_its_thread(session: Session) -> None:
    told: list[object] = []
    session.listen(told.append)
    with session.beside() as own:
        own.announce("case")
    assert told == []
    session.announce("case")
    assert len(told) == 1


def test_the_rules_of_roles_hold_beside_the_window_too(session: Session, clock: FixedClock, tmp_path: Path) -> None:
    region = vaults.create(
        tmp_path / "region",
        office="RG1",
        kind="region",
        worker=WORKER,
        passphrase=PASSPHRASE,
        clock=clock,
        cost=KdfCost.for_tests(),
    )
    try:
        with region.beside() as own, pytest.raises(Refused, match="not-allowed"):
            own.require(CASES)
    finally:
        vaults.close_session(region, make_backup=False)


def test_work_closes_its_own_connection_and_never_the_vault(session: Session) -> None:
    with session.beside() as own:
        with own.beside() as further:
            open_a_case(further)
        open_a_case(own)
    open_a_case(session)
    assert vaults.status(session).cases == 3


def test_work_may_not_decide_to_go_on_with_an_older_database(session: Session) -> None:
    with session.beside() as own, pytest.raises(TypeError):
        vaults.accept_behind(own)
