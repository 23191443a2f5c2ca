"""The computers of this office: which there are, whose signature counts, and with what each of them opens."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from db import pcs, secrets
from db.connection import Connection
from db.hybrid import stamp
from db.pcs import Pc
from desktop.bundle import crypto
from desktop.bundle.kinds import computers
from desktop.bundle.kinds.computers import Computer
from desktop.refusals import Refused
from desktop.services import office_keys
from desktop.services.session import Session

__all__ = [
    "Pc",
    "all_",
    "as_line",
    "by_number",
    "certify",
    "certify_all",
    "ensure_own",
    "identities",
    "known",
    "names",
    "others",
    "own",
    "sign_seed",
    "trusted",
]


def own(session: Session) -> Pc | None:
    """This computer; None as long as the office has no other."""
    return pcs.own(session.conn)


def others(session: Session) -> tuple[Pc, ...]:
    """The other computers that work for the office."""
    return tuple(one for one in pcs.all_(session.conn) if not one.own and not one.retired)


def all_(session: Session) -> tuple[Pc, ...]:
    """Every computer that the office has or had, this one and those that were retired too."""
    return tuple(pcs.all_(session.conn))


def known(session: Session, id_: str) -> Pc:
    """Another computer that works for the office; `no-such-pc`, or `pc-retired`, also when this one was retired."""
    found, here = pcs.get(session.conn, id_), own(session)
    if found is None or found.own:
        raise Refused("no-such-pc")
    if found.retired:
        raise Refused("pc-retired", number=found.number)
    if here is None or here.retired:
        raise Refused("pc-retired-here")
    return found


def by_number(session: Session, name: str) -> Pc:
    """The computer that people call by this name, such as `2`."""
    called = names(pcs.all_(session.conn))
    for one in pcs.all_(session.conn):
        if called[one.id] == name.strip().upper():
            return one
    raise Refused("no-such-pc")


def names(all__: Iterable[Pc]) -> dict[str, str]:
    """How people call each: its number, and a letter where two were invited at the same time on two computers."""
    called: dict[str, str] = {}
    taken: dict[int, int] = {}
    for one in sorted(all__, key=lambda pc: (pc.number, pc.since, pc.id)):
        nth = taken[one.number] = taken.get(one.number, 0) + 1
        called[one.id] = str(one.number) if nth == 1 else f"{one.number}{chr(ord('A') + nth - 1)}"
    return called


def trusted(session: Session) -> Mapping[bytes, Pc]:
    """Whose signature is known, by key: every other computer, a retired one too, so that it can be refused by name."""
    return {one.sign_key: one for one in pcs.all_(session.conn) if not one.own}


def sign_seed(session: Session) -> bytes:
    """With what this computer signs for the others; `pc-alone` while there is no other."""
    seed = secrets.get(session.conn, pcs.SIGN_SEED)
    if seed is None:
        raise Refused("pc-alone")
    return seed


def identities(session: Session) -> tuple[str, ...]:
    """All age identities that this computer may open with: the office's, its former ones, its own."""
    mine = secrets.get(session.conn, pcs.IDENTITY)
    return (*office_keys.identities(session.conn), *([mine.decode("ascii")] if mine is not None else []))


# --- what the others of this package build on -------------------------------------------------------------------------


def ensure_own(conn: Connection, office: str, now: datetime) -> Pc:
    """This computer with keys of its own, made the first time that there is another one."""
    found = pcs.own(conn)
    if found is not None:
        return found
    seed, (identity, recipient) = crypto.new_seed(), crypto.new_identity()
    secrets.put(conn, pcs.SIGN_SEED, seed)
    secrets.put(conn, pcs.IDENTITY, identity.encode("ascii"))
    fresh = Pc(randomness.token_hex(16), 1, crypto.sign_key_of(seed), recipient, stamp(now), None, b"", own=True)
    return certify(conn, office, fresh)


def certify(conn: Connection, office: str, pc: Pc) -> Pc:
    """Keep a computer with the word of the office for it, under the key that is in force."""
    signed = computers.signed(office, as_line(pc))
    certified = replace(pc, cert=crypto.sign(office_keys.read(conn).sign_seed, computers.SIGNED_AS, signed))
    pcs.put(conn, certified)
    return certified


def certify_all(conn: Connection, office: str) -> None:
    """After the office has other keys, they vouch for every computer that still works."""
    key = office_keys.read(conn).sign_key
    for one in pcs.all_(conn):
        if not one.retired and not computers.is_certified(office, as_line(one), key):
            certify(conn, office, one)


def as_line(pc: Pc) -> Computer:
    return Computer(pc.id, pc.number, pc.sign_key, pc.box_key, pc.since, pc.invited_by, pc.cert, pc.retired_at)
