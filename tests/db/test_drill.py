"""What a drill leaves behind if its program is killed: nothing for long."""

from __future__ import annotations

from pathlib import Path

from db import drill, restore
from db.lock import Lock


def test_what_a_killed_drill_left_goes_unless_a_drill_is_under_way(tmp_path: Path) -> None:
    work = tmp_path / drill.FOLDER
    drill.clear(work)
    (work / "placing-20261124T123000Z").mkdir(parents=True)
    (work / "vault.db").write_bytes(b"everything once more")
    held = Lock(work / restore.LOCK)
    drill.clear(work)
    assert (work / "vault.db").exists()
    held.release()
    drill.clear(work)
    assert not work.exists()
