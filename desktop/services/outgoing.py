"""How anything leaves for another office or computer: numbered, sealed to its one reader, on the medium, then noted."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db import access_log, bundles
from db.bundles import Sent
from db.connection import Connection
from db.hybrid import stamp
from db.offices import Office
from desktop.bundle import writer
from desktop.bundle.canonical import Object
from desktop.bundle.format import ENDING, Head
from desktop.bundle.kinds import check_crossing
from desktop.bundle.writer import Written
from desktop.refusals import Refused
from desktop.services.cards import known, sign_seed
from desktop.services.media import appearing
from desktop.services.session import Change, Session

After = Callable[[Connection, Written], None]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who alone can open it: an office or a region by its code, a computer of this office by its id."""

    code: str
    kind: str  # office, region or pc
    country: str
    box_key: str
    practice: bool


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written for another office or computer."""

    file: Path
    kind: str
    to: str
    seq: int
    period: str | None
    records: int
    bytes: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to leave: lines and files are read as they are written; `verb` and `count` go into the access log.

    `upto` is the commit up to which a merge reaches, `case` the one case that it is about, `period` the period.
    """

    kind: str
    records: Iterable[Object]
    verb: str
    count: int = 0
    files: Iterable[tuple[str, bytes]] = ()
    sign: bytes | None = None  # the key of this computer, where another of the same office reads it
    upto: int | None = None
    case: str | None = None
    period: str | None = None


def addressee(session: Session, code: str) -> Addressee:
    """An office whose card is in force; practice and real work never meet."""
    return as_addressee(session, known(session.conn, code))


def as_addressee(session: Session, office: Office) -> Addressee:
    if office.practice != session.office.practice:
        raise Refused("practice-only")
    return Addressee(office.code, office.kind, office.country, office.box_key, office.practice)


def send(session: Session, to: Addressee, parcel: Parcel, out: Path, after: After | None = None) -> Exported:
    """Write it; in a folder the file gets a neutral name of its own. `after` runs in the transaction that notes it."""
    check_crossing(parcel.kind, session.office.country, to.country)
    head = head_for(session, to.code, parcel.kind)
    path = place(out, session.now())
    with appearing(path) as file:
        written = writer.write(
            file,
            head=head,
            to=to.box_key,
            sign=parcel.sign or sign_seed(session),
            records=parcel.records,
            files=parcel.files,
        )
        # On the medium first, then in the register, then its name: a stick that is pulled leaves no trace of any.
        file.settle()
        with session.vault.write(session.now()) as conn:
            _note(session, conn, to.code, parcel, written)
            if after is not None:
                after(conn, written)
    session.changed(Change("sync", to.code))
    body = written.manifest.body
    return Exported(path, parcel.kind, to.code, head.seq, parcel.period, body.records, written.bytes)


def head_for(session: Session, to: str, kind: str) -> Head:
    """The next number of this installation for this addressee and kind, and what came before it."""
    node = session.office.node
    seq = bundles.next_seq(session.conn, to, kind, node)
    prev = bundles.last_hash(session.conn, to, kind, node)
    created = stamp(session.now())
    return Head(kind, session.office.code, seq, prev, created, node, session.vault.commit_no)


def place(out: Path, now: datetime) -> Path:
    return out / neutral_name(now) if out.is_dir() else out


def neutral_name(now: datetime, choose: Callable[[int], str] = randomness.token_hex) -> str:
    """A name that says the day and nothing else."""
    return f"{now:%Y%m%d}-{choose(4)}{ENDING}"


def _note(session: Session, conn: Connection, to: str, parcel: Parcel, written: Written) -> None:
    now, head = session.now(), written.manifest.head
    sent = Sent(
        addressee=to,
        kind=parcel.kind,
        seq=head.seq,
        hash=written.hash,
        prev=head.prev,
        period=parcel.period,
        records=written.manifest.body.records,
        bytes=written.bytes,
        at=stamp(now),
        worker=session.worker.id,
        node=head.node or "",
        upto=parcel.upto,
        case_id=parcel.case,
    )
    bundles.note_sent(conn, sent)
    access_log.note(conn, now, session.worker.id, parcel.verb, to, parcel.count)
