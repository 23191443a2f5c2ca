"""Looking at a backup before it is put back, and what a person is told afterwards."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db import archive
from db.errors import VaultRefused
from db.restore import Missing
from desktop.refusals import Refused, explain
from desktop.services import backups, restoring, vaults
from desktop.services.restoring import Offered, Restored
from tests.conftest import FixedClock
from tests.offices import PASSPHRASE, WORKER, Office, make_office


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    made = make_office(tmp_path, "UN4", clock)
    made.new_case()
    session = made.open()
    backups.make_backup(session)
    vaults.close_session(session, make_backup=False)
    return made


def the_backup(office: Office) -> Path:
    (found,) = restoring.offered(office.vault)
    return found.file


def test_a_backup_says_when_it_was_made_under_any_name(office: Office, tmp_path: Path, clock: FixedClock) -> None:
    file = Path(shutil.copy(the_backup(office), tmp_path / "copie de luni.zip"))
    found = restoring.look(file)
    assert (found.file, found.at) == (file, clock().astimezone(UTC))
    assert found.commit is not None and found.size > 100_000


def test_the_folder_of_an_earlier_version_is_chosen_by_its_database(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "20261124T123000Z-4"
    folder.mkdir()
    for name in ("vault.db", "vault.keys"):
        archive.take_out(the_backup(office), name, folder / name)
    found = restoring.look(folder / "vault.db")
    assert (found.file, found.at, found.commit) == (folder, datetime(2026, 11, 24, 12, 30, tzinfo=UTC), 4)


def test_a_folder_under_another_name_has_no_time_and_is_still_a_backup(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    for name in ("vault.db", "vault.keys"):
        archive.take_out(the_backup(office), name, folder / name)
    found = restoring.look(folder)
    assert found == Offered(folder, None, None, found.size)


def test_another_file_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF")
    for file, code in ((tmp_path / "letter.pdf", "not-a-backup"), (tmp_path / "nothing", "no-such-file")):
        with pytest.raises(VaultRefused, match=code):
            restoring.look(file)


def test_a_vault_whose_database_is_gone_is_told_from_an_empty_folder(office: Office, tmp_path: Path) -> None:
    (office.vault / "vault.db").unlink()
    assert restoring.is_lost(office.vault)
    shutil.rmtree(office.vault / "backups")
    assert restoring.is_lost(office.vault)  # its keys are still there
    assert not restoring.is_lost(tmp_path / "nowhere")


def test_without_any_key_nothing_is_begun(office: Office, clock: FixedClock) -> None:
    with pytest.raises(Refused, match="passphrase-needed"):
        restoring.restore(the_backup(office), office.vault, worker=WORKER, passphrase="", clock=clock)


def test_the_case_is_there_again(office: Office, clock: FixedClock) -> None:
    (office.vault / "vault.db").write_bytes(b"spoilt" * 1000)
    done = restoring.restore(the_backup(office), office.vault, worker=WORKER, passphrase=PASSPHRASE, clock=clock)
    assert (done.cases, done.records) == (1, 1)
    assert restoring.warnings(done) == {}
    session = office.open()
    assert vaults.check(session).faults == ()
    vaults.close_session(session, make_backup=False)


def test_everything_that_has_to_be_known_is_said() -> None:
    at = datetime.now(UTC)
    done = Restored(None, 1, 2, 3, at, Missing(21, at), 2, list_doubtful=True, keys_older=True, sealed_since=2)
    told = restoring.warnings(done)
    assert list(told) == ["work-missing", "erased-again", "list-doubtful", "keys-older", "sealed-since"]
    assert told["work-missing"].startswith("21 de salvări")
    assert told["erased-again"].startswith("2 fișe")


@pytest.mark.parametrize("code", ["not-a-backup", "backup-of-another", "vault-changed", "vault-unproven"])
def test_each_refusal_says_what_to_do(code: str) -> None:
    assert "(" not in explain(Refused(code)) and len(explain(Refused(code))) > 80
