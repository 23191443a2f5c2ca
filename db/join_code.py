"""The code that opens an invite once: seven groups of five characters, each of which proves itself and its place."""

from __future__ import annotations

import hashlib

from db.errors import VaultRefused
from db.recovery import BITS, Typed, read_groups, write_groups
from db.recovery import look as look_at

SECRET_BYTES = 16  # random: nobody guesses 128 bits, so no passphrase has to be stretched
GROUPS = 7
_PROOF_BITS = GROUPS * BITS - SECRET_BYTES * 8


def groups(secret: bytes) -> tuple[str, ...]:
    """As it is read out or written down."""
    return write_groups(int.from_bytes(secret, "big") << _PROOF_BITS | _proof(secret), GROUPS)


def look(typed: str) -> Typed:
    """What was typed so far, group by group."""
    return look_at(typed, GROUPS)


def read(typed: str) -> bytes:
    """The secret behind the typed groups; what is wrong with them is named."""
    if not typed.strip():
        raise VaultRefused("join-code-missing")
    value = read_groups(typed, GROUPS)
    secret = (value >> _PROOF_BITS).to_bytes(SECRET_BYTES, "big")
    if value & (1 << _PROOF_BITS) - 1 != _proof(secret):
        raise VaultRefused("code-mixed")
    return secret


def key_of(secret: bytes) -> bytes:
    """The key that the invite is sealed with."""
    return hashlib.blake2b(secret, digest_size=32, person=b"ancora join key").digest()


def _proof(secret: bytes) -> int:
    digest = hashlib.blake2b(secret, digest_size=8, person=b"ancora join").digest()
    return int.from_bytes(digest, "big") & (1 << _PROOF_BITS) - 1
