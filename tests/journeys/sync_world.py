"""Offices that exchange files by stick: their vaults, the files on the way, and what each has ever known."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from db import records
from db.connection import Connection
from desktop.refusals import Refused
from desktop.services import backups, inbox, intake, moving, renewing, restoring, transfers, vaults
from desktop.services.casefile import CaseAnswers
from desktop.services.fates import Fate
from desktop.services.outgoing import Exported
from desktop.services.session import Session
from desktop.services.transfers import Wanted
from tests.conftest import FixedClock
from tests.offices import PASSPHRASE, WORKER, acquaint, make_office
from tests.two_pcs import second_pc

OFFICES = ("UN4", "FA2", "SV1")


@dataclass(slots=True)
class Computer:
    """One vault with its own clock, which may be a year off; `known` are the revisions that it must have."""

    name: str
    office: str
    vault: Path
    clock: FixedClock
    session: Session = field(init=False)
    known: dict[str, str] = field(default_factory=dict)  # revision -> case
    retired: bool = False

    def open(self) -> None:
        self.session = vaults.open_session(self.vault, worker=WORKER, passphrase=PASSPHRASE, clock=self.clock)
        renewing.refresh_stale(self.session)

    def close(self) -> None:
        vaults.close_session(self.session, make_backup=False)

    @property
    def conn(self) -> Connection:
        return self.session.conn

    # --- what people do

    def put(self, form: str, sets: Mapping[str, Any], case: str | None = None, record: str | None = None) -> str:
        """One line of `record put`; the code of its case."""
        line = {"case": case, "form": form, "record": record, "set": dict(sets)}
        with self.session.vault.write(self.session.now()) as conn:
            return str(intake.put(self.session, conn, line).code)

    def take(self, file: Path) -> Fate:
        (fate,) = inbox.import_all(self.session, [file])
        return fate

    def back_up(self) -> Path:
        return backups.make_backup(self.session).file

    def restore(self, backup: Path) -> None:
        """A copy is put back; what was written since is gone from this computer, and nothing is expected of it."""
        self.close()
        restoring.restore(backup, self.vault, worker=WORKER, passphrase=PASSPHRASE, clock=self.clock)
        self.open()
        self.known = self.revisions()

    def crash(self, aside: Path) -> None:
        """The power goes: what lay on the disk at this moment is all there is."""
        shutil.copytree(self.vault, aside)
        self.close()
        shutil.rmtree(self.vault)
        shutil.move(aside, self.vault)
        self.open()

    def offer(self, code: str, to: str, home: str, stick: Path) -> Path | None:
        """With her consent of today for that office; None where the program says why not."""
        today = self.clock.now.date()
        agreed = {
            "explained_on": today.isoformat(),
            "signature": {"how": "paper", "on": today.isoformat()},
            "release/a/recipient": "adapost",
            "release/a/agreed": "da",
            "release/a/institution": home,
            "release/a/data": ["dosar_intreg"],
            "release/a/valid_until": (today + timedelta(days=20)).isoformat(),
        }
        self.put("consent", agreed, code)
        wanted = Wanted(case=self.case_of(code), to=to, reason="siguranta", institution=home)
        try:
            return transfers.offer(self.session, transfers.look(self.session, wanted), stick).file
        except Refused:
            return None

    def answer(self, sheet: str, how: str, stick: Path) -> Path | None:
        """What one of the offices says of a transfer; None where it may not say that now."""
        session = self.session
        ways: Mapping[str, Callable[[], Exported]] = {
            "accept": lambda: transfers.accept(session, sheet, stick),
            "reject": lambda: transfers.reject(session, sheet, "lipsa_locuri", stick),
            "cancel": lambda: transfers.cancel(session, sheet, stick),
            "again": lambda: transfers.again(session, sheet, stick),
            "settle": lambda: transfers.settle(session, sheet, "acceptat", stick),
        }
        try:
            return ways[how]().file
        except Refused:
            return None

    # --- what is looked at

    def transfers(self) -> list[str]:
        """The sheets of all transfers that are known here."""
        return sorted(one.id for one in records.of_form(self.conn, "transfer"))

    def other_of(self, sheet: str) -> str:
        record = records.get(self.conn, sheet)
        assert record is not None
        (other,) = {record.body["from_office"], record.body["to_office"]} - {self.office}
        return str(other)

    def let_go(self) -> frozenset[str]:
        """Cases that were offered to this office, and that it did not take."""
        found = (one for one in records.of_form(self.conn, "transfer") if one.body.get("to_office") == self.office)
        return frozenset(one.case or "" for one in found if one.body.get("state") in ("respins", "anulat"))

    def revisions(self) -> dict[str, str]:
        """What is here now: revision -> case."""
        rows = self.conn.execute("SELECT id, coalesce(case_id, record) FROM main.revision")
        return {str(name): str(case) for name, case in rows}

    def codes(self) -> list[str]:
        """The cases that can be written in here."""
        rows = self.conn.execute("SELECT code FROM main.case_row WHERE moving IS NULL ORDER BY code")
        return [str(row[0]) for row in rows]

    def case_of(self, code: str) -> str:
        return str(self.conn.execute("SELECT case_id FROM main.case_row WHERE code = ?", (code,)).fetchone()[0])

    def erased(self) -> frozenset[str]:
        return frozenset(str(row[0]) for row in self.conn.execute("SELECT id FROM erased WHERE what = ''"))

    def standing(self) -> dict[str, tuple[Any, ...]]:
        """What stands in every sheet, with its conflicts."""
        rows = self.conn.execute("SELECT id, case_id, body, conflicts FROM main.record")
        return {str(row[0]): tuple(row[1:]) for row in rows}

    def stale(self) -> int:
        return int(self.conn.execute("SELECT count(*) FROM stale").fetchone()[0])

    def answers_for(self, case: str) -> bool:
        """Whether this office is the owner of a case, as it sees it."""
        found = CaseAnswers(self.session, case, whole=True)
        return bool(found.records) and moving.of(self.session, found).is_here


def build(folder: Path, clock: FixedClock) -> None:
    """Three offices that trust each other; the first has two computers."""
    made = [make_office(folder / code.lower(), code, clock) for code in OFFICES]
    for at, one in enumerate(made):
        for other in made[at + 1 :]:
            acquaint(one, other)
    second_pc(made[0], folder / "un4-2")


def copied(template: Path, folder: Path, clock: FixedClock) -> dict[str, Computer]:
    """A world of one's own, each computer with its own clock."""
    shutil.copytree(template, folder)
    found = {}
    for name in ("un4", "un4-2", "fa2", "sv1"):
        computer = Computer(name, name.partition("-")[0].upper(), folder / name / "vault", FixedClock(clock.now))
        computer.open()
        computer.known = computer.revisions()
        found[name] = computer
    return found
