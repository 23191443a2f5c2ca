"""A table is codes and rounded counts, wherever it is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundle import kinds
from desktop.bundle.kinds.statistics import CountedTable, Reading, Statistics, from_json, to_json, to_records
from desktop.refusals import Refused

codes = st.from_regex(r"[A-Za-z0-9<][A-Za-z0-9_+-]{0,31}", fullmatch=True)
names = st.from_regex(r"[a-z][a-z0-9_]{0,31}", fullmatch=True)
counts = st.integers(0, 333_333).map(lambda third: third * 3)
tables = st.builds(
    CountedTable,
    id=names,
    version=st.integers(1, 9999),
    unit=names,
    rows=st.lists(st.tuples(codes, counts), max_size=5, unique_by=lambda row: row[0]).map(tuple),
    total=counts,
)
periods = st.sampled_from(["2026", "1999-Q4", "2026-Q1"])
all_statistics = st.builds(
    Statistics,
    period=periods,
    edition=st.integers(1, 99),
    tables=st.lists(tables, max_size=4, unique_by=lambda table: table.id).map(tuple),
)


@given(all_statistics)
def test_kept_or_sent_it_is_the_same(statistics: Statistics) -> None:
    reading = Reading()
    for record in to_records(statistics):
        reading.take(record)
    assert reading.finish() == statistics
    assert from_json(statistics.period, statistics.edition, to_json(statistics)) == statistics


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"tables":1}', '{"tables":[1]}', '{"tables":[{}]}', '{"tables": []}']
)
def test_a_kept_text_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="bad-record"):
        from_json("2026", 1, text)


def test_no_record_at_all_is_no_statistics() -> None:
    with pytest.raises(Refused, match="bad-record"):
        Reading().finish()


def test_only_counted_tables_cross_between_the_countries() -> None:
    kinds.check_crossing("statistics", "RO", "MD")
    for kind in set(kinds.NAMES) - {"statistics"}:
        kinds.check_crossing(kind, "MD", "MD")
        for one, other in (("RO", "MD"), ("MD", "RO")):
            with pytest.raises(Refused, match="only-statistics-cross"):
                kinds.check_crossing(kind, one, other)


def test_a_kind_that_this_version_does_not_know_is_of_a_newer_one() -> None:
    assert [kinds.readable(kind).name for kind in kinds.NAMES] == list(kinds.NAMES)
    with pytest.raises(Refused, match="bundle-newer"):
        kinds.readable("horoscope")
