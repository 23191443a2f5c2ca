"""The encrypted folder of an office: made, opened in a fixed order, written in whole transactions, closed."""

from __future__ import annotations

import secrets as randomness
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from db import (
    access_log,
    anchor,
    backup,
    files,
    founding,
    installations,
    key_watch,
    keyring,
    keys,
    meta,
    migrate,
    rekey,
    seals,
    swap,
    upgrade,
    veil,
    workers,
)
from db.anchor import Anchor, Mark
from db.connection import Connection, check_file, open_raw, refusals, roll_back
from db.errors import VaultRefused
from db.founding import DATABASE, OfficeSelf
from db.hybrid import Clock, from_milliseconds, milliseconds
from db.lock import Lock
from db.opening import Opening, check_after_cut, check_end, judge, read_anchor
from db.opening import schema as schema_of
from db.turns import Patience, Turns
from db.workers import Worker

__all__ = [
    "OfficeSelf",
    "Opening",
    "Vault",
    "accept",
    "create",
    "exists",
    "finish",
    "open_",
    "peek",
    "unlock",
    "unlock_with_kit",
]

LOCK = "vault.lock"
_JOB_CACHE_KIB = 16_000
_LAST_WAIT_MS = 200


class Vault:
    """An open vault. One program has it at a time; a job reads and writes over a connection of its own."""

    def __init__(self, path: Path, conn: Connection, unlocked: keys.Unlocked, lock: Lock, sidecar: Anchor) -> None:
        self.path = path
        self.conn = conn
        self.database_key = unlocked.key
        self.secret = unlocked.secret  # of the person's own key pair
        self.keyring = keyring.Keyring()
        self.key_watch = key_watch.KeyWatch()
        self.hidden: frozenset[str] = frozenset()  # cases and sheets that do not exist for this person
        self.worker: Worker
        self.office: OfficeSelf
        self.anchor: Literal["ok", "behind"] = "ok"
        self.anchor_state: anchor.State = "ok"
        self.anchored_at: datetime | None = None
        self.anchor_written = True
        self.unclean = False
        self.paused = False
        self.rekey_ended: rekey.Ended = ""  # what became of a change of keys that was cut off before
        self._lock = lock
        self._sidecar = sidecar
        self._rest = threading.Lock()  # nobody closes the vault while its key is changed
        self.turns = Turns()
        self._guard = threading.Lock()  # the marks and times of a job and of the window do not mix
        row: tuple[bytes, int, int, int] = conn.execute("SELECT line, commit_no, at, clock FROM ledger").fetchone()
        self._line, self._commit_no, self._at, last = row
        self._clock = Clock(last)
        self.worked_until = from_milliseconds(self._at)  # by the clock of that time; later than now, and one is wrong

    @property
    def commit_no(self) -> int:
        """How many transactions this database has seen."""
        return self._commit_no

    @contextmanager
    def write(self, now: datetime, conn: Connection | None = None) -> Iterator[Connection]:
        """One transaction: all of it is kept, or none; what was acknowledged is on the disk. A job names its own."""
        if conn is None and self.paused:
            raise VaultRefused("vault-paused")
        conn = self.conn if conn is None else conn
        if conn.in_transaction:
            raise VaultRefused("write-within-write")
        with refusals():
            self.turns.begin(conn, window=conn is self.conn)
            try:
                yield conn
                known = self.key_watch.keep(conn)
                mark = self._count(conn, now)
                conn.execute("COMMIT")
            except BaseException:
                roll_back(conn)
                raise
        self.key_watch.kept(known)
        self._note(mark)

    def wait_with(self, patience: Patience | None) -> None:
        """What the window does while slow work writes, so that it stands still for nobody."""
        self.turns.wait_with(self.conn, patience)

    def hurry(self) -> None:
        """Wait for no other connection any longer than the end of a program allows."""
        self.turns.hurry()
        if self.database_key and not self.paused:
            self.conn.execute(f"PRAGMA busy_timeout = {_LAST_WAIT_MS:d}")

    def connect(self) -> Connection:
        """A further connection for a job in its own thread, with the same veil; its user closes it."""
        conn = self.connect_bare()
        self.dress(conn)
        return conn

    def connect_bare(self) -> Connection:
        """A connection that sees everything: for copying, erasing and counting the whole, never for showing."""
        conn = open_raw(self.path / DATABASE, self.database_key, "rw", cache_kib=_JOB_CACHE_KIB)
        keyring.give(conn, self.keyring)
        return conn

    def dress(self, conn: Connection) -> None:
        """Give a connection the keys and the veil of the person at the PC."""
        keyring.give(conn, self.keyring)
        veil.draw(conn, self.hidden)

    def look_again(self) -> None:
        """Work out anew what this person may see, after a case was sealed, opened in an emergency, or denied."""
        found = seals.keys_for(self.conn, self.worker.id, self.secret)
        self.keyring.renew(found, frozenset(seal.scope for seal in seals.all_(self.conn)))
        self.hidden = veil.hidden_from(self.conn, self.worker.id, self.keyring.scopes)
        self.dress(self.conn)

    def tick(self, now: datetime) -> int:
        """The next hybrid time."""
        with self._guard:
            return self._clock.tick(now)

    def witness(self, remote: int, now: datetime) -> bool:
        """Follow a hybrid time that came from elsewhere; False if it is more than a day ahead."""
        with self._guard:
            return self._clock.witness(remote, now)

    def key(self, purpose: str) -> bytes:
        """A key for one purpose, out of the database key."""
        return keys.derive(self.database_key, purpose)

    def key_file_written(self, before: str, after: str) -> None:
        """Another key file stands there now; the next transaction remembers it."""
        self.key_watch.written(before, after)

    def pause(self) -> None:
        """Let go of the database for a change of its key, in the thread of its connection; nobody else gets in."""
        with refusals():
            if self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise VaultRefused("vault-busy")
        self.conn.close()
        self.paused = True

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """The length of a change of keys, in any thread: the vault is paused and cannot be closed."""
        with self._rest:
            if not self.paused or not self.database_key:
                raise VaultRefused("vault-closed")
            yield

    def adopt(self, key: bytearray) -> None:
        """Go on with another database key."""
        if key == self.database_key:
            return
        self.database_key[:] = key
        self._sidecar.close()
        self._sidecar = Anchor(self.path / anchor.FILE, self.key("anchor-mac"))

    def resume(self) -> None:
        """Open again, in the thread that will use the connection, with whichever key the database has now."""
        if not self.paused:
            return
        with self._rest, ExitStack() as undo:
            unlocked = keys.reopen(self.path, self.worker.id, self.secret)
            undo.callback(unlocked.wipe)
            self.adopt(unlocked.key)
            self.conn = open_raw(self.path / DATABASE, self.database_key, "rw")
            self.paused = False
            self.turns.settle(self.conn)
            self.settle(unlocked)
        self.look_again()

    def settle(self, unlocked: keys.Unlocked) -> None:
        """End a change of keys that was cut off; a full disk leaves that for another time, and hinders no reading."""
        try:
            self.rekey_ended = rekey.settle(self, self.conn, unlocked.slots, unlocked.generation)
        except VaultRefused as refusal:
            if refusal.code != "disk-full":
                raise

    def close(self, now: datetime) -> None:
        """Put everything into one file, say so in the anchor, forget the key, let others in; once is enough."""
        with self._rest:
            if self.database_key:
                self._close(now)

    def _close(self, now: datetime) -> None:
        try:
            if self.paused:
                return
            self._remember_keys(now)
            with refusals():
                busy = self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                mark = replace(self._mark(self.conn, open_=bool(busy)), at=milliseconds(now))
            self.conn.close()
            if not mark.open:
                mark = replace(mark, digest=anchor.digest_of(self.path / DATABASE))
            if self.anchor == "ok":
                with files.refusals():
                    self._sidecar.renew(mark)
        finally:
            self._let_go()

    def _remember_keys(self, now: datetime) -> None:
        """What no transaction took along; without it the next opening tells of a change that was our own."""
        if self.key_watch.is_behind:
            with suppress(VaultRefused), self.write(now):
                pass

    def _let_go(self) -> None:
        self.conn.close()
        self._sidecar.close()
        keys.wipe(self.database_key)
        keys.wipe(self.secret)
        self.keyring.wipe()
        self._lock.release()

    def _count(self, conn: Connection, now: datetime) -> Mark:
        row = conn.execute(
            "UPDATE ledger SET commit_no = commit_no + 1, at = ?, clock = max(clock, ?) RETURNING commit_no",
            (milliseconds(now), self._clock.last),
        ).fetchone()
        return Mark(self._line, row[0], *access_log.head(conn), milliseconds(now))

    def _mark(self, conn: Connection, *, open_: bool) -> Mark:
        pages = 0 if open_ else int(conn.execute("PRAGMA page_count").fetchone()[0])
        return Mark(self._line, self._commit_no, *access_log.head(conn), self._at, pages, open_)

    def _note(self, mark: Mark) -> None:
        """The commit stands even if the sidecar cannot be written; a lower anchor only proves less."""
        with self._guard:
            if mark.commit_no < self._commit_no:
                return  # another connection has gone on meanwhile
            self._commit_no, self._at = mark.commit_no, mark.at
            if self.anchor == "behind":
                return
            try:
                self._sidecar.write(mark)
            except OSError:
                self.anchor_written = False

    def _begin(self, state: anchor.State, at: int | None) -> None:
        self.anchor_state = state
        self.anchor = "ok" if state == "ok" else "behind"
        self.anchored_at = None if at is None else from_milliseconds(at)
        if self.anchor != "ok":
            self._line = randomness.token_bytes(16)
            with refusals():
                self.conn.execute("UPDATE ledger SET line = ?", (self._line,))

    def renew_anchor(self, conn: Connection) -> None:
        """Say in both places of the anchor how far this database is, unless it is behind what stands there."""
        if self.anchor == "ok":
            with files.refusals():
                self._sidecar.renew(self._mark(conn, open_=True))


