"""What was erased is in no table, no index, no free page and no log of changes, and nothing brings it back."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as driver

from db import (
    attachments,
    backup,
    cases,
    drafts,
    due,
    erasure,
    facts,
    migrate,
    records,
    search,
    tombs,
)
from db.connection import Connection, open_raw
from db.drafts import Draft
from db.errors import VaultRefused
from db.tombs import ALL, Entry
from db.vault import Vault
from tests.db.erasing import CASE, DAY, WORD, story, traces
from tests.db.make import NOW, case_row, new_id, new_vault, record, revision


def test_a_case_goes_from_every_table(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    ids = story(vault)
    assert traces(vault.conn, WORD)
    with vault.write(NOW) as conn:
        assert erasure.case(conn, CASE, "gdpr_17", DAY) == 3  # with the sheet that was only begun
    assert not traces(vault.conn, WORD)
    assert {(one.id, one.what) for one in tombs.every(vault.conn)} >= {(one, ALL) for one in ids}
    assert {one.day for one in tombs.every(vault.conn)} == {DAY}
    assert search.find(vault.conn, WORD, 5) == []


def test_another_case_keeps_every_word(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    story(vault)
    other = "d" * 32
    kept = story(vault, other, "Altcineva", 2)
    with vault.write(NOW) as conn:
        erasure.case(conn, CASE, "gdpr_17", DAY)
    assert [one.id for one in records.of_case(vault.conn, other)] == kept
    assert cases.get(vault.conn, other) is not None
    assert [hit.record for hit in search.find(vault.conn, "altcineva", 9)] == kept[::-1]
    assert facts.shared(vault.conn, "word", "Altcineva") == 1
    assert len(attachments.of_record(vault.conn, kept[1])) == 1


# --- free pages, slack and the log of changes -------------------------------------------------------------------------


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[tuple[Connection, Path]]:
    """The same tables under the same settings without a cipher, so that what lies on the disk can be read."""
    path = tmp_path / "bare.db"
    conn: Connection = driver.connect(str(path), isolation_level=None)
    for setting in ("auto_vacuum = INCREMENTAL", "secure_delete = ON", "temp_store = MEMORY", "journal_mode = WAL"):
        conn.execute(f"PRAGMA {setting}").fetchall()
    migrate.up(conn)
    conn.execute("INSERT INTO secret VALUES ('office-secret', randomblob(32))")
    yield conn, path
    conn.close()


def on_the_disk(path: Path) -> bytes:
    return b"".join(
        file.read_bytes() for file in sorted(path.parent.glob("bare.db*")) if not file.name.endswith("-shm")
    )


def many(conn: Connection, word: str, of: int) -> list[str]:
    """A case so large that it fills pages of its own, long texts and the index of the search among them."""
    conn.execute("BEGIN")
    ids = []
    for number in range(of):
        sheet = new_id()
        ids.append(sheet)
        sets = {"note": f"{word}{number} " * 900, "name": word}
        records.add_revision(conn, revision(sheet, case=CASE, sets=sets, time=number))
        records.put(conn, record(sheet, case=CASE, body=sets))
        search.put(conn, sheet, CASE, f"{word} {word}{number} martor{number}")
        facts.replace(conn, sheet, CASE, {"word": f"{word}{number}"})
        drafts.put(conn, Draft(sheet, CASE, "incident", 1, "b" * 32, sets, {}, NOW))
        attachments.add(conn, sheet, "image/png", f"{word}{number}".encode() * 2000)
    conn.execute("COMMIT")
    return ids


def test_not_a_byte_of_it_is_left_on_the_disk(bare: tuple[Connection, Path]) -> None:
    conn, path = bare
    many(conn, "stejarul", 60)
    conn.execute("BEGIN")
    other = new_id()
    records.add_revision(conn, revision(other, case="d" * 32, sets={"note": "altcineva"}))
    records.put(conn, record(other, case="d" * 32, body={"note": "altcineva"}))
    search.put(conn, other, "d" * 32, "altcineva martor1")
    conn.execute("COMMIT")
    before = on_the_disk(path)
    assert before.count(b"stejarul") > 1000
    conn.execute("BEGIN")
    erasure.case(conn, CASE, "gdpr_17", DAY)
    conn.execute("COMMIT")
    assert erasure.purge(conn)
    after = on_the_disk(path)
    assert b"stejarul" not in after
    assert b"stejaru" not in after
    assert len(after) < len(before) / 3  # free pages were given back
    assert conn.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert [hit.record for hit in search.find(conn, "altcineva", 5)] == [other]
    assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_not_a_byte_of_some_answers_is_left_on_the_disk(bare: tuple[Connection, Path]) -> None:
    conn, path = bare
    ids = many(conn, "stejarul", 20)
    conn.execute("BEGIN")
    for sheet in ids:
        erasure.parts(conn, sheet, 10**6, {"note", "name"}, "retention", DAY)
        erasure.attachments(conn, [one.id for one in attachments.of_record(conn, sheet)], "retention", DAY)
    conn.execute("DELETE FROM main.draft")  # typed after the time up to which answers go
    for table in ("fact", "fact_word", "facts_of_record"):
        conn.execute(f"DELETE FROM {table}")  # what is counted stays, and would be found  # noqa: S608
    conn.execute("COMMIT")
    assert erasure.purge(conn)
    assert b"stejaru" not in on_the_disk(path)
    assert records.count(conn) == 20


def test_while_somebody_reads_the_log_of_changes_waits(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    story(vault)
    with closing(vault.connect_bare()) as reader:
        reader.execute("PRAGMA busy_timeout = 0")
        vault.conn.execute("PRAGMA busy_timeout = 0")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM record").fetchone()
        with vault.write(NOW) as conn:
            erasure.case(conn, CASE, "gdpr_17", DAY)
        assert not erasure.purge(vault.conn)
    assert erasure.purge(vault.conn)


# --- nothing brings it back -------------------------------------------------------------------------------------------


def test_whatever_is_written_afterwards_for_an_erased_case_is_not_taken(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    _, sheet = story(vault)
    with vault.write(NOW) as conn:
        erasure.case(conn, CASE, "gdpr_17", DAY)
        late = {"note": WORD}
        assert not records.add_revision(conn, revision(sheet, case=CASE, sets=late))
        assert not records.add_revision(conn, revision(new_id(), case=CASE, sets=late))
        assert not records.add_revision(conn, revision(new_id(), sets={"case": CASE, **late}))  # joined by a report
        records.put(conn, record(sheet, case=CASE, body=late))
        records.put(conn, record(case=CASE, body=late))
        drafts.put(conn, Draft(sheet, CASE, "incident", 1, "b" * 32, late, {}, NOW))
        drafts.put(conn, Draft(new_id(), CASE, "incident", 1, "b" * 32, late, {}, NOW))
        attachments.add(conn, sheet, "image/png", WORD.encode())
        cases.put(conn, case_row(1, case=CASE, place=WORD))
        due.replace(conn, sheet, [due.DueRow(sheet, CASE, "duty", "2026-11-25T00:00:00.000Z", ref=WORD)])
        facts.put_quasi(conn, CASE, {"place": WORD})
        with pytest.raises(VaultRefused, match="no-such-record"):
            search.put(conn, sheet, CASE, WORD)
    assert not traces(vault.conn, WORD)


def test_a_sheet_that_has_gone_to_another_case_is_not_lost_with_the_first(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    story(vault)
    moved = new_id()
    with vault.write(NOW) as conn:
        records.add_revision(conn, revision(moved, case=CASE, sets={"case": CASE, "note": "alta"}, time=1))
        records.add_revision(conn, revision(moved, case=CASE, sets={"case": "d" * 32}, time=2))
        records.put(conn, record(moved, case="d" * 32, body={"note": "alta"}))
        erasure.case(conn, CASE, "gdpr_17", DAY)
        assert len(records.revisions(conn, moved)) == 2
        assert records.add_revision(conn, revision(moved, case=CASE, sets={"note": "încă"}, time=3))


def test_a_restored_copy_forgets_again(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    story(vault)
    kept = story(vault, "d" * 32, "Altcineva", 2)
    made = backup.make(vault, NOW)
    with vault.write(NOW) as conn:
        erasure.case(conn, CASE, "gdpr_17", DAY)
    entries = tombs.every(vault.conn)
    with closing(_copy_of(made.path, vault)) as old:
        assert traces(old, WORD)
        assert erasure.reapply(old, entries) == 3
        assert not old.in_transaction
        assert not traces(old, WORD)
        assert [one.id for one in records.of_case(old, "d" * 32)] == kept
        assert erasure.reapply(old, entries) == 0  # once more is nothing new


def _copy_of(made: Path, vault: Vault) -> Connection:
    """The database of a backup, to be changed."""
    if zipfile.is_zipfile(made):
        folder = made.with_suffix(".opened")
        zipfile.ZipFile(made).extractall(folder)
        made = folder
    return open_raw(made / "vault.db", vault.database_key, "rw")


def test_reapplying_within_a_transaction_leaves_it_to_its_owner(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    story(vault)
    vault.conn.execute("BEGIN")
    assert erasure.reapply(vault.conn, [Entry(CASE, ALL, "gdpr_17", DAY)]) == 3
    vault.conn.execute("ROLLBACK")
    assert traces(vault.conn, WORD)
