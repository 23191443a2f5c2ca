"""The band of hours of a team of each kind: windows of care only where its protocol knows any."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.gui.models.band_words import band_view
from desktop.services import intake, team, team_start
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk


@pytest.mark.parametrize(("protocol", "windows"), [("sv_md", [72.0, 120.0]), ("vd_md", [])])
def test_an_emergency_without_windows_shows_its_duties_alone(
    tmp_path: Path, clock: FixedClock, protocol: str, windows: list[float]
) -> None:
    session = desk(tmp_path, "UN4", clock)
    then = (session.now() - timedelta(hours=5)).isoformat(timespec="minutes")
    with session.vault.write(session.now()) as conn:
        case = intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["vd_adult"]}})
        incident = {"case": case.code, "form": "incident", "set": {"inc_dt": then, "forms_legal": ["FIZ"]}}
        intake.put(session, conn, incident)
    record = team_start.begin(session, str(case.case), Wanted(protocol)).record
    shown = band_view(team.board(session, record))
    assert shown is not None
    assert [window.until for window in shown.windows] == windows
    assert shown.marks
    session.vault.close(session.now())
