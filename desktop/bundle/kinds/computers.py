"""What a merge says of the computers of the office: who wrote it and where it was before, which there are, the keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from desktop.bundle import canonical, crypto
from desktop.bundle.canonical import Object
from desktop.bundle.kinds.shape import Shape

INSTALLATION, COMPUTER, KEYS = "installation", "pc", "identity"
TYPES = frozenset({INSTALLATION, COMPUTER, KEYS})
SIGNED_AS = b"ancora/1 computer"
MOST_NODES = 1000  # installations that one computer was; a restored backup makes one more
MOST_NUMBER = 9999


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the sender works and worked before, each with the moment at which it was left; the present one last."""

    nodes: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Computer:
    """One computer of the office, as the office signed for it; `by` is the computer that invited it."""

    id: str
    number: int
    sign_key: bytes
    box_key: str
    since: str
    by: str | None
    cert: bytes
    retired: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The keys of the office, as a computer of the office alone reads them."""

    keys: Object = field(repr=False)


Line: TypeAlias = "Installation | Computer | Identity"


def signed(office: str, computer: Computer) -> bytes:
    """What the office signs of a computer; when it was retired is no part of it."""
    said = _of_computer(computer)
    return canonical.dump(
        {"office": office, **{key: said[key] for key in ("id", "number", "sign", "box", "since", "by")}}
    )


def is_certified(office: str, computer: Computer, sign_key: bytes) -> bool:
    """Whether this key of the office vouches for the computer."""
    return crypto.verifies(sign_key, SIGNED_AS, signed(office, computer), computer.cert)


def to_record(line: Line) -> Object:
    if isinstance(line, Installation):
        return {"type": INSTALLATION, "nodes": [{"node": node, "until": until} for node, until in line.nodes]}
    if isinstance(line, Computer):
        return {"type": COMPUTER, **_of_computer(line)}
    return {"type": KEYS, "keys": line.keys}


def read(shape: Shape) -> Line:
    """One line of these types; every other shape is refused by its number."""
    kind = shape.one_of("type", TYPES)
    if kind == INSTALLATION:
        return _installation(shape)
    return _computer(shape) if kind == COMPUTER else _identity(shape)


def _of_computer(one: Computer) -> Object:
    return {
        "id": one.id,
        "number": one.number,
        "sign": crypto.to_text(one.sign_key),
        "box": one.box_key,
        "since": one.since,
        "by": one.by,
        "cert": crypto.to_text(one.cert),
        "retired": one.retired,
    }


def _installation(shape: Shape) -> Installation:
    shape.exactly("type", "nodes")
    found = shape.each("nodes", MOST_NODES)
    for one in found:
        one.exactly("node", "until")
    nodes = tuple((one.hex32("node"), one.maybe(one.moment, "until")) for one in found)
    shape.require(bool(nodes) and len({node for node, _until in nodes}) == len(nodes))
    shape.require(nodes[-1][1] is None and all(until is not None for _node, until in nodes[:-1]))
    return Installation(nodes)


def _computer(shape: Shape) -> Computer:
    shape.exactly("type", "id", "number", "sign", "box", "since", "by", "cert", "retired")
    found = Computer(
        id=shape.hex32("id"),
        number=shape.whole("number", 1, MOST_NUMBER),
        sign_key=shape.data("sign", crypto.KEY_BYTES, crypto.KEY_BYTES),
        box_key=shape.text("box", 1, 100),
        since=shape.moment("since"),
        by=shape.maybe(shape.hex32, "by"),
        cert=shape.data("cert", crypto.SIGNATURE_BYTES, crypto.SIGNATURE_BYTES),
        retired=shape.maybe(shape.moment, "retired"),
    )
    try:
        crypto.check_keys(found.sign_key, found.box_key)
    except ValueError:
        shape.require(False)
    return found


def _identity(shape: Shape) -> Identity:
    shape.exactly("type", "keys")
    return Identity(shape.inside("keys").record)
