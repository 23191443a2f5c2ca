"""`vault invite`, `vault create --join`, `pcs` and `retire` as a person at a terminal meets them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import computers
from tests.conftest import FixedClock
from tests.offices import PASSPHRASE, Done, Office, in_process, make_office


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "un4", "UN4", clock)


@pytest.fixture
def second(tmp_path: Path, clock: FixedClock, office: Office) -> Office:
    return computers.join(tmp_path / "second", "UN4", computers.invite(office, tmp_path / "stick"), clock)


def create(folder: Path, clock: FixedClock, *words: str | Path) -> Done:
    (folder / "pass").write_text(PASSPHRASE + "\n", encoding="utf-8")
    keys = ["--vault", str(folder / "vault"), "--worker", "Altă persoană", "--passphrase-file", str(folder / "pass")]
    return in_process([*keys, "vault", "create", *map(str, words), "--json"], clock)


def test_an_invite_prints_its_code_once_and_where_it_was_saved(tmp_path: Path, office: Office) -> None:
    done = office.run("vault", "invite", tmp_path)
    assert set(done.one) == {"file", "pc", "number", "code", "until"}
    assert done.one["number"] == 2
    file = Path(done.one["file"])
    assert file.parent == tmp_path
    assert file.name.endswith(".ancora-invite")
    assert "UN4" not in file.name
    assert os.name == "nt" or file.stat().st_mode & 0o077 == 0
    code = done.one["code"]
    assert len(code.split("-")) == 7
    assert all(code not in said.out for said in (office.run("pcs"), office.run("log"), office.run("vault", "status")))


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path, office: Office) -> None:
    (tmp_path / "a").write_bytes(b"mine")
    done = office.run("vault", "invite", tmp_path / "a")
    assert (done.status, done.code) == (1, "file-exists")
    assert (tmp_path / "a").read_bytes() == b"mine"
    assert office.run("pcs").lines == []


def test_a_database_is_created_by_joining(tmp_path: Path, clock: FixedClock, office: Office) -> None:
    file, code = computers.invite(office, tmp_path / "stick")
    done = create(tmp_path, clock, "--join", file, "--join-code-file", code)
    assert done.status == 0, done
    assert (done.one["office"], done.one["kind"], done.one["country"]) == ("UN4", "office", "MD")
    assert done.one["node"] != office.run("vault", "status").one["node"]


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        ((), 2, "bad-usage"),
        (("--office", "UN4", "--join", "x"), 2, "bad-usage"),
        (("--join", "missing.ancora-invite"), 1, "join-code-missing"),
    ],
)
def test_how_a_database_begins_has_to_be_said(
    tmp_path: Path, clock: FixedClock, words: tuple[str, ...], status: int, code: str
) -> None:
    done = create(tmp_path, clock, *words)
    assert (done.status, done.code) == (status, code)
    assert not (tmp_path / "vault").exists()


def test_a_wrong_code_leaves_nothing_behind(tmp_path: Path, clock: FixedClock, office: Office) -> None:
    file, _code = computers.invite(office, tmp_path / "stick")
    (tmp_path / "wrong").write_text("00000-00000", encoding="utf-8")
    done = create(tmp_path, clock, "--join", file, "--join-code-file", tmp_path / "wrong")
    assert (done.status, done.code) == (1, "code-groups-wrong")
    assert not (tmp_path / "vault" / "vault.db").exists()


def test_the_computers_are_listed_on_both(office: Office, second: Office) -> None:
    assert [(one["number"], one["own"], one["heard"]) for one in office.run("pcs").lines] == [
        ("1", True, True),
        ("2", False, False),
    ]
    assert [(one["number"], one["own"]) for one in second.run("pcs").lines] == [("1", False), ("2", True)]


def test_work_goes_both_ways_and_a_retired_computer_is_refused(
    tmp_path: Path, clock: FixedClock, office: Office, second: Office
) -> None:
    mine, theirs = office.new_case(), second.new_case()
    carry(office, second, tmp_path / "there.ancora")
    carry(second, office, tmp_path / "back.ancora")
    codes = {one["code"] for one in office.run("cases").lines}
    assert codes == {one["code"] for one in second.run("cases").lines} == {mine, theirs}
    done = office.run("retire", "2")
    assert done.status == 0
    assert done.code == "office-keys-changed"
    clock.advance(minutes=1)
    assert second.run("export", "merge", "--to", "1", "--out", tmp_path / "late.ancora").status == 0
    fate = office.run("import", tmp_path / "late.ancora")
    assert (fate.status, fate.one["status"], fate.one["code"]) == (1, "refused", "pc-retired")
    assert office.run("retire", "2").code == "pc-retired"
    assert office.run("retire", "1").code == "pc-own"
    assert office.run("retire", "9").code == "no-such-pc"


def carry(giver: Office, taker: Office, file: Path) -> None:
    number = next(one["number"] for one in giver.run("pcs").lines if not one["own"])
    done = giver.run("export", "merge", "--to", number, "--out", file)
    assert done.status == 0, done
    assert taker.run("import", file).one["status"] == "imported"


def test_a_computer_that_was_set_up_anew_is_named_by_hand(tmp_path: Path, clock: FixedClock, office: Office) -> None:
    invited = computers.invite(office, tmp_path / "stick")
    broken = computers.join(tmp_path / "broken", "UN4", invited, clock)
    anew = computers.join(tmp_path / "anew", "UN4", invited, clock)
    carry(broken, office, tmp_path / "a.ancora")
    assert anew.run("export", "merge", "--to", "1", "--out", tmp_path / "b.ancora").status == 0
    assert office.run("import", tmp_path / "b.ancora").one["code"] == "pc-copied"
    assert office.run("pcs").lines[1]["copies"] == 1
    assert office.run("pcs", "--set-up-anew", "1").code == "pc-no-copy"
    assert office.run("pcs", "--set-up-anew", "2").lines[1]["copies"] == 0
    assert office.run("import", tmp_path / "b.ancora").one["status"] == "imported"


def test_two_computers_meet_at_a_terminal(tmp_path: Path, clock: FixedClock, office: Office, second: Office) -> None:
    third = computers.join(tmp_path / "third", "UN4", computers.invite(office, tmp_path / "stick-third"), clock)
    told = third.run("pcs", "--introduce", tmp_path / "third.ancora-pc")
    assert set(told.one) == {"file", "pc", "number", "fingerprint"}
    assert second.run("pcs", "--meet", tmp_path / "third.ancora-pc").code == "pc-fingerprint-differs"
    done = second.run("pcs", "--meet", tmp_path / "third.ancora-pc", "--fingerprint", told.one["fingerprint"])
    assert [one["number"] for one in done.lines] == ["1", "2", "3"]
    assert second.run("export", "merge", "--to", "3", "--out", tmp_path / "to-third.ancora").status == 0
    assert third.run("import", tmp_path / "to-third.ancora").one["status"] == "imported"


def test_people_and_settings_stay_with_their_computer(tmp_path: Path, office: Office, second: Office) -> None:
    before = [one.run("worker", "list").out for one in (office, second)]
    carry(office, second, tmp_path / "there.ancora")
    carry(second, office, tmp_path / "back.ancora")
    assert [one.run("worker", "list").out for one in (office, second)] == before


def test_an_invite_is_no_file_to_import(tmp_path: Path, office: Office) -> None:
    file, _code = computers.invite(office, tmp_path / "stick")
    assert office.run("import", file).one["code"] == "invite-no-bundle"
