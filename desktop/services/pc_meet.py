"""Two computers of one office that never heard of each other: one introduces itself, a person compares, they meet.

It happens when the computer that invited one of them is gone before it told the other. The office signed for both; yet
whoever was retired could sign so too, so that a person compares the fingerprint by voice.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from pathlib import Path

from db import access_log, pcs
from db.pcs import Pc
from desktop.bundle import canonical, crypto
from desktop.bundle.canonical import NotCanonical
from desktop.bundle.kinds import computers
from desktop.bundle.kinds.computers import Computer
from desktop.bundle.kinds.shape import Shape
from desktop.refusals import Refused
from desktop.services import office_keys
from desktop.services import pcs as known
from desktop.services.media import appearing, readable, regular
from desktop.services.outgoing import neutral_name
from desktop.services.session import PEOPLE, Change, Session

FIRST = b"ANCORA-COMPUTER1\n"
ENDING = ".ancora-pc"
SIZE_LIMIT = 4096
SIGNED_AS = b"ancora/1 computer introduces itself"


@dataclass(frozen=True, slots=True)
class Introduced:
    """A computer and the six groups of five digits by which people compare it."""

    computer: Computer
    fingerprint: str


def introduce(session: Session, out: Path) -> tuple[Path, Introduced]:
    """Write who this computer is; the file holds no secret."""
    session.require(PEOPLE)
    mine = pcs.own(session.conn)
    if mine is None:
        raise Refused("pc-alone")
    if mine.retired:
        raise Refused("pc-retired-here")
    line = known.as_line(mine)
    body = canonical.dump({**computers.to_record(line), "office": session.office.code})
    signature = crypto.to_text(crypto.sign(known.sign_seed(session), SIGNED_AS, body)).encode("ascii")
    path = out / (neutral_name(session.now()).partition(".")[0] + ENDING) if out.is_dir() else out
    with appearing(path) as file:
        file.write(FIRST + body + b"\n" + signature + b"\n")
    return path, _introduced(line)


def look(session: Session, file: Path) -> Introduced:
    """Who introduces itself; `pc-foreign` for a computer that this office never signed for."""
    line = _read(session, file)
    kept = office_keys.read(session.conn)
    vouching = {kept.sign_key, *(change.before for change in kept.changes)}
    if not any(computers.is_certified(session.office.code, line, key) for key in vouching):
        raise Refused("pc-foreign")
    found = pcs.get(session.conn, line.id)
    if found is not None and found.retired:
        raise Refused("pc-retired", number=found.number)
    if found is not None or pcs.by_sign_key(session.conn, line.sign_key) is not None:
        raise Refused("pc-met", number=line.number)
    return _introduced(line)


def meet(session: Session, file: Path, fingerprint: str) -> Pc:
    """Take it in, after its fingerprint was compared by voice or on its screen."""
    session.require(PEOPLE)
    found = look(session, file)
    typed = re.sub(r"[\s.,-]", "", fingerprint)
    if not hmac.compare_digest(typed.encode(), found.fingerprint.replace(" ", "").encode()):
        raise Refused("pc-fingerprint-differs")
    now, one = session.now(), found.computer
    with session.vault.write(now) as conn:
        known.ensure_own(conn, session.office.code, now)
        fresh = Pc(one.id, one.number, one.sign_key, one.box_key, one.since, one.by, one.cert)
        kept = known.certify(conn, session.office.code, fresh)
        access_log.note(conn, now, session.worker.id, "pc-known", kept.id)
    session.changed(Change("sync"))
    return kept


def _read(session: Session, file: Path) -> Computer:
    with readable(), regular(file) as stream:
        data = stream.read(SIZE_LIMIT + 1)
    parts = data.removeprefix(FIRST).split(b"\n")
    if not data.startswith(FIRST) or len(data) > SIZE_LIMIT or len(parts) != 3 or parts[2]:
        raise Refused("no-introduction")
    try:
        record = canonical.load(parts[0])
        office = record.pop("office", None)
        line = computers.read(Shape(record, 1))
        signature = crypto.from_text(parts[1].decode("ascii"))
    except (NotCanonical, Refused, ValueError):
        raise Refused("no-introduction") from None
    if not isinstance(line, Computer) or not crypto.verifies(line.sign_key, SIGNED_AS, parts[0], signature):
        raise Refused("no-introduction")
    if office != session.office.code:
        raise Refused("pc-foreign")
    return line


def _introduced(line: Computer) -> Introduced:
    return Introduced(line, crypto.fingerprint(line.sign_key, line.box_key))
