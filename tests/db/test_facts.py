"""How many cases share an answer, however records change; a word that nobody has any more is forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import facts, records
from db.connection import Connection
from db.errors import VaultRefused
from tests.db.make import record


def _record(conn: Connection, number: int) -> str:
    name = f"{number:032x}"
    records.put(conn, record(name))
    return name


def _counted(conn: Connection, *cases: str) -> None:
    for case in cases:
        facts.put_quasi(conn, case, {})


def _words(conn: Connection, key: str) -> list[str]:
    rows = conn.execute("SELECT value FROM fact_word WHERE key = ? ORDER BY value", (key,))
    return [value for (value,) in rows]


def test_cases_are_counted_once_and_up_to_the_limit(conn: Connection) -> None:
    _counted(conn, *(f"case{number}" for number in range(4)))
    for number in range(8):
        facts.replace(conn, _record(conn, number), f"case{number // 2}", {"sex": "F", "type": ["G1", f"G{number}"]})
    assert facts.shared(conn, "sex", "F") == 4
    assert facts.shared(conn, "sex", "F", limit=3) == 3
    assert facts.shared(conn, "type", "G7") == 1
    assert facts.shared(conn, "type", "none") == 0


def test_a_record_without_a_case_is_no_case(conn: Connection) -> None:
    name = _record(conn, 1)
    _counted(conn, "c")
    facts.replace(conn, name, None, {"sex": "F"})
    assert facts.shared(conn, "sex", "F") == 0
    facts.replace(conn, name, "c", {"sex": "F"})
    assert facts.shared(conn, "sex", "F") == 1


def test_a_case_that_is_left_out_counts_for_nothing_until_it_has_its_columns_again(conn: Connection) -> None:
    _counted(conn, "c", "d")
    for number, case in enumerate("ccd"):
        facts.replace(conn, _record(conn, number), case, {"sex": "F"})
    facts.leave_out(conn, "d")
    assert (facts.shared(conn, "sex", "F"), facts.alike(conn, {})) == (1, 1)
    facts.leave_out(conn, "c")
    assert (facts.shared(conn, "sex", "F"), facts.alike(conn, {})) == (0, 0)
    _counted(conn, "c", "d")
    assert (facts.shared(conn, "sex", "F"), facts.alike(conn, {})) == (2, 2)


def test_the_last_one_takes_the_word_along(conn: Connection) -> None:
    one, two = _record(conn, 1), _record(conn, 2)
    facts.replace(conn, one, "c", {"place": "rare", "sex": "F"})
    facts.replace(conn, two, "d", {"place": "rare"})
    facts.replace(conn, one, "c", {"sex": "F"})
    assert _words(conn, "place") == ["rare"]
    facts.replace(conn, two, "d", {})
    assert _words(conn, "place") == []
    assert conn.execute("SELECT count(*) FROM fact_word").fetchone() == (1,)


def test_saving_without_a_change_writes_nothing(conn: Connection) -> None:
    name = _record(conn, 1)
    facts.replace(conn, name, "c", {"sex": "F"})
    before = conn.total_changes
    facts.replace(conn, name, "c", {"sex": ["F"]})
    assert conn.total_changes == before


def test_facts_belong_to_a_record_that_is_kept(conn: Connection) -> None:
    with pytest.raises(VaultRefused, match="no-such-record"):
        facts.replace(conn, "f" * 32, "c", {"sex": "F"})


STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from([None, "c1", "c2"]),
        st.dictionaries(st.sampled_from("kl"), st.sets(st.sampled_from("xyz")).map(sorted), max_size=2),
    ),
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_counts_are_those_of_the_last_facts_of_each_record(conn: Connection, steps: list[Any]) -> None:
    conn.execute("BEGIN")
    _counted(conn, "c1", "c2")
    last: dict[str, Any] = {}
    for number, case, given_ in steps:
        name = _record(conn, number)
        facts.replace(conn, name, case, given_)
        last[name] = (case, given_)
    for key in "kl":
        for value in "xyz":
            having = {case for case, given_ in last.values() if case and value in given_.get(key, ())}
            assert facts.shared(conn, key, value) == len(having)
    conn.execute("ROLLBACK")


def test_cases_alike_are_counted_by_the_columns_asked_for(conn: Connection) -> None:
    for number, (age, sex) in enumerate([("18-25", "F"), ("26-35", "F"), ("18-25", "M"), (None, "F")]):
        facts.put_quasi(conn, f"c{number}", {"age": age, "sex": sex, "place": "MD-UN"})
    assert facts.alike(conn, {"age": frozenset({"18-25", "26-35"}), "sex": frozenset({"F"})}) == 2
    assert facts.alike(conn, {"place": frozenset({"MD-UN"})}, limit=3) == 3
    assert facts.alike(conn, {}) == 4
    assert facts.alike(conn, {"sex": frozenset()}) == 0
    facts.put_quasi(conn, "c0", {"sex": "M"})
    assert facts.quasi(conn, "c0") == {**dict.fromkeys(facts.QUASI), "sex": "M"}
    assert facts.quasi(conn, "none") == dict.fromkeys(facts.QUASI)


def test_numbers_that_are_remembered_count_the_same(conn: Connection) -> None:
    known = facts.Numbers()
    _counted(conn, "case0", "case1")
    for number in range(4):
        facts.replace(conn, _record(conn, number), f"case{number // 2}", {"sex": "F", "type": f"G{number}"}, known)
    assert (facts.shared(conn, "sex", "F"), facts.shared(conn, "type", "G3")) == (2, 1)
    facts.replace(conn, _record(conn, 3), "case1", {"sex": "F"}, known)  # the last one of its word takes it along
    facts.replace(conn, _record(conn, 2), "case1", {"sex": "F", "type": "G3"}, known)
    assert _words(conn, "type") == ["G0", "G1", "G3"]
    assert facts.shared(conn, "type", "G3") == 1


def test_numbers_are_forgotten_with_what_was_undone(conn: Connection) -> None:
    known = facts.Numbers()
    name = _record(conn, 1)
    conn.execute("SAVEPOINT part")
    facts.replace(conn, name, "c", {"sex": "F"}, known)
    conn.execute("ROLLBACK TO part")
    conn.execute("RELEASE part")
    known.clear()
    facts.replace(conn, name, "d", {"sex": "F"}, known)
    _counted(conn, "d")
    assert facts.shared(conn, "sex", "F") == 1
