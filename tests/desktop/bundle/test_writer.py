"""What is written is sealed, signed, streamed, and the same for ever under one number."""

from __future__ import annotations

import io
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
from desktop.bundle.packing import frames_of, stored
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

    class Null:
        def write(self, data: bytes, /) -> None:
            pass

    tracemalloc.start()
    written = writer.write(Null(), head=FIRST, to=region.recipient, sign=sender.seed, records=records())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert written.bytes > 8_000_000
    assert peak < 3_000_000


@given(st.lists(st.binary(max_size=300_000), max_size=6))
def test_the_stored_frame_is_a_zstd_frame(pieces: list[bytes]) -> None:
    assert zstd.decompress(b"".join(stored(pieces))) == b"".join(pieces)


@given(st.lists(st.binary(max_size=600_000), max_size=4))
def test_frames_are_full_but_the_last(pieces: list[bytes]) -> None:
    frames = list(frames_of(pieces))
    assert b"".join(frames) == b"".join(pieces)
    assert all(len(frame) == 256 * 1024 for frame in frames[:-1])
    assert all(frames)


def test_a_full_disk_is_told_as_the_computer_tells_it(sender: Office, region: Office) -> None:
    class Full:
        def write(self, data: bytes, /) -> None:
            raise OSError(28, "no space left")

    with pytest.raises(OSError, match="no space left"):
        writer.write(Full(), head=FIRST, to=region.recipient, sign=sender.seed, records=to_records(TABLES))
