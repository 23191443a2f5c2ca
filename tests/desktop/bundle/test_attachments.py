"""Attachments travel after the records: each whole and once, one at a time in memory, and none that was not signed."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundle import attachments, reader, writer
from desktop.bundle.attachments import Joining, pieces_of
from desktop.bundle.canonical import Object
from desktop.bundle.format import FRAME_LIMIT, Head
from desktop.refusals import Refused
from tests.desktop.bundle import forge
from tests.desktop.bundle.forge import Files, Office, numbered, opened

FIRST = Head("merge", "UN4", 1, None, "2026-11-22T10:00:00.000Z", "ab" * 16, 7)
FULL = FRAME_LIMIT - 16
ONE, TWO = "01" * 16, "02" * 16
FILES = ((TWO, b"second first"), (ONE, bytes(range(256)) * 3000))


def record(number: int) -> Object:
    return {"type": "line", "n": number}


def bundle(sender: Office, region: Office, frames: Sequence[bytes], files: Files = FILES, kind: str = "merge") -> bytes:
    return forge.bundle(sender, region, attached=frames, change=numbered(kind, files, frames))


def read(data: bytes, sender: Office, region: Office) -> tuple[list[Object], list[tuple[str, bytes]]]:
    verified = reader.verify(opened(data), identities=[region.identity], trusted={sender.key: sender.code})
    lines, files = list[Object](), list[tuple[str, bytes]]()

    def take_file(id_: str, content: bytes) -> None:
        assert len(lines) == verified.manifest.body.records, "every record comes before the first attachment"
        files.append((id_, content))

    reader.records(verified, lines.append, take_file)
    return lines, files


def refused(code: str, data: bytes, sender: Office, region: Office) -> None:
    with pytest.raises(Refused) as refusal:
        read(data, sender, region)
    assert refusal.value.code == code


def test_what_is_written_is_read_in_its_order(sender: Office, region: Office) -> None:
    out = io.BytesIO()
    written = writer.write(
        out, head=FIRST, to=region.recipient, sign=sender.seed, records=map(record, range(3)), files=FILES
    )
    lines, files = read(out.getvalue(), sender, region)
    assert lines == [record(number) for number in range(3)]
    assert files == list(FILES)
    assert (written.manifest.attached.count, written.bytes) == (2, len(out.getvalue()))


@pytest.mark.parametrize("size", [0, 1, FULL - 1, FULL, FULL + 1, 2 * FULL, 25 * 2**20])
def test_an_attachment_of_any_size_up_to_the_limit(size: int, sender: Office, region: Office) -> None:
    out, files = io.BytesIO(), [(ONE, b"x" * size), (TWO, b"after")]
    writer.write(out, head=FIRST, to=region.recipient, sign=sender.seed, records=[record(1)], files=files)
    assert read(out.getvalue(), sender, region)[1] == files


def test_files_are_asked_for_when_they_are_written(sender: Office, region: Office) -> None:
    """Forty megabytes pass through in the room of one file; nothing of them waits in memory or on a disk."""

    def files() -> Iterator[tuple[str, bytes]]:
        for number in range(40):
            yield f"{number:032x}", bytes(2**20)

    tracemalloc.start()
    out = io.BytesIO()
    before = tracemalloc.get_traced_memory()[1]

    class Counting:
        bytes = 0

        def write(self, data: bytes, /) -> None:
            self.bytes += len(data)

    sink = Counting()
    writer.write(sink, head=FIRST, to=region.recipient, sign=sender.seed, records=[record(1)], files=files())
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert sink.bytes > 40 * 2**20 and not out.getvalue()
    assert peak < 8 * 2**20


def test_one_attachment_at_a_time_is_held_when_they_come(sender: Office, region: Office) -> None:
    files = [(f"{number:032x}", bytes(20 * 2**20)) for number in range(3)]
    data = bundle(sender, region, forge.attached(files), files)
    verified = reader.verify(opened(data), identities=[region.identity], trusted={sender.key: sender.code})
    sizes = list[int]()
    tracemalloc.start()
    reader.records(verified, lambda _line: None, lambda _id, content: sizes.append(len(content)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sizes == [20 * 2**20] * 3
    assert peak < 50 * 2**20


def test_who_asks_for_records_alone_is_told_of_a_bad_attachment_all_the_same(sender: Office, region: Office) -> None:
    good = bundle(sender, region, forge.attached(FILES))
    twice = bundle(sender, region, forge.attached([(ONE, b"a"), (ONE, b"b")]))
    for data, code in ((good, None), (twice, "bundle-damaged")):
        verified = reader.verify(opened(data), identities=[region.identity], trusted={sender.key: sender.code})
        try:
            reader.records(verified, lambda _line: None)
        except Refused as refusal:
            assert refusal.code == code
        else:
            assert code is None


# --- what an honest office would not write ----------------------------------------------------------------------------


def framed(*contents: bytes) -> list[bytes]:
    return [forge.frame(b"A", content) for content in contents]


A, B = bytes.fromhex(ONE), bytes.fromhex(TWO)


@pytest.mark.parametrize(
    ("count", "frames"),
    [
        (2, framed(A + b"one", A + b"more")),
        (1, framed(A + b"one", A + b"more")),
        (3, framed(A + b"one", B + b"two", A + b"again")),
        (2, framed(A + b"one", B + b"two", A + b"again")),
        (1, framed(A + b"x" * FULL, A)),
        (2, framed(A + b"x")),
        (0, framed(A + b"x")),
        (1, framed(A + b"x", B + b"y")),
        (1, []),
    ],
    ids=[
        "goes on",
        "goes on 1",
        "comes again",
        "comes again 2",
        "empty end",
        "too few",
        "none said",
        "too many",
        "none",
    ],
)
def test_attachments_out_of_shape_are_refused(count: int, frames: list[bytes], sender: Office, region: Office) -> None:
    files = [(f"{number:032x}", b"") for number in range(count)]
    refused("bundle-damaged", bundle(sender, region, frames, files), sender, region)


@pytest.mark.parametrize("size", [0, 15, FRAME_LIMIT + 1])
def test_an_attached_frame_of_forbidden_length_is_refused(size: int, sender: Office, region: Office) -> None:
    refused("bundle-damaged", bundle(sender, region, [forge.frame(b"A", bytes(size))]), sender, region)


def test_an_attachment_over_the_limit_is_refused_while_it_comes(
    sender: Office, region: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bundle(sender, region, forge.attached(FILES))
    monkeypatch.setattr(attachments, "ATTACHMENT_LIMIT", 1000)
    refused("bundle-too-large", data, sender, region)


@pytest.mark.parametrize("order", ["ABMS", "AMS", "BAABMS", "BMAS", "BMSA", "ABAMS"])
def test_attachments_stand_between_body_and_manifest(order: str, sender: Office, region: Office) -> None:
    frames = forge.frames(sender, region, change=numbered("merge"))
    by_name = {"B": frames[0], "A": forge.frame(b"A", A + b"x"), "M": frames[-2], "S": frames[-1]}
    data = forge.seal(b"ANCORA1\n" + b"".join(by_name[name] for name in order), region)
    refused("bundle-damaged", data, sender, region)


@pytest.mark.parametrize("kind", ["acknowledgement", "receipt", "directory", "trust"])
def test_kinds_without_attachments_take_none(kind: str, sender: Office, region: Office) -> None:
    refused("bundle-too-large", bundle(sender, region, forge.attached(FILES), kind=kind), sender, region)
    assert read(bundle(sender, region, [], (), kind), sender, region)[1] == []


def test_statistics_with_something_attached_were_not_signed_so(sender: Office, region: Office) -> None:
    refused("bad-signature", forge.bundle(sender, region, attached=forge.attached(FILES)), sender, region)


def test_another_attachment_under_a_good_manifest_is_refused(sender: Office, region: Office) -> None:
    """Neither another content nor another id, nor the same bytes cut in another way."""
    said = numbered("merge", FILES)
    for frames in (
        forge.attached([(TWO, b"second first"), (ONE, bytes(768_000))]),
        forge.attached([(ONE, b"second first"), (TWO, FILES[1][1])]),
        framed(B + b"second", B + b" first") + forge.attached(FILES[1:]),
        forge.attached(FILES[:1]),
        forge.attached(FILES[::-1]),
        [],
    ):
        refused("bad-signature", forge.bundle(sender, region, attached=frames, change=said), sender, region)


def test_an_attachment_that_changes_between_the_passes_is_handed_to_nobody(sender: Office, region: Office) -> None:
    honest = bundle(sender, region, forge.attached(FILES))
    other = [(id_, content[::-1]) for id_, content in FILES]
    for frames in (forge.attached(other), forge.attached(FILES[:1]), []):
        inside = forge.frames(sender, region, attached=frames, change=numbered("merge", FILES))
        swapped, taken = [honest, forge.seal(b"ANCORA1\n" + b"".join(inside), region)], list[str]()
        verified = reader.verify(
            lambda files=swapped: io.BytesIO(files.pop(0)),  # type: ignore[misc]
            identities=[region.identity],
            trusted={sender.key: sender.code},
        )
        with pytest.raises(Refused, match="bundle-changed"):
            reader.records(verified, lambda _line: None, lambda id_, _content, ids=taken: ids.append(id_))  # type: ignore[misc]
        assert not taken


# --- the writer -------------------------------------------------------------------------------------------------------


def test_nothing_is_attached_that_would_be_refused_on_arrival(sender: Office, region: Office) -> None:
    for files, error in (
        ([(ONE, bytes(25 * 2**20 + 1))], Refused),
        ([(ONE, b"a"), (ONE, b"b")], ValueError),
        ([("01", b"a")], ValueError),
        ([("not a number", b"a")], ValueError),
    ):
        with pytest.raises(error):
            writer.write(
                io.BytesIO(), head=FIRST, to=region.recipient, sign=sender.seed, records=[record(1)], files=files
            )


def test_a_kind_without_attachments_is_given_none(sender: Office, region: Office) -> None:
    head = Head("receipt", "UN4", 1, None, "2026-11-22T10:00:00.000Z", "ab" * 16, 7)
    with pytest.raises(Refused, match="too-much-for-one-file"):
        writer.write(io.BytesIO(), head=head, to=region.recipient, sign=sender.seed, records=[record(1)], files=FILES)


# --- cut and joined ---------------------------------------------------------------------------------------------------

contents = st.lists(st.integers(0, 3 * FULL).map(bytes) | st.binary(max_size=50), max_size=5)


@given(contents, st.lists(st.integers(1, 600_000), min_size=1, max_size=6))
def test_what_is_cut_is_joined_however_it_comes(files: list[bytes], cuts: list[int]) -> None:
    named = [(f"{number:032x}", content) for number, content in enumerate(files)]
    data = b"".join(forge.frame(b"A", piece) for id_, content in named for piece in pieces_of(id_, content))
    taken = list[tuple[str, bytes]]()
    joining = Joining(len(named), lambda id_, content: taken.append((id_, content)))
    at = 0
    while at < len(data):
        size = cuts[at % len(cuts)]
        joining.write(data[at : at + size])
        at += size
    joining.finish()
    assert taken == named
