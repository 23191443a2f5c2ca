"""The key file: who can open the vault, as canonical JSON with strict limits, read before anything is believed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from db import files
from db.errors import VaultRefused

FORMAT = 2
MOST_BYTES = 64 * 1024
MOST_SLOTS = 64
MIB = 1024 * 1024
ROLES = ("worker", "specialist", "lead", "regional")
KIT = "kit"  # stands in place of a worker's id for whoever comes with the paper kit
_BOX = 48 + 40


@dataclass(frozen=True, slots=True)
class KdfCost:
    """How dear a guess is: Argon2id passes and bytes of memory (one lane)."""

    passes: int
    memory: int

    @property
    def legal(self) -> bool:
        """Neither cheap for a thief nor ruinous for the one who opens."""
        return 1 <= self.passes <= 20 and 64 * MIB <= self.memory <= 1024 * MIB

    @staticmethod
    def for_tests() -> KdfCost:
        """A cost that protects nothing; a process that never calls this refuses key files made with it."""
        global _cheap_is_legal
        _cheap_is_legal = True
        return CHEAP


CHEAP = KdfCost(1, 8192)
_cheap_is_legal = False


def check_cost(cost: KdfCost) -> None:
    """Refuse a cost outside the legal range."""
    if not (cost.legal or (_cheap_is_legal and cost == CHEAP)):
        raise VaultRefused("key-file-damaged")


@dataclass(frozen=True, slots=True)
class Slot:
    """One person's way in: a key pair whose secret half lies under the passphrase."""

    id: str
    name: str  # salted hash of the folded name
    role: str
    cost: KdfCost
    salt: bytes
    secret: bytes
    public: bytes


@dataclass(frozen=True, slots=True)
class KitSlot:
    """The paper kit's way in: its public key, when it was made (ms since 1970), and which kit of this office it is."""

    public: bytes
    made: int
    number: int


@dataclass(frozen=True, slots=True)
class Ring:
    """One generation of the database key: sealed to each person whom it lets in, and to the kit.

    `mac` proves with that key that nobody changed a role or dropped a line.
    """

    generation: int
    since: int  # ms since 1970
    by: str  # the worker who made it; empty where the first format did not say
    boxes: Mapping[str, bytes]
    kit: KitSlot | None = None
    kit_box: bytes = b""
    mac: bytes = b""


@dataclass(frozen=True, slots=True)
class Slots:
    """The whole file. It has one ring, and two while a new key takes the place of the old one."""

    vault: str
    salt: bytes
    cipher: tuple[str, ...]
    users: tuple[Slot, ...]
    rings: tuple[Ring, ...]
    format: int = FORMAT

    @property
    def ring(self) -> Ring:
        """The ring of the newest key."""
        return self.rings[-1]

    def slot(self, worker: str) -> Slot | None:
        """The slot of a person by id."""
        return next((one for one in self.users if one.id == worker), None)

    def with_slot(self, slot: Slot, box: bytes) -> Slots:
        """The same file with this slot, in place of one of the same name or id; its MAC is to be made anew."""
        users = [one for one in self.users if one.name != slot.name and one.id != slot.id]
        boxes = {**{one.id: self.ring.boxes[one.id] for one in users if one.id in self.ring.boxes}, slot.id: box}
        users = sorted([*users, slot], key=lambda one: one.id)
        return replace(self, users=tuple(users), rings=(replace(self.ring, boxes=_fixed(boxes)),))

    def only(self, generation: int) -> Slots:
        """The same file with the ring of one generation, and only the people whom it lets in."""
        (ring,) = (one for one in self.rings if one.generation == generation)
        return replace(self, users=tuple(one for one in self.users if one.id in ring.boxes), rings=(ring,))


def mac_text(slots: Slots, generation: int) -> bytes:
    """What the MAC of a generation covers: everything else that belongs to it, as it was first written."""
    part = slots.only(generation)
    if slots.format == 1:
        return _canonical(_tree_1(part))
    tree = _tree(part)
    del tree["rings"][0]["mac"]
    return _canonical(tree)


