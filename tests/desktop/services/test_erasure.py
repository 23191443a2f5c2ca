"""A case is erased when the law demands it, by two people, after fourteen days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db import access_log, backup, tombs
from db import erasure as store
from desktop.refusals import Refused
from desktop.services import cases, erasure, people
from desktop.services import records as sheets
from tests.conftest import FixedClock
from tests.desktop.services.erasing import (
    LEAD,
    OTHER,
    WORD,
    WORKER,
    Build,
    asked,
    case_with,
    deny,
    left,
    verbs,
)
from tests.desktop.services.test_team import put, refused

# --- asking -----------------------------------------------------------------------------------------------------------


def test_a_request_waits_fourteen_days(house: Build, clock: FixedClock) -> None:
    session = house((OTHER, "lead")).session
    code, case = case_with(session)
    changes: list[str] = []
    session.listen(lambda change: changes.append(change.kind))
    made = asked(session, code)
    assert (made.code, made.state, made.asked_by, made.hindered) == (code, "waiting", LEAD, "erasure-waits")
    assert made.due_at == clock.now + timedelta(days=14)
    assert erasure.every(session) == (made,)
    assert erasure.of_case(session, case) == made
    assert verbs(session, "erasure-asked") == [("erasure-asked", case, None)]
    assert changes == ["erasure"]


def test_what_was_typed_is_in_no_log(house: Build) -> None:
    session = house().session
    asked(session, case_with(session)[0])
    assert not any(WORD in str(one) for one in access_log.page(session.conn, 200))


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("unknown-option", {"ground": "fiindcă"}),
        ("ground-needed", {"ground": "alt_temei", "words": "scurt"}),
        ("value-too-long", {"words": "x" * 2001}),
    ],
)
def test_a_request_without_its_ground_is_refused(house: Build, code: str, how: dict[str, str]) -> None:
    session = house().session
    case = case_with(session)[0]
    refused(code, lambda: asked(session, case, **how))
    assert erasure.every(session) == ()


def test_a_case_has_one_request_that_waits(house: Build) -> None:
    session = house().session
    code, _case = case_with(session)
    first = asked(session, code)
    refused("erasure-waits-already", lambda: asked(session, code))
    erasure.withdraw(session, first.id)
    assert asked(session, code).state == "waiting"


def test_an_unknown_code_is_no_case(house: Build) -> None:
    session = house().session
    refused("no-such-case", lambda: asked(session, "UN4-26-7K3QF2"))


# --- who may, and when ------------------------------------------------------------------------------------------------


def test_nothing_is_erased_before_its_day(house: Build, clock: FixedClock) -> None:
    home = house((OTHER, "lead"))
    code, case = case_with(home.session)
    made = asked(home.session, code)
    clock.advance(days=14, seconds=-1)
    session = home.sit_down(OTHER)
    with pytest.raises(Refused) as refusal:
        erasure.confirm(session, made.id, code)
    assert (refusal.value.code, refusal.value.facts["days"]) == ("erasure-waits", 1)
    assert cases.read_case(session, case)
    assert erasure.count_due(session) == 0


def test_another_lead_confirms_what_one_asked_for(house: Build, clock: FixedClock) -> None:
    home = house((OTHER, "lead"))
    code, case = case_with(home.session)
    made = asked(home.session, code)
    clock.advance(days=14)
    refused("second-person-needed", lambda: erasure.confirm(home.session, made.id, code))
    assert erasure.count_due(home.session) == 1  # she is told, so that she calls the other one
    session = home.sit_down(OTHER)
    done = erasure.confirm(session, made.id, code.lower())
    assert (done.code, done.sheets, done.traces_gone, done.backed_up) == (code, 3, True, True)
    assert done.copies_until == clock.now.date() + timedelta(days=35)
    assert verbs(session, "erased", "erased-alone") == [("erased", case, 3)]
    (kept,) = erasure.every(session)
    assert (kept.state, kept.asked_by, kept.ended_by, kept.alone, kept.words) == ("done", LEAD, OTHER, False, "")
    refused("erasure-ended", lambda: erasure.confirm(session, made.id, code))


def test_what_a_worker_asked_for_any_lead_confirms(house: Build, clock: FixedClock) -> None:
    home = house((WORKER, "worker"))
    session = home.sit_down(WORKER)
    code, _case = case_with(session)
    made = asked(session, code)
    clock.advance(days=14)
    refused("not-allowed", lambda: erasure.confirm(session, made.id, code))
    assert erasure.count_due(session) == 0
    assert erasure.confirm(home.sit_down(LEAD), made.id, code).sheets == 3


def test_an_office_of_one_person_does_it_alone_and_it_is_counted(house: Build, clock: FixedClock) -> None:
    session = house((WORKER, "worker")).session
    code, case = case_with(session)
    made = asked(session, code)
    clock.advance(days=14)
    erasure.confirm(session, made.id, code)
    assert verbs(session, "erased", "erased-alone") == [("erased-alone", case, 3)]
    (kept,) = erasure.every(session)
    assert (kept.alone, kept.ground) == (True, "cerere")
    assert erasure.count_alone(session, clock.now - timedelta(days=1), clock.now + timedelta(days=1)) == 1
    assert erasure.count_alone(session, clock.now - timedelta(days=9), clock.now) == 0


def test_a_lead_who_must_not_see_the_case_is_no_second_person(house: Build, clock: FixedClock) -> None:
    home = house((OTHER, "lead"))
    session = home.session
    code, case = case_with(session)
    other = next(one.id for one in people.all_workers(session) if one.name == OTHER)
    deny(session, case, other)
    made = asked(session, code)
    clock.advance(days=14)
    blind = home.sit_down(OTHER)
    assert erasure.every(blind) == ()
    assert erasure.count_due(blind) == 0
    refused("no-such-request", lambda: erasure.confirm(blind, made.id, code))
    refused("no-such-request", lambda: erasure.withdraw(blind, made.id))
    refused("no-such-case", lambda: asked(blind, code))
    refused("no-such-case", lambda: erasure.hold(blind, code))
    erasure.confirm(home.sit_down(LEAD), made.id, code)
    assert erasure.every(home.sit_down(OTHER)) == ()  # nor does she learn of it afterwards


def test_the_code_is_typed_once_more(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, case = case_with(session)
    other, _case = case_with(session)
    made = asked(session, code)
    clock.advance(days=14)
    refused("code-differs", lambda: erasure.confirm(session, made.id, other))
    assert cases.read_case(session, case)


def test_a_request_is_withdrawn_by_the_one_who_asked(house: Build, clock: FixedClock) -> None:
    home = house((WORKER, "worker"), (OTHER, "specialist"))
    session = home.sit_down(WORKER)
    code, case = case_with(session)
    made = asked(session, code)
    refused("not-allowed", lambda: erasure.withdraw(home.sit_down(OTHER), made.id))
    session = home.sit_down(WORKER)
    erasure.withdraw(session, made.id)
    assert verbs(session, "erasure-withdrawn") == [("erasure-withdrawn", case, None)]
    clock.advance(days=30)
    refused("erasure-ended", lambda: erasure.confirm(home.sit_down(LEAD), made.id, code))
    assert cases.read_case(home.session, case)


def test_a_worker_sees_the_requests_of_cases_that_she_sees(house: Build) -> None:
    home = house((WORKER, "worker"))
    code, case = case_with(home.session)
    asked(home.session, code)
    session = home.sit_down(WORKER)
    assert [one.code for one in erasure.every(session)] == [code]
    assert erasure.of_case(session, case) is not None
    deny(session, case, session.worker.id)
    session = home.sit_down(WORKER)
    assert erasure.every(session) == ()
    assert erasure.of_case(session, case) is None


# --- what happens to the case meanwhile -------------------------------------------------------------------------------


def test_what_was_written_in_those_days_is_counted_and_goes_too(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, _case = case_with(session)
    made = asked(session, code)
    assert erasure.every(session)[0].changed == 0
    clock.advance(days=3)
    put(session, code, "incident", inc_dt="2026-11-25", narrative=f"{WORD} din nou")
    put(session, code, "aggressor", agg_name=WORD)
    assert erasure.every(session)[0].changed == 2
    clock.advance(days=11)
    assert erasure.confirm(session, made.id, code).sheets == 5
    assert not left(session, WORD)


def test_afterwards_the_word_is_nowhere(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, case = case_with(session)
    made = asked(session, code)
    clock.advance(days=14)
    erasure.confirm(session, made.id, code)
    assert not left(session, WORD, "povestit")
    assert cases.find(session, WORD[:6]) == ()
    refused("no-such-case", lambda: cases.by_code(session, code))
    refused("no-such-case", lambda: cases.read_case(session, case))
    made_after = backup.last(session.vault.path)
    assert made_after is not None
    assert made_after.commit_no == session.vault.commit_no
    assert store.read_file(session.vault.path / store.FILE, store.key_of(session.conn)) == tombs.every(session.conn)


def test_a_sheet_that_was_open_meanwhile_is_not_saved_any_more(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, case = case_with(session)
    old = sheets.open_sheet(session, "incident", case=case)
    identity = sheets.open_sheet(session, "identity", case=case)
    made = asked(session, code)
    clock.advance(days=14)
    erasure.confirm(session, made.id, code)
    refused("erased", lambda: sheets.save(session, old, {"narrative": f"{WORD} târziu"}))
    refused("erased", lambda: sheets.save(session, identity, {"last_name": WORD}))
    sheets.keep_draft(session, identity, {"last_name": WORD})
    assert not left(session, WORD)


def test_another_case_is_as_it_was(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, _case = case_with(session)
    other, kept = case_with(session, "Altcineva")
    before = cases.read_case(session, kept)
    made = asked(session, code)
    clock.advance(days=14)
    erasure.confirm(session, made.id, code)
    after = cases.read_case(session, kept)
    assert after.records == before.records
    assert [row.code for row in cases.find(session, "Altcineva")] == [other]
    sheet = next(one for one in after.records if one.form == "incident")
    shown = sheets.open_sheet(session, "incident", record=sheet.id, case=kept)
    assert sheets.reveal(session, shown, "narrative") == "Altcineva a povestit"


def test_a_backup_from_before_is_no_longer_there_after_its_days(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, _case = case_with(session)
    made = asked(session, code)
    clock.advance(days=13)
    old = backup.make(session.vault, clock.now)
    clock.advance(days=1)
    done = erasure.confirm(session, made.id, code)
    clock.advance(days=33)
    backup.make(session.vault, clock.now)
    assert old.path.exists()  # until its days are over it can still be restored, and then forgets the case
    clock.advance(days=1)
    backup.make(session.vault, clock.now)
    assert clock.now.date() < done.copies_until
    assert not old.path.exists()
