"""PURE: cases in danger: risk up and down, measures of protection, stays in the home."""

from __future__ import annotations

from desktop.services.invented import danger, ending, opening, work
from desktop.services.invented.courses import agree_on_plan
from desktop.services.invented.opening import SHORT
from desktop.services.invented.world import Kind, Tale, Telling


def assessed(*levels: str) -> Kind:
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


def ordered(kind: str, days: float, passes: float, then: str) -> Kind:
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
    yield from agree_on_plan(tale)
    yield from tale.office(35).write("contract", work.amended(tale, 20), tale.last("contract"))
    yield from tale.after(minutes=9).write("stay", danger.left(tale), home)
    ended = {"ended_on": tale.day(), "end_reason": "conform_planului"}
    yield from tale.after(minutes=2).write("contract", ended, tale.last("contract"))
    yield from tale.after(minutes=9).write("stay", danger.not_admitted(tale, "respins"))
    yield from ending.close(tale)
