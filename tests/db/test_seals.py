"""A sealed case lies under a key of its own: what was written, what is written later, drafts and files."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from db import attachments, counted, cover, crypto, drafts, glass, keyring, records, sealed_rows, seals, search, veil
from db.connection import Connection
from db.drafts import Draft
from db.errors import VaultRefused
from db.job_vault import JobVault
from db.seals import Glass, Reader
from db.vault import Vault
from tests.db.make import NOW, new_id, record, revision

CASE, SHEET, OTHER = "c" * 32, "5" * 32, "6" * 32
WORD = "canarulsigilat"
COLLEAGUE = "w" * 32


class Person:
    """Somebody with a key pair."""

    def __init__(self, worker: str) -> None:
        self.id, self.secret = worker, crypto.new_secret()
        self.public = crypto.public_half(self.secret)

    def reader(self, *, chosen: bool = True) -> Reader:
        return Reader(self.id, self.public, chosen)


@pytest.fixture
def filled(vault: Vault) -> Vault:
    """A case with its header and two sheets, each with the word in every place."""
    with vault.write(NOW) as conn:
        for sheet, form in ((CASE, "case"), (SHEET, "incident"), (OTHER, "report")):
            fill(conn, sheet, form)
    return vault


def fill(conn: Connection, sheet: str, form: str, case: str | None = CASE) -> str:
    kept = record(sheet, case=case, form=form, body={"note": WORD})
    records.add_revision(conn, revision(sheet, case=case, form=form, sets={"note": WORD}))
    records.put(conn, kept)
    search.put(conn, sheet, case, WORD)
    drafts.put(conn, Draft(sheet, case, form, 1, COLLEAGUE, {"note": WORD}, {WORD: ("v",)}, NOW))
    return attachments.add(conn, sheet, "image/png", WORD.encode() * 100)


def seal(vault: Vault, scope: str = CASE, glass_: Glass = "nobody", who: list[Reader] | None = None) -> None:
    me = Reader(vault.worker.id, crypto.public_half(vault.secret), chosen=True)
    with vault.write(NOW) as conn:
        kind: seals.Kind = "case" if scope == CASE else "record"
        seals.make(conn, scope, CASE, kind, glass_, [me, *(who or [])], now=NOW, by=vault.worker.id)
    vault.look_again()


def in_clear(vault: Vault) -> list[str]:
    """The tables, those inside the search too, in which the word stands for whoever has the database key."""
    with closing(vault.connect_bare()) as conn:
        tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        sql = "SELECT * FROM main.{}"
        return [name for name in tables if any(has_word(row) for row in conn.execute(sql.format(f'"{name}"')))]


def has_word(row: tuple[Any, ...]) -> bool:
    return any(
        WORD.encode() in (value.encode() if isinstance(value, str) else value)
        for value in row
        if isinstance(value, str | bytes)
    )


def everything(conn: Connection, sheet: str) -> tuple[Any, ...]:
    draft = drafts.get(conn, sheet, COLLEAGUE)
    found = records.get(conn, sheet)
    assert found and draft
    files = [attachments.read(conn, one.id) for one in attachments.of_record(conn, sheet)]
    return found.body, [one.sets for one in records.revisions(conn, sheet)], draft.body, draft.seen, files


def test_the_word_stands_in_clear_before(filled: Vault) -> None:
    """So that the tests below can fail."""
    assert {"record", "revision", "draft", "attachment", "search_content"} <= set(in_clear(filled))


def test_sealing_leaves_no_word_in_any_table(filled: Vault) -> None:
    seal(filled)
    assert in_clear(filled) == []


def test_its_people_read_all_of_it_as_before(filled: Vault) -> None:
    before = [everything(filled.conn, sheet) for sheet in (CASE, SHEET, OTHER)]
    seal(filled)
    assert [everything(filled.conn, sheet) for sheet in (CASE, SHEET, OTHER)] == before
    assert records.answers(filled.conn, "incident", ["note", "none"]) == [(SHEET, CASE, [WORD, None])]
    with closing(filled.connect()) as job:
        assert everything(job, SHEET) == before[1]


def test_what_is_written_later_is_sealed_too(filled: Vault) -> None:
    seal(filled)
    with filled.write(NOW) as conn:
        late = fill(conn, new_id(), "incident")
        unsaved = new_id()
        drafts.put(conn, Draft(unsaved, CASE, "report", 1, COLLEAGUE, {"note": WORD}, {}, NOW))
        attachments.add(conn, unsaved, "image/png", WORD.encode())
        records.put(conn, record(SHEET, case=CASE, form="incident", body={"note": WORD + "2"}))
        drafts.remove(conn, SHEET, COLLEAGUE)
    assert in_clear(filled) == []
    assert attachments.read(filled.conn, late) == WORD.encode() * 100
    assert search.find(filled.conn, WORD, 9) == []


def test_without_a_seal_everything_lies_in_clear_again(filled: Vault) -> None:
    before, clear = everything(filled.conn, SHEET), set(in_clear(filled))
    seal(filled)
    with filled.write(NOW) as conn:
        seals.remove(conn, CASE)
    filled.look_again()
    assert everything(filled.conn, SHEET) == before and not filled.keyring.scopes and not filled.keyring.asks
    assert clear - set(in_clear(filled)) <= {"search", "search_content", "search_data"}, (
        "words come back from who knows the forms"
    )
    assert seals.all_(filled.conn) == [] and seals.readers(filled.conn, CASE) == []


def test_somebody_who_was_not_chosen_has_no_key_and_sees_no_case(filled: Vault) -> None:
    seal(filled, who=[])
    other = Person("o" * 32)
    assert seals.keys_for(filled.conn, other.id, other.secret) == {}
    assert seals.keys_for(filled.conn, filled.worker.id, other.secret) == {}, "a box of hers in other hands"
    assert veil.hidden_from(filled.conn, other.id, ()) == {CASE}
    assert veil.hidden_from(filled.conn, filled.worker.id, filled.keyring.scopes) == frozenset()


def test_what_is_sealed_for_others_is_neither_read_nor_written_by_one_who_passes_by_the_veil(filled: Vault) -> None:
    """Copying and erasing see every row; they must not put a clear word where a sealed one should lie."""
    seal(filled)
    with closing(filled.connect_bare()) as conn:
        keyring.give(conn, keyring.Keyring())
        for attempt in (
            lambda: records.get(conn, SHEET),
            lambda: records.revisions(conn, SHEET),
            lambda: records.answers(conn, "incident", ["note"]),
            lambda: drafts.get(conn, SHEET, COLLEAGUE),
            lambda: fill(conn, new_id(), "incident"),
        ):
            with pytest.raises(VaultRefused) as refused:
                attempt()
            assert refused.value.code == "sealed"


def test_a_sealed_text_opens_in_its_own_place_only(filled: Vault) -> None:
    """Whoever can write into the file cannot move what was said in one sheet to another."""
    seal(filled)
    conn = filled.conn
    (body,) = conn.execute("SELECT body FROM record WHERE id = ?", (SHEET,)).fetchone()
    first, second = (attachments.of_record(conn, sheet)[0].id for sheet in (SHEET, OTHER))
    with filled.write(NOW):
        conn.execute("UPDATE main.record SET body = ? WHERE id = ?", (body, OTHER))
        conn.execute("UPDATE main.revision SET sets = ? WHERE record = ?", (body, OTHER))
        conn.execute("UPDATE main.draft SET seen = body WHERE record = ?", (OTHER,))
        conn.execute("UPDATE main.attachment SET data = (SELECT data FROM main.attachment WHERE id = ?) WHERE id = ?",
                     (first, second))  # fmt: skip
        conn.execute("UPDATE main.record SET body = ? WHERE id = ?", (body[:-4] + "????", CASE))
    for attempt in (
        lambda: records.get(conn, OTHER),
        lambda: records.get(conn, CASE),
        lambda: records.revisions(conn, OTHER),
        lambda: drafts.get(conn, OTHER, COLLEAGUE),
        lambda: attachments.read(conn, second),
    ):
        with pytest.raises(VaultRefused) as refused:
            attempt()
        assert refused.value.code == "unseal-failed"


def test_a_file_that_begins_like_a_sealed_one_is_what_it_is(filled: Vault) -> None:
    scope = CASE.encode()
    tricky = bytes([len(scope)]) + scope + bytes(80)
    with filled.write(NOW) as conn:
        name = attachments.add(conn, OTHER, "image/png", tricky)
    seal(filled)
    assert attachments.read(filled.conn, name) == tricky
    assert cover.file_scope(len(tricky), tricky) is None


def test_a_sheet_has_a_key_of_its_own_within_a_case(filled: Vault) -> None:
    seal(filled, SHEET)
    before = everything(filled.conn, SHEET)
    assert set(in_clear(filled)) >= {"record", "revision"}, "the others of the case are not sealed"
    seal(filled)
    assert in_clear(filled) == [] and everything(filled.conn, SHEET) == before
    with filled.write(NOW) as conn:
        seals.remove(conn, SHEET)
    assert in_clear(filled) == [], "it lies under the seal of its case now"
    filled.look_again()
    assert everything(filled.conn, SHEET) == before


def test_a_seal_of_a_case_leaves_sheets_alone_that_were_sealed_for_others(filled: Vault) -> None:
    seal(filled, SHEET)
    filled.keyring.wipe()  # as for somebody who was not chosen for the sheet
    (body,) = filled.conn.execute("SELECT body FROM record WHERE id = ?", (SHEET,)).fetchone()
    with filled.write(NOW) as conn:
        seals.make(conn, CASE, CASE, "case", "nobody", [], now=NOW, by="x")
        assert conn.execute("SELECT body FROM main.record WHERE id = ?", (SHEET,)).fetchone() == (body,)
        seals.remove(conn, CASE)
        assert conn.execute("SELECT body FROM main.record WHERE id = ?", (SHEET,)).fetchone() == (body,)


def test_a_report_that_joins_a_sealed_case_is_sealed_with_all_that_was_said_before(filled: Vault) -> None:
    report = new_id()
    seal(filled)
    with filled.write(NOW) as conn:
        fill(conn, report, "report", case=None)
    assert {"record", "revision", "attachment"} <= set(in_clear(filled))
    before = everything(filled.conn, report)
    with filled.write(NOW) as conn:
        records.put(conn, record(report, case=CASE, form="report", body={"note": WORD}))
        search.put(conn, report, CASE, WORD)
    assert in_clear(filled) == [] and everything(filled.conn, report) == before
    with filled.write(NOW) as conn:
        records.put(conn, record(report, case="d" * 32, form="report", body={"note": WORD}))
    assert "revision" in in_clear(filled) and everything(filled.conn, report) == before


def test_a_sealing_that_fails_leaves_everything_as_it_was(filled: Vault) -> None:
    before, clear = everything(filled.conn, SHEET), in_clear(filled)
    with pytest.raises(ZeroDivisionError), filled.write(NOW) as conn:
        seals.make(conn, CASE, CASE, "case", "anyone", [], now=NOW, by="x")
        raise ZeroDivisionError
    with filled.write(NOW) as conn:
        fill(conn, new_id(), "incident")
    filled.look_again()
    assert everything(filled.conn, SHEET) == before and in_clear(filled) == clear and not filled.keyring.scopes


def test_other_people_are_chosen_in_addition_without_touching_a_row(filled: Vault) -> None:
    first, second = Person("1" * 32), Person("2" * 32)
    seal(filled, who=[first.reader()])
    (body,) = filled.conn.execute("SELECT body FROM record WHERE id = ?", (SHEET,)).fetchone()
    with filled.write(NOW) as conn:
        mine = seals.readers(conn, CASE)
        assert not seals.choose(conn, CASE, "lead", [*mine, second.reader()])
    assert filled.conn.execute("SELECT body FROM record WHERE id = ?", (SHEET,)).fetchone() == (body,)
    with filled.write(NOW) as conn:
        assert seals.choose(conn, CASE, "nobody", [second.reader()])
    assert seals.keys_for(filled.conn, first.id, first.secret) == {}
    assert list(seals.keys_for(filled.conn, second.id, second.secret)) == [CASE]
    assert seals.chosen(filled.conn, CASE) == {second.id}
    filled.look_again()
    with pytest.raises(VaultRefused, match="sealed"), filled.write(NOW) as conn:
        seals.choose(conn, CASE, "nobody", [first.reader()])


@pytest.mark.parametrize(
    ("glass_", "role", "boxed", "opens"),
    [
        ("anyone", "worker", False, True),
        ("anyone", "lead", True, True),
        ("lead", "worker", True, False),
        ("lead", "lead", True, True),
        ("lead", "lead", False, False),
        ("nobody", "lead", True, False),
    ],
)
def test_who_may_break_the_glass(filled: Vault, glass_: Glass, role: str, boxed: bool, opens: bool) -> None:
    colleague = Person("1" * 32)
    seal(filled, CASE, glass_, [colleague.reader(chosen=False)] if boxed else [])
    found = seals.get(filled.conn, CASE)
    assert found is not None
    key = seals.key_behind_glass(filled.conn, found, colleague.id, role, colleague.secret)
    assert (key == filled.keyring.get(CASE)) is opens
    assert seals.keys_for(filled.conn, colleague.id, colleague.secret) == {}, "behind the glass nobody is chosen"


def test_a_key_taken_in_an_emergency_stays_until_the_end_and_no_longer_than_the_seal(filled: Vault) -> None:
    seal(filled, CASE, "anyone")
    with filled.write(NOW) as conn:
        seals.choose(conn, CASE, "anyone", [])
    key = filled.keyring.get(CASE)
    assert key is not None
    filled.look_again()
    assert filled.hidden == {CASE} and records.get(filled.conn, SHEET) is None
    filled.keyring.put_behind_glass(CASE, key)
    for _ in range(2):
        filled.look_again()
        assert filled.hidden == frozenset() and records.get(filled.conn, SHEET) is not None
    with filled.write(NOW) as conn:
        seals.remove(conn, CASE)
    filled.look_again()
    assert not filled.keyring.scopes


def test_the_kit_gives_a_person_with_a_new_key_pair_her_cases_back(filled: Vault) -> None:
    kit, before, after = Person(seals.KIT), Person("1" * 32), Person("1" * 32)
    seal(filled, who=[before.reader(), kit.reader(chosen=False)])
    with filled.write(NOW) as conn:
        assert seals.regrant(conn, before.secret, after.id, after.public) == 0, (
            "only the kit's own secret opens its box"
        )
        assert seals.regrant(conn, kit.secret, after.id, after.public) == 1
    assert list(seals.keys_for(filled.conn, after.id, after.secret)) == [CASE]
    assert seals.keys_for(filled.conn, before.id, before.secret) == {}


def test_the_boxes_are_compared_with_those_that_should_be(filled: Vault) -> None:
    lead, renewed = Person("1" * 32), Person("1" * 32)
    seal(filled, CASE, "lead", [lead.reader(chosen=False)])
    found = seals.get(filled.conn, CASE)
    assert found is not None
    mine = Reader(filled.worker.id, crypto.public_half(filled.secret), chosen=True)
    assert not seals.missing(filled.conn, found, [lead.reader(chosen=False), mine])
    assert seals.missing(filled.conn, found, [renewed.reader(chosen=False), mine])
    assert seals.missing(filled.conn, found, [mine])


def test_each_broken_glass_is_remembered_until_somebody_has_looked(filled: Vault) -> None:
    seal(filled, CASE, "anyone")
    later = NOW + timedelta(hours=1)
    with filled.write(NOW) as conn:
        glass.note(conn, CASE, COLLEAGUE, NOW, "un motiv scris")
        glass.note(conn, "f" * 32, COLLEAGUE, later, "altul")
    assert [(one.scope, one.case, one.at) for one in glass.broken(filled.conn)] == [
        ("f" * 32, "", later),
        (CASE, CASE, NOW),
    ]
    assert [one.reason for one in glass.broken(filled.conn, case=CASE)] == ["un motiv scris"]
    with filled.write(later) as conn:
        assert glass.note_seen(conn, [1], "l" * 32, later) == 1
        assert glass.note_seen(conn, [1, 99], "m" * 32, later) == 0, "who looked first stays"
    assert [one.num for one in glass.broken(filled.conn, unseen=True)] == [2]
    assert glass.broken(filled.conn, case=CASE)[0].seen_by == "l" * 32


def test_where_nothing_is_sealed_the_database_is_not_asked(filled: Vault) -> None:
    asked: list[str] = []

    class Asking:
        keyring = filled.keyring

        def execute(self, sql: str, *_: object) -> None:
            asked.append(sql)

    assert cover.scope_of(Asking(), SHEET, CASE) is None and asked == []  # type: ignore[arg-type]


def test_taking_away_what_is_not_there_changes_nothing(filled: Vault) -> None:
    changes = filled.conn.total_changes
    with filled.write(NOW) as conn:
        seals.remove(conn, CASE)
        counted.forget(conn, SHEET, ["note"])
    assert filled.conn.total_changes - changes == 1, "the ledger alone"


def test_a_new_key_that_was_not_kept_seals_nothing(filled: Vault) -> None:
    """What is written after it opens with the key that counts, in this session and in the next."""
    before = everything(filled.conn, SHEET)
    seal(filled, who=[Person("1" * 32).reader()])
    with pytest.raises(ZeroDivisionError), filled.write(NOW) as conn:
        mine = [one for one in seals.readers(conn, CASE) if one.worker == filled.worker.id]
        assert seals.choose(conn, CASE, "nobody", mine)
        raise ZeroDivisionError
    with filled.write(NOW) as conn:
        late = fill(conn, OTHER, "report")
    filled.keyring.wipe()
    filled.look_again()
    assert everything(filled.conn, SHEET) == before
    assert attachments.read(filled.conn, late) == WORD.encode() * 100


def test_a_new_key_covers_what_lies_under_the_seal_though_its_sheet_is_gone(filled: Vault) -> None:
    """A file of a draft that was thrown away still opens, and not with the key of before."""
    seal(filled, who=[Person("1" * 32).reader()])
    unsaved = new_id()
    with filled.write(NOW) as conn:
        drafts.put(conn, Draft(unsaved, CASE, "report", 1, COLLEAGUE, {}, {}, NOW))
        name = attachments.add(conn, unsaved, "image/png", WORD.encode())
        drafts.remove(conn, unsaved, COLLEAGUE)
        assert seals.choose(conn, CASE, "nobody", [one for one in seals.readers(conn, CASE) if one.worker != "1" * 32])
    filled.keyring.wipe()
    filled.look_again()
    assert attachments.read(filled.conn, name) == WORD.encode()


def test_a_new_key_of_a_case_leaves_sheets_alone_that_were_sealed_for_others(filled: Vault) -> None:
    seal(filled, SHEET)
    sheet_key = filled.keyring.get(SHEET)
    assert sheet_key is not None
    seal(filled, who=[Person("1" * 32).reader()])
    with filled.write(NOW) as conn:
        mine = [one for one in seals.readers(conn, CASE) if one.worker == filled.worker.id]
        case_key = filled.keyring.get(CASE)
        filled.keyring.wipe()
        assert case_key is not None
        filled.keyring.put(CASE, case_key)  # as for somebody who was not chosen for the sheet
        (body,) = conn.execute("SELECT body FROM main.record WHERE id = ?", (SHEET,)).fetchone()
        assert seals.choose(conn, CASE, "nobody", mine)
        assert conn.execute("SELECT body FROM main.record WHERE id = ?", (SHEET,)).fetchone() == (body,)


def test_a_job_of_its_own_finds_the_key_until_the_window_has_looked_again(filled: Vault) -> None:
    """The window shows the case while slow work seals it for others: no page breaks under it."""
    job = JobVault(filled)
    with filled.write(NOW, job.conn) as conn:
        seals.make(conn, CASE, CASE, "case", "nobody", [], now=NOW, by="x")
    job.look_again()
    assert records.get(job.conn, SHEET) is not None and records.get(filled.conn, SHEET) is not None
    assert job.keyring is filled.keyring and job.secret is filled.secret
    filled.look_again()
    assert records.get(filled.conn, SHEET) is None and filled.keyring.get(CASE) is None
    job.look_again()
    assert records.get(job.conn, SHEET) is None
    job.close(NOW)


def test_a_key_that_stays_is_never_gone_for_a_moment(filled: Vault) -> None:
    """Other threads read with it while the window looks again."""
    ring = keyring.Keyring()
    ring.renew({"a": b"1" * 32, "b": b"2" * 32}, frozenset("ab"))
    ring.renew({"a": b"1" * 32}, frozenset("ab"))
    assert ring.get("a") == b"1" * 32 and ring.get("b") is None and ring.scopes == {"a"}
    ring.wipe()
    assert ring.get("a") is None and not ring.asks


def test_covering_again_what_lies_as_it_should_writes_nothing(filled: Vault) -> None:
    seal(filled)
    changes = filled.conn.total_changes
    with filled.write(NOW) as conn:
        sealed_rows.cover_again(conn, SHEET)
    assert filled.conn.total_changes - changes == 1, "the ledger alone"


def test_a_key_that_was_just_overwritten_is_no_key() -> None:
    """What goes on in another thread would seal with zeros what nobody could open again."""
    ring = keyring.Keyring()
    ring.put(CASE, bytes(crypto.KEY_BYTES))
    assert ring.get(CASE) is None
    assert ring.get("another") is None
