"""PURE: how a case begins: the call, the header, consent, who she is, who harmed her, what happened, the children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from desktop.services.invented.world import Answers, Tale, Telling, rows

SHORT, LONG = timedelta(hours=5), timedelta(hours=60)  # from the incident to the report
LADDER = {"SEX": 1, "FIZ": 3, "ECO": 5, "PSI": 6, "VRB": 6, "CIB": 6, "SOC": 6, "SPI": 6, "NEG": 5}
UNKNOWN: Mapping[str, str] = {"none": "unknown"}
DECLINED: Mapping[str, str] = {"none": "declined"}
NOTHING: Mapping[str, Any] = {}
NOTIFIERS = (
    "victima",
    "victima",
    "vecin",
    "parinte",
    "alt_membru",
    "alta_ruda",
    "martor",
    "cunoscut_al",
    "asistent_social",
)
BEGUN = ("begin_time", "begin_place", "begin_contact", "begin_where")


# --- the report -------------------------------------------------------------------------------------------------------


def report(tale: Tale, child: str = "nu", *, notified: bool = True, **more: Any) -> Answers:
    """A call as it is written down, not decided yet unless `more` says so."""
    topic = "violenta_sexuala" if tale.sexual else "violenta_domestica"
    told: Answers = {
        "report_dt": tale.since(0),
        "immediate_danger": False,
        "child_involved": child,
        "channel": tale.pick(("telefonic", "telefonic", "verbal_la", "scris", "adus_de", "fisa_de")),
        "notifier_type": tale.pick(NOTIFIERS),
        "topics": [topic],
        "victim_aware": tale.pick((True, True, False)),
        "reported_elsewhere": "nu",
        "summary": tale.text(),
    }
    if child != "nu" and notified:
        told |= {"guardianship_notified_dt": tale.minute(), "told": ["autoritatea_tutelara"]}
    return told | more


def taken(ground: str = "consimtamant") -> Answers:
    """The decision that a report becomes a case, with its ground."""
    return {"decision": "preluat", "case_ground": ground}


# --- the header and consent -------------------------------------------------------------------------------------------


def case(tale: Tale, **more: Any) -> Answers:
    track = "sv_adult" if tale.sexual else "vd_adult"
    return {"opened_on": tale.day(), "status": "deschis", "case_track": [track], "case_manager": tale.manager} | more


def consent(tale: Tale, releases: Sequence[Mapping[str, Any]] = (), **more: Any) -> Answers:
    return {
        "explained_on": tale.day(),
        "explained_by": tale.manager,
        "lang_mode": tale.lang,
        "consent_registration": True,
        "consent_registration_on": tale.day(),
        "consent_services": "da",
        "consent_contact": tale.pick(("da", "da", "nu")),
        "consent_stats": tale.pick(("da", "nu", "nu")),
        "capacity": "major_cu",
        "signature": tale.signed(),
        **rows("release", *releases),
    } | more


# --- people -----------------------------------------------------------------------------------------------------------


def identity(tale: Tale, age: int | None = None, **more: Any) -> Answers:
    years = age if age is not None else tale.dice.randint(19, 68)
    safe = tale.dice.random() < 0.5
    return {
        "last_name": tale.surname(),
        "first_name": tale.first_name(tale.woman),
        "birth_date": str(tale.at.year - years),
        "sex": "F" if tale.woman else "M",
        "lang": tale.lang,
        "citizenship": "UA" if tale.lang == "uk" else tale.country,
        "displacement": "refugiat_protectie" if tale.lang == "uk" else "rezident",
        "real_addr": tale.place(),
        "environment": tale.pick(("rural", "rural", "urban")),
        "do_not": list(tale.pick((("apel",), ("apel", "vizita"), ("mesaj_vocal",), ("corespondenta", "vizita")))),
        **rows("phones", {"number": tale.phone(), "safe_call": safe, "safe_sms": False}),
        **(life(tale) if years >= 18 else {"civil_status": "necasatorit", "occupation": "elev_student"}),
    } | more


def life(tale: Tale) -> Answers:
    return {
        "civil_status": tale.pick(("casatorit", "uniune_libera", "divortat", "necasatorit", "separat_in")),
        "studies": tale.pick(("gimnazial", "profesionala", "liceu", "superioare")),
        "occupation": tale.pick(("fara_ocupatie", "salariat", "casnic", "agricultor", "lucrator_in")),
        "income": tale.pick(("fara_venit", "sub_salariul", "prestatii_sociale")),
        "housing": tale.pick(("a_agresorului", "coproprietate", "familia_victimei", "inchiriata")),
        "disability": ["fara"],
    }


def aggressor(tale: Tale, **more: Any) -> Answers:
    return {
        "agg_rel": tale.pick(("SOT", "SOT", "CON", "FPA", "RUD", "CUN")),
        "agg_sex": "M",
        "agg_age_band": tale.pick(("18-25", "26-40", "26-40", "41-60")),
        "agg_location": tale.pick(("acasa_cu", "in_localitate", "alta_localitate", "strainatate")),
        "agg_knows_refuge": False,
        "agg_weapon": False,
        "agg_history_dv": tale.pick((True, True, False, UNKNOWN)),
        "agg_history_alcohol": tale.pick(("nu", "ocazional", "frecvent")),
    } | more


def child(tale: Tale, role: str, *, notified: Mapping[str, Any] | None = None) -> Answers:
    """A child of the case; `notified` says when the guardianship authority was told."""
    girl = tale.pick((True, False))
    return {
        "child_role": role,
        "child_name": tale.name(girl),
        "child_age": tale.dice.randint(1, 16),
        "child_sex": "F" if girl else "M",
        "lives_with": tale.pick(("cu_beneficiara", "cu_beneficiara", "cu_ambii", "cu_bunicii")),
        "child_rel_agg": tale.pick(("copil_comun", "copil_comun", "din_alta")),
        "protection_measure": "fara_masura",
        **({"guardianship_notified_dt": tale.minute()} if notified is None else notified),
    }


# --- what happened ----------------------------------------------------------------------------------------------------


def incident(tale: Tale, before: timedelta, **more: Any) -> Answers:
    main = "SEX" if tale.sexual else tale.pick(("FIZ", "FIZ", "FIZ", "PSI", "PSI", "ECO", "VRB", "CIB", "SOC"))
    ladder = LADDER[main]
    return {
        "inc_dt": tale.happened(before),
        "inc_place_type": tale.pick(("domiciliul_comun", "domiciliul_comun", "domiciliul_agresorului", "drum_strada")),
        "inc_locality": tale.unit,
        "frequency": tale.pick(("o_singura", "mai_rar", "lunar", "saptamanal")),
        "previous_incidents": tale.pick((True, False, DECLINED)),
        "source": "victima",
        "forms_legal": sorted({main, tale.pick(("FIZ", "PSI", "VRB"))}),
        "primary_form": main,
        "injuries": ["usoare"] if main == "FIZ" else ["fara"],
        "witnesses_children": 0,
        "retellings": tale.pick((1, 1, 1, 2)),
        "narrative": tale.names.narrative,
        **{f"l{step}": step == ladder for step in range(1, ladder + 1)},
    } | more


def first_evaluation(tale: Tale) -> Answers:
    needs = ["juridic", "psihologic", "siguranta"]
    return {
        **dict.fromkeys(BEGUN, True),
        "danger_if_leaves": tale.pick((True, False, UNKNOWN)),
        "safe_home": tale.pick(("mai_mult_nesigura", "cand_si", "mai_mult_linistita")),
        "immediate_needs": tale.some(("ingrijiri_medicale", "hrana", "transport", "haine"), 2),
        "reg_date": tale.day(),
        "specialist": tale.manager,
        "how_found": tale.pick(("linie_telefonica", "primarie_asistenta", "prieteni_rude", "politie")),
        "situation_now": tale.text(),
        "needs": needs,
        "needs_now": ["siguranta"],
        "needs_soon": ["juridic", "psihologic"],
        "requested_services": ["JRD", "PSI"],
        "support_family": tale.some(("gazduire_temporara", "emotional", "financiar"), 2),
        "info_given": ["confidentialitate_limite", "drepturi", "servicii"],
        "conclusion": "preluare",
    }


# --- together ---------------------------------------------------------------------------------------------------------


def begin(
    tale: Tale,
    before: timedelta,
    *,
    releases: Sequence[Mapping[str, Any]] = (),
    age: int | None = None,
    tie: str = "",
    pace: float = 6,
    told: Mapping[str, Any] = NOTHING,
    reported: Mapping[str, Any] = NOTHING,
) -> Telling[str]:
    """The sheets of the first hour; given is the incident. `tie` is who harmed her, else as the dice fall.

    A sheet takes so many minutes (`pace`); `told` and `reported` are what the incident and the report say besides.
    """
    yield from tale.write("case", case(tale))
    yield from tale.after(minutes=pace).write("report", report(tale, **reported) | taken())
    yield from tale.after(minutes=pace).write("consent", consent(tale, releases))
    yield from tale.after(minutes=pace).write("identity", identity(tale, age))
    yield from tale.after(minutes=pace).write("aggressor", aggressor(tale, **({"agg_rel": tie} if tie else {})))
    return (yield from tale.after(minutes=2.5 * pace).write("incident", incident(tale, before, **told)))
