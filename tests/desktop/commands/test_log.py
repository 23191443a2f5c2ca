"""`ancora log`: who did what, filtered; read by the head of office alone; a change from outside is placed."""

from __future__ import annotations

from contextlib import closing

import pytest

from db.connection import open_raw
from desktop.services import people
from tests.offices import PASSPHRASE, WORKER, Office


def with_second(office: Office, name: str = "Vera Nouă", role: str = "worker") -> Office:
    opened = office.open()
    people.add_worker(opened, name, role, PASSPHRASE)
    opened.vault.close(opened.now())
    return Office(office.folder, office.code, office.clock, worker=name)


def verbs(office: Office, *words: str) -> list[str]:
    done = office.run("log", *words)
    assert done.status == 0, done
    return [line["verb"] for line in done.lines]


def test_each_command_is_in_it_the_newest_first(office: Office):
    code = office.new_case()
    office.clock.advance(minutes=5)
    assert office.run("case", "show", code).status == 0
    lines = office.run("log").lines
    assert [line["verb"] for line in lines][:4] == ["unlocked", "opened", "unlocked", "saved"]
    assert lines[1] == {
        "num": lines[1]["num"],
        "at": "2026-11-24T14:35:00+02:00",
        "worker": WORKER,
        "verb": "opened",
        "about": code,
        "count": None,
    }


def test_it_is_narrowed_by_person_act_case_and_day(office: Office):
    other = with_second(office)
    first, second = office.new_case(), office.new_case()
    office.clock.advance(days=2)
    assert other.run("case", "show", second).status == 0
    assert verbs(office, "--by", "vera NOUĂ") == ["opened", "unlocked"]
    assert verbs(office, "--verb", "opened") == ["opened"]
    assert verbs(office, "--case", first) == ["saved"]
    assert verbs(office, "--case", second.lower()) == ["opened", "saved"]
    assert "saved" not in verbs(office, "--since", "26.11.2026")
    assert verbs(office, "--until", "2026-11-25", "--verb", "saved") == ["saved", "saved"]
    assert verbs(office, "--since", "2026-11-25", "--until", "2026-11-25") == []
    assert len(verbs(office, "--limit", "3")) == 3 and verbs(office, "--limit", "0") == []


def test_more_than_a_page_is_read_to_its_end(office: Office):
    for _ in range(4):
        office.new_case()
    everything = office.run("log", "--limit", "100000").lines
    numbers = [line["num"] for line in everything]
    assert numbers == list(range(numbers[0], 0, -1))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--by", "Nimeni"], "no-such-worker"),
        (["--case", "UN4-26-ZZZZZZ"], "no-such-case"),
        (["--since", "9999-12-31"], "bad-value"),
        (["--until", "0001-01-01"], "bad-value"),
    ],
)
def test_what_is_not_there_is_refused(office: Office, words: list[str], code: str):
    done = office.run("log", *words)
    assert (done.status, done.code, done.out) == (1, code, "")
    assert "Nimeni" not in done.err


@pytest.mark.parametrize("words", [["--verb", "cuvânt"], ["--since", "2026-02-30"], ["--until", "ieri"]])
def test_what_cannot_be_meant_is_bad_usage_and_not_repeated(office: Office, words: list[str]):
    done = office.run("log", *words)
    assert (done.status, done.code) == (2, "bad-usage")
    assert words[1] not in done.err


@pytest.mark.parametrize("role", ["worker", "specialist"])
def test_nobody_else_reads_it(office: Office, role: str):
    done = with_second(office, role=role).run("log")
    assert (done.status, done.code, done.out) == (1, "not-allowed", "")


def test_a_change_from_outside_is_told_with_its_place(office: Office):
    for _ in range(3):
        office.new_case()
    opened = office.open()
    with closing(open_raw(office.vault / "vault.db", opened.vault.database_key, "rw")) as other:
        other.execute("UPDATE access_log SET verb = 'searched' WHERE num = 4")
    opened.vault.close(opened.now())
    done = office.run("log")
    assert (done.status, done.code) == (1, "log-tampered")
    assert "Înregistrarea numărul 4 a fost schimbată sau scoasă." in done.err and "24.11.2026" in done.err
    assert len(done.lines) > 4  # what can be read is read
