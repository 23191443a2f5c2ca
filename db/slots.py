"""The key file: who can open the vault, as canonical JSON with strict limits, read before anything is believed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from db import files
from db.errors import VaultRefused

FORMAT = 1
MOST_BYTES = 64 * 1024
MOST_SLOTS = 64
MIB = 1024 * 1024
ROLES = ("worker", "specialist", "lead", "regional")


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
    """One person's way in: a key pair whose secret half is under the passphrase, and the database key sealed to it."""

    id: str
    name: str  # salted hash of the folded name
    role: str
    cost: KdfCost
    salt: bytes
    secret: bytes
    public: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class Slots:
    """The whole file; `mac` proves with the database key that nobody changed a role or dropped a line."""

    vault: str
    salt: bytes
    generation: int
    cipher: tuple[str, ...]
    users: tuple[Slot, ...]
    mac: bytes = b""

    def with_user(self, slot: Slot) -> Slots:
        """The same file with this slot in place of one of the same name; its MAC is to be made anew."""
        users = (*(one for one in self.users if one.name != slot.name), slot)
        return replace(self, users=tuple(sorted(users, key=lambda one: one.id)), mac=b"")


def mac_text(slots: Slots) -> bytes:
    """What the MAC covers: everything else."""
    return _canonical(_tree(slots))


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
    """Bytes to slots; nothing that is not exactly what `dump` writes is accepted."""
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("too long")
        tree = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
        if type(tree["v"]) is int and tree["v"] > FORMAT:
            raise VaultRefused("key-file-newer")
        slots = _slots(tree)
        if dump(slots) != data:
            raise ValueError("not canonical, or its sum is wrong")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VaultRefused("key-file-damaged") from error
    for slot in slots.users:
        check_cost(slot.cost)
    return slots


def dump(slots: Slots) -> bytes:
    """Slots to canonical bytes; the sum tells a damaged file from a wrong passphrase."""
    tree = {**_tree(slots), "mac": _text(slots.mac)}
    return _canonical({**tree, "sum": hashlib.blake2b(_canonical(tree), digest_size=16).hexdigest()})


def write(path: Path, slots: Slots) -> None:
    """Replace the key file at one stroke; the one before stays as `.1`."""
    data = dump(slots)
    if len(data) > MOST_BYTES or len(slots.users) > MOST_SLOTS:
        raise VaultRefused("too-many-workers", limit=MOST_SLOTS)
    files.write_whole(path, data, keep_previous=True)


def _tree(slots: Slots) -> dict[str, Any]:
    return {
        "v": FORMAT,
        "vault": slots.vault,
        "salt": _text(slots.salt),
        "generation": slots.generation,
        "cipher": list(slots.cipher),
        "users": [
            {
                "id": slot.id,
                "name": slot.name,
                "role": slot.role,
                "passes": slot.cost.passes,
                "memory": slot.cost.memory,
                "salt": _text(slot.salt),
                "secret": _text(slot.secret),
                "public": _text(slot.public),
                "box": _text(slot.box),
            }
            for slot in slots.users
        ],
    }


def _slots(tree: Mapping[str, Any]) -> Slots:
    if len(tree["users"]) > MOST_SLOTS or not all(isinstance(line, str) for line in tree["cipher"]):
        raise ValueError("limits")
    return Slots(
        vault=_hex(tree["vault"], 16),
        salt=_bytes(tree["salt"], 16),
        generation=_number(tree["generation"]),
        cipher=tuple(tree["cipher"]),
        users=tuple(_slot(user) for user in tree["users"]),
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
        box=_bytes(user["box"], 48 + 40),
    )


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
