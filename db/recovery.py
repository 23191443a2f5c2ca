"""The recovery code on paper, whole or as shares: made, written in groups that prove themselves, read, put together.

A paper is fifteen groups of five characters of Crockford's alphabet. Four characters of a group carry twenty bits, the
fifth proves them and the group's place. The first group says what the paper is: the whole code or one of three shares,
and the number of its kit. The last 24 bits prove the paper as a whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from db.errors import VaultRefused

SECRET_BYTES = 32
GROUPS, GROUP = 15, 5
SHARES, NEEDED = 3, 2
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
# What is read or typed for a character of the alphabet: by hand, and on a keyboard that was left in Cyrillic.
_LIKE = str.maketrans("OILАВСЕНКМОРТХУІ", "011ABCEHKM0PTXY1")
_BETWEEN = " -–—.,:;/\t\r\n\u00a0"
_PROOF_BYTES = 3
_WHOLE = 0
_NUMBER_BITS = 16
BITS = 20  # of a group


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on one paper: the whole code of a kit (`index` 0) or its share 1, 2 or 3."""

    index: int
    number: int  # of the kit; the same on the code and on its three shares
    value: bytes = field(repr=False)

    @property
    def is_whole(self) -> bool:
        return self.index == _WHOLE


# --- the code of a kit ------------------------------------------------------------------------------------------------


def whole(secret: bytes) -> Paper:
    """The paper that carries the whole code."""
    return Paper(_WHOLE, number_of(secret), secret)


def number_of(secret: bytes) -> int:
    """By this number people tell one kit from another; it gives away nothing that helps to guess the code."""
    return int.from_bytes(_hash(secret, b"ancora number", 2), "big")


def label(number: int) -> str:
    """The number as it stands on paper: five digits."""
    return f"{number:05d}"


def key_of(secret: bytes) -> bytes:
    """The secret half of the kit's key pair."""
    return _hash(secret, b"ancora kit key", SECRET_BYTES)


# --- written in groups ------------------------------------------------------------------------------------------------


def groups(paper: Paper) -> tuple[str, ...]:
    """The fifteen groups of a paper, in their order."""
    head = paper.index << _NUMBER_BITS | paper.number
    body = int.from_bytes(paper.value + _proof(head, paper.value), "big")
    return write_groups(head << (GROUPS - 1) * BITS | body, GROUPS)


def write_groups(value: int, count: int) -> tuple[str, ...]:
    """A number as so many groups, each of which proves itself and its place."""
    places = range(count)
    return tuple(_group(place, value >> (count - 1 - place) * BITS & (1 << BITS) - 1) for place in places)


