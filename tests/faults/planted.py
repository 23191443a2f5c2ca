"""Operations with a fault in them, for seeing that the harness sees it: what finds nothing proves nothing."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator, Sequence

from desktop.services import records, vaults
from desktop.services.session import Session
from tests.faults import daily
from tests.faults.ground import Scene
from tests.faults.operation import Operation, Say, Told, nothing_missing, opened
from tests.journeys.everything import CANARY

_LINES = 30
_NOTE = b"a note" * 20_000


def promises(scene: Scene, say: Say) -> None:
    """Says that it saved before it did."""
    with opened(scene) as session:
        say(record="0" * 32, words=CANARY)
        records.save(session, records.open_sheet(session, "report"), {"summary": CANARY})


def tells(scene: Scene, _say: Say) -> None:
    """Leaves the word in a file, as base64 in the middle of a line."""
    with opened(scene):
        (scene.own / "note.txt").write_bytes(b'{"a": "' + base64.b64encode(f"..{CANARY}..".encode()) + b'"}')


def hides(scene: Scene, _say: Say) -> None:
    """Keeps the word in a file that has no name any more."""
    hidden = scene.own / "hidden"
    with hidden.open("w+b") as file:
        file.write(CANARY.encode())
        file.flush()
        hidden.unlink()
        with opened(scene) as session:
            records.save(session, records.open_sheet(session, "report"), {"summary": "x"})


def halves(scene: Scene, _say: Say) -> None:
    """Writes a file under its own name, bit by bit."""
    data = scene.sent.read_bytes()
    with opened(scene), (scene.stick / "out.ancora").open("wb", buffering=0) as file:
        for at in range(0, len(data), 64):
            file.write(data[at : at + 64])


def litters(scene: Scene, _say: Say) -> None:
    """Leaves a half-made file behind and never looks after it."""
    with opened(scene):
        (scene.office / "copy.part").write_bytes(b"x")


def swallows(scene: Scene, _say: Say) -> None:
    """Says nothing of what did not work."""
    with contextlib.suppress(Exception):
        daily.save(scene, lambda **_what: None)


def breaks(scene: Scene, _say: Say) -> None:
    """Ends with an error that nobody expects."""
    (scene.office / "vault.note").write_bytes(b"x")
    with opened(scene):
        pass


def overwrites(scene: Scene, _say: Say) -> None:
    """Writes over a vault that does not open."""
    database = scene.office / "vault.db"
    try:
        vaults.close_session(scene.open(), make_backup=False)
    except Exception:
        database.write_bytes(bytes(8192))
        raise


def forgets(scene: Scene, _say: Say) -> None:
    """Takes away the only backup."""
    for file in (scene.office / "backups").iterdir():
        file.unlink()
    with opened(scene):
        pass


def hurries(scene: Scene, say: Say) -> None:
    """Says that a file is written and does not wait for the disk."""
    (scene.office / "vault.note").write_bytes(_NOTE)
    say(noted=True)
    with opened(scene):
        pass


def note_missing(_session: Session, scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    if told and (scene.office / "vault.note").read_bytes() != _NOTE:
        yield "the note is lost"


def counts(scene: Scene, say: Say) -> None:
    """Writes numbered lines, one call each."""
    with opened(scene), (scene.own / "lines").open("wb", buffering=0) as file:
        for number in range(_LINES):
            file.write(b"%02d\n" % number)
        say(lines=_LINES)


def lines_missing(_session: Session, scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    file = scene.own / "lines"
    lines = file.read_bytes().split() if file.exists() else []
    if told and len(lines) != _LINES:
        yield "a line is lost"
    if any(line != b"%02d" % number for number, line in enumerate(lines[:-1])):
        yield "a line is another one"


_KILL = frozenset({"kill"})
PLANTED: tuple[Operation, ...] = (
    Operation("promises", "promises", promises, daily.saves_missing, columns=frozenset({"clock"})),
    Operation("tells", "tells", tells, nothing_missing, columns=frozenset({"clock"})),
    Operation("hides", "hides", hides, nothing_missing, columns=_KILL),
    Operation("halves", "halves", halves, nothing_missing, columns=_KILL),
    Operation("litters", "litters", litters, nothing_missing, columns=_KILL),
    Operation("hurries", "hurries", hurries, note_missing, columns=frozenset({"power"})),
    Operation("swallows", "swallows", swallows, nothing_missing, columns=frozenset({"passphrase"})),
    Operation("breaks", "breaks", breaks, nothing_missing, columns=frozenset({"closed"})),
    Operation("overwrites", "overwrites", overwrites, nothing_missing, columns=frozenset({"damaged"})),
    Operation("forgets", "forgets", forgets, nothing_missing, columns=frozenset({"damaged"})),
    Operation("counts", "counts", counts, lines_missing, columns=_KILL),
)
