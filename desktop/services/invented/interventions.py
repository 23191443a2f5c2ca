"""PURE: teams after sexual violence, each at another hour and with another thing to learn from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from desktop.services.invented import danger, opening, sharing, teams
from desktop.services.invented.opening import NOTHING
from desktop.services.invented.teams import Calls, Course
from desktop.services.invented.world import Answers, Kind, Tale, Telling, rows

FIRST_STEPS: Course = {"1": 4, "2": 10, "3": 14, "7": 13}
SWIFT: Course = {
    **FIRST_STEPS, "4": 32, "6": 40, "8": 70, "9": 105, "10": 110, "11": 112, "12": 118, "13": 170, "14": 200,
    "17": 300, "20": 360, "21": 420, "16": 1_560, "24": 3_000, "25": 12_700,
}  # fmt: skip
FIRST_DAY: Course = {step: minutes for step, minutes in SWIFT.items() if minutes < 480}


def start(
    tale: Tale,
    before: timedelta,
    *,
    releases: Sequence[Mapping[str, Any]] = (),
    pace: float = 6,
    told: Mapping[str, Any] = NOTHING,
    **more: Any,
) -> Telling[str]:
    """The sheets of the first hour and the team of the incident."""
    tale.sexual = tale.woman = True
    age = tale.dice.randint(19, 50)
    incident = yield from opening.begin(tale, before, releases=releases, age=age, tie="NEC", pace=pace, told=told)
    began = told.get("inc_dt", tale.happened(before))
    team = teams.begun(tale, "sv", incident, t0=began, **more) | _no_order(tale)
    return (yield from tale.after(minutes=2).write("team", team))


def _no_order(tale: Tale) -> Answers:
    """A stranger did it. In Romania the step of the order stands all the same, and here nobody needs it."""
    return teams.not_needed("18") if tale.country == "RO" else {}


def on(tale: Tale, days: float) -> Tale:
    """So many days after the report, or now where it is later already."""
    tale.at = max(tale.at, tale.begun + timedelta(days=days))
    return tale


# --- running in their first day ---------------------------------------------------------------------------------------


def first_hour(tale: Tale) -> Telling[None]:
    """In its first hour: some steps are done, a doctor has answered."""
    team = yield from start(tale, timedelta(hours=6), pace=1.5)
    told = teams.done(tale.after(minutes=9), FIRST_STEPS) | Calls(tale).call("MED1", 15).sets
    yield from tale.write("team", told, team)
    yield from tale.after(minutes=8).write("team", teams.in_work("4"), team)


def late_with_reasons(tale: Tale) -> Telling[None]:
    """Duties that were done too late, each with its reason; an offer that she declined."""
    team = yield from start(tale, timedelta(hours=35.4))
    course = {"1": 6, "2": 12, "3": 20, "4": 45, "6": 55, "7": 14, "8": 135, "9": 190, "12": 205}
    told = teams.done(tale.after(minutes=170), course) | teams.late("8") | teams.late("9", why="serviciu_indisponibil")
    calls = Calls(tale).call("MED2", 58, arrived_at=185)
    yield from tale.write("team", told | teams.declined(tale, "11", 200) | teams.in_work("10") | calls.sets, team)
    yield from tale.after(minutes=39).write("team", teams.in_work("13") | calls.call("ML1", 240).sets, team)


def late_in_silence(tale: Tale) -> Telling[None]:
    """Duties that were done too late, or not at all, and nobody has said why: it is asked at the end."""
    team = yield from start(tale, timedelta(hours=9))
    course = {"1": 9, "2": 18, "3": 27, "4": 41, "6": 75, "8": 130, "10": 400, "11": 405, "12": 410, "13": 600}
    yield from tale.after(minutes=600).write("team", teams.done(tale, course), team)
    calls = Calls(tale).call("ML1", 580, arrived_at=590).call("POL1", 640)
    yield from tale.after(minutes=70).write("team", teams.done(tale, {"14": 705}) | calls.sets, team)
    yield from tale.after(minutes=90).write("team", teams.in_work("17", "20"), team)


def window_passed(tale: Tale) -> Telling[None]:
    """She came after three days: two windows had passed, a third one runs; she is sent to the doctor all the same."""
    team = yield from start(tale, timedelta(hours=80))
    course = {**FIRST_STEPS, "4": 38, "6": 50, "8": 100, "9": 116, "12": 118}
    yield from tale.after(minutes=85).write("team", teams.done(tale, course) | teams.in_work("11"), team)
    yield from tale.after(minutes=300).write("team", teams.done(tale, {"17": 400, "21": 410}), team)


def partly_known(tale: Tale) -> Telling[None]:
    """The day is known and the hour is not, of the act and of a step: the earliest reading counts."""
    day = (tale.begun - timedelta(hours=40)).date().isoformat()
    team = yield from start(tale, timedelta(hours=40), told={"inc_dt": day})
    told = teams.done(tale, {**FIRST_STEPS, "4": 35, "6": 40})
    yield from tale.write("team", told, team)
    some_time = {"steps/9/state": "facut", "steps/9/done_dt": tale.after(hours=5).day(), "steps/10/state": "in_lucru"}
    yield from tale.write("team", some_time | teams.done(tale, {"8": 90, "17": 320}), team)
    told = teams.done(tale.after(hours=13), {"20": 900, "21": 960}) | teams.not_needed("23")
    yield from tale.write("team", told | teams.declined(tale, "19", 400), team)


def many_calls(tale: Tale) -> Telling[None]:
    """Nobody answers, a substitute comes, somebody declines, and the forensic doctor knows the alleged aggressor."""
    friend: dict[str, Any] = {"companion": "ruda", "companion_name": tale.name(True), "companion_conflict": "niciuna"}
    team = yield from start(tale, timedelta(hours=4), examiner_sex="femeie", **friend)
    yield from tale.write("team", teams.done(tale, {**FIRST_STEPS, "4": 30, "6": 40}), team)
    calls = Calls(tale).call("POL2", 20, "no_answer").call("POL2", 32, "no_answer").call("POL1", 36, arrived_at=75)
    calls.call("MED1", 24).tied("ML1", "coleg").call("JUR1", 60, "refused")
    yield from tale.after(minutes=40).write("team", calls.sets | teams.done(tale, {"8": 78}), team)
    calls.call("ONG1", 88, arrived_at=110, left_at=170).named("ML", tale.name(False))
    yield from tale.after(minutes=95).write("team", calls.sets | teams.done(tale, {"9": 112, "12": 118}), team)


def papers_out(tale: Tale) -> Telling[None]:
    """Papers went to three institutions within her consent; one has answered."""
    to = ("medical", "medicina_legala", "psiholog")
    team = yield from start(tale, timedelta(hours=7), releases=[sharing.release(tale, each) for each in to])
    yield from tale.write("team", teams.done(tale, {**FIRST_STEPS, "4": 30, "6": 40}), team)
    medical = yield from teams.send(tale.after(minutes=14), team, "9", "medical_referral", "medical")
    yield from teams.send(tale.after(minutes=8), team, "13", "forensic_request", "medicina_legala")
    course = {step: SWIFT[step] for step in ("8", "9", "10", "11", "12")}
    yield from tale.after(minutes=60).write("team", teams.done(tale, course), team)
    yield from teams.send(tale.after(minutes=280), team, "21", "psychology_referral", "psihosocial")
    yield from tale.after(hours=12).write("referral", sharing.answered(tale), medical)
    told = teams.done(tale, {"17": 500, "20": 900}) | teams.not_needed("23") | teams.declined(tale, "19", 510)
    yield from tale.write("team", told, team)


def in_doubt(tale: Tale) -> Telling[None]:
    """The hour of the act was corrected after the team had begun: whoever opens the team is asked about it."""
    before = timedelta(hours=5)
    team = yield from start(tale, before)
    course = {**FIRST_STEPS, "4": 35, "6": 44, "8": 99, "9": 112}
    yield from tale.after(minutes=100).write("team", teams.done(tale, course), team)
    earlier = {"inc_dt": tale.happened(before + timedelta(hours=9))}
    yield from tale.after(minutes=60).write("incident", earlier, tale.last("incident"))


# --- running for weeks ------------------------------------------------------------------------------------------------


def first_days(tale: Tale, **more: Any) -> Telling[str]:
    """A team whose first day went as it should."""
    team = yield from start(tale, timedelta(hours=10), **more)
    told = teams.done(tale.after(minutes=430), FIRST_DAY) | teams.declined(tale, "15", 240) | teams.not_needed("23")
    calls = Calls(tale).call("MED1", 20, arrived_at=60).call("ML1", 90, arrived_at=150).call("ONG1", 200)
    yield from tale.write("team", told | teams.declined(tale, "19", 300, "mai_tarziu") | calls.sets, team)
    yield from tale.after(minutes=20).write("risk", danger.risk(tale, "mediu"))
    return team


def meetings_held(tale: Tale) -> Telling[None]:
    """A meeting: what was decided is done, declined, open and late; the next one is planned."""
    team = yield from first_days(tale, retellings=1)
    yield from on(tale, 1.2).write("team", teams.done(tale, {"16": SWIFT["16"]}), team)
    decided = (
        teams.decision("însoțire la consultația de control", "SOC", tale.day(3)),
        teams.decision("analize repetate", "MED", tale.day(4)),
        teams.decision("întâlnire cu un avocat", "JUR", tale.day(6), seen_by=["SOC", "JUR"]),
        teams.decision("planul de siguranță, de văzut din nou", "SOC", tale.day(14)),
    )
    minutes = teams.meeting(on(tale, 1.9), team, ("SOC", "MED", "ONG"), {"POL": "alta_urgenta"})
    first = yield from tale.write("meeting", minutes | rows("decisions", *decided))
    met = {"steps/24/state": "facut", "steps/24/done_dt": tale.minute(), "steps/24/doc_type": "proces_verbal"}
    yield from tale.after(minutes=50).write("team", met, team)
    went = {"decisions/1/state": "facut", "decisions/1/done_on": on(tale, 3.5).day()}
    yield from tale.write("meeting", went, first)
    no_more = {"state": "refuzat", "reason": "nu_doreste", "done_on": on(tale, 5).day()}
    yield from tale.write("meeting", {f"decisions/3/{name}": value for name, value in no_more.items()}, first)
    groups = ("SOC", "MED", "POL", "ONG")
    next_one = (tale.now + timedelta(days=1)).replace(hour=10, minute=0).isoformat(timespec="minutes")
    yield from on(tale, 7).write("meeting", teams.planned_meeting(team, next_one, groups))


def followed(tale: Tale) -> Telling[None]:
    """Weeks later: a check that was made, one that she missed and why, and one that is planned."""
    team = yield from first_days(tale, retellings=2)
    yield from on(tale, 9).write("team", teams.done(tale, {each: SWIFT[each] for each in ("16", "24", "25")}), team)
    seen = teams.check(on(tale, 13.5), team, "26", 1) | teams.made(tale)
    yield from tale.write("followup", seen)
    month = teams.check(on(tale, 29), team, "28", 1) | teams.made(tale, medical="nu_e", hiv_test="nu_e")
    yield from tale.write("followup", month)
    lost: dict[str, Any] = {"missed_reason": "contact_pierdut", "last_contact": tale.day()}
    yield from tale.after(hours=30).write("followup", teams.check(tale, team, "26", 2, **lost))
    yield from on(tale, 43).write("followup", teams.check(tale, team, "26", 3) | teams.made(tale))
    yield from tale.after(minutes=9).write("followup", teams.check(tale, team, "26", 4, planned_on=tale.day(47)))


def ended(tale: Tale) -> Telling[None]:
    """The intervention is over and the case is not: its outcome is written, its checks stay planned."""
    team = yield from first_days(tale)
    yield from on(tale, 12).write("team", teams.finish(tale, SWIFT), team)
    for clock, days in enumerate((2, 19, 30, 79), 1):
        yield from tale.write("followup", teams.check(tale, team, "26", clock, planned_on=tale.day(days)))
    for number in range(1, 7):
        day = tale.day(18 + 30 * (number - 1))
        yield from tale.write("followup", teams.check(tale, team, "28", 1, number, planned_on=day))
    checks = tale.records["followup"]
    yield from on(tale, 14).write("followup", teams.made(tale), checks[0])
    yield from on(tale, 29.5).write("followup", teams.made(tale, reached="la_oficiu"), checks[4])
    yield from on(tale, 30).write("followup", {"missed_reason": "nu_doreste"}, checks[1])


# --- long over --------------------------------------------------------------------------------------------------------


def over(tale: Tale) -> Telling[str]:
    """A first day as it should be, but that something was not to be had."""
    tale.sexual = tale.woman = True
    incident = yield from opening.begin(tale, opening.SHORT, releases=[sharing.release(tale, "medical")], tie="NEC")
    begun = teams.begun(tale, "sv", incident, t0=tale.happened(opening.SHORT))
    course = {step: minutes for step, minutes in FIRST_DAY.items() if step != "12"}
    went = teams.done(tale.after(minutes=430), course) | teams.impossible("12")
    told = begun | went | teams.declined(tale, "15", 240) | teams.not_needed("19", "23") | _no_order(tale)
    return (yield from tale.write("team", told))


SV: Mapping[str, tuple[Kind, float]] = {  # each with the hours since the report
    "first-hour": (first_hour, 0.6),
    "window-passed": (window_passed, 20),
    "partly-known": (partly_known, 30),
    "many-calls": (many_calls, 4.2),
    "meetings": (meetings_held, 24 * 9),
    "papers-out": (papers_out, 23),
    "followed": (followed, 24 * 50),
    "team-ended": (ended, 24 * 35),
    "in-doubt": (in_doubt, 7),
}
