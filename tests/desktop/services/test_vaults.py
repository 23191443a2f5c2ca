"""A vault from the first day on: made, unlocked beside the window, closed with a backup, and honest about its state."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from db import access_log, backup
from db.errors import VaultRefused
from db.keys import KdfCost
from desktop.refusals import Refused
from desktop.services import intake, vaults
from desktop.services.session import Session
from tests.conftest import FixedClock

WORKER, PASSPHRASE = "Persoana de test", "cinci cuvinte cu totul diferite"


def make(path: Path, clock: FixedClock, **given: object) -> Session:
    wanted: dict[str, object] = {
        "office": "UN4", "worker": WORKER, "passphrase": PASSPHRASE, "clock": clock, "cost": KdfCost.for_tests(),
    }  # fmt: skip
    return vaults.create(path, **{**wanted, **given})  # type: ignore[arg-type]


@pytest.fixture
def closed(tmp_path: Path, clock: FixedClock) -> Path:
    vaults.close_session(make(tmp_path / "vault", clock), make_backup=False)
    return tmp_path / "vault"


def open_a_case(session: Session) -> None:
    with session.vault.write(session.now()) as conn:
        intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["copil"]}})


def full(*_args: object, **_named: object) -> None:
    raise VaultRefused("disk-full")


def unlocked(path: Path, clock: Callable[[], object]) -> Session:
    return vaults.open_session(path, worker=WORKER, passphrase=PASSPHRASE, clock=clock)  # type: ignore[arg-type]


def test_it_opens_in_two_halves_the_slow_one_in_another_thread(closed: Path, clock: FixedClock) -> None:
    found: list[vaults.Opening] = []
    work = threading.Thread(
        target=lambda: found.append(vaults.unlock(closed, worker=WORKER, passphrase=PASSPHRASE, clock=clock))
    )
    work.start()
    work.join()
    session = vaults.open_unlocked(found[0], clock)
    open_a_case(session)
    assert vaults.status(session).cases == 1
    assert [entry.verb for entry in access_log.page(session.conn, 5)][1:] == ["unlocked", "vault-created"]
    vaults.close_session(session, make_backup=False)


def test_an_opening_that_nobody_uses_lets_others_in(closed: Path, clock: FixedClock) -> None:
    opening = vaults.unlock(closed, worker=WORKER, passphrase=PASSPHRASE, clock=clock)
    with pytest.raises(VaultRefused, match="vault-open-elsewhere"):
        unlocked(closed, clock)
    opening.drop()
    vaults.close_session(unlocked(closed, clock), make_backup=False)


def test_a_full_disk_keeps_nobody_from_reading(
    closed: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(access_log, "note", full)
        session = unlocked(closed, clock)
    assert vaults.status(session).cases == 0
    assert "unlocked without a note: disk-full" in caplog.text
    vaults.close_session(session, make_backup=False)


def test_any_other_trouble_at_the_door_leaves_it_closed_and_free(
    closed: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_args: object) -> None:
        raise VaultRefused("vault-busy")

    with monkeypatch.context() as trouble:
        trouble.setattr(access_log, "note", busy)
        with pytest.raises(VaultRefused, match="vault-busy"):
            unlocked(closed, clock)
    vaults.close_session(unlocked(closed, clock), make_backup=False)


def test_closing_keeps_a_verified_backup_if_something_changed(closed: Path, clock: FixedClock) -> None:
    session = unlocked(closed, clock)
    assert vaults.status(session).last_backup is None
    assert vaults.backup_is_old(session)
    vaults.close_session(session)
    kept = backup.last(closed)
    assert kept is not None
    session = unlocked(closed, clock)
    assert vaults.status(session).last_backup == kept.at
    assert not vaults.backup_is_old(session)
    clock.now += timedelta(days=1)
    assert vaults.backup_is_old(session)
    vaults.close_session(session, make_backup=False)
    assert backup.last(closed) == kept


def test_a_backup_or_a_tidy_end_without_room_hinders_nothing_and_is_logged(
    closed: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    session = unlocked(closed, clock)
    open_a_case(session)
    with monkeypatch.context() as disk:
        disk.setattr(backup, "on_exit", full)
        disk.setattr("db.anchor.Anchor.renew", full)
        vaults.close_session(session)
    assert "no backup on exit: disk-full" in caplog.text
    assert "closed without tidying up: disk-full" in caplog.text
    session = unlocked(closed, clock)
    assert vaults.status(session).cases == 1
    assert session.vault.anchor == "ok"
    vaults.close_session(session, make_backup=False)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"office": "XUN"}, "practice-code"),
        ({"office": "UN4", "practice": True}, "bad-office-code"),
        ({"office": "un4"}, "bad-office-code"),
        ({"kind": "ministry"}, "bad-value"),
        ({"country": "FR"}, "bad-value"),
        ({"passphrase": "parola mea"}, "weak-passphrase"),
        ({"worker": " \n "}, "bad-value"),
        ({"worker": "Ana\u202e"}, "bad-value"),
        ({"worker": "Ana\x00"}, "bad-value"),
        ({"worker": "A" * 81}, "bad-value"),
    ],
)
def test_what_makes_no_vault_leaves_nothing_behind(
    tmp_path: Path, clock: FixedClock, given: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        make(tmp_path / "vault", clock, **given)
    assert refusal.value.code == code
    assert not (tmp_path / "vault").exists()


def test_a_practice_vault_says_that_it_is_one(tmp_path: Path, clock: FixedClock) -> None:
    session = make(tmp_path / "vault", clock, office="XUN", practice=True)
    assert vaults.status(session).practice
    vaults.close_session(session, make_backup=False)


def test_a_practice_vault_may_have_the_passphrase_that_everybody_knows(tmp_path: Path, clock: FixedClock) -> None:
    session = make(tmp_path / "vault", clock, office="XUN", practice=True, passphrase="practice-practice")
    vaults.close_session(session, make_backup=False)
    with pytest.raises(Refused) as refusal:
        make(tmp_path / "other", clock, passphrase="practice-practice")
    assert refusal.value.code == "weak-passphrase"


def test_a_name_has_one_written_form() -> None:
    assert vaults.tidy_name("  Ana   T\u0326urcanu ") == "Ana Țurcanu"


def test_a_vault_is_looked_for_where_it_is(closed: Path, tmp_path: Path) -> None:
    assert vaults.exists(closed)
    assert not vaults.exists(tmp_path / "elsewhere")
