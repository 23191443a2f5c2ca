"""Every way in which a bundle can be wrong has its own code, and nothing is parsed before its signature holds."""

from __future__ import annotations

import io
import tracemalloc
from typing import Any, BinaryIO

import pytest
from backports import zstd

from desktop.bundle import format as layout
from desktop.bundle import reader
from desktop.bundle.kinds import readable
from desktop.bundle.kinds.statistics import Reading, Statistics
from desktop.refusals import Refused
from tests.desktop.bundle import forge
from tests.desktop.bundle.forge import (
    HEAD,
    LINES,
    TABLE,
    Office,
    both,
    bundle,
    canonical,
    merged,
    numbered,
    opened,
    seal,
    setting,
)


def read(data: bytes, sender: Office, region: Office) -> Statistics:
    verified = reader.verify(opened(data), identities=[region.identity], trusted={sender.key: sender.code})
    reading = Reading()
    reader.records(verified, reading.take)
    return reading.finish()


def refused(code: str, data: bytes, sender: Office, region: Office) -> Refused:
    with pytest.raises(Refused) as refusal:
        read(data, sender, region)
    assert refusal.value.code == code
    return refusal.value


def sealed(frames: list[bytes], region: Office, magic: bytes = b"ANCORA1\n") -> bytes:
    return seal(magic + b"".join(frames), region)


def test_a_bundle_made_by_hand_from_the_written_format_is_read(sender: Office, region: Office) -> None:
    found = read(bundle(sender, region), sender, region)
    assert found.period == "2026-Q3"
    assert found.tables[0].rows == (("0-11", 3), ("12-17", 0), ("unknown", 6))


def test_frames_may_have_any_length(sender: Office, region: Office) -> None:
    assert read(bundle(sender, region, chunk=1), sender, region) == read(bundle(sender, region), sender, region)


def test_the_first_pass_says_who_signed_what_and_hands_on_no_record(sender: Office, region: Office) -> None:
    data = bundle(sender, region, lines=(*LINES, b"not json at all"))
    verified = reader.verify(opened(data), identities=[region.identity], trusted={sender.key: sender.code})
    assert (verified.manifest.head.office, verified.manifest.head.seq) == ("UN4", 1)
    assert len(verified.hash) == 64


# --- the envelope -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"PK\x03\x04", b"-----BEGIN AGE ENCRYPTED FILE-----\n", b"age-encryption.org/v2\n", bytes(9000)],
)
def test_another_file_is_not_a_bundle(data: bytes, sender: Office, region: Office) -> None:
    refused("not-a-bundle", data, sender, region)


def test_a_header_of_many_readers_is_refused_before_it_is_tried(sender: Office, region: Office) -> None:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    mac = b"--- " + b"A" * 43 + b"\n"
    refused("header-too-large", b"age-encryption.org/v1\n" + stanza * 3000 + mac, sender, region)
    refused("bundle-truncated", b"age-encryption.org/v1\n" + stanza * 3, sender, region)


def test_eighty_readers_fit_and_a_header_may_end_at_the_very_limit(region: Office) -> None:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    mac = b"--- " + b"A" * 43 + b"\n"
    layout.check_header(b"age-encryption.org/v1\n" + stanza * 80 + mac)


@pytest.mark.parametrize(
    "stanza",
    [
        b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 18\n" + b"A" * 43 + b"\n",
        b"-> ssh-ed25519 AAAA AAAA\n" + b"A" * 43 + b"\n",
        b"-> odd-grease\nAAAA\n",
        b"",
        b"anything\n",
        b"-> X25519 \x00\n\n",
    ],
)
def test_only_envelopes_to_keys_are_opened(stanza: bytes, sender: Office, region: Office) -> None:
    """A passphrase stanza is made to burn an hour of this computer's time."""
    refused("not-a-bundle", b"age-encryption.org/v1\n" + stanza + b"--- " + b"A" * 43 + b"\n", sender, region)


def test_grease_in_the_header_is_no_fault() -> None:
    layout.check_header(
        b"age-encryption.org/v1\n-> x-grease a b\n" + b"A" * 64 + b"\n\n-> X25519 " + b"A" * 43 + b"\n"
        + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n"
    )  # fmt: skip


