"""How a head of office changes a protocol: deadlines, words, steps of its own; looked at first, then published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from db import access_log, local_forms
from desktop.forms.editions import FROM
from desktop.pdf import save
from desktop.protocols import local
from desktop.protocols.clock import Duration
from desktop.protocols.local import Changes, Fault, OwnStep, Words
from desktop.protocols.schema import Protocol
from desktop.refusals import Refused
from desktop.services.editions import Made, file_bytes, made
from desktop.services.local_library import keep_both, known_protocols, library
from desktop.services.session import PEOPLE, Session

ENDING = ".ancora-protocol"
CHANGED, DROPPED, SAVED = "local-protocol-changed", "local-protocol-dropped", "local-protocol-exported"


@dataclass(frozen=True, slots=True)
class OfProtocol:
    """A protocol, and what the office made of it; `counting` is what teams begin with unless it has faults."""

    protocol: Protocol  # as teams begin with it now
    shipped: Protocol
    counting: Made[Changes, Fault] | None
    earlier: tuple[Made[Changes, Fault], ...]
    of_region: frozenset[str] = frozenset()  # steps that its region added


# --- what there is ----------------------------------------------------------------------------------------------------


def editions(session: Session) -> tuple[OfProtocol, ...]:
    """Every protocol of the office's country with its editions, the newest first."""
    session.require(PEOPLE)
    every = known_protocols(session.conn)[::-1]
    found = []
    for protocol in session.library.newest_protocols():
        if protocol.country != session.office.country:
            continue
        shipped = _shipped(session, protocol.id)
        own = [
            made(session, row, changes, tuple(local.faults(shipped, changes)))
            for row, changes in every
            if row.form == protocol.id and row.origin == local_forms.OWN
        ]
        counting = next((one for one in own if one.counts), None)
        region = session.library.below.protocols.get(protocol.id) if session.library.below else None
        theirs = frozenset(one.id for one in region.added) if region else frozenset()
        found.append(OfProtocol(protocol, shipped, counting, tuple(one for one in own if one is not counting), theirs))
    return tuple(found)


def of_protocol(session: Session, protocol: str) -> OfProtocol:
    """One protocol and its editions, by its id."""
    for one in editions(session):
        if one.protocol.id == protocol.casefold():
            return one
    raise Refused("no-protocol")


def _shipped(session: Session, protocol: str) -> Protocol:
    """The newest version that the program brought, as the region works by it where it sent changes down."""
    versions = [version for id_, version in session.library.protocols if id_ == protocol and version < FROM]
    if not versions:
        raise Refused("no-protocol")
    found = session.library.protocols[protocol, max(versions)]
    region = session.library.below.protocols.get(protocol) if session.library.below else None
    if region is None or local.faults(found, region):
        return found
    return replace(local.apply(found, region), version=found.version)


# --- changing ---------------------------------------------------------------------------------------------------------


def begin(session: Session, protocol: str) -> Changes:
    """What a head goes on from: what counts now, or a protocol without changes."""
    found = of_protocol(session, protocol)
    return found.counting.changes if found.counting else Changes(found.protocol.id)


def set_due(session: Session, changes: Changes, clock: str, due: str) -> Changes:
    """Another deadline of a clock (`step/place`); the one that it was shipped with, or nothing, takes it back."""
    step, _, place = clock.partition("/")
    found = _shipped(session, changes.protocol).step(step)
    rest = {each: told for each, told in changes.due.items() if each != clock}
    shipped = found.clocks[int(place) - 1].due if found is not None and 0 < int(place) <= len(found.clocks) else None
    same = shipped is not None and local.is_length(due) and Duration.parse(due) == shipped
    return replace(changes, due=rest if not due or same else {**rest, clock: due})


def reword(changes: Changes, step: str, words: Words) -> Changes:
    """Other words; without any the step says what it was shipped with."""
    others = {each: told for each, told in changes.words.items() if each != step}
    return replace(changes, words={**others, step: words} if words.title or words.help else others)


