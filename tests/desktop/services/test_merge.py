"""Two computers of one office: each works on, and files bring both to the same state, whatever happens to a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from db import erasure, erasure_requests, tombs
from db.merge import Revision
from desktop.forms.schema import Form
from desktop.services import (
    access,
    alarms,
    attach,
    conflicts,
    erased_list,
    joining,
    merge_out,
    people,
    renewing,
    statistics,
    vaults,
    writing,
)
from desktop.services import records as sheets
from desktop.services import standing as told
from desktop.services.session import Session
from tests import two_pcs
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import tables
from tests.desktop.services.merge_room import Two, body, new_case, preview, put, save, standing
from tests.offices import PASSPHRASE, make_office
from tests.pictures import png


@pytest.fixture
def two(tmp_path: Path, clock: FixedClock) -> Iterator[Two]:
    first = make_office(tmp_path / "first", "UN4", clock)
    second = two_pcs.second_pc(first, tmp_path / "second", worker="Persoana a doua")
    stick = tmp_path / "stick"
    stick.mkdir()
    made = Two(first.open(), second.open(), stick)
    yield made
    for session in (made.first, made.second):
        vaults.close_session(session, make_backup=False)


# --- both ways --------------------------------------------------------------------------------------------------------


def test_what_was_written_on_one_computer_stands_on_the_other_in_all_its_parts(two: Two) -> None:
    case = new_case(two.first)
    put(two.first, case.code, "identity", {"first_name": "Ana", "sex": "F", "age_est": 30})
    put(two.first, case.code, "incident", {"inc_dt": "2026-11-20", "forms_legal": ["FIZ"]})
    put(two.first, None, "report", {"report_dt": "2026-11-23T10:00+02:00", "notifier_type": "vecin"})
    fate = two.there()
    assert (fate.status, fate.code, fate.new, fate.conflicts, fate.missing) == ("imported", None, 4, 0, ())
    assert two.agree()


def test_each_goes_on_and_both_come_to_the_same(two: Two) -> None:
    case = new_case(two.first)
    sheet = put(two.first, case.code, "identity", {"first_name": "Ana", "sex": "F"})
    two.both_ways()
    save(two.first, sheet.record, "identity", {"first_name": "Anna"})
    save(two.second, sheet.record, "identity", {"last_name": "Probă"})
    put(two.second, case.code, "incident", {"inc_dt": "2026-11-20", "forms_legal": ["FIZ"]})
    two.both_ways()
    assert two.agree()
    answers = body(two.first, sheet.record)
    assert (answers["first_name"], answers["last_name"]) == ("Anna", "Probă")


def test_one_answer_changed_on_both_is_a_conflict_that_both_see_and_neither_loses(two: Two) -> None:
    case = new_case(two.first)
    sheet = put(two.first, case.code, "identity", {"first_name": "Ana"})
    two.both_ways()
    save(two.first, sheet.record, "identity", {"first_name": "Anna"})
    save(two.second, sheet.record, "identity", {"first_name": "Anca"})
    fate = two.there()
    assert fate.conflicts == 1
    two.both_ways()
    assert two.agree()
    for session in (two.first, two.second):
        (found,) = conflicts.listed(session)
        assert {one.value for one in found.values} == {"Anna", "Anca"}
        assert {one.worker for one in found.values} == {"Persoana de test", "Persoana a doua"}


def test_the_history_names_whoever_wrote_on_the_other_computer(two: Two) -> None:
    case = new_case(two.first)
    two.there()
    (first, *_rest) = sheets.history(two.second, case.record)
    assert first.worker == "Persoana de test"
    assert two.first.worker.id not in {one.id for one in people.everybody(two.second)}


def test_tables_that_two_computers_fixed_apart_pass_unseen_on_neither(two: Two) -> None:
    """Each keeps what it fixed, and whoever leads the office is told once to ask which of them the region has."""
    two.both_ways()
    for session, count in ((two.first, 3), (two.second, 6)):
        with session.vault.write(session.now()) as conn:
            statistics.freeze(session, conn, "2026-Q3", tables(count))
    for _ in range(2):
        two.both_ways()
    for session in (two.first, two.second):
        told_of = [(one.code, one.office, dict(one.facts)) for one in alarms.standing(session)]
        assert told_of == [("period-fixed-twice", session.office.code, {"period": "2026-Q3"})]


def test_people_and_settings_of_a_computer_stay_its_own(two: Two) -> None:
    new_case(two.first)
    mine = people.everybody(two.second)
    two.both_ways()
    assert people.everybody(two.second) == mine
    assert two.second.office.node != two.first.office.node


def test_an_empty_file_is_sent_and_taken_too(two: Two) -> None:
    assert (preview(two.first).revisions, preview(two.first).whole) == (0, True)
    assert two.there().status == "imported"


def test_the_clock_of_one_computer_a_year_ahead_takes_nothing_from_the_other(two: Two, clock: FixedClock) -> None:
    case = new_case(two.first)
    sheet = put(two.first, case.code, "identity", {"first_name": "Ana"})
    two.both_ways()
    now = clock.now
    clock.now = now + timedelta(days=365)
    save(two.second, sheet.record, "identity", {"first_name": "Anca"})
    clock.now = now
    two.both_ways()
    save(two.first, sheet.record, "identity", {"first_name": "Anna"})  # who has seen the other value replaces it
    two.both_ways()
    assert two.agree()
    assert body(two.second, sheet.record)["first_name"] == "Anna"
    assert conflicts.heads(two.first) == ()


# --- what happens to files --------------------------------------------------------------------------------------------


def test_a_file_twice_is_known_and_changes_nothing(two: Two) -> None:
    new_case(two.first)
    file = two.export(two.first)
    assert two_pcs.take(two.second, file).status == "imported"
    before = standing(two.second)
    assert two_pcs.take(two.second, file).status == "already-imported"
    assert standing(two.second) == before


def test_a_lost_file_is_made_good_by_the_next(two: Two) -> None:
    case = new_case(two.first)
    two.export(two.first).unlink()
    put(two.first, case.code, "identity", {"first_name": "Ana"})
    fate = two.there()
    assert (fate.status, fate.new, fate.code, fate.missing) == ("imported", 2, None, ())  # and is missed by nobody
    assert two.agree()
    (told,) = merge_out.exchanged(two.second)
    assert told.complete


def test_files_in_the_wrong_order_end_in_the_same_state(two: Two) -> None:
    case = new_case(two.first)
    early = two.export(two.first)
    put(two.first, case.code, "identity", {"first_name": "Ana"})
    late = two.export(two.first)
    assert two_pcs.take(two.second, late).status == "imported"
    assert two_pcs.take(two.second, early).status == "imported"
    assert two.agree()


def test_only_what_is_new_goes_once_the_other_has_said_what_it_has(two: Two) -> None:
    case = new_case(two.first)
    two.there()
    assert preview(two.first).revisions == 1  # nobody has said yet that it came
    two.back()
    assert preview(two.first).revisions == 0
    two.there()
    assert preview(two.second).revisions == 0  # and what came from there is not sent back, once its writer goes on
    put(two.first, case.code, "identity", {"first_name": "Ana"})
    found = preview(two.first)
    assert (found.revisions, found.records, found.cases, found.whole) == (1, 1, 1, False)


def test_what_was_sent_is_confirmed_by_the_other_computers_next_file(two: Two) -> None:
    new_case(two.first)
    two.there()
    assert not merge_out.exchanged(two.first)[0].confirmed
    two.back()
    (told,) = merge_out.exchanged(two.first)
    assert told.confirmed and told.complete and not told.waiting
    assert (told.sent_seq, told.received_seq) == (1, 1)


def test_a_file_for_one_computer_opens_on_no_other(two: Two, tmp_path: Path) -> None:
    new_case(two.first)
    assert two_pcs.take(two.first, two.export(two.first)).status == "refused"


def test_what_was_kept_is_worked_out_later_where_it_was_cut_off(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    case = new_case(two.first)
    put(two.first, case.code, "identity", {"first_name": "Ana", "sex": "F"})
    with monkeypatch.context() as cut:
        cut.setattr(renewing, "refresh_stale", lambda *_: renewing.Refreshed(0, 0))
        two.there()
    assert renewing.is_stale(two.second)
    assert standing(two.second)["cases"] == []
    assert joining.refresh_stale(two.second).cases == 1
    assert not renewing.is_stale(two.second)
    assert two.agree()


def test_a_case_that_cannot_be_worked_out_holds_up_no_other(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again at every start, and told of after the others; who reads reads on."""
    made = [new_case(two.first).record for _ in range(3)]
    stand = writing.stand

    def fault(session: Session, form: Form, revisions: list[Revision], *rest: Any) -> Any:
        if revisions[0].record == made[1]:
            raise KeyError("Ana")
        return stand(session, form, revisions, *rest)

    with monkeypatch.context() as faulty:
        faulty.setattr(writing, "stand", fault)
        with pytest.raises(KeyError):
            two.there()
        renewing.catch_up(two.second)
        known = {row[0] for row in two.second.conn.execute("SELECT case_id FROM case_row")}
        assert known == {made[0], made[2]}
        assert renewing.is_stale(two.second)
    renewing.catch_up(two.second)
    assert two.agree()


