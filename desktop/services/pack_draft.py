"""How a region puts a pack together: parts are laid ready one by one, and looked at before anybody gets them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from db import access_log, packs
from db.connection import Connection
from desktop.bundle import canonical
from desktop.bundle.kinds import directory
from desktop.bundle.kinds.directory import KINDS, MOST, Pack, pack_of
from desktop.bundle.kinds.pack_parts import (
    IndicatorPart,
    Part,
    id_of_part,
    kind_of,
    load_part,
    part_text,
    prefix,
)
from desktop.forms import local as forms
from desktop.forms.schema import CodeList
from desktop.protocols import local as protocols
from desktop.refusals import Refused
from desktop.services import local_forms, local_protocols, pack_words, people
from desktop.services import packs as taken
from desktop.services.editions import file_bytes
from desktop.services.library import Library
from desktop.services.local_library import as_shipped, of_an_office
from desktop.services.pack_checks import OPEN, PackFault, faults, step_prefix
from desktop.services.pack_overlay import Sent
from desktop.services.pack_words import Group
from desktop.services.session import EXPORTS, PEOPLE, Session

CHANGED = "pack-changed"
NEW, OTHER, SAME = "new", "other", "same"
_LARGEST = 256 * 1024
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Ready:
    """One part that is laid ready; `state`: new, other or the same as in the pack that was published last."""

    kind: str
    id: str
    title: str
    part: Part
    state: str
    at: datetime
    worker: str
    faults: tuple[PackFault, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """All that is laid ready; `changes` is what an office would be told that has the last pack."""

    version: int  # that it would get
    parts: tuple[Ready, ...]
    dropped: int  # parts of the last pack that stand in it no more
    published: taken.Info | None

    @property
    def differs(self) -> bool:
        return bool(self.dropped) or any(one.state != SAME for one in self.parts)

    @property
    def faults(self) -> tuple[PackFault, ...]:
        return tuple(fault for one in self.parts for fault in one.faults)


@dataclass(frozen=True, slots=True)
class Whole:
    """What lies ready, what the offices will be told, what this region changed in its settings."""

    draft: Draft
    told: tuple[Group, ...]
    own: tuple[tuple[str, str, str, bool], ...]


# --- what is laid ready -----------------------------------------------------------------------------------------------


def draft(session: Session) -> Draft:
    """What is laid ready, part by part, with what hinders each."""
    require(session)
    rows = rows_of(session.conn)
    last, pack = last_published(session), pack_of(1, tuple(part for _row, part in rows))
    before = {(kind_of(part), id_of_part(part)): part for part in last.parts} if last else {}
    wrong: dict[tuple[str, str], list[PackFault]] = {}
    for fault in faults(as_shipped(session.library), pack, session.office.code, session.office.country):
        wrong.setdefault((fault.kind, fault.id), []).append(fault)
    there = as_office(session, pack)
    parts = [
        Ready(
            kind=row.kind,
            id=row.id,
            title=pack_words.part_title(there, part),
            part=part,
            state=_state(part, before.get((row.kind, row.id))),
            at=row.at.astimezone(session.tz),
            worker=people.name_of(session, row.worker),
            faults=tuple(wrong.get((row.kind, row.id), ())),
        )
        for row, part in rows
    ]
    parts.sort(key=lambda one: (KINDS.index(one.kind), one.title.casefold(), one.id))
    dropped = len(before.keys() - {(one.kind, one.id) for one in parts})
    return Draft((last.version if last else 0) + 1, tuple(parts), dropped, published(session))


def changes(session: Session) -> tuple[Group, ...]:
    """What an office would be told that has the pack before."""
    require(session)
    last = last_published(session)
    pack = pack_of((last.version if last else 0) + 1, tuple(part for _row, part in rows_of(session.conn)))
    here = as_office(session, last) if last else as_shipped(session.library)
    return pack_words.groups(here, as_office(session, pack), last, pack)


def whole(session: Session) -> Whole:
    """All that the page shows of what lies ready."""
    found = draft(session)
    told = changes(session) if found.differs and not found.faults else ()
    return Whole(found, told, from_settings(session))


def as_office(session: Session, pack: Pack) -> Library:
    """The definitions as an office of this region would have them, without its own."""
    return of_an_office(session.library, Sent(session.office.code, pack, counts=True), session.office.country)


def _state(part: Part, before: Part | None) -> str:
    if before is None:
        return NEW
    return SAME if _without_version(part) == _without_version(before) else OTHER


def _without_version(part: Part) -> Part:
    return replace(part, version=1) if isinstance(part, IndicatorPart) else part


def rows_of(conn: Connection) -> list[tuple[packs.Part, Part]]:
    return [(row, load_part(row.body)) for row in packs.parts(conn)]


def last_published(session: Session) -> Pack | None:
    """What this region published last."""
    every = [one for one in packs.every(session.conn) if one.state == packs.PUBLISHED]
    return directory.load(every[-1].body) if every else None


def published(session: Session) -> taken.Info | None:
    mine = [one for one in (*taken.state(session).others,) if one.region == session.office.code]
    return mine[0] if mine else None


def require(session: Session) -> None:
    session.require(EXPORTS)
    if session.office.kind != "region":
        raise Refused("not-allowed")


# --- laying ready -----------------------------------------------------------------------------------------------------


def put(session: Session, part: Part) -> None:
    """Lay a part ready, in place of one with the same id; what is wrong in it is told beside it, and hinders later."""
    require(session)
    text, kind, id_ = part_text(part), kind_of(part), id_of_part(part)
    if load_part(text) != part:
        raise Refused("pack-file")
    others = [one for one in packs.parts(session.conn) if one.kind == kind and one.id != id_]
    if len(others) >= MOST[kind]:
        raise Refused("pack-full", count=MOST[kind])
    now = session.now()
    with session.vault.write(now) as conn:
        packs.put_part(conn, kind, id_, text, now, session.worker.id)
        access_log.note(conn, now, session.worker.id, CHANGED, None, 1)
    session.announce("packs")


def remove(session: Session, kind: str, id_: str) -> None:
    """A part stands in the next pack no more; offices that have it lose it with that pack."""
    require(session)
    now = session.now()
    with session.vault.write(now) as conn:
        if not packs.drop_part(conn, kind, id_):
            raise Refused("no-such-part")
        access_log.note(conn, now, session.worker.id, CHANGED, None, 1)
    session.announce("packs")


def from_settings(session: Session) -> tuple[tuple[str, str, str, bool], ...]:
    """Forms and protocols that this region changed in its own settings: kind, id, title, and if they lie ready so."""
    require(session)
    if session.worker.role not in PEOPLE:
        return ()
    ready = {(kind_of(part), id_of_part(part)): part for _row, part in rows_of(session.conn)}
    found = []
    for form in local_forms.editions(session):
        if form.counting is not None:
            same = ready.get(("form", form.form.id)) == form.counting.changes
            found.append(("form", form.form.id, pack_words.form_title(form.form), same))
    for one in local_protocols.editions(session):
        if one.counting is not None:
            mine = of_region(one.counting.changes, session.office.code)
            same = ready.get(("protocol", one.protocol.id)) == mine
            found.append(("protocol", one.protocol.id, pack_words.protocol_title(one.protocol), same))
    return tuple(found)


def put_own(session: Session, kind: str, id_: str) -> None:
    """Lay ready what this region changed in a form or a protocol in its own settings."""
    require(session)
    session.require(PEOPLE)
    if kind == "form":
        form = local_forms.of_form(session, id_)
        if form.counting is None:
            raise Refused("local-form-none")
        put(session, form.counting.changes)
        return
    protocol = local_protocols.of_protocol(session, id_)
    if protocol.counting is None:
        raise Refused("local-protocol-none")
    put(session, of_region(protocol.counting.changes, session.office.code))


def of_region(changed: protocols.Changes, region: str) -> protocols.Changes:
    """With ids of steps that no office gives to a step of its own."""
    names = {
        one.id: one.id
        if one.id.startswith(step_prefix(region))
        else f"{step_prefix(region)}{one.id.removeprefix(protocols.OWN)}"
        for one in changed.added
    }
    added = [
        replace(
            one,
            id=names[one.id],
            after=names.get(one.after, one.after),
            anchor=f"step:{names[step]}" if (step := one.anchor.removeprefix("step:")) in names else one.anchor,
        )
        for one in changed.added
    ]
    return replace(changed, added=tuple(added))


def add_file(session: Session, path: Path) -> tuple[Part, ...]:
    """Lay ready what a file holds: changes of a form or a protocol that an office saved, or parts, one a line."""
    require(session)
    data = file_bytes(path, _LARGEST)
    found = read_file(data, session.office.code)
    for part in found:
        put(session, part)
    return found


def read_file(data: bytes, region: str, pick: Callable[[str], str] = secrets.choice) -> tuple[Part, ...]:
    """The parts of a file that may be anybody's; refused as `pack-file` unless it is right in every point."""
    if len(data) > _LARGEST:
        raise Refused("pack-file")
    for read in (forms.read, lambda told: of_region(protocols.read(told), region)):
        try:
            return (read(data),)
        except Refused:
            continue
    try:
        rows = [_named(json.loads(row), region, pick) for row in data.decode("utf-8").split("\n") if row.strip()]
        parts = tuple(load_part(canonical.dump(row).decode("utf-8")) for row in rows)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Refused("pack-file") from None
    if not parts:
        raise Refused("pack-file")
    return parts


def _named(row: dict[str, Any], region: str, pick: Callable[[str], str]) -> Any:
    """A line that somebody typed need not name what is new: it gets an id, and an entry of a list a code."""
    if row.get("type") in {"line", "service", "indicator"}:
        row.setdefault("id", new_id(region, pick))
    if row.get("type") == "indicator":
        row.setdefault("version", 1)
    for entry in row.get("entries", ()):
        entry.setdefault("code", new_id(region, pick))
        entry.setdefault("group", "")
    return row


def new_id(region: str, pick: Callable[[str], str] = secrets.choice) -> str:
    """An id or a code that no other region and no program will make."""
    return prefix(region) + "".join(pick(_LETTERS) for _ in range(8))


def open_lists() -> tuple[str, ...]:
    """The lists on which no rule of the program rests."""
    return OPEN


def shipped_list(session: Session, list_id: str) -> CodeList:
    return as_shipped(session.library).definitions.list(list_id)
