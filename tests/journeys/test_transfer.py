"""A case between two offices, by the command line alone: offered, looked at, accepted, and read-only where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import FixedClock
from tests.offices import Office, acquaint, make_office

HOME = "Casa Răsărit"  # invented: how her consent names the other office


@pytest.fixture
def one(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "un4", "UN4", clock)


@pytest.fixture
def other(tmp_path: Path, clock: FixedClock, one: Office) -> Office:
    made = make_office(tmp_path / "cr1", "CR1", clock)
    acquaint(one, made)
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def case_of(office: Office, *data: str) -> str:
    """A case with her consent for the other office."""
    code = office.new_case()
    agreed = {
        "explained_on": "2026-11-24", "signature": {"how": "paper", "on": "2026-11-24"},
        "release/a/recipient": "adapost", "release/a/agreed": "da", "release/a/institution": HOME,
        "release/a/data": list(data), "release/a/valid_until": "2026-12-20",
    }  # fmt: skip
    done = office.put(
        {"case": code, "form": "identity", "set": {"first_name": "Ilincuța", "sex": "F", "age_est": 34}},
        {"case": code, "form": "consent", "set": agreed},
    )
    assert done.status == 0, done
    return code


def test_from_the_offer_to_the_answer(one: Office, other: Office, stick: Path) -> None:
    code = case_of(one, "dosar_intreg")
    options = ("export", "transfer", "--to", "cr1", "--case", code)
    looked = one.run(*options, "--look").one
    assert (looked["sent"], looked["why_not"], looked["withheld"]) == (
        ["dosar_intreg"],
        None,
        {"relatare": "data-not-named"},
    )
    assert list(stick.iterdir()) == []
    made = one.run(*options, "--reason", "siguranta", "--out", stick)
    assert made.status == 0, made
    file = Path(made.one["file"])
    assert (made.one["kind"], made.one["to"], made.one["seq"]) == ("transfer", "CR1", 1)
    refused = one.put({"case": code, "form": "note", "set": {"note": "x"}})
    assert (refused.status, refused.code) == (1, "case-in-transfer")

    fate = other.run("import", file)
    assert (fate.one["status"], fate.one["code"], fate.one["kind"]) == ("imported", None, "transfer")
    (waiting,) = other.run("transfer", "list").lines
    assert (waiting["code"], waiting["office"], waiting["waits"]) == (code, "UN4", "answer")
    answer = other.run("transfer", "accept", code, "--out", stick / "answer.ancora")
    assert answer.status == 0, answer
    assert other.put({"case": code, "form": "note", "set": {"note": "A ajuns."}}).status == 0

    told = one.run("import", stick / "answer.ancora")
    assert (told.one["status"], told.one["kind"]) == ("imported", "acknowledgement")
    assert one.put({"case": code, "form": "note", "set": {"note": "x"}}).code == "case-moved"
    (listed,) = one.run("transfer", "list").lines
    assert (listed["state"], listed["waits"]) == ("acceptat", None)
    assert one.run("case", "show", code).status == 0


def test_rejected_and_cancelled(one: Office, other: Office, stick: Path) -> None:
    code = case_of(one, "cod", "prenume")
    way = ("export", "transfer", "--to", "CR1", "--case", code, "--reason", "capacitate")
    assert one.run(*way, "--out", stick / "a").code == "institution-needed", "no consent lets the whole case go"
    first = one.run(*way, "--scope", "ADP", "--out", stick / "a.ancora")
    assert first.status == 0, first
    other.run("import", stick / "a.ancora")
    assert other.run("transfer", "reject", code, "--reason", "lipsa_locuri", "--out", stick / "b.ancora").status == 0
    assert other.run("case", "show", code).code == "no-such-case"
    one.run("import", stick / "b.ancora")
    assert one.put({"case": code, "form": "note", "set": {"note": "x"}}).status == 0

    second = one.run(*way, "--scope", "ADP", "--copy", "--out", stick / "c.ancora")
    assert second.status == 0, second
    assert one.put({"case": code, "form": "note", "set": {"note": "y"}}).status == 0, "a copy stops nobody"
    assert one.run("transfer", "cancel", code, "--out", stick / "d.ancora").status == 0
    assert one.run("transfer", "cancel", code, "--out", stick / "e.ancora").code == "transfer-not-waiting"
    other.run("import", stick / "d.ancora", stick / "c.ancora")
    assert [one_["waits"] for one_ in other.run("transfer", "list").lines] == [None, None]


def test_no_typed_word_stands_in_an_error(one: Office, other: Office, stick: Path) -> None:
    done = one.run("transfer", "accept", "Secretul Ei", "--out", stick)
    assert (done.status, done.code) == (1, "no-such-transfer")
    assert "ecret" not in done.err
