"""Plan and services of a case: what waits, measures that never go stale, a breach in one press, a lost contact."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from db import records
from db.records import Record
from desktop.gui.pages.case_plan import PlanView
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button
from desktop.services import cases
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.case_room import Room, new_case, press, put, settle, words

ORU = {"kind": "ORU", "decision": "emis", "issued_dt": "2026-11-24T10:00+02:00", "valid_to": "2026-11-26T10:00+02:00"}


class Alone(PlanView):
    """The view as the page of a case shows it, and shows it again whenever something was written."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.opened: list[tuple[str, str]] = []
        self.asked.connect(lambda form, record: self.opened.append((form, record)))

    def arrive(self, *, case: str) -> None:
        self.case_id = case
        self.refresh()

    def refresh(self) -> None:
        self.show_file(cases.read_case(self.shell.session, self.case_id))


def only(session: Session, case: str, form: str) -> Record:
    (found,) = [one for one in records.of_case(session.conn, case) if one.form == form]
    return found


def shown(room: Room, case: str) -> Any:
    return room.show(Alone, case=case)


def test_without_a_plan_it_says_what_a_plan_has(room: Room, session: Session) -> None:
    case = new_case(session, "vd_adult")
    view = shown(room, case)
    assert "Încă nu există plan" in words(view)
    press(view, "plan_open")
    assert view.opened == [("plan", "")]
    press(view, "plan_appointment")
    assert room.went == [("calendar", {"case": case})]


def test_one_kind_of_services_is_too_few_and_two_are_enough(room: Room, session: Session) -> None:
    case = new_case(session, "vd_adult")
    record = put(session, case, "plan", {"services/a/cat": "PSI", "services/b/cat": "PSI"})
    view = shown(room, case)
    assert "1 tip de servicii: cel puțin două sunt promise" in spoken(view)
    put(session, case, "plan", {"services/b/cat": "GPS"}, record)
    view.refresh()
    settle()
    assert "2 tipuri de servicii" in spoken(view) and "promise" not in spoken(view)


def spoken(view: QWidget) -> str:
    return " ".join([words(view), *(one.accessibleName() for one in view.findChildren(QWidget))])


def test_a_measure_is_told_as_it_is_now_though_nobody_wrote_since(
    room: Room, session: Session, clock: FixedClock
) -> None:
    case = new_case(session, "vd_adult")
    order = put(session, case, "protection", ORU)
    view = shown(room, case)
    assert "În vigoare" in spoken(view) and view.findChild(Button, f"breach_{order}")
    clock.advance(days=3)
    view.refresh()
    settle()
    assert "Expirată" in spoken(view)
    assert only(session, case, "protection").body["status"] == "activ", "what was stored is not what is told"
    assert not [one for one in view.findChildren(Button) if one.objectName().startswith("breach_")]


def test_a_breach_is_written_by_one_press_and_its_report_by_another(room: Room, session: Session) -> None:
    case = new_case(session, "vd_adult")
    order = put(session, case, "protection", ORU)
    view = shown(room, case)
    press(view, f"breach_{order}")
    body = only(session, case, "protection").body
    (row,) = {path.split("/")[1] for path in body if path.startswith("breaches/")}
    assert (body[f"breaches/{row}/on"], body[f"breaches/{row}/reported"]) == ("2026-11-24T14:30+02:00", False)
    view.refresh()
    settle()
    assert "1 încălcare" in words(view) and "Încălcarea unei măsuri se raportează poliției" in words(view)
    press(view, f"report_{order}")
    assert only(session, case, "protection").body[f"breaches/{row}/reported"] is True
    view.refresh()
    settle()
    assert "Încălcarea unei măsuri se raportează" not in words(view)


def test_a_prolonged_measure_ends_no_more_on_its_first_day(room: Room, session: Session) -> None:
    case = new_case(session, "vd_adult")
    order = put(session, case, "protection", ORU)
    view = shown(room, case)
    assert "Se încheie o măsură de protecție" in words(view)
    press(view, f"prolong_{order}")
    view.refresh()
    settle()
    assert "până la hotărârea instanței" in words(view) and "Se încheie o măsură" not in words(view)


def test_a_lost_contact_proposes_and_never_closes(room: Room, session: Session, clock: FixedClock) -> None:
    case = new_case(session, "vd_adult")
    view = shown(room, case)
    assert view.findChild(Banner, "contact_lost") is None
    clock.advance(days=32)
    view.refresh()
    settle()
    banner = view.findChild(Banner, "contact_lost")
    assert "nu se închide niciodată singur" in words(banner)
    note, inactive = banner.findChildren(Button)
    note.click()
    assert view.opened == [("note", "")] and cases.read_case(session, case).row.status == "deschis"
    inactive.click()
    settle()
    view.refresh()
    settle()
    assert cases.read_case(session, case).row.status == "inactiv"
    assert view.findChild(Banner, "contact_lost") is None


def test_terms_say_when_they_end_and_that_they_have_passed(room: Room, session: Session, clock: FixedClock) -> None:
    case = new_case(session, "vd_adult")
    put(
        session,
        case,
        "contract",
        {"contract_no": "7", "service_type": "de_zi", "from": "2026-11-24", "to": "2026-12-24"},
    )
    stay = put(session, case, "stay", {"decision": "admis", "request_dt": "2026-11-24T10:00+02:00",
                                       "admission_dt": "2026-11-24T11:00+02:00", "end_due": "2027-01-20"})  # fmt: skip
    view = shown(room, case)
    assert "Contractul 7" in words(view) and "24.11.2026 – 24.12.2026" in words(view)
    assert "Se încheie termenul șederii" in words(view), "ninety days before"
    press(view, f"term_{stay}")
    assert view.opened == [("stay", stay)]
    clock.advance(days=40)
    view.refresh()
    settle()
    assert "termenul a trecut" in spoken(view)
