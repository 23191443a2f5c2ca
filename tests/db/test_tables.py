"""What is put into a table comes out as it was, and lists come in the order that they promise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db import access_log, attachments, cases, drafts, due, meta, offices, records, sealing, secrets, workers
from db.connection import Connection, IntegrityError
from db.drafts import Draft
from db.due import DueRow
from db.errors import VaultRefused
from db.offices import Office
from db.vault import Vault
from db.workers import Worker
from tests.db.make import NOW, case_row, new_id, record, revision

BODY = {"note": "ș", "n": 1, "f": 1.5, "ok": True, "gone": None, "who": {"none": "declined"}, "many": ["a", "b"]}


def test_a_record_comes_out_as_it_went_in(conn: Connection) -> None:
    saved = record(case=new_id(), body=BODY, conflicts=2)
    records.put(conn, saved)
    assert records.get(conn, saved.id) == saved
    assert records.get(conn, "0" * 32) is None
    assert records.count(conn) == 1


def test_a_record_put_again_is_the_same_record(conn: Connection) -> None:
    first, other = record(), record()
    for one in (first, other):
        records.put(conn, one)
    later = record(first.id, case="c" * 32, state="complete", modified=NOW + timedelta(hours=1))
    records.put(conn, later)
    assert records.of_form(conn, "report") == [later, other]


def test_records_are_listed_by_case_and_by_form(conn: Connection) -> None:
    a = record(case="a" * 32, form="case")
    b = record(case="a" * 32, form="incident")
    c = record(case="b" * 32, form="incident")
    d = record(form="report")
    for one in (a, b, c, d):
        records.put(conn, one)
    assert records.of_case(conn, "a" * 32) == [a, b]
    assert records.of_form(conn, "incident") == [b, c]
    assert records.of_form(conn, "incident", "b" * 32) == [c]
    assert records.without_case(conn, "report") == [d]
    assert records.without_case(conn, "incident") == []


def test_a_revision_comes_out_as_it_went_in_and_the_oldest_first(conn: Connection) -> None:
    name = new_id()
    late = revision(name, time=9, sets=BODY, replaces={"note": ("a" * 32, "b" * 32)}, case="c" * 32)
    early = revision(name, time=3)
    for one in (late, early, revision()):
        assert records.add_revision(conn, one)
    assert records.revisions(conn, name) == [early, late]


def test_a_number_that_is_none_is_not_kept(conn: Connection) -> None:
    with pytest.raises(ValueError, match="JSON"):
        records.put(conn, record(body={"n": float("nan")}))


def test_a_case_row_is_found_by_id_and_by_code(conn: Connection) -> None:
    row = case_row(7, status="open", sex="F", conflicts=1)
    cases.put(conn, row)
    assert cases.get(conn, row.case) == cases.by_code(conn, "UN4-26-000007") == row
    assert cases.get(conn, "0" * 32) is None
    assert cases.by_code(conn, "none") is None
    cases.put(conn, case_row(7, status="closed"))
    assert cases.get(conn, row.case) == case_row(7, status="closed")


@pytest.fixture
def listed(conn: Connection) -> Connection:
    for row in (
        case_row(1, next_due="2026-11-20", modified="3", status="open", manager="m1"),
        case_row(2, next_due=None, modified="4", status="open", manager="m2", conflicts=2),
        case_row(3, next_due="2026-11-10", modified="1", status="closed", manager="m1"),
        case_row(4, next_due="2026-12-01", modified="2", status="wait", manager="m1", conflicts=1),
    ):
        cases.put(conn, row)
    return conn


def _numbers(rows: list[cases.CaseRow]) -> list[int]:
    return [int(row.case, 16) for row in rows]


def test_cases_come_in_the_order_asked_for(listed: Connection) -> None:
    assert _numbers(cases.page(listed, limit=9)) == [3, 1, 4, 2]
    assert _numbers(cases.page(listed, order="modified", limit=9)) == [2, 1, 4, 3]
    assert _numbers(cases.page(listed, order="code", limit=2, offset=1)) == [2, 3]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"statuses": ["open"]}, [1, 2]),
        ({"statuses": []}, []),
        ({"manager": "m1", "statuses": {"open", "wait"}}, [1, 4]),
        ({"late_before": "2026-11-24"}, [3, 1]),
        ({"conflicts": True}, [4, 2]),
        ({"conflicts": True, "manager": "m2"}, [2]),
        ({}, [3, 1, 4, 2]),
    ],
)
def test_a_list_of_cases_can_be_narrowed_and_counted(
    listed: Connection, asked: dict[str, object], found: list[int]
) -> None:
    assert _numbers(cases.page(listed, limit=9, **asked)) == found  # type: ignore[arg-type]
    assert cases.count(listed, **asked) == len(found)  # type: ignore[arg-type]


def test_some_cases_are_asked_for_by_id(listed: Connection) -> None:
    assert _numbers(cases.among(listed, [f"{n:032x}" for n in (1, 3, 9)])) == [1, 3]
    assert cases.among(listed, []) == []


@pytest.mark.parametrize("order", ["due", "modified", "code"])
def test_no_order_of_cases_needs_a_sort(listed: Connection, order: str) -> None:
    asked = "EXPLAIN QUERY PLAN SELECT * FROM case_row" + cases._ORDERS[order]  # noqa: S608 - the store's own words
    plan = " ".join(str(row[3]) for row in listed.execute(asked))
    assert "USING INDEX" in plan
    assert "TEMP B-TREE" not in plan


def test_what_is_due_is_listed_the_earliest_first(conn: Connection) -> None:
    a = DueRow(
        "a" * 32, "c" * 32, "window", "2026-11-26T00:00:00.000Z", "2026-11-23T00:00:00.000Z", "sv_md/10", None, False
    )
    b = DueRow("a" * 32, "c" * 32, "duty", "2026-11-25T00:00:00.000Z", None, "sv_md/13", "w")
    c = DueRow("b" * 32, None, "appointment", "2026-11-24T00:00:00.000Z")
    due.replace(conn, "a" * 32, [a, b])
    due.replace(conn, "b" * 32, [c])
    assert due.of_case(conn, "c" * 32) == [b, a]
    assert due.next_of_case(conn, "c" * 32, "2026-11-26") == b
    assert due.next_of_case(conn, "d" * 32, "2026") is None
    due.replace(conn, "a" * 32, [a, b._replace(until=b.at)])
    assert due.next_of_case(conn, "c" * 32, "2026-11-25T00:00:00.001Z") == a, "what is over by itself is not next"
    due.replace(conn, "a" * 32, [a])
    assert due.of_case(conn, "c" * 32) == [a]
    due.replace(conn, "a" * 32, [])
    assert due.of_case(conn, "c" * 32) == []


def at(record: str, hour: int, kind: str = "duty", *, case: str | None = None, exact: bool = True) -> DueRow:
    moment = f"2026-11-25T{hour:02}:00:00.000Z"
    return DueRow(record, case or f"case of {record}", kind, moment, exact=exact, duty=kind == "duty")


@pytest.fixture
def clocks(conn: Connection) -> Connection:
    """Two teams that are behind, one that is not, and a consent that ends."""
    due.replace(conn, "a", [at("a", 1), at("a", 5), at("a", 5), at("a", 9, "window"), at("a", 12)])
    due.replace(conn, "b", [at("b", 3), at("b", 2, "window"), at("b", 9, exact=False), at("b", 9)])
    due.replace(conn, "d", [at("d", 4, "window"), at("d", 11), at("d", 23, "window")])
    due.replace(conn, "e", [at("e", 10, "consent", case="case of a")])
    return conn


NOON, DAY_END = "2026-11-25T08:00:00.000Z", "2026-11-25T20:00:00.000Z"


def test_a_case_whose_next_date_is_over_stands_where_what_is_left_of_it_belongs(conn: Connection) -> None:
    over = "2026-11-25T06:00:00.000Z"
    rows = [
        case_row(1, next_due=over, next_until=over),
        case_row(2, next_due="2026-11-25T09:00:00.000Z"),
        case_row(3),
        case_row(4, next_due=over, next_until=over),
        case_row(5, next_due="2026-11-25T07:00:00.000Z"),
    ]
    for row in rows:
        cases.put(conn, row)
    due.replace(conn, "a", [at("a", 6, "window", case=rows[0].case)._replace(until=over)])
    due.replace(conn, "b", [at("b", 10, case=rows[0].case)])

    def order(now: str | None) -> list[str]:
        return [row.code for row in cases.page(conn, order="due", now=now, limit=9)]

    first, second, none, undated, late = (row.code for row in rows)
    assert order(NOON) == [late, second, first, none, undated], "what has no date left never stands before what has"
    assert order(None)[:2] == [first, undated]
    assert [row.code for row in cases.page(conn, order="due", now=NOON, limit=2, offset=1)] == [second, first]


def test_of_what_was_missed_the_cases_missed_last_are_told_whole(clocks: Connection) -> None:
    assert due.missed(clocks, NOON, 9) == [at("a", 1), at("b", 3), at("a", 5), at("a", 5)]
    assert due.missed(clocks, NOON, 1) == [at("b", 3)], "one case, with all that it missed"
    assert due.count_missed(clocks, NOON) == due.count_missed(clocks, NOON, "duty") == 2
    assert due.count_missed(clocks, "2026") == due.count_missed(clocks, NOON, "stay") == 0


def test_what_belongs_to_no_case_is_missed_for_itself(clocks: Connection) -> None:
    lone = DueRow("g", None, "report", "2026-11-25T07:00:00.000Z", duty=True)
    due.replace(clocks, "g", [lone])
    assert due.missed(clocks, NOON, 1) == [lone] and due.count_missed(clocks, NOON) == 3


def test_the_first_miss_of_a_case_is_told_whichever_of_its_teams_has_it(clocks: Connection) -> None:
    due.replace(clocks, "f", [at("f", 0, case="case of b")])
    due.replace(clocks, "g", [DueRow("g", None, "duty", "2026-11-25", duty=True)])
    told = due.first_missed(clocks, NOON)
    assert told == {"case of b": at("f", 0, case="case of b"), "case of a": at("a", 1)}
    assert list(told) == ["case of b", "case of a"]


def test_of_each_case_that_missed_nothing_the_nearest_is_told(clocks: Connection) -> None:
    due.replace(clocks, "e", [at("e", 10), at("e", 10, "window"), at("e", 13)])
    assert due.nearest(clocks, "duty", NOON, DAY_END, 9) == [at("e", 10), at("d", 11)]
    assert due.nearest(clocks, "duty", NOON, DAY_END, 1) == [at("e", 10)]
    assert due.nearest(clocks, "window", NOON, DAY_END, 9) == [at("e", 10, "window")], "not what comes after the span"
    assert due.count_cases(clocks, ("duty", "window"), NOON, DAY_END) == 2
    assert due.of_cases(clocks, ["case of a", "case of d"], "window", NOON) == [
        at("a", 9, "window"),
        at("d", 23, "window"),
    ]


def test_what_is_called_to_mind_is_told_from_its_day_on_and_never_after_it_is_over(conn: Connection) -> None:
    def row(name: str, day: int, shows: int, until: int | None = None, **more: Any) -> DueRow:
        over = f"2026-11-{until:02}" if until else None
        return DueRow(name, "c", "stay", f"2026-11-{day:02}", shows=f"2026-11-{shows:02}", until=over, **more)

    near, far, unseen = row("near", 26, 20), row("far", 28, 20), row("unseen", 27, 26)
    late, over, duty = row("late", 20, 10), row("over", 20, 10, 24), row("duty", 20, 10, duty=True)
    for one in (near, far, unseen, late, over, duty):
        due.replace(conn, one.record, [one])
    today = "2026-11-25"
    assert due.told(conn, today, today, 9) == [near, far] and due.told(conn, today, today, 1) == [near]
    assert due.told(conn, today, "2026-11-27", 9) == [far] and due.count_told(conn, today, today) == 2
    assert due.overdue(conn, today, today, "", 9) == [late] and due.count_overdue(conn, today, today, "") == 1
    assert due.overdue(conn, today, "2026-11-01", "stay", 9) == [], "what the day itself shows"
    assert due.between(conn, "2026-11-26", "2026-11-28", 9) == [near, unseen]
    assert due.between(conn, "2026-11-20", "2026-11-27", 9, today) == [near]


def test_the_outlook_of_each_record_is_what_it_missed_and_what_comes_next(clocks: Connection) -> None:
    due.replace(clocks, "h", [at("h", 2)])
    assert due.outlooks(clocks, "duty", NOON, DAY_END) == {
        "a": (3, at("a", 9).at, "window"),
        "b": (1, at("b", 9).at, "duty"),
        "d": (0, at("d", 11).at, "duty"),
        "e": (0, at("e", 10).at, "consent"),
        "h": (1, None, None),
    }


def test_of_each_record_the_first_of_one_kind_from_a_moment_on(clocks: Connection) -> None:
    due.replace(clocks, "h", [at("h", 2)])
    firsts = due.firsts(clocks, "duty", NOON)
    assert firsts["b"] == at("b", 9).at and firsts["d"] == at("d", 11).at
    assert "h" not in firsts, "what has passed"
    assert "e" not in firsts, "of another kind"


def test_a_few_answers_are_read_out_of_many_records(conn: Connection) -> None:
    unknown = {"none": "unknown"}
    for name, body in (("a", {"r0": "2026", "n": 3, "steps/1/state": "facut"}), ("b", {"r0": unknown, "n": True})):
        records.put(conn, record(name * 32, form="team", case="c" * 32, body=body))
    records.put(conn, record("d" * 32, form="report", body={"r0": "x"}))
    assert [
        (row.record, row.case, row.values) for row in records.answers(conn, "team", ("r0", "n", "steps/1/state"))
    ] == [
        ("a" * 32, "c" * 32, ["2026", 3, "facut"]),
        ("b" * 32, "c" * 32, [unknown, True, None]),
    ]


def test_saving_without_a_change_of_what_is_due_writes_nothing(conn: Connection) -> None:
    row = DueRow("a" * 32, None, "duty", "2026")
    due.replace(conn, "a" * 32, [row])
    before = conn.total_changes
    due.replace(conn, "a" * 32, [row])
    assert conn.total_changes == before


def test_a_draft_is_kept_for_each_worker_until_it_is_dropped(conn: Connection) -> None:
    mine = Draft("r" * 32, None, "report", 1, "w1", {"note": "x"}, {"note": ("a" * 32,)}, NOW)
    hers = Draft("r" * 32, "c" * 32, "report", 1, "w2", {}, {}, NOW)
    newer = Draft("s" * 32, None, "incident", 2, "w1", BODY, {}, NOW + timedelta(seconds=2))
    for draft in (mine, hers, newer, mine):
        drafts.put(conn, draft)
    assert drafts.get(conn, "r" * 32, "w1") == mine
    assert drafts.of_worker(conn, "w1") == [newer, mine]
    drafts.remove(conn, "r" * 32, "w1")
    assert drafts.get(conn, "r" * 32, "w1") is None
    assert drafts.of_worker(conn, "w2") == [hers]


def test_a_sealed_text_opens_in_its_own_scope_only(vault: Vault) -> None:
    with vault.write(NOW):
        sealed = sealing.seal(vault, "case-1", "ce s-a întâmplat")
        again = sealing.seal(vault, "case-1", "ce s-a întâmplat")
        sealing.seal(vault, "case-2", "x")
    assert sealing.is_sealed(sealed)
    assert not sealing.is_sealed("text")
    assert sealed != again
    assert sealing.unseal(vault, "case-1", sealed) == "ce s-a întâmplat"
    elsewhere = [("case-2", sealed), ("case-3", sealed)]
    broken = [("case-1", value) for value in ({"sealed": "!"}, {"sealed": "QUJD"}, {}, {"sealed": 7})]
    for scope, value in (*elsewhere, *broken):
        with pytest.raises(VaultRefused, match="unseal-failed"):
            sealing.unseal(vault, scope, value)


def test_the_key_of_a_scope_is_made_within_a_transaction_only(vault: Vault) -> None:
    with pytest.raises(VaultRefused, match="write-needed"):
        sealing.seal(vault, "case-1", "x")


def test_a_key_that_was_wrapped_by_another_vault_is_not_replaced_in_silence(vault: Vault) -> None:
    with vault.write(NOW) as conn:
        sealing.seal(vault, "case-1", "x")
        conn.execute("UPDATE scope_key SET wrapped = zeroblob(72)")
    with pytest.raises(VaultRefused, match="unseal-failed"), vault.write(NOW):
        sealing.seal(vault, "case-1", "y")


def test_the_log_shows_what_was_done_the_newest_first(conn: Connection) -> None:
    access_log.note(conn, NOW, "w", "case-opened", "c" * 32)
    access_log.note(conn, NOW, "w", "exported", None, 12)
    newest, older, first = access_log.page(conn, 9)
    assert (newest.verb, newest.count, newest.at, newest.num) == ("exported", 12, NOW, 3)
    assert (older.verb, older.object, first.verb) == ("case-opened", "c" * 32, "vault-created")
    assert access_log.page(conn, 1, before=3) == [older]
    assert access_log.count(conn) == 3
    assert access_log.verify(conn) is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE access_log SET worker = 'x' WHERE num = 2", 2),
        ("UPDATE access_log SET count = 7 WHERE num = 3", 3),
        ("UPDATE access_log SET chain = zeroblob(32) WHERE num = 4", 4),
        ("DELETE FROM access_log WHERE num = 2", 2),
        ("DELETE FROM access_log WHERE num = 1", 1),
        ("UPDATE access_log SET num = 9 WHERE num = 5", 5),
    ],
)
def test_a_log_that_was_changed_says_from_where(conn: Connection, change: str, broken: int) -> None:
    for number in range(4):
        access_log.note(conn, NOW, "w", "read", None, number)
    conn.execute(change)
    assert access_log.verify(conn) == broken


def test_workers_are_known_by_id_and_by_any_spelling_of_their_name(vault: Vault) -> None:
    ion = Worker(new_id(), "Ion Ceban", "specialist", NOW + timedelta(days=1))
    workers.add(vault.conn, ion)
    assert workers.get(vault.conn, ion.id) == workers.by_name(vault.conn, " ION  ceban") == ion
    assert workers.get(vault.conn, "0" * 32) is None
    assert workers.by_name(vault.conn, "Nobody") is None
    assert workers.all_(vault.conn) == [vault.worker, ion]
    assert workers.names(vault.conn)[ion.id] == "Ion Ceban"


def test_two_people_cannot_have_one_name_nor_anybody_a_role_that_is_none(vault: Vault) -> None:
    with pytest.raises(VaultRefused, match="worker-exists"):
        workers.add(vault.conn, Worker(new_id(), vault.worker.name.upper(), "worker", NOW))
    with pytest.raises(IntegrityError):
        workers.add(vault.conn, Worker(new_id(), "Other", "chief", NOW))


def test_an_attachment_comes_out_as_it_went_in(conn: Connection) -> None:
    first = attachments.add(conn, "r" * 32, "image/png", b"\x89PNG")
    second = attachments.add(conn, "r" * 32, "application/pdf", b"")
    assert attachments.read(conn, first) == b"\x89PNG"
    assert [(one.id, one.mime, one.size) for one in attachments.of_record(conn, "r" * 32)] == [
        (first, "image/png", 4), (second, "application/pdf", 0),
    ]  # fmt: skip
    assert attachments.get(conn, first) == attachments.of_record(conn, "r" * 32)[0]
    assert attachments.get(conn, "0" * 32) is None
    with pytest.raises(VaultRefused, match="no-such-file"):
        attachments.read(conn, "0" * 32)


def test_an_attachment_beyond_the_limit_is_refused_with_the_limit(conn: Connection) -> None:
    with pytest.raises(VaultRefused) as refusal:
        attachments.add(conn, "r" * 32, "x", bytes(25 * attachments.MIB + 1))
    assert (refusal.value.code, refusal.value.facts["limit"]) == ("attachment-too-large", 25)


def test_the_card_in_force_is_the_latest_that_is_not_revoked(conn: Connection) -> None:
    old = Office("SV1", "office", "RO", "Suceava", b"1" * 32, "age1old", "1 2", "2026-01-01", "w", "2026-06-01")
    new = Office("SV1", "office", "RO", "Suceava", b"2" * 32, "age1new", "3 4", "2026-06-01", "w")
    other = Office("XR1", "region", "MD", "Practice", b"3" * 32, "age1x", "5 6", practice=True)
    for card in (new, old, other):
        offices.put(conn, card)
    assert offices.get(conn, "SV1") == new
    assert offices.get(conn, "none") is None
    assert offices.by_sign_key(conn, b"1" * 32) == old
    assert offices.by_sign_key(conn, b"9" * 32) is None
    assert offices.all_(conn) == [new, old, other]
    offices.put(conn, Office("SV1", "office", "RO", "Renamed", b"2" * 32, "age1new", "3 4", "2026-06-01", "w"))
    assert [card.name for card in offices.all_(conn)] == ["Renamed", "Suceava", "Practice"]


def test_small_values_and_secrets_are_replaced_by_name(conn: Connection) -> None:
    assert meta.get(conn, "none") is None
    for value in ("one", "two"):
        meta.put(conn, "name", value)
        secrets.put(conn, "name", value.encode())
        assert (meta.get(conn, "name"), secrets.get(conn, "name")) == (value, value.encode())
