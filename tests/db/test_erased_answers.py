"""Some answers of a sheet go for good, from every revision up to a time; what is typed later stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import (
    drafts,
    erasure,
    facts,
    records,
    search,
    tombs,
)
from db.drafts import Draft
from db.hybrid import from_datetime
from db.vault import Vault
from tests.db.erasing import CASE, DAY, WORD, story
from tests.db.make import NOW, new_id, new_vault, record, revision

# --- some answers -----------------------------------------------------------------------------------------------------


def test_some_answers_go_from_every_revision_and_the_rest_stays(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    _, sheet = story(vault)
    with vault.write(NOW) as conn:
        search.put(conn, sheet, CASE, f"{WORD} incident")
        assert erasure.parts(conn, sheet, vault.tick(NOW), {"rows/name"}, "retention", DAY)
        assert not erasure.parts(conn, sheet, vault.tick(NOW), {"rows/name"}, "retention", DAY)
    (one,) = records.revisions(vault.conn, sheet)
    assert dict(one.sets) == {"note": f"{WORD} incident"}
    stands = records.get(vault.conn, sheet)
    assert stands is not None
    assert dict(stands.body) == {"note": f"{WORD} incident"}
    assert facts.shared(vault.conn, "word", WORD) == 1  # the anonymous row stays


def test_of_the_words_of_the_search_those_stay_that_still_stand(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    sheet = new_id()
    body = {"last_name": "Sârbu", "note": "vecina Ana"}
    with vault.write(NOW) as conn:
        records.add_revision(conn, revision(sheet, sets=body, time=1))
        records.put(conn, record(sheet, body=body))
        search.put(conn, sheet, None, "Sârbu vecina Ana")
        erasure.parts(conn, sheet, 5, {"last_name"}, "retention", DAY)
    assert search.find(vault.conn, "sirbu", 5) == []
    assert search.find(vault.conn, "Sârbu", 5) == []
    assert [hit.record for hit in search.find(vault.conn, "vecina", 5)] == [sheet]


def test_what_is_typed_into_the_same_field_later_stays(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    _, sheet = story(vault)
    old = records.revisions(vault.conn, sheet)[0]
    whole = old._replace(sets={"note": WORD, "rows/1/name": WORD})
    with vault.write(NOW) as conn:
        erasure.parts(conn, sheet, vault.tick(NOW), {"note", "rows/name"}, "retention", DAY)
        late = NOW + timedelta(minutes=1)
        assert records.add_revision(conn, revision(sheet, case=CASE, sets={"note": "din nou"}, time=vault.tick(late)))
        assert not records.add_revision(conn, whole)  # the old one comes again, from another computer
    assert [dict(one.sets) for one in records.revisions(vault.conn, sheet)] == [{}, {"note": "din nou"}]


def test_an_erased_answer_does_not_come_with_a_revision_that_was_not_here(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    _, sheet = story(vault)
    with vault.write(NOW) as conn:
        erasure.parts(conn, sheet, vault.tick(NOW), {"note"}, "retention", DAY)
        other = revision(sheet, case=CASE, sets={"note": WORD, "sex": "f"}, replaces={"note": ("x",)}, time=3)
        assert records.add_revision(conn, other)
    kept = next(one for one in records.revisions(vault.conn, sheet) if one.id == other.id)
    assert (dict(kept.sets), dict(kept.replaces)) == ({"sex": "f"}, {})


def test_of_a_draft_only_what_was_typed_before_goes(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    _, sheet = story(vault)
    later = NOW + timedelta(hours=1)
    with vault.write(NOW) as conn:
        drafts.put(conn, Draft(sheet, CASE, "incident", 1, "b" * 32, {"note": "x", "sex": "f"}, {"note": ("r",)}, NOW))
        drafts.put(conn, Draft(sheet, CASE, "incident", 1, "c" * 32, {"note": "y"}, {}, later))
        drafts.put(conn, Draft(sheet, CASE, "incident", 1, "d" * 32, {"note": "z"}, {}, NOW))
        erasure.parts(conn, sheet, from_datetime(NOW) + 1, {"note"}, "retention", DAY)
    left = {worker: drafts.get(vault.conn, sheet, worker * 32) for worker in "bcd"}
    assert left["b"] is not None
    assert (dict(left["b"].body), dict(left["b"].seen)) == ({"sex": "f"}, {})
    assert left["c"] is not None
    assert dict(left["c"].body) == {"note": "y"}
    assert left["d"] is None


@given(
    order=st.permutations(range(6)),
    cut=st.integers(0, 6),
    gone=st.sets(st.sampled_from(["note", "sex", "rows/name"]), min_size=1),
    until=st.integers(0, 7),
)
def test_erasing_before_or_after_they_arrive_leaves_the_same_revisions(
    order: list[int], cut: int, gone: set[str], until: int, shared_vault: Vault
) -> None:
    sheet = new_id()
    told = [
        revision(sheet, id=f"{n:032x}", time=n, sets={"note": f"n{n}", "sex": "f", f"rows/{n}/name": "x"},
                 replaces={"note": (f"{n - 1:032x}",)})
        for n in range(6)
    ]  # fmt: skip
    vault = shared_vault
    vault.conn.execute("BEGIN")
    try:
        for place, number in enumerate(order):
            if place == cut:
                erasure.parts(vault.conn, sheet, until, gone, "retention", DAY)
            records.add_revision(vault.conn, told[number])
        if cut == len(order):
            erasure.parts(vault.conn, sheet, until, gone, "retention", DAY)
        some = tombs.read_some(tombs.some(until, gone))
        assert records.revisions(vault.conn, sheet) == [tombs.without([some], one) for one in told]
    finally:
        vault.conn.execute("ROLLBACK")


@pytest.fixture(scope="module")
def shared_vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return new_vault(tmp_path_factory.mktemp("shared"))
