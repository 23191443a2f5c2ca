"""The way back: a kit is printed and typed back, shares are kept, a new computer is let in, the drill is done."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from db import access_log, crypto, keys, seals, workers
from db.errors import VaultRefused
from desktop.refusals import Refused
from desktop.services import access, backups, drills, people, recovery, restoring, today, vaults
from desktop.services.recovery import Kit
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, PASSPHRASE, PSYCHOLOGIST, Village, village

FRESH = "perete lampadar cizme uliu ocean"
CODES = (Refused, VaultRefused)


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Village:
    return village(tmp_path / "vault", clock)


def refused(code: str, act, *args, **named) -> dict[str, object]:
    with pytest.raises(CODES) as refusal:
        act(*args, **named)
    assert refusal.value.code == code
    return dict(refusal.value.facts)


def typed(kit: Kit) -> str:
    return " ".join(recovery.written(kit))


def shares(kit: Kit) -> list[str]:
    return ["-".join(recovery.code.groups(share)) for share in recovery.split(kit)]


def with_kit(office: Village) -> Kit:
    """A kit that was printed and typed back by the lead; everybody has unlocked once since."""
    with office.at(LEAD) as session:
        kit = recovery.new_kit(session)
        recovery.note_printed(session, kit)
        recovery.confirm(session, typed(kit))
    for name in (MANAGER, PSYCHOLOGIST, LEAD):
        with office.at(name):
            pass
    return kit


def verbs(session: Session) -> list[str]:
    return [one.verb for one in reversed(access_log.page(session.conn, 400))]


# --- set-up -----------------------------------------------------------------------------------------------------------


def test_an_office_without_a_kit_says_so(office):
    with office.at(LEAD) as session:
        state = recovery.state(session)
        assert not state.exists
        assert (state.number, state.made_on, state.confirmed_on, state.drill_due) == (None, None, None, None)
        assert state.alarm(date(2026, 11, 24)) == "none"
        assert not recovery.is_wanted(session)


def test_the_set_up_is_finished_once_the_code_was_typed_back(office, clock):
    with office.at(LEAD) as session:
        recovery.want_kit(session)
        kit = recovery.new_kit(session)
        recovery.note_printed(session, kit)
        assert recovery.is_wanted(session)
        assert recovery.state(session).confirmed_on is None
        assert recovery.state(session).alarm(session.now().date()) == "unconfirmed"
    clock.advance(days=1)
    with office.at(LEAD) as session:  # the program had ended in between: the paper is still good
        assert recovery.is_wanted(session)
        wrong = typed(kit).replace(recovery.written(kit)[6], "00000")
        assert refused("code-group-wrong", recovery.confirm, session, wrong) == {"group": 7}
        assert recovery.is_wanted(session)
        recovery.confirm(session, typed(kit))
        state = recovery.state(session)
        assert not recovery.is_wanted(session)
        assert (state.made_on, state.confirmed_on) == (date(2026, 11, 24), date(2026, 11, 25))
        assert state.number == kit.number
        assert verbs(session)[-2:] == ["unlocked", "kit-confirmed"]


def test_a_kit_that_was_not_made_here_is_none(office, clock):
    """Somebody with a passphrase has put a key of her own where that of the paper was."""
    with_kit(office)
    with office.at(COUSIN) as session:
        keys.set_kit(session.vault, crypto.public_half(crypto.new_secret()), clock())
    with office.at(LEAD) as session:
        state = recovery.state(session)
        assert (state.exists, state.number, recovery.alarm(session)) == (False, None, "none")
        kit = recovery.new_kit(session)
        recovery.note_printed(session, kit)
        recovery.confirm(session, typed(kit))
        assert recovery.alarm(session) is None
    assert keys.unlock_with_kit(office.folder, kit.key).role == "lead"


def test_only_a_lead_makes_a_kit_and_only_a_lead_is_asked_for_it(office):
    with office.at(LEAD) as session:
        recovery.want_kit(session)
        kit = recovery.new_kit(session)
    with office.at(MANAGER) as session:
        assert not recovery.is_wanted(session)
        for act in (recovery.new_kit,):
            refused("not-allowed", act, session)
        for act in (recovery.note_printed, recovery.keep_kit):
            refused("not-allowed", act, session, kit)
        refused("not-allowed", recovery.confirm, session, typed(kit))
        refused("not-allowed", recovery.keep_holders, session, kit, ["a", "b", "c"])
        refused("not-allowed", drills.note, session, "0000 0000")


def test_a_paper_is_compared_with_the_code_that_it_should_carry(office):
    with office.at(LEAD) as session:
        kit, other = recovery.new_kit(session), recovery.new_kit(session)
    recovery.check_typed(kit, typed(kit).lower())
    assert refused("kit-not-this", recovery.check_typed, kit, typed(other)) == {"number": kit.number}
    assert refused("code-is-share", recovery.check_typed, kit, shares(kit)[1]) == {"index": 2}
    assert kit.secret.hex() not in repr(kit)


def test_a_new_kit_takes_the_place_of_the_old_one_only_when_its_paper_was_typed_back(office, clock):
    old = with_kit(office)
    with office.at(LEAD) as session:
        new = recovery.new_kit(session)
        recovery.note_printed(session, new)
        assert recovery.state(session).pending == new.number
        assert recovery.state(session).number == old.number
    keys.unlock_with_kit(office.folder, old.key).wipe()
    refused("kit-another", keys.unlock_with_kit, office.folder, new.key)
    with office.at(LEAD) as session:
        assert refused("kit-not-this", recovery.confirm, session, typed(Kit(bytes(32))))["number"] == new.number
        recovery.confirm(session, typed(new))
        state = recovery.state(session)
        assert (state.number, state.pending) == (new.number, None)
    keys.unlock_with_kit(office.folder, new.key).wipe()
    refused("kit-another", keys.unlock_with_kit, office.folder, old.key)


def test_a_code_cannot_be_confirmed_where_no_kit_was_made(office):
    with office.at(LEAD) as session:
        refused("kit-none", recovery.confirm, session, typed(Kit(bytes(32))))


def test_neither_the_code_nor_its_key_is_anywhere_in_the_folder(office):
    kit = with_kit(office)
    for file in office.folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert kit.secret not in data and kit.key not in data
            assert "-".join(recovery.written(kit)).encode() not in data
    with office.at(LEAD) as session:
        told = [str(row) for row in session.conn.execute("SELECT * FROM meta").fetchall()]
        assert not any(kit.secret.hex() in line or kit.key.hex() in line for line in told)


# --- shares -----------------------------------------------------------------------------------------------------------


def test_three_people_hold_shares_and_two_of_them_are_enough(office):
    kit = with_kit(office)
    with office.at(LEAD) as session:
        recovery.keep_holders(session, kit, ["Ana Întâi", " Vera  A doua", "Ion Al treilea"])
        assert recovery.state(session).holders == {1: "Ana Întâi", 2: "Vera A doua", 3: "Ion Al treilea"}
        assert verbs(session)[-1] == "shares-made"
    one, two, three = shares(kit)
    for words in ([one, two], [three, "", one], ["", two, three], [one, two, three]):
        assert recovery.read_any(words) == kit
    assert recovery.read_any([typed(kit), " "]) == kit
    assert refused("code-is-share", recovery.read_any, [one]) == {"index": 1}
    assert refused("share-is-code", recovery.read_any, [one, typed(kit)]) == {"share": 2}
    refused("code-missing", recovery.read_any, ["", " "])


def test_shares_are_of_the_kit_that_opens_the_vault_and_for_three_people(office):
    kit = with_kit(office)
    with office.at(LEAD) as session:
        refused("kit-not-this", recovery.keep_holders, session, Kit(bytes(32)), ["a", "b", "c"])
        refused("three-holders", recovery.keep_holders, session, kit, ["Ana", "Ana ", "Vera"])
        refused("three-holders", recovery.keep_holders, session, kit, ["Ana", "Vera"])
        recovery.keep_holders(session, kit, ["Ana", "Vera", "Ion"])
        recovery.keep_kit(session, recovery.new_kit(session))
        assert recovery.state(session).holders == {}  # shares of the old kit open nothing any more


# --- recovering -------------------------------------------------------------------------------------------------------


def test_whoever_lost_her_passphrase_gets_another_one_and_her_sealed_cases_back(office, clock):
    with_kit_and_seal = with_kit(office)
    office.seal(MANAGER, by=MANAGER)
    with pytest.raises(VaultRefused):
        vaults.open_session(office.folder, worker=MANAGER, passphrase=FRESH, clock=clock)
    clock.advance(minutes=5)
    session = recovery.recover(
        office.folder, with_kit_and_seal, worker=" maria  managera", passphrase=FRESH, clock=clock
    )
    assert (session.worker.name, session.worker.role) == (MANAGER, "worker")
    assert access.state(session, office.case) is not None
    assert session.failed_before == 0
    assert "recovered" in verbs(session)
    vaults.close_session(session, make_backup=False)
    refused("wrong-passphrase", vaults.unlock, office.folder, worker=MANAGER, passphrase=PASSPHRASE, clock=clock)
    clock.advance(minutes=5)
    assert not office.sees(LEAD)  # a recovery opens nothing to anybody else
    assert not office.sees(COUSIN)


def test_a_lead_who_recovers_may_break_the_glass_again(office, clock):
    kit = with_kit(office)
    office.seal(MANAGER, glass="lead")
    session = recovery.recover(office.folder, kit, worker=LEAD, passphrase=FRESH, clock=clock)
    assert access.break_glass(session, office.code, "este în pericol acum, a sunat") == office.case
    vaults.close_session(session, make_backup=False)


def test_an_unknown_name_becomes_a_lead_who_may_break_the_glass(office, clock):
    kit = with_kit(office)
    office.seal(MANAGER, glass="lead")
    session = recovery.recover(office.folder, kit, worker="Noua Șefă", passphrase=FRESH, clock=clock)
    assert (session.worker.name, session.worker.role) == ("Noua Șefă", "lead")
    assert verbs(session)[-3:] == ["worker-added", "recovered", "unlocked"]
    assert access.break_glass(session, office.code, "este în pericol acum, a sunat") == office.case
    vaults.close_session(session, make_backup=False)
    with office.at(MANAGER):  # nobody else lost anything
        pass


def test_a_lead_who_must_not_see_a_case_gets_no_key_to_it_by_recovering(office, clock):
    kit = with_kit(office)
    with office.at(LEAD) as session:
        people.set_role(session, office.ids[COUSIN], "lead")
    office.deny(COUSIN)
    office.seal(MANAGER, glass="lead")
    session = recovery.recover(office.folder, kit, worker=COUSIN, passphrase=FRESH, clock=clock)
    refused("no-such-case", access.break_glass, session, office.code, "este în pericol acum, a sunat")
    vaults.close_session(session, make_backup=False)


def test_somebody_who_left_does_not_come_back_by_her_old_name(office, clock):
    with office.at(LEAD) as session:
        people.remove_worker(session, office.ids[PSYCHOLOGIST])
    kit = with_kit_of(office)
    session = recovery.recover(office.folder, kit, worker=PSYCHOLOGIST, passphrase=FRESH, clock=clock)
    assert session.worker.id != office.ids[PSYCHOLOGIST]  # a new person of that name, with a history of her own
    assert len([one for one in workers.everybody(session.conn) if one.name == PSYCHOLOGIST]) == 2
    vaults.close_session(session, make_backup=False)


def with_kit_of(office: Village) -> Kit:
    with office.at(LEAD) as session:
        kit = recovery.new_kit(session)
        recovery.keep_kit(session, kit)
    return kit


def test_a_wrong_code_a_weak_passphrase_or_a_bad_name_changes_nothing(office, clock):
    kit = with_kit(office)
    before = (office.folder / "vault.keys").read_bytes()
    for code, given in (
        ("kit-another", {"kit": Kit(bytes(32))}),
        ("weak-passphrase", {"passphrase": "scurt"}),
        ("weak-passphrase", {"passphrase": "Maria Managera UN4"}),
        ("bad-value", {"worker": "  "}),
    ):
        asked = {"kit": kit, "worker": MANAGER, "passphrase": FRESH, **given}
        refused(code, recovery.recover, office.folder, asked.pop("kit"), clock=clock, **asked)
    assert (office.folder / "vault.keys").read_bytes() == before
    with office.at(MANAGER):
        pass


def test_a_recovery_that_was_cut_off_is_done_once_more(office, clock, monkeypatch):
    kit = with_kit(office)
    office.seal(MANAGER)
    real = seals.regrant

    def full(*_args):
        raise VaultRefused("disk-full")

    monkeypatch.setattr(seals, "regrant", full)  # the key file is written, and then the transaction is not
    refused("disk-full", recovery.recover, office.folder, kit, worker=MANAGER, passphrase=FRESH, clock=clock)
    monkeypatch.setattr(seals, "regrant", real)
    session = recovery.recover(office.folder, kit, worker=MANAGER, passphrase=FRESH, clock=clock)
    assert access.state(session, office.case) is not None  # her sealed case is hers again
    assert verbs(session).count("recovered") == 1
    vaults.close_session(session, make_backup=False)
    with office.at(LEAD):
        pass


def test_a_new_computer_with_a_backup_and_the_code_is_the_office_again(office, clock, tmp_path):
    kit = with_kit(office)
    office.seal(MANAGER, PSYCHOLOGIST)
    with office.at(LEAD) as session:
        backups.make_backup(session)
    (backup,) = restoring.offered(office.folder)
    stick = tmp_path / "stick" / backup.file.name
    stick.parent.mkdir()
    shutil.copyfile(backup.file, stick)
    shutil.rmtree(office.folder)

    new = tmp_path / "another computer"
    done = restoring.restore(stick, new, worker="", kit_secret=recovery.read_shares(shares(kit)[1:]).key, clock=clock)
    assert done.cases == 1
    session = recovery.recover(new, kit, worker=MANAGER, passphrase=FRESH, clock=clock)
    assert session.vault.anchor == "ok"
    assert access.state(session, office.case) is not None
    vaults.close_session(session, make_backup=False)
    office.folder = new
    with office.at(PSYCHOLOGIST) as session:
        assert office.case not in session.vault.hidden
        assert [verb for verb in verbs(session) if verb in ("restored", "recovered")] == ["restored", "recovered"]


# --- the drill --------------------------------------------------------------------------------------------------------


def drilled(office: Village, kit: Kit, folder: Path) -> drills.Drill:
    with office.at(LEAD) as session:
        backups.make_backup(session)
    return drills.run(restoring.offered(office.folder)[0].file, kit, folder, clock=office.clock)


def test_a_drill_restores_counts_and_leaves_nothing(office, clock, tmp_path):
    kit = with_kit(office)
    office.seal(MANAGER)
    spare = tmp_path / "spare"
    spare.mkdir()
    done = drilled(office, kit, spare)
    assert (done.office, done.kit, done.cases, done.files) == ("UN4", kit.number, 1, 0)
    assert done.sheets >= 5  # also those of the sealed case
    assert done.done_at.date() == date(2026, 11, 24)
    assert list(spare.iterdir()) == []
    with office.at(LEAD) as session:
        assert recovery.state(session).drill_on is None


def test_a_drill_is_noted_by_its_number_and_the_next_one_is_due_in_a_year(office, clock, tmp_path):
    kit = with_kit(office)
    with office.at(LEAD) as session:
        assert recovery.state(session).drill_due == date(2027, 11, 24)
    clock.advance(days=400)
    with office.at(LEAD) as session:
        assert recovery.state(session).alarm(session.now().date()) == "drill"
    done = drilled(office, kit, tmp_path)
    with office.at(LEAD) as session:
        day = done.done_at.date()
        wrong = f"{(int(done.number.replace(' ', '')) + 1) % 10**8:08d}"
        for number in (wrong, "", "1", done.number + "0"):
            refused("drill-number-wrong", drills.note, session, number)
    clock.advance(days=30)
    with office.at(LEAD) as session:
        assert drills.note(session, done.number.replace(" ", "-")) == day  # carried here a month later
        state = recovery.state(session)
        assert (state.drill_on, state.drill_due) == (day, day + timedelta(days=365))
        assert state.alarm(day) is None
        assert verbs(session)[-1] == "drill-noted"


def test_a_drill_with_a_wrong_code_or_a_damaged_backup_leaves_nothing(office, clock, tmp_path):
    kit = with_kit(office)
    spare = tmp_path / "spare"
    spare.mkdir()
    done = drilled(office, kit, spare)
    assert done.number
    file = restoring.offered(office.folder)[0].file
    refused("kit-another", drills.run, file, Kit(bytes(32)), spare, clock=clock)
    damaged = tmp_path / file.name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    refused("backup-damaged", drills.run, damaged, kit, spare, clock=clock)
    refused("no-such-file", drills.run, tmp_path / "nothing", kit, spare, clock=clock)
    assert list(spare.iterdir()) == []


def test_the_number_of_a_drill_belongs_to_one_office(office, clock, tmp_path):
    done = drilled(office, with_kit(office), tmp_path)
    other = village(tmp_path / "other", clock)
    with other.at(LEAD) as session:
        refused("drill-number-wrong", drills.note, session, done.number)


# --- what a lead is reminded of ---------------------------------------------------------------------------------------


def test_today_reminds_a_lead_and_nobody_else(office, clock):
    def reminded(name: str) -> object:
        with office.at(name) as session:
            return today.today(session).recovery

    assert [reminded(name) for name in (LEAD, MANAGER)] == ["none", None]
    with office.at(LEAD) as session:
        kit = recovery.new_kit(session)
        recovery.note_printed(session, kit)
    assert reminded(LEAD) == "unconfirmed"
    with office.at(LEAD) as session:
        recovery.confirm(session, typed(kit))
    assert reminded(LEAD) is None
    clock.advance(days=366)
    assert [reminded(name) for name in (LEAD, MANAGER)] == ["drill", None]
