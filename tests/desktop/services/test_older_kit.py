"""Whoever is kept out from now on may have copied the recovery sheet: it is said until there is another one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db import keys, rekey
from db.errors import VaultRefused
from desktop.refusals import Refused
from desktop.services import kit_waiting, people, recovery, rekeying, today, vaults
from desktop.services.recovery import Kit
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, PASSPHRASE, PSYCHOLOGIST, Village, village

OLDER = {"key": "mai veche decât cheia bazei de date", "lead": "altcineva era șef de oficiu"}


FRESH = "curte sertar furtuna morcov clopot"


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Village:
    return village(tmp_path / "vault", clock)


def typed(kit: Kit) -> str:
    return " ".join(recovery.written(kit))


def make(session: Session, *, back: bool = True) -> Kit:
    kit = recovery.new_kit(session)
    recovery.note_printed(session, kit)
    if back:
        recovery.confirm(session, typed(kit))
    return kit


def with_kit(office: Village) -> Kit:
    with office.at(LEAD) as session:
        return make(session)


def alarm(office: Village, name: str = LEAD) -> object:
    with office.at(name) as session:
        return today.today(session).recovery


def opens(folder: Path, kit: Kit) -> bool:
    try:
        keys.unlock_with_kit(folder, kit.key).wipe()
    except VaultRefused as refusal:
        assert refusal.code in ("kit-another", "kit-none")
        return False
    return True


def opens_former(folder: Path, kit: Kit, tmp_path: Path) -> bool:
    """With the key file that lies beside the present one."""
    aside = tmp_path / "aside"
    shutil.copytree(folder, aside)
    shutil.copyfile(folder / "vault.keys.1", aside / "vault.keys")
    return opens(aside, kit)


def remove(session: Session, office: Village) -> None:
    people.remove_worker(session, office.ids[COUSIN])


def new_key(session: Session, _office: Village) -> None:
    rekeying.rekey(session)


def take_role(session: Session, office: Village) -> None:
    people.set_role(session, office.ids[MANAGER], "lead")
    assert recovery.state(session).older == ""
    people.set_role(session, office.ids[MANAGER], "worker")


@pytest.mark.parametrize(("change", "why"), [(remove, "key"), (new_key, "key"), (take_role, "lead")])
def test_the_old_sheet_is_to_be_replaced_and_its_code_opens_nothing_from_the_new_paper_on(
    office: Village, tmp_path: Path, change, why: str
) -> None:
    old = with_kit(office)
    assert alarm(office) is None
    with office.at(LEAD) as session:
        change(session, office)
        assert recovery.alarm(session) == "older"
        assert OLDER[why] in recovery.state_words(recovery.state(session), session.now().date())
    assert opens(office.folder, old)  # or nobody could be let in meanwhile
    assert [alarm(office, name) for name in (LEAD, PSYCHOLOGIST)] == ["older", None]
    with office.at(LEAD) as session:
        recovery.confirm(session, typed(old))  # that it can be read makes it no newer
        assert recovery.alarm(session) == "older"
        new = make(session, back=False)
        assert recovery.alarm(session) == "unconfirmed"
    assert opens(office.folder, new) and not opens(office.folder, old)
    assert not opens_former(office.folder, old, tmp_path)
    with office.at(LEAD) as session:
        recovery.confirm(session, typed(new))
    assert alarm(office) is None


def test_a_paper_that_was_printed_before_the_removal_takes_no_place_after_it(office: Village) -> None:
    with_kit(office)
    with office.at(LEAD) as session:
        lying = make(session, back=False)
        remove(session, office)
        assert recovery.state(session).pending is None
        with pytest.raises(Refused, match="kit-not-this"):
            recovery.confirm(session, typed(lying))
        assert recovery.alarm(session) == "older"
    assert not opens(office.folder, lying)


def test_without_a_sheet_there_is_none_to_replace(office: Village) -> None:
    with office.at(LEAD) as session:
        remove(session, office)
        assert recovery.alarm(session) == "none"
        make(session)
        assert recovery.alarm(session) is None


def test_a_removal_that_was_cut_off_is_remembered_when_it_is_finished(
    office: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_kit(office)
    with office.at(LEAD) as session:
        with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
            cut.setattr(rekey, "check_whole", _cut)
            rekeying.pause(session)
            rekeying.run(session, without=office.ids[COUSIN])
    assert alarm(office) == "older"


def _cut(*_given: object) -> None:
    raise KeyboardInterrupt


def test_a_role_that_was_taken_and_cut_off_is_remembered_too(office: Village) -> None:
    with_kit(office)
    with office.at(LEAD) as session:
        people.set_role(session, office.ids[MANAGER], "lead")
        keys.set_role(session.vault, office.ids[MANAGER], "worker")  # and the transaction was never kept
    assert alarm(office) == "older"


def test_a_key_that_was_changed_before_anybody_noted_it_is_found_by_its_day(office: Village, clock: FixedClock) -> None:
    with_kit(office)
    clock.advance(days=1)
    with office.at(LEAD) as session:
        rekeying.rekey(session)
        with session.vault.write(session.now()) as conn:
            conn.execute("DELETE FROM meta WHERE name = 'kit_older'")
    assert alarm(office) == "older"


def test_a_clock_that_goes_back_makes_no_new_sheet_old(office: Village, clock: FixedClock) -> None:
    with_kit(office)
    with office.at(LEAD) as session:
        rekeying.rekey(session)
    clock.advance(days=-1)
    with office.at(LEAD) as session:
        make(session)
    assert alarm(office) is None


# --- what waits for a person ------------------------------------------------------------------------------------------


def test_what_was_sealed_before_waits_for_one_of_its_people(office: Village) -> None:
    with_kit(office)
    office.seal(MANAGER, PSYCHOLOGIST)
    with office.at(LEAD) as session:
        assert kit_waiting.told(session) == ""
        make(session)
        found = kit_waiting.waiting(session)
        assert (found.count, found.people, found.nobody) == (1, tuple(sorted((MANAGER, PSYCHOLOGIST))), 0)
        assert PSYCHOLOGIST in kit_waiting.told(session)
    with office.at(COUSIN) as session:
        assert kit_waiting.told(session) == ""  # it is for leads
        with pytest.raises(Refused, match="not-allowed"):
            kit_waiting.waiting(session)
    with office.at(LEAD) as session:
        assert kit_waiting.waiting(session).count == 1  # the others bring nothing along
    with office.at(PSYCHOLOGIST):
        pass
    with office.at(LEAD) as session:
        assert kit_waiting.waiting(session) == kit_waiting.KitWaiting()


def test_what_nobody_can_bring_along_is_said(office: Village) -> None:
    with_kit(office)
    office.seal(MANAGER)
    with office.at(LEAD) as session:
        make(session)
        people.reset_passphrase(session, office.ids[MANAGER], PASSPHRASE + " noi", even_sealed=True)
        assert kit_waiting.waiting(session) == kit_waiting.KitWaiting(0, (), 1)
        assert "nimeni" in kit_waiting.told(session)


def test_a_code_that_was_used_wants_a_new_sheet(office: Village, clock: FixedClock) -> None:
    kit = with_kit(office)
    back = recovery.recover(office.folder, kit, worker=LEAD, passphrase=FRESH, clock=clock)
    told = recovery.state(back)
    assert told.older == "used" and "a fost folosit" in recovery.older_words(told)
    make(back)
    assert recovery.state(back).older == ""
    vaults.close_session(back, make_backup=False)
    assert not opens(office.folder, kit)
