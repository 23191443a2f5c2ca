"""What the kinds of bundle are called, how large each may be, and which may cross between the two countries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.refusals import Refused

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of bundle and how much of it there may be; `schema` numbers the shape of its records.

    What is `counted` tells of no computer and of no pace of work: no installation, no commit, only a month.
    """

    name: str
    schema: int
    raw_limit: int
    records_limit: int
    files_limit: int = 0
    counted: bool = False


_ALL = (
    Kind("statistics", schema=1, raw_limit=16 * MIB, records_limit=501, counted=True),
    Kind("pseudonymous", schema=1, raw_limit=256 * MIB, records_limit=1_000_000, counted=True),
    Kind("transfer", schema=1, raw_limit=512 * MIB, records_limit=1_000_000, files_limit=100_000),
    Kind("acknowledgement", schema=1, raw_limit=16 * MIB, records_limit=10_000),
    Kind("merge", schema=1, raw_limit=2048 * MIB, records_limit=5_000_000, files_limit=100_000),
    Kind("receipt", schema=1, raw_limit=64 * MIB, records_limit=1_000_000),
    Kind("directory", schema=1, raw_limit=64 * MIB, records_limit=100_000),
    Kind("trust", schema=1, raw_limit=16 * MIB, records_limit=10_000),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
NAMES = tuple(KINDS)
CROSSING = frozenset({"statistics"})  # without names and rows; nothing else goes from one country to the other


def readable(name: str) -> Kind:
    """The kind of that name; `bundle-newer` for one that this version does not know."""
    if name not in KINDS:
        raise Refused("bundle-newer")
    return KINDS[name]


def check_crossing(kind: str, own_country: str, other_country: str) -> None:
    """Refuse whatever but counted tables would go between the two countries."""
    if own_country != other_country and kind not in CROSSING:
        raise Refused("only-statistics-cross")
