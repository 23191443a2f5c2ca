"""PURE: danger and what is done against it: the risk sheet, the safety plan, measures of protection, stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from desktop.services.invented.opening import BEGUN, UNKNOWN
from desktop.services.invented.world import Answers, Tale, Telling, rows

QUESTIONS = range(1, 24)
YES: Mapping[str, tuple[int, ...]] = {  # the questions that are answered with yes, for each level
    "crescut": (1, 2, 6, 7, 11, 13),
    "mediu": (1, 2, 6, 13),
    "scazut": (1, 6),
    "fara_risc": (),
    "neevaluat": (1,),
}
ABROAD = {"ORU": ("OPP", 4.9), "ordonanta_de": ("OP_familial", 180.0)}  # in Romania: what it is, how long it may last
REVIEW = {"crescut": 14, "neevaluat": 30}  # days until the next assessment; else 60


def risk(tale: Tale, level: str, *, why: str = "prima_evaluare", **more: Any) -> Answers:
    """An assessment that comes out at this level."""
    yes: Collection[int] = YES[level]
    told: Answers = {f"q{number}": number in yes for number in QUESTIONS}
    if level == "neevaluat":
        told |= dict.fromkeys(("q4", "q9", "q14"), UNKNOWN)
    return {
        **dict.fromkeys(BEGUN, True),
        "assessed_dt": tale.minute(),
        "assessor": tale.manager,
        "assessment_reason": why,
        **told,
        "escalation": level == "crescut",
        "firearm": False,
        "q24": ["emotional"],
        "q25": ["nu_poate"],
        "next_review": tale.day(REVIEW.get(level, 60)),
    } | more


def raised(tale: Tale) -> Answers:
    """The sheet counts a low risk, and the worker's judgement raises it; another tool is on record as well."""
    tool = {"tool": "chestionar_politie", "tool_date": tale.day(), "tool_result": tale.text()}
    reason = {"level_prof": "mediu", "level_prof_reason": tale.text(), "next_review": tale.day(30)}
    return risk(tale, "scazut", why="alt_fapt", police_result=True, **reason, **rows("tools", tool))


def safety_plan(tale: Tale) -> Answers:
    return {
        "needed": True,
        "made_with": True,
        "plan_date": tale.day(),
        "review_date": tale.day(28),
        "concern": tale.text(),
        "resources_people": tale.text(),
        "preparedness": tale.some(("semnal_convenit", "acte_pregatite", "loc_copii", "bani_pusi"), 3),
        "bag": tale.some(("acte", "bani", "chei", "medicamente"), 4),
        "during": ["iese_din", "suna_112"],
        "after": tale.some(("nu_spune", "schimba_drumurile", "incuietori"), 2),
        "tech": tale.some(("parole_schimbate", "localizare_oprita"), 2),
        "code_word": "exercițiu",
        "safe_places": tale.text(),
        "copy": tale.pick(("la_serviciu", "la_ea")),
    }


# --- measures of protection -------------------------------------------------------------------------------------------


def order(tale: Tale, kind: str, days: float, **more: Any) -> Answers:
    """A measure that was issued at this moment and holds so long."""
    sent = {"sent_to_court_dt": tale.minute(hours=-3)} if kind == "ordonanta_de" else {}
    named, longest = (kind, days) if tale.country == "MD" else ABROAD[kind]
    return {
        "kind": named,
        "number": "exercițiu",
        "issuer": tale.names.institutions["politie"] if kind == "ORU" else "Judecătoria inventată pentru exercițiu",
        "requested_on": tale.minute(hours=-5),
        "requested_by": "politie" if kind == "ORU" else "victima",
        **sent,
        "decision": "emis",
        "issued_dt": tale.minute(),
        "valid_to": tale.minute(days=min(days, longest)),
        "measures": ["distanta", "evacuare", "interzicere_contact"],
    } | more


def asked(tale: Tale) -> Answers:
    """A measure that is asked for, and not decided."""
    return {"kind": court(tale), "requested_on": tale.minute(), "requested_by": "victima", "decision": "in_curs"}


def refused(tale: Tale) -> Answers:
    return {"kind": court(tale), "requested_on": tale.minute(), "requested_by": "avocat", "decision": "respins"}


def court(tale: Tale) -> str:
    """What the measure of a court is called there."""
    return "ordonanta_de" if tale.country == "MD" else ABROAD["ordonanta_de"][0]


def breach(tale: Tale, *, reported: bool) -> Answers:
    return rows("breaches", {"on": tale.minute(hours=-2), "reported": reported, "what": tale.text()})


def prolonged(tale: Tale, days: float) -> Answers:
    return {"extended": True, "extended_to": tale.minute(days=days)}


# --- stays ------------------------------------------------------------------------------------------------------------


def stay(tale: Tale, days: float, contract: str, **more: Any) -> Answers:
    return {
        "request_dt": tale.minute(hours=-2),
        "source": "112_politie",
        "eligible_victim": True,
        "eligible_family": True,
        "location_risk": False,
        "decision": "admis",
        "home_code": "EXERCIȚIU",
        "capacity": 6,
        "admission_dt": tale.minute(),
        "adults": 1,
        "children": tale.dice.randint(0, 2),
        "room": str(tale.dice.randint(1, 6)),
        "contract_ref": contract,
        "end_due": tale.day(days),
    } | more


def not_admitted(tale: Tale, decision: str) -> Answers:
    why = {"refusal_reason": "locuri_ocupate"} if decision == "respins" else {}
    return {"request_dt": tale.minute(), "source": "auto_referire", "decision": decision, **why}


def left(tale: Tale) -> Answers:
    return {"exit_on": tale.day(), "exit_reason": "conform_planului", "exit_to": "alta_locuinta"}


def assess(tale: Tale, levels: Collection[str], days: float) -> Telling[None]:
    """One assessment after the other, so many days apart."""
    for number, level in enumerate(levels):
        why = "la_termen" if number else "prima_evaluare"
        yield from tale.office(days if number else 0).write("risk", risk(tale, level, why=why))
