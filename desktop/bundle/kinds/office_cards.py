"""What a computer tells another of the same office about other offices: whose cards count, and which were given up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.bundle import changes, crypto
from desktop.bundle.canonical import Object
from desktop.bundle.card import COUNTRIES, KINDS, VERSIONS
from desktop.bundle.changes import Change
from desktop.bundle.kinds.shape import Shape, wrong

TYPE = "office_card"
WHY = ("voice", "root", "list", "change")

_REASON = re.compile(r"[a-z][a-z_]{0,31}")


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """One card as the sender keeps it; `trusted` is null for keys that wait to be compared."""

    office: str
    kind: str
    country: str
    sign_key: bytes
    box_key: str
    why: str
    trusted: str | None
    first: str | None
    by: str | None
    told_by: str | None
    version: int | None
    root: bytes | None
    changes: tuple[Change, ...]
    revoked: str | None
    reason: str | None
    lost: str | None


def to_record(one: OfficeCard) -> Object:
    return {
        "type": TYPE,
        "office": one.office,
        "kind": one.kind,
        "country": one.country,
        "sign": crypto.to_text(one.sign_key),
        "box": one.box_key,
        "why": one.why,
        "trusted": one.trusted,
        "first": one.first,
        "by": one.by,
        "told_by": one.told_by,
        "version": one.version,
        "root": None if one.root is None else crypto.to_text(one.root),
        "changes": changes.to_json(one.changes),
        "revoked": one.revoked,
        "reason": one.reason,
        "lost": one.lost,
    }


def read(shape: Shape) -> OfficeCard:
    """One line of this type; every other shape is refused by its number."""
    shape.exactly(
        "type", "office", "kind", "country", "sign", "box", "why", "trusted", "first", "by", "told_by", "version",
        "root", "changes", "revoked", "reason", "lost",
    )  # fmt: skip
    shape.require(shape.type == TYPE)
    found = OfficeCard(
        office=shape.office("office"),
        kind=shape.one_of("kind", KINDS),
        country=shape.one_of("country", COUNTRIES),
        sign_key=shape.data("sign", crypto.KEY_BYTES, crypto.KEY_BYTES),
        box_key=shape.text("box", 1, 128),
        why=shape.one_of("why", WHY),
        trusted=shape.maybe(shape.moment, "trusted"),
        first=shape.maybe(shape.moment, "first"),
        by=shape.maybe(shape.hex32, "by"),
        told_by=shape.maybe(shape.office, "told_by"),
        version=shape.maybe(lambda key: shape.whole(key, 1, VERSIONS), "version"),
        root=shape.maybe(lambda key: shape.data(key, crypto.KEY_BYTES, crypto.KEY_BYTES), "root"),
        changes=_changes(shape),
        revoked=shape.maybe(shape.moment, "revoked"),
        reason=shape.maybe(lambda key: shape.matching(key, _REASON), "reason"),
        lost=shape.maybe(shape.day, "lost"),
    )
    shape.require((found.reason is None) == (found.revoked is None))
    _check(found, shape.line)
    return found


def _check(found: OfficeCard, line: int) -> None:
    try:
        crypto.check_keys(found.sign_key, found.box_key)
        if found.root is not None:
            crypto.check_sign_key(found.root)
        changes.check(found.office, found.changes, found.sign_key, found.box_key)
    except ValueError:
        raise wrong(line) from None


def _changes(shape: Shape) -> tuple[Change, ...]:
    try:
        return changes.from_json(shape.items("changes", changes.MOST))
    except ValueError:
        raise wrong(shape.line) from None
