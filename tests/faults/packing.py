"""What a region sends down: published there, taken in by the office, taken over as a whole and taken back."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from db import local_forms, packs
from desktop.bundle.kinds.pack_parts import LinePart
from desktop.forms.local import Changes
from desktop.refusals import Refused
from desktop.services import fates, pack_draft, pack_publish, sync
from desktop.services import packs as taken
from desktop.services.session import Session
from tests.faults.ground import Scene
from tests.faults.operation import Say, Told, opened

FORM = "incident"


def take_over(scene: Scene, say: Say) -> None:
    """Two packs, each with a form and a line; the second is taken back."""
    for hidden in ("frequency", "inc_timeofday"):
        file = scene.stick / f"{secrets.token_hex(4)}.for-un4"
        with opened(scene, scene.region) as region:
            words = {"ro": f"Linia {hidden}"}
            pack_draft.put(region, Changes(FORM, hidden=frozenset({hidden})))
            pack_draft.put(region, LinePart("r_run_linie", "022 123 456", words, words))
            pack_publish.publish(region)
            pack_publish.export(region, "UN4", file)
        with opened(scene) as session:
            (fate,) = sync.import_files(session, [file])
            if fate.status == fates.REFUSED:
                raise Refused(fate.code, **fate.facts)
            waiting = taken.state(session).waiting
            if waiting is not None:
                taken.accept(session, waiting.version)
                say(counts=waiting.version, hidden=hidden)
    with opened(scene) as session:
        earlier = taken.rollback(session)
        say(counts=earlier.version if earlier else None, hidden="frequency")


def packs_missing(session: Session, _scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    every = {one.version: one for one in packs.every(session.conn)}
    counting = [version for version, one in every.items() if one.state == packs.COUNTS]
    said = [one["counts"] for one in told if one["counts"] is not None]
    if any(version not in every for version in said):
        yield "a pack that was taken over is not there"
    if len(counting) > 1 or (said and not counting):
        yield "not one pack counts"
    kept = {one.mark for one in local_forms.every(session.conn) if one.form == FORM}
    form = session.library.definitions.form(FORM)
    if counting and (form.version // 10_000 not in kept or sum(field.hidden for field in form.fields()) != 1):
        yield "the form is not asked as one pack says"
    lines = [one for one in session.library.hotlines if one.id == "r_run_linie"]
    if bool(lines) != bool(counting):
        yield "a pack counts by halves"
