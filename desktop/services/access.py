"""Who may see a case: denied to a person, or sealed for chosen people under a key of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from db import access_log, cases, counted, erasure, matching, records, seals, veil, workers
from db.connection import Connection
from db.seals import GLASS, Glass, Seal
from db.workers import Worker
from desktop.forms.schema import Text
from desktop.i18n import _
from desktop.privacy import likeness
from desktop.privacy.coded import coded
from desktop.refusals import Refused
from desktop.services import moving, seal_keys, searching
from desktop.services.glass import GlassBreak, break_glass, glass_breaks, note_seen
from desktop.services.glass import of_case as glass_of_case
from desktop.services.seal_keys import LEAD, top_up
from desktop.services.session import CASES, Change, Session

__all__ = [
    "GLASS",
    "Glass",
    "GlassBreak",
    "break_glass",
    "glass_breaks",
    "glass_of_case",
    "note_seen",
    "top_up",
]

How = Literal["sees", "denied", "chosen", "glass", "no"]
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Seer:
    """A person of the office and what a case is to her: `glass` for one who can open it in an emergency."""

    worker: str
    name: str
    role: str
    how: How
    waits: bool = False  # chosen, with a new key pair that the seal has yet to be given to


@dataclass(frozen=True, slots=True)
class SealState:
    """A seal as those see it for whom it was made; `form` says which sheet it is, empty for the case itself."""

    scope: str
    form: str
    glass: Glass
    chosen: tuple[str, ...]  # ids
    at: datetime
    by: str  # a name


@dataclass(frozen=True, slots=True)
class Single:
    """A sheet that can be sealed alone; `number` says which of its kind it is, 0 where it is the only one."""

    scope: str
    title: Text
    number: int
    seal: SealState | None


# --- looking ----------------------------------------------------------------------------------------------------------


def who_sees(session: Session, case: str) -> tuple[Seer, ...]:
    """Everybody who works here, and whether this case is there for them."""
    _seen(session, case)
    denied = veil.denied(session.conn, case)
    seal = seals.get(session.conn, case)
    chosen = seals.chosen(session.conn, case)
    waits = seal_keys.waiting(session, case) if seal is not None else frozenset()
    return tuple(
        Seer(one.id, one.name, one.role, _how(one, seal, chosen, denied), one.id in waits)
        for one in workers.all_(session.conn)
    )


def _how(worker: Worker, seal: Seal | None, chosen: Collection[str], denied: Collection[str]) -> How:
    if worker.id in denied:
        return "denied"
    if seal is None:
        return "sees"
    if worker.id in chosen:
        return "chosen"
    return "glass" if seal.glass == "anyone" or (seal.glass == "lead" and worker.role == LEAD) else "no"


def how_words(seer: Seer) -> str:
    """What a case is to a person, for the page and for the command line."""
    if seer.waits:
        return _("chosen; has a new key and waits until you choose this person again")
    return {
        "sees": _("sees it"),
        "denied": _("it is hidden from this person"),
        "chosen": _("chosen: can open it"),
        "glass": _("only in an emergency, with a reason"),
        "no": _("cannot open it"),
    }[seer.how]


def sealed_scopes(session: Session, case: str) -> frozenset[str]:
    """What of a case lies under a seal that this person may open: the case itself, sheets of it."""
    _seen(session, case)
    return frozenset(one.scope for one in seals.of_case(session.conn, case)) & session.vault.keyring.scopes


def state(session: Session, case: str) -> SealState | None:
    """The seal of a case, or None where it has none."""
    _seen(session, case)
    found = seals.get(session.conn, case)
    return _state(session, found, "") if found else None


def sheet_states(session: Session, case: str) -> tuple[SealState, ...]:
    """The seals of single sheets that this person may open; of others there is nothing to know."""
    _seen(session, case)
    found = [(seal, records.get(session.conn, seal.scope)) for seal in seals.of_case(session.conn, case)]
    return tuple(_state(session, seal, sheet.form) for seal, sheet in found if seal.kind == "record" and sheet)


def _state(session: Session, seal: Seal, form: str) -> SealState:
    by = workers.get(session.conn, seal.by)
    chosen = tuple(sorted(seals.chosen(session.conn, seal.scope)))
    return SealState(seal.scope, form, seal.glass, chosen, seal.at.astimezone(session.tz), by.name if by else "")


def may_decide(session: Session, case: str) -> bool:
    """Whether this person decides who sees a case: a lead, its manager, or the one who sealed it."""
    row = cases.get(session.conn, case)
    if row is None or session.worker.role not in CASES:
        return False
    seal = seals.get(session.conn, case)
    return session.worker.role == LEAD or session.worker.id in (row.manager, seal.by if seal else None)


def single_sheets(session: Session, case: str) -> tuple[Single, ...]:
    """The sheets of a case that may be sealed alone, of those that this person sees: a case has many of their form."""
    _seen(session, case)
    states = {one.scope: one for one in sheet_states(session, case)}
    forms = session.library.definitions
    every = records.of_case(session.conn, case)
    found = [one for one in every if forms.form(one.form).repeat and one.form != moving.FORM]  # where it is, all see
    of_form: dict[str, list[str]] = {}
    for one in found:
        of_form.setdefault(one.form, []).append(one.id)
    return tuple(
        Single(
            one.id,
            forms.form(one.form).title,
            of_form[one.form].index(one.id) + 1 if len(of_form[one.form]) > 1 else 0,
            states.get(one.id),
        )
        for one in found
    )


# --- denying ----------------------------------------------------------------------------------------------------------


def deny(session: Session, case: str, worker_id: str, report: Report | None = None) -> None:
    """For this person there is no such case any more; who was chosen for a sealed one is chosen no longer.

    What is sealed gets a new key: at once where this person can open it, else when one who can works here again.
    """
    _decides(session, case)
    if worker_id == session.worker.id:
        raise Refused("deny-not-oneself")
    _here(session, [worker_id])
    now = session.now()
    with session.vault.write(now) as conn:
        if not veil.deny(conn, case, worker_id, now=now, by=session.worker.id):
            return
        for seal in seals.of_case(conn, case):
            _unchoose(session, conn, seal, worker_id, report)
        _note(session, conn, "denied", case)
        _note(session, conn, "denied-to", worker_id)
    _changed(session, case)


def _unchoose(session: Session, conn: Connection, seal: Seal, worker_id: str, report: Report | None) -> None:
    had = {one.worker: one.chosen for one in seals.readers(conn, seal.scope)}
    if worker_id not in had:
        return
    if had[worker_id]:
        _keepers(conn, seal.case, seals.chosen(conn, seal.scope) - {worker_id})
        seals.unchoose(conn, seal.scope, worker_id)
    if seal.scope in session.vault.keyring.scopes:
        people = seal_keys.entitled(session, conn, seal, seal_keys.publics(session))
        seal_keys.give(session, conn, seal.scope, seal.glass, people, report)


def allow(session: Session, case: str, worker_id: str) -> None:
    """Take a denial back; of a sealed case the person is still not among the chosen."""
    _decides(session, case)
    with session.vault.write(session.now()) as conn:
        if not veil.allow(conn, case, worker_id):
            return
        _note(session, conn, "allowed", case)
        _note(session, conn, "allowed-to", worker_id)
    _changed(session, case)


# --- sealing ----------------------------------------------------------------------------------------------------------


def seal_case(session: Session, case: str, chosen: Sequence[str], glass: Glass, report: Report | None = None) -> None:
    """Give a case a key of its own, for chosen people; slow where it has many files.

    After slow work the window calls `look_again` in its own thread.
    """
    _seal(session, case, case, "case", chosen, glass, report)


def seal_sheet(
    session: Session, record: str, chosen: Sequence[str], glass: Glass, report: Report | None = None
) -> None:
    """Give one sheet a key of its own; one that a case has only once is sealed with its case alone."""
    sheet = records.get(session.conn, record)
    if sheet is None or sheet.case is None:
        raise Refused("no-such-record")
    if not session.library.definitions.form(sheet.form).repeat:
        raise Refused("sheet-once")
    _seal(session, record, sheet.case, "record", chosen, glass, report)


def _seal(
    session: Session,
    scope: str,
    case: str,
    kind: seals.Kind,
    chosen: Sequence[str],
    glass: Glass,
    report: Report | None,
) -> None:
    _decides(session, case)
    _check(session, case, scope, chosen, glass)
    now = session.now()
    with session.vault.write(now) as conn:
        if seals.get(conn, scope) is not None:
            raise Refused("sealed-already")
        readers = seal_keys.readers(session, case, chosen, glass)
        seals.make(conn, scope, case, kind, glass, readers, now=now, by=session.worker.id, report=report)
        for sheet in records.of_case(conn, case):
            if scope in (case, sheet.id):
                counted.keep(conn, sheet.id, _codes(session, sheet))
        _note(session, conn, "sealed", scope, len(chosen))
    erasure.purge(session.conn)  # what lay in clear stands in the log of changes no longer
    _changed(session, case)


def choose(session: Session, scope: str, chosen: Sequence[str], glass: Glass, report: Report | None = None) -> None:
    """Choose other people for a seal, or another rule for emergencies; slow where somebody loses it."""
    seal = _sealed(session, scope)
    _check(session, seal.case, scope, chosen, glass)
    with session.vault.write(session.now()) as conn:
        people = seal_keys.readers(session, seal.case, chosen, glass)
        seal_keys.give(session, conn, scope, glass, people, report)
        _note(session, conn, "seal-changed", scope, len(chosen))
    _changed(session, seal.case)


def unseal(session: Session, scope: str, report: Report | None = None) -> None:
    """Take a seal away: everybody sees the case again who is not denied it, and the search finds its words."""
    seal = _sealed(session, scope)
    with session.vault.write(session.now()) as conn:
        seals.remove(conn, scope, report=report)
        seen = _seen(session, seal.case)
        for sheet in records.of_case(conn, seal.case):
            form = session.library.definitions.forms.get((sheet.form, sheet.version))
            if form is not None and scope in (seal.case, sheet.id):
                searching.put(conn, form, sheet)
                matching.put(conn, sheet.id, sheet.case, likeness.keys(form.id, sheet.body, seen.kind))
        _note(session, conn, "unsealed", scope)
    _changed(session, seal.case)


def _codes(session: Session, sheet: records.Record) -> dict[str, Any]:
    form = session.library.definitions.forms.get((sheet.form, sheet.version))
    return coded(form, sheet.body) if form is not None else {}


def look_again(session: Session, case: str | None = None) -> None:
    """What slow work has changed of what may be seen, in the thread of the window."""
    _changed(session, case)


# --- what holds for all of them ---------------------------------------------------------------------------------------


def _seen(session: Session, case: str) -> cases.CaseRow:
    session.require(CASES)
    row = cases.get(session.conn, case)
    if row is None:
        raise Refused("no-such-case")
    return row


def _decides(session: Session, case: str) -> None:
    _seen(session, case)
    if not may_decide(session, case):
        raise Refused("not-allowed")


def _sealed(session: Session, scope: str) -> Seal:
    """A seal that this person may change; it was made for her, or she broke its glass."""
    session.require(CASES)
    seal = seals.get(session.conn, scope)
    if seal is None or scope not in session.vault.keyring.scopes:
        raise Refused("not-sealed")
    _decides(session, seal.case)
    return seal


def _check(session: Session, case: str, scope: str, chosen: Sequence[str], glass: str) -> None:
    """Chosen people work here and see the case, and one of them can open it to others one day."""
    if glass not in GLASS:
        raise Refused("bad-value", field="glass")
    _here(session, chosen)
    outside = veil.denied(session.conn, case) & set(chosen)
    if scope != case and seals.get(session.conn, case) is not None:
        outside |= set(chosen) - seals.chosen(session.conn, case)
    if outside:
        raise Refused("chosen-cannot-see")
    _keepers(session.conn, case, chosen)


def _keepers(conn: Connection, case: str, chosen: Collection[str]) -> None:
    """Without a lead or the manager among its people a sealed case could never be opened to anybody else."""
    row = cases.get(conn, case)
    leads = {one.id for one in workers.all_(conn) if one.role == LEAD}
    if not set(chosen) & (leads | {row.manager if row else None}):
        raise Refused("keeper-needed")


def _here(session: Session, ids: Sequence[str]) -> None:
    here = {one.id for one in workers.all_(session.conn) if one.role in CASES}
    if not here.issuperset(ids):
        raise Refused("no-such-worker")


def _note(session: Session, conn: Connection, verb: str, about: str, count: int | None = None) -> None:
    access_log.note(conn, session.now(), session.worker.id, verb, about, count)


def _changed(session: Session, case: str | None) -> None:
    session.vault.look_again()
    session.changed(Change("case", case))
