"""The floors do the same work as the program: what services write, bare SQL writes once more, row for row."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfReader

from db.connection import Connection
from db.keys import KdfCost
from desktop.pdf import reading
from desktop.services import cases, reports, team, today
from installer import (
    bench,
    bench_case_file,
    bench_daily,
    bench_office,
    bench_race,
    bench_rows,
    bench_stories,
    bench_teams,
)
from installer.bench_office import Office
from installer.bench_race import Row

CASES = 23  # not a whole number of parts, so that some are larger


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = bench_office.found(tmp_path, KdfCost.for_tests())
    yield made
    made.close()


@pytest.fixture
def filled(office: Office) -> Office:
    bench_office.fill(office, CASES)
    return office


def everything(conn: Connection) -> dict[str, list[tuple[object, ...]]]:
    """All rows of every table that a record touches."""
    found = {}
    for table in bench_rows.tables(conn):
        rows = conn.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}")  # noqa: S608 - names of the bench
        found[table.name] = sorted(map(tuple, rows), key=repr)
    return found


def verbs(rows: dict[str, list[tuple[object, ...]]]) -> list[object]:
    """What the access log says was done."""
    return [row[3] for row in rows["access_log"]]


def test_the_floor_of_putting_leaves_the_very_same_rows(office: Office) -> None:
    told = bench_office.fill(office, CASES)
    ours, bare = everything(office.session.conn), everything(office.twin)
    assert len(ours["record"]) == len(ours["revision"]) == CASES * len(bench_stories.FORMS)
    assert len(ours["case_row"]) == len(ours["quasi"]) == len(office.cases) == CASES
    assert ours["fact"] and ours["search"] and ours["access_log"]
    assert ours == bare
    assert told.bound == 3.0 and told.value > 0 and told.floor > 0


def test_the_floor_of_saving_and_opening_leaves_the_very_same_rows(filled: Office) -> None:
    before = everything(filled.session.conn)
    bench_daily.save(filled, rounds=3)
    bench_daily.opening(filled, rounds=2)
    ours, bare = everything(filled.session.conn), everything(filled.twin)
    assert ours == bare
    assert len(ours["revision"]) == len(before["revision"]) + 3
    assert verbs(ours).count("saved") == verbs(before).count("saved") + 3
    assert verbs(ours).count("opened") >= verbs(before).count("opened") + 2
    assert ours["draft"] == []


def test_a_change_is_written_bare_as_little_as_it_can_be(filled: Office) -> None:
    """The floor is honest only if it writes no more than what really differs."""
    conn, case = filled.session.conn, filled.cases[0]
    before = bench_rows.snapshot(conn, case, 0)
    assert bench_rows.changes(conn, before, before) == []
    conn.execute("UPDATE case_row SET status = 'inchis' WHERE case_id = ?", (case,))
    (found,) = bench_rows.changes(conn, before, bench_rows.snapshot(conn, case, 0))
    assert found == ("UPDATE case_row SET status = ? WHERE num = ?", ("inchis", 1))
    conn.execute("DELETE FROM quasi WHERE case_id = ?", (case,))
    assert ("DELETE FROM quasi WHERE case_id = ?", (case,)) in bench_rows.changes(
        conn, before, bench_rows.snapshot(conn, case, 0)
    )


def test_notes_lie_in_both_and_their_words_are_found(filled: Office) -> None:
    bench_office.write_notes(filled)
    ours = everything(filled.session.conn)
    assert ours == everything(filled.twin)
    assert len(ours["record"]) == CASES * (len(bench_stories.FORMS) + 1)
    assert all(cases.find(filled.session, typed) for typed in bench_case_file.TYPED[:2])
    row = bench_case_file.search_in_text(filled)
    assert row.bound == 2.0 and row.value > 0 and row.floor > 0


def test_the_floor_of_a_register_leaves_the_very_same_rows(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_case_file, "REGISTERS", 1)
    monkeypatch.setattr(bench_case_file, "ROWS", 7)
    row = bench_case_file.register(filled)
    ours = everything(filled.session.conn)
    assert ours == everything(filled.twin)
    assert ours["register_made"] and {made[4] for made in ours["register_made"]} == set(
        range(2, 9)
    )  # no row is refused
    assert row.bound == 3.0


def test_the_floor_of_a_look_asks_the_very_queries_of_it(filled: Office) -> None:
    conn = filled.session.conn
    asked = bench_case_file.queries(conn, lambda: conn.execute("SELECT ? + 1", (41,)).fetchall())
    assert asked == ["SELECT 41 + 1"]
    assert all(sql.startswith("SELECT") for sql in bench_case_file.queries(conn, lambda: today.today(filled.session)))
    looks = (bench_case_file.first_look, bench_case_file.month, bench_case_file.alike)
    assert [look(filled).bound for look in looks] == [2.0, None, None]


def test_one_measure_may_be_taken_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_office, "found", partial(bench_office.found, cost=KdfCost.for_tests()))
    rows, broken = bench.measure(tmp_path, CASES, ["page"])
    assert [row.name for row in rows] == ["putting 10,000 records", "first page of the list"] and broken == []


def test_the_bare_paper_says_what_the_report_says(filled: Office) -> None:
    bench_daily.paper(filled)
    pages = reading.read(reports.case_report(filled.session, filled.cases[5], language="ro").data).pages
    drawn = PdfReader(io.BytesIO(bench_daily.draw(pages))).pages
    assert len(drawn) == len(pages)
    for page, floor in zip(pages, drawn, strict=True):
        words = "".join(floor.extract_text().split())
        assert all("".join(run.text.split()) in words for run in page.runs)


def test_every_measure_of_the_day_gives_a_row(filled: Office) -> None:
    rows = [work(filled) for work in (bench_daily.first_page, bench_daily.search, bench_daily.quarter)]
    assert [row.bound for row in rows] == [2.0, 2.0, None]
    assert all(row.value > 0 and row.floor > 0 for row in rows)


def test_a_missed_bound_says_by_how_much() -> None:
    assert Row("a", 4.0, 2.0, 2.0).verdict == "ok"
    assert Row("a", 4.5, 1.0, 3.0).verdict == "missed by 50%"
    assert Row("a", 400.0, 1.0).verdict == "-"


def test_the_best_of_each_counts_and_both_run_as_often() -> None:
    ours, bare = iter([3.0, 0.002, 1.0]), iter([0.001, 5.0, 5.0])
    told = bench_race.race("a", lambda: next(ours), lambda: next(bare), rounds=3, bound=2.5)
    assert told == Row("a", 2.0, 1.0, 2.5)
    assert next(ours, None) is next(bare, None) is None


def test_the_table_and_the_file_say_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [Row("a list", 3.0, 2.0, 2.0), Row("a search", 9.0, 2.0, 3.0), Row("a start", 5.0, 2.0)]
    monkeypatch.setattr(bench, "measure", lambda _folder, _cases, _only: (rows, []))
    out = tmp_path / "bench.json"
    assert bench.main(["--cases", "7", "--out", str(out)]) == 0  # a missed bound is told, and is no failure
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3].split() == ["a", "list", "3.00", "2.00", "1.50", "2", "ok"]
    assert lines[-2].split() == ["a", "search", "9.00", "2.00", "4.50", "3", "missed", "by", "50%"]
    told = json.loads(out.read_text("utf-8"))
    assert set(told["machine"]) == {"cpu", "cores", "memory", "system", "python"}
    assert told["cases"] == 7
    assert [(one["name"], one["ratio"], one["bound"]) for one in told["rows"]] == [
        ("a list", 1.5, 2.0),
        ("a search", 4.5, 3.0),
        ("a start", 2.5, None),
    ]


def test_a_measure_that_breaks_is_named_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "measure", lambda _folder, _cases, _only: ([Row("a", 1.0, 1.0, 2.0)], ["window"]))
    assert bench.main(["--out", str(tmp_path / "bench.json")]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "not measured: window"


def test_the_processor_is_named(tmp_path: Path) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text("processor\t: 0\nmodel name\t: Some Processor 3000\n")
    assert bench.processor(told) == "Some Processor 3000"
    assert bench.processor(tmp_path / "none")


def test_the_floor_of_opening_a_team_leaves_the_very_same_rows(filled: Office) -> None:
    told = bench_teams.opening(filled)
    ours, bare = everything(filled.session.conn), everything(filled.twin)
    teams = [one for one in ours["record"] if "team" in one]
    assert len(teams) == CASES and ours == bare
    assert "opened" in verbs(ours) and told.bound == 2.0
    again = bench_teams.fill(filled.session)
    assert len(again) == CASES  # what is there counts
    assert {len(team.board(filled.session, one).steps) for one in again} == {29}
