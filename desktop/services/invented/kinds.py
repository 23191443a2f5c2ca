"""PURE: the stories: the first cases are told each in its own way, so that every form and every state is there."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from desktop.services.invented import danger, ending, opening, others, sharing, teams, work
from desktop.services.invented.world import Answers, Tale, Telling, rows

Kind = Callable[[Tale], Telling[None]]
SHORT, LONG = timedelta(hours=5), timedelta(hours=60)  # from the incident to the report
HOUR = 1 / 24


@dataclass(frozen=True, slots=True)
class Story:
    """One way in which a case goes, and how many days ago it began; `name` is what later acts look it up by."""

    name: str
    kind: Kind
    days: float
    office: bool = True  # whether it began while the office was open


# --- teams ------------------------------------------------------------------------------------------------------------


def _running(before: timedelta, done: int) -> Kind:
    def tell(tale: Tale) -> Telling[None]:
        """A team that runs, so that the first page shows clocks."""
        tale.sexual = tale.woman = True
        begun = tale.at
        incident = yield from opening.begin(tale, before, age=tale.dice.randint(19, 50), tie="NEC")
        yield from teams.run(tale, incident, before, begun, done)

    return tell


def sexual_violence(tale: Tale) -> Telling[None]:
    """A team to its end, then help for months, then closed."""
    tale.sexual = tale.woman = True
    incident = yield from opening.begin(tale, SHORT, releases=[sharing.release(tale, "medical")])
    yield from teams.over(tale, incident, SHORT)
    yield from tale.office(1).write("risk", danger.risk(tale, "mediu"))
    yield from _plan(tale)
    yield from work.months(tale, 2)
    yield from ending.close(tale)


# --- one call, one case -----------------------------------------------------------------------------------------------


def phone(tale: Tale) -> Telling[None]:
    """A neighbour calls, she agrees, help goes on for months, the case closes."""
    called = yield from tale.write("report", opening.report(tale, notifier_type="vecin", channel="telefonic"))
    yield from tale.office(HOUR).write("case", opening.case(tale))
    yield from tale.after(minutes=2).write("report", opening.taken() | {"case": tale.case}, called)
    yield from tale.after(minutes=6).write("consent", opening.consent(tale, [sharing.release(tale, "psiholog")]))
    yield from tale.after(minutes=6).write("identity", opening.identity(tale))
    yield from tale.after(minutes=6).write("aggressor", opening.aggressor(tale))
    yield from tale.after(minutes=9).write("incident", opening.incident(tale, LONG))
    yield from tale.after(minutes=9).write("first_evaluation", opening.first_evaluation(tale))
    yield from danger.assess(tale, ("mediu", "scazut"), 28)
    yield from tale.after(minutes=9).write("safety_plan", danger.safety_plan(tale))
    yield from sharing.send(tale, "psihosocial", "7_zile", 4)
    yield from _plan(tale)
    yield from tale.after(minutes=4).write("plan", work.carried_out(tale))
    yield from work.months(tale, 2)
    yield from ending.close(tale)


def short_help(tale: Tale) -> Telling[None]:
    """What most cases are: advice, two talks, and an end."""
    yield from opening.begin(tale, tale.pick((SHORT, LONG)))
    yield from tale.office(1).write("risk", danger.risk(tale, tale.pick(("scazut", "scazut", "mediu", "fara_risc"))))
    yield from tale.office(6).write("note", work.note(tale))
    yield from tale.office(12).write("note", work.note(tale))
    yield from ending.close(tale, tale.pick(("la_cererea", "conform_planului", "revenire_la", "mutare_plecare")))


def fresh(tale: Tale) -> Telling[None]:
    """Begun a few days ago: it is known who she is, a talk is planned."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(1).write("first_evaluation", opening.first_evaluation(tale))
    yield from tale.after(minutes=25).write("risk", danger.risk(tale, tale.pick(("scazut", "mediu", "crescut"))))
    yield from tale.after(minutes=5).write("safety_plan", danger.safety_plan(tale))
    yield from tale.after(minutes=5).write("appointment", work.appointment(tale, 7))


