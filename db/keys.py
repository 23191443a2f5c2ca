"""From a passphrase to the database key, and every key that comes from it; the one room of PyNaCl in the store."""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id

from db import slots as slot_file
from db import workers
from db.connection import Connection
from db.errors import VaultRefused
from db.names import folded
from db.slots import MIB, KdfCost, Slot, Slots, check_cost

__all__ = [
    "KdfCost",
    "Unlocked",
    "add_slot",
    "calibrate",
    "derive",
    "first_slots",
    "open_bytes",
    "open_for",
    "seal_bytes",
    "seal_for",
    "unlock",
]

KEY_BYTES = 32
FILE = "vault.keys"
_NONCE = 24


class Keyed(Protocol):
    """What of an open vault is needed to let another person in."""

    @property
    def path(self) -> Path: ...
    @property
    def conn(self) -> Connection: ...
    @property
    def database_key(self) -> bytearray: ...


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a right passphrase gives."""

    key: bytearray
    worker: str
    role: str
    slots: Slots
    secret: bytearray  # of the person's own key pair: what is sealed to one person opens with it


def first_slots(
    key: bytearray, *, vault: str, cipher: tuple[str, ...], worker: str, name: str, role: str, passphrase: str,
    cost: KdfCost,
) -> Unlocked:  # fmt: skip
    """The key file of a new vault with its first person, not yet written, and what it gives that person."""
    empty = Slots(vault, secrets.token_bytes(16), 1, cipher, ())
    slot, secret = _slot(empty, key, worker, name, role, passphrase, cost)
    return Unlocked(key, worker, role, _proven(empty.with_user(slot), key), secret)


def unlock(path: Path, name: str, passphrase: str) -> Unlocked:
    """The database key, if name and passphrase fit together and nobody changed the key file."""
    slots = slot_file.read(path / FILE)
    wanted = _name_hash(slots, name)
    slot = next((one for one in slots.users if secrets.compare_digest(one.name, wanted)), None)
    if slot is None:
        # As dear as a wrong passphrase, so that the time does not tell who works here.
        _kek(passphrase, slots.salt, slots.users[0].cost if slots.users else KdfCost(1, 64 * MIB))
        raise VaultRefused("wrong-passphrase")
    key, generation, secret = _open_slot(slot, passphrase)
    proof = derive(key, "slots-mac")
    if generation != slots.generation or not secrets.compare_digest(_mac(slots, proof), slots.mac):
        wipe(key)
        wipe(secret)
        raise VaultRefused("key-file-damaged")
    return Unlocked(key, slot.id, slot.role, slots, secret)


def add_slot(vault: Keyed, name: str, role: str, passphrase: str, cost: KdfCost | None = None) -> str:
    """Let a person in with a passphrase of their own; the id of the new worker.

    Call it within the transaction that adds the worker: a slot without its worker opens nothing and gives way to
    the next one of the same name.
    """
    if workers.by_name(vault.conn, name) is not None:
        raise VaultRefused("worker-exists")
    slots = slot_file.read(vault.path / FILE)
    worker = secrets.token_hex(16)
    cost = cost or next(iter(slots.users)).cost
    slot, secret = _slot(slots, vault.database_key, worker, name, role, passphrase, cost)
    wipe(secret)
    slots = slots.with_user(slot)
    slot_file.write(vault.path / FILE, _proven(slots, vault.database_key))
    return worker


def calibrate(timer: Callable[[], float] = time.perf_counter) -> KdfCost:
    """About a second on this computer, never under 64 MiB."""
    for memory in (256 * MIB, 128 * MIB, 64 * MIB):
        started = timer()
        try:
            argon2id.kdf(KEY_BYTES, b"calibration", bytes(16), opslimit=3, memlimit=memory)
        except (CryptoError, MemoryError):  # too little memory is not the fault of the one who sets up
            continue
        took = timer() - started
        if took <= 1.5:
            return KdfCost(min(10, max(3, int(3 / max(took, 0.1)))), memory)
    return KdfCost(3, 64 * MIB)


def derive(key: bytearray, purpose: str) -> bytes:
    """A key of its own for each purpose; none once the vault is closed and its key wiped."""
    if len(key) != KEY_BYTES:
        raise VaultRefused("vault-closed")
    return hashlib.blake2b(purpose.encode(), key=key, digest_size=KEY_BYTES, person=b"ancora key").digest()


def seal_bytes(key: bytes, data: bytes, about: bytes) -> bytes:
    """Encrypt and prove; `about` is proven too, so that a sealed text cannot be moved elsewhere."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(data, about, nonce, key)