def exists(path: Path) -> bool:
    """Is there a vault in this folder?"""
    return (path / DATABASE).exists() or swap.is_waiting(path)


def peek(path: Path, *, worker: str, passphrase: str) -> int:
    """The schema number, without changing a byte; it lies under the key, so it takes a passphrase."""
    check_file(path / DATABASE)
    unlocked = keys.unlock(path, worker, passphrase)
    try:
        return schema_of(path, unlocked.key)
    finally:
        unlocked.wipe()


def open_(path: Path, *, worker: str, passphrase: str, now: datetime) -> Vault:
    """Open a vault, or refuse with the code of the first thing that is not as it must be."""
    return finish(unlock(path, worker=worker, passphrase=passphrase), now)


def unlock(path: Path, *, worker: str, passphrase: str) -> Opening:
    """The slow half of opening, for any thread: take the vault's lock, work out its key, look at a cut-off end."""
    return _unlock(path, lambda: keys.unlock(path, worker, passphrase))


def unlock_with_kit(path: Path, secret: bytes) -> Opening:
    """The same by the secret of the paper kit; the vault then has no person at the PC, but `keys.KIT`."""
    return _unlock(path, lambda: keys.unlock_with_kit(path, secret))


def _unlock(path: Path, try_: Callable[[], keys.Unlocked]) -> Opening:
    if not swap.is_waiting(path):
        check_file(path / DATABASE)
    with ExitStack() as undo:
        lock = Lock(path / LOCK)
        undo.callback(lock.release)
        swap.finish(path)
        files.clear_parts(path, "vault.")
        check_file(path / DATABASE)
        unlocked = try_()
        undo.callback(unlocked.wipe)
        checked = check_after_cut(path, unlocked)
        untouched = checked or anchor.is_untouched(read_anchor(path, unlocked).mark, path / DATABASE)
        opening = Opening(path, unlocked, lock, checked=checked, untouched=untouched)
        undo.pop_all()
    return opening


