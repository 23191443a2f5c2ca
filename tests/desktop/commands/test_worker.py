"""`ancora worker` and `ancora vault rekey`: who comes and goes, without a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import tries
from desktop.i18n import date_words
from desktop.services import rekeying
from tests.offices import PASSPHRASE, WORKER, Done, Office

OTHER, NEW = "alte cinci cuvinte cu totul noi", "a treia frază, și ea de cinci cuvinte"


@pytest.fixture
def vera(office: Office) -> str:
    """A colleague; her id."""
    file = office.folder / "vera"
    file.write_text(OTHER, "utf-8")
    added = office.run("worker", "add", "Vera", "--role", "worker", "--new-passphrase-file", file)
    assert added.status == 0, added
    return str(added.one["worker"])


def as_(office: Office, name: str, passphrase: str, *words: str | Path) -> Done:
    file = office.folder / "typed"
    file.write_text(passphrase, "utf-8")
    return office.raw("--vault", office.vault, "--worker", name, "--passphrase-file", file, *words, "--json")


def names(office: Office, *words: str) -> set[str]:
    return {line["name"] for line in office.run("worker", "list", *words).lines}


def test_whoever_is_removed_opens_nothing_any_more(office: Office, vera: str) -> None:
    case = office.new_case()
    done = office.run("worker", "remove", "vera")
    assert (done.status, done.err) == (0, "")
    assert done.one == {"worker": vera, "name": "Vera", "generation": 2, "backed_up": True}
    assert as_(office, "Vera", OTHER, "cases").code == "wrong-passphrase"
    office.clock.advance(seconds=1)
    assert names(office) == {WORKER}
    assert names(office, "--all") == {WORKER, "Vera"}
    assert [line["code"] for line in office.run("cases").lines] == [case]
    assert office.run("vault", "check").one["status"] == "whole"


def test_it_is_said_in_words_what_old_backups_still_open_to(office: Office, vera: str) -> None:
    said = office.raw(*office.keys, "worker", "remove", "Vera")
    assert "nu mai poate deschide" in said.out and "vechea frază" in said.out
    gone = office.raw(*office.keys, "worker", "list", "--all").out.splitlines()
    assert [line for line in gone if line.startswith("Vera")] == [
        f"Vera · asistent social · a plecat la {date_words(office.clock().date())}"
    ]


def test_a_name_that_is_not_here_and_oneself_are_not_removed(office: Office, vera: str) -> None:
    assert office.run("worker", "remove", "Nimeni").code == "no-such-worker"
    assert office.run("worker", "remove", WORKER).code == "not-oneself"
    assert as_(office, "Vera", OTHER, "worker", "remove", WORKER).code == "not-allowed"
    assert names(office) == {WORKER, "Vera"}


def test_a_passphrase_is_changed_by_its_person(office: Office, vera: str) -> None:
    new = office.folder / "new"
    new.write_text(NEW, "utf-8")
    done = as_(office, "Vera", OTHER, "worker", "passphrase", "--new-passphrase-file", new)
    assert done.one == {"worker": vera}
    assert as_(office, "Vera", NEW, "cases").status == 0
    assert as_(office, "Vera", OTHER, "cases").code == "wrong-passphrase"
    office.clock.advance(seconds=1)
    assert NEW not in done.out + done.err


def test_a_forgotten_one_is_set_by_a_lead_alone(office: Office, vera: str) -> None:
    new = office.folder / "new"
    new.write_text(NEW, "utf-8")
    refused = as_(office, "Vera", OTHER, "worker", "passphrase", WORKER, "--new-passphrase-file", new)
    assert refused.code == "not-allowed"
    assert office.run("worker", "passphrase", "Vera", "--new-passphrase-file", new).status == 0
    assert as_(office, "Vera", NEW, "cases").status == 0
    own = office.run("worker", "passphrase", "--new-passphrase-file", new)
    assert own.status == 0
    assert office.run("cases").code == "wrong-passphrase"  # the file still holds the one before


def test_another_role(office: Office, vera: str) -> None:
    done = office.run("worker", "role", "Vera", "lead")
    assert done.one == {"worker": vera, "name": "Vera", "role": "lead"}
    assert as_(office, "Vera", OTHER, "worker", "role", WORKER, "specialist").status == 0
    assert {line["name"]: line["role"] for line in office.run("worker", "list").lines} == {
        WORKER: "specialist",
        "Vera": "lead",
    }
    assert office.run("worker", "remove", "Vera").code == "not-allowed"


def test_a_new_key_for_everybody(office: Office, vera: str) -> None:
    done = office.run("vault", "rekey")
    assert done.one == {"generation": 2, "backed_up": True}
    assert as_(office, "Vera", OTHER, "cases").status == 0
    assert as_(office, "Vera", OTHER, "vault", "rekey").code == "not-allowed"
    assert office.run("vault", "status").one["anchor"] == "ok"


def test_whoever_opens_after_failures_is_told(office: Office) -> None:
    assert as_(office, WORKER, OTHER, "cases").code == "wrong-passphrase"
    waits = as_(office, WORKER, PASSPHRASE, "cases")
    assert (waits.code, waits.out) == ("wait", "")
    office.clock.advance(seconds=1)
    told = office.run("cases")
    assert (told.status, told.code) == (0, "failed-unlocks")
    assert office.run("cases").err == ""
    assert not (office.vault / tries.FILE).exists()


def test_a_change_of_the_key_that_was_cut_off_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_given: object) -> None:
        raise KeyboardInterrupt

    session = office.open()
    with monkeypatch.context() as power:
        power.setattr("db.rekey.change_key", cut)
        rekeying.pause(session)
        with pytest.raises(KeyboardInterrupt):
            rekeying.run(session)
    session.vault.close(session.now())
    assert office.run("cases").code == "rekey-undone"
    assert office.run("cases").err == ""


def test_without_room_for_a_backup_the_new_key_stands_and_it_is_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.rekey._back_up", lambda *_given: False)
    done = office.run("vault", "rekey")
    assert (done.status, done.one["backed_up"], done.code) == (0, False, "no-backup")
