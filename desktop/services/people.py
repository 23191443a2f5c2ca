"""The workers of this vault, each with a passphrase of their own."""

from __future__ import annotations

from db import access_log, keys, workers
from db.workers import Worker
from desktop.refusals import Refused
from desktop.services.session import PEOPLE, Change, Session
from desktop.services.vaults import check_passphrase

ROLES = ("worker", "specialist", "lead", "regional")


def all_workers(session: Session) -> list[Worker]:
    return workers.all_(session.conn)


def add_worker(session: Session, name: str, role: str, passphrase: str) -> Worker:
    """Give a person a passphrase of their own; only a lead (in a region: its staff) may."""
    session.require(PEOPLE if session.office.kind == "office" else frozenset({"regional", "lead"}))
    if role not in ROLES or (role == "regional") != (session.office.kind == "region"):
        raise Refused("bad-role")
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise Refused("bad-value", field="name")
    check_passphrase(passphrase)
    if any(w.name.casefold() == name.casefold() for w in all_workers(session)):
        raise Refused("worker-exists")
    worker = keys.add_slot(session.vault, name, role, passphrase, now=session.now())
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "worker-added", worker.id)
    session.changed(Change("people", worker.id))
    return worker


def name_of(session: Session, worker_id: str) -> str:
    """The name behind a worker's id; a typed name of somebody outside stands for itself."""
    found = workers.get(session.conn, worker_id)
    return found.name if found else worker_id
