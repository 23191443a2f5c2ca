"""What is typed off a paper means what stands on it: numbers of boxes, figures of days, and the two ways not to say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import paths
from desktop.forms.context import Context
from desktop.forms.load import load
from desktop.forms.schema import Definitions, FieldType, Form, Json
from desktop.forms.transcribe import Reading, Stop, offers, paper_day, read, stops
from desktop.forms.visible import visible
from desktop.refusals import Refused

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
PEOPLE = (("w1", "Ana Inventată"), ("w2", "Ion Inventat"))


@pytest.fixture(scope="module")
def defs() -> Definitions:
    return load(Path(paths.resources()))


def context() -> Context:
    return Context(now=NOW, tz=UTC, country="MD", office="UN4", worker="w1", case={}, previous={}, code=None)


def typed(defs: Definitions, form: Form, path: str, text: str) -> Json:
    reading = Reading(form, defs, context(), PEOPLE)
    return read(reading, Stop(path, form.field(path)), text)


def first(form: Form, kind: FieldType, defs: Definitions, most: int = 99) -> str:
    return next(
        field.id
        for field in form.fields()
        if field.type is kind and not field.group and field.refusable and len(offers(field, defs, "MD")) <= most
    )


def test_a_box_is_meant_by_its_number_or_by_how_its_words_begin(defs: Definitions) -> None:
    form = defs.form("identity")
    field = form.field("sex")
    boxes = offers(field, defs, "MD")
    assert [one.number for one in boxes] == list(range(1, len(boxes) + 1))
    for one in boxes:
        assert typed(defs, form, "sex", str(one.number)) == one.code
        assert typed(defs, form, "sex", one.words) == one.code
    for wrong in ("0", "99", "1 2", "niciuna dintre ele"):
        with pytest.raises(Refused, match="bad-value"):
            typed(defs, form, "sex", wrong)


def test_several_boxes_are_meant_by_their_numbers_with_or_without_spaces(defs: Definitions) -> None:
    form = defs.form("incident")
    boxes = offers(form.field("forms_legal"), defs, "MD")
    assert len(boxes) <= 9
    wanted = sorted((boxes[0].code, boxes[2].code))
    for text in ("1 3", "13", "3,1", "1, 3", "3 1 1"):
        assert typed(defs, form, "forms_legal", text) == wanted
    with pytest.raises(Refused, match="bad-value"):
        typed(defs, form, "forms_legal", "1 9")


def test_yes_and_no_and_the_two_ways_not_to_say(defs: Definitions) -> None:
    form = next(
        one
        for one in defs.newest()
        if any(f.type is FieldType.YES_NO and f.refusable and not f.group for f in one.fields())
    )
    path = first(form, FieldType.YES_NO, defs)
    assert (typed(defs, form, path, "1"), typed(defs, form, path, "2")) == (True, False)
    assert typed(defs, form, path, "/") == {"none": "unknown"}
    assert typed(defs, form, path, "-") == {"none": "declined"}
    assert typed(defs, form, path, "  ") is None
    strict = next(f for f in defs.form("case").fields() if not f.refusable and f.type is FieldType.CHOICE)
    with pytest.raises(Refused, match="bad-value"):
        typed(defs, defs.form("case"), strict.pattern, "/")


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("05032026", "2026-03-05"),
        ("050326", "2026-03-05"),
        ("051285", "1985-12-05"),
        ("032026", "2026-03"),
        ("111999", "1999-11"),
        ("2026", "2026"),
        ("5.3.2026", "2026-03-05"),
        ("2026-03-05", "2026-03-05"),
    ],
)
def test_a_day_is_typed_in_figures(defs: Definitions, text: str, stored: str) -> None:
    assert typed(defs, defs.form("note"), "date", text) == stored


@pytest.mark.parametrize("text", ["31022026", "1", "123", "99999999", "00000000", "mâine"])
def test_what_is_no_day_is_refused(defs: Definitions, text: str) -> None:
    with pytest.raises(Refused, match="bad-value"):
        typed(defs, defs.form("note"), "date", text)


@pytest.mark.parametrize("text", ["051120262130", "0511262130", "05112026 2130", "05.11.2026 21:30", "051126 21:30"])
def test_a_moment_is_a_day_and_an_hour(defs: Definitions, text: str) -> None:
    assert str(typed(defs, defs.form("incident"), "inc_dt", text)).startswith("2026-11-05T21:30")


def test_money_telephones_and_people(defs: Definitions) -> None:
    form = defs.form("identity")
    assert typed(defs, form, "phones/a/number", "069 123 456") == "+37369123456"
    workers = defs.form("case")
    assert typed(defs, workers, "case_manager", "2") == "w2"
    assert typed(defs, workers, "case_manager", "ana") == "w1"


def test_every_question_of_every_form_is_a_stop_in_the_order_of_the_paper(defs: Definitions) -> None:
    for form in defs.newest():
        shown = visible(form, {}, context(), defs)
        found = stops(form, shown)
        asked = [
            one.path
            for one in shown
            if one.field.type not in (FieldType.GROUP, FieldType.COMPUTED, FieldType.FILE, FieldType.LINK)
        ]
        assert [one.path for one in found if not one.asks_row] == asked, form.id
        groups = [one.path for one in shown if one.field.type is FieldType.GROUP and not one.field.rows]
        assert [one.path for one in found if one.asks_row] == groups, form.id


def test_after_the_rows_of_a_group_comes_the_question_for_another(defs: Definitions) -> None:
    form = defs.form("identity")
    answers = {"phones/a": True, "phones/a/number": "+37369123456"}
    found = stops(form, visible(form, answers, context(), defs))
    at = next(place for place, one in enumerate(found) if one.asks_row and one.path == "phones")
    assert found[at - 1].path.startswith("phones/a/") and not found[at + 1].path.startswith("phones/")


def test_the_day_of_a_paper_is_past(defs: Definitions) -> None:
    assert paper_day("05.11.2026", NOW) == paper_day("05112026", NOW) == paper_day("051126", NOW) == "2026-11-05"
    assert paper_day("112026", NOW) == "2026-11" and paper_day("2025", NOW) == "2025"
    assert paper_day("25112026", NOW) is None and paper_day("", NOW) is None and paper_day("31022026", NOW) is None


@given(text=st.text(max_size=40))
def test_whatever_is_typed_is_an_answer_or_is_refused(text: str) -> None:
    known = _known()
    for form_id, path in (("note", "date"), ("incident", "inc_dt"), ("identity", "sex"), ("incident", "forms_legal"),
                          ("identity", "phones/a/number"), ("case", "case_manager"), ("note", "minutes")):  # fmt: skip
        try:
            typed(known, known.form(form_id), path, text)
        except Refused as refusal:
            assert refusal.code in {"bad-value", "value-too-long"}


_LOADED: list[Definitions] = []


def _known() -> Definitions:
    if not _LOADED:
        _LOADED.append(load(Path(paths.resources())))
    return _LOADED[0]
