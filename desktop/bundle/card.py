"""An office's card: its code and its public keys, signed by itself, to be compared by telephone.

The first format names the two keys. The second adds what comes later in an office's life: the changes of its keys,
each signed by the key before, and a region's root, by which lists of offices are signed. A card with neither is of the
first.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, replace

from desktop.bundle import canonical, changes, crypto
from desktop.bundle.canonical import Json, NotCanonical, Object
from desktop.bundle.changes import Change
from desktop.bundle.format import OFFICE
from desktop.refusals import Refused

ENDING = ".ancora-card"
SIZE_LIMIT = 4096
SIGNED_AS = b"ancora/1 card"
VOUCHED_AS = b"ancora/1 card vouched"
VERSIONS = 10**9  # of a region's list
KINDS = ("office", "region")
COUNTRIES = ("MD", "RO")

_FIRST, _SECOND = b"ANCORA-CARD1\n", b"ANCORA-CARD2\n"
_NEWER = re.compile(rb"ANCORA-CARD[3-9]\n")
_KEYS = frozenset({"v", "office", "kind", "country", "sign", "box"})
_MORE = frozenset({"root", "vouched", "changes"})


@dataclass(frozen=True, slots=True)
class Vouched:
    """A root's word for the card of its region, with the version of the list that was signed on that occasion."""

    version: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class Card:
    """Who an office is for others; `sign_key` proves what it sends, `box_key` (an age recipient) locks what it gets.

    `root` is the key behind a region's lists, `vouched` its word for this card: so a region can change its own keys.
    `changes` lead from earlier keys of the office to these.
    """

    office: str
    kind: str
    country: str
    sign_key: bytes
    box_key: str
    root: bytes | None = None
    vouched: Vouched | None = None
    changes: tuple[Change, ...] = ()

    @property
    def fingerprint(self) -> str:
        return crypto.fingerprint(self.sign_key, self.box_key, self.root)

    def follows(self, key: bytes) -> bool:
        """Whether the holder of this earlier key said that these keys follow it."""
        return changes.follows(self.changes, key)

    @property
    def practice(self) -> bool:
        """Practice offices have codes that begin with X."""
        return self.office.startswith("X")


def write(card: Card, seed: bytes) -> bytes:
    """Three lines of text: what it is, the card, its signature by the office's own key."""
    if crypto.sign_key_of(seed) != card.sign_key:
        raise ValueError("an office signs its own card alone")
    second = card.root is not None or bool(card.changes)
    body = canonical.dump({**_core(card), "v": 2 if second else 1, **(_later(card) if second else {})})
    signature = crypto.to_text(crypto.sign(seed, SIGNED_AS, body))
    return (_SECOND if second else _FIRST) + body + b"\n" + signature.encode("ascii") + b"\n"


def vouch(card: Card, root_seed: bytes, version: int) -> Vouched:
    """The root's word that this is the region's own card; a later version is a later word."""
    return Vouched(version, crypto.sign(root_seed, VOUCHED_AS, _vouched_for(card, version)))


def read(data: bytes) -> Card:
    """The card in these bytes; `card-damaged` for everything that an honest office would not write."""
    if _NEWER.match(data):
        raise Refused("card-newer")
    first = _SECOND if data.startswith(_SECOND) else _FIRST
    lines = data.removeprefix(first).split(b"\n")
    if len(data) > SIZE_LIMIT or not data.startswith(first) or len(lines) != 3 or lines[2]:
        raise Refused("card-damaged")
    body, signature, _end = lines
    try:
        found = _read(canonical.load(body), 2 if first == _SECOND else 1)
        crypto.check_keys(found.sign_key, found.box_key)
        changes.check(found.office, found.changes, found.sign_key, found.box_key)
        good = _is_vouched(found) and crypto.verifies(
            found.sign_key, SIGNED_AS, body, crypto.from_text(signature.decode("ascii"))
        )
    except (ValueError, NotCanonical):
        raise Refused("card-damaged") from None
    if not good:
        raise Refused("card-damaged")
    return found


def is_card(start: bytes) -> bool:
    """Whether a file means to be a card, so that a person who gives it as a bundle can be told."""
    return start.startswith((_FIRST, _SECOND)) or _NEWER.match(start) is not None


def same_fingerprint(card: Card, typed: str) -> bool:
    """Whether the typed groups are those of the card, however they are spaced."""
    digits = re.sub(r"[\s.,-]", "", typed)
    return hmac.compare_digest(digits.encode("utf-8", "replace"), card.fingerprint.replace(" ", "").encode("ascii"))


def _core(card: Card) -> Object:
    return {
        "office": card.office,
        "kind": card.kind,
        "country": card.country,
        "sign": crypto.to_text(card.sign_key),
        "box": card.box_key,
    }


def _later(card: Card) -> Object:
    return {
        "root": None if card.root is None else crypto.to_text(card.root),
        "vouched": None if card.vouched is None else _vouched(card.vouched),
        "changes": changes.to_json(card.changes),
    }


def _read(found: Object, version: int) -> Card:
    office, kind, country, sign, box = (found.get(key) for key in ("office", "kind", "country", "sign", "box"))
    texts = [value for value in (office, kind, country, sign, box) if isinstance(value, str)]
    keys = _KEYS | _MORE if version == 2 else _KEYS
    if found.keys() != keys or type(found["v"]) is not int or found["v"] != version or len(texts) != 5:
        raise NotCanonical("card")
    if not OFFICE.fullmatch(texts[0]) or texts[1] not in KINDS or texts[2] not in COUNTRIES:
        raise NotCanonical("card")
    card = Card(texts[0], texts[1], texts[2], crypto.from_text(texts[3]), texts[4])
    return card if version == 1 else _with_later(card, found)


def _with_later(card: Card, found: Object) -> Card:
    root, vouched = _key(found["root"]), _read_vouched(found["vouched"])
    told = changes.from_json(found["changes"])
    # One office has one spelling of its card: what needs no second format is written in the first.
    if (root is None and not told) or len(told) > changes.MOST or (root is not None and card.kind != "region"):
        raise NotCanonical("card")
    return replace(card, root=root, vouched=vouched, changes=told)


def _key(value: Json) -> bytes | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise NotCanonical("card")
    return crypto.from_text(value)


def _is_vouched(card: Card) -> bool:
    """Whether the root's word, where one is given, is the root's."""
    if card.root is not None:
        crypto.check_sign_key(card.root)
    if card.vouched is None:
        return True
    said, signature = _vouched_for(card, card.vouched.version), card.vouched.signature
    return card.root is not None and crypto.verifies(card.root, VOUCHED_AS, said, signature)


def _vouched(one: Vouched) -> Object:
    return {"version": one.version, "signature": crypto.to_text(one.signature)}


def _read_vouched(value: Json) -> Vouched | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.keys() != {"version", "signature"}:
        raise NotCanonical("card")
    version, signature = value["version"], _key(value["signature"])
    if type(version) is not int or not 1 <= version <= VERSIONS or signature is None:
        raise NotCanonical("card")
    return Vouched(version, signature)


def _vouched_for(card: Card, version: int) -> bytes:
    return canonical.dump({**_core(card), "version": version})
