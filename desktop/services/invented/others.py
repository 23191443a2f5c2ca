"""PURE: files that are not a victim's: the programme of an aggressor, a minor who harmed, work with youth."""

from __future__ import annotations

from typing import Any

from desktop.services.invented import ending, opening, work
from desktop.services.invented.world import Answers, Tale, Telling, rows

PRESENT = ("prezent", "prezent", "prezent", "absent", "motivat")
PROVIDER = "Centrul inventat pentru exercițiu"


def _open(tale: Tale, kind: str) -> Answers:
    header = opening.case(tale, file_kind=kind)
    return {path: value for path, value in header.items() if path != "case_track"}


def _meetings(tale: Tale, count: int) -> list[Answers]:
    return [{"date": tale.day(7 * week), "present": tale.pick(PRESENT)} for week in range(count)]


def _person(tale: Tale, age: int | None = None) -> Answers:
    tale.woman = False
    return opening.identity(tale, age)


def _programme(tale: Tale, **more: Any) -> Answers:
    return {
        "referred_on": tale.day(),
        "referred_by": "instanta",
        "ground": "ordonanta",
        "ground_until": tale.day(90),
        "programme": "grup",
        "provider": PROVIDER,
        "intake": "in_asteptare",
        "admits": False,
        "contact_rule": "interzis",
        "outcome": "neinceput",
    } | more


def attends(tale: Tale) -> Telling[None]:
    """An aggressor in the middle of a programme, with a sign of danger that was passed on."""
    yield from tale.write("case", _open(tale, "aggressor"))
    yield from tale.after(minutes=8).write("identity", _person(tale))
    programme = yield from tale.after(minutes=8).write("aggressor_programme", _programme(tale))
    yield from tale.office(6).write(
        "aggressor_programme", {"intake": "primit", "intake_on": tale.day(), "outcome": "in_curs"}, programme
    )
    meetings = rows("sessions", *_meetings(tale, 3))
    tale.office(21)
    sign = {"kind": "amenintare", "noticed_on": tale.minute(), "note": tale.text(), "passed_on": tale.minute()}
    yield from tale.write("aggressor_programme", meetings | rows("signals", sign), programme)
    yield from tale.after(minutes=5).write("aggressor_programme", {"followup_on": tale.day(45)}, programme)


def finished(tale: Tale) -> Telling[None]:
    """A programme to its end, and the file closed."""
    yield from tale.write("case", _open(tale, "aggressor"))
    yield from tale.after(minutes=8).write("identity", _person(tale))
    programme = yield from tale.after(minutes=8).write(
        "aggressor_programme", _programme(tale, intake="primit", intake_on=tale.day(), outcome="in_curs")
    )
    meetings = _meetings(tale, 10)
    tale.office(84)
    over = {"outcome": "terminat", "outcome_on": tale.day(), "outcome_note": tale.text()}
    yield from tale.write("aggressor_programme", rows("sessions", *meetings) | over, programme)
    yield from ending.close(tale)


def minor(tale: Tale) -> Telling[None]:
    """A minor who harmed: the guardianship authority told, a service begun."""
    yield from tale.write("case", _open(tale, "minor"))
    yield from tale.after(minutes=8).write("identity", _person(tale, 15))
    conduct = yield from tale.after(minutes=8).write(
        "minor_conduct",
        {
            "referred_on": tale.day(), "referred_by": "scoala", "conduct": ["fizica", "online"], "under_age": True,
            "guardianship_told_on": tale.minute(), "guardian": "parinti", "guardian_agrees": True, "school": "merge",
            "school_told": True, "victim_at_school": False, "services": ["psiholog", "familie"], "provider": PROVIDER,
            "started_on": tale.day(), "outcome": "in_curs", "followup_on": tale.day(70),
        },
    )  # fmt: skip
    meetings = rows("sessions", *_meetings(tale, 3))
    yield from tale.office(22).write("minor_conduct", meetings, conduct)
    yield from tale.office(1).write("note", work.note(tale, "sociala"))


def youth(tale: Tale) -> Telling[None]:
    """Lessons at a school: groups and figures, and nobody's name."""
    yield from tale.write("case", _open(tale, "youth"))
    sessions = [
        {
            "date": tale.day(7 * week),
            "topic": topic,
            "girls": tale.dice.randint(6, 14),
            "boys": tale.dice.randint(6, 14),
        }
        for week, topic in enumerate(("nonviolenta", "consimtamant"))
    ]
    group = yield from tale.after(minutes=9).write(
        "youth_work",
        {
            "group_kind": "liceu", "place": tale.names.institutions["educatie"], "from": tale.day(), "to": tale.day(14),
            "topics": ["consimtamant", "nonviolenta"], "trainers": tale.manager,
        },
    )  # fmt: skip
    yield from tale.office(15).write(
        "youth_work",
        rows("sessions", *sessions)
        | rows("people", {"sign": "A1", "times": 2}, {"sign": "A2", "times": 1})
        | {"liked": 15, "asked_help": 1, "result_note": tale.text()},
        group,
    )
    yield from ending.close(tale)
