"""The named rules that a definition may put on a field: each looks at one answer and says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from desktop.forms import ages, ledger, partial, person_id, risk
from desktop.forms import answers as flat
from desktop.forms.context import Context
from desktop.forms.hours import minute_of
from desktop.forms.schema import Answers, Definitions, Field, FieldType, Form, Json, ListEntry
from desktop.forms.spelling import spellings, words


class Severity(StrEnum):
    MALFORMED = "malformed"  # blocks the save
    DOUBTFUL = "doubtful"  # asked in the window and kept "to check"; the command line refuses it
    MISSING = "missing"  # keeps the form at "begun"


class Takes(StrEnum):
    """What stands after a rule's colon."""

    NOTHING = ""
    DATE = "a path of a date"  # of this form (same row first), or `form.field` of the same case
    PATH = "a path"
    PATHS = "paths with commas"
    FORM = "a form"
    DAYS = "a number of days"
    DAYS_AND_DATE = "a number of days:a path of a date"
    COUNT_AND_PATH = "a number:a path"
    CODE = "a code of the field"


class Asked(NamedTuple):
    """One answer under a rule, with everything that the rule may look at."""

    value: Json
    field: Field
    row: str | None
    argument: str
    answers: Answers
    ctx: Context
    form: Form | None = None
    defs: Definitions | None = None

    def others(self, path: str) -> list[Json]:
        return look_up(path, self.answers, self.ctx, group=self.field.group, row=self.row)

    def chosen(self, path: str) -> list[ListEntry]:
        """The entries of the list that another field of this form was answered with."""
        asked = self.form.named(path, self.field.group) if self.form else None
        if asked is None or self.defs is None or not asked.list:
            return []
        listed = self.defs.list(asked.list)
        found = (listed.find(code) for value in self.others(path) for code in flat.codes(value))
        return [entry for entry in found if entry]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the key of its sentence, and the figures and paths that the sentence names."""

    key: str
    severity: Severity = Severity.DOUBTFUL
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    check: Callable[[Asked], Finding | None]
    types: frozenset[FieldType]
    takes: Takes = Takes.NOTHING
    of_gaps: bool = False  # looks at unanswered fields as well


def look_up(path: str, answers: Answers, ctx: Context, *, group: str = "", row: str | None = None) -> list[Json]:
    """The real answers that a reference means: of the same row first, then of the page, or one of each such record."""
    if "." in path:
        form, _, field = path.partition(".")
        values = [value for record in ctx.case.get(form, ()) for value in look_up(field, record, ctx)]
    elif "/" in path:
        head, _, column = path.partition("/")
        values = [answers.get(f"{head}/{each}/{column}") for each in flat.rows(answers, head)]
    else:
        column = f"{group}/{row}/{path}"
        value = answers[column] if row is not None and column in answers else answers.get(path)
        return [value] if flat.is_real(value) else []
    return [value for value in values if flat.is_real(value)]


# --- dates ------------------------------------------------------------------------------------------------------------


def not_future(asked: Asked) -> Finding | None:
    span = partial.span(asked.value, asked.ctx.tz)
    return Finding("in-future") if span and span.start > asked.ctx.now else None


def before(asked: Asked) -> Finding | None:
    """At or before the other date; doubtful only if no reading of the two fits, in any record of the case."""
    own, others = _spans(asked, asked.argument)
    if own is None or not others or any(own.start < other.end for other in others):
        return None
    return Finding("after-other", args={"other": asked.argument})


def after(asked: Asked) -> Finding | None:
    own, others = _spans(asked, asked.argument)
    if own is None or not others or any(other.start < own.end for other in others):
        return None
    return Finding("before-other", args={"other": asked.argument})


def at_most_days(asked: Asked) -> Finding | None:
    """Not later than so many days after the other date, or after today where that is not known."""
    days, _, path = asked.argument.partition(":")
    own, others = _spans(asked, path)
    last = max((other.end for other in others), default=asked.ctx.now) + timedelta(days=int(days))
    return Finding("too-far-ahead", args={"days": days, "other": path}) if own and own.start > last else None


def longest(asked: Asked) -> Finding | None:
    """Not later after its beginning than what was chosen may last, as the list of choices says."""
    kind, _, path = asked.argument.partition(",")
    own, begins = _spans(asked, path)
    limit = max((entry.longest for entry in asked.chosen(kind) if entry.longest), default=None)
    if limit is None or own is None or not begins or own.start <= max(one.end for one in begins) + limit:
        return None
    return Finding("too-far-ahead", args={"days": str(limit // timedelta(days=1))})


def adult(asked: Asked) -> Finding | None:
    return Finding("not-adult") if ages.is_minor(asked.value, _today(asked.ctx)) is True else None


def minor(asked: Asked) -> Finding | None:
    return Finding("not-minor") if ages.is_minor(asked.value, _today(asked.ctx)) is False else None


def minor_on(asked: Asked) -> Finding | None:
    """Under eighteen on the earliest day that another date names, or today where that is not known."""
    days = [day for other in asked.others(asked.argument) if (day := ages.local_day(other, asked.ctx.tz))]
    on = min(days, default=_today(asked.ctx))
    return Finding("not-minor") if ages.is_minor(asked.value, on) is False else None


# --- people -----------------------------------------------------------------------------------------------------------


def national_id(asked: Asked) -> Finding | None:
    found = person_id.doubt(asked.value, asked.ctx.country) if isinstance(asked.value, str) else None
    return Finding(found) if found else None


def not_aggressor(asked: Asked) -> Finding | None:
    """Not the person indicated as aggressor: the same words in any order and any alphabet, or the same number."""
    own: tuple[frozenset[str], ...] = ()
    for form in {path.partition(".")[0] for path in asked.argument.split(",")}:
        for record in asked.ctx.case.get(form, ()):
            own = own or _name(asked.value)
            columns = [path.partition(".")[2] for path in asked.argument.split(",") if path.startswith(f"{form}.")]
            theirs = [_name(value) for column in columns for value in look_up(column, record, asked.ctx)]
            if own and (any(_same(own, one) for one in theirs) or _same(own, sum(theirs, ()))):
                return Finding("same-as-aggressor", Severity.MALFORMED)
    return None


def differs(asked: Asked) -> Finding | None:
    """Another person than the one named there: four eyes see more than two."""
    return (
        Finding("same-person", args={"other": asked.argument}) if asked.value in asked.others(asked.argument) else None
    )


def released(asked: Asked) -> Finding | None:
    """What was sent to this sector, on that day, is covered by the consents of the case or by a stated exception."""
    _consents, sector, sent, *institution = asked.argument.split(",")
    spans = [span for value in asked.others(sent) if (span := partial.span(value, asked.ctx.tz))]
    day = spans[0] if spans else ledger.moment(asked.ctx.now)
    sectors = frozenset().union(*(flat.codes(value) for value in asked.others(sector)))
    if not sectors or _is_exception(asked, sectors):
        return None
    sheets = [ledger.ConsentSheet(f"{place:06}", one) for place, one in enumerate(asked.ctx.case.get("consent", ()))]
    known = ledger.entries(sheets, day, asked.ctx.tz)
    named = next((str(value) for path in institution for value in asked.others(path)), None)
    told = (ledger.may(known, ledger.of_sector(sectors), code, named) for code in flat.codes(asked.value))
    return None if all(one.allowed for one in told) else Finding("not-released")


def _is_exception(asked: Asked, sectors: frozenset[str]) -> bool:
    """A consent sheet that states an exception, or one on record for this recipient."""
    recipients = ledger.of_sector(sectors)
    stated = any(flat.is_real(one.get("override")) for one in asked.ctx.case.get("consent", ()))
    return stated or any(
        flat.is_real(one.get("ground")) and one.get("recipient") in recipients
        for one in asked.ctx.case.get("disclosure", ())
    )


def email(asked: Asked) -> Finding | None:
    right = isinstance(asked.value, str) and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}", asked.value)
    return None if right else Finding("email-form")


def hour(asked: Asked) -> Finding | None:
    right = isinstance(asked.value, str) and minute_of(asked.value) is not None
    return None if right else Finding("hour-form", Severity.MALFORMED)


# --- among answers ----------------------------------------------------------------------------------------------------


def one_of(asked: Asked) -> Finding | None:
    """At least one of these is answered; *declines* and *unknown* are answers."""
    paths = [asked.field.id, *asked.argument.split(",")]
    group = f"{asked.field.group}/{asked.row}/" if asked.row else ""
    answered = any(flat.is_answered(asked.answers.get(f"{prefix}{path}")) for path in paths for prefix in {group, ""})
    return None if answered else Finding("one-of", Severity.MISSING, {"others": asked.argument})


def member_of(asked: Asked) -> Finding | None:
    others = asked.others(asked.argument)
    inside = not others or any(flat.codes(asked.value) <= flat.codes(other) for other in others)
    return None if inside else Finding("not-among", args={"other": asked.argument})


def at_least_records(asked: Asked) -> Finding | None:
    """A number, or a code that is one, is not under the count of records of a form in this case."""
    records = len(asked.ctx.case.get(asked.argument, ()))
    said = next(iter(flat.codes(asked.value)), "")
    few = said.isascii() and said.isdigit() and int(said) < records
    return Finding("fewer-than-records", args={"count": str(records)}) if few else None


def includes(asked: Asked) -> Finding | None:
    """The form is complete only with this very answer, alone or among others."""
    if asked.argument in flat.codes(asked.value):
        return None
    return Finding("must-include", Severity.MISSING, {"option": asked.argument})


def distinct_at_least(asked: Asked) -> Finding | None:
    """So many different answers stand in a column of the form."""
    number, _, path = asked.argument.partition(":")
    found = frozenset[str]().union(*(flat.codes(other) for other in asked.others(path)))
    if len(found) >= int(number):
        return None
    return Finding("too-few-different", Severity.MISSING, {"count": number, "other": path})


def not_below_risk(asked: Asked) -> Finding | None:
    """A professional level only raises the computed one."""
    computed = max(map(risk.rank, asked.others(asked.argument)), default=0)
    lower = risk.rank(asked.value) < computed
    return Finding("below-risk", Severity.MALFORMED, {"other": asked.argument}) if lower else None


def review_by_risk(asked: Asked) -> Finding | None:
    """The next assessment comes in time for the level: the paths are the level and the day of the assessment."""
    path, _, dated = asked.argument.partition(",")
    days = risk.review_days(next(iter(asked.others(path)), None))
    return at_most_days(asked._replace(argument=f"{days}:{dated}"))


_OPEN = frozenset({"in_monitorizare", "inactiv", "inchis", "transferat", "duplicat"})
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "deschis": _OPEN,
    "redeschis": _OPEN,
    "in_monitorizare": frozenset({"deschis", "inchis"}),
    "inactiv": frozenset({"deschis", "inchis"}),
    "inchis": frozenset({"redeschis", "arhivat"}),
    "transferat": frozenset({"redeschis"}),
    "duplicat": frozenset({"deschis"}),  # said of the wrong file
}


def status_transition(asked: Asked) -> Finding | None:
    """A case's status goes only where the list of statuses allows it to go."""
    was, now = asked.ctx.previous.get(asked.field.id), asked.value
    if not isinstance(was, str) or was == now or flat.codes(now) & TRANSITIONS.get(was, frozenset()):
        return None
    return Finding("status-jump")


