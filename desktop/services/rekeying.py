"""A new key for the database: who may ask for it, and its three steps; the window does them one by one."""

from __future__ import annotations

import logging

from db import keys, seals, workers
from db import rekey as store
from db.rekey import Rekeyed, Report
from db.vault import Vault
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import seal_keys
from desktop.services.session import PEOPLE, Change, Session

__all__ = [
    "Rekeyed",
    "changed_words",
    "check",
    "doubt_words",
    "ended",
    "ended_words",
    "older_words",
    "pause",
    "rekey",
    "resume",
    "run",
    "sealed_for_alone",
]

log = logging.getLogger(__name__)


def rekey(
    session: Session,
    *,
    without: str | None = None,
    kit_public: bytes | None = None,
    even_sealed: bool = False,
    report: Report | None = None,
) -> Rekeyed:
    """All of it in one thread, where nothing else works on the vault."""
    check(session, without=without, kit_public=kit_public, even_sealed=even_sealed)
    pause(session)
    try:
        done = run(session, without=without, kit_public=kit_public, report=report)
    finally:
        resume(session)
    session.changed(Change("people", without))
    return done


def check(
    session: Session, *, without: str | None = None, kit_public: bytes | None = None, even_sealed: bool = False
) -> None:
    """Refuse before anything is done: only a lead may, and somebody who may has to stay.

    Whoever goes takes along what she alone can open; that is refused unless it was said and accepted.
    """
    session.require(PEOPLE)
    if session.vault.anchor == "behind":
        raise Refused("vault-behind")  # which database counts is decided first
    if without is None:
        return
    leaving = workers.get(session.conn, without)
    if leaving is None or leaving.left_at is not None:
        raise Refused("no-such-worker")
    if without == session.worker.id:
        raise Refused("not-oneself")
    if not any(one.role == "lead" and one.id != without for one in workers.all_(session.conn)):
        raise Refused("last-lead")
    alone = sealed_for_alone(session, without, kit_stays=kit_public is None)
    if alone and not even_sealed:
        raise Refused("sealed-for-one", count=alone)


def sealed_for_alone(session: Session, worker: str, *, kit_stays: bool = True) -> int:
    """How many sealed cases and sheets only this person opens: no colleague, nobody behind the glass, and no kit."""
    publics = {one.id: keys.public_of(session.vault.path, one.id) for one in workers.all_(session.conn)}
    publics[keys.KIT] = keys.public_of(session.vault.path, keys.KIT) if kit_stays else None
    publics[worker] = None
    alone = 0
    for scope in seals.of_worker(session.conn, worker):
        seal = seals.get(session.conn, scope)
        others = (
            reader for reader in seals.readers(session.conn, scope) if publics.get(reader.worker) == reader.public
        )
        alone += seal is not None and seal.wrapped is None and next(others, None) is None
    return alone


def pause(session: Session) -> None:
    """Close the window's own connection, in its thread; slow work was stopped before."""
    _vault(session).pause()


def run(
    session: Session, *, without: str | None = None, kit_public: bytes | None = None, report: Report | None = None
) -> Rekeyed:
    """The slow part, in any thread while the vault is paused; its report may stop it until the new key is in force."""
    session.require(PEOPLE)
    gone = frozenset() if without is None else frozenset({without})
    done = store.run(_vault(session), now=session.now(), without=gone, kit_public=kit_public, report=report)
    log.info("new database key: generation %d, backed up %s", done.generation, done.backed_up)
    return done


def resume(session: Session) -> None:
    """Open again, in the window's thread, whatever became of the slow part; who was removed loses her seals."""
    _vault(session).resume()
    seal_keys.keep_up(session)


def ended(session: Session) -> store.Ended:
    """What became of a change of the key that was cut off before this opening: finished, undone, or there was none."""
    return session.vault.rekey_ended if isinstance(session.vault, Vault) else ""


def ended_words(session: Session) -> str:
    """The same for the person who opened; empty where nothing was cut off."""
    return {
        "finished": _("A change of the key had been cut off. It was finished now, and the database has its new key."),
        "undone": _(
            "A change of the key had been cut off before the database was changed. Everything is as it was; begin it "
            "again."
        ),
    }.get(ended(session), "")


def doubt_words(session: Session) -> str:
    """What is wrong with the keys, for whoever opens; empty where nothing is."""
    return " ".join(filter(None, (older_words(session), changed_words(session))))


def changed_words(session: Session) -> str:
    """That another key file was put in the place of the last one, once for each person; empty where that was told."""
    if not (isinstance(session.vault, Vault) and session.vault.key_watch.tells):
        return ""
    return _(
        "The key file is not the one that this program wrote last: an older passphrase or an older recovery sheet may "
        "open the database again. If the computer did not go out while a passphrase, a role or the sheet was changed, "
        "somebody has put an older file back. Change your passphrase today, and let the head of office change the key "
        "and make a new recovery sheet, in Settings."
    )


def older_words(session: Session) -> str:
    """That an older key is in force again, for everybody who opens until it was changed; empty where it is not."""
    if not store.is_older(session.conn):
        return ""
    return _(
        "A backup from before the last change of the key was put back. Whoever was removed in between can open the "
        "database again. Let the head of office change the key in Settings, Workers, today."
    )


def _vault(session: Session) -> Vault:
    if not isinstance(session.vault, Vault):
        raise TypeError("slow work shares the vault, and cannot change its key")
    return session.vault
