"""Creating, opening, checking and closing a vault, and what its state is."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from db import access_log, backup, cases, migrate, records, tries, vault, workers
from db.connection import check_whole
from db.errors import VaultRefused
from db.keys import KdfCost
from db.turns import Patience
from desktop.bundle import crypto
from desktop.i18n import ngettext
from desktop.refusals import Refused
from desktop.services import codes, erased_list, local_library, passphrases, seal_keys
from desktop.services.library import Library, shipped
from desktop.services.session import Session

log = logging.getLogger(__name__)

Opening = vault.Opening  # what stands between the two halves of opening
Kind = Literal["office", "region"]
KINDS: tuple[Kind, ...] = ("office", "region")
COUNTRIES = ("MD", "RO")
LONGEST_NAME = 80
BACKUP_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an open vault; `anchor` is ok or behind, `last_backup` an aware time or None."""

    office: str
    kind: str
    country: str
    node: str
    schema: int
    commit: int
    workers: int
    cases: int
    last_backup: datetime | None
    anchor: str
    practice: bool


@dataclass(frozen=True, slots=True)
class Check:
    """What a full look at the vault found: nothing is wrong when `faults` is empty."""

    faults: tuple[str, ...]
    records: int
    log_entries: int


def create(
    path: Path,
    *,
    office: str,
    kind: Kind = "office",
    country: str = "MD",
    worker: str,
    passphrase: str,
    clock: Callable[[], datetime],
    practice: bool = False,
    cost: KdfCost | None = None,
) -> Session:
    """Make a new vault in an empty or new folder and open it; its first worker is a lead, in a region too."""
    check_office(office, kind, country, practice=practice)
    if not practice:  # that of a practice vault is known to everybody
        passphrases.check(passphrase, (worker, office))
    worker = tidy_name(worker)
    library = shipped()  # a fault in a definition is told before anything is made
    identity, _recipient = crypto.new_identity()
    made = vault.create(
        path,
        office=office,
        kind=kind,
        country=country,
        worker=worker,
        passphrase=passphrase,
        now=clock(),
        practice=practice,
        cost=cost,
        age_identity=identity,
    )
    log.info("vault created: kind %s", kind)
    return Session(made, library, clock)


def open_session(
    path: Path, *, worker: str, passphrase: str, clock: Callable[[], datetime], library: Library | None = None
) -> Session:
    """Unlock and open; every refusal has its own code and leaves the vault as it was."""
    library = library or shipped()  # a fault in a definition is told before anything is opened
    return open_unlocked(unlock(path, worker=worker, passphrase=passphrase, clock=clock), clock, library)


def unlock(path: Path, *, worker: str, passphrase: str, clock: Callable[[], datetime]) -> Opening:
    """The slow half, for any thread: the key is worked out and the vault is held for the other half.

    After a failure the next try has to wait; `wait` says how long, before any key is worked out.
    """
    tries.check(path, clock())
    try:
        return vault.unlock(path, worker=worker, passphrase=passphrase)
    except VaultRefused as refusal:
        if refusal.code == "wrong-passphrase":
            tries.failed(path, clock())
        raise


def seconds_to_wait(path: Path, clock: Callable[[], datetime]) -> int:
    """How long the next try to open has to wait after failures; 0 for not at all."""
    return tries.wait(path, clock())


def open_unlocked(opening: Opening, clock: Callable[[], datetime], library: Library | None = None) -> Session:
    """The other half, in the thread that will use the session; a refusal drops the opening."""
    library = library or shipped()
    finished = vault.finish(opening, clock())
    session = Session(finished, local_library.library(finished.conn, library), clock)
    session.failed_before = tries.read(session.vault.path).failures
    try:
        _note_unlocked(session)
        erased_list.settle(session)
        seal_keys.keep_up(session)
    except BaseException:
        session.vault.close(session.now())
        raise
    log.info("vault unlocked: anchor %s", session.vault.anchor)
    return session


def failed_words(session: Session) -> str:
    """What is told after somebody else, or a slip, failed to open before; empty where nobody did."""
    n = session.failed_before
    if not n:
        return ""
    return ngettext(
        "Before this, somebody tried {n} time to open the database and failed. If it was not one of you, tell the "
        "head of office.",
        "Before this, somebody tried {n} times to open the database and failed. If it was not one of you, tell the "
        "head of office.",
        n,
    ).format(n=n)


