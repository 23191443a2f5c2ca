"""The scanned sheet lies with its team, at its step or at all of it, and is seen in the program alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from desktop.refusals import Refused
from desktop.services import attach, paper_numbers, team_scans, team_sheet
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services import field_room as room


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def scan(session: Session, record: str) -> tuple[str, bytes]:
    """A sheet that went out and its first page on the glass of a scanner."""
    made = team_sheet.prepare(session, record)
    team_sheet.keep(session, made)
    out = io.BytesIO()
    next(room.rastered(made.data, 100)).save(out, "PNG")
    return made.number, out.getvalue()


def refused(code: str, session: Session, record: str, data: bytes, **how: str) -> None:
    with pytest.raises(Refused) as refusal:
        team_scans.attach_scan(session, record, data, **how)
    assert refusal.value.code == code


def test_a_scan_lies_at_its_step_and_at_the_whole_sheet(session: Session) -> None:
    case, _code, record = room.going_out(session)
    number, data = scan(session, record)
    whole = team_scans.attach_scan(session, record, data, number=number)
    step = team_scans.attach_scan(session, record, data, step="14")
    found = {one.file.file.id: one for one in team_scans.of_team(session, record)}
    assert set(found) == {whole.id, step.id}
    assert (found[whole.id].step, found[whole.id].number) == ("", paper_numbers.shown(number))
    assert found[step.id].step == "14"
    assert [one.file.file.id for one in team_scans.of_team(session, record, "14")] == [step.id]
    assert [one.file.file.id for one in team_scans.of_team(session, record, "")] == [whole.id]
    assert {one.file.id for one in attach.of_case(session, case)} == {whole.id, step.id}
    assert attach.shown(session, whole.id) == data
    assert {one.kind for one in attach.of_case(session, case)} == {team_scans.KIND}


def test_a_scan_does_not_stray_to_another_team(session: Session) -> None:
    _case, _code, record = room.going_out(session)
    _case, _code, other = room.going_out(session)
    number, data = scan(session, record)
    refused("paper-of-other-team", session, other, data, number=number)
    refused("paper-number-wrong", session, other, data, number="T123")
    refused("no-such-step", session, record, data, step="77")
    refused("no-such-record", session, "0" * 32, data)
    assert team_scans.of_team(session, other) == ()


def test_what_is_no_picture_is_refused_and_nothing_stays(session: Session) -> None:
    case, _code, record = room.going_out(session)
    with pytest.raises(Refused):
        team_scans.attach_scan(session, record, b"MZ\x90 not a picture")
    assert attach.of_case(session, case) == ()


def test_the_square_of_a_kept_scan_still_leads_to_the_team(session: Session) -> None:
    _case, _code, record = room.going_out(session)
    number, data = scan(session, record)
    kept = team_scans.attach_scan(session, record, data)
    (read,) = room.squares(Image.open(io.BytesIO(attach.shown(session, kept.id))))
    assert team_sheet.find(session, read).team == record
    assert read.endswith(number)
