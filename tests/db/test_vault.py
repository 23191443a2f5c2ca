"""A vault is made whole, opened by one program and by the right people, and written in whole transactions."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import unicodedata
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from db import access_log, files, keys, migrate, records, secrets, vault, workers
from db.connection import IntegrityError, check_whole
from db.errors import VaultRefused
from db.hybrid import Clock, to_datetime
from db.vault import Vault
from tests.db.make import NAME, NOW, PASSPHRASE, new_vault, open_vault, record, revision, save

CUT_OFF = "the creation was cut off"


def test_a_new_vault_knows_its_office_and_its_first_lead(vault: Vault) -> None:
    assert (vault.office.code, vault.office.kind, vault.office.country, vault.office.practice) == (
        "UN4", "office", "MD", False,
    )  # fmt: skip
    assert (vault.worker.name, vault.worker.role) == (NAME, "lead")
    assert (vault.anchor, vault.unclean, vault.commit_no) == ("ok", False, 1)
    assert vault.worked_until == NOW
    assert [entry.verb for entry in access_log.page(vault.conn, 5)] == ["vault-created"]


def test_a_new_vault_has_the_secrets_of_its_office(vault: Vault) -> None:
    lengths = [len(secrets.get(vault.conn, name) or b"") for name in (secrets.OFFICE_SECRET, secrets.SIGN_SEED)]
    assert lengths == [32, 32]
    assert secrets.get(vault.conn, secrets.AGE_IDENTITY) == b"AGE-SECRET-KEY-1TEST"
    assert secrets.get(vault.conn, "another") is None


def test_a_region_and_a_practice_office_are_told_apart(tmp_path: Path) -> None:
    made = new_vault(tmp_path / "v", office="XR1", kind="region", practice=True)
    assert (made.office.kind, made.office.practice) == ("region", True)
    made.close(NOW)


def test_only_the_owner_of_the_account_may_look_into_the_folder(closed: Path) -> None:
    assert closed.stat().st_mode & 0o077 == 0
    assert (closed / "vault.db").stat().st_mode & 0o077 == 0


def test_what_was_saved_is_there_after_closing_and_opening(closed: Path) -> None:
    opened = open_vault(closed)
    assert [one.body for one in records.of_form(opened.conn, "report")] == [{"note": "kept"}]
    assert (opened.anchor, opened.unclean) == ("ok", False)
    opened.close(NOW)
    assert sorted(path.name for path in closed.iterdir()) == ["vault.anchor", "vault.db", "vault.keys", "vault.lock"]


def test_a_folder_with_a_strange_name_is_a_folder_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "O'ré %20?mode=ro#ș"
    new_vault(path).close(NOW)
    assert vault.exists(path)
    open_vault(path).close(NOW)


def test_a_second_vault_is_not_made_over_the_first(closed: Path) -> None:
    before = (closed / "vault.db").read_bytes()
    with pytest.raises(VaultRefused, match="vault-exists"):
        new_vault(closed)
    assert (closed / "vault.db").read_bytes() == before


def test_keys_whose_database_was_moved_away_are_not_overwritten(closed: Path) -> None:
    (closed / "vault.db").rename(closed.parent / "elsewhere.db")
    before = (closed / "vault.keys").read_bytes()
    with pytest.raises(VaultRefused, match="vault-exists"):
        new_vault(closed)
    assert (closed / "vault.keys").read_bytes() == before


@pytest.mark.parametrize("step", ["write_whole", "fsync_folder"])
def test_a_creation_that_was_cut_off_is_no_vault_and_may_be_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def cut(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt(CUT_OFF)

    with monkeypatch.context() as cutting:
        cutting.setattr(files, step, cut)
        with pytest.raises(KeyboardInterrupt):
            new_vault(tmp_path / "v")
    assert not vault.exists(tmp_path / "v")
    new_vault(tmp_path / "v").close(NOW)


def test_nothing_is_opened_where_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(VaultRefused, match="no-vault"):
        open_vault(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("name", [NAME, "  ana   țURCANU ", unicodedata.normalize("NFD", NAME)])
def test_a_name_may_be_typed_in_any_spelling_of_the_same_name(closed: Path, name: str) -> None:
    opened = open_vault(closed, worker=name)
    assert opened.worker.name == NAME
    opened.close(NOW)


def test_a_passphrase_composed_otherwise_by_another_keyboard_is_the_same(closed: Path) -> None:
    open_vault(closed, passphrase=unicodedata.normalize("NFD", PASSPHRASE)).close(NOW)


@pytest.mark.parametrize(
    ("name", "passphrase", "code"),
    [
        (NAME, PASSPHRASE + "x", "wrong-passphrase"),
        ("Ion", PASSPHRASE, "wrong-passphrase"),
        (NAME, "", "passphrase-needed"),
    ],
)
def test_a_wrong_name_and_a_wrong_passphrase_are_refused_alike(
    closed: Path, name: str, passphrase: str, code: str
) -> None:
    with pytest.raises(VaultRefused) as refusal:
        open_vault(closed, worker=name, passphrase=passphrase)
    assert refusal.value.code == str(refusal.value) == code
    open_vault(closed).close(NOW)


def test_one_program_has_a_vault_at_a_time(vault: Vault) -> None:
    with pytest.raises(VaultRefused, match="vault-open-elsewhere"):
        open_vault(vault.path)
    vault.close(NOW)
    open_vault(vault.path).close(NOW)


def test_the_lock_of_a_program_that_died_holds_nobody_up(closed: Path) -> None:
    script = (
        "import sys; sys.path[:0] = sys.argv[1:2]\n"
        "from pathlib import Path\nfrom tests.db.make import open_vault\n"
        "held = open_vault(Path(sys.argv[2])); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(Path.cwd()), str(closed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(VaultRefused, match="vault-open-elsewhere"):
            open_vault(closed)
        other.send_signal(signal.SIGKILL)
        other.wait()
    opened = open_vault(closed)
    assert opened.unclean
    opened.close(NOW)


def test_a_medium_that_cannot_be_written_to_is_named_as_such(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed_medium(*_args: object) -> int:
        raise OSError(30, os.strerror(30))

    with monkeypatch.context() as medium:
        medium.setattr(os, "open", closed_medium)
        with pytest.raises(VaultRefused, match="read-only"):
            open_vault(closed)
    open_vault(closed).close(NOW)


def test_a_transaction_that_fails_leaves_no_trace(vault: Vault) -> None:
    with pytest.raises(ZeroDivisionError), vault.write(NOW) as conn:
        records.put(conn, record())
        _ = 1 // 0
    assert records.of_form(vault.conn, "report") == []
    assert vault.commit_no == 1


def test_a_fault_of_the_program_is_not_dressed_up_as_trouble_with_the_disk(vault: Vault) -> None:
    with pytest.raises(IntegrityError), vault.write(NOW) as conn:
        conn.execute("INSERT INTO ledger VALUES (1, 0, 0, 0, x'00')")
    save(vault)


def test_a_transaction_within_a_transaction_is_refused_and_harms_neither(vault: Vault) -> None:
    with vault.write(NOW) as conn:
        records.put(conn, record())
        with pytest.raises(VaultRefused, match="write-within-write"), vault.write(NOW):
            raise AssertionError
    assert len(records.of_form(vault.conn, "report")) == 1
    assert vault.commit_no == 2


def test_a_job_writes_over_its_own_connection_and_is_counted(vault: Vault) -> None:
    with closing(vault.connect()) as own:
        with vault.write(NOW, own) as conn:
            records.put(conn, record())
        with closing(vault.connect()) as other:
            other.execute("BEGIN IMMEDIATE")
            own.execute("PRAGMA busy_timeout = 0")
            with pytest.raises(VaultRefused, match="vault-busy"), vault.write(NOW, own):
                raise AssertionError
    assert vault.commit_no == 2
    assert len(records.of_form(vault.conn, "report")) == 1


def test_the_mark_of_a_slower_connection_does_not_turn_the_count_back(vault: Vault) -> None:
    """A job's commit may be noted after a later one of the window."""
    late = vault._mark(vault.conn, open_=True)
    save(vault)
    vault._note(late)
    assert vault.commit_no == 2


