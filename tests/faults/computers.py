"""Computers of one office: one is invited and another retired; a new one joins."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from db import pcs
from db.keys import KdfCost
from desktop.refusals import Refused
from desktop.services import office_keys, pc_invite, pc_retire, vaults
from desktop.services.session import Session
from tests.faults.ground import INVITE, INVITE_CODE, NOW, Scene
from tests.faults.operation import Say, Told, opened
from tests.offices import WORKER


def change(scene: Scene, say: Say) -> None:
    """A computer is invited; then it is retired, and the office has other keys."""
    with opened(scene) as session:
        made = pc_invite.invite(session, scene.stick / f"{secrets.token_hex(4)}{pc_invite.ENDING}")
        say(invited=made.pc.id, file=made.file.name, code="-".join(made.groups))
        pc_retire.retire(session, made.pc.id)
        say(retired=made.pc.id)


def changes_missing(session: Session, scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    known = {one.id: one for one in pcs.all_(session.conn)}
    retired = [one["retired"] for one in told if "retired" in one]
    if any(id_ not in known or not known[id_].retired for id_ in retired):
        yield "a computer that was retired works again"
    if len(office_keys.read(session.conn).changes) < len(retired):
        yield "the office has the keys of before"
    for one in told:
        if "invited" in one:
            yield from _invite_missing(scene, one, known)


def _invite_missing(scene: Scene, told: Told, known: dict[str, pcs.Pc]) -> Iterator[str]:
    if told["invited"] not in known:
        yield "a computer that was invited is not known"
    file = scene.stick / told["file"]
    try:
        pc_invite.open_invite(file, told["code"], scene.clock())
    except Refused as refusal:
        if refusal.code != "invite-expired":  # the clock was a year off
            yield f"an invite cannot be opened: {refusal.code}"


def join(scene: Scene, say: Say) -> None:
    """A further computer; where it is there already, it is opened."""
    folder = scene.root / "new" / "vault"
    if vaults.exists(folder):
        with opened(scene, folder, leave_backup=True):
            return
    code = (scene.stick / INVITE_CODE).read_text("utf-8")
    found = pc_invite.open_invite(scene.stick / INVITE, code, NOW)  # its fourteen days are another story
    made = pc_invite.join(
        folder, found, worker=WORKER, passphrase=scene.passphrase, clock=scene.clock, cost=KdfCost.for_tests()
    )
    say(pc=found.begin.pc)
    vaults.close_session(made)


def joined_missing(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    mine = pcs.own(session.conn)
    if mine is None or any(one["pc"] != mine.id for one in told):
        yield "it is not the computer that was invited"