def monitored(tale: Tale) -> Telling[None]:
    """A case in its months: plan approved, contract, sessions, and so on until today."""
    yield from opening.begin(tale, SHORT, releases=[sharing.release(tale, "psiholog", 170)])
    yield from tale.office(1).write("risk", danger.risk(tale, "mediu"))
    yield from _plan(tale, months=9)
    yield from tale.after(minutes=9).write("contract", work.contract(tale, 300))
    yield from ending.state(tale.office(2), "in_monitorizare")
    for number in range(1, 40):
        yield from work.months(tale, 1, first=number)
        if number % 2 == 0:
            yield from tale.after(minutes=20).write("risk", danger.risk(tale, "scazut", why="la_termen"))


def _plan(tale: Tale, months: int = 4) -> Telling[None]:
    """What she needs, the plan out of it, and the second person who approves it."""
    yield from tale.office(2).write("evaluation", work.evaluation(tale))
    yield from ending.approve(tale, "evaluation")
    yield from tale.office(2).write("plan", work.plan(tale, months))
    yield from ending.approve(tale, "plan")


# --- children ---------------------------------------------------------------------------------------------------------


def minor(tale: Tale) -> Telling[None]:
    """A girl of fifteen: the guardianship authority at once, a representative, a track of its own."""
    tale.woman = True
    yield from tale.write("case", opening.case(tale, case_track=["copil"]))
    told = opening.report(tale, "victima", notifier_type="profesionist_din") | opening.taken("copil")
    yield from tale.after(minutes=5).write("report", told)
    signed = {"capacity": "minor_cu", "representative": tale.name(True)}
    yield from tale.after(minutes=9).write(
        "consent", opening.consent(tale, [sharing.release(tale, "protectia_copilului")], **signed)
    )
    yield from tale.after(minutes=5).write("identity", opening.identity(tale, 15))
    yield from tale.after(minutes=5).write(
        "child", opening.child(tale, "victima") | {"child_age": 15, "child_sex": "F"}
    )
    yield from tale.after(minutes=5).write("aggressor", opening.aggressor(tale, agg_rel="PAR"))
    yield from tale.after(minutes=5).write("incident", opening.incident(tale, LONG))
    yield from tale.office(1).write("risk", danger.risk(tale, "crescut"))
    yield from sharing.send(tale, "protectia_copilului", "24_h", 1)
    yield from tale.office(8).write("note", work.note(tale, "insotire"))


def _witness(notified: bool) -> Kind:
    def tell(tale: Tale) -> Telling[None]:
        """Two children saw it; the authority was told, or not yet."""
        yield from tale.write("case", opening.case(tale))
        told = opening.report(tale, "martor", notified=notified) | opening.taken("copil")
        yield from tale.after(minutes=6).write("report", told)
        yield from tale.after(minutes=6).write("consent", opening.consent(tale))
        yield from tale.after(minutes=6).write("identity", opening.identity(tale, 34))
        yield from tale.after(minutes=6).write("aggressor", opening.aggressor(tale, agg_rel="SOT"))
        yield from tale.after(minutes=9).write("incident", opening.incident(tale, SHORT, witnesses_children=2))
        late: Answers | None = None if notified else {}
        for _child in range(2):
            yield from tale.after(minutes=5).write("child", opening.child(tale, "martor", notified=late))
        yield from tale.office(1).write("risk", danger.risk(tale, "mediu"))

    return tell


# --- danger -----------------------------------------------------------------------------------------------------------


def _levels(*levels: str) -> Kind:
    def tell(tale: Tale) -> Telling[None]:
        """The risk over months, up or down, with a safety plan."""
        yield from opening.begin(tale, SHORT)
        yield from danger.assess(tale, levels, 14)
        yield from tale.after(minutes=20).write("safety_plan", danger.safety_plan(tale))
        yield from tale.after(minutes=20).write("note", work.note(tale, "telefon"))

    return tell