# --- the tables that definitions refer to -----------------------------------------------------------------------------

_DATES = frozenset({FieldType.DATE, FieldType.DATETIME})
_WORDS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
_CHOICE = frozenset({FieldType.CHOICE, FieldType.CHOICES})
_ANY = frozenset(FieldType) - {FieldType.COMPUTED, FieldType.GROUP}

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "not_future": Rule(not_future, _DATES),
        "before": Rule(before, _DATES, Takes.DATE),
        "after": Rule(after, _DATES, Takes.DATE),
        "at_most_days": Rule(at_most_days, _DATES, Takes.DAYS_AND_DATE),
        "longest": Rule(longest, _DATES, Takes.PATHS),
        "adult": Rule(adult, _DATES | {FieldType.NUMBER}),
        "minor": Rule(minor, _DATES | {FieldType.NUMBER}),
        "minor_on": Rule(minor_on, _DATES | {FieldType.NUMBER}, Takes.DATE),
        "national_id": Rule(national_id, frozenset({FieldType.PERSON_ID})),
        "not_aggressor": Rule(not_aggressor, _WORDS | {FieldType.PHONE, FieldType.PERSON_ID}, Takes.PATHS),
        "differs": Rule(differs, frozenset({FieldType.WORKER}), Takes.PATH),
        "released": Rule(released, _CHOICE, Takes.PATHS),
        "email": Rule(email, _WORDS),
        "hour": Rule(hour, _WORDS),
        "one_of": Rule(one_of, _ANY, Takes.PATHS, of_gaps=True),
        "member_of": Rule(member_of, _CHOICE, Takes.PATH),
        "at_least_records": Rule(at_least_records, _CHOICE | {FieldType.NUMBER}, Takes.FORM),
        "includes": Rule(includes, _CHOICE | {FieldType.YES_NO}, Takes.CODE),
        "distinct_at_least": Rule(distinct_at_least, _ANY, Takes.COUNT_AND_PATH),
        "not_below_risk": Rule(not_below_risk, _CHOICE, Takes.PATH),
        "review_by_risk": Rule(review_by_risk, _DATES, Takes.PATHS),
        "status_transition": Rule(status_transition, frozenset({FieldType.CHOICE})),
    }
)


