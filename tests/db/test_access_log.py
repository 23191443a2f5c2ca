"""The chain of the access log under any hand: whatever is changed, swapped or taken out, its first place is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from db import access_log
from db.access_log import Wanted
from db.connection import Connection
from tests.db.make import NOW

TEXTS = ("at", "worker", "verb", "object")
SAME_VAULT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example is rolled back


def fill(conn: Connection, entries: int) -> None:
    """Entries that all differ, after the one that every vault begins with."""
    for number in range(entries):
        now = NOW + timedelta(minutes=number)
        access_log.note(conn, now, f"w{number}", f"verb-{'abcdefghij'[number]}", f"{number:032x}", number)


@SAME_VAULT
@given(
    entries=some.integers(2, 9),
    place=some.integers(1, 9),
    change=some.one_of(
        some.tuples(some.sampled_from(TEXTS), some.one_of(some.none(), some.text(max_size=40))),
        some.tuples(some.just("count"), some.one_of(some.none(), some.integers(-(2**40), 2**40))),
    ),
)
def test_any_other_value_in_any_place_is_found_there(
    conn: Connection, entries: int, place: int, change: tuple[str, str | int | None]
) -> None:
    place, (column, value) = min(place, entries), change
    conn.execute("BEGIN")
    fill(conn, entries)
    sql = f"UPDATE OR IGNORE access_log SET {column} = ? WHERE num = ? AND {column} IS NOT ?"  # noqa: S608
    changed = conn.execute(sql, (value, place, value)).rowcount
    assert access_log.verify(conn) == (place if changed else None)
    conn.execute("ROLLBACK")


@SAME_VAULT
@given(entries=some.integers(3, 9), gone=some.sets(some.integers(1, 9), min_size=1))
@example(entries=3, gone={4})
def test_whatever_is_taken_out_between_others_is_missed(conn: Connection, entries: int, gone: set[int]) -> None:
    last = entries + 1
    inner = {place for place in gone if place < last}
    conn.execute("BEGIN")
    fill(conn, entries)
    conn.executemany("DELETE FROM access_log WHERE num = ?", [(place,) for place in sorted(inner)])
    assert access_log.verify(conn) == (min(inner) if inner else None)
    conn.execute("ROLLBACK")


@SAME_VAULT
@given(entries=some.integers(2, 9), places=some.tuples(some.integers(1, 9), some.integers(1, 9)))
def test_two_that_changed_places_are_found_at_the_first(
    conn: Connection, entries: int, places: tuple[int, int]
) -> None:
    first, second = sorted(min(place, entries + 1) for place in places)
    conn.execute("BEGIN")
    fill(conn, entries)
    for before, after in ((first, -1), (second, first), (-1, second)) if first != second else ():
        conn.execute("UPDATE access_log SET num = ? WHERE num = ?", (after, before))
    assert access_log.verify(conn) == (first if first != second else None)
    conn.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), [5, 4, 3, 2, 1]),
        (Wanted(worker="w2"), [4]),
        (Wanted(verb="verb-b"), [3]),
        (Wanted(since=NOW + timedelta(minutes=2)), [5, 4]),
        (Wanted(until=NOW + timedelta(minutes=1)), [2, 1]),
        (Wanted(case=f"{3:032x}"), [5]),
        (Wanted(hidden={f"{0:032x}", f"{2:032x}"}), [5, 3, 1]),
        (Wanted(worker="w1", verb="verb-a"), []),
    ],
)
def test_what_is_wanted_is_listed_counted_and_offered(conn: Connection, wanted: Wanted, numbers: list[int]) -> None:
    fill(conn, 4)
    found = access_log.page(conn, 9, None, wanted)
    assert [one.num for one in found] == numbers
    assert access_log.count(conn, wanted) == len(numbers)
    assert access_log.verbs(conn, wanted) == sorted(one.verb for one in found)


def test_how_far_the_look_has_come_is_told(conn: Connection) -> None:
    fill(conn, 9)
    told: list[tuple[int, int]] = []
    assert access_log.verify(conn, lambda done, total: told.append((done, total))) is None
    assert told == [(0, 10)]
