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
from desktop.bundle import canonical, changes, crypto
from desktop.bundle.canonical import NotCanonical
from desktop.bundle.kinds import computers
from desktop.bundle.kinds.computers import Computer
from desktop.bundle.kinds.shape import Shape
from desktop.refusals import Refused
from desktop.services import office_keys
from desktop.services import pcs as known
from desktop.services.media import appearing, readable, regular
from desktop.services.office_keys import OfficeKeys
from desktop.services.outgoing import neutral_name
from desktop.services.session import PEOPLE, Change, Session

FIRST = b"ANCORA-COMPUTER1\n"
ENDING = ".ancora-pc"
SIZE_LIMIT = 64 * 1024
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
    line, kept = known.as_line(mine), office_keys.read(session.conn)
    body = canonical.dump(
        {
            "pc": computers.to_record(line),
            "office": session.office.code,
            "sign": crypto.to_text(kept.sign_key),
            "box": kept.box_key,
            "changes": changes.to_json(kept.changes),
        }
    )
    signature = crypto.to_text(crypto.sign(known.sign_seed(session), SIGNED_AS, body)).encode("ascii")
    path = out / (neutral_name(session.now()).partition(".")[0] + ENDING) if out.is_dir() else out
    with appearing(path) as file:
        file.write(FIRST + body + b"\n" + signature + b"\n")
    return path, _introduced(line)


def look(session: Session, file: Path) -> Introduced:
    """Who introduces itself; `pc-foreign` for a computer that this office never signed for."""
    line, theirs = _read(session, file)
    ours = _line_of(office_keys.read(session.conn))
    vouching = set(ours) | (set(theirs) if theirs[0] == ours[0] else set())
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


def _read(session: Session, file: Path) -> tuple[Computer, list[bytes]]:
    """The computer, and the keys of its office from the first on, each of which said that the next one follows."""
    with readable(), regular(file) as stream:
        data = stream.read(SIZE_LIMIT + 1)
    parts = data.removeprefix(FIRST).split(b"\n")
    if not data.startswith(FIRST) or len(data) > SIZE_LIMIT or len(parts) != 3 or parts[2]:
        raise Refused("no-introduction")
    try:
        said = Shape(canonical.load(parts[0]), 1)
        line, office, keys = _said(said)
        signature = crypto.from_text(parts[1].decode("ascii"))
    except (NotCanonical, Refused, ValueError):
        raise Refused("no-introduction") from None
    if not crypto.verifies(line.sign_key, SIGNED_AS, parts[0], signature):
        raise Refused("no-introduction")
    if office != session.office.code:
        raise Refused("pc-foreign")
    return line, keys


def _said(shape: Shape) -> tuple[Computer, str, list[bytes]]:
    shape.exactly("pc", "office", "sign", "box", "changes")
    line, office = computers.read(shape.inside("pc")), shape.office("office")
    key, made = shape.data("sign", crypto.KEY_BYTES, crypto.KEY_BYTES), changes.from_json(shape.value("changes"))
    changes.check(office, made, key, shape.text("box", 1, 100))
    if not isinstance(line, Computer):
        raise Refused("no-introduction")
    return line, office, [*(one.before for one in made), key]


def _line_of(kept: OfficeKeys) -> list[bytes]:
    return [*(change.before for change in kept.changes), kept.sign_key]


def _introduced(line: Computer) -> Introduced:
    return Introduced(line, crypto.fingerprint(line.sign_key, line.box_key))