def test_a_full_disk_loses_nothing_and_the_vault_goes_on(vault: Vault) -> None:
    kept = save(vault)
    pages = vault.conn.execute("PRAGMA page_count").fetchone()[0]
    vault.conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(VaultRefused, match="disk-full"), vault.write(NOW) as conn:
        for _ in range(200):
            records.put(conn, record(body={"note": "y" * 4000}))
    assert [one.id for one in records.of_form(vault.conn, "report")] == [kept]
    vault.conn.execute("PRAGMA max_page_count = 1073741823")
    save(vault)
    check_whole(vault.conn)


def test_a_disk_that_refuses_to_write_at_the_commit_loses_nothing(vault: Vault) -> None:
    kept = save(vault)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    wal = vault.path / "vault.db-wal"
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size, hard))
        with pytest.raises(VaultRefused, match=r"file-unwritable|disk-full"), vault.write(NOW) as conn:
            for _ in range(50):
                records.put(conn, record(body={"note": "y" * 4000}))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [one.id for one in records.of_form(vault.conn, "report")] == [kept]
    save(vault)
    check_whole(vault.conn)


def test_a_database_that_became_read_only_says_so(vault: Vault) -> None:
    vault.conn.execute("PRAGMA query_only = ON")
    with pytest.raises(VaultRefused, match="read-only"), vault.write(NOW) as conn:
        records.put(conn, record())
    vault.conn.execute("PRAGMA query_only = OFF")
    save(vault)


