"""Two computers began a team each for one incident: they are named, joined by hand, and nothing done is lost."""

from __future__ import annotations

from typing import Any

import pytest

from db import records
from desktop.indicators.count import JOINED
from desktop.services import cases, statistics, team, team_end, team_people, team_start, team_twins, teamfile
from desktop.services.casefile import CaseAnswers
from desktop.services.session import Session
from desktop.services.team_people import Note
from desktop.services.team_start import Wanted
from tests.desktop.services.team_room import new_team, put, refused, verbs


def twin_of(session: Session, record: str) -> str:
    """The same team as another computer began it, under an id of its own."""
    team_ = records.get(session.conn, record)
    assert team_ is not None
    kept = ("incident_ref", "protocol", "protocol_version", "t0", "r0", "first_contact")
    answers = {path: team_.body[path] for path in kept}
    case = records.get(session.conn, str(team_.case))
    assert case is not None
    return str(put(session, str(case.body["case_code"]), "team", **answers).record)


@pytest.fixture
def pair(session: Session) -> tuple[str, str]:
    _case, first = new_team(session, hours=3, reported=1)
    return first, twin_of(session, first)


def body(session: Session, record: str) -> dict[str, Any]:
    found = records.get(session.conn, record)
    assert found is not None
    return dict(found.body)


def test_two_teams_for_one_incident_are_named(session: Session, pair: tuple[str, str]) -> None:
    (found,) = team_twins.every(session)
    assert {found.first, found.second} == set(pair)
    assert team_twins.of_team(session, pair[0]) == team_twins.of_team(session, pair[1]) == found


def test_a_team_for_another_incident_is_no_twin(session: Session) -> None:
    case, first = new_team(session)
    put(session, case.code, "incident", inc_dt="2026-11-23T10:00:00+02:00", forms_legal=["SEX"])
    second = team_start.begin(session, str(case.case), Wanted("sv_md")).record
    assert list(team_twins.every(session)) == [] and team_twins.of_team(session, first) is None
    refused("not-twins", lambda: team_twins.join(session, first, second))
    refused("not-twins", lambda: team_twins.join(session, first, first))


def test_the_first_takes_over_what_only_the_second_had(session: Session, pair: tuple[str, str]) -> None:
    first, second = pair
    team.set_step(session, first, "9", "facut")
    team.set_step(session, second, "10", "refuzat_de", reason="teama")
    team_people.note(session, second, Note("MED", "arrived", name="dr. Inventat"))
    done = team_twins.join(session, first, second)
    stands = body(session, first)
    assert stands["steps/9/state"] == "facut" and stands["steps/10/state"] == "refuzat_de"
    assert stands["steps/10/reason"] == "teama" and "steps/10" in done.rows_taken
    assert "dr. Inventat" in [value for path, value in stands.items() if path.endswith("/name")]


def test_what_both_have_and_not_the_same_stays_apart_and_is_named(session: Session, pair: tuple[str, str]) -> None:
    first, second = pair
    team.set_step(session, first, "10", "facut")
    team.set_step(session, second, "10", "refuzat_de", reason="teama")
    assert team_twins.preview(session, first, second).apart == ("steps/10",)
    team_twins.join(session, first, second)
    assert body(session, first)["steps/10/state"] == "facut" and "steps/10/reason" not in body(session, first)
    assert body(session, second)["steps/10/state"] == "refuzat_de", "it stays to be read in the team that was joined"


def test_one_goes_on_and_the_other_calls_nobody_any_more(session: Session, pair: tuple[str, str]) -> None:
    first, second = pair
    team_twins.join(session, first, second)
    ended = body(session, second)
    assert (ended["outcome"], ended["joined_to"]) == (JOINED, first)
    assert list(team_twins.every(session)) == [] and verbs(session)[0] == "teams-joined"
    found = records.get(session.conn, second)
    assert found is not None
    assert teamfile.due_rows(session, found, CaseAnswers(session, found.case)) == []
    refused("not-twins", lambda: team_twins.join(session, first, second))


def test_they_can_be_parted_again(session: Session, pair: tuple[str, str]) -> None:
    first, second = pair
    team_twins.join(session, first, second)
    team_twins.part(session, second)
    assert "outcome" not in body(session, second) and "joined_to" not in body(session, second)
    assert len(list(team_twins.every(session))) == 1
    refused("not-joined", lambda: team_twins.part(session, second))


def test_nobody_ends_a_team_as_joined_by_saying_so(session: Session, pair: tuple[str, str]) -> None:
    refused("bad-value", lambda: team_end.end(session, pair[0], JOINED))


def test_no_third_team_is_begun_and_the_one_that_stands_is_found(session: Session, pair: tuple[str, str]) -> None:
    first, second = pair
    team_twins.join(session, second, first)
    case = records.get(session.conn, first)
    assert case is not None
    offers = [one for one in team_start.offers(session, str(case.case)) if one.protocol.id == "sv_md"]
    assert [one.running for one in offers] == [second]
    refused("team-runs", lambda: team_start.begin(session, str(case.case), Wanted("sv_md")))


def test_a_team_that_was_joined_is_counted_once(session: Session, pair: tuple[str, str]) -> None:
    for record in pair:
        team.set_step(session, record, "9", "facut")

    def examined() -> int:
        tables = statistics.period_tables(session, "2026-Q4")
        return next(sum(row.n for row in table.rows) for table in tables if table.id == "i36")

    assert examined() == 2
    team_twins.join(session, *pair)
    assert examined() == 1


def test_the_case_asks_to_look_at_both(session: Session, pair: tuple[str, str]) -> None:
    found = team_twins.of_team(session, pair[0])
    assert found is not None
    steps = cases.read_case(session, found.case).next
    assert [one.record for one in steps if one.kind == "twins"] == [found.second]
    team_twins.join(session, found.first, found.second)
    assert all(one.kind != "twins" for one in cases.read_case(session, found.case).next)
