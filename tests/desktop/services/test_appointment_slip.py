"""The slip that she takes along: a day, an hour, a first name, a telephone; nothing on it or in it says for what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from db import access_log
from desktop.refusals import Refused
from desktop.services import appointment_slip, appointments, cases
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import as_role, desk
from tests.desktop.services.test_appointments import case_of, plan, refused
from tests.desktop.services.test_team import put


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def planned(session: Session, **identity: Any) -> tuple[str, str]:
    """A case with an appointment; (case, record)."""
    case = case_of(session)
    if identity:
        put(session, cases.read_case(session, case).row.code, "identity", **identity)
    return case, plan(session, case, "2026-11-30T10:30+02:00", room="2", remarks="aduce actele")


def test_it_says_four_things_and_nothing_else(session: Session, tmp_path: Path) -> None:
    assert appointment_slip.set_phone(session, "069 123 456") == "+37369123456"
    case, record = planned(session, first_name="Ilinca", last_name="Canaru")
    made = appointment_slip.slip(session, record)
    first_name = appointments.worker_name(session, session.worker.id)
    assert made.words.day == "luni, 30 noiembrie 2026" and made.words.hour == "10:30"
    assert (made.words.who, made.words.phone) == (first_name, "+37369123456")
    file = tmp_path / "slip.pdf"
    appointment_slip.save(session, made, file)
    read = PdfReader(file)
    words = "\n".join(page.extract_text() for page in read.pages)
    assert words.split("\n") == ["luni, 30 noiembrie 2026", "10:30", first_name, "+37369123456"]
    hidden = str(read.metadata) + file.read_bytes().decode("latin-1")
    row = cases.read_case(session, case).row
    for giveaway in (row.code, "UN4", "Ancora", "Canaru", "Ilinca", "programare", "consiliere", "aduce"):
        assert giveaway.lower() not in words.lower() and giveaway not in hidden
    assert access_log.page(session.conn, 1)[0].verb == "slip-printed"


def test_a_name_may_be_left_out_and_a_day_without_an_hour_has_none(session: Session) -> None:
    case = case_of(session)
    record = plan(session, case, "2026-11-30")
    words = appointment_slip.slip(session, record, with_name=False, language="ru").words
    assert (words.hour, words.who, words.phone) == ("", "", "") and "30 ноября 2026" in words.day


@pytest.mark.parametrize(
    ("identity", "rule"),
    [
        ({"do_not": ["corespondenta"]}, "flag-forbids"),
        ({"do_not": ["orice"]}, "no-contact-at-all"),
        ({"real_addr": "Str. Ascunsă 1", "letter_safe": False}, "not-marked-safe"),
    ],
)
def test_where_paper_is_not_safe_no_slip_is_made_and_the_rule_is_named(
    session: Session, identity: dict[str, Any], rule: str
) -> None:
    case, record = planned(session, **identity)
    told = refused("slip-unsafe", lambda: appointment_slip.slip(session, record))
    assert told.facts["rule"] == rule and appointment_slip.closed(session, case)


def test_what_is_over_has_no_slip(session: Session) -> None:
    _case, record = planned(session)
    appointments.cancel(session, record, "oficiu")
    refused("appointment-over", lambda: appointment_slip.slip(session, record))


def test_only_a_lead_chooses_the_telephone_and_only_a_telephone_is_taken(session: Session) -> None:
    with pytest.raises(Refused):
        appointment_slip.set_phone(session, "nu e un număr")
    assert appointment_slip.phone(session) == ""
    as_role(session, "worker")
    refused("not-allowed", lambda: appointment_slip.set_phone(session, "069123456"))
