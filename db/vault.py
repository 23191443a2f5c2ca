"""The encrypted folder of an office: made, opened in a fixed order, written in whole transactions, closed."""

from __future__ import annotations

import secrets as randomness
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from db import (
    access_log,
    anchor,
    backup,
    files,
    founding,
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
from db.connection import PAGE, Connection, check_file, check_whole, open_raw, refusals, roll_back
from db.errors import VaultRefused
from db.founding import DATABASE, OfficeSelf
from db.hybrid import Clock, from_milliseconds, milliseconds, moment, stamp
from db.lock import Lock
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
_CHECK_EVERY = timedelta(days=7)
_JOB_CACHE_KIB = 16_000


class Vault:
    """An open vault. One program has it at a time; a job reads and writes over a connection of its own."""

    def __init__(self, path: Path, conn: Connection, unlocked: keys.Unlocked, lock: Lock, sidecar: Anchor) -> None:
        self.path = path
        self.conn = conn
        self.database_key = unlocked.key
        self.secret = unlocked.secret  # of the person's own key pair
        self.keyring = keyring.Keyring()
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
            conn.execute("BEGIN IMMEDIATE")
            try:
                yield conn
                mark = self._count(conn, now)
                conn.execute("COMMIT")
            except BaseException:
                roll_back(conn)
                raise
        self._note(mark)

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


class Opening:
    """A vault between passphrase and first read: its lock is held and its key known until it is finished."""

    def __init__(self, path: Path, unlocked: keys.Unlocked, lock: Lock, *, checked: bool, untouched: bool) -> None:
        self.path = path
        self.checked = checked  # every page was read already
        self.untouched = untouched  # since it was closed
        self._unlocked = unlocked
        self._lock = lock
        # Whoever forgets it shuts no one out, and leaves no key behind.
        self._undo = weakref.finalize(self, _forget, unlocked, lock)

    def drop(self) -> None:
        """Let others in and forget the key; once is enough, and after `finish` there is nothing left to drop."""
        self._undo()

    def take(self) -> tuple[keys.Unlocked, Lock]:
        """What it holds, for the one who goes on; a second time there is nothing."""
        if self._undo.detach() is None:
            raise VaultRefused("vault-closed")
        return self._unlocked, self._lock


def _forget(unlocked: keys.Unlocked, lock: Lock) -> None:
    unlocked.wipe()
    lock.release()


def exists(path: Path) -> bool:
    """Is there a vault in this folder?"""
    return (path / DATABASE).exists() or swap.is_waiting(path)


def peek(path: Path, *, worker: str, passphrase: str) -> int:
    """The schema number, without changing a byte; it lies under the key, so it takes a passphrase."""
    check_file(path / DATABASE)
    unlocked = keys.unlock(path, worker, passphrase)
    try:
        return _schema(path, unlocked.key)
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
        checked = _check_after_cut(path, unlocked)
        untouched = checked or anchor.is_untouched(_anchor(path, unlocked).mark, path / DATABASE)
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
) -> Vault:
    """Make the vault of an office or a region with its first person, who is a lead, and open it."""
    with files.refusals():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = Lock(path / LOCK)
    try:
        swap.finish(path)
        self_ = OfficeSelf(office, kind, country, randomness.token_hex(16), practice)
        first = Worker(randomness.token_hex(16), " ".join(worker.split()), "lead", now)
        unlocked = founding.found(path, self_, first, passphrase, age_identity, cost or keys.calibrate())
    except BaseException:
        lock.release()
        raise
    return _open_unlocked(path, unlocked, lock, now)


def accept(vault: Vault, now: datetime) -> None:
    """Go on with a database that is older than its anchor; logged, and from now on this one counts."""
    with vault.write(now) as conn:
        access_log.note(conn, now, vault.worker.id, "older-database-accepted")
    vault.anchor = "ok"
    vault.renew_anchor(vault.conn)


def _schema(path: Path, key: bytearray) -> int:
    """Read over `mode=ro`: opening for writing would change a newer vault and remove its WAL."""
    with closing(open_raw(path / DATABASE, key, "ro")) as conn:
        return migrate.current(conn)


def _anchor(path: Path, unlocked: keys.Unlocked) -> anchor.Reading:
    """The anchor by the key of the database, or by the other one where a change of keys was cut off before it."""
    reading = anchor.read(path / anchor.FILE, keys.derive(unlocked.key, "anchor-mac"))
    if reading.mark is None and unlocked.other is not None:
        return anchor.read(path / anchor.FILE, keys.derive(unlocked.other, "anchor-mac"))
    return reading


