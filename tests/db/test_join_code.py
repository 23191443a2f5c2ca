"""The code of an invite reads as it was written, and names the group in which a hand slipped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from db import join_code
from db.errors import VaultRefused

CODE = some.binary(min_size=join_code.SECRET_BYTES, max_size=join_code.SECRET_BYTES)


@given(CODE)
def test_a_code_is_read_as_it_was_written_however_it_is_spaced(secret: bytes) -> None:
    groups = join_code.groups(secret)
    assert len(groups) == join_code.GROUPS
    for typed in ("-".join(groups), " ".join(groups).lower(), "".join(groups)):
        assert join_code.read(typed) == secret


@given(CODE, some.integers(0, join_code.GROUPS - 1), some.integers(0, 4), some.sampled_from("0123456789ABCDEFGHJKM"))
def test_one_wrong_character_is_found_in_its_group(secret: bytes, at: int, place: int, letter: str) -> None:
    groups = list(join_code.groups(secret))
    if groups[at][place] == letter:
        return
    groups[at] = groups[at][:place] + letter + groups[at][place + 1 :]
    with pytest.raises(VaultRefused) as refused:
        join_code.read("-".join(groups))
    assert (refused.value.code, refused.value.facts["group"]) == ("code-group-wrong", at + 1)


def test_groups_of_two_codes_are_no_code() -> None:
    one, other = join_code.groups(bytes(16)), join_code.groups(b"\x01" + bytes(15))
    with pytest.raises(VaultRefused, match="code-mixed"):
        join_code.read("-".join((other[0], *one[1:])))


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "join-code-missing"), ("-".join(join_code.groups(bytes(16))[:3]), "code-too-short")],
)
def test_what_is_missing_is_said(typed: str, code: str) -> None:
    with pytest.raises(VaultRefused) as refused:
        join_code.read(typed)
    assert refused.value.code == code


def test_the_key_is_not_the_code() -> None:
    assert join_code.key_of(bytes(16)) != join_code.key_of(b"\x01" + bytes(15))
    assert len(join_code.key_of(bytes(16))) == 32
