"""What stands after revisions came from elsewhere: worked out case by case, each once, in pieces, resumable."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from db import attachments, facts, joining, merge, sealed_wait, veil
from db.connection import Connection
from db.errors import VaultRefused
from db.merge import Revision
from db.records import Record
from desktop.forms import editions
from desktop.forms.schema import Definitions, Form
from desktop.forms.settle import settle
from desktop.services import holds, transfer_strays, writing
from desktop.services.casefile import CaseAnswers
from desktop.services.session import Session

log = logging.getLogger(__name__)

Report = Callable[[int, int], None]

CASES = 20  # that are worked out in one transaction, so that whoever else wants to write waits a moment at most
WAITING = 200  # of what waited for a seal's people, in one transaction


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many cases were worked out anew, and how many sheets of them hold several living values of an answer."""

    cases: int
    conflicts: int


def is_stale(session: Session) -> bool:
    """Whether anything that came still is to be worked out, or may be opened now that this person is here."""
    return joining.any_stale(session.conn) or bool(sealed_wait.mine(session.conn, session.worker.id, 1))


def catch_up(session: Session) -> None:
    """What was cut off before, for whoever reads next; a full disk keeps nobody from reading what stands."""
    if not is_stale(session):
        return
    try:
        refresh_stale(session)
    except VaultRefused as refusal:
        log.warning("what came is worked out later: %s", refusal.code)
    except Exception as fault:  # noqa: BLE001 - whoever reads reads on; the window tells of it
        log.error("what came cannot be worked out: %s", type(fault).__name__)


def refresh_stale(session: Session, report: Report | None = None) -> Refreshed:
    """Bring every sheet whose revisions came from elsewhere up to date; what was stopped goes on another time.

    A sheet of a form that this program does not know yet stays as it is, and is looked at again. A case that cannot be
    worked out holds up no other: it is told of after them.
    """
    faults: list[Exception] = []
    cases = conflicts = 0
    with _seeing(session) as own:
        _open_waiting(own)
        total, after = joining.count_stale(own.conn), None
        while chunk := joining.stale_cases(own.conn, after, CASES):
            after = max(chunk)
            found = _renew(own, chunk, faults)
            cases += len(found)
            conflicts += sum(found)
            if report is not None:
                report(min(cases, total), total)
        transfer_strays.sweep(own)
    if faults:
        raise faults[0]
    return Refreshed(cases, conflicts)


def after_import(session: Session, report: Report | None) -> int:
    """How many sheets hold several values now. What was kept is kept: whatever is in the way, and a Stop too, leaves
    the rest for another time."""
    halting = _Halting(report)
    try:
        return refresh_stale(session, halting).conflicts
    except VaultRefused as refusal:
        log.warning("what came is worked out later: %s", refusal.code)
    except Exception:
        if not halting.halted:
            raise
    return 0


class _Halting:
    """A report that remembers whether a Stop came by it."""

    def __init__(self, report: Report | None) -> None:
        self._report, self.halted = report, False

    def __call__(self, done: int, total: int) -> None:
        if self._report is None:
            return
        try:
            self._report(done, total)
        except Exception:
            self.halted = True
            raise


def _renew(own: Session, chunk: Mapping[str, Sequence[str]], faults: list[Exception]) -> list[int]:
    """How many sheets of each case hold several values; after a fault each case by itself, all but the faulty one."""
    try:
        with own.vault.write(own.now()) as conn:
            numbers = facts.Numbers()
            return [_Case(own, conn, case, chunk[case], numbers).renew() for case in chunk]
    except VaultRefused:
        raise
    except Exception as fault:  # noqa: BLE001 - told of by the caller, after all others
        if len(chunk) == 1:
            faults.append(fault)
            return []
        return [found for case in chunk for found in _renew(own, {case: chunk[case]}, faults)]


@contextmanager
def _seeing(session: Session) -> Iterator[Session]:
    """The same vault, with every case that can be read at all: what stands is no matter of who may see it."""
    with session.beside() as own:
        veil.draw(own.conn, veil.sealed_from(own.conn, own.vault.keyring.scopes))
        yield own


def _open_waiting(session: Session) -> None:
    """What came for a sealed case while none of its people was here, kept in its place by one of them."""
    stuck = set[str]()
    while waiting := [one for one in sealed_wait.mine(session.conn, session.worker.id, WAITING) if one[1] not in stuck]:
        with session.vault.write(session.now()) as conn:
            for scope, id_, box in waiting:
                found = sealed_wait.opened(session.vault.secret, box)
                if found is None:
                    sealed_wait.lost(conn, scope, id_, session.worker.id)
                    continue
                if isinstance(found, Revision):
                    try:
                        joining.join(conn, [found])
                    except VaultRefused:  # it says something else than what is here: it goes on waiting, alone
                        stuck.add(id_)
                        continue
                else:
                    attachments.take(conn, found.file, found.data, found.case)
                sealed_wait.taken(conn, scope, id_)


