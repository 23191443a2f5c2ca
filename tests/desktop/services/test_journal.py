"""The access log as the head of the office reads it: nothing of a case that was hidden from her, and no gap in time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db import access_log
from desktop.refusals import Refused
from desktop.services import access, cases, erasure, journal, people
from desktop.services import records as sheets
from desktop.services.journal import Filter
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, PASSPHRASE, Village, fill, village

LEAD_TWO = "Elena a doua șefă"


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Village:
    """With a second lead, so that a case can be hidden from one of them."""
    found = village(tmp_path / "vault", clock)
    with found.at(LEAD) as session:
        found.ids[LEAD_TWO] = people.add_worker(session, LEAD_TWO, "lead", PASSPHRASE).id
    return found


def told(session: Session, filter: Filter = journal.ALL) -> list[tuple[str, str]]:
    return [(one.verb, one.about) for one in journal.page(session, filter, limit=1000)]


def test_who_a_case_is_hidden_from_does_not_learn_it_here(office: Village) -> None:
    with office.at(MANAGER) as session:
        cases.open_case(session, office.case)
        sheets.open_sheet(session, "identity", case=office.case)
        access.deny(session, office.case, office.ids[LEAD_TWO])
        access.deny(session, office.case, office.ids[COUSIN])
    with office.at(LEAD_TWO) as session:
        found = told(session)
        assert {about for _verb, about in found} <= {"", LEAD, MANAGER, COUSIN, "Ioana Psihologa", LEAD_TWO}
        assert not {"denied", "denied-to", "opened", "saved"} & {verb for verb, _about in found}
        with pytest.raises(Refused) as refusal:
            told(session, Filter(case=office.code))
        assert refusal.value.code == "no-such-case"
        assert not {"denied", "denied-to", "opened", "saved"} & set(journal.verbs(session))  # not even to choose from
        assert journal.verify(session) is None
    with office.at(LEAD) as session:
        found = told(session)
        assert "denied" in journal.verbs(session)
        assert ("denied", office.code) in found
        assert [about for verb, about in found if verb == "denied-to"] == [COUSIN, LEAD_TWO]
        access.allow(session, office.case, office.ids[LEAD_TWO])
    with office.at(LEAD_TWO) as session:
        # Now the case is hers again; that it was hidden from her stays between the others.
        assert [about for verb, about in told(session) if verb in ("denied-to", "allowed-to")] == [COUSIN]


def test_nor_does_she_once_the_case_was_erased(office: Village, clock: FixedClock) -> None:
    with office.at(MANAGER) as session:
        sheets.open_sheet(session, "identity", case=office.case)
        access.deny(session, office.case, office.ids[LEAD_TWO])
        ground = session.library.definitions.list(erasure.GROUNDS).entries[0].code
        asked = erasure.request(session, office.code, ground)
    clock.advance(days=15)
    with office.at(LEAD) as session:
        erasure.confirm(session, asked.id, office.code)
    with office.at(LEAD_TWO) as session:
        assert {verb for verb, _about in told(session)} == {"vault-created", "worker-added", "unlocked"}
        assert journal.verify(session) is None


def test_what_others_do_in_a_case_that_is_sealed_from_her_is_theirs(office: Village) -> None:
    office.seal(MANAGER)
    with office.at(MANAGER) as session:
        cases.open_case(session, office.case)
    with office.at(LEAD) as session:
        assert office.code not in str(told(session))
        assert "opened" not in {verb for verb, _about in told(session)}
        before = journal.count(session)
        assert before == len(told(session)) < access_log.count(session.conn)


def test_the_case_means_each_of_its_sheets_and_no_other_case(office: Village) -> None:
    with office.at(MANAGER) as session:
        other, _code = fill(session, "altul")
        cases.open_case(session, other)
        cases.reveal_name(session, office.case)
    with office.at(LEAD) as session:
        found = journal.page(session, Filter(case=office.code), limit=100)
        assert {one.about for one in found} == {office.code}
        assert found[0].verb == "revealed" and len(found) > 5
        assert journal.count(session, Filter(case=office.code)) == len(found)


def test_days_are_those_of_the_office(office: Village, clock: FixedClock) -> None:
    """An hour after midnight in Chișinău it is still the day before by the clock of the database."""
    clock.now = clock.now.replace(day=26, hour=1, minute=30)
    with office.at(LEAD) as session:
        day = Filter(since=date(2026, 11, 26), until=date(2026, 11, 26))
        assert told(session, day) == [("unlocked", "")]
        assert told(session, Filter(until=date(2026, 11, 25)))[0] != ("unlocked", "")
        assert journal.page(session, day)[0].at == clock.now


def test_who_left_is_still_named(office: Village) -> None:
    with office.at(COUSIN) as session:
        cases.open_case(session, office.case)
    with office.at(LEAD) as session:
        people.remove_worker(session, office.ids[COUSIN])
        assert (office.ids[COUSIN], COUSIN) in journal.people(session)
        assert journal.worker_named(session, COUSIN.upper()) == office.ids[COUSIN]
        found = journal.page(session, Filter(worker=office.ids[COUSIN]))
        assert [(one.verb, one.worker) for one in found] == [("opened", COUSIN), ("unlocked", COUSIN)]
        with pytest.raises(Refused):
            journal.worker_named(session, "Nimeni")


def test_a_page_goes_on_where_the_one_before_ended(office: Village) -> None:
    with office.at(LEAD) as session:
        whole = journal.page(session, limit=1000)
        pieces: list[journal.Entry] = []
        while more := journal.page(session, before=pieces[-1].num if pieces else None, limit=3):
            pieces += more
        assert tuple(pieces) == whole and len(whole) == journal.count(session)


def test_the_place_of_a_change_is_told_from_both_sides(office: Village) -> None:
    with office.at(LEAD) as session:
        whole = journal.page(session, limit=1000)
        session.conn.execute("DELETE FROM access_log WHERE num = 3")
        broken = journal.verify(session)
        assert broken is not None and (broken.num, broken.at) == (3, whole[-2].at)
        session.conn.execute("UPDATE access_log SET count = 5 WHERE num = 1")
        assert journal.verify(session) == journal.Broken(1, None)


def test_the_look_at_the_chain_can_be_stopped(office: Village) -> None:
    class Stop(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stop

    with office.at(LEAD) as session, pytest.raises(Stop):
        journal.verify(session, stop)


@pytest.mark.parametrize("name", [MANAGER, COUSIN])
def test_nobody_but_a_lead_reads_any_of_it(office: Village, name: str) -> None:
    with office.at(name) as session:
        for read in (journal.page, journal.count, journal.verify, journal.people, journal.verbs):
            with pytest.raises(Refused) as refusal:
                read(session)  # type: ignore[operator]
            assert refusal.value.code == "not-allowed"
