"""Running teams: one opened against its bare rows, and the clocks of five hundred against repainting what is seen."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from db import records
from desktop.services import intake, team
from desktop.services.session import Session
from installer import bench_rows, bench_start
from installer.bench_office import LINES_A_COMMIT, Office
from installer.bench_race import Row, race, row, stopwatch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.gui.pages.teams import TeamsPage

TEAMS, PROTOCOL = 500, "sv_md"
TICKED = ("1", "2", "4")  # steps that are done in every team
ROUNDS = 20


def fill(session: Session, most: int = TEAMS) -> list[str]:
    """So many running teams, one a case, each with its first steps done; those that are there already count."""
    running = [one.id for one in records.of_form(session.conn, "team")]
    taken = {one.case for one in records.of_form(session.conn, "team")}
    incidents = [one for one in records.of_form(session.conn, "incident") if one.case not in taken]
    wanted = incidents[: max(0, most - len(running))]
    for start in range(0, len(wanted), LINES_A_COMMIT):
        with session.vault.write(session.now()) as conn, intake.Batch(session, conn) as batch:
            running += [batch.put(_line(session, one)).record for one in wanted[start : start + LINES_A_COMMIT]]
    return running


def _line(session: Session, incident: records.Record) -> dict[str, object]:
    reported = next(one for one in records.of_form(session.conn, "report", incident.case)).body["report_dt"]
    code = session.conn.execute("SELECT code FROM case_row WHERE case_id = ?", (incident.case,)).fetchone()[0]
    sets: dict[str, object] = {
        "incident_ref": incident.id,
        "protocol": PROTOCOL,
        "protocol_version": session.library.protocol(PROTOCOL).version,
        "t0": incident.body.get("inc_dt"),
        "r0": reported,
        "first_contact": "SOC",
        "coordinator": session.worker.id,
    }
    for step in TICKED:
        sets |= {f"steps/{step}/state": "facut", f"steps/{step}/done_dt": reported}
    return {"case": code, "form": "team", "record": None, "set": sets}


def opening(office: Office) -> Row:
    """The page of one team; bare, the row of its case, its records and the entry of the log."""
    before = bench_rows.marks(office.session.conn)
    teams = fill(office.session)
    bench_rows.write(office.twin, bench_rows.new_rows(office.session.conn, before))
    bench_rows.level(office.session.conn, office.twin)
    chosen, conn, record = cycle(teams[3::11]), office.session.conn, ""
    statements: list[bench_rows.Statement] = []

    def ours() -> float:
        nonlocal record
        record = next(chosen)
        case, log = str(_case_of(office, record)), bench_rows.last_entry(conn)
        was = bench_rows.snapshot(conn, case, log)
        took = stopwatch(partial(team.open_board, office.session, record))
        statements[:] = bench_rows.changes(conn, was, bench_rows.snapshot(conn, case, log))
        return took

    def bare() -> None:
        twin = office.twin
        (case,) = twin.execute("SELECT case_id FROM record WHERE id = ?", (record,)).fetchone()
        twin.execute("SELECT * FROM case_row WHERE case_id = ?", (case,)).fetchone()
        for (body,) in twin.execute("SELECT body FROM record WHERE case_id = ?", (case,)).fetchall():
            json.loads(body)
        newest = "SELECT * FROM revision WHERE record = ? ORDER BY time DESC LIMIT 1"
        json.loads(twin.execute(newest, (record,)).fetchone()[8])
        bench_rows.replay(twin, statements)

    return race("a team opened", ours, partial(stopwatch, bare), rounds=ROUNDS, bound=2.0)


def _case_of(office: Office, record: str) -> str | None:
    found = records.get(office.session.conn, record)
    return found.case if found else None


def refreshing(folder: Path) -> Row:
    """The clocks of every team go on; bare, the rows that are seen are painted once more. In a process of its own."""
    command = [sys.executable, "-m", "installer.bench_teams", str(folder / bench_start.VAULT)]
    told = json.loads(bench_start.run(command, folder).splitlines()[-1])
    return row(f"the clocks of {told['teams']} teams", told["ours"], told["bare"], 1.5)


# --- in the fresh process ---------------------------------------------------------------------------------------------


def measured(vault: Path) -> dict[str, object]:
    """Seconds of each round, ours and bare in turn."""
    from desktop.gui.pages.teams import TeamsPage

    with bench_start.window_over(vault) as opened:
        teams = fill(opened.session)
        page = opened.window.navigate("teams")
        if not isinstance(page, TeamsPage):
            raise TypeError
        paint(opened.application, page)
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(stopwatch(partial(go_on, opened.application, page)))
            bare.append(stopwatch(partial(paint, opened.application, page)))
    return {"ours": ours, "bare": bare, "teams": len(teams)}


def go_on(application: QApplication, page: TeamsPage) -> None:
    """What the timer of the page does every half minute, painted."""
    page.timer.timeout.emit()
    paint(application, page)


def paint(application: QApplication, page: TeamsPage) -> None:
    """The rows that are seen, painted now."""
    from desktop.gui.widgets import Table

    (table,) = page.findChildren(Table)
    table.viewport().repaint()
    application.processEvents()


def main(argv: Sequence[str]) -> int:
    print(json.dumps(measured(Path(argv[0]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