def text(paper: Paper) -> str:
    """The same as one line, as the square code on the paper carries it."""
    return "-".join(groups(paper))


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far, cut into groups; `wrong` are the places, from 1, of those that are not as on any paper."""

    groups: tuple[str, ...]
    wrong: tuple[int, ...]
    count: int = GROUPS

    @property
    def is_complete(self) -> bool:
        return len(self.groups) == self.count and len(self.groups[-1]) == GROUP and not self.wrong


def look(typed: str, count: int = GROUPS) -> Typed:
    """Cut what was typed into groups and check each; a group at the end that is still short is not wrong yet."""
    found = _cut(typed, count)
    return Typed(
        tuple(found),
        tuple(
            place
            for place, group in enumerate(found, start=1)
            if place > count or not (_is_sound(place - 1, group) or (place == len(found) and len(group) < GROUP))
        ),
        count,
    )


def read(typed: str) -> Paper:
    """The paper that was typed; what is wrong with it is named by its group."""
    whole_ = read_groups(typed, GROUPS)
    bits = (GROUPS - 1) * BITS
    head, body = whole_ >> bits, (whole_ & (1 << bits) - 1).to_bytes(bits // 8, "big")
    value, proof = body[:SECRET_BYTES], body[SECRET_BYTES:]
    paper = Paper(head >> _NUMBER_BITS, head & (1 << _NUMBER_BITS) - 1, value)
    if proof != _proof(head, value) or paper.index > SHARES:
        raise VaultRefused("code-mixed")
    if paper.is_whole and paper.number != number_of(value):
        raise VaultRefused("code-mixed")
    return paper


def read_groups(typed: str, count: int) -> int:
    """The number behind so many groups; the first wrong one is named, and `also` the last one if there are several."""
    seen = look(typed, count)
    if not seen.groups:
        raise VaultRefused("code-missing")
    if wrong := [place for place in seen.wrong if place <= count]:
        if len(wrong) > 1:
            raise VaultRefused("code-groups-wrong", group=wrong[0], also=wrong[1], count=len(wrong))
        raise VaultRefused("code-group-wrong", group=wrong[0])
    if len(seen.groups) > count:
        raise VaultRefused("code-too-long", count=count)
    if not seen.is_complete:
        done = sum(len(group) == GROUP for group in seen.groups)
        raise VaultRefused("code-too-short", group=done + 1, count=count)
    value = 0
    for letter in "".join(group[:-1] for group in seen.groups):
        value = value << 5 | _VALUE[letter]
    return value


def _cut(typed: str, count: int) -> list[str]:
    """Groups as a person separates them, so that a character too few or too many is found in its own; else by five."""
    plain = typed.upper().translate(_LIKE)
    parts = "".join(" " if letter in _BETWEEN else letter for letter in plain).split()
    if len(parts) == count and all(abs(len(part) - GROUP) <= 1 for part in parts):
        return parts
    joined = "".join(parts)
    return [joined[at : at + GROUP] for at in range(0, len(joined), GROUP)]


def _group(place: int, bits: int) -> str:
    values = [bits >> shift & 31 for shift in (15, 10, 5, 0)]
    return "".join(ALPHABET[value] for value in (*values, _check(place, values)))


def _is_sound(place: int, group: str) -> bool:
    values = [_VALUE.get(letter, -1) for letter in group]
    return len(values) == GROUP and min(values) >= 0 and _check(place, values[:-1]) == values[-1]


def _check(place: int, values: Sequence[int]) -> int:
    """A sum over GF(32) whose weights all differ: one wrong character, two exchanged ones and a group at another
    place are always noticed, never only probably."""
    total, weight = place + 1, 1
    for value in values:
        weight = _times(weight, 2, 0b100101, 32)
        total ^= _times(value, weight, 0b100101, 32)
    return total


# --- shares -----------------------------------------------------------------------------------------------------------


def split(secret: bytes, slope: bytes) -> tuple[Paper, ...]:
    """Three shares of which any two give the secret: points of a line over GF(256), byte by byte.

    `slope` has to be as secret and as random as the secret itself: one share alone then tells nothing.
    """
    number = number_of(secret)
    return tuple(
        Paper(index, number, bytes(first ^ times(step, index) for first, step in zip(secret, slope, strict=True)))
        for index in range(1, SHARES + 1)
    )


def slope_of(secret: bytes) -> bytes:
    """The slope that belongs to a kit, so that its shares can be printed again and never exist in two kinds."""
    return _hash(secret, b"ancora shares", SECRET_BYTES)


def read_shares(typed: Iterable[str]) -> bytes:
    """The secret out of at least two typed shares; `share` says which of the typed ones is at fault, from 1."""
    papers: list[Paper] = []
    for at, words in enumerate(typed, start=1):
        paper = _share(words, at)
        if any(paper.index == other.index and paper.number == other.number for other in papers):
            raise VaultRefused("share-repeated", share=at, index=paper.index)
        if papers and paper.number != papers[0].number:
            raise VaultRefused("share-foreign", share=at, number=label(paper.number), first=label(papers[0].number))
        papers.append(paper)
    return join(papers)


def join(papers: Sequence[Paper]) -> bytes:
    """The secret, if every two of these shares of one kit agree on it."""
    if len(papers) < NEEDED:
        raise VaultRefused("shares-needed", count=NEEDED)
    found = {_crossing(one, other) for one, other in combinations(papers, 2)}
    secret = found.pop()
    if found or number_of(secret) != papers[0].number:
        raise VaultRefused("shares-disagree")
    return secret


def _share(words: str, at: int) -> Paper:
    try:
        paper = read(words)
    except VaultRefused as refusal:
        raise VaultRefused(f"share-{refusal.code}", **{**refusal.facts, "share": at}) from None
    if paper.is_whole:
        raise VaultRefused("share-is-code", share=at)
    return paper


def _crossing(one: Paper, other: Paper) -> bytes:
    """Where the line through two points is at zero."""
    across = _inverse(one.index ^ other.index)
    left, right = times(other.index, across), times(one.index, across)
    pairs = zip(one.value, other.value, strict=True)
    return bytes(times(first, left) ^ times(second, right) for first, second in pairs)


def times(one: int, other: int) -> int:
    """A product in GF(256), the field of AES."""
    return _times(one, other, 0x11B, 256)


def _inverse(value: int) -> int:
    """The number that gives one when multiplied with this one; there is one for all but zero."""
    return next(other for other in range(1, 256) if times(value, other) == 1)


def _times(one: int, other: int, modulus: int, size: int) -> int:
    """A product in the field of this size: polynomials over two elements, reduced by the modulus."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one <<= 1
        if one & size:
            one ^= modulus
        other >>= 1
    return product


def _proof(head: int, value: bytes) -> bytes:
    return _hash(head.to_bytes(3, "big") + value, b"ancora paper", _PROOF_BYTES)


def _hash(data: bytes, purpose: bytes, size: int) -> bytes:
    return hashlib.blake2b(data, digest_size=size, person=purpose).digest()
