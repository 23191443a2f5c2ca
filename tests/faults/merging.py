"""The work of another computer is taken in, and a file is made for it: all of it is there, or none."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from db import bundles, cases, joining
from desktop.refusals import Refused
from desktop.services import fates, merge_out, pcs, renewing, sync
from desktop.services.session import Session
from tests.faults.ground import MERGED_CASE, Scene
from tests.faults.operation import Say, Told, opened


def merge(scene: Scene, say: Say) -> None:
    """Both ways: its file comes in, and one goes out to it."""
    with opened(scene) as session:
        (fate,) = sync.import_files(session, [scene.merged])
        if fate.status == fates.REFUSED:
            raise Refused(fate.code, **fate.facts)
        say(came=fate.seq)
        out = merge_out.export_merge(session, pcs.others(session)[0].id, scene.stick / f"{secrets.token_hex(4)}.for-2")
        say(went=out.seq, file=out.file.name)


def merges_missing(session: Session, scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    """What was cut off while it was worked out goes on at the next opening, as it does in the window."""
    renewing.refresh_stale(session)
    code = (scene.stick / MERGED_CASE).read_text("utf-8")
    came = any(one.kind == "merge" and one.direction != "sent" for one in bundles.history(session.conn, 100))
    row = cases.by_code(session.conn, code)
    if came is not (row is not None) or joining.any_stale(session.conn):
        yield "the work of the other computer is there in part"
    if any("came" in one for one in told) and not came:
        yield "what was taken in is not there"
    for one in told:
        if "went" in one and not (scene.stick / one["file"]).exists():
            yield "the file for the other computer is not on the stick"