def test_a_file_for_another_office_stays_closed(sender: Office, region: Office, stranger: Office) -> None:
    refused("not-for-us", bundle(sender, stranger), sender, region)


def test_a_bundle_sealed_anew_by_who_received_it_is_refused(sender: Office, region: Office, stranger: Office) -> None:
    """The addressee stands under the signature, so nobody can pass a bundle on as if it were sent to us."""
    inside = forge.frames(sender, stranger)
    refused("not-for-us", sealed(inside, region), sender, region)


def test_damage_anywhere_in_the_sealed_part_shows(sender: Office, region: Office) -> None:
    data = bytearray(bundle(sender, region))
    for at in (-1, -100, -300):
        changed = bytearray(data)
        changed[at] ^= 1
        refused("bundle-damaged", bytes(changed), sender, region)
    refused("bundle-damaged", bytes(data[:-1]), sender, region)
    refused("bundle-damaged", bytes(data) + b"x", sender, region)


def test_a_file_over_the_limit_is_not_read_to_its_end(
    sender: Office, region: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bundle(sender, region)
    monkeypatch.setattr(reader, "FILE_LIMIT", len(data) - 1)
    refused("bundle-too-large", data, sender, region)
    monkeypatch.setattr(reader, "FILE_LIMIT", len(data))
    read(data, sender, region)


# --- frames -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", range(3))
def test_a_bundle_that_ends_early_is_told_as_such(count: int, sender: Office, region: Office) -> None:
    refused("bundle-truncated", sealed(forge.frames(sender, region)[:count], region), sender, region)


def test_a_bundle_that_ends_within_a_frame_is_told_as_such(sender: Office, region: Office) -> None:
    whole = b"ANCORA1\n" + b"".join(forge.frames(sender, region))
    for cut in (9, 12, 20, len(whole) - 1, len(whole) - 64):
        refused("bundle-truncated", seal(whole[:cut], region), sender, region)
    refused("not-a-bundle", seal(whole[:7], region), sender, region)
    refused("not-a-bundle", seal(b"", region), sender, region)


@pytest.mark.parametrize("order", ["MBS", "BSM", "MS", "S", "BBMMS", "BMSS", "BMSB", "BMBS", "XBMS", "BXMS"])
def test_frames_out_of_order_or_repeated_are_refused(order: str, sender: Office, region: Office) -> None:
    body, manifest, signature = forge.frames(sender, region)
    by_name = {"B": body, "M": manifest, "S": signature, "X": forge.frame(b"X", b"x")}
    refused("bundle-damaged", sealed([by_name[name] for name in order], region), sender, region)


@pytest.mark.parametrize("type_", [b"B", b"M", b"S"])
@pytest.mark.parametrize("size", [0, 256 * 1024 + 1, 2**32 - 1])
def test_frames_of_forbidden_length_are_refused(type_: bytes, size: int, sender: Office, region: Office) -> None:
    body, manifest, _signature = forge.frames(sender, region)
    before = {b"B": [], b"M": [body], b"S": [body, manifest]}[type_]
    refused("bundle-damaged", sealed([*before, type_ + size.to_bytes(4, "big")], region), sender, region)


def test_a_signature_has_sixty_four_bytes(sender: Office, region: Office) -> None:
    body, manifest, signature = forge.frames(sender, region)
    refused("bundle-damaged", sealed([body, manifest, forge.frame(b"S", signature[5:-1])], region), sender, region)


def test_a_body_over_the_limit_is_refused_while_it_comes(
    sender: Office, region: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "BODY_LIMIT", 100)
    refused("bundle-too-large", bundle(sender, region), sender, region)


def test_what_a_later_version_writes_is_told_as_such(sender: Office, region: Office) -> None:
    frames = forge.frames(sender, region)
    refused("bundle-newer", sealed(frames, region, b"ANCORA2\n"), sender, region)
    refused("not-a-bundle", sealed(frames, region, b"ANCHOR1\n"), sender, region)


# --- who signed -------------------------------------------------------------------------------------------------------


def test_a_stranger_is_not_believed_and_not_parsed(sender: Office, region: Office, stranger: Office) -> None:
    hostile = forge.frames(stranger, region, manifest_bytes=b"[" * 200_000)
    refused("unknown-signer", sealed(hostile, region), sender, region)


def test_a_signature_over_something_else_is_no_signature(sender: Office, region: Office) -> None:
    body, manifest, _signature = forge.frames(sender, region)
    for wrong in (
        forge.signature(sender, manifest[5:], b"ancora/1 card\0"),
        forge.signature(sender, manifest[5:], b""),
        forge.signature(sender, body),
    ):
        refused("unknown-signer", sealed([body, manifest, forge.frame(b"S", wrong)], region), sender, region)


def test_another_body_under_a_good_manifest_is_refused(sender: Office, region: Office) -> None:
    _body, manifest, signature = forge.frames(sender, region)
    other = forge.frame(b"B", zstd.compress(forge.raw_of((canonical(HEAD), merged(TABLE, total=12)))))
    refused("bad-signature", sealed([other, manifest, signature], region), sender, region)


def test_a_known_office_cannot_speak_for_another(sender: Office, region: Office) -> None:
    refused("bad-signature", bundle(sender, region, change=setting(office="UN5")), sender, region)


def test_an_office_whose_card_was_withdrawn_is_not_parsed(sender: Office, region: Office) -> None:
    data = sealed(forge.frames(sender, region, manifest_bytes=b"[" * 200_000), region)
    with pytest.raises(Refused, match="office-revoked") as refusal:
        reader.verify(
            opened(data), identities=[region.identity], trusted={sender.key: sender.code}, revoked={sender.key}
        )  # fmt: skip
    assert refusal.value.facts["office"] == "UN4"


def test_the_signer_is_found_among_many(sender: Office, region: Office, stranger: Office) -> None:
    trusted = {stranger.key: "ZZ9", region.key: "RUN", sender.key: "UN4"}
    verified = reader.verify(opened(bundle(sender, region)), identities=[region.identity], trusted=trusted)
    assert verified.manifest.head.office == "UN4"


# --- whom it is for ---------------------------------------------------------------------------------------------------


def test_what_was_sealed_to_any_of_our_identities_is_opened_with_that_one(
    sender: Office, region: Office, stranger: Office
) -> None:
    """The office's, the ones that it had before, this computer's own."""
    own = [stranger.identity, region.identity]
    for addressee in (region, stranger):
        verified = reader.verify(opened(bundle(sender, addressee)), identities=own, trusted={sender.key: "UN4"})
        assert verified.identity == addressee.identity
        seen: list[object] = []
        reader.records(verified, seen.append)
        assert len(seen) == 2


def test_a_bundle_for_one_of_our_identities_sealed_anew_to_another_is_refused(
    sender: Office, region: Office, stranger: Office
) -> None:
    data = sealed(forge.frames(sender, stranger), region)
    with pytest.raises(Refused, match="not-for-us"):
        reader.verify(opened(data), identities=[stranger.identity, region.identity], trusted={sender.key: "UN4"})


def test_without_an_identity_nothing_is_for_us(sender: Office, region: Office) -> None:
    with pytest.raises(Refused, match="not-for-us"):
        reader.verify(opened(bundle(sender, region)), identities=[], trusted={sender.key: "UN4"})


def test_damage_is_told_as_damage_however_many_identities_there_are(
    sender: Office, region: Office, stranger: Office
) -> None:
    data = bundle(sender, region)[:-20]
    with pytest.raises(Refused, match="bundle-damaged"):
        reader.verify(
            opened(data), identities=[stranger.identity, region.identity], trusted={sender.key: "UN4"}
        )  # fmt: skip


# --- the manifest -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("bundle-newer", setting(v=2)),
        ("bundle-newer", setting(min_reader=2)),
        ("bundle-newer", setting(schema=2)),
        ("bundle-newer", setting(kind="horoscope")),
        ("bundle-damaged", setting(kind="merge")),
        ("bundle-damaged", setting(kind="transfer")),
        ("bundle-damaged", setting(v=0)),
        ("bundle-damaged", setting(v=True)),
        ("bundle-damaged", setting(v="1")),
        ("bundle-damaged", forge.without("v")),
        ("bundle-damaged", forge.without("att")),
        ("bundle-damaged", forge.without("prev")),
        ("bundle-damaged", setting(node="a" * 32)),
        ("bundle-damaged", setting(commit_no=7)),
        ("bundle-damaged", setting(kind="Merge")),
        ("bundle-damaged", setting(kind=None)),
        ("bundle-damaged", setting(seq=0)),
        ("bundle-damaged", setting(seq=True)),
        ("bundle-damaged", setting(seq=2**40 + 1, prev="0" * 64)),
        ("bundle-damaged", setting(seq=10**17)),
        ("bundle-damaged", setting(seq=2)),
        ("bundle-damaged", setting(prev="0" * 64)),
        ("bundle-damaged", setting(seq=2, prev="A" * 64)),
        ("bundle-damaged", setting(created="2026-13")),
        ("bundle-damaged", setting(created="2026-11-24")),
        ("bundle-damaged", setting(office="un4")),
        ("bundle-damaged", setting(office="UN4\n")),
        ("bundle-damaged", setting(to=[])),
        ("bundle-damaged", setting(to=["0" * 32, "1" * 32])),
        ("bundle-damaged", setting(to=[7])),
        ("bundle-damaged", setting(to="0" * 32)),
        ("bundle-damaged", setting(att=[{}])),
        ("bundle-damaged", setting(body=None)),
        ("bundle-damaged", setting(body__x=1)),
        ("bundle-damaged", setting(body__len=0)),
        ("bundle-damaged", setting(body__b2="0")),
        ("bundle-too-large", setting(body__raw=16 * 2**20 + 1)),
        ("bundle-too-large", setting(body__len=512 * 2**20 + 1)),
        ("bundle-too-large", setting(body__n=502)),
        ("ratio", setting(body__raw=2**20)),
        ("bad-signature", setting(body__b2="0" * 64)),
        ("bad-signature", setting(body__len=9)),
        ("bundle-damaged", setting(body__raw=4)),
        ("bundle-damaged", setting(body__raw=400)),
        ("bundle-damaged", setting(body__n=1)),
        ("bundle-damaged", setting(body__n=3)),
    ],
)  # fmt: skip
def test_a_signed_manifest_is_held_to_its_shape(code: str, change: Any, sender: Office, region: Office) -> None:
    refused(code, bundle(sender, region, change=change), sender, region)


