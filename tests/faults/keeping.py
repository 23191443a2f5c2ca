"""What keeps the work: backups and their return, erasing, the set-up and the change of shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from db import backup
from db import records as stored
from db.keys import KdfCost
from desktop.services import backups, erasure, restoring, vaults
from desktop.services.session import Session
from tests.faults.ground import GOLDEN, Scene
from tests.faults.operation import Say, Told, opened
from tests.offices import WORKER


def back_up(scene: Scene, say: Say) -> None:
    with opened(scene) as session:
        backups.make_backup(session)
        say(commit=session.vault.commit_no)


def backups_missing(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    there = {one.commit_no for one in backup.every(session.vault.path / backup.FOLDER)}
    if any(one["commit"] not in there for one in told):
        yield "a backup is not there"


def back_up_on_stick(scene: Scene, say: Say) -> None:
    with opened(scene) as session:
        made = backups.make_on_stick(session, scene.stick)
        say(file=made.file.name)


def stick_lacks(_session: Session, scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    if any(not (scene.stick / one["file"]).exists() for one in told):
        yield "a backup is not on the stick"


def restore(scene: Scene, say: Say) -> None:
    """From the stick, in place of the vault that is there."""
    restoring.restore(scene.carried, scene.office, worker=WORKER, passphrase=scene.passphrase, clock=scene.clock)
    say(restored=True)


def restored_missing(_session: Session, scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    if told and not any((folder / "vault.db").exists() for folder in scene.office.glob("before-*")):
        yield "what was there before was not kept"


def erase(scene: Scene, say: Say) -> None:
    """A case that waited its days; the next one, the next time."""
    with opened(scene.later(days=15)) as session:
        waiting = [one for one in erasure.every(session) if one.state == "waiting"]
        done = erasure.confirm(session, waiting[0].id, waiting[0].code)
        say(case=waiting[0].case, sheets=done.sheets)


def erased_is_there(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    if any(stored.of_case(session.conn, one["case"]) for one in told):
        yield "what was erased is there"


def set_up(scene: Scene, say: Say) -> None:
    """A new office; where it is there already, it is opened."""
    folder = scene.root / "new" / "vault"
    if vaults.exists(folder):
        with opened(scene, folder, leave_backup=True):
            return
    cost = KdfCost.for_tests()
    made = vaults.create(folder, office="UN5", worker=WORKER, passphrase=scene.passphrase, clock=scene.clock, cost=cost)
    say(node=made.office.node)
    vaults.close_session(made)


def set_up_missing(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    if any(one["node"] != session.office.node for one in told):
        yield "another vault stands where one was made"


def migrate(scene: Scene, say: Say) -> None:
    with opened(scene, scene.old) as session:
        say(commit=session.vault.commit_no)


def golden_missing(session: Session, _scene: Scene, _told: Sequence[Told]) -> Iterator[str]:
    expected = json.loads((GOLDEN / "expected.json").read_text("utf-8"))
    if any(stored.get(session.conn, expected[name]) is None for name in ("case", "identity", "incident")):
        yield "a sheet of the older vault is lost"
    if session.worker.name != WORKER:
        yield "another person"
