"""Several computers of one office: invited and joined by commands, and what they tell each other of themselves."""

from __future__ import annotations

from pathlib import Path

from db.hybrid import stamp
from db.keys import KdfCost
from desktop.bundle import canonical
from desktop.bundle.format import Head
from desktop.bundle.kinds import computers
from desktop.bundle.kinds.shape import Shape
from desktop.services import pc_invite, pc_lines, pcs, vaults
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.offices import PASSPHRASE, Office


def invite(office: Office, to: Path) -> tuple[Path, Path]:
    """An invite and the file with its code, as a person carries them over."""
    to.mkdir(parents=True, exist_ok=True)
    done = office.run("vault", "invite", to / "for-the-new-one.ancora-invite")
    assert done.status == 0, done
    code = to / "code"
    code.write_text(done.one["code"], encoding="utf-8")
    return Path(done.one["file"]), code


def join(
    folder: Path, office: str, invited: tuple[Path, Path], clock: FixedClock, worker: str = "Altă persoană"
) -> Office:
    """A further computer: its database is made from an invite, cheaply for a test."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pass").write_text(PASSPHRASE + "\n", encoding="utf-8")
    made = Office(folder, office, clock, worker)
    found = pc_invite.open_invite(invited[0], invited[1].read_text("utf-8"), clock())
    opened = pc_invite.join(
        made.vault, found, worker=worker, passphrase=PASSPHRASE, clock=clock, cost=KdfCost.for_tests()
    )
    vaults.close_session(opened, make_backup=False)
    return made


def told(session: Session, seq: int = 1) -> tuple[Head, list[computers.Line]]:
    """What this computer says of itself in a merge, as a file carries it."""
    head = Head(
        "merge", session.office.code, seq, None, stamp(session.now()), session.office.node, session.vault.commit_no
    )
    lines = [canonical.load(canonical.dump(one)) for one in pc_lines.lines(session.conn)]
    return head, [computers.read(Shape(one, number)) for number, one in enumerate(lines, start=1)]


def hear(session: Session, sender: Session, said: tuple[Head, list[computers.Line]] | None = None) -> None:
    """Take in what another computer says, in one transaction, as a merge does."""
    head, lines = said or told(sender)
    mine = pcs.own(sender)
    assert mine is not None
    now = session.now()
    with session.vault.write(now) as conn:
        taking = pc_lines.PcLines(session, conn, mine.id, head, now)
        for line in lines:
            taking.take(line)
        taking.finish()
