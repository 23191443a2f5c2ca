"""A backup becomes the vault again: put together aside, checked, made an installation of its own, and swapped in."""

from __future__ import annotations

import secrets as randomness
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from db import (
    access_log,
    anchor,
    archive,
    backup,
    bundles,
    cases,
    erased_file,
    erasure,
    erasure_requests,
    files,
    installations,
    key_watch,
    keys,
    migrate,
    offices,
    packs,
    pcs,
    records,
    rekey,
    rotation,
    seals,
    secrets,
    slots,
    swap,
    tombs,
    trust_lists,
    upgrade,
)
from db.anchor import Anchor, Mark
from db.archive import DATABASE
from db.connection import Connection, check_whole, open_raw, refusals
from db.errors import VaultRefused
from db.hybrid import from_milliseconds, milliseconds
from db.installations import Stay
from db.lock import Lock
from db.tombs import Entry

LOCK = "vault.lock"
_ROOM = 1.2
_DAMAGE = {"vault-damaged", "vault-truncated", "vault-empty", "vault-plaintext", "key-file-damaged", "key-file-missing"}

Report = Callable[[int, int], None]
Unlock = Callable[[Path], keys.Unlocked]


@dataclass(frozen=True, slots=True)
class Missing:
    """Work that was saved here after the backup was made, as far as the anchor of the present vault tells."""

    commits: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there now; `ends_at` is the last work in the backup."""

    kept_aside: Path | None
    cases: int
    records: int
    commit_no: int
    ends_at: datetime
    missing: Missing | None
    erased_again: int
    list_doubtful: bool  # a list of what was erased lies here that nobody can prove
    keys_older: bool  # whoever was removed since can open it again, until the key is changed once more
    sealed_since: int = 0  # cases and sheets that lie in clear in it, although they were sealed after the backup


def restore(file: Path, folder: Path, unlock: Unlock, now: datetime, report: Report | None = None) -> Restored:
    """Until the last step everything stays as it is; what was there is kept aside, and nothing is deleted.

    `unlock` gives the keys of the backup, out of the folder with its key file.
    """
    with files.refusals():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as held:
        held.callback(Lock(folder / LOCK).release)
        swap.finish(folder)
        part = folder / swap.PART
        try:
            with _as_damage():
                restored = _put_together(file, folder, part, unlock, now, report)
            with files.refusals():
                for made in part.iterdir():
                    made.chmod(0o600)
                    files.fsync(made)
                swap.decide(folder, now)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return restored(swap.finish(folder))


def _put_together(
    file: Path, folder: Path, part: Path, unlock: Unlock, now: datetime, report: Report | None
) -> Callable[[Path | None], Restored]:
    """Everything that the restored vault consists of, in a folder of its own."""
    size = _check_room(file, folder)
    shutil.rmtree(part, ignore_errors=True)
    with files.refusals():
        part.mkdir(mode=0o700)
    archive.take_out(file, keys.FILE, part / keys.FILE)
    keys_older = _check_whose(part, folder)
    two_keys = len(slots.read(part / keys.FILE).rings) > 1
    if two_keys:  # which of them is right, the database tells
        archive.take_out(file, DATABASE, part / DATABASE, report)
    unlocked = unlock(part)
    present = _present(folder, unlock) if keys_older else None
    try:
        if not two_keys:
            archive.take_out(file, DATABASE, part / DATABASE, report)
        made = _Made(part, folder, unlocked, now, keys_older=keys_older, present=(present or unlocked).key)
        made.renew(_lists(file, folder, part))
    finally:
        unlocked.wipe()
        if present is not None:
            present.wipe()
    if report is not None:
        report(size, size)
    return made.tell


class _Made:
    """The database of the backup on its way to being the one that counts."""

    def __init__(
        self, part: Path, folder: Path, unlocked: keys.Unlocked, now: datetime, *, keys_older: bool, present: bytearray
    ) -> None:
        self._part, self._folder, self._unlocked, self._now = part, folder, unlocked, now
        self._keys_older, self._present = keys_older, present
        self.sealed_since = 0
        self._stays: tuple[Stay, ...] = ()  # the installations that the present database knows to have been

    def renew(self, lists: Mapping[Path, bool]) -> None:
        """Check, bring to the present shape, erase again, and begin a line and an installation of its own."""
        database, key = self._part / DATABASE, self._unlocked.key
        with refusals(), closing(open_raw(database, key, "rw")) as conn:
            check_whole(conn)
            if not 1 <= migrate.current(conn) <= migrate.latest():
                raise VaultRefused("vault-newer", schema=migrate.current(conn))
            self.commit_no, at = conn.execute("SELECT commit_no, at FROM ledger").fetchone()
            self.ends_at = from_milliseconds(at)
            self.missing = self._find_missing()
            upgrade.up(conn, key)
            self.list_doubtful, gone = _read_lists(lists, erased_file.key_of(conn))
            conn.execute("BEGIN IMMEDIATE")
            self.erased_again = erasure.reapply(conn, sorted(gone | self._carry_over(conn)))
            self._begin_anew(conn)
            conn.execute("COMMIT")
            erasure.purge(conn)
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.cases, self.records = cases.count(conn), records.count(conn)
            mark = self._write_list(conn)
        self._write_anchor(mark)

    def tell(self, aside: Path | None) -> Restored:
        return Restored(
            kept_aside=aside,
            cases=self.cases,
            records=self.records,
            commit_no=self.commit_no,
            ends_at=self.ends_at,
            missing=self.missing,
            erased_again=self.erased_again,
            list_doubtful=self.list_doubtful,
            keys_older=self._keys_older,
            sealed_since=self.sealed_since,
        )

    def _begin_anew(self, conn: Connection) -> None:
        installations.move_in(conn, randomness.token_hex(16), self._now, self._stays)
        backup.forget(conn)
        key_watch.remember(conn, key_watch.mark(self._unlocked.slots, self._unlocked.generation))
        if self._keys_older:
            rekey.note_older(conn)
        worker = self._unlocked.worker or keys.KIT
        access_log.note(conn, self._now, worker, "restored", None, self.commit_no)
        conn.execute(
            "UPDATE ledger SET commit_no = commit_no + 1, at = ?, line = ?",
            (milliseconds(self._now), randomness.token_bytes(16)),
        )

    def _write_list(self, conn: Connection) -> Mark:
        """The list of what was erased; and what the anchor is to say of this database."""
        if tombs.count(conn):
            erased_file.write_file(self._part / erased_file.FILE, tombs.every(conn), erased_file.key_of(conn))
        else:
            with files.refusals():
                (self._part / erased_file.FILE).unlink(missing_ok=True)
        commit_no, at, line = conn.execute("SELECT commit_no, at, line FROM ledger").fetchone()
        pages = int(conn.execute("PRAGMA page_count").fetchone()[0])
        return Mark(line, commit_no, *access_log.head(conn), at, pages, open=False)

    def _write_anchor(self, mark: Mark) -> None:
        mark = replace(mark, digest=anchor.digest_of(self._part / DATABASE))
        sidecar = Anchor(self._part / anchor.FILE, keys.derive(self._unlocked.key, "anchor-mac"))
        with closing(sidecar), files.refusals():
            sidecar.renew(mark)

    def _find_missing(self) -> Missing | None:
        mark = anchor.read(self._folder / anchor.FILE, keys.derive(self._present, "anchor-mac")).mark
        if mark is None or mark.commit_no <= self.commit_no:
            return None
        return Missing(mark.commit_no - self.commit_no, from_milliseconds(mark.at))

    def _carry_over(self, conn: Connection) -> set[Entry]:
        """What nobody may forget, where the present database can be read: what was sent under which number, whom to
        believe and by which keys the office is known, its computers, who must not see a case; what was asked to be
        erased, or held back; and what was erased since."""
        present = self._folder / DATABASE
        with suppress(VaultRefused), closing(open_raw(present, self._present, "ro")) as old, refusals():
            if migrate.current(old) == migrate.latest():
                bundles.carry_over(old, conn)
                secrets.carry_over(old, conn)
                offices.carry_over(old, conn)
                pcs.carry_over(old, conn)
                self._stays = installations.here(old)
                trust_lists.carry_over(old, conn)
                packs.carry_over(old, conn)
                conn.executemany(
                    "INSERT OR IGNORE INTO denied VALUES (?, ?, ?, ?)", old.execute("SELECT * FROM denied")
                )
                erasure_requests.carry_over(old, conn)
                self.sealed_since = seals.carry_over(old, conn)
                return set(tombs.every(old))
        return set()


@contextmanager
def _as_damage() -> Iterator[None]:
    """Damage to what lies in the backup is said of the backup, and not of the present vault."""
    try:
        yield
    except VaultRefused as refusal:
        if refusal.code in _DAMAGE:
            raise VaultRefused("backup-damaged") from refusal
        raise


def _check_room(file: Path, folder: Path) -> int:
    """Room for the database once more; it may grow a little when it is brought to the present shape."""
    with archive.parts(file) as held:
        size = held[DATABASE].size
    with files.refusals():
        if shutil.disk_usage(folder).free < _ROOM * size:
            raise VaultRefused("disk-full")
    return size


def _check_whose(part: Path, folder: Path) -> bool:
    """Whether the keys were changed since. A backup of another office takes no place here by a slip of the hand."""
    ours = slots.read(part / keys.FILE)
    try:
        present = slots.read(folder / keys.FILE)
    except VaultRefused:
        return False  # none, or none that can be read
    if ours.vault != present.vault:
        raise VaultRefused("backup-of-another")
    # By time too: after an older one was put back, generations are counted from there once more.
    return (present.ring.generation, present.ring.since) > (ours.ring.generation, ours.ring.since)


def _present(folder: Path, unlock: Unlock) -> keys.Unlocked | None:
    """The keys of the present vault, where they were changed since and whoever restores has them too."""
    try:
        return unlock(folder)
    except VaultRefused:
        return None


def _lists(file: Path, folder: Path, part: Path) -> dict[Path, bool]:
    """Every list of what was erased that lies near, and whether it must be ours: later backups know more."""
    found = {folder / erased_file.FILE: True}
    ours = {one.path for one in rotation.every(folder / backup.FOLDER)} | {file}
    near = ours | {one.path for one in rotation.every(file.parent)}
    for number, one in enumerate(sorted(near)):
        taken = part / f"{number}.erased"
        with suppress(VaultRefused):  # a damaged backup has no say
            if archive.take_out(one, erased_file.FILE, taken):
                found[taken] = one in ours
    return found


def _read_lists(lists: Mapping[Path, bool], key: bytes) -> tuple[bool, set[Entry]]:
    """Whether one of ours proves nothing, and what they say together; those of other offices prove nothing here."""
    doubtful, gone = False, set[Entry]()
    for path, ours in lists.items():
        try:
            gone.update(erased_file.read_file(path, key))
        except VaultRefused:
            doubtful = doubtful or ours
        if path.name != erased_file.FILE:
            path.unlink(missing_ok=True)
    return doubtful, gone
