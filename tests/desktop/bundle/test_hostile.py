"""Whatever is done to a bundle, it is read as it was written or refused by a code; no other exception, no memory."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from backports import zstd
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.bundle import reader, writer
from desktop.bundle.format import Head
from desktop.bundle.kinds.statistics import Reading, Statistics
from desktop.refusals import SENTENCES, Refused
from tests.desktop.bundle import forge
from tests.desktop.bundle.forge import HEAD, TABLE, canonical

SENDER, REGION = forge.office("UN4", 1), forge.office("RUN", 2)
LINES = (canonical({**HEAD, "tables": 3}), *(forge.merged(TABLE, id=f"i0{number}") for number in range(3)))
PLAIN = b"ANCORA1\n" + b"".join(forge.frames(SENDER, REGION, lines=LINES, chunk=100))
FILE = forge.seal(PLAIN, REGION)
LARGEST = 24 * 2**20

CODES = frozenset(
    {
        "not-a-bundle", "header-too-large", "not-for-us", "unknown-signer", "bad-signature", "bundle-too-large",
        "bundle-damaged", "bundle-truncated", "bundle-newer", "ratio", "bad-record",
    }
)  # fmt: skip


def read(data: bytes) -> Statistics | str:
    """The tables, or the code of the refusal; anything else that is raised is a fault of ours."""
    reading = Reading()
    try:
        verified = reader.verify(forge.opened(data), identities=[REGION.identity], trusted={SENDER.key: "UN4"})
        reader.records(verified, reading.take)
        return reading.finish()
    except Refused as refusal:
        assert refusal.code in CODES
        return refusal.code


HONEST = read(FILE)

Edit = Callable[[bytearray], None]
places = st.integers(0, 2**32)


def flip(data: bytearray, at: int, bit: int) -> None:
    data[at % len(data)] ^= 1 << bit


def cut(data: bytearray, at: int, length: int) -> None:
    start = at % len(data)
    del data[start : start + length]


def truncate(data: bytearray, at: int, _: int) -> None:
    del data[at % len(data) :]


def insert(data: bytearray, at: int, what: bytes) -> None:
    start = at % (len(data) + 1)
    data[start:start] = what


def repeat(data: bytearray, at: int, length: int) -> None:
    start = at % len(data)
    data[start:start] = data[start : start + length]


edits = st.one_of(
    st.tuples(st.just(flip), places, st.integers(0, 7)),
    st.tuples(st.just(cut), places, st.integers(1, 300)),
    st.tuples(st.just(truncate), places, st.just(0)),
    st.tuples(st.just(insert), places, st.binary(min_size=1, max_size=50)),
    st.tuples(st.just(repeat), places, st.integers(1, 600)),
)


def edited(data: bytes, changes: list[tuple[Any, int, Any]]) -> bytes:
    changed = bytearray(data)
    for change, at, how in changes:
        if changed:
            change(changed, at, how)
    return bytes(changed)


@given(st.lists(edits, min_size=1, max_size=4))
def test_a_file_damaged_on_its_way(changes: list[tuple[Any, int, Any]]) -> None:
    data = edited(FILE, changes)
    if data != FILE:
        assert isinstance(read(data), str)


@given(st.lists(edits, min_size=1, max_size=4))
def test_an_envelope_of_ours_with_anything_in_it(changes: list[tuple[Any, int, Any]]) -> None:
    data = edited(PLAIN, changes)
    found = read(forge.seal(data, REGION))
    assert isinstance(found, str) or data == PLAIN


@given(st.binary(max_size=400))
def test_frames_of_anything(data: bytes) -> None:
    assert isinstance(read(forge.seal(b"ANCORA1\n" + data, REGION)), str)


@given(st.lists(st.tuples(st.sampled_from(b"BMSAX\x00"), st.binary(max_size=100)), max_size=6))
def test_well_formed_frames_in_any_order(frames: list[tuple[int, bytes]]) -> None:
    data = b"".join(forge.frame(bytes([type_]), inside) for type_, inside in frames)
    assert isinstance(read(forge.seal(b"ANCORA1\n" + data, REGION)), str)


# --- an office that is trusted, with a hostile program ----------------------------------------------------------------

texts = st.text(max_size=12)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(texts, inside, max_size=3),
    max_leaves=6,
)


def spelled(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


@given(st.sampled_from(sorted(forge.manifest(SENDER, REGION, b"x", b"x", 1))), json_values)
@example("body", {"len": 1, "raw": 10**18, "n": 1, "b2": "0" * 64})
@example("seq", 10**400)
@example("to", ["\ud800"])
def test_a_signed_manifest_with_anything_in_it(key: str, value: object) -> None:
    made = forge.manifest(SENDER, REGION, b"", b"", 1)
    changed = spelled({**made, key: value})
    if changed != spelled(made):
        assert isinstance(read(forge.bundle(SENDER, REGION, manifest_bytes=changed)), str)


@given(st.binary(min_size=1, max_size=200))
@example(b"[" * 100_000)
@example(b'{"a":' * 40_000)
@example(b'{"v":' + b"1" * 100_000 + b"}")
def test_any_signed_bytes_for_a_manifest(data: bytes) -> None:
    assert isinstance(read(forge.bundle(SENDER, REGION, manifest_bytes=data)), str)


@given(st.sampled_from(sorted(TABLE)), json_values)
def test_a_signed_record_with_anything_in_it(key: str, value: object) -> None:
    line = spelled({**TABLE, key: value})
    found = read(forge.bundle(SENDER, REGION, lines=(canonical(HEAD), line)))
    if isinstance(found, Statistics):
        assert all(count % 3 == 0 for table in found.tables for _code, count in (*table.rows, ("", table.total)))


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4))
def test_any_signed_bytes_for_records(lines: list[bytes]) -> None:
    raw = forge.raw_of(lines)
    assert isinstance(read(forge.bundle(SENDER, REGION, lines=lines, body=forge.stored(raw))), str)


@given(st.lists(edits, min_size=1, max_size=3))
def test_a_signed_body_whose_compression_is_wrong(changes: list[tuple[Any, int, Any]]) -> None:
    body = edited(zstd.compress(forge.raw_of(LINES), options={zstd.CompressionParameter.checksum_flag: 1}), changes)
    if body:
        assert read(forge.bundle(SENDER, REGION, lines=LINES, body=body)) in (HONEST, *CODES)


# --- memory -----------------------------------------------------------------------------------------------------------

ZEROS = zstd.compress(bytes(64 * 2**20))


@pytest.mark.parametrize(
    "data",
    [
        forge.seal(b"ANCORA1\nM" + (2**32 - 1).to_bytes(4, "big") + bytes(2**20), REGION),
        forge.seal(b"ANCORA1\nB" + (256 * 1024).to_bytes(4, "big") + bytes(2**20), REGION),
        forge.bundle(SENDER, REGION, body=ZEROS, change=forge.setting(body__raw=len(ZEROS) * 100)),
        forge.bundle(SENDER, REGION, body=forge.stored(bytes(12 * 2**20)), change=forge.setting(body__raw=12 * 2**20)),
        forge.bundle(SENDER, REGION, manifest_bytes=b"[" * (256 * 1024)),
        forge.bundle(SENDER, REGION, lines=(b"[" * 2**20,), body=forge.stored(b"[" * 2**20 + b"\n")),
    ],
    ids=["long manifest", "long body", "bomb", "endless line", "deep manifest", "deep record"],
)
def test_no_bundle_takes_much_memory(data: bytes) -> None:
    tracemalloc.start()
    found = read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, str)
    assert peak < LARGEST


def test_a_large_honest_bundle_is_read_in_little_memory() -> None:
    """Sixty megabytes of lines and of attachments: what is held is one piece of each."""
    line = {"type": "line", "text": "x" * 100_000}
    files = ((f"{number:032x}", bytes([number]) * 3_000_000) for number in range(20))
    head, out = Head("merge", "UN4", 1, None, "2026-11-22T10:00:00.000Z", "ab" * 16, 7), io.BytesIO()
    written = writer.write(
        out, head=head, to=REGION.recipient, sign=SENDER.seed, records=(line for _ in range(600)), files=files
    )
    count = [0, 0]

    def take(_record: object) -> None:
        count[0] += 1

    def take_file(_id: str, _content: bytes) -> None:
        count[1] += 1

    data = out.getvalue()
    tracemalloc.start()
    verified = reader.verify(forge.opened(data), identities=[REGION.identity], trusted={SENDER.key: "UN4"})
    reader.records(verified, take, take_file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (written.manifest.body.raw > 60_000_000, count) == (True, [600, 20])
    assert peak < LARGEST


def test_every_refusal_has_a_sentence_of_its_own_that_says_what_to_do() -> None:
    sentences = [SENTENCES[code] for code in CODES]
    assert len(set(sentences)) == len(CODES)
    assert all(len(re.findall(r"[.:](?: |$)", sentence)) >= 2 for sentence in sentences)


def test_the_honest_file_is_read() -> None:
    """Without this, everything above would hold for a reader that refuses all."""
    assert isinstance(HONEST, Statistics)
    assert len(HONEST.tables) == 3