def test_time_only_grows_across_openings_and_turned_clocks(closed: Path) -> None:
    opened = open_vault(closed)
    with opened.write(NOW) as conn:
        late = opened.tick(NOW + timedelta(days=300))
        records.add_revision(conn, revision(time=late))
    opened.close(NOW)
    opened = open_vault(closed, now=NOW)
    assert opened.tick(NOW) == late + 1
    assert opened.witness(late + 10, NOW + timedelta(days=300))
    assert opened.tick(NOW) == late + 11
    assert not opened.witness(Clock(0).tick(NOW + timedelta(days=2000)), NOW)
    assert to_datetime(opened.tick(NOW)) == NOW + timedelta(days=300)
    opened.close(NOW)


def test_keys_for_two_purposes_differ_and_a_closed_vault_has_none(vault: Vault) -> None:
    assert vault.key("case-key") == vault.key("case-key") != vault.key("anchor-mac")
    vault.close(NOW)
    with pytest.raises(VaultRefused, match="vault-closed"):
        vault.key("case-key")


def test_closing_twice_closes_once(vault: Vault) -> None:
    vault.close(NOW)
    again = open_vault(vault.path)
    vault.close(NOW)
    save(again)
    again.close(NOW)


def test_peeking_tells_the_schema_number_and_changes_nothing(closed: Path) -> None:
    before = {path.name: path.read_bytes() for path in closed.iterdir()}
    assert vault.peek(closed, worker=NAME, passphrase=PASSPHRASE) == migrate.latest()
    after = {path.name: path.read_bytes() for path in closed.iterdir()}
    assert {name: after[name] for name in before} == before


def test_a_worker_whose_adding_was_never_committed_is_not_let_in(vault: Vault) -> None:
    keys.add_slot(vault, "Ion", "worker", "another long passphrase")
    vault.close(NOW)
    with pytest.raises(VaultRefused, match="no-such-worker"):
        open_vault(vault.path, worker="Ion", passphrase="another long passphrase")
    opened = open_vault(vault.path)
    with opened.write(NOW) as conn:
        name = keys.add_slot(opened, "Ion", "worker", "yet another passphrase")
        workers.add(conn, workers.Worker(name, "Ion", "worker", NOW))
    opened.close(NOW)
    opened = open_vault(vault.path, worker="ION", passphrase="yet another passphrase")
    assert (opened.worker.name, opened.worker.role) == ("Ion", "worker")
    opened.close(NOW)


def test_a_vault_is_checked_whole_once_a_week(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[object] = []
    monkeypatch.setattr("db.opening.check_whole", checked.append)
    for days, times in ((6, 0), (8, 1), (9, 1), (15, 2)):
        open_vault(closed, now=NOW + timedelta(days=days)).close(NOW)
        assert len(checked) == times, days


def test_a_full_disk_keeps_nobody_from_reading(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise VaultRefused("disk-full")

    monkeypatch.setattr("db.meta.put", full)
    open_vault(closed, now=NOW + timedelta(days=8)).close(NOW)

    def other(*_args: object) -> None:
        raise VaultRefused("vault-busy")

    monkeypatch.setattr("db.meta.put", other)
    with pytest.raises(VaultRefused, match="vault-busy"):
        open_vault(closed, now=NOW + timedelta(days=8))
    monkeypatch.undo()
    open_vault(closed).close(NOW)


def test_a_wal_that_another_connection_still_reads_is_not_called_a_good_end(closed: Path) -> None:
    opened = open_vault(closed)
    save(opened)
    with closing(opened.connect()) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM record").fetchone()
        opened.conn.execute("PRAGMA busy_timeout = 0")
        save(opened)
        opened.close(NOW)
        assert opened.database_key == b""
    opened = open_vault(closed)
    assert opened.unclean
    assert len(records.of_form(opened.conn, "report")) == 3
    opened.close(NOW)
