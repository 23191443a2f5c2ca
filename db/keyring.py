"""The keys of sealed cases and sheets that the person at the PC may open, for each connection of the vault."""

from __future__ import annotations

from collections.abc import Mapping

from db.connection import Connection


class Keyring:
    """scope (a case or a sheet) -> its key; shared by all connections of one open vault, empty once it is closed."""

    def __init__(self) -> None:
        self._keys: dict[str, bytearray] = {}

    def put(self, scope: str, key: bytes) -> None:
        """Keep a key until the vault is closed."""
        self._keys[scope] = bytearray(key)

    def get(self, *scopes: str | None) -> bytes | None:
        """The key of the first of these scopes that has one here."""
        return next((bytes(self._keys[scope]) for scope in scopes if scope in self._keys), None)

    def drop(self, scope: str) -> None:
        """Forget one key: its case is not sealed any more, or was erased."""
        _overwrite(self._keys.pop(scope, bytearray()))

    def wipe(self) -> None:
        """Overwrite and forget every key."""
        for key in self._keys.values():
            _overwrite(key)
        self._keys.clear()

    @property
    def scopes(self) -> Mapping[str, bytearray]:
        """What can be opened now."""
        return self._keys


def give(conn: Connection, ring: Keyring) -> None:
    """Let the store open with this connection what the person at the PC may open."""
    conn.keyring = ring  # type: ignore[attr-defined]  # a field of our own class of connection


def of(conn: Connection) -> Keyring:
    """The keys of a connection; none for one that nobody gave any, such as that of a backup."""
    ring: Keyring | None = getattr(conn, "keyring", None)
    return ring if ring is not None else Keyring()


def _overwrite(key: bytearray) -> None:
    key[:] = bytes(len(key))
