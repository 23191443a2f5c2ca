"""The first page: nothing that runs is hidden, nothing on it tells a passer-by anything, the focus stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from PySide6.QtWidgets import QApplication, QWidget

from db import alarms, bundles, offices
from db.bundles import Sent
from db.hybrid import stamp
from db.offices import Office
from desktop.gui.pages.today import TodayPage
from desktop.gui.widgets import Button, ClockCard
from desktop.services import appointments, records, team, today
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.case_room import (
    FIRST_NAME,
    SURNAME,
    Room,
    minute,
    new_case,
    new_team,
    press,
    put,
    settle,
    words,
)


def cards(page: QWidget) -> list[str]:
    return [card.accessibleName() for card in page.findChildren(ClockCard) if card.isVisible()]


def test_an_empty_office_is_shown_where_to_begin(room: Room) -> None:
    page = room.show(TodayPage)
    assert "Aici începe ziua" in words(page) and not cards(page)
    assert QApplication.focusWidget() is page.first_field()
    press(page, "new_report")
    assert room.went == [("form", {"form": "report", "case": None, "record": None})]


def test_late_duties_come_first_and_windows_are_never_hidden_by_them(room: Room, session: Session) -> None:
    for number in range(6):
        new_team(session, hours=80, reported=30 + number)
    new_team(session, hours=40.7, reported=0)
    page = room.show(TodayPage)
    told = cards(page)
    assert [name.split(".")[0] for name in told[:4]] == ["Termen depășit"] * 4
    assert "Încă 2 cazuri cu termene depășite" in words(page)
    assert "fereastră 31 h 18 min" in " ".join(told), "one card a case, and the window of care stands on it"


def test_late_is_told_from_the_first_missed_duty_of_a_team(room: Room, session: Session) -> None:
    new_team(session, hours=41, reported=5)
    page = room.show(TodayPage)
    (late,) = [name for name in cards(page) if name.startswith("Termen depășit")]
    assert "Cu 4 h 45 min" in late and "a fost azi, 09:45" in late


def test_a_glance_learns_nothing_of_her_nor_of_the_care(room: Room, session: Session) -> None:
    new_team(session)
    read = words(room.show(TodayPage)).lower()
    for word in (SURNAME, FIRST_NAME, "hiv", "contracep", "sarcin", "viol", "medico-legal"):
        assert word.lower() not in read


def test_a_card_opens_its_step(room: Room, session: Session) -> None:
    _case, record = new_team(session, hours=41)
    page = room.show(TodayPage)
    (card,) = page.findChildren(ClockCard)
    card.findChild(Button).click()
    ((where, how),) = room.went
    assert where == "team" and how["record"] == record and how["step"] in {"6", "7", "8", "9"}


def test_minutes_go_by_without_the_focus_moving(room: Room, session: Session, clock: FixedClock) -> None:
    new_team(session, hours=41)
    page = room.show(TodayPage)
    card = page.findChildren(ClockCard)[-1]
    button = card.findChild(Button)
    button.setFocus()
    clock.advance(minutes=7)
    page.timer.timeout.emit()
    settle()
    assert QApplication.focusWidget() is button
    assert any("30 h 53 min" in name for name in cards(page))


def test_what_comes_meanwhile_keeps_the_focus_where_it_was(room: Room, session: Session) -> None:
    _case, record = new_team(session, hours=41)
    page = room.show(TodayPage)
    (before,) = page.findChildren(ClockCard)
    name = before.objectName()
    before.findChild(Button).setFocus()
    team.count_retelling(session, record, 1)
    settle()
    holder = QApplication.focusWidget()
    assert holder is not None
    card = holder.parentWidget()
    assert card is not None and card.objectName() == name


def test_the_day_shows_what_was_done_and_what_waits_without_an_hour(room: Room, session: Session) -> None:
    case = new_case(session)
    sheet = records.open_sheet(session, "incident", case=case)
    records.keep_draft(session, sheet, {"inc_place_type": "drum_strada"})
    report = put(session, None, "report", {"report_dt": minute(session.now()), "immediate_danger": True})
    page = room.show(TodayPage)
    read = words(page)
    assert "Salvat: Date de identificare" in read and "acum" in read
    assert "De terminat: Incident" in read and "Ciornă" in read
    assert "Sesizare fără dosar" in read and "Pericol acum" in read
    press(page, f"report_{report}")
    press(page, f"draft_{sheet.record}")
    assert room.went == [
        ("form", {"form": "report", "case": None, "record": report}),
        ("form", {"form": "incident", "case": case, "record": None}),
    ]


def test_yesterday_is_not_today(room: Room, session: Session, clock: FixedClock) -> None:
    new_case(session)
    clock.advance(days=1)
    assert "Salvat" not in words(room.show(TodayPage))


def test_the_backup_that_is_missing_waits_and_leads_to_it(room: Room, session: Session) -> None:
    new_case(session)
    page = room.show(TodayPage)
    press(page, "backup_row")
    assert room.went == [("settings", {"tab": "database"})]


def test_a_clock_that_is_behind_the_last_work_is_told(room: Room, session: Session) -> None:
    new_case(session)
    cast("Any", session.vault).worked_until = session.now() + timedelta(days=365)
    page = room.show(TodayPage)
    row = page.findChild(QWidget, "clock_row")
    assert "Ceasul calculatorului poate fi greșit" in words(page)
    assert row is not None
    press(page, "clock_row")
    assert room.went == [("settings", {})]


def test_a_database_that_is_behind_says_so_and_leaves_the_choice(room: Room, session: Session) -> None:
    new_case(session)
    cast("Any", session.vault).anchor = "behind"
    page = room.show(TodayPage)
    warning = page.findChild(QWidget, "behind")
    assert warning.isVisible() and "mai veche decât ultima lucrare salvată" in words(warning)
    accept, backups = warning.findChildren(Button)
    backups.click()
    assert room.went == [("settings", {"tab": "database"})]
    accept.click()
    settle()
    assert not today.today(session).anchor_behind and not warning.isVisible()


def test_a_consent_that_ends_within_a_week_is_told(room: Room, session: Session) -> None:
    case = new_case(session)
    release = {"release/a/recipient": "politie", "release/a/agreed": "da", "release/a/valid_until": "2026-11-27"}
    consent = put(session, case, "consent", {"consent_services": "da", "consent_registration": True, **release})
    page = room.show(TodayPage)
    assert "Se încheie un acord" in words(page) and "în 3 zile" in words(page)
    press(page, f"due_{consent}_consent_ends")
    assert room.went == [("form", {"form": "consent", "case": case, "record": consent})]


def test_an_appointment_stands_at_its_hour_and_one_that_is_over_asks_what_became_of_it(
    room: Room, session: Session, clock: FixedClock
) -> None:
    case = new_case(session, "vd_adult")
    told = {"place_kind": "oficiu", "purpose": "P3", "remind_way": "fara"}
    later = appointments.add(session, case, {**told, "start": minute(session.now() + timedelta(hours=2))})
    page = room.show(TodayPage)
    assert "s-a ținut?" not in words(page)
    clock.advance(hours=3)
    page.timer.timeout.emit()
    settle()
    assert "s-a ținut?" in words(page)
    press(page, f"later_{later}_appointment")
    assert room.went == [("calendar", {"record": later})]


def test_what_did_not_arrive_and_what_must_not_pass_unseen_lead_to_the_page_of_files(
    room: Room, session: Session, clock: FixedClock
) -> None:
    new_case(session)
    other = "FA2"
    with session.vault.write(clock()) as conn:
        card = Office(other, "office", session.office.country, other, b"k" * 32, "age1", "0", stamp(clock()))
        offices.put(conn, replace(card, practice=session.office.practice))
        for seq, outcome in ((3, None), (4, "missing"), (5, "missing"), (6, "imported")):
            worker = session.worker.id
            sent = Sent(other, "transfer", seq, f"h{seq}", None, None, 1, 1, stamp(clock()), worker, outcome=outcome)
            bundles.note_sent(conn, sent)
        alarms.note(conn, stamp(clock()), "number-used-twice", other, {"seq": 1})
    shown = words(room.show(TodayPage))
    assert "1 avertisment despre alte oficii" in shown
    assert "Nu a ajuns: un dosar transferat" in shown and "FA2 · nr. 4, 5" in shown
    assert "Neconfirmat" not in shown, "it went today; it is asked about after two weeks"
    clock.advance(days=15)
    page = room.show(TodayPage)
    assert "Neconfirmat: un dosar transferat" in words(page)
    press(page, "sync_warnings")
    assert room.went == [("sync", {})]


def test_of_many_deadlines_the_rest_is_counted_and_leads_to_the_calendar(room: Room, session: Session) -> None:
    for day in range(25, 30):
        case = new_case(session, "vd_adult")
        ends = {"issued_dt": "2026-11-23T10:00+02:00", "valid_to": f"2026-11-{day}T10:00+02:00"}
        for _two in range(2):
            put(session, case, "protection", {"kind": "ORU", "decision": "emis", **ends})
    page = room.show(TodayPage)
    assert "Încă 2 termene" in words(page)
    press(page, "more_due")
    assert room.went == [("calendar", {})]
