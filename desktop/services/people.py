"""The workers of this vault, each with a passphrase of their own."""

from __future__ import annotations

from db import access_log, keys, workers
from db.workers import Worker
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services.session import PEOPLE, Change, Session
from desktop.services.vaults import check_passphrase, tidy_name

OFFICE_ROLES = ("worker", "specialist", "lead")
REGION_ROLES = ("regional", "lead")
ROLES = (*OFFICE_ROLES, "regional")


def all_workers(session: Session) -> list[Worker]:
    return workers.all_(session.conn)


def add_worker(session: Session, name: str, role: str, passphrase: str) -> Worker:
    """Give a person a passphrase of their own; only a lead may."""
    session.require(PEOPLE)
    if role not in (REGION_ROLES if session.office.kind == "region" else OFFICE_ROLES):
        raise Refused("bad-role")
    name = tidy_name(name)
    check_passphrase(passphrase)
    now = session.now()
    with session.vault.write(now) as conn:
        if workers.by_name(conn, name):
            raise Refused("worker-exists")
        worker = Worker(keys.add_slot(session.vault, name, role, passphrase), name, role, now)
        workers.add(conn, worker)
        access_log.note(conn, now, session.worker.id, "worker-added", worker.id)
    session.changed(Change("people", worker.id))
    return worker


def role_words(role: str) -> str:
    return {
        "worker": _("social worker"),
        "specialist": _("specialist"),
        "lead": _("head of office"),
        "regional": _("regional staff"),
    }[role]


def name_of(session: Session, worker_id: str) -> str:
    """The name behind a worker's id; a typed name of somebody outside stands for itself."""
    found = workers.get(session.conn, worker_id)
    return found.name if found else worker_id
