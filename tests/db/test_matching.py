"""People are known again by keyed hashes: worth nothing elsewhere, veiled, erased with their sheet, none of a seal."""

from __future__ import annotations

from pathlib import Path

from db import cases, crypto, erasure, matching, records, seals, veil
from db.seals import Reader
from db.vault import Vault
from tests.db.make import NOW, case_row, new_id, new_vault, record

MARIA = ("name", "person:maria popescu")
PHONE = ("phone", "person:69123456")


def keep(vault: Vault, number: int, *keys: matching.Key) -> tuple[str, str]:
    """A case with one sheet that has these keys; the ids of sheet and case."""
    row, sheet = case_row(number), new_id()
    with vault.write(NOW) as conn:
        cases.put(conn, row)
        records.put(conn, record(sheet, case=row.case, form="identity"))
        matching.put(conn, sheet, row.case, keys)
    return sheet, row.case


def test_a_sheet_is_found_by_what_it_shares(vault: Vault) -> None:
    sheet, case = keep(vault, 1, MARIA, PHONE)
    keep(vault, 2, ("name", "person:ana rusu"))
    (found,) = matching.find(vault.conn, [MARIA, PHONE, ("id", "person:2001001000019")])
    assert (found.record, found.case, found.kinds) == (sheet, case, {"name", "phone"})
    assert matching.find(vault.conn, [("phone", MARIA[1])]) == []  # the same text is another key in another kind
    assert matching.find(vault.conn, []) == []


def test_what_stood_before_is_forgotten(vault: Vault) -> None:
    sheet, case = keep(vault, 1, MARIA)
    with vault.write(NOW) as conn:
        matching.put(conn, sheet, case, [PHONE])
    assert matching.find(vault.conn, [MARIA]) == [] and matching.find(vault.conn, [PHONE]) != []
    with vault.write(NOW) as conn:
        matching.put(conn, sheet, case, [])
    assert matching.find(vault.conn, [PHONE]) == []


def test_the_same_name_has_another_hash_in_another_office(vault: Vault, tmp_path: Path) -> None:
    """A list of all names that there are does not open them: each office has a secret of its own."""
    other = new_vault(tmp_path / "other", office="UN5")
    try:
        assert matching.Hasher(vault.conn)(MARIA) != matching.Hasher(other.conn)(MARIA)
        assert matching.Hasher(vault.conn)(MARIA) == matching.Hasher(vault.conn)(MARIA)
    finally:
        other.close(NOW)


def test_a_hidden_case_gives_no_hint(vault: Vault) -> None:
    seen, _case = keep(vault, 1, MARIA)
    unseen, hidden = keep(vault, 2, MARIA)
    with vault.write(NOW) as conn:
        matching.tell_apart(conn, seen, unseen, "w" * 32, NOW)
    veil.draw(vault.conn, [hidden])
    assert [match.record for match in matching.find(vault.conn, [MARIA])] == [seen]
    assert matching.apart_from(vault.conn, seen) == frozenset()
    veil.draw(vault.conn, [])
    assert {match.record for match in matching.find(vault.conn, [MARIA])} == {seen, unseen}
    assert matching.apart_from(vault.conn, seen) == {unseen}


def test_of_a_sealed_sheet_there_is_no_hash_at_all(vault: Vault) -> None:
    """Whoever has the database and not the key of the seal could otherwise ask it for any name."""
    sheet, case = keep(vault, 1, MARIA)
    with vault.write(NOW) as conn:
        readers = [Reader(vault.worker.id, crypto.public_half(vault.secret), chosen=True)]
        seals.make(conn, case, case, "case", "nobody", readers, now=NOW, by=vault.worker.id)
        assert conn.execute("SELECT count(*) FROM main.matching").fetchone()[0] == 0
        matching.put(conn, sheet, case, [MARIA])
        assert conn.execute("SELECT count(*) FROM main.matching").fetchone()[0] == 0


def test_what_is_erased_leaves_no_hash_and_brings_none_back(vault: Vault) -> None:
    sheet, case = keep(vault, 1, MARIA)
    other, _other_case = keep(vault, 2, MARIA)
    with vault.write(NOW) as conn:
        matching.tell_apart(conn, sheet, other, "w" * 32, NOW)
        erasure.case(conn, case, "cerere", "2026-11-24")
        matching.put(conn, sheet, case, [MARIA])  # a page that was still open
        assert not matching.tell_apart(conn, sheet, other, "w" * 32, NOW)
    tables = ("matching", "told_apart")
    left = [vault.conn.execute(f"SELECT count(*) FROM main.{name}").fetchone()[0] for name in tables]  # noqa: S608
    assert left == [1, 0]  # the other sheet's own


def test_two_people_are_told_apart_once_and_can_be_taken_together(vault: Vault) -> None:
    one, other = keep(vault, 1, MARIA)[0], keep(vault, 2, MARIA)[0]
    with vault.write(NOW) as conn:
        assert matching.tell_apart(conn, one, other, "w" * 32, NOW)
        assert not matching.tell_apart(conn, other, one, "w" * 32, NOW)
        assert matching.apart_from(conn, one) == {other} and matching.apart_from(conn, other) == {one}
        assert matching.take_together(conn, other, one) and not matching.take_together(conn, one, other)
        assert matching.apart_from(conn, one) == frozenset()


def test_a_new_vault_is_ready_and_an_emptied_index_says_that_it_is_not(vault: Vault) -> None:
    assert matching.is_ready(vault.conn)
    sheet, case = keep(vault, 1, MARIA)
    with vault.write(NOW) as conn:
        matching.empty(conn)
    assert not matching.is_ready(vault.conn) and matching.find(vault.conn, [MARIA]) == []
    assert [(one.record, one.case) for one in matching.sheets(vault.conn, ["identity"], 0, 9)] == [(sheet, case)]
    assert matching.count(vault.conn, ["identity"]) == 1 and matching.count(vault.conn, ["child"]) == 0
