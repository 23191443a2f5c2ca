"""Who can open the vault: people come, go, choose another passphrase; the key changes; the paper kit opens."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from db import keys
from db.errors import VaultRefused
from desktop.services import people, recovery, rekeying, vaults
from tests.faults.ground import COLLEAGUE, HER_NEXT, HER_PASSPHRASE, KIT, Scene
from tests.faults.operation import Say, Told, opened
from tests.journeys.everything import CANARY
from tests.offices import PASSPHRASE


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


def recover(scene: Scene, say: Say) -> None:
    """The colleague forgot her passphrase; the paper lets her in again."""
    recovery.let_in(scene.office, KIT, worker=f"{COLLEAGUE} {CANARY}", passphrase=HER_NEXT, clock=scene.clock)
    say(passphrase=HER_NEXT)


def opens(scene: Scene, worker: str, passphrase: str) -> bool:
    """Whether a passphrase gives a key; beside the program, which would make the next try wait."""
    try:
        keys.unlock(scene.office, worker, passphrase).wipe()
    except VaultRefused as refusal:
        if refusal.code != "wrong-passphrase":
            raise
        return False
    return True
