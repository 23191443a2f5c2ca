"""The directory: what came stays word for word, what the office found out stands over it, the nearest comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import access_log, records
from desktop.refusals import Refused
from desktop.services import directory, intake
from desktop.services.directory import Listed, Wanted
from desktop.services.session import Session
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.bundle.desks import as_role, desk

TODAY = date(2026, 11, 24)


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code


def line(session: Session, id: str) -> directory.Line:
    return next(one for one in directory.lines(session) if one.hotline.id == id)


def ids(found: tuple[Listed, ...]) -> list[str]:
    return [one.id for one in found]


def put(session: Session, **told: Any) -> str:
    """As a line from outside the window would."""
    with session.vault.write(session.now()) as conn:
        return intake.put(session, conn, {"case": None, "form": directory.FORM, "record": None, "set": told}).record


# --- lines ------------------------------------------------------------------------------------------------------------


def test_nobody_has_checked_a_line_until_somebody_calls(session: Session) -> None:
    assert {one.checked_on for one in directory.lines(session)} == {""}
    assert directory.lines(session)[0].hotline.number == "112"


def test_a_call_is_noted_with_its_day_and_the_newest_counts(session: Session, clock: FixedClock) -> None:
    directory.note_check(session, "cdf", directory.SILENT)
    clock.advance(days=3)
    directory.note_check(session, "cdf", directory.RIGHT)
    check = line(session, "cdf").check
    assert check is not None
    assert (check.on, check.result) == (session.now().date().isoformat(), directory.RIGHT)
    assert check.worker == session.worker.name
    assert len(records.without_case(session.conn, directory.FORM)) == 2  # the first call is not overwritten
    assert line(session, "anes").check is None


def test_another_number_is_noted_beside_the_words_of_the_source_and_never_in_them(session: Session) -> None:
    before = line(session, "interactiune").hotline
    directory.note_check(session, "interactiune", directory.OTHER, number="022 123 456", remarks="din pliantul lor")
    after = line(session, "interactiune")
    assert after.hotline == before
    assert after.check is not None
    assert (after.check.number, after.check.remarks) == ("+37322123456", "din pliantul lor")


def test_who_found_another_number_says_which(session: Session) -> None:
    refused("number-needed", lambda: directory.note_check(session, "cdf", directory.OTHER))
    refused("number-needed", lambda: directory.note_check(session, "cdf", directory.OTHER, number="  "))
    refused("no-such-line", lambda: directory.note_check(session, "none", directory.RIGHT))
    refused("bad-value", lambda: directory.note_check(session, "cdf", directory.OTHER, number="nu știu"))
    assert records.without_case(session.conn, directory.FORM) == []


@pytest.mark.parametrize(
    ("checked_on", "old"),
    [
        *(("2026-11-24", False), ("2025-11-24", False), ("2026-01", False)),
        *(("2025-11-23", True), ("2025-10", True), ("2024", True), ("?", True)),
    ],
)
def test_a_check_is_old_after_twelve_months(checked_on: str, old: bool) -> None:
    assert directory.is_old(checked_on, TODAY) is old


# --- services: what is near -----------------------------------------------------------------------------------------


def test_where_nobody_said_where_the_office_is_nothing_is_called_near_by_its_place(session: Session) -> None:
    assert directory.own_place(session) is None
    assert {one.near for one in directory.services(session)} == {"near", "country", "elsewhere"}


def test_the_district_and_what_serves_it_come_first(session: Session) -> None:
    directory.set_own_place(session, "MD-TE")
    found = directory.services(session)
    assert ids(tuple(one for one in found if one.near == "here")) == ["sir_ungheni", "stas_md_te"]
    assert [one.near for one in found] == sorted(
        (one.near for one in found), key=["here", "near", "country", "elsewhere"].index
    )
    directory.set_own_place(session, "MD-CU")
    assert directory.own_place(session) == "MD-CU"
    assert ids(directory.services(session))[0] == "structura_chisinau"
    assert (
        len([one for one in records.without_case(session.conn, directory.FORM) if one.body["subject"] == "oficiu"]) == 1
    )


def test_services_are_found_by_place_kind_country_and_words(session: Session) -> None:
    assert ids(directory.services(session, Wanted(place="MD-NI"))) == ["sir_ungheni", "stas_md_ni"]
    assert len(directory.services(session, Wanted(kind="unitate_in"))) == 11
    assert {one.country for one in directory.services(session, Wanted(country="RO"))} == {"RO"}
    assert ids(directory.services(session, Wanted(typed="telenesti integrat"))) == ["sir_ungheni"]
    assert ids(directory.services(session, Wanted(typed="078517327"))) == ["sir_ungheni"]
    assert directory.services(session, Wanted(typed="qwxz")) == ()


# --- services: what the office writes --------------------------------------------------------------------------------


def test_what_is_not_known_is_missing_and_never_invented(session: Session) -> None:
    unit = directory.service(session, "unitate_spital_3")
    assert unit.missing == ("name", "place", "phone", "hours", "contact")
    assert (unit.phones, unit.place, unit.contact, unit.hours) == ((), "", "", None)
    assert directory.service(session, "cjf").missing == ("contact",)


def test_the_office_fills_in_what_it_found_out_once(session: Session) -> None:
    directory.write(
        session, "unitate_spital_3", {"name": "Spitalul raional Inventat", "place": "MD-UN", "phone": "0236 22 333"}
    )
    directory.write(session, "unitate_spital_3", {"hours": "non-stop", "contact": "asistenta de gardă"})
    unit = directory.service(session, "unitate_spital_3")
    assert unit.name == {"ro": "Spitalul raional Inventat"}
    assert (unit.phones, unit.contact, unit.missing) == (("+37323622333",), "asistenta de gardă", ())
    assert unit.source and not unit.own and not unit.verified
    assert len(records.without_case(session.conn, directory.FORM)) == 1
    directory.set_own_place(session, "MD-UN")
    assert directory.service(session, "unitate_spital_3").near == "here"


def test_what_came_stays_where_the_office_says_nothing_else(session: Session) -> None:
    before = directory.service(session, "sir_ungheni")
    directory.write(session, "sir_ungheni", {"contact": "coordonatoarea"})
    after = directory.service(session, "sir_ungheni")
    assert (after.name, after.place, after.serves, after.lines) == (
        before.name,
        before.place,
        before.serves,
        before.lines,
    )
    directory.write(session, "sir_ungheni", {"contact": None})
    assert directory.service(session, "sir_ungheni").contact == ""


def test_a_service_of_its_own_stands_among_the_others_and_needs_a_name(session: Session) -> None:
    refused("service-name-needed", lambda: directory.write(session, None, {"kind": "psiholog"}))
    record = directory.write(session, None, {"name": "Cabinet inventat", "kind": "psiholog", "place": "MD-UN"}).record
    directory.set_own_place(session, "MD-UN")
    own = directory.service(session, record)
    assert own.own and own.near == "here" and own.missing == ("phone", "hours", "contact")
    directory.write(session, own.id, {"phone": "069 123 456"})
    assert directory.service(session, record).phones == ("+37369123456",)


def test_one_that_has_closed_comes_last_and_is_not_gone(session: Session) -> None:
    directory.set_own_place(session, "MD-UN")
    directory.write(session, "stas_md_un", {"closed": True})
    assert directory.services(session)[-1].id == "stas_md_un"


def test_a_shelter_never_has_a_place_or_an_address_whatever_was_written(session: Session) -> None:
    told = {
        "name": "Locuința X",
        "kind": "adapost",
        "place": "MD-UN",
        "address": "strada Secretă 5",
        "serves": ["MD-TE"],
    }
    record = directory.write(session, None, told).record
    other = put(
        session, subject="propriu", name="Locuința Y", kind="adapost", place="MD-UN", address="strada Secretă 7"
    )
    for id in (record, other):
        shelter = directory.service(session, id)
        assert (shelter.place, shelter.address) == ("", "")
        assert "place" not in shelter.missing
    assert record not in ids(directory.services(session, Wanted(place="MD-UN")))
    assert directory.services(session, Wanted(typed="Secretă")) == ()


def test_a_check_of_a_service_says_its_day(session: Session) -> None:
    directory.note_service_check(session, "cjf")
    assert directory.service(session, "cjf").checked_on == session.now().date().isoformat()
    refused("no-such-service", lambda: directory.note_service_check(session, "palat"))


def test_a_lead_takes_out_for_good_what_was_written_and_the_source_stays(session: Session) -> None:
    before = directory.service(session, "cjf")
    record = directory.write(session, "cjf", {"contact": "Zmăucițăș"}).record
    refused("not-allowed", lambda: directory.remove(as_role(session, "worker"), "cjf"))
    directory.remove(as_role(session, "lead"), "cjf")
    assert directory.service(session, "cjf") == before
    assert records.revisions(session.conn, record) == []
    refused("no-such-record", lambda: directory.remove(session, "cjf"))
    own = directory.write(session, None, {"name": "Cabinet inventat", "kind": "psiholog"}).record
    directory.remove(session, own)
    assert not any(one.own for one in directory.services(session))


def test_no_sheet_of_the_directory_belongs_to_a_case(session: Session) -> None:
    directory.write(session, "cjf", {"contact": "cineva"})
    (record,) = records.without_case(session.conn, directory.FORM)
    assert record.case is None
    with session.vault.write(session.now()) as conn, pytest.raises(Refused) as caught:
        line = {"case": "UN4-26-AAAAA0", "form": directory.FORM, "record": None, "set": {"subject": "propriu"}}
        intake.put(session, conn, line)
    assert caught.value.code == "case-not-wanted"


def test_the_log_says_that_something_was_written_and_no_word_of_it(session: Session) -> None:
    record = directory.write(session, None, {"name": "Zmăucițăș", "kind": "alt", "contact": "Zmăucițăș"}).record
    entry = access_log.page(session.conn, 1)[0]
    assert (entry.verb, entry.object) == ("saved", record)
    assert "Zmăucițăș" not in repr(access_log.page(session.conn, 100))


def test_a_region_reads_the_directory_and_writes_nothing_in_it(tmp_path: Path, clock: FixedClock) -> None:
    region = desk(tmp_path, "RUN", clock, kind="region")
    assert directory.services(region)
    refused("not-allowed", lambda: directory.write(region, "cjf", {"contact": "cineva"}))
    refused("not-allowed", lambda: directory.note_check(region, "cdf", directory.RIGHT))
    region.vault.close(region.now())


@pytest.mark.parametrize("role", ["worker", "specialist", "lead"])
def test_whoever_works_with_people_may_note_a_call(session: Session, role: str) -> None:
    directory.note_check(as_role(session, role), "cdf", directory.RIGHT)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One office for all that a merge may bring."""
    folder = tmp_path_factory.mktemp("hostile")
    opened = desk(folder, "UN7", FixedClock(datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)))
    yield opened
    opened.vault.close(opened.now())


