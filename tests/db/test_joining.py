"""Revisions from elsewhere: every order, repetition and loss ends in one state, and what was erased stays away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import erasure, joining, merges, records, seals, tombs
from db.errors import VaultRefused
from db.merge import Revision
from db.merges import Came
from db.tombs import ALL, Entry
from db.vault import Vault
from tests.db.make import NOW, new_id, new_vault, revision

CASE, SHEET = "c" * 32, "5" * 32
IDS = [f"{number:032x}" for number in range(6)]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = new_vault(tmp_path / "vault")
    yield made
    made.close(NOW)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """For what many drawn examples write, each in a transaction that is undone."""
    made = new_vault(tmp_path_factory.mktemp("joining") / "vault")
    yield made
    made.close(NOW)


def join(vault: Vault, *revisions: Revision) -> joining.Joined:
    with vault.write(NOW) as conn:
        return joining.join(conn, revisions)


def kept(vault: Vault) -> list[Revision]:
    return sorted(joining.since(vault.conn, -1, 2**62), key=lambda one: one.id)


def whole() -> Revision:
    return revision(
        SHEET, id="a" * 32, case=CASE, sets={"name": "Ana", "phone": "1", "note": "x"}, replaces={"name": ("b" * 32,)}
    )


def thin(one: Revision, *paths: str) -> Revision:
    return one._replace(
        sets={path: value for path, value in one.sets.items() if path not in paths},
        replaces={path: names for path, names in one.replaces.items() if path not in paths},
    )


def test_a_revision_is_kept_once(vault: Vault) -> None:
    one = whole()
    assert join(vault, one)[:2] == (1, 0)
    assert join(vault, one, one)[:2] == (0, 2)
    assert kept(vault) == [one]


def test_two_copies_of_a_revision_that_each_lack_an_answer_make_it_whole(vault: Vault) -> None:
    one = whole()
    join(vault, thin(one, "name"))
    joined = join(vault, thin(one, "phone"))
    assert kept(vault) == [one]
    assert (joined.new, joined.records, joined.cases) == (0, {SHEET}, {CASE})


def test_a_thinner_copy_takes_nothing_away_and_gives_no_work(vault: Vault) -> None:
    join(vault, whole())
    with vault.write(NOW) as conn:
        joining.renewed(conn, CASE, [SHEET])
    joined = join(vault, thin(whole(), "name", "note"))
    assert kept(vault) == [whole()]
    assert joined.records == frozenset()
    assert not joining.any_stale(vault.conn)


def test_a_fuller_copy_is_new_for_the_other_computers(vault: Vault) -> None:
    join(vault, thin(whole(), "name"))
    before = vault.commit_no
    join(vault, whole())
    assert list(joining.since(vault.conn, before, 2**62)) == [whole()]


def test_in_which_case_a_report_stood_may_be_left_untold_and_stays_known_here(vault: Vault) -> None:
    join(vault, whole())
    assert join(vault, whole()._replace(case=None)).known == 1
    assert list(joining.of_records(vault.conn, [SHEET])[SHEET]) == [whole()]
    sheet = whole()._replace(record="6" * 32, form="identity")
    join(vault, sheet)
    with pytest.raises(VaultRefused, match="revision-differs"):
        join(vault, sheet._replace(case=None))


@pytest.mark.parametrize(
    "change",
    [
        {"sets": {"name": "Eva"}},
        {"sets": {"phone": 1}},
        {"replaces": {"name": ("e" * 32,)}},
        {"time": 2},
        {"worker": "e" * 32},
        {"office": "UN5"},
        {"form": "case"},
        {"version": 2},
        {"case": "d" * 32},
    ],
)
def test_the_same_revision_with_other_content_is_refused_and_changes_nothing(
    vault: Vault, change: dict[str, object]
) -> None:
    join(vault, whole())
    with pytest.raises(VaultRefused, match="revision-differs"):
        join(vault, revision(SHEET, case=CASE), whole()._replace(**change))
    assert kept(vault) == [whole()]


def test_true_and_one_are_two_answers(vault: Vault) -> None:
    join(vault, whole()._replace(sets={"name": True}))
    with pytest.raises(VaultRefused, match="revision-differs"):
        join(vault, whole()._replace(sets={"name": 1}))


# --- every order ------------------------------------------------------------------------------------------------------

PATHS = ("name", "phone", "note")
COPIES = st.lists(st.tuples(st.sampled_from(IDS), st.sets(st.sampled_from(PATHS))), min_size=1, max_size=12)


@settings(max_examples=80)
@given(copies=COPIES, data=st.data())
def test_whatever_comes_in_whatever_order_and_however_often_ends_in_the_union(
    shared: Vault, copies: list[tuple[str, set[str]]], data: st.DataObject
) -> None:
    every = [thin(whole()._replace(id=name), *paths) for name, paths in copies]
    again = data.draw(st.permutations(every + every[: len(every) // 2]))
    cut = data.draw(st.integers(0, len(again)))
    states = []
    for batches in ([every], [again[:cut], again[cut:]], [[one] for one in again]):
        with pytest.raises(Undo), shared.write(NOW) as conn:
            for batch in batches:
                joining.join(conn, batch)
            states.append(sorted(joining.since(conn, -1, 2**62)))
            raise Undo
    assert states[0] == states[1] == states[2]
    for name in {name for name, _paths in copies}:
        said = set(PATHS) - set.intersection(*(paths for one, paths in copies if one == name))
        (found,) = [one for one in states[0] if one.id == name]
        assert found.sets.keys() == said


class Undo(Exception):
    """Takes back what an example wrote."""


# --- what was erased --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [CASE, SHEET])
def test_what_was_erased_does_not_come_back(vault: Vault, gone: str) -> None:
    with vault.write(NOW) as conn:
        tombs.keep(conn, [Entry(gone, ALL, "erasure", "2026-11-24")])
    assert join(vault, whole()).new == 0
    assert kept(vault) == []
    assert not joining.any_stale(vault.conn)


@settings(max_examples=40)
@given(first=st.booleans(), thinned=st.booleans())
def test_answers_that_were_erased_stay_away_whether_they_come_before_or_after(
    shared: Vault, first: bool, thinned: bool
) -> None:
    """Before it was erased here or after, from a computer that has erased it too or not."""
    entry = Entry(SHEET, tombs.some(5, {"name"}), "account-erased", "2026-11-24")
    coming = thin(whole(), "name") if thinned else whole()
    with pytest.raises(Undo), shared.write(NOW) as conn:
        if first:
            joining.join(conn, [whole()])
        erasure.reapply(conn, [entry])
        joining.join(conn, [coming])
        assert sorted(joining.since(conn, -1, 2**62)) == [thin(whole(), "name")]
        raise Undo


def test_what_was_typed_again_after_the_erasure_comes(vault: Vault) -> None:
    with vault.write(NOW) as conn:
        erasure.reapply(conn, [Entry(SHEET, tombs.some(5, {"name"}), "account-erased", "2026-11-24")])
    later = whole()._replace(time=6)
    join(vault, later)
    assert kept(vault) == [later]


def test_only_lines_of_the_list_that_are_new_are_told(vault: Vault) -> None:
    entries = [Entry(SHEET, ALL, "erasure", "2026-11-24"), Entry(CASE, ALL, "erasure", "2026-11-24")]
    with vault.write(NOW) as conn:
        tombs.keep(conn, entries[:1])
    assert joining.unknown(vault.conn, entries) == entries[1:]


# --- what is to be worked out -----------------------------------------------------------------------------------------


def test_what_came_is_worked_out_case_by_case(vault: Vault) -> None:
    other, lone = new_id(), new_id()
    join(vault, whole(), revision(other, case="d" * 32), revision(lone, case=None))
    assert joining.count_stale(vault.conn) == 3
    first = joining.stale_cases(vault.conn, None, 2)
    assert first == {"": [lone], CASE: [SHEET]}
    assert joining.stale_cases(vault.conn, max(first), 2) == {"d" * 32: [other]}
    with vault.write(NOW) as conn:
        joining.renewed(conn, "", [lone])
    assert joining.count_stale(vault.conn) == 2


def test_a_case_that_is_erased_waits_for_nothing(vault: Vault) -> None:
    join(vault, whole())
    with vault.write(NOW) as conn:
        erasure.case(conn, CASE, "erasure", "2026-11-24")
    assert not joining.any_stale(vault.conn)


# --- what goes, and what has come -------------------------------------------------------------------------------------


def test_what_another_computer_sent_is_no_news_for_it_and_goes_back_once_all_the_same(vault: Vault) -> None:
    with vault.write(NOW) as conn:
        merges.note_came(conn, Came("p" * 32, "n" * 32, 1, -1, 7))
        joining.join(conn, [whole()])
    own = revision(new_id())
    join(vault, own)
    theirs = merges.came_from(vault.conn, "p" * 32)
    assert len(list(joining.since(vault.conn, -1, 2**62))) == joining.counted(vault.conn, -1, 2**62).revisions == 2
    assert joining.any_since(vault.conn, -1, theirs)
    assert not joining.any_since(vault.conn, vault.commit_no, theirs)
    assert merges.came_from(vault.conn, "q" * 32) == frozenset()


def test_what_an_installation_before_the_present_one_sent_is_news_for_it(vault: Vault) -> None:
    for node, one in (("1" * 32, whole()), ("2" * 32, revision(new_id()))):
        with vault.write(NOW) as conn:
            merges.note_came(conn, Came("p" * 32, node, 1, -1, 7))
            joining.join(conn, [one])
    assert len(merges.came_from(vault.conn, "p" * 32)) == 1
    assert joining.any_since(vault.conn, -1, merges.came_from(vault.conn, "p" * 32))


def test_how_far_the_work_of_a_computer_is_here_without_a_gap(vault: Vault) -> None:
    def reached(*spans: tuple[int, int]) -> int:
        with pytest.raises(Undo), vault.write(NOW) as conn:
            rows = [(number, "p", "n", number, after, upto) for number, (after, upto) in enumerate(spans, 100)]
            conn.executemany("INSERT INTO came VALUES (?, ?, ?, ?, ?, ?)", rows)
            told.append(merges.reached(conn, "p", "n"))
            raise Undo
        return told.pop()

    told: list[int] = []
    assert reached() == -1
    assert reached((-1, 10)) == 10
    assert reached((-1, 10), (12, 20)) == 10  # the one between is missing
    assert reached((12, 20), (-1, 10), (10, 12)) == 20
    assert reached((-1, 10), (5, 20), (-1, 8)) == 20


def test_what_lies_under_a_seal_does_not_leave(vault: Vault) -> None:
    sheet = record_with(vault, CASE)
    open_ = record_with(vault, "d" * 32)
    with vault.write(NOW) as conn:
        seals.make(conn, CASE, CASE, "case", "nobody", [], now=NOW, by=vault.worker.id)
    assert [one.record for one in joining.since(vault.conn, -1, 2**62)] == [open_]
    assert joining.sealed_scopes(vault.conn) == 1
    before = vault.commit_no
    with vault.write(NOW) as conn:
        seals.remove(conn, CASE)
    assert [one.record for one in joining.since(vault.conn, before, 2**62)] == [sheet]  # from now on it goes


def record_with(vault: Vault, case: str) -> str:
    """A saved sheet of a case."""
    from tests.db.make import record

    saved = record(case=case)
    with vault.write(NOW) as conn:
        records.add_revision(conn, revision(saved.id, case=case, sets={"note": "x"}))
        records.put(conn, saved)
    return saved.id
