"""What a whole case file adds to the day: all its text searched, the first page, the calendar, likeness, registers."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from itertools import cycle

from db.connection import Connection
from desktop.services import calendar, cases, duplicates, records, register_import, today
from installer import bench_rows, bench_stories
from installer.bench_daily import found_bare
from installer.bench_office import Office
from installer.bench_race import Row, race, row, stopwatch

ROUNDS = 15
REGISTERS, ROWS = 8, 250  # files, and rows in each
# Words of notes as they are typed: common and rare ones, whole and begun, alone and together.
TYPED = tuple(
    " ".join(bench_stories.VOCABULARY[place] for place in places)[: -1 if len(places) == 1 else None]
    for places in ((3,), (40,), (400,), (3000,), (5, 60), (9, 700), (1, 2, 30), (20, 25), (2100, 4), (77, 3))
)


def search_in_text(office: Office) -> Row:
    """All the words, one after another, in notes of a page in every case."""

    def ours() -> None:
        for typed in TYPED:
            cases.find(office.session, typed)

    def bare() -> None:
        for typed in TYPED:
            found_bare(office.twin, typed)

    return race("search in all text, ten queries", partial(stopwatch, ours), partial(stopwatch, bare), rounds=10,
                bound=2.0)  # fmt: skip


def first_look(office: Office) -> Row:
    return against_its_queries("Today", office, lambda: today.today(office.session), bound=2.0)


def month(office: Office) -> Row:
    first, last = calendar.month_of(office.session.now().date())
    return against_its_queries("a month of the calendar", office, lambda: calendar.days(office.session, first, last))


def alike(office: Office) -> Row:
    """The same person looked for in all other files, as while her sheet is being typed."""
    session = office.session
    sheets = cycle([records.open_sheet(session, "identity", case=case) for case in office.cases[7:107:10]])

    def work() -> None:
        for _ in range(10):
            sheet = next(sheets)
            duplicates.similar(session, "identity", sheet.answers, record=sheet.record, case=sheet.case)

    return against_its_queries("likeness of ten people", office, work)


def against_its_queries(name: str, office: Office, work: Callable[[], object], bound: float | None = None) -> Row:
    """A look at the office against the very queries that it asks, bare."""
    asked = queries(office.session.conn, work)
    bare = partial(ask, office.session.conn, asked)
    return race(name, partial(stopwatch, work), partial(stopwatch, bare), rounds=ROUNDS, bound=bound)


def queries(conn: Connection, work: Callable[[], object]) -> list[str]:
    """What is asked of the database, with its values."""
    asked: list[str] = []
    conn.set_trace_callback(asked.append)
    try:
        work()
    finally:
        conn.set_trace_callback(None)
    return [sql for sql in asked if not sql.startswith("--")]


def ask(conn: Connection, asked: list[str]) -> None:
    for sql in asked:
        conn.execute(sql).fetchall()


def register(office: Office) -> Row:
    """Registers that become cases, against reading each file alone and writing the same rows bare."""
    session, dice = office.session, random.Random(3)  # noqa: S311 - invented people need no secrecy
    ours, bare = [], []
    for number in range(REGISTERS):
        file = office.folder / f"register{number}.csv"
        file.write_text(bench_stories.register(dice, session.now(), ROWS), "utf-8")
        opened = register_import.look(session, file)
        before = bench_rows.marks(session.conn)
        ours.append(stopwatch(partial(register_import.bring_in, session, opened.book, opened.plan)))
        rows = bench_rows.new_rows(session.conn, before)

        def floor(opened: register_import.Opened = opened, rows: bench_rows.NewRows = rows) -> None:
            for _row in opened.book.rows(opened.sheet):
                pass
            bench_rows.write(office.twin, rows)

        bare.append(stopwatch(floor))
    return row(f"a register of {ROWS} rows brought in", ours, bare, 3.0)
