"""What a further computer of an office begins with: the keys of both, whom the office believes; no case, no person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from desktop.bundle import canonical, crypto
from desktop.bundle.canonical import Json, NotCanonical, Object
from desktop.bundle.card import COUNTRIES
from desktop.bundle.kinds import computers, history
from desktop.bundle.kinds.computers import Computer, Identity
from desktop.bundle.kinds.history import Frozen, Sent
from desktop.bundle.kinds.shape import Shape
from desktop.refusals import Refused

FIRST = b"ANCORA-INVITE1\n"
ENDING = ".ancora-invite"
SIZE_LIMIT = 8 * 1024 * 1024
SEALED_AS = b"ancora/1 invite"

_BYTES = ("sign_key", "changes", "root")  # of a card; JSON has no bytes


@dataclass(frozen=True, slots=True)
class Begin:
    """The office, until when the invite counts, and the secrets of the office and of the new computer."""

    office: str
    country: str
    since: str
    until: str
    pc: str
    office_secret: bytes = field(repr=False)
    sign_seed: bytes = field(repr=False)
    identity: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """The card of another office as it is kept: column by column."""

    columns: Mapping[str, Any]


Line: TypeAlias = "Begin | Known | Computer | Identity | Frozen | Sent"


def dump(lines: Iterable[Line]) -> bytes:
    """One canonical JSON object a line; `Begin` comes first."""
    return b"".join(canonical.dump(_record(line)) + b"\n" for line in lines)


def load(data: bytes) -> Iterator[Line]:
    """The lines of an opened invite; `invite-damaged` for whatever this program would not write."""
    try:
        for number, line in enumerate(data.splitlines(), start=1):
            yield _line(Shape(canonical.load(line), number))
    except (NotCanonical, Refused):
        raise Refused("invite-damaged") from None


def _record(line: Line) -> Object:
    if isinstance(line, Begin):
        return {
            "type": "invite",
            "office": line.office,
            "country": line.country,
            "since": line.since,
            "until": line.until,
            "pc": line.pc,
            "secret": crypto.to_text(line.office_secret),
            "sign": crypto.to_text(line.sign_seed),
            "identity": line.identity,
        }
    if isinstance(line, Known):
        return {"type": "card", **{name: _plain(value) for name, value in line.columns.items()}}
    return computers.to_record(line) if isinstance(line, Computer | Identity) else history.line(line)


def _plain(value: Any) -> Json:
    return crypto.to_text(value) if isinstance(value, bytes) else value


def _line(shape: Shape) -> Line:
    kind = shape.type
    if kind == "invite":
        return _begin(shape)
    if kind == "card":
        return _known(shape)
    found = computers.read(shape) if kind in computers.TYPES else history.read(shape.record, shape.line)
    if not isinstance(found, Computer | Identity | Frozen | Sent):
        raise Refused("invite-damaged")
    return found


def _begin(shape: Shape) -> Begin:
    shape.exactly("type", "office", "country", "since", "until", "pc", "secret", "sign", "identity")
    found = Begin(
        office=shape.office("office"),
        country=shape.one_of("country", COUNTRIES),
        since=shape.moment("since"),
        until=shape.moment("until"),
        pc=shape.hex32("pc"),
        office_secret=shape.data("secret", crypto.KEY_BYTES, crypto.KEY_BYTES),
        sign_seed=shape.data("sign", crypto.KEY_BYTES, crypto.KEY_BYTES),
        identity=shape.text("identity", 1, 200),
    )
    try:
        crypto.check_identity(found.identity)
    except ValueError:
        shape.require(False)
    return found


def _known(shape: Shape) -> Known:
    columns: dict[str, Any] = {name: value for name, value in shape.record.items() if name != "type"}
    for name in _BYTES:
        if columns.get(name) is not None:
            columns[name] = shape.data(name)
    return Known(columns)
