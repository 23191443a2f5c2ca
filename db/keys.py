"""Who can open the vault: from a passphrase or the paper kit to the database key, and every change of who has one."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from db import key_watch, workers
from db import slots as slot_file
from db.connection import Connection, open_raw
from db.crypto import (
    KEY_BYTES,
    calibrate,
    derive,
    from_passphrase,
    new_secret,
    open_bytes,
    open_for,
    public_half,
    seal_bytes,
    seal_for,
    wipe,
)
from db.errors import VaultRefused
from db.hybrid import milliseconds
from db.names import folded, spellings
from db.slots import KIT, MIB, KdfCost, KitSlot, Ring, Slot, Slots, check_cost

__all__ = [
    "FILE",
    "KEY_BYTES",
    "KIT",
    "KdfCost",
    "KitSlot",
    "Unlocked",
    "add_slot",
    "begin_rekey",
    "calibrate",
    "change_passphrase",
    "derive",
    "end_rekey",
    "first_slots",
    "kit_of",
    "new_slot",
    "open_bytes",
    "open_for",
    "public_of",
    "put_slot",
    "reopen",
    "reset_person",
    "seal_bytes",
    "seal_for",
    "set_kit",
    "set_role",
    "unlock",
    "unlock_with_kit",
    "wipe",
]

FILE = "vault.keys"
_DATABASE = "vault.db"
_changing = threading.Lock()  # the window and a job do not write over each other's change of the key file


class Keyed(Protocol):
    """What of an open vault is needed to change who may open it."""

    @property
    def path(self) -> Path: ...
    @property
    def database_key(self) -> bytearray: ...
    def key_file_written(self, before: str, after: str) -> None: ...


class Open(Keyed, Protocol):
    """The same with its database."""

    @property
    def conn(self) -> Connection: ...


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a right passphrase or a right kit gives."""

    path: Path
    key: bytearray
    worker: str  # empty for the kit
    role: str
    slots: Slots
    secret: bytearray  # of the person's own key pair, or the kit's: what is sealed to one alone opens with it
    generation: int
    other: bytearray | None = None  # while two generations are in the file: the key that does not open the database

    @property
    def database_key(self) -> bytearray:
        return self.key

    def wipe(self) -> None:
        """Forget every key."""
        for key in (self.key, self.secret, self.other):
            if key is not None:
                wipe(key)


# --- opening ----------------------------------------------------------------------------------------------------------


def first_slots(
    path: Path, key: bytearray, *, vault: str, cipher: tuple[str, ...], worker: str, name: str, role: str,
    passphrase: str, cost: KdfCost, now: datetime,
) -> Unlocked:  # fmt: skip
    """The key file of a new vault with its first person, not yet written, and what it gives that person."""
    ring = Ring(1, milliseconds(now), worker, {})
    empty = Slots(vault, secrets.token_bytes(16), cipher, (), (ring,))
    slot, secret = _slot(empty, worker, name, role, passphrase, cost)
    slots = _proven(empty.with_slot(slot, _box(slot.public, key, ring.generation)), key)
    return Unlocked(path, key, worker, role, slots, secret, ring.generation)


def unlock(path: Path, name: str, passphrase: str) -> Unlocked:
    """The database key, if name and passphrase fit together and nobody changed the key file."""
    slots = slot_file.read(path / FILE)
    wanted = [_name_hash(slots, one) for one in spellings(name)]
    slot = next((one for each in wanted for one in slots.users if secrets.compare_digest(one.name, each)), None)
    if slot is None:
        # As dear as a wrong passphrase, so that the time does not tell who works here.
        from_passphrase(passphrase, slots.salt, slots.users[0].cost if slots.users else KdfCost(1, 64 * MIB))
        raise VaultRefused("wrong-passphrase")
    return _enter(path, slots, slot, _open_secret(slot, passphrase))


