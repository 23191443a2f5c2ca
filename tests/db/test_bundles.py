"""The registers of what was sent and received: numbers without holes, holes that are seen, periods that stay fixed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from db import bundles
from db.bundles import Near, Received, Sent
from db.connection import Connection
from db.hybrid import stamp
from tests.db.make import NOW

SENT = Sent("MDR", "statistics", 1, "h1", None, "2026-Q3", 40, 9000, stamp(NOW), "w" * 32)
RECEIVED = Received("h1", "UN4", "", "statistics", 1, None, "2026-Q3", 40, 9000, stamp(NOW), "w" * 32)


def test_numbers_count_up_for_each_addressee_and_kind(conn: Connection) -> None:
    assert bundles.next_seq(conn, "MDR", "statistics") == 1
    assert bundles.last_hash(conn, "MDR", "statistics") is None
    bundles.note_sent(conn, SENT)
    bundles.note_sent(conn, SENT)
    bundles.note_sent(conn, replace(SENT, seq=2, hash="h2", prev="h1", period="2026-Q4"))
    assert bundles.next_seq(conn, "MDR", "statistics") == 3
    assert bundles.last_hash(conn, "MDR", "statistics") == "h2"
    assert bundles.next_seq(conn, "MDR", "receipt") == bundles.next_seq(conn, "SV1", "statistics") == 1
    assert bundles.sent_for(conn, "MDR", "statistics", "2026-Q3") == SENT
    assert bundles.sent_for(conn, "MDR", "statistics", "2025-Q1") is None


def test_what_was_received_is_known_by_its_hash_and_its_number(conn: Connection) -> None:
    bundles.note_received(conn, RECEIVED)
    bundles.note_received(conn, RECEIVED)
    bundles.note_received(conn, replace(RECEIVED, hash="h9", office="SV1"))
    assert bundles.is_received(conn, "h9") and not bundles.is_received(conn, "h2")
    assert bundles.near(conn, "UN4", "", "statistics", 1) == Near(frozenset({"h1"}), frozenset(), 1)
    assert bundles.near(conn, "UN4", "", "statistics", 2) == Near(frozenset(), frozenset({"h1"}), 1)
    assert bundles.near(conn, "UN4", "", "receipt", 1) == Near(frozenset(), frozenset(), 0)
    assert bundles.near(conn, "SV1", "", "statistics", 5).last == 1
    assert bundles.last_received(conn, "UN4", "", "statistics") == RECEIVED
    assert bundles.last_received(conn, "UN4", "", "receipt") is None


@pytest.mark.parametrize(
    ("came", "missing"),
    [([], []), ([1, 2, 3], []), ([1, 4], [2, 3]), ([3], [1, 2]), ([5, 2, 1], [3, 4])],
)
def test_missing_numbers_are_named(conn: Connection, came: list[int], missing: list[int]) -> None:
    for seq in came:
        bundles.note_received(conn, replace(RECEIVED, seq=seq, hash=f"h{seq}"))
    assert bundles.gaps(conn, "UN4", "statistics") == missing


def test_a_wild_number_does_not_make_a_list_without_end(conn: Connection) -> None:
    bundles.note_received(conn, replace(RECEIVED, seq=1 << 40))
    assert bundles.gaps(conn, "UN4", "statistics") == list(range(1, 1001))


def test_the_history_shows_both_ways_the_latest_first(conn: Connection) -> None:
    bundles.note_sent(conn, SENT)
    bundles.note_received(conn, replace(RECEIVED, at=stamp(NOW + timedelta(hours=1))))
    first, second = bundles.history(conn, 9)
    assert (first.direction, first.office, second.direction, second.office) == ("received", "UN4", "sent", "MDR")
    assert bundles.history(conn, 1) == [first]


def test_a_period_once_fixed_stays_and_a_correction_is_an_edition_of_its_own(conn: Connection) -> None:
    assert bundles.frozen(conn, "2026-Q3") is None
    assert bundles.freeze(conn, "2026-Q3", 1, "{}").body == "{}"
    assert bundles.freeze(conn, "2026-Q3", 1, '{"other":1}').body == "{}"
    bundles.freeze(conn, "2026-Q3", 2, '{"corrected":1}')
    assert bundles.frozen(conn, "2026-Q3") == bundles.Frozen("2026-Q3", 2, '{"corrected":1}')


def test_a_region_reads_the_latest_edition_of_each_office(conn: Connection) -> None:
    for office, edition, body in (("UN4", 2, "new"), ("UN4", 1, "old"), ("CL1", 1, "one"), ("UN4", 2, "again")):
        bundles.put_tables(conn, office, "2026-Q3", edition, body, NOW)
    bundles.put_tables(conn, "UN4", "2026-Q2", 1, "x", NOW)
    tables = bundles.tables(conn, "2026-Q3")
    assert [(one.office, one.edition, one.body, one.at) for one in tables] == [
        ("CL1", 1, "one", NOW),
        ("UN4", 2, "new", NOW),
    ]
    assert bundles.periods(conn) == ["2026-Q2", "2026-Q3"]
    latest = bundles.tables_of(conn, "2026-Q3", "UN4")
    assert latest is not None and (latest.edition, latest.body) == (2, "new")
    assert bundles.tables_of(conn, "2026-Q3", "SV1") is None
