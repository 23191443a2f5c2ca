"""PURE: what the sheets of a team say: its beginning, people and calls, steps, meetings, checks, papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from desktop.forms.ledger import of_sector
from desktop.services.invented import sharing
from desktop.services.invented.world import Answers, Tale, Telling, rows

VERSION = 1
Course = Mapping[str, float]  # step -> so many minutes after the report it was done


def protocol(tale: Tale, sort: str) -> str:
    return f"{sort}_{tale.country.lower()}"


def begun(tale: Tale, sort: str, sheet: str, **more: Any) -> Answers:
    """The team as it begins: with the incident or the stay that it is about, and this office's own person."""
    started: Answers = {"stay_ref": sheet} if sort == "home" else {"incident_ref": sheet}
    return {
        **started,
        "protocol": protocol(tale, sort),
        "protocol_version": VERSION,
        "r0": tale.since(0),
        "first_contact": "SOC",
        "place": "oficiu_soc",
        "coordinator": tale.manager,
        "coordinator_role": "coordonator",
        "language": tale.lang,
        "interpreter": False,
        "companion": "fara",
        **rows("members", {"group": "SOC", "name": tale.manager}),
    } | more


# --- steps ------------------------------------------------------------------------------------------------------------


def done(tale: Tale, course: Course) -> Answers:
    """Steps that were done, each so many minutes after the report; those that are still to come are left out."""
    told: Answers = {}
    for step, minutes in course.items():
        if minutes <= _minutes(tale):
            told |= {f"steps/{step}/state": "facut", f"steps/{step}/done_dt": tale.since(minutes)}
    return told


def declined(tale: Tale, step: str, minutes: float, reason: str = "nu_doreste") -> Answers:
    told = {"state": "refuzat_de", "reason": reason, "done_dt": tale.since(minutes)}
    return {f"steps/{step}/{name}": value for name, value in told.items()}


def impossible(step: str, reason: str = "serviciu_indisponibil") -> Answers:
    return {f"steps/{step}/state": "imposibil", f"steps/{step}/reason": reason}


def not_needed(*steps: str) -> Answers:
    return {f"steps/{step}/state": "nu_se" for step in steps}


def in_work(*steps: str) -> Answers:
    return {f"steps/{step}/state": "in_lucru" for step in steps}


def late(*steps: str, why: str = "distanta") -> Answers:
    """Why a duty was done after its end."""
    return {f"steps/{step}/late_reason": why for step in steps}


def finish(tale: Tale, course: Course) -> Answers:
    """The end of an intervention: what was done until now, the checks, the outcome."""
    steps = {step: course[step] for step in ("16", "24", "25")} | {"29": _minutes(tale)}
    told = {"outcome": "plan_comun", "ended_at": tale.minute(), "ended_by": tale.manager, "retellings": 1}
    return done(tale, steps) | told


def _minutes(tale: Tale) -> float:
    """Since the report."""
    return (tale.at - tale.begun) / timedelta(minutes=1)


def checked(tale: Tale) -> Answers:
    """The checks of an intervention that is long over, as their steps say it."""
    return done(tale, {"26": 60_000, "28": 60_000})


# --- people and calls -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Calls:
    """The people of one team and each call to them, in the order in which they were made."""

    tale: Tale
    sets: Answers = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)  # key of somebody -> the row of the team's sheet
    made: int = 0

    def call(self, key: str, minutes: float, result: str = "answered", **times: float) -> Calls:
        """Somebody was called so many minutes after the report; `times` are what followed (`arrived_at=…`)."""
        row, at = self._row(key), self.tale.since(minutes)
        self.made += 1
        number = self.tale.crew.people[key].number
        told = {"member": row, "at": at, "result": result, "number": number, "by": self.tale.manager}
        self.sets |= {f"calls/{self.made}": True} | {f"calls/{self.made}/{name}": value for name, value in told.items()}
        self._first(row, "called_at", at)
        if result in ("answered", "refused"):
            self._first(row, f"{result}_at", at)
        for name, later in times.items():
            self.sets[f"members/{row}/{name}"] = self.tale.since(later)
        return self

    def tied(self, key: str, tie: str) -> Calls:
        """Somebody says that they are tied to the alleged aggressor: they are not called."""
        self.sets[f"members/{self._row(key)}/conflict"] = tie
        return self

    def named(self, group: str, name: str) -> Calls:
        """Somebody whom the roster does not know."""
        row = self.rows[name] = str(len(self.rows) + 2)
        self.sets |= {f"members/{row}": True, f"members/{row}/group": group, f"members/{row}/name": name}
        return self

    def _row(self, key: str) -> str:
        if key not in self.rows:
            one, row = self.tale.crew.people[key], str(len(self.rows) + 2)  # the first row is the office's own
            told = {"group": one.group, "name": one.name, "phone": one.number}
            if key in self.tale.crew.records:
                told["person"] = self.tale.crew.records[key]
            self.sets |= {f"members/{row}": True} | {f"members/{row}/{name}": value for name, value in told.items()}
            self.rows[key] = row
        return self.rows[key]

    def _first(self, row: str, name: str, at: str) -> None:
        self.sets.setdefault(f"members/{row}/{name}", at)