def unlock_with_kit(path: Path, secret: bytes) -> Unlocked:
    """The database key by the secret of the paper kit; nobody's name stands in what it gives."""
    slots = slot_file.read(path / FILE)
    public = public_half(secret)
    boxes = [(ring, ring.kit_box) for ring in slots.rings if ring.kit is not None and ring.kit.public == public]
    if not boxes:
        raise VaultRefused("kit-another" if slots.ring.kit is not None else "kit-none")
    return _fitting(path, slots, "", "lead", bytearray(secret), boxes)


def reopen(path: Path, worker: str, secret: bytearray) -> Unlocked:
    """The database key for somebody who is in already: after a rekey it is another one."""
    if worker == KIT:
        return unlock_with_kit(path, bytes(secret))
    slots = slot_file.read(path / FILE)
    slot = slots.slot(worker)
    if slot is None:
        raise VaultRefused("key-file-damaged")
    return _enter(path, slots, slot, bytearray(secret))


def _enter(path: Path, slots: Slots, slot: Slot, secret: bytearray) -> Unlocked:
    boxes = [(ring, ring.boxes[slot.id]) for ring in slots.rings if slot.id in ring.boxes]
    return _fitting(path, slots, slot.id, slot.role, secret, boxes)


def _fitting(
    path: Path, slots: Slots, worker: str, role: str, secret: bytearray, boxes: Iterable[tuple[Ring, bytes]]
) -> Unlocked:
    """Every key that these boxes give, and the one of them that opens the database as it is now."""
    found: dict[int, bytearray] = {}
    try:
        for ring, box in boxes:
            found[ring.generation] = _open_box(slots, ring, secret, box)
        generation = _generation(path, slots, found)
    except BaseException:
        for key in (*found.values(), secret):
            wipe(key)
        raise
    other = next((key for of, key in found.items() if of != generation), None)
    return Unlocked(path, found[generation], worker, role, slots, secret, generation, other)


def _generation(path: Path, slots: Slots, found: dict[int, bytearray]) -> int:
    if len(slots.rings) == 1:
        return slots.ring.generation
    for generation, key in found.items():
        if _opens(path / _DATABASE, key):
            return generation
    if len(found) < len(slots.rings):
        raise VaultRefused("wrong-passphrase")  # a key that was taken from this person a moment before the end
    return slots.ring.generation  # neither fits, so it is the database that is damaged, and opening it will say so


def _opens(database: Path, key: bytearray) -> bool:
    try:
        open_raw(database, key, "ro").close()
    except VaultRefused as refusal:
        return refusal.code != "vault-damaged"
    return True


def kit_of(path: Path) -> KitSlot | None:
    """The paper kit that opens the vault in this folder."""
    return slot_file.read(path / FILE).ring.kit


def public_of(place: Path | Slots, worker: str) -> bytes | None:
    """The public key of a person by id, or of the kit; what is sealed to it opens with the secret of one alone."""
    slots = place if isinstance(place, Slots) else slot_file.read(place / FILE)
    if worker == KIT:
        return slots.ring.kit.public if slots.ring.kit is not None else None
    slot = slots.slot(worker)
    return slot.public if slot is not None and worker in slots.ring.boxes else None


# --- who may open -----------------------------------------------------------------------------------------------------


def new_slot(vault: Keyed, name: str, role: str, passphrase: str, cost: KdfCost | None = None) -> Slot:
    """The way in of a new person, not yet in the key file: the slow part, outside any transaction."""
    slots = slot_file.read(vault.path / FILE)
    slot, secret = _slot(slots, secrets.token_hex(16), name, role, passphrase, cost or _cost(slots))
    wipe(secret)
    return slot


def put_slot(vault: Keyed, slot: Slot) -> None:
    """Let the person of a new slot in; call it last in the transaction that adds the worker.

    A slot without its worker opens nothing and gives way to the next one of the same name.
    """
    with _changing:
        slots = _settled(vault)
        _write(vault, slots.with_slot(slot, _box(slot.public, vault.database_key, slots.ring.generation)))