def judged(tale: Tale) -> Telling[None]:
    """Low by the sheet, raised by the worker's judgement; the police used a tool of its own."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(1).write("risk", danger.raised(tale))
    yield from tale.after(minutes=20).write("note", work.note(tale, "vizita"))


def _ordered(kind: str, days: float, passes: float, then: str) -> Kind:
    def tell(tale: Tale) -> Telling[None]:
        """A measure of protection; after `passes` days it is breached, prolonged, or simply there."""
        yield from opening.begin(tale, SHORT)
        yield from tale.after(hours=1).write("risk", danger.risk(tale, "crescut"))
        if kind == "ordonanta_de":
            yield from tale.office(1).write("protection", danger.refused(tale))
        order = yield from tale.office(1).write("protection", danger.order(tale, kind, days))
        if then == "breached":
            yield from tale.office(passes).write("protection", danger.breach(tale, reported=True), order)
        if then == "prolonged":
            yield from tale.office(passes).write("protection", danger.prolonged(tale, 60), order)
        if then == "asked":
            yield from tale.office(passes).write("protection", danger.asked(tale))
        yield from tale.after(minutes=20).write("note", work.note(tale, "telefon"))
        yield from danger.assess(tale.office(12), ("mediu",), 0)

    return tell


def sheltered(tale: Tale) -> Telling[None]:
    """In the home: contract of a home, plan with two services, benefits."""
    yield from opening.begin(tale, SHORT)
    yield from tale.after(hours=1).write("risk", danger.risk(tale, "crescut"))
    yield from tale.after(minutes=20).write("stay", danger.not_admitted(tale, "lista_de"))
    yield from tale.office(1).write("contract", work.contract(tale, 55, "VD-I"))
    yield from tale.after(hours=1).write("stay", danger.stay(tale, 55, tale.last("contract")))
    yield from tale.office(2).write("plan", work.plan(tale, 3) | work.benefit(tale, 6) | work.planned(tale, 34))
    yield from ending.approve(tale, "plan")
    yield from danger.assess(tale.office(12), ("mediu",), 0)
    yield from tale.after(minutes=20).write("note", work.note(tale, "psihologica"))


def moved_out(tale: Tale) -> Telling[None]:
    """A stay that ended as it was planned; the case closed."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(1).write("contract", work.contract(tale, 60, "VD-I"))
    home = yield from tale.after(hours=1).write("stay", danger.stay(tale, 58, tale.last("contract")))
    yield from _plan(tale)
    yield from tale.office(35).write("contract", work.amended(tale, 20), tale.last("contract"))
    yield from tale.after(minutes=9).write("stay", danger.left(tale), home)
    ended = {"ended_on": tale.day(), "end_reason": "conform_planului"}
    yield from tale.after(minutes=2).write("contract", ended, tale.last("contract"))
    yield from tale.after(minutes=9).write("stay", danger.not_admitted(tale, "respins"))
    yield from ending.close(tale)


# --- contact, consent, what leaves ------------------------------------------------------------------------------------


def lost(tale: Tale) -> Telling[None]:
    """No contact for weeks; set as inactive by a person."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(5).write("note", work.note(tale, "telefon"))
    missed: Answers = {"contact_lost": True, "contact_lost_since": tale.day()}
    yield from tale.office(40).write("monitoring", work.month(tale, 1, **missed))
    yield from ending.state(tale.after(minutes=5), "inactiv")


def given_up(tale: Tale) -> Telling[None]:
    """No contact for weeks, inactive, then closed."""
    yield from lost(tale)
    yield from ending.close(tale.office(31), "contact_pierdut")


def silent(tale: Tale) -> Telling[None]:
    """No contact for more than thirty days, and nobody has said anything yet: the program proposes."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(1).write("risk", danger.risk(tale, "scazut"))
    yield from tale.office(2).write("note", work.note(tale, "telefon"))


