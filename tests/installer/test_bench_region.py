"""The floor of a region's import does the same work: the very same rows, out of the very same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.connection import Connection
from db.keys import KdfCost
from installer import bench_region


def test_the_floor_of_the_import_leaves_the_very_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, bench_region.Rows] = {}
    real = bench_region._bare

    def kept(twin: Connection, *work: object) -> None:
        real(twin, *work)  # type: ignore[arg-type]
        sql = "SELECT * FROM {}"
        seen["floor"] = {name: sorted(twin.execute(sql.format(name))) for name in bench_region._TABLES}
        seen["ours"] = {name: sorted(rows) for name, rows in work[-1].items()}  # type: ignore[attr-defined]

    monkeypatch.setattr(bench_region, "_bare", kept)
    told = bench_region.importing(tmp_path, 3, 4, KdfCost.for_tests())
    assert len(seen["ours"]["received"]) == len(seen["ours"]["region_table"]) == 12
    assert seen["floor"] == seen["ours"]
    assert told.bound == 3.0 and told.value > 0 and told.floor > 0
