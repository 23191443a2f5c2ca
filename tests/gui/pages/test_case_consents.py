"""The consents of a case in the window, and the paper for an institution, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from desktop.gui.pages.calls import CallsPage
from desktop.gui.pages.case import CasePage
from desktop.gui.pages.referral import ReferralPage
from desktop.gui.shell import Shell
from desktop.services import ledger, vaults
from desktop.services.cases import read_case
from desktop.services.session import Session
from desktop.tour.hand import Hand, wait_for
from tests.conftest import FixedClock
from tests.desktop.services.access_room import LEAD, MANAGER, PASSPHRASE, Village, put, village
from tests.desktop.services.consents_room import (
    ALL,
    POLICE,
    SECRETS,
    answers_of,
    consent,
    fill_case,
    sent,
    text_of,
)
from tests.gui.pages.case_room import Room, press, settle, words
from tests.gui.pages.exchange_room import FakeFiles

pytestmark = pytest.mark.usefixtures("qapp")


class Desk(Room):
    """The same, with a printer and a file dialog that answer."""

    files: FakeFiles

    def shell(self) -> Shell:
        made = super().shell()
        self.files = made.files = FakeFiles()
        return made


@pytest.fixture
def here(tmp_path: Path, clock: FixedClock) -> Village:
    found = village(tmp_path / "vault", clock)
    clock.advance(minutes=1)
    with found.at(MANAGER) as session:
        fill_case(session, found)
    return found


@pytest.fixture
def session(here: Village) -> Iterator[Session]:
    made = vaults.open_session(here.folder, worker=MANAGER, passphrase=PASSPHRASE, clock=here.clock)
    yield made
    vaults.close_session(made, make_backup=False)


@pytest.fixture
def desk(session: Session) -> Iterator[Desk]:
    made = Desk(session)
    yield made
    made.close()


def view(desk: Desk, here: Village) -> QWidget:
    return cast("QWidget", desk.show(CasePage, case=here.case, view="consents"))


def type_into(page: QWidget, name: str, text: str) -> None:
    field = page.findChild(QWidget, name)
    assert isinstance(field, QLineEdit | QPlainTextEdit), name
    field.selectAll()
    Hand(page).type(field, text)


def choose(page: QWidget, name: str, code: str) -> None:
    """By the keyboard."""
    box = page.findChild(QComboBox, name)
    assert box is not None, name
    if box.currentData() != code:
        Hand(page).choose(box, code)
    settle()


def shown(page: QWidget, name: str) -> bool:
    settle()
    button = page.findChild(QWidget, name)
    return button is not None and button.isEnabled()


def known(session: Session, here: Village) -> ledger.Ledger:
    return ledger.ledger(session, here.case)


# --- the ledger -------------------------------------------------------------------------------------------------------


def test_a_case_without_a_consent_says_that_nothing_goes(desk: Desk, here: Village) -> None:
    page = view(desk, here)
    assert "Încă nu s-a cerut niciun acord" in words(page)
    press(page, "new_consent")
    assert desk.went[-1] == ("form", {"form": "consent", "case": here.case, "record": None})


def test_what_is_in_force_and_what_is_not_stand_in_words(desk: Desk, session: Session, here: Village) -> None:
    consent(session, here, "cod", "telefon_sigur")
    consent(session, here, "cod", recipient="medical", institution="Spitalul", **{"release/a/agreed": "nu"})
    told = words(view(desk, here))
    assert f"Poliție · {POLICE}" in told
    assert "Date: codul cazului, telefonul sigur" in told
    assert "Explicat la 24.11.2026, valabil până la 20.12.2026, semnat pe hârtie." in told
    assert "Nu și-a dat acordul." in told
    assert "Nu se sună: numărul 2 nu este marcat ca sigur pentru aceasta." in told
    for secret in SECRETS.values():
        assert secret not in told.replace("23 456", "")


def test_a_consent_is_withdrawn_and_what_went_is_recalled_by_a_printed_letter(
    desk: Desk, session: Session, here: Village
) -> None:
    consent(session, here, "cod", "telefon_sigur")
    left = sent(session, here)
    entry = known(session, here).entries[0]
    page = view(desk, here)
    press(page, f"withdraw_{entry.sheet}_{entry.row}")
    press(page, "withdraw_do")
    assert [one.why_not for one in known(session, here).entries] == ["withdrawn"]
    wait_for(lambda: shown(page, "letter_print"), "the letter")
    choose(page, "letter_language", "ru")
    wait_for(lambda: shown(page, "letter_print"), "the other letter")
    press(page, "letter_print")
    (printed,) = desk.files.printed
    assert left.number in text_of(printed) and "Отзыв согласия" in text_of(printed)
    assert known(session, here).holders[0].recalled
    assert "rechemat la 24.11.2026" in words(page)


def test_a_day_that_makes_no_sense_withdraws_nothing(desk: Desk, session: Session, here: Village) -> None:
    consent(session, here, "cod")
    entry = known(session, here).entries[0]
    page = view(desk, here)
    for day, is_said in (("31.31.2026", False), ("25.11.2026", True), ("01.01.2020", True)):
        press(page, f"withdraw_{entry.sheet}_{entry.row}")
        type_into(page, "withdraw_day", day)
        before = len(desk.said)
        press(page, "withdraw_do")
        assert (len(desk.said) > before) is is_said
        assert known(session, here).entries[0].in_force


def test_an_answer_is_recorded_in_two_presses(desk: Desk, session: Session, here: Village) -> None:
    consent(session, here, "cod")
    left = sent(session, here)
    page = view(desk, here)
    press(page, f"answer_{left.referral}")
    press(page, "feedback_servit")
    (sheet,) = answers_of(session, here, "referral")
    assert (sheet["feedback"], sheet["feedback_dt"], sheet["status"]) == ("servit", "2026-11-24", "finalizat")


def test_without_consent_needs_facts_and_then_the_second_person(desk: Desk, session: Session, here: Village) -> None:
    page = view(desk, here)
    press(page, "without")
    choose(page, "exception_ground", "copil")
    choose(page, "exception_recipient", "politie")
    type_into(page, "exception_institution", POLICE)
    press(page, "nume_complet")
    deed = page.findChild(QWidget, "exception_do")
    assert deed is not None and not deed.isEnabled()
    type_into(page, "exception_words", "Copilul a fost lovit; Legea 140 din 2013.")
    assert deed.isEnabled()
    press(page, "exception_do")
    (ground,) = known(session, here).grounds
    assert ground.why_not(session.now()) == "not-confirmed"
    choose(page, "confirm_name", LEAD)
    type_into(page, "confirm_passphrase", "o parolă greșită de tot")
    press(page, "confirm_do")
    wait_for(lambda: any(trouble for _text, trouble in desk.said), "the refusal")
    here.clock.advance(minutes=10)  # a wrong one makes the next wait
    type_into(page, "confirm_passphrase", PASSPHRASE)
    press(page, "confirm_do")
    wait_for(lambda: known(session, here).grounds[0].approval == "confirmat", "the confirmation")
    settle()
    assert known(session, here).disclosures[0].approver == here.ids[LEAD]


def test_danger_to_life_says_that_it_does_not_wait(desk: Desk, here: Village) -> None:
    page = view(desk, here)
    press(page, "without")
    choose(page, "exception_ground", "lege")
    assert "numai după ce a confirmat" in words(page)
    choose(page, "exception_ground", "pericol_vital")
    assert "pleacă imediat" in words(page)


# --- the paper --------------------------------------------------------------------------------------------------------


def cancelled(session: Session, here: Village) -> list[dict[str, Any]]:
    return [one for one in answers_of(session, here, "disclosure") if one.get("cancelled") is True]


def ready(page: Any) -> bool:
    settle()
    return bool(page.findChild(QWidget, "print").isEnabled())


def test_the_paper_is_seen_before_it_goes_and_is_on_record_once_it_went(
    desk: Desk, session: Session, here: Village
) -> None:
    consent(session, here, *ALL)
    page = desk.show(ReferralPage, case=here.case)
    choose(page, "referral_role", "POL")
    wait_for(lambda: ready(page), "the paper")
    assert page.findChild(QLineEdit, "referral_institution").text() == POLICE
    assert known(session, here).holders == ()
    press(page, "data_agresor")
    wait_for(lambda: ready(page), "the other paper")
    press(page, "print")
    wait_for(lambda: bool(desk.went), "the way back")
    (printed,) = desk.files.printed
    assert SECRETS["nume_complet"] in text_of(printed) and SECRETS["agresor"] not in text_of(printed)
    (left,) = known(session, here).disclosures
    assert ("agresor", "not-chosen") in left.withheld
    assert desk.went[-1] == ("case", {"case": here.case, "view": "consents"})


def test_nothing_is_on_record_as_gone_when_the_printer_was_refused(
    desk: Desk, session: Session, here: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent(session, here, *ALL)
    page = desk.show(ReferralPage, case=here.case)
    choose(page, "referral_role", "POL")
    wait_for(lambda: ready(page), "the paper")
    monkeypatch.setattr(FakeFiles, "print_pdf", lambda *_asked: False)
    press(page, "print")
    wait_for(lambda: bool(cancelled(session, here)), "that it is taken back")
    assert known(session, here).holders == ()
    assert desk.went == []


def test_where_nothing_may_go_it_says_why_and_nothing_can_be_printed(desk: Desk, here: Village) -> None:
    page = desk.show(ReferralPage, case=here.case)
    choose(page, "referral_role", "ADP")
    type_into(page, "referral_institution", "Casa Ariadna")
    wait_for(lambda: "nu există un acord pentru acest destinatar" in words(page), "the reasons")
    assert not ready(page)


def test_a_sheet_that_was_begun_fills_the_page(desk: Desk, session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    begun = {"sector": "politie", "institution": POLICE, "contact": "ofițer", "urgency": "24_h", "status": "nu_se"}
    put(session, here.code, "referral", begun)
    record = next(iter(_records(session, here)))
    page = desk.show(ReferralPage, case=here.case, record=record)
    wait_for(lambda: ready(page), "the paper")
    press(page, "print")
    wait_for(lambda: bool(desk.went), "the way back")
    (sheet,) = answers_of(session, here, "referral")
    assert (sheet["status"], sheet["mode"], sheet["contact"]) == ("trimis", "tiparit", "ofițer")


def _records(session: Session, here: Village) -> list[str]:
    return [one.id for one in read_case(session, here.case).of_form("referral")]


def test_no_paper_stays_on_a_page_that_was_left(desk: Desk, session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    page = desk.show(ReferralPage, case=here.case)
    choose(page, "referral_role", "POL")
    wait_for(lambda: ready(page), "the paper")
    page.leave()
    assert not ready(page)
    assert page.findChild(QLineEdit, "referral_institution").text() == ""


# --- the calls of today -----------------------------------------------------------------------------------------------


def test_the_calls_of_today_say_when_and_never_which_number(desk: Desk, session: Session, here: Village) -> None:
    page = desk.show(CallsPage)
    wait_for(lambda: "Azi nu este nimeni de sunat" in words(page), "the list")
    desk.close()
    put(session, here.code, "note", {"next_step": "sună", "next_due": "2026-11-24"})
    page = desk.show(CallsPage)
    wait_for(lambda: here.code in words(page), "the list")
    told = words(page)
    assert here.code in told and "Sunați la numărul 1" in told and "09:00–17:00" in told
    assert "23 456" not in told and "123456" not in told
    press(page, "print")
    (printed,) = desk.files.printed
    assert "+37369123456" in text_of(printed) and here.code not in text_of(printed)
    press(page, f"case_{here.case}")
    assert desk.went[-1] == ("case", {"case": here.case, "view": "consents"})


def test_a_call_that_must_not_be_made_says_by_which_rule(desk: Desk, session: Session, here: Village) -> None:
    put(session, here.code, "note", {"next_step": "sună", "next_due": "2026-11-24"})
    put(session, here.code, "identity", {"do_not": ["orice"]})
    page = desk.show(CallsPage)
    wait_for(lambda: "nu o contactează nimeni; revine ea" in words(page), "the list")
    printing = page.findChild(QWidget, "print")
    assert not printing.isEnabled()
