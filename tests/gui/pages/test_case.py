"""One case: what must be known stands on top, what is next has a reason and one button, opening is logged once."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget

from desktop.gui.pages.case import CasePage
from desktop.gui.widgets import CoveredName
from desktop.services import cases, records, team_start
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock
from tests.gui.pages.case_room import (
    FIRST_NAME,
    SURNAME,
    Room,
    log_of,
    minute,
    new_case,
    new_incident,
    new_team,
    press,
    put,
    settle,
    words,
)


def part(page: QWidget, name: str) -> str:
    found = page.findChild(QWidget, name)
    assert found is not None
    return words(found)


def test_the_header_says_what_must_be_known(room: Room, session: Session) -> None:
    case, _record = new_team(session, hours=41, reported=5)
    agreed = {"release/a/recipient": "medical", "release/a/agreed": "da", "release/a/institution": "Spitalul",
              "release/a/valid_until": "2026-12-20", "signature": {"how": "paper", "on": "2026-11-24"}}  # fmt: skip
    put(session, case, "consent", {"consent_services": "da", "consent_registration": True, **agreed})
    page = room.show(CasePage, case=case)
    head = part(page, "case_header")
    assert cases.read_case(session, case).row.code in head
    assert "Neevaluat" in head and "SV adult" in head and "Deschis" in head
    assert "Nu sunați." in head and "Acord din 24.11.2026." in head and "Medical." in head
    assert "Termen depășit cu 4 h 45 min" in head and "Fereastră medicală: mai sunt 31 h" in head


def test_without_a_word_on_contact_nobody_is_to_call(room: Room, session: Session) -> None:
    case = put(session, None, "case", {"case_track": ["vd_adult"]})
    assert "Nu sunați încă." in part(room.show(CasePage, case=case), "contact")


def test_a_safe_number_says_when(room: Room, session: Session) -> None:
    case = put(session, None, "case", {"case_track": ["vd_adult"]})
    phone = {"number": "069012345", "safe_sms": True, "safe_call": True, "hours": "9–11"}
    answers = {f"phones/p/{field}": value for field, value in phone.items()}
    put(session, case, "identity", {"sex": "F", "do_not": ["apel"], **answers})
    contact = part(room.show(CasePage, case=case), "contact")
    assert "Nu sunați." in contact and "Se poate trimite SMS: 9–11." in contact and "Se poate suna" not in contact


def test_her_name_stays_covered_until_asked_for_and_again_when_the_page_is_left(room: Room, session: Session) -> None:
    page = room.show(CasePage, case=new_case(session))
    assert SURNAME not in words(page)
    page.findChild(CoveredName).reveal()
    assert f"{FIRST_NAME} {SURNAME}" in words(page)
    page.refresh()
    assert SURNAME in words(page)  # what was asked for does not go because somebody else wrote something
    page.leave()
    assert SURNAME not in words(page)
    assert len(log_of(session, "revealed")) == 1


def test_opening_is_logged_once_and_looking_again_is_not(room: Room, session: Session, clock: FixedClock) -> None:
    case = new_case(session)
    page = room.show(CasePage, case=case)
    clock.advance(minutes=1)
    page.refresh()
    page.tick()
    assert [entry.object for entry in log_of(session, "opened")] == [case]


def test_a_case_that_may_not_be_seen_leads_back(room: Room) -> None:
    room.show(CasePage, case="0" * 32)
    assert room.went == [("cases", {})] and room.said[0][1]


def test_a_team_is_begun_on_its_page_and_one_that_runs_is_opened(room: Room, session: Session) -> None:
    case = new_case(session)
    incident = new_incident(session, case, minute(session.now() - timedelta(hours=10)))
    page = room.show(CasePage, case=case)
    press(page, "team")
    press(page, f"next_team_{incident}")
    assert room.went == [
        ("team_begin", {"case": case, "sheet": None, "protocol": ""}),
        ("team_begin", {"case": case, "sheet": incident, "protocol": "sv_md"}),
    ]
    record = team_start.begin(session, case, Wanted("sv_md")).record
    room.went.clear()
    press(page, "team")
    assert room.went == [("team", {"record": record})]


def test_what_is_next_gives_a_reason_and_leads_there(room: Room, session: Session) -> None:
    case = new_case(session)
    page = room.show(CasePage, case=case)
    told = part(page, "next")
    assert "Cereți-i acordul" in told and "ea trebuie să știe cui și de ce" in told
    press(page, "next_consent_consent")
    press(page, "form_incident")
    assert room.went[0] == ("form", {"form": "consent", "case": case, "record": None})
    assert room.went[1] == ("form", {"form": "incident", "case": case, "record": None})


def test_a_late_duty_leads_to_its_step(room: Room, session: Session) -> None:
    case, record = new_team(session, reported=5)
    page = room.show(CasePage, case=case)
    press(page, f"next_late_{record}")
    ((where, how),) = room.went
    assert where == "team" and how["record"] == record and how["step"] is not None


def test_another_sheet_of_a_kind_is_added_in_place(room: Room, session: Session) -> None:
    case = new_case(session)
    new_incident(session, case, "2026-11")
    page = room.show(CasePage, case=case)
    assert not page.findChild(QWidget, "add_forms").isVisible()
    forms = page.findChild(QWidget, "forms")
    next(button for button in forms.findChildren(QAbstractButton) if "Adaugă" in button.text()).click()
    settle()
    press(page, "add_incident")
    assert room.went == [("form", {"form": "incident", "case": case, "record": None})]


def test_two_values_are_shown_in_the_list_and_asked_for(room: Room, session: Session) -> None:
    case = new_case(session)
    sheet = cases.read_case(session, case).of_form("identity")[0].id
    one, other = (records.open_sheet(session, "identity", record=sheet) for _copy in range(2))
    records.save(session, one, {"first_name": "Una"})
    records.save(session, other, {"first_name": "Alta"})
    page = room.show(CasePage, case=case)
    assert "o valoare de ales" in part(page, "forms") and "De ales: un câmp are valori diferite" in part(page, "next")
    press(page, f"next_conflict_{sheet}")
    assert room.went == [("conflicts", {"case": case, "record": sheet})]


def test_narrow_pages_fold_their_columns_and_cut_nothing(room: Room, session: Session) -> None:
    case, _record = new_team(session)
    page = room.show(CasePage, size=(704, 640), case=case)
    assert not page.findChild(QWidget, "forms").isVisible()
    for area in page.findChildren(QScrollArea):
        if area.isVisible() and area.widget() is not None:
            assert area.widget().minimumSizeHint().width() <= area.viewport().width()
    assert page.findChild(QLabel, "code").isVisible()
