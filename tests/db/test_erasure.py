"""What was erased is in no table, no index, no free page and no log of changes, and nothing brings it back."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as driver

from db import (
    attachments,
    backup,
    cases,
    drafts,
    due,
    erased_file,
    erasure,
    erasure_requests,
    facts,
    migrate,
    records,
    search,
    tombs,
)
from db.connection import Connection, open_raw
from db.drafts import Draft
from db.errors import VaultRefused
from db.hybrid import from_datetime
from db.tombs import ALL, Entry
from db.vault import Vault
from tests.db.make import NOW, case_row, new_id, new_vault, record, revision

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


# --- some answers -----------------------------------------------------------------------------------------------------


def test_some_answers_go_from_every_revision_and_the_rest_stays(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    _, sheet = story(vault)
    with vault.write(NOW) as conn:
        search.put(conn, sheet, CASE, f"{WORD} incident")
        assert erasure.parts(conn, sheet, vault.tick(NOW), {"rows/name"}, "retention", DAY)
        assert not erasure.parts(conn, sheet, vault.tick(NOW), {"rows/name"}, "retention", DAY)
    (one,) = records.revisions(vault.conn, sheet)
    assert dict(one.sets) == {"note": f"{WORD} incident"}
    stands = records.get(vault.conn, sheet)
    assert stands is not None
    assert dict(stands.body) == {"note": f"{WORD} incident"}
    assert facts.shared(vault.conn, "word", WORD) == 1  # the anonymous row stays


def test_of_the_words_of_the_search_those_stay_that_still_stand(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    sheet = new_id()
    body = {"last_name": "Sârbu", "note": "vecina Ana"}
    with vault.write(NOW) as conn:
        records.add_revision(conn, revision(sheet, sets=body, time=1))
        records.put(conn, record(sheet, body=body))
        search.put(conn, sheet, None, "Sârbu vecina Ana")
        erasure.parts(conn, sheet, 5, {"last_name"}, "retention", DAY)
    assert search.find(vault.conn, "sirbu", 5) == []
    assert search.find(vault.conn, "Sârbu", 5) == []
    assert [hit.record for hit in search.find(vault.conn, "vecina", 5)] == [sheet]


def test_what_is_typed_into_the_same_field_later_stays(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    _, sheet = story(vault)
    old = records.revisions(vault.conn, sheet)[0]
    whole = replace(old, sets={"note": WORD, "rows/1/name": WORD})
    with vault.write(NOW) as conn:
        erasure.parts(conn, sheet, vault.tick(NOW), {"note", "rows/name"}, "retention", DAY)
        late = NOW + timedelta(minutes=1)
        assert records.add_revision(conn, revision(sheet, case=CASE, sets={"note": "din nou"}, time=vault.tick(late)))
        assert not records.add_revision(conn, whole)  # the old one comes again, from another computer
    assert [dict(one.sets) for one in records.revisions(vault.conn, sheet)] == [{}, {"note": "din nou"}]


def test_an_erased_answer_does_not_come_with_a_revision_that_was_not_here(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    _, sheet = story(vault)
    with vault.write(NOW) as conn:
        erasure.parts(conn, sheet, vault.tick(NOW), {"note"}, "retention", DAY)
        other = revision(sheet, case=CASE, sets={"note": WORD, "sex": "f"}, replaces={"note": ("x",)}, time=3)
        assert records.add_revision(conn, other)
    kept = next(one for one in records.revisions(vault.conn, sheet) if one.id == other.id)
    assert (dict(kept.sets), dict(kept.replaces)) == ({"sex": "f"}, {})


def test_of_a_draft_only_what_was_typed_before_goes(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    _, sheet = story(vault)
    later = NOW + timedelta(hours=1)
    with vault.write(NOW) as conn:
        drafts.put(conn, Draft(sheet, CASE, "incident", 1, "b" * 32, {"note": "x", "sex": "f"}, {"note": ("r",)}, NOW))
        drafts.put(conn, Draft(sheet, CASE, "incident", 1, "c" * 32, {"note": "y"}, {}, later))
        drafts.put(conn, Draft(sheet, CASE, "incident", 1, "d" * 32, {"note": "z"}, {}, NOW))
        erasure.parts(conn, sheet, from_datetime(NOW) + 1, {"note"}, "retention", DAY)
    left = {worker: drafts.get(vault.conn, sheet, worker * 32) for worker in "bcd"}
    assert left["b"] is not None
    assert (dict(left["b"].body), dict(left["b"].seen)) == ({"sex": "f"}, {})
    assert left["c"] is not None
    assert dict(left["c"].body) == {"note": "y"}
    assert left["d"] is None


@given(
    order=st.permutations(range(6)),
    cut=st.integers(0, 6),
    gone=st.sets(st.sampled_from(["note", "sex", "rows/name"]), min_size=1),
    until=st.integers(0, 7),
)
def test_erasing_before_or_after_they_arrive_leaves_the_same_revisions(
    order: list[int], cut: int, gone: set[str], until: int, shared_vault: Vault
) -> None:
    sheet = new_id()
    told = [
        revision(sheet, id=f"{n:032x}", time=n, sets={"note": f"n{n}", "sex": "f", f"rows/{n}/name": "x"},
                 replaces={"note": (f"{n - 1:032x}",)})
        for n in range(6)
    ]  # fmt: skip
    vault = shared_vault
    vault.conn.execute("BEGIN")
    try:
        for place, number in enumerate(order):
            if place == cut:
                erasure.parts(vault.conn, sheet, until, gone, "retention", DAY)
            records.add_revision(vault.conn, told[number])
        if cut == len(order):
            erasure.parts(vault.conn, sheet, until, gone, "retention", DAY)
        some = tombs.read_some(tombs.some(until, gone))
        assert records.revisions(vault.conn, sheet) == [tombs.without([some], one) for one in told]
    finally:
        vault.conn.execute("ROLLBACK")


@pytest.fixture(scope="module")
def shared_vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return new_vault(tmp_path_factory.mktemp("shared"))


# --- the file beside the vault ----------------------------------------------------------------------------------------

ENTRIES = (Entry("a" * 32, ALL, "gdpr_17", DAY), Entry("b" * 32, "77 note rows/name", "retention", DAY))


def test_the_file_says_what_was_erased_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / erased_file.FILE
    erasure.write_file(file, ENTRIES, b"k" * 32)
    assert erasure.read_file(file, b"k" * 32) == ENTRIES
    told = json.loads(file.read_text("utf-8"))
    assert told["entries"] == [list(one) for one in ENTRIES]
    assert set(told) == {"entries", "format", "mac"}


def test_without_a_file_nothing_was_erased(tmp_path: Path) -> None:
    assert erasure.read_file(tmp_path / "vault.erased", b"k" * 32) == ()


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_file_with_one_other_bit_is_refused(at: int, bit: int) -> None:
    data = bytearray(erasure.encode(ENTRIES, b"k" * 32))
    data[at % len(data)] ^= 1 << bit
    with pytest.raises(VaultRefused, match="erased-file-damaged"):
        erasure.parse(bytes(data), b"k" * 32)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"\xff",
        b'{"entries":[],"format":1}',
        b"[" * 100_000,
        b'{"entries":7,"format":1,"mac":""}',
    ],
)
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(VaultRefused, match="erased-file-damaged"):
        erasure.parse(data, b"k" * 32)


def test_the_key_of_another_office_does_not_prove_it(tmp_path: Path) -> None:
    one, other = new_vault(tmp_path / "1"), new_vault(tmp_path / "2")
    data = erasure.encode(ENTRIES, erasure.key_of(one.conn))
    assert erasure.parse(data, erasure.key_of(one.conn)) == ENTRIES
    with pytest.raises(VaultRefused, match="erased-file-damaged"):
        erasure.parse(data, erasure.key_of(other.conn))


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
