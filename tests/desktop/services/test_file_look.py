"""A file is what its bytes say: what is no picture, would fill the memory or is broken is refused before it is kept."""

from __future__ import annotations

import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.refusals import Refused
from desktop.services.file_look import JPEG, MOST_PIXELS, PDF, PNG, kind_of, look
from tests.pictures import bomb, chunk, claims, exif, jpeg, pdf, pdf_with, png


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as told:
        look(data)
    return told.value.code


def test_the_kind_and_the_size_are_read_from_the_bytes() -> None:
    assert (look(png(4, 3)).mime, look(png(4, 3)).width, look(png(4, 3)).height) == (PNG, 4, 3)
    assert (look(jpeg()).mime, look(jpeg()).width, look(jpeg()).height) == (JPEG, 16, 8)
    assert look(pdf()).mime == PDF


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!DOCTYPE html><html>",
        b"MZ\x90\0 a program",
        b"PK\x03\x04 an archive",
        b"GIF89a" + bytes(20),
        b"BM" + bytes(60),
        b" %PDF-1.4",
        b"#!/bin/sh\n",
    ],
)
def test_what_is_neither_a_picture_nor_a_pdf_is_refused_whatever_its_name_says(data: bytes) -> None:
    assert kind_of(data) is None and refused(data) == "attachment-unknown"


def test_a_file_of_two_kinds_is_only_ever_the_one_that_it_begins_as() -> None:
    both = png(after=pdf())
    assert look(both).mime == PNG and look(both).after == len(pdf())
    assert look(jpeg(after=b"PK\x03\x04 hidden")).after > 0
    assert look(png()).after == 0 and look(jpeg()).after == 0


@pytest.mark.parametrize(("width", "height"), [(2**31 - 1, 2**31 - 1), (65_500, 65_500), (1, 70_000), (20_000, 6_001)])
def test_a_picture_that_claims_more_than_fits_in_memory_is_refused_by_its_claim(width: int, height: int) -> None:
    assert refused(claims(width, height)) == "picture-too-large"
    assert width * height > MOST_PIXELS or max(width, height) > 65_500


def test_a_photograph_that_holds_a_place_says_so() -> None:
    assert look(jpeg(place=True)).tells_place and not look(jpeg()).tells_place
    assert look(png(extra=chunk(b"eXIf", exif(place=True)))).tells_place
    assert not look(png(extra=chunk(b"eXIf", exif(place=False)))).tells_place


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_pdf_that_unpacks_to_gigabytes_is_refused_without_being_unpacked_in_memory(layers: int) -> None:
    data = bomb(400, layers)
    assert len(data) < 2 * 1024 * 1024
    tracemalloc.start()
    assert refused(data) == "pdf-too-large"
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 16 * 1024 * 1024


def test_many_streams_count_together() -> None:
    once = zlib.compress(b" " * 64 * 1024 * 1024, 9)
    streams = b"".join(
        b"%d 0 obj\n<< /Filter /FlateDecode >>\nstream\n" % n + once + b"\nendstream\nendobj\n" for n in range(9, 15)
    )
    assert refused(b"%PDF-1.4\n" + streams + pdf()) == "pdf-too-large"


def test_a_pdf_with_a_gigapixel_picture_or_a_lock_is_refused() -> None:
    assert refused(pdf_with(b"/Subtype /Image /Width 60000 /Height 60000", b"x")) == "picture-too-large"
    assert refused(pdf_with(b"/Subtype /Image /Width 9999999999 /Height 1", b"x")) == "picture-too-large"
    assert refused(pdf().replace(b"trailer", b"/Encrypt 9 0 R trailer")) == "pdf-locked"


def test_ten_thousand_pages_are_looked_at_in_pieces_and_can_be_stopped() -> None:
    class Enough(Exception):
        pass

    reports = 0

    def stop(_done: int, _all: int) -> None:
        nonlocal reports
        reports += 1
        if reports == 3:
            raise Enough

    with pytest.raises(Enough):
        look(pdf(50), stop)
    assert look(pdf(50)).mime == PDF


@settings(max_examples=300)
@given(
    st.binary(max_size=200), st.sampled_from([png(), jpeg(place=True), pdf(), b"II*\0", b"RIFF\0\0\0\0WEBP"]), st.data()
)
def test_whatever_is_broken_is_told_and_never_breaks_the_program(
    noise: bytes, whole: bytes, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(whole)))
    for bad in (whole[:cut] + noise, whole[:cut] + noise + whole[cut:]):
        try:
            look(bad)
        except Refused as refusal:
            assert refusal.code in {
                "attachment-unknown", "attachment-damaged", "picture-too-large", "pdf-locked", "pdf-too-large",
            }  # fmt: skip


def test_a_circle_of_marks_ends() -> None:
    endless = b"\xff\xd8" + b"\xff\xfe" + struct.pack(">H", 2) * 1
    assert refused(endless + b"\xff\xfe\x00\x02" * 30_000) == "attachment-damaged"
