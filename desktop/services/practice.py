"""A practice vault: an office of invented people, made from a seed, that can never export to a real office."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from db.keys import KdfCost
from desktop import paths
from desktop.services import intake, people, vaults
from desktop.services.session import Session

OFFICE, REGION = "XUN", "XREG"
PASSPHRASE = "practice-practice"  # noqa: S105 - public on purpose: nothing in this vault is real
WORKER = "Ina Exercițiu"
CASES = 120
BATCH = 100  # cases in one commit
RUNNING = ((5.4, 35.4, 8), (22.0, 9.0, 15))  # hours since the report, from the incident to it, steps done

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Names:
    """What the invented people are called and where they live."""

    surnames: tuple[str, ...]
    female: tuple[str, ...]
    male: tuple[str, ...]
    workers: tuple[tuple[str, str], ...]
    villages: tuple[str, ...]
    units: tuple[str, ...]
    narrative: str


def make(
    folder: Path,
    *,
    cases: int,
    seed: int,
    clock: Callable[[], datetime],
    report: Report | None = None,
    cost: KdfCost | None = None,
) -> Session:
    """Create a practice vault with so many cases; the same seed gives the same people. It is returned open."""
    names = read_names(paths.resources() / "practice" / "names.v1.toml")
    session = vaults.create(
        folder, office=OFFICE, worker=WORKER, passphrase=PASSPHRASE, clock=clock, practice=True, cost=cost
    )
    for name, role in names.workers:
        if name != WORKER:
            people.add_worker(session, name, role, PASSPHRASE)
    fill(session, names, cases=cases, seed=seed, report=report or _quiet)
    return session


def fill(session: Session, names: Names, *, cases: int, seed: int, report: Report = lambda _done, _all: None) -> None:
    """Put invented cases into an open practice vault, a hundred in one commit, each written when it was reported."""
    dice = random.Random(seed)  # noqa: S311 - invented people need no secrecy
    clock, now = session.clock, session.now()
    stories = sorted((Story(dice, names, now, number) for number in range(cases)), key=lambda one: one.reported)
    try:
        for begin in range(0, cases, BATCH):
            report(begin, cases)
            with session.vault.write(now) as conn, intake.Batch(session, conn) as batch:
                for story in stories[begin : begin + BATCH]:
                    _case(session, batch, story)
    finally:
        session.clock = clock
    report(cases, cases)


def read_names(file: Path) -> Names:
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    lists = {key: tuple(told[key]) for key in ("surnames", "female", "male", "villages", "units")}
    workers = tuple((name, role) for name, role in told["workers"])
    return Names(**lists, workers=workers, narrative=told["narrative"])


class Story:
    """The answers of one invented case; each method gives those of one form."""

    def __init__(self, dice: random.Random, names: Names, now: datetime, number: int) -> None:
        self.dice, self.names, self.now = dice, names, now
        # Two teams run, so that the first page shows clocks: (report, incident before it, steps that are done).
        running = RUNNING[number] if number < len(RUNNING) else None
        hours, before, self.done = running or (dice.uniform(72, 24 * 360), dice.choice([2, 5, 9, 20, 40, 100, 300]), 29)
        self.reported = (now - timedelta(hours=hours)).replace(second=0, microsecond=0)
        self.happened = self.reported - timedelta(hours=before)
        self.sexual = number < 2 or dice.random() < 0.25
        self.woman = number < 3 or dice.random() < 0.93
        self.running = running is not None
        self.with_team = self.running or (self.sexual and dice.random() < 0.3)
        self.unit = dice.choice(names.units)

    def at(self, minutes: int) -> Callable[[], datetime]:
        """A clock that stands so many minutes after the report, and never after now."""
        moment = min(self.reported + timedelta(minutes=minutes), self.now)
        return lambda: moment

    def case(self) -> dict[str, Any]:
        age = (self.now - self.reported).days
        states = ["deschis"] if age < 30 else ["deschis", "in_monitorizare", "in_monitorizare", "inchis"]
        return {
            "opened_on": self.reported.date().isoformat(),
            "status": self.dice.choice(states),
            "case_track": ["sv_adult"] if self.sexual else ["vd_adult"],
        }

    def report(self) -> dict[str, Any]:
        child = self.dice.choice(["nu", "nu", "martor"])
        return {
            **({"guardianship_notified_dt": _minute(self.reported)} if child != "nu" else {}),
            "report_dt": _minute(self.reported),
            "channel": self.dice.choice(["telefonic", "verbal_la", "scris", "adus_de"]),
            "notifier_type": self.dice.choice(["victima", "victima", "vecin", "parinte", "asistent_social", "martor"]),
            "immediate_danger": False,
            "child_involved": child,
            "decision": "preluat",
            "case_ground": "consimtamant",
        }

    def consent(self) -> dict[str, Any]:
        return {
            "explained_on": self.reported.date().isoformat(),
            "consent_registration": True,
            "consent_services": "da",
            "consent_contact": self.dice.choice(["da", "nu"]),
            "consent_stats": self.dice.choice(["da", "nu", "nu"]),
            "capacity": "major_cu",
            "signature": {"how": "paper", "on": self.reported.date().isoformat()},
        }

    def identity(self) -> dict[str, Any]:
        first = self.dice.choice(self.names.female if self.woman else self.names.male)
        return {
            "last_name": self.dice.choice(self.names.surnames),
            "first_name": first,
            "birth_date": f"{self.dice.randint(self.now.year - 68, self.now.year - 19)}",
            "sex": "F" if self.woman else "M",
            "real_addr": f"{self.unit}/{self.dice.choice(self.names.villages)}",
            "environment": self.dice.choice(["rural", "rural", "urban"]),
            "civil_status": self.dice.choice(["casatorit", "uniune_libera", "divortat", "necasatorit"]),
            "occupation": self.dice.choice(["fara_ocupatie", "salariat", "casnic", "agricultor"]),
            "do_not": self.dice.choice([["apel"], ["apel", "vizita"], ["mesaj_vocal"]]),
        }

    def aggressor(self) -> dict[str, Any]:
        return {
            "agg_rel": self.dice.choice(["SOT", "SOT", "CON", "FPA", "RUD", "CUN"]),
            "agg_sex": "M",
            "agg_age_band": self.dice.choice(["18-25", "26-40", "26-40", "41-60"]),
            "agg_weapon": False,
            "agg_history_dv": self.dice.choice([True, True, False, {"none": "unknown"}]),
        }

    def incident(self) -> dict[str, Any]:
        main = "SEX" if self.sexual else self.dice.choice(["FIZ", "FIZ", "PSI", "ECO"])
        answers: dict[str, Any] = {
            "inc_dt": _minute(self.happened),
            "inc_place_type": self.dice.choice(["domiciliul_comun", "domiciliul_agresorului", "drum_strada"]),
            "inc_locality": self.unit,
            "frequency": self.dice.choice(["o_singura", "lunar", "saptamanal"]),
            "previous_incidents": self.dice.choice([True, False, {"none": "declined"}]),
            "forms_legal": sorted({main, self.dice.choice(["FIZ", "PSI"])}),
            "primary_form": main,
            "narrative": self.names.narrative,
        }
        ladder = {"SEX": 1, "FIZ": 3, "ECO": 5, "PSI": 6}[main]
        answers |= {f"l{step}": step == ladder for step in range(1, ladder + 1)}
        return answers

    def team(self, incident: str) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for step in range(1, self.done + 1):
            answers[f"steps/{step}/state"] = "facut"
            answers[f"steps/{step}/done_dt"] = _minute(self.reported + timedelta(minutes=9 * step))
        if not self.running:
            answers["outcome"] = "plan_comun"
        return {
            "incident_ref": incident,
            "protocol": "sv_md",
            "protocol_version": 1,
            "t0": _minute(self.happened),
            "r0": _minute(self.reported),
            "first_contact": "SOC",
            "coordinator": "Ina Exercițiu",
            "retellings": self.dice.choice([1, 1, 1, 2]),
            **answers,
        }


def _case(session: Session, batch: intake.Batch, story: Story) -> None:
    session.clock = story.at(0)
    code = _put(batch, None, "case", story.case()).code
    for number, form in enumerate(("report", "consent", "identity", "aggressor"), 1):
        session.clock = story.at(6 * number)
        _put(batch, code, form, getattr(story, form)())
    session.clock = story.at(40)
    incident = _put(batch, code, "incident", story.incident())
    if story.with_team:
        session.clock = story.at(9 * story.done + 10)
        _put(batch, code, "team", story.team(incident.record))


def _put(batch: intake.Batch, code: str | None, form: str, answers: Mapping[str, Any]) -> intake.Put:
    return batch.put({"case": code, "form": form, "record": None, "set": dict(answers)})


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _quiet(_done: int, _total: int) -> None:
    """Nobody watches."""