def new_id(session: Session, changes: Changes) -> str:
    """An id that no step of this protocol ever had in this office."""
    used = {one.id for one in changes.added}
    for row, published in known_protocols(session.conn):
        used |= {one.id for one in published.added} if row.form == changes.protocol else set()
    return next(id for number in range(1, 10_000) if (id := f"{local.OWN}{number}") not in used)


def add(changes: Changes, own: OwnStep) -> Changes:
    """A step of the office, or another wording of one that stands in these changes already."""
    if all(one.id != own.id for one in changes.added):
        return replace(changes, added=(*changes.added, own))
    return replace(changes, added=tuple(own if one.id == own.id else one for one in changes.added))


def take_out(changes: Changes, step: str) -> Changes:
    """A step of the office leaves these changes; a team that began with it keeps it."""
    return replace(changes, added=tuple(one for one in changes.added if one.id != step))


def seen(session: Session, changes: Changes) -> Protocol:
    """The protocol with these changes; refuses `local-protocol-fault` at the first thing that is not right."""
    shipped = _shipped(session, changes.protocol)
    for fault in local.faults(shipped, changes):
        raise Refused("local-protocol-fault", fault=fault.code, field=fault.place)
    return local.apply(shipped, changes)


# --- publishing -------------------------------------------------------------------------------------------------------


def publish(session: Session, changes: Changes) -> OfProtocol:
    """From now on teams begin with it; a running team keeps the version that it started with."""
    session.require(PEOPLE)
    if not changes.count:
        raise Refused("local-protocol-none")
    seen(session, changes)
    now, id_ = session.now(), changes.protocol
    with session.vault.write(now) as conn:
        body, kind = local.body(changes), local_forms.PROTOCOL
        local_forms.add(conn, id_, local.mark(changes), body, now, session.worker.id, kind)
        keep_both(conn, now, session.worker.id)
        access_log.note(conn, now, session.worker.id, CHANGED, _mark(id_), changes.count)
    _read_again(session)
    return of_protocol(session, id_)


def drop(session: Session, protocol: str) -> None:
    """Teams begin with the protocol as it was shipped; running ones go on as they began."""
    session.require(PEOPLE)
    found = of_protocol(session, protocol)
    now = session.now()
    with session.vault.write(now) as conn:
        if not local_forms.stand_aside(conn, found.protocol.id, local_forms.PROTOCOL):
            raise Refused("local-protocol-none")
        access_log.note(conn, now, session.worker.id, DROPPED, _mark(found.protocol.id))
    _read_again(session)


def restore(session: Session, protocol: str, mark: int) -> OfProtocol:
    """An earlier edition counts again."""
    for one in of_protocol(session, protocol).earlier:
        if one.mark == mark:
            return publish(session, one.changes)
    raise Refused("local-protocol-none")


def _mark(protocol: str) -> str:
    """How the log calls a protocol: SVMD."""
    return protocol.replace("_", "").upper()


def _read_again(session: Session) -> None:
    session.library = library(session.conn, session.library)
    session.announce("protocols")


# --- files ------------------------------------------------------------------------------------------------------------


def file_name(protocol: Protocol, sign: str) -> str:
    """What a file is called: the id of the protocol and the sign of the edition, and nothing that was typed."""
    return f"{protocol.id}-{sign}{ENDING}"


def export_file(session: Session, protocol: str, path: Path, *, replace_file: bool = False) -> Made[Changes, Fault]:
    """What counts now, for another office: definitions, and nothing about anybody."""
    session.require(PEOPLE)
    found = of_protocol(session, protocol)
    if found.counting is None:
        raise Refused("local-protocol-none")
    now = session.now()
    with session.vault.write(now) as conn:
        access_log.note(conn, now, session.worker.id, SAVED, _mark(found.protocol.id), found.counting.changes.count)
    save.save_whole(path, local.body(found.counting.changes).encode(), replace=replace_file)
    return found.counting


def import_file(session: Session, path: Path) -> Changes:
    """What another office sent, to be looked at and then published; refused unless it is right in every point."""
    session.require(PEOPLE)
    changes = local.read(file_bytes(path, local.LARGEST))
    if not changes.count:
        raise Refused("local-protocol-file")
    of_protocol(session, changes.protocol)
    seen(session, changes)
    return changes
