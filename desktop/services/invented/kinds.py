"""PURE: the stories: the first cases are told each in its own way, so that every form and every state is there."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.services.invented import courses, emergencies, interventions, others, perils, ties, turns
from desktop.services.invented.world import Kind

HOUR = 1 / 24  # of a day


@dataclass(frozen=True, slots=True)
class Story:
    """One way in which a case goes, and how many days ago it began; `name` is what later acts look it up by."""

    name: str
    kind: Kind
    days: float
    office: bool = True  # whether it began while the office was open


def _teams(told: Mapping[str, tuple[Kind, float]]) -> tuple[Story, ...]:
    return tuple(Story(name, kind, hours * HOUR, office=False) for name, (kind, hours) in told.items())


TEAMS, HOMES = _teams(interventions.SV) + _teams(emergencies.VD), _teams(emergencies.HOMES)
FIRST: Sequence[Story] = (
    Story("running", interventions.late_with_reasons, 5.4 * HOUR, office=False),
    Story("running-long", interventions.late_in_silence, 22 * HOUR, office=False),
    Story("phone", courses.phone, 150),
    Story("child", courses.minor, 11),
    Story("fresh", courses.fresh, 2),
    Story("monitored", courses.monitored, 64),
    Story("order", perils.ordered("ordonanta_de", 89, 1, ""), 20),
    Story("witness", courses.witnesses(True), 6),
    Story("appointments", ties.appointments, 11),
    Story("aggressor", others.attends, 40),
    Story("closed", courses.short_help, 70),
    Story("waiting", turns.waiting, 5),
    *TEAMS,
    Story("witness-late", courses.witnesses(False), 3),
    Story("sexual", courses.sexual_violence, 160),
    Story("order-ends", perils.ordered("ORU", 9, 1, "asked"), 8),
    Story("breached", perils.ordered("ordonanta_de", 89, 9, "breached"), 16),
    Story("prolonged", perils.ordered("ordonanta_de", 80, 40, "prolonged"), 60),
    Story("sheltered", perils.sheltered, 24),
    Story("moved-out", perils.moved_out, 110),
    Story("inactive", ties.lost, 60),
    Story("silent", ties.silent, 45),
    Story("judged", perils.judged, 9),
    Story("falling", perils.assessed("crescut", "mediu", "scazut"), 40),
    Story("rising", perils.assessed("scazut", "mediu", "crescut"), 36),
    Story("withdrawn", ties.withdrawn, 30),
    Story("excepted", ties.excepted, 1.3, office=False),
    Story("referred", ties.referred, 12),
    Story("to-be-closed", turns.to_be_closed, 29),
    Story("transferred", turns.handed_on, 40),
    Story("handed-over", turns.handed_over, 4),
    Story("archived", turns.archived, 300),
    Story("reopened", turns.reopened, 110),
    Story("companion", ties.companion, 3),
    Story("programme-over", others.finished, 160),
    Story("minor-conduct", others.minor, 35),
    Story("youth", others.youth, 50),
    Story("paper", turns.on_paper, 7),
    Story("twin-latin", turns.twin(0, 0), 14),
    Story("twin-cyrillic", turns.twin(0, 1), 4),
    Story("comma", turns.twin(1, 0), 17),
    Story("cedilla", turns.twin(1, 1), 6),
    Story("twin-uk", turns.twin(2, 1), 12),
    Story("twin-uk-again", turns.twin(2, 0), 5),
    Story("sealed", courses.phone, 130),
    Story("denied", courses.short_help, 12),
    Story("conflict", courses.fresh, 4),
)
# Everything after these: most of them old and closed, as in an office that has worked for years.
REST: Sequence[tuple[Kind, int, tuple[float, float]]] = (  # how, how often, how many days ago
    (courses.short_help, 36, (40, 1100)),
    (courses.phone, 14, (150, 1100)),
    (turns.long_ago(courses.witnesses(True)), 4, (60, 1100)),
    (turns.long_ago(courses.minor), 2, (70, 1100)),
    (turns.long_ago(perils.ordered("ordonanta_de", 85, 40, "prolonged")), 3, (120, 1100)),
    (turns.long_ago(perils.ordered("ORU", 9, 5, "breached")), 3, (80, 1100)),
    (turns.long_ago(perils.assessed("crescut", "mediu", "scazut")), 2, (120, 1100)),
    (turns.long_ago(ties.referred), 2, (70, 1100)),
    (perils.moved_out, 4, (120, 1000)),
    (courses.sexual_violence, 8, (170, 1000)),
    (turns.archived, 6, (200, 1100)),
    (turns.handed_on, 4, (60, 1000)),
    (others.finished, 3, (160, 1000)),
    (others.youth, 2, (60, 1000)),
    (ties.given_up, 2, (120, 1000)),
    (courses.monitored, 1, (60, 160)),
    (courses.fresh, 1, (1, 6)),
    (courses.short_help, 3, (1, 20)),
)


def first(country: str) -> Sequence[Story]:
    """The stories that are told before the dice are thrown; protected homes stand in Romania."""
    return FIRST if country == "MD" else (*FIRST[:12], *HOMES, *FIRST[12:])


def story(number: int, dice: random.Random, country: str = "MD") -> Story:
    """The story of a case by its number: the first ones in their order, the others as the dice fall."""
    told = first(country)
    if number < len(told):
        return told[number]
    kind, _weight, (newest, oldest) = dice.choices(REST, [weight for _kind, weight, _days in REST])[0]
    return Story("", kind, dice.uniform(newest, oldest))