MERGE = numbered("merge")


def test_a_kind_with_numbers_says_from_which_installation_and_when(sender: Office, region: Office) -> None:
    data = bundle(sender, region, change=both(MERGE, setting(commit_no=0)))
    head = reader.verify(opened(data), identities=[region.identity], trusted={sender.key: "UN4"}).manifest.head
    assert head == layout.Head("merge", "UN4", 1, None, "2026-11-22T10:00:00.000Z", "ab" * 16, 0)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("bundle-damaged", forge.without("node")),
        ("bundle-damaged", forge.without("commit_no")),
        ("bundle-damaged", setting(node=None)),
        ("bundle-damaged", setting(node="AB" * 16)),
        ("bundle-damaged", setting(node="ab" * 15)),
        ("bundle-damaged", setting(commit_no=-1)),
        ("bundle-damaged", setting(commit_no=None)),
        ("bundle-damaged", setting(commit_no=True)),
        ("bundle-damaged", setting(created="2026-11")),
        ("bundle-damaged", setting(created="2026-11-22")),
        ("bundle-damaged", setting(created="2026-11-22T10:00:00Z")),
        ("bundle-damaged", setting(created="2026-02-30T10:00:00.000Z")),
        ("bundle-damaged", setting(created="2026-11-22T24:30:00.000Z")),
        ("bundle-damaged", setting(created="2026-11-22T10:00:00.000+02:00")),
        ("bundle-damaged", setting(att=[])),
        ("bundle-damaged", setting(att=None)),
        ("bundle-damaged", setting(att__x=1)),
        ("bundle-damaged", setting(att__n=-1)),
        ("bundle-damaged", setting(att__n=False)),
        ("bundle-damaged", setting(att__b2="0")),
        ("bundle-too-large", setting(att__n=100_001)),
        ("bundle-too-large", setting(att__len=512 * 2**20 + 1)),
        ("bundle-too-large", setting(body__raw=2**31 + 1)),
        ("bundle-too-large", setting(body__n=5_000_001)),
        ("bad-signature", setting(att__len=1)),
        ("bad-signature", setting(att__b2="0" * 64)),
        ("bundle-damaged", setting(att__n=1)),
        ("bundle-damaged", setting(kind="statistics")),
        ("bundle-damaged", setting(kind="pseudonymous")),
        ("bundle-newer", setting(schema=2)),
    ],
)
def test_the_manifest_of_a_kind_with_numbers_is_held_to_its_shape(
    code: str, change: Any, sender: Office, region: Office
) -> None:
    refused(code, bundle(sender, region, change=both(MERGE, change)), sender, region)


