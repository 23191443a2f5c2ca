"""What is written is sealed, signed, streamed, and the same for ever under one number."""

from __future__ import annotations

import io
import sqlite3
import tracemalloc
from collections.abc import Iterator

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundle import canonical, reader, writer
from desktop.bundle.canonical import Object
from desktop.bundle.format import Head
from desktop.bundle.kinds.statistics import CountedTable, Reading, Statistics, to_records
from desktop.bundle.packing import Unpacker, compressed, frames_of, stored
from desktop.refusals import Refused
from tests.desktop.bundle.forge import Office, opened

FIRST = Head("statistics", "UN4", 1, None, "2026-11")
TABLES = Statistics("2026-Q3", 1, (CountedTable("i09", 1, "case", (("0-11", 3), ("unknown", 0)), 3),))


def write(
    records: Iterator[Object], sender: Office, region: Office, head: Head = FIRST
) -> tuple[bytes, writer.Written]:
    out = io.BytesIO()
    written = writer.write(out, head=head, to=region.recipient, sign=sender.seed, records=records)
    return out.getvalue(), written


def test_what_is_written_is_read(sender: Office, region: Office) -> None:
    data, written = write(to_records(TABLES), sender, region)
    verified = reader.verify(opened(data), identities=[region.identity], trusted={sender.key: "UN4"})
    reading = Reading()
    reader.records(verified, reading.take)
    assert reading.finish() == TABLES
    assert (verified.hash, verified.manifest, len(data)) == (written.hash, written.manifest, written.bytes)
    assert verified.signer == sender.key


def test_the_same_tables_under_the_same_number_are_the_same_bundle(sender: Office, region: Office) -> None:
    """A period written again must not look like two bundles with one number; only the envelope differs."""
    first, one = write(to_records(TABLES), sender, region)
    second, two = write(to_records(TABLES), sender, region)
    assert one.hash == two.hash
    assert first != second


def test_the_manifest_of_statistics_has_exactly_these_keys(sender: Office, region: Office) -> None:
    written = write(to_records(TABLES), sender, region)[1]
    found = canonical.load(written.manifest.dump())
    assert set(found) == {
        "v", "kind", "office", "seq", "prev", "created", "schema", "min_reader", "to", "body", "att",
    }  # fmt: skip
    assert found["created"] == "2026-11"


def test_nothing_is_written_that_would_be_refused_on_arrival(sender: Office, region: Office) -> None:
    bad = Statistics("2026-Q3", 1, (CountedTable("i09", 1, "case", (("Ana Pop", 3),), 3),))
    with pytest.raises(Refused, match="bad-record"):
        write(to_records(bad), sender, region)


def test_a_large_bundle_is_streamed(sender: Office, region: Office) -> None:
    """Eight megabytes go through in a small part of that; the writer holds no whole body."""

    def records() -> Iterator[Object]:
        yield {"type": "head"}
        for number in range(80):
            yield {"n": number, "text": "x" * 100_000}

    tracemalloc.start()
    written = writer.write(Null(), head=FIRST, to=region.recipient, sign=sender.seed, records=records())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert written.bytes > 8_000_000
    assert peak < 3_000_000


@given(st.lists(st.binary(max_size=300_000), max_size=6))
def test_the_stored_frame_is_a_zstd_frame(pieces: list[bytes]) -> None:
    assert zstd.decompress(b"".join(stored(pieces))) == b"".join(pieces)


@given(st.lists(st.binary(max_size=300_000), max_size=6))
def test_the_compressed_frame_is_a_zstd_frame(pieces: list[bytes]) -> None:
    assert zstd.decompress(b"".join(compressed(pieces))) == b"".join(pieces)


def test_what_is_written_is_never_packed_further_than_a_reader_takes() -> None:
    """A page of one letter would be: blocks of nothing make it long enough, and the reader does not mind them."""
    line = b"a" * 250_000 + b"\n"
    body, seen = b"".join(compressed([line] * 40)), list[bytes]()
    assert len(zstd.compress(line * 40, 9)) * 100 < len(line) * 40 <= len(body) * 100
    unpacker = Unpacker(len(line) * 40, seen.append)
    for at in range(0, len(body), 1000):
        unpacker.write(body[at : at + 1000])
    unpacker.finish()
    assert seen == [line[:-1]] * 40


def test_what_a_case_says_is_packed_well() -> None:
    lines = [
        canonical.dump({"n": number, "text": "ea a venit la oficiu împreună cu copiii"}) + b"\n"
        for number in range(5000)
    ]
    assert len(b"".join(compressed(lines))) < len(b"".join(lines)) / 10


@given(st.lists(st.binary(max_size=600_000), max_size=4))
def test_frames_are_full_but_the_last(pieces: list[bytes]) -> None:
    frames = list(frames_of(pieces))
    assert b"".join(frames) == b"".join(pieces)
    assert all(len(frame) == 256 * 1024 for frame in frames[:-1])
    assert all(frames)