def withdrawn(tale: Tale) -> Telling[None]:
    """A consent that runs out, another that she withdrew after things had been sent, and the recall."""
    lines = [sharing.release(tale, "medical", 20), sharing.release(tale, "politie", agreed="nu")]
    yield from opening.begin(tale, SHORT, releases=lines)
    yield from sharing.send(tale.office(1), "medical", "72_h", 2, status="acceptat", feedback="partial")
    second = yield from tale.office(4).write("consent", opening.consent(tale, [sharing.release(tale, "psiholog", 120)]))
    yield from sharing.send(tale.after(minutes=9), "psihosocial", "7_zile", 3)
    sent = tale.last("disclosure")
    yield from tale.office(9).write("consent", {"withdrawn_on": tale.day()}, second)
    recall = sharing.disclosure(tale, "rechemare", "psiholog", consent_ref=second)
    yield from tale.after(minutes=20).write("disclosure", recall)
    yield from tale.after(minutes=1).write("disclosure", {"recalled_on": tale.day()}, sent)
    yield from tale.after(minutes=20).write("note", work.note(tale, "telefon"))


def excepted(tale: Tale) -> Telling[None]:
    """Told to the police without consent: danger to life; one confirmed by a second person, a newer one waits."""
    yield from opening.begin(tale, SHORT)
    yield from tale.after(minutes=20).write("risk", danger.risk(tale, "crescut"))
    yield from tale.after(minutes=9).write("disclosure", sharing.exception(tale))
    spoken = sharing.disclosure(tale, "verbal", "politie", exception_ref=tale.last("disclosure"), way="telefon")
    yield from tale.after(minutes=9).write("disclosure", spoken | {"consent_ref": None})
    yield from tale.after(hours=20).write("disclosure", sharing.exception(tale, "asteapta"))
    yield from tale.after(minutes=9).write("note", work.note(tale, "telefon"))


def referred(tale: Tale) -> Telling[None]:
    """Referrals answered, declined, unanswered; an appointment elsewhere."""
    to = ("psiholog", "medical", "asistenta_juridica", "ajofm_anofm")
    yield from opening.begin(tale, SHORT, releases=[sharing.release(tale, each, 120) for each in to])
    yield from sharing.send(tale.office(1), "psihosocial", "7_zile", 3)
    yield from sharing.send(tale, "medical", "24_h", 1, status="refuzat_de", feedback="refuzat_de")
    yield from sharing.send(tale, "juridic", "72_h", None)
    yield from sharing.send(tale.office(1), "mijloace_de", "7_zile", None)
    yield from tale.after(minutes=9).write("note", work.note(tale, "juridica"))


def appointments(tale: Tale) -> Telling[None]:
    """Kept, missed, moved, cancelled, and one to come."""
    yield from opening.begin(tale, SHORT)
    kept = yield from tale.after(minutes=9).write("appointment", work.appointment(tale, 2))
    missed = yield from tale.after(minutes=2).write("appointment", work.appointment(tale, 4))
    moved = yield from tale.after(minutes=2).write("appointment", work.appointment(tale, 9))
    off = yield from tale.after(minutes=2).write("appointment", work.appointment(tale, 10))
    yield from tale.office(7).write("appointment", {"state": "tinuta", "remarks": tale.text()}, kept)
    gone = {"state": "neprezentare", "reason": "drum", "followed_on": tale.day()}
    yield from tale.after(minutes=2).write("appointment", gone, missed)
    yield from tale.after(minutes=2).write(
        "appointment", {"state": "mutata", "ended_by": "persoana", "reason": "copii"}, moved
    )
    yield from tale.after(minutes=2).write("appointment", work.appointment(tale, 9, moved_from=moved))
    yield from tale.after(minutes=2).write(
        "appointment", {"state": "anulata", "ended_by": "oficiu", "reason": "lucrator"}, off
    )


