"""Forms on paper: empty in the order of the screen, or filled with everything that was answered."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from pypdf import PdfReader

from desktop.forms.context import Context
from desktop.forms.schema import FieldType, Form
from desktop.i18n import pick
from desktop.pdf import qr
from desktop.pdf.blank import LONG
from desktop.pdf.form import Sheet, blank, filled
from desktop.pdf.reading import page_count
from tests.conftest import CHISINAU
from tests.desktop.pdf.papers import definitions

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)
CODE = "UN4-26-7K3QF2"
CONTEXT = Context(NOW, CHISINAU, code=CODE)


def words(data: bytes) -> str:
    """All text of a paper, lines joined as they wrap."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def empty(form: str, **how: Any) -> str:
    return words(blank(definitions().form(form), definitions(), "ro", **how))


def print_filled(form: str, answers: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    sheet = Sheet(definitions().form(form), answers, CONTEXT, names or {})
    return words(filled([sheet], definitions(), "ro", code=CODE, made_on="24.11.2026"))


# --- empty ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", definitions().newest(), ids=lambda form: form.id)
@pytest.mark.parametrize("language", ["ro", "uk"])
def test_every_question_of_every_form_stands_on_paper_in_the_order_of_the_screen(form: Form, language: str) -> None:
    text = words(blank(form, definitions(), language))
    at = 0
    for field in form.fields():
        label = " ".join(pick(field.label, language).split())
        if not field.paper:
            assert label not in text, "what must lie about nowhere has no room on paper"
        elif field.type is not FieldType.COMPUTED:
            assert label in text[at:], label
            at = text.index(label, at)
    assert form.code in text


def test_the_empty_form_has_its_edition_and_room_for_the_code() -> None:
    text = empty("incident")
    assert "Fișa F6 · versiunea 1" in text
    assert "Codul cazului: ......" in text
    assert CODE not in text
    assert f"Codul cazului: {CODE}" in empty("incident", code=CODE)


def test_the_square_code_names_form_version_and_case() -> None:
    assert qr.form_code("incident", 1) == "ANCORA:INCIDENT:1"
    assert qr.form_code("incident", 1, CODE) == f"ANCORA:INCIDENT:1:{CODE}"
    boxes = list(qr.square(qr.form_code("incident", 1), 100, 200, 58))
    assert len(boxes) > 100
    assert min(box.x for box in boxes) == 100
    assert max(round(box.y + box.height, 1) for box in boxes) == 258.0
    assert all(box.x >= 100 and box.x + box.width <= 158.1 and box.y >= 199.9 for box in boxes)


def test_short_lists_are_ticked_and_long_ones_written() -> None:
    places = [pick(entry.label) for entry in definitions().list("places").entries]
    assert len(places) > LONG
    text = empty("incident")
    assert all(pick(entry.label) in text for entry in definitions().list("L3").entries)
    assert not any(f" {place} " in text for place in places[:5])


def test_a_choice_of_the_other_country_is_not_offered() -> None:
    entries = definitions().list("L1").entries
    elsewhere = next(pick(entry.label) for entry in entries if entry.country == "RO")
    assert elsewhere not in empty("incident")
    assert elsewhere in empty("incident", country="RO")


def test_refusing_is_an_answer_on_paper_too() -> None:
    assert empty("identity").count("Nu dorește să răspundă") > 20
    assert "Nu știe" in empty("identity")


def test_a_question_that_is_not_for_everybody_says_for_whom() -> None:
    assert "Numai dacă la „Formele violenței” răspunsul este: sexuală." in empty("incident")
    assert "Numai dacă s-a răspuns la" in empty("incident")
    assert "Nu se completează dacă la" in empty("incident")
    assert "Numai dacă se potrivește." in empty("incident")


def test_the_steps_of_a_protocol_are_its_rows() -> None:
    text = empty("team", steps=[("1", "Primiți sesizarea"), ("2", "Anunțați poliția")])
    assert "1. Primiți sesizarea" in text
    assert "2. Anunțați poliția" in text
    assert text.count("refuzat de victimă") == 2
    assert "Rândul 1" in empty("team"), "without a protocol there are rows like in any other group"


# --- filled -----------------------------------------------------------------------------------------------------------

ANSWERS: Mapping[str, Any] = {
    "last_name": "Codreanu <b>& fiul</b>",
    "first_name": "Ana\u202e\x00",
    "birth_date": "1994-03",
    "sex": "F",
    "do_not": ["apel"],
    "email": {"none": "declined"},
    "phones/a1": True,
    "phones/a1/number": "+37369123456",
    "phones/a1/safe_call": False,
}


def test_what_was_answered_stands_there_as_it_was_typed() -> None:
    text = print_filled("identity", ANSWERS)
    assert "Codreanu <b>& fiul</b>" in text, "markup is words"
    assert "martie 1994" in text
    assert "0691 23 456" in text
    assert "Uz intern" in text
    assert f"Uz intern · {CODE} Pagina 1 din" in text
    assert "tipărit la 24.11.2026" in text
    assert "Telefoane:" in text


def test_a_gap_is_shown_as_a_gap() -> None:
    assert "Prenumele –" in print_filled("identity", {})
    assert "Telefoane –" in print_filled("identity", {})


def test_several_answers_stand_below_each_other() -> None:
    text = print_filled("incident", {"forms_legal": ["FIZ", "SEX"], "inc_dt": "2026-11-22T21:50+02:00"})
    assert "22.11.2026, 21:50" in text
    assert "fizică sexuală" in text


def test_sealed_words_stay_sealed() -> None:
    text = print_filled("incident", {"narrative": {"sealed": "QW5hIENvZHJlYW51"}})
    assert "QW5h" not in text


def test_ids_are_printed_as_the_names_they_stand_for() -> None:
    worker = "a" * 32
    assert "Ina Ceban" in print_filled("case", {"case_manager": worker}, {worker: "Ina Ceban"})


def test_a_very_long_story_goes_on_over_pages_without_losing_a_word() -> None:
    told = " ".join(f"cuvântul{number}" for number in range(1500))
    text = print_filled("report", {"summary": told})
    assert all(f"cuvântul{number}" in text for number in range(0, 1500, 7))


def test_several_sheets_begin_a_page_each() -> None:
    sheets = [Sheet(definitions().form(form), {}, CONTEXT) for form in ("case", "report")]
    data = filled(sheets, definitions(), "ro", code="", made_on="24.11.2026")
    assert page_count(data) == 2
    assert "Uz intern Pagina 2 din 2" in words(data)


def test_the_same_sheet_gives_the_same_bytes() -> None:
    sheet = Sheet(definitions().form("identity"), ANSWERS, CONTEXT)
    first, second = (filled([sheet], definitions(), "ro", code=CODE, made_on="24.11.2026") for _ in range(2))
    assert first == second


def test_a_section_in_which_nothing_is_asked_is_left_out() -> None:
    """Its questions depend on answers that are not there; the next section takes its number."""
    form = definitions().form("incident")
    asked = [section for section in form.sections if any(not one.when for one in section.fields)]
    text = print_filled("incident", {})
    assert f"{len(asked)}. {pick(asked[-1].title)}" in text
    only_computed = replace(form.sections[0], fields=tuple(one for one in form.fields() if one.compute))
    papered = words(blank(replace(form, sections=(only_computed, *form.sections[1:])), definitions(), "ro"))
    assert pick(form.sections[0].title) not in papered
