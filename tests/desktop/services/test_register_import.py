"""A register becomes cases: all is told before anything is written, and all of it can be taken back at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from db import access_log, cases, drafts, erasure, records, register_runs, tombs, veil
from desktop.jobs import Stopped
from desktop.refusals import Refused
from desktop.registers.plan import Plan
from desktop.services import intake, register_import, register_undo
from desktop.services import records as sheets
from desktop.services.session import Session
from tests.desktop.services.access_room import put

HEADS = "Nr;Nume;Prenume;Data nașterii;Sex;Telefon;Raionul;Data deschiderii;Forma violenței"
ROWS = (
    "1;Null;Ana;05.03.1984;feminin;069123456;Orhei;12.01.2023;violența fizică",
    "2;O'Brien;Țuța;mai 1990;F;;r. Cahul, s. Roșu;2023;fizică",
    "3;Țuțu;=HYPERLINK(1);31.02.1990;feminin;;Orhei;1.2.2023;violența fizică",
    "4;Șoltan;Ion;;masculin;12;Orhei;2.2.2023;violența fizică",
)
VALUES: Mapping[str, Mapping[str, str]] = {
    "identity.sex": {"f": "F"},
    "incident.forms_legal": {"violenta fizica": "FIZ"},
}


def register(folder: Path, *rows: str, heads: str = HEADS) -> Path:
    file = folder / "registru.csv"
    file.write_text("\n".join((heads, *(rows or ROWS))) + "\n", "utf-8")
    return file


def opened(session: Session, file: Path) -> tuple[register_import.Opened, Plan]:
    found = register_import.look(session, file)
    values = {path: VALUES[path] for path in found.plan.columns.values() if path in VALUES}
    return found, Plan("case", found.sheet, found.plan.head, found.plan.columns, values)


def listed(session: Session) -> list[cases.CaseRow]:
    return cases.page(session.conn, order="code", limit=100)


def test_the_columns_are_guessed_from_their_headings(session: Session, tmp_path: Path) -> None:
    found, _plan = opened(session, register(tmp_path))
    assert found.plan.head == 1
    assert list(found.plan.columns.values()) == [
        "case.register_no", "identity.last_name", "identity.first_name", "identity.birth_date", "identity.sex",
        "identity.phones/number", "identity.real_addr", "case.opened_on", "incident.forms_legal",
    ]  # fmt: skip


def test_everything_is_told_before_anything_is_written(session: Session, tmp_path: Path) -> None:
    found, plan = opened(session, register(tmp_path))
    told = register_import.preview(session, found.book, plan)
    assert (told.rows, told.good, told.refused) == (4, 2, 2)
    assert [(one.line, one.faults[0].code, one.faults[0].column) for one in told.told] == [
        (4, "bad-date", "D"),
        (5, "bad-value", "F"),
    ]
    assert listed(session) == [] and register_undo.every(session) == ()


def test_a_value_that_no_list_knows_is_named_to_be_said_once(session: Session, tmp_path: Path) -> None:
    found = register_import.look(session, register(tmp_path))
    told = register_import.preview(session, found.book, found.plan)
    assert told.unmapped["incident.forms_legal"] == {"violența fizică": 3}


def test_what_can_be_taken_is_taken_and_marked(session: Session, tmp_path: Path) -> None:
    found, plan = opened(session, register(tmp_path))
    done = register_import.bring_in(session, found.book, plan)
    assert (done.rows, done.taken) == (4, 2)
    assert [one.line for one in done.refused] == [4, 5]
    rows = listed(session)
    assert len(rows) == 2
    by_number = {records.get(session.conn, row.case).body["register_no"]: row for row in rows}  # type: ignore[union-attr]
    ana = by_number["1"]
    header, identity, incident = records.of_case(session.conn, ana.case)
    assert header.body["imported_on"] == "2026-11-24" and header.body["opened_on"] == "2023-01-12"
    assert identity.body["last_name"] == "Null" and identity.body["birth_date"] == "1984-03-05"
    assert [identity.body[path] for path in identity.body if path.endswith("/number")] == ["+37369123456"]
    assert incident.body["forms_legal"] == ["FIZ"]
    other = records.of_form(session.conn, "identity", by_number["2"].case)[0].body
    assert (other["last_name"], other["first_name"], other["birth_date"]) == ("O'Brien", "Țuța", "1990-05")
    assert other["real_addr"] == "MD-CA/Roșu"


def test_a_row_that_is_refused_leaves_nothing_at_all(session: Session, tmp_path: Path) -> None:
    """Also one that the forms refuse only when its second sheet is written."""
    session_rows = "9;Pop;Ana;05.03.2090;feminin;;Orhei;1.2.2023;violența fizică"
    found, plan = opened(session, register(tmp_path, session_rows))
    told = register_import.preview(session, found.book, plan)
    done = register_import.bring_in(session, found.book, plan)
    assert told.refused == 1 and done.taken == 0 and listed(session) == []
    for table in ("record", "revision", "case_row", "quasi", "fact_case", "register_made", "search", "matching"):
        assert session.conn.execute(f"SELECT count(*) FROM main.{table}").fetchone() == (0,), table  # noqa: S608


def _case(session: Session) -> str:
    with session.vault.write(session.now()) as conn:
        made = intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["vd_adult"]}})
    return str(made.code)


def test_the_same_person_twice_is_told_and_never_merged(session: Session, tmp_path: Path) -> None:
    code = _case(session)
    put(session, code, "identity", {"last_name": "Null", "first_name": "Ana", "birth_date": "1984-03-05"})
    found, plan = opened(session, register(tmp_path, ROWS[0], ROWS[1], ROWS[1].replace("2;", "7;", 1)))
    told = register_import.preview(session, found.book, plan)
    assert [(one.line, one.like_case, one.like_line) for one in told.told] == [(2, code, 0), (4, "", 3)]
    assert told.good == 3


def test_a_stop_is_heard_between_batches_and_loses_no_row(session: Session, tmp_path: Path) -> None:
    many = [ROWS[0].replace("1;", f"{n};", 1) for n in range(120)]
    found, plan = opened(session, register(tmp_path, *many))

    def stop_at_the_second(done: int, _total: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        register_import.bring_in(session, found.book, plan, stop_at_the_second)
    run = register_undo.every(session)[0]
    assert (run.rows, run.taken, run.left) == (50, 50, 50)
    assert len(listed(session)) == 50
    assert all(len(records.of_case(session.conn, row.case)) == 3 for row in listed(session))


def test_an_import_is_undone_as_one_act(session: Session, tmp_path: Path) -> None:
    found, plan = opened(session, register(tmp_path))
    run = register_import.bring_in(session, found.book, plan).run
    done = register_undo.undo(session, run)
    assert (done.gone, done.kept, done.kept_reports) == (2, (), 0)
    assert listed(session) == [] and records.count(session.conn) == 0
    assert {one.reason for one in tombs.every(session.conn)} == {register_undo.REASON}
    ended = register_undo.every(session)[0]
    assert (ended.left, ended.gone, ended.undone_by) == (0, 2, "Persoana de test")
    with pytest.raises(Refused, match="register-nothing-left"):
        register_undo.undo(session, run)


@pytest.mark.parametrize("how", ["saved", "new sheet", "draft", "held"])
def test_what_was_changed_since_is_named_and_stays(session: Session, tmp_path: Path, how: str) -> None:
    found, plan = opened(session, register(tmp_path))
    run = register_import.bring_in(session, found.book, plan).run
    kept = listed(session)[0]
    if how == "new sheet":
        put(session, kept.code, "note", {"note": "nou"})
    else:
        sheet = sheets.open_sheet(session, "case" if how == "held" else "identity", case=kept.case)
        changes = {"legal_hold": True} if how == "held" else {"last_name": "Nouă"}
        sheets.keep_draft(session, sheet, changes) if how == "draft" else sheets.save(session, sheet, changes)
    done = register_undo.undo(session, run)
    assert (done.gone, done.kept) == (1, (kept.code,))
    assert [row.code for row in listed(session)] == [kept.code]
    if how == "draft":
        assert drafts.of_case(session.conn, kept.case)


def test_reports_without_a_case_come_and_go_too(session: Session, tmp_path: Path) -> None:
    file = register(tmp_path, "12.01.2023 10:30;vecina;Ana", heads="Data sesizării;Cine a sesizat;Numele și prenumele")
    found = register_import.look(session, file)
    plan, _remembered = register_import.plan_for(session, found.first, 1, "report", 0)
    values = {"report.notifier_type": {"vecina": "vecin"}}
    plan = Plan("report", 0, 1, plan.columns, values)
    done = register_import.bring_in(session, found.book, plan)
    assert done.taken == 1, done.refused
    made = records.without_case(session.conn, "report")
    assert made[0].body["report_dt"] == "2023-01-12T10:30+02:00" and made[0].body["about_name"] == "Ana"
    assert register_undo.undo(session, done.run).gone == 1
    assert records.without_case(session.conn, "report") == []


def test_the_office_remembers_how_it_reads_these_headings(session: Session, tmp_path: Path) -> None:
    found, _plan = opened(session, register(tmp_path))
    assert not found.remembered
    register_import.remember(session, found, Plan("case", 0, 1, {1: "identity.last_name"}, {}))
    again = register_import.look(session, register(tmp_path))
    assert again.remembered and dict(again.plan.columns) == {1: "identity.last_name"}


def test_the_log_tells_of_it_by_ids_and_counts_alone(session: Session, tmp_path: Path) -> None:
    found, plan = opened(session, register(tmp_path))
    run = register_import.bring_in(session, found.book, plan).run
    register_undo.undo(session, run)
    told = [(one.verb, one.object, one.count) for one in access_log.page(session.conn, 100) if one.object == run]
    assert sorted(told) == [("register-begun", run, None), ("register-brought", run, 2), ("register-undone", run, 2)]


def test_only_the_head_of_office_brings_a_register_in(session: Session, tmp_path: Path) -> None:
    from tests.gui.pages.exchange_room import as_role

    for role in ("worker", "specialist"):
        with pytest.raises(Refused, match="not-allowed"):
            register_import.look(as_role(session, role), register(tmp_path))


def test_an_old_row_says_no_date_of_today_that_it_does_not_know(session: Session, tmp_path: Path) -> None:
    found, plan = opened(session, register(tmp_path, "1;vecin;Ana", heads="Nr;Cine a sesizat;Nume"))
    done = register_import.bring_in(session, found.book, plan)
    assert done.taken == 1, done.refused
    report = records.of_form(session.conn, "report")[0].body
    assert "report_dt" not in report or report["report_dt"] is None
    assert date.fromisoformat(records.of_form(session.conn, "case")[0].body["imported_on"])


def test_a_case_that_is_hidden_from_her_is_neither_taken_back_nor_counted(session: Session, tmp_path: Path) -> None:
    found, plan = opened(session, register(tmp_path))
    run = register_import.bring_in(session, found.book, plan).run
    hidden = listed(session)[0].case
    with session.vault.write(session.now()) as conn:
        veil.deny(conn, hidden, session.worker.id, now=session.now(), by="b" * 32)
    session.vault.look_again()  # type: ignore[union-attr]
    assert register_undo.every(session)[0].left == 1
    done = register_undo.undo(session, run)
    assert (done.gone, done.kept) == (1, ())
    assert session.conn.execute("SELECT case_id FROM main.case_row").fetchall() == [(hidden,)]


def test_what_the_law_erases_is_gone_from_the_list_of_the_import_too(session: Session, tmp_path: Path) -> None:
    found, plan = opened(session, register(tmp_path))
    run = register_import.bring_in(session, found.book, plan).run
    gone = listed(session)[0].case
    with session.vault.write(session.now()) as conn:
        erasure.case(conn, gone, "cerere", "2026-11-24")
    assert gone not in {one.case for one in register_runs.made(session.conn, run)}
    assert register_undo.every(session)[0].left == 1


def test_preview_and_import_say_the_same_of_every_row(session: Session, tmp_path: Path) -> None:
    """Whatever a cell holds: what the preview lets pass is taken, what it refuses is refused."""
    cells = ["", "x", "=1", "05.03.1984", "31.02.1990", "1990", "2090", "069123456", "+1", "Orhei", "feminin", "da",
             "?", "\u202eabc", "a" * 400, "-5", "12,5", "Null", "2001001234567"]  # fmt: skip
    rows = [";".join([str(n), *(cells[(n * k + k) % len(cells)] for k in range(1, 9))]) for n in range(len(cells) * 3)]
    found, plan = opened(session, register(tmp_path, *rows))
    told = register_import.preview(session, found.book, plan)
    done = register_import.bring_in(session, found.book, plan)
    assert [one.line for one in told.told if one.faults] == [one.line for one in done.refused]
    assert (told.rows, told.good) == (done.rows, done.taken)
    assert 0 < done.taken < done.rows