def _note_unlocked(session: Session) -> None:
    """A full disk keeps nobody from reading what may save a life today; whatever she does next says so again."""
    try:
        with session.vault.write(session.now()) as conn:
            if session.failed_before:
                access_log.note(conn, session.now(), session.worker.id, "failed-unlocks", None, session.failed_before)
            access_log.note(conn, session.now(), session.worker.id, "unlocked")
        tries.clear(session.vault.path)
    except VaultRefused as refusal:
        if refusal.code != "disk-full":
            raise
        log.warning("unlocked without a note: %s", refusal.code)


def wait_with(session: Session, patience: Patience) -> None:
    """What the window does while slow work writes: a database has one writer at a time."""
    if isinstance(session.vault, vault.Vault):
        session.vault.wait_with(patience)


def hurry(session: Session) -> None:
    """The program ends within a second: from here on a write that another one holds up is given up soon."""
    if isinstance(session.vault, vault.Vault):
        session.vault.hurry()


def close_session(session: Session, *, make_backup: bool = True) -> None:
    """Keep a verified backup if something changed, then close; what was saved is on the disk whatever goes wrong here.

    A backup or a tidy end for which there is no room is told in the log and hinders nothing.
    """
    try:
        if make_backup:
            backup.on_exit(session.vault, session.now())
    except VaultRefused as refusal:
        log.warning("no backup on exit: %s", refusal.code)
    finally:
        _close(session)


def _close(session: Session) -> None:
    try:
        session.vault.close(session.now())
    except VaultRefused as refusal:
        log.warning("closed without tidying up: %s", refusal.code)


def backup_is_old(session: Session) -> bool:
    """Whether a day went by without one; work without a window makes no more than one a day."""
    return backup.is_old(backup.last(session.vault.path), session.now(), BACKUP_EVERY)


def status(session: Session) -> Status:
    last = backup.last(session.vault.path)
    return Status(
        office=session.office.code,
        kind=session.office.kind,
        country=session.office.country,
        node=session.office.node,
        schema=migrate.latest(),
        commit=session.vault.commit_no,
        workers=len(workers.all_(session.conn)),
        cases=cases.count(session.conn),
        last_backup=last.at if last else None,
        anchor=session.vault.anchor,
        practice=session.office.practice,
    )


def exists(path: Path) -> bool:
    """Whether a vault lies in this folder."""
    return vault.exists(path)


def check(session: Session) -> Check:
    """Read every page of the database and every entry of the access log; takes about a second for 100 MB."""
    faults = []
    try:
        check_whole(session.conn)
    except VaultRefused as refusal:
        faults.append(refusal.code)
    if access_log.verify(session.conn) is not None:
        faults.append("log-tampered")
    return Check(tuple(faults), records.count(session.conn), access_log.count(session.conn))


def accept_behind(session: Session) -> None:
    """Go on with a vault that is older than its anchor says; logged, and the anchor is written anew."""
    if not isinstance(session.vault, vault.Vault):
        raise TypeError("slow work decides nothing of this kind")
    vault.accept(session.vault, session.now())
    log.warning("a vault behind its anchor was accepted")


def tidy_name(typed: str) -> str:
    """A person's name in one written form, without marks that make it read otherwise than it is."""
    name = unicodedata.normalize("NFC", " ".join(typed.split()))
    if not name or len(name) > LONGEST_NAME or any(unicodedata.category(letter)[0] == "C" for letter in name):
        raise Refused("bad-value", field="name")
    return name


def check_office(office: str, kind: str, country: str, *, practice: bool) -> None:
    """A code as regions give them; those that begin with X belong to practice alone."""
    if not codes.is_office_code(office):
        raise Refused("bad-office-code")
    if codes.is_practice_office(office) != practice:
        raise Refused("practice-code" if not practice else "bad-office-code")
    if kind not in KINDS or country not in COUNTRIES:
        raise Refused("bad-value", field="kind" if kind not in KINDS else "country")
