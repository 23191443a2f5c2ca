"""Who may open the vault changes, and with it the key file: passphrases, roles, the paper kit, a person who forgot."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import access_log, crypto, keys, sealing, slots, workers
from db import vault as vaults
from db.connection import open_raw
from db.errors import VaultRefused
from db.hybrid import milliseconds
from db.slots import KitSlot
from db.vault import Vault
from tests.db.make import NAME, NOW, PASSPHRASE, new_vault, open_vault, save

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "vault-1"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text("utf-8"))
OTHER, NEW = "a passphrase of another person", "a passphrase that nobody had before"


def let_in(vault: Vault, name: str, role: str = "worker", passphrase: str = OTHER) -> str:
    with vault.write(NOW) as conn:
        slot = keys.new_slot(vault, name, role, passphrase)
        workers.add(conn, workers.Worker(slot.id, name, role, NOW))
        keys.put_slot(vault, slot)
    return slot.id


def key_file(vault: Vault) -> bytes:
    return (vault.path / "vault.keys").read_bytes()


# --- passphrases ------------------------------------------------------------------------------------------------------


def test_another_passphrase_opens_the_same_key_pair_and_the_old_one_nothing(vault: Vault) -> None:
    before = bytes(vault.secret)
    keys.change_passphrase(vault, vault.worker.id, PASSPHRASE, NEW)
    vault.close(NOW)
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        open_vault(vault.path)
    opened = open_vault(vault.path, passphrase=NEW)
    assert bytes(opened.secret) == before
    opened.close(NOW)


def test_the_key_file_before_does_not_open_with_the_old_passphrase_either(vault: Vault) -> None:
    """It stays beside the present one, under the same database key."""
    ion = let_in(vault, "Ion")
    keys.change_passphrase(vault, vault.worker.id, PASSPHRASE, NEW)
    assert (vault.path / "vault.keys.1").read_bytes() == key_file(vault)
    keys.reset_person(vault, ion, NEW)
    assert (vault.path / "vault.keys.1").read_bytes() == key_file(vault)
    keys.set_kit(vault, crypto.public_half(crypto.new_secret()), NOW)
    assert (vault.path / "vault.keys.1").read_bytes() == key_file(vault)


@pytest.mark.parametrize(
    ("old", "new", "code"), [(OTHER, NEW, "wrong-passphrase"), (PASSPHRASE, "", "passphrase-needed")]
)
def test_a_passphrase_that_cannot_be_changed_stays(vault: Vault, old: str, new: str, code: str) -> None:
    before = key_file(vault)
    with pytest.raises(VaultRefused, match=code):
        keys.change_passphrase(vault, vault.worker.id, old, new)
    assert key_file(vault) == before


def test_a_person_who_forgot_gets_a_new_key_pair_and_what_was_sealed_to_the_old_one_stays_shut(vault: Vault) -> None:
    ion = let_in(vault, "Ion")
    box = keys.seal_for(keys.public_of(vault.path, ion) or b"", b"a key")
    public = keys.reset_person(vault, ion, NEW)
    assert public == keys.public_of(vault.path, ion)
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        keys.unlock(vault.path, "Ion", OTHER)
    unlocked = keys.unlock(vault.path, "ION", NEW)
    assert (unlocked.key, unlocked.worker, unlocked.role) == (vault.database_key, ion, "worker")
    assert keys.open_for(unlocked.secret, box) is None
    assert keys.open_for(unlocked.secret, keys.seal_for(public, b"a key")) == b"a key"


def test_nobody_is_changed_who_is_not_there(vault: Vault) -> None:
    before = key_file(vault)
    for change in (
        lambda: keys.change_passphrase(vault, "0" * 32, PASSPHRASE, NEW),
        lambda: keys.reset_person(vault, "0" * 32, NEW),
        lambda: keys.set_role(vault, "0" * 32, "lead"),
    ):
        with pytest.raises(VaultRefused, match="no-such-worker"):
            change()
    assert keys.public_of(vault.path, "0" * 32) is None
    assert key_file(vault) == before


def test_two_changes_at_once_both_stand(vault: Vault) -> None:
    """A job and the window; the slow part of each lies before the file is read for writing."""
    names = [f"W{number}" for number in range(4)]
    ids = [let_in(vault, name) for name in names]
    work = [threading.Thread(target=keys.change_passphrase, args=(vault, one, OTHER, NEW)) for one in ids]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert all(keys.unlock(vault.path, name, NEW).worker == one for name, one in zip(names, ids, strict=True))


# --- roles ------------------------------------------------------------------------------------------------------------


def test_another_role_holds_from_the_next_opening_on_with_the_same_passphrase(vault: Vault) -> None:
    ion = let_in(vault, "Ion")
    with vault.write(NOW) as conn:
        workers.set_role(conn, ion, "specialist")
        keys.set_role(vault, ion, "specialist")
    vault.close(NOW)
    opened = open_vault(vault.path, worker="Ion", passphrase=OTHER)
    assert opened.worker.role == "specialist"
    opened.close(NOW)


@pytest.mark.parametrize("cut", ["the file alone was written", "the database alone was written"])
def test_where_a_change_of_role_was_cut_off_the_proven_file_decides(vault: Vault, cut: str) -> None:
    ion = let_in(vault, "Ion")
    if "file" in cut:
        keys.set_role(vault, ion, "specialist")
    else:
        with vault.write(NOW) as conn:
            workers.set_role(conn, ion, "specialist")
    vault.close(NOW)
    opened = open_vault(vault.path)
    found = workers.get(opened.conn, ion)
    assert found is not None
    assert found.role == ("specialist" if "file" in cut else "worker")
    opened.close(NOW)


def test_the_key_file_beside_it_does_not_give_an_old_role_back(vault: Vault) -> None:
    ion = let_in(vault, "Ion", "lead")
    keys.set_role(vault, ion, "worker")
    shutil.copy(vault.path / "vault.keys.1", vault.path / keys.FILE)
    assert keys.unlock(vault.path, "Ion", OTHER).role == "worker"


def test_a_role_that_an_older_key_file_brings_back_stands_in_the_log(vault: Vault) -> None:
    ion = let_in(vault, "Ion", "lead")
    older = (vault.path / keys.FILE).read_bytes()
    with vault.write(NOW) as conn:
        workers.set_role(conn, ion, "worker")
        keys.set_role(vault, ion, "worker")
    vault.close(NOW)
    (vault.path / keys.FILE).write_bytes(older)
    opened = open_vault(vault.path, worker="Ion", passphrase=OTHER)
    last = access_log.page(opened.conn, 1)[0]
    assert (last.verb, last.object) == ("role-changed", ion)
    opened.close(NOW)


def test_a_role_that_does_not_exist_is_refused(vault: Vault) -> None:
    with pytest.raises(VaultRefused, match="bad-role"):
        keys.set_role(vault, vault.worker.id, "chief")


# --- the paper kit ----------------------------------------------------------------------------------------------------


def test_the_kit_opens_the_vault_without_anybody(vault: Vault) -> None:
    secret = crypto.new_secret()
    assert keys.kit_of(vault.path) is None and keys.public_of(vault.path, keys.KIT) is None
    keys.set_kit(vault, crypto.public_half(secret), NOW)
    assert keys.kit_of(vault.path) == KitSlot(crypto.public_half(secret), milliseconds(NOW), 1)
    assert keys.public_of(slots.read(vault.path / "vault.keys"), keys.KIT) == crypto.public_half(secret)
    unlocked = keys.unlock_with_kit(vault.path, bytes(secret))
    assert (unlocked.key, unlocked.worker, unlocked.secret) == (vault.database_key, "", secret)
    saved = save(vault)
    vault.close(NOW)
    opened = vaults.finish(vaults.unlock_with_kit(vault.path, bytes(secret)), NOW)
    assert (opened.worker.id, opened.worker.name, opened.anchor) == (keys.KIT, "", "ok")
    assert opened.conn.execute("SELECT id FROM record").fetchall() == [(saved,)]
    keys.reset_person(opened, vault.worker.id, NEW)
    opened.close(NOW)
    open_vault(vault.path, passphrase=NEW).close(NOW)


def test_a_new_kit_takes_the_place_of_the_one_before_and_none_opens_nothing(vault: Vault) -> None:
    first, second = crypto.new_secret(), crypto.new_secret()
    with pytest.raises(VaultRefused, match="kit-none"):
        keys.unlock_with_kit(vault.path, bytes(first))
    keys.set_kit(vault, crypto.public_half(first), NOW)
    keys.set_kit(vault, crypto.public_half(second), NOW + timedelta(days=1))
    made = keys.kit_of(vault.path)
    assert made is not None
    assert (made.number, made.made) == (2, milliseconds(NOW + timedelta(days=1)))
    with pytest.raises(VaultRefused, match="kit-another"):
        keys.unlock_with_kit(vault.path, bytes(first))
    assert keys.unlock_with_kit(vault.path, bytes(second)).key == vault.database_key
    keys.set_kit(vault, None, NOW)
    with pytest.raises(VaultRefused, match="kit-none"):
        keys.unlock_with_kit(vault.path, bytes(second))


def test_the_kit_stays_through_everything_else_that_changes(vault: Vault) -> None:
    secret = crypto.new_secret()
    keys.set_kit(vault, crypto.public_half(secret), NOW)
    ion = let_in(vault, "Ion")
    keys.set_role(vault, ion, "lead")
    keys.reset_person(vault, ion, NEW)
    keys.change_passphrase(vault, vault.worker.id, PASSPHRASE, NEW)
    assert keys.unlock_with_kit(vault.path, bytes(secret)).key == vault.database_key


# --- the file ---------------------------------------------------------------------------------------------------------


def test_an_open_vault_changes_no_key_file_of_another_key(vault: Vault, tmp_path: Path) -> None:
    other = new_vault(tmp_path / "other")
    shutil.copy(other.path / "vault.keys", vault.path / "vault.keys")
    with pytest.raises(VaultRefused, match="key-file-damaged"):
        keys.set_kit(vault, None, NOW)
    other.close(NOW)


def test_a_whole_office_with_two_generations_and_a_kit_has_room(vault: Vault) -> None:
    for number in range(slots.MOST_SLOTS - 1):
        slot = keys.new_slot(vault, f"W{number}", "specialist", OTHER)
        keys.put_slot(vault, slot)
    keys.set_kit(vault, crypto.public_half(crypto.new_secret()), NOW)
    keys.begin_rekey(vault, crypto.new_secret(), vault.worker.id, NOW, without=frozenset(), kit_public=None)
    assert len(slots.parse(key_file(vault)).users) == slots.MOST_SLOTS
    keys.end_rekey(vault.path, 1)
    with pytest.raises(VaultRefused, match="too-many-workers"):
        keys.put_slot(vault, keys.new_slot(vault, "one more", "worker", OTHER))


def two_generations(vault: Vault) -> bytearray:
    """A key file as it is while the key is changed; the key that is to come."""
    new = crypto.new_secret()
    gone = let_in(vault, "Ion")
    keys.set_kit(vault, crypto.public_half(crypto.new_secret()), NOW)
    keys.begin_rekey(vault, new, vault.worker.id, NOW, without=frozenset({gone}), kit_public=None)
    return new


def test_while_there_are_two_generations_nothing_else_changes(vault: Vault) -> None:
    two_generations(vault)
    slot = keys.new_slot(vault, "Vera", "worker", OTHER)
    for change in (
        lambda: keys.put_slot(vault, slot),
        lambda: keys.set_kit(vault, None, NOW),
        lambda: keys.set_role(vault, vault.worker.id, "worker"),
        lambda: keys.change_passphrase(vault, vault.worker.id, PASSPHRASE, NEW),
        lambda: keys.reset_person(vault, vault.worker.id, NEW),
    ):
        with pytest.raises(VaultRefused, match="rekey-unfinished"):
            change()


def test_of_two_generations_the_one_that_opens_the_database_counts(vault: Vault) -> None:
    new = two_generations(vault)
    now = keys.unlock(vault.path, NAME, PASSPHRASE)
    assert (now.key, now.other, now.generation) == (vault.database_key, new, 1)
    assert keys.unlock(vault.path, "Ion", OTHER).other is None
    (vault.path / "vault.db").rename(vault.path / "aside")
    open_raw(vault.path / "vault.db", new, "rwc").close()
    then = keys.unlock(vault.path, NAME, PASSPHRASE)
    assert (then.key, then.other, then.generation) == (new, vault.database_key, 2)
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        keys.unlock(vault.path, "Ion", OTHER)  # left out of the key that is in force
    (vault.path / "vault.db").unlink()
    (vault.path / "aside").rename(vault.path / "vault.db")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 1 << 20), byte=st.integers(1, 255), cut=st.booleans())
def test_any_byte_of_two_generations_that_changes_is_damage(mutable: bytes, place: int, byte: int, cut: bool) -> None:
    data = bytearray(mutable)
    place %= len(data)
    if cut:
        del data[place:]
    else:
        data[place] ^= byte
    with pytest.raises(VaultRefused, match=r"key-file-(damaged|newer)"):
        slots.parse(bytes(data))


@pytest.fixture
def mutable(vault: Vault) -> bytes:
    two_generations(vault)
    return key_file(vault)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whoever_knows_the_format_and_no_key_changes_nothing_unseen(vault: Vault, data: st.DataObject) -> None:
    """Leaves of the tree are put in each other's places, with the sum made right; the proofs do not hold any more."""
    if len(slots.read(vault.path / "vault.keys").rings) == 1:
        two_generations(vault)
    good = slots.read(vault.path / "vault.keys")
    tree = json.loads(slots.dump(good))
    del tree["sum"]
    leaves = list(_leaves(tree))
    one, two = (leaves[data.draw(st.integers(0, len(leaves) - 1))] for _ in range(2))
    kept = _get(tree, one), _get(tree, two)
    _set(tree, one, kept[1])
    _set(tree, two, kept[0])
    try:
        changed = slots.parse(_summed(tree))
    except VaultRefused as refusal:
        assert refusal.code in {"key-file-damaged", "key-file-newer"}
        return
    if changed == good:
        return
    (vault.path / "vault.keys").write_bytes(_summed(tree))
    with pytest.raises(VaultRefused) as refused:
        keys.unlock(vault.path, NAME, PASSPHRASE)
    assert refused.value.code in {"key-file-damaged", "wrong-passphrase"}
    slots.write(vault.path / "vault.keys", good)


