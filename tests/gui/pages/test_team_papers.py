"""The papers of a team in the window, by the keyboard alone: what goes, what does not, and what leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QWidget

from desktop.gui.pages.team import TeamPage
from desktop.gui.shell import Shell
from desktop.gui.widgets import Button
from desktop.services import ledger, team, team_papers, vaults
from desktop.services.session import Session
from desktop.tour.hand import wait_for
from tests.conftest import FixedClock
from tests.desktop.services.access_room import MANAGER, Village, put, village
from tests.desktop.services.consents_room import SECRETS, answers_of, text_of
from tests.desktop.services.papers_room import HOSPITAL, agreed, colleague, running
from tests.gui.pages.case_room import Room, press, settle, words
from tests.gui.pages.exchange_room import FakeFiles

pytestmark = pytest.mark.usefixtures("qapp")


class Printer(FakeFiles):
    """A printer whose dialog may be closed without printing."""

    prints = True

    def print_pdf(self, parent: QWidget, data: bytes) -> bool:
        return self.prints and super().print_pdf(parent, data)


class Desk(Room):
    """The same, with a printer and a file dialog that answer."""

    files: Printer

    def shell(self) -> Shell:
        made = super().shell()
        self.files = Printer()
        made.files = self.files
        return made


@pytest.fixture
def here(tmp_path: Any, clock: FixedClock) -> Village:
    found = village(tmp_path / "vault", clock)
    clock.advance(minutes=1)
    return found


@pytest.fixture
def session(here: Village) -> Iterator[Session]:
    made = vaults.open_session(
        here.folder, worker=MANAGER, passphrase="cinci cuvinte cu totul diferite", clock=here.clock
    )
    yield made
    vaults.close_session(made, make_backup=False)


@pytest.fixture
def record(session: Session, here: Village) -> str:
    return running(session, here)


@pytest.fixture
def desk(session: Session) -> Iterator[Desk]:
    made = Desk(session)
    yield made
    made.close()


def page(desk: Desk, record: str, **where: Any) -> QWidget:
    return cast("QWidget", desk.show(TeamPage, record=record, view="papers", **where))


def wait_for_paper(shown: QWidget) -> None:
    button = shown.findChild(Button, "paper_print")
    assert button is not None
    wait_for(button.isEnabled, "the paper")


def choose(shown: QWidget, name: str, code: str) -> None:
    box = shown.findChild(QComboBox, name)
    assert box is not None and box.isVisibleTo(shown), name
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _step in range(box.count()):
        if box.currentData() == code:
            box.activated.emit(box.currentIndex())
            settle()
            return
        QTest.keyClick(box, Qt.Key.Key_Down)
    raise AssertionError(code)


def typed(shown: QWidget, name: str) -> QLineEdit:
    field = shown.findChild(QLineEdit, name)
    assert field is not None
    return field


def test_each_paper_says_what_it_tells_or_why_it_is_withheld(
    desk: Desk, session: Session, here: Village, record: str
) -> None:
    agreed(session, here, "medical_referral", "prenume", "data_faptei")
    read = words(page(desk, record))
    assert "Trimiterea la îngrijire medicală · pasul 9" in read and f"Către: {HOSPITAL}" in read
    assert "Ce ar pleca: prenumele, când s-a întâmplat" in read
    assert "Nu pleacă nimic: nu există un acord pentru acest destinatar." in read
    assert "Nicio instituție nu a primit încă nimic de la acest oficiu." in read
    assert SECRETS["prenume"] not in read


def test_a_withheld_paper_leads_to_the_consent_with_one_key(desk: Desk, here: Village, record: str) -> None:
    shown = page(desk, record)
    press(shown, "consent_police_notice")
    assert desk.went[-1] == ("form", {"form": "consent", "case": here.case, "record": None})
    press(shown, "without_police_notice")
    assert desk.went[-1] == ("case", {"case": here.case, "view": "consents"})


def test_a_paper_is_made_printed_and_marked_by_keys(desk: Desk, session: Session, here: Village, record: str) -> None:
    agreed(session, here, "medical_referral", "prenume", "data_faptei")
    colleague(session, "MED", "Ana Medica")
    shown = page(desk, record)
    press(shown, "make_medical_referral")
    wait_for_paper(shown)
    assert typed(shown, "paper_institution").text() == HOSPITAL
    assert typed(shown, "paper_contact").text() == "Ana Medica, medic"
    press(shown, "paper_print")
    wait_for(lambda: desk.files.printed, "the printer")
    settle()
    told = text_of(desk.files.printed[0])
    assert SECRETS["prenume"] in told and "Ana Medica, medic" in told
    (left,) = ledger.ledger(session, here.case).disclosures
    body = team.board(session, record).answers
    assert (body["steps/9/state"], body["steps/9/doc"]) == ("in_lucru", left.number)
    assert desk.said[-1] == ("Consemnat: hârtia a plecat, iar numărul ei stă la pas.", False)
    read = words(shown)
    assert "trimisă, se așteaptă răspunsul" in read and "Are deja: când s-a întâmplat, prenumele" in read


def test_a_paper_that_was_not_printed_after_all_leaves_nothing(
    desk: Desk, session: Session, here: Village, record: str
) -> None:
    agreed(session, here, "medical_referral", "prenume")
    shown = page(desk, record)
    press(shown, "make_medical_referral")
    wait_for_paper(shown)
    desk.files.prints = False
    press(shown, "paper_print")
    wait_for(lambda: any(one.get("cancelled") for one in answers_of(session, here, "disclosure")), "it is taken back")
    assert team.board(session, record).answers.get("steps/9/state") in (None, "de_facut")
    assert ledger.ledger(session, here.case).holders == ()


def test_a_late_step_is_done_only_with_a_reason(desk: Desk, session: Session, here: Village, record: str) -> None:
    agreed(session, here, "medical_referral", "prenume")
    shown = page(desk, record)
    press(shown, "make_medical_referral")
    wait_for_paper(shown)
    choose(shown, "paper_state", "facut")
    wait_for_paper(shown)
    press(shown, "paper_print")
    wait_for(lambda: desk.said and desk.said[-1][1], "the refusal")
    assert desk.files.printed == [] and answers_of(session, here, "disclosure") == []
    wait_for_paper(shown)
    choose(shown, "paper_late", "distanta")
    wait_for_paper(shown)
    press(shown, "paper_print")
    wait_for(lambda: desk.files.printed, "the printer")
    settle()
    assert team.board(session, record).answers["steps/9/late_reason"] == "distanta"


def test_a_doubtful_addressee_is_asked_about_and_a_barred_one_gets_nothing(
    desk: Desk, session: Session, here: Village, record: str
) -> None:
    agreed(session, here, "medical_referral", "prenume")
    put(session, here.code, "aggressor", {"agg_name": "Gavril Ursulescu", "agg_workplace": HOSPITAL})
    shown = page(desk, record)
    press(shown, "make_medical_referral")
    doubt = shown.findChild(QWidget, "addressee_doubt")
    assert doubt is not None
    wait_for(lambda: doubt.isVisibleTo(shown), "the question")
    assert not shown.findChild(Button, "paper_print").isEnabled()  # type: ignore[union-attr]
    button = doubt.findChild(Button)
    assert button is not None
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    wait_for_paper(shown)
    contact = typed(shown, "paper_contact")
    contact.setFocus()
    QTest.keyClicks(contact, "Ursulescu Gavril")
    why = shown.findChild(QLabel, "why_no_paper")
    assert why is not None
    wait_for(lambda: "Hârtia nu merge la această persoană" in why.text(), "why not")
    assert not shown.findChild(Button, "paper_print").isEnabled()  # type: ignore[union-attr]


def test_what_is_unticked_is_not_asked_and_her_copy_discloses_nothing(
    desk: Desk, session: Session, here: Village, record: str
) -> None:
    agreed(session, here, "medical_referral", "prenume")
    put(session, here.code, "identity", {"lang": "ru"})
    shown = page(desk, record)
    press(shown, "make_medical_referral")
    wait_for_paper(shown)
    tick = shown.findChild(QCheckBox, "ask_results")
    assert tick is not None and tick.isChecked()
    assert tick.accessibleName() == "să nu sunați și să nu trimiteți rezultate acasă"
    tick.setFocus()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    wait_for_paper(shown)
    press(shown, "paper_copy")
    wait_for(lambda: desk.files.printed, "the copy")
    settle()
    told = text_of(desk.files.printed[0])
    assert "Ваша копия" in told and "не звонить и не отправлять результаты" not in told
    assert answers_of(session, here, "disclosure") == []


def test_nothing_of_hers_stays_when_the_view_is_left(desk: Desk, session: Session, here: Village, record: str) -> None:
    agreed(session, here, "medical_referral", "prenume")
    shown = page(desk, record)
    press(shown, "make_medical_referral")
    wait_for_paper(shown)
    press(shown, "view_board")
    press(shown, "view_papers")
    assert shown.findChild(Button, "make_medical_referral").isVisibleTo(shown)  # type: ignore[union-attr]
    assert typed(shown, "paper_institution").text() == ""
    assert not shown.findChild(Button, "paper_print").isEnabled()  # type: ignore[union-attr]


def test_a_step_opens_its_own_paper(desk: Desk, session: Session, here: Village, record: str) -> None:
    agreed(session, here, "forensic_request", "nume_complet", institution="Centrul de medicină legală")
    shown = page(desk, record, step="13")
    wait_for_paper(shown)
    assert typed(shown, "paper_institution").text() == "Centrul de medicină legală"
    press(shown, "paper_back")
    assert team_papers.papers(session, record)
    assert "Hârtiile pașilor" in words(shown)


def test_the_keyboard_begins_at_a_paper_and_never_at_a_disclosure_without_consent(desk: Desk, record: str) -> None:
    first = cast("TeamPage", page(desk, record)).first_field()
    assert first is not None and first.objectName().startswith("make_")


def test_who_asks_for_the_sheet_of_the_field_begins_there(desk: Desk, record: str) -> None:
    for where, found in (({"part": "sheet"}, True), ({}, False)):  # asked for once, not for ever
        first = cast("TeamPage", page(desk, record, **where)).first_field()
        assert first is not None and (first.objectName() == "print_sheet") is found
