"""A register from the command line: the columns guessed into a file, looked at, brought in, listed, undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.offices import Office

ROWS = "Nume;Prenume;Data nașterii;Forma violenței\nNumelecanar;Ana;05.03.1984;fizică\nPop;Ion;niciodată;fizică\n"


@pytest.fixture
def file(office: Office) -> Path:
    made = office.folder / "registru.csv"
    made.write_text(ROWS, "utf-8")
    return made


@pytest.fixture
def plan(office: Office, file: Path) -> Path:
    made = office.folder / "harta.toml"
    done = office.run("register", "guess", file, "--out", made)
    assert (done.status, done.lines[0]["columns"]) == (0, 4)
    return made


def test_a_register_is_brought_in_and_undone(office: Office, file: Path, plan: Path) -> None:
    seen = office.run("register", "preview", file, "--map", plan)
    assert seen.status == 1
    assert (seen.lines[0]["row"], seen.lines[0]["code"], seen.lines[0]["column"]) == (3, "bad-date", "C")
    assert {name: seen.lines[1][name] for name in ("good", "rows", "refused")} == {"good": 1, "rows": 2, "refused": 1}
    assert office.run("cases").lines == []
    out = office.folder / "refuzate.csv"
    done = office.run("register", "import", file, "--map", plan, "--refused", out)
    assert (done.lines[-1]["taken"], done.lines[-1]["refused"]) == (1, 1)
    assert out.read_text("utf-8-sig").splitlines()[1:] == ["3;C;identity.birth_date;bad-date"]
    assert len(office.run("cases").lines) == 1
    run = done.lines[-1]["run"]
    assert office.run("register", "list").one["run"] == run
    assert office.run("register", "undo", run).one["gone"] == 1
    assert office.run("cases").lines == []
    assert office.run("register", "undo", run).code == "register-nothing-left"
    assert not any("Numelecanar" in one.out + one.err for one in office.said)


def test_values_without_a_meaning_wait_in_the_map(office: Office, file: Path) -> None:
    file.write_text("Forma violenței\nlovită\n", "utf-8")
    made = office.folder / "harta.toml"
    office.run("register", "guess", file, "--out", made)
    text = made.read_text("utf-8")
    assert '# said = "lovită"' in text
    made.write_text(text.replace("# ", "").replace('code = ""', 'code = "FIZ"'), "utf-8")
    assert office.run("register", "preview", file, "--map", made).one["good"] == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [("[", "register-plan"), ("", "register-no-columns"), ("[[column]]\nat='A'\nfield='x.y'", "register-no-field")],
)
def test_a_map_that_cannot_be_used_is_refused(office: Office, file: Path, text: str, code: str) -> None:
    made = office.folder / "harta.toml"
    made.write_text(text, "utf-8")
    assert office.run("register", "import", file, "--map", made).code == code
    assert json.dumps(office.run("register", "list").lines) == "[]"
