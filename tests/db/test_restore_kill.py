"""Killed at every single step of a backup and of a restore: the present vault or the restored one, never neither."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db import backup, records
from db.connection import check_whole
from tests.db.make import NOW, open_vault, save

MOST_STEPS = 200


def _run(what: str, folder: Path, file: Path | None, at: int) -> bool:
    """Whether the program came to its end before the step at which it was to be killed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.db.restorer", what, str(folder), str(file or ""), str(at)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode == 0


def _notes(folder: Path) -> list[str]:
    opened = open_vault(folder)
    try:
        check_whole(opened.conn)
        assert opened.anchor == "ok"
        save(opened, "goes on")
        return sorted(str(one.body["note"]) for one in records.of_form(opened.conn, "report"))
    finally:
        opened.close(NOW)


@pytest.fixture
def ground(closed: Path) -> Path:
    """A vault with a backup of its first sheet, and a second sheet."""
    opened = open_vault(closed)
    backup.make(opened, NOW)
    save(opened, "later")
    opened.close(NOW)
    return closed


def test_a_restore_that_is_killed_anywhere_leaves_the_one_or_the_other(ground: Path, tmp_path: Path) -> None:
    seen: list[str] = []
    for at in range(1, MOST_STEPS):
        folder = tmp_path / f"copy{at}"
        shutil.copytree(ground, folder)
        ended = _run("restore", folder, backup.every(folder / "backups")[0].path, at)
        notes = _notes(folder)
        assert notes in (["goes on", "kept", "later"], ["goes on", "kept"]), at
        seen.append("later" if "later" in notes else "restored")
        assert not (folder / "restored.part").exists(), at
        if "later" not in notes:
            (aside,) = folder.glob("before-*")
            assert _notes(aside) == ["goes on", "kept", "later"], at
        shutil.rmtree(folder)
        if ended:
            break
    else:
        raise AssertionError("it never came to its end")
    changes = [place for place in range(1, len(seen)) if seen[place] != seen[place - 1]]
    assert len(changes) == 1  # one step decides
    assert seen[-1] == "restored"


@pytest.mark.parametrize("place", ["beside", "stick"])
def test_a_backup_that_is_killed_anywhere_is_whole_or_none(closed: Path, tmp_path: Path, place: str) -> None:
    stick = tmp_path / "stick" if place == "stick" else None
    root = stick or closed / "backups"
    for at in range(1, MOST_STEPS):
        shutil.rmtree(root, ignore_errors=True)
        ended = _run("backup", closed, stick, at)
        opened = open_vault(closed)
        for one in backup.every(root):
            backup.verify(one.path, opened.database_key)
        made = backup.make(opened, NOW, to=stick)  # what was left behind is in nobody's way
        assert [path.name for path in root.iterdir()] == [made.path.name], at
        opened.close(NOW)
        if ended:
            return
    raise AssertionError("it never came to its end")