ANY = st.none() | st.text(max_size=12) | st.integers() | st.booleans() | st.lists(st.text(max_size=3), max_size=2)
NAMED = st.fixed_dictionaries(
    {
        "subject": st.sampled_from(["propriu", "serviciu", "linie", "oficiu"]),
        "ref": ANY | st.sampled_from(["cjf", "cdf", "unitate_spital_1"]),
        "kind": ANY | st.sampled_from(["adapost", "alt", "unitate_in"]),
        "place": ANY | st.sampled_from(["MD-UN", "MD-XX"]),
        "serves": ANY | st.lists(st.sampled_from(["MD-UN", "XX", ""]), max_size=3),
        "checked_on": ANY | st.just({"refused": "unknown"}),
        **dict.fromkeys(("name", "phone", "phone_two", "hours", "contact", "address", "remarks", "closed"), ANY),
    }
)


@settings(max_examples=60, deadline=None)
@given(said=NAMED)
def test_whatever_a_merge_brought_the_list_can_be_read(hostile: Session, said: dict[str, Any]) -> None:
    now = hostile.now()
    record = records.Record("f" * 32, None, directory.FORM, 1, said, "to_check", 0, now, now, hostile.worker.id)
    with hostile.vault.write(now) as conn:
        records.put(conn, record)
    found = directory.services(hostile)
    assert len(found) == len(hostile.library.guidebook.services) + (said["subject"] == "propriu")
    assert all(one.name and not (one.kind.sheltered and (one.place or one.address)) for one in found)
    assert len(directory.lines(hostile)) == len(hostile.library.hotlines)
    assert all(directory.is_old(one.checked_on, TODAY) in (True, False) for one in found)
