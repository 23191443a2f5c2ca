"""What the kinds of bundle are called, how large each may be, and which may cross between the two countries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.refusals import Refused

MIB = 1024 * 1024

NAMES = (
    "statistics",
    "pseudonymous",
    "transfer",
    "acknowledgement",
    "merge",
    "receipt",
    "directory",
    "trust",
)
CROSSING = frozenset({"statistics"})  # without names and rows; nothing else goes from one country to the other


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind that this version reads and writes; `schema` numbers the shape of its records."""

    name: str
    schema: int
    raw_limit: int
    records_limit: int


READABLE: Mapping[str, Kind] = MappingProxyType(
    {"statistics": Kind("statistics", schema=1, raw_limit=16 * MIB, records_limit=501)}
)


def readable(name: str) -> Kind:
    """The kind of that name: `kind-not-yet` for one that is known and not built, `bundle-newer` for any other."""
    if name in READABLE:
        return READABLE[name]
    if name in NAMES:
        raise Refused("kind-not-yet")
    raise Refused("bundle-newer")


def check_crossing(kind: str, own_country: str, other_country: str) -> None:
    """Refuse whatever but counted tables would go between the two countries."""
    if own_country != other_country and kind not in CROSSING:
        raise Refused("only-statistics-cross")
