"""A vault is made, described and looked through; whatever is wrong with it has a name and is left as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from db import keys, migrate, tries
from db.connection import open_raw
from db.keys import KdfCost
from db.vault import peek
from desktop.services import vaults
from tests.conftest import FixedClock
from tests.offices import PASSPHRASE, WORKER, Office


@pytest.fixture
def fresh(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A place for a vault, with a passphrase at hand and a key that is cheap to work out."""
    monkeypatch.setattr(keys, "calibrate", KdfCost.for_tests)
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    return Office(tmp_path, "UN4", clock)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_a_vault_is_made_for_an_office(fresh: Office) -> None:
    done = fresh.run("vault", "create", "--office", "UN4")
    assert done.status == 0
    made = done.one
    assert (made["office"], made["kind"], made["country"], made["worker"]) == ("UN4", "office", "MD", WORKER)
    status = fresh.run("vault", "status").one
    assert {name: status[name] for name in ("office", "kind", "node", "workers", "cases", "anchor", "practice")} == {
        "office": "UN4", "kind": "office", "node": made["node"], "workers": 1, "cases": 0, "anchor": "ok",
        "practice": False,
    }  # fmt: skip
    assert status["schema"] == migrate.latest()
    assert status["last_backup"].startswith("2026-11-24T")
    assert status["commit"] > 1


def test_a_region_of_romania_is_made_with_its_own_people(fresh: Office) -> None:
    made = fresh.run("vault", "create", "--office", "RSV", "--kind", "region", "--country", "RO").one
    assert (made["kind"], made["country"]) == ("region", "RO")
    (fresh.folder / "new").write_text("alte cinci cuvinte cu totul noi")
    new: list[str | Path] = ["--new-passphrase-file", fresh.folder / "new"]
    assert fresh.run("worker", "add", "Regionala", "--role", "regional", *new).status == 0
    assert fresh.run("worker", "add", "Alta", "--role", "worker", *new).code == "bad-role"
    assert fresh.run("cases").code == "not-allowed"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--office", "XUN"], "practice-code"),
        (["--office", "un4"], "bad-office-code"),
        (["--office", "../../etc"], "bad-office-code"),
        (["--office", ""], "bad-office-code"),
        (["--office", "U\u202e4"], "bad-office-code"),
        (["--office", "UN4", "--worker", "   "], "bad-value"),
        (["--office", "UN4", "--worker", "Ana\u202etest"], "bad-value"),
        (["--office", "UN4", "--worker", "A" * 200], "bad-value"),
    ],
)
def test_what_makes_no_vault_leaves_nothing(fresh: Office, words: list[str], code: str) -> None:
    done = fresh.run("vault", "create", *words)
    assert (done.status, done.out, done.code) == (1, "", code)
    assert not fresh.vault.exists()


def test_a_passphrase_that_is_easily_guessed_is_refused(fresh: Office) -> None:
    (fresh.folder / "pass").write_text("parola")
    assert fresh.run("vault", "create", "--office", "UN4").code == "weak-passphrase"
    assert not fresh.vault.exists()


def test_a_second_vault_does_not_take_the_place_of_the_first(office: Office) -> None:
    before = snapshot(office.vault)
    assert office.run("vault", "create", "--office", "UN4").code == "vault-exists"
    assert {name: data for name, data in snapshot(office.vault).items() if name in before} == before


def test_a_whole_vault_is_called_whole(office: Office) -> None:
    office.new_case()
    done = office.run("vault", "check")
    assert done.status == 0
    assert (done.one["status"], done.one["faults"], done.one["anchor"], done.one["records"]) == ("whole", [], "ok", 1)
    assert "întreagă" in office.raw(*office.keys, "vault", "check").out


