"""Bringing a register in: looked at row by row before anything is written, then taken as ordinary sheets."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from db import access_log, register_runs
from db.connection import Connection
from db.register_runs import Made
from desktop.forms.clean import clean_path
from desktop.forms.compute import computed
from desktop.forms.defaults import defaults
from desktop.forms.schema import Form, Json
from desktop.forms.validate import check
from desktop.pdf.save import save_whole
from desktop.privacy import likeness
from desktop.refusals import Refused
from desktop.registers import plan as plans
from desktop.registers import table
from desktop.registers.book import Book, Cell, Row, open_book
from desktop.registers.cells import Known
from desktop.registers.cells import as_words as cell_words
from desktop.registers.folded import fold
from desktop.registers.lines import Fault, Line, Reader
from desktop.registers.plan import Plan, letter
from desktop.services import duplicates, intake, people
from desktop.services.casefile import context
from desktop.services.session import PEOPLE, Session

__all__ = [
    "Cell",
    "Done",
    "Opened",
    "Plan",
    "Preview",
    "Row",
    "Told",
    "bring_in",
    "bring_in_job",
    "cell_words",
    "fold",
    "judge",
    "letter",
    "look",
    "look_in_job",
    "plan_for",
    "preview",
    "preview_in_job",
    "refusals_as_csv",
    "remember",
    "save_list",
]

Report = Callable[[int, int], None]

BATCH = 50  # rows in one transaction: a Stop is heard after each
SAMPLE = 30
MOST_TOLD = 20_000  # rows of a preview that are listed one by one; all of them are counted
IMPORTED = "imported_on"
NUMBER = "register_no"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with what a person is shown of it first: its sheets, its beginning, what it is guessed to say."""

    book: Book
    sheet: int
    first: tuple[Row, ...]
    plan: Plan
    remembered: bool  # this office has read such headings before

    @property
    def heads(self) -> tuple[str, ...]:
        return heads_of(self.first, self.plan.head)


@dataclass(frozen=True, slots=True)
class Told:
    """One row of a preview about which something is to be said: why it is refused, or whom it is like."""

    line: int
    faults: tuple[Fault, ...] = ()
    like_line: int = 0  # an earlier row of the same file that says the same person
    like_case: str = ""  # a case, or empty for a report that waits
    level: str = ""  # sure | likely | maybe


@dataclass(slots=True)
class Preview:
    """What would become of each row; nothing has been written."""

    rows: int = 0
    good: int = 0
    told: list[Told] = field(default_factory=list)
    refused: int = 0
    alike: int = 0
    unmapped: dict[str, Counter[str]] = field(default_factory=dict)  # path -> value -> how often


@dataclass(frozen=True, slots=True)
class Done:
    """What an import left behind."""

    run: str
    rows: int
    taken: int
    refused: tuple[Told, ...]


# --- looking ----------------------------------------------------------------------------------------------------------


def look(session: Session, path: Path, *, sheet: int = -1, encoding: str = "", separator: str = "") -> Opened:
    """Open a file and guess how it is to be read; -1 is the first sheet that is not hidden."""
    session.require(PEOPLE)
    book = open_book(path, encoding=encoding, separator=separator)
    if sheet < 0:
        sheet = next((at for at, one in enumerate(book.sheets) if not one.hidden), 0)
    first = tuple(islice(book.rows(sheet), SAMPLE))
    if not first:
        raise Refused("register-empty")
    definitions = session.library.definitions
    head = plans.guess_head([(row.number, row.cells) for row in first], definitions)
    guessed, remembered = plan_for(session, first, head, "case", sheet)
    return Opened(book, sheet, first, guessed, remembered)


def look_in_job(
    session: Session, path: Path, report: Report, *, sheet: int = -1, encoding: str = "", separator: str = ""
) -> Opened:
    """The same beside the window."""
    report(0, 0)
    with session.beside() as own:
        return look(own, path, sheet=sheet, encoding=encoding, separator=separator)


def plan_for(session: Session, first: Sequence[Row], head: int, into: str, sheet: int) -> tuple[Plan, bool]:
    """What was chosen for these headings the last time, else a guess."""
    heads = heads_of(first, head)
    kept = register_runs.plan(session.conn, _tag(into, heads)) if any(heads) else None
    if kept is not None:
        try:
            found = plans.from_data(kept, session.library.definitions)
            return Plan(into, sheet, head, found.columns, found.values), True
        except Refused:
            pass  # a field that it named is gone
    return Plan(into, sheet, head, plans.guess(heads, session.library.definitions, into)), False