def finish(opening: Opening, now: datetime) -> Vault:
    """The other half, in the thread that will use the connection; a refusal drops the opening."""
    return _open_unlocked(opening.path, *opening.take(), now, checked=opening.checked, untouched=opening.untouched)


def create(
    path: Path,
    *,
    office: str,
    kind: Literal["office", "region"],
    country: str,
    worker: str,
    passphrase: str,
    now: datetime,
    age_identity: str,
    practice: bool = False,
    cost: keys.KdfCost | None = None,
    fill: founding.Fill | None = None,
) -> Vault:
    """Make the vault of an office or a region with its first person, who is a lead, and open it."""
    with files.refusals():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = Lock(path / LOCK)
    try:
        swap.finish(path)
        self_ = OfficeSelf(office, kind, country, randomness.token_hex(16), practice)
        first = Worker(randomness.token_hex(16), " ".join(worker.split()), "lead", now)
        unlocked = founding.found(path, self_, first, passphrase, age_identity, cost or keys.calibrate(), fill)
    except BaseException:
        lock.release()
        raise
    return _open_unlocked(path, unlocked, lock, now)


def accept(vault: Vault, now: datetime) -> None:
    """Go on with a database that is older than its anchor; logged, and from now on this one counts.

    Its numbers may have been used by what is gone: as an installation of its own it uses none of them again.
    """
    node = randomness.token_hex(16)
    with vault.write(now) as conn:
        installations.move_in(conn, node, now)
        access_log.note(conn, now, vault.worker.id, "older-database-accepted")
    vault.office = replace(vault.office, node=node)
    vault.anchor = "ok"
    vault.renew_anchor(vault.conn)