def within_days(value: Json, argument: str, ctx: Context) -> bool | None:
    """The date may lie within so many days before now, by some reading of it."""
    span = partial.span(value, ctx.tz)
    return None if span is None else span.end > ctx.now - timedelta(days=int(argument))


def is_minor(value: Json, _argument: str, ctx: Context) -> bool | None:
    return ages.is_minor(value, _today(ctx))


def is_adult(value: Json, argument: str, ctx: Context) -> bool | None:
    young = is_minor(value, argument, ctx)
    return None if young is None else not young


def by_hand(_value: Json, _argument: str, _ctx: Context) -> bool:
    """Answered with a pen alone: here a sheet of its own says the same, so that nothing is said twice."""
    return False


# What a condition may ask of another field: (how, what stands after the colon).
CONDITIONS: Mapping[str, tuple[Callable[[Json, str, Context], bool | None], Takes]] = MappingProxyType(
    {
        "within_days": (within_days, Takes.DAYS),
        "minor": (is_minor, Takes.NOTHING),
        "adult": (is_adult, Takes.NOTHING),
        "by_hand": (by_hand, Takes.NOTHING),
    }
)


def _spans(asked: Asked, path: str) -> tuple[partial.Span | None, list[partial.Span]]:
    spans = (partial.span(value, asked.ctx.tz) for value in (asked.others(path) if path else ()))
    return partial.span(asked.value, asked.ctx.tz), [span for span in spans if span]


def _today(ctx: Context) -> date:
    return ctx.now.astimezone(ctx.tz).date()


def _name(value: Json) -> tuple[frozenset[str], ...]:
    """The words of a name, each in every way in which it may be read."""
    return tuple(spellings(word) or frozenset({word}) for word in words(str(value)))


def _same(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> bool:
    """Whether each word of one is a word of the other, and the other way round."""
    return all(any(word & each for each in other) for word in one) and all(
        any(word & each for each in one) for word in other
    )
