"""What was typed and not saved comes back, whoever wrote what meanwhile; what was saved is never written over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import drafts, records
from db.keys import KdfCost
from desktop.forms.answers import is_sealed
from desktop.refusals import Refused
from desktop.services import cases, intake, people, team_start, today, vaults
from desktop.services.records import drop_draft, keep_draft, open_new, open_sheet, renew, reveal, save
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock

FIRST, SECOND, PASSPHRASE = "Persoana de test", "Altă persoană", "cinci cuvinte cu totul diferite"


class Desk:
    """One vault at which one person after the other sits down."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        self._folder, self._clock = folder, clock
        self.session = vaults.create(
            folder, office="UN4", worker=FIRST, passphrase=PASSPHRASE, clock=clock, cost=KdfCost.for_tests()
        )
        people.add_worker(self.session, SECOND, "worker", PASSPHRASE)

    def sit(self, worker: str) -> Session:
        vaults.close_session(self.session, make_backup=False)
        self.session = vaults.open_session(self._folder, worker=worker, passphrase=PASSPHRASE, clock=self._clock)
        return self.session


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    made = Desk(tmp_path / "vault", clock)
    yield made
    vaults.close_session(made.session, make_backup=False)


def open_case(session: Session) -> str:
    with session.vault.write(session.now()) as conn:
        return intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}}).record


def test_a_draft_of_a_sheet_that_a_colleague_saved_meanwhile_comes_back_upon_it(desk: Desk) -> None:
    session = desk.session
    case = open_case(session)
    begun = open_sheet(session, "identity", case=case)
    keep_draft(session, begun, {"first_name": "Ana", "sex": "F"})

    session = desk.sit(SECOND)
    theirs = save(session, open_sheet(session, "identity", case=case), {"first_name": "Ioana"}).record

    session = desk.sit(FIRST)
    for ways in ({"case": case}, {"record": begun.record}, {"record": begun.record, "case": case}):
        sheet = open_sheet(session, "identity", **ways)
        assert (sheet.record, sheet.case, sheet.is_new) == (theirs, case, False)
        assert sheet.filled["first_name"] == "Ana"
    saved = save(session, sheet, dict(sheet.draft))
    assert [one.id for one in records.of_form(session.conn, "identity")] == [saved.record] == [theirs]
    conflicts = open_sheet(session, "identity", case=case).conflicts
    assert {value.value for value in conflicts["first_name"]} == {"Ana", "Ioana"}
    assert today.today(session).drafts == ()


def test_such_a_draft_is_kept_once_and_can_be_thrown_away(desk: Desk) -> None:
    session = desk.session
    case = open_case(session)
    keep_draft(session, open_sheet(session, "identity", case=case), {"first_name": "Ana"})
    session = desk.sit(SECOND)
    theirs = save(session, open_sheet(session, "identity", case=case), {"first_name": "Ioana"}).record
    session = desk.sit(FIRST)
    sheet = renew(session, open_sheet(session, "identity", case=case), ["first_name"])
    keep_draft(session, sheet, {"first_name": "Anca"})
    assert [one.record for one in drafts.of_worker(session.conn, session.worker.id)] == [theirs]
    sheet = open_sheet(session, "identity", case=case)
    assert sheet.filled["first_name"] == "Anca"
    drop_draft(session, sheet)
    assert drafts.of_worker(session.conn, session.worker.id) == []


def test_a_draft_that_is_opened_by_itself_knows_its_case(desk: Desk) -> None:
    session = desk.session
    case = open_case(session)
    begun = open_sheet(session, "incident", case=case)
    keep_draft(session, begun, {"narrative": "cuvinte care nu se citesc"})
    sheet = open_sheet(session, "incident", record=begun.record)
    assert sheet.case == case
    assert is_sealed(sheet.draft["narrative"])
    assert reveal(session, sheet, "narrative") == "cuvinte care nu se citesc"
    assert save(session, sheet, dict(sheet.draft)).case == case


def test_a_draft_of_a_saved_sheet_is_found_from_the_case(desk: Desk) -> None:
    session = desk.session
    case = open_case(session)
    saved = save(session, open_sheet(session, "identity", case=case), {"first_name": "Ana"}).record
    keep_draft(session, open_sheet(session, "identity", case=case), {"last_name": "Munteanu"})
    sheet = open_sheet(session, "identity", case=case)
    assert (sheet.record, sheet.filled["last_name"]) == (saved, "Munteanu")


def test_a_sheet_saved_twice_from_the_same_page_keeps_both_and_hides_neither(desk: Desk) -> None:
    session = desk.session
    case = open_case(session)
    stale = open_new(session, "identity", "a" * 32, case=case)
    save(session, stale, {"first_name": "Ana", "sex": "F"})
    save(session, stale, {"first_name": "Ioana"})
    sheet = open_sheet(session, "identity", case=case)
    assert sheet.answers["sex"] == "F"
    assert {value.value for value in sheet.conflicts["first_name"]} == {"Ana", "Ioana"}
    assert set(sheet.conflicts) == {"first_name"}


def test_starting_a_team_leaves_the_draft_of_another_one(desk: Desk) -> None:
    session = desk.session
    case = open_case(session)
    save(session, open_sheet(session, "incident", case=case), {"inc_dt": "2026-11-23T10:00+02:00"})
    keep_draft(session, open_sheet(session, "team", case=case), {"place": "politie"})
    begun = team_start.begin(session, case, Wanted("sv_md")).record
    (draft,) = drafts.of_worker(session.conn, session.worker.id)
    assert draft.record != begun
    assert dict(draft.body) == {"place": "politie"}


def test_what_nobody_began_cannot_be_opened(desk: Desk) -> None:
    case = open_case(desk.session)
    for ways in ({"record": "b" * 32}, {"record": "b" * 32, "case": case}):
        with pytest.raises(Refused, match="no-such-record"):
            open_sheet(desk.session, "incident", **ways)


@pytest.mark.parametrize("typed", ["Ana\ud83c", "\udf00Ana"])
def test_half_a_letter_keeps_nothing_else_from_being_kept(desk: Desk, typed: str) -> None:
    session = desk.session
    case = open_case(session)
    keep_draft(session, open_sheet(session, "identity", case=case), {"first_name": typed, "last_name": "Munteanu"})
    draft = open_sheet(session, "identity", case=case).draft
    assert draft["last_name"] == "Munteanu"
    assert str(draft["first_name"]).replace("\ufffd", "") == "Ana"
    act = open_sheet(session, "incident", case=case)
    keep_draft(session, act, {"narrative": typed})
    assert "Ana" in reveal(session, open_sheet(session, "incident", case=case), "narrative")


def test_half_a_letter_is_no_code_and_finds_nothing(desk: Desk) -> None:
    for typed in ("\ud800", "UN4-26-\udcff", "\0", "NEAR(a b"):
        assert cases.find(desk.session, typed) == ()
        with pytest.raises(Refused, match="no-such-case"):
            cases.by_code(desk.session, typed)
