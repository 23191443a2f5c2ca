"""A list of offices is what its root signed, line by line; every other shape is refused by its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundle import card as card_file
from desktop.bundle import changes, crypto
from desktop.bundle.card import Card
from desktop.bundle.kinds import trust
from desktop.bundle.kinds.trust import Entry, OfficeList
from desktop.refusals import Refused
from tests.desktop.bundle.forge import canonical

ROOT = b"\7" * 32
SEEDS = {code: bytes([n]) * 32 for n, code in enumerate(("FA2", "RUN", "UN4"), start=1)}
BOXES = {code: crypto.new_identity()[1] for code in SEEDS}
OLD = b"\11" * 32
CHANGE = changes.make("FA2", OLD, crypto.sign_key_of(SEEDS["FA2"]), BOXES["FA2"], "2026-11-20")
GONE = crypto.new_identity()[1]


def entry(code: str, **more: Any) -> Entry:
    kind = "region" if code == "RUN" else "office"
    return Entry(code, kind, "MD", crypto.sign_key_of(SEEDS[code]), BOXES[code], "2026-11-24", **more)


FOUND = OfficeList(
    "RUN",
    crypto.sign_key_of(ROOT),
    4,
    "2026-11-24",
    trust.arranged(
        (
            entry("FA2", changes=(CHANGE,)),
            entry("RUN"),
            entry("UN4"),
            replace(
                entry("FA2"), sign_key=crypto.sign_key_of(OLD), box_key=GONE, revoked_on="2026-11-20", reason="stolen"
            ),
        )
    ),
)
SIGNATURE = trust.sign(FOUND, ROOT)
LINES = [json.loads(canonical(record)) for record in trust.to_records(FOUND, SIGNATURE)]


def read(lines: list[Any]) -> tuple[OfficeList, bytes]:
    reading = trust.Reading()
    for line in lines:
        reading.take(line)
    return reading.finish()


def changed(at: int, **values: Any) -> list[Any]:
    """The lines with some values changed; `...` takes one away."""
    lines = json.loads(json.dumps(LINES))
    lines[at] = {key: value for key, value in {**lines[at], **values}.items() if value is not ...}
    return lines


def signed_anew(change: Callable[[list[Entry]], None], **head: Any) -> list[Any]:
    """Lines that the true root has signed, though no honest program would write them."""
    entries = list(FOUND.entries)
    change(entries)
    found = replace(FOUND, entries=tuple(entries), **head)
    said = {
        "region": found.region,
        "root": crypto.to_text(found.root),
        "version": found.version,
        "made": found.made_on,
        "offices": len(found.entries),
        "b2": crypto.hash_of(trust.body(found)).hex(),
    }
    signature = crypto.to_text(crypto.sign(ROOT, trust.SIGNED_AS, canonical(said)))
    lines = [json.loads(line) for line in trust.body(found).splitlines()]
    return [{"type": "list", **said, "signature": signature}, *lines]


def test_a_list_is_read_as_it_was_written_and_as_it_was_kept() -> None:
    assert read(LINES) == (FOUND, SIGNATURE)
    kept = trust.from_body(FOUND.region, FOUND.root, FOUND.version, FOUND.made_on, trust.body(FOUND))
    assert kept == FOUND
    assert FOUND.region_entry.office == "RUN"
    assert trust.is_signed(FOUND, SIGNATURE)


def test_only_its_own_root_signs_a_list() -> None:
    with pytest.raises(ValueError):
        trust.sign(FOUND, b"\10" * 32)
    assert not trust.is_signed(replace(FOUND, version=5), SIGNATURE)
    assert not trust.is_signed(replace(FOUND, root=crypto.sign_key_of(OLD)), SIGNATURE)


@pytest.mark.parametrize(
    "lines",
    [
        changed(0, version=5),
        changed(0, made="2026-11-25"),
        changed(0, region="UN4"),
        changed(0, b2="0" * 64),
        changed(1, since="2026-11-23"),
        changed(1, country="RO"),
        changed(1, changes=[]),
        changed(0, root=crypto.to_text(crypto.sign_key_of(OLD))),
    ],
)
def test_whatever_was_changed_after_the_signature_shows(lines: list[Any]) -> None:
    with pytest.raises(Refused, match=r"list-signature|bad-record"):
        read(lines)


@pytest.mark.parametrize(
    ("at", "values"),
    [
        (0, {"type": "office"}),
        (0, {"more": 1}),
        (0, {"region": ...}),
        (0, {"root": "AAAA"}),
        (0, {"version": 0}),
        (0, {"version": True}),
        (0, {"version": "4"}),
        (0, {"offices": 0}),
        (0, {"offices": 2001}),
        (0, {"made": "2026-02-31"}),
        (0, {"signature": "AAAA"}),
        (1, {"type": "list"}),
        (1, {"more": 1}),
        (1, {"office": "ana"}),
        (1, {"office": "Ana Pop"}),
        (1, {"kind": "person"}),
        (1, {"country": "XX"}),
        (1, {"sign": crypto.to_text(bytes(32))}),
        (1, {"box": "age1"}),
        (1, {"box": 4}),
        (1, {"since": "mâine"}),
        (1, {"changes": {}}),
        (1, {"changes": [4]}),
        (1, {"changes": [{}]}),
        (1, {"revoked": "2026-11-20"}),
        (1, {"reason": "stolen"}),
        (1, {"reason": "Ana Pop"}),
    ],
)
def test_a_line_of_another_shape_is_refused_by_its_number(at: int, values: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="bad-record") as refusal:
        read(changed(at, **values))
    assert "Ana Pop" not in refusal.value.facts.values()


def test_lines_too_few_and_too_many_are_refused() -> None:
    for lines in ([], LINES[:1], LINES[:-1], [*LINES, LINES[-1]], LINES[1:]):
        with pytest.raises(Refused, match="bad-record"):
            read(lines)


def at(entries: list[Entry], code: str, *, in_force: bool = True) -> int:
    return next(n for n, one in enumerate(entries) if one.office == code and one.in_force == in_force)


def swap(entries: list[Entry]) -> None:
    entries.reverse()


def without_the_region(entries: list[Entry]) -> None:
    del entries[at(entries, "RUN")]


def two_in_force(entries: list[Entry]) -> None:
    n = at(entries, "FA2", in_force=False)
    entries[n] = replace(entries[n], revoked_on=None, reason=None)


def one_key_for_two(entries: list[Entry]) -> None:
    n = at(entries, "UN4")
    entries[n] = replace(entries[n], sign_key=entries[at(entries, "FA2")].sign_key)


def a_second_region(entries: list[Entry]) -> None:
    n = at(entries, "UN4")
    entries[n] = replace(entries[n], kind="region")


def a_practice_office(entries: list[Entry]) -> None:
    n = at(entries, "UN4")
    entries[n] = replace(entries[n], office="XUN4")


def a_change_of_another_office(entries: list[Entry]) -> None:
    n = at(entries, "UN4")
    entries[n] = replace(entries[n], changes=(CHANGE,))


def a_change_by_nobody(entries: list[Entry]) -> None:
    n = at(entries, "FA2")
    entries[n] = replace(entries[n], changes=(replace(CHANGE, signature=bytes(64)),))


@pytest.mark.parametrize(
    "change",
    [
        swap,
        without_the_region,
        two_in_force,
        one_key_for_two,
        a_second_region,
        a_practice_office,
        a_change_of_another_office,
        a_change_by_nobody,
    ],
)
def test_what_even_the_true_root_may_not_say(change: Callable[[list[Entry]], None]) -> None:
    with pytest.raises(Refused, match="bad-record"):
        read(signed_anew(change))


def test_nothing_is_written_that_would_be_refused_where_it_arrives() -> None:
    wrong = replace(FOUND, entries=FOUND.entries[:1])
    with pytest.raises(Refused, match="bad-record"):
        list(trust.to_records(wrong, trust.sign(wrong, ROOT)))
    with pytest.raises(Refused, match="list-signature"):
        list(trust.to_records(FOUND, bytes(64)))
    with pytest.raises(Refused, match="bad-record"):
        trust.from_body("RUN", FOUND.root, 4, "2026-11-24", b"{}\n")
    with pytest.raises(Refused, match="bad-record"):
        trust.from_body("RUN", FOUND.root, 4, "2026-11-24", b"hello\n")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.integers(0, len(LINES) - 1), st.sampled_from(sorted(LINES[0].keys() | LINES[1].keys())), JSON)
def test_no_value_of_any_kind_gets_past_the_root(at_: int, key: str, value: Any) -> None:
    lines = changed(at_, **{key: value})
    if lines == LINES:
        return
    with pytest.raises(Refused, match=r"bad-record|list-signature"):
        read(lines)


# --- changes of keys, and the second format of the card ---------------------------------------------------------------


def chain(count: int) -> tuple[Card, bytes]:
    """A card whose keys were changed so often."""
    seed, told = b"\30" * 32, []
    box = crypto.new_identity()[1]
    for n in range(count):
        after, box = bytes([64 + n]) * 32, crypto.new_identity()[1]
        told.append(changes.make("UN4", seed, crypto.sign_key_of(after), box, f"2026-11-{n + 1:02d}"))
        seed = after
    return Card("UN4", "office", "MD", crypto.sign_key_of(seed), box, changes=tuple(told)), seed


def region_card(**more: Any) -> tuple[Card, bytes]:
    seed = SEEDS["RUN"]
    plain = Card("RUN", "region", "MD", crypto.sign_key_of(seed), BOXES["RUN"], root=FOUND.root)
    return replace(plain, vouched=card_file.vouch(plain, ROOT, 4), **more), seed


def written(card: Card, seed: bytes, **values: Any) -> bytes:
    """A card whose body was changed, signed well by its own key."""
    found = {**json.loads(card_file.write(card, seed).splitlines()[1]), **values}
    body = canonical({key: value for key, value in found.items() if value is not ...})
    signature = crypto.to_text(crypto.sign(seed, card_file.SIGNED_AS, body)).encode()
    return b"ANCORA-CARD2\n" + body + b"\n" + signature + b"\n"


def test_a_card_of_the_second_format_is_read_as_it_was_written() -> None:
    for card, seed in (chain(1), chain(changes.MOST), region_card()):
        data = card_file.write(card, seed)
        assert data.startswith(b"ANCORA-CARD2\n") and card_file.is_card(data[:16])
        assert card_file.read(data) == card
    card, _seed = chain(3)
    for one in card.changes:
        assert card.follows(one.before)
    assert not card.follows(card.sign_key)


def test_the_root_is_compared_by_the_same_call() -> None:
    card, _seed = region_card()
    other = replace(card, root=crypto.sign_key_of(OLD))
    assert len({card.fingerprint, other.fingerprint, replace(card, root=None).fingerprint}) == 3


CHAIN, CHAIN_SEED = chain(2)
REGION, REGION_SEED = region_card()
TOLD = json.loads(json.dumps(changes.to_json(CHAIN.changes)))
STRANGER = crypto.to_text(crypto.sign_key_of(OLD))


@pytest.mark.parametrize(
    "values",
    [
        {"v": 1},
        {"changes": []},
        {"changes": ...},
        {"changes": TOLD[:1]},
        {"changes": TOLD[::-1]},
        {"changes": [TOLD[1]] * 2},
        {"changes": [{**TOLD[0], "on": "2026-13-01"}, TOLD[1]]},
        {"changes": [{**TOLD[0], "before": STRANGER}, TOLD[1]]},
        {"changes": [{**TOLD[0], "more": 1}, TOLD[1]]},
        {"changes": [TOLD[0], {**TOLD[1], "box": GONE}]},
        {"changes": "x"},
        {"root": STRANGER},
        {"root": 4},
        {"vouched": {"version": 1, "signature": crypto.to_text(bytes(64))}},
        {"office": "UN5"},
    ],
)
def test_a_card_that_no_old_key_speaks_for_is_damaged(values: dict[str, Any]) -> None:
    assert card_file.read(written(CHAIN, CHAIN_SEED)) == CHAIN
    with pytest.raises(Refused, match="card-damaged"):
        card_file.read(written(CHAIN, CHAIN_SEED, **values))


@pytest.mark.parametrize(
    "values",
    [
        {"root": None},
        {"root": STRANGER},
        {"root": crypto.to_text(bytes(32))},
        {"kind": "office"},
        {"country": "RO"},
        {"box": GONE},
        {"vouched": 4},
        {"vouched": {"version": 5, "signature": None}},
        {"vouched": {"version": True, "signature": crypto.to_text(bytes(64))}},
        {"vouched": {"version": 4, "signature": crypto.to_text(bytes(64))}},
        {"vouched": {"signature": crypto.to_text(bytes(64))}},
    ],
)
def test_a_card_that_the_root_does_not_speak_for_is_damaged(values: dict[str, Any]) -> None:
    assert card_file.read(written(REGION, REGION_SEED)) == REGION
    with pytest.raises(Refused, match="card-damaged"):
        card_file.read(written(REGION, REGION_SEED, **values))


def test_a_root_that_has_not_vouched_yet_is_shown_without_its_word() -> None:
    assert card_file.read(written(REGION, REGION_SEED, vouched=None)) == replace(REGION, vouched=None)


@given(st.binary(max_size=400))
def test_any_bytes_after_the_second_beginning_are_refused_by_code(data: bytes) -> None:
    with pytest.raises(Refused, match="card-damaged"):
        card_file.read(b"ANCORA-CARD2\n" + data)


def test_every_changed_bit_of_a_card_shows() -> None:
    data = card_file.write(REGION, REGION_SEED)
    for place in range(len(data)):
        torn = bytearray(data)
        torn[place] ^= 1
        with pytest.raises(Refused):
            card_file.read(bytes(torn))


def test_too_many_changes_are_no_card() -> None:
    card, seed = chain(changes.MOST + 1)
    with pytest.raises(Refused, match="card-damaged"):
        card_file.read(card_file.write(card, seed))


def test_a_key_that_comes_back_is_no_chain() -> None:
    first, second = b"\1" * 32, b"\2" * 32
    box = crypto.new_identity()[1]
    there = changes.make("UN4", first, crypto.sign_key_of(second), box, "2026-11-01")
    back = changes.make("UN4", second, crypto.sign_key_of(first), box, "2026-11-02")
    with pytest.raises(ValueError):
        changes.check("UN4", (there, back), crypto.sign_key_of(first), box)


def test_changes_are_kept_as_they_were_and_damage_shows() -> None:
    card, _seed = chain(3)
    assert changes.load(changes.dump(card.changes)) == card.changes
    for damaged in (b"", b"{}", b'{"changes":4}', changes.dump(card.changes)[:-1]):
        with pytest.raises(ValueError):
            changes.load(damaged)