def companion(tale: Tale) -> Telling[None]:
    """A talk with an interpreter today or tomorrow, another at an institution next week."""
    yield from opening.begin(tale, SHORT)
    lang = {"interpreter": True, "interpreter_language": "uk", "transport": "bilet", "companion": "ruda"}
    mine = {"start": work.soon(tale), "worker": tale.names.workers[0][0]}
    yield from tale.after(minutes=9).write("appointment", work.appointment(tale, 4, **mine, **lang))
    there = {"place_kind": "institutie", "place": tale.names.institutions["medical"], "room": None}
    yield from tale.after(minutes=9).write("appointment", work.appointment(tale, 9, purpose="P5", **there))


# --- four eyes, states, papers ----------------------------------------------------------------------------------------


def waiting(tale: Tale) -> Telling[None]:
    """An evaluation that was sent back, a plan that waits for a second person."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(1).write("evaluation", work.evaluation(tale))
    asked = yield from tale.after(minutes=3).write("approval", ending.request(tale, "evaluation"))
    yield from tale.office(1).write("approval", ending.decided(tale, "inapoi"), asked, tale.colleague)
    yield from tale.after(minutes=30).write("plan", work.plan(tale, 4))
    yield from tale.after(minutes=3).write("approval", ending.request(tale, "plan"))


def to_be_closed(tale: Tale) -> Telling[None]:
    """A closure that waits for a second person."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(20).write("note", work.note(tale))
    yield from tale.office(2).write("closing", ending.closing(tale))
    yield from tale.after(minutes=3).write("approval", ending.request(tale, "closing"))


