"""Refused files that may be tried again: they stay where they lie, and here stands why and how often."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db import access_log, quarantine
from db.errors import VaultRefused
from db.hybrid import moment, stamp
from db.quarantine import Held
from desktop.bundle import crypto
from desktop.bundle.format import FILE_LIMIT
from desktop.refusals import Refused
from desktop.services.fates import REFUSED, Fate
from desktop.services.media import readable, regular
from desktop.services.session import EXPORTS, Change, Session

# Files that no second try makes into one for us; they are told of, and that is all.
HOPELESS = frozenset(
    {"not-a-bundle", "card-no-bundle", "header-too-large", "not-for-us", "no-such-file", "file-unreadable"}
)
# What is the matter with this computer and not with the file; its sender is not told of it.
OUR_OWN = frozenset({"disk-full", "vault-busy", "vault-paused", "vault-closed", "bundle-changed", "kind-not-yet"})
SHORT = 6  # letters of an id that are enough to name a file
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """One refused file: where it lay, why, and whose it is if its signature was right."""

    id: str
    path: Path
    there: bool  # it still lies where it lay
    code: str
    facts: dict[str, str | int]
    office: str | None
    seq: int | None
    tries: int
    at: datetime


def waiting(session: Session) -> tuple[Waiting, ...]:
    """The files that may be tried again, the last one first."""
    session.require(EXPORTS)
    return tuple(_shown(session, held) for held in quarantine.waiting(session.conn))


def count(session: Session) -> int:
    """How many files wait."""
    return quarantine.count(session.conn)


def find(session: Session, start: str) -> str:
    """The whole id of a waiting file by its first letters."""
    found = [one.hash for one in quarantine.waiting(session.conn) if len(start) >= SHORT and one.hash.startswith(start)]
    if len(found) != 1:
        raise Refused("not-waiting")
    return found[0]


def forget(session: Session, id_: str) -> None:
    """Take a file off the list; it stays where it lies."""
    session.require(EXPORTS)
    now = session.now()
    with session.vault.write(now) as conn:
        if not quarantine.forget(conn, id_, stamp(now)):
            raise Refused("not-waiting")
        access_log.note(conn, now, session.worker.id, "refused-file-forgotten", id_[:32])
    session.changed(Change("sync"))


def keep(session: Session, fate: Fate) -> None:
    """Remember a refusal, or settle an earlier one; the person was told already, so a full disk hinders nothing."""
    with suppress(VaultRefused, Refused):
        if fate.status == REFUSED and fate.code not in HOPELESS:
            _hold(session, fate)
        elif fate.status != REFUSED and quarantine.is_waiting(session.conn, str(fate.file), fate.hash or ""):
            with session.vault.write(session.now()) as conn:
                quarantine.settle(conn, str(fate.file), fate.hash or "", stamp(session.now()))


def _hold(session: Session, fate: Fate) -> None:
    hash_, size = _hash_of(fate.file)
    told = fate.hash if fate.code not in OUR_OWN else None
    held = Held(
        hash_, str(fate.file), size, fate.code or "", fate.facts, fate.kind, fate.office, fate.node, fate.seq, told
    )
    now = session.now()
    with session.vault.write(now) as conn:
        quarantine.note(conn, held, stamp(now))


def _hash_of(path: Path) -> tuple[str, int]:
    """By which a file is known again under another name; of one beyond every limit, by its beginning."""
    found, size = crypto.new_hash(), 0
    with readable(), regular(path) as file:
        while size < FILE_LIMIT and (piece := file.read(_CHUNK)):
            found.update(piece)
            size += len(piece)
    return found.hexdigest(), size


def _shown(session: Session, held: Held) -> Waiting:
    at = moment(held.last_at).astimezone(session.tz)
    path = Path(held.place)
    return Waiting(held.hash, path, _is_there(path), held.code, dict(held.facts), held.office, held.seq, held.tries, at)


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