# --- more than one file holds -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_more_files_than_one_bundle_holds_leave_in_several_that_come_in_any_order(
    two: Two, order: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures of a year fill a bundle; none of them stays behind, and what is missing is known until the last came."""
    case = new_case(two.first)
    pictures = [png(60 + number) for number in range(5)]
    for picture in pictures:
        attach.add_to_case(two.first, str(case.case), picture, {"kind": "foto"})
    monkeypatch.setattr(merge_out, "ROOM", 2 * max(map(len, pictures)))
    made = merge_out.export_whole(two.first, preview(two.first).pc.id, two.stick)
    assert [one.seq for one in made] == [1, 2, 3] and len({one.file for one in made}) == 3
    fates = [two_pcs.take(two.second, made[place].file) for place in order]
    assert [fate.status for fate in fates] == ["imported"] * 3 and fates[-1].code in (None, "late")
    assert two.agree()
    assert two.second.conn.execute("SELECT count(*) FROM main.attachment").fetchone() == (5,)
    two.back()
    assert preview(two.first).files == 0


def test_a_part_that_was_lost_leaves_again(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    case = new_case(two.first)
    for number in range(4):
        attach.add_to_case(two.first, str(case.case), png(60 + number), {"kind": "foto"})
    monkeypatch.setattr(merge_out, "ROOM", 1)
    first, *_lost = merge_out.export_whole(two.first, preview(two.first).pc.id, two.stick)
    two_pcs.take(two.second, first.file)
    two.back()
    for one in merge_out.export_whole(two.first, preview(two.first).pc.id, two.stick):
        two_pcs.take(two.second, one.file)
    assert two.agree()


# --- erased -----------------------------------------------------------------------------------------------------------


def erase(session: Session, case: str) -> None:
    """As an erasure ends that a lead has confirmed."""
    with erased_list.wide(session) as wide:
        with session.vault.write(session.now()) as conn:
            erasure.case(conn, case, "erasure", "2026-11-24")
        erased_list.finish(session, wide)


def test_what_was_erased_on_one_computer_goes_on_the_other_and_stays_away(two: Two) -> None:
    case = new_case(two.first)
    put(two.first, case.code, "identity", {"first_name": "Ana"})
    two.both_ways()
    put(two.second, case.code, "note", {"note": "x"})
    late = two.export(two.second)
    erase(two.first, case.record)
    two.there()
    two_pcs.take(two.first, late)
    two.both_ways()
    for session in (two.first, two.second):
        assert standing(session)["revisions"] == [] and standing(session)["cases"] == []
        assert tombs.is_gone(session.conn, case.record)
    assert (two.second.vault.path / "vault.erased").exists()


# --- files, sealed words, sealed cases --------------------------------------------------------------------------------


def test_an_attached_file_goes_along_and_is_whole(two: Two) -> None:
    case = new_case(two.first)
    added = attach.add_to_case(two.first, case.record, png(), {"kind": "foto"})
    assert preview(two.first).files == 1
    two.there()
    assert attach.shown(two.second, added.id) == png()
    assert two.agree()


def test_sealed_words_can_be_read_on_both_whoever_wrote_them_first(two: Two) -> None:
    """Each computer has made a key for the case before they met."""
    case = new_case(two.first)
    sheet = put(two.first, case.code, "incident", {"inc_dt": "2026-11-20"})
    two.both_ways()
    save(two.first, sheet.record, "incident", {"narrative": "primul"})
    save(two.second, sheet.record, "incident", {"narrative": "al doilea"})
    two.both_ways()
    for session in (two.first, two.second):
        opened = sheets.open_sheet(session, "incident", record=sheet.record)
        told = {sheets.reveal(session, opened, "narrative", one.value) for one in opened.conflicts["narrative"]}
        assert told == {"primul", "al doilea"}


def test_a_sealed_case_stays_on_its_computer_and_is_counted(two: Two) -> None:
    case, other = new_case(two.first), new_case(two.first)
    access.seal_case(two.first, case.record, [two.first.worker.id], "nobody")
    assert (preview(two.first).sealed, preview(two.first).cases) == (1, 1)
    fate = two.there()
    assert (fate.code, fate.facts["sealed"]) == ("merge-sealed", 1)
    assert [row[0] for row in two.second.conn.execute("SELECT case_id FROM case_row")] == [other.record]
    two.back()
    known = {one.record: told.of_case(two.first, one.record)[0].state for one in (case, other)}
    assert known == {case.record: told.State.NOT_SENT, other.record: told.State.CONFIRMED}, "it is on no other computer"
    access.unseal(two.first, case.record)
    two.there()
    assert {row[0] for row in two.second.conn.execute("SELECT case_id FROM case_row")} == {case.record, other.record}


def test_what_comes_for_a_case_that_is_sealed_here_waits_for_its_people(two: Two, clock: FixedClock) -> None:
    """The head of office imports; only the manager may open the case."""
    manager = people.add_worker(two.first, "Maria Managera", "worker", PASSPHRASE)
    case = new_case(two.first)
    sheet = put(two.first, case.code, "identity", {"first_name": "Ana"})
    save(two.first, case.record, "case", {"case_manager": manager.id})
    two.both_ways()
    folder = two.first.vault.path
    vaults.close_session(two.first, make_backup=False)
    maria = vaults.open_session(folder, worker="Maria Managera", passphrase=PASSPHRASE, clock=clock)
    access.seal_case(maria, case.record, [manager.id], "nobody")
    vaults.close_session(maria, make_backup=False)
    two.first = vaults.open_session(folder, worker="Persoana de test", passphrase=PASSPHRASE, clock=clock)
    save(two.second, sheet.record, "identity", {"last_name": "Probă"})
    added = attach.add_to_case(two.second, case.record, png(), {"kind": "foto"})
    fate = two.back()
    assert (fate.status, fate.new) == ("imported", 2)
    assert b"Prob" not in b"".join(row[0] for row in two.first.conn.execute("SELECT box FROM sealed_wait"))
    assert not renewing.is_stale(two.first)
    vaults.close_session(two.first, make_backup=False)
    two.first = vaults.open_session(folder, worker="Maria Managera", passphrase=PASSPHRASE, clock=clock)
    assert renewing.is_stale(two.first)
    joining.refresh_stale(two.first)
    assert body(two.first, sheet.record)["last_name"] == "Probă"
    assert attach.shown(two.first, added.id) == png()
    assert not renewing.is_stale(two.first)
    assert all(row[0].startswith("~") for row in two.first.conn.execute("SELECT sets FROM main.revision"))


# --- what a program does not know yet ---------------------------------------------------------------------------------


def test_a_sheet_of_a_form_that_is_not_known_here_waits_and_is_carried_on(two: Two) -> None:
    case = new_case(two.first)
    with two.first.vault.write(two.first.now()) as conn:
        conn.execute(
            "INSERT INTO main.revision SELECT ?, ?, case_id, 'tomorrow', 1, time, worker, office,"
            " '{\"what\":1.5}', '{}', arrived + 1 FROM main.revision",
            ("7" * 32, "8" * 32),
        )
    two.there()
    assert renewing.is_stale(two.second)
    assert [row[2] for row in standing(two.second)["records"]] == ["case"]
    assert standing(two.second)["revisions"] == standing(two.first)["revisions"]
    assert body(two.second, case.record)


def test_sheets_that_came_before_their_case_stand_with_it_once_it_comes(two: Two) -> None:
    case = new_case(two.first)
    put(two.first, case.code, "identity", {"first_name": "Ana", "sex": "F"})
    held = two.first.conn.execute("SELECT * FROM main.revision WHERE form = 'case'").fetchall()
    with two.first.vault.write(two.first.now()) as conn:
        conn.execute("DELETE FROM main.revision WHERE form = 'case'")
    two.there()
    assert standing(two.second)["cases"] == []
    with two.first.vault.write(two.first.now()) as conn:
        conn.executemany("INSERT INTO main.revision VALUES (?,?,?,?,?,?,?,?,?,?,?)", held)
        conn.execute("UPDATE main.revision SET arrived = (SELECT commit_no + 1 FROM ledger) WHERE form = 'case'")
    two.there()
    assert two.agree()


def test_a_hold_that_was_set_on_one_computer_holds_on_the_other(two: Two) -> None:
    case = new_case(two.first)
    two.both_ways()
    save(two.first, case.record, "case", {"legal_hold": True})
    two.there()
    assert erasure_requests.is_held(two.second.conn, case.record)
    save(two.first, case.record, "case", {"legal_hold": False})
    two.there()
    assert not erasure_requests.is_held(two.second.conn, case.record)


class Stop(Exception):
    """As a job is told to stop."""


def test_a_stop_while_it_is_read_takes_nothing_in(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.services.take_merge.SOMETIMES", 2)
    new_case(two.first)
    file, before = two.export(two.first), standing(two.second)

    def stop(done: int, total: int) -> None:
        if done and total > 1:
            raise Stop

    with pytest.raises(Stop):
        two_pcs.take(two.second, file, stop)
    assert standing(two.second) == before
    assert two_pcs.take(two.second, file).status == "imported"
    assert two.agree()


def test_a_stop_while_it_is_worked_out_keeps_what_was_kept(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "CASES", 1)
    for _each in range(3):
        new_case(two.first)

    def stop(done: int, total: int) -> None:
        if (done, total) == (1, 3):
            raise Stop

    assert two_pcs.take(two.second, two.export(two.first), stop).status == "imported"
    assert len(standing(two.second)["cases"]) == 1
    assert renewing.refresh_stale(two.second).cases == 2
    assert two.agree()


def test_a_number_whose_work_has_not_come_is_missed_until_it_has(two: Two) -> None:
    """It was there, and went with a database that was put back; the other does not know of that yet."""
    case = new_case(two.first)
    two.both_ways()
    before = standing(two.second)
    two.export(two.first).unlink()
    put(two.first, case.code, "identity", {"first_name": "Ana"})
    with two.first.vault.write(two.first.now()) as conn:  # as if the lost file had been said to have come
        conn.execute("UPDATE sent SET outcome = 'imported' WHERE seq = 3 AND kind = 'merge'")
    put(two.first, case.code, "incident", {"inc_dt": "2026-11-20", "forms_legal": ["FIZ"]})
    with two.first.vault.write(two.first.now()) as conn:
        upto = conn.execute("SELECT max(arrived) - 1 FROM main.revision").fetchone()[0]
        conn.execute("UPDATE sent SET upto = ? WHERE seq = 3 AND kind = 'merge'", (upto,))
    fate = two.there()
    assert (fate.code, fate.missing) == ("merge-incomplete", (3,))
    assert [one.numbers for one in told.missing(two.second)] == [(3,)]
    assert standing(two.second) != before
    two.back()
    assert two.there().missing == ()
    assert told.missing(two.second) == ()
    assert two.agree()


def test_the_first_of_several_parts_that_was_lost_leaves_again(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what came after a gap nobody may take it that all before is there too."""
    monkeypatch.setattr(merge_out, "ROOM", 1)
    case = new_case(two.first)
    for _each in range(3):
        attach.add_to_case(two.first, case.record, png(), {"kind": "foto"})
    lost, *others = merge_out.export_whole(two.first, preview(two.first).pc.id, two.stick)
    lost.file.unlink()
    assert others
    for one in others:
        assert two_pcs.take(two.second, one.file).status == "imported"
    two.back()
    for one in merge_out.export_whole(two.first, preview(two.first).pc.id, two.stick):
        two_pcs.take(two.second, one.file)
    assert two.agree()
    assert told.missing(two.second) == ()
