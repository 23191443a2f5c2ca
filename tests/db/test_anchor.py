"""An older database put back, or a lost WAL, is noticed at the next opening; an honest crash is not blamed."""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from db import access_log, anchor, records
from db import vault as vaults
from db.anchor import Anchor, Mark
from db.connection import open_raw
from db.errors import VaultRefused
from db.hybrid import from_milliseconds
from db.vault import Vault
from tests.db.make import NOW, new_vault, open_vault, save


def _put_back(folder: Path, copy: Path) -> None:
    shutil.copyfile(copy / "vault.db", folder / "vault.db")


def test_an_older_database_is_noticed_and_still_opens(closed: Path, tmp_path: Path) -> None:
    shutil.copytree(closed, tmp_path / "copy")
    opened = open_vault(closed)
    save(opened, "lost")
    opened.close(NOW)
    _put_back(closed, tmp_path / "copy")
    opened = open_vault(closed)
    assert (opened.anchor, opened.anchor_state, opened.anchored_at) == ("behind", "lower", NOW)
    assert len(records.of_form(opened.conn, "report")) == 1
    opened.close(NOW)


def test_going_on_without_accepting_keeps_the_warning(closed: Path, tmp_path: Path) -> None:
    shutil.copytree(closed, tmp_path / "copy")
    opened = open_vault(closed)
    save(opened)
    opened.close(NOW)
    _put_back(closed, tmp_path / "copy")
    for state in ("lower", "other", "other"):
        opened = open_vault(closed)
        assert opened.anchor_state == state
        with opened.write(NOW) as conn:
            access_log.note(conn, NOW, opened.worker.id, "something-else")
        opened.close(NOW)


def test_accepting_is_logged_and_ends_the_warning(closed: Path, tmp_path: Path) -> None:
    shutil.copytree(closed, tmp_path / "copy")
    opened = open_vault(closed)
    save(opened)
    opened.close(NOW)
    _put_back(closed, tmp_path / "copy")
    opened = open_vault(closed)
    vaults.accept(opened, NOW)
    assert opened.anchor == "ok"
    assert access_log.page(opened.conn, 1)[0].verb == "older-database-accepted"
    save(opened)
    opened.close(NOW)
    opened = open_vault(closed)
    assert (opened.anchor, opened.unclean) == ("ok", False)
    opened.close(NOW)


def test_a_wal_that_was_deleted_after_a_crash_is_noticed(vault: Vault, tmp_path: Path) -> None:
    save(vault)
    shutil.copytree(vault.path, tmp_path / "copy")
    for name in ("vault.db-wal", "vault.db-shm"):
        (tmp_path / "copy" / name).unlink()
    opened = open_vault(tmp_path / "copy")
    assert (opened.anchor, opened.anchor_state) == ("behind", "lower")
    opened.close(NOW)


def test_a_crash_between_commit_and_anchor_is_no_rollback(vault: Vault, tmp_path: Path) -> None:
    before = (vault.path / "vault.anchor").read_bytes()
    save(vault)
    shutil.copytree(vault.path, tmp_path / "copy")
    (tmp_path / "copy" / "vault.anchor").write_bytes(before)
    opened = open_vault(tmp_path / "copy")
    assert (opened.anchor, opened.unclean) == ("ok", True)
    assert len(records.of_form(opened.conn, "report")) == 1
    opened.close(NOW)


@pytest.mark.parametrize(
    ("spoil", "state"),
    [
        (lambda file: file.unlink(), "missing"),
        (lambda file: file.write_bytes(b""), "forged"),
        (lambda file: file.write_bytes(b"\0" * 1024), "forged"),
        (lambda file: file.write_bytes(file.read_bytes()[:511][::-1]), "forged"),
    ],
)
def test_an_anchor_that_proves_nothing_is_not_believed(closed: Path, spoil: object, state: str) -> None:
    assert callable(spoil)
    spoil(closed / "vault.anchor")
    opened = open_vault(closed)
    assert (opened.anchor, opened.anchor_state, opened.anchored_at) == ("behind", state, None)
    assert opened.unclean
    opened.close(NOW)


def test_an_older_page_put_back_into_a_closed_database_is_noticed(closed: Path) -> None:
    """Each page is sound, no number has gone back, and yet a value is another one than was saved."""
    opened = open_vault(closed)
    saved = save(opened, "first wording")
    opened.close(NOW)
    before = (closed / "vault.db").read_bytes()
    opened = open_vault(closed)
    with opened.write(NOW) as conn:
        conn.execute("UPDATE main.record SET body = replace(body, 'first', 'later') WHERE id = ?", (saved,))
        conn.execute("UPDATE main.record SET body = body")
    opened.close(NOW)
    now = bytearray((closed / "vault.db").read_bytes())
    assert len(now) == len(before)
    with_record = [at for at in range(4096, len(now), 4096) if now[at : at + 4096] != before[at : at + 4096]]
    spliced = _first_splice_that_opens(closed, bytes(now), before, with_record)
    assert spliced == "changed"


