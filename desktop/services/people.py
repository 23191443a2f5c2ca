"""The people of this vault, each with a passphrase of their own: who comes, who goes, who may do what."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from db import access_log, authors, cases, drafts, keys, kit_age, tries, workers
from db.errors import VaultRefused
from db.rekey import Rekeyed, Report
from db.workers import Worker
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import passphrases, rekeying
from desktop.services.session import CASES, PEOPLE, Change, Session
from desktop.services.vaults import tidy_name

log = logging.getLogger(__name__)

OFFICE_ROLES = ("worker", "specialist", "lead")
REGION_ROLES = ("regional", "lead")
ROLES = (*OFFICE_ROLES, "regional")


@dataclass(frozen=True, slots=True)
class DraftLeft:
    """Unsaved work of somebody who has left; `code` is that of its case, empty where it has none."""

    record: str
    worker: str
    name: str
    form: str
    code: str
    at: datetime


# --- who is here ------------------------------------------------------------------------------------------------------


def all_workers(session: Session) -> list[Worker]:
    """Those who work here now."""
    return workers.all_(session.conn)


def everybody(session: Session) -> list[Worker]:
    """The same with those who have left: the history names them."""
    return workers.everybody(session.conn)


def find(session: Session, name: str) -> Worker:
    """A person who works here, by the typed name."""
    found = workers.by_name(session.conn, name)
    if found is None:
        raise Refused("no-such-worker")
    return found


def name_of(session: Session, worker_id: str) -> str:
    """The name behind an id, of this computer or of another; a typed name of somebody outside stands for itself."""
    found = workers.get(session.conn, worker_id) or authors.get(session.conn, worker_id)
    return found.name if found else worker_id


def is_of_here(session: Session, worker_id: str) -> bool:
    """Whether somebody works or worked at this computer."""
    return workers.get(session.conn, worker_id) is not None


def names(session: Session) -> dict[str, str]:
    """id -> name, of everybody who works or worked here, and of those who wrote on other computers."""
    return authors.names(session.conn) | {one.id: one.name for one in everybody(session)}


def roles(session: Session) -> tuple[str, ...]:
    """The roles that there are in a vault of this kind."""
    return REGION_ROLES if session.office.kind == "region" else OFFICE_ROLES


def role_words(role: str) -> str:
    return {
        "worker": _("social worker"),
        "specialist": _("specialist"),
        "lead": _("head of office"),
        "regional": _("regional staff"),
    }[role]


# --- who comes and goes -----------------------------------------------------------------------------------------------


def add_worker(session: Session, name: str, role: str, passphrase: str) -> Worker:
    """Give a person a passphrase of their own; only a lead may. Slow: a key is worked out."""
    session.require(PEOPLE)
    if role not in roles(session):
        raise Refused("bad-role")
    name = tidy_name(name)
    _check(session, name, passphrase)
    if workers.by_name(session.conn, name):
        raise Refused("worker-exists")
    slot = keys.new_slot(session.vault, name, role, passphrase)
    now = session.now()
    with session.vault.write(now) as conn:
        worker = Worker(slot.id, name, role, now)
        workers.add(conn, worker)
        access_log.note(conn, now, session.worker.id, "worker-added", worker.id)
        keys.put_slot(session.vault, slot)
    session.changed(Change("people", worker.id))
    return worker


def remove_worker(
    session: Session, worker_id: str, report: Report | None = None, *, even_sealed: bool = False
) -> Rekeyed:
    """Let somebody go: the database gets a new key that she does not have. What she wrote stays, drafts too."""
    return rekeying.rekey(session, without=worker_id, even_sealed=even_sealed, report=report)


def set_role(session: Session, worker_id: str, role: str) -> None:
    """Change what a colleague may do, from her next opening on; an office keeps a lead, and nobody changes herself."""
    session.require(PEOPLE)
    worker = _colleague(session, worker_id)
    if role not in roles(session):
        raise Refused("bad-role")
    if worker.role == role:
        return
    if worker.role == "lead" and not _other_lead(session, worker.id):
        raise Refused("last-lead")
    now = session.now()
    with session.vault.write(now) as conn:
        workers.set_role(conn, worker.id, role)
        access_log.note(conn, now, session.worker.id, "role-changed", worker.id)
        if worker.role == "lead":
            kit_age.note_older(conn, "lead")
        keys.set_role(session.vault, worker.id, role)  # last: it decides, should the two ever differ
    session.changed(Change("people", worker.id))


# --- passphrases ------------------------------------------------------------------------------------------------------


def change_passphrase(session: Session, old: str, new: str) -> None:
    """Another passphrase for oneself; slow, and a wrong old one makes the next try wait as at opening."""
    _check(session, session.worker.name, new)
    folder = session.vault.path
    tries.check(folder, session.now())
    try:
        keys.change_passphrase(session.vault, session.worker.id, old, new)
    except VaultRefused as refusal:
        if refusal.code == "wrong-passphrase":
            tries.failed(folder, session.now())
        raise
    tries.clear(folder)
    _note(session, "passphrase-changed", session.worker.id)


def reset_passphrase(session: Session, worker_id: str, passphrase: str, *, even_sealed: bool = False) -> None:
    """A first passphrase again for a colleague who forgot hers; slow. Sealed cases open to her once another of their
    people gives them to her new key; what she alone could open is lost, which has to be said and accepted."""
    session.require(PEOPLE)
    worker = _colleague(session, worker_id)
    _check(session, worker.name, passphrase)
    alone = rekeying.sealed_for_alone(session, worker.id)
    if alone and not even_sealed:
        raise Refused("sealed-for-one", count=alone)
    keys.reset_person(session.vault, worker.id, passphrase)
    _note(session, "passphrase-reset", worker.id)
    session.changed(Change("people", worker.id))


def _check(session: Session, name: str, passphrase: str) -> None:
    if not session.office.practice:  # that of a practice vault is known to everybody
        passphrases.check(passphrase, (name, session.office.code))


# --- work that was left behind ----------------------------------------------------------------------------------------


def drafts_left(session: Session) -> tuple[DraftLeft, ...]:
    """Unsaved sheets of those who have left, for a lead."""
    session.require(PEOPLE)
    gone = {one.id: one.name for one in workers.everybody(session.conn) if one.left_at is not None}
    found = [draft for worker in gone for draft in drafts.of_worker(session.conn, worker)]
    codes = cases.codes(session.conn, {draft.case for draft in found})
    return tuple(
        DraftLeft(
            draft.record,
            draft.worker,
            gone[draft.worker],
            draft.form,
            codes.get(draft.case, ""),
            draft.at.astimezone(session.tz),
        )
        for draft in found
    )


def take_over_draft(session: Session, record: str, worker_id: str) -> None:
    """Go on with an unsaved sheet of somebody who has left; never over an own one of the same sheet."""
    session.require(PEOPLE)
    session.require(CASES)
    gone = workers.get(session.conn, worker_id)
    draft = drafts.get(session.conn, record, worker_id)
    if gone is None or gone.left_at is None or draft is None:
        raise Refused("no-such-record")
    if drafts.get(session.conn, record, session.worker.id) is not None:
        raise Refused("draft-exists")
    now = session.now()
    with session.vault.write(now) as conn:
        drafts.put(conn, replace(draft, worker=session.worker.id))
        drafts.remove(conn, record, worker_id)
        access_log.note(conn, now, session.worker.id, "draft-taken-over", record)
    session.changed(Change("draft", record))


def _colleague(session: Session, worker_id: str) -> Worker:
    found = workers.get(session.conn, worker_id)
    if found is None or found.left_at is not None:
        raise Refused("no-such-worker")
    if found.id == session.worker.id:
        raise Refused("not-oneself")
    return found


def _other_lead(session: Session, worker_id: str) -> bool:
    return any(one.role == "lead" and one.id != worker_id for one in workers.all_(session.conn))


def _note(session: Session, verb: str, worker_id: str) -> None:
    """The new passphrase holds already: for want of room or of a turn nobody may be told that nothing changed."""
    now = session.now()
    try:
        with session.vault.write(now) as conn:
            access_log.note(conn, now, session.worker.id, verb, worker_id)
    except VaultRefused as refusal:
        if refusal.code not in ("disk-full", "vault-busy"):
            raise
        log.warning("%s without a note: %s", verb, refusal.code)