Way = tuple[str | int, ...]


def _leaves(tree: object, at: Way = ()) -> list[Way]:
    if isinstance(tree, dict):
        return [leaf for name, inner in tree.items() for leaf in _leaves(inner, (*at, name))]
    if isinstance(tree, list):
        return [leaf for place, inner in enumerate(tree) for leaf in _leaves(inner, (*at, place))]
    return [at]


def _get(tree: object, at: Way) -> object:
    for step in at:
        tree = tree[step]  # type: ignore[index]
    return tree


def _set(tree: object, at: Way, value: object) -> None:
    _get(tree, at[:-1])[at[-1]] = value  # type: ignore[index]


def _summed(tree: dict[str, object]) -> bytes:
    def canonical(part: dict[str, object]) -> bytes:
        return json.dumps(part, sort_keys=True, separators=(",", ":")).encode()

    return canonical({**tree, "sum": hashlib.blake2b(canonical(tree), digest_size=16).hexdigest()})


# --- the first format -------------------------------------------------------------------------------------------------


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A vault as the first release closed it."""
    return Path(shutil.copytree(GOLDEN, tmp_path / "first"))


def _open_first(folder: Path, person: int = 0, passphrase: str | None = None) -> Vault:
    return open_vault(
        folder, worker=EXPECTED["workers"][person], passphrase=passphrase or EXPECTED["passphrases"][person]
    )


def test_a_vault_of_the_first_format_opens_to_each_of_its_people(first: Path) -> None:
    for person in range(2):
        opened = _open_first(first, person)
        assert (opened.anchor, slots.read(first / "vault.keys").format) == ("ok", 1)
        opened.close(NOW)


def test_the_first_change_writes_the_present_format_and_everybody_still_opens(first: Path) -> None:
    opened = _open_first(first)
    keys.set_kit(opened, crypto.public_half(crypto.new_secret()), NOW)
    assert slots.read(first / "vault.keys").format == slots.FORMAT
    opened.close(NOW)
    for person in range(2):
        _open_first(first, person).close(NOW)


def test_a_role_of_the_first_format_changes_without_the_passphrase_of_its_person(first: Path) -> None:
    """That format bound the role to the passphrase."""
    opened = _open_first(first)
    second = next(one for one in workers.all_(opened.conn) if one.name == EXPECTED["workers"][1])
    keys.set_role(opened, second.id, "lead" if second.role != "lead" else "specialist")
    opened.close(NOW)
    again = _open_first(first, 1)
    assert again.worker.role != second.role
    keys.change_passphrase(again, second.id, EXPECTED["passphrases"][1], NEW)
    again.close(NOW)
    _open_first(first, 1, NEW).close(NOW)


def test_nobody_makes_himself_a_lead_in_the_first_format(first: Path) -> None:
    tree = json.loads((first / "vault.keys").read_bytes())
    del tree["sum"]
    for user in tree["users"]:
        user["role"] = "lead" if user["role"] != "lead" else "worker"
    (first / "vault.keys").write_bytes(_summed(tree))
    for person in range(2):
        with pytest.raises(VaultRefused) as refusal:
            _open_first(first, person)
        assert refusal.value.code == "key-file-damaged"


# --- keys of sealed notes ---------------------------------------------------------------------------------------------


def test_a_sealed_note_of_the_first_release_opens_after_the_migration(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key lay under the database key then, and lies under the office's secret now."""
    before = vault.key(sealing.CASE_KEY)
    with vault.write(NOW) as conn, monkeypatch.context() as then:
        then.setattr("db.secrets.office_key", lambda *_a: before)
        sealed = sealing.seal(vault, "case-1", "ce s-a întâmplat")
    with pytest.raises(VaultRefused, match="unseal-failed"):
        sealing.unseal(vault, "case-1", sealed)
    with vault.write(NOW) as conn:
        conn.execute("INSERT INTO scope_key VALUES ('damaged', zeroblob(72))")
        sealing.rewrap(conn, before)
    assert sealing.unseal(vault, "case-1", sealed) == "ce s-a întâmplat"


def test_the_golden_vault_keeps_the_keys_of_its_notes(first: Path) -> None:
    opened = _open_first(first)
    scopes = [scope for (scope,) in opened.conn.execute("SELECT scope FROM scope_key")]
    assert scopes
    with opened.write(NOW):
        for scope in scopes:
            sealing.seal(opened, scope, "x")  # refused where the key of the scope does not open
    opened.close(NOW)
