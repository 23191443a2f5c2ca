"""Cases through their services: filters that tell the truth, openings that are logged, timelines without answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db import access_log, records
from desktop.services import cases, conflict_choice, conflicts, team, team_people, writing
from desktop.services.cases import Filter
from desktop.services.session import Session
from desktop.services.team_people import Note
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import as_role, desk
from tests.desktop.services.test_team import case_of, put, refused, started


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def verbs(session: Session) -> list[str]:
    return [entry.verb for entry in access_log.page(session.conn, 100)]


def listed(session: Session, **chosen: object) -> set[str]:
    return {row.code for row in cases.page(session, Filter(**chosen)).rows}  # type: ignore[arg-type]


def test_the_filters_tell_the_truth(session: Session) -> None:
    late = cases.read_case(session, team.board(session, started(session, reported=30)).case).row.code
    other = put(session, None, "case", case_track=["vd_adult"], case_manager="Altcineva Inventat").code
    closed = put(session, None, "case", case_track=["vd_adult"])
    put(session, closed.code, "case", closed.record, status="inchis", status_reason="de probă")
    assert listed(session) == {late, other, closed.code} and cases.count(session) == 3
    assert listed(session, open_only=True) == {late, other}
    assert listed(session, mine=True) == {late, closed.code}
    assert listed(session, late=True) == {late} == listed(session, late=True, mine=True, open_only=True)
    assert listed(session, conflicts=True) == set() == listed(session, late=True, conflicts=True)


@pytest.mark.parametrize("order", ["due", "modified", "code"])
def test_late_cases_come_in_the_chosen_order_and_in_pages(session: Session, order: str, clock: FixedClock) -> None:
    for hours in (20, 40, 30):
        started(session, reported=hours)
        clock.advance(minutes=1)
    chosen = Filter(late=True, order=order)  # type: ignore[arg-type]
    whole = cases.page(session, chosen)
    pages = [cases.page(session, chosen, limit=2, offset=at).rows for at in (0, 2)]
    assert whole.total == 3 and whole.rows == (*pages[0], *pages[1])
    keys = {"due": lambda r: r.next_due, "modified": lambda r: r.modified, "code": lambda r: r.code}
    values = [keys[order](row) for row in whole.rows]
    assert values == sorted(values, reverse=order == "modified")


def test_a_window_that_passed_since_is_not_what_is_next(session: Session, clock: FixedClock) -> None:
    case = team.board(session, started(session, hours=71, reported=0)).case
    record = cases.read_case(session, case).of_form("team")[0].id
    for step in team.board(session, record).steps:
        if any(c.kind == "duty" for c in step.clocks) and step.group in {"now", "next"}:
            team.set_step(session, record, step.step.id, "nu_se" if "nu_se" in step.step.outcomes else "facut")
    (row,) = cases.page(session, Filter()).rows
    assert row.next_what == "window"
    clock.advance(hours=2)
    (row,) = cases.page(session, Filter()).rows
    assert row.next_due is None or row.next_due > "2026-11-24T14:30"
    assert cases.page(session, Filter(late=True)).total == 0


def test_opening_is_logged_reading_again_is_not(session: Session) -> None:
    case = str(case_of(session).case)
    before = len(verbs(session))
    cases.open_case(session, case)
    cases.read_case(session, case)
    assert verbs(session)[: len(verbs(session)) - before] == ["opened"]


def test_her_name_is_read_only_with_a_log_entry(session: Session) -> None:
    case = case_of(session)
    assert cases.reveal_name(session, str(case.case)) == "" and "revealed" not in verbs(session)
    put(session, case.code, "identity", last_name="Canaru", first_name={"none": "declined"})
    assert cases.reveal_name(session, str(case.case)) == "Canaru"
    assert verbs(session)[0] == "revealed"


def test_a_case_that_is_not_there_or_not_for_this_role(session: Session) -> None:
    refused("no-such-case", lambda: cases.open_case(session, "0" * 32))
    refused("no-such-case", lambda: cases.by_code(session, "UN4-26-XXXXXX"))
    case = case_of(session)
    as_role(session, "regional")
    for deed in (
        lambda: cases.page(session, Filter()),
        lambda: cases.count(session),
        lambda: cases.find(session, "a"),
        lambda: cases.open_case(session, str(case.case)),
        lambda: cases.reveal_name(session, str(case.case)),
        lambda: conflicts.listed(session),
    ):
        refused("not-allowed", deed)


def test_search_finds_by_code_and_by_words_and_says_how_many(session: Session) -> None:
    case = case_of(session)
    put(session, case.code, "identity", last_name="Țurcanu")
    assert [row.code for row in cases.find(session, "turc")] == [case.code]
    assert [row.code for row in cases.find(session, str(case.code).lower())] == [case.code]
    cases.note_search(session, 2)
    (entry,) = access_log.page(session.conn, 1)
    assert (entry.verb, entry.object, entry.count) == ("searched", None, 2)


def test_every_form_has_its_line_and_its_progress(session: Session) -> None:
    case = case_of(session)
    lines = {line.form.id: line for line in cases.read_case(session, str(case.case)).lines}
    codes = [line.form.code for line in lines.values()]
    assert codes[:8] == ["F0", "F1", "F2", "F3", "F4", "F5", "F6", "F7"]
    assert codes.index("F9") < codes.index("F10") < codes.index("F18")
    assert lines["consent"].record is None and lines["consent"].state == "empty"
    report = lines["report"]
    assert report.state == "begun" and 0 < report.answered < report.wanted and report.worker == "Persoana de test"


def test_the_timeline_is_newest_first_and_names_ticks_calls_and_choices(session: Session, clock: FixedClock) -> None:
    record = started(session)
    case = team.board(session, record).case
    clock.advance(minutes=5)
    team.set_step(session, record, "10", "refuzat_de", reason="teama")
    clock.advance(minutes=5)
    team_people.note(session, record, Note("MED", "arrived", name="dr. Inventat"))
    clock.advance(minutes=5)
    team.count_retelling(session, record, 1)
    entries = cases.read_case(session, case).timeline
    assert [(e.kind, e.what, e.state) for e in entries[:3]] == [
        ("told", "", "1"),
        ("call", "MED", "arrived"),
        ("step", "10", "refuzat_de"),
    ]
    assert entries[3].form == "team" and entries[3].first and entries[3].kind == "form"
    assert [e.at for e in entries] == sorted((e.at for e in entries), reverse=True)
    assert "Inventat" not in repr(entries) and "teama" not in repr(entries)


def test_what_came_from_elsewhere_says_so_and_a_choice_is_a_choice(session: Session, clock: FixedClock) -> None:
    case = case_of(session)
    incident = cases.read_case(session, str(case.case)).of_form("incident")[0].id
    own = records.revisions(session.conn, incident)[0]
    other = own._replace(id="f" * 32, time=own.time + 1, office="BL2", sets={"inc_dt": "2026-11-20"}, replaces={})
    form = session.library.definitions.form("incident")
    with session.vault.write(session.now()) as conn:
        records.add_revision(conn, other)
        writing.refresh(session, conn, form, records.revisions(conn, incident))
    file = cases.read_case(session, str(case.case))
    assert any(e.elsewhere for e in file.timeline) and file.row.conflicts == 1
    assert [n.kind for n in file.next if n.kind == "conflict"] == ["conflict"]
    assert len(conflicts.listed(session, case.code)[0].values) == 2
    clock.advance(minutes=1)
    conflict_choice.combine(session, incident, "inc_dt", "2026-11-20")
    file = cases.read_case(session, str(case.case))
    assert file.timeline[0].kind == "settled" and file.row.conflicts == 0
    assert session.now() - file.timeline[0].at < timedelta(minutes=1)
