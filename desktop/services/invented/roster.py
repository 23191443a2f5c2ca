"""PURE: the invented people of the institutions that an office calls: who they are, when on duty, who stands in."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from desktop.services.invented.world import Answers, Colleague, Crew, Names, Tale, Telling, rows

WEEK = ["lu", "ma", "mi", "jo", "vi"]
DAY: Answers = rows("hours", {"days": WEEK, "from": "08:00", "to": "17:00"})
NIGHT: Answers = rows("hours", {"days": [*WEEK, "sa", "du"], "from": "20:00", "to": "08:00"})
ALWAYS: Answers = {"around": True}
UNKNOWN: Answers = {}  # nobody has written when
LISTED = timedelta(days=1_200)  # ago
CHECKED = timedelta(days=20)
ON_LEAVE, LEFT = "POL2", "EDU2"


@dataclass(frozen=True, slots=True)
class Post:
    """One place in an institution. `institution` is the kind of recipient by which stories name it."""

    key: str
    group: str
    institution: str
    function: str
    duty: Mapping[str, Any]
    substitute: str = ""
    countries: Sequence[str] = ("MD", "RO")


POSTS: Sequence[Post] = (
    Post("POL1", "POL", "politie", "ofițer de serviciu", ALWAYS),
    Post("POL2", "POL", "politie", "inspector", DAY, "POL1"),
    Post("MED1", "MED", "medical", "medic, secția de urgențe", NIGHT),
    Post("MED2", "MED", "medical", "asistentă medicală", DAY, "MED1"),
    Post("ML1", "ML", "medicina_legala", "medic legist", DAY),
    Post("JUR1", "JUR", "asistenta_juridica", "avocat", DAY),
    Post("JUR2", "JUR", "asistenta_juridica", "avocat", UNKNOWN, "JUR1"),
    Post("ONG1", "ONG", "ong", "psiholog", DAY),
    Post("ONG2", "ONG", "ong", "psiholog", NIGHT, "ONG1"),
    Post("SOC1", "SOC", "asistenta_sociala", "asistent social comunitar", DAY),
    Post("EDU1", "EDU", "educatie", "psiholog școlar", DAY),
    Post("EDU2", "EDU", "educatie", "diriginte", UNKNOWN, "EDU1"),
    Post("ECH1", "ECH", "echipa_mobila", "coordonator al echipei mobile", ALWAYS, countries=("RO",)),
    Post("DGASPC1", "DGASPC", "protectia_copilului", "manager de caz", DAY, countries=("RO",)),
    Post("CASA1", "CASA", "casa", "administrator", ALWAYS, countries=("RO",)),
    Post("OCU1", "OCU", "ajofm_anofm", "consilier vocațional", DAY, countries=("RO",)),
)  # in such an order that whoever stands in is written before


def invent(names: Names, seed: str) -> Crew:
    """The people of a country's institutions; their sheets are not written yet."""
    dice = random.Random(seed)  # noqa: S311 - invented people need no secrecy
    of_country = [post for post in POSTS if names.country in post.countries]
    return Crew({post.key: _colleague(post, names, dice, number) for number, post in enumerate(of_country)})


def _colleague(post: Post, names: Names, dice: random.Random, number: int) -> Colleague:
    people = names.people["ro"]
    name = f"{dice.choice(people.female + people.male)} {dice.choice(people.surnames)}"
    phone = f"{names.phones} {900 + number}"
    use = "garda" if post.duty in (ALWAYS, NIGHT) else "oficiu"
    told = {
        "group": post.group,
        "institution": names.institutions[post.institution],
        "name": name,
        "function": post.function,
        "note": "Persoană inventată pentru exercițiu",
        **rows("phones", {"number": phone, "use": use}),
        **post.duty,
    }
    return Colleague(post.key, post.group, name, phone, told, post.substitute)


# --- told as the office wrote it --------------------------------------------------------------------------------------


def written(tale: Tale) -> Telling[None]:
    """Each sheet once, years ago; then somebody leaves, most are called and found right, and one goes on leave."""
    crew = tale.crew
    for key, one in crew.people.items():
        stands_in = {"substitute": crew.records[one.substitute]} if one.substitute else {}
        told = {**one.answers, **stands_in, "checked_on": tale.day()}
        crew.records[key] = yield from tale.after(minutes=4).write("member", told)
    yield from _changed(tale, tale.now - CHECKED, _checked(tale))
    away = {"from": (tale.now - timedelta(days=2)).date().isoformat()}
    away["until"] = (tale.now + timedelta(days=6)).date().isoformat()
    yield from _changed(tale, tale.now - timedelta(days=2, hours=3), [(ON_LEAVE, rows("away", away))])


def _checked(tale: Tale) -> Iterator[tuple[str, Answers]]:
    day = (tale.now - CHECKED).date().isoformat()
    for key in tale.crew.people:
        if key == LEFT:
            yield key, {"ended_on": day}
        elif key != "ONG2":  # of whom nobody has asked for years
            yield key, {"checked_on": day}


def _changed(tale: Tale, at: Any, changes: Any) -> Telling[None]:
    tale.at = at
    for key, answers in changes:
        yield from tale.write("member", answers, tale.crew.records[key])
