"""Merging proved: order, grouping and repetition do not matter, and nothing typed is lost unknown to anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import records
from db.errors import VaultRefused
from db.merge import Revision, Version, living, seen
from db.vault import Vault
from tests.db.make import NOW, new_vault, revision

PATHS = ("name", "risk", "child/r1/age")
VALUES = (None, "a", "b", 1, 1.0, True, ["x"], {"none": "declined"}, {"amount": "1", "currency": "MDL"})


@st.composite
def histories(draw: st.DrawFn) -> list[Revision]:
    """Offices write with knowledge of some earlier revisions; their clocks are as wrong as they like."""
    made: list[Revision] = []
    for number in range(draw(st.integers(1, 9))):
        known = [one for one in made if draw(st.booleans())]
        on_screen = seen(living(known))
        paths = draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3, unique=True))
        made.append(
            revision(
                "r" * 32,
                id=f"{draw(st.integers(0, 999)):03d}{number:029d}",
                time=draw(st.integers(0, 5)),
                office=draw(st.sampled_from(["UN4", "SV1"])),
                sets={path: draw(st.sampled_from(VALUES)) for path in paths},
                replaces={path: on_screen[path] for path in paths if path in on_screen},
            )
        )
    return made


def shape(versions: dict[str, tuple[Version, ...]]) -> str:
    """As JSON, where 1, 1.0 and true are three."""
    return json.dumps({path: [(v.revisions, v.time, v.value) for v in found] for path, found in versions.items()})


@given(histories(), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(history: list[Revision], chance: Any) -> None:
    again = [*history, *(one for one in history if chance.random() < 0.5)]
    chance.shuffle(again)
    assert shape(living(again)) == shape(living(history))


@given(histories())
def test_each_value_lives_or_was_knowingly_replaced(history: list[Revision]) -> None:
    versions = living(history)
    for one in history:
        for path in one.sets:
            replaced = any(one.id in other.replaces.get(path, ()) for other in history)
            alive = any(one.id in version.revisions for version in versions[path])
            assert alive != replaced


@given(histories())
def test_every_path_that_was_ever_set_still_has_a_version(history: list[Revision]) -> None:
    versions = living(history)
    assert {path for one in history for path in one.sets} == set(versions)
    assert all(versions.values())


@given(histories(), st.sampled_from(PATHS), st.integers(-10, 10))
def test_an_edit_made_after_seeing_the_others_wins_whatever_the_clocks_say(
    history: list[Revision], path: str, time: int
) -> None:
    edit = revision("r" * 32, time=time, sets={path: "new"}, replaces=seen(living(history)))
    assert [version.value for version in living([*history, edit])[path]] == ["new"]


@given(histories())
def test_equal_values_are_one_version_and_different_ones_are_sorted(history: list[Revision]) -> None:
    for found in living(history).values():
        values = [json.dumps(version.value, sort_keys=True) for version in found]
        assert len(values) == len(set(values))
        assert [(v.time, v.revision) for v in found] == sorted((v.time, v.revision) for v in found)


@settings(max_examples=40)
@given(histories(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_real_tables_give_the_same_in_whatever_groups_they_are_filled(
    tables: Vault, history: list[Revision], chance: Any, group: int
) -> None:
    again = [*history, *history[: len(history) // 2]]
    chance.shuffle(again)
    for start in range(0, len(again), group):
        with tables.write(NOW) as conn:
            for one in again[start : start + group]:
                records.add_revision(conn, one)
    kept = records.revisions(tables.conn, "r" * 32)
    assert {one.id: one for one in kept} == {one.id: one for one in history}
    assert shape(living(kept)) == shape(living(history))
    with tables.write(NOW) as conn:
        conn.execute("DELETE FROM revision")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path: Path = tmp_path_factory.mktemp("merge")
    made = new_vault(path / "vault")
    yield made
    made.close(NOW)


def test_two_who_typed_the_same_are_replaced_together() -> None:
    """Else the second of two equal values would come back to life when the first is corrected."""
    one, two = revision("r" * 32, id="1" * 32, time=5), revision("r" * 32, id="2" * 32, time=3)
    (version,) = living([one, two])["note"]
    assert (version.revision, version.same) == ("1" * 32, ("2" * 32,))
    edit = revision("r" * 32, sets={"note": "y"}, replaces={"note": version.revisions})
    assert [left.value for left in living([edit, two, one])["note"]] == ["y"]


def test_of_equal_values_the_latest_stands_for_them() -> None:
    first, between, last = (
        revision("r" * 32, id=name * 32, time=time, sets={"risk": value})
        for name, time, value in (("1", 1, "high"), ("2", 2, "low"), ("3", 3, "high"))
    )
    assert [(v.value, v.time) for v in living([first, between, last])["risk"]] == [("low", 2), ("high", 3)]


def test_a_revision_cannot_replace_itself_nor_what_it_does_not_set() -> None:
    one = revision("r" * 32, id="1" * 32, replaces={"note": ("1" * 32,)})
    two = revision("r" * 32, id="2" * 32, sets={"other": 1}, replaces={"note": ("1" * 32,)})
    other = revision("r" * 32, id="3" * 32, sets={"note": "y"}, time=2)
    assert [version.revision for version in living([one, two, other])["note"]] == ["1" * 32, "3" * 32]


def test_revisions_that_name_each_other_in_a_circle_lose_nothing() -> None:
    one = revision("r" * 32, id="1" * 32, sets={"note": "a"}, replaces={"note": ("2" * 32,)})
    two = revision("r" * 32, id="2" * 32, sets={"note": "b"}, replaces={"note": ("1" * 32,)})
    assert {version.value for version in living([one, two])["note"]} == {"a", "b"}


def test_the_same_id_with_other_content_is_refused_and_overwrites_nothing(vault: Vault) -> None:
    one = revision(id="1" * 32)
    forged = revision(one.record, id="1" * 32, sets={"note": "forged"})
    with vault.write(NOW) as conn:
        assert records.add_revision(conn, one)
        assert not records.add_revision(conn, one)
    with pytest.raises(VaultRefused, match="revision-differs"), vault.write(NOW) as conn:
        records.add_revision(conn, forged)
    assert records.revisions(vault.conn, one.record) == [one]
