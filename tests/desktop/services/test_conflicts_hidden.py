"""Different answers in a case that does not exist for somebody: no list, no count and no door of them tells of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db import records
from desktop.refusals import Refused
from desktop.services import cases, conflict_choice, conflicts, frame, team_twins, today
from desktop.services.conflict_choice import NEWEST, Rule
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, Village, village
from tests.desktop.services.apart_room import elsewhere


@pytest.fixture(params=["denied", "sealed"])
def office(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> tuple[Village, str, str]:
    """A case with different answers, one about safety, hidden from somebody; the case's sheet, and who that is."""
    found = village(tmp_path / "vault", clock)
    with found.at(MANAGER) as session:
        sheet = cases.read_case(session, found.case).of_form("identity")[0].id
        elsewhere(session, sheet, {"first_name": "Alta", "letter_safe": True})
        elsewhere(session, sheet, {"letter_safe": False}, worker="d" * 32)
        assert len(conflicts.heads(session)) == 2
    if request.param == "sealed":
        found.seal(MANAGER)
        return found, sheet, COUSIN
    found.deny(LEAD)
    return found, sheet, LEAD


def test_no_list_and_no_count_tells_of_it(office: tuple[Village, str, str]) -> None:
    village_, _sheet, who = office
    with village_.at(who) as session:
        assert conflicts.heads(session) == () and conflicts.listed(session) == ()
        assert conflicts.count(session) == 0 and conflicts.count_lone(session) == 0
        assert conflicts.in_danger(session) == frozenset() and list(team_twins.every(session)) == []
        shown = today.today(session)
        assert shown.conflicts == () and shown.unsafe == frozenset() and shown.more_asked == 0
        assert frame.told(session).counts["today"] == len(shown.late) + shown.more_late


def test_no_door_opens_it(office: tuple[Village, str, str]) -> None:
    village_, sheet, who = office
    with village_.at(MANAGER) as session:
        before = records.revisions(session.conn, sheet)
    with village_.at(who) as session:
        acts: list[Any] = [
            lambda: conflicts.one(session, sheet, "first_name"),
            lambda: conflicts.of_record(session, sheet),
            lambda: conflict_choice.choose(session, sheet, "first_name", before[0].id),
            lambda: conflict_choice.combine(session, sheet, "first_name", "Alta"),
            lambda: conflict_choice.keep_both(session, sheet, "first_name"),
        ]
        for act in acts:
            with pytest.raises(Refused, match="no-such-record"):
                act()
        with pytest.raises(Refused, match="no-such-case"):
            conflicts.heads(session, village_.code)
        assert conflict_choice.choose_many(session, [(sheet, "first_name")], Rule(NEWEST)).settled == 0
    with village_.at(MANAGER) as session:
        assert records.revisions(session.conn, sheet) == before and len(conflicts.heads(session)) == 2


def test_who_may_see_it_settles_it_under_its_seal(office: tuple[Village, str, str]) -> None:
    village_, sheet, _who = office
    with village_.at(MANAGER) as session:
        for head in conflicts.heads(session):
            found = conflicts.one(session, head.record, head.path)
            conflict_choice.choose(session, head.record, head.path, found.values[0].revision, seen=found.seen)
        assert conflicts.heads(session) == () and conflicts.in_danger(session) == frozenset()
        assert sheet in {one.id for one in cases.read_case(session, village_.case).records}
