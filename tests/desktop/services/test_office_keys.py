"""An office changes its keys: what was sealed before is still read, and the old key says which ones follow it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from db import secrets
from desktop.bundle import card as card_file
from desktop.bundle import changes, crypto
from desktop.refusals import Refused
from desktop.services import cards, office_keys
from desktop.services.office_keys import OfficeKeys
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import as_role, desk, log_of


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, "UN4", clock)
    yield session
    session.vault.close(session.now())


def rotated(session: Session) -> card_file.Card:
    with session.vault.write(session.now()) as conn:
        return cards.rotate(session, conn)


def sealed(words: bytes, recipient: str) -> bytes:
    out = io.BytesIO()
    crypto.encrypt(io.BytesIO(words), out, recipient)
    return out.getvalue()


def opened(data: bytes, identity: str) -> bytes:
    out = io.BytesIO()
    crypto.decrypt(io.BytesIO(data), out, identity)
    return out.getvalue()


def test_new_keys_follow_the_old_and_read_what_was_sealed_before(office: Session) -> None:
    before, letter = cards.card(office), sealed(b"letter", cards.card(office).box_key)
    after = rotated(office)
    assert after == cards.card(office)
    assert (after.office, after.kind, after.country) == (before.office, before.kind, before.country)
    assert after.sign_key != before.sign_key and after.box_key != before.box_key
    assert after.fingerprint != before.fingerprint
    assert after.follows(before.sign_key) and not after.follows(after.sign_key)
    present, former = office_keys.identities(office.conn)
    assert crypto.recipient_of(present) == after.box_key
    assert opened(letter, former) == b"letter"
    with pytest.raises(Refused, match="not-for-us"):
        opened(letter, present)
    assert log_of(office)[-1] == ("keys-changed", None, None)


def test_the_old_signing_key_is_gone_and_the_card_holds_no_secret(office: Session) -> None:
    kept = office_keys.read(office.conn)
    written = card_file.write(rotated(office), office_keys.read(office.conn).sign_seed)
    held = [value for (value,) in office.conn.execute("SELECT value FROM secret")]
    assert all(kept.sign_seed not in value for value in held)
    fresh = office_keys.read(office.conn)
    for secret in (kept.sign_seed, fresh.sign_seed):
        assert secret not in written and crypto.to_text(secret).encode() not in written
    for identity in (kept.identity, fresh.identity):
        assert identity.encode() not in written


def test_a_card_leads_on_from_each_of_the_last_keys_of_an_office(office: Session) -> None:
    keys = [cards.card(office).sign_key, *(rotated(office).sign_key for _n in range(12))]
    last = cards.card(office)
    data = card_file.write(last, cards.sign_seed(office))
    assert len(data) <= card_file.SIZE_LIMIT
    assert card_file.read(data) == last
    assert [last.follows(key) for key in keys] == [False] * 4 + [True] * 8 + [False]
    assert len(office_keys.identities(office.conn)) == 13
    assert len(set(office_keys.identities(office.conn))) == 13


def test_only_a_lead_changes_the_keys_and_nothing_remains_of_an_act_that_fails(office: Session) -> None:
    before = office_keys.read(office.conn)
    for role in ("worker", "specialist"):
        with pytest.raises(Refused, match="not-allowed"):
            rotated(as_role(office, role))
    as_role(office, "lead")
    with pytest.raises(RuntimeError), office.vault.write(office.now()) as conn:
        cards.rotate(office, conn)
        raise RuntimeError
    assert office_keys.read(office.conn) == before


def test_another_computer_takes_the_new_keys_over(office: Session, tmp_path: Path, clock: FixedClock) -> None:
    second = twin(office, tmp_path, clock)
    letter = sealed(b"letter", cards.card(office).box_key)
    after = rotated(office)
    line = office_keys.dump(office_keys.read(office.conn))
    with second.vault.write(second.now()) as conn:
        assert office_keys.adopt(conn, "UN4", office_keys.load(line))
    assert cards.card(second) == after
    assert opened(letter, office_keys.identities(second.conn)[1]) == b"letter"
    with second.vault.write(second.now()) as conn:
        office_keys.adopt(conn, "UN4", office_keys.load(line))  # once more changes nothing
    assert office_keys.read(second.conn) == office_keys.read(office.conn)
    second.vault.close(second.now())


def test_keys_changed_on_two_computers_at_one_time_end_as_the_same_on_both(office: Session) -> None:
    start = office_keys.read(office.conn)
    made: list[OfficeKeys] = []
    for _n in range(3):
        put(office, start)
        rotated(office)
        made.append(office_keys.read(office.conn))
    ends: list[OfficeKeys] = []
    for order in permutations(made):
        put(office, order[0])
        for one in order[1:]:
            adopt(office, one)
        ends.append(office_keys.read(office.conn))
    assert len({(one.sign_seed, one.identity, one.changes) for one in ends}) == 1
    assert {frozenset((one.identity, *one.former)) for one in ends} == {
        frozenset({start.identity, *(one.identity for one in made)})
    }


def test_keys_of_a_stranger_are_not_taken_over(office: Session, tmp_path: Path, clock: FixedClock) -> None:
    stranger = desk(tmp_path / "else", "UN4", clock)
    rotated(stranger)
    foreign, before = office_keys.read(stranger.conn), office_keys.read(office.conn)
    stranger.vault.close(stranger.now())
    rotated(office)
    ours = office_keys.read(office.conn)
    forged = replace(foreign, changes=ours.changes)
    for bad in (foreign, forged, replace(ours, sign_seed=before.sign_seed)):
        with pytest.raises(Refused, match="office-keys-foreign"):
            adopt(office, bad)
    assert office_keys.read(office.conn) == ours


@pytest.mark.parametrize(
    "change",
    [
        {"sign": "AAAA"},
        {"sign": 4},
        {"identity": "AGE-SECRET-KEY-1"},
        {"former": "x"},
        {"former": ["x"]},
        {"former": [4]},
        {"changes": {}},
        {"changes": [{}]},
        {"changes": [4]},
        {"more": 1},
    ],
)
def test_a_line_of_another_shape_is_none(change: dict[str, object], office: Session) -> None:
    line = office_keys.dump(office_keys.read(office.conn))
    assert office_keys.load(line) == office_keys.read(office.conn)
    with pytest.raises(ValueError):
        office_keys.load({**line, **change})  # type: ignore[dict-item]


def put(session: Session, kept: OfficeKeys) -> None:
    with session.vault.write(session.now()) as conn:
        secrets.put(conn, secrets.SIGN_SEED, kept.sign_seed)
        secrets.put(conn, secrets.AGE_IDENTITY, kept.identity.encode())
        secrets.put(conn, secrets.FORMER_IDENTITIES, " ".join(kept.former).encode())
        secrets.put(conn, secrets.KEY_CHANGES, changes.dump(kept.changes))


def adopt(session: Session, theirs: OfficeKeys) -> None:
    with session.vault.write(session.now()) as conn:
        office_keys.adopt(conn, "UN4", theirs)


def twin(session: Session, folder: Path, clock: FixedClock) -> Session:
    """A second computer of the office, as an invitation makes one."""
    made = desk(folder / "twin", "UN4", clock)
    put(made, office_keys.read(session.conn))
    return made
