"""The sheet for the field: whole and readable on two pages, found again by its number, and silent about her."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from db import erasure, records
from desktop.pdf import reading
from desktop.pdf.style import PAGE_HEIGHT, PAGE_WIDTH
from desktop.refusals import Refused
from desktop.services import paper_numbers, team, team_blanks, team_sheet
from desktop.services.session import Session
from desktop.services.team_blanks import Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services import field_room as room

LANGUAGES = ("ro", "ru", "uk", "en")
EDGE = 34.0  # points that no printer reaches


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def refused(code: str, session: Session, typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        team_sheet.find(session, typed)
    assert refusal.value.code == code


# --- on paper ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_of_29_steps_fits_two_pages_and_another_program_reads_its_square(
    session: Session, language: str
) -> None:
    _case, _code, record = room.going_out(session)
    made = team_sheet.prepare(session, record, language)
    assert made.pages == 2
    for page in room.rastered(made.data):
        assert room.squares(page) == [f"ANCORA:TEAM:1:{made.number}"], "each page has it: pages come apart"


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, -3.5, 5.0])
def test_the_square_is_read_from_a_poor_scan(session: Session, turned: int, skew: float) -> None:
    """150 dots an inch, grey, laid onto the glass whichever way and a little askew."""
    _case, _code, record = room.going_out(session)
    made = team_sheet.prepare(session, record, "ro")
    for page in room.rastered(made.data, dpi=150):
        lying = page.rotate(turned, expand=True).rotate(skew, fillcolor=255, resample=Image.Resampling.BILINEAR)
        grey = lying.point(lambda shade: int(40 + shade * 0.75))  # faded ink on grey paper
        assert room.squares(grey) == [f"ANCORA:TEAM:1:{made.number}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_nothing_about_her(session: Session, language: str) -> None:
    case, code, record = room.going_out(session)
    made = team_sheet.prepare(session, record, language)
    text = room.words(made.data)
    for secret in (*room.HIDDEN, code, case, record):
        assert secret not in text
        assert secret.encode() not in made.data
        assert all(secret not in read for page in room.rastered(made.data, 150) for read in room.squares(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_stands_on_it_with_its_hour_in_the_order_of_the_protocol(session: Session, language: str) -> None:
    _case, _code, record = room.going_out(session)
    board = team.board(session, record)
    text = room.words(team_sheet.prepare(session, record, language).data)
    at = 0
    for view in board.steps:
        title = " ".join(view.step.title[language].split())
        at = text.index(title, at)
    window = next(v for v in board.steps if v.step.id == "11").clocks[0].due
    assert window is not None
    assert f"{window.astimezone(session.tz):%d.%m, %H:%M}" in text
    for label in board.protocol.groups.values():
        assert label[language].split()[0] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_at_the_edge_and_every_letter_is_in_the_file(session: Session, language: str) -> None:
    _case, _code, record = room.going_out(session)
    papers = [team_sheet.prepare(session, record, language).data]
    papers += [team_blanks.make(session, Wanted(kind, language=language)).data for kind in ("sheet", "cards")]
    for data in papers:
        read = reading.read(data)
        kinds = {fault.kind for fault in read.faults}
        assert kinds <= {"hidden"}, "sizes of this paper are its own; no glyph is missing, nothing runs off the page"
        for page in read.pages:
            for run in page.runs:
                assert run.x >= EDGE
                assert run.x + reading.fonts.width(run.text, run.face, run.size) <= PAGE_WIDTH - EDGE
                assert 24.0 <= run.y <= PAGE_HEIGHT - 24.0
        for page in PdfReader(io.BytesIO(data)).pages:
            for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
                assert "/FontFile2" in font["/FontDescriptor"]


def test_what_is_done_is_ticked_already(session: Session) -> None:
    _case, _code, record = room.going_out(session)
    before = reading.read(team_sheet.prepare(session, record, "ro").data)
    team.set_step(session, record, "10", "facut", done=session.now() - timedelta(minutes=25))
    after = reading.read(team_sheet.prepare(session, record, "ro").data)
    thick = [[shape for page in read.pages for shape in page.shapes if getattr(shape, "width", 0) == 1.4]
             for read in (before, after)]  # fmt: skip
    assert len(thick[1]) == len(thick[0]) + 2, "one cross more"
    figures = [run.text for page in after.pages for run in page.runs]
    assert "14" in figures
    assert "05" in figures


def test_a_box_that_a_step_does_not_have_is_not_drawn(session: Session) -> None:
    _case, _code, record = room.going_out(session)
    said = team_sheet.sheet_of(session, team.board(session, record), "T0000000", "ro")
    steps = {step.id: step.outcomes for step in said.steps}
    assert "refuzat_de" not in steps["5"], "nobody can refuse that a child is protected"


def test_an_unknown_hour_of_the_act_is_said(session: Session) -> None:
    now = session.now()
    case = room.put(session, None, "case", case_track=["sv_adult"])
    room.put(session, case.code, "report", report_dt=(now - timedelta(hours=2)).isoformat(timespec="minutes"))
    room.put(session, case.code, "incident", inc_dt=now.date().isoformat(), forms_legal=["SEX"])
    assert case.case is not None
    record = room.team_start.begin(session, case.case, room.Wanted("sv_md")).record
    assert "Ora faptei nu se știe" in room.words(team_sheet.prepare(session, record, "ro").data)


# --- found again ------------------------------------------------------------------------------------------------------


def test_a_number_leads_to_its_team_once_the_sheet_went_out(session: Session) -> None:
    case, code, record = room.going_out(session)
    made = team_sheet.prepare(session, record)
    refused("paper-unknown", session, made.number)  # it was looked at and never printed
    team_sheet.keep(session, made)
    found = team_sheet.find(session, f"ancora:team:1:{made.number.lower()}")
    assert (found.team, found.case, found.code) == (record, case, code)
    assert [one.number for one in team_sheet.sheets_of(session, record)] == [made.number]


def test_two_sheets_of_a_team_have_two_numbers(session: Session) -> None:
    _case, _code, record = room.going_out(session)
    first, second = (team_sheet.prepare(session, record) for _time in range(2))
    for made in (first, second):
        team_sheet.keep(session, made)
    assert first.number != second.number
    assert len(team_sheet.sheets_of(session, record)) == 2


def test_a_sheet_that_was_not_printed_after_all_is_not_looked_for(session: Session) -> None:
    _case, _code, record = room.going_out(session)
    made = team_sheet.prepare(session, record)
    team_sheet.keep(session, made)
    team_sheet.cancel(session, made)
    assert team_sheet.sheets_of(session, record) == ()


def test_each_number_that_leads_nowhere_says_why(session: Session, tmp_path: Path, clock: FixedClock) -> None:
    _case, _code, record = room.going_out(session)
    refused("paper-number-needed", session, "  ")
    refused("paper-number-wrong", session, "T7K3-QF2")
    refused("paper-number-wrong", session, "ANCORA:NOSUCHFORM:1")
    refused("paper-training", session, paper_numbers.draw(paper_numbers.TRAINING))
    assert team_sheet.find(session, paper_numbers.draw(paper_numbers.BLANK)).team == ""
    other = desk(tmp_path / "other", "OR2", clock)
    made = team_sheet.prepare(session, record)
    team_sheet.keep(session, made)
    refused("paper-unknown", other, made.number)
    other.vault.close(other.now())


def test_the_sheet_of_a_case_that_was_erased_says_so(session: Session) -> None:
    case, _code, record = room.going_out(session)
    made = team_sheet.prepare(session, record)
    team_sheet.keep(session, made)
    with session.vault.write(session.now()) as conn:
        erasure.case(conn, case, "law", "2026-11-24")
    refused("paper-erased", session, made.number)


def test_no_table_of_numbers_lies_outside_the_veil(session: Session) -> None:
    """The number is an answer of a sheet of the case: what hides, seals or erases the case takes it along."""
    case, _code, record = room.going_out(session)
    made = team_sheet.prepare(session, record)
    team_sheet.keep(session, made)
    found = records.get(session.conn, paper_numbers.record_of(session.conn, made.number))
    assert found is not None
    assert (found.form, found.case) == ("field_sheet", case)
    tables = [row[0] for row in session.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if table in ("record", "revision") or table.startswith(("sqlite", "search")):
            continue
        for row in session.conn.execute(f"SELECT * FROM {table}").fetchall():  # noqa: S608 - names of our own tables
            assert made.number not in str(row), table


def test_the_square_of_a_form_opens_that_form(session: Session) -> None:
    case, code, _record = room.going_out(session)
    found = team_sheet.find(session, f"ANCORA:INCIDENT:1:{code}")
    assert (found.form, found.case) == ("incident", case)
    assert team_sheet.find(session, "ANCORA:INCIDENT:1").form == "incident"
    refused("paper-unknown", session, "ANCORA:INCIDENT:1:UN4-26-00000A")


def test_a_file_appears_whole_and_is_on_record(session: Session, tmp_path: Path) -> None:
    _case, _code, record = room.going_out(session)
    made = team_sheet.prepare(session, record)
    team_sheet.save(session, made, tmp_path / "foaie.pdf")
    assert (tmp_path / "foaie.pdf").read_bytes() == made.data
    with pytest.raises(Refused) as refusal:
        team_sheet.save(session, made, tmp_path / "foaie.pdf")
    assert refusal.value.code == "file-exists"
    assert team_sheet.find(session, made.number).team == record
