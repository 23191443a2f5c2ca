"""The keys of sealed cases and sheets that the person at the PC may open, for each connection of the vault."""

from __future__ import annotations

from collections.abc import Mapping

from db.connection import Connection


class Keyring:
    """scope (a case or a sheet) -> its key; shared by all connections of one open vault, empty once it is closed."""

    def __init__(self) -> None:
        self._keys: dict[str, bytearray] = {}
        self._glass: frozenset[str] = frozenset()
        self.asks = True  # whether what is written may be sealed; while nobody has looked, the database is asked

    def put(self, scope: str, key: bytes) -> None:
        """Keep a key until the vault is looked at again."""
        self.asks = True
        self._keys = {**self._keys, scope: bytearray(key)}

    def put_behind_glass(self, scope: str, key: bytes) -> None:
        """Keep a key that was taken in an emergency, until the vault is closed."""
        self._glass |= {scope}
        self.put(scope, key)

    def get(self, scope: str) -> bytes | None:
        """The key of a scope, if it may be opened here."""
        key = bytes(self._keys.get(scope, b""))
        return key if any(key) else None  # overwritten a moment ago: nothing must ever be sealed with zeros

    def renew(self, found: Mapping[str, bytes], sealed: frozenset[str]) -> None:
        """Keep these keys and those taken in an emergency, of what is still sealed, and forget the others.

        What goes on in another thread finds each key either in the old place or in the new one.
        """
        before = self._keys
        stays = {scope: key for scope, key in before.items() if scope in self._glass and scope in sealed}
        same = {scope: before[scope] for scope, key in found.items() if bytes(before.get(scope, b"")) == key}
        self._keys = {**stays, **{scope: same.get(scope) or bytearray(key) for scope, key in found.items()}}
        self._glass = frozenset(stays)
        self.asks = bool(sealed)
        for scope, key in before.items():
            if self._keys.get(scope) is not key:
                _overwrite(key)

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


def _overwrite(key: bytearray) -> None:
    key[:] = bytes(len(key))
