"""The forms of an office on the command line: listed, shown, saved for another office, brought in, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.forms import local
from desktop.forms.local import Added, Changes
from desktop.forms.schema import FieldType
from desktop.services.library import shipped
from tests.conftest import FixedClock
from tests.offices import Office, make_office

OWN = Added("local_abcdefghjk", "", FieldType.TEXT, {"ro": "Cine din primărie îl cunoaște"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    section = shipped().definitions.form("aggressor").sections[0].id
    added = Added(OWN.id, section, OWN.type, OWN.label)
    made = tmp_path / "fisa.ancora-form"
    made.write_text(local.body(Changes("aggressor", added=(added,))), encoding="utf-8")
    return made


def test_changes_are_brought_in_shown_saved_and_taken_back(office: Office, file: Path, tmp_path: Path) -> None:
    assert office.run("forms", "local", "import", str(file)).one["changes"] == 1
    listed = {line["form"]: line for line in office.run("forms", "list").lines}
    assert listed["aggressor"]["fits"] and listed["aggressor"]["edition"]
    assert "appointment" not in listed and listed["risk"]["edition"] is None
    shown = {line["field"]: line for line in office.run("forms", "show", "F5").lines}
    assert shown[OWN.id]["class"] == "identifier"
    out = tmp_path / "for-another.ancora-form"
    office.run("forms", "local", "export", "aggressor", "--out", str(out))
    assert out.read_bytes() == file.read_bytes()
    assert office.run("forms", "local", "drop", "F5").status == 0
    assert {line["form"]: line for line in office.run("forms", "list").lines}["aggressor"]["earlier"] == 1
    assert office.run("forms", "local", "drop", "F5").code == "local-form-none"


def test_two_offices_with_the_same_changes_have_the_same_edition(
    office: Office, file: Path, tmp_path: Path, clock: FixedClock
) -> None:
    other = make_office(tmp_path / "un5", "UN5", clock)
    signs = {one.run("forms", "local", "import", str(file)).one["edition"] for one in (office, other)}
    assert len(signs) == 1


@pytest.mark.parametrize(("text", "code"), [("{", "local-form-file"), ("[]", "local-form-file")])
def test_a_file_that_is_none_changes_nothing(office: Office, tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "x"
    file.write_text(text, encoding="utf-8")
    assert office.run("forms", "local", "import", str(file)).code == code
    assert office.run("forms", "local", "import", str(tmp_path / "none")).code == "no-such-file"
    assert not any(line["edition"] for line in office.run("forms", "list").lines)