class _Case:
    """One case, or the sheets that have none, within a transaction of the caller."""

    def __init__(
        self, session: Session, conn: Connection, case: str, sheets: Sequence[str], numbers: facts.Numbers
    ) -> None:
        self._session, self._conn, self._numbers = session, conn, numbers
        self._case, self._sheets = case, sheets
        self._around: dict[str, CaseAnswers] = {}
        self._touched: dict[str, None] = {}  # cases whose lists and clocks are to be worked out
        self._conflicts = 0
        self._renewed: list[str] = []

    def renew(self) -> int:
        """How many of the sheets hold several living values."""
        before = joining.standing_cases(self._conn, self._sheets)
        done = list[tuple[Form, Record]]()
        for form, revisions in self._in_order():
            done.append((form, self._stand(form, revisions, before.get(revisions[0].record))))
        for case in self._touched:
            self._follow(case, done)
        joining.renewed(self._conn, self._case, self._renewed)
        return self._conflicts

    def _in_order(self) -> Iterator[tuple[Form, list[Revision]]]:
        """The sheets that can be worked out, those first that others take answers from."""
        self._renewed = [one for one in self._sheets if veil.sees(self._conn, one, self._case or None)]
        found = joining.of_records(self._conn, self._renewed)
        forms = self._session.library.definitions.forms
        known = list[tuple[Form, list[Revision]]]()
        for revisions in found.values():
            newest = max(revisions, key=lambda one: (one.time, one.id))
            form = forms.get((newest.form, newest.version))
            if form is None:  # of a form that a later program knows, or of another office's edition: looked at again
                self._renewed.remove(newest.record)
                form = forms.get((newest.form, newest.version % editions.FROM))  # meanwhile as it was shipped
            if form is not None:
                known.append((form, revisions))
        ranks = _ranks(self._session.library.definitions)
        yield from sorted(known, key=lambda each: ranks.get(each[0].id, 0))

    def _stand(self, form: Form, revisions: list[Revision], before: str | None) -> Record:
        settled = settle(form, merge.living(revisions))
        case = writing.case_of(form, revisions, settled)
        around = self._answers(case)
        standing = writing.stand(self._session, form, revisions, settled, around)
        writing.keep(self._session, self._conn, form, standing, self._numbers)
        record = standing.record
        self._conflicts += record.conflicts > 0
        if case is None:
            writing.refresh_lone(self._session, self._conn, record)
        else:
            self._around[case] = around.changed(record)
            self._touched[case] = None
        if before is not None and before != case:
            self._around.pop(before, None)
            self._touched[before] = None
        if form.id == "case":
            holds.settle(self._session, self._conn, record)
        return record

    def _follow(self, case: str, done: Sequence[tuple[Form, Record]]) -> None:
        """What the other sheets of a case take from these, and what depends on all of them."""
        answers, changed = self._answers(case), {form.id for form, record in done if record.case == case}
        fresh, ranks = {record.id for _form, record in done}, _ranks(self._session.library.definitions)
        for other in sorted(answers.records, key=lambda one: ranks.get(one.form, 0)):
            form = self._session.library.definitions.forms.get((other.form, other.version))
            if form is None or other.id in fresh or other.id in answers.behind or not writing.reads(form) & changed:
                continue
            again = writing.derive_again(self._session, self._conn, form, other, answers, self._numbers)
            if again != other:
                answers, changed = answers.changed(again), changed | {form.id}
        writing.refresh_case(self._session, self._conn, case, answers)

    def _answers(self, case: str | None) -> CaseAnswers:
        if case is None:
            return CaseAnswers(self._session, None)
        if case not in self._around:
            self._around[case] = CaseAnswers(self._session, case, whole=True)
        return self._around[case]


def _ranks(definitions: Definitions) -> Mapping[str, int]:
    """form id -> how many steps it lies behind forms that take nothing from others."""
    return definitions.once(("ranks",), lambda: _count_ranks(definitions))


def _count_ranks(definitions: Definitions) -> Mapping[str, int]:
    reads: dict[str, set[str]] = {}
    for form in definitions.forms.values():
        reads.setdefault(form.id, set()).update(writing.reads(form))
    found = dict.fromkeys(reads, 0)
    for _step in found:  # forms that take from each other in a circle end somewhere, and no later than this
        again = {name: max((1 + found.get(one, 0) for one in reads[name]), default=0) for name in found}
        if again == found:
            break
        found = again
    return found
