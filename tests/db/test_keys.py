"""The key file opens to the right people only, shows no name, and is believed only if nobody changed a byte of it."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.exceptions import CryptoError

from db import crypto, files, keys, slots, workers
from db.errors import VaultRefused
from db.keys import KdfCost
from db.names import folded
from db.slots import MIB
from db.vault import Vault
from tests.db.make import NAME, NOW, PASSPHRASE, new_vault, open_vault

OTHER = "a passphrase of another person"


@pytest.fixture
def two(vault: Vault) -> Path:
    """A vault of two people, closed."""
    with vault.write(NOW) as conn:
        name = keys.add_slot(vault, "Ion Ceban", "worker", OTHER)
        workers.add(conn, workers.Worker(name, "Ion Ceban", "worker", NOW))
    vault.close(NOW)
    return vault.path


def _edit(path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the key file as somebody would who knows its format, sum included, and has no passphrase."""
    tree = json.loads((path / "vault.keys").read_bytes())
    del tree["sum"]
    change(tree)
    tree["sum"] = hashlib.blake2b(_canonical(tree), digest_size=16).hexdigest()
    (path / "vault.keys").write_bytes(_canonical(tree))


def _canonical(tree: dict[str, Any]) -> bytes:
    return json.dumps(tree, sort_keys=True, separators=(",", ":")).encode()


def _user(tree: dict[str, Any], role: str) -> dict[str, Any]:
    return next(user for user in tree["users"] if user["role"] == role)


def test_each_person_opens_with_a_passphrase_of_their_own(two: Path) -> None:
    for name, passphrase, role in ((NAME, PASSPHRASE, "lead"), ("ion ceban", OTHER, "worker")):
        opened = open_vault(two, worker=name, passphrase=passphrase)
        assert opened.worker.role == role
        opened.close(NOW)
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        open_vault(two, passphrase=OTHER)


def test_the_key_file_shows_no_name_and_keeps_the_one_before(two: Path) -> None:
    now, before = ((two / name).read_bytes() for name in ("vault.keys", "vault.keys.1"))
    assert b"Ana" not in now
    assert folded(NAME).encode() not in now
    assert (len(slots.parse(now).users), len(slots.parse(before).users)) == (2, 1)
    assert len(now) < 8192
    assert not list(two.glob("*.part"))


def test_a_name_that_is_here_already_is_not_taken_over(vault: Vault) -> None:
    before = (vault.path / "vault.keys").read_bytes()
    with pytest.raises(VaultRefused, match="worker-exists"):
        keys.add_slot(vault, NAME.upper(), "worker", OTHER)
    with pytest.raises(VaultRefused, match="no-such-worker"):
        keys.add_slot(vault, "  ", "worker", OTHER)
    assert (vault.path / "vault.keys").read_bytes() == before


@pytest.mark.parametrize("typed", ["Ştefan Roţaru", "ștefan  ROȚARU", "Ştefan Roțaru"])
def test_a_name_typed_on_another_romanian_keyboard_is_the_same_name(vault: Vault, typed: str) -> None:
    keys.add_slot(vault, "Ștefan Roțaru", "worker", OTHER)
    assert keys.unlock(vault.path, typed, OTHER).role == "worker"


def test_where_two_names_differ_by_the_keyboard_alone_each_opens_with_her_own(vault: Vault) -> None:
    ids = {name: keys.add_slot(vault, name, "worker", f"{OTHER} {n}") for n, name in enumerate(("Nuța", "Nuţa"))}
    for n, name in enumerate(ids):
        assert keys.unlock(vault.path, name, f"{OTHER} {n}").worker == ids[name]


