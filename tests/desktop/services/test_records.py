"""Sheets: opened, kept as drafts, saved without replacing what nobody saw, revealed with a trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db import access_log, attachments, drafts
from db.errors import VaultRefused
from db.keys import KdfCost
from desktop.refusals import Refused
from desktop.services import attach, conflict_choice, from_report, records, vaults
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.pictures import jpeg, pdf

WORKER, PASSPHRASE = "Lead of the Test", "five words for this test"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = vaults.create(
        tmp_path / "vault",
        office="UN4",
        worker=WORKER,
        passphrase=PASSPHRASE,
        clock=clock,
        cost=KdfCost.for_tests(),
    )
    yield made
    vaults.close_session(made, make_backup=False)


@pytest.fixture
def case(session: Session) -> str:
    saved = records.save(session, records.open_sheet(session, "case"), {"case_track": ["sv_adult"]})
    assert saved.case is not None
    return saved.case


def put(session: Session, form: str, case: str | None, answers: dict[str, Any], record: str | None = None) -> str:
    return records.save(session, records.open_sheet(session, form, case=case, record=record), answers).record


def log(session: Session) -> list[str]:
    return [entry.verb for entry in access_log.page(session.conn, 1000)]


# --- opening ----------------------------------------------------------------------------------------------------------


def test_a_form_that_a_case_has_once_opens_what_is_there(session, case):
    record = put(session, "identity", case, {"sex": "F"})
    assert records.open_sheet(session, "identity", case=case).record == record
    assert records.open_sheet(session, "case", case=case).record == case
    incident = put(session, "incident", case, {"inc_dt": "2026"})
    assert records.open_sheet(session, "incident", case=case).record != incident


def test_a_new_sheet_starts_with_what_the_program_knows_and_writes_nothing(session):
    sheet = records.open_sheet(session, "case")
    assert sheet.is_new
    assert sheet.answers["opened_on"] == "2026-11-24"
    assert str(sheet.answers["case_code"]).startswith("UN4-26-")
    assert session.conn.execute("SELECT count(*) FROM record").fetchone()[0] == 0


def test_a_record_that_is_not_there_is_refused(session):
    with pytest.raises(Refused) as refusal:
        records.open_sheet(session, "incident", record="0" * 32)
    assert refusal.value.code == "no-such-record"


def test_which_of_its_kind_a_sheet_is(session, case, clock):
    first = put(session, "incident", case, {"inc_dt": "2025"})
    clock.advance(minutes=1)
    put(session, "incident", case, {"inc_dt": "2026"})
    assert records.number_of(session, records.open_sheet(session, "incident", record=first)) == 1
    assert records.number_of(session, records.open_sheet(session, "incident", case=case)) == 3
    team = records.open_sheet(session, "team", case=case)
    assert [(each.number, each.answers["inc_dt"]) for each in records.targets(session, team, "incident")] == [
        (1, "2025"),
        (2, "2026"),
    ]


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_a_draft_comes_back_with_its_time_and_goes_when_saved(session, case, clock):
    sheet = records.open_sheet(session, "incident", case=case)
    at = records.keep_draft(session, sheet, {"inc_dt": "2026-11"})
    clock.advance(hours=2)
    again = records.open_sheet(session, "incident", case=case)
    assert (again.record, again.draft, again.draft_at) == (sheet.record, {"inc_dt": "2026-11"}, at)
    assert again.filled["inc_dt"] == "2026-11"
    records.save(session, again, again.draft)
    assert drafts.of_worker(session.conn, session.worker.id) == []


def test_a_draft_that_is_dropped_is_gone(session, case):
    sheet = records.open_sheet(session, "incident", case=case)
    records.keep_draft(session, sheet, {"inc_dt": "2026"})
    records.drop_draft(session, sheet)
    assert records.open_sheet(session, "incident", case=case).draft == {}


def test_a_draft_of_the_account_is_sealed(session, case):
    sheet = records.open_sheet(session, "incident", case=case)
    records.keep_draft(session, sheet, {"narrative": "cuvintele ei"})
    lying = session.conn.execute("SELECT body FROM draft").fetchone()[0]
    assert "cuvintele ei" not in lying
    again = records.open_sheet(session, "incident", case=case)
    assert records.reveal(session, again, "narrative") == "cuvintele ei"


def test_a_draft_that_is_too_large_is_refused_and_the_one_before_stays(session, case):
    sheet = records.open_sheet(session, "incident", case=case)
    records.keep_draft(session, sheet, {"gbv_type_reason": "x"})
    with pytest.raises(Refused) as refusal:
        records.keep_draft(session, sheet, {"gbv_type_reason": "x" * 300_000})
    assert refusal.value.code == "value-too-long"
    assert records.open_sheet(session, "incident", case=case).draft == {"gbv_type_reason": "x"}


# --- saving -----------------------------------------------------------------------------------------------------------


def test_values_are_stored_in_their_one_form(session, case):
    put(session, "identity", case, {"last_name": "  Nume   Inventat ", "safe_contact_phone": "069 123 456"})
    stands = records.open_sheet(session, "identity", case=case).answers
    assert (stands["last_name"], stands["safe_contact_phone"]) == ("Nume Inventat", "+37369123456")


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("inc_dt", "32.13.2026", "bad-value"),
        ("inc_place_type", "nicaieri", "unknown-option"),
        ("gbv_type_reason", "x" * 301, "value-too-long"),
        ("gbv_type_reason", "a\u202eb", "bad-value"),
    ],
)
def test_what_is_malformed_saves_nothing_and_names_the_field(session, case, path, value, code):
    sheet = records.open_sheet(session, "incident", case=case)
    with pytest.raises(Refused) as refusal:
        records.save(session, sheet, {"frequency": "zilnic", path: value})
    assert (refusal.value.code, refusal.value.facts["field"]) == (code, path)
    assert str(value) not in str(refusal.value)
    assert records.state_of(session, sheet.record) is None


def test_only_what_was_changed_is_written(session, case):
    record = put(session, "incident", case, {"inc_dt": "2026", "frequency": "zilnic"})
    sheet = records.open_sheet(session, "incident", record=record)
    records.save(session, sheet, {"inc_dt": "2026-11", "frequency": "zilnic"})
    assert len(records.history(session, record, "frequency")) == 1
    assert [value.value for value in records.history(session, record, "inc_dt")] == ["2026-11", "2026"]


def test_a_save_replaces_only_what_was_seen(session, case):
    record = put(session, "incident", case, {"frequency": "zilnic"})
    mine, theirs = (records.open_sheet(session, "incident", record=record) for _person in range(2))
    records.save(session, theirs, {"frequency": "lunar"})
    records.save(session, mine, {"frequency": "saptamanal"})
    values = records.open_sheet(session, "incident", record=record).conflicts["frequency"]
    assert {value.value for value in values} == {"lunar", "saptamanal"}
    assert sum(value.stands for value in values) == 1


def test_a_renewed_sheet_does_not_pretend_to_have_seen_what_is_being_edited(session, case):
    record = put(session, "incident", case, {"frequency": "zilnic", "inc_dt": "2025"})
    mine = records.open_sheet(session, "incident", record=record)
    put(session, "incident", None, {"frequency": "lunar", "inc_dt": "2026"}, record=record)
    fresh = records.renew(session, mine, ["frequency"])
    assert fresh.answers["inc_dt"] == "2026"
    assert fresh.seen["frequency"] == mine.seen["frequency"]
    assert fresh.seen["inc_dt"] != mine.seen["inc_dt"]
    records.save(session, fresh, {"frequency": "saptamanal", "inc_dt": "2024"})
    again = records.open_sheet(session, "incident", record=record)
    assert list(again.conflicts) == ["frequency"]


def test_a_sheet_that_was_never_saved_is_its_own_renewal(session, case):
    sheet = records.open_sheet(session, "incident", case=case)
    assert records.renew(session, sheet, []) is sheet


def test_the_chosen_value_stands_and_the_others_stay_in_the_history(session, case):
    record = put(session, "incident", case, {"frequency": "zilnic"})
    mine, theirs = (records.open_sheet(session, "incident", record=record) for _person in range(2))
    records.save(session, theirs, {"frequency": "lunar"})
    records.save(session, mine, {"frequency": "saptamanal"})
    conflict_choice.combine(session, record, "frequency", "lunar")
    sheet = records.open_sheet(session, "incident", record=record)
    assert sheet.conflicts == {}
    assert sheet.answers["frequency"] == "lunar"
    assert [value.value for value in records.history(session, record, "frequency")] == [
        "lunar",
        "saptamanal",
        "lunar",
        "zilnic",
    ]
    assert "conflict-settled" in log(session)


def test_history_says_who_and_when_in_local_time(session, case, clock):
    record = put(session, "incident", case, {"inc_dt": "2026"})
    [written] = records.history(session, record, "inc_dt")
    assert (written.worker, written.at, written.path) == (WORKER, clock(), "inc_dt")


def test_revealing_is_logged_and_the_log_holds_no_value(session, case):
    record = put(session, "incident", case, {"narrative": "cuvintele ei"})
    sheet = records.open_sheet(session, "incident", record=record)
    assert set(sheet.answers["narrative"]) == {"sealed"}
    before = log(session).count("revealed")
    assert records.reveal(session, sheet, "narrative") == "cuvintele ei"
    assert log(session).count("revealed") == before + 1
    assert "cuvintele ei" not in str(session.conn.execute("SELECT * FROM access_log").fetchall())


def test_a_region_opens_no_sheet(tmp_path, clock):
    region = vaults.create(
        tmp_path / "region",
        office="RUN",
        kind="region",
        worker=WORKER,
        passphrase=PASSPHRASE,
        clock=clock,
        cost=KdfCost.for_tests(),
    )
    with pytest.raises(Refused) as refusal:
        records.open_sheet(region, "report")
    assert refusal.value.code == "not-allowed"
    vaults.close_session(region, make_backup=False)


# --- a case that begins with a report ---------------------------------------------------------------------------------


def test_the_report_joins_its_case_in_the_same_act(session):
    report = put(session, "report", None, {"immediate_danger": False, "case_ground": "consimtamant"})
    sheet = from_report.begin(session, report)
    assert from_report.waiting(session, sheet) == report
    saved = from_report.save(session, sheet, {"case_track": ["sv_adult"]}, report)
    joined = records.open_sheet(session, "report", record=report)
    assert joined.case == joined.answers["case"] == saved.case
    assert from_report.begin(session, report).record == saved.case  # asked again: its case


def test_a_begun_case_finds_its_report_and_its_draft_again(session):
    one, other = (
        put(session, "report", None, {"immediate_danger": danger, "case_ground": "consimtamant"})
        for danger in (False, True)
    )
    sheet = from_report.begin(session, one)
    records.keep_draft(session, sheet, {"case_track": ["sv_adult"]})
    assert from_report.begin(session, other).record != sheet.record
    again = from_report.begin(session, one)
    assert (again.record, again.draft) == (sheet.record, {"case_track": ["sv_adult"]})
    plain = records.open_sheet(session, "case", record=sheet.record)
    assert from_report.waiting(session, plain) == one


def test_neither_is_written_when_one_cannot_be(session, monkeypatch):
    report = put(session, "report", None, {"immediate_danger": False, "case_ground": "consimtamant"})
    sheet = from_report.begin(session, report)
    real = from_report.writing.write

    def once(*what: Any, **more: Any) -> Any:
        if more.get("verb") == "report-joined":
            raise VaultRefused("disk-full")
        return real(*what, **more)

    monkeypatch.setattr(from_report.writing, "write", once)
    with pytest.raises(VaultRefused):
        from_report.save(session, sheet, {"case_track": ["sv_adult"]}, report)
    assert session.conn.execute("SELECT count(*) FROM record WHERE form = 'case'").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "report-ground-needed"),
        ({"immediate_danger": False, "child_involved": "nu"}, "report-ground-needed"),
        ({"case_ground": "alta_obligatie"}, "report-duty-unnamed"),
        ({"case_ground": "copil", "child_involved": "nu"}, "report-ground-contradicts"),
        ({"case_ground": "pericol_viata", "immediate_danger": False}, "report-ground-contradicts"),
    ],
)
def test_without_a_ground_a_report_stays_a_report(session, said, code):
    report = put(session, "report", None, {"victim_aware": True, **said})
    with pytest.raises(Refused, match=code):
        from_report.begin(session, report)
    other = put(session, "case", None, {"case_track": ["vd_adult"]})
    with pytest.raises(Refused, match=code):  # nor by any other door
        put(session, "report", None, {"case": other}, record=report)
    sheet = records.open_sheet(session, "report", record=report)
    with pytest.raises(Refused, match=code):
        records.save(session, sheet, {"case": other})
    assert records.open_sheet(session, "report", record=report).case is None


@pytest.mark.parametrize(
    ("said", "ground"),
    [
        ({"immediate_danger": True}, "pericol_viata"),
        ({"child_involved": "martor"}, "copil"),
        ({"immediate_danger": True, "case_ground": "consimtamant"}, "consimtamant"),
    ],
)
def test_the_ground_of_a_case_is_kept_with_its_report(session, said, ground):
    """Danger to life and a child are duties of their own: nobody is made to tick them a second time."""
    report = put(session, "report", None, said)
    sheet = from_report.begin(session, report)
    from_report.save(session, sheet, {"case_track": ["vd_adult"]}, report)
    joined = records.open_sheet(session, "report", record=report).answers
    assert (joined["decision"], joined["case_ground"]) == ("preluat", ground)


def test_only_a_report_begins_a_case(session, case):
    with pytest.raises(Refused):
        from_report.begin(session, case)


# --- files ------------------------------------------------------------------------------------------------------------

PDF = pdf(2)


def test_a_file_is_kept_without_its_name(session, case, tmp_path):
    file = tmp_path / "Nume Inventat, certificat.pdf"
    file.write_bytes(PDF)
    sheet = records.open_sheet(session, "identity", case=case)
    kept = attach.attach(session, sheet, attach.read_file(file))
    assert (kept.mime, kept.size, kept.number) == ("application/pdf", len(PDF), 1)
    assert attach.attach(session, sheet, jpeg()).number == 2
    assert attachments.read(session.conn, kept.id) == PDF
    assert "Nume" not in str(session.conn.execute("SELECT id, record, mime, size FROM attachment").fetchall())


@pytest.mark.parametrize("data", [b"", b"MZ\x90", b"<html>", b"PK\x03\x04"])
def test_what_is_no_picture_and_no_pdf_is_refused(session, case, data):
    sheet = records.open_sheet(session, "identity", case=case)
    with pytest.raises(Refused) as refusal:
        attach.attach(session, sheet, data)
    assert refusal.value.code == "attachment-unknown"
    assert session.conn.execute("SELECT count(*) FROM attachment").fetchone()[0] == 0


def test_a_file_that_is_too_large_is_not_even_read_whole(tmp_path):
    file = tmp_path / "large.pdf"
    with file.open("wb") as out:
        out.truncate(26 * 1024 * 1024)
    with pytest.raises(Refused) as refusal:
        attach.read_file(file)
    assert refusal.value.code == "attachment-too-large"


def test_a_file_that_went_away_is_refused(tmp_path, session):
    with pytest.raises(Refused) as refusal:
        attach.read_file(tmp_path / "gone.pdf")
    assert refusal.value.code == "no-such-file"
    with pytest.raises(Refused):
        attach.about(session, "0" * 32)
