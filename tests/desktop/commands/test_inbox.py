"""The same without a window: folders, receipts, refused files, missing numbers, warnings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import FixedClock
from tests.offices import Office, acquaint, make_office

PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3")


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "un4", "UN4", clock)


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock, office: Office) -> Office:
    made = make_office(tmp_path / "ru7", "RU7", clock, kind="region")
    acquaint(office, made)
    return made


@pytest.fixture
def stick(tmp_path: Path, office: Office, region: Office) -> Path:
    """Three quarters on a stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    for period in PERIODS:
        out = folder / f"{period}.ancora"
        done = office.run("export", "statistics", "--to", "RU7", "--period", period, "--out", out)
        assert done.status == 0, done
    return folder


def test_a_folder_comes_in_and_its_office_is_told(office: Office, region: Office, stick: Path) -> None:
    done = region.run("import", stick)
    assert [(one["status"], one["seq"]) for one in done.lines] == [("imported", seq) for seq in (1, 2, 3)]
    made = region.run("export", "receipt", "--to", "UN4", "--out", stick)
    assert (made.one["kind"], made.one["to"]) == ("receipt", "UN4")
    assert office.run("import", made.one["file"]).one["new"] == 3
    office.clock.advance(days=15)
    assert office.run("sent", "waiting").lines == []


def test_the_same_in_words(region: Office, office: Office, stick: Path) -> None:
    (stick / "2026-Q2.ancora").unlink()
    said = region.raw(*region.keys, "import", stick).out
    assert "2 fișiere au fost importate." in said
    assert "Lipsește nr. 2." in said or "Lipsește numărul 2." in said
    assert "UN4, statistics: " in region.raw(*region.keys, "inbox", "missing").out
    assert region.run("inbox", "missing").one == {"office": "UN4", "kind": "statistics", "missing": [[2, 2]]}
    assert region.raw(*region.keys, "inbox", "refused").out == "Nu așteaptă niciun fișier refuzat.\n"
    assert region.raw(*region.keys, "inbox", "alarms").out == "Nu este niciun avertisment.\n"


def test_what_was_refused_is_listed_tried_again_and_forgotten(region: Office, stick: Path) -> None:
    file = stick / "2026-Q2.ancora"
    whole = file.read_bytes()
    file.write_bytes(whole[:-30])
    done = region.run("import", stick)
    assert done.status == 1 and done.code == "bundle-damaged"
    (held,) = region.run("inbox", "refused").lines
    assert (held["code"], held["there"], held["tries"]) == ("bundle-damaged", True, 1)
    assert region.run("import", "--retry").code == "bundle-damaged"
    file.write_bytes(whole)
    assert region.run("import", "--retry").one["status"] == "imported"
    assert region.run("import", "--retry").lines == []
    assert region.run("inbox", "forget", held["id"]).code == "not-waiting"


def test_a_refused_file_goes_off_the_list_by_the_beginning_of_its_id(region: Office, stick: Path) -> None:
    file = stick / "2026-Q2.ancora"
    file.write_bytes(file.read_bytes()[:-30])
    region.run("import", file)
    (held,) = region.run("inbox", "refused").lines
    assert region.run("inbox", "forget", held["id"][:12]).one == {"status": "forgotten"}
    assert region.run("inbox", "refused").lines == []
    assert file.exists()


def test_every_office_that_is_owed_a_receipt_gets_one(
    tmp_path: Path, clock: FixedClock, region: Office, stick: Path
) -> None:
    other = make_office(tmp_path / "fa2", "FA2", clock)
    acquaint(other, region)
    other.run("export", "statistics", "--to", "RU7", "--period", "2026-Q3", "--out", stick)
    region.run("import", stick)
    out = tmp_path / "out"
    out.mkdir()
    made = region.run("export", "receipt", "--all", "--out", out)
    assert sorted(one["to"] for one in made.lines) == ["FA2", "UN4"]
    assert sorted(Path(one["file"]) for one in made.lines) == sorted(out.iterdir())
    assert region.run("export", "receipt", "--all", "--out", out).lines == []


def test_what_waits_too_long_is_named_until_they_say_that_it_came(office: Office, stick: Path) -> None:
    office.clock.advance(days=15)
    (waits,) = office.run("sent", "waiting").lines
    assert (waits["to"], waits["kind"], waits["numbers"], waits["state"]) == ("RU7", "statistics", [1, 2, 3], "sent")
    assert "nr. 1–3" in office.raw(*office.keys, "sent", "waiting").out
    assert office.run("sent", "told", "--to", "RU7", "--kind", "statistics").one["count"] == 3
    assert office.run("sent", "waiting").lines == []


@pytest.mark.parametrize("words", [["import"], ["import", "x", "--retry"], ["export", "receipt", "--out", "x"]])
def test_half_a_command_is_bad_usage(office: Office, words: list[str]) -> None:
    assert (office.run(*words).status, office.said[-1].code) == (2, "bad-usage")
