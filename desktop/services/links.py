"""Files that belong together: linked by hand, merged, alike; each is shown only to whoever may see both."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import cases, records
from db.cases import CaseRow
from db.connection import Connection
from desktop.forms.answers import rows
from desktop.refusals import Refused
from desktop.services import codes, duplicates, merging, writing
from desktop.services.duplicates import Alike
from desktop.services.session import CASES, Change, Session

VICTIM = "victim"
GROUP = "related_cases"
KINDS = "case_relations"


@dataclass(frozen=True, slots=True)
class Link:
    """Another file that this one names; `row` is the place of the link in the header."""

    row: str
    case: CaseRow
    kind: str


@dataclass(frozen=True, slots=True)
class Links:
    """Everything by which a file hangs together with others."""

    linked: tuple[Link, ...]
    merged: tuple[CaseRow, ...]  # second files that are shown in this one
    first: CaseRow | None  # the file that stands for this one
    alike: tuple[Alike, ...]  # perhaps the same person
    aggressors: tuple[Alike, ...]  # perhaps the same alleged aggressor


def links(session: Session, case: str) -> Links:
    """The links of a file that is open."""
    session.require(CASES)
    row = _seen(session, case)
    found = duplicates.of_case(session, case)
    first = merging.leads_to(session, row)
    return Links(
        linked=tuple(_linked(session, row)),
        merged=merging.merged_in(session, case),
        first=first if first.case != case else None,
        alike=tuple(one for one in found if not _is_of_aggressor(session, one)),
        aggressors=tuple(one for one in found if _is_of_aggressor(session, one)),
    )


def _is_of_aggressor(session: Session, one: Alike) -> bool:
    """Whether a sheet here says who harmed her: the same person elsewhere is no second file about her."""
    own = records.get(session.conn, one.own)
    return own is not None and own.form == "aggressor"


def add(session: Session, case: str, code: str, kind: str) -> None:
    """Link a file with another one. Where both are of one kind, each names the other; a victim's file is named in none
    of another kind."""
    session.require(CASES)
    row, other = _seen(session, case), cases.by_code(session.conn, codes.tidy(code))
    if other is None:
        raise Refused("no-such-case")
    if other.case == case:
        raise Refused("link-to-itself")
    if other.kind == VICTIM != row.kind:
        raise Refused("link-shows-victim")
    if session.library.definitions.list(KINDS).find(kind) is None:
        raise Refused("unknown-option", field=f"{GROUP}/kind")
    if any(link.case.case == other.case for link in _linked(session, row)):
        raise Refused("linked-already")
    with session.vault.write(session.now()) as conn:
        _name(session, conn, row.case, other.case, kind)
        if row.kind == other.kind and not any(link.case.case == case for link in _linked(session, other)):
            _name(session, conn, other.case, row.case, kind)
    for changed in (row, other):
        session.changed(Change("record", changed.case))


def remove(session: Session, case: str, other: str) -> None:
    """Take a link away, in both files."""
    session.require(CASES)
    with session.vault.write(session.now()) as conn:
        done = [_forget(session, conn, _seen(session, one), to) for one, to in ((case, other), (other, case))]
        if not any(done):
            raise Refused("not-linked")
    for one in (case, other):
        session.changed(Change("record", one))


def _linked(session: Session, row: CaseRow) -> list[Link]:
    header = records.get(session.conn, row.case)
    body: Mapping[str, Any] = header.body if header else {}
    found = []
    for place in rows(body, GROUP):
        named, kind = body.get(f"{GROUP}/{place}/case"), body.get(f"{GROUP}/{place}/kind")
        other = cases.get(session.conn, named) if isinstance(named, str) else None
        if other is not None and (other.kind != VICTIM or row.kind == VICTIM):
            found.append(Link(place, other, kind if isinstance(kind, str) else ""))
    return found


def _name(session: Session, conn: Connection, case: str, other: str, kind: str) -> None:
    head = f"{GROUP}/{secrets.token_hex(8)}"
    _write(session, conn, case, {head: True, f"{head}/case": other, f"{head}/kind": kind}, "linked")


def _forget(session: Session, conn: Connection, row: CaseRow, other: str) -> bool:
    gone = [link.row for link in _linked(session, row) if link.case.case == other]
    heads = [f"{GROUP}/{place}" for place in gone]
    if heads:
        sets = {path: None for head in heads for path in (head, f"{head}/case", f"{head}/kind")}
        _write(session, conn, row.case, sets, "unlinked")
    return bool(heads)


def _write(session: Session, conn: Connection, case: str, sets: Mapping[str, Any], verb: str) -> None:
    earlier = records.revisions(conn, case)
    form, replaces = session.library.definitions.form("case"), writing.living_ids(earlier, sets)
    writing.write(
        session, conn, record=case, case=case, form=form, sets=sets, replaces=replaces, earlier=earlier, verb=verb
    )


def _seen(session: Session, case: str) -> CaseRow:
    row = cases.get(session.conn, case)
    if row is None:
        raise Refused("no-such-case")
    return row
