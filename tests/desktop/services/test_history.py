"""The history of a sheet: every version with who and when, and an older one put back without anything being lost."""

from __future__ import annotations

from typing import Any

import pytest

from db import access_log
from db import records as rows
from desktop.refusals import Refused
from desktop.services import history, records
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.case_room import new_case, put


def note(session: Session, case: str, **answers: Any) -> str:
    return put(session, case, "note", answers)


def change(session: Session, record: str, **answers: Any) -> None:
    standing = rows.get(session.conn, record)
    assert standing is not None
    sheet = records.open_sheet(session, standing.form, case=standing.case, record=record)
    records.save(session, sheet, answers)


def body(session: Session, record: str) -> dict[str, Any]:
    standing = rows.get(session.conn, record)
    assert standing is not None
    return dict(standing.body)


def test_each_version_says_what_stood_before_and_what_it_wrote(session: Session, clock: FixedClock) -> None:
    record = note(session, new_case(session), note="întâi", minutes=10)
    clock.advance(hours=1)
    change(session, record, note="apoi")
    told = history.history(session, record)
    newest, first = told.versions
    assert newest.is_latest and newest.number == 2 and newest.worker == session.worker.name
    assert [(step.path, step.before, step.after) for step in newest.steps] == [("note", "întâi", "apoi")]
    assert {step.path: step.before for step in first.steps}["minutes"] is None
    assert newest.at == session.now()


def test_a_whole_sheet_goes_back_as_a_new_version(session: Session, clock: FixedClock) -> None:
    record = note(session, new_case(session), note="întâi", minutes=10)
    first = history.history(session, record).versions[-1]
    clock.advance(hours=1)
    change(session, record, note="apoi", minutes=None, next_step="de sunat")
    planned = history.plan(session, record, first.revision)
    assert {(one.path, one.now, one.then) for one in planned.changes} == {
        ("note", "apoi", "întâi"),
        ("minutes", None, 10),
        ("next_step", "de sunat", None),
    }
    history.restore(session, planned)
    now = body(session, record)
    assert (now["note"], now["minutes"], now.get("next_step")) == ("întâi", 10, None)
    assert len(history.history(session, record).versions) == 3, "nothing is overwritten"
    assert access_log.page(session.conn, 1)[0].verb == "version-restored"


def test_one_answer_goes_back_alone(session: Session) -> None:
    record = note(session, new_case(session), note="întâi", minutes=10)
    first = history.history(session, record).versions[-1]
    change(session, record, note="apoi", minutes=20)
    history.restore(session, history.plan(session, record, first.revision, "minutes"))
    assert (body(session, record)["note"], body(session, record)["minutes"]) == ("apoi", 10)


def test_what_was_put_back_can_be_undone(session: Session) -> None:
    record = note(session, new_case(session), note="întâi")
    first = history.history(session, record).versions[-1]
    change(session, record, note="apoi")
    done = history.restore(session, history.plan(session, record, first.revision))
    history.undo(session, done)
    assert body(session, record)["note"] == "apoi"
    with pytest.raises(Refused, match="changed-meanwhile"):
        history.undo(session, done)


def test_somebody_who_wrote_meanwhile_is_not_overruled(session: Session) -> None:
    record = note(session, new_case(session), note="întâi")
    first = history.history(session, record).versions[-1]
    change(session, record, note="apoi")
    planned = history.plan(session, record, first.revision)
    change(session, record, minutes=5)
    with pytest.raises(Refused, match="changed-meanwhile"):
        history.restore(session, planned)
    assert body(session, record)["note"] == "apoi"


def test_two_values_are_chosen_from_first(session: Session) -> None:
    record = note(session, new_case(session), note="întâi")
    first = history.history(session, record).versions[-1]
    one = records.open_sheet(session, "note", record=record)
    other = records.open_sheet(session, "note", record=record)
    records.save(session, one, {"note": "una"})
    records.save(session, other, {"note": "alta", "minutes": 4})
    planned = history.plan(session, record, first.revision)
    assert [(each.path, each.why_not) for each in planned.left] == [("note", "conflict")]
    history.restore(session, planned)
    standing = rows.get(session.conn, record)
    assert standing is not None and standing.conflicts == 1 and standing.body.get("minutes") is None


def test_a_row_that_was_taken_away_stands_again(session: Session) -> None:
    case = new_case(session)
    sheet = put(session, case, "identity", {"phones/p1/number": "+37369123456"})
    first = history.history(session, sheet).versions[0]
    change(session, sheet, **{"phones/p1": None, "phones/p1/number": None})
    assert "phones/p1/number" not in body(session, sheet)
    done = history.restore(session, history.plan(session, sheet, first.revision))
    assert body(session, sheet)["phones/p1/number"] == "+37369123456"
    history.undo(session, done)
    assert "phones/p1/number" not in body(session, sheet)


def test_what_has_rules_of_its_own_stays(session: Session) -> None:
    case = new_case(session)
    first = history.history(session, case).versions[-1]
    change(session, case, status="in_monitorizare", status_reason="de probă", legal_hold=True)
    planned = history.plan(session, case, first.revision)
    assert "status" not in {one.path for one in planned.changes}
    assert {one.path: one.why_not for one in planned.left}.get("status", "own-page") == "own-page"


def test_a_sealed_answer_goes_back_without_being_read(session: Session) -> None:
    case = new_case(session)
    incident = put(session, case, "incident", {"inc_dt": "2026-11"})
    form = session.library.definitions.form("incident")
    sealed = next((field.pattern for field in form.fields() if field.seal and not field.group), None)
    if sealed is None:
        form = session.library.definitions.form("note")
        sealed = next(field.pattern for field in form.fields() if field.seal and not field.group)
        incident = put(session, case, "note", {"note": "x"})
    change(session, incident, **{sealed: "ce a povestit"})
    second = history.history(session, incident).versions[0]
    change(session, incident, **{sealed: "altceva"})
    planned = history.plan(session, incident, second.revision)
    assert "ce a povestit" not in repr(planned) and "altceva" not in repr(planned)
    history.restore(session, planned)
    sheet = records.open_sheet(session, form.id, case=case, record=incident)
    assert records.reveal(session, sheet, sealed) == "ce a povestit"


def test_the_same_answers_are_nothing_to_put_back(session: Session) -> None:
    record = note(session, new_case(session), note="întâi")
    planned = history.plan(session, record, history.history(session, record).versions[0].revision)
    assert planned.changes == ()
    with pytest.raises(Refused, match="nothing-to-restore"):
        history.restore(session, planned)


def test_a_version_of_another_sheet_is_none_of_this_one(session: Session) -> None:
    case = new_case(session)
    one, other = note(session, case, note="una"), note(session, case, note="alta")
    foreign = history.history(session, other).versions[0].revision
    with pytest.raises(Refused, match="no-such-version"):
        history.plan(session, one, foreign)
    with pytest.raises(Refused, match="no-such-record"):
        history.history(session, "f" * 32)
