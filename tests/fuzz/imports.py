"""True bundles between real databases, spoiled under good signatures and taken in: kept, or refused without a trace."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random
from unittest import mock

from db import backup
from desktop.refusals import SENTENCES, Refused
from desktop.services import cases, conflicts, exchange, records, sync, today
from desktop.services.fates import ALREADY, IMPORTED, REFUSED, Fate
from desktop.services.session import Session
from tests.fuzz import bundles
from tests.fuzz.bundles import Tally
from tests.fuzz.world import Waiting, world

NOTES = frozenset({"quarantine", "alarm", "access_log", "ledger", "meta"})
ENOUGH = 12  # spoiled ones that were taken in, after which everybody begins anew


def run(folder: Path, count: int, seed: int, chosen: Sequence[str] = (), only: int | None = None) -> Tally:
    """So many imports; databases begin anew when too much that is strange was taken in."""
    tally, number, turn = Tally(), 0 if only is None else only, 0
    last = count if only is None else only + 1
    while number < last:
        turn += 1
        with _quick(), world(folder / str(turn)) as every:
            there = [one for one in every if not chosen or one.golden.kind in chosen]
            kept, faults = 0, len(tally.faults)
            while number < last and kept < ENOUGH and len(tally.faults) == faults:
                kept += _one(there, Random(f"{seed}:{number}"), number, folder / "spoiled.ancora", tally)
                number += 1
    return tally


def _one(there: Sequence[Waiting], rnd: Random, number: int, file: Path, tally: Tally) -> bool:
    """Whether it was taken in."""
    waiting, other = rnd.choice(there), rnd.choice(there)
    depth, spoil = rnd.choice(bundles.SIGNED)
    data = spoil(bundles.open_(waiting.numbered()), bundles.open_(other.golden), rnd)
    file.write_bytes(data)
    about = f"{number}: {waiting.golden.kind}, {depth}"
    before = _rows(waiting.taker)
    try:
        (fate,) = sync.import_files(waiting.taker, [file])
        outcome = _outcome(fate)
        if fate.status == IMPORTED:
            _live_on(waiting.taker)
        elif (after := _rows(waiting.taker)) != before:
            raise AssertionError(f"refused as {fate.code}, and yet {dict(after.items() ^ before.items())}")
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        place = traceback.extract_tb(error.__traceback__)[-1]
        outcome = f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}"
        tally.faults.append(f"{about}: {outcome}: {error}"[:300])
    tally.bundles += 1
    tally.bytes += len(data)
    tally.outcomes[outcome] += 1
    tally.depths[f"{waiting.golden.kind} {outcome}"] += 1
    return outcome == IMPORTED


def _outcome(fate: Fate) -> str:
    if fate.status not in (IMPORTED, ALREADY, REFUSED) or (fate.code is not None and fate.code not in SENTENCES):
        raise AssertionError(f"{fate.status} {fate.code}")
    return fate.code or fate.status if fate.status == REFUSED else fate.status


def _rows(session: Session) -> dict[str, int]:
    """How much there is of everything but notes on files themselves."""
    names = session.conn.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'")
    return {
        name: session.conn.execute(f"SELECT count(*) FROM main.{name}").fetchone()[0]  # noqa: S608
        for (name,) in names.fetchall()
        if name not in NOTES
    }


def _live_on(session: Session) -> None:
    """What people do next: whatever was taken in, each page is shown or says why not, and the rest is not lost."""
    if session.conn.in_transaction:
        raise AssertionError("a transaction was left open")
    if wrong := session.conn.execute("PRAGMA foreign_key_check").fetchall():
        raise AssertionError(f"references: {wrong[:3]}")
    if session.office.kind == "region":
        return
    today.today(session)
    exchange.history(session)
    conflicts.listed(session)
    for row in cases.page(session, cases.Filter()).rows:
        with suppress(Refused):
            for sheet in cases.open_case(session, row.case).records:
                with suppress(Refused):
                    records.open_sheet(session, sheet.form, record=sheet.id)


def _quick() -> ExitStack:
    """Without the backup before each run of imports: it is the same each time, and the slowest part by far."""
    stack = ExitStack()
    stack.enter_context(mock.patch.object(backup, "make", lambda *_given, **_more: None))
    return stack
