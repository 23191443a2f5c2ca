"""What a person must not see is not there, and what is written passes by the veil."""

from __future__ import annotations

from typing import Any

import pytest

from db import attachments, cases, drafts, due, facts, records, search, veil
from db.connection import Connection
from db.drafts import Draft
from db.due import DueRow
from db.vault import Vault
from tests.db.make import NOW, case_row, new_id, record, revision

WORKER = "w" * 32


@pytest.fixture
def two(vault: Vault) -> tuple[str, str]:
    """Two cases with one of everything in each; the second is hidden afterwards."""
    seen, unseen = case_row(1), case_row(2)
    with vault.write(NOW) as conn:
        for row in (seen, unseen):
            fill(conn, row)
    return seen.case, unseen.case


def fill(conn: Connection, row: cases.CaseRow) -> None:
    """A case with a record that has words, a date, a file, a conflict and a draft."""
    case = row.case
    kept = record(f"r{case[1:]}", case=case, body={"note": "canar"})
    records.add_revision(conn, revision(kept.id, id=f"v{case[1:]}", case=case, sets={"note": "canar"}))
    records.put(conn, kept)
    search.put(conn, kept.id, case, "canar")
    facts.replace(conn, kept.id, case, {"sex": "f"})
    facts.put_quasi(conn, case, {"sex": "f"})
    due.replace(conn, kept.id, [DueRow(kept.id, case, "duty", "2026-11-24T12:30:00Z", duty=True)])
    drafts.put(conn, Draft(kept.id, case, "report", 1, WORKER, {"note": "canar"}, {}, NOW))
    attachments.add(conn, kept.id, "image/png", b"canar")
    cases.put(conn, row._replace(conflicts=1, checks=1, next_due="2026-11-24T12:30:00Z"))


def test_a_hidden_case_is_in_nothing_that_is_read(vault: Vault, two: tuple[str, str]) -> None:
    conn, (seen, unseen) = vault.conn, two
    veil.draw(conn, [unseen])
    gone, here = f"r{unseen[1:]}", f"r{seen[1:]}"
    assert records.get(conn, gone) is None and records.revisions(conn, gone) == []
    assert records.of_case(conn, unseen) == [] and records.count(conn) == 1
    assert [one.id for one in records.of_form(conn, "report")] == [here]
    assert [one.record for one in records.answers(conn, "report", ["note"])] == [here]
    assert cases.get(conn, unseen) is None and cases.by_code(conn, case_row(2).code) is None
    assert [one.record for one in drafts.of_worker(conn, WORKER)] == [here]
    assert [hit.record for hit in search.find(conn, "canar", 9)] == [here]
    assert due.of_case(conn, unseen) == [] and due.count_missed(conn, "2027") == 1
    assert attachments.of_record(conn, gone) == [] and len(attachments.of_record(conn, here)) == 1


@pytest.mark.parametrize("order", ["due", "modified", "code"])
@pytest.mark.parametrize("few", ["conflicts", "checks"])
def test_lists_that_have_an_index_of_their_own_stand_behind_the_veil_too(
    vault: Vault, two: tuple[str, str], order: cases.Order, few: str
) -> None:
    asked: dict[str, Any] = {few: True}
    assert {row.case for row in cases.page(vault.conn, **asked, order=order, limit=9)} == set(two)
    veil.draw(vault.conn, [two[1]])
    assert [row.case for row in cases.page(vault.conn, **asked, order=order, limit=9)] == [two[0]]
    assert cases.count(vault.conn, **asked) == 1


def test_the_few_are_found_by_their_own_index(vault: Vault, two: tuple[str, str]) -> None:
    """Walking through ten thousand cases in order to find three takes as long as it sounds."""
    sql = f"{cases._SELECT} WHERE conflicts > 0{cases._IN_CONFLICT}{cases._ORDERS['modified']} LIMIT 9"
    plan = " ".join(str(step[3]) for step in vault.conn.execute(f"EXPLAIN QUERY PLAN {sql}"))
    assert "SEARCH case_row USING INTEGER PRIMARY KEY (rowid=?)" in plan and "case_in_conflict" in plan


def test_writing_passes_by_the_veil(vault: Vault, two: tuple[str, str]) -> None:
    """Something is hidden, and every table is written as before: the views are in nobody's way."""
    veil.draw(vault.conn, [two[1]])
    with vault.write(NOW) as conn:
        fill(conn, case_row(3))
        fill(conn, case_row(3, status="deschis"))
        drafts.remove(conn, f"r{two[0][1:]}", WORKER)
        due.replace(conn, f"r{two[0][1:]}", [])
        search.remove(conn, f"r{two[0][1:]}")
    assert cases.count(vault.conn) == 2 and drafts.of_worker(vault.conn, WORKER)[0].case == case_row(3).case


def test_what_is_hidden_is_written_without_being_seen(vault: Vault, two: tuple[str, str]) -> None:
    veil.draw(vault.conn, [two[1]])
    gone = f"r{two[1][1:]}"
    same = revision(gone, id=f"v{two[1][1:]}", case=two[1], sets={"note": "canar"})
    with vault.write(NOW) as conn:
        assert not records.add_revision(conn, same), "it is there, unseen"
        search.put(conn, gone, two[1], "altul")
        facts.replace(conn, gone, two[1], {"sex": "m"})
    assert search.find(vault.conn, "altul", 9) == []
    veil.draw(vault.conn, [])
    assert [hit.record for hit in search.find(vault.conn, "altul", 9)] == [gone]


def test_a_single_sheet_is_hidden_within_a_case_that_is_seen(vault: Vault, two: tuple[str, str]) -> None:
    conn, (seen, _) = vault.conn, two
    sheet = f"r{seen[1:]}"
    veil.draw(conn, [sheet])
    assert cases.get(conn, seen) and records.of_case(conn, seen) == [] and due.of_case(conn, seen) == []
    assert attachments.of_record(conn, sheet) == [] and drafts.get(conn, sheet, WORKER) is None
    assert [hit.case for hit in search.find(conn, "canar", 9)] == [two[1]]


def test_a_draft_goes_with_the_case_that_its_record_joined_meanwhile(vault: Vault, two: tuple[str, str]) -> None:
    kept = record(new_id(), case=two[1])
    with vault.write(NOW) as conn:
        records.put(conn, kept)
        drafts.put(conn, Draft(kept.id, None, "report", 1, WORKER, {"note": "canar"}, {}, NOW))
    veil.draw(vault.conn, [two[1]])
    assert drafts.get(vault.conn, kept.id, WORKER) is None


def test_where_nothing_is_hidden_no_view_stands_in_the_way(vault: Vault, two: tuple[str, str]) -> None:
    veil.draw(vault.conn, [two[1]])
    veil.draw(vault.conn, [])
    assert vault.conn.execute("SELECT count(*) FROM temp.sqlite_master WHERE type = 'view'").fetchone() == (0,)
    assert cases.count(vault.conn) == 2
