"""PDFs without a window: whole, neutral, never over another file, and a case's only with what its profile allows."""

from __future__ import annotations

import io

import pypdf
import pytest

from tests.offices import Office

NAME = "Numele Ei"


@pytest.fixture
def code(office: Office) -> str:
    made = office.new_case()
    assert office.put({"case": made, "form": "identity", "set": {"last_name": NAME, "age_est": 34}}).status == 0
    return made


def text(office: Office, name: str) -> str:
    data = (office.folder / name).read_bytes()
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_a_report_of_a_case_is_anonymised_unless_asked_otherwise(office: Office, code: str) -> None:
    done = office.run("report", "case", code, "--out", office.folder / "a.pdf")
    assert (done.status, done.one["profile"]) == (0, "anonymised")
    assert set(done.one) >= {"file", "pages", "profile", "withheld"}
    assert done.one["pages"] == len(pypdf.PdfReader(office.folder / "a.pdf").pages)
    assert done.one["withheld"] > 0
    assert NAME not in text(office, "a.pdf") and code not in text(office, "a.pdf")
    inside = office.run("report", "case", code, "--profile", "internal", "--out", office.folder / "b.pdf")
    assert (inside.one["profile"], inside.one["withheld"]) == ("internal", 0)
    assert NAME in text(office, "b.pdf")


def test_a_file_that_is_there_is_not_replaced_and_a_refused_report_leaves_none(office: Office, code: str) -> None:
    (office.folder / "a.pdf").write_text("hers")
    assert office.run("report", "case", code, "--out", office.folder / "a.pdf").code == "file-exists"
    assert (office.folder / "a.pdf").read_text() == "hers"
    assert office.run("report", "case", "UN4-26-00000X", "--out", office.folder / "b.pdf").code == "no-such-case"
    assert office.raw("print", "blank", "Maria", "--out", office.folder / "b.pdf").code == "unknown-form"
    assert not (office.folder / "b.pdf").exists()


@pytest.mark.parametrize("form", ["incident", "F6", "f6", "team", "F18"])
def test_an_empty_form_is_printed_without_a_vault_or_a_passphrase(office: Office, form: str) -> None:
    done = office.raw("print", "blank", form, "--out", office.folder / "blank.pdf", "--json")
    assert (done.status, done.one["profile"], done.one["withheld"]) == (0, "blank", 0)
    assert done.one["pages"] >= 1
    said = office.raw("print", "blank", form, "--out", office.folder / "again.pdf")
    assert said.out.startswith("PDF-ul a fost salvat: ")


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("ro", "Există un pericol imediat?"),
        ("ru", "Есть ли непосредственная опасность?"),
        ("uk", "Чи є безпосередня небезпека?"),
    ],
)
def test_an_empty_form_is_in_the_language_of_whoever_will_read_it(office: Office, language: str, question: str) -> None:
    assert office.raw("print", "blank", "F1", "--language", language, "--out", office.folder / "a.pdf").status == 0
    assert question in " ".join(text(office, "a.pdf").split())
