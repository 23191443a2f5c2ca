"""Whom a region believes: the list is signed with two papers of the root, and a file of it is made for an office."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from db import bundles, trust_lists
from desktop.services import region_root
from desktop.services.region_root import RootSecret
from desktop.services.session import Session
from tests.faults.ground import Scene
from tests.faults.operation import Say, Told, opened

ON_PAPER = RootSecret(b"\5" * 32)  # what two papers give, whenever they are typed


def sign(scene: Scene, say: Say) -> None:
    with opened(scene, scene.region) as session:
        state = region_root.state(session)
        if state.number is None and state.waiting is None:
            region_root.keep(session, ON_PAPER, 3)
        say(version=region_root.sign(session, ON_PAPER).version)
        # Under another ending: what ends in .ancora on this stick is for the region, which tries to take it in.
        done = region_root.export(session, "UN4", scene.stick / f"{secrets.token_hex(4)}.for-un4")
        say(file=done.file.name, seq=done.seq)


def lists_missing(session: Session, scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    root = trust_lists.root(session.conn)
    last = trust_lists.latest(session.conn, ON_PAPER.key)
    versions = [one["version"] for one in told if "version" in one]
    if versions and (root is None or last is None or last.version < max(versions)):
        yield "a list that was signed is not there"
    sent = {one.seq for one in bundles.history(session.conn, 100) if one.direction == "sent" and one.kind == "trust"}
    for one in told:
        if "seq" in one and one["seq"] not in sent:
            yield "the register does not know what was sent"
        if "file" in one and not (scene.stick / one["file"]).exists():
            yield "the file that was sent is not on the stick"