def add_slot(vault: Open, name: str, role: str, passphrase: str, cost: KdfCost | None = None) -> str:
    """Let a person in with a passphrase of their own; the id of the new worker."""
    if workers.by_name(vault.conn, name) is not None:
        raise VaultRefused("worker-exists")
    slot = new_slot(vault, name, role, passphrase, cost)
    put_slot(vault, slot)
    return slot.id


def change_passphrase(vault: Keyed, worker: str, old: str, new: str) -> None:
    """Another passphrase for the same key pair; the old one opens nothing here any more, except old backups."""
    slot = _slot_of(slot_file.read(vault.path / FILE), worker)
    secret = _open_secret(slot, old)
    try:
        changed = _under(slot, secret, new)
    finally:
        wipe(secret)
    with _changing:
        slots = _settled(vault)
        _write(vault, slots.with_slot(changed, slots.ring.boxes[worker]), forget=True)


def reset_person(vault: Keyed, worker: str, passphrase: str) -> bytes:
    """A new key pair under a new passphrase, for whoever lost the old one; its public key.

    What was sealed to the old pair has to be sealed anew by somebody who can open it.
    """
    slot = _slot_of(slot_file.read(vault.path / FILE), worker)
    secret = new_secret()
    changed = _under(replace(slot, public=public_half(secret)), secret, passphrase)
    wipe(secret)
    with _changing:
        slots = _settled(vault)
        box = _box(changed.public, vault.database_key, slots.ring.generation)
        _write(vault, slots.with_slot(changed, box), forget=True)
    return changed.public


def set_role(vault: Keyed, worker: str, role: str) -> None:
    """Another role for the same person."""
    if role not in slot_file.ROLES:
        raise VaultRefused("bad-role")
    with _changing:
        slots = _settled(vault)
        changed = slots.with_slot(replace(_slot_of(slots, worker), role=role), slots.ring.boxes[worker])
        _write(vault, changed, forget=True)  # else the file before, put back, would give the old role again


def set_kit(vault: Keyed, public: bytes | None, now: datetime) -> None:
    """Let a new paper kit open the vault in place of the one before, or none."""
    with _changing:
        slots = _settled(vault)
        ring = _with_kit(slots.ring, slots.ring.kit, public, vault.database_key, now)
        _write(vault, replace(slots, rings=(ring,)), forget=True)


def begin_rekey(
    vault: Keyed, new: bytearray, by: str, now: datetime, *, without: frozenset[str], kit_public: bytes | None
) -> int:
    """Write a second generation beside the first: the new key, sealed to everybody but those who go; its number."""
    with _changing:
        slots = _settled(vault)
        old, generation = slots.ring, slots.ring.generation + 1
        boxes = {one.id: _box(one.public, new, generation) for one in slots.users if one.id not in without}
        public = kit_public or (old.kit.public if old.kit is not None else None)
        ring = _with_kit(Ring(generation, milliseconds(now), by, boxes), old.kit, public, new, now)
        slots = replace(slots, rings=(old, ring))
        _write(vault, slots, {generation: new})
        return generation


def end_rekey(path: Path, generation: int) -> None:
    """Keep one generation in the file; whoever has no box of it has no slot any more either."""
    with _changing:
        slot_file.write(path / FILE, slot_file.read(path / FILE).only(generation), forget=True)


def _with_kit(ring: Ring, before: KitSlot | None, public: bytes | None, key: bytearray, now: datetime) -> Ring:
    """The ring with a box for the kit; a kit that stays keeps its number and its day."""
    if public is None:
        return replace(ring, kit=None, kit_box=b"")
    if before is None or before.public != public:
        before = KitSlot(public, milliseconds(now), before.number + 1 if before is not None else 1)
    return replace(ring, kit=before, kit_box=_box(public, key, ring.generation))


def _settled(vault: Keyed) -> Slots:
    """The key file as one may change it: with one generation, and proven by the key of the open vault."""
    slots = slot_file.read(vault.path / FILE)
    if len(slots.rings) != 1:
        raise VaultRefused("rekey-unfinished")
    if not _is_proven(slots, slots.ring, vault.database_key):
        raise VaultRefused("key-file-damaged")
    return slots


