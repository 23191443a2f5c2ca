"""`export merge` and `import`: two computers of one office by commands alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services import renewing
from tests.conftest import FixedClock
from tests.offices import Office, make_office
from tests.two_pcs import second_pc


@pytest.fixture
def first(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "first", "UN4", clock)


@pytest.fixture
def second(first: Office, tmp_path: Path) -> Office:
    return second_pc(first, tmp_path / "second", worker="Persoana a doua")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_work_goes_from_one_computer_to_the_other_and_back(first: Office, second: Office, stick: Path) -> None:
    code = first.new_case()
    done = first.run("export", "merge", "--to", "2", "--out", stick / "a.ancora")
    assert (done.status, done.one["kind"], done.one["number"], done.one["seq"]) == (0, "merge", "2", 1)
    assert (done.one["cases"], done.one["revisions"], done.one["whole"]) == (1, 1, True)
    taken = second.run("import", stick / "a.ancora")
    assert taken.status == 0
    assert taken.one == {
        "file": str(stick / "a.ancora"), "status": "imported", "code": None, "kind": "merge", "office": "UN4",
        "seq": 1, "missing": [], "new": 1, "conflicts": 0,
    }  # fmt: skip
    assert second.run("case", "show", code).one["code"] == code
    second.put({"case": code, "form": "identity", "set": {"first_name": "Ana"}})
    assert second.run("export", "merge", "--to", "all", "--out", stick).status == 0
    (back,) = [file for file in stick.iterdir() if file.name != "a.ancora"]
    assert first.run("import", back).one["status"] == "imported"
    forms = [one["form"] for one in first.run("case", "show", code).one["records"]]
    assert sorted(forms) == ["case", "identity"]


def test_a_look_at_what_would_leave_writes_nothing(first: Office, second: Office, stick: Path) -> None:
    first.new_case()
    assert second.folder.exists()
    done = first.run("export", "merge", "--to", "2", "--out", stick / "a.ancora", "--preview")
    assert (done.status, done.one["cases"], done.one["seq"]) == (0, 1, 1)
    assert list(stick.iterdir()) == []
    assert first.run("export", "merge", "--to", "2", "--out", stick / "a.ancora").one["seq"] == 1


def test_a_computer_that_is_not_there_is_refused(first: Office, stick: Path) -> None:
    done = first.run("export", "merge", "--to", "2", "--out", stick / "a.ancora")
    assert (done.status, done.code) == (1, "no-such-pc")
    assert list(stick.iterdir()) == []


def test_the_words_are_whole_sentences(first: Office, second: Office, stick: Path) -> None:
    first.new_case()
    assert second.folder.exists()
    done = first.raw(*first.keys, "export", "merge", "--to", "2", "--out", str(stick))
    assert done.out == "Fișierul pentru calculatorul 2 a fost salvat, numărul 1. Conține lucru la 1 caz.\n"


def test_a_merge_is_for_the_other_computers_and_no_other_office_reads_it(
    first: Office, second: Office, stick: Path, tmp_path: Path, clock: FixedClock
) -> None:
    first.new_case()
    assert second.folder.exists()
    first.run("export", "merge", "--to", "2", "--out", stick / "a.ancora")
    stranger = make_office(tmp_path / "third", "BL2", clock)
    assert stranger.run("import", stick / "a.ancora").code == "not-for-us"


def test_what_was_cut_off_is_worked_out_before_anything_is_read(
    first: Office, second: Office, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = first.new_case()
    first.run("export", "merge", "--to", "2", "--out", stick / "a.ancora")
    with monkeypatch.context() as cut:
        cut.setattr(renewing, "refresh_stale", lambda *_: renewing.Refreshed(0, 0))
        second.run("import", stick / "a.ancora")
    assert second.run("case", "show", code).one["code"] == code
