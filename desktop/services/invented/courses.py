"""PURE: how a case goes: a team to its end, help for months, short advice, children."""

from __future__ import annotations

from desktop.services.invented import danger, ending, interventions, opening, sharing, teams, work
from desktop.services.invented.opening import LONG, SHORT
from desktop.services.invented.world import Answers, Kind, Tale, Telling

# --- teams ------------------------------------------------------------------------------------------------------------


def sexual_violence(tale: Tale) -> Telling[None]:
    """A team to its end, then help for months, then closed."""
    team = yield from interventions.over(tale)
    yield from tale.office(1).write("risk", danger.risk(tale, "mediu"))
    yield from agree_on_plan(tale)
    yield from tale.write("team", teams.finish(tale, interventions.SWIFT), team)
    yield from work.months(tale, 2)
    yield from tale.write("team", teams.checked(tale), team)
    yield from ending.close(tale)


# --- one call, one case -----------------------------------------------------------------------------------------------


def phone(tale: Tale) -> Telling[None]:
    """A neighbour calls, she agrees, help goes on for months, the case closes."""
    called = yield from tale.write("report", opening.report(tale, notifier_type="vecin", channel="telefonic"))
    yield from tale.office(1 / 24).write("case", opening.case(tale))
    yield from tale.after(minutes=2).write("report", opening.taken() | {"case": tale.case}, called)
    yield from tale.after(minutes=6).write("consent", opening.consent(tale, [sharing.release(tale, "psiholog")]))
    yield from tale.after(minutes=6).write("identity", opening.identity(tale))
    yield from tale.after(minutes=6).write("aggressor", opening.aggressor(tale))
    yield from tale.after(minutes=9).write("incident", opening.incident(tale, LONG))
    yield from tale.after(minutes=9).write("first_evaluation", opening.first_evaluation(tale))
    yield from danger.assess(tale, ("mediu", "scazut"), 28)
    yield from tale.after(minutes=9).write("safety_plan", danger.safety_plan(tale))
    yield from sharing.send(tale, "psihosocial", "7_zile", 4)
    yield from agree_on_plan(tale)
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
    yield from agree_on_plan(tale, months=9)
    yield from tale.after(minutes=9).write("contract", work.contract(tale, 300))
    yield from ending.state(tale.office(2), "in_monitorizare")
    for number in range(1, 40):
        yield from work.months(tale, 1, first=number)
        if number % 2 == 0:
            yield from tale.after(minutes=20).write("risk", danger.risk(tale, "scazut", why="la_termen"))


def agree_on_plan(tale: Tale, months: int = 4) -> Telling[None]:
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


def witnesses(notified: bool) -> Kind:
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
