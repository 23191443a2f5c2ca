"""Two computers of one office: all of its work goes out in one file and comes in on the other."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

from db import migrate
from db.connection import open_raw
from db.keys import KdfCost
from desktop.bundle import canonical, crypto, reader
from desktop.bundle.canonical import Object
from desktop.bundle.format import FRAME_LIMIT, MAGIC, SIGNED_AS, frame
from desktop.bundle.packing import zstd  # type: ignore[attr-defined]  # its one room
from desktop.services import inbox, joining, merge_out, pc_invite, pcs, renewing, vaults
from desktop.services.pcs import Pc
from desktop.services.session import Session
from installer import bench_rows
from installer.bench_office import PASSPHRASE, WORKER, Office
from installer.bench_race import Row, race, row, stopwatch

ROUNDS = 3
LEVEL = 9  # of zstd, as bundles are packed


def export(office: Office) -> Row:
    """Everything for a computer that has nothing yet; the floor packs, seals and signs the very same lines."""
    with _folder(office) as folder, second(office.session, folder) as other:
        pc = pc_of(office.session, other)
        first = merge_out.export_merge(office.session, pc.id, folder).file
        lines = _lines(other, first)
        places = iter(range(1_000_000))
        ours = lambda: merge_out.export_merge(office.session, pc.id, folder / f"{next(places)}.ancora")  # noqa: E731
        bare = lambda: _bare_export(lines, folder / f"{next(places)}.bare", pc.box_key)  # noqa: E731
        return race(
            f"merge: export of {_thousands(office)} cases",
            partial(stopwatch, ours),
            partial(stopwatch, bare),
            rounds=ROUNDS,
            bound=2.0,
        )


def kept(office: Office) -> Row:
    """The file taken in, until all of it is kept; the floor writes the same revisions in one transaction."""
    ours, _renewed, bare, _all = _imported(office)
    return row(f"merge: import of {_thousands(office)} cases, kept", [ours], [bare], 3.0)


def imported(office: Office) -> Row:
    """The same until everything stands, is found and falls due; the floor writes all the same rows."""
    ours, renewed, _bare, everything = _imported(office)
    return row(f"merge: import of {_thousands(office)} cases, worked out", [ours + renewed], [everything], 3.0)


def _imported(office: Office) -> tuple[float, float, float, float]:
    """Seconds: keeping, working out; the floor of the revisions alone, and of every row."""
    with _folder(office) as folder, second(office.session, folder) as other:
        file = merge_out.export_merge(office.session, pc_of(office.session, other).id, folder).file
        before = bench_rows.marks(other.conn)
        with _only_kept():
            ours = stopwatch(partial(_take, other, file))
        of_history = bench_rows.new_rows(other.conn, before)
        renewed = stopwatch(partial(joining.refresh_stale, other))
        everything = bench_rows.new_rows(other.conn, before)
        return ours, renewed, _bare_import(folder / "1.db", of_history), _bare_import(folder / "2.db", everything)


def _take(session: Session, file: Path) -> None:
    (fate,) = inbox.import_all(session, [file])
    if fate.status != "imported":
        raise RuntimeError(str(fate.code))


@contextmanager
def _only_kept() -> Iterator[None]:
    """Leave for later what is worked out after the import."""
    with mock.patch.object(renewing, "refresh_stale", lambda *_: renewing.Refreshed(0, 0)):
        yield


def _bare_import(path: Path, rows: bench_rows.NewRows) -> float:
    with closing(open_raw(path, bytearray(range(32)), "rwc")) as twin:
        migrate.up(twin)
        return stopwatch(partial(bench_rows.write, twin, rows))


def _bare_export(lines: Sequence[Object], path: Path, to: str) -> None:
    """JSON, zstd, Ed25519 and age, and nothing else."""
    packer = zstd.ZstdCompressor(level=LEVEL)
    body = bytearray()
    for line in lines:
        text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        body += packer.compress(text.encode() + b"\n")
    body += packer.flush()
    manifest = canonical.dump({"hash": crypto.hash_of(bytes(body)).hex()})
    pieces = [MAGIC, *(frame(b"B", bytes(body[at : at + FRAME_LIMIT])) for at in range(0, len(body), FRAME_LIMIT))]
    pieces += [frame(b"M", manifest), frame(b"S", crypto.sign(bytes(32), SIGNED_AS, manifest))]
    with path.open("wb") as out:
        crypto.encrypt(crypto.Chunks(iter(pieces)), out, to)


def _lines(second: Session, file: Path) -> list[Object]:
    """The lines of a bundle, as its reader gets them."""
    found: list[Object] = []
    trusted = dict.fromkeys(pcs.trusted(second), second.office.code)
    verified = reader.verify(lambda: file.open("rb"), identities=pcs.identities(second), trusted=trusted)
    reader.records(verified, found.append, lambda _id, _data: None)
    return found


@contextmanager
def second(first: Session, folder: Path) -> Iterator[Session]:
    """A further computer of the office, with nothing on it."""
    made = pc_invite.invite(first, folder)
    found = pc_invite.open_invite(made.file, "-".join(made.groups), first.clock())
    joined = pc_invite.join(
        folder / "second",
        found,
        worker=WORKER,
        passphrase=PASSPHRASE,
        clock=first.clock,
        cost=KdfCost.for_tests(),
    )
    try:
        yield joined
    finally:
        vaults.close_session(joined, make_backup=False)


@contextmanager
def _folder(office: Office) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(dir=office.folder))
    try:
        yield made
    finally:
        shutil.rmtree(made)


def pc_of(first: Session, second: Session) -> Pc:
    """The second computer as the first knows it."""
    mine = pcs.own(second)
    return next(one for one in pcs.others(first) if mine is not None and one.id == mine.id)


def _thousands(office: Office) -> str:
    return f"{len(office.cases):,}"
