"""PURE: teams after domestic violence and, in Romania, admissions to a protected home."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from desktop.services.invented import danger, opening, sharing, teams, work
from desktop.services.invented.interventions import on
from desktop.services.invented.opening import SHORT
from desktop.services.invented.teams import Calls, Course
from desktop.services.invented.world import Kind, Tale, Telling

NIGHT: Course = {
    "1": 5, "2": 8, "3": 20, "5": 45, "7": 60, "4": 70, "8": 150, "13": 280, "14": 480, "16": 600, "17": 900,
    "19": 1_000, "18": 1_500, "20": 2_500,
}  # fmt: skip
ORDERED = 56  # minutes after the report
ADMITTED = 1_200
HOME: Course = {"1": 20, "2": 300, "3": 320, "4": 600, "5": 700}
AT_HOME: Course = {
    "7": ADMITTED + 20, "8": ADMITTED + 60, "10": 1_700, "9": 1_800, "11": 4_000, "13": 4_800, "6": 12_000,
    "14": 17_000,
}  # fmt: skip


def start(tale: Tale, *, pace: float = 6, **reported: Any) -> Telling[str]:
    """The sheets of the first hour and the team of the incident."""
    tale.woman = True
    before = timedelta(hours=1)
    incident = yield from opening.begin(tale, before, age=34, tie="SOT", pace=pace, reported=reported)
    told = teams.begun(tale, "vd", incident, t0=tale.happened(before), place="domiciliu")
    return (yield from tale.after(minutes=2).write("team", told))


def first_hour(tale: Tale) -> Telling[None]:
    """In its first hour, and somebody is in danger: the police are on the spot."""
    team = yield from start(tale, pace=1.5, immediate_danger=True)
    calls = Calls(tale).call("POL1", 9, arrived_at=31).call("MED1", 22)
    yield from tale.after(minutes=20).write("team", teams.done(tale, NIGHT) | calls.sets, team)
    yield from tale.after(minutes=3).write("team", teams.in_work("4", "5"), team)


def waits_for_order(tale: Tale) -> Telling[None]:
    """The order was asked for and has not come: what counts from it says that it waits."""
    team = yield from start(tale)
    yield from tale.after(minutes=30).write("protection", danger.asked(tale))
    went = teams.done(tale.after(minutes=90), NIGHT) | teams.impossible("9") | teams.not_needed("6")
    yield from tale.write("team", went | Calls(tale).call("POL1", 12, arrived_at=66).sets, team)
    yield from tale.after(minutes=5).write("risk", danger.risk(tale, "crescut"))
    yield from tale.after(minutes=200).write("team", teams.done(tale, NIGHT), team)


def ordered(tale: Tale) -> Telling[None]:
    """The order came at once: every week somebody looks whether it is kept."""
    team = yield from start(tale)
    asked = tale.after(minutes=ORDERED - 43).minute(minutes=-20)
    yield from tale.write("protection", danger.order(tale, "ORU", 9, requested_on=asked))
    centre: Course = {} if tale.country == "MD" else {"12": ORDERED + 70}  # he was put out, and asked where to go
    told = teams.done(tale.after(minutes=120), {**NIGHT, "9": ORDERED, **centre}) | teams.not_needed("6")
    yield from tale.write("team", told | Calls(tale).call("POL1", 12, arrived_at=66).sets, team)
    yield from tale.after(minutes=5).write("risk", danger.risk(tale, "crescut"))
    later: Course = {"11": 1_300} | ({} if tale.country == "MD" else {"10": 1_100})
    yield from on(tale, 1.9).write("team", teams.done(tale, {**NIGHT, **later}), team)


def home(tale: Tale) -> Telling[tuple[str, str]]:
    """She asks for a place: the sheet of the stay, and the team that brings her there."""
    tale.woman = True
    yield from opening.begin(tale, SHORT, age=29, tie="SOT", releases=[sharing.release(tale, "psiholog")])
    asked = danger.not_admitted(tale, "lista_de") | {"request_dt": tale.since(0), "source": "stas_spas"}
    stay = yield from tale.after(minutes=9).write("stay", asked)
    team = yield from tale.after(minutes=2).write("team", teams.begun(tale, "home", stay, first_contact="DGASPC"))
    return team, stay


def waits_for_place(tale: Tale) -> Telling[None]:
    """No place is free yet: what counts from the admission waits for it."""
    team, _stay = yield from home(tale)
    told = teams.done(tale.after(minutes=280), {"1": 20, "2": 300}) | teams.in_work("3")
    yield from tale.write("team", told | Calls(tale).call("DGASPC1", 30).call("CASA1", 200).sets, team)


def admitted(tale: Tale) -> Telling[None]:
    """In the home for three weeks: contract, evaluation, and a plan that is due."""
    team, stay = yield from home(tale)
    yield from tale.after(minutes=700).write("team", teams.done(tale, HOME), team)
    yield from on(tale, ADMITTED / 1_440).write("contract", work.contract(tale, 300, "VD-III"))
    here = danger.stay(tale, 300, tale.last("contract")) | {"request_dt": tale.since(0), "children": 0}
    yield from tale.write("stay", here, stay)
    calls = Calls(tale).call("DGASPC1", 30).call("CASA1", 620, arrived_at=ADMITTED + 10)
    yield from on(tale, 1.4).write("team", teams.done(tale, AT_HOME) | calls.sets, team)
    yield from on(tale, 12).write("team", teams.done(tale, AT_HOME) | teams.in_work("15"), team)


VD: Mapping[str, tuple[Kind, float]] = {  # each with the hours since the report
    "vd-first-hour": (first_hour, 0.9),
    "vd-no-order": (waits_for_order, 14),
    "vd-ordered": (ordered, 72),
}
HOMES: Mapping[str, tuple[Kind, float]] = {
    "home-waiting": (waits_for_place, 20),
    "home-admitted": (admitted, 24 * 20),
}