def _first_splice_that_opens(closed: Path, now: bytes, before: bytes, places: list[int]) -> str:
    """Pages one by one, each from yesterday; some break the tree or the counters, and are found by that."""
    states = []
    for at in places:
        (closed / "vault.db").write_bytes(now[:at] + before[at : at + 4096] + now[at + 4096 :])
        anchor_before = (closed / "vault.anchor").read_bytes()
        opened = open_vault(closed)
        states.append(opened.anchor_state)
        assert opened.anchor == "behind"
        opened.close(NOW)
        (closed / "vault.anchor").write_bytes(anchor_before)
    assert set(states) <= {"changed", "lower", "other"}
    return "changed" if "changed" in states else "none"


def test_a_page_that_was_put_back_is_told_until_somebody_accepts_it(closed: Path) -> None:
    opened = open_vault(closed)
    save(opened)
    opened.close(NOW)
    before = (closed / "vault.db").read_bytes()
    _touch(closed)
    opened = open_vault(closed)
    assert (opened.anchor, opened.anchor_state, opened.unclean) == ("behind", "changed", True)
    vaults.accept(opened, NOW)
    opened.close(NOW)
    opened = open_vault(closed)
    assert opened.anchor == "ok"
    opened.close(NOW)
    assert (closed / "vault.db").read_bytes() != before


def _touch(closed: Path) -> None:
    """What another tool with the key leaves: sound pages, and no word of it in the log."""
    opened = open_vault(closed)
    key = bytearray(opened.database_key)
    opened.close(NOW)
    with closing(open_raw(closed / "vault.db", key, "rw")) as conn:
        conn.execute("UPDATE main.record SET body = '{}'")


def test_a_refused_opening_leaves_nothing_that_would_be_taken_for_a_change(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise VaultRefused("no-such-worker")

    with monkeypatch.context() as refusing:
        refusing.setattr(vaults, "_who", refuse)
        with pytest.raises(VaultRefused, match="no-such-worker"):
            open_vault(closed, now=NOW + timedelta(days=8))  # the weekly check was written down before
    opened = open_vault(closed, now=NOW + timedelta(days=8))
    assert opened.anchor == "ok"
    opened.close(NOW)


def test_the_mark_of_the_program_before_this_one_is_read(closed: Path) -> None:
    """It had no hash of the file."""
    opened = open_vault(closed)
    key = opened.key("anchor-mac")
    opened.close(NOW)
    mark = anchor.read(closed / "vault.anchor", key).mark
    assert mark is not None
    body = struct.pack(
        ">8s16sQQ32sqQ?", b"ANCHOR1\0", mark.line, mark.commit_no, mark.entries, mark.head, mark.at, mark.pages, False
    )
    place = (body + hashlib.blake2b(body, key=key, digest_size=32).digest()).ljust(512, b"\0")
    (closed / "vault.anchor").write_bytes(place * 2)
    opened = open_vault(closed)
    assert (opened.anchor, opened.unclean) == ("ok", False)
    opened.close(NOW)


def test_a_very_large_file_is_not_read_twice(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchor, "_MOST_HASHED", 4096)
    opened = open_vault(closed)
    key = opened.key("anchor-mac")
    opened.close(NOW)
    mark = anchor.read(closed / "vault.anchor", key).mark
    assert mark is not None
    assert mark.digest == bytes(32)
    assert anchor.is_untouched(mark, closed / "vault.db")


def test_a_file_that_cannot_be_read_is_not_taken_for_a_changed_one(tmp_path: Path) -> None:
    with pytest.raises(VaultRefused, match="file-unreadable"):
        anchor.digest_of(tmp_path)


def test_the_anchor_of_another_vault_proves_nothing(closed: Path, tmp_path: Path) -> None:
    new_vault(tmp_path / "other").close(NOW)
    shutil.copyfile(tmp_path / "other" / "vault.anchor", closed / "vault.anchor")
    opened = open_vault(closed)
    assert opened.anchor_state == "forged"
    opened.close(NOW)


def test_one_torn_place_does_not_matter(vault: Vault, tmp_path: Path) -> None:
    save(vault)
    save(vault)
    for place in (0, 512):
        copy = tmp_path / f"copy{place}"
        shutil.copytree(vault.path, copy)
        data = bytearray((copy / "vault.anchor").read_bytes())
        data[place : place + 512] = bytes(512)
        (copy / "vault.anchor").write_bytes(data)
        opened = open_vault(copy)
        assert opened.anchor == "ok"
        opened.close(NOW)


def test_a_commit_stands_although_the_anchor_cannot_be_written(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> int:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(os, "write", broken)
    saved = save(vault)
    monkeypatch.undo()
    assert records.get(vault.conn, saved) is not None
    assert not vault.anchor_written


def test_of_two_marks_the_later_counts_and_a_good_end_before_an_open_one(tmp_path: Path) -> None:
    key = bytes(32)
    sidecar = Anchor(tmp_path / "a", key)
    line = bytes(16)
    first = Mark(line, 7, 3, bytes(32), 1000)
    sidecar.write(first)
    assert anchor.read(tmp_path / "a", key).mark == first
    sidecar.write(Mark(line, 6, 3, bytes(32), 900))
    assert anchor.read(tmp_path / "a", key).mark == first
    closing = Mark(line, 7, 3, bytes(32), 1100, pages=12, open=False)
    sidecar.renew(closing)
    sidecar.close()
    assert anchor.read(tmp_path / "a", key).mark == closing
    assert anchor.read(tmp_path / "a", b"\1" * 32) == anchor.Reading(None, "forged")
    assert from_milliseconds(1100).second == 1
