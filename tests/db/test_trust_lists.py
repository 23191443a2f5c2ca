"""What is kept of trust: cards with their reason, signed lists, a root's public half; none of it goes backwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from db import offices, secrets, trust_lists
from db.connection import Connection
from db.offices import Office
from db.trust_lists import Root, SignedList
from db.vault import Vault
from tests.db.make import NOW, new_vault

CARD = Office("FA2", "office", "MD", "FA2", b"1" * 32, "age1fa2", "1 2", "2026-11-01", "w", first_on="2026-11-01")
LISTED = SignedList(b"r" * 32, 3, "RUN", "2026-11-24", b"{}\n", b"s" * 64, "2026-11-24T10:00:00.000Z", "w" * 32)
ROOT = Root(b"r" * 32, 12345, 3, "2026-11-24T10:00:00.000Z", "w" * 32)
KEYS = {
    secrets.OFFICE_SECRET: b"o" * 32,
    secrets.SIGN_SEED: b"1" * 32,
    secrets.AGE_IDENTITY: b"AGE-1",
    secrets.FORMER_IDENTITIES: b"",
    secrets.KEY_CHANGES: b'{"changes":[]}',
}
LATER = {**KEYS, secrets.SIGN_SEED: b"2" * 32, secrets.AGE_IDENTITY: b"AGE-2", secrets.FORMER_IDENTITIES: b"AGE-1"}


@contextmanager
def closing_at_noon(made: Vault) -> Iterator[Vault]:
    yield made
    made.close(NOW)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Connection]:
    with closing_at_noon(new_vault(tmp_path / "here")) as made:
        yield made.conn


@pytest.fixture
def aside(tmp_path: Path) -> Iterator[Connection]:
    with closing_at_noon(new_vault(tmp_path / "aside")) as made:
        yield made.conn


def give(conn: Connection, values: dict[str, bytes]) -> None:
    for name, value in values.items():
        secrets.put(conn, name, value)


def test_a_card_keeps_why_it_counts_and_why_no_longer(here: Connection) -> None:
    told = replace(CARD, why="list", told_by="RUN", list_version=3, changes=b"{}", root=b"r" * 32)
    gone = replace(told, revoked_on="2026-11-24", reason="stolen", lost_on="2026-11-20")
    for one in (told, gone):
        offices.put(here, one)
        assert offices.of(here, "FA2") == [one]
    assert told.in_force and not gone.in_force and not replace(told, trusted_on=None).in_force


def test_keys_that_wait_never_stand_before_those_that_count(here: Connection) -> None:
    waiting = replace(CARD, sign_key=b"2" * 32, trusted_on=None, why="list")
    for one in (waiting, CARD):
        offices.put(here, one)
    assert offices.get(here, "FA2") == CARD
    for never in (CARD, replace(waiting, sign_key=b"9" * 32)):
        offices.forget(here, never.sign_key)
    assert offices.of(here, "FA2") == [waiting, CARD]
    offices.forget(here, waiting.sign_key)
    assert offices.of(here, "FA2") == [CARD]
    offices.put(here, replace(waiting, revoked_on="2026-11-24"))
    offices.forget(here, waiting.sign_key)  # what was given up is not forgotten
    assert len(offices.of(here, "FA2")) == 2


def test_one_version_of_a_list_is_kept_once_and_the_latest_counts(here: Connection) -> None:
    assert trust_lists.latest(here, LISTED.root) is None
    for one in (LISTED, replace(LISTED, version=2), replace(LISTED, root=b"q" * 32, version=9)):
        trust_lists.put(here, one)
    assert trust_lists.latest(here, LISTED.root) == LISTED
    assert trust_lists.get(here, LISTED.root, 2) == replace(LISTED, version=2)
    assert trust_lists.get(here, LISTED.root, 7) is None


def test_a_root_counts_once_it_was_proven_and_the_last_of_those(here: Connection) -> None:
    assert trust_lists.root(here) is None and trust_lists.unproven(here) is None
    trust_lists.put_root(here, ROOT)
    assert trust_lists.root(here) is None and trust_lists.unproven(here) == ROOT
    proven = replace(ROOT, proven_at="2026-11-24", vouched_key=b"k" * 32, vouched=b"v" * 64, vouched_at=1)
    trust_lists.put_root(here, proven)
    assert trust_lists.root(here) == proven and trust_lists.unproven(here) is None
    second = replace(ROOT, key=b"q" * 32, number=54321)
    trust_lists.put_root(here, second)
    assert trust_lists.root(here) == proven and trust_lists.unproven(here) == second
    trust_lists.put_root(here, replace(second, proven_at="2026-11-25"))
    assert trust_lists.root(here) == replace(second, proven_at="2026-11-25")


def test_an_older_copy_forgets_no_list_and_no_root(here: Connection, aside: Connection) -> None:
    trust_lists.put(here, replace(LISTED, version=2))
    for conn in (here, aside):
        trust_lists.put_root(conn, ROOT)
    trust_lists.put(aside, LISTED)
    trust_lists.put(aside, replace(LISTED, version=2))
    proven = replace(ROOT, proven_at="2026-11-24")
    trust_lists.put_root(aside, proven)
    trust_lists.carry_over(aside, here)
    assert trust_lists.latest(here, LISTED.root) == LISTED
    assert trust_lists.root(here) == proven


def test_an_older_copy_brings_no_key_back_that_was_given_up(here: Connection, aside: Connection) -> None:
    gone = replace(CARD, revoked_on="2026-11-24", reason="stolen")
    new = replace(CARD, sign_key=b"2" * 32)
    offices.put(here, CARD)
    for one in (gone, new):
        offices.put(aside, one)
    offices.carry_over(aside, here)
    assert offices.of(here, "FA2") == [gone, new]
    offices.put(aside, CARD)
    offices.carry_over(aside, here)  # and the other way round neither
    assert offices.of(here, "FA2") == [gone, new]


def test_an_older_copy_does_not_bring_the_offices_former_keys_back(here: Connection, aside: Connection) -> None:
    give(here, KEYS)
    give(aside, LATER)
    secrets.carry_over(aside, here)
    assert {name: secrets.get(here, name) for name in LATER} == LATER
    give(aside, KEYS)
    secrets.carry_over(aside, here)
    assert {name: secrets.get(here, name) for name in LATER} == LATER


def test_the_keys_of_another_office_are_not_carried_over(here: Connection, aside: Connection) -> None:
    give(here, KEYS)
    give(aside, {**LATER, secrets.OFFICE_SECRET: b"x" * 32})
    secrets.carry_over(aside, here)
    assert {name: secrets.get(here, name) for name in KEYS} == KEYS
