"""What is known of the backups: by the day, on a stick, and when the last one is gone or another than was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db import access_log, backup, drill, swap
from db.backup import BackupInfo, Remembered
from desktop import paths
from desktop.refusals import Refused
from desktop.services import backups, restoring, vaults
from desktop.services.backups import judge
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.offices import PASSPHRASE, WORKER, make_office

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = make_office(tmp_path, "UN4", clock).open()
    yield opened
    opened.vault.close(opened.now())


def verbs(session: Session) -> list[str]:
    return [entry.verb for entry in access_log.page(session.conn, 20)]


def test_a_new_office_has_none_and_is_told_so(session: Session) -> None:
    state = backups.state(session)
    assert (state.last, state.last_on_stick, state.kept, state.alarm, state.stick_due) == (None, None, 0, "none", False)


def test_a_backup_that_was_read_back_is_the_last_verified_one(session: Session, clock: FixedClock) -> None:
    made = backups.make_backup(session)
    state = backups.state(session)
    assert (state.last, state.kept, state.alarm, state.bytes) == (clock(), 1, None, made.bytes)
    assert made.file.exists() and verbs(session)[0] == "backup-made"
    assert backup.last(session.vault.path).commit_no == session.vault.commit_no  # type: ignore[union-attr]
    clock.advance(days=3)
    assert backups.state(session).alarm == "old"


def test_the_last_one_that_is_gone_alarms_until_there_is_another(session: Session, clock: FixedClock) -> None:
    first = backups.make_backup(session)
    clock.advance(days=1)
    last = backups.make_backup(session)
    last.file.unlink()
    state = backups.state(session)
    assert (state.alarm, state.last, state.kept) == ("missing", first.at, 1)
    assert backups.is_due(session)
    told = backups.look_after(session)
    assert told.alarm == "missing" and told.made is not None
    assert verbs(session)[:2] == ["backup-made", "backup-missing"]
    assert backups.state(session).alarm is None and not backups.is_due(session)


def test_the_last_one_that_became_another_is_found_by_reading_it(session: Session, clock: FixedClock) -> None:
    made = backups.make_backup(session)
    data = bytearray(made.file.read_bytes())
    data[8000] ^= 1
    made.file.write_bytes(data)
    assert backups.state(session).alarm is None and not backups.is_due(session)  # of the same size and just made
    clock.advance(hours=9)
    assert backups.is_due(session)
    told = backups.look_after(session)
    assert told.alarm == "damaged" and told.made is not None and "backup-damaged" in verbs(session)
    assert backups.state(session).alarm is None


def test_the_last_one_that_was_cut_is_seen_without_reading_it(session: Session) -> None:
    made = backups.make_backup(session)
    made.file.write_bytes(made.file.read_bytes()[:-1])
    state = backups.state(session)
    assert (state.alarm, state.last) == ("damaged", None)


def test_a_sound_one_is_read_every_few_hours_and_made_once_a_day(session: Session, clock: FixedClock) -> None:
    backups.make_backup(session)
    clock.advance(hours=9)
    left = paths.data_folder() / drill.FOLDER  # by a program that was killed in the middle of a drill
    left.mkdir(parents=True)
    assert backups.look_after(session) == backups.LookedAfter(None, None)
    assert not left.exists()
    assert not backups.is_due(session)
    clock.advance(hours=16)
    told = backups.look_after(session)
    assert told.alarm is None and told.made is not None


def test_a_stick_gets_the_same_file_and_the_day_is_remembered(
    session: Session, tmp_path: Path, clock: FixedClock
) -> None:
    clock.advance(days=8)
    assert backups.state(session).stick_due
    (tmp_path / "stick").mkdir()
    made = backups.make_on_stick(session, tmp_path / "stick")
    assert made.same_disk  # a folder beside the vault is no other medium, and that is said
    assert [one.path for one in backup.every(tmp_path / "stick")] == [made.file]
    state = backups.state(session)
    assert (state.last_on_stick, state.stick_due, state.kept, state.alarm) == (clock(), False, 0, "none")
    assert verbs(session)[0] == "backup-on-stick"
    told = restoring.restore(made.file, tmp_path / "elsewhere", worker=WORKER, passphrase=PASSPHRASE, clock=clock)
    assert told.commit_no == session.vault.commit_no
    clock.advance(days=7)
    assert backups.state(session).stick_due


def test_a_stick_that_is_not_there_is_said(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no-such-file"):
        backups.make_on_stick(session, tmp_path / "pulled")
    assert not (tmp_path / "pulled").exists() and backups.state(session).last_on_stick is None


def test_what_is_kept_aside_is_listed_with_its_last_day(session: Session, tmp_path: Path, clock: FixedClock) -> None:
    made = backups.make_backup(session)
    vaults.close_session(session, make_backup=False)
    done = restoring.restore(made.file, session.vault.path, worker=WORKER, passphrase=PASSPHRASE, clock=clock)
    again = vaults.open_session(session.vault.path, worker=WORKER, passphrase=PASSPHRASE, clock=clock)
    (aside,) = backups.asides(again)
    assert (aside.folder, aside.at, aside.until) == (done.kept_aside, clock(), clock() + timedelta(days=35))
    assert [path for _at, path in swap.kept_aside(session.vault.path)] == [aside.folder]
    vaults.close_session(again, make_backup=False)


# --- the judgement alone --------------------------------------------------------------------------------------------


def info(hours: int, name: str = "") -> BackupInfo:
    return BackupInfo(Path(name or f"{hours}"), NOW - timedelta(hours=hours), 100 - hours, 10)


def known(hours: int, **changes: object) -> Remembered:
    told = Remembered(f"{hours}", 10, "digest", NOW - timedelta(hours=hours), NOW)
    return replace(told, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("remembered", "every", "last", "alarm"),
    [
        (None, [], None, "none"),
        (None, [info(2)], info(2), None),
        (known(2), [info(9), info(2)], info(2), None),
        (known(2), [info(9)], info(9), "missing"),
        (known(2), [], None, "missing"),
        (known(2, size=11), [info(9), info(2)], info(9), "damaged"),
        (known(2, damaged=True), [info(2)], None, "damaged"),
        (known(2), [info(2), info(1)], info(1), None),  # a database put back remembers less than there is
        (known(2), [info(1)], info(1), None),
        (known(2, damaged=True), [info(2), info(1)], info(1), None),
        (known(80), [info(80)], info(80), "old"),
        (known(80), [info(90)], info(90), "missing"),
    ],
)
def test_what_is_wrong_with_the_last_one(
    remembered: Remembered | None, every: list[BackupInfo], last: BackupInfo | None, alarm: str | None
) -> None:
    assert judge(remembered, every, NOW) == (last, alarm)
