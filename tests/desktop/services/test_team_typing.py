"""A sheet that came back is typed line by line: nothing is lost, nothing is guessed, what is doubtful is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import access_log, records
from desktop.refusals import Refused
from desktop.services import paper_numbers, team, team_sheet, team_typing, transcribing
from desktop.services import records as sheets
from desktop.services.session import Session
from desktop.services.team_typing import Question, Typing
from desktop.services.transcribing import Paper
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services import field_room as room

TODAY = Paper("2026-11-24", "Ion Exemplu")


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def back(session: Session) -> tuple[str, Typing]:
    """A sheet went out and came back."""
    _case, _code, record = room.going_out(session)
    made = team_sheet.prepare(session, record)
    team_sheet.keep(session, made)
    return record, team_typing.begin(session, record, made.number)


def question(typing: Typing, id_: str) -> Question:
    return next(one for one in typing.questions if one.id == id_)


def typed(session: Session, typing: Typing, paper: Paper = TODAY, **lines: str) -> dict[str, Any]:
    """`step_9="1 1015"` and the like."""
    changes: dict[str, Any] = {}
    for id_, line in lines.items():
        changes |= team_typing.read(session, typing, question(typing, id_.replace("_", "/")), line, paper)
    return changes


def doubts(session: Session, typing: Typing, changes: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one.question, one.code) for one in team_typing.doubts(session, typing, changes)}


def answers(session: Session, record: str, start: str) -> dict[str, Any]:
    found = records.get(session.conn, record)
    assert found is not None
    return {path.rpartition("/")[2]: value for path, value in found.body.items() if path.startswith(start)}


def test_the_questions_stand_in_the_order_of_the_paper(session: Session) -> None:
    record, typing = back(session)
    steps = [one.subject for one in typing.questions if one.kind == team_typing.STEP]
    assert steps == [view.step.id for view in team.board(session, record).steps]
    rest = [one.kind for one in typing.questions[len(steps) :]]
    assert rest[-3:] == ["told", "companion", "interpreter"]
    asked = [one.subject for one in typing.questions if one.kind == team_typing.HOURS]
    assert asked == list(typing.board.protocol.groups)
    named = [one.subject for one in typing.questions if one.kind == team_typing.NAME]
    assert "SOC" not in named, "who is known already is not typed again"


def test_what_is_typed_is_saved_with_its_paper_in_one_act(session: Session) -> None:
    record, typing = back(session)
    changes = typed(
        session, typing, step_10="1 1015", step_9="2A", step_27="3", name_MED="Dr. Exemplu", phone_MED="0236 00 112",
        hours_MED="0950 0955 1010", told="1", companion="1", interpreter="2",
    )  # fmt: skip
    team_typing.save(session, typing, changes, TODAY)
    assert answers(session, record, "steps/10/") == {"state": "facut", "done_dt": "2026-11-24T10:15+02:00"}
    assert answers(session, record, "steps/9/")["reason"] == "nu_doreste"
    assert answers(session, record, "steps/27/")["state"] == "nu_se"
    med = next(one for one in team.board(session, record).members if one.group == "MED")
    assert (med.name, med.arrived) == ("Dr. Exemplu", "2026-11-24T10:10+02:00")
    body = records.get(session.conn, record)
    assert body is not None
    assert (body.body["retellings"], body.body["companion"], body.body["interpreter"]) == (1, "fara", True)
    (told,) = transcribing.of_sheet(session, record, body.case)
    assert (told.on, told.by) == ("2026-11-24", "Ion Exemplu")
    (out,) = team_sheet.sheets_of(session, record)
    assert out.typed is not None
    assert [one.verb for one in access_log.page(session.conn, 100)].count("transcribed") == 1


def test_an_empty_line_changes_nothing(session: Session) -> None:
    record, typing = back(session)
    team.set_step(session, record, "10", "facut", done=session.now())
    before = answers(session, record, "steps/10/")
    assert typed(session, typing, step_10="", hours_MED="", told=" ") == {}
    team_typing.save(session, typing, {}, TODAY)
    assert answers(session, record, "steps/10/") == before


def test_the_hour_that_cannot_be_read_leaves_the_day_and_is_asked(session: Session) -> None:
    _record, typing = back(session)
    changes = typed(session, typing, step_10="1/")
    assert changes["steps/10/done_dt"] == "2026-11-24"
    assert ("step/10", "no-hour") in doubts(session, typing, changes)


def test_an_hour_before_the_report_is_asked_since_midnight_may_have_passed(session: Session) -> None:
    _record, typing = back(session)  # the report was at 09:30
    changes = typed(session, typing, step_10="1 0130")
    assert ("step/10", "early") in doubts(session, typing, changes)
    assert ("step/10", "early") not in doubts(session, typing, typed(session, typing, step_10="1 1015"))


def test_a_late_duty_asks_for_the_letter_and_takes_it(session: Session) -> None:
    record, typing = back(session)  # step 1 was due one hour after the report at 09:30
    assert ("step/1", "late") in doubts(session, typing, typed(session, typing, step_1="1 1230"))
    changes = typed(session, typing, step_1="1 1230 D")
    assert doubts(session, typing, changes) == set()
    team_typing.save(session, typing, changes, TODAY)
    assert answers(session, record, "steps/1/")["late_reason"] == "serviciu_indisponibil"


def test_a_refusal_without_its_letter_is_asked_and_still_kept(session: Session) -> None:
    record, typing = back(session)
    changes = typed(session, typing, step_10="2")
    assert ("step/10", "no-reason") in doubts(session, typing, changes)
    team_typing.save(session, typing, changes, TODAY)
    assert answers(session, record, "steps/10/") == {"state": "refuzat_de"}


def test_a_paper_that_says_otherwise_than_the_program_is_asked(session: Session) -> None:
    record, _typing = back(session)
    team.set_step(session, record, "10", "facut", done=session.now())
    typing = team_typing.begin(session, record, team_sheet.sheets_of(session, record)[0].number)
    assert ("step/10", "changed") in doubts(session, typing, typed(session, typing, step_10="2A"))


def test_hours_that_do_not_follow_each_other_are_asked(session: Session) -> None:
    _record, typing = back(session)
    assert ("hours/MED", "order") in doubts(session, typing, typed(session, typing, hours_MED="1010 0950"))
    assert doubts(session, typing, typed(session, typing, hours_MED="0950 0955 1010")) == set()


def test_a_box_that_the_step_does_not_have_is_refused(session: Session) -> None:
    _record, typing = back(session)
    with pytest.raises(Refused) as refusal:
        typed(session, typing, step_5="2A")
    assert refusal.value.code == "not-an-outcome"


def test_a_blank_sheet_belongs_to_the_team_it_was_typed_into_and_to_no_other(session: Session) -> None:
    _case, _code, record = room.going_out(session)
    _case, _code, other = room.going_out(session)
    number = paper_numbers.draw(paper_numbers.BLANK)
    typing = team_typing.begin(session, record, number)
    team_typing.save(session, typing, typed(session, typing, step_10="1 1015"), TODAY)
    assert team_sheet.find(session, number).team == record
    (out,) = team_sheet.sheets_of(session, record)
    assert out.blank
    with pytest.raises(Refused) as refusal:
        team_typing.begin(session, other, number)
    assert refusal.value.code == "paper-of-other-team"


def test_two_typists_of_one_blank_sheet_do_not_share_it(session: Session) -> None:
    """Both opened it for different teams before either had saved."""
    _case, _code, record = room.going_out(session)
    _case, _code, other = room.going_out(session)
    number = paper_numbers.draw(paper_numbers.BLANK)
    first, second = team_typing.begin(session, record, number), team_typing.begin(session, other, number)
    team_typing.save(session, first, typed(session, first, step_10="1 1015"), TODAY)
    with pytest.raises(Refused) as refusal:
        team_typing.save(session, second, typed(session, second, step_10="1 1115"), TODAY)
    assert refusal.value.code == "paper-of-other-team"
    assert answers(session, other, "steps/10/") == {}, "nothing of a refused act stays"


def test_what_was_typed_and_not_saved_comes_back_with_its_rows(session: Session) -> None:
    record, typing = back(session)
    changes = typed(session, typing, step_10="1 1015", name_MED="Dr. Exemplu")
    sheets.keep_draft(session, typing.sheet, changes)
    again = team_typing.begin(session, record, typing.number)
    assert question(again, "name/MED").paths == question(typing, "name/MED").paths
    assert again.sheet.draft == changes


def test_a_sheet_that_is_typed_twice_says_when_it_was(session: Session, clock: FixedClock) -> None:
    record, typing = back(session)
    team_typing.save(session, typing, typed(session, typing, step_10="1 1015"), TODAY)
    clock.now += timedelta(hours=1)
    again = team_typing.begin(session, record, typing.number)
    assert again.typed_before is not None


def test_what_stands_is_shown_in_words(session: Session) -> None:
    _record, typing = back(session)
    changes = typed(session, typing, step_10="1 1015", step_9="2A", interpreter="1", companion="4")
    said = {id_: team_typing.stands(session, typing, question(typing, id_), changes)
            for id_ in ("step/10", "step/9", "step/11", "companion")}  # fmt: skip
    assert said["step/10"] == "făcut · 24.11.2026, 10:15"
    assert said["step/9"] == "refuzat de victimă · nu dorește"
    assert said["step/11"] == ""
    assert said["companion"] == "prieten(ă)"
