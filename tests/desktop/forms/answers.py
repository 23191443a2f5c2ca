"""A valid answer for every question of a form, made from the definition alone; invented words, no people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random

from desktop.forms.answers import DECLINED, UNKNOWN
from desktop.forms.clean import CURRENCIES, HOW_SIGNED
from desktop.forms.compute import computed
from desktop.forms.context import Context
from desktop.forms.defaults import defaults
from desktop.forms.present import options
from desktop.forms.risk import LEVELS
from desktop.forms.schema import Answers, Definitions, Field, FieldType, Form, Json
from desktop.forms.visible import visible

PERSON_IDS = ("2000000000004", "2002000123451", "0987654321014", "2900101220011", "2851231181235")
PHONES = {"MD": "+37369123456", "RO": "+40712034567"}
ADULT, CHILD = "1990-05-17", "2015-05-17"


def filled(form: Form, defs: Definitions, ctx: Context, *, seed: int = 0, word: str = "cuvânt") -> dict[str, Json]:
    """All questions answered, also those that earlier answers bring up; whatever is computed is there too.

    Another seed chooses other options; `word` is in every text, so that a test can look for it where it must not be.
    """
    random = Random(seed)
    dates = {field.id for field in form.fields() if field.type in {FieldType.DATE, FieldType.DATETIME}}
    answers = {path: value for path, value in defaults(form, ctx).items() if path not in dates}
    for group in (field for field in form.fields() if field.type is FieldType.GROUP):
        for number in range(1, 3):
            answers[f"{group.id}/{number if group.rows else identity(random)[:16]}"] = True
    while True:
        shown = visible(form, answers, ctx, defs)
        unanswered = [each for each in shown if needs_answer(each.field, each.path, answers)]
        if not unanswered:
            return computed(form, answers, ctx, defs)
        first = unanswered[0]
        answers[first.path] = answer(first.field, defs, ctx, random, answers=answers, word=word)


def needs_answer(field: Field, path: str, answers: Answers) -> bool:
    return field.type not in {FieldType.COMPUTED, FieldType.GROUP} and path not in answers


def refused(form: Form) -> dict[str, Json]:
    """Every question that may be refused is refused, in turn by *declines* and *unknown*."""
    open_to_it = [f for f in form.fields() if f.refusable and not f.group and needs_answer(f, f.id, {})]
    return {field.id: dict((DECLINED, UNKNOWN)[place % 2]) for place, field in enumerate(open_to_it)}


def answer(
    field: Field,
    defs: Definitions,
    ctx: Context,
    random: Random,
    *,
    answers: Answers | None = None,
    word: str = "cuvânt",
) -> Json:
    """A value that the field takes and that none of its rules doubts."""
    for use in field.rules:
        if use.name == "member_of":
            among = (answers or {}).get(use.argument)
            one = random.choice(among) if isinstance(among, list) else among
            return [one] if field.type is FieldType.CHOICES else one
        if use.name == "includes":
            return {FieldType.YES_NO: use.argument == "true", FieldType.CHOICES: [use.argument]}.get(
                field.type, use.argument
            )
        if use.name == "not_below_risk":
            return LEVELS[-1]
        if use.name == "at_least_records":
            return options(field, defs, ctx.country)[-1].code if field.list else 20
        if use.name in {"email", "hour"}:
            hour = f"{random.randint(0, 23):02}:{random.randint(0, 59):02}"
            return hour if use.name == "hour" else "posta@exemplu.md"
    return _BY_TYPE[field.type](field, defs, ctx, random, word)


def identity(random: Random) -> str:
    return f"{random.getrandbits(128):032x}"


def _text(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    return f"{word} {field.id} {random.randint(1, 9)}"[: field.max_length]


def _date(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    rules = {use.name for use in field.rules}
    if {"minor", "minor_on"} & rules:
        return CHILD
    if "adult" in rules or is_birth(field, defs):
        return ADULT
    # One day for all dates of all forms: none is before or after another.
    return (ctx.now.astimezone(ctx.tz) - timedelta(days=2)).date().isoformat()


def _datetime(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    return (ctx.now.astimezone(ctx.tz) - timedelta(days=2)).isoformat(timespec="minutes")


def _choice(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    return random.choice(options(field, defs, ctx.country)).code


def _choices(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    together = [entry.code for entry in options(field, defs, ctx.country) if not entry.exclusive]
    return sorted(random.sample(together, min(2, len(together))))


def _yes_no(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    return random.random() < 0.5


def _number(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    low = int(field.min or 0)
    return random.randint(low, int(field.max if field.max is not None else low + 20))


def _money(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    return {"amount": f"{int(field.min or 0) + random.randint(0, 9)}.50", "currency": random.choice(CURRENCIES)}


def _phone(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    return PHONES[ctx.country]


def _person_id(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    return random.choice(PERSON_IDS)


def _place(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    unit = {"MD": "MD-UN", "RO": "RO-SV"}[ctx.country]
    return random.choice((unit, f"{unit}/{word}"))


def _id(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    return identity(random)


def _signature(field: Field, defs: Definitions, ctx: Context, random: Random, word: str) -> Json:
    day = ctx.now.astimezone(ctx.tz).date().isoformat()
    signed: dict[str, Json] = {"how": random.choice(HOW_SIGNED), "on": day}
    return signed | {"witness": f"{word} martor"} if random.random() < 0.5 else signed


def is_birth(field: Field, defs: Definitions) -> bool:
    """A date from which some computed field works out an age."""
    ages = {"age", "age_band", "minor"}
    first = {each.inputs[0] for form in defs.newest() for each in form.fields() if each.compute in ages}
    return field.id in {path.rpartition(".")[2] for path in first}


_BY_TYPE: Mapping[FieldType, Callable[[Field, Definitions, Context, Random, str], Json]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.YES_NO: _yes_no,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.PHONE: _phone,
    FieldType.PERSON_ID: _person_id,
    FieldType.PLACE: _place,
    FieldType.WORKER: _text,
    FieldType.LINK: _id,
    FieldType.FILE: _id,
    FieldType.SIGNATURE: _signature,
}
