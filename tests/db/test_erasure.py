"""What was erased is in no table, no index, no free page and no log of changes, and nothing brings it back."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import attachments, backup, cases, drafts, due, erased_file, erasure, facts, records, search, tombs
from db.connection import Connection
from db.drafts import Draft
from db.errors import VaultRefused
from db.hybrid import from_datetime
from db.tombs import ALL, Entry
from db.vault import Vault
from tests.db.make import NOW, case_row, new_id, new_vault, open_vault, record, revision

CASE = "c" * 32
WORD = "Zăpodeanca"
DAY = "2026-11-24"


def story(vault: Vault, case: str = CASE, word: str = WORD, number: int = 1) -> list[str]:
    """A case with a header, a sheet and its file, another worker's draft, words, facts, a row; ids of its records."""
    sheet = new_id()
    with vault.write(NOW) as conn:
        for name, form in ((case, "case"), (sheet, "incident")):
            sets = {"note": f"{word} {form}", "rows/1/name": word}
            records.add_revision(conn, revision(name, case=case, form=form, sets=sets, time=vault.tick(NOW)))
            records.put(conn, record(name, case=case, form=form, body=sets))
            search.put(conn, name, case, word)
            facts.replace(conn, name, case, {"word": word, "form": form})
        drafts.put(conn, Draft(sheet, case, "incident", 1, "b" * 32, {"note": word}, {}, NOW))
        drafts.put(conn, Draft(new_id(), case, "incident", 1, "b" * 32, {"note": word}, {}, NOW))
        attachments.add(conn, sheet, "image/png", word.encode() * 3000)
        cases.put(conn, case_row(number, case=case, place=word))
        due.replace(conn, sheet, [due.DueRow(sheet, case, "duty", "2026-11-25T00:00:00.000Z", ref=word)])
        facts.put_quasi(conn, case, {"place": word})
    return [case, sheet]


def every_value(conn: Connection) -> str:
    """Every column of every table, also those of the search behind its back."""
    names = [row[0] for row in conn.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    found: list[str] = []
    for name in names:
        for row in conn.execute(f'SELECT * FROM main."{name}"'):  # noqa: S608 - names of the schema
            found += [value.hex() if isinstance(value, bytes) else str(value) for value in row]
    return "\n".join(found)


def traces(conn: Connection, *words: str) -> list[str]:
    text = every_value(conn).casefold()
    forms = [form for word in words for form in (word.casefold(), word.encode().hex(), search.fold(word))]
    return [form for form in forms if form in text]


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


def plain_bytes(vault: Vault) -> bytes:
    """Every page of the file as it lies under the cipher: free ones and slack between cells too."""
    with closing(vault.connect_bare()) as conn:
        return b"".join(row[0] for row in conn.execute("SELECT data FROM sqlite_dbpage ORDER BY pgno"))