def heads_of(first: Sequence[Row], head: int) -> tuple[str, ...]:
    """The headings by column; where a row of headings was not named, none."""
    row = next((one for one in first if one.number == head and head), None)
    return tuple(str(cell).strip() if cell is not None else "" for cell in row.cells) if row else ()


def _tag(into: str, heads: Sequence[str]) -> str:
    """Headings as they are known again, without keeping them."""
    text = "\x1f".join((into, *(fold(head) for head in heads)))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def preview(session: Session, book: Book, plan: Plan, report: Report | None = None) -> Preview:
    """Look at every row as it would be written, and write nothing."""
    session.require(PEOPLE)
    _check_plan(plan)
    known, seen = _known(session, plan), dict[bytes, int]()
    reader, found = Reader(plan, known), Preview()
    salt = secrets.token_bytes(16)
    for row in _rows(book, plan):
        if report is not None and found.rows % 50 == 0:
            report(found.rows, 0)
        line = reader.read(row)
        if line is None:
            continue
        found.rows += 1
        for path, value in line.unmapped:
            found.unmapped.setdefault(path, Counter())[value] += 1
        faults = line.faults or judge(session, plan, line)
        told = Told(line.number, faults) if faults else _alike(session, line, seen, salt)
        found.good += not faults
        found.refused += bool(faults)
        found.alike += bool(told is not None and not faults)
        if told is not None and len(found.told) < MOST_TOLD:
            found.told.append(told)
    return found


def preview_in_job(session: Session, book: Book, plan: Plan, report: Report) -> Preview:
    """The same beside the window."""
    with session.beside() as own:
        return preview(own, book, plan, report)


def judge(session: Session, plan: Plan, line: Line) -> tuple[Fault, ...]:
    """What the forms would refuse of a row: the same that intake refuses, without a word being written."""
    around: dict[str, list[dict[str, Json]]] = {}
    letters = {path: letter(at) for at, path in plan.columns.items()}
    definitions = session.library.definitions
    for form_id, sets in _sheets(session, plan, line):
        form = definitions.form(form_id)
        ctx = context(session, around)
        cleaned: dict[str, Json] = {}
        for path, raw in sets.items():
            try:
                cleaned[path] = clean_path(form, path, raw, ctx, definitions)
            except Refused as refusal:
                return (_fault(refusal.code, form, path, letters),)
        body = computed(form, {**defaults(form, ctx), **cleaned}, ctx, definitions)
        for problem in check(form, body, ctx, definitions, clean=cleaned.keys()):
            if problem.severity in ("malformed", "doubtful") and problem.path in cleaned:
                key = "bad-value" if problem.severity == "malformed" else problem.key
                return (_fault(key, form, problem.path, letters),)
        around.setdefault(form_id, []).append(body)
    return ()


def _fault(code: str, form: Form, path: str, letters: Mapping[str, str]) -> Fault:
    found = form.find(path)
    pattern = f"{form.id}.{found.pattern}" if found else ""
    return Fault(code, letters.get(pattern, ""), pattern)


def _alike(session: Session, line: Line, seen: dict[bytes, int], salt: bytes) -> Told | None:
    """Whether somebody in this row may be here already, or stands in an earlier row."""
    for form_id in ("identity", "report"):
        answers = line.sets.get(form_id)
        if not answers:
            continue
        own = [
            hashlib.blake2b("\x1f".join(key).encode("utf-8", "replace"), key=salt, digest_size=12).digest()
            for key in likeness.keys(form_id, answers)
            if key[0] in ("id", "dated", "born")
        ]
        earlier = min((seen[one] for one in own if one in seen), default=0)
        for one in own:
            seen.setdefault(one, line.number)
        if earlier:
            return Told(line.number, like_line=earlier, level="likely")
        for found in duplicates.similar(session, form_id, answers, record="", case=None):
            if found.likeness.level != "maybe":
                return Told(line.number, like_case=found.code or "", level=found.likeness.level)
    return None


# --- bringing in ------------------------------------------------------------------------------------------------------


def bring_in(session: Session, book: Book, plan: Plan, report: Report | None = None) -> Done:
    """Write every row that can be taken, each wholly or not at all; the rest is told and left.

    A Stop is heard between two batches: what was written stays, and can be undone like all of it.
    """
    session.require(PEOPLE)
    _check_plan(plan)
    run, reader = secrets.token_hex(16), Reader(plan, _known(session, plan))
    now = session.now()
    with session.vault.write(now) as conn:
        register_runs.begin(conn, run, now, session.worker.id)
        access_log.note(conn, now, session.worker.id, "register-begun", run)
    refused: list[Told] = []
    rows = taken = 0
    lines = (line for line in map(reader.read, _rows(book, plan)) if line is not None)
    while batch := list(islice(lines, BATCH)):
        if report is not None:
            report(rows, 0)
        with session.vault.write(session.now()) as conn:
            new = _write(session, conn, run, plan, batch, refused)
            rows, taken = rows + len(batch), taken + new
            register_runs.count(conn, run, rows, taken, rows - taken)
    now = session.now()
    with session.vault.write(now) as conn:
        access_log.note(conn, now, session.worker.id, "register-brought", run, taken)
    session.announce("case")
    return Done(run, rows, taken, tuple(refused[:MOST_TOLD]))


