"""A region holds no cases and opens none, by whatever door; and nobody learns there whether a case exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.keys import KdfCost
from desktop.refusals import Refused
from desktop.services import (
    attach,
    cases,
    conflict_choice,
    conflicts,
    from_report,
    intake,
    people,
    records,
    reports,
    statistics,
    team,
    team_start,
    teams,
    vaults,
)
from desktop.services import today as first_page
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock

LEAD, CLERK, PASSPHRASE = "Persoana de test", "Altă persoană", "cinci cuvinte cu totul diferite"
NOBODY = "a" * 32
FROM_THE_OFFICE = "UN4-26-7K3QF2"


@pytest.fixture(params=[LEAD, CLERK], ids=["head of the region", "regional staff"])
def region(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = vaults.create(
        tmp_path / "vault",
        office="RUN",
        kind="region",
        worker=LEAD,
        passphrase=PASSPHRASE,
        clock=clock,
        cost=KdfCost.for_tests(),
    )
    people.add_worker(made, CLERK, "regional", PASSPHRASE)
    vaults.close_session(made, make_backup=False)
    session = vaults.open_session(tmp_path / "vault", worker=request.param, passphrase=PASSPHRASE, clock=clock)
    yield session
    vaults.close_session(session, make_backup=False)


def put(session: Session) -> object:
    with session.vault.write(session.now()) as conn:
        return intake.put(session, conn, {"case": None, "form": "report", "set": {"immediate_danger": True}})


DOORS: dict[str, Callable[[Session], Any]] = {
    "list": lambda s: cases.page(s, cases.Filter()),
    "count": cases.count,
    "search": lambda s: cases.find(s, "Ana"),
    "code": lambda s: cases.by_code(s, FROM_THE_OFFICE),
    "open": lambda s: cases.open_case(s, NOBODY),
    "read": lambda s: cases.read_case(s, NOBODY),
    "name": lambda s: cases.reveal_name(s, NOBODY),
    "conflicts": conflicts.listed,
    "sheet": lambda s: records.open_sheet(s, "report"),
    "record": lambda s: records.open_sheet(s, "report", record=NOBODY),
    "new": lambda s: records.open_new(s, "report", NOBODY),
    "history": lambda s: records.history(s, NOBODY),
    "choose": lambda s: conflict_choice.combine(s, NOBODY, "sex", "F"),
    "from report": lambda s: from_report.begin(s, NOBODY),
    "line": put,
    "file": lambda s: attach.about(s, NOBODY),
    "team": lambda s: team.open_board(s, NOBODY),
    "start": lambda s: team_start.begin(s, NOBODY, Wanted("sv_md")),
    "teams": teams.all_teams,
    "steps": lambda s: teams.counts(s, NOBODY),
    "today": first_page.today,
    "paper": lambda s: reports.case_report(s, NOBODY),
    "exact figures": lambda s: statistics.period_tables(s, "2026-Q3"),
    "preview": lambda s: statistics.preview(s, "2026-Q3"),
}


@pytest.mark.parametrize("door", DOORS.values(), ids=list(DOORS))
def test_no_door_of_a_case_opens_in_a_region(region: Session, door: Callable[[Session], Any]) -> None:
    with pytest.raises(Refused, match="not-allowed"):
        door(region)
