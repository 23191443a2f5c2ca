"""The keys of this office: made anew, kept for reading what was sealed before, handed to its other computers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from db import secrets
from db.connection import Connection
from desktop.bundle import changes, crypto
from desktop.bundle.canonical import Object
from desktop.bundle.changes import Change
from desktop.refusals import Refused

_KEYS = frozenset({"sign", "identity", "former", "changes"})


@dataclass(frozen=True, slots=True)
class OfficeKeys:
    """Both secrets in force; `former` identities only read, and `changes` are all that the office ever made."""

    sign_seed: bytes = field(repr=False)
    identity: str = field(repr=False)
    former: tuple[str, ...] = field(default=(), repr=False)
    changes: tuple[Change, ...] = ()

    @property
    def sign_key(self) -> bytes:
        return crypto.sign_key_of(self.sign_seed)

    @property
    def box_key(self) -> str:
        return crypto.recipient_of(self.identity)


def read(conn: Connection) -> OfficeKeys:
    """The keys as they are kept; `vault-damaged` when they are not there."""
    seed, identity = secrets.get(conn, secrets.SIGN_SEED), secrets.get(conn, secrets.AGE_IDENTITY)
    if seed is None or identity is None:
        raise Refused("vault-damaged")
    former = secrets.get(conn, secrets.FORMER_IDENTITIES) or b""
    kept = secrets.get(conn, secrets.KEY_CHANGES)
    told = changes.load(kept) if kept is not None else ()
    return OfficeKeys(seed, identity.decode("ascii"), tuple(former.decode("ascii").split()), told)


def identities(conn: Connection) -> tuple[str, ...]:
    """Everything that opens what was sealed to this office: the identity in force first, then the former ones."""
    kept = read(conn)
    return (kept.identity, *kept.former)


def rotate(conn: Connection, office: str, now: datetime) -> OfficeKeys:
    """New keys from this moment on, in the caller's transaction; the old signing key says so and is gone after that.

    What was sealed to the old identity can still be read. Whoever has a copy of the old keys reads nothing that others
    seal to the new one, and signs nothing that they take in once they know of the change.
    """
    old = read(conn)
    seed, (identity, recipient) = crypto.new_seed(), crypto.new_identity()
    change = changes.make(office, old.sign_seed, crypto.sign_key_of(seed), recipient, f"{now:%Y-%m-%d}")
    fresh = OfficeKeys(seed, identity, (old.identity, *old.former), (*old.changes, change))
    keep(conn, fresh)
    return fresh


def adopt(conn: Connection, office: str, theirs: OfficeKeys) -> bool:
    """Take the keys that another computer of this office made; whether they are in force here now.

    Where two computers changed them at one time, the longer line of changes stands, then the larger key: the same on
    both. Whatever was sealed to the other pair can be read all the same.
    """
    try:
        changes.check(office, theirs.changes, theirs.sign_key, theirs.box_key)
    except ValueError:
        raise Refused("office-keys-foreign") from None
    ours = read(conn)
    if _first(ours) != _first(theirs):
        raise Refused("office-keys-foreign")
    wins, loses = (theirs, ours) if _rank(theirs) > _rank(ours) else (ours, theirs)
    former = dict.fromkeys((*wins.former, loses.identity, *loses.former))
    former.pop(wins.identity, None)
    keep(conn, OfficeKeys(wins.sign_seed, wins.identity, tuple(former), wins.changes))
    return wins is theirs


def dump(kept: OfficeKeys) -> Object:
    """As a line for another computer of this office, which alone can open the file that it stands in."""
    return {
        "sign": crypto.to_text(kept.sign_seed),
        "identity": kept.identity,
        "former": list(kept.former),
        "changes": changes.to_json(kept.changes),
    }


def load(found: Object) -> OfficeKeys:
    """The keys of such a line; ValueError for every other shape."""
    sign, identity, former = found.get("sign"), found.get("identity"), found.get("former")
    if found.keys() != _KEYS or not isinstance(sign, str) or not isinstance(identity, str):
        raise ValueError("office keys")
    if not isinstance(former, list) or len(former) > 1000:
        raise ValueError("office keys")
    older = tuple(one for one in former if isinstance(one, str))
    seed = crypto.from_text(sign)
    if len(older) != len(former) or len(seed) != crypto.KEY_BYTES:
        raise ValueError("office keys")
    for one in (identity, *older):
        crypto.check_identity(one)
    return OfficeKeys(seed, identity, older, changes.from_json(found["changes"]))


def keep(conn: Connection, kept: OfficeKeys) -> None:
    """Put these in place of whatever was there: for a computer that begins."""
    secrets.put(conn, secrets.SIGN_SEED, kept.sign_seed)
    secrets.put(conn, secrets.AGE_IDENTITY, kept.identity.encode("ascii"))
    secrets.put(conn, secrets.FORMER_IDENTITIES, " ".join(kept.former).encode("ascii"))
    secrets.put(conn, secrets.KEY_CHANGES, changes.dump(kept.changes))


def _first(kept: OfficeKeys) -> bytes:
    """The key that the office began with."""
    return kept.changes[0].before if kept.changes else kept.sign_key


def _rank(kept: OfficeKeys) -> tuple[int, bytes]:
    return len(kept.changes), kept.sign_key