def bring_in_job(session: Session, book: Book, plan: Plan, report: Report) -> Done:
    """The same beside the window, which says what changed when it is over."""
    with session.beside() as own:
        return bring_in(own, book, plan, report)


def remember(session: Session, opened: Opened, plan: Plan) -> None:
    """The next register with these headings is read in the same way."""
    session.require(PEOPLE)
    heads = heads_of(opened.first, plan.head)
    if any(heads):
        now = session.now()
        with session.vault.write(now) as conn:
            register_runs.keep_plan(conn, _tag(plan.into, heads), plans.as_data(plan), now)


def _write(session: Session, conn: Connection, run: str, plan: Plan, batch: Iterable[Line], refused: list[Told]) -> int:
    """One batch in the caller's transaction; how many rows were taken."""
    made: list[Made] = []
    taken = 0
    with intake.Batch(session, conn) as writing:
        for line in batch:
            faults = line.faults
            if not faults:
                try:
                    with writing.part():
                        new = list(_put(session, writing, plan, line))
                    made += new
                    taken += 1
                    continue
                except Refused as refusal:
                    faults = (_refusal(plan, refusal),)
            refused.append(Told(line.number, faults))
    register_runs.add(conn, run, made)
    return taken


def _put(session: Session, writing: intake.Batch, plan: Plan, line: Line) -> Iterator[Made]:
    code: str | None = None
    for form, sets in _sheets(session, plan, line):
        put = writing.put({"case": code, "form": form, "set": sets})
        code = put.code if form == "case" else code
        yield Made(put.record, put.case, put.revision, line.number)


def _refusal(plan: Plan, refusal: Refused) -> Fault:
    """The column of what intake refused, where one column alone can be meant."""
    name = str(refusal.facts.get("field", ""))
    tail = name.rpartition("/")[2]
    hits = [(at, path) for at, path in plan.columns.items() if path.partition(".")[2].rpartition("/")[2] == tail]
    at, path = hits[0] if len(hits) == 1 else (-1, "")
    return Fault(refusal.code, letter(at) if at >= 0 else "", path)


def _sheets(session: Session, plan: Plan, line: Line) -> Iterator[tuple[str, dict[str, Json]]]:
    """The sheets of a row in the order in which they are written; a form of which the row says nothing is not begun."""
    for form_id in plan.forms():
        sets = dict(line.sets.get(form_id, {}))
        if form_id == plan.into == "case":
            sets = {NUMBER: str(line.number), **sets, IMPORTED: session.now().date().isoformat()}
        elif not sets:
            continue
        form = session.library.definitions.form(form_id)
        yield form_id, {**_not_today(form), **sets}


def _not_today(form: Form) -> dict[str, Json]:
    """Dates that a form fills with today: of an old row that would be a lie, so they stay open."""

    def make() -> dict[str, Json]:
        return {
            one.id: None
            for one in form.fields()
            if not one.group and one.default in ("today", "now") and form.id != "case"
        }

    return form.once("not today", make)


def _rows(book: Book, plan: Plan) -> Iterator[Row]:
    return (row for row in book.rows(plan.sheet) if row.number > plan.head)


def _known(session: Session, plan: Plan) -> Known:
    workers = {fold(one.name): one.id for one in people.all_workers(session)}
    now = session.now()
    return Known(session.library.definitions, session.office.country, session.tz, now.date(), workers, plan.values)


def _check_plan(plan: Plan) -> None:
    if not plan.columns:
        raise Refused("register-no-columns")


# --- what was refused, as a table -------------------------------------------------------------------------------------


def refusals_as_csv(told: Iterable[Told], heads: Sequence[str]) -> bytes:
    """Numbers of rows, letters of columns, codes: nothing that stands in a cell of the register."""
    rows = [(one.line, fault.column, fault.path, fault.code) for one in told for fault in one.faults]
    return table.as_csv(heads, rows)


def save_list(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Such a table as a file, whole or not at all."""
    save_whole(path, data, replace=replace)
