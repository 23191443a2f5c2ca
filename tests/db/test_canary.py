"""Words typed into a vault are in no file of its folder, in whatever encoding, open or closed, nor in a backup."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from db import (
    access_log,
    attachments,
    backup,
    bundles,
    cases,
    drafts,
    due,
    facts,
    meta,
    records,
    sealing,
    search,
    workers,
)
from db.drafts import Draft
from db.due import DueRow
from db.vault import Vault
from tests.db.make import NAME, NOW, PASSPHRASE, case_row, record, revision

CANARY = "KanarienvogelȘ7731"


def _fill_everything(vault: Vault) -> None:
    saved = record(body={"note": CANARY}, form="incident")
    with vault.write(NOW) as conn:
        records.add_revision(conn, revision(saved.id, sets={"note": CANARY}))
        records.put(conn, saved)
        search.put(conn, saved.id, None, CANARY)
        due.replace(conn, saved.id, [DueRow(saved.id, None, "window", "2026", ref=CANARY)])
        facts.replace(conn, saved.id, "c", {"place": CANARY})
        cases.put(conn, case_row(1, place=CANARY))
        drafts.put(conn, Draft(saved.id, None, "incident", 1, "w", {"note": CANARY}, {}, NOW))
        sealing.seal(vault, "c", CANARY)
        attachments.add(conn, saved.id, "text/plain", CANARY.encode() * 2000)
        workers.add(conn, workers.Worker("w", CANARY, "worker", NOW))
        meta.put(conn, "note", CANARY)
        bundles.freeze(conn, "2026-Q3", 1, CANARY)
        access_log.note(conn, NOW, vault.worker.id, "record-saved", saved.id)
    # A sort, a temporary table and a removal write where SQLite likes to write.
    vault.conn.execute("CREATE TEMP TABLE heap AS SELECT words || random() AS words FROM search, record")
    vault.conn.execute("SELECT words FROM heap ORDER BY words DESC").fetchall()
    with vault.write(NOW) as conn:
        search.remove(conn, saved.id)


def _bare(folder: Path) -> list[str]:
    needles = {
        form
        for word in (CANARY, CANARY.lower(), search.fold(CANARY), NAME, PASSPHRASE, "vault-created")
        for form in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), ascii(word)[1:-1].encode())
    }
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 4
    return [path.name for path in files for needle in needles if needle in path.read_bytes()]


def test_no_file_of_the_vault_holds_a_typed_word(vault: Vault) -> None:
    _fill_everything(vault)
    assert _bare(vault.path) == []
    backup.make(vault, NOW)
    assert _bare(vault.path) == []
    vault.close(NOW + timedelta(hours=1))
    assert _bare(vault.path) == []


def test_no_file_name_tells_a_name_or_a_number_of_a_case(vault: Vault) -> None:
    _fill_everything(vault)
    backup.make(vault, NOW)
    names = {path.name for path in vault.path.rglob("*")}
    assert names == {
        *("vault.db", "vault.db-wal", "vault.db-shm", "vault.keys", "vault.anchor", "vault.lock"),
        *("backups", "20261124T123000Z-3.ancora-backup"),
    }
