"""The roster of an office: who is on duty, who stands in, who may take a person out, and where it never goes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from db import access_log, erasure, records, tombs
from db.connection import Connection
from desktop.protocols.duty import Absence, Hours, Rota, Weekly
from desktop.refusals import Refused
from desktop.services import cases, intake, roster, roster_paper, searching, statistics
from desktop.services import records as sheets
from desktop.services.roster import Person
from desktop.services.session import Session
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.bundle.desks import as_role, desk

NAME = "Zmăucițăș Anton"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def person(session: Session, group: str = "POL", name: str = NAME, **told: Any) -> str:
    answers = {"group": group, "institution": "Instituție inventată", "name": name, **told}
    return roster.put(session, {path.replace("__", "/"): value for path, value in answers.items()}).record


def working(start: str = "08:00", end: str = "17:00", days: tuple[str, ...] = ("lu", "ma", "mi", "jo", "vi")) -> Any:
    return {"hours__a__days": list(days), "hours__a__from": start, "hours__a__to": end}


def refused(code: str, do: Any) -> None:
    with pytest.raises(Refused) as refusal:
        do()
    assert refusal.value.code == code


# --- who is on duty ---------------------------------------------------------------------------------------------------


def test_an_empty_roster_says_that_nobody_is_listed(session: Session) -> None:
    duty = roster.on_duty(session, "POL", session.now())
    assert (duty.nobody, duty.listed, duty.next) == (True, 0, None)


def test_who_is_on_duty_now_and_until_when(session: Session) -> None:
    record = person(session, **working())  # it is Tuesday, 14:30
    (ready,) = roster.on_duty(session, "POL", session.now()).on
    assert ready.person.record == record
    assert ready.until == session.now().replace(hour=17, minute=0)


def test_where_nobody_is_on_duty_it_says_who_comes_next(session: Session) -> None:
    person(session, name="Altul Inventat", **working("09:00"))
    first = person(session, **working())
    night = session.now().replace(hour=3, minute=0)
    duty = roster.on_duty(session, "POL", night)
    assert duty.nobody and duty.next is not None
    assert (duty.next.record, duty.next_at) == (first, night.replace(hour=8))


def test_somebody_on_leave_is_never_proposed_and_the_substitute_is(session: Session) -> None:
    other = person(session, name="Înlocuitor Inventat")
    away = person(session, around=True, substitute=other, away__a__from="2026-11-20", away__a__until="2026-12-01")
    duty = roster.on_duty(session, "POL", session.now())
    assert [(one.person.record, one.instead_of and one.instead_of.record) for one in duty.on] == [(other, away)]


def test_a_substitute_who_is_away_too_is_not_proposed(session: Session) -> None:
    gone = {"away__a__from": "2026-11-20"}
    one = person(session, name="Unu Inventat", around=True, **gone)
    two = person(session, name="Doi Inventat", around=True, substitute=one, **gone)
    roster.put(session, {"substitute": two}, one)  # each for the other: nobody turns in a circle
    assert roster.on_duty(session, "POL", session.now()).nobody


def test_the_substitute_of_the_substitute_stands_in(session: Session) -> None:
    last = person(session, name="Trei Inventat")
    gone = {"away__a__from": "2026-11-20"}
    middle = person(session, name="Doi Inventat", substitute=last, **gone)
    person(session, name="Unu Inventat", around=True, substitute=middle, **gone)
    assert [one.person.record for one in roster.on_duty(session, "POL", session.now()).on] == [last]


def test_without_hours_nobody_claims_to_know(session: Session) -> None:
    record = person(session)
    duty = roster.on_duty(session, "POL", session.now())
    assert duty.nobody and [one.record for one in duty.unknown] == [record]


def test_who_has_left_is_neither_listed_nor_proposed(session: Session) -> None:
    record = person(session, around=True)
    roster.put(session, {"ended_on": "2026-11-24"}, record)
    assert roster.people(session) == () and roster.on_duty(session, "POL", session.now()).nobody
    assert [one.record for one in roster.people(session, ended=True)] == [record]


def test_leave_known_only_to_the_month_keeps_somebody_away_for_all_of_it(session: Session) -> None:
    person(session, around=True, away__a__from="2026-11", away__a__until="2026-11")
    assert roster.on_duty(session, "POL", session.now()).nobody
    assert not roster.on_duty(session, "POL", datetime(2026, 12, 1, tzinfo=CHISINAU)).nobody


def test_data_that_nobody_checked_for_half_a_year_are_old(session: Session) -> None:
    today = session.now().date()
    for checked, old in (
        (None, True),
        ("2026-11-24", False),
        ("2026-06-30", False),
        ("2026-05-01", True),
        ("2026", False),
    ):
        one = roster.person(session, person(session, checked_on=checked))
        assert roster.is_old(one, today, session.tz) is old, checked
    record = person(session)
    roster.check(session, record)
    assert roster.person(session, record).checked == "2026-11-24"


people_ = st.lists(
    st.tuples(
        st.sampled_from(["POL", "MED"]),
        st.booleans(),
        st.none() | st.tuples(st.integers(0, 1439), st.integers(0, 1440)),
        st.booleans(),
        st.none() | st.integers(0, 5),
    ),
    max_size=6,
)


@given(people_, st.integers(0, 7 * 24 * 60))
def test_whatever_the_roster_nobody_away_is_ever_on_duty(drawn: list[Any], minutes: int) -> None:
    at = datetime(2026, 11, 23, tzinfo=CHISINAU) + timedelta(minutes=minutes)
    listed = []
    for place, (group, around, turn, away, substitute) in enumerate(drawn):
        weekly = (Weekly(frozenset(range(7)), Hours(*turn)),) if turn else ()
        rota = Rota(around, weekly, (), (Absence(at.date(), None),) if away else ())
        stands_in = str(substitute) if substitute is not None else None
        listed.append(Person(str(place), group, "", str(place), "", (), rota, stands_in, "", None, None, False))
    found = roster.duty_of(listed, "POL", at, CHISINAU)
    for ready in found.on:
        assert roster.standing(ready.person, at, CHISINAU) != "away"
        assert ready.person.group == "POL" or ready.instead_of is not None
    known = {ready.person.record for ready in found.on}
    assert known >= {one.record for one in listed if one.group == "POL" and roster.standing(one, at, CHISINAU) == "on"}
    assert not known & {one.record for one in found.unknown}


# --- who writes in it -------------------------------------------------------------------------------------------------


def test_numbers_are_checked_and_kept_in_one_form(session: Session) -> None:
    record = person(session, phones__a__number="0236 23 456", phones__a__use="garda", phones__b__number="069 123 456")
    assert [phone.number for phone in roster.person(session, record).phones] == ["+37323623456", "+37369123456"]
    refused("bad-value", lambda: person(session, phones__a__number="sună la gardă"))
    refused("bad-value", lambda: person(session, hours__a__from="25:00", hours__a__to="08:00"))


def test_nobody_stands_in_for_herself(session: Session) -> None:
    record = person(session)
    refused("bad-value", lambda: roster.put(session, {"substitute": record}, record))
    refused("bad-value", lambda: roster.put(session, {"substitute": "f" * 32}, record))


def test_any_worker_writes_and_only_a_lead_takes_out_for_good(session: Session) -> None:
    as_role(session, "worker")
    record = person(session)
    roster.put(session, {"function": "inspector"}, record)
    refused("not-allowed", lambda: roster.remove(session, record))
    as_role(session, "lead")
    roster.remove(session, record)
    refused("no-such-record", lambda: roster.person(session, record))
    assert roster.people(session, ended=True) == ()


def test_a_regional_worker_sees_no_roster(session: Session) -> None:
    person(session)
    as_role(session, "regional")
    refused("not-allowed", lambda: roster.people(session))


def test_what_was_taken_out_is_in_no_table_any_more(session: Session) -> None:
    record = person(session, phones__a__number="069 123 456")
    roster.remove(session, record)
    assert records.revisions(session.conn, record) == []
    with session.vault.write(session.now()) as conn:
        assert erasure.reapply(conn, []) == 0
    assert NAME not in _everything(session.conn)


def _everything(conn: Connection) -> str:
    tables = [row[0] for row in conn.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")]
    found = []
    for table in tables:
        try:
            found += [str(row) for row in conn.execute(f'SELECT * FROM main."{table}"')]  # noqa: S608 - names of tables
        except Exception:  # noqa: BLE001,S112 - tables that only the search reads
            continue
    return "\n".join(found)


def test_the_log_says_whose_sheet_and_never_what_of_it(session: Session) -> None:
    record = person(session, phones__a__number="069 123 456")
    roster.check(session, record)
    roster.remove(session, record)
    told = [one for one in access_log.page(session.conn, 50) if one.object == record]
    assert [one.verb for one in told] == ["roster-removed", "saved", "saved"]


# --- where it never goes ----------------------------------------------------------------------------------------------


def test_a_person_of_the_roster_belongs_to_no_case(session: Session) -> None:
    with session.vault.write(session.now()) as conn:
        case = intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}})
    line = {"case": case.code, "form": "member", "set": {"group": "POL", "institution": "I", "name": NAME}}

    def put() -> None:
        with session.vault.write(session.now()) as conn:
            intake.put(session, conn, line)

    refused("case-not-wanted", put)
    file = cases.read_case(session, str(case.case))
    assert all(line.form != "member" for line in file.lines)


def test_the_search_of_cases_finds_nobody_of_the_roster(session: Session) -> None:
    person(session)
    assert searching.cases_with(session, "Zmăucițăș", 10) == []


def test_no_figure_counts_the_roster(session: Session) -> None:
    before = statistics.period_tables(session, "2026-Q4")
    person(session, around=True)
    assert statistics.period_tables(session, "2026-Q4") == before


def test_nothing_of_a_person_may_leave_the_office(session: Session) -> None:
    form = session.library.definitions.form("member")
    assert form.lone and all(field.pdf == "drop" and field.bundle == "drop" for field in form.fields())


def test_a_link_of_a_team_leads_to_the_roster_and_out_of_no_case(session: Session) -> None:
    record = person(session)
    with session.vault.write(session.now()) as conn:
        case = intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}}).case
    sheet = sheets.open_sheet(session, "incident", case=case)
    assert [one.record for one in sheets.targets(session, sheet, "member")] == [record]
    assert sheets.targets(session, sheet, "report") == ()


# --- on paper ---------------------------------------------------------------------------------------------------------


def test_the_paper_names_everybody_with_numbers_and_is_noted(session: Session) -> None:
    other = person(session, "MED", "Medic Inventat", phones__a__number="0236 22 333", around=True)
    person(session, phones__a__number="0236 23 456", substitute=other, **working())
    made = roster_paper.whole(session)
    told = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.data)).pages).split())
    assert made.count == 2 and made.file_name == "lista.pdf"
    for words in (NAME, "0236 23 456", "lun.–vin. 08:00–17:00", "Medic Inventat", "la orice oră", "112"):
        assert words in told, words
    assert [one.verb for one in access_log.page(session.conn, 1)] == ["printed"]


def test_who_was_taken_out_does_not_come_back_with_a_copy(session: Session) -> None:
    stays, goes = person(session), person(session, name="Plecat Inventat")
    copied = records.revisions(session.conn, goes)
    roster.remove(session, goes)
    with session.vault.write(session.now()) as conn:
        assert [records.add_revision(conn, one) for one in copied] == [False]
    assert [one.record for one in roster.people(session, ended=True)] == [stays]
    assert {entry.id for entry in tombs.every(session.conn)} == {goes}
