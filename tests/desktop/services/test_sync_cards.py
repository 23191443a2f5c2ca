"""Offices believe each other after a telephone call, and never before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import secrets
from db.connection import Connection
from desktop.bundle import card as card_file
from desktop.bundle.card import Card
from desktop.refusals import Refused
from desktop.services import attach, cards, sync
from desktop.services.session import Change, Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import as_role, desk, log_of


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, "UN4", clock)
    yield session
    session.vault.close(session.now())


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, "RUN", clock, kind="region")
    yield session
    session.vault.close(session.now())


def refused(code: str, session: Session, file: Path, fingerprint: str | None) -> None:
    before = sync.offices(session)
    with pytest.raises(Refused) as refusal:
        sync.trust(session, file, fingerprint)
    assert refusal.value.code == code
    assert sync.offices(session) == before


def test_an_office_is_trusted_by_its_fingerprint(office: Session, region: Session, tmp_path: Path) -> None:
    file = tmp_path / "20261124-0a1b2c3d.ancora-card"
    own = sync.save_card(office, file)
    assert sync.read_card(file) == own == sync.card(office)
    changes: list[Change] = []
    region.listen(changes.append)
    assert sync.trust(region, file, own.fingerprint) == own
    (known,) = sync.offices(region)
    assert (known.code, known.kind, known.country, known.practice) == ("UN4", "office", "MD", False)
    assert (known.fingerprint, known.trusted_by) == (own.fingerprint, region.worker.id)
    assert known.revoked_on is None
    assert changes == [Change("sync", "UN4")]
    assert log_of(region)[-1] == ("office-trusted", "UN4", None)
    assert log_of(office)[-1] == ("card-saved", None, None)


def test_nothing_is_trusted_unseen(office: Session, region: Session, tmp_path: Path) -> None:
    file = tmp_path / "card"
    own = sync.save_card(office, file)
    for missing in (None, "", "  \n"):
        refused("fingerprint-needed", region, file, missing)
    other = sync.card(region).fingerprint
    for wrong in (other, own.fingerprint[:-1], own.fingerprint[::-1], "12345", "nu știu"):
        refused("fingerprint-differs", region, file, wrong)


def test_a_stick_with_somebody_elses_keys_is_noticed_by_voice(
    office: Session, region: Session, tmp_path: Path, clock: FixedClock
) -> None:
    """An attacker can write a card for any code; its fingerprint is not the one that is read out."""
    read_out = sync.card(office).fingerprint
    attacker = desk(tmp_path / "elsewhere", "UN4", clock)
    file = tmp_path / "swapped"
    sync.save_card(attacker, file)
    refused("fingerprint-differs", region, file, read_out)
    attacker.vault.close(attacker.now())


def test_ones_own_card_is_not_taken_in(office: Session, tmp_path: Path) -> None:
    file = tmp_path / "card"
    own = sync.save_card(office, file)
    refused("own-card", office, file, own.fingerprint)


def test_practice_and_real_work_never_meet(office: Session, tmp_path: Path, clock: FixedClock) -> None:
    practice = desk(tmp_path, "XR1", clock, kind="region", practice=True)
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    refused("practice-only", office, theirs, sync.save_card(practice, theirs).fingerprint)
    refused("practice-only", practice, ours, sync.save_card(office, ours).fingerprint)
    practice.vault.close(practice.now())


def test_only_those_who_may_export_decide_on_trust(office: Session, region: Session, tmp_path: Path) -> None:
    file = tmp_path / "card"
    own = sync.save_card(region, file)
    for role in ("worker", "specialist"):
        refused("not-allowed", as_role(office, role), file, own.fingerprint)
        with pytest.raises(Refused, match="not-allowed"):
            sync.distrust(office, "RUN")
    sync.trust(as_role(office, "lead"), file, own.fingerprint)


@pytest.mark.parametrize("data", [b"", b"hello", b"ANCORA-CARD1\n" * 3, bytes(10_000)])
def test_a_file_that_is_no_card_is_refused(data: bytes, region: Session, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    refused("card-damaged", region, file, "1")
    with pytest.raises(Refused, match="no-such-file"):
        sync.read_card(tmp_path / "none")
    with pytest.raises(Refused, match="file-unreadable"):
        sync.read_card(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among the files here")
def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for read in (sync.read_card, attach.read_file):
        with pytest.raises(Refused, match="file-unreadable"):
            read(tmp_path / "pipe")


def test_a_card_takes_no_other_files_place(office: Session, tmp_path: Path) -> None:
    file = tmp_path / "letter"
    file.write_text("mine")
    with pytest.raises(Refused, match="file-exists"):
        sync.save_card(office, file)
    with pytest.raises(Refused, match="file-unwritable"):
        sync.save_card(office, tmp_path / "none" / "card")
    assert file.read_text() == "mine"
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["letter"]


def test_trusting_twice_changes_nothing_but_the_date(
    office: Session, region: Session, tmp_path: Path, clock: FixedClock
) -> None:
    file = tmp_path / "card"
    own = sync.save_card(office, file)
    sync.trust(region, file, own.fingerprint)
    clock.advance(days=1)
    sync.trust(region, file, own.fingerprint)
    (known,) = sync.offices(region)
    assert known.revoked_on is None
    assert known.trusted_on is not None and known.trusted_on.startswith("2026-11-25")


def test_new_keys_take_the_place_of_the_old_and_these_never_come_back(
    office: Session, region: Session, tmp_path: Path, clock: FixedClock
) -> None:
    """A computer was stolen; the office has begun anew and calls."""
    old, new = tmp_path / "old", tmp_path / "new"
    first = sync.save_card(office, old)
    sync.trust(region, old, first.fingerprint)
    clock.advance(days=1)
    again = desk(tmp_path / "again", "UN4", clock)
    second = sync.save_card(again, new)
    sync.trust(region, new, second.fingerprint)
    assert {one.fingerprint: one.revoked_on is None for one in sync.offices(region)} == {
        first.fingerprint: False,
        second.fingerprint: True,
    }
    assert cards.known(region.conn, "UN4").fingerprint == second.fingerprint
    refused("office-revoked", region, old, first.fingerprint)
    again.vault.close(again.now())


def test_trust_can_be_taken_back(office: Session, region: Session, tmp_path: Path) -> None:
    file = tmp_path / "card"
    own = sync.save_card(office, file)
    sync.trust(region, file, own.fingerprint)
    sync.distrust(region, "UN4")
    with pytest.raises(Refused, match="office-revoked"):
        cards.known(region.conn, "UN4")
    refused("office-revoked", region, file, own.fingerprint)
    assert ("office-revoked", "UN4", None) in log_of(region)
    for unknown in ("ZZ9", "Ana Pop"):
        with pytest.raises(Refused, match="no-such-office") as refusal:
            sync.distrust(region, unknown)
        assert "Ana Pop" not in refusal.value.facts.values()


def test_one_key_is_one_office(office: Session, region: Session, tmp_path: Path) -> None:
    file, second = tmp_path / "card", tmp_path / "second"
    own = sync.save_card(office, file)
    sync.trust(region, file, own.fingerprint)
    other = Card("UN5", own.kind, own.country, own.sign_key, own.box_key)
    second.write_bytes(card_file.write(other, cards.sign_seed(office)))
    refused("key-of-another-office", region, second, other.fingerprint)


def test_a_vault_without_its_keys_says_so(office: Session) -> None:
    def forget(conn: Connection) -> None:
        conn.execute("DELETE FROM secret WHERE name = ?", (secrets.SIGN_SEED,))

    with office.vault.write(office.now()) as conn:
        forget(conn)
    with pytest.raises(Refused, match="vault-damaged"):
        sync.card(office)
