"""A card says who an office is, and nobody can write one for another."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundle import card, crypto
from desktop.bundle.card import Card
from desktop.refusals import Refused
from tests.desktop.bundle.forge import Office, canonical

ZERO = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"
SEED = bytes(range(32))
IDENTITY, RECIPIENT = crypto.new_identity()
OWN = Card("UN4", "office", "MD", crypto.sign_key_of(SEED), RECIPIENT)


def signed(seed: bytes = SEED, raw: bytes | None = None, **changes: Any) -> bytes:
    """A card with some entries changed, signed well by its own key."""
    body = raw
    if body is None:
        found = json.loads(card.write(OWN, SEED).splitlines()[1])
        body = canonical({key: value for key, value in {**found, **changes}.items() if value is not ...})
    return b"ANCORA-CARD1\n" + body + b"\n" + crypto.to_text(crypto.sign(seed, card.SIGNED_AS, body)).encode() + b"\n"


def test_a_card_is_read_as_it_was_written() -> None:
    data = card.write(OWN, SEED)
    assert card.read(data) == OWN
    assert card.is_card(data[:16])
    assert data == signed()
    assert len(data) < 512


def test_a_card_holds_no_secret() -> None:
    data = card.write(OWN, SEED)
    assert IDENTITY.encode() not in data and SEED not in data and crypto.to_text(SEED).encode() not in data


def test_an_office_writes_no_card_for_another() -> None:
    with pytest.raises(ValueError):
        card.write(OWN, bytes(32))


def test_practice_offices_are_known_by_their_code() -> None:
    assert not OWN.practice
    assert Card("XR1", "region", "MD", OWN.sign_key, RECIPIENT).practice


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ANCORA-CARD1\n",
        b"ANCORA-CARD1\n{}\n\n",
        b"hello",
        signed() + b"\n",
        signed()[:-1],
        signed().replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + signed(),
        signed() + b" " * 5000,
        signed(seed=bytes(32)),
        signed(raw=b"[]"),
        signed(raw=b"[" * 3000),
        signed(raw=b'{"v":1,"v":1}'),
        signed(v=2),
        signed(v=True),
        signed(v=...),
        signed(office="un4"),
        signed(office="UN4\n"),
        signed(office=4),
        signed(office="ANAPOPESCU"),
        signed(kind="person"),
        signed(country="XX"),
        signed(sign="AAAA"),
        signed(sign=crypto.to_text(bytes(32))),
        signed(sign="é"),
        signed(box=ZERO),
        signed(box="age1"),
        signed(box=RECIPIENT.upper()),
        signed(name="extra"),
    ],
)  # fmt: skip
def test_a_damaged_or_hostile_card_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="card-damaged"):
        card.read(data)


def test_every_changed_bit_shows() -> None:
    data = signed()
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1
        with pytest.raises(Refused):
            card.read(bytes(changed))


@given(st.binary(max_size=600))
def test_any_bytes_are_refused_by_code(data: bytes) -> None:
    for whole in (data, b"ANCORA-CARD1\n" + data, signed(raw=data.replace(b"\n", b""))):
        with pytest.raises(Refused, match="card-damaged"):
            card.read(whole)


def test_a_card_of_a_later_version_is_told_as_such() -> None:
    later = b"ANCORA-CARD3\nanything"
    assert card.is_card(later)
    with pytest.raises(Refused, match="card-newer"):
        card.read(later)


def test_a_fingerprint_is_compared_however_it_is_spaced(sender: Office) -> None:
    groups = OWN.fingerprint.split(" ")
    for typed in (OWN.fingerprint, "".join(groups), "-".join(groups), f"  {'   '.join(groups)}\n", ". ".join(groups)):
        assert card.same_fingerprint(OWN, typed)
    for typed in ("", "0", OWN.fingerprint[:-1], OWN.fingerprint + "0", OWN.fingerprint[::-1], "ț\ud800"):
        assert not card.same_fingerprint(OWN, typed)
    assert not card.same_fingerprint(Card("UN4", "office", "MD", sender.key, sender.recipient), OWN.fingerprint)
