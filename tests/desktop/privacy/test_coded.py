"""What of a sealed sheet stays readable for the program: codes, numbers and dates, never a word."""

from __future__ import annotations

import pytest

from desktop.forms.schema import FieldType, Json, PrivacyClass
from desktop.privacy.coded import coded
from desktop.services import library

DEFS = library.shipped().definitions
WORD = "Strada Canarului 5"


def test_codes_numbers_and_dates_stay() -> None:
    incident: dict[str, Json] = {
        "inc_dt": "2026-11-23T22:00:00+02:00",
        "forms_legal": ["FIZ", "SEX"],
        "primary_form": "SEX",
        "l1": True,
        "gbv_type": "viol",
        "inc_county": "MD-UN",
    }
    assert coded(DEFS.form("incident"), incident) == incident
    steps: dict[str, Json] = {"steps/2": True, "steps/2/state": "facut", "steps/2/done_dt": "2026-11-24T09:00+02:00"}
    assert coded(DEFS.form("team"), steps) == steps


def test_words_names_numbers_of_people_and_sealed_texts_do_not() -> None:
    identity: dict[str, Json] = {
        "first_name": WORD,
        "last_name": {"none": "declined"},
        "real_addr": WORD,
        "real_street": WORD,
        "email": "a@b.md",
        "phones/a": True,
        "phones/a/number": "+37360000000",
        "phones/a/safe_call": True,
        "national_id": "2001001234567",
        "unheard_of": WORD,
        "sex": "F",
    }
    assert coded(DEFS.form("identity"), identity) == {"sex": "F"}
    assert coded(DEFS.form("incident"), {"narrative": {"sealed": "AAAA"}}) == {}


def test_a_day_that_tells_who_she_is_stays_as_its_month() -> None:
    form = DEFS.form("identity")
    for said, kept in (("1990-03-05", "1990-03"), ("1990-03", "1990-03"), ("1990", "1990")):
        assert coded(form, {"birth_date": said}) == {"birth_date": kept}
    assert coded(form, {"birth_date": {"none": "unknown"}}) == {"birth_date": {"none": "unknown"}}


@pytest.mark.parametrize("value", [WORD, "Chișinău", [WORD], {"name": WORD}, "Balti"])
def test_a_computed_answer_that_could_be_a_word_does_not_stay(value: object) -> None:
    assert coded(DEFS.form("incident"), {"inc_county": value}) == {}  # type: ignore[dict-item]
    assert coded(DEFS.form("incident"), {"gbv_type": ["viol", "2026-11"]}) == {"gbv_type": ["viol", "2026-11"]}


@pytest.mark.parametrize("form", DEFS.newest(), ids=lambda form: form.id)
def test_of_every_form_nothing_free_and_nothing_that_identifies_stays(form) -> None:  # type: ignore[no-untyped-def]
    answers = {field.pattern.replace("/", "/row/"): WORD for field in form.fields()}
    for path in coded(form, answers):
        field = form.find(path)
        # A choice, a date or a number is never typed freely: what is malformed is refused before it is kept.
        assert field.type in {FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.NUMBER, FieldType.LINK,
                              FieldType.DATE, FieldType.DATETIME, FieldType.GROUP}  # fmt: skip
        assert field.privacy not in {PrivacyClass.IDENTIFIER, PrivacyClass.FREE_TEXT} or field.type in {
            FieldType.DATE, FieldType.DATETIME, FieldType.LINK,
        }  # fmt: skip
