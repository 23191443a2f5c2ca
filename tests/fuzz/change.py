"""Ways to spoil bytes and JSON: nothing here knows what a bundle is."""

from __future__ import annotations

from random import Random
from typing import Any

NASTY: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**40, 10**15, 10**16, -(10**15), 0.5, 1e300,
    "", "a", "x" * 33, "0" * 32, "f" * 64, "\x00", "\u202e", "ș", "\U0001f480", "../../etc", "age1" + "q" * 58,
    "2026-13-45", "9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z", "A" * 300_000, "%s%n{}", "-0", "1e999",
    [], {}, [[]], {"": {}}, [None] * 50, {"type": "x"}, {"number": "nan"}, [1, [2, [3, [4, [5, [6]]]]]],
)  # fmt: skip
_DEEPER, _NEAR = 0.85, 0.45  # how often a fault lies further down, and how often it is a small one
LENGTHS = (0, 1, 2, 4, 15, 16, 255, 256, 65_535, 262_144, 262_145, 2**31 - 1, 2**32 - 1)


def bytes_of(data: bytes, rnd: Random, others: bytes = b"") -> bytes:
    """The same bytes with one to four faults."""
    changed = bytearray(data)
    for _ in range(rnd.randint(1, 4)):
        rnd.choice(_EDITS)(changed, rnd, others)
    return bytes(changed)


def _flip(data: bytearray, rnd: Random, _others: bytes) -> None:
    if data:
        data[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)


def _overwrite(data: bytearray, rnd: Random, _others: bytes) -> None:
    if data:
        data[rnd.randrange(len(data))] = rnd.choice((0, 1, 0x7F, 0x80, 0xFF, 0x22, 0x7B, 0x5B, 0x0A))


def _cut(data: bytearray, rnd: Random, _others: bytes) -> None:
    at = rnd.randint(0, len(data))
    del data[at : at + rnd.choice((1, 2, 5, 64, 1000, len(data)))]


def _insert(data: bytearray, rnd: Random, _others: bytes) -> None:
    at = rnd.randint(0, len(data))
    data[at:at] = rnd.randbytes(rnd.choice((1, 2, 5, 64, 1000)))


def _repeat(data: bytearray, rnd: Random, _others: bytes) -> None:
    at = rnd.randint(0, len(data))
    data[at:at] = bytes(data[at : at + rnd.choice((1, 5, 64, 1000))]) * rnd.choice((1, 2, 20))


def _length(data: bytearray, rnd: Random, _others: bytes) -> None:
    """Four bytes that may be a length."""
    at = rnd.randint(0, len(data))
    data[at : at + 4] = rnd.choice(LENGTHS).to_bytes(4, rnd.choice(("big", "little")))


def _splice(data: bytearray, rnd: Random, others: bytes) -> None:
    at, there = rnd.randint(0, len(data)), rnd.randint(0, len(others))
    size = rnd.choice((5, 64, 1000))
    data[at : at + size] = others[there : there + size]


_EDITS = (_flip, _flip, _overwrite, _cut, _insert, _repeat, _length, _splice)


def json_of(value: Any, rnd: Random, others: Any = None) -> Any:
    """A copy of the object with one to three places changed, taken away, doubled or added."""
    changed = _copy(value)
    for _ in range(rnd.choice((1, 1, 1, 2, 3))):
        changed = _spoil(changed, rnd, others)
    return changed


def _spoil(value: Any, rnd: Random, others: Any) -> Any:
    """Goes down to some place and does one thing there."""
    if isinstance(value, dict) and value and rnd.random() < _DEEPER:
        return _spoil_object(value, rnd, others)
    if isinstance(value, list) and value and rnd.random() < _DEEPER:
        return _spoil_list(value, rnd, others)
    if isinstance(value, str) and value and rnd.random() < _NEAR:
        return bytes_of(value.encode(), rnd).decode("utf-8", "replace")
    if type(value) is int and rnd.random() < _NEAR:
        return value + rnd.choice((-1, 1, 2**16, -(2**16)))
    return _any(rnd, others)


def _spoil_object(value: dict[str, Any], rnd: Random, others: Any) -> dict[str, Any]:
    key = rnd.choice(list(value))
    match rnd.randrange(12):
        case 0:
            del value[key]
        case 1:
            value[rnd.choice(("", "x", "type", "id", "ș", key.upper()))] = _any(rnd, others)
        case 2:
            value[key] = _any(rnd, others)
        case _:
            value[key] = _spoil(value[key], rnd, others)
    return value


def _spoil_list(value: list[Any], rnd: Random, others: Any) -> list[Any]:
    at = rnd.randrange(len(value))
    match rnd.randrange(8):
        case 0:
            del value[at]
        case 1:
            value.insert(at, _copy(value[at]))
        case 2:
            value.append(_any(rnd, others))
        case 3:
            value.reverse()
        case _:
            value[at] = _spoil(value[at], rnd, others)
    return value


def _any(rnd: Random, others: Any) -> Any:
    return _copy(others if others is not None and rnd.random() < 0.2 else rnd.choice(NASTY))


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(inside) for key, inside in value.items()}
    return [_copy(inside) for inside in value] if isinstance(value, list) else value
