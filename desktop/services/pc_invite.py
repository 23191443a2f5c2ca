"""A further computer of the office: invited on one that works, joined on the new one with a file and a code."""

from __future__ import annotations

import logging
import secrets as randomness
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from db import access_log, bundles, crypto, join_code, offices, pcs, secrets, vault
from db.connection import Connection
from db.hybrid import moment, stamp
from db.keys import KdfCost
from db.offices import Office
from db.pcs import Pc
from db.recovery import Typed
from desktop.bundle import crypto as keys
from desktop.bundle.kinds import history
from desktop.bundle.kinds import invite as kind
from desktop.bundle.kinds.computers import Computer, Identity
from desktop.bundle.kinds.invite import Begin, Known, Line
from desktop.refusals import Refused
from desktop.services import codes, library, office_keys, passphrases
from desktop.services.media import appearing, readable, regular
from desktop.services.outgoing import neutral_name
from desktop.services.pcs import as_line, certify, ensure_own
from desktop.services.session import CASES, PEOPLE, Change, Session
from desktop.services.vaults import tidy_name

log = logging.getLogger(__name__)

ENDING = kind.ENDING
COUNTS_FOR = timedelta(days=14)
CLOCKS = timedelta(days=1)  # by which the clocks of the two computers may differ
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Invited:
    """A file and the code that opens it; they travel on different ways."""

    file: Path
    pc: Pc
    until: datetime
    groups: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invite:
    """An opened invite: everything that the new computer begins with."""

    begin: Begin
    keys: Identity = field(repr=False)
    computers: tuple[Computer, ...]
    cards: tuple[Known, ...]
    frozen: tuple[history.Frozen, ...]
    sent: tuple[history.Sent, ...]

    @property
    def number(self) -> int:
        return next(one.number for one in self.computers if one.id == self.begin.pc)


def invite(session: Session, out: Path) -> Invited:
    """Write the file for one new computer; in a folder it gets a neutral name. The code is told once, and not kept."""
    session.require(PEOPLE)
    session.require(CASES)
    now, code = session.now(), randomness.token_bytes(join_code.SECRET_BYTES)
    here = pcs.own(session.conn)
    if here is not None and here.retired:
        raise Refused("pc-retired-here")
    until = now + COUNTS_FOR
    path = out / (neutral_name(now).partition(".")[0] + kind.ENDING) if out.is_dir() else out
    with appearing(path) as file, session.vault.write(now) as conn:
        fresh, begin = _new_computer(session, conn, now, until)
        data = kind.dump(_lines(conn, begin))
        file.write(kind.FIRST + crypto.seal_bytes(join_code.key_of(code), data, kind.SEALED_AS))
        file.settle()  # on the medium first: a stick that is pulled leaves no computer behind that nobody has
        access_log.note(conn, now, session.worker.id, "pc-invited", fresh.id)
    session.changed(Change("sync"))
    return Invited(path, fresh, until, join_code.groups(code))


def look(typed: str) -> Typed:
    """What was typed of a code so far, group by group."""
    return join_code.look(typed)


def open_invite(file: Path, typed: str, now: datetime) -> Invite:
    """What the file holds; refused when the code is another one, or its fourteen days are over."""
    secret = join_code.read(typed)
    with readable(), regular(file) as stream:
        data = stream.read(kind.SIZE_LIMIT + 1)
    if not data.startswith(kind.FIRST) or len(data) > kind.SIZE_LIMIT:
        raise Refused("no-invite")
    opened = crypto.open_bytes(join_code.key_of(secret), data.removeprefix(kind.FIRST), kind.SEALED_AS)
    if opened is None:
        raise Refused("invite-other-code")
    found = _gather(list(kind.load(opened)))
    begin = found.begin
    if not moment(begin.since) - CLOCKS <= now <= moment(begin.until) + CLOCKS:
        raise Refused("invite-expired")
    return found