def test_an_access_log_that_was_changed_from_outside_is_found(office: Office) -> None:
    office.new_case()
    session = office.open()
    other = open_raw(office.vault / "vault.db", session.vault.database_key, "rw")
    other.execute("DROP TRIGGER IF EXISTS access_log_stays")
    for (trigger,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        other.execute(f'DROP TRIGGER "{trigger}"')
    other.execute("UPDATE access_log SET verb = 'opened' WHERE num = 2")
    other.close()
    vaults.close_session(session, make_backup=False)
    done = office.run("vault", "check")
    assert (done.status, done.code, done.one["faults"]) == (1, "log-tampered", ["log-tampered"])


def test_a_vault_behind_its_anchor_says_so_each_time_and_still_opens(office: Office) -> None:
    old = snapshot(office.vault)
    office.new_case()
    anchor = (office.vault / "vault.anchor").read_bytes()
    for name, data in old.items():
        (office.vault / name).write_bytes(data)
    (office.vault / "vault.anchor").write_bytes(anchor)
    done = office.run("vault", "status")
    assert (done.status, done.one["anchor"], done.one["cases"]) == (0, "behind", 0)
    assert done.code == "vault-behind"
    assert "fereastra programului" in done.err
    assert office.run("cases").code == "vault-behind"
    session = office.open()
    vaults.accept_behind(session)
    vaults.close_session(session, make_backup=False)
    assert (office.run("vault", "status").one["anchor"], office.said[-1].err) == ("ok", "")


def spoil_empty(vault: Path) -> None:
    (vault / "vault.db").write_bytes(b"")


def spoil_plain(vault: Path) -> None:
    (vault / "vault.db").write_bytes(b"SQLite format 3\0" + bytes(8176))


def spoil_cut(vault: Path) -> None:
    data = (vault / "vault.db").read_bytes()
    (vault / "vault.db").write_bytes(data[: len(data) // 8192 * 4096])


def spoil_stump(vault: Path) -> None:
    (vault / "vault.db").write_bytes(b"x" * 100)


def spoil_keys(vault: Path) -> None:
    data = (vault / "vault.keys").read_bytes()
    (vault / "vault.keys").write_bytes(data[:-20])


def spoil_no_keys(vault: Path) -> None:
    (vault / "vault.keys").unlink()


def spoil_gone(vault: Path) -> None:
    shutil.rmtree(vault)


def spoil_body(vault: Path) -> None:
    data = bytearray((vault / "vault.db").read_bytes())
    data[4096 * 3 + 100] ^= 1
    (vault / "vault.db").write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (spoil_empty, "vault-empty"), (spoil_plain, "vault-plaintext"), (spoil_cut, "vault-truncated"),
        (spoil_stump, "vault-truncated"), (spoil_keys, "key-file-damaged"), (spoil_no_keys, "key-file-missing"),
        (spoil_gone, "no-vault"),
    ],
)  # fmt: skip
def test_a_spoilt_vault_is_refused_by_name_and_left_as_it_was(
    office: Office, spoil: Callable[[Path], None], code: str
) -> None:
    spoil(office.vault)
    before = snapshot(office.vault) if office.vault.exists() else {}
    for words in (("vault", "status"), ("vault", "check"), ("cases",)):
        done = office.run(*words)
        assert (done.status, done.out, done.code) == (1, "", code)
    after = snapshot(office.vault) if office.vault.exists() else {}
    assert {name: after.get(name) for name in before} == before


def test_a_flipped_bit_is_found_by_the_check_or_already_at_the_door(office: Office) -> None:
    office.new_case()
    spoil_body(office.vault)
    done = office.run("vault", "check")
    assert done.status == 1
    assert done.code == "vault-damaged"


def test_a_wrong_passphrase_and_a_stranger_are_refused_alike(office: Office) -> None:
    before = snapshot(office.vault)
    office.worker = "Altcineva"
    stranger = office.run("vault", "status")
    office.clock.advance(seconds=1)
    office.worker = WORKER
    (office.folder / "pass").write_text("alte cinci cuvinte cu totul noi")
    wrong = office.run("vault", "status")
    assert stranger == wrong
    assert wrong.code == "wrong-passphrase"
    assert (office.run("vault", "status").code, tries.read(office.vault).failures) == ("wait", 2)
    tries.clear(office.vault)
    assert snapshot(office.vault) == before


def test_a_newer_vault_is_refused_and_stays_byte_for_byte_with_its_wal(office: Office) -> None:
    """A program of next year wrote here and was cut off; this one must not touch what it does not know."""
    session = office.open()
    newer = open_raw(office.vault / "vault.db", session.vault.database_key, "rw")
    newer.execute(f"PRAGMA user_version = {migrate.latest() + 1}")
    kept = office.folder / "kept"
    shutil.copytree(office.vault, kept)  # as a power cut would leave it, with the WAL in full
    newer.close()
    session.vault.conn.execute(f"PRAGMA user_version = {migrate.latest()}")
    vaults.close_session(session, make_backup=False)
    shutil.rmtree(office.vault)
    shutil.copytree(kept, office.vault)
    (office.vault / "vault.db-shm").unlink(missing_ok=True)
    before = snapshot(office.vault)
    assert len(before["vault.db-wal"]) > 0
    done = office.run("vault", "status")
    assert (done.status, done.code) == (1, "vault-newer")
    assert {name: data for name, data in snapshot(office.vault).items() if not name.endswith("-shm")} == before
    assert peek(office.vault, worker=WORKER, passphrase=PASSPHRASE) == migrate.latest() + 1


def test_writing_without_a_window_makes_at_most_one_backup_a_day(office: Office, clock: FixedClock) -> None:
    office.new_case()
    first = office.run("vault", "status").one["last_backup"]
    office.new_case()
    assert office.run("vault", "status").one["last_backup"] == first
    clock.now += timedelta(days=1)
    assert office.run("cases").status == 0
    assert office.run("vault", "status").one["last_backup"] == first
    office.new_case()
    assert office.run("vault", "status").one["last_backup"] > first


def test_people_are_added_and_listed(office: Office) -> None:
    (office.folder / "new").write_text("alte cinci cuvinte cu totul noi")
    new: list[str | Path] = ["--new-passphrase-file", office.folder / "new"]
    added = office.run("worker", "add", "Maria  Țurcanu", "--role", "specialist", *new).one
    assert (added["name"], added["role"]) == ("Maria Țurcanu", "specialist")
    listed = office.run("worker", "list").lines
    assert [(one["name"], one["role"]) for one in listed] == [("Maria Țurcanu", "specialist"), (WORKER, "lead")]
    assert office.raw(*office.keys, "worker", "list").out.splitlines()[0].startswith("Maria Țurcanu · ")
    assert office.run("worker", "add", "maria țurcanu", "--role", "worker", *new).code == "worker-exists"
    assert office.run("worker", "add", "Alta", "--role", "worker").code == "passphrase-needed"
    (office.folder / "new").write_text("scurt")
    assert office.run("worker", "add", "Alta", "--role", "worker", *new).code == "weak-passphrase"
    assert office.run("vault", "status").one["workers"] == 2
    (office.folder / "pass").write_text("alte cinci cuvinte cu totul noi")
    office.worker = "maria țurcanu"
    assert office.run("vault", "status").status == 0


def test_a_practice_vault_is_of_invented_people_and_says_how_to_open_it(tmp_path: Path, fresh: Office) -> None:
    done = fresh.raw("--vault", fresh.vault, "practice", "--cases", "5", "--seed", "3", "--json")
    made = done.one
    assert (made["office"], made["cases"], made["passphrase"]) == ("XUN", 5, "practice-practice")
    (fresh.folder / "pass").write_text(made["passphrase"])
    fresh.worker = made["worker"]
    status = fresh.run("vault", "status").one
    assert (status["cases"], status["practice"]) == (5, True)
    assert fresh.raw("--vault", fresh.vault, "practice", "--cases", "1").code == "vault-exists"
