"""What a kind of bundle has to say when it arrives: who may send it here, what it brings, and how it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.connection import Connection
from desktop.bundle import reader
from desktop.bundle.canonical import Object
from desktop.bundle.format import Head
from desktop.bundle.reader import Verified
from desktop.services.media import readable
from desktop.services.session import Session

Report = Callable[[int, int], None]
PC = "pc"  # another computer of this office


@dataclass(frozen=True, slots=True)
class Sender:
    """Who has signed: an office, a region, or another computer of this office; `pc` names the computer then."""

    code: str
    kind: str
    country: str
    key: bytes
    pc: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file whose signature and addressee are right; nothing of its records was read yet."""

    session: Session
    verified: Verified
    sender: Sender
    now: datetime
    report: Report | None = None

    @property
    def head(self) -> Head:
        return self.verified.manifest.head

    def records(self, take: Callable[[Object], None], take_file: Callable[[str, bytes], None] | None = None) -> None:
        """Give every record in its order, then every attachment; a file that cannot be read any more is told so."""
        with readable():
            reader.records(self.verified, take, take_file)


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import brought; `log` is the verb, object and count of its line in the access log."""

    log: tuple[str, str | None, int]
    new: int = 0
    conflicts: int = 0
    code: str | None = None  # what a person has to know of it, as a refusal's code says it
    facts: Mapping[str, str | int] = field(default_factory=dict)
    period: str | None = None


def _nothing(_arrival: Arrival) -> Any:
    return None


def _same(_arrival: Arrival, taken: Taken) -> Taken:
    return taken


@dataclass(frozen=True, slots=True)
class Handler:
    """One kind. `apply` runs inside the one transaction that also notes the bundle as received.

    `check` refuses whoever may not send this here; `prepare` reads without a transaction, for what is small; `finish`
    comes after the commit: what is worked out anew, and may be worked out later.
    """

    check: Callable[[Arrival], None]
    apply: Callable[[Connection, Arrival, Any], Taken]
    prepare: Callable[[Arrival], Any] = _nothing
    finish: Callable[[Arrival, Taken], Taken] = _same
    small: bool = False  # brings no keys and is prepared whole: several may be kept in one transaction; no `finish`
