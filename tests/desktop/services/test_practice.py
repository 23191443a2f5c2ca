"""Practice is an office of invented people: the same seed gives the same ones, and nothing of it is real."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from db import cases as rows
from db import records
from db.keys import KdfCost
from desktop.refusals import Refused
from desktop.services import cases, people, practice, today, vaults
from desktop.services.session import Session
from tests.conftest import FixedClock

LIVES = 12


def make(folder: Path, clock: FixedClock, seed: int, count: int = LIVES) -> Session:
    return practice.make(folder, cases=count, seed=seed, clock=clock, cost=KdfCost.for_tests())


def lives(session: Session) -> list[str]:
    """What is told of each case, without the ids that are random."""
    told = []
    for row in cases.page(session, cases.Filter(order="code")).rows:
        sheets = []
        for record in records.of_case(session.conn, row.case):
            body = {p: v for p, v in record.body.items() if not _random(p, v)}
            sheets.append((record.form, json.dumps(body, sort_keys=True, ensure_ascii=False)))
        told.append(json.dumps(sorted(sheets), ensure_ascii=False))
    return sorted(told)


def _random(path: str, value: Any) -> bool:
    """Ids, sealed words, and the rows that a link made, which are named by chance."""
    sealed = isinstance(value, dict) and "sealed" in value
    drawn = path in ("case_code", "revisions") or path.startswith("related_cases/")
    return sealed or drawn or (isinstance(value, str) and len(value) == 32 and value.isalnum())


def test_the_same_seed_gives_the_same_people_and_another_gives_others(tmp_path: Path, clock: FixedClock) -> None:
    one, same, other = (make(tmp_path / name, clock, seed) for name, seed in (("a", 3), ("b", 3), ("c", 4)))
    assert lives(one) == lives(same) != lives(other)
    assert len(lives(one)) == LIVES
    for session in (one, same, other):
        vaults.close_session(session, make_backup=False)


def test_practice_has_what_there_is_to_learn(tmp_path: Path, clock: FixedClock) -> None:
    told: list[tuple[int, int]] = []
    session = practice.make(
        tmp_path / "v", cases=LIVES, seed=1, clock=clock, cost=KdfCost.for_tests(),
        report=lambda done, all_: told.append((done, all_)),
    )  # fmt: skip
    assert told[-1] == (LIVES, LIVES)
    assert session.office.practice
    assert rows.count(session.conn) == LIVES
    assert len(people.all_workers(session)) > 1
    assert today.today(session).running, "a clock runs on the first page"
    assert vaults.check(session).faults == ()
    vaults.close_session(session, make_backup=False)
    again = vaults.open_session(tmp_path / "v", worker=practice.WORKER, passphrase=practice.PASSPHRASE, clock=clock)
    assert rows.count(again.conn) == LIVES
    vaults.close_session(again, make_backup=False)


def test_practice_does_not_take_the_place_of_a_vault(tmp_path: Path, clock: FixedClock) -> None:
    vaults.close_session(make(tmp_path / "v", clock, 1, 0), make_backup=False)
    with pytest.raises(Exception, match="vault-exists"):
        make(tmp_path / "v", clock, 1, 0)


def test_a_real_office_has_no_practice_code(tmp_path: Path, clock: FixedClock) -> None:
    with pytest.raises(Refused, match="practice-code"):
        vaults.create(
            tmp_path / "v", office=practice.OFFICE, worker="X", passphrase=practice.PASSPHRASE, clock=clock,
            cost=KdfCost.for_tests(),
        )  # fmt: skip
