"""Two computers of one office: the second joins by an invite, and files go between them as on a stick."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from db.keys import KdfCost
from desktop.services import inbox, merge_out, pc_invite, pcs, vaults
from desktop.services.arrivals import Fate
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.offices import PASSPHRASE, WORKER, Office


def second_pc(
    first: Office, folder: Path, clock: FixedClock | None = None, worker: str = WORKER, passphrase: str = PASSPHRASE
) -> Office:
    """Another computer of the office, with people of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pass").write_text(passphrase + "\n", encoding="utf-8")
    clock = clock or first.clock
    with opened(first) as session:
        made = pc_invite.invite(session, folder)
    found = pc_invite.open_invite(made.file, "-".join(made.groups), clock())
    joined = pc_invite.join(
        folder / "vault", found, worker=worker, passphrase=passphrase, clock=clock, cost=KdfCost.for_tests()
    )
    vaults.close_session(joined, make_backup=False)
    made.file.unlink()
    return Office(folder, first.code, clock, worker)


@contextmanager
def opened(office: Office) -> Iterator[Session]:
    session = office.open()
    try:
        yield session
    finally:
        vaults.close_session(session, make_backup=False)


def hand_over(giver: Session, taker: Session, stick: Path) -> Fate:
    """One merge, made here and taken in there."""
    return take(taker, export(giver, stick))


def export(giver: Session, stick: Path, to: int = 0) -> Path:
    """The file for the other computer."""
    return merge_out.export_merge(giver, pcs.others(giver)[to].id, stick).file


def take(taker: Session, file: Path, report: Callable[[int, int], None] | None = None) -> Fate:
    (fate,) = inbox.import_all(taker, [file], report)
    return fate
