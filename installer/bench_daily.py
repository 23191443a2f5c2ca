"""What a person does all day, over the filled office: look through the list, search, open a case, save, print."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from functools import partial
from itertools import cycle, islice

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from db.cases import CaseRow
from db.connection import Connection
from db.folding import fold_query
from desktop import paths
from desktop.indicators.period import Period
from desktop.pdf import reading
from desktop.pdf.sheet import Page, Stroke
from desktop.services import cases, records, reports, statistics
from installer import bench_rows
from installer.bench_office import Office
from installer.bench_race import Row, race, stopwatch

PAGE = 200  # rows of the list
COLUMNS = ", ".join(("case_id", *CaseRow._fields[1:]))
TYPED = ("pro", "Exemplescu", "pildă", "Șablon", "ciorna", "fictiv", "Țiparu", "nascocitu", "Ina", "închip")
ROUNDS = 7


def first_page(office: Office) -> Row:
    def bare() -> None:
        sql = f"SELECT {COLUMNS} FROM case_row ORDER BY next_due IS NULL, next_due, num LIMIT ? OFFSET ?"  # noqa: S608
        office.twin.execute(sql, (PAGE, 0)).fetchall()
        office.twin.execute("SELECT count(*) FROM case_row").fetchone()

    ours = partial(cases.page, office.session, cases.Filter(), limit=PAGE)
    return race("first page of the list", partial(stopwatch, ours), partial(stopwatch, bare), rounds=20, bound=2.0)


def search(office: Office) -> Row:
    """All the words, one after another, as they are typed."""

    def ours() -> None:
        for typed in TYPED:
            cases.find(office.session, typed)

    def bare() -> None:
        for typed in TYPED:
            found_bare(office.twin, typed)

    return race("folded search", partial(stopwatch, ours), partial(stopwatch, bare), rounds=10, bound=2.0)


def found_bare(twin: Connection, typed: str) -> None:
    """Fifty hits of the typed words and the rows of their cases, by bare FTS5."""
    sql = "SELECT record, case_id FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 50"
    rows = f"SELECT {COLUMNS} FROM case_row WHERE case_id IN (SELECT value FROM json_each(?))"  # noqa: S608
    wanted = " AND ".join(f'"{word}"' for word in fold_query(typed)) + " *"
    hits = twin.execute(sql, (wanted,)).fetchall()
    twin.execute(rows, (json.dumps([case for _record, case in hits]),)).fetchall()


def save(office: Office, rounds: int = 30) -> Row:
    """One answer of a sheet that was typed into a draft: each time in another case."""
    chosen = islice(cycle(office.cases[1::7]), rounds)
    statements: list[bench_rows.Statement] = []
    conn = office.session.conn

    def ours() -> float:
        case = next(chosen)
        log = bench_rows.last_entry(conn)
        first = bench_rows.snapshot(conn, case, log)
        sheet = records.open_sheet(office.session, "identity", case=case)
        changed = {"civil_status": "vaduv" if sheet.answers.get("civil_status") != "vaduv" else "divortat"}
        records.keep_draft(office.session, sheet, changed)
        before = bench_rows.snapshot(conn, case, log)
        took = stopwatch(partial(records.save, office.session, sheet, changed))
        after = bench_rows.snapshot(conn, case, log)
        bench_rows.replay(office.twin, bench_rows.changes(conn, first, before))
        statements[:] = bench_rows.changes(conn, before, after)
        return took

    return race("one form saved", ours, lambda: stopwatch(partial(bench_rows.replay, office.twin, statements)),
                rounds=rounds, bound=2.5)  # fmt: skip


def opening(office: Office, rounds: int = 20) -> Row:
    """The row, the records and what was written when; the log's entry is committed on both sides."""
    chosen = cycle(office.cases[3::11])
    conn, case = office.session.conn, ""
    statements: list[bench_rows.Statement] = []

    def ours() -> float:
        nonlocal case
        case, log = next(chosen), bench_rows.last_entry(conn)
        before = bench_rows.snapshot(conn, case, log)
        took = stopwatch(partial(cases.open_case, office.session, case))
        statements[:] = bench_rows.changes(conn, before, bench_rows.snapshot(conn, case, log))
        return took

    def bare() -> None:
        twin = office.twin
        twin.execute(f"SELECT {COLUMNS} FROM case_row WHERE case_id = ?", (case,)).fetchone()  # noqa: S608
        for name, body in twin.execute("SELECT id, body FROM record WHERE case_id = ?", (case,)).fetchall():
            json.loads(body)
            for row in twin.execute("SELECT * FROM revision WHERE record = ? ORDER BY time, id", (name,)).fetchall():
                json.loads(row[8]), json.loads(row[9])
        bench_rows.replay(twin, statements)

    return race("a case opened", ours, partial(stopwatch, bare), rounds=rounds, bound=2.0)


def paper(office: Office) -> Row:
    """The anonymised report with its proof; the floor draws the very same pages, and proves nothing."""
    case = office.cases[5]
    pages = reading.read(reports.case_report(office.session, case, language="ro").data).pages
    for face in sorted({run.face for page in pages for run in page.runs}):
        pdfmetrics.registerFont(TTFont(f"bench-{face}", paths.resources() / "fonts" / f"NotoSans-{face}.ttf"))
    ours = partial(reports.case_report, office.session, case, language="ro")
    bare = partial(draw, pages)
    return race("an anonymised report, proved", partial(stopwatch, ours), partial(stopwatch, bare), rounds=ROUNDS,
                bound=3.0)  # fmt: skip


def draw(pages: Sequence[Page]) -> bytes:
    """The pages by reportlab alone."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    for page in pages:
        for shape in page.shapes:
            if isinstance(shape, Stroke):
                canvas.setStrokeColorRGB(*shape.colour)
                canvas.setLineWidth(shape.width)
                canvas.line(shape.x, shape.y, shape.to_x, shape.to_y)
            else:
                canvas.setFillColorRGB(*shape.colour)
                canvas.rect(shape.x, shape.y, shape.width, shape.height, stroke=int(shape.edge > 0), fill=1)
        for run in page.runs:
            canvas.setFillColorRGB(*run.colour)
            canvas.setFont(f"bench-{run.face}", run.size)
            canvas.drawString(run.x, run.y, run.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def quarter(office: Office) -> Row:
    """All tables of the last closed quarter; the floor only reads what every record says."""
    now = office.session.now()
    quarters = 4 * now.year + (now.month - 1) // 3 - 1
    period = str(Period.parse(f"{quarters // 4}-Q{quarters % 4 + 1}"))

    def bare() -> None:
        for (body,) in office.twin.execute("SELECT body FROM record"):
            json.loads(body)

    ours = partial(statistics.period_tables, office.session, period)
    return race("statistics of a quarter", partial(stopwatch, ours), partial(stopwatch, bare), rounds=2)
