"""Two files about one person: one stands for both, nothing is moved, and each merge can be undone exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db import access_log, facts, records
from desktop.refusals import Refused
from desktop.services import access, cases, duplicates, links, merging
from desktop.services.cases import Filter
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, MANAGER, fill, put, village
from tests.desktop.services.test_duplicates import CYRILLIC, MARIA, new_case


def listed(session: Session) -> set[str]:
    return {row.code for row in cases.page(session, Filter(order="code")).rows}


def bodies(session: Session, case: str) -> dict[str, Any]:
    return {one.id: (one.case, dict(one.body)) for one in records.of_case(session.conn, case)}


def two(session: Session) -> tuple[tuple[str, str], tuple[str, str]]:
    return new_case(session, MARIA), new_case(session, CYRILLIC)


def test_a_merge_moves_nothing_and_is_undone_exactly(session: Session) -> None:
    (first, code), (second, other) = two(session)
    put(session, other, "case", {"status": "in_monitorizare", "status_reason": "de probă"})
    before = bodies(session, first), bodies(session, second)
    assert merging.merge_into(session, second, first).code == code
    assert bodies(session, first) == before[0]
    assert set(bodies(session, second)) == set(before[1])
    header = records.get(session.conn, second)
    assert header is not None and (header.body["status"], header.body["duplicate_of"]) == ("duplicat", first)
    assert header.state != "to_check"
    merging.unmerge(session, second)
    assert bodies(session, second) == before[1]
    verbs = [(one.verb, one.object) for one in access_log.page(session.conn, 50)]
    for done in (("merged", second), ("merged-to", first), ("unmerged", second), ("unmerged-to", first)):
        assert done in verbs


def test_the_list_shows_one_and_the_other_code_leads_to_it(session: Session) -> None:
    (first, code), (second, other) = two(session)
    merging.merge_into(session, second, first)
    page = cases.page(session, Filter(order="code"))
    assert [row.code for row in page.rows] == [code] and page.total == 1
    assert [row.case for row in cases.find(session, other)] == [first]
    assert cases.standing_by_code(session, other).code == code
    assert merging.by_own_code(session, other).case == second  # for whoever means the very file: erasing, undoing
    merging.unmerge(session, second)
    assert listed(session) == {code, other}


def test_its_sheets_are_shown_in_the_first_under_their_origin(session: Session) -> None:
    (first, _code), (second, other) = two(session)
    sheet = put(session, other, "incident", {"inc_dt": "2026-11-20"}).record
    merging.merge_into(session, second, first)
    file = cases.open_case(session, first)
    (joined,) = file.joined
    assert joined.row.code == other and sheet in {line.record for line in joined.lines}
    assert file.case_of(sheet) == second and file.case_of(first) == first
    assert sheet not in {one.id for one in file.records}


def test_totals_count_one(session: Session) -> None:
    (first, _code), (second, _other) = two(session)
    assert facts.alike(session.conn, {}, 9) == 2
    merging.merge_into(session, second, first)
    assert facts.alike(session.conn, {}, 9) == 1
    merging.unmerge(session, second)
    assert facts.alike(session.conn, {}, 9) == 2


def test_what_runs_in_the_second_file_runs_on(session: Session) -> None:
    """The hours of a team and of a child do not stop because somebody found a duplicate."""
    (first, _code), (second, other) = two(session)
    told = {"report_dt": "2026-11-24T10:00+02:00", "child_involved": "victima"}
    report = put(session, other, "report", told).record
    merging.merge_into(session, second, first)
    file = cases.open_case(session, first)
    assert [step.record for step in file.next if step.kind == "child"] == [report]
    assert report in {clock.record for clock in file.clocks}


def test_a_chain_of_merges_ends_in_the_file_that_stands(session: Session) -> None:
    (first, code), (second, _other) = two(session)
    third, third_code = new_case(session, MARIA)
    merging.merge_into(session, second, first)
    assert merging.merge_into(session, third, second).case == first  # through the one that gave way
    fourth, fourth_code = new_case(session)
    merging.merge_into(session, first, fourth)
    assert {one.case for one in merging.merged_in(session, fourth)} == {first, second, third}
    assert listed(session) == {fourth_code}
    merging.unmerge(session, first)
    assert listed(session) == {fourth_code, code} and third_code not in listed(session)
    for one, other in ((first, second), (second, first), (first, first), (second, third)):
        with pytest.raises(Refused, match="merge-same-case"):
            merging.merge_into(session, one, other)


def test_files_of_two_kinds_are_never_one(session: Session) -> None:
    victim, _code = new_case(session)
    aggressor, _other = new_case(session, file_kind="aggressor")
    for one, other in ((victim, aggressor), (aggressor, victim)):
        with pytest.raises(Refused, match="merge-kinds-differ"):
            merging.merge_into(session, one, other)


def test_only_what_was_merged_can_be_undone(session: Session) -> None:
    case, code = new_case(session)
    with pytest.raises(Refused, match="not-merged"):
        merging.unmerge(session, case)
    # Said by hand, without a file that stands for it.
    put(session, code, "case", {"status": "duplicat", "status_reason": "de probă"})
    with pytest.raises(Refused, match="not-merged"):
        merging.unmerge(session, case)
    assert listed(session) == {code}


def test_what_is_merged_is_no_longer_a_duplicate_to_ask_about(session: Session) -> None:
    (first, _code), (second, _other) = two(session)
    assert duplicates.of_case(session, first) and duplicates.of_case(session, second)
    merging.merge_into(session, second, first)
    assert duplicates.of_case(session, first) == duplicates.of_case(session, second) == ()


def test_who_may_not_see_one_of_them_merges_neither_and_sees_the_other_alone(tmp_path: Path, clock: FixedClock) -> None:
    there = village(tmp_path / "vault", clock)
    with there.at(MANAGER) as session:
        second, other = fill(session, "altcanar")
        merging.merge_into(session, second, there.case)
    there.deny(COUSIN)
    with there.at(COUSIN) as session:
        assert other in listed(session) and there.code not in listed(session)  # nothing says what it belongs to
        assert cases.standing_by_code(session, other).case == second
        assert cases.open_case(session, second).joined == () and links.links(session, second).first is None
        with pytest.raises(Refused, match="no-such-case"):
            merging.merge_into(session, second, there.case)
    with there.at(MANAGER) as session:
        access.allow(session, there.case, there.ids[COUSIN])
    with there.at(COUSIN) as session:
        assert other not in listed(session)
