"""Rounding that no repetition can average away and that adds nothing in the long run."""

from __future__ import annotations

from hashlib import blake2b

BASE = 3
_PERSON = b"ancora-rounding"
_SHORTEST = 16


def rounded(count: int, *, secret: bytes, period: str, table: str, cell: str, base: int = BASE) -> int:
    """A neighbouring multiple of the base, the nearer one the likelier, so that the expected value is the count.

    The draw hangs on the office's secret and on the place in the table alone: the same place always falls the same way,
    whatever else is counted and in whatever order. A multiple of the base, and so zero, stays.
    """
    if count < 0 or base < 1:
        raise ValueError("counts are not negative")
    over = count % base
    return count - over + (base if _draw(secret, (period, table, cell), base) < over else 0)


def _draw(secret: bytes, place: tuple[str, ...], base: int) -> int:
    """A whole number under the base; the 128 bits behind it make its bias smaller than one in 10^37."""
    if len(secret) < _SHORTEST:
        raise ValueError("the secret is too short")
    digest = blake2b(key=secret[:64], person=_PERSON, digest_size=16)
    for part in (*place, str(base)):
        data = part.encode()
        digest.update(len(data).to_bytes(4, "big") + data)  # with its length, so that no two places read alike
    return int.from_bytes(digest.digest(), "big") % base