def _write(vault: Keyed, slots: Slots, further: dict[int, bytearray] | None = None, *, forget: bool = False) -> None:
    slots = replace(slots, format=slot_file.FORMAT)
    proven = [_proof(slots, ring, (further or {}).get(ring.generation, vault.database_key)) for ring in slots.rings]
    before = key_watch.mark(slot_file.read(vault.path / FILE))
    slot_file.write(vault.path / FILE, replace(slots, rings=tuple(proven)), forget=forget)
    vault.key_file_written(before, key_watch.mark(slots))


def _slot_of(slots: Slots, worker: str) -> Slot:
    slot = slots.slot(worker)
    if slot is None:
        raise VaultRefused("no-such-worker")
    return slot


# --- slots, boxes, proofs ---------------------------------------------------------------------------------------------


def _slot(slots: Slots, worker: str, name: str, role: str, passphrase: str, cost: KdfCost) -> tuple[Slot, bytearray]:
    """A person's way in, and the secret half of the key pair made for it."""
    check_cost(cost)
    if not folded(name):
        raise VaultRefused("no-such-worker")
    secret = new_secret()
    bare = Slot(worker, _name_hash(slots, name), role, cost, b"", b"", public_half(secret))
    return _under(bare, secret, passphrase), secret


def _under(slot: Slot, secret: bytearray, passphrase: str) -> Slot:
    """The slot with this secret under this passphrase, with salt of its own."""
    salt = secrets.token_bytes(16)
    sealed = seal_bytes(from_passphrase(passphrase, salt, slot.cost), bytes(secret), _about(slot))
    return replace(slot, salt=salt, secret=sealed)


def _open_secret(slot: Slot, passphrase: str) -> bytearray:
    kek = from_passphrase(passphrase, slot.salt, slot.cost)
    # The first format bound the role to the passphrase; now the MAC of the file alone proves it.
    for about in (_about(slot), *(_about(slot, role) for role in slot_file.ROLES)):
        secret = open_bytes(kek, slot.secret, about)
        if secret is not None:
            return bytearray(secret)
    raise VaultRefused("wrong-passphrase")


def _box(public: bytes, key: bytearray, generation: int) -> bytes:
    return seal_for(public, bytes(key) + generation.to_bytes(8, "big"))


def _open_box(slots: Slots, ring: Ring, secret: bytearray, box: bytes) -> bytearray:
    opened = bytearray(open_for(secret, box) or b"")
    key, generation = opened[:KEY_BYTES], int.from_bytes(opened[KEY_BYTES:], "big")
    wipe(opened)
    if len(key) != KEY_BYTES or generation != ring.generation or not _is_proven(slots, ring, key):
        wipe(key)
        raise VaultRefused("key-file-damaged")
    return key


def _cost(slots: Slots) -> KdfCost:
    return next((one.cost for one in slots.users), KdfCost(3, 64 * MIB))


def _about(slot: Slot, role: str = "") -> bytes:
    return b"\0".join((b"ancora slot", slot.id.encode(), role.encode(), slot.public))


def _name_hash(slots: Slots, name: str) -> str:
    data = folded(name).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, salt=slots.salt, digest_size=16, person=b"ancora name").hexdigest()


def _mac(slots: Slots, ring: Ring, key: bytearray) -> bytes:
    text = slot_file.mac_text(slots, ring.generation)
    return hashlib.blake2b(text, key=derive(key, "slots-mac"), digest_size=32).digest()


def _is_proven(slots: Slots, ring: Ring, key: bytearray) -> bool:
    return secrets.compare_digest(_mac(slots, ring, key), ring.mac)


def _proof(slots: Slots, ring: Ring, key: bytearray) -> Ring:
    return replace(ring, mac=_mac(slots, ring, key))


def _proven(slots: Slots, key: bytearray) -> Slots:
    return replace(slots, rings=tuple(_proof(slots, ring, key) for ring in slots.rings))