def handed_on(tale: Tale) -> Telling[None]:
    """Moved away: another office took over."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(9).write("note", work.note(tale))
    yield from ending.close(tale, "transfer_catre", "transferat", transferred_to="stas_spas")


def handed_over(tale: Tale) -> Telling[None]:
    """Another worker took the case over and has not read the note yet; it is flagged for the next meeting."""
    yield from opening.begin(tale, SHORT)
    before, tale.manager = tale.manager, tale.colleague
    note = {"from": before, "to": tale.manager, "on": tale.office(1).minute(), "note": tale.text()}
    yield from tale.write(
        "case", {"case_manager": tale.manager, "flags": ["de_discutat"], **rows("handovers", note)}, by=before
    )


def archived(tale: Tale) -> Telling[None]:
    yield from short_help(tale)
    yield from ending.state(tale.office(90), "arhivat")


def reopened(tale: Tale) -> Telling[None]:
    """She came back after months."""
    yield from short_help(tale)
    yield from ending.state(tale.office(60), "redeschis")
    yield from tale.after(minutes=9).write("risk", danger.risk(tale, "mediu", why="alt_fapt"))
    yield from tale.after(minutes=9).write("note", work.note(tale, "telefon"))


def on_paper(tale: Tale) -> Telling[None]:
    """Sheets that were filled by hand and typed in later."""
    yield from opening.begin(tale, SHORT)
    yield from tale.after(minutes=9).write("transcript", work.transcript(tale, "incident", tale.last("incident")))
    yield from tale.office(1).write("risk", danger.risk(tale, "neevaluat"))
    yield from tale.after(minutes=9).write("note", work.note(tale))


def _twin(pair: int, written: int) -> Kind:
    def tell(tale: Tale) -> Telling[None]:
        """One of two files of one person, whose name stands in them in two ways."""
        tale.woman = True
        surname, first = tale.names.twins[pair][2 * written : 2 * written + 2]
        yield from tale.write("case", opening.case(tale))
        yield from tale.after(minutes=6).write("report", opening.report(tale) | opening.taken())
        yield from tale.after(minutes=6).write("consent", opening.consent(tale))
        yield from tale.after(minutes=6).write(
            "identity", opening.identity(tale, 30 + pair, last_name=surname, first_name=first, birth_date=f"199{pair}")
        )
        yield from tale.office(1).write("note", work.note(tale, "telefon"))

    return tell


def _over(kind: Kind) -> Kind:
    def tell(tale: Tale) -> Telling[None]:
        """The same story, years ago: some weeks later the case was closed."""
        yield from kind(tale)
        yield from tale.office(25).write("note", work.note(tale))
        yield from ending.close(tale, tale.pick(("la_cererea", "conform_planului", "mutare_plecare")))

    return tell


FIRST: Sequence[Story] = (
    Story("running", _running(timedelta(hours=35.4), 9), 5.4 * HOUR, office=False),
    Story("running-long", _running(timedelta(hours=9), 15), 22 * HOUR, office=False),
    Story("phone", phone, 150),
    Story("child", minor, 11),
    Story("fresh", fresh, 2),
    Story("monitored", monitored, 64),
    Story("order", _ordered("ordonanta_de", 89, 1, ""), 20),
    Story("witness", _witness(True), 6),
    Story("appointments", appointments, 11),
    Story("aggressor", others.attends, 40),
    Story("closed", short_help, 70),
    Story("waiting", waiting, 5),
    Story("witness-late", _witness(False), 3),
    Story("sexual", sexual_violence, 160),
    Story("order-ends", _ordered("ORU", 9, 1, "asked"), 8),
    Story("breached", _ordered("ordonanta_de", 89, 9, "breached"), 16),
    Story("prolonged", _ordered("ordonanta_de", 80, 40, "prolonged"), 60),
    Story("sheltered", sheltered, 24),
    Story("moved-out", moved_out, 110),
    Story("inactive", lost, 60),
    Story("silent", silent, 45),
    Story("judged", judged, 9),
    Story("falling", _levels("crescut", "mediu", "scazut"), 40),
    Story("rising", _levels("scazut", "mediu", "crescut"), 36),
    Story("withdrawn", withdrawn, 30),
    Story("excepted", excepted, 1.3, office=False),
    Story("referred", referred, 12),
    Story("to-be-closed", to_be_closed, 29),
    Story("transferred", handed_on, 40),
    Story("handed-over", handed_over, 4),
    Story("archived", archived, 300),
    Story("reopened", reopened, 110),
    Story("companion", companion, 3),
    Story("programme-over", others.finished, 160),
    Story("minor-conduct", others.minor, 35),
    Story("youth", others.youth, 50),
    Story("paper", on_paper, 7),
    Story("twin-latin", _twin(0, 0), 14),
    Story("twin-cyrillic", _twin(0, 1), 4),
    Story("comma", _twin(1, 0), 17),
    Story("cedilla", _twin(1, 1), 6),
    Story("twin-uk", _twin(2, 1), 12),
    Story("twin-uk-again", _twin(2, 0), 5),
    Story("sealed", phone, 130),
    Story("denied", short_help, 12),
    Story("conflict", fresh, 4),
)
# Everything after these: most of them old and closed, as in an office that has worked for years.
REST: Sequence[tuple[Kind, int, tuple[float, float]]] = (  # how, how often, how many days ago
    (short_help, 36, (40, 1100)),
    (phone, 14, (150, 1100)),
    (_over(_witness(True)), 4, (60, 1100)),
    (_over(minor), 2, (70, 1100)),
    (_over(_ordered("ordonanta_de", 85, 40, "prolonged")), 3, (120, 1100)),
    (_over(_ordered("ORU", 9, 5, "breached")), 3, (80, 1100)),
    (_over(_levels("crescut", "mediu", "scazut")), 2, (120, 1100)),
    (_over(referred), 2, (70, 1100)),
    (moved_out, 4, (120, 1000)),
    (sexual_violence, 8, (170, 1000)),
    (archived, 6, (200, 1100)),
    (handed_on, 4, (60, 1000)),
    (others.finished, 3, (160, 1000)),
    (others.youth, 2, (60, 1000)),
    (given_up, 2, (120, 1000)),
    (monitored, 1, (60, 160)),
    (fresh, 1, (1, 6)),
    (short_help, 3, (1, 20)),
)


def story(number: int, dice: random.Random) -> Story:
    """The story of a case by its number: the first ones in their order, the others as the dice fall."""
    if number < len(FIRST):
        return FIRST[number]
    kind, _weight, (newest, oldest) = dice.choices(REST, [weight for _kind, weight, _days in REST])[0]
    return Story("", kind, dice.uniform(newest, oldest))
