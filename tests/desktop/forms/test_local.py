"""What an office changes in a form, as data: read strictly, numbered by what it says, laid over what was shipped."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms import local, overlay
from desktop.forms.editions import FROM, base_of, mark_of, version_of
from desktop.forms.local import Added, Changes, Option, Words
from desktop.forms.overlay import Edition
from desktop.forms.schema import Definitions, FieldType, PrivacyClass
from desktop.forms.validate import check
from desktop.forms.visible import visible
from desktop.refusals import Refused
from desktop.services import local_held
from desktop.services.library import shipped

FORM = "monitoring"
OWN = Added("local_abcdefghjk", "", FieldType.TEXT, {"ro": "Ce a adus vecina"})


def defs() -> Definitions:
    return shipped().definitions


def free() -> str:
    """A question that may be hidden."""
    held = local_held.held(shipped(), defs().form(FORM))
    return next(field.id for field in defs().form(FORM).fields() if field.pattern not in held and not field.group)


def some() -> Changes:
    section = defs().form(FORM).sections[0].id
    choice = replace(
        OWN,
        section=section,
        type=FieldType.CHOICE,
        privacy=PrivacyClass.OPERATIONAL,
        pdf="keep",
        options=(Option("o_a", {"ro": "da, a adus"}), Option("o_b", {"ro": "nu a adus"})),
    )
    return Changes(FORM, hidden=frozenset({free()}), added=(choice,))


def test_changes_come_out_of_their_text_as_they_went_in():
    changes = replace(some(), words={free(): Words({"ro": "Altfel"}, {"ro": "De ce"})}, order={"a": ("x", "y")})
    assert local.read(local.body(changes)) == changes
    assert local.mark(changes) == local.mark(local.read(local.body(changes).encode()))
    assert local.mark(changes) != local.mark(some())


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"ancora": "else"},
        {"form": "../x"},
        {"more": 1},
        {"hidden": []},
        {"hidden": ["a b"]},
        {"hidden": "notes"},
        {"order": {"s": [1]}},
        {"words": {"x": {}}},
        {"words": {"x": {"label": {"en": "no Romanian"}}}},
        {"words": {"x": {"label": {"ro": "invers\u202e"}}}},
        {"words": {"x": {"label": {"ro": "două\nrânduri"}}}},
        {"words": {"x": {"label": {"ro": "x" * 201}}}},
        {"added": [{"id": "case_code", "section": "s", "type": "text"}]},
        {"added": [{"id": "local_a", "section": "s", "type": "computed", "class": "identifier"}]},
    ],
)
def test_what_is_not_right_in_every_point_is_refused(change):
    told = {"ancora": "local-form", "schema": 1, "form": FORM} | change
    with pytest.raises(Refused) as refusal:
        local.read(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    assert refusal.value.code == "local-form-file"


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_do_anything_but_be_refused(data):
    with pytest.raises(Refused):
        local.read(data)


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b"x" * (local.LARGEST + 1), b"\xff", b" " + local.body(Changes("a")).encode()]
)
def test_deep_large_broken_and_otherwise_written_files_are_refused(data):
    with pytest.raises(Refused):
        local.read(data)


def test_an_edition_names_its_changes_and_the_version_below():
    version = version_of(local.mark(some()), 3)
    assert (mark_of(version), base_of(version)) == (local.mark(some()), 3)
    assert (mark_of(2), base_of(2)) == (0, 2)
    assert FROM < version < 2**53


def test_a_sheet_finds_what_it_was_filled_in_with_also_after_the_changes_were_dropped():
    mine = version_of(local.mark(some()), defs().form(FORM).version)
    for counts in (True, False):
        laid = overlay.overlay(defs(), [Edition(some(), counts)])
        assert laid.form(FORM, mine).find(OWN.id) is not None
        assert laid.form(FORM).version == (mine if counts else defs().form(FORM).version)
    assert {field.id: field.hidden for field in laid.form(FORM).fields()}[OWN.id]  # asked no more, and known


def test_changes_are_laid_over_a_newer_shipped_form_by_themselves_or_wait_until_they_fit():
    first = defs().form(FORM)
    second = replace(first, version=2)
    changes = some()
    newer = replace(defs(), forms={**defs().forms, (FORM, 2): second})
    laid = overlay.overlay(newer, [Edition(changes, True)])
    assert laid.form(FORM).version == version_of(local.mark(changes), 2)
    assert laid.form(FORM, version_of(local.mark(changes), 1)).version == version_of(local.mark(changes), 1)
    gone = next(iter(changes.hidden))
    without = replace(
        second,
        sections=tuple(replace(one, fields=tuple(f for f in one.fields if f.id != gone)) for one in second.sections),
    )
    laid = overlay.overlay(replace(newer, forms={**defs().forms, (FORM, 2): without}), [Edition(changes, True)])
    assert laid.form(FORM).version == 2
    assert overlay.faults(without, changes, {}, defs()) == [overlay.Fault(gone, "unknown-question")]


def test_an_edition_of_another_office_is_read_by_the_version_below():
    strange = version_of(12345, defs().form(FORM).version)
    assert defs().forms.get((FORM, strange)) is defs().form(FORM)
    assert (FORM, strange) in defs().forms
    assert ("no_such", strange) not in defs().forms


def test_the_answer_to_a_question_of_another_office_is_no_fault(ctx):
    problems = check(defs().form(FORM), {"local_zzzzzzzzzz": "adusă", "strange": 1}, ctx, defs())
    assert [one.path for one in problems if one.key == "unknown-field"] == ["strange"]


def test_a_hidden_question_is_asked_no_more_but_stands_where_it_was_answered(ctx):
    form = overlay.apply(defs().form(FORM), some())
    path = next(iter(some().hidden))
    assert path not in {one.path for one in visible(form, {}, ctx, defs())}
    assert path in {one.path for one in visible(form, {path: "altfel"}, ctx, defs())}


def test_an_option_that_is_offered_no_more_keeps_its_words():
    before = some()
    after = replace(
        before, added=(replace(before.added[0], options=(Option("o_a", {"ro": "da"}), Option("o_c", {"ro": "x"}))),)
    )
    codes = overlay.overlay(defs(), [Edition(before, False), Edition(after, True)]).list(OWN.id)
    assert {entry.code: entry.retired for entry in codes.entries} == {"o_a": False, "o_b": True, "o_c": False}
    assert codes.find("o_a").label["ro"] == "da"


@pytest.mark.parametrize("type_", local.TYPES)
def test_the_safest_is_first_and_an_identifier_never_leaves(type_):
    assert local.classes(type_)[0] is PrivacyClass.IDENTIFIER
    for privacy in local.classes(type_):
        assert local.may_leave(type_, privacy)[0] == "drop"
    assert local.may_leave(type_, PrivacyClass.IDENTIFIER) == ("drop",)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"label": {}}, "label-missing"),
        ({"type": FieldType.TEXT, "options": (), "privacy": PrivacyClass.OPERATIONAL, "pdf": "drop"}, "class"),
        ({"privacy": PrivacyClass.QUASI}, "leaves"),
        ({"options": (Option("o_a", {"ro": "unul"}),)}, "options-few"),
        ({"options": (Option("o_a", {"ro": "Unul"}), Option("o_b", {"ro": "unul"}))}, "option-twice"),
        ({"section": "no_such"}, "unknown-section"),
    ],
)
def test_what_is_wrong_with_a_question_is_told_at_it(change, fault):
    wrong = replace(some(), added=(replace(some().added[0], **change),))
    assert fault in {one.code for one in overlay.faults(defs().form(FORM), wrong, {}, defs())}


def test_a_question_may_not_have_the_words_of_another_nor_be_asked_in_another_way_later():
    taken = next(iter(defs().form(FORM).fields())).label["ro"]
    twice = replace(some(), added=(replace(some().added[0], label={"ro": taken.upper()}),))
    assert [one.code for one in overlay.faults(defs().form(FORM), twice, {}, defs())] == ["label-twice"]
    other = replace(some().added[0], type=FieldType.CHOICES)
    assert [one.code for one in overlay.faults(defs().form(FORM), some(), {}, defs(), [other])] == ["type-changed"]


def test_a_question_that_depends_on_another_cannot_stand_above_it():
    found = next(
        (form, section, field)
        for form in defs().newest()
        for section in form.sections
        for field in section.fields
        if any(form.find(one.field) in section.fields for one in field.when)
    )
    form, section, field = found
    ids = [field.id, *(one.id for one in section.fields if one is not field)]
    faults = overlay.faults(form, Changes(form.id, order={section.id: tuple(ids)}), {}, defs())
    assert [one.code for one in faults] == ["order"]
