"""PURE: intervention teams after sexual violence, at the beginning of their steps and at their end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from desktop.services.invented.world import Answers, Tale, Telling, rows

PROTOCOL, VERSION, STEPS = "sv_md", 1, 29
GROUPS = ("SOC", "MED", "POL", "ML")
REFUSED, IMPOSSIBLE, NOT_NEEDED = 9, 12, 18  # steps of a finished team that were not done


def team(tale: Tale, incident: str, before: timedelta, **more: Any) -> Answers:
    return {
        "incident_ref": incident,
        "protocol": PROTOCOL,
        "protocol_version": VERSION,
        "t0": tale.happened(before),
        "r0": tale.minute(),
        "first_contact": "SOC",
        "place": "oficiu_soc",
        "coordinator": tale.manager,
        "coordinator_role": "coordonator",
        "language": tale.lang,
        "interpreter": False,
        "companion": "fara",
        "retellings": 1,
    } | more


def members(tale: Tale) -> Answers:
    told = [
        {"group": group, "name": tale.name(tale.pick((True, False))), "called_at": tale.minute()} for group in GROUPS
    ]
    return rows("members", *told)


def steps(tale: Tale, done: int, *, minutes: int = 9) -> Answers:
    """So many steps one after the other from this moment."""
    found: Answers = {}
    for step in range(1, done + 1):
        found[f"steps/{step}/state"] = "facut"
        found[f"steps/{step}/done_dt"] = tale.minute(minutes=minutes * step)
    return found


def run(tale: Tale, incident: str, before: timedelta, begun: datetime, done: int, reported: str) -> Telling[None]:
    """A team that runs: its clocks began with the report, and so many of its steps are done."""
    tale.at = begun
    started = team(tale, incident, before, r0=reported) | members(tale)
    went = steps(tale, done) | {f"steps/{done + 1}/state": "in_lucru"}
    yield from tale.after(minutes=9 * done + 45).write("team", started | went)


def over(tale: Tale, incident: str, before: timedelta, reported: str) -> Telling[None]:
    """A team that is over: most steps done, one declined, one impossible, one not needed."""
    start = team(tale, incident, before, r0=reported)
    went = steps(tale, STEPS)
    for step, state in ((REFUSED, "refuzat_de"), (IMPOSSIBLE, "imposibil"), (NOT_NEEDED, "nu_se")):
        del went[f"steps/{step}/done_dt"]
        went[f"steps/{step}/state"] = state
    went |= {f"steps/{REFUSED}/reason": "nu_doreste", f"steps/{IMPOSSIBLE}/reason": "serviciu_indisponibil"}
    yield from tale.after(minutes=9 * STEPS + 10).write("team", start | went | {"outcome": "plan_comun"})
