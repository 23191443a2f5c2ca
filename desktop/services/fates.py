"""What became of a file that came from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

IMPORTED, ALREADY, REFUSED = "imported", "already-imported", "refused"
LATE, EARLIER_DIFFERS = "late", "earlier-differs"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one file; `code` says why it was refused, or what is to be known of one that was imported.

    Whose it is, and the hash by which its sender knows it, stand here only when its signature was right.
    """

    file: Path
    status: str
    code: str | None = None
    kind: str | None = None
    office: str | None = None
    seq: int | None = None
    missing: tuple[int, ...] = ()
    new: int = 0
    conflicts: int = 0
    facts: Mapping[str, str | int] = field(default_factory=dict)  # what the sentence of the code may name
    node: str = ""
    hash: str | None = None
