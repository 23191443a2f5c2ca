"""The state of a case: one press where nothing is missing, a lead's written reason where something is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import access_log, cases, records
from desktop.forms.workflow import Filed, missing
from desktop.refusals import Refused
from desktop.services import approvals, case_state, library
from desktop.services import records as sheets
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import LEAD, MANAGER, PSYCHOLOGIST, Village, put, village
from tests.desktop.services.test_approvals import CLOSING, closing, refuses

REASON = "A murit, iar familia a cerut închiderea."


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Village:
    return village(tmp_path / "vault", clock)


def lacks(session: Session, case: str, to: str) -> list[str]:
    way = next(one for one in case_state.ways(session, case) if one.to == to)
    return [one.need.id for one in way.missing]


def status(session: Session, case: str) -> str | None:
    row = cases.get(session.conn, case)
    return row.status if row else None


def test_a_case_closes_once_its_sheet_is_whole_and_approved(office: Village) -> None:
    with office.at(MANAGER) as session:
        assert lacks(session, office.case, "inchis") == ["closing_whole", "closing_approved"]
        sheet = closing(session, office.code)
        assert lacks(session, office.case, "inchis") == ["closing_approved"]
        refuses("state-not-ready", case_state.change, session, office.case, "inchis")
        request = approvals.ask(session, sheet).record
    with office.at(PSYCHOLOGIST) as session:
        approvals.approve(session, request)
        assert status(session, office.case) == "deschis"  # nothing closes by itself
    with office.at(MANAGER) as session:
        assert lacks(session, office.case, "inchis") == []
        case_state.change(session, office.case, "inchis")
        assert status(session, office.case) == "inchis"
        assert access_log.page(session.conn, 1)[0].verb == "state-changed"
        case_state.change(session, office.case, "redeschis")
        assert status(session, office.case) == "redeschis"


def test_a_change_of_the_closing_sheet_wants_a_new_approval(office: Village) -> None:
    with office.at(MANAGER) as session:
        sheet = closing(session, office.code)
        request = approvals.ask(session, sheet).record
    with office.at(LEAD) as session:
        approvals.approve(session, request)
    with office.at(MANAGER) as session:
        opened = sheets.open_sheet(session, "closing", case=office.case, record=sheet)
        sheets.save(session, opened, {"close_reason": "la_cererea"})
        assert lacks(session, office.case, "inchis") == ["closing_approved"]


@pytest.mark.parametrize("who", [MANAGER, PSYCHOLOGIST])
def test_nobody_but_a_lead_goes_on_with_a_reason(office: Village, who: str) -> None:
    with office.at(who) as session:
        refuses("state-not-ready", case_state.change, session, office.case, "inchis", REASON)
        assert status(session, office.case) == "deschis"


def test_a_lead_goes_on_with_a_reason_that_stays(office: Village) -> None:
    with office.at(LEAD) as session:
        refuses("state-not-ready", case_state.change, session, office.case, "inchis", "   ")
        case_state.change(session, office.case, "inchis", REASON)
        header = records.get(session.conn, office.case)
        assert header is not None and header.body["status_reason"] == REASON
        forced = next(one for one in access_log.page(session.conn, 5) if one.verb == "state-forced")
        assert (forced.object, forced.count) == (office.case, 2)
        case_state.change(session, office.case, "redeschis")
        header = records.get(session.conn, office.case)
        assert header is not None and "status_reason" not in header.body  # it was of that step alone


@pytest.mark.parametrize("way", ["the window", "a line"])
def test_no_other_door_leads_past_it(office: Village, way: str) -> None:
    with office.at(MANAGER) as session:
        opened = sheets.open_sheet(session, "case", case=office.case)
        sets = {"status": "inchis", "status_reason": REASON}
        with pytest.raises(Refused) as refusal:
            if way == "the window":
                sheets.save(session, opened, sets)
            else:
                put(session, office.code, "case", sets)
        assert (refusal.value.code, refusal.value.facts["field"]) == ("state-not-ready", "status")
        assert status(session, office.case) == "deschis"


def test_a_state_is_not_jumped_to(office: Village) -> None:
    with office.at(LEAD) as session:
        refuses("state-no-way", case_state.change, session, office.case, "arhivat", REASON)
        refuses("state-same", case_state.change, session, office.case, "deschis")
        refuses("unknown-option", case_state.change, session, office.case, "plecat")


@pytest.mark.parametrize("kind", ["aggressor", "minor", "youth"])
def test_a_file_keeps_its_kind(office: Village, kind: str) -> None:
    with office.at(LEAD) as session:
        refuses("kind-stays", put, session, office.code, "case", {"file_kind": kind})
        other = put(session, None, "case", {"file_kind": kind})
        opened = sheets.open_sheet(session, "case", case=other.case)
        refuses("kind-stays", sheets.save, session, opened, {"file_kind": "victim"})


def test_what_is_missing_names_the_sheet_and_the_question(office: Village) -> None:
    with office.at(MANAGER) as session:
        some = {path: value for path, value in CLOSING.items() if path not in ("met_plan", "may_return")}
        begun = put(session, office.code, "closing", some).record
        (way,) = (one for one in case_state.ways(session, office.case) if one.to == "inchis")
        found = way.missing[0]
        assert (found.form, found.record, found.path) == ("closing", begun, "met_plan")


def test_flags_are_seen_and_filtered(office: Village) -> None:
    with office.at(MANAGER) as session:
        case_state.set_flags(session, office.case, ("risc_lucrator", "asteapta_acte"))
        assert case_state.flags(session, office.case) == ("asteapta_acte", "risc_lucrator")
        assert cases.count(session.conn, flag="risc_lucrator") == 1
        assert cases.count(session.conn, flag="risc") == 0
        refuses("unknown-option", case_state.set_flags, session, office.case, ("orice",))
        case_state.set_flags(session, office.case, ())
        assert case_state.flags(session, office.case) == ()


FORMS = ("closing", "plan", "monitoring", "aggressor_programme", "minor_conduct")
SHEETS = st.lists(
    st.builds(
        Filed,
        record=st.uuids().map(str),
        form=st.sampled_from(FORMS),
        state=st.sampled_from(["begun", "complete", "to_check"]),
        answers=st.dictionaries(st.sampled_from(["agreed", "intake", "outcome", "docs_complete"]), st.booleans()),
        conflicts=st.integers(0, 2),
        approved=st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(sheets=SHEETS, kind=st.sampled_from(["victim", "aggressor", "minor", "youth"]))
def test_no_case_closes_without_a_whole_and_approved_closing_sheet(sheets: list[Any], kind: str) -> None:
    way = library.shipped().workflow.way("deschis", "inchis")
    assert way is not None
    closings = [one for one in sheets if one.form == "closing"]
    ready = bool(closings) and closings[-1].state == "complete" and closings[-1].approved
    if not missing(way, kind, sheets, linked=True):
        assert ready
        assert not any(one.conflicts for one in sheets)
