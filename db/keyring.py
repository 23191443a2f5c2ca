"""The keys of sealed cases and sheets that the person at the PC may open, for each connection of the vault."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from db.connection import Connection


class Keyring:
    """scope (a case or a sheet) -> its keys; shared by all connections of one open vault, empty once it is closed.

    A seal that got a new key in this session keeps the one before, since another connection may still read an older
    state. Which of them counts is said by the database: a transaction that was not kept leaves one that never does.
    """

    def __init__(self) -> None:
        self._keys: dict[str, tuple[bytearray, ...]] = {}  # the latest last
        self._glass: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        self.asks = True  # whether what is written may be sealed; while nobody has looked, the database is asked

    def put(self, scope: str, key: bytes) -> None:
        """Keep a key until the vault is looked at again."""
        with self._lock:
            self.asks = True
            self._keys = {**self._keys, scope: _with(self._keys.get(scope, ()), key)}

    def put_behind_glass(self, scope: str, key: bytes) -> None:
        """Keep a key that was taken in an emergency, until the vault is closed."""
        self._glass |= {scope}
        self.put(scope, key)

    def keys(self, scope: str) -> tuple[bytes, ...]:
        """The keys of a scope, the latest first; none where it may not be opened here."""
        found = (bytes(key) for key in reversed(self._keys.get(scope, ())))
        return tuple(key for key in found if any(key))  # nothing must be sealed with one overwritten a moment ago

    def get(self, scope: str) -> bytes | None:
        """The latest key of a scope, if it may be opened here."""
        return next(iter(self.keys(scope)), None)

    def renew(self, found: Mapping[str, bytes], sealed: frozenset[str]) -> None:
        """Keep these keys and those taken in an emergency, of what is still sealed, and forget the others.

        What goes on in another thread finds each key either in the old place or in the new one.
        """
        with self._lock:
            before = self._keys
            stays = {scope: keys for scope, keys in before.items() if scope in self._glass and scope in sealed}
            self._keys = {**stays, **{scope: _with(before.get(scope, ()), key) for scope, key in found.items()}}
            self._glass = frozenset(stays)
            self.asks = bool(sealed)
            for scope in before.keys() - self._keys.keys():
                for key in before[scope]:
                    key[:] = bytes(len(key))

    def wipe(self) -> None:
        """Overwrite and forget every key."""
        self.renew({}, frozenset())

    @property
    def scopes(self) -> frozenset[str]:
        """What can be opened now."""
        return frozenset(self._keys)


def give(conn: Connection, ring: Keyring) -> None:
    """Let the store open with this connection what the person at the PC may open."""
    conn.keyring = ring  # type: ignore[attr-defined]  # a field of our own class of connection


def of(conn: Connection) -> Keyring:
    """The keys of a connection; none for one that nobody gave any, such as that of a backup."""
    ring: Keyring | None = getattr(conn, "keyring", None)
    return ring if ring is not None else Keyring()


def _with(keys: tuple[bytearray, ...], key: bytes) -> tuple[bytearray, ...]:
    return keys if any(bytes(one) == key for one in keys) else (*keys, bytearray(key))