@pytest.mark.parametrize("kind", ["transfer", "acknowledgement", "merge", "receipt", "directory", "trust"])
def test_every_kind_is_read_and_held_to_its_own_limits(kind: str, sender: Office, region: Office) -> None:
    assert read(bundle(sender, region, change=numbered(kind)), sender, region).period == "2026-Q3"
    limits = readable(kind)
    for change in (setting(body__raw=limits.raw_limit + 1), setting(body__n=limits.records_limit + 1)):
        refused("bundle-too-large", bundle(sender, region, change=both(numbered(kind), change)), sender, region)


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b"null", b"[" * 200_000, b'{"v":NaN}', b'{"v":1,"v":1}', b'{"v":1.0}', b"\xff"]
)
def test_a_manifest_that_is_no_canonical_object_is_refused(data: bytes, sender: Office, region: Office) -> None:
    refused("bundle-damaged", bundle(sender, region, manifest_bytes=data), sender, region)


# --- the body ---------------------------------------------------------------------------------------------------------


def huge_window(raw: bytes) -> bytes:
    options: dict[int, int] = {
        zstd.CompressionParameter.window_log: 24,
        zstd.CompressionParameter.compression_level: 1,
    }
    compressor = zstd.ZstdCompressor(options=options)
    return compressor.compress(raw) + compressor.flush()


