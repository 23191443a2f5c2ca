"""Who sees a case, in the window: read, hidden, sealed, opened in an emergency, told to the head of office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.pages.access import AccessPage
from desktop.gui.pages.case import CasePage
from desktop.gui.pages.cases import CasesPage
from desktop.gui.pages.today import TodayPage
from desktop.gui.widgets import Banner, FilterBar
from desktop.jobs import Jobs
from desktop.services import access, cases, codes
from desktop.tour.hand import wait_for
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, PSYCHOLOGIST, WORD, Village, fill, village
from tests.gui.pages.case_room import Room, press, settle, words

REASON = "A sunat de la vecini, este în pericol acum."


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock, qtbot: QtBot) -> Village:
    return village(tmp_path / "vault", clock)


@contextmanager
def at(office: Village, name: str) -> Iterator[Room]:
    """This person sits before the window."""
    with office.at(name) as session:
        room = Room(session)
        try:
            yield room
        finally:
            room.close()


def shown(page: QWidget, name: str) -> bool:
    found = page.findChild(QWidget, name)
    return found is not None and found.isVisibleTo(page)


def state(page: QWidget) -> str:
    label = page.findChild(QLabel, "state")
    assert label is not None
    return label.text()


def pills(page: QWidget, name: str) -> FilterBar:
    found = page.findChild(FilterBar, name)
    assert found is not None
    return found


def work_is_done(room: Room) -> None:
    page: Any = room.page
    wait_for(lambda: bool(room.said), "an answer of the work")
    settle()
    assert page is not None


def type_reason(page: QWidget, text: str) -> None:
    field = page.findChild(QPlainTextEdit, "reason")
    assert field is not None
    field.setPlainText(text)


def test_the_page_of_a_case_leads_to_who_sees_it(office: Village) -> None:
    with at(office, MANAGER) as room:
        page = room.show(CasePage, case=office.case)
        press(page, "access")
        assert room.went == [("access", {"case": office.case})]


def test_everybody_reads_who_sees_a_case_and_one_who_does_not_decide_has_no_buttons(office: Village) -> None:
    with at(office, PSYCHOLOGIST) as room:
        page = room.show(AccessPage, case=office.case)
        assert state(page) == "Toți cei din oficiu văd acest dosar"
        read = words(page)
        assert all(name in read for name in (LEAD, MANAGER, COUSIN)) and f"{PSYCHOLOGIST} (dumneavoastră)" in read
        assert "hotărăsc șeful oficiului și managerul de caz" in read
        for name in ("seal", "unseal", f"hide_{office.ids[COUSIN]}", "seal_editor"):
            assert not shown(page, name), name
        assert WORD not in read
        press(page, "back")
        assert room.went == [("case", {"case": office.case})]


def test_a_case_is_hidden_from_a_person_and_shown_again_by_the_keyboard(office: Village) -> None:
    with at(office, MANAGER) as room:
        page = room.show(AccessPage, case=office.case)
        assert not shown(page, f"hide_{office.ids[MANAGER]}"), "nobody hides a case from herself"
        press(page, f"hide_{office.ids[COUSIN]}")
        assert state(page) == "Ascuns față de unele persoane din oficiu"
        hows = {one.name: one.how for one in access.who_sees(room.session, office.case)}
        assert hows[COUSIN] == "denied"
        press(page, f"hide_{office.ids[COUSIN]}")
        assert state(page) == "Toți cei din oficiu văd acest dosar"


def test_a_case_is_sealed_beside_the_window_for_the_people_that_were_chosen(office: Village) -> None:
    with at(office, MANAGER) as room:
        page = room.show(AccessPage, case=office.case)
        press(page, "seal")
        assert pills(page, "chosen").value() == {office.ids[MANAGER]}, (
            "who seals it is chosen, until she says otherwise"
        )
        pills(page, "chosen").pill(office.ids[PSYCHOLOGIST]).click()
        pills(page, "glass").pill("nobody").click()
        assert "Nimeni altcineva nu îl poate deschide, nici în urgență." in words(page)
        press(page, "save_seal")
        work_is_done(room)
        assert room.said == [("Gata. De acum înainte văd dosarul numai cei arătați aici.", False)]
        assert state(page).startswith("Sigilat din 24.11.2026 de Maria") and not shown(page, "seal_editor")
        assert page.focusWidget() is page.findChild(QAbstractButton, "seal"), "not where Enter would let somebody in"
        found = access.state(room.session, office.case)
        assert found and set(found.chosen) == {office.ids[MANAGER], office.ids[PSYCHOLOGIST]}
        assert found.glass == "nobody"
    with at(office, LEAD) as room:
        page = room.show(CasesPage)
        assert office.code not in words(page)


def test_a_refused_seal_says_why_and_keeps_what_was_chosen(office: Village) -> None:
    with at(office, MANAGER) as room:
        page = room.show(AccessPage, case=office.case)
        press(page, "seal")
        pills(page, "chosen").pill(office.ids[MANAGER]).click()
        pills(page, "chosen").pill(office.ids[COUSIN]).click()
        press(page, "save_seal")
        work_is_done(room)
        assert room.said[0][1] and "trebuie să fie șeful oficiului sau managerul de caz" in room.said[0][0]
        assert shown(page, "seal_editor") and pills(page, "chosen").value() == {office.ids[COUSIN]}
        press(page, "leave_seal")
        assert not shown(page, "seal_editor")


def test_sealing_that_is_stopped_leaves_everything_as_it_was(office: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_own: object, _case: str, _chosen: object, _glass: str, report: Callable[[int, int], None]) -> None:
        while True:
            report(0, 1)  # here a Stop is felt

    monkeypatch.setattr(access, "seal_case", endless)
    with at(office, MANAGER) as room:
        jobs = Jobs()
        page = room.show(lambda shell: AccessPage(replace(shell, jobs=jobs)), case=office.case)
        press(page, "seal")
        jobs.started.connect(lambda job: job.stop())
        press(page, "save_seal")
        work_is_done(room)
        assert room.said == [("Oprit. Cine vede dosarul a rămas ca înainte.", False)]
        assert state(page) == "Toți cei din oficiu văd acest dosar"
        assert page.findChild(QAbstractButton, "save_seal").isEnabled()


def test_one_who_seals_a_case_away_from_herself_leaves_its_page(office: Village) -> None:
    with at(office, LEAD) as room:
        page = room.show(AccessPage, case=office.case)
        press(page, "seal")
        pills(page, "chosen").pill(office.ids[LEAD]).click()
        pills(page, "chosen").pill(office.ids[MANAGER]).click()
        press(page, "save_seal")
        wait_for(lambda: bool(room.went), "another page")
        assert room.went[-1] == ("cases", {})


def test_a_seal_is_taken_away_only_after_a_second_word(office: Village) -> None:
    office.seal(MANAGER)
    with at(office, MANAGER) as room:
        page = room.show(AccessPage, case=office.case)
        press(page, "unseal")
        sure = page.findChild(Banner, "sure")
        assert sure is not None and sure.isVisibleTo(page)
        sure.followed.emit("no")
        assert not sure.isVisibleTo(page) and access.state(room.session, office.case) is not None
        press(page, "unseal")
        next(one for one in sure.findChildren(QAbstractButton) if one.text() == "Ridicați sigiliul").click()
        work_is_done(room)
        assert state(page) == "Toți cei din oficiu văd acest dosar"


def test_a_single_sheet_is_sealed_and_told_with_its_people(office: Village) -> None:
    with at(office, MANAGER) as room:
        incident = cases.read_case(room.session, office.case).of_form("incident")[0].id
        page = room.show(AccessPage, case=office.case)
        press(page, f"seal_{incident}")
        assert "Sigilarea fișei „Incident”" in words(page)
        press(page, "save_seal")
        work_is_done(room)
        assert f"sigilată pentru {MANAGER}" in words(page)
    with at(office, COUSIN) as room:
        page = room.show(AccessPage, case=office.case)
        assert "Incident" not in words(page)


def test_a_whole_code_that_finds_nothing_offers_an_emergency_and_other_words_do_not(office: Village) -> None:
    office.seal(MANAGER, glass="anyone")
    with at(office, COUSIN) as room:
        fill(room.session)
        wrong = office.code[:-1] + ("A" if office.code[-1] != "A" else "B")
        for typed in ("cuvinte", office.code[:-1], wrong):
            page = room.show(CasesPage, typed=typed)
            assert not shown(page, "ask_glass"), typed
        page = room.show(CasesPage, typed=office.code.lower())
        press(page, "ask_glass")
        type_reason(page, "repede")
        press(page, "break_glass")
        assert "Este nevoie de un motiv scris" in words(page) and room.went == []
        type_reason(page, REASON)
        press(page, "break_glass")
        assert room.went == [("case", {"case": office.case})]
        assert access.state(room.session, office.case) is not None


def test_what_was_typed_as_a_reason_does_not_stay_when_nothing_is_opened(office: Village) -> None:
    with at(office, COUSIN) as room:
        page = room.show(CasesPage, typed=codes.new_code("UN4", 2026, lambda letters: letters[0]))
        press(page, "ask_glass")
        type_reason(page, REASON)
        press(page, "break_glass")
        assert "Nu există un astfel de dosar" in words(page)
        press(page, "leave_glass")
        assert shown(page, "ask_glass") and not shown(page, "glass_card")
        field = page.findChild(QPlainTextEdit, "reason")
        assert field is not None and field.toPlainText() == ""


def test_a_sealed_sheet_is_opened_in_an_emergency_from_the_page_of_access(office: Village) -> None:
    with office.at(MANAGER) as session:
        incident = cases.read_case(session, office.case).of_form("incident")[0].id
        access.seal_sheet(session, incident, [office.ids[MANAGER]], "anyone")
    with at(office, COUSIN) as room:
        page = room.show(AccessPage, case=office.case)
        press(page, "ask_glass")
        type_reason(page, REASON)
        press(page, "break_glass")
        assert f"sigilată pentru {MANAGER}" in words(page) and REASON in words(page)


def test_the_head_of_office_reads_of_each_emergency_on_the_first_page_until_she_says_so(office: Village) -> None:
    office.seal(MANAGER, glass="anyone")
    with office.at(COUSIN) as session:
        access.break_glass(session, office.code, REASON)
    with at(office, MANAGER) as room:
        assert "în urgență" not in words(room.show(TodayPage)), "it is for the head of office"
    with at(office, LEAD) as room:
        page = room.show(TodayPage)
        read = words(page)
        assert f"{COUSIN} a deschis în urgență un dosar sigilat" in read and REASON in read
        assert office.code not in read, "she was not chosen herself"
        banner = page.findChild(Banner, "glass_1")
        assert banner is not None
        next(one for one in banner.findChildren(QAbstractButton) if one.text() == "Am citit").click()
        settle()
        assert "în urgență" not in words(page)
    with at(office, MANAGER) as room:
        read = words(room.show(AccessPage, case=office.case))
        assert REASON in read and "citit" in read


def test_more_emergencies_than_fit_are_counted(office: Village) -> None:
    office.seal(MANAGER, glass="anyone")
    for number in range(5):
        with office.at(COUSIN) as session:
            access.break_glass(session, office.code, f"{REASON} {number}")
    with at(office, LEAD) as room:
        page = room.show(TodayPage)
        assert "încă 2 deschideri în urgență așteaptă să fie citite" in words(page)
        assert f"{REASON} 4" in words(page) and f"{REASON} 1" not in words(page)


def test_a_lead_sees_who_was_in_the_case_lately_and_a_worker_does_not(office: Village) -> None:
    with at(office, LEAD) as room:
        assert "Cine a lucrat recent în acest dosar" in words(room.show(AccessPage, case=office.case))
    with at(office, COUSIN) as room:
        assert "Cine a lucrat recent în acest dosar" not in words(room.show(AccessPage, case=office.case))


def test_a_sealed_case_is_hidden_from_one_of_its_people_beside_the_window_and_its_key_changes(office: Village) -> None:
    office.seal(MANAGER, PSYCHOLOGIST)
    with at(office, MANAGER) as room:
        before = room.session.vault.keyring.get(office.case)
        page = room.show(AccessPage, case=office.case)
        assert "primește una nouă" in words(page), "what becomes of a seal that somebody loses"
        press(page, f"hide_{office.ids[PSYCHOLOGIST]}")
        work_is_done(room)
        hows = {one.name: one.how for one in access.who_sees(room.session, office.case)}
        assert (hows[PSYCHOLOGIST], hows[MANAGER]) == ("denied", "chosen")
        assert room.session.vault.keyring.get(office.case) != before
