"""Small things that the stories of the store need: a vault on the disk, a revision, a record."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db import cases, records, vault
from db.keys import KdfCost
from db.merge import Revision
from db.records import Record
from db.vault import Vault

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
NAME, PASSPHRASE = "Ana Țurcanu", "cinci cuvinte fără nicio legătură"


def new_vault(path: Path, **changes: Any) -> Vault:
    """A vault with one lead; cheap to open, so only for tests."""
    asked: dict[str, Any] = {
        "office": "UN4",
        "kind": "office",
        "country": "MD",
        "worker": NAME,
        "passphrase": PASSPHRASE,
        "now": NOW,
        "age_identity": "AGE-SECRET-KEY-1TEST",
        "cost": KdfCost.for_tests(),
    }
    return vault.create(path, **{**asked, **changes})


def open_vault(path: Path, *, worker: str = NAME, passphrase: str = PASSPHRASE, now: datetime = NOW) -> Vault:
    """Open it again in this process, which may read cheap key files."""
    KdfCost.for_tests()
    return vault.open_(path, worker=worker, passphrase=passphrase, now=now)


def new_id() -> str:
    return secrets.token_hex(16)


def revision(record: str | None = None, **changes: Any) -> Revision:
    asked: dict[str, Any] = {
        "id": new_id(),
        "record": record or new_id(),
        "case": None,
        "form": "report",
        "version": 1,
        "time": 1,
        "worker": "w" * 32,
        "office": "UN4",
        "sets": {"note": "x"},
        "replaces": {},
    }
    return Revision(**{**asked, **changes})


def record(name: str | None = None, **changes: Any) -> Record:
    asked: dict[str, Any] = {
        "id": name or new_id(),
        "case": None,
        "form": "report",
        "version": 1,
        "body": {"note": "x"},
        "state": "begun",
        "conflicts": 0,
        "created": NOW,
        "modified": NOW,
        "worker": "w" * 32,
    }
    return Record(**{**asked, **changes})


def save(of: Vault, text: str = "x") -> str:
    """One small save; the id of its record."""
    saved = record(body={"note": text})
    with of.write(NOW) as conn:
        records.add_revision(conn, revision(saved.id, sets={"note": text}, time=of.tick(NOW)))
        records.put(conn, saved)
    return saved.id


def case_row(number: int, **changes: Any) -> cases.CaseRow:
    return cases.CaseRow(**{"case": f"{number:032x}", "code": f"UN4-26-{number:06d}", **changes})
