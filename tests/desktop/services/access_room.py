"""A small office in a small village: who works there, and one case that not everybody should see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.keys import KdfCost
from desktop.services import access, cases, intake, people, vaults
from desktop.services.session import Session
from tests.conftest import FixedClock

PASSPHRASE = "cinci cuvinte cu totul diferite"
LEAD, MANAGER, PSYCHOLOGIST, COUSIN = "Ana Șefa", "Maria Managera", "Ioana Psihologa", "Vera Verișoara"
ROLES = {LEAD: "lead", MANAGER: "worker", PSYCHOLOGIST: "specialist", COUSIN: "worker"}
WORD = "canarulascuns"


@dataclass(slots=True)
class Village:
    """Its vault, and the case that Maria manages."""

    folder: Path
    clock: FixedClock
    ids: dict[str, str]
    case: str = ""
    code: str = ""

    @contextmanager
    def at(self, name: str) -> Iterator[Session]:
        """This person has unlocked the database."""
        session = vaults.open_session(self.folder, worker=name, passphrase=PASSPHRASE, clock=self.clock)
        try:
            yield session
        finally:
            vaults.close_session(session, make_backup=False)

    def seal(self, *names: str, glass: access.Glass = "nobody", by: str = MANAGER) -> None:
        with self.at(by) as session:
            access.seal_case(session, self.case, [self.ids[name] for name in names], glass)

    def deny(self, name: str, by: str = MANAGER) -> None:
        with self.at(by) as session:
            access.deny(session, self.case, self.ids[name])

    def sees(self, name: str) -> bool:
        with self.at(name) as session:
            return self.case in {row.case for row in cases.page(session, cases.Filter()).rows}


def village(folder: Path, clock: FixedClock) -> Village:
    """Four people, and a case full of one word."""
    made = vaults.create(
        folder, office="UN4", worker=LEAD, passphrase=PASSPHRASE, clock=clock, cost=KdfCost.for_tests()
    )
    for name, role in ROLES.items():
        if name != LEAD:
            people.add_worker(made, name, role, PASSPHRASE)
    found = Village(folder, clock, {one.name: one.id for one in people.all_workers(made)})
    vaults.close_session(made, make_backup=False)
    with found.at(MANAGER) as session:
        found.case, found.code = fill(session)
    return found


def fill(session: Session, word: str = WORD) -> tuple[str, str]:
    """A case with its usual sheets: her name, what happened, who did it, consent, a running team; its id and code."""
    opened = put(session, None, "case", {"case_track": ["vd_adult", "sv_adult"]})
    case, code = opened.case or "", opened.code or ""
    put(session, code, "identity", {"first_name": word, "sex": "F", "birth_date": "1990-03-05", "real_addr": word})
    told = {"report_dt": "2026-11-24T09:00:00+02:00", "summary": word, "case": case, "case_ground": "consimtamant"}
    put(session, None, "report", told)
    put(session, code, "incident", {"inc_dt": "2026-11-23T22:00:00+02:00", "narrative": word})
    put(session, code, "aggressor", {"agg_name": word})
    return case, code


def put(session: Session, code: str | None, form: str, sets: dict[str, Any]) -> intake.Put:
    known = {path: value for path, value in sets.items() if session.library.definitions.form(form).find(path)}
    with session.vault.write(session.now()) as conn:
        return intake.put(session, conn, {"case": code, "form": form, "set": known})
