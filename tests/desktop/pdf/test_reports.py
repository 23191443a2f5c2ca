"""Papers of a whole office: made in memory, proved, logged, and on the disk only when they are asked for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from db import access_log, secrets
from db.keys import KdfCost
from desktop.privacy.allow import Allowance, allowance
from desktop.refusals import Refused, explain
from desktop.services import cases, intake, practice, reports
from desktop.services.session import Session
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.bundle.desks import acquaint, as_role, desk

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A practice office with invented cases."""
    folder = tmp_path_factory.mktemp("practice") / "vault"
    session = practice.make(folder, cases=14, seed=3, clock=lambda: NOW, cost=KdfCost.for_tests())
    yield session
    session.vault.close(session.now())


@pytest.fixture
def office(filled: Session) -> Iterator[Session]:
    role = filled.worker.role
    yield filled
    as_role(filled, role)


def some_case(office: Session) -> cases.CaseRow:
    return cases.page(office, cases.Filter(), limit=1).rows[0]


def words(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def last(office: Session) -> tuple[str, str | None, int | None]:
    entry = access_log.page(office.conn, 1)[0]
    return entry.verb, entry.object, entry.count


def test_the_anonymised_report_is_proved_and_tells_nobody(office: Session) -> None:
    for row in cases.page(office, cases.Filter(), limit=50).rows:
        report = reports.case_report(office, row.case)
        assert report.proof is not None
        assert report.proof.ok
        assert report.proof.allowed == report.proof.runs
        said = words(report.data)
        assert row.code not in said
        assert report.number in said
        for answers in cases.open_case(office, row.case).answers["identity"]:
            for field in ("last_name", "first_name", "national_id", "real_street"):
                typed = answers.get(field)
                assert not isinstance(typed, str) or typed not in said


def test_a_report_is_named_and_counted_neutrally(office: Session) -> None:
    row = some_case(office)
    report = reports.case_report(office, row.case)
    assert report.file_name == f"raport-{report.number.replace('-', '')}.pdf"
    assert report.profile == "anonymised"
    assert report.removed is not None
    removed = report.removed
    assert report.withheld == removed.identifiers + removed.texts + removed.rare + removed.withheld > 0
    assert last(office) == ("printed", row.case, report.pages)
    assert b"%PDF" not in repr(report).encode(), "what was printed stands in no log"


def test_the_same_case_gives_the_same_report(office: Session) -> None:
    row = some_case(office)
    assert reports.case_report(office, row.case).data == reports.case_report(office, row.case).data


def test_the_report_speaks_the_language_that_was_asked_for(office: Session) -> None:
    report = reports.case_report(office, some_case(office).case, language="en")
    assert "Anonymised case report" in words(report.data)


def test_the_internal_file_has_every_sheet_with_its_names(office: Session) -> None:
    row = some_case(office)
    report = reports.case_report(office, row.case, "internal")
    said = words(report.data)
    answers = cases.open_case(office, row.case).answers["identity"][0]
    assert answers["last_name"] in said
    assert row.code in said
    assert "Uz intern" in said
    assert report.proof is None
    assert report.file_name == "document.pdf"
    assert report.withheld == 0


@pytest.mark.parametrize("profile", reports.PROFILES)
def test_who_may_not_see_cases_prints_none(office: Session, profile: str) -> None:
    row = some_case(office)
    as_role(office, "regional")
    with pytest.raises(Refused) as refused:
        reports.case_report(office, row.case, profile)
    assert refused.value.code == "not-allowed"


def test_an_unknown_case_or_kind_is_refused(office: Session) -> None:
    with pytest.raises(Refused) as refused:
        reports.case_report(office, "0" * 32)
    assert refused.value.code == "no-such-case"
    with pytest.raises(Refused) as refused:
        reports.case_report(office, some_case(office).case, "tabloid")
    assert refused.value.code == "unknown-profile"


def test_a_vault_without_its_secret_prints_no_report(office: Session) -> None:
    kept = secrets.get(office.conn, secrets.OFFICE_SECRET)
    assert kept is not None
    with office.vault.write(office.now()) as conn:
        conn.execute("DELETE FROM secret WHERE name = ?", (secrets.OFFICE_SECRET,))
    try:
        with pytest.raises(Refused) as refused:
            reports.case_report(office, some_case(office).case)
        assert refused.value.code == "vault-damaged"
    finally:
        with office.vault.write(office.now()) as conn:
            secrets.put(conn, secrets.OFFICE_SECRET, kept)


# --- a proof that fails -----------------------------------------------------------------------------------------------


def test_what_the_allowance_does_not_know_stops_the_report(
    office: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A definition that changed between writing and proving: nothing is made, and the place is shown."""
    row = some_case(office)
    before = access_log.page(office.conn, 1)[0].num
    full = allowance(office.library.definitions, "ro")
    poorer = Allowance(full.furniture, {label: v for label, v in full.labels.items() if label != "Sexul"})
    monkeypatch.setattr(reports, "_allowance", lambda _definitions, _language: poorer)
    with pytest.raises(reports.ProofFailed) as refused:
        reports.case_report(office, row.case)
    fault = refused.value.proof.faults[0]
    assert (fault.page, fault.kind, fault.text) == (1, "text", "Sexul")
    assert refused.value.facts["page"] == 1
    assert str(refused.value) == "proof-failed"
    assert "nu a fost făcut" in explain(refused.value)
    assert access_log.page(office.conn, 1)[0].num == before
    assert not list(tmp_path.iterdir())


# --- saving -----------------------------------------------------------------------------------------------------------


def test_saving_is_logged_and_whole(office: Session, tmp_path: Path) -> None:
    row = some_case(office)
    report = reports.case_report(office, row.case)
    reports.save_report(office, report, tmp_path / report.file_name)
    assert [file.name for file in tmp_path.iterdir()] == [report.file_name]
    assert (tmp_path / report.file_name).read_bytes() == report.data
    assert last(office) == ("exported", row.case, report.pages)
    with pytest.raises(Refused) as refused:
        reports.save_report(office, report, tmp_path / report.file_name)
    assert refused.value.code == "file-exists"
    reports.save_report(office, report, tmp_path / report.file_name, replace=True)


def test_a_paper_about_people_is_never_saved_without_the_log(office: Session, tmp_path: Path) -> None:
    report = reports.case_report(office, some_case(office).case)
    with pytest.raises(ValueError, match="save_report"):
        reports.save_paper(report, tmp_path / "raport.pdf")
    assert not list(tmp_path.iterdir())


# --- tables -----------------------------------------------------------------------------------------------------------


def test_the_tables_of_an_office_are_the_ones_that_may_leave(office: Session) -> None:
    report = reports.statistics_report(office, "2026-Q3")
    assert report.proof is not None
    assert report.proof.ok
    assert (report.profile, report.file_name) == ("statistics", "tabele-2026-Q3.pdf")
    assert last(office) == ("printed", "2026-Q3", report.pages)
    assert "Exercițiu: cazurile sunt inventate." in words(report.data)


def test_a_paper_fixes_the_figures_like_a_file_does(office: Session) -> None:
    """Two papers around a late case would give it away by their difference."""
    before = words(reports.statistics_report(office, "2026-Q3").data)
    with office.vault.write(office.now()) as conn:
        for _number in range(12):
            line = {"case": None, "form": "case", "set": {"opened_on": "2026-08-20", "case_track": ["vd_adult"]}}
            intake.put(office, conn, line)
    assert words(reports.statistics_report(office, "2026-Q3").data) == before


def test_figures_leave_on_paper_by_the_hand_of_a_lead_alone(office: Session) -> None:
    with pytest.raises(Refused) as refused:
        reports.statistics_report(as_role(office, "worker"), "2026-Q3")
    assert refused.value.code == "not-allowed"


@pytest.mark.parametrize(("period", "code"), [("2026-Q4", "period-open"), ("autumn", "period-malformed")])
def test_an_open_or_unknown_period_is_refused(office: Session, period: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        reports.statistics_report(office, period)
    assert refused.value.code == code


def test_a_region_prints_sums_without_small_figures(tmp_path: Path, clock: FixedClock) -> None:
    region, village = desk(tmp_path, "RUN", clock, kind="region"), desk(tmp_path, "UN4", clock)
    acquaint(tmp_path, region, village)
    report = reports.statistics_report(region, "2026-Q3")
    assert "Regiunea RUN · trimestrul III 2026" in words(report.data)
    for session in (region, village):
        session.vault.close(session.now())


# --- empty forms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["incident", "F6", "f6"])
def test_an_empty_form_needs_no_vault(name: str, tmp_path: Path) -> None:
    paper = reports.blank_form(name)
    assert paper.file_name == "fisa-F6.pdf"
    assert paper.pages > 1
    reports.save_paper(paper, tmp_path / paper.file_name)
    assert (tmp_path / paper.file_name).read_bytes() == paper.data


def test_the_team_sheet_has_the_steps_of_its_protocol() -> None:
    assert "10. " in words(reports.blank_form("F18").data)
    assert "PDF" not in repr(reports.blank_form("team"))
    here, there = (words(reports.blank_form("F18", "ro", country=country).data) for country in ("MD", "RO"))
    assert "autorității tutelare" in here
    assert "autorității tutelare" not in there
    assert "18b. " in there


def test_a_form_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        reports.blank_form("F99")
    assert refused.value.code == "unknown-form"


def test_the_allowance_is_made_once_for_each_language(office: Session) -> None:
    definitions = office.library.definitions
    first = reports._allowance(definitions, "ro")
    assert reports._allowance(definitions, "ro") is first
    assert reports._allowance(definitions, "en") is not first
    assert reports._allowance(replace(definitions), "ro") is not first
