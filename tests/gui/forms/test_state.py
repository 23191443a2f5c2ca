"""What stands on a form while it is filled."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.gui.forms.state import FormState, SectionState, same, without_row
from desktop.services import records
from desktop.services.session import Session
from tests.gui.forms.room import case_with, put, two_values


def state_of(session: Session, form: str, **where: Any) -> FormState:
    return FormState(records.open_sheet(session, form, **where), session.library.definitions)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [(1, True, False), (0, False, False), ("a", "a", True), (None, None, True), ({"b": 1}, {"b": 1}, True)],
)
def test_equal_as_json_not_as_python(one, other, equal):
    assert same(one, other) is equal


def test_only_what_differs_from_the_vault_is_a_change(session):
    case = case_with(session)
    record = put(session, "incident", case, {"inc_dt": "2026-11", "previous_incidents": True})
    state = state_of(session, "incident", record=record)
    state.set({"inc_dt": "2026"})
    assert state.changes() == {"inc_dt": "2026"}
    state.set({"inc_dt": "2026-11"})
    assert state.changes() == {}


def test_what_is_worked_out_is_never_a_change(session):
    state = state_of(session, "incident", case=case_with(session))
    state.set({"l1": False, "l2": True})
    assert state.answers["ladder"] == "G2"
    assert set(state.changes()) == {"l1", "l2"}


def test_one_undo_throws_a_draft_away(session):
    case = case_with(session)
    sheet = records.open_sheet(session, "incident", case=case)
    records.keep_draft(session, sheet, {"inc_dt": "2026", "frequency": "zilnic"})
    state = state_of(session, "incident", case=case)
    assert state.changes() == {"inc_dt": "2026", "frequency": "zilnic"}
    state.undo()
    assert state.changes() == {}
    state.redo()
    assert state.changes()["inc_dt"] == "2026"


def test_letters_of_one_go_are_one_step(session):
    state = state_of(session, "report")
    for letters in ("a", "ab", "abc"):
        state.set({"summary": letters}, typing="summary")
    state.pause()
    state.set({"summary": "abcd"}, typing="summary")
    state.undo()
    assert state.answers["summary"] == "abc"
    state.undo()
    assert "summary" not in state.answers


def test_a_doubt_is_to_correct_until_it_was_saved_so(session):
    case = case_with(session)
    state = state_of(session, "incident", case=case)
    state.set({"inc_dt": "2027"})
    assert state.sections()["when"] == SectionState("to_correct", 1)
    record = put(session, "incident", case, {"inc_dt": "2027"})
    again = state_of(session, "incident", record=record)
    assert again.wrong() == ()
    assert again.sections()["when"] == SectionState("to_check")
    again.set({"inc_dt": "2028"})
    assert again.sections()["when"] == SectionState("to_correct", 1)


def test_two_values_are_a_state_of_their_section(session):
    record = put(session, "incident", case_with(session), {"frequency": "zilnic"})
    two_values(session, record, "incident", "frequency", "lunar", "saptamanal")
    state = state_of(session, "incident", record=record)
    assert state.sections()["when"] == SectionState("conflict", 1)


def test_what_others_write_arrives_under_what_is_typed_here(session):
    record = put(session, "incident", case_with(session), {"inc_dt": "2026", "previous_incidents": False})
    sheet = records.open_sheet(session, "incident", record=record)
    state = FormState(sheet, session.library.definitions)
    state.set({"inc_dt": "2026-11"})
    put(session, "incident", None, {"previous_incidents": True, "inc_dt": "2026-10"}, record=record)
    moved = state.rebase(records.renew(session, sheet, state.changes()), own=False)
    assert "previous_incidents" in moved
    assert state.answers["previous_incidents"] is True
    assert state.changes() == {"inc_dt": "2026-11"}
    records.save(session, state.sheet, state.changes())
    assert "inc_dt" in records.open_sheet(session, "incident", record=record).conflicts


def test_a_row_that_goes_takes_all_its_answers():
    answers = {"phones/a": True, "phones/a/hours": "9", "phones/b/hours": "10", "lang": "ro"}
    assert without_row(answers, "phones", "a") == {"phones/a": None, "phones/a/hours": None}