def read(path: Path) -> Slots:
    """The key file, or a refusal that says whether it is missing, damaged or newer."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise VaultRefused("key-file-missing") from error
    except OSError as error:
        raise VaultRefused("file-unreadable") from error
    return parse(data)


def parse(data: bytes) -> Slots:
    """Bytes to slots; nothing that is not exactly what `dump` writes, or once wrote, is accepted."""
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("too long")
        tree = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
        if type(tree["v"]) is int and tree["v"] > FORMAT:
            raise VaultRefused("key-file-newer")
        slots = _slots_1(tree) if tree["v"] == 1 else _slots(tree)
        if dump(slots) != data:
            raise ValueError("not canonical, or its sum is wrong")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VaultRefused("key-file-damaged") from error
    for slot in slots.users:
        check_cost(slot.cost)
    return slots


def dump(slots: Slots) -> bytes:
    """Slots to canonical bytes; the sum tells a damaged file from a wrong passphrase."""
    tree = {**_tree_1(slots), "mac": _text(slots.ring.mac)} if slots.format == 1 else _tree(slots)
    return _canonical({**tree, "sum": hashlib.blake2b(_canonical(tree), digest_size=16).hexdigest()})


def write(path: Path, slots: Slots, *, forget: bool = False) -> None:
    """Replace the key file at one stroke; the one before stays as `.1`, unless what it opens to is to be forgotten."""
    data = dump(slots)
    if len(data) > MOST_BYTES or len(slots.users) > MOST_SLOTS:
        raise VaultRefused("too-many-workers", limit=MOST_SLOTS)
    parse(data)  # what could not be read again never takes the place of what can
    if forget:  # first, so that a kill between the two leaves nothing of the former
        files.write_whole(path.with_name(path.name + ".1"), data)
    files.write_whole(path, data, keep_previous=not forget)


def _tree(slots: Slots) -> dict[str, Any]:
    return {
        "v": FORMAT,
        "vault": slots.vault,
        "salt": _text(slots.salt),
        "cipher": list(slots.cipher),
        "users": [_user(slot) for slot in slots.users],
        "rings": [
            {
                "generation": ring.generation,
                "since": ring.since,
                "by": ring.by,
                "boxes": {worker: _text(box) for worker, box in ring.boxes.items()},
                "kit": ring.kit
                and {
                    "public": _text(ring.kit.public),
                    "made": ring.kit.made,
                    "number": ring.kit.number,
                    "box": _text(ring.kit_box),
                },
                "mac": _text(ring.mac),
            }
            for ring in slots.rings
        ],
    }


def _user(slot: Slot) -> dict[str, Any]:
    return {
        "id": slot.id,
        "name": slot.name,
        "role": slot.role,
        "passes": slot.cost.passes,
        "memory": slot.cost.memory,
        "salt": _text(slot.salt),
        "secret": _text(slot.secret),
        "public": _text(slot.public),
    }


def _slots(tree: Mapping[str, Any]) -> Slots:
    rings = tuple(_ring(ring) for ring in tree["rings"])
    users = _users(tree)
    if not 1 <= len(rings) <= 2 or len({ring.generation for ring in rings}) != len(rings):
        raise ValueError("rings")
    if {one.id for one in users} != {worker for ring in rings for worker in ring.boxes}:
        raise ValueError("a slot that opens nothing, or a box for nobody")
    return Slots(_hex(tree["vault"], 16), _bytes(tree["salt"], 16), _cipher(tree), users, rings)


def _users(tree: Mapping[str, Any]) -> tuple[Slot, ...]:
    if len(tree["users"]) > MOST_SLOTS:
        raise ValueError("limits")
    users = tuple(_slot(user) for user in tree["users"])
    if len({one.id for one in users}) != len(users) or len({one.name for one in users}) != len(users):
        raise ValueError("one person twice")
    return users


def _cipher(tree: Mapping[str, Any]) -> tuple[str, ...]:
    if not all(isinstance(line, str) for line in tree["cipher"]):
        raise ValueError("cipher")
    return tuple(tree["cipher"])


def _ring(tree: Mapping[str, Any]) -> Ring:
    kit = tree["kit"]
    return Ring(
        generation=_number(tree["generation"]),
        since=_number(tree["since"]),
        by=tree["by"] if tree["by"] in ("", KIT) else _hex(tree["by"], 16),
        boxes=_fixed({_hex(worker, 16): _bytes(box, _BOX) for worker, box in tree["boxes"].items()}),
        kit=None if kit is None else KitSlot(_bytes(kit["public"], 32), _number(kit["made"]), _number(kit["number"])),
        kit_box=b"" if kit is None else _bytes(kit["box"], _BOX),
        mac=_bytes(tree["mac"], 32),
    )


def _slot(user: Mapping[str, Any]) -> Slot:
    if user["role"] not in ROLES:
        raise ValueError("role")
    return Slot(
        id=_hex(user["id"], 16),
        name=_hex(user["name"], 16),
        role=user["role"],
        cost=KdfCost(_number(user["passes"]), _number(user["memory"])),
        salt=_bytes(user["salt"], 16),
        secret=_bytes(user["secret"], 24 + 32 + 16),
        public=_bytes(user["public"], 32),
    )


# --- the first format: one generation, the box in the slot, no kit; read for ever, written back as the present one


def _tree_1(slots: Slots) -> dict[str, Any]:
    boxes = slots.ring.boxes
    return {
        "v": 1,
        "vault": slots.vault,
        "salt": _text(slots.salt),
        "generation": slots.ring.generation,
        "cipher": list(slots.cipher),
        "users": [{**_user(slot), "box": _text(boxes[slot.id])} for slot in slots.users],
    }


def _slots_1(tree: Mapping[str, Any]) -> Slots:
    users = _users(tree)
    boxes = {one.id: _bytes(user["box"], _BOX) for one, user in zip(users, tree["users"], strict=True)}
    ring = Ring(_number(tree["generation"]), 0, "", _fixed(boxes), mac=_bytes(tree["mac"], 32))
    return Slots(_hex(tree["vault"], 16), _bytes(tree["salt"], 16), _cipher(tree), users, (ring,), format=1)


# --- small things


def _fixed(boxes: Mapping[str, bytes]) -> Mapping[str, bytes]:
    return MappingProxyType(dict(sorted(boxes.items())))


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise ValueError("number")
    return value


def _hex(value: str, size: int) -> str:
    if len(value) != 2 * size or bytes.fromhex(value).hex() != value:
        raise ValueError("hex")
    return value


def _bytes(value: str, size: int) -> bytes:
    try:
        data = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("base64") from error
    if len(data) != size:
        raise ValueError("length")
    return data


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _canonical(tree: Mapping[str, Any]) -> bytes:
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) != len(pairs):
        raise ValueError("a key twice")
    return tree


def _no_constant(_name: str) -> Any:
    raise ValueError("not a number")
