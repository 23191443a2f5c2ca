"""`ancora backup | restore`: a file on a stick, and an office that is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import FixedClock
from tests.offices import PASSPHRASE, WORKER, Office, in_process, make_office


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    made = make_office(tmp_path, "UN4", clock)
    made.new_case()
    return made


def test_a_backup_goes_to_a_stick_and_comes_back(office: Office, tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "stick").mkdir()
    made = office.run("backup", "--to", tmp_path / "stick")
    assert made.status == 0, made
    assert made.code == "same-disk"
    file = Path(made.one["file"])
    assert file.parent == tmp_path / "stick" and file.stat().st_size == made.one["bytes"]
    office.new_case()
    assert len(office.run("cases").lines) == 2
    clock.advance(hours=1)
    back = office.run("restore", file)
    assert back.status == 0, back
    assert (back.one["cases"], back.one["records"], back.one["erased_again"]) == (1, 1, 0)
    assert back.one["missing"] > 0 and back.code == "work-missing"
    assert Path(back.one["kept_aside"]).parent == office.vault
    assert len(office.run("cases").lines) == 1
    aside = Office(office.folder, "UN4", clock)
    keys = ["--vault", back.one["kept_aside"], "--worker", WORKER, "--passphrase-file", str(office.folder / "pass")]
    assert len(aside.raw(*keys, "cases", "--json").lines) == 2


def test_without_a_folder_it_lies_beside_the_vault_and_status_knows_it(office: Office) -> None:
    made = office.run("backup")
    assert made.status == 0 and Path(made.one["file"]).parent == office.vault / "backups"
    assert office.run("vault", "status").one["last_backup"] is not None


def test_on_a_new_computer_the_folder_need_not_be_there(office: Office, tmp_path: Path, clock: FixedClock) -> None:
    file = office.run("backup").one["file"]
    keys = ["--vault", str(tmp_path / "new"), "--worker", WORKER, "--passphrase-file", str(office.folder / "pass")]
    back = in_process([*keys, "restore", file], clock)
    assert back.status == 0 and "1 caz" in back.out and PASSPHRASE not in back.out + back.err
    assert len(in_process([*keys, "cases", "--json"], clock).lines) == 1


@pytest.mark.parametrize(
    ("data", "code"), [(b"%PDF-1.7", "not-a-backup"), (b"PK\x03\x04 cut", "backup-damaged"), (None, "no-such-file")]
)
def test_what_is_no_backup_is_refused_and_changes_nothing(
    office: Office, tmp_path: Path, data: bytes | None, code: str
) -> None:
    if data is not None:
        (tmp_path / "file").write_bytes(data)
    done = office.run("restore", tmp_path / "file")
    assert (done.status, done.code, done.out) == (1, code, "")
    assert len(office.run("cases").lines) == 1


def test_a_wrong_passphrase_changes_nothing(office: Office, tmp_path: Path, clock: FixedClock) -> None:
    file = office.run("backup").one["file"]
    (tmp_path / "other").write_text("alte cinci cuvinte cu totul altele\n", encoding="utf-8")
    words = ["--vault", str(office.vault), "--worker", WORKER, "--passphrase-file", str(tmp_path / "other")]
    done = in_process([*words, "restore", file], clock)
    assert (done.status, done.code) == (1, "wrong-passphrase")
    assert not list(office.vault.glob("before-*"))


def test_a_backup_of_another_office_is_refused(office: Office, tmp_path: Path, clock: FixedClock) -> None:
    other = make_office(tmp_path / "other", "UN5", clock)
    done = office.run("restore", other.run("backup").one["file"])
    assert (done.status, done.code) == (1, "backup-of-another")


def test_a_stick_that_is_not_there_is_refused(office: Office, tmp_path: Path) -> None:
    done = office.run("backup", "--to", tmp_path / "pulled")
    assert (done.status, done.code) == (1, "no-such-file")
