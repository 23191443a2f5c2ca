"""Small things that the stories of erasing need: a vault with people who open it in turn, a case with a word in it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from db import access_log, attachments, crypto, drafts, seals
from db.drafts import Draft
from db.keys import KdfCost
from db.seals import Reader
from desktop.services import erasure, people, vaults
from desktop.services.erasure import Asked
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.db.erasing import traces
from tests.desktop.services.test_team import put

LEAD, OTHER, WORKER = "Prima șefă", "A doua șefă", "O lucrătoare"
PASSPHRASES = {name: f"cinci cuvinte cu totul diferite {number}" for number, name in enumerate((LEAD, OTHER, WORKER))}
WORD = "Zmăucițăș"


class House:
    """One vault and the people who open it in turn."""

    def __init__(self, folder: Path, clock: FixedClock, *colleagues: tuple[str, str]) -> None:
        self.folder, self.clock = folder, clock
        self.session = vaults.create(
            folder, office="UN4", worker=LEAD, passphrase=PASSPHRASES[LEAD], clock=clock, cost=KdfCost.for_tests()
        )
        for name, role in colleagues:
            people.add_worker(self.session, name, role, PASSPHRASES[name])

    def sit_down(self, name: str) -> Session:
        self.close()
        self.session = vaults.open_session(self.folder, worker=name, passphrase=PASSPHRASES[name], clock=self.clock)
        return self.session

    def close(self) -> None:
        vaults.close_session(self.session, make_backup=False)


Build = Callable[..., House]


def case_with(session: Session, word: str = WORD) -> tuple[str, str]:
    """A case with a name, an account, a file and a colleague's draft; its code and its id."""
    case = put(session, None, "case", case_track=["vd_adult"])
    put(session, case.code, "identity", last_name=word, first_name=word)
    incident = put(session, case.code, "incident", inc_dt="2026-11-20", narrative=f"{word} a povestit")
    with session.vault.write(session.now()) as conn:
        attachments.add(conn, incident.record, "image/png", word.encode() * 1000)
        drafts.put(conn, Draft(incident.record, case.case, "incident", 1, "b" * 32, {"x": word}, {}, session.now()))
    assert case.code is not None
    assert case.case is not None
    return case.code, case.case


def asked(session: Session, code: str, **how: Any) -> Asked:
    return erasure.request(session, code, how.get("ground", "cerere"), how.get("words", f"{WORD} a cerut"))


def verbs(session: Session, *wanted: str) -> list[tuple[str, str | None, int | None]]:
    found = [(one.verb, one.object, one.count) for one in access_log.page(session.conn, 200)]
    return [one for one in found if not wanted or one[0] in wanted][::-1]


def left(session: Session, *words: str) -> list[str]:
    """Which of these words stand in any table, whoever may see it."""
    with closing(session.vault.connect_bare()) as conn:
        return traces(conn, *words)


def deny(session: Session, case: str, worker: str) -> None:
    with session.vault.write(session.now()) as conn:
        conn.execute("INSERT INTO denied VALUES (?, ?, ?, ?)", (case, worker, "2026", session.worker.id))


def seal_for(session: Session, case: str, *chosen: str) -> None:
    """Seal a case for people who are not at the PC now, as one of them would have done."""
    who = [Reader(worker, crypto.public_half(crypto.new_secret()), chosen=True) for worker in chosen]
    with session.vault.write(session.now()) as conn:
        seals.make(conn, case, case, "case", "nobody", who, now=session.now(), by=session.worker.id)
    session.vault.look_again()  # type: ignore[union-attr]
