"""By command: a card and the plan where they may be printed, how often she told it, and erasing what she told."""

from __future__ import annotations

import io

import pypdf
import pytest

from tests.offices import Office

TOLD = "Zmăucițăș a povestit"


@pytest.fixture
def code(office: Office) -> str:
    made = office.new_case()
    plan = {"needed": True, "made_with": True, "copy": "persoana_incredere", "bag": ["acte", "bani"]}
    lines = ({"case": made, "form": "safety_plan", "set": plan}, incident(made))
    assert office.put(*lines).status == 0
    return made


def incident(code: str) -> dict[str, object]:
    return {"case": code, "form": "incident", "set": {"inc_dt": "2026-11-20", "narrative": TOLD}}


def text(office: Office, name: str) -> str:
    data = (office.folder / name).read_bytes()
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_a_card_names_nothing(office: Office, code: str) -> None:
    done = office.run("print", "pocket", code, "--by-hand", "2", "--out", office.folder / "c.pdf")
    assert (done.status, done.one["profile"], done.one["pages"]) == (0, "pocket", 1)
    assert text(office, "c.pdf").split() == ["acte", "bani"]
    assert code.encode() not in (office.folder / "c.pdf").read_bytes()


def test_its_lines_are_chosen(office: Office, code: str) -> None:
    out = office.folder / "c.pdf"
    assert office.run("print", "pocket", code, "--lines", "bani", "--out", out).status == 0
    assert text(office, "c.pdf").split() == ["bani"]
    assert office.run("print", "pocket", code, "--lines", "pisica", "--out", office.folder / "d.pdf").code == (
        "unknown-option"
    )
    assert office.run("print", "pocket", code, "--lines", "", "--out", office.folder / "d.pdf").code == "pocket-empty"
    assert not (office.folder / "d.pdf").exists()


def test_the_plan_is_printed_only_where_its_copy_is_safe(office: Office, code: str) -> None:
    assert office.run("print", "plan", code, "--out", office.folder / "p.pdf").status == 0
    other = office.new_case()
    office.put({"case": other, "form": "safety_plan", "set": {"needed": True, "copy": "fara_copie"}})
    for verb in ("plan", "pocket"):
        refused = office.run("print", verb, other, "--out", office.folder / "q.pdf")
        assert refused.code == "plan-copy-none"
    assert not (office.folder / "q.pdf").exists()


def test_a_telling_is_counted_and_a_mistake_taken_back(office: Office, code: str) -> None:
    assert office.run("case", "retold", code).one["times"] == 2
    assert office.run("case", "retold", code).one["times"] == 3
    assert office.run("case", "retold", code, "--mistake").one["times"] == 2


def test_what_she_told_is_erased_with_a_ground_and_the_code(office: Office, code: str) -> None:
    ground = office.folder / "ground"
    ground.write_text("scurt", encoding="utf-8")
    words = ("case", "purge-narrative", code, "--ground-file", ground, "--again")
    assert office.run(*words, code).code == "account-ground-needed"
    ground.write_text("cererea ei scrisă de ieri", encoding="utf-8")
    assert office.run(*words, "UN4-26-00000").code == "code-differs"
    done = office.run(*words, code)
    assert (done.status, done.one["sheets"], done.one["backed_up"]) == (0, 1, True)
    assert office.run(*words, code).code == "no-account"
    shown = office.run("case", "show", code).out
    assert "narrative" not in shown and "account_erased" in shown
