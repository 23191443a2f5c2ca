"""What a protocol, a step and a clock are, once their definitions have been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.forms.schema import Text
from desktop.protocols.clock import Duration, Repetition

ANCHORS = ("incident", "report", "admission", "order")
BEGINNINGS = ("incident", "stay")
ROLES = ("first_contact", "coordinator", "psychologist", "any")  # beside the groups of the protocol
TO_DO, IN_WORK = "de_facut", "in_lucru"
DONE = "facut"
OUTCOMES = (DONE, "refuzat_de", "nu_se", "imposibil")  # what ends a step


class Sort(StrEnum):
    """What a protocol is for."""

    SV = "sv"  # sexual violence: the intervention team
    VD = "vd"  # family or domestic violence: the emergency
    HOME = "home"  # admission to a protected home


class Kind(StrEnum):
    WINDOW = "window"  # the usefulness of care ends; the step may still be done
    DUTY = "duty"  # an institution's obligation


@dataclass(frozen=True, slots=True)
class StepClock:
    kind: Kind
    anchor: str  # one of ANCHORS, or `step:<id>`
    due: Duration
    source: str
    verified: bool
    best: Duration | None = None
    repeat: Repetition | None = None
    label: Text | None = None

    @property
    def anchor_step(self) -> str | None:
        head, _, step = self.anchor.partition(":")
        return step if head == "step" else None


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    title: Text
    roles: tuple[str, ...]
    outcomes: tuple[str, ...]
    source: str
    verified: bool
    support: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    needs_consent: bool = False
    document: str = ""
    help: Text | None = None
    fills: str = ""  # the form of the case that this step is about: opened beside it
    paper: str = ""  # the paper for an institution that this step sends, by its id under `letters/`
    guide: tuple[str, ...] = ()  # guidance shown beside it, by its ids under `guide/`
    clocks: tuple[StepClock, ...] = ()


@dataclass(frozen=True, slots=True)
class Protocol:
    id: str
    version: int
    sort: Sort
    title: Text
    form: str
    country: str
    begins_with: str  # the form of the case whose sheet it begins with: incident or stay
    source: str
    verified: bool
    groups: Mapping[str, Text]
    steps: tuple[Step, ...]

    @property
    def asks(self) -> frozenset[str]:
        """The conditions that its steps look at."""
        named = {name for step in self.steps for name in step.when}
        return frozenset(named | {"consent"} if any(step.needs_consent for step in self.steps) else named)

    def step(self, id: str) -> Step | None:
        return next((step for step in self.steps if step.id == id), None)
