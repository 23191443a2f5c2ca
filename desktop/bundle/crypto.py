"""Keys, signatures and the age envelope of bundles and cards; the only import of pyrage, and of nacl in desktop."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from typing import Protocol

import nacl.bindings
import nacl.exceptions
import pyrage  # type: ignore[import-untyped]
from nacl.signing import SigningKey, VerifyKey

from desktop.refusals import Refused

KEY_BYTES = 32
SIGNATURE_BYTES = 64
HASH_BYTES = 32
TAG_BYTES = 16
FINGERPRINT_GROUPS = 6
FINGERPRINT_DIGITS = 5

_PREFIX = "age"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_NO_KEY_FITS = "No matching keys found"  # pyrage 1.4 has one exception for every fault of a header


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Writable(Protocol):
    def write(self, data: bytes, /) -> object: ...


# --- keys -------------------------------------------------------------------------------------------------------------


def new_identity() -> tuple[str, str]:
    """A fresh age identity (secret) and its recipient (public), both as age writes them."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def new_seed() -> bytes:
    """A fresh signing seed."""
    return bytes(SigningKey.generate())


def check_identity(identity: str) -> None:
    """ValueError for a text that is no identity of age."""
    try:
        pyrage.x25519.Identity.from_str(identity)
    except pyrage.IdentityError as error:
        raise ValueError("identity") from error


def recipient_of(identity: str) -> str:
    """The public side of an age identity."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def sign_key_of(seed: bytes) -> bytes:
    """The public side of a signing seed."""
    return bytes(SigningKey(seed).verify_key)


def check_keys(sign_key: bytes, recipient: str) -> None:
    """ValueError for keys that no honest office has: malformed ones, and points for which every secret is the same."""
    check_sign_key(sign_key)
    check_recipient(recipient)


def check_sign_key(sign_key: bytes) -> None:
    """ValueError for a signing key that no honest office has."""
    if len(sign_key) != KEY_BYTES or not nacl.bindings.crypto_core_ed25519_is_valid_point(sign_key):
        raise ValueError("signing key")


def check_recipient(recipient: str) -> None:
    """ValueError for a text that is no recipient of age, or one for which every secret is the same."""
    try:
        # pyrage 1.4 panics when it encrypts to a point of small order; libsodium says so quietly.
        nacl.bindings.crypto_scalarmult(b"\x08" + bytes(31), recipient_bytes(recipient))
    except nacl.exceptions.CryptoError as error:
        raise ValueError("box key") from error


def recipient_bytes(recipient: str) -> bytes:
    """The 32 bytes behind `age1...` (Bech32); ValueError when it is not one."""
    try:
        read = str(pyrage.x25519.Recipient.from_str(recipient))  # checks alphabet, checksum and length
    except pyrage.RecipientError as error:
        raise ValueError("box key") from error
    if read != recipient:
        raise ValueError("box key")
    bits = "".join(f"{_BECH32.index(letter):05b}" for letter in recipient.removeprefix(_PREFIX + "1")[:-6])
    return int(bits[: KEY_BYTES * 8], 2).to_bytes(KEY_BYTES, "big")


def fingerprint(sign_key: bytes, recipient: str, root: bytes | None = None) -> str:
    """Six groups of five digits over all public keys of a card, to be read out on the telephone."""
    label = b"ancora/1 fingerprint\0" if root is None else b"ancora/2 fingerprint\0"
    digest = hash_of(label + sign_key + recipient_bytes(recipient) + (root or b""))
    count = FINGERPRINT_GROUPS * FINGERPRINT_DIGITS
    digits = f"{int.from_bytes(digest, 'big') % 10**count:0{count}d}"
    return " ".join(digits[at : at + FINGERPRINT_DIGITS] for at in range(0, count, FINGERPRINT_DIGITS))


# --- hashes and signatures --------------------------------------------------------------------------------------------


def new_hash() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=HASH_BYTES)


def hash_of(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=HASH_BYTES).digest()


def recipient_tag(recipient: str) -> str:
    """How a manifest names an addressee: BLAKE2b-128 of the recipient's text, in hexadecimal."""
    return hashlib.blake2b(recipient.encode("ascii"), digest_size=TAG_BYTES).hexdigest()


def sign(seed: bytes, label: bytes, message: bytes) -> bytes:
    """An Ed25519 signature of label, zero byte and message: what is signed as one thing is never read as another."""
    return SigningKey(seed).sign(label + b"\0" + message).signature


def verifies(key: bytes, label: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(key).verify(label + b"\0" + message, signature)
    except (nacl.exceptions.CryptoError, ValueError):
        return False
    return True


def to_text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def from_text(text: str) -> bytes:
    """Base64 in its one canonical spelling; ValueError for every other."""
    data = base64.b64decode(text.encode("ascii"), validate=True)
    if to_text(data) != text:
        raise ValueError("base64")
    return data


# --- the envelope -----------------------------------------------------------------------------------------------------


class Chunks:
    """Pieces of bytes as something that can be read from: the writer makes them while age asks for them."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def read(self, size: int, /) -> bytes:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = piece
        given, self._left = self._left[:size], self._left[size:]
        return given


class _Kept:
    """Reads and writes for age and keeps what went wrong.

    pyrage 1.4 puts the text of our exception into one of its own, and says nothing at all of a failed last write.
    """

    def __init__(self, source: Readable, sink: Writable) -> None:
        self._source, self._sink = source, sink
        self.error: BaseException | None = None

    def read(self, size: int, /) -> bytes:
        try:
            return self._source.read(size)
        except BaseException as error:
            self.error = self.error or error
            raise

    def write(self, data: bytes, /) -> int:
        if self.error is None:  # what comes after a fault is of no use
            try:
                self._sink.write(data)
            except BaseException as error:
                self.error = error
                raise
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""


def encrypt(source: Readable, sink: Writable, recipient: str) -> None:
    """Seal everything that can be read to one addressee alone, in constant memory."""
    # The streaming calls release the interpreter; those in memory hold it for their whole length.
    _through(pyrage.encrypt_io, source, sink, pyrage.x25519.Recipient.from_str(recipient))


def decrypt(source: Readable, sink: Writable, identity: str) -> None:
    """Open an envelope in constant memory; `not-for-us` when another is addressed, `bundle-damaged` for all else."""
    _through(pyrage.decrypt_io, source, sink, pyrage.x25519.Identity.from_str(identity))


def _through(work: Callable[[_Kept, _Kept, list[object]], None], source: Readable, sink: Writable, key: object) -> None:
    ends, fault = _Kept(source, sink), ""
    try:
        work(ends, ends, [key])
    except (pyrage.EncryptError, pyrage.DecryptError, OSError) as error:
        fault = str(error)
    if ends.error is not None:
        raise ends.error
    if fault:
        raise Refused("not-for-us" if fault == _NO_KEY_FITS else "bundle-damaged")