RAW = forge.raw_of(LINES)
FRAME = zstd.compress(RAW)


@pytest.mark.parametrize(
    "body",
    [
        b"no zstd at all",
        FRAME[:-3],
        FRAME + b"x",
        FRAME + FRAME,
        b"\x50\x2a\x4d\x18\x04\x00\x00\x00skip",
        b"\x50\x2a\x4d\x18\x04\x00\x00\x00skip" + FRAME,
        huge_window(RAW),
        zstd.compress(RAW[:-1]),
        zstd.compress(RAW + b"\n"),
    ],
    ids=["none", "cut", "byte after", "twice", "skippable", "skippable first", "window", "no newline", "empty line"],
)
def test_the_body_is_one_whole_zstd_frame_of_lines(body: bytes, sender: Office, region: Office) -> None:
    refused("bundle-damaged", bundle(sender, region, body=body), sender, region)


def test_a_second_frame_in_a_piece_of_its_own_is_refused_too(sender: Office, region: Office) -> None:
    """The first one ends exactly where a piece of the body ends."""
    first = forge.stored(RAW, padded_to=256 * 1024)
    refused("bundle-damaged", bundle(sender, region, body=first + FRAME), sender, region)


def test_a_body_may_end_where_a_piece_ends(sender: Office, region: Office) -> None:
    body = forge.stored(RAW, padded_to=256 * 1024)
    assert len(body) == 256 * 1024
    assert len(read(bundle(sender, region, body=body), sender, region).tables) == 1


