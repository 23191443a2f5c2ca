"""Offices and regions with real vaults, that know each other by their cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from db import access_log
from db.keys import KdfCost
from desktop.indicators.count import note
from desktop.indicators.schema import Row, Table, Unit
from desktop.services import cards, sync, vaults
from desktop.services.session import Session
from tests.desktop.bundle import forge

PASSPHRASE = "cinci cuvinte cu totul diferite"
PERIODS = ("2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2025")


def desk(
    folder: Path,
    code: str,
    clock: Callable[[], datetime],
    *,
    kind: str = "office",
    country: str = "MD",
    practice: bool = False,
) -> Session:
    return vaults.create(
        folder / code,
        office=code,
        kind=kind,
        country=country,
        worker="Persoana de test",
        passphrase=PASSPHRASE,
        clock=clock,
        practice=practice,
        cost=KdfCost.for_tests(),
    )


def acquaint(folder: Path, *desks: Session) -> None:
    """Everybody trusts everybody, after comparing fingerprints."""
    for one in desks:
        file = folder / f"{one.office.code}.ancora-card"
        fingerprint = sync.save_card(one, file).fingerprint
        for other in desks:
            if other is not one:
                sync.trust(other, file, fingerprint)


def as_role(session: Session, role: str) -> Session:
    session.vault.worker = replace(session.vault.worker, role=role)
    return session


def tables(count: int = 6) -> tuple[Table, ...]:
    """One table of an indicator that no definition names, as after an update elsewhere."""
    named = {"ro": "x01", "en": "x01"}
    rows = tuple(Row(code, {"ro": code, "en": code}, n) for code, n in (("0-11", count), ("unknown", 3)))
    words = {"ro": "case", "en": "case"}
    return (Table("x01", 1, named, rows, count + 3, Unit.CASE, words, note(None)),)


def export(session: Session, to: str, period: str, out: Path, count: int = 6) -> Path:
    sync.export_statistics(session, to, period, out, tables=tables(count))
    return out


def as_forger(session: Session) -> forge.Office:
    """The office's true keys in other hands."""
    return forge.Office(
        session.office.code,
        cards.identity(session),
        cards.card(session).box_key,
        cards.sign_seed(session),
    )


def log_of(session: Session) -> list[tuple[str, str | None, int | None]]:
    """What the access log says, the oldest first."""
    return [(entry.verb, entry.object, entry.count) for entry in reversed(access_log.page(session.conn, 100))]


def codes(fates: Sequence[sync.Fate]) -> list[tuple[str, str | None]]:
    return [(fate.status, fate.code) for fate in fates]
