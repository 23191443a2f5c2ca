"""PURE: who is invented and where they live, and the tale of one case: its dice, its day, its people."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Answers: TypeAlias = "dict[str, Any]"
LANGUAGES = ("ro", "ro", "ro", "ro", "ru", "ru", "uk")
OPENS, CLOSES = 8, 16  # office hours in which sheets are written
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class People:
    """What the invented people of one language are called, and what is written about them."""

    surnames: tuple[str, ...]
    female: tuple[str, ...]
    male: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that is read in a practice database as words."""

    people: Mapping[str, People]
    twins: tuple[tuple[str, ...], ...]
    institutions: Mapping[str, str]
    workers: tuple[tuple[str, str], ...]
    villages: tuple[str, ...]
    units: tuple[str, ...]
    narrative: str
    country: str = "MD"
    phones: str = ""  # how a number begins that is made up
    currency: str = ""


def read_names(file: Path, country: str = "MD") -> Names:
    """Who is invented for offices of a country."""
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    there = told["countries"][country]
    people = {lang: People(**{key: tuple(found) for key, found in told[lang].items()}) for lang in ("ro", "ru", "uk")}
    return Names(
        people=people,
        twins=tuple(map(tuple, told["twins"])),
        institutions=told["institutions"] | there.get("institutions", {}),
        workers=tuple((name, role) for name, role in told["workers"]),
        villages=tuple(there["villages"]),
        units=tuple(there["units"]),
        narrative=told["narrative"],
        country=country,
        phones=there["phones"],
        currency=there["currency"],
    )


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of another institution: how the office knows them, and when they are on duty."""

    key: str
    group: str
    name: str
    number: str
    answers: Mapping[str, Any]  # of the sheet in the office's roster
    substitute: str = ""  # the key of another one, who is told of before


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of the institutions, by the name that stories call them by; their sheets once these are written."""

    people: Mapping[str, Colleague] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One sheet at the moment at which it is written and by whom; `case` is a code, None before there is one."""

    at: datetime
    by: str
    case: str | None
    form: str
    record: str | None
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a line."""

    record: str
    revision: str
    case: str | None
    code: str | None


Telling: TypeAlias = Generator[Line, Kept, T]


@dataclass(slots=True)
class Tale:
    """One case while it is told; its moment only goes on."""

    names: Names
    dice: random.Random
    now: datetime
    at: datetime
    begun: datetime  # when the report came
    lang: str
    woman: bool
    unit: str
    manager: str
    colleague: str
    code: str | None = None
    case: str | None = None
    sexual: bool = False
    crew: Crew = field(default_factory=Crew)
    records: dict[str, list[str]] = field(default_factory=dict)  # form -> its sheets, oldest first
    revisions: dict[str, list[str]] = field(default_factory=dict)  # sheet -> its revisions

    # --- writing ------------------------------------------------------------------------------------------------------

    def write(self, form: str, answers: Mapping[str, Any], record: str | None = None, by: str = "") -> Telling[str]:
        """One sheet, a new one or further answers of one that stands; the manager writes it unless `by` does."""
        kept = yield Line(self.at, by or self.manager, self.code, form, record, answers)
        if form == "case":
            self.code, self.case = kept.code, kept.case
        if kept.record not in self.records.setdefault(form, []):
            self.records[form].append(kept.record)
        self.revisions.setdefault(kept.record, []).append(kept.revision)
        return kept.record

    def last(self, form: str) -> str:
        return self.records[form][-1]

    # --- time ---------------------------------------------------------------------------------------------------------

    def after(self, **span: float) -> Tale:
        """So much later, whatever the hour."""
        self.at += timedelta(**span)
        return self

    def office(self, days: float = 0) -> Tale:
        """So many days later, then the next moment at which somebody sits in the office."""
        at = self.at + timedelta(days=days)
        quarter = timedelta(minutes=self.dice.randrange(0, 60, 5))
        if not OPENS <= at.hour < CLOSES:
            at = (at + timedelta(days=at.hour >= CLOSES)).replace(hour=OPENS, minute=0) + quarter
        while at.weekday() > FRIDAY:
            at += timedelta(days=1)
        self.at = max(at, self.at)
        return self

    @property
    def past(self) -> timedelta:
        """How long ago the moment of the tale lies."""
        return self.now - self.at

    @property
    def country(self) -> str:
        return self.names.country

    def happened(self, before: timedelta) -> str:
        """When it was, so long before the report."""
        return (self.begun - before).isoformat(timespec="minutes")

    def since(self, minutes: float) -> str:
        """So many minutes after the report."""
        return self.happened(-timedelta(minutes=minutes))

    def minute(self, **span: float) -> str:
        return (self.at + timedelta(**span)).isoformat(timespec="minutes")

    def day(self, days: float = 0) -> str:
        return (self.at + timedelta(days=days)).date().isoformat()

    # --- people and words ---------------------------------------------------------------------------------------------

    def pick(self, among: Sequence[T]) -> T:
        return self.dice.choice(among)

    def some(self, among: Sequence[str], most: int) -> list[str]:
        return sorted(self.dice.sample(among, self.dice.randint(1, min(most, len(among)))))

    def surname(self) -> str:
        return self.pick(self.names.people[self.lang].surnames)

    def first_name(self, woman: bool) -> str:
        people = self.names.people[self.lang]
        return self.pick(people.female if woman else people.male)

    def name(self, woman: bool) -> str:
        return f"{self.first_name(woman)} {self.surname()}"

    def text(self) -> str:
        return self.pick(self.names.people[self.lang].texts)

    def place(self) -> str:
        return f"{self.unit}/{self.pick(self.names.villages)}"

    def phone(self) -> str:
        return f"{self.names.phones} {self.dice.randrange(1000):03}"

    def signed(self) -> dict[str, str]:
        return {"how": "paper", "on": self.day()}


Kind: TypeAlias = Callable[[Tale], Telling[None]]  # one way in which a case goes


def tale(
    names: Names, seed: str, now: datetime, start: datetime, *, office: bool = True, crew: Crew | None = None
) -> Tale:
    """A new tale with dice of its own, so that no story changes another one."""
    dice = random.Random(seed)  # noqa: S311 - invented people need no secrecy
    workers = [name for name, role in names.workers if role in ("lead", "worker")]
    manager, colleague = dice.sample(workers, 2)
    start = start.replace(second=0, microsecond=0)
    begun = Tale(
        names,
        dice,
        now,
        at=start,
        begun=start,
        lang=dice.choice(LANGUAGES),
        woman=dice.random() < 0.93,
        unit=dice.choice(names.units),
        manager=manager,
        colleague=colleague,
        crew=crew or Crew(),
    )
    if office and begun.office().at > now:
        begun.at = start  # it is still early on a Monday
    begun.begun = begun.at
    return begun


def rows(group: str, *told: Mapping[str, Any]) -> Answers:
    """The rows of a group as a form keeps them."""
    found: Answers = {}
    for number, row in enumerate(told, 1):
        found[f"{group}/{number}"] = True
        found |= {f"{group}/{number}/{column}": value for column, value in row.items()}
    return found
