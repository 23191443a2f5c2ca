"""What came is taken in and confirmed: a region imports a file and makes the answer for its office."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from db import bundles, standing
from desktop.refusals import Refused
from desktop.services import fates, inbox, receipts
from desktop.services.session import Session
from tests.faults.ground import Scene
from tests.faults.operation import Say, Told, opened


def confirm(scene: Scene, say: Say) -> None:
    with opened(scene, scene.region) as session:
        (fate,) = inbox.import_all(session, [scene.sent])
        if fate.status == fates.REFUSED:
            raise Refused(fate.code, **fate.facts)
        # Under another ending: what ends in .ancora on this stick is for the region, which tries to take it in.
        done = receipts.export(session, "UN4", scene.stick / f"{secrets.token_hex(4)}.for-un4")
        say(file=done.file.name, seq=done.seq)


def receipts_missing(session: Session, scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    sent = {one.seq for one in bundles.history(session.conn, 100) if one.direction == "sent" and one.kind == "receipt"}
    if sent and "UN4" in standing.unanswered(session.conn):
        yield "a receipt was made, and what it tells does not know of it"
    for one in told:
        if one["seq"] not in sent:
            yield "the register does not know what was sent"
        if not (scene.stick / one["file"]).exists():
            yield "the file that was sent is not on the stick"
