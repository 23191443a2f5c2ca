"""An intervention ends: what is open is said in its place, what stays is named, and it can be opened again."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from db import records
from desktop.gui.pages.team import TeamPage
from desktop.gui.pages.team_end import TeamEndPage
from desktop.gui.pages.team_end_parts import OutcomeRow
from desktop.gui.widgets import Choice, Segment
from desktop.services import team, team_end, team_writing
from desktop.services.session import Session
from desktop.services.team_end import WINDOWS, Answers, Said
from tests.gui.pages.case_room import Room, new_team, press, settle, words


def part(page: QWidget, name: str) -> Any:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    return found


def say(page: QWidget, step: str, state: str, why: str | None = None) -> None:
    """One step is answered by the keyboard."""
    row = part(page, f"end_{step}")
    button = row.findChild(Segment).button(state)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    if why is not None:
        choice = row.findChild(Choice, "why")
        assert choice.isVisible()
        choice.set_value(why)
    settle()


def almost_done(session: Session, *, hours: float = 130) -> str:
    """A team all of whose duties have an outcome but steps 9 and 17."""
    _case, record = new_team(session, hours=hours, reported=100)
    for view in team_end.ending(session, record).duties:
        if view.step.id not in ("9", "17"):
            team.set_step(session, record, view.step.id, "facut", late_reason="alt")
    return record


def answers(session: Session, record: str) -> dict[str, Any]:
    found = records.get(session.conn, record)
    assert found is not None
    return dict(found.body)


def test_everything_that_is_open_is_said_step_by_step_and_then_it_ends(room: Room, session: Session) -> None:
    record = almost_done(session)
    page = room.show(TeamEndPage, record=record)
    asked = [row.step() for row in page.findChildren(OutcomeRow)]
    assert asked[:2] == ["9", "17"]
    say(page, "9", "refuzat_de", "nu_doreste")
    say(page, "17", "facut", "distanta")
    part(page, "times").set_value("1")
    part(page, "sure_windows").setChecked(True)
    part(page, "outcome").set_value("plan_comun")
    press(page, "end")
    stands = answers(session, record)
    assert stands["outcome"] == "plan_comun" and stands["retellings"] == 1, words(part(page, "not_yet"))
    assert (stands["steps/9/state"], stands["steps/9/reason"]) == ("refuzat_de", "nu_doreste")
    assert (stands["steps/17/state"], stands["steps/17/late_reason"]) == ("facut", "distanta")
    assert room.went == [("team", {"record": record})] and "Intervenția s-a încheiat." in room.said[-1][0]


def test_what_is_not_said_is_asked_where_it_stands_and_nothing_is_written(room: Room, session: Session) -> None:
    record = almost_done(session)
    before = len(records.revisions(session.conn, record))
    page = room.show(TeamEndPage, record=record)
    say(page, "9", "imposibil")
    part(page, "outcome").set_value("plan_comun")
    press(page, "end")
    assert "Mai este ceva de spus" in words(part(page, "not_yet"))
    assert QApplication.focusWidget() is part(page, "end_9").findChild(Choice, "why")
    part(page, "end_9").findChild(Choice, "why").set_value("distanta")
    press(page, "end")
    focus = QApplication.focusWidget()
    assert focus is not None and part(page, "end_17").isAncestorOf(focus)
    assert len(records.revisions(session.conn, record)) == before and not room.went


def test_while_care_would_still_help_it_asks_whether_she_knows(room: Room, session: Session) -> None:
    _case, record = new_team(session, hours=20, reported=0.1)
    for view in team_end.ending(session, record).duties:
        team.set_step(session, record, view.step.id, "nu_se" if "nu_se" in view.step.outcomes else "facut",
                      late_reason="alt")  # fmt: skip
    team.count_retelling(session, record, 0)
    page = room.show(TeamEndPage, record=record)
    assert "Îngrijirile încă o pot ajuta" in words(page) and "mai sunt 52 h" in words(page)
    part(page, "outcome").set_value("retras")
    press(page, "end")
    assert answers(session, record).get("outcome") is None
    sure = page.findChild(QCheckBox, "sure_windows")
    assert QApplication.focusWidget() is sure
    QTest.keyClick(part(page, "sure_windows"), Qt.Key.Key_Space)
    press(page, "end")
    assert answers(session, record)["outcome"] == "retras"


def test_the_team_says_that_it_has_ended_and_can_be_opened_again(room: Room, session: Session) -> None:
    record = almost_done(session)
    said = {id: Said("facut") for id in ("9", "17")}
    told = Answers(said, dict.fromkeys(said, "alt"), retellings=0, sure=frozenset({WINDOWS}))
    team_end.end(session, record, "inchis", told)
    page = room.show(TeamPage, record=record)
    assert "Intervenția s-a încheiat: închis." in words(page)
    assert not part(page, "next_strip").isVisible()
    press(page, "end_team")
    assert answers(session, record).get("outcome") is None and part(page, "next_strip").isVisible()


def test_the_button_on_top_of_a_team_leads_here(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    press(page, "end_team")
    assert room.went == [("team_end", {"record": record})]


def test_a_team_that_has_ended_is_only_looked_at(room: Room, session: Session) -> None:
    record = almost_done(session)
    team_writing.put(session, record, {"outcome": "inchis"})
    room.show(TeamEndPage, record=record)
    assert room.went == [("team", {"record": record})]
    room.arrive(record="0" * 32)
    assert room.went[-1] == ("teams", {})
