"""A night in which the clocks change, with ten interventions at once: every hour against the plain reference."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import due, records
from db.hybrid import stamp
from desktop.protocols import conditions
from desktop.refusals import Refused
from desktop.services import intake, team, team_start, teamfile, teams, vaults
from desktop.services.casefile import CaseAnswers
from desktop.services.session import ZONES, Session
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.protocols import reference
from tests.desktop.protocols.conftest import RESOURCES
from tests.desktop.protocols.reference import Shown, Ticked

TEAMS = 10
REASONS = ("distanta", "serviciu_indisponibil", "teama")
NIGHTS = {
    "autumn in Moldova": ("UN4", "MD", datetime(2026, 10, 24, 18, 10, tzinfo=UTC)),
    "spring in Romania": ("CJ1", "RO", datetime(2026, 3, 28, 18, 10, tzinfo=UTC)),
}


@dataclass
class Running:
    """One team as the test knows it: what was typed, and nothing that the program worked out."""

    code: str
    case: str
    record: str
    incident: str
    steps: list[reference.Step]
    anchors: dict[str, Any]
    ticked: dict[str, Ticked] = field(default_factory=dict)


@dataclass
class Night:
    session: Session
    clock: FixedClock
    dice: random.Random
    teams: list[Running] = field(default_factory=list)

    @property
    def zone(self) -> Any:
        return self.session.tz

    def put(self, code: str | None, form: str, record: str | None = None, **answers: Any) -> intake.Put:
        with self.session.vault.write(self.session.now()) as conn:
            return intake.put(self.session, conn, {"case": code, "form": form, "record": record, "set": answers})

    def minute(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).isoformat(timespec="minutes")

    def somewhen(self, hours: float) -> Any:
        """A time up to so many hours back, as people know it: the minute, the day, the month."""
        moment = self.session.now() - timedelta(minutes=self.dice.randint(1, int(60 * hours)))
        return self.dice.choice(
            [self.minute(moment), self.minute(moment), moment.date().isoformat(), f"{moment:%Y-%m}"]
        )

    def expected(self, running: Running) -> list[Shown]:
        told = conditions.of_case(CaseAnswers(self.session, running.case), self.session.now(), self.zone)
        now = self.session.now()
        return reference.team(running.steps, running.anchors, told, running.ticked, now, self.zone)


@pytest.fixture(params=list(NIGHTS))
def night(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Night]:
    code, country, begins = NIGHTS[request.param]
    clock = FixedClock(begins)
    session = desk(tmp_path, code, clock, country=country)
    yield Night(session, clock, random.Random(str(request.param)))
    vaults.close_session(session, make_backup=False)


def test_ten_interventions_through_the_night_in_which_the_clocks_change(night: Night) -> None:
    for _ in range(TEAMS):
        begin(night)
        night.clock.advance(minutes=night.dice.randint(1, 4))
    changed, refused, morning = {night.session.now().utcoffset()}, 0, night.clock.now + timedelta(hours=11)
    while night.clock.now < morning:
        for running in night.dice.sample(night.teams, 2):
            refused += tick(night, running)
        if night.dice.random() < 0.1:
            correct(night, night.dice.choice(night.teams))
        if night.dice.random() < 0.1:
            issue_an_order(night, night.dice.choice(night.teams))
        for running in night.dice.sample(night.teams, 3):
            look(night, running)
        look_at_the_list(night)
        night.clock.advance(minutes=night.dice.randint(2, 11))
        changed.add(night.session.now().utcoffset())
    assert len(changed) == 2, "the clocks changed meanwhile"
    assert refused, "somebody was asked for the reason of a delay"
    night.clock.advance(days=4)  # by then every window of the night has passed
    for running in night.teams:
        look(night, running)
        assert {view.step.id for view in team.board(night.session, running.record).steps} == {
            step.id for step in running.steps
        }
    look_at_the_list(night)


# --- what happens in the night ----------------------------------------------------------------------------------------


def begin(night: Night) -> None:
    """A case with its report and its incident, and one of the protocols that begin with one."""
    session, dice = night.session, night.dice
    case = night.put(None, "case", case_track=["sv_adult"])
    reported = night.minute(session.now() - timedelta(minutes=dice.randint(0, 200)))
    night.put(case.code, "report", report_dt=reported)
    happened = night.somewhen(100)
    while reference.began(happened, night.zone) and happened > reported:
        happened = night.somewhen(100)
    incident = night.put(case.code, "incident", inc_dt=happened, sv_acts=["penetrare"])
    night.put(case.code, "identity", birth_date=str(dice.choice([1990, 2012])), sex=dice.choice("FM"))
    able = [one.protocol for one in team_start.offers(session, str(case.case)) if not one.missing]
    protocol = dice.choice(able)
    sure = frozenset({"incident-after-report", "report-ahead"})
    begun = team_start.begin(session, str(case.case), Wanted(protocol.id, sure=sure))
    steps = reference.read(RESOURCES / f"protocols/{protocol.id}.v{protocol.version}.toml")
    anchors = {"incident": happened, "report": reported, "admission": None, "order": None}
    night.teams.append(Running(str(case.code), str(case.case), begun.record, incident.record, steps, anchors))


def tick(night: Night, running: Running) -> int:
    """Somebody ticks a step, now or as it was earlier; a duty that is late by the reference asks for its reason."""
    dice, now = night.dice, night.session.now()
    shown = [one for one in night.expected(running) if one.group != "hidden"]
    one = dice.choice(shown)
    found = team.board(night.session, running.record).protocol.step(one.step)
    assert found is not None
    state = dice.choice(["de_facut", "in_lucru", *found.outcomes])
    began = datetime.fromisoformat(running.anchors["report"])
    done = min(now, max(began, now - timedelta(minutes=dice.choice([0, 0, 5, 30, 90])))).replace(second=0)
    how: dict[str, Any] = {"done": done if state in ("facut", "in_lucru") else None}
    if state in ("refuzat_de", "imposibil"):
        how["reason"] = dice.choice(REASONS)
    late = state == "facut" and is_late(night, running, one.step, done)
    if late:
        with pytest.raises(Refused) as refused:
            team.set_step(night.session, running.record, one.step, state, **how)
        assert refused.value.code == "reason-needed"
        how["late_reason"] = dice.choice(REASONS)
    before = len(records.revisions(night.session.conn, running.record))
    team.set_step(night.session, running.record, one.step, state, **how)
    assert len(records.revisions(night.session.conn, running.record)) == before + 1
    running.ticked[one.step] = Ticked(state, night.minute(done) if how["done"] else None)
    return int(late)


def is_late(night: Night, running: Running, step: str, done: datetime) -> bool:
    """Whether a duty of the step had ended by then, were it still open."""
    tick_now = running.ticked.get(step, Ticked())
    open_again = {**running.ticked, step: tick_now if tick_now.state == "in_lucru" else Ticked()}
    told = conditions.of_case(CaseAnswers(night.session, running.case), night.session.now(), night.zone)
    shown = reference.team(running.steps, running.anchors, told, open_again, night.session.now(), night.zone)
    clocks = next(one.clocks for one in shown if one.step == step)
    return any(c.kind == "duty" and c.state != "met" and c.due is not None and c.due < done for c in clocks)


def correct(night: Night, running: Running) -> None:
    """The hour of the incident becomes known better; the team counts from it."""
    happened = night.minute(
        datetime.fromisoformat(running.anchors["report"]) - timedelta(minutes=night.dice.randint(1, 5000))
    )
    night.put(running.code, "incident", running.incident, inc_dt=happened)
    running.anchors["incident"] = happened
    assert team.board(night.session, running.record).anchors["incident"] == happened


def issue_an_order(night: Night, running: Running) -> None:
    if running.anchors["order"] is None:
        kind = "ORU" if night.session.office.country == "MD" else "OPP"
        at = night.minute(night.session.now() - timedelta(minutes=night.dice.randint(0, 40)))
        night.put(running.code, "protection", kind=kind, decision="emis", issued_dt=at)
        running.anchors["order"] = at


# --- what is seen -----------------------------------------------------------------------------------------------------


def look(night: Night, running: Running) -> None:
    """The page of a team and what is kept as due, against the reference."""
    now, shown = night.session.now(), night.expected(running)
    board = team.board(night.session, running.record)
    assert [(view.step.id, view.group) for view in board.steps] == [(one.step, one.group) for one in shown]
    for view, one in zip(board.steps, shown, strict=True):
        found = [(c.kind, c.state, c.due, c.since, c.exact) for c in view.clocks]
        assert found == [(c.kind, c.state, c.due, c.since, c.exact) for c in one.clocks], one.step
    assert (board.next.step.id if board.next else None) == reference.next_of(shown)
    kept = {
        (row.ref, row.kind, row.at, row.exact)
        for row in due.of_record(night.session.conn, running.record)
        if row.kind in teamfile.CLOCKS and (row.duty or row.at >= stamp(now))
    }
    assert kept == {(step, kind, stamp(at), exact) for step, kind, at, _since, exact, _state in reference.due(shown)}


def look_at_the_list(night: Night) -> None:
    """All teams at once: how many duties each has missed, and what is due next."""
    now, rows = night.session.now(), {row.record: row for row in teams.all_teams(night.session)}
    assert len(rows) == len(night.teams)
    for running in night.dice.sample(night.teams, 3):
        dues = list(reference.due(night.expected(running)))
        late = sum(state == "late" for *_rest, state in dues)
        ahead = [at for _step, _kind, at, *_rest in dues if now <= at <= now + teams.AHEAD]
        row = rows[running.record]
        assert (row.late, row.next_at) == (late, min(ahead, default=None))
        assert row.is_late(now) == (late > 0)


def test_the_two_zones_are_those_of_the_offices() -> None:
    assert {str(zone) for zone in ZONES.values()} == {"Europe/Chisinau", "Europe/Bucharest"}
