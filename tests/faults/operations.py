"""What the program does that must not go half: each is run in a process of its own and says aloud what it has done."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import backup, bundles, drafts, keys
from db import records as stored
from db.errors import VaultRefused
from db.keys import KdfCost
from desktop.refusals import Refused
from desktop.services import arrivals, backups, people, records, rekeying, sync, vaults
from desktop.services.session import Session
from tests.faults.ground import COLLEAGUE, GOLDEN, HER_NEXT, HER_PASSPHRASE, Scene
from tests.journeys.everything import CANARY
from tests.offices import PASSPHRASE, WORKER

Told = Mapping[str, Any]
Say = Callable[..., None]  # what was done; heard as soon as it is said
NEXT_PERIOD = "2026-Q2"
EVERY = frozenset({"kill", "full", "closed", "pulled", "held", "clock", "passphrase", "damaged"})
_SAVES = 4


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the matrix."""

    id: str
    title: str
    run: Callable[[Scene, Say], None]
    missing: Callable[[Session, Scene, Sequence[Told]], Iterator[str]]  # what was said and is not so
    home: str = "office"  # whose vault it works on
    on_stick: frozenset[str] = frozenset()  # the troubles that befall a stick too
    columns: frozenset[str] = EVERY
    after: Callable[[Scene, Sequence[Told]], Iterator[str]] = lambda _scene, _told: iter(())  # the vault is closed

    def vault(self, scene: Scene) -> Path:
        return scene.root / self.home / "vault"

    def places(self, scene: Scene, column: str) -> list[Path]:
        """The folders whose disk is troubled, one at a time."""
        return [*([scene.stick] if column in self.on_stick else []), self.vault(scene).parent]

    def damageable(self, scene: Scene) -> list[Path]:
        vault = self.vault(scene)
        own = [scene.sent] if self.id == "import" else []
        return [*own, vault / "vault.db", vault / "vault.keys"]


@contextmanager
def opened(scene: Scene, folder: Path | None = None, *, leave_backup: bool = False) -> Iterator[Session]:
    session = scene.open(folder)
    try:
        yield session
    finally:
        vaults.close_session(session, make_backup=leave_backup)


# --- save -------------------------------------------------------------------------------------------------------------


def save(scene: Scene, say: Say) -> None:
    """Some reports, as a person at the window saves them, and the backup of the evening."""
    with opened(scene, leave_backup=True) as session:
        for number in range(_SAVES):
            words = f"{CANARY} {number} {secrets.token_hex(4)}"
            saved = records.save(session, records.open_sheet(session, "report"), {"summary": words})
            say(record=saved.record, words=words)


