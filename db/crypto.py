"""Keys out of passphrases and keys out of keys, and what is sealed with them: the one room of PyNaCl in the store."""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Callable

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id

from db.errors import VaultRefused
from db.slots import MIB, KdfCost

KEY_BYTES = 32
_NONCE = 24


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


def key_id(key: bytes) -> bytes:
    """Which random key it is; it tells nothing else of it."""
    return hashlib.blake2b(key, digest_size=16, person=b"ancora key id").digest()


def seal_for(public: bytes, data: bytes) -> bytes:
    """Seal bytes so that only the person with this public key opens them."""
    return SealedBox(PublicKey(public)).encrypt(data)


def open_for(secret: bytearray, box: bytes) -> bytes | None:
    """What was sealed for the person with this secret key, or None if it was for somebody else or is damaged."""
    try:
        return SealedBox(PrivateKey(bytes(secret))).decrypt(box)
    except (CryptoError, ValueError, TypeError):
        return None


def new_secret() -> bytearray:
    """The secret half of a new key pair."""
    return bytearray(bytes(PrivateKey.generate()))


def public_half(secret: bytes | bytearray) -> bytes:
    """The public half of a key pair."""
    return bytes(PrivateKey(bytes(secret)).public_key)


def from_passphrase(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    """The key under which a person's secret lies; slow on purpose."""
    typed = bytearray(unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass"))
    if not typed:
        raise VaultRefused("passphrase-needed")
    try:
        return argon2id.kdf(KEY_BYTES, bytes(typed), salt, opslimit=cost.passes, memlimit=cost.memory)
    except (CryptoError, MemoryError) as error:
        raise VaultRefused("too-little-memory") from error
    finally:
        wipe(typed)