# --- meetings and checks ----------------------------------------------------------------------------------------------


def meeting(tale: Tale, team: str, came: Sequence[str], away: Mapping[str, str], **more: Any) -> Answers:
    """The minutes of a meeting that begins now: who came, and why the others did not."""
    people = [{"group": group, "name": _who(tale, group), "came": True} for group in came]
    people += [{"group": group, "came": False, "absent_reason": why} for group, why in away.items()]
    points: list[dict[str, Any]] = [
        {"title": "Exercițiu: siguranța în următoarele zile", "text": tale.text()},
        {"title": "Exercițiu: îngrijirile medicale", "text": tale.text(), "seen_by": ["SOC", "MED"]},
        {"title": "Exercițiu: plângerea și avocatul", "text": tale.text(), "seen_by": ["SOC", "POL", "JUR"]},
    ]
    return {
        "team_ref": team,
        "state": "tinuta",
        "start": tale.minute(),
        "place": "Oficiul, camera 1 (exercițiu)",
        "written_by": tale.manager,
        **rows("people", *people),
        "agenda": tale.text(),
        **rows("points", *points),
    } | more


def planned_meeting(team: str, start: str, groups: Sequence[str]) -> Answers:
    people = rows("people", *({"group": group} for group in groups))
    return {"team_ref": team, "state": "planificata", "start": start, "place": "Oficiul (exercițiu)", **people}


def decision(what: str, group: str, until: str, **more: Any) -> Answers:
    return {"what": f"Exercițiu: {what}", "group": group, "until": until, "state": "de_facut"} | more


def check(tale: Tale, team: str, step: str, clock: int, number: int = 1, **told: Any) -> Answers:
    """The sheet of one check of a team, on the day on which it was planned."""
    own = {"team_ref": team, "step": step, "clock": clock, "no": number, "planned_on": tale.day()}
    return own | told


def made(tale: Tale, **more: Any) -> Answers:
    """How a check went that was made today."""
    told = {"done_on": tale.day(), "reached": "a_venit", "medical": "facut", "psychological": "programat"}
    return told | {"hiv_test": "facut", "risk_change": "la_fel", "wishes": tale.text()} | more


def _who(tale: Tale, group: str) -> str:
    if group == "SOC":
        return tale.manager
    return next((one.name for one in tale.crew.people.values() if one.group == group), "")


# --- papers -----------------------------------------------------------------------------------------------------------


def send(tale: Tale, team: str, step: str, paper: str, sector: str, **step_says: Any) -> Telling[str]:
    """A paper of the team goes to an institution: its referral, its trace in the ledger, its number at the step."""
    sent = yield from tale.write("referral", sharing.referral(tale, sector, "imediat", mode="tiparit"))
    (recipient,) = of_sector({sector})
    number = f"E-{tale.dice.randrange(1_000, 10_000)}"
    trace = sharing.disclosure(
        tale, "referire", recipient, referral_ref=sent, team_ref=team, paper=paper, number=number
    )
    yield from tale.after(minutes=1).write("disclosure", trace)
    told = {"state": "in_lucru", "doc_type": "formular", "doc": number} | step_says
    yield from tale.write("team", {f"steps/{step}/{name}": value for name, value in told.items()}, team)
    return sent
