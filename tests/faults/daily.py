"""The work of a day: saving, sending, taking in, sealing, locking."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence

from db import bundles, drafts
from db import records as stored
from desktop.refusals import Refused
from desktop.services import access, conflict_choice, fates, records, sync, takeout
from desktop.services.session import Session
from tests.faults.ground import Scene
from tests.faults.operation import Say, Told, opened
from tests.journeys.everything import CANARY
from tests.offices import WORKER

NEXT_PERIOD = "2026-Q2"
_SAVES = 4


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


def settle(scene: Scene, say: Say) -> None:
    """Two people wrote different texts; both are kept, as a person at the window decides."""
    with opened(scene) as session:
        for number in range(_SAVES):
            record = records.save(session, records.open_sheet(session, "report"), {"channel": "telefonic"}).record
            views = [records.open_sheet(session, "report", record=record) for _ in range(2)]
            words = [f"{CANARY} {number} {secrets.token_hex(4)}" for _ in views]
            for view, told in zip(views, words, strict=True):
                records.save(session, view, {"summary": told})
            conflict_choice.keep_both(session, record, "summary")
            say(record=record, words=words)


def settled_missing(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    for one in told:
        found = stored.get(session.conn, one["record"])
        text = str(found.body.get("summary")) if found else ""
        if found is None or found.conflicts or not all(words in text for words in one["words"]):
            yield "a text that was kept beside another is lost"


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
        if fate.status == fates.REFUSED:
            raise Refused(fate.code, **fate.facts)
        say(seq=fate.seq)


def arrivals_missing(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    there = {one.seq for one in bundles.history(session.conn, 100) if one.direction != "sent"}
    if any(one["seq"] not in there for one in told):
        yield "what was taken in is not there"


def take_out(scene: Scene, say: Say) -> None:
    """Everything, sealed to the region."""
    with opened(scene) as session:
        wanted = takeout.Wanted(None, takeout.to_office(session, "RUN"))
        done = takeout.take_out_in_job(session, wanted, scene.stick, session.office.code, lambda _done, _all: None)
        say(file=done.file.name)


def takeouts_missing(session: Session, scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    if any(not (scene.stick / one["file"]).exists() for one in told):
        yield "the file that was taken out is not on the stick"


def takeouts_torn(scene: Scene, _told: Sequence[Told]) -> Iterator[str]:
    """Whatever has the name of one can be opened by the one it is for."""
    with opened(scene, scene.region) as session:
        for file in scene.stick.glob(f"*{takeout.SEALED}"):
            out = scene.root / "opened.zip"
            try:
                takeout.open_received(session, file, out, takeout.words_to_type(session, None))
            except Refused as refusal:
                yield f"a file on the stick is refused: {refusal.code}"
            out.unlink(missing_ok=True)


def seal(scene: Scene, say: Say) -> None:
    """The case with everything in it, for the lead alone; it opens again the next time."""
    with opened(scene) as session:
        case = scene.fullest
        if access.state(session, case) is not None:
            access.unseal(session, case)
            return
        access.seal_case(session, case, [session.worker.id], "nobody")
        say(case=case)


def seals_missing(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    if any(access.state(session, one["case"]) is None for one in told):
        yield "a seal is not there"


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