def _open_unlocked(
    path: Path, unlocked: keys.Unlocked, lock: Lock, now: datetime, *, checked: bool = False, untouched: bool = True
) -> Vault:
    with ExitStack() as undo:
        undo.callback(lock.release)
        undo.callback(unlocked.wipe)
        schema = schema_of(path, unlocked.key)
        if not 1 <= schema <= migrate.latest():
            raise VaultRefused("vault-newer" if schema else "vault-damaged", schema=schema)
        reading = read_anchor(path, unlocked)
        conn = undo.enter_context(closing(open_raw(path / DATABASE, unlocked.key, "rw")))
        sidecar = undo.enter_context(closing(Anchor(path / anchor.FILE, keys.derive(unlocked.key, "anchor-mac"))))
        with refusals():
            vault = Vault(path, conn, unlocked, lock, sidecar)
        state = judge(path, conn, reading, untouched=untouched)
        if state == "ok":
            vault.renew_anchor(conn)  # open, before the first byte is written
        vault.unclean = check_end(path, conn, reading, state, now, checked=checked)
        if schema < migrate.latest():
            backup.make(vault, now)
            upgrade.up(conn, vault.database_key)
        _who(vault, unlocked)
        vault._begin(state, reading.mark.at if reading.mark else None)
        vault.key_watch.look(vault, conn, unlocked.slots, unlocked.generation, now)
        vault.settle(unlocked)
        rekey.agree(vault, conn, unlocked.slots, now)
        undo.pop_all()
    if unlocked.other is not None:
        keys.wipe(unlocked.other)
    return vault


def _at_the_pc(vault: Vault, unlocked: keys.Unlocked) -> Worker | None:
    if not unlocked.worker:
        return Worker(keys.KIT, "", unlocked.role, vault.worked_until)
    return workers.get(vault.conn, unlocked.worker)


def _who(vault: Vault, unlocked: keys.Unlocked) -> None:
    found = _at_the_pc(vault, unlocked)
    if found is None or found.left_at is not None:
        raise VaultRefused("no-such-worker")  # let in by a transaction that was never committed
    vault.worker = Worker(found.id, found.name, unlocked.role, found.added_at)
    vault.look_again()
    value = {name: meta.get(vault.conn, name) or "" for name in ("office", "kind", "country", "node", "practice")}
    vault.office = OfficeSelf(
        value["office"], value["kind"], value["country"], value["node"], value["practice"] == "yes"
    )
