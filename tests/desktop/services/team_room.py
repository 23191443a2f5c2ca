"""A team that runs, and hands to work with: what tests of meetings, follow-up and the end begin with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from db import access_log
from desktop.refusals import Refused
from desktop.services import intake, team_start
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock

NARRATIVE = "Povestea Zăvorâtă a ei"


def put(session: Session, code: str | None, form: str, /, record: str | None = None, **answers: Any) -> intake.Put:
    with session.vault.write(session.now()) as conn:
        return intake.put(session, conn, {"case": code, "form": form, "record": record, "set": answers})


def minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def new_team(
    session: Session, *, hours: float = 41, reported: float = 5, protocol: str = "sv_md", **identity: Any
) -> tuple[intake.Put, str]:
    """A case whose team was started; the case and the team's record."""
    now = session.now()
    case = put(session, None, "case", case_track=["sv_adult"])
    put(session, case.code, "identity", first_name="Ilinca", last_name="Canaru", sex="F", **identity)
    put(session, case.code, "report", report_dt=minute(now - timedelta(hours=reported)))
    happened = minute(now - timedelta(hours=hours))
    put(session, case.code, "incident", inc_dt=happened, forms_legal=["SEX"], narrative=NARRATIVE)
    return case, team_start.begin(session, str(case.case), Wanted(protocol)).record


def on(clock: FixedClock, days: float = 0, *, hours: float = 0) -> None:
    """The clock moves on."""
    clock.now += timedelta(days=days, hours=hours)


def refused(code: str, do: Any) -> Refused:
    with pytest.raises(Refused) as refusal:
        do()
    assert refusal.value.code == code
    return refusal.value


def verbs(session: Session) -> list[str]:
    return [entry.verb for entry in access_log.page(session.conn, 1000)]
