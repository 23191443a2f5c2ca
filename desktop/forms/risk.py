"""PURE: the level of risk out of the twenty-three answers of the sheet, what decided it, and when to ask again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.forms import answers as flat
from desktop.forms.ages import local_day
from desktop.forms.context import Context
from desktop.forms.schema import Json

Inputs = Sequence[Json]

HIGH, MEDIUM, LOW, NONE, OPEN = "crescut", "mediu", "scazut", "fara_risc", "neevaluat"
LEVELS = (OPEN, NONE, LOW, MEDIUM, HIGH)  # codes of the list L31, the gravest last
ITEMS = 23
KEYS = frozenset((7, 11, 17))  # a weapon, threats to kill, her own fear: one yes is enough
MANY, SEVERAL = 5, 4  # so many times yes: high, medium
# The signs that stand beside the level whatever it is, in the order of the function's inputs.
FLAGS = ("arma", "violenta_sexuala", "amenintare_moarte", "strangulare", "pierdere_cunostinta", "suicid", "frica",
         "separare_control", "sarcina", "escaladare", "arma_foc")  # fmt: skip
COMPARED = (*(f"q{number}" for number in range(1, ITEMS + 1)), "agg_suicide", "escalation", "firearm", "level_prof")
SOON, LATER = 30, 90  # days until the next assessment: of a high risk, of any other


def level(inputs: Inputs, _ctx: Context) -> Json:
    """The level as the sheet counts it. What is grave stands at once; nothing is low while a question is open."""
    yes = _yes(inputs)
    if KEYS & set(yes) or len(yes) >= MANY:
        return HIGH
    if len(yes) >= SEVERAL:
        return MEDIUM
    if not all(flat.is_answered(answer) for answer in inputs):
        return OPEN
    if yes:
        return LOW
    return NONE if any(answer is False for answer in inputs) else OPEN


def reason(inputs: Inputs, ctx: Context) -> Json:
    """Which line of the rule gave the level, as a code of the list `risk_reasons`."""
    if KEYS & set(_yes(inputs)):
        return "raspuns_cheie"
    found = {HIGH: "cel_putin", MEDIUM: "patru", LOW: "unu_trei", NONE: "niciun"}
    return found.get(str(level(inputs, ctx)), "fara_toate")


def yes_items(inputs: Inputs, _ctx: Context) -> Json:
    """The questions that were answered with yes, as codes of the list `risk_items`."""
    return [f"q{number}" for number in _yes(inputs)] or None


def unknown_count(inputs: Inputs, _ctx: Context) -> Json:
    """How many questions have neither a yes nor a no, once any has: by so much the level may be too low."""
    said = sum(isinstance(answer, bool) for answer in inputs)
    return len(inputs) - said if any(flat.is_answered(answer) for answer in inputs) else None


def red_flags(inputs: Inputs, _ctx: Context) -> Json:
    """The signs that weigh more than any count: q7, q10, q11, q12, suicide, q17, q19, q8, q23, escalation, firearm
    as this sheet says it and as those of the alleged aggressors do, and what the incidents left on her body.

    Each input holds every answer behind it: of several sheets one yes is a yes.
    """
    said = [answers if isinstance(answers, list) else [] for answers in inputs]
    yes = [any(answer is True for answer in answers) for answers in said]
    weapon, sexual, death, choked, suicide, fear, parting, control, pregnant, worse = yes[:10]
    body = frozenset[str]().union(*(flat.codes(answer) for answer in said[12]))
    signs = (weapon, sexual, death, choked or "strangulare" in body, "pierdere_cunostinta" in body, suicide, fear,
             parting and control, pregnant, worse, yes[10] or yes[11])  # fmt: skip
    return [code for code, there in zip(FLAGS, signs, strict=True) if there] or None


def higher(inputs: Inputs, _ctx: Context) -> Json:
    """The graver of the computed and the professional level: judgement raises a level and never lowers it."""
    known = [answer for answer in inputs if answer in LEVELS]
    return max(known, key=rank) if known else None


def rank(value: Json) -> int:
    return LEVELS.index(value) if isinstance(value, str) and value in LEVELS else 0


def review_days(value: Json) -> int:
    """Where nobody knows the level it is asked again as soon as if it were high."""
    return LATER if value in (NONE, LOW, MEDIUM) else SOON


def review_due(inputs: Inputs, ctx: Context) -> Json:
    """The day by which the risk is to be assessed again: the one agreed upon, if it is not later than the last one."""
    agreed, found, assessed = (*inputs, None)[:3]
    start = local_day(assessed, ctx.tz)
    if start is None:
        return None
    last: date = start + timedelta(days=review_days(found))
    chosen = local_day(agreed, ctx.tz)
    return (last if chosen is None else min(last, chosen)).isoformat()


@dataclass(frozen=True, slots=True)
class Explained:
    """A level with all that decided it, and what is not known."""

    level: str
    counted: str  # what the sheet counts, before any judgement
    keys: tuple[int, ...]  # the questions of which one yes is enough
    yes: tuple[int, ...]
    unknown: int  # questions that were asked, and that nobody could or would answer
    unasked: int
    flags: tuple[str, ...]

    @property
    def raised(self) -> bool:
        """Whether somebody's judgement stands over the count."""
        return rank(self.level) > rank(self.counted)


def explain(answers: Mapping[str, Json]) -> Explained:
    """The level of one filled sheet, answer by answer."""
    said = [answers.get(f"q{number}") for number in range(1, ITEMS + 1)]
    yes = tuple(_yes(said))
    flags = answers.get("red_flags")
    return Explained(
        level=_level(answers.get("level")),
        counted=_level(answers.get("level_auto")),
        keys=tuple(number for number in yes if number in KEYS),
        yes=yes,
        unknown=sum(flat.refusal(answer) is not None for answer in said),
        unasked=sum(not flat.is_answered(answer) for answer in said),
        flags=tuple(str(flag) for flag in flags) if isinstance(flags, list) else (),
    )


def changed(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[str, ...]:
    """The questions that were answered otherwise than the time before, in the order of the sheet."""
    return tuple(path for path in COMPARED if _plain(before.get(path)) != _plain(after.get(path)))


def _plain(value: Json) -> Json:
    """An answer as it is compared: one that is missing, refused or not known says the same nothing."""
    return value if flat.is_real(value) else None


def _level(value: Json) -> str:
    return value if isinstance(value, str) and value in LEVELS else OPEN


def _yes(inputs: Inputs) -> list[int]:
    return [number for number, answer in enumerate(inputs, 1) if answer is True]