def test_a_key_file_that_is_missing_or_unreadable_is_named(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (two / "vault.keys").rename(two / "aside")
    with pytest.raises(VaultRefused, match="key-file-missing"):
        open_vault(two)
    (two / "vault.keys").mkdir()
    with pytest.raises(VaultRefused, match="file-unreadable"):
        open_vault(two)


def _promote(tree: dict[str, Any]) -> None:
    _user(tree, "worker")["role"] = "lead"


def _drop_lead(tree: dict[str, Any]) -> None:
    lead = _user(tree, "lead")
    tree["users"].remove(lead)
    del tree["rings"][0]["boxes"][lead["id"]]


def _swap_boxes(tree: dict[str, Any]) -> None:
    boxes = tree["rings"][0]["boxes"]
    one, two = boxes
    boxes[one], boxes[two] = boxes[two], boxes[one]


def _no_mac(tree: dict[str, Any]) -> None:
    tree["rings"][0]["mac"] = base64.b64encode(bytes(32)).decode()


def _older_generation(tree: dict[str, Any]) -> None:
    tree["rings"][0]["generation"] += 1


def _cipher(tree: dict[str, Any]) -> None:
    tree["cipher"] = []


def _own_kit(tree: dict[str, Any]) -> None:
    """A kit of his own would let him in for ever, once somebody writes the next generation."""
    public, box = base64.b64encode(bytes(32)).decode(), base64.b64encode(bytes(88)).decode()
    tree["rings"][0]["kit"] = {"public": public, "made": 1, "number": 1, "box": box}


def _public(tree: dict[str, Any]) -> None:
    _user(tree, "lead")["public"] = base64.b64encode(crypto.public_half(crypto.new_secret())).decode()


def _earlier(tree: dict[str, Any]) -> None:
    tree["rings"][0]["since"] -= 1


@pytest.mark.parametrize(
    "change",
    [_promote, _drop_lead, _swap_boxes, _no_mac, _older_generation, _cipher, _own_kit, _public, _earlier],
)
def test_a_change_by_somebody_without_the_key_is_found(two: Path, change: Callable[[dict[str, Any]], None]) -> None:
    _edit(two, change)
    with pytest.raises(VaultRefused, match="key-file-damaged"):
        open_vault(two, worker="Ion Ceban", passphrase=OTHER)


def test_a_file_without_anybody_lets_nobody_in(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _edit(two, lambda tree: (tree["users"].clear(), tree["rings"][0]["boxes"].clear()))
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        open_vault(two)


def _set(*path: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(tree: dict[str, Any]) -> None:
        at: Any = tree
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return change


MALFORMED: list[Callable[[dict[str, Any]], Any]] = [
    _set("users", 0, "memory", value=2048 * MIB),
    _set("users", 0, "memory", value=32 * MIB),
    _set("users", 0, "passes", value=21),
    _set("users", 0, "passes", value=0),
    _set("users", 0, "passes", value=True),
    _set("users", 0, "memory", value=64.0),
    _set("users", 0, "memory", value=1 << 60),
    _set("users", 0, "role", value="chief"),
    _set("users", 0, "id", value="zz"),
    _set("users", 0, "id", value="AA" * 16),
    _set("users", 0, "name", value="00"),
    _set("users", 0, "salt", value="!"),
    _set("users", 0, "box", value="QUJD"),
    _set("users", 0, "secret", value="QUJD"),
    lambda tree: tree["rings"][0]["boxes"].popitem(),
    lambda tree: tree["rings"][0]["boxes"].update({"0" * 32: base64.b64encode(bytes(88)).decode()}),
    lambda tree: tree["rings"][0]["boxes"].update({next(iter(tree["rings"][0]["boxes"])): "QUJD"}),
    lambda tree: tree.update(rings=tree["rings"] * 2),
    lambda tree: tree.update(rings=tree["rings"] * 3),
    _set("rings", value=[]),
    _set("rings", value={}),
    _set("rings", 0, "by", value="zz"),
    _set("rings", 0, "kit", value={}),
    _set("rings", 0, "kit", value=1),
    _set("rings", 0, "extra", value=1),
    lambda tree: tree["users"][1].update(name=tree["users"][0]["name"]),
    lambda tree: tree["users"][1].update(id=tree["users"][0]["id"]),
    _set("users", 0, "extra", value=1),
    _set("users", value=[1]),
    _set("users", value=None),
    _set("cipher", value=[1]),
    _set("rings", 0, "generation", value=-1),
    _set("rings", 0, "since", value=1.0),
    _set("vault", value=7),
    _set("extra", value=1),
    lambda tree: tree["rings"][0].pop("mac"),
    _set("v", value=1),
    _set("v", value=True),
    lambda tree: tree.update(users=tree["users"] * 65),
]


@pytest.mark.parametrize("number", range(len(MALFORMED)))
def test_a_key_file_that_the_program_would_not_write_is_not_read(two: Path, number: int) -> None:
    _edit(two, MALFORMED[number])
    before = (two / "vault.keys").read_bytes()
    with pytest.raises(VaultRefused) as refusal:
        open_vault(two)
    assert refusal.value.code in {"key-file-damaged", "wrong-passphrase"}
    with pytest.raises(VaultRefused, match="key-file-damaged"):
        slots.parse(before)


def test_a_newer_key_file_is_told_from_a_damaged_one(two: Path) -> None:
    _edit(two, _set("v", value=slots.FORMAT + 1))
    with pytest.raises(VaultRefused, match="key-file-newer"):
        open_vault(two)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b'{"v":1,"v":1}', b'{"v":NaN}', b"\xff", b"{" * 100_000, b" " * 70_000, b"[" * 60_000],
)
def test_noise_is_a_damaged_key_file(data: bytes) -> None:
    with pytest.raises(VaultRefused, match="key-file-damaged"):
        slots.parse(data)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 1 << 20), bit=st.integers(0, 7))
