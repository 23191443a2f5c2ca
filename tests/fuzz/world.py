"""Offices and computers with databases of their own, and one true bundle of each kind that one of them may take in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from db import bundles
from desktop.bundle import canonical, crypto, reader
from desktop.bundle.kinds import directory
from desktop.bundle.kinds.pack_parts import LinePart, ServicePart
from desktop.services import attach, cards, pcs, receipts, region_root, sync, transfers, vaults
from desktop.services.outgoing import Parcel, addressee, send
from desktop.services.session import Session
from tests import two_pcs
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.bundle import desks
from tests.desktop.bundle.golden import Golden
from tests.desktop.services import merge_room
from tests.desktop.services.transfer_room import Pair
from tests.offices import make_office
from tests.pictures import png

REGION = "RUN"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A bundle, and the office that may take it in; it was not taken in yet."""

    taker: Session
    golden: Golden

    def numbered(self) -> Golden:
        """The same under the number that comes next here: of two with one number only the first is looked at."""
        said = self.golden.manifest
        last = bundles.last_received(self.taker.conn, said["office"], said.get("node", ""), said["kind"])
        seq = (last.seq if last else 0) + 1
        prev = None if seq == 1 else "ab" * 32
        return replace(self.golden, manifest={**said, "seq": seq, "prev": prev})


@contextmanager
def world(folder: Path) -> Iterator[Sequence[Waiting]]:
    """Everything, open; every bundle waits to be taken in for the first time."""
    clock = FixedClock(datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU))
    with ExitStack() as stack:
        yield [*_computers(folder / "pcs", clock, stack), *_offices(folder / "offices", clock, stack)]


def _computers(folder: Path, clock: FixedClock, stack: ExitStack) -> Iterator[Waiting]:
    """A merge with everything in it, from the first computer of an office to the second."""
    stick = folder / "stick"
    stick.mkdir(parents=True)
    first = make_office(folder / "first", "UN4", clock)
    second = two_pcs.second_pc(first, folder / "second", worker="Persoana a doua")
    giver, taker = (_kept(one.open(), stack) for one in (first, second))
    for number in range(3):
        case = merge_room.new_case(giver)
        sheet = merge_room.put(giver, case.code, "identity", {"first_name": "Ana", "sex": "F", "age_est": 30 + number})
        merge_room.put(giver, case.code, "incident", {"inc_dt": "2026-11-20", "forms_legal": ["FIZ"], "narrative": "x"})
        merge_room.save(giver, sheet.record, "identity", {"first_name": "Anca"})
        attach.add_to_case(giver, str(case.case), png(), {"kind": "foto"})
    yield waiting(taker, two_pcs.export(giver, stick), pcs.sign_seed(giver), giver.office.code)


def _offices(folder: Path, clock: FixedClock, stack: ExitStack) -> Iterator[Waiting]:
    """A case that moves and the answer for another, tables and their receipt, and what a region sends down."""
    folder.mkdir()
    pair = Pair(folder, clock)
    one, other, _third = (_kept(session, stack) for session in (pair.one, pair.other, pair.third))
    region = _kept(desks.desk(folder, REGION, clock, kind="region"), stack)
    pair.agree("dosar_intreg", "relatare")
    yield _from(one, other, pair.offer(with_account=True))
    yield _from(other, one, _answer(pair))
    trust_list = _acquaint_with_root(folder, one, region)
    yield _from(one, region, desks.export(one, REGION, "2026-Q3", pair.stick / "tables.ancora"))
    earlier = desks.export(one, REGION, "2026-Q2", pair.stick / "earlier.ancora")
    assert pair.bring(earlier, region).status == "imported"
    yield _from(region, one, receipts.export(region, one.office.code, pair.stick / "receipt.ancora").file)
    yield _from(region, one, _pack(region, one, pair.stick / "pack.ancora"))
    yield _from(region, one, trust_list)


def _answer(pair: Pair) -> Path:
    """Another case, that the other office has taken."""
    made = pair.fill()
    pair.case, pair.code = str(made.case), str(made.code)
    pair.agree("dosar_intreg")
    return transfers.accept(pair.other, pair.offered().record, pair.stick).file


def _acquaint_with_root(folder: Path, office: Session, region: Session) -> Path:
    """The region's card names a root, and a list that the root signed is on its way."""
    root = region_root.new(region)
    region_root.keep(region, root, 3)
    cards_ = folder / "region"
    cards_.mkdir()
    desks.acquaint(cards_, office, region)
    region_root.sign(region, root)
    card = sync.save_card(region, cards_ / "again.ancora-card")
    sync.trust(office, cards_ / "again.ancora-card", card.fingerprint)
    return region_root.export(region, office.office.code, cards_ / "list.ancora").file


def _pack(region: Session, office: Session, file: Path) -> Path:
    words = {"ro": "Linia județeană"}
    parts = (
        LinePart("r_run_line", "+373 22 000 000", words, words, "Consiliul raional", "2026-11-01"),
        ServicePart("r_run_centre", "counselling", words, phones=("022 000 000",)),
    )
    lines = directory.to_records(directory.pack_of(1, parts))
    return send(region, addressee(region, office.office.code), Parcel("directory", lines, "pack-sent"), file).file


def _from(giver: Session, taker: Session, file: Path) -> Waiting:
    return waiting(taker, file, cards.sign_seed(giver), giver.office.code)


def waiting(taker: Session, file: Path, seed: bytes, office: str) -> Waiting:
    """A file as something to begin from."""
    data, lines, files = file.read_bytes(), list[dict[str, Any]](), list[tuple[str, bytes]]()
    key = crypto.sign_key_of(seed)
    verified = reader.verify(lambda: io.BytesIO(data), identities=pcs.identities(taker), trusted={key: office})
    reader.records(verified, lines.append, lambda id_, content: files.append((id_, content)))
    manifest = canonical.load(verified.ending.manifest)
    kind = verified.manifest.head.kind
    return Waiting(taker, Golden(kind, data, verified.hash, manifest, lines, files, office, seed, verified.identity))


def _kept(session: Session, stack: ExitStack) -> Session:
    stack.callback(vaults.close_session, session, make_backup=False)
    return session
