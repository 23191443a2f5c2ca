"""The list of offices that a region's root signed: whose keys count, since when, and which were given up.

The root signs the list itself, so that it stays true in whatever file it travels; the region signs the file around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.bundle import canonical, changes, crypto
from desktop.bundle.canonical import NotCanonical, Object
from desktop.bundle.card import VERSIONS
from desktop.bundle.changes import Change
from desktop.bundle.kinds.shape import Shape, wrong
from desktop.refusals import Refused

SIGNED_AS = b"ancora/1 list of offices"
OFFICES = 2000
KINDS, COUNTRIES = ("office", "region"), ("MD", "RO")

_REASON = re.compile(r"[a-z][a-z_]{0,31}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One pair of keys. `changes` lead to it from earlier keys; once given up it stays on the list, with the day."""

    office: str
    kind: str
    country: str
    sign_key: bytes
    box_key: str
    since: str
    changes: tuple[Change, ...] = ()
    revoked_on: str | None = None
    reason: str | None = None

    @property
    def in_force(self) -> bool:
        return self.revoked_on is None

    @property
    def practice(self) -> bool:
        return self.office.startswith("X")


@dataclass(frozen=True, slots=True)
class OfficeList:
    """What a root says of all offices of its region; each later version says everything anew."""

    region: str
    root: bytes
    version: int
    made_on: str
    entries: tuple[Entry, ...]

    @property
    def region_entry(self) -> Entry:
        """The keys of the region itself."""
        return next(one for one in self.entries if one.office == self.region and one.in_force)


def arranged(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """In the one order in which a list is written."""
    return tuple(sorted(entries, key=_place))


def body(found: OfficeList) -> bytes:
    """The lines of the offices, as they are signed and kept."""
    return b"".join(canonical.dump(_line(one)) + b"\n" for one in found.entries)


def sign(found: OfficeList, root_seed: bytes) -> bytes:
    """The root's signature; its holder is asked for two papers each time."""
    if crypto.sign_key_of(root_seed) != found.root:
        raise ValueError("a list is signed by its own root alone")
    return crypto.sign(root_seed, SIGNED_AS, canonical.dump(_said(found)))


def to_records(found: OfficeList, signature: bytes) -> Iterator[Object]:
    """The lines of a bundle; refused rather than written when they would be refused where they arrive."""
    reading = Reading()
    head = {"type": "list", **_said(found), "signature": crypto.to_text(signature)}
    for record in (head, *map(_line, found.entries)):
        reading.take(record)
        yield record
    reading.finish()


def from_body(region: str, root: bytes, version: int, made_on: str, kept: bytes) -> OfficeList:
    """A list that was kept, held to the same rules as one that arrives."""
    reading = _Entries(region)
    try:
        for line, text in enumerate(kept.splitlines(), start=1):
            reading.take(Shape(canonical.load(text), line))
    except NotCanonical:
        raise wrong(0) from None
    return OfficeList(region, root, version, made_on, reading.finish(0))


class Reading:
    """Takes the records of a bundle in their order and holds each to its shape; the signature is checked at the end."""

    def __init__(self) -> None:
        self._line = self._expected = 0
        self._head: OfficeList | None = None
        self._b2 = ""
        self._signature = b""
        self._entries = _Entries("")

    def take(self, record: Object) -> None:
        self._line += 1
        shape = Shape(record, self._line)
        if self._line == 1:
            self._take_head(shape)
        else:
            self._entries.take(shape)
            shape.require(self._entries.count <= self._expected)

    def finish(self) -> tuple[OfficeList, bytes]:
        head = self._head
        if head is None or self._entries.count != self._expected:
            raise wrong(self._line)
        entries = self._entries.finish(self._line)
        found = OfficeList(head.region, head.root, head.version, head.made_on, entries)
        if self._b2 != _said(found)["b2"] or not is_signed(found, self._signature):
            raise Refused("list-signature")
        return found, self._signature

    def _take_head(self, shape: Shape) -> None:
        shape.exactly("type", "region", "root", "version", "made", "offices", "b2", "signature")
        shape.require(shape.type == "list")
        root = shape.data("root", crypto.KEY_BYTES, crypto.KEY_BYTES)
        self._signature = shape.data("signature", crypto.SIGNATURE_BYTES, crypto.SIGNATURE_BYTES)
        self._expected = shape.whole("offices", 1, OFFICES)
        self._b2 = shape.hash("b2")
        region, version = shape.office("region"), shape.whole("version", 1, VERSIONS)
        self._head = OfficeList(region, root, version, shape.day("made"), ())
        self._entries = _Entries(region)


def is_signed(found: OfficeList, signature: bytes) -> bool:
    """Whether its root has signed this very list."""
    return crypto.verifies(found.root, SIGNED_AS, canonical.dump(_said(found)), signature)


class _Entries:
    """Offices in their order: no key twice, one pair in force for each, the region itself among them."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._found: list[Entry] = []
        self._keys: set[bytes] = set()
        self._in_force: set[str] = set()

    @property
    def count(self) -> int:
        return len(self._found)

    def take(self, shape: Shape) -> None:
        one = _entry(shape)
        shape.require(not self._found or _place(self._found[-1]) < _place(one))
        shape.require(one.sign_key not in self._keys)
        shape.require((one.kind == "region") == (one.office == self._region))
        shape.require(one.practice == self._region.startswith("X"))
        if one.in_force:
            shape.require(one.office not in self._in_force)
            self._in_force.add(one.office)
        self._keys.add(one.sign_key)
        self._found.append(one)

    def finish(self, line: int) -> tuple[Entry, ...]:
        if self._region not in self._in_force:
            raise wrong(line)
        return tuple(self._found)


def _entry(shape: Shape) -> Entry:
    shape.exactly("type", "office", "kind", "country", "sign", "box", "since", "changes", "revoked", "reason")
    shape.require(shape.type == "office")
    one = Entry(
        office=shape.office("office"),
        kind=shape.one_of("kind", KINDS),
        country=shape.one_of("country", COUNTRIES),
        sign_key=shape.data("sign", crypto.KEY_BYTES, crypto.KEY_BYTES),
        box_key=shape.text("box", 1, 128),
        since=shape.day("since"),
        changes=_changes(shape),
        revoked_on=shape.maybe(shape.day, "revoked"),
        reason=shape.maybe(lambda key: shape.matching(key, _REASON), "reason"),
    )
    shape.require((one.reason is None) == one.in_force)
    try:
        crypto.check_keys(one.sign_key, one.box_key)
        changes.check(one.office, one.changes, one.sign_key, one.box_key)
    except ValueError:
        raise wrong(shape.line) from None
    return one


def _changes(shape: Shape) -> tuple[Change, ...]:
    try:
        return changes.from_json(shape.items("changes", changes.MOST))
    except ValueError:
        raise wrong(shape.line) from None


def _place(one: Entry) -> tuple[str, bytes]:
    return one.office, one.sign_key


def _said(found: OfficeList) -> Object:
    return {
        "region": found.region,
        "root": crypto.to_text(found.root),
        "version": found.version,
        "made": found.made_on,
        "offices": len(found.entries),
        "b2": crypto.hash_of(body(found)).hex(),
    }


def _line(one: Entry) -> Object:
    return {
        "type": "office",
        "office": one.office,
        "kind": one.kind,
        "country": one.country,
        "sign": crypto.to_text(one.sign_key),
        "box": one.box_key,
        "since": one.since,
        "changes": changes.to_json(one.changes),
        "revoked": one.revoked_on,
        "reason": one.reason,
    }