def join(
    path: Path,
    found: Invite,
    *,
    worker: str,
    passphrase: str,
    clock: Callable[[], datetime],
    cost: KdfCost | None = None,
) -> Session:
    """Make the database of the new computer and open it; its first person is a lead, as everywhere."""
    begin = found.begin
    practice = codes.is_practice_office(begin.office)
    if not practice:
        passphrases.check(passphrase, (worker, begin.office))
    definitions = library.shipped()  # a fault in a definition is told before anything is made
    now = clock()
    made = vault.create(
        path,
        office=begin.office,
        kind="office",
        country=begin.country,
        worker=tidy_name(worker),
        passphrase=passphrase,
        now=now,
        practice=practice,
        cost=cost,
        age_identity=begin.identity,
        fill=lambda conn: _fill(conn, found),
    )
    session = Session(made, definitions, clock)
    with made.write(now) as conn:
        access_log.note(conn, now, made.worker.id, "pc-joined", begin.pc)
    log.info("joined an office as one more computer")
    return session


def _new_computer(session: Session, conn: Connection, now: datetime, until: datetime) -> tuple[Pc, Begin]:
    office = session.office.code
    here = ensure_own(conn, office, now)
    seed, (identity, recipient) = keys.new_seed(), keys.new_identity()
    number = max(one.number for one in pcs.all_(conn)) + 1
    bare = Pc(randomness.token_hex(16), number, keys.sign_key_of(seed), recipient, stamp(now), here.id, b"")
    fresh = certify(conn, office, bare)
    secret = secrets.get(conn, secrets.OFFICE_SECRET)
    if secret is None:
        raise Refused("vault-damaged")
    country = session.office.country
    return fresh, Begin(office, country, stamp(now), stamp(until), fresh.id, secret, seed, identity)


def _lines(conn: Connection, begin: Begin) -> Iterator[Line]:
    yield begin
    yield Identity(office_keys.dump(office_keys.read(conn)))
    yield from map(as_line, pcs.all_(conn))
    for office in offices.all_(conn):
        yield Known(asdict(office))
    for kept in bundles.every_frozen(conn):
        yield history.Frozen(kept.period, kept.edition, kept.body)
    for one in bundles.counted_sent(conn):
        yield history.Sent(
            one.addressee, one.kind, one.seq, one.hash, one.prev, one.period, one.records, one.bytes, one.at, one.worker
        )


def _gather(lines: list[Line]) -> Invite:
    begins, identities = _of(lines, Begin), _of(lines, Identity)
    if len(begins) != 1 or len(identities) != 1:
        raise Refused("invite-damaged")
    found = Invite(
        begins[0],
        identities[0],
        _of(lines, Computer),
        _of(lines, Known),
        _of(lines, history.Frozen),
        _of(lines, history.Sent),
    )
    mine = [one for one in found.computers if one.id == found.begin.pc]
    if [one.sign_key for one in mine] != [keys.sign_key_of(found.begin.sign_seed)]:
        raise Refused("invite-damaged")
    return found


def _of(lines: list[Line], type_: type[_T]) -> tuple[_T, ...]:
    return tuple(line for line in lines if isinstance(line, type_))


def _fill(conn: Connection, found: Invite) -> None:
    """In the transaction in which the database begins: it is never half of the office."""
    begin = found.begin
    secrets.put(conn, secrets.OFFICE_SECRET, begin.office_secret)
    secrets.put(conn, pcs.SIGN_SEED, begin.sign_seed)
    secrets.put(conn, pcs.IDENTITY, begin.identity.encode("ascii"))
    try:
        office_keys.keep(conn, office_keys.load(found.keys.keys))
        for known in found.cards:
            offices.put(conn, Office(**known.columns))
    except (ValueError, TypeError):
        raise Refused("invite-damaged") from None
    for one in found.computers:
        own = one.id == begin.pc
        pcs.put(
            conn,
            Pc(one.id, one.number, one.sign_key, one.box_key, one.since, one.by, one.cert, (), one.retired, own),
        )
    for kept in found.frozen:
        bundles.freeze(conn, kept.period, kept.edition, kept.body)
    for sent in found.sent:
        bundles.note_sent(
            conn,
            bundles.Sent(
                sent.to, sent.kind, sent.seq, sent.hash, sent.prev, sent.period, sent.records, sent.bytes, sent.at,
                sent.worker,
            ),
        )  # fmt: skip
