"""PURE: the work on a case: needs, plan and services, contract, months, notes, appointments, papers of others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from desktop.services.invented.world import FRIDAY, Answers, Tale, Telling, rows

NOTES = ("telefon", "vizita", "sociala", "insotire", "psihologica", "juridica")
MEASURES = ("b1", "b2", "b3", "b4", "b5", "b6")


def evaluation(tale: Tale) -> Answers:
    return {
        "applicant": "beneficiara",
        "evaluated_on": tale.day(),
        **rows(
            "contributors",
            {"discipline": "asistent_social", "name": tale.manager, "contacted_on": tale.day()},
            {"discipline": "psiholog_consilier", "name": "Lidia Șablon", "contacted_on": tale.day()},
        ),
        **rows("meetings", {"date": tale.day(), "specialist": "Lidia Șablon", "notes": tale.text()}),
        **rows(
            "history",
            {"incident": tale.last("incident"), "events": tale.text()}
            if "incident" in tale.records
            else {"events": tale.text()},
        ),
        "need_med": tale.pick(("fara_nevoie", "mica", "medie")),
        "need_emo": tale.pick(("mica", "medie", "mare")),
        "need_leg": tale.pick(("mica", "medie", "mare")),
        "need_soc": tale.pick(("mica", "medie")),
        "need_soc_notes": tale.text(),
        "need_prof": tale.pick(("fara_nevoie", "mica")),
        "env_family": tale.text(),
        "env_income": tale.text(),
        "rec_services": ["JRD", "PSI", "SOC"],
        "recommendations": tale.text(),
        "conclusion": "plan_de",
        "sign_manager": tale.signed(),
    }


# --- plan and contract ------------------------------------------------------------------------------------------------


def plan(tale: Tale, months: int, *, services: Sequence[str] = ("PSI", "JRD"), agreed: bool = True) -> Answers:
    """A plan of so many months with its services, still to be carried out."""
    told = [
        {"cat": cat, "institution": tale.names.institutions["psiholog"], "objective": tale.text(), "from": tale.day(),
         "to": tale.day(30 * months), "status": "in_curs"}
        for cat in services
    ]  # fmt: skip
    return {
        "plan_date": tale.day(),
        **rows("services", *told),
        **rows("interventions", {"service": services[0], "code": "consiliere", "result": tale.text(), "degree": "25"}),
        **rows(
            "sessions",
            {"date": tale.day(), "minutes": 50, "topic": "siguranta", "state": "realizata", "held_on": tale.day()},
        ),
        "goal_safety": "1-25",
        "agreed": agreed,
        **({"signature": tale.signed()} if agreed else {}),
        "made_by": tale.manager,
    }


def benefit(tale: Tale, months: int) -> Answers:
    money = {"amount": f"{tale.dice.randrange(500, 2500, 50)}.00", "currency": tale.names.currency}
    kind = tale.pick(("ajutor_social", "alocatie_copii", "ajutor_de_incalzire"))
    told = {"kind": kind, "amount": money, "authority": tale.names.institutions["asistenta_sociala"]}
    return rows("benefits", told | {"starts": tale.day(), "ends": tale.day(30 * months)})


def planned(tale: Tale, days: float) -> Answers:
    """A session that is agreed for a day to come."""
    return {
        "sessions/9": True,
        "sessions/9/date": tale.day(days),
        "sessions/9/minutes": 50,
        "sessions/9/state": "planificata",
        "sessions/9/topic": "sprijin_emotional",
    }


def carried_out(tale: Tale, services: int = 2) -> Answers:
    """The plan as it stands when its services are over."""
    told: Answers = {f"services/{row}/status": "finalizat" for row in range(1, services + 1)}
    return told | {"last_revision": tale.day(), "goal_safety": "76-99", "goal_psychosocial": "51-75"}


def contract(tale: Tale, days: float, kind: str = "de_zi") -> Answers:
    return {
        "contract_no": f"exercițiu {tale.dice.randrange(1, 400)}",
        "service_type": kind,
        "from": tale.day(),
        "to": tale.day(days),
        "services": ["PSI", "SOC"],
        "rules_ack": True,
        "copies": 2,
        "signature": tale.signed(),
        "provider_signature": tale.signed(),
    }


def amended(tale: Tale, days: float) -> Answers:
    return rows("amendments", {"amended_on": tale.day(), "text": tale.text(), "new_end": tale.day(days)})


# --- months, notes, appointments --------------------------------------------------------------------------------------


def month(tale: Tale, number: int, *, change: str = "la_fel", **more: Any) -> Answers:
    words: Answers = {
        f"{each}_{part}": tale.text() for each in MEASURES for part in ("objective", "activity", "conclusion")
    }
    return {
        "no": number,
        "date": tale.day(),
        "from": tale.day(-30),
        "to": tale.day(),
        "next_due": tale.day(30),
        "team": ["asistent_social", "manager_de"],
        "written_by": tale.manager,
        "risk_change": change,
        "contact_lost": False,
        **words,
        "progress": tale.text(),
    } | more


def months(tale: Tale, count: int, first: int = 1) -> Telling[None]:
    """Month after month, with a note between them."""
    for number in range(first, first + count):
        yield from tale.office(13).write("note", note(tale))
        change = tale.pick(("la_fel", "la_fel", "a_scazut"))
        yield from tale.office(13).write("monitoring", month(tale, number, change=change))


def note(tale: Tale, kind: str = "", **more: Any) -> Answers:
    chosen = kind or tale.pick(NOTES)
    return {
        "date": tale.day(),
        "type": chosen,
        "minutes": tale.dice.randrange(15, 95, 5),
        "topic": tale.pick(("siguranta", "sprijin_emotional", "informare_drepturi", "documente", "copii")),
        "worker": tale.manager,
        "note": tale.text(),
        **_special(tale, chosen),
    } | more


def _special(tale: Tale, kind: str) -> Answers:
    if kind == "psihologica":
        return {f"psych_{part}": tale.text() for part in ("history", "effects", "protective", "resources")}
    if kind == "juridica":
        return {"legal_property": ["locuinta"], "legal_holding": ["bunuri_comune"], "legal_advice": tale.text()}
    if kind in ("sociala", "vizita"):
        return {"social_relations": "acceptabila", "social_living": "dificila", "social_text": tale.text()}
    return {}


def appointment(tale: Tale, days: float, **more: Any) -> Answers:
    """An appointment so many days from this moment, on a day and at an hour of the office."""
    day = tale.at + timedelta(days=days)
    while day.weekday() > FRIDAY:
        day += timedelta(days=1)
    start = day.replace(hour=tale.dice.randint(9, 15), minute=tale.pick((0, 15, 30, 45)))
    return {
        "start": start.isoformat(timespec="minutes"),
        "minutes": tale.pick((30, 45, 60)),
        "place_kind": "oficiu",
        "room": str(tale.dice.randint(1, 3)),
        "worker": tale.manager,
        "with_kind": "persoana",
        "purpose": f"P{tale.dice.randint(1, 8)}",
        "transport": "nu",
        "interpreter": False,
        "remind_way": "fara",
        "state": "planificata",
    } | more


def soon(tale: Tale) -> str:
    """This afternoon, or tomorrow morning where the afternoon is over."""
    today = tale.now.replace(hour=15, minute=30, second=0, microsecond=0)
    start = today if tale.now < today else (today + timedelta(days=1)).replace(hour=10)
    return start.isoformat(timespec="minutes")


def document(tale: Tale, file: str, kind: str) -> Answers:
    return {
        "kind": kind,
        "made_on": tale.day(),
        "from": tale.names.institutions["medical"],
        "file": file,
        "note": tale.text(),
    }


def transcript(tale: Tale, form: str, sheet: str) -> Answers:
    """A sheet that was written on paper first."""
    return {
        "sheet": sheet,
        "form": form,
        "paper_on": tale.day(-1),
        "paper_by": tale.colleague,
        "typed_on": tale.minute(),
        "typed_by": tale.manager,
    }
