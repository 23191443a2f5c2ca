"""What must be true after every trial, whatever went wrong; each thing that is not is one line."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from db import backup, records, restore
from db.errors import VaultRefused
from db.keys import unlock
from desktop.refusals import SENTENCES, Refused
from desktop.services import fates, sync, vaults
from desktop.services.session import Session
from tests.faults import marks, trial
from tests.faults.faults import Fault
from tests.faults.ground import NOW, Ground, Scene
from tests.faults.operation import Operation
from tests.faults.trial import Ran
from tests.offices import PASSPHRASE, WORKER

# Which answers fit a trouble; a person who reads another sentence would look for the wrong thing.
_SILENT = frozenset({
    "file-unwritable", "file-unreadable", "no-such-file", "no-vault", "key-file-missing", "vault-damaged",
    "vault-truncated", "backup-damaged", "restore-unfinished",
})  # fmt: skip
_HELD = frozenset({
    "vault-open-elsewhere", "vault-busy", "read-only", "file-unreadable", "file-unwritable", "restore-unfinished",
})  # fmt: skip
_SPOILT = ("vault-", "key-file-", "bundle-", "backup-", "not-a-bundle", "not-a-backup", "bad-signature", "not-for-us")
FITTING: Mapping[str, Callable[[str], bool]] = {
    "full": {"disk-full", "restore-unfinished"}.__contains__,
    "closed": {"read-only"}.__contains__,
    "pulled": _SILENT.__contains__,
    "held": _HELD.__contains__,
    "clock": SENTENCES.__contains__,
    "passphrase": {"wrong-passphrase"}.__contains__,
    "damaged": lambda code: code.startswith(_SPOILT),
}
LEFT_BEHIND = (".part", ".new", ".check", "-journal", ".tmp", ".kept")


def of(operation: Operation, fault: Fault, scene: Scene, ran: Ran, ground: Ground) -> Iterator[str]:
    """The scene as the trial left it; everything of the trouble is over."""
    yield from _answer(fault, ran)
    yield from (f"the word lay in a {line}" for line in ran.deleted)
    yield from _in_clear(scene, ground)
    calm = replace(scene, now=max(NOW, scene.now), passphrase=PASSPHRASE).later(days=16)  # later than all that was done
    if fault.damages is None:
        yield from _sound(operation, calm, ran, ground)
        yield from _again(operation, calm, ground)
    else:
        yield from _damaged(operation, fault, calm, ran, ground)
    yield from _in_clear(scene, ground)


def _answer(fault: Fault, ran: Ran) -> Iterator[str]:
    """A refusal has a code, the code has a sentence, and the sentence is about what happened."""
    if ran.unexpected is not None:
        yield f"nobody expected {ran.unexpected}"
    elif fault.moment:
        if not ran.killed and sum(call.changes for call in ran.calls) >= fault.moment:
            yield f"not killed but {ran.ended}"
    elif ran.refused is not None:
        if ran.refused not in SENTENCES:
            yield f"{ran.refused} has no sentence"
        if not FITTING[fault.column](ran.refused):
            yield f"{ran.refused} is no answer to this"
    elif ran.status != 0:
        yield f"it ended with {ran.ended}"
    elif fault.must_refuse:
        yield "nothing was refused"


def _in_clear(scene: Scene, ground: Ground) -> Iterator[str]:
    yield from (f"the word is in {line}" for line in marks.in_files([scene.root], ground.known))


def _sound(operation: Operation, scene: Scene, ran: Ran, ground: Ground) -> Iterator[str]:
    """The vault opens, is whole, and holds what was there before and what was said to be done."""
    vault = operation.vault(scene)
    if operation.home == "new" and not vaults.exists(vault):
        if ran.told:
            yield "a vault that was made is not there"
        return
    try:
        session = scene.open(vault, passphrase=PASSPHRASE)
    except (Refused, VaultRefused) as refusal:
        yield f"the vault is refused: {refusal.code}"
        return
    try:
        yield from _whole(operation, session, scene, ran, ground)
    finally:
        vaults.close_session(session, make_backup=False)
    yield from operation.after(scene, ran.told)
    yield from _stick(scene)


def _whole(operation: Operation, session: Session, scene: Scene, ran: Ran, ground: Ground) -> Iterator[str]:
    if session.vault.anchor != "ok":
        yield "the vault is behind its anchor"
    yield from vaults.check(session).faults
    if operation.home == "office":
        yield from _before(session, ground)
    yield from operation.missing(session, scene, ran.told)
    yield from _backups(session.vault.path, scene)


def _before(session: Session, ground: Ground) -> Iterator[str]:
    """All that was there is there, but for a case that was to be erased, which is gone as a whole."""
    there = {record: records.get(session.conn, record) for record in ground.before}
    for sheets in ground.erasable.values():
        gone = {record for record in sheets if there[record] is None}
        if gone == sheets:
            there = {record: found for record, found in there.items() if record not in gone}
        elif gone:
            yield "half of a case is erased"
    for record, found in there.items():
        if found is None:
            yield "a sheet from before is gone"
        elif dict(found.body) != ground.before[record]:
            yield "a sheet from before has other answers"


def _backups(vault: Path, scene: Scene) -> Iterator[str]:
    """Whatever has the name of a backup is one, each under the key of its time."""
    for one in backup.every(vault / backup.FOLDER):
        yield from _restorable(one.path, scene, None)


def _stick(scene: Scene) -> Iterator[str]:
    """Whatever has the name of a file for the region is one, and the region takes it in."""
    session = scene.open(scene.region, passphrase=PASSPHRASE)
    try:
        for fate in sync.import_files(session, sorted(scene.stick.glob("*.ancora"))):
            if fate.status == fates.REFUSED:
                yield f"a file on the stick is refused: {fate.code}"
    finally:
        vaults.close_session(session, make_backup=False)


def _again(operation: Operation, scene: Scene, ground: Ground) -> Iterator[str]:
    """When the trouble is over the same work succeeds, and takes away what the first attempt left."""
    ran = trial.run(operation, scene)
    if ran.ended != "done":
        yield f"the second attempt ended with {ran.ended}"
    yield from (f"after the second attempt, {line}" for line in _sound(operation, scene, ran, ground))
    for file in scene.root.rglob("*"):
        if file.name.endswith(LEFT_BEHIND) or file.name == "work":
            yield f"left behind: {file.relative_to(scene.root)}"


def _damaged(operation: Operation, fault: Fault, scene: Scene, ran: Ran, ground: Ground) -> Iterator[str]:
    """Either nothing is hurt by it, or it is said, nothing is written over, and a backup brings it all back."""
    assert fault.damages is not None
    vault, file = operation.vault(scene), scene.root / fault.damages.relative_to(ground.scene.root)
    if vault not in file.parents:
        file.unlink()  # what stays behind is the vault
        yield from _sound(operation, scene, ran, ground)
        return
    spoilt = file.read_bytes()
    try:
        vaults.close_session(scene.open(vault, passphrase=PASSPHRASE), make_backup=False)
    except (Refused, VaultRefused) as refusal:
        if refusal.code not in SENTENCES:
            yield f"{refusal.code} has no sentence"
        if file.read_bytes() != spoilt or (ran.refused and spoilt != fault.spoilt(ground.scene)):
            yield "the damaged file was written over"
    found = backup.every(vault / backup.FOLDER)
    if operation.home == "office" and not found:
        yield "the backup is gone"
    for one in found:
        yield from _restorable(one.path, scene, ground if operation.home == "office" else None)


def _restorable(found: Path, scene: Scene, ground: Ground | None) -> Iterator[str]:
    """Put back where there is nothing, it opens with everything in it."""
    folder = scene.root / "restored"
    try:
        restore.restore(found, folder, lambda part: unlock(part, WORKER, PASSPHRASE), scene.now)
        session = scene.open(folder, passphrase=PASSPHRASE)
        try:
            yield from vaults.check(session).faults
            if ground is not None:
                yield from _before(session, ground)
        finally:
            vaults.close_session(session, make_backup=False)
    except (Refused, VaultRefused) as refusal:
        yield f"the backup is refused: {refusal.code}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
