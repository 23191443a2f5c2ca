"""A new key for the database, as a lead asks for it: in three steps of the window, or in one of the command line."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db import crypto, keys, records
from db.errors import VaultRefused
from db.keys import KdfCost
from desktop.refusals import Refused
from desktop.services import access, backups, people, rekeying, restoring, vaults
from desktop.services import records as sheets
from desktop.services.session import Change, Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, PSYCHOLOGIST, WORD, Village, village

PASSPHRASE, OTHER = "cinci cuvinte cu totul diferite", "alte cinci cuvinte cu totul noi"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = vaults.create(
        tmp_path / "vault", office="UN4", worker="Șefa", passphrase=PASSPHRASE, clock=clock, cost=KdfCost.for_tests()
    )
    yield made
    vaults.close_session(made, make_backup=False)


def reopened(session: Session) -> Session:
    vaults.close_session(session, make_backup=False)
    return vaults.open_session(session.vault.path, worker="Șefa", passphrase=PASSPHRASE, clock=session.clock)


def test_the_window_does_the_slow_part_in_another_thread(session: Session) -> None:
    before = bytearray(session.vault.database_key)
    done: list[rekeying.Rekeyed] = []
    told: list[int] = []
    rekeying.check(session)
    rekeying.pause(session)
    work = threading.Thread(target=lambda: done.append(rekeying.run(session, report=lambda at, _of: told.append(at))))
    work.start()
    work.join()
    rekeying.resume(session)
    assert (done[0].generation, done[0].backed_up, told[-1]) == (2, True, 100)
    assert session.vault.database_key != before
    assert records.count(session.conn) == 0
    with session.beside() as own:
        assert records.count(own.conn) == 0


def test_in_one_step_pages_are_told_and_a_new_kit_takes_the_place_of_the_old(session: Session) -> None:
    first, second = crypto.new_secret(), crypto.new_secret()
    keys.set_kit(session.vault, crypto.public_half(first), session.now())
    changes: list[Change] = []
    session.listen(changes.append)
    rekeying.rekey(session, kit_public=crypto.public_half(second))
    assert changes == [Change("people")]
    with pytest.raises(VaultRefused, match="kit-another"):
        keys.unlock_with_kit(session.vault.path, bytes(first))
    assert keys.unlock_with_kit(session.vault.path, bytes(second)).key == session.vault.database_key


def test_a_database_that_is_behind_is_decided_upon_first(session: Session) -> None:
    session.vault.anchor = "behind"  # type: ignore[misc]
    with pytest.raises(Refused, match="vault-behind"):
        rekeying.rekey(session)


def test_slow_work_cannot_change_the_key_under_the_window(session: Session) -> None:
    with session.beside() as own, pytest.raises(TypeError):
        rekeying.pause(own)


def test_what_failed_opens_again_and_says_why(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: Any, **_named: Any) -> None:
        raise VaultRefused("disk-full")

    changes: list[Change] = []
    session.listen(changes.append)
    with monkeypatch.context() as disk:
        disk.setattr("db.rekey.change_key", full)
        with pytest.raises(VaultRefused, match="disk-full"):
            rekeying.rekey(session)
    assert changes == []
    assert rekeying.ended(session) == "undone"
    assert records.count(session.conn) == 0
    rekeying.rekey(session)
    assert rekeying.ended(session) == ""


@pytest.mark.parametrize(
    ("place", "ended", "word"), [("change_key", "undone", "ca înainte"), ("check_whole", "finished", "încheiată")]
)
def test_a_change_that_was_cut_off_is_told_at_the_next_opening(
    session: Session, monkeypatch: pytest.MonkeyPatch, place: str, ended: str, word: str
) -> None:
    vera = people.add_worker(session, "Vera", "worker", OTHER)

    def cut(*_given: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr(f"db.rekey.{place}", cut)
        rekeying.pause(session)
        with pytest.raises(KeyboardInterrupt):
            rekeying.run(session, without=vera.id)
    again = reopened(session)
    assert rekeying.ended(again) == ended
    assert word in rekeying.ended_words(again)
    assert {one.name for one in people.all_workers(again)} == {"Șefa", *(["Vera"] if ended == "undone" else [])}
    last = reopened(again)
    assert (rekeying.ended(last), rekeying.ended_words(last)) == ("", "")
    vaults.close_session(last, make_backup=False)


# --- sealed cases -----------------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Village:
    return village(tmp_path / "village", clock)


def test_a_sealed_case_opens_to_its_people_under_the_new_key(office: Village) -> None:
    office.seal(MANAGER)
    with office.at(LEAD) as session:
        people.remove_worker(session, office.ids[COUSIN])
    assert [office.sees(name) for name in (LEAD, MANAGER, PSYCHOLOGIST)] == [False, True, False]
    with office.at(MANAGER) as session:
        assert sheets.open_sheet(session, "identity", case=office.case).answers["first_name"] == WORD


@pytest.mark.parametrize(
    ("others", "glass", "refused"),
    [((), "nobody", True), ((PSYCHOLOGIST,), "nobody", False), ((), "anyone", False), ((), "lead", False)],
)
def test_whoever_alone_opens_a_sealed_case_is_not_removed_unawares(
    office: Village, others: tuple[str, ...], glass: access.Glass, refused: bool
) -> None:
    office.seal(MANAGER, *others, glass=glass)
    with office.at(LEAD) as session:
        alone = office.ids[MANAGER]
        assert rekeying.sealed_for_alone(session, alone) == int(refused)
        assert rekeying.sealed_for_alone(session, office.ids[COUSIN]) == 0
        if refused:
            with pytest.raises(Refused) as refusal:
                people.remove_worker(session, alone)
            assert (refusal.value.code, dict(refusal.value.facts)) == ("sealed-for-one", {"count": 1})
        people.remove_worker(session, alone, even_sealed=refused)
        assert alone not in {one.id for one in people.all_workers(session)}


def test_a_new_passphrase_takes_what_one_alone_can_open_from_nobody_unawares(office: Village) -> None:
    office.seal(MANAGER)
    with office.at(LEAD) as session:
        with pytest.raises(Refused) as refusal:
            people.reset_passphrase(session, office.ids[MANAGER], PASSPHRASE)
        assert (refusal.value.code, dict(refusal.value.facts)) == ("sealed-for-one", {"count": 1})
    assert office.sees(MANAGER), "the old passphrase and its key are as they were"
    with office.at(LEAD) as session:
        people.reset_passphrase(session, office.ids[MANAGER], PASSPHRASE, even_sealed=True)
    assert not office.sees(MANAGER)


def test_after_an_older_backup_was_put_back_everybody_who_opens_reads_of_it(office: Village, tmp_path: Path) -> None:
    with office.at(LEAD) as session:
        made = Path(shutil.copy(backups.make_backup(session).file, tmp_path))
        people.remove_worker(session, office.ids[COUSIN])
        assert rekeying.older_words(session) == ""
    restoring.restore(made, office.folder, worker=COUSIN, passphrase=PASSPHRASE, clock=office.clock)
    for name in (MANAGER, LEAD):
        with office.at(name) as session:
            assert "schimbe cheia astăzi" in rekeying.older_words(session)
    with office.at(LEAD) as session:
        people.remove_worker(session, office.ids[COUSIN])
        assert rekeying.older_words(session) == ""


def test_the_kit_opens_it_too_unless_it_is_replaced_at_the_same_time(office: Village) -> None:
    kit = crypto.new_secret()
    with office.at(LEAD) as session:
        keys.set_kit(session.vault, crypto.public_half(kit), session.now())
    office.seal(MANAGER)
    with office.at(LEAD) as session:
        rekeying.check(session, without=office.ids[MANAGER])
        with pytest.raises(Refused, match="sealed-for-one"):
            rekeying.check(session, without=office.ids[MANAGER], kit_public=crypto.public_half(crypto.new_secret()))
