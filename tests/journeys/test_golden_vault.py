"""The vault of each release opens for ever: a copy of what was closed then is brought forward and read by services."""

from __future__ import annotations

import json
import shutil
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db import attachments, backup, migrate
from db.connection import open_raw
from desktop.forms.answers import is_sealed
from desktop.services import cases, records, restoring, vaults
from desktop.services.session import Session
from tests.conftest import FixedClock

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("vault-*"), key=lambda path: int(path.name[6:]))


@pytest.fixture(params=GOLDEN, ids=lambda path: path.name)
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copytree(request.param, tmp_path / "vault"))


def expected(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))
    return told


def opened(folder: Path, person: int, clock: FixedClock) -> Session:
    told = expected(folder)
    return vaults.open_session(
        folder, worker=told["workers"][person], passphrase=told["passphrases"][person], clock=clock
    )


def reads_everything(session: Session, told: dict[str, Any]) -> None:
    assert session.office.code == told["office"] and session.vault.anchor == "ok"
    assert cases.by_code(session, told["code"]).case == told["case"]
    assert cases.read_case(session, told["case"]).row.code == told["code"]
    sheet = records.open_sheet(session, "incident", case=told["case"], record=told["incident"])
    sealed = next(path for path, value in sheet.filled.items() if is_sealed(value))
    assert records.reveal(session, sheet, sealed) == told["narrative"]
    assert attachments.get(session.conn, told["attachment"]) is not None
    assert vaults.check(session).faults == ()


def test_each_of_its_people_reads_everything_that_was_in_it(golden: Path, clock: FixedClock) -> None:
    for person in range(len(expected(golden)["workers"])):
        session = opened(golden, person, clock)
        try:
            assert migrate.current(session.conn) == migrate.latest()
            reads_everything(session, expected(golden))
        finally:
            vaults.close_session(session, make_backup=False)


def test_before_it_is_brought_forward_it_is_kept_as_it_was(golden: Path, tmp_path: Path, clock: FixedClock) -> None:
    session = opened(golden, 0, clock)
    key = bytearray(session.vault.database_key)
    vaults.close_session(session, make_backup=False)
    (made,) = backup.every(golden / "backups")
    with zipfile.ZipFile(made.path) as packed:
        packed.extractall(tmp_path / "out")
    with closing(open_raw(tmp_path / "out" / "vault.db", key, "ro")) as conn:
        assert migrate.current(conn) == expected(golden)["schema"]


def test_that_backup_of_the_old_shape_can_be_put_back(golden: Path, tmp_path: Path, clock: FixedClock) -> None:
    told = expected(golden)
    vaults.close_session(opened(golden, 0, clock), make_backup=False)
    (offered,) = restoring.offered(golden)
    done = restoring.restore(
        offered.file, tmp_path / "new", worker=told["workers"][1], passphrase=told["passphrases"][1], clock=clock
    )
    assert done.cases == 1
    shutil.copyfile(golden / "expected.json", tmp_path / "new" / "expected.json")
    session = opened(tmp_path / "new", 0, clock)
    try:
        reads_everything(session, told)
    finally:
        vaults.close_session(session, make_backup=False)
