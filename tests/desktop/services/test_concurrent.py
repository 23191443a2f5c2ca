"""Two sheets open at once, saved one after the other: nothing that anybody typed is lost, the safer one stands."""

from __future__ import annotations

from typing import Any

import pytest

from db import records as store
from desktop.services import cases, intake
from desktop.services.conflict_choice import combine
from desktop.services.records import Sheet, open_sheet, save
from desktop.services.session import Session


@pytest.fixture
def case(session: Session) -> str:
    with session.vault.write(session.now()) as conn:
        return intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}}).record


def at_once(session: Session, case: str, *changes: dict[str, Any], form: str = "identity") -> Sheet:
    """The sheet after each of these was saved by somebody who had seen none of the others."""
    if not store.of_form(session.conn, form, case):
        save(session, open_sheet(session, form, case=case), {})
    sheets = [open_sheet(session, form, case=case, record=record(session, case, form)) for _ in changes]
    for sheet, one in zip(sheets, changes, strict=True):
        save(session, sheet, one)
    return open_sheet(session, form, case=case, record=record(session, case, form))


def record(session: Session, case: str, form: str) -> str:
    return store.of_form(session.conn, form, case)[0].id


def test_two_who_each_forbid_a_way_to_her_are_both_heeded(session: Session, case: str) -> None:
    sheet = at_once(session, case, {"do_not": ["apel"]}, {"do_not": ["sms", "vizita"]})
    assert sheet.answers["do_not"] == ["apel", "sms", "vizita"]
    assert cases.open_case(session, case).contact.do_not == ("apel", "sms", "vizita")
    assert len(sheet.conflicts["do_not"]) == 2
    combine(session, sheet.record, "do_not", ["sms"])
    assert cases.open_case(session, case).contact.do_not == ("sms",)


def test_what_two_wrote_alike_dies_with_one_correction(session: Session, case: str) -> None:
    sheet = at_once(session, case, {"sex": "F"}, {"sex": "F"})
    assert sheet.conflicts == {}
    save(session, sheet, {"sex": "M"})
    sheet = open_sheet(session, "identity", case=case)
    assert (sheet.answers["sex"], sheet.conflicts) == ("M", {})


def test_a_row_that_one_removes_while_another_writes_in_it_stays(session: Session, case: str) -> None:
    first = {"phones/a": True, "phones/a/number": "+37369123456", "phones/a/safe_call": True}
    save(session, open_sheet(session, "identity", case=case), first)
    sheet = at_once(session, case, dict.fromkeys(first), {"phones/a/safe_call": False})
    assert sheet.answers["phones/a/safe_call"] is False
    assert cases.open_case(session, case).contact.safe == ()


def test_a_row_that_is_removed_leaves_no_safe_number(session: Session, case: str) -> None:
    first = {"phones/a": True, "phones/a/number": "+37369123456", "phones/a/safe_call": True}
    save(session, open_sheet(session, "identity", case=case), first)
    assert cases.open_case(session, case).contact.safe == ("call",)
    save(session, open_sheet(session, "identity", case=case), dict.fromkeys(first))
    assert cases.open_case(session, case).contact.safe == ()
    assert not [path for path in open_sheet(session, "identity", case=case).answers if path.startswith("phones/")]


def test_two_tellings_of_the_same_are_both_kept_sealed(session: Session, case: str) -> None:
    sheet = at_once(session, case, {"narrative": "una"}, {"narrative": "alta"}, form="incident")
    assert len(sheet.conflicts["narrative"]) == 2
    assert all(set(one.value) == {"sealed"} for one in sheet.conflicts["narrative"])
