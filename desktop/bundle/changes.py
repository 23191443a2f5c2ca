"""A change of an office's keys: the old key says which ones follow it, so that nobody else can."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from desktop.bundle import canonical, crypto
from desktop.bundle.canonical import Json, NotCanonical, Object

SIGNED_AS = b"ancora/1 key change"
MOST = 8  # that a card or a list names; whoever missed more compares the fingerprint

_KEYS = frozenset({"before", "box", "on", "sign", "signature"})
_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True, slots=True)
class Change:
    """From one signing key to a new pair, on which day; `signature` is that of the key `before`."""

    before: bytes
    sign_key: bytes
    box_key: str
    on: str
    signature: bytes


def make(office: str, seed: bytes, sign_key: bytes, box_key: str, on: str) -> Change:
    """The last thing that an old key signs."""
    before = crypto.sign_key_of(seed)
    said = _said(office, before, sign_key, box_key, on)
    return Change(before, sign_key, box_key, on, crypto.sign(seed, SIGNED_AS, said))


def check(office: str, changes: Sequence[Change], sign_key: bytes, box_key: str) -> None:
    """ValueError unless each change is signed by the key before it and they end with these keys."""
    for change, after in pairwise(changes):
        if change.sign_key != after.before:
            raise ValueError("chain")
    if changes and (changes[-1].sign_key, changes[-1].box_key) != (sign_key, box_key):
        raise ValueError("chain")
    if len({change.before for change in changes} | {sign_key}) != len(changes) + 1:
        raise ValueError("chain")  # no key comes back
    for one in changes:
        crypto.check_keys(one.sign_key, one.box_key)
        said = _said(office, one.before, one.sign_key, one.box_key, one.on)
        if not crypto.verifies(one.before, SIGNED_AS, said, one.signature):
            raise ValueError("signature")


def follows(changes: Iterable[Change], key: bytes) -> bool:
    """Whether checked changes lead on from this key."""
    return any(change.before == key for change in changes)


def to_json(changes: Iterable[Change]) -> list[Json]:
    return [
        {
            "before": crypto.to_text(one.before),
            "sign": crypto.to_text(one.sign_key),
            "box": one.box_key,
            "on": one.on,
            "signature": crypto.to_text(one.signature),
        }
        for one in changes
    ]


def from_json(found: Json) -> tuple[Change, ...]:
    """The changes as they were written; ValueError for every other shape. Nothing is checked but the shape."""
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError("changes")
    return tuple(_read(one) for one in found if isinstance(one, dict))


def dump(changes: Iterable[Change]) -> bytes:
    """For keeping."""
    return canonical.dump({"changes": to_json(changes)})


def load(data: bytes) -> tuple[Change, ...]:
    """What was kept; ValueError when it is damaged."""
    try:
        return from_json(canonical.load(data).get("changes"))
    except NotCanonical as error:
        raise ValueError("changes") from error


def _read(found: Object) -> Change:
    texts = {key: value for key, value in found.items() if isinstance(value, str)}
    if texts.keys() != _KEYS or found.keys() != _KEYS or not _DAY.fullmatch(texts["on"]):
        raise ValueError("change")
    key = crypto.from_text
    return Change(key(texts["before"]), key(texts["sign"]), texts["box"], texts["on"], key(texts["signature"]))


def _said(office: str, before: bytes, sign_key: bytes, box_key: str, on: str) -> bytes:
    return canonical.dump(
        {
            "office": office,
            "before": crypto.to_text(before),
            "sign": crypto.to_text(sign_key),
            "box": box_key,
            "on": on,
        }
    )