# --- what goes wrong is told as it is ---------------------------------------------------------------------------------


class Null:
    def write(self, data: bytes, /) -> None:
        """Nothing is kept."""


class Full:
    """A disk that is full after so many bytes."""

    def __init__(self, room: int) -> None:
        self._room = room

    def write(self, data: bytes, /) -> None:
        self._room -= len(data)
        if self._room < 0:
            raise OSError(28, "no space left")


MERGE = Head("merge", "UN4", 1, None, "2026-11-22T10:00:00.000Z", "ab" * 16, 7)


def lines(count: int = 2000) -> Iterator[Object]:
    for number in range(count):
        yield {"type": "line", "n": number, "text": f"{number * number:x}" * 30}


def test_a_full_disk_is_told_as_the_computer_tells_it(sender: Office, region: Office) -> None:
    for count in (20, 2000):  # the envelope writes once, or many times
        whole = writer.write(Null(), head=MERGE, to=region.recipient, sign=sender.seed, records=lines(count)).bytes
        for room in (0, 1, 200, whole // 2, whole - 500):
            with pytest.raises(OSError, match="no space left"):
                writer.write(Full(room), head=MERGE, to=region.recipient, sign=sender.seed, records=lines(count))
        writer.write(Full(whole + 500), head=MERGE, to=region.recipient, sign=sender.seed, records=lines(count))


def test_what_the_records_and_files_raise_is_what_is_raised(sender: Office, region: Office) -> None:
    """A database that cannot be read, a window that was told to stop: the envelope puts no words of its own on it."""

    class Stop(BaseException):
        pass

    def records(error: BaseException) -> Iterator[Object]:
        yield from lines(10)
        raise error

    def files(error: BaseException) -> Iterator[tuple[str, bytes]]:
        yield "01" * 16, b"one"
        raise error

    for error in (Refused("disk-full"), KeyError("x"), Stop(), sqlite3.OperationalError("locked")):
        for given_records, given_files in ((records(error), iter(())), (lines(10), files(error))):
            with pytest.raises(type(error)) as raised:
                writer.write(
                    Null(),
                    head=MERGE,
                    to=region.recipient,
                    sign=sender.seed,
                    records=given_records,
                    files=given_files,
                )
            assert raised.value is error


@pytest.mark.parametrize(("limit", "value"), [("BODY_LIMIT", 5000), ("FILE_LIMIT", 5000), ("LINE_LIMIT", 100)], ids=str)
def test_nothing_is_written_that_no_reader_would_take(
    limit: str, value: int, sender: Office, region: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.write(Null(), head=MERGE, to=region.recipient, sign=sender.seed, records=lines())
    monkeypatch.setattr(writer, limit, value)
    with pytest.raises(Refused, match="too-much-for-one-file"):
        writer.write(Null(), head=MERGE, to=region.recipient, sign=sender.seed, records=lines())


def test_a_kind_holds_no_more_records_and_text_than_its_readers_take(sender: Office, region: Office) -> None:
    receipt = Head("receipt", "UN4", 1, None, "2026-11-22T10:00:00.000Z", "ab" * 16, 7)
    acknowledgement = Head("acknowledgement", "UN4", 1, None, "2026-11-22T10:00:00.000Z", "ab" * 16, 7)
    long: Object = {"text": "x" * 200_000}
    for head, records in ((acknowledgement, [{"n": 1}] * 10_001), (receipt, [long] * 400)):
        with pytest.raises(Refused, match="too-much-for-one-file"):
            writer.write(Null(), head=head, to=region.recipient, sign=sender.seed, records=records)


def test_a_bundle_says_something(sender: Office, region: Office) -> None:
    with pytest.raises(ValueError, match="records"):
        writer.write(Null(), head=MERGE, to=region.recipient, sign=sender.seed, records=())


@pytest.mark.parametrize(
    "head",
    [
        Head("merge", "UN4", 1, None, "2026-11"),
        Head("merge", "UN4", 1, None, "2026-11-22T10:00:00.000Z", "ab" * 16),
        Head("merge", "UN4", 1, None, "2026-11", "ab" * 16, 7),
        Head("merge", "UN4", 2, None, "2026-11-22T10:00:00.000Z", "ab" * 16, 7),
        Head("statistics", "UN4", 1, None, "2026-11-22T10:00:00.000Z"),
        Head("statistics", "UN4", 1, None, "2026-11", "ab" * 16, 7),
    ],
)
def test_a_head_that_a_reader_would_refuse_is_not_written(head: Head, sender: Office, region: Office) -> None:
    with pytest.raises(ValueError, match="head"):
        writer.write(Null(), head=head, to=region.recipient, sign=sender.seed, records=lines(1))
