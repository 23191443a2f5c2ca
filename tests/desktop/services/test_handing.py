"""A case goes to another manager: one act, a note that she finds, a history that stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import access_log, cases, records
from desktop.services import handing, today
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, PSYCHOLOGIST, Village, fill, village
from tests.desktop.services.test_approvals import refuses

NOTE = "Sună-o numai marți, între 9 și 11."


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Village:
    return village(tmp_path / "vault", clock)


def manager(office: Village, case: str) -> str | None:
    with office.at(LEAD) as session:
        row = cases.get(session.conn, case)
        return row.manager if row else None


def test_the_new_manager_finds_the_note_on_her_first_page_until_she_has_read_it(office: Village) -> None:
    with office.at(MANAGER) as session:
        handing.assign(session, office.case, office.ids[COUSIN], NOTE)
        assert handing.waiting(session) == ()
    assert manager(office, office.case) == office.ids[COUSIN]
    with office.at(COUSIN) as session:
        (told,) = today.today(session).handed
        assert (told.code, told.by, told.note) == (office.code, MANAGER, NOTE)
        handing.read(session, office.case)
        assert today.today(session).handed == ()
        verbs = [one.verb for one in access_log.page(session.conn, 20)]
        assert {"handed-over", "handover-read"} <= set(verbs)


def test_every_handing_over_stays_in_the_history(office: Village) -> None:
    for by, to in ((MANAGER, COUSIN), (COUSIN, PSYCHOLOGIST)):
        with office.at(by) as session:
            handing.assign(session, office.case, office.ids[to], f"de la {by}")
    with office.at(LEAD) as session:
        header = records.get(session.conn, office.case)
        assert header is not None
        notes = {value for path, value in header.body.items() if path.endswith("/note")}
        assert notes == {f"de la {MANAGER}", f"de la {COUSIN}"}
    with office.at(COUSIN) as session:
        assert handing.waiting(session) == ()  # it went on before she could read it, and is nobody's task of hers


def test_a_case_goes_to_nobody_for_whom_it_does_not_exist(office: Village) -> None:
    office.deny(COUSIN)
    with office.at(MANAGER) as session:
        refuses("not-for-manager", handing.assign, session, office.case, office.ids[COUSIN])
        refuses("manager-already", handing.assign, session, office.case, office.ids[MANAGER])
        refuses("no-such-worker", handing.assign, session, office.case, "0" * 32)
        assert COUSIN not in {one.name for one in handing.receivers(session, office.case)}
    office.seal(MANAGER)
    with office.at(MANAGER) as session:
        refuses("not-for-manager", handing.assign, session, office.case, office.ids[PSYCHOLOGIST])
    with office.at(MANAGER) as session:
        row = cases.get(session.conn, office.case)
        assert row is not None and row.manager == office.ids[MANAGER]


def test_all_open_cases_of_somebody_go_in_one_act_and_what_cannot_go_is_counted(office: Village) -> None:
    with office.at(MANAGER) as session:
        others = [fill(session)[0] for _ in range(3)]
    office.deny(COUSIN)
    with office.at(LEAD) as session:
        done = handing.assign_all(session, office.ids[MANAGER], office.ids[COUSIN], NOTE)
        assert (done.handed, done.stayed) == (3, 1)
        assert handing.count_open(session, office.ids[MANAGER]) == 1
    assert manager(office, office.case) == office.ids[MANAGER]
    with office.at(COUSIN) as session:
        assert {one.case for one in handing.waiting(session)} == set(others)


def test_only_a_lead_hands_over_everything_of_somebody(office: Village) -> None:
    for who in (MANAGER, COUSIN, PSYCHOLOGIST):
        with office.at(who) as session:
            refuses("not-allowed", handing.assign_all, session, office.ids[MANAGER], office.ids[COUSIN])


def test_a_typed_word_of_the_note_is_in_no_log(office: Village) -> None:
    with office.at(MANAGER) as session:
        handing.assign(session, office.case, office.ids[COUSIN], NOTE)
        assert all(NOTE not in str(entry) for entry in access_log.page(session.conn, 100))
