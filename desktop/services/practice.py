"""A practice vault: an office of invented people, made from a seed, that can never export to a real office."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from pathlib import Path

from db.keys import KdfCost
from db.vault import Vault
from desktop import paths
from desktop.services import intake, people, practice_acts, vaults
from desktop.services.invented import calls, roster
from desktop.services.invented.kinds import story
from desktop.services.invented.world import Kept, Line, Names, Tale, Telling, read_names, tale
from desktop.services.session import Session

OFFICE, REGION = "XUN", "XREG"
PASSPHRASE = "practice-practice"  # noqa: S105 - public on purpose: nothing in this vault is real
WORKER = "Ina Exercițiu"
CASES = 120
BATCH = 500  # sheets in one commit
CALLS_FOR = 6  # so many cases for each report that became none

Report = Callable[[int, int], None]


@dataclass(slots=True, order=True)
class Waiting:
    """A story on its way: the next sheet, and when it is written."""

    at: datetime
    number: int
    line: Line = field(compare=False)
    telling: Telling[None] = field(compare=False)


def make(
    folder: Path,
    *,
    cases: int,
    seed: int,
    clock: Callable[[], datetime],
    report: Report | None = None,
    cost: KdfCost | None = None,
    country: str = "MD",
) -> Session:
    """Create a practice vault with so many cases; the same seed gives the same people. It is returned open."""
    names = read_names(names_file(), country)
    session = vaults.create(
        folder, office=OFFICE, worker=WORKER, passphrase=PASSPHRASE, country=country, clock=clock, practice=True,
        cost=cost,
    )  # fmt: skip
    for name, role in names.workers:
        if name != WORKER:
            people.add_worker(session, name, role, PASSPHRASE)
    fill(session, names, cases=cases, seed=seed, report=report or _quiet)
    return session


def names_file() -> Path:
    return paths.resources() / "practice" / "names.v1.toml"


def fill(session: Session, names: Names, *, cases: int, seed: int, report: Report = lambda _done, _all: None) -> None:
    """Put invented cases into an open practice vault, day after day as an office writes, many sheets in one commit."""
    clock, now, worker, vault = session.clock, session.now(), session.worker, session.vault
    assert isinstance(vault, Vault)  # noqa: S101 - it was made here, in this thread
    office = {one.name: one for one in people.all_workers(session)}
    named: dict[str, Tale] = {}
    queue = list(_first_lines(names, now, cases, seed, named))
    heapify(queue)
    stories = len(queue)
    try:
        while queue:
            report(cases * (stories - len(queue)) // stories, cases)
            with session.vault.write(now) as conn, intake.Batch(session, conn) as batch:
                written = 0
                while queue and written < BATCH:
                    vault.worker = office.get(queue[0].line.by, worker)
                    _write_next(session, batch, queue, now)
                    written += 1
    finally:
        session.clock, vault.worker = clock, worker
    practice_acts.furnish(session, names)
    practice_acts.perform(session, named)
    report(cases, cases)


def _first_lines(names: Names, now: datetime, cases: int, seed: int, named: dict[str, Tale]) -> Iterator[Waiting]:
    """Every story with its first sheet; the tales of those that have a name are kept under it."""
    crew = roster.invent(names, f"{seed}/roster")
    listed = tale(names, f"{seed}/listed", now, now - roster.LISTED, crew=crew)
    yield _waiting(-1, roster.written(listed))
    for number in range(cases):
        one = f"{seed}/{number}"
        told = story(number, random.Random(one), names.country)  # noqa: S311 - invented people need no secrecy
        begun = tale(names, one, now, now - timedelta(days=told.days), office=told.office, crew=crew)
        if told.name:
            named[told.name] = begun
        yield _waiting(number, told.kind(begun))
    for number in range(-(-cases // CALLS_FOR)):
        one = f"{seed}/call/{number}"
        call, hours = calls.call(number, random.Random(one))  # noqa: S311
        yield _waiting(cases + number, call(tale(names, one, now, now - timedelta(hours=hours), office=False)))


def _waiting(number: int, telling: Telling[None]) -> Waiting:
    line = next(telling)
    return Waiting(line.at, number, line, telling)


def _write_next(session: Session, batch: intake.Batch, queue: list[Waiting], now: datetime) -> None:
    """Write the earliest sheet that waits, and let its story go on as far as today."""
    one = heappop(queue)
    line = one.line
    session.clock = lambda: line.at
    done = batch.put({"case": line.case, "form": line.form, "record": line.record, "set": dict(line.answers)})
    try:
        following = one.telling.send(Kept(done.record, done.revision, done.case, done.code))
    except StopIteration:
        return
    if following.at <= now:
        heappush(queue, Waiting(following.at, one.number, following, one.telling))


def _quiet(_done: int, _total: int) -> None:
    """Nobody watches."""