def test_a_bomb_goes_off_in_no_memory(sender: Office, region: Office) -> None:
    """A gigabyte of zeros in thirty kilobytes: unpacked no further than the signed length, a slice at a time."""
    compressor = zstd.ZstdCompressor(level=3)
    bomb = b"".join(compressor.compress(bytes(2**20)) for _ in range(1024)) + compressor.flush()
    data = bundle(sender, region, body=bomb, change=setting(body__raw=len(bomb) * 100))
    tracemalloc.start()
    refused("bundle-damaged", data, sender, region)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 2**20


def test_a_line_without_end_is_refused(sender: Office, region: Office) -> None:
    lines = (canonical(HEAD), b"x" * (2**20 + 1))
    data = bundle(sender, region, lines=lines, body=forge.stored(forge.raw_of(lines)))
    refused("bundle-damaged", data, sender, region)


def test_a_line_may_be_as_long_as_the_limit(sender: Office, region: Office) -> None:
    lines = (canonical(HEAD), b"x" * 2**20)
    data = bundle(sender, region, lines=lines, body=forge.stored(forge.raw_of(lines)))
    assert refused("bad-record", data, sender, region).facts["line"] == 2


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"null",
        b"[" * 900_000,
        b'{"a":1,"a":1}',
        b'{"a":NaN}',
        b'{"a":"\\ud800"}',
        b'{"a":' + b"9" * 40 + b"}",
        b"{}",
        canonical(HEAD),
        merged(TABLE, type="row"),
        merged(TABLE, extra=1),
        merged(TABLE, id="Ana Pop"),
        merged(TABLE, id=9),
        merged(TABLE, version=0),
        merged(TABLE, version=True),
        merged(TABLE, unit=""),
        merged(TABLE, rows={}),
        merged(TABLE, rows=[["0-11"]]),
        merged(TABLE, rows=["ab"]),
        merged(TABLE, rows=[["str. Florilor 3", 3]]),
        merged(TABLE, rows=[["a", 3], ["a", 3]]),
        merged(TABLE, rows=[["a", 4]]),
        merged(TABLE, rows=[["a", -3]]),
        merged(TABLE, rows=[["a", 10**15]]),
        merged(TABLE, rows=[["a", False]]),
        merged(TABLE, rows=[["a", "3"]]),
        merged(TABLE, rows=[[f"a{n}", 3] for n in range(1001)]),
        merged(TABLE, total=1),
        merged(TABLE, total=None),
    ],
    ids=lambda line: repr(line)[:50],
)
def test_a_record_that_breaks_the_shape_is_refused_by_its_line(line: bytes, sender: Office, region: Office) -> None:
    lines = (canonical(HEAD), line)
    data = bundle(sender, region, lines=lines, body=forge.stored(forge.raw_of(lines)))
    assert refused("bad-record", data, sender, region).facts["line"] == 2


@pytest.mark.parametrize(
    "head",
    [
        merged(HEAD, type="table"),
        merged(HEAD, period="2026-11"),
        merged(HEAD, period="2026-Q5"),
        merged(HEAD, edition=0),
        merged(HEAD, base=5),
        merged(HEAD, base=True),
        merged(HEAD, tables=501),
        merged(HEAD, name="x"),
        canonical(TABLE),
    ],
)
def test_the_first_record_is_the_head(head: bytes, sender: Office, region: Office) -> None:
    refusal = refused("bad-record", bundle(sender, region, lines=(head, canonical(TABLE))), sender, region)
    assert refusal.facts["line"] == 1


def test_there_are_as_many_tables_as_promised_each_once(sender: Office, region: Office) -> None:
    for lines in (
        (merged(HEAD, tables=2), canonical(TABLE)),
        (merged(HEAD, tables=2), canonical(TABLE), canonical(TABLE)),
        (canonical(HEAD), canonical(TABLE), merged(TABLE, id="i10")),
    ):
        refused("bad-record", bundle(sender, region, lines=lines), sender, region)


# --- between the passes -----------------------------------------------------------------------------------------------


class Changing:
    """A file on a stick that somebody replaces after it was looked at."""

    def __init__(self, *contents: bytes) -> None:
        self._contents = list(contents)

    def __call__(self) -> BinaryIO:
        return io.BytesIO(self._contents.pop(0))


