"""Spoils golden bundles at every depth and reads them: each is read, or refused by a code that has its sentence."""

from __future__ import annotations

import faulthandler
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pyrage  # type: ignore[import-untyped]
from backports import zstd

from desktop.refusals import SENTENCES, Refused
from tests.desktop.bundle import forge
from tests.desktop.bundle.golden import Golden, golden, kinds, read
from tests.fuzz import change

LONGEST = 1.0  # seconds of work for one bundle
LARGEST = 64 * 2**20  # bytes by which the process may grow
_PATHS = ("case", "status", "phones/a/number", "a/b/c", "safe_call", "opened_on", "x", "narrative", "state")
STUCK = 60  # seconds after which the process says where it is, and ends
READ = "read"

CODES = frozenset(
    {
        "not-a-bundle", "header-too-large", "not-for-us", "unknown-signer", "bad-signature", "bundle-too-large",
        "bundle-damaged", "bundle-truncated", "bundle-newer", "ratio", "bad-record", "list-signature",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoiled:
    """One of them; the same seed and number give the same faults."""

    number: int
    depth: str
    golden: Golden
    data: bytes

    @property
    def about(self) -> str:
        return f"{self.number}: {self.golden.kind}, {self.depth}"


@dataclass(slots=True)
class Tally:
    """All of a run; `faults` are sentences, and none is hoped for."""

    bundles: int = 0
    bytes: int = 0
    slowest: float = 0.0
    grown: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    depths: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Opened:
    """A golden bundle taken apart, so that each part can be spoiled under a good signature."""

    golden: Golden
    sender: forge.Office
    receiver: forge.Office
    plain: bytes
    lines: tuple[bytes, ...]

    @property
    def raw(self) -> bytes:
        return forge.raw_of(self.lines)


def run(size: int, seed: int, chosen: Sequence[str] = (), only: int | None = None) -> Tally:
    """Spoiled bundles of so many bytes together, the same ones for the same seed; `only` is one of them by number."""
    samples = [open_(golden(kind)) for kind in (chosen or kinds())]
    tally = Tally()
    for sample in samples:
        _honest(sample)
    began = _grown_to()
    number = 0 if only is None else only
    while tally.bytes < size:
        _count(_spoil(samples, seed, number), tally)
        if only is not None:
            break
        number += 1
    faulthandler.cancel_dump_traceback_later()
    tally.grown = _grown_to() - began
    if tally.grown > LARGEST:
        tally.faults.append(f"grew by {tally.grown / 2**20:.0f} MB")
    return tally


def spoiled(count: int, seed: int) -> Iterator[Spoiled]:
    """So many of them, of all kinds and depths."""
    samples = [open_(golden(kind)) for kind in kinds()]
    for number in range(count):
        yield _spoil(samples, seed, number)


def _spoil(samples: Sequence[Opened], seed: int, number: int) -> Spoiled:
    rnd = Random(f"{seed}:{number}")
    sample, other = rnd.choice(samples), rnd.choice(samples)
    depth, spoil = rnd.choice(_DEPTHS)
    return Spoiled(number, depth, sample.golden, spoil(sample, other, rnd))


def open_(one: Golden) -> Opened:
    identity = pyrage.x25519.Identity.from_str(one.identity)
    receiver = forge.Office("XNN", one.identity, str(identity.to_public()), bytes(32))
    lines = tuple(forge.canonical(record) for record in one.records)
    return Opened(
        one, forge.Office(one.office, "", "", one.seed), receiver, pyrage.decrypt(one.data, [identity]), lines
    )


def _honest(sample: Opened) -> None:
    """Else everything below would hold for a reader that refuses all."""
    if _outcome(sample.golden, sample.golden.data) != READ:
        raise AssertionError(sample.golden.kind)


def _count(one: Spoiled, tally: Tally) -> None:
    faulthandler.dump_traceback_later(STUCK, exit=True)
    began = time.process_time()
    try:
        outcome = _outcome(one.golden, one.data)
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        outcome = f"{type(error).__name__}: {error}"[:200]
        tally.faults.append(f"{one.about}: {outcome}")
    seconds = time.process_time() - began
    if seconds > LONGEST:
        tally.faults.append(f"{one.about}: {seconds:.2f} s")
    tally.bundles += 1
    tally.bytes += len(one.data)
    tally.slowest = max(tally.slowest, seconds)
    tally.outcomes[outcome] += 1
    tally.depths[one.depth] += 1


def _outcome(one: Golden, data: bytes) -> str:
    """What the program makes of these bytes: read, or a code."""
    try:
        read(data, one)
    except Refused as refusal:
        if refusal.code not in CODES or refusal.code not in SENTENCES:
            raise AssertionError(f"refused as {refusal.code}") from refusal
        return refusal.code
    return READ


def _grown_to() -> int:
    """The most memory that this process ever had, in bytes; Windows does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


# --- depths -----------------------------------------------------------------------------------------------------------

Spoil = Callable[[Opened, Opened, Random], bytes]


def _file(sample: Opened, other: Opened, rnd: Random) -> bytes:
    """On its way: nobody can open it, but anybody can damage it."""
    return change.bytes_of(sample.golden.data, rnd, other.golden.data)


def _frames(sample: Opened, other: Opened, rnd: Random) -> bytes:
    """Sealed to us by a stranger."""
    return forge.seal(change.bytes_of(sample.plain, rnd, other.plain), sample.receiver)


def _manifest_bytes(sample: Opened, other: Opened, rnd: Random) -> bytes:
    """From here on: signed by an office that is trusted, out of a program that is hostile or broken."""
    spoiled = change.bytes_of(forge.canonical(sample.golden.manifest), rnd, forge.canonical(other.golden.manifest))
    return _signed(sample, sample.lines, manifest=spoiled or b"{}")


def _manifest(sample: Opened, other: Opened, rnd: Random) -> bytes:
    spoiled = change.json_of(sample.golden.manifest, rnd, other.golden.manifest)
    return _signed(sample, sample.lines, manifest=_spelled(spoiled))


def _body(sample: Opened, other: Opened, rnd: Random) -> bytes:
    options: dict[int, int] = {zstd.CompressionParameter.checksum_flag: rnd.randrange(2)}
    body = change.bytes_of(zstd.compress(sample.raw, options=options), rnd, zstd.compress(other.raw))
    return _signed(sample, sample.lines, body=body or b"\0")


def _line_bytes(sample: Opened, other: Opened, rnd: Random) -> bytes:
    raw = change.bytes_of(sample.raw, rnd, other.raw)
    return _signed(sample, raw.removesuffix(b"\n").split(b"\n"))


def _order(sample: Opened, other: Opened, rnd: Random) -> bytes:
    """Whole lines taken away, doubled, moved, or of another kind."""
    lines = list(sample.lines)
    for _ in range(rnd.randint(1, 3)):
        at = rnd.randint(0, len(lines))
        match rnd.randrange(4):
            case 0:
                del lines[at : at + rnd.randint(1, 2)]
            case 1:
                lines.insert(at, rnd.choice(sample.lines))
            case 2:
                lines.insert(at, rnd.choice(other.lines))
            case _:
                rnd.shuffle(lines)
    return _signed(sample, lines or [b"{}"])


def _record(sample: Opened, other: Opened, rnd: Random) -> bytes:
    """One record or two with other values, types or keys."""
    lines = list(sample.lines)
    for _ in range(rnd.choice((1, 1, 2))):
        at = rnd.randrange(len(lines))
        spoiled = change.json_of(sample.golden.records[at], rnd, rnd.choice(other.golden.records))
        lines[at] = _spelled(spoiled)
    return _signed(sample, lines)


def _answer(sample: Opened, other: Opened, rnd: Random) -> bytes:
    """Only what somebody is said to have typed: nearly every such bundle is taken in."""
    places = [at for at, record in enumerate(sample.golden.records) if record.get("set")]
    if not places:
        return _record(sample, other, rnd)
    lines = list(sample.lines)
    for at in rnd.sample(places, rnd.randint(1, min(3, len(places)))):
        record = dict(sample.golden.records[at])
        path = rnd.choice([*record["set"], rnd.choice(_PATHS)])
        record["set"] = {**record["set"], path: change.json_of(record["set"].get(path), rnd)}
        if rnd.random() < 0.75:  # a later save, else another word for the same one
            record["id"] = f"{rnd.getrandbits(128):032x}"
            record["time"] = [record["time"][0] + rnd.choice((-1, 1, 10**6, 10**12)), rnd.randrange(65_536)]
            record["replaces"] = {path: [sample.golden.records[at]["id"]]} if rnd.random() < 0.5 else {}
        lines[at : at + 1] = [lines[at], _spelled(record)] if rnd.random() < 0.5 else [_spelled(record)]
    return _signed(sample, lines)


def _attached(sample: Opened, other: Opened, rnd: Random) -> bytes:
    files = list(sample.golden.files or other.golden.files) or [("01" * 16, b"x")]
    held = change.bytes_of(b"".join(forge.attached(files)), rnd)
    return _signed(sample, sample.lines, attached=held, files=len(files))


SIGNED: Sequence[tuple[str, Spoil]] = (
    ("manifest", _manifest),
    ("line bytes", _line_bytes),
    ("order", _order),
    *[("record", _record)] * 5,
    *[("answer", _answer)] * 3,
    ("attached", _attached),
)
_DEPTHS: Sequence[tuple[str, Spoil]] = (
    ("file", _file),
    ("frames", _frames),
    ("manifest bytes", _manifest_bytes),
    ("body", _body),
    *SIGNED,
)


def _signed(
    sample: Opened,
    lines: Sequence[bytes],
    *,
    body: bytes | None = None,
    manifest: bytes | None = None,
    attached: bytes | None = None,
    files: int = 0,
) -> bytes:
    """A bundle whose signature holds over whatever is in it."""
    raw = forge.raw_of(lines)
    body = zstd.compress(raw, 1) if body is None else body
    held = b"".join(forge.attached(sample.golden.files)) if attached is None else attached

    def adapt(head: dict[str, Any]) -> None:
        said = {**head, **sample.golden.manifest, "to": head["to"], "body": head["body"]}
        if said["att"] != []:
            count = len(sample.golden.files) if attached is None else files
            said["att"] = {"n": count, "len": len(held), "b2": forge.blake(held)}
        head.clear()
        head.update(said)

    frames = forge.frames(
        sample.sender,
        sample.receiver,
        lines=lines,
        body=body,
        change=adapt,
        manifest_bytes=manifest,
        attached=[held],
    )
    return forge.seal(b"ANCORA1\n" + b"".join(frames), sample.receiver)


def _spelled(value: Any) -> bytes:
    return forge.canonical(value) if _is_text(value) else b'{"a":"\\ud800"}'


def _is_text(value: Any) -> bool:
    """Whether it can be written at all; a lone surrogate cannot."""
    try:
        forge.canonical(value)
    except (UnicodeEncodeError, ValueError):
        return False
    return True
