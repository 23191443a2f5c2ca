"""An office's card: its code and its two public keys, signed by itself, to be compared by telephone."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from desktop.bundle import canonical, crypto
from desktop.bundle.canonical import NotCanonical, Object
from desktop.bundle.format import OFFICE
from desktop.refusals import Refused

ENDING = ".ancora-card"
SIZE_LIMIT = 4096
SIGNED_AS = b"ancora/1 card"
KINDS = ("office", "region")
COUNTRIES = ("MD", "RO")

_FIRST = b"ANCORA-CARD1\n"
_NEWER = re.compile(rb"ANCORA-CARD[2-9]\n")
_KEYS = frozenset({"v", "office", "kind", "country", "sign", "box"})


@dataclass(frozen=True, slots=True)
class Card:
    """Who an office is for others; `sign_key` proves what it sends, `box_key` (an age recipient) locks what it gets."""

    office: str
    kind: str
    country: str
    sign_key: bytes
    box_key: str

    @property
    def fingerprint(self) -> str:
        return crypto.fingerprint(self.sign_key, self.box_key)

    @property
    def practice(self) -> bool:
        """Practice offices have codes that begin with X."""
        return self.office.startswith("X")


def write(card: Card, seed: bytes) -> bytes:
    """Three lines of text: what it is, the card, its signature by the office's own key."""
    if crypto.sign_key_of(seed) != card.sign_key:
        raise ValueError("an office signs its own card alone")
    body = canonical.dump(
        {
            "v": 1,
            "office": card.office,
            "kind": card.kind,
            "country": card.country,
            "sign": crypto.to_text(card.sign_key),
            "box": card.box_key,
        }
    )
    signature = crypto.to_text(crypto.sign(seed, SIGNED_AS, body))
    return _FIRST + body + b"\n" + signature.encode("ascii") + b"\n"


def read(data: bytes) -> Card:
    """The card in these bytes; `card-damaged` for everything that an honest office would not write."""
    if _NEWER.match(data):
        raise Refused("card-newer")
    lines = data.removeprefix(_FIRST).split(b"\n")
    if len(data) > SIZE_LIMIT or not data.startswith(_FIRST) or len(lines) != 3 or lines[2]:
        raise Refused("card-damaged")
    body, signature, _end = lines
    try:
        found = _read(canonical.load(body))
        crypto.check_keys(found.sign_key, found.box_key)
        good = crypto.verifies(found.sign_key, SIGNED_AS, body, crypto.from_text(signature.decode("ascii")))
    except (ValueError, NotCanonical):
        raise Refused("card-damaged") from None
    if not good:
        raise Refused("card-damaged")
    return found


def is_card(start: bytes) -> bool:
    """Whether a file means to be a card, so that a person who gives it as a bundle can be told."""
    return start.startswith(_FIRST) or _NEWER.match(start) is not None


def same_fingerprint(card: Card, typed: str) -> bool:
    """Whether the typed groups are those of the card, however they are spaced."""
    digits = re.sub(r"[\s.,-]", "", typed)
    return hmac.compare_digest(digits.encode("utf-8", "replace"), card.fingerprint.replace(" ", "").encode("ascii"))


def _read(found: Object) -> Card:
    office, kind, country, sign, box = (found.get(key) for key in ("office", "kind", "country", "sign", "box"))
    texts = [value for value in (office, kind, country, sign, box) if isinstance(value, str)]
    if found.keys() != _KEYS or type(found["v"]) is not int or found["v"] != 1 or len(texts) != 5:
        raise NotCanonical("card")
    if not OFFICE.fullmatch(texts[0]) or texts[1] not in KINDS or texts[2] not in COUNTRIES:
        raise NotCanonical("card")
    return Card(texts[0], texts[1], texts[2], crypto.from_text(texts[3]), texts[4])
