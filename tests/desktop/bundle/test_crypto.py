"""Keys that no honest office has are refused, and one's own mistakes keep their own names."""

from __future__ import annotations

import io

import pytest
from nacl.signing import SigningKey

from desktop.bundle import crypto
from desktop.refusals import Refused
from tests.desktop.bundle.forge import Office

# Points of small order, as age writes them: every secret agrees with them on zero.
ZERO = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"


class Pulled(Exception):
    """The stick is gone."""


class Broken:
    def read(self, size: int, /) -> bytes:
        raise Pulled("a name that nobody may read")

    def write(self, data: bytes, /) -> None:
        raise Pulled("a name that nobody may read")


def test_a_new_identity_opens_what_is_sealed_to_it() -> None:
    identity, recipient = crypto.new_identity()
    assert crypto.recipient_of(identity) == recipient
    sealed, again = io.BytesIO(), io.BytesIO()
    crypto.encrypt(crypto.Chunks(iter([b"one ", b"", b"two"])), sealed, recipient)
    crypto.decrypt(io.BytesIO(sealed.getvalue()), again, identity)
    assert again.getvalue() == b"one two"


def test_two_identities_are_never_the_same() -> None:
    assert crypto.new_identity() != crypto.new_identity()


def test_a_signature_holds_for_its_key_label_and_message_alone() -> None:
    seed = bytes(range(32))
    key = crypto.sign_key_of(seed)
    signature = crypto.sign(seed, b"label", b"message")
    assert signature == SigningKey(seed).sign(b"label\0message").signature
    assert crypto.verifies(key, b"label", b"message", signature)
    assert not crypto.verifies(key, b"other", b"message", signature)
    assert not crypto.verifies(key, b"label", b"massage", signature)
    assert not crypto.verifies(crypto.sign_key_of(bytes(32)), b"label", b"message", signature)
    assert not crypto.verifies(b"short", b"label", b"message", signature)
    assert not crypto.verifies(key, b"label", b"message", b"short")


def test_the_bytes_of_a_recipient_are_those_that_libsodium_computes() -> None:
    """Vector of the age project's own test suite: a known identity and its recipient."""
    identity = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
    assert crypto.recipient_of(identity) == recipient
    from nacl.bindings import crypto_scalarmult_base

    assert crypto.recipient_bytes(recipient) == crypto_scalarmult_base(b"\x42" * 32)


@pytest.mark.parametrize("recipient", ["", "age1", "AGE1", "age1\ud800", "ssh-ed25519 AAAA", ZERO.upper(), ZERO[:-1]])
def test_a_malformed_recipient_is_refused(recipient: str) -> None:
    with pytest.raises(ValueError):
        crypto.recipient_bytes(recipient)


def test_keys_for_which_every_secret_is_the_same_are_refused(sender: Office) -> None:
    crypto.check_keys(sender.key, sender.recipient)
    with pytest.raises(ValueError):
        crypto.check_keys(sender.key, ZERO)
    for weak in (bytes(32), b"\x01" + bytes(31), b"short"):
        with pytest.raises(ValueError):
            crypto.check_keys(weak, sender.recipient)


def test_a_fingerprint_is_six_groups_of_five_and_depends_on_both_keys(sender: Office, stranger: Office) -> None:
    print_ = crypto.fingerprint(sender.key, sender.recipient)
    groups = print_.split(" ")
    assert [len(group) for group in groups] == [5] * 6 and "".join(groups).isdigit()
    assert print_ != crypto.fingerprint(stranger.key, sender.recipient)
    assert print_ != crypto.fingerprint(sender.key, stranger.recipient)


def test_base64_has_one_spelling() -> None:
    assert crypto.from_text(crypto.to_text(b"any")) == b"any"
    for text in ("YQ", "YR==", "YQ==\n", "Y Q=", "ț"):
        with pytest.raises(ValueError):
            crypto.from_text(text)


def test_another_office_cannot_open_it(sender: Office, region: Office) -> None:
    sealed = io.BytesIO()
    crypto.encrypt(io.BytesIO(b"text"), sealed, region.recipient)
    with pytest.raises(Refused, match="not-for-us"):
        crypto.decrypt(io.BytesIO(sealed.getvalue()), io.BytesIO(), sender.identity)


def test_what_reading_and_writing_raise_comes_out_as_it_was(region: Office) -> None:
    """The library would put the text of our exception into one of its own."""
    sealed = io.BytesIO()
    with pytest.raises(Pulled):
        crypto.encrypt(Broken(), io.BytesIO(), region.recipient)
    with pytest.raises(Pulled):
        crypto.encrypt(io.BytesIO(b"text"), Broken(), region.recipient)
    crypto.encrypt(io.BytesIO(b"text"), sealed, region.recipient)
    with pytest.raises(Pulled):
        crypto.decrypt(Broken(), io.BytesIO(), region.identity)
    with pytest.raises(Pulled):
        crypto.decrypt(io.BytesIO(sealed.getvalue()), Broken(), region.identity)