def swapped(first: bytes, second: bytes, sender: Office, region: Office) -> str:
    verified = reader.verify(Changing(first, second), identities=[region.identity], trusted={sender.key: sender.code})
    seen: list[object] = []
    with pytest.raises(Refused) as refusal:
        reader.records(verified, seen.append)
    assert not seen
    return refusal.value.code


def test_a_file_changed_between_the_passes_reaches_no_parser(sender: Office, region: Office) -> None:
    honest = bundle(sender, region)
    _body, manifest, signature = forge.frames(sender, region)
    hostile = forge.frame(b"B", zstd.compress(b"[" * 500_000))
    assert swapped(honest, sealed([hostile, manifest, signature], region), sender, region) == "bundle-changed"
    assert swapped(honest, sealed([hostile], region), sender, region) == "bundle-changed"
    assert swapped(honest, b"hello", sender, region) == "bundle-changed"
    assert swapped(honest, honest[:-1], sender, region) == "bundle-changed"


def test_a_changed_ending_is_seen_though_the_body_is_the_same(sender: Office, region: Office) -> None:
    honest = bundle(sender, region)
    body, manifest, signature = forge.frames(sender, region)
    other = forge.frame(b"S", signature[5:-1] + bytes([signature[-1] ^ 1]))
    verified = reader.verify(
        Changing(honest, sealed([body, manifest, other], region)),
        identities=[region.identity],
        trusted={sender.key: sender.code},
    )
    with pytest.raises(Refused, match="bundle-changed"):
        reader.records(verified, lambda _record: None)


def test_a_body_that_became_shorter_is_seen(sender: Office, region: Office) -> None:
    """Each piece that comes is one that was signed, only the last one is gone."""
    rows = [[f"code_{number:03d}", 3 * number] for number in range(500)]
    long = [merged(TABLE, id=f"t{number}", rows=rows) for number in range(60)]
    body = forge.stored(forge.raw_of([merged(HEAD, tables=60), *long]))
    assert len(body) > 256 * 1024
    frames = forge.frames(sender, region, lines=[merged(HEAD, tables=60), *long], body=body)
    whole, short = sealed(frames, region), sealed([frames[0], *frames[2:]], region)
    assert len(read(whole, sender, region).tables) == 60
    verified = reader.verify(Changing(whole, short), identities=[region.identity], trusted={sender.key: sender.code})
    with pytest.raises(Refused, match="bundle-changed"):
        reader.records(verified, lambda _record: None)


def test_a_stick_that_is_pulled_is_told_as_the_computer_tells_it(sender: Office, region: Office) -> None:
    class Pulled(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "input/output error")

    with pytest.raises(OSError):
        reader.verify(Pulled, identities=[region.identity], trusted={sender.key: sender.code})


# --- what goes wrong where the records go is told as it is ------------------------------------------------------------


class Stop(BaseException):
    pass


@pytest.mark.parametrize(
    "error", [Refused("disk-full"), Refused("bundle-damaged"), KeyError("x"), OSError(28, "no space left"), Stop()]
)
@pytest.mark.parametrize("at", ["first record", "last record", "first file", "last file"])
def test_the_error_of_who_takes_is_the_error_that_is_raised(
    error: BaseException, at: str, sender: Office, region: Office
) -> None:
    """Neither the envelope nor a change of the file is blamed for a database that cannot take a line."""
    files = [("01" * 16, bytes(600_000)), ("02" * 16, b"x")]
    data = bundle(sender, region, attached=forge.attached(files), change=numbered("merge", files))
    verified = reader.verify(opened(data), identities=[region.identity], trusted={sender.key: "UN4"})
    seen: list[str] = []

    def come(what: str, number: int, last: int) -> None:
        seen.append(what)
        if at == f"{'first' if number == 1 else 'last' if number == last else 'middle'} {what}":
            raise error

    with pytest.raises(type(error)) as raised:
        reader.records(
            verified,
            lambda _record: come("record", seen.count("record") + 1, 2),
            lambda _id, _content: come("file", seen.count("file") + 1, 2),
        )
    assert raised.value is error
