"""The recovery code: what one mistyped character, an exchanged group or a wrong share gives, and what is forgiven."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import recovery
from db.errors import VaultRefused
from db.recovery import ALPHABET, GROUP, GROUPS, Paper

SECRET = bytes(range(32))
CODE = "09NFJ-000GF-40R4Z-0M306-E209N-185G1-R38EF-1W81F-24GKH-2GAH3-C5RR0-34D1D-P70XV-3RFHD-41T47"

secrets = st.binary(min_size=32, max_size=32)
papers = st.one_of(
    secrets.map(recovery.whole),
    st.tuples(secrets, st.integers(0, 2)).map(lambda pair: shares(pair[0])[pair[1]]),
)


def shares(secret: bytes = SECRET) -> tuple[Paper, ...]:
    return recovery.split(secret, recovery.slope_of(secret))


def refusal(call, *arguments) -> VaultRefused:
    with pytest.raises(VaultRefused) as refused:
        call(*arguments)
    return refused.value


# --- the code ---------------------------------------------------------------------------------------------------------


def test_a_printed_code_never_changes_its_meaning():
    assert recovery.text(recovery.whole(SECRET)) == CODE
    assert recovery.read(CODE) == Paper(0, recovery.number_of(SECRET), SECRET)
    assert recovery.key_of(SECRET).hex() == "57b18c1c79911acb129a27ba905dfaa16ded0d19099f42dd5a5a71c5b3380dc9"


def test_the_number_and_the_key_are_not_the_code():
    assert recovery.key_of(SECRET) != SECRET
    assert recovery.number_of(SECRET) == 9903
    assert recovery.label(9903) == "09903"


@given(papers)
def test_what_is_written_is_read(paper):
    assert recovery.read(recovery.text(paper)) == paper
    assert all(len(group) == GROUP for group in recovery.groups(paper))
    assert len(recovery.groups(paper)) == GROUPS


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", " "),
        CODE.replace("-", ""),
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("1", "I").replace("0", "o"),
        CODE.replace("-", "\n"),
        f"  {CODE}\r\n",
        " ".join(CODE.replace("-", "")),
        CODE.replace("A", "А").replace("K", "К").replace("H", "Н"),  # the same letters of a Cyrillic keyboard
    ],
    ids=["small", "spaces", "nothing", "letter O and small L", "letter I", "lines", "around", "apart", "cyrillic"],
)
def test_how_it_is_typed_does_not_matter(typed):
    assert recovery.read(typed).value == SECRET


@given(papers, st.integers(0, GROUPS * GROUP - 1), st.sampled_from(ALPHABET), st.sampled_from(["-", " ", ""]))
def test_any_one_mistyped_character_is_named_by_its_group(paper, at, letter, between):
    letters = list("".join(recovery.groups(paper)))
    if letters[at] == letter:
        letter = ALPHABET[(ALPHABET.index(letter) + 1) % 32]
    letters[at] = letter
    typed = between.join("".join(letters[n : n + GROUP]) for n in range(0, len(letters), GROUP))
    refused = refusal(recovery.read, typed)
    assert (refused.code, refused.facts) == ("code-group-wrong", {"group": at // GROUP + 1})


@given(papers, st.integers(0, GROUPS - 1), st.integers(0, 3), st.integers(1, 4))
def test_two_exchanged_characters_are_named_by_their_group(paper, place, first, step):
    written = list(recovery.groups(paper))
    letters = list(written[place])
    second = min(first + step, GROUP - 1)
    letters[first], letters[second] = letters[second], letters[first]
    if "".join(letters) != written[place]:
        written[place] = "".join(letters)
        assert refusal(recovery.read, "-".join(written)).facts == {"group": place + 1}


@given(papers, st.integers(0, GROUPS - 1), st.integers(0, GROUPS - 1))
def test_two_exchanged_groups_are_both_named(paper, one, other):
    written = list(recovery.groups(paper))
    written[one], written[other] = written[other], written[one]
    if one != other:
        refused = refusal(recovery.read, "-".join(written))
        assert refused.code == "code-groups-wrong"
        assert refused.facts == {"group": min(one, other) + 1, "also": max(one, other) + 1, "count": 2}


@given(papers, st.integers(0, GROUPS - 1), st.integers(0, GROUP - 1), st.booleans(), st.sampled_from("-  "))
def test_a_character_too_few_or_too_many_is_named_where_groups_are_kept_apart(paper, place, at, more, between):
    written = list(recovery.groups(paper))
    group = written[place]
    written[place] = group[:at] + (group[at] * 2 + group[at + 1 :] if more else group[at + 1 :])
    assert refusal(recovery.read, between.join(written)).facts["group"] == place + 1


def test_a_character_too_few_is_named_at_the_first_group_that_does_not_fit():
    joined = CODE.replace("-", "")
    refused = refusal(recovery.read, joined[:22] + joined[23:])
    assert refused.facts["group"] == 5


def test_what_is_missing_at_the_end_is_told():
    assert refusal(recovery.read, CODE[:-6]).facts == {"group": 15, "count": 15}
    assert refusal(recovery.read, CODE[:-2]).facts == {"group": 15, "count": 15}
    assert refusal(recovery.read, CODE[:17]).facts == {"group": 4, "count": 15}
    assert refusal(recovery.read, CODE[:5]).code == "code-too-short"
    assert refusal(recovery.read, " - ").code == "code-missing"


def test_what_is_too_much_at_the_end_is_told():
    assert refusal(recovery.read, f"{CODE}-09NFJ").code == "code-too-long"


def test_a_letter_that_no_code_has_is_named():
    assert refusal(recovery.read, CODE.replace("3RFHD", "3RFUD")).facts == {"group": 14}
    assert refusal(recovery.read, CODE.replace("3RFHD", "3RFЩD")).facts == {"group": 14}


def test_groups_of_two_papers_are_no_code_even_if_each_group_is_sound():
    own, foreign = recovery.groups(recovery.whole(SECRET)), recovery.groups(recovery.whole(bytes(32)))
    for place in range(GROUPS):
        assert refusal(recovery.read, "-".join((*own[:place], foreign[place], *own[place + 1 :]))).code == "code-mixed"


def test_typing_is_followed_group_by_group():
    assert recovery.look("").groups == ()
    assert recovery.look(CODE[:8]) == recovery.Typed(("09NFJ", "00"), ())
    assert recovery.look(CODE[:8].replace("J", "K") + "0").wrong == (1,)
    assert recovery.look(CODE).is_complete
    assert not recovery.look(CODE[:-1]).is_complete
    assert not recovery.look(CODE + "0").is_complete


@given(st.text(max_size=120))
def test_nothing_typed_breaks_the_reader(typed):
    recovery.look(typed)
    try:
        recovery.read(typed)
    except VaultRefused as refused:
        assert all(isinstance(fact, int) for fact in refused.facts.values())  # nothing typed is repeated


def test_a_paper_does_not_show_its_secret_where_it_is_logged():
    assert SECRET.hex() not in repr(recovery.whole(SECRET))
    assert repr(SECRET) not in repr(recovery.whole(SECRET))


# --- shares -----------------------------------------------------------------------------------------------------------


def test_the_field_is_the_usual_one():
    """Products that the standard of AES prints for the same field."""
    assert recovery.times(0x57, 0x83) == 0xC1
    assert recovery.times(0x57, 0x13) == 0xFE
    assert recovery.times(0x57, 0x02) == 0xAE


def test_shares_are_points_of_a_line_byte_by_byte():
    """Worked out by hand: 0x42 + 0x01·x over the field gives 43, 40 and 41."""
    one, two, three = recovery.split(b"\x42" * 32, b"\x01" * 32)
    assert [one.value[:1], two.value[:1], three.value[:1]] == [b"\x43", b"\x40", b"\x41"]
    assert [paper.index for paper in (one, two, three)] == [1, 2, 3]


def test_printed_shares_never_change_their_meaning():
    assert [recovery.text(paper) for paper in shares()] == [
        "29NFP-H4TDN-NTERD-18CKM-6HY46-V1R0F-7XJ4W-PJ6PM-R7Z1K-YXX9Z-5WAQP-A6RY8-MA51G-H1HCF-T9N7S",
        "49NFT-15NTH-KK57M-3CW63-Z5M8F-PQYHF-5R4TV-C8RYX-P27CB-S75G1-BG46X-H5BYV-4X3YG-57JGH-F0T4N",
        "69NFY-G1F7B-29KV6-2GKNH-QPA5W-CY311-T6YG8-V6P96-C18Y9-5AJ8X-29P9B-R7Y1Y-6G62V-QYC72-FTWWY",
    ]


@given(secrets, st.permutations([0, 1, 2]), st.integers(2, 3))
def test_any_two_or_all_three_shares_give_the_code_back(secret, order, many):
    printed = shares(secret)
    assert recovery.read_shares([recovery.text(printed[at]) for at in order[:many]]) == secret


def test_the_same_kit_gives_the_same_shares_again():
    assert shares() == shares()
    assert {paper.number for paper in shares()} == {recovery.number_of(SECRET)}


@given(secrets, secrets)
def test_one_share_fits_every_code(secret, other):
    """Whatever the code is, there is a slope with which it gives this very share: alone it tells nothing."""
    share = recovery.split(secret, recovery.slope_of(secret))[0]
    slope = bytes(a ^ b for a, b in zip(share.value, other, strict=True))
    assert recovery.split(other, slope)[0].value == share.value


def test_one_share_is_not_enough():
    assert refusal(recovery.read_shares, [recovery.text(shares()[0])]).facts == {"count": 2}
    assert refusal(recovery.read_shares, []).code == "shares-needed"


@given(st.integers(0, 2), st.integers(0, 2), st.integers(0, GROUPS * GROUP - 1))
def test_a_mistyped_share_is_named_with_its_group(one, other, at):
    first, letters = recovery.text(shares()[one]), list("".join(recovery.groups(shares()[other])))
    letters[at] = ALPHABET[(ALPHABET.index(letters[at]) + 7) % 32]
    refused = refusal(recovery.read_shares, [first, "".join(letters)])
    assert (refused.code, refused.facts) == ("share-code-group-wrong", {"group": at // GROUP + 1, "share": 2})


@given(st.integers(0, 2), st.sampled_from([0, 1, 2]))
def test_a_share_typed_twice_is_named(index, place):
    words = [recovery.text(shares()[index])] * 2
    words.insert(place, recovery.text(shares()[(index + 1) % 3]))
    refused = refusal(recovery.read_shares, words)
    assert refused.code == "share-repeated"
    assert refused.facts == {"share": 3 if place != 2 else 2, "index": index + 1}


@given(secrets, st.permutations([0, 1, 2]))
def test_a_share_of_another_kit_is_named(foreign, order):
    if recovery.number_of(foreign) != recovery.number_of(SECRET):
        words = [recovery.text(shares()[order[0]]), recovery.text(shares(foreign)[order[1]])]
        refused = refusal(recovery.read_shares, words)
        numbers = {"number": recovery.label(recovery.number_of(foreign)), "first": recovery.label(9903)}
        assert (refused.code, refused.facts) == ("share-foreign", {"share": 2, **numbers})


def test_shares_of_two_kits_with_the_same_number_give_nothing():
    secret = next(
        candidate
        for n in itertools.count(1)
        if (number := recovery.number_of(candidate := n.to_bytes(32, "big"))) == recovery.number_of(SECRET)
    )
    assert number == recovery.number_of(SECRET)
    mixed = [shares()[0], shares(secret)[1]]
    assert refusal(recovery.join, mixed).code == "shares-disagree"
    assert refusal(recovery.join, [*mixed, shares()[2]]).code == "shares-disagree"


def test_the_whole_code_is_not_taken_for_a_share():
    assert refusal(recovery.read_shares, [recovery.text(shares()[0]), CODE]).facts == {"share": 2}
    assert refusal(recovery.read_shares, [CODE]).code == "share-is-code"
