"""The same person in another file is shown to whoever may see both, and nothing of a hidden one to anybody else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import access_log
from desktop.services import access, duplicates, erasure, links, reports_inbox
from desktop.services.session import Session
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.services.access_room import COUSIN, MANAGER, Village, put, village

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=CHISINAU)
MARIA = {"last_name": "Popescu", "first_name": "Maria", "birth_date": "1990-03-02"}
CYRILLIC = {"last_name": "Попеску", "first_name": "Мария", "birth_date": "1990"}


def new_case(session: Session, identity: dict[str, Any] | None = None, **header: Any) -> tuple[str, str]:
    opened = put(session, None, "case", {"case_track": ["vd_adult"], **header})
    assert opened.code and opened.case
    if identity:
        put(session, opened.code, "identity", identity)
    return opened.case, opened.code


def similar(session: Session, answers: dict[str, Any], form: str = "identity") -> list[str | None]:
    return [one.code for one in duplicates.similar(session, form, answers, record="n" * 32, case=None)]


def test_a_name_in_the_other_alphabet_is_found_while_it_is_typed(session: Session) -> None:
    _case, code = new_case(session, MARIA)
    new_case(session, {"last_name": "Popescu", "first_name": "Ion"})
    (found,) = duplicates.similar(session, "identity", CYRILLIC, record="n" * 32, case=None)
    assert (found.code, found.form) == (code, "identity")
    assert (found.likeness.level, found.likeness.reasons) == ("sure", ("name_year",))
    assert similar(session, {"last_name": "Popescu"}) == []  # half of a name says nothing yet


def test_a_report_and_a_case_know_of_each_other(session: Session) -> None:
    case, code = new_case(session, MARIA)
    report = put(session, None, "report", {"report_dt": "2026-11-24T09:00+02:00", "about_name": "Мария Попеску"}).record
    assert [one.code for one in reports_inbox.open_report(session, report).alike] == [code]
    (found,) = duplicates.of_case(session, case)
    assert (found.record, found.case, found.said) == (report, None, "2026-11-24T09:00+02:00")


def test_her_own_file_is_no_duplicate(session: Session) -> None:
    case, code = new_case(session, MARIA)
    put(session, code, "child", {"child_name": "Maria Popescu"})  # named like her mother
    assert duplicates.of_case(session, case) == ()


def test_another_person_is_remembered(session: Session) -> None:
    case, code = new_case(session, MARIA)
    other, _code = new_case(session, CYRILLIC)
    (found,) = duplicates.of_case(session, case)
    duplicates.tell_apart(session, found.own, found.record)
    assert duplicates.of_case(session, case) == duplicates.of_case(session, other) == ()
    third, _third = new_case(session, MARIA)
    assert len(duplicates.of_case(session, third)) == 2  # of a third file both may be
    assert [one.verb for one in access_log.page(session.conn, 9)].count("told-apart") == 1
    assert code


def test_an_answer_that_was_changed_is_not_found_any_more(session: Session) -> None:
    case, code = new_case(session, MARIA)
    assert similar(session, CYRILLIC) == [code]
    put(session, code, "identity", {"last_name": "Rusu"})
    assert similar(session, CYRILLIC) == [] and similar(session, {**MARIA, "last_name": "Русу"}) == [code]
    assert case


def test_the_same_alleged_aggressor_in_two_files(session: Session) -> None:
    one, code = new_case(session)
    _other, other_code = new_case(session)
    put(session, code, "aggressor", {"agg_name": "Ion O'Brien"})
    put(session, other_code, "aggressor", {"agg_name": "Ion O’Brien"})
    assert [found.code for found in links.links(session, one).aggressors] == [other_code]
    assert links.links(session, one).alike == ()


def test_a_file_of_another_kind_shows_nothing_of_a_victims(session: Session) -> None:
    victim, code = new_case(session, MARIA)
    put(session, code, "aggressor", {"agg_name": "Ion Popescu", "agg_phone": "+37369123456"})
    own, _own_code = new_case(session, file_kind="aggressor")
    answers = {"agg_name": "Ion Popescu", "agg_phone": "+37369123456"}
    assert duplicates.similar(session, "aggressor", answers, record="n" * 32, case=own) == ()
    assert [one.code for one in duplicates.similar(session, "aggressor", answers, record="n" * 32, case=None)] == [code]
    assert victim


def test_the_file_of_an_aggressor_is_shown_in_a_victims_and_never_the_other_way(session: Session) -> None:
    """His own name there is that of the person who harmed: it is known again in her sheet about him."""
    his, his_code = new_case(session, {"last_name": "Popescu", "first_name": "Ion"}, file_kind="aggressor")
    hers, her_code = new_case(session, {"last_name": "Popescu", "first_name": "Ion"})  # her namesake is another person
    put(session, her_code, "aggressor", {"agg_name": "Ион Попеску"})
    found = links.links(session, hers)
    assert [one.code for one in found.aggressors] == [his_code] and found.alike == ()
    assert duplicates.of_case(session, his) == ()
    again, again_code = new_case(session, {"last_name": "Popescu", "first_name": "Ion"}, file_kind="aggressor")
    assert [one.code for one in links.links(session, his).alike] == [again_code] and again
    duplicates.index_again(session)
    assert [one.code for one in links.links(session, his).alike] == [again_code]
    assert {one.code for one in links.links(session, hers).aggressors} == {his_code, again_code}


def test_who_is_denied_a_case_gets_no_hint_of_it(tmp_path: Path, clock: FixedClock) -> None:
    there = village(tmp_path / "vault", clock)
    with there.at(MANAGER) as session:
        put(session, there.code, "identity", MARIA)
        put(session, there.code, "aggressor", {"agg_name": "Ion Ascuns", "agg_phone": "+37369123456"})
    there.deny(COUSIN)
    with there.at(COUSIN) as session:
        own, code = new_case(session, MARIA)
        put(session, code, "aggressor", {"agg_name": "Ion Ascuns", "agg_phone": "+37369123456"})
        assert similar(session, MARIA) == [code]
        found = links.links(session, own)
        assert found.alike == found.aggressors == ()
    with there.at(MANAGER) as session:
        assert {one.code for one in duplicates.of_case(session, there.case)} == {code}


@pytest.mark.parametrize("glass", ["anyone", "nobody"])
def test_a_sealed_case_has_no_hashes_and_gets_them_back(tmp_path: Path, clock: FixedClock, glass: access.Glass) -> None:
    there = village(tmp_path / "vault", clock)
    with there.at(MANAGER) as session:
        put(session, there.code, "identity", MARIA)
    there.seal(MANAGER, glass=glass)
    with there.at(MANAGER) as session:
        put(session, there.code, "aggressor", {"agg_name": "Ion Ascuns"})  # written under the seal
        assert similar(session, MARIA) == [] and similar(session, {"agg_name": "Ion Ascuns"}, "aggressor") == []
        access.unseal(session, there.case)
        assert similar(session, MARIA) == [there.code]
        assert similar(session, {"agg_name": "Ion Ascuns"}, "aggressor") == [there.code]


NAMES = st.sampled_from(["Popescu", "Попеску", "O'Brien", "Null", "Țuțu", "Ţuţu", "Сырбу", "Sîrbu"])
FIRSTS = st.sampled_from(["Maria", "Мария", "Ana", "Анна", "Null"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    last=NAMES, first=FIRSTS, year=st.sampled_from(["1990", "1991", None]), form=st.sampled_from(["identity", "child"])
)
def test_nothing_of_a_denied_case_appears_whatever_is_typed(
    shut: Village, last: str, first: str, year: str | None, form: str
) -> None:
    answers: dict[str, Any] = {"last_name": last, "first_name": first, "birth_date": year}
    if form == "child":
        answers = {"child_name": f"{first} {last}", "child_birth": year}
    with shut.at(COUSIN) as session:
        for case in (None, "x" * 32, shut.case):
            found = duplicates.similar(session, form, answers, record="n" * 32, case=case)
            assert shut.case not in {one.case for one in found} and shut.code not in {one.code for one in found}


@pytest.fixture(scope="module")
def shut(tmp_path_factory: pytest.TempPathFactory) -> Village:
    """A case with many names, denied to Vera."""
    there = village(tmp_path_factory.mktemp("shut") / "vault", FixedClock(NOON))
    with there.at(MANAGER) as session:
        put(session, there.code, "identity", {**MARIA, "prior_name": "O'Brien Null Țuțu Sârbu"})
        for name in ("Ana Popescu", "Maria Null", "Анна Сырбу", "Maria Țuțu"):
            put(session, there.code, "child", {"child_name": name})
    there.deny(COUSIN)
    return there


def test_what_is_erased_is_known_to_nobody(session: Session, clock: FixedClock) -> None:
    _case, code = new_case(session, MARIA)
    asked = erasure.request(session, code, "cerere", "a cerut")
    clock.advance(days=15)
    erasure.confirm(session, asked.id, code)
    assert similar(session, MARIA) == []
    assert session.conn.execute("SELECT count(*) FROM main.matching").fetchone()[0] == 0


def test_the_index_is_made_anew_for_everybody(tmp_path: Path, clock: FixedClock) -> None:
    """By whoever opens the program first: also for cases that she must not see."""
    there = village(tmp_path / "vault", clock)
    with there.at(MANAGER) as session:
        put(session, there.code, "identity", MARIA)
        with session.vault.write(session.now()) as conn:
            conn.execute("DELETE FROM main.matching")
            conn.execute("DELETE FROM meta WHERE name = 'matching_ready'")
    there.deny(COUSIN)
    seen: list[tuple[int, int]] = []
    with there.at(COUSIN) as session:
        assert duplicates.is_old(session)
        duplicates.index_again(session, lambda done, every: seen.append((done, every)))
        assert not duplicates.is_old(session) and seen[-1][0] == seen[-1][1] > 0
        assert similar(session, MARIA) == []
        assert duplicates.index_beside(session, lambda _done, _all: None) == 0  # it is there
    with there.at(MANAGER) as session:
        assert similar(session, MARIA) == [there.code]