def _check_after_cut(path: Path, unlocked: keys.Unlocked) -> bool:
    """Read every page, changing none, where the last end was not in order; a newer vault is not ours to judge."""
    mark = _anchor(path, unlocked).mark
    within_page = (path / DATABASE).stat().st_size % PAGE  # a cut checkpoint is done again before anything is judged
    with closing(open_raw(path / DATABASE, unlocked.key, "ro")) as conn:
        if within_page or (mark is not None and not mark.open) or migrate.current(conn) > migrate.latest():
            return False
        try:
            check_whole(conn)
            return True
        except VaultRefused:
            if not _has_wal(path) or not _sound_through_wal(conn):
                raise
    # Through the WAL every page is sound: a page was torn while it was copied from there, and is copied once more.
    with closing(open_raw(path / DATABASE, unlocked.key, "rw")) as conn, refusals():
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        check_whole(conn)
    return True


def _has_wal(path: Path) -> bool:
    wal = path / (DATABASE + "-wal")
    return wal.exists() and wal.stat().st_size > 0


def _sound_through_wal(conn: Connection) -> bool:
    with refusals():
        return conn.execute("PRAGMA quick_check").fetchall() == [("ok",)]


def _open_unlocked(
    path: Path, unlocked: keys.Unlocked, lock: Lock, now: datetime, *, checked: bool = False, untouched: bool = True
) -> Vault:
    with ExitStack() as undo:
        undo.callback(lock.release)
        undo.callback(unlocked.wipe)
        schema = _schema(path, unlocked.key)
        if not 1 <= schema <= migrate.latest():
            raise VaultRefused("vault-newer" if schema else "vault-damaged", schema=schema)
        reading = _anchor(path, unlocked)
        conn = undo.enter_context(closing(open_raw(path / DATABASE, unlocked.key, "rw")))
        sidecar = undo.enter_context(closing(Anchor(path / anchor.FILE, keys.derive(unlocked.key, "anchor-mac"))))
        with refusals():
            vault = Vault(path, conn, unlocked, lock, sidecar)
        state = _judge(vault, reading, untouched=untouched)
        if state == "ok":
            vault.renew_anchor(conn)  # open, before the first byte is written
        _check(vault, reading, state, now, checked=checked)
        if schema < migrate.latest():
            backup.make(vault, now)
            upgrade.up(conn, vault.database_key)
        _who(vault, unlocked)
        vault._begin(state, reading.mark.at if reading.mark else None)
        vault.settle(unlocked)
        _agree(vault, unlocked, now)
        undo.pop_all()
    if unlocked.other is not None:
        keys.wipe(unlocked.other)
    return vault


def _judge(vault: Vault, reading: anchor.Reading, *, untouched: bool) -> anchor.State:
    """Is this the database that the anchor was made of, with everything that was saved in it?"""
    conn, mark = vault.conn, reading.mark
    with refusals():
        entry = conn.execute("SELECT chain FROM access_log WHERE num = ?", (mark.entries if mark else 0,)).fetchone()
    state = anchor.judge(reading, vault._line, vault.commit_no, entry[0] if entry else access_log.START)
    if state == "missing" and vault.commit_no == 1:
        return "ok"  # made a moment ago
    if mark and mark.commit_no == vault.commit_no and (vault.path / DATABASE).stat().st_size < mark.pages * PAGE:
        raise VaultRefused("vault-truncated")
    return "changed" if state == "ok" and not untouched else state


def _check(vault: Vault, reading: anchor.Reading, state: anchor.State, now: datetime, *, checked: bool) -> None:
    """Read the whole file where its end was not in order, and once a week."""
    conn, mark = vault.conn, reading.mark
    with refusals():
        size = (vault.path / DATABASE).stat().st_size
        vault.unclean = state != "ok" or (mark is not None and mark.open) or size % PAGE != 0
        if size % PAGE:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        due = vault.unclean or now - moment(meta.get(conn, "checked_at") or stamp(now)) >= _CHECK_EVERY
        if due and not checked:
            check_whole(conn)
        if due or checked:
            _remember_check(conn, now)


def _at_the_pc(vault: Vault, unlocked: keys.Unlocked) -> Worker | None:
    if not unlocked.worker:
        return Worker(keys.KIT, "", unlocked.role, vault.worked_until)
    return workers.get(vault.conn, unlocked.worker)


def _remember_check(conn: Connection, now: datetime) -> None:
    """A full disk keeps nobody from reading: the file is then only checked once more."""
    try:
        with refusals():
            meta.put(conn, "checked_at", stamp(now))
    except VaultRefused as refusal:
        if refusal.code != "disk-full":
            raise


def _agree(vault: Vault, unlocked: keys.Unlocked, now: datetime) -> None:
    """A change of a role that was cut off between key file and database: the key file, which is proven, decides."""
    roles = {one.id: one.role for one in workers.all_(vault.conn)}
    wrong = [one for one in unlocked.slots.users if roles.get(one.id, one.role) != one.role]
    if not wrong:
        return
    try:
        with vault.write(now) as conn:
            for one in wrong:
                workers.set_role(conn, one.id, one.role)
    except VaultRefused as refusal:
        if refusal.code != "disk-full":
            raise


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
