"""Whoever practises may open every team of both countries and every side of it, and nothing is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from db import records
from db.keys import KdfCost
from desktop.gui.pages.roster import RosterPage
from desktop.gui.pages.team import TeamPage
from desktop.gui.pages.team_begin import TeamBeginPage
from desktop.gui.pages.team_views import VIEWS
from desktop.gui.pages.teams import TeamsPage
from desktop.services import practice, team, vaults
from desktop.services.invented.kinds import first
from desktop.services.session import Session
from tests.conftest import CHISINAU, FixedClock
from tests.gui.pages.case_room import Room, words

pytestmark = pytest.mark.usefixtures("qapp")

NOON = datetime(2026, 11, 24, 12, 10, tzinfo=CHISINAU)


@pytest.fixture(scope="module", params=["MD", "RO"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("practice") / request.param
    session = practice.make(
        folder, cases=len(first(request.param)), seed=1, clock=FixedClock(NOON), cost=KdfCost.for_tests(),
        country=request.param,
    )  # fmt: skip
    yield session
    vaults.close_session(session, make_backup=False)


@pytest.fixture
def room(office: Session) -> Iterator[Room]:
    room = Room(office)
    yield room
    room.close()


def test_every_team_opens_and_every_side_of_one_of_each_protocol(room: Room, office: Session, qtbot: QtBot) -> None:
    teams = [team.board(office, record.id) for record in records.of_form(office.conn, "team")]
    of_protocol = {board.protocol.id: board.record for board in teams}
    page = room.show(TeamPage, record=teams[0].record)
    for board in teams:
        whole = board.record in of_protocol.values() or any(member.is_barred for member in board.members)
        for view, _title in VIEWS if whole and board.answers.get("outcome") is None else VIEWS[:1]:
            room.arrive(record=board.record, view=view)
            qtbot.waitUntil(lambda: len(words(page)) > 100)
            assert room.said == [], (board.protocol.id, view)
            assert board.code in words(page), view


def test_the_list_the_beginning_and_the_people_open(room: Room, office: Session, qtbot: QtBot) -> None:
    page = room.show(TeamsPage)
    qtbot.waitUntil(lambda: len(words(page)) > 100)
    room.close()
    board = team.board(office, records.of_form(office.conn, "team")[0].id)
    page = room.show(TeamBeginPage, case=board.case)
    assert board.code in words(page)
    room.close()
    page = room.show(RosterPage)
    qtbot.waitUntil(lambda: "inventat" in words(page))
    assert room.said == []