def test_a_single_bit_is_damage_and_never_a_wrong_passphrase(closed: Path, place: int, bit: int) -> None:
    data = bytearray((closed / "vault.keys").read_bytes())
    data[place % len(data)] ^= 1 << bit
    with pytest.raises(VaultRefused, match=r"key-file-(damaged|newer)"):
        slots.parse(bytes(data))


def test_a_cheap_key_file_is_read_only_by_a_process_that_asked_for_it(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_cheap_is_legal", False)
    with pytest.raises(VaultRefused, match="key-file-damaged"):
        slots.read(closed / "vault.keys")
    assert not KdfCost.for_tests().legal
    assert len(slots.read(closed / "vault.keys").users) == 1


def test_the_office_has_room_for_so_many_people_and_says_so(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = slots.read(two / "vault.keys")
    monkeypatch.setattr(slots, "MOST_SLOTS", 1)
    with pytest.raises(VaultRefused, match="too-many-workers"):
        slots.write(two / "vault.keys", read)


def _timer(took: float) -> Callable[[], float]:
    times = iter(range(100))
    return lambda: next(times) * took


def test_the_cost_is_about_a_second_and_never_under_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("nacl.pwhash.argon2id.kdf", lambda *_a, **named: asked.append(named["memlimit"]))
    assert keys.calibrate(_timer(1.0)) == KdfCost(3, 256 * MIB)
    assert keys.calibrate(_timer(0.5)) == KdfCost(6, 256 * MIB)
    assert keys.calibrate(_timer(0.0)) == KdfCost(10, 256 * MIB)
    assert keys.calibrate(_timer(60.0)) == KdfCost(3, 64 * MIB)
    assert min(asked) == 64 * MIB
    assert all(cost.legal for cost in (KdfCost(3, 64 * MIB), KdfCost(10, 256 * MIB)))


def test_a_computer_with_too_little_memory_is_not_asked_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def little(*_args: object, memlimit: int, **_named: object) -> bytes:
        if memlimit > 128 * MIB:
            raise CryptoError
        return bytes(32)

    monkeypatch.setattr("nacl.pwhash.argon2id.kdf", little)
    assert keys.calibrate(_timer(1.0)) == KdfCost(3, 128 * MIB)


def test_too_little_memory_at_opening_is_not_a_wrong_passphrase(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_args: object, **_named: object) -> bytes:
        raise CryptoError

    monkeypatch.setattr("nacl.pwhash.argon2id.kdf", none)
    with pytest.raises(VaultRefused, match="too-little-memory"):
        open_vault(closed)


def test_a_real_cost_makes_a_key_file_that_any_process_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = new_vault(tmp_path / "v", cost=KdfCost(1, 64 * MIB))
    made.close(NOW)
    monkeypatch.setattr(slots, "_cheap_is_legal", False)
    assert slots.read(tmp_path / "v" / "vault.keys").users[0].cost == KdfCost(1, 64 * MIB)


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk-full"), (errno.EROFS, "read-only"), (errno.EIO, "file-unwritable")],
)
def test_a_key_file_appears_whole_or_not_at_all(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def fail(*_args: object) -> None:
        raise OSError(number, "x")

    before = (vault.path / "vault.keys").read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", fail)
        with pytest.raises(VaultRefused) as refusal:
            keys.add_slot(vault, "Ion", "worker", OTHER)
    assert refusal.value.code == code
    assert (vault.path / "vault.keys").read_bytes() == before
    assert not list(vault.path.glob("*.part"))


def test_windows_keeps_the_names_in_a_folder_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr("os.name", "nt")
    monkeypatch.setattr("os.open", opened.append)
    files.fsync_folder(tmp_path)
    monkeypatch.undo()
    assert opened == []


def test_a_passphrase_in_any_script_is_a_passphrase(vault: Vault) -> None:
    for number, passphrase in enumerate(("пять слов без связи", "\ud800 lone", "日本語 пять ș", "x" * 5000)):
        with vault.write(NOW) as conn:
            worker = keys.add_slot(vault, f"W{number}", "worker", passphrase)
            workers.add(conn, workers.Worker(worker, f"W{number}", "worker", NOW))
        assert keys.unlock(vault.path, f"w{number}", passphrase).key == vault.database_key