def saves_missing(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    for one in told:
        found = stored.get(session.conn, one["record"])
        if found is None or found.body.get("summary") != one["words"]:
            yield "a save is lost"


# --- out and in -------------------------------------------------------------------------------------------------------


def export(scene: Scene, say: Say) -> None:
    with opened(scene) as session:
        done = sync.export_statistics(session, "RUN", NEXT_PERIOD, scene.stick)
        say(file=done.file.name, seq=done.seq)


def exports_missing(session: Session, scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    sent = {(one.seq, one.period) for one in bundles.history(session.conn, 100) if one.direction == "sent"}
    for one in told:
        if (one["seq"], NEXT_PERIOD) not in sent:
            yield "the register does not know what was sent"
        if not (scene.stick / one["file"]).exists():
            yield "the file that was sent is not on the stick"


def take_in(scene: Scene, say: Say) -> None:
    with opened(scene, scene.region) as session:
        (fate,) = sync.import_files(session, [scene.sent])
        if fate.status == arrivals.REFUSED:
            raise Refused(fate.code, **fate.facts)
        say(seq=fate.seq)


def arrivals_missing(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    there = {one.seq for one in bundles.history(session.conn, 100) if one.direction != "sent"}
    if any(one["seq"] not in there for one in told):
        yield "what was taken in is not there"


# --- backup -----------------------------------------------------------------------------------------------------------


def back_up(scene: Scene, say: Say) -> None:
    with opened(scene) as session:
        backups.make_backup(session)
        say(commit=session.vault.commit_no)


def backups_missing(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    there = {one.commit_no for one in backup.every(session.vault.path / backup.FOLDER)}
    if any(one["commit"] not in there for one in told):
        yield "a backup is not there"


def nothing_missing(_session: Session, _scene: Scene, _told: Sequence[Told]) -> Iterator[str]:
    """What was done shows elsewhere."""
    return iter(())


# --- people -----------------------------------------------------------------------------------------------------------


def add_person(scene: Scene, say: Say) -> None:
    name = f"Altcineva {secrets.token_hex(4)}"
    with opened(scene) as session:
        people.add_worker(session, name, "worker", HER_PASSPHRASE)
        say(name=name)


def people_shut_out(scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    """Each of them opens the vault herself."""
    for one in told:
        try:
            vaults.close_session(scene.open(worker=one["name"], passphrase=HER_PASSPHRASE), make_backup=False)
        except VaultRefused as refusal:
            yield f"a person who was added is refused: {refusal.code}"


def new_passphrase(scene: Scene, say: Say) -> None:
    """The colleague chooses another one, or, the second time, goes back to the first."""
    name = f"{COLLEAGUE} {CANARY}"
    old, new = (HER_PASSPHRASE, HER_NEXT) if opens(scene, name, HER_PASSPHRASE) else (HER_NEXT, HER_PASSPHRASE)
    session = scene.open(worker=name, passphrase=scene.passphrase if scene.passphrase != PASSPHRASE else old)
    try:
        people.change_passphrase(session, old, new)
        say(passphrase=new)
    finally:
        vaults.close_session(session, make_backup=False)


def one_passphrase(scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    """Exactly one of the two opens; after it was said, the new one."""
    opening = [one for one in (HER_PASSPHRASE, HER_NEXT) if opens(scene, f"{COLLEAGUE} {CANARY}", one)]
    if len(opening) != 1:
        yield f"{len(opening)} passphrases open"
    elif told and opening[0] != told[-1]["passphrase"]:
        yield "the new passphrase does not open"


def rekey(scene: Scene, say: Say) -> None:
    with opened(scene) as session:
        done = rekeying.rekey(session)
        say(generation=done.generation)


def everybody_opens(scene: Scene, _told: Sequence[Told]) -> Iterator[str]:
    if not opens(scene, f"{COLLEAGUE} {CANARY}", HER_PASSPHRASE):
        yield "a colleague is shut out"


def remove_person(scene: Scene, say: Say) -> None:
    """Whoever works here beside the lead; nobody, the second time, and then the key alone is changed."""
    with opened(scene) as session:
        others = [one for one in people.all_workers(session) if one.id != session.worker.id]
        if others:
            people.remove_worker(session, others[0].id)
            say(removed=others[0].id)
        else:
            rekeying.rekey(session)


def nobody_stays(scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    if told and opens(scene, f"{COLLEAGUE} {CANARY}", HER_PASSPHRASE):
        yield "who was removed can still open it"


def opens(scene: Scene, worker: str, passphrase: str) -> bool:
    """Whether a passphrase gives a key; beside the program, which would make the next try wait."""
    try:
        keys.unlock(scene.office, worker, passphrase).wipe()
    except VaultRefused as refusal:
        if refusal.code != "wrong-passphrase":
            raise
        return False
    return True


# --- the vault itself -------------------------------------------------------------------------------------------------


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


# --- lock -------------------------------------------------------------------------------------------------------------


def lock(scene: Scene, say: Say) -> None:
    """Through the real window: half a sentence is typed, the vault is locked; then the process is gone."""
    from PySide6.QtWidgets import QApplication

    from desktop.gui.desk import Desk
    from desktop.gui.dressing import dress
    from desktop.settings import Settings
    from desktop.tour.places import ChosenFiles
    from tests.gui.desk_room import Remembered, Room

    class Gone(Remembered):
        def begin_again(self) -> None:
            say(draft=words)
            os._exit(0)

    words = f"{CANARY} {secrets.token_hex(4)}"
    app, chosen = QApplication(["Ancora"]), Settings(theme="light")
    dress(app, chosen)
    desk = Desk(scene.office, Gone(), chosen=chosen, clock=scene.clock, files=ChosenFiles())
    desk.start()
    hand = Room(desk, Gone(), ChosenFiles()).unlock(WORKER, scene.passphrase)
    hand.press("new_report")
    hand.answer("summary", words)
    hand.press("lock")


def drafts_missing(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    kept = " ".join(str(one.body.get("summary")) for one in drafts.of_worker(session.conn, session.worker.id))
    if any(one["draft"] not in kept for one in told):
        yield "a draft is lost"


OPERATIONS: tuple[Operation, ...] = (
    Operation("save", "save a case", save, saves_missing),
    Operation("export", "export a bundle", export, exports_missing,
              on_stick=frozenset({"full", "closed", "pulled", "held"})),
    Operation("import", "import a bundle", take_in, arrivals_missing, home="region", on_stick=frozenset({"pulled"})),
    Operation("backup", "back up", back_up, backups_missing),
    Operation("person", "add a person", add_person, nothing_missing, after=people_shut_out),
    Operation("passphrase", "change a passphrase", new_passphrase, nothing_missing, after=one_passphrase),
    Operation("rekey", "change the key", rekey, nothing_missing, after=everybody_opens),
    Operation("removal", "remove a person", remove_person, nothing_missing, after=nobody_stays),
    Operation("migrate", "migrate", migrate, golden_missing, home="old"),
    Operation("set-up", "set up an office", set_up, set_up_missing, home="new",
              columns=EVERY - {"held", "passphrase", "damaged"}),
    Operation("lock", "lock", lock, drafts_missing, columns=frozenset({"kill", "clock"})),
)  # fmt: skip
