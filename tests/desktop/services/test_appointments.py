"""Appointments: planned, moved, cancelled, missed; what clashes is said; a reminder goes only by a way that is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import access_log, due, records
from desktop.refusals import Refused
from desktop.services import appointments, calendar, cases
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import as_role, desk
from tests.desktop.services.test_team import put


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def case_of(session: Session) -> str:
    return str(put(session, None, "case", case_track=["vd_adult"]).case)


def at(session: Session, **later: float) -> str:
    return (session.now() + timedelta(**later)).isoformat(timespec="minutes")


def plan(session: Session, case: str, start: str, **answers: Any) -> str:
    told = {"start": start, "place_kind": "oficiu", "with_kind": "persoana", "purpose": "P3", "remind_way": "fara"}
    return appointments.add(session, case, {**told, **answers})


def body(session: Session, record: str) -> dict[str, Any]:
    found = records.get(session.conn, record)
    assert found is not None
    return dict(found.body)


def refused(code: str, act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def refs(session: Session, case: str) -> list[str]:
    return [row.ref for row in due.of_case(session.conn, case) if row.ref.startswith("appointment")]


def test_a_planned_appointment_calls_its_worker(session: Session) -> None:
    case = case_of(session)
    record = plan(session, case, at(session, days=1))
    (row,) = (row for row in due.of_case(session.conn, case) if row.kind == "appointment")
    assert (row.record, row.who, row.exact) == (record, session.worker.id, True)
    assert body(session, record)["state"] == "planificata" and body(session, record)["minutes"] == 60


def test_moving_keeps_what_was_planned_and_puts_a_new_one_in_its_place(session: Session) -> None:
    case = case_of(session)
    old = plan(session, case, at(session, days=1), room="2", remarks="aduce actele")
    new = appointments.move(session, old, at(session, days=2), "persoana", "sanatate")
    was, now = body(session, old), body(session, new)
    assert (was["state"], was["ended_by"], was["reason"]) == ("mutata", "persoana", "sanatate")
    assert (now["state"], now["moved_from"], now["room"], now["remarks"]) == ("planificata", old, "2", "aduce actele")
    assert "ended_by" not in now and refs(session, case) == ["appointment"]
    shown = calendar.days(session, session.now().date(), session.now().date() + timedelta(days=3))
    assert [entry.record for entry in shown.entries if entry.kind == "appointment"] == [new]


def test_what_was_cancelled_calls_nobody_and_stays_in_the_calendar(session: Session) -> None:
    case = case_of(session)
    record = plan(session, case, at(session, hours=3))
    appointments.cancel(session, record, "oficiu", "lucrator")
    assert refs(session, case) == []
    today = session.now().date()
    (entry,) = (one for one in calendar.days(session, today, today).entries if one.kind == "appointment")
    assert (entry.status, entry.state) == ("anulata", "passed")
    assert "appointment-cancelled" in {entry.verb for entry in access_log.page(session.conn, 9)}


@pytest.mark.parametrize("act", ["move", "cancel", "kept"])
def test_what_is_over_is_not_changed_by_these_acts(session: Session, act: str) -> None:
    record = plan(session, case_of(session), at(session, hours=1))
    appointments.cancel(session, record, "oficiu")
    tries = {
        "move": lambda: appointments.move(session, record, at(session, days=1), "oficiu"),
        "cancel": lambda: appointments.cancel(session, record, "oficiu"),
        "kept": lambda: appointments.kept(session, record),
    }
    refused("appointment-over", tries[act])


def test_a_move_that_is_refused_leaves_what_was_planned(session: Session) -> None:
    record = plan(session, case_of(session), at(session, hours=1))
    refused("bad-value", lambda: appointments.move(session, record, "mâine", "oficiu"))
    assert body(session, record)["state"] == "planificata"


def test_a_missed_one_asks_for_a_word_and_a_kept_one_is_a_sign_of_contact(session: Session, clock: FixedClock) -> None:
    case = case_of(session)
    missed = plan(session, case, at(session, hours=1))
    came = plan(session, case, at(session, hours=2))
    clock.advance(hours=4)
    appointments.kept(session, missed, came=False)
    appointments.kept(session, came)
    rows = {row.ref: row for row in due.of_case(session.conn, case)}
    assert rows["appointment_missed"].kind == "followup" and rows["appointment_missed"].record == missed
    assert rows["contact_appointment"].record == came and "contact_opened" not in rows
    put(session, cases.read_case(session, case).row.code, "appointment", missed, followed_on="2026-11-24")
    assert refs(session, case) == []


# --- clashes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shift", "clashing"), [(-60, False), (-59, True), (0, True), (59, True), (60, False), (200, False)]
)
def test_two_that_overlap_clash_and_two_that_touch_do_not(session: Session, shift: int, clashing: bool) -> None:
    case, other = case_of(session), case_of(session)
    plan(session, case, at(session, days=1))
    wanted = {"start": at(session, days=1, minutes=shift), "worker": session.worker.id}
    assert [one.same for one in appointments.clashes(session, other, wanted)] == (["worker"] if clashing else [])


def test_each_thing_in_common_is_said_and_nothing_is_forbidden(session: Session) -> None:
    case = case_of(session)
    first = plan(session, case, at(session, days=1), room="Camera 2", minutes=30)
    same = {"start": at(session, days=1), "worker": session.worker.id, "room": "camera 2", "place_kind": "oficiu"}
    found = appointments.clashes(session, case, same)
    assert [(one.record, one.same) for one in found] == [(first, "worker"), (first, "person"), (first, "room")]
    assert appointments.clashes(session, case, same, record=first) == (), "not with itself"
    assert appointments.clashes(session, case, {**same, "start": "2026-11-25"}) == (), (
        "a day alone clashes with nothing"
    )
    plan(session, case, at(session, days=1))
    appointments.cancel(session, first, "oficiu")
    assert first not in {one.record for one in appointments.clashes(session, case, same)}


# --- reminders --------------------------------------------------------------------------------------------------------


def test_a_reminder_goes_only_by_a_way_that_is_open(session: Session) -> None:
    case = case_of(session)
    closed = refused("reminder-unsafe", lambda: plan(session, case, at(session, days=2), remind_way="apel"))
    assert closed.facts["rule"] == "nothing-known" and refs(session, case) == []
    code = cases.read_case(session, case).row.code
    phone: dict[str, Any] = {"phones/a/number": "069123456", "phones/a/safe_call": True}
    put(session, code, "identity", **phone)
    ways = {way.code: way.open for way in appointments.reminder_ways(session, case)}
    assert ways == {"fara": True, "apel": True, "sms": False, "mesagerie": False, "persoana_de": False}
    plan(session, case, at(session, days=2), remind_way="apel", remind_on="2026-11-25")
    assert sorted(refs(session, case)) == ["appointment", "appointment_reminder"]


def test_who_may_see_no_cases_plans_nothing(session: Session) -> None:
    case = case_of(session)
    as_role(session, "regional")
    refused("not-allowed", lambda: plan(session, case, at(session, days=1)))
    refused("not-allowed", lambda: calendar.days(session, session.now().date(), session.now().date()))


# --- the calendar -----------------------------------------------------------------------------------------------------


def test_a_week_is_monday_to_sunday_and_a_month_whole_weeks() -> None:
    day = date(2026, 11, 24)
    assert [one.isoformat() for one in calendar.week_of(day)] == ["2026-11-23", "2026-11-29"]
    assert [one.isoformat() for one in calendar.month_of(day)] == ["2026-10-26", "2026-12-06"]


def test_a_day_holds_its_appointments_and_deadlines_by_worker_and_kind(session: Session) -> None:
    case = case_of(session)
    plan(session, case, at(session, hours=2))
    code = cases.read_case(session, case).row.code
    put(session, code, "monitoring", date="2026-11-24", next_due="2026-11-24")
    today = session.now().date()
    shown = calendar.days(session, today, today)
    assert [(one.kind, one.whole_day, one.code) for one in shown.of(today)] == [
        ("monitoring", True, code),
        ("appointment", False, code),
    ]
    assert [one.kind for one in calendar.days(session, today, today, kinds={"appointment"}).entries] == ["appointment"]
    assert calendar.days(session, today, today, worker="0" * 32).entries == ()
