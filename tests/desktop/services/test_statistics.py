"""Exact in the office, rounded and frozen on the way out, added up in the region and never under ten."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from db import bundles, facts, offices, secrets
from db.records import of_case
from desktop.bundle.kinds.statistics import CountedTable, Statistics, to_json
from desktop.forms.context import Context
from desktop.indicators.schema import Table
from desktop.privacy.allow import allowance
from desktop.privacy.kanon import widen
from desktop.privacy.report import build
from desktop.refusals import Refused
from desktop.services import cases, intake, statistics
from desktop.services.casefile import CaseAnswers, context
from desktop.services.session import Session
from desktop.services.statistics import Sent
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import acquaint, as_role, desk

Q3 = "2026-Q3"


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, "UN4", clock)
    yield session
    session.vault.close(session.now())


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, "RUN", clock, kind="region")
    yield session
    session.vault.close(session.now())


def put(session: Session, **forms: Mapping[str, Any]) -> str:
    """A case with these forms; answers its code."""
    code = None
    header = {"opened_on": "2026-08-10", "status": "deschis", **forms.pop("case", {})}
    with session.vault.write(session.now()) as conn:
        for form, answers in {"case": header, **forms}.items():
            done = intake.put(session, conn, {"case": code, "form": form, "record": None, "set": dict(answers)})
            code = code or done.code
    assert code is not None
    return code


def one(tables: tuple[Table, ...], id: str) -> Table:
    return next(table for table in tables if table.id == id)


def cells(table: Table) -> dict[str, int]:
    return {row.code: row.n for row in table.rows if row.n}


def test_the_tables_of_a_quarter_are_exact_in_the_office(office: Session):
    for sex in ("F", "F", "F", "M"):
        put(office, identity={"sex": sex, "birth_date": "1990-01-01"}, report={"report_dt": "2026-08-10"})
    put(office, case={"opened_on": "2026-11-01"}, identity={"sex": "F"})
    found = statistics.period_tables(office, Q3)
    assert [table.id for table in found] == list(office.library.indicators)
    assert one(found, "i01").total == 4
    assert cells(one(found, "i09")) == {"F": 3, "M": 1}
    assert statistics.period_tables(office, "2026-Q4")[0].total == 1  # it still runs, and may be looked at


def test_every_case_is_read_though_few_are_in_memory(office: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(statistics, "_PAGE", 3)
    for _case in range(7):
        put(office)
    assert statistics.period_tables(office, Q3)[0].total == 7


def test_a_job_counts_over_its_own_connection(office: Session):
    put(office)
    conn = office.vault.connect()
    try:
        assert statistics.period_tables(office, Q3, conn=conn)[0].total == 1
        assert statistics.outgoing(office, Q3, conn=conn) == statistics.outgoing(office, Q3)
    finally:
        conn.close()


def test_what_leaves_is_rounded_to_three_and_always_in_the_same_way(office: Session):
    for _case in range(4):
        put(office, identity={"sex": "F"})
    leaving = statistics.outgoing(office, Q3)
    assert leaving == statistics.outgoing(office, Q3)
    for exact, sent in zip(statistics.period_tables(office, Q3), leaving, strict=True):
        assert (sent.id, sent.title, sent.undated) == (exact.id, exact.title, 0)
        for here, there in [*zip(exact.rows, sent.rows, strict=True)]:
            assert there.n % 3 == 0
            assert abs(there.n - here.n) < 3
        assert sent.total % 3 == 0


def test_an_open_period_does_not_leave(office: Session, clock: FixedClock):
    for verb in (statistics.outgoing, statistics.preview):
        with pytest.raises(Refused) as refused:
            verb(office, "2026-Q4")
        assert (refused.value.code, dict(refused.value.facts)) == ("period-open", {"period": "2026-Q4"})
    with pytest.raises(Refused) as refused, office.vault.write(office.now()) as conn:
        statistics.freeze(office, conn, "2026-Q4", ())
    assert refused.value.code == "period-open"
    clock.advance(days=38)
    assert statistics.preview(office, "2026-Q4").cells > 0


def test_a_wrong_period_is_refused(office: Session):
    with pytest.raises(Refused) as refused:
        statistics.period_tables(office, "2026-11")
    assert refused.value.code == "period-malformed"


def freeze(session: Session, period: str = Q3) -> tuple[Table, ...]:
    leaving = statistics.outgoing(session, period)
    with session.vault.write(session.now()) as conn:
        return statistics.freeze(session, conn, period, leaving)


def test_the_first_export_freezes_the_period_and_the_yearly_issue_corrects_it(office: Session, clock: FixedClock):
    for _case in range(3):
        put(office, identity={"sex": "F"})
    first = freeze(office)
    assert one(first, "i01").total == 3
    for _case in range(3):
        put(office, identity={"sex": "F"})
    assert one(statistics.period_tables(office, Q3), "i01").total == 6
    assert statistics.outgoing(office, Q3) == first
    assert freeze(office) == first
    clock.advance(days=60)
    assert one(freeze(office, "2026"), "i01").total == 6


def test_the_preview_shows_what_stays_beside_what_leaves(office: Session):
    for _case in range(4):
        put(office, identity={"sex": "F"})
    before = statistics.preview(office, Q3)
    assert before.outgoing == statistics.outgoing(office, Q3)
    assert one(before.exact, "i01").total == 4
    assert before.cells == sum(len(table.rows) + 1 for table in before.exact)
    assert before.changed == sum(
        sum(here.n != there.n for here, there in zip(exact.rows, sent.rows, strict=True)) + (exact.total != sent.total)
        for exact, sent in zip(before.exact, before.outgoing, strict=True)
    )
    assert before.changed >= 2  # four people and four women are no multiple of three
    assert not before.frozen
    freeze(office)
    again = statistics.preview(office, Q3)
    assert again.frozen
    assert (again.outgoing, again.changed) == (before.outgoing, before.changed)


def test_no_word_of_a_case_is_in_what_is_frozen(office: Session):
    put(office, identity={"sex": "F", "last_name": "Zamfira", "birth_date": "1990-01-01"})
    freeze(office)
    kept = bundles.frozen(office.conn, Q3)
    assert kept is not None
    assert "Zamfira" not in kept.body
    assert "1990" not in kept.body
    assert set(json.loads(kept.body)) == {"tables"}


def test_the_region_counts_no_cases_and_a_worker_freezes_nothing(office: Session, region: Session):
    for verb in (statistics.period_tables, statistics.outgoing, statistics.preview):
        with pytest.raises(Refused) as refused:
            verb(region, Q3)
        assert refused.value.code == "not-allowed"
    with pytest.raises(Refused) as refused:
        statistics.regional_tables(office, Q3)
    assert refused.value.code == "not-allowed"
    as_role(office, "worker")
    assert statistics.preview(office, Q3).cells > 0
    with pytest.raises(Refused) as refused, office.vault.write(office.now()) as conn:
        statistics.freeze(office, conn, Q3, ())
    assert refused.value.code == "not-allowed"


def test_without_the_offices_secret_nothing_is_rounded_by_guess(office: Session):
    with office.vault.write(office.now()) as conn:
        conn.execute("DELETE FROM secret WHERE name = ?", (secrets.OFFICE_SECRET,))
    with pytest.raises(Refused) as refused:
        statistics.outgoing(office, Q3)
    assert refused.value.code == "vault-damaged"


# --- the region -------------------------------------------------------------------------------------------------------


def receive(region: Session, office: str, *tables: CountedTable, period: str = Q3, seq: int = 1) -> None:
    with region.vault.write(region.now()) as conn:
        bundles.put_tables(conn, office, period, 1, to_json(Statistics(period, 1, tables)), region.now())
        bundles.note_received(
            conn,
            bundles.Received(f"{office}{period}", office, "", "statistics", seq, None, period, 1, 1, "2026-10-05", "w"),
        )


def counted(total: int, *, id: str = "i09", version: int = 1, **rows: int) -> CountedTable:
    return CountedTable(id, version, "survivor", tuple(rows.items()), total)


def test_the_region_adds_up_and_prints_nothing_under_ten(region: Session):
    receive(region, "UN4", counted(15, F=12, M=3, unknown=0))
    receive(region, "UN5", counted(9, F=6, M=3, unknown=3))
    (table,) = statistics.regional_tables(region, Q3).tables
    assert [(row.code, row.n) for row in table.rows] == [("F", 18), ("M", None), ("unknown", None)]
    assert (table.total, table.offices, table.unit) == (24, 2, "survivor")
    assert table.title == region.library.indicators["i09"].title
    assert table.rows[0].label == dict(region.library.indicators["i09"].rows)["F"]
    assert table.rows[-1].label["ro"] == "nu se cunoaște"
    assert "nu arată amploarea" in table.note["ro"]
    assert [statistics.shown(row.n) for row in table.rows] == ["18", "sub 10", "sub 10"]


def test_a_total_under_ten_is_not_printed_either(region: Session):
    receive(region, "UN4", counted(9, F=9))
    (table,) = statistics.regional_tables(region, Q3).tables
    assert (table.total, table.rows[0].n) == (None, None)


def test_tables_of_another_version_are_not_added_and_unknown_ones_come_last(region: Session):
    new = counted(30, id="i77", X9=30)
    receive(region, "UN4", new, counted(12, F=12))
    receive(region, "UN5", counted(15, version=2, F=15))
    found = statistics.regional_tables(region, Q3).tables
    assert [(table.id, table.version, table.total) for table in found] == [
        ("i09", 1, 12),
        ("i09", 2, 15),
        ("i77", 1, 30),
    ]
    assert (found[-1].title["ro"], found[-1].rows[0].label["en"]) == ("i77", "X9")


def test_other_periods_are_other_tables(region: Session):
    receive(region, "UN4", counted(12, F=12), period="2026-Q2")
    assert statistics.regional_tables(region, Q3).tables == ()


def test_the_region_sees_who_sent_who_is_late_and_where_a_number_is_missing(
    tmp_path: Path, region: Session, clock: FixedClock
):
    desks = [desk(tmp_path, code, clock) for code in ("UN4", "UN5", "UN6", "UN7")]
    acquaint(tmp_path, region, *desks)
    for one_desk in desks:
        one_desk.vault.close(clock())
    withdrawn = offices.get(region.conn, "UN7")
    assert withdrawn is not None
    with region.vault.write(region.now()) as conn:
        conn.execute("UPDATE office SET revoked_on = '2026-10-01' WHERE code = 'UN7'")
    receive(region, "UN4", counted(12, F=12))
    receive(region, "UN5", counted(12, F=12), seq=3)
    found = statistics.regional_tables(region, Q3).offices
    assert [(one_office.code, one_office.state, one_office.missing) for one_office in found] == [
        ("UN4", Sent.COMPLETE, ()),
        ("UN5", Sent.GAP, (1, 2)),
        ("UN6", Sent.LATE, ()),
    ]
    running = statistics.regional_tables(region, "2026-Q4").offices
    assert {one_office.state for one_office in running} == {Sent.WAITING}


def test_an_office_is_late_only_with_what_it_was_asked_for(tmp_path: Path, region: Session, clock: FixedClock):
    """Of the quarter that was over when its card was believed, and of all since; earlier ones only if it sent one."""
    desks = [desk(tmp_path, code, clock) for code in ("UN4", "UN5")]
    acquaint(tmp_path, region, *desks)
    for made in desks:
        made.vault.close(clock())

    def states(period: str) -> list[tuple[str, Sent]]:
        return [(one.code, one.state) for one in statistics.regional_tables(region, period).offices]

    assert states("2026-Q3") == [("UN4", Sent.LATE), ("UN5", Sent.LATE)]
    assert states("2026-Q2") == [] and states("2026") == [("UN4", Sent.WAITING), ("UN5", Sent.WAITING)]
    with region.vault.write(region.now()) as conn:
        bundles.put_tables(
            conn, "UN5", "2026-Q1", 1, to_json(Statistics("2026-Q1", 1, (counted(12, F=12),))), region.now()
        )
    assert states("2026-Q1") == [("UN5", Sent.COMPLETE)]
    assert states("2026-Q2") == [("UN5", Sent.LATE)]


def test_kept_figures_of_a_definition_that_is_gone_are_still_shown(office: Session):
    with office.vault.write(office.now()) as conn:
        bundles.freeze(conn, Q3, 1, to_json(Statistics(Q3, 1, (counted(12, id="i77", X9=12),))))
    (table,) = statistics.outgoing(office, Q3)
    assert (table.title["ro"], table.rows[0].label["ro"], table.rows[0].n) == ("i77", "X9", 12)
    as_role(office, "regional")
    with pytest.raises(Refused) as refused:
        statistics.outgoing(office, Q3)
    assert refused.value.code == "not-allowed"


# --- from the store to the anonymised report --------------------------------------------------------------------------


def test_five_cases_in_the_vault_share_what_a_report_prints(office: Session):
    """The facts that a save leaves behind answer the questions of the widening and of each line."""
    person = {"sex": "F", "birth_date": "1992-03-05", "last_name": "Zamfira", "real_addr": "MD-UN/Valea Ascunsă"}
    codes = [
        put(
            office,
            report={"report_dt": "2026-08-10"},
            identity={**person, "birth_date": f"{1980 + 5 * number}-03-05"},
            incident={"inc_dt": "2026-08-09", "forms_legal": ["FIZ"]},
        )
        for number in range(5)
    ]
    case = cases.by_code(office, codes[0]).case
    answers, defs = CaseAnswers(office, case), office.library.definitions
    ctx: Context = context(office, answers)
    quasi = {column: code or "" for column, code in facts.quasi(office.conn, case).items()}
    widened = widen(quasi, partial(facts.alike, office.conn), defs=defs)
    made = build(
        answers,
        defs,
        widened,
        partial(facts.shared, office.conn),
        ctx=ctx,
        language="ro",
        key=office.vault.key("report"),
    )
    assert widened.values["age"][0] == "adult" or "age" not in widened.values
    lines = {line.label: line.value for section in made.sections for line in section.lines}
    assert lines["Sexul"] == "feminin"
    assert lines["Raionul sau județul"] == "Ungheni"
    assert lines["Luna faptei"] == "august 2026"
    allowed = allowance(defs, "ro")
    assert all(allowed.accepts(line.label, line.value) for section in made.sections for line in section.lines)
    assert not [word for word in ("Zamfira", "Ascuns", "1980") if word in repr(made)]
    assert len(of_case(office.conn, case)) == 4
