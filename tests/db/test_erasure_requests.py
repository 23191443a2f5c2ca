"""Requests to erase and holds outlive a restored copy and an older shape of the vault."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from db import (
    erasure,
    erasure_requests,
    migrate,
)
from db.connection import Connection
from db.tombs import ALL, Entry
from tests.db.erasing import CASE, DAY, WORD, story
from tests.db.make import NOW, new_id, new_vault


def test_in_a_restored_copy_no_request_waits_for_what_is_gone(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    story(vault)
    with vault.write(NOW) as conn:
        erasure_requests.add(conn, request(CASE))
        erasure_requests.add(conn, request("d" * 32))
        erasure.reapply(conn, [Entry(CASE, ALL, "gdpr_17", DAY)])
    found = {one.case: one for one in erasure_requests.every(vault.conn)}
    assert (found[CASE].state, found[CASE].ended_by, found[CASE].words) == ("done", "", "")
    assert found[CASE].ended_at == datetime(2026, 11, 24, tzinfo=UTC)
    assert found["d" * 32].state == "waiting"


def request(case: str) -> erasure_requests.Request:
    return erasure_requests.Request(new_id(), case, "UN4-26-00000X", "cerere", WORD, NOW, "w" * 32, NOW)


def test_what_was_taken_back_or_held_since_stays_so_in_an_older_copy(tmp_path: Path) -> None:
    present, older = new_vault(tmp_path / "present"), new_vault(tmp_path / "older")
    known, new = request(CASE), request("d" * 32)
    with older.write(NOW) as conn:
        erasure_requests.add(conn, known)
        erasure_requests.hold(conn, "e" * 32, NOW, "w" * 32)
    with present.write(NOW) as conn:
        erasure_requests.add(conn, known)
        erasure_requests.end(conn, known.id, "withdrawn", NOW, "w" * 32)
        erasure_requests.add(conn, new)
        erasure_requests.hold(conn, CASE, NOW, "w" * 32)
    with older.write(NOW) as conn:
        erasure_requests.carry_over(present.conn, conn)
    assert {one.case: one.state for one in erasure_requests.every(older.conn)} == {
        CASE: "withdrawn",
        new.case: "waiting",
    }
    assert erasure_requests.is_held(older.conn, CASE)
    assert erasure_requests.is_held(older.conn, "e" * 32)  # to let go of it again is one act of a lead


# --- what comes from before -------------------------------------------------------------------------------------------


def test_a_hold_that_an_older_vault_had_in_a_header_holds(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(migrate.scripts()[1], first)
    conn: Connection = driver.connect(str(tmp_path / "old.db"), isolation_level=None)
    migrate.up(conn, first)
    for name, form, body in (
        ("a", "case", '{"legal_hold":true}'),
        ("b", "case", '{"legal_hold":false}'),
        ("c", "case", "{}"),
        ("d", "incident", '{"legal_hold":true}'),
    ):
        conn.execute(
            "INSERT INTO record (id, case_id, form, version, body, state, conflicts, created, modified, worker)"
            " VALUES (?, ?, ?, 1, ?, 'begun', 0, '2026', '2026', 'w')",
            (name, name, form, body),
        )
    migrate.up(conn)
    assert [one for one in "abcd" if erasure_requests.is_held(conn, one)] == ["a"]
    conn.close()
