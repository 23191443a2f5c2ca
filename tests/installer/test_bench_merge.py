"""The floors of the merge are of the same lines and the same rows, and many cases can be made out of a few."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import joining
from db.keys import KdfCost
from desktop.services import renewing
from installer import bench_merge, bench_office, bench_stress
from installer.bench_office import Office

CASES = 23


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = bench_office.found(tmp_path, KdfCost.for_tests())
    bench_office.fill(made, CASES)
    yield made
    made.close()


def test_each_figure_of_a_merge_has_a_floor(office: Office) -> None:
    rows = [work(office) for work in (bench_merge.export, bench_merge.kept, bench_merge.imported)]
    assert all(row.value > 0 and row.floor > 0 for row in rows)
    assert [row.bound for row in rows] == [2.0, 3.0, 3.0]
    assert all(str(CASES) in row.name for row in rows)


@pytest.mark.skipif(sys.platform != "linux", reason="only there the memory of a process can be asked for")
def test_the_stress_brings_in_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_stress, "COPIES", 4)
    monkeypatch.setattr(renewing, "CASES", 2)
    monkeypatch.setattr(bench_office, "found", lambda folder: found(folder, KdfCost.for_tests()))
    made: list[int] = []
    whole = bench_stress._import

    def counted(second: object, file: Path) -> bench_stress.Watch:
        watch = whole(second, file)  # type: ignore[arg-type]
        made.append(second.conn.execute("SELECT count(*) FROM case_row").fetchone()[0])  # type: ignore[attr-defined]
        assert not joining.any_stale(second.conn)  # type: ignore[attr-defined]
        return watch

    monkeypatch.setattr(bench_stress, "_import", counted)
    rows = bench_stress.importing(tmp_path, 40)
    assert made == [40]
    assert len(rows) == 4 and all(row.floor > 0 for row in rows)


found = bench_office.found
