"""What an office made of a shipped definition and published: which edition, when, by whom, and if it still fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from db.local_forms import Edition
from desktop.forms.editions import mark_words
from desktop.refusals import Refused
from desktop.services import people
from desktop.services.session import Session

C = TypeVar("C")
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Made(Generic[C, F]):
    """An edition that was published once."""

    mark: int
    sign: str  # of the same changes the same in every office
    at: datetime
    worker: str
    changes: C
    counts: bool
    faults: tuple[F, ...]  # why it does not fit what the program ships now


def made(session: Session, row: Edition, changes: C, faults: tuple[F, ...]) -> Made[C, F]:
    at, worker = row.at.astimezone(session.tz), people.name_of(session, row.worker)
    return Made(row.mark, mark_words(row.mark), at, worker, changes, row.counts, faults)


def file_bytes(path: Path, largest: int) -> bytes:
    """The bytes of a file that somebody chose, a little more than the largest that can be right and never all of it."""
    try:
        with path.open("rb") as source:
            return source.read(largest + 1)
    except FileNotFoundError:
        raise Refused("no-such-file") from None
    except OSError:
        raise Refused("file-unreadable") from None
