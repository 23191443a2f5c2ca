"""The page of a team of which another one runs for the same incident: it asks, and one of them goes on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from db import records
from desktop.gui.pages.case import CasePage
from desktop.gui.pages.team import TeamPage
from desktop.services import team_twins
from desktop.services.session import Session
from tests.gui.pages.case_room import Room, new_team, press, put, words

KEPT = ("incident_ref", "protocol", "protocol_version", "t0", "r0", "first_contact")


def pair(session: Session) -> tuple[str, str, str]:
    """A case and the two teams of its incident."""
    case, first = new_team(session, hours=3, reported=1)
    found = records.get(session.conn, first)
    assert found is not None
    return case, first, put(session, case, "team", {path: found.body[path] for path in KEPT})


def outcome(session: Session, record: str) -> object:
    found = records.get(session.conn, record)
    return found.body.get("outcome") if found else None


def test_one_team_alone_is_asked_nothing(room: Room, session: Session) -> None:
    _case, record = new_team(session, hours=3, reported=1)
    page = room.show(TeamPage, record=record)
    assert not page.findChild(QWidget, "twin").isVisible()


def test_this_team_goes_on_by_one_press(room: Room, session: Session) -> None:
    _case, first, second = pair(session)
    page = room.show(TeamPage, record=first)
    assert "Două echipe" in words(page.findChild(QWidget, "twin"))
    press(page, "way_join_here")
    assert (outcome(session, first), outcome(session, second)) == (None, "unita")
    assert room.went[-1] == ("team", {"record": first})


def test_the_other_one_goes_on_by_one_press(room: Room, session: Session) -> None:
    _case, first, second = pair(session)
    page = room.show(TeamPage, record=first)
    press(page, "way_join_there")
    assert (outcome(session, first), outcome(session, second)) == ("unita", None)
    assert room.went[-1] == ("team", {"record": second})


def test_looking_at_the_other_one_changes_nothing(room: Room, session: Session) -> None:
    _case, first, second = pair(session)
    page = room.show(TeamPage, record=first)
    press(page, "way_look")
    assert room.went[-1] == ("team", {"record": second}) and len(list(team_twins.every(session))) == 1


def test_the_case_leads_there(room: Room, session: Session) -> None:
    case, first, _second = pair(session)
    found = team_twins.of_team(session, first)
    assert found is not None
    page = room.show(CasePage, case=case)
    press(page, f"next_twins_{found.second}")
    assert room.went[-1][0] == "team" and room.went[-1][1]["record"] == found.second