def open_bytes(key: bytes, sealed: bytes, about: bytes) -> bytes | None:
    """What was sealed, or None if the key, the place or a single bit is another one."""
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[_NONCE:], about, sealed[:_NONCE], key)
    except (CryptoError, ValueError):
        return None


def wipe(key: bytearray) -> None:
    """Overwrite key material that is no longer needed, and leave nothing that could pass for a key."""
    key[:] = bytes(len(key))
    key.clear()


def seal_for(public: bytes, data: bytes) -> bytes:
    """Seal bytes so that only the person with this public key opens them."""
    return SealedBox(PublicKey(public)).encrypt(data)


def open_for(secret: bytearray, box: bytes) -> bytes | None:
    """What was sealed for the person with this secret key, or None if it was for somebody else or is damaged."""
    try:
        return SealedBox(PrivateKey(bytes(secret))).decrypt(box)
    except (CryptoError, ValueError, TypeError):
        return None


def _slot(
    slots: Slots, key: bytearray, worker: str, name: str, role: str, passphrase: str, cost: KdfCost
) -> tuple[Slot, bytearray]:
    """A person's way in, and the secret half of the key pair made for it."""
    check_cost(cost)
    if not folded(name):
        raise VaultRefused("no-such-worker")
    pair, salt = PrivateKey.generate(), secrets.token_bytes(16)
    public = bytes(pair.public_key)
    sealed = seal_bytes(_kek(passphrase, salt, cost), bytes(pair), _about(worker, role, public))
    box = seal_for(public, bytes(key) + slots.generation.to_bytes(8, "big"))
    return Slot(worker, _name_hash(slots, name), role, cost, salt, sealed, public, box), bytearray(bytes(pair))


def _open_slot(slot: Slot, passphrase: str) -> tuple[bytearray, int, bytearray]:
    kek = _kek(passphrase, slot.salt, slot.cost)
    opened_secret = open_bytes(kek, slot.secret, _about(slot.id, slot.role, slot.public))
    if opened_secret is None:
        raise VaultRefused("wrong-passphrase")
    secret = bytearray(opened_secret)
    box = open_for(secret, slot.box)
    if box is None:
        wipe(secret)
        raise VaultRefused("key-file-damaged")
    opened = bytearray(box)
    key, generation = opened[:KEY_BYTES], int.from_bytes(opened[KEY_BYTES:], "big")
    wipe(opened)
    return key, generation, secret


def _kek(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    typed = bytearray(unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass"))
    if not typed:
        raise VaultRefused("passphrase-needed")
    try:
        return argon2id.kdf(KEY_BYTES, bytes(typed), salt, opslimit=cost.passes, memlimit=cost.memory)
    except (CryptoError, MemoryError) as error:
        raise VaultRefused("too-little-memory") from error
    finally:
        wipe(typed)


def _about(worker: str, role: str, public: bytes) -> bytes:
    return b"\0".join((b"ancora slot", worker.encode(), role.encode(), public))


def _name_hash(slots: Slots, name: str) -> str:
    data = folded(name).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, salt=slots.salt, digest_size=16, person=b"ancora name").hexdigest()


def _mac(slots: Slots, proof: bytes) -> bytes:
    return hashlib.blake2b(slot_file.mac_text(slots), key=proof, digest_size=32).digest()


def _proven(slots: Slots, key: bytearray) -> Slots:
    return replace(slots, mac=_mac(slots, derive(key, "slots-mac")))
