"""An office and a region, each with its vault, and real files between them: whole, late, repeated, missing, spoilt."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.bundle import reader
from desktop.bundle.kinds.statistics import Reading, Statistics
from desktop.services import cards, reports, statistics, vaults
from tests.conftest import FixedClock
from tests.offices import Done, Office, acquaint, make_office

PERIOD = "2026-Q3"
COUNTED = 13  # cases of the period


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    """An office with some cases of the third quarter."""
    made = make_office(tmp_path / "un4", "UN4", clock)
    for number in range(COUNTED):
        day = f"2026-08-{number + 1:02d}"
        opened = made.put(
            {"case": None, "form": "case", "set": {"case_track": ["vd_adult"], "opened_on": day}},
        ).one["code"]
        done = made.put(
            {"case": opened, "form": "report", "set": {"report_dt": f"{day}T10:00+03:00", "notifier_type": "vecin"}},
            {"case": opened, "form": "identity", "set": {"sex": "F", "age_est": 30 + number}},
            {"case": opened, "form": "incident", "set": {"inc_dt": day, "forms_legal": ["FIZ"]}},
        )
        assert done.status == 0, done
    return made


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock, office: Office) -> Office:
    made = make_office(tmp_path / "run", "RUN", clock, kind="region")
    acquaint(office, made)
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def export(office: Office, file: Path, period: str = PERIOD, to: str = "RUN") -> Done:
    return office.run("export", "statistics", "--to", to, "--period", period, "--out", file)


def content(file: Path, region: Office, office: Office) -> Statistics:
    """What the region reads out of a file."""
    own, giver = region.open(), office.open()
    try:
        verified = reader.verify(
            lambda: file.open("rb"),
            identities=[cards.identity(own)],
            trusted={cards.card(giver).sign_key: office.code},
        )
        reading = Reading()
        reader.records(verified, reading.take)
        return reading.finish()
    finally:
        for session in (own, giver):
            vaults.close_session(session, make_backup=False)


def test_tables_go_from_an_office_to_its_region(office: Office, region: Office, stick: Path) -> None:
    done = export(office, stick / "a.ancora")
    assert done.status == 0
    assert set(done.one) >= {"file", "kind", "to", "seq", "records", "bytes"}
    assert (done.one["kind"], done.one["to"], done.one["seq"]) == ("statistics", "RUN", 1)
    assert done.one["bytes"] == (stick / "a.ancora").stat().st_size
    fate = region.run("import", stick / "a.ancora")
    assert fate.status == 0
    assert set(fate.one) >= {"file", "status", "code", "kind", "office", "seq", "missing", "new", "conflicts"}
    assert (fate.one["status"], fate.one["office"], fate.one["seq"], fate.one["missing"]) == ("imported", "UN4", 1, [])
    assert fate.one["new"] > 0
    assert list(stick.iterdir()) == [stick / "a.ancora"]


def test_what_travels_is_rounded_and_the_region_sees_the_rounded_figures(
    office: Office, region: Office, stick: Path
) -> None:
    export(office, stick / "a.ancora")
    region.run("import", stick / "a.ancora")
    sent = {table.id: table for table in content(stick / "a.ancora", region, office).tables}
    assert all(n % 3 == 0 for table in sent.values() for n in (table.total, *dict(table.rows).values()))
    session = office.open()
    exact = {table.id: table for table in statistics.preview(session, PERIOD).exact}
    vaults.close_session(session, make_backup=False)
    assert sent.keys() == exact.keys()
    assert any(table.total == COUNTED for table in exact.values())
    assert all(abs(sent[id].total - table.total) < 3 for id, table in exact.items())
    own = region.open()
    shown = statistics.regional_tables(own, PERIOD)
    page = reports.statistics_report(own, PERIOD)
    vaults.close_session(own, make_backup=False)
    assert {table.id for table in shown.tables} == set(sent)
    for table in shown.tables:
        rows = dict(sent[table.id].rows)
        assert {row.code: row.n for row in table.rows} == {code: n if n >= 10 else None for code, n in rows.items()}
        assert table.total == (sent[table.id].total if sent[table.id].total >= 10 else None)
    assert any(table.total is not None for table in shown.tables)
    assert page.data.startswith(b"%PDF-")


def test_the_same_file_twice_is_known_and_changes_nothing(office: Office, region: Office, stick: Path) -> None:
    export(office, stick / "a.ancora")
    first = region.run("import", stick / "a.ancora", stick / "a.ancora")
    assert [fate["status"] for fate in first.lines] == ["imported", "already-imported"]
    again = region.run("import", stick / "a.ancora")
    assert (again.status, again.one["status"]) == (0, "already-imported")
    assert "exista deja aici" in region.raw(*region.keys, "import", stick / "a.ancora").out


def test_a_period_is_frozen_and_written_again_under_its_number(office: Office, region: Office, stick: Path) -> None:
    first = export(office, stick / "a.ancora").one
    office.put({"case": None, "form": "case", "set": {"case_track": ["vd_adult"], "opened_on": "2026-09-01"}})
    second = export(office, stick / "b.ancora").one
    assert (second["seq"], second["again"]) == (first["seq"], True)
    assert content(stick / "a.ancora", region, office) == content(stick / "b.ancora", region, office)
    assert [f["status"] for f in region.run("import", stick / "b.ancora", stick / "a.ancora").lines] == [
        "imported", "already-imported",
    ]  # fmt: skip


def test_what_is_missing_is_named_and_what_comes_late_is_taken(
    office: Office, region: Office, stick: Path, clock: FixedClock
) -> None:
    clock.now += timedelta(days=200)
    for number, period in enumerate(("2026-Q3", "2026-Q4", "2027-Q1"), 1):
        assert export(office, stick / f"{number}.ancora", period).one["seq"] == number
    third = region.run("import", stick / "3.ancora")
    assert (third.status, third.one["status"], third.one["missing"]) == (0, "imported", [1, 2])
    said = region.raw(*region.keys, "import", stick / "1.ancora")
    assert (said.status, said.err) == (0, "")
    assert "preluat de la UN4, numărul 1." in said.out
    assert "mai vechi decât altele" in said.out  # it is late, and says so
    assert "Lipsește numărul 2." in said.out
    second = region.run("import", stick / "2.ancora").one
    assert (second["status"], second["code"], second["missing"]) == ("imported", "late", [])


def test_a_bad_file_never_stops_the_others(office: Office, region: Office, stick: Path) -> None:
    export(office, stick / "a.ancora")
    whole = (stick / "a.ancora").read_bytes()
    (stick / "cut.ancora").write_bytes(whole[:-40])
    (stick / "flipped.ancora").write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    (stick / "note.txt").write_bytes(b"not a bundle at all")
    (stick / "empty.ancora").write_bytes(b"")
    names = ["note.txt", "cut.ancora", "flipped.ancora", "empty.ancora", "gone.ancora", "a.ancora"]
    done = region.run("import", *(stick / name for name in names))
    assert done.status == 1
    fates = {Path(fate["file"]).name: (fate["status"], fate["code"]) for fate in done.lines}
    assert fates["a.ancora"] == ("imported", None)
    assert {status for name, (status, _code) in fates.items() if name != "a.ancora"} == {"refused"}
    assert fates["note.txt"][1] == "not-a-bundle"
    assert fates["gone.ancora"][1] == "no-such-file"
    assert done.code == "not-a-bundle"
    assert "Refuzate în total: 5." in done.err
    assert {file.name: file.read_bytes() for file in stick.iterdir()}["a.ancora"] == whole


def test_a_file_for_another_region_and_one_of_a_stranger_are_refused(
    office: Office, region: Office, stick: Path, tmp_path: Path, clock: FixedClock
) -> None:
    other = make_office(tmp_path / "rsv", "RS2", clock, kind="region")
    acquaint(office, other)
    export(office, stick / "other.ancora", to="RS2")
    assert region.run("import", stick / "other.ancora").one["code"] == "not-for-us"
    stranger = make_office(tmp_path / "st4", "ST4", clock)
    card = region.folder / "RUN.card"
    fingerprint = region.run("card", "export", card).one["fingerprint"]
    assert stranger.run("card", "trust", card, "--fingerprint", fingerprint).status == 0
    export(stranger, stick / "stranger.ancora")
    fate = region.run("import", stick / "stranger.ancora")
    assert (fate.one["code"], fate.one["office"]) == ("unknown-signer", None)
    assert "ST4" not in fate.out + fate.err


@pytest.mark.parametrize(
    ("to", "period", "code"),
    [
        ("RUN", "2026-Q4", "period-open"),
        ("RUN", "2027-Q1", "period-open"),
        ("RUN", "yesterday", "period-malformed"),
        ("RXX", PERIOD, "no-such-office"),
        ("Maria", PERIOD, "no-such-office"),
    ],
)
def test_what_is_not_exported_leaves_no_file(
    office: Office, region: Office, stick: Path, to: str, period: str, code: str
) -> None:
    done = export(office, stick / "a.ancora", period, to)
    assert (done.status, done.out, done.code) == (1, "", code)
    assert "Maria" not in done.err
    assert list(stick.iterdir()) == []


def test_a_file_that_is_there_is_not_replaced(office: Office, region: Office, stick: Path) -> None:
    (stick / "a.ancora").write_text("something of hers")
    assert export(office, stick / "a.ancora").code == "file-exists"
    assert (stick / "a.ancora").read_text() == "something of hers"
    assert export(office, stick).one["file"].startswith(str(stick / "20261124-"))


def test_an_office_is_trusted_only_after_its_fingerprint_was_compared(
    office: Office, tmp_path: Path, clock: FixedClock
) -> None:
    region = make_office(tmp_path / "run", "RUN", clock, kind="region")
    card = tmp_path / "card"
    given = region.run("card", "export", card).one
    assert office.run("card", "trust", card).code == "fingerprint-needed"
    assert office.run("card", "trust", card, "--fingerprint", "00000 " * 6).code == "fingerprint-differs"
    shown = office.raw("card", "show", card, "--json").one
    assert (shown["office"], shown["kind"], shown["fingerprint"]) == ("RUN", "region", given["fingerprint"])
    assert len(shown["fingerprint"].split()) == 6
    card.write_bytes(card.read_bytes()[:-3])
    assert office.raw("card", "show", card).code == "card-damaged"
    assert office.run("card", "trust", card, "--fingerprint", given["fingerprint"]).code == "card-damaged"


def test_practice_never_reaches_a_real_region(region: Office, tmp_path: Path, clock: FixedClock) -> None:
    practice = make_office(tmp_path / "xun", "XUN", clock, practice=True)
    card = region.folder / "RUN.card"
    given = region.run("card", "export", card).one
    assert practice.run("card", "trust", card, "--fingerprint", given["fingerprint"]).code == "practice-only"
    assert export(practice, tmp_path / "a.ancora").code == "no-such-office"
    assert not (tmp_path / "a.ancora").exists()


def test_the_figures_of_a_period_are_printed(office: Office, stick: Path) -> None:
    done = office.run("report", "statistics", "--period", PERIOD, "--out", stick / "t.pdf")
    assert (done.status, done.one["profile"]) == (0, "statistics")
    assert (stick / "t.pdf").read_bytes().startswith(b"%PDF-")
    assert office.run("report", "statistics", "--period", "2026-Q4", "--out", stick / "u.pdf").code == "period-open"
    assert not (stick / "u.pdf").exists()
