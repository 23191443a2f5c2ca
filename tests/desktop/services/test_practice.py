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
from desktop.services import access, approval_state, attach, cases, links, people, practice, today, vaults
from desktop.services.invented.kinds import FIRST
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
    drawn = path in ("case_code", "revisions", "number") or path.startswith("related_cases/")
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


def test_all_of_it_is_in_the_vault_and_nothing_needs_checking(tmp_path: Path, clock: FixedClock) -> None:
    """The first stories alone: the acts that come after them as well, and no sheet that somebody has to look at."""
    session = make(tmp_path / "v", clock, 1, len(FIRST))
    every = [record for row in _rows(session) for record in records.of_case(session.conn, row.case)]
    lone = [form.id for form in session.library.definitions.forms.values() if form.lone]
    every += [record for form in lone for record in records.without_case(session.conn, form)]
    forms = {id_ for id_, _version in session.library.definitions.forms}
    # Nothing is erased in practice, and nothing goes to another office from it.
    assert forms - {record.form for record in every} == {"account_erased", "transfer"}
    states = {record.body["status"] for record in every if record.form == "case"}
    assert states == {entry.code for entry in session.library.definitions.list("L9").entries}
    assert [record.form for record in every if record.state == "to_check"] == []
    assert {record.form for record in every if record.conflicts} == {"aggressor"}
    assert {record.body["level"] for record in every if record.form == "risk"} >= {"crescut", "mediu", "scazut"}
    orders = {record.body.get("status") for record in every if record.form == "protection"}
    assert {"activ", "prelungit", "incalcat"} <= orders
    vaults.close_session(session, make_backup=False)


def test_what_the_last_acts_leave(tmp_path: Path, clock: FixedClock) -> None:
    session = make(tmp_path / "v", clock, 1, len(FIRST))
    first = today.today(session)
    assert (len(first.drafts), len(first.conflicts), len(first.to_check)) == (1, 1, 0)
    assert [access.state(session, row.case) for row in _rows(session)].count(None) == len(FIRST) - 1, "one is sealed"
    found = [one for row in _rows(session) for one in attach.of_case(session, row.case)]
    assert {one.file.mime for one in found} == {"image/png", "application/pdf"}
    alike = [one for row in _rows(session) for one in links.links(session, row.case).alike]
    assert len(alike) >= 4, "the same person in two alphabets is found from either side"
    vaults.close_session(session, make_backup=False)


def test_what_was_closed_was_approved_by_a_second_person(tmp_path: Path, clock: FixedClock) -> None:
    session = make(tmp_path / "v", clock, 1, len(FIRST))
    told = {
        row.case: approval_state.of_records(session, records.of_case(session.conn, row.case)) for row in _rows(session)
    }
    for row in _rows(session):
        if row.status in ("inchis", "arhivat", "transferat"):
            assert {one.state for one in told[row.case] if one.form == "closing"} == {"approved"}
    states = [one.state for found in told.values() for one in found]
    assert {"waiting", "sent_back", "approved"} <= set(states)
    for found in told.values():
        for one in found:
            wrote = {people.name_of(session, each.worker) for each in records.revisions(session.conn, one.sheet)}
            assert one.decided_name not in wrote
    assert (
        len({revision.worker for row in _rows(session) for revision in records.revisions(session.conn, row.case)}) > 2
    )
    vaults.close_session(session, make_backup=False)


def test_a_practice_office_is_not_full_of_late_things(tmp_path: Path, clock: FixedClock) -> None:
    session = make(tmp_path / "v", clock, 2, 150)
    first = today.today(session)
    assert len(first.late) + first.more_late <= 4
    assert len(first.overdue) + first.more_overdue <= 12
    closed = sum(row.status in ("inchis", "arhivat", "transferat") for row in _rows(session))
    assert closed > 90
    vaults.close_session(session, make_backup=False)


def _rows(session: Session) -> list[rows.CaseRow]:
    found = [rows.get(session.conn, record.case or "") for record in records.of_form(session.conn, "case")]
    return [row for row in found if row is not None]


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
