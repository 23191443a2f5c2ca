"""A file appears whole or not at all, whatever the disk does in the middle."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from desktop.pdf.save import save_whole
from desktop.refusals import Refused

DATA = b"%PDF whole"


def refusal(path: Path, **how: Any) -> str:
    with pytest.raises(Refused) as refused:
        save_whole(path, DATA, **how)
    assert str(path) not in str(refused.value)
    return refused.value.code


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_file_appears_whole(tmp_path: Path) -> None:
    save_whole(tmp_path / "raport.pdf", DATA)
    assert (tmp_path / "raport.pdf").read_bytes() == DATA
    assert names(tmp_path) == ["raport.pdf"]


@pytest.mark.skipif(os.name == "nt", reason="rights are kept otherwise there")
def test_nobody_else_on_the_computer_may_read_it(tmp_path: Path) -> None:
    save_whole(tmp_path / "raport.pdf", DATA)
    assert (tmp_path / "raport.pdf").stat().st_mode & 0o077 == 0


def test_a_file_that_is_there_is_replaced_only_when_that_was_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "raport.pdf"
    file.write_bytes(b"before")
    assert refusal(file) == "file-exists"
    assert file.read_bytes() == b"before"
    save_whole(file, DATA, replace=True)
    assert file.read_bytes() == DATA
    assert names(tmp_path) == ["raport.pdf"]


@pytest.mark.parametrize("place", ["gone/raport.pdf", "a file/raport.pdf", "x" * 300])
def test_a_place_that_is_not_there_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_bytes(b"")
    assert refusal(tmp_path / place) == "file-unwritable"
    assert names(tmp_path) == ["a file"]


@pytest.mark.parametrize("call", ["open", "fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "read-only"),
        (errno.EIO, "file-unwritable"),
        (errno.ENODEV, "file-unwritable"),
    ],
)
def test_a_disk_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: str
) -> None:
    """A full disk, a protected stick, a stick that is pulled out: before, during and after the writing."""

    def fail(*_arguments: Any, **_more: Any) -> Any:
        raise OSError(number, "no")

    file = tmp_path / "raport.pdf"
    file.write_bytes(b"before")
    with monkeypatch.context() as broken:
        broken.setattr(os, call, fail)
        assert refusal(file, replace=True) == code
    assert file.read_bytes() == b"before"
    assert names(tmp_path) == ["raport.pdf"]


def test_a_folder_that_cannot_be_settled_does_not_undo_what_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def only_files(path: Any, flags: int, *more: Any) -> int:
        if flags & getattr(os, "O_DIRECTORY", 0):
            raise OSError(errno.EINVAL, "no")
        return real(path, flags, *more)

    monkeypatch.setattr(os, "open", only_files)
    save_whole(tmp_path / "raport.pdf", DATA)
    assert names(tmp_path) == ["raport.pdf"]


def test_a_system_without_folder_handles_saves_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_DIRECTORY", raising=False)
    save_whole(tmp_path / "raport.pdf", DATA)
    assert names(tmp_path) == ["raport.pdf"]
