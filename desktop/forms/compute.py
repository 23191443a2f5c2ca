"""Answers that nobody types: the named functions behind the fields of type `computed`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from desktop.forms import ages, partial, risk
from desktop.forms import answers as flat
from desktop.forms.context import Context
from desktop.forms.rules import look_up
from desktop.forms.schema import Answers, Definitions, Field, FieldType, Form, Json

Inputs = Sequence[Json]


@dataclass(frozen=True, slots=True)
class Function:
    """A named function of fields above it: how many inputs it takes, at least and at most."""

    work: Callable[[Inputs, Context], Json]
    least: int
    most: int
    of_all: bool = False  # takes every answer behind an input, of all rows and records, and not the first alone


LADDER = ("G1", "G2", "G3", "G4", "G5", "G6")


def gbv_type(inputs: Inputs, _ctx: Context) -> Json:
    """The classification ladder: the first yes decides, six times no is none of these; a gap leaves it undecided."""
    for code, answer in zip(LADDER, inputs, strict=True):
        if answer is True:
            return code
        if not flat.is_answered(answer):
            return None
    return "G9" if all(answer is False for answer in inputs) else None


def first_of(inputs: Inputs, _ctx: Context) -> Json:
    """The first that says something; so a correction stands over what was computed."""
    return next((value for value in inputs if flat.is_real(value)), None)


def age(inputs: Inputs, ctx: Context) -> Json:
    found = _ages(inputs, ctx)
    return found[0] if found and found[0] == found[1] else None


def age_band(inputs: Inputs, ctx: Context) -> Json:
    """The band, if every age that the date allows lies in it."""
    found = _ages(inputs, ctx)
    return ages.band(found[0]) if found and ages.band(found[0]) == ages.band(found[1]) else None


def child_age_band(inputs: Inputs, ctx: Context) -> Json:
    """The band of a child, if every age that the date allows lies in it; who is 18 has none."""
    found = _ages(inputs, ctx)
    bands = {ages.child_band(age) for age in found or ()}
    return bands.pop() if len(bands) == 1 else None


def minor(inputs: Inputs, ctx: Context) -> Json:
    found = _ages(inputs, ctx)
    return None if found is None or found[0] < 18 <= found[1] else found[1] < 18


def county(inputs: Inputs, _ctx: Context) -> Json:
    """The first-level unit of a place: `MD-UN/Some village` -> `MD-UN`."""
    place = inputs[0]
    return place.split("/")[0] if isinstance(place, str) and place[:3] in {"MD-", "RO-"} else None


def elapsed_bucket(inputs: Inputs, ctx: Context) -> Json:
    """From the incident to its report in whole days of the calendar; day 4 is not in the first bucket."""
    then, told = (partial.span(value, ctx.tz) for value in inputs)
    if then is None or told is None:
        return None
    longest = _bucket(_days(then.start, told.end - timedelta(microseconds=1), ctx))
    shortest = _bucket(_days(then.end - timedelta(microseconds=1), told.start, ctx))
    return shortest if longest == shortest else None


def hours_between(inputs: Inputs, ctx: Context) -> Json:
    """Whole hours that really passed between two moments that are both known to the minute."""
    spans = [partial.span(value, ctx.tz) for value in inputs]
    known = [span.start for span in spans if span and span.precision is partial.Precision.MINUTE]
    return (known[1] - known[0]) // timedelta(hours=1) if len(known) == 2 and known[1] >= known[0] else None


def time_of_day(inputs: Inputs, ctx: Context) -> Json:
    """Morning from 5, afternoon from 12, evening and night from 18, on the office's clock."""
    span = partial.span(inputs[0], ctx.tz)
    if span is None or span.precision is not partial.Precision.MINUTE:
        return None
    hour = span.start.astimezone(ctx.tz).hour
    return "dimineata" if 5 <= hour < 12 else "dupa_amiaza" if 12 <= hour < 18 else "seara_noapte"


def sv_track(inputs: Inputs, _ctx: Context) -> Json:
    """Whether anything said so far puts the case on the track of sexual violence."""
    said = [flat.codes(value) for value in inputs if flat.is_real(value)]
    return any(codes & {"SEX", "sv_adult", "SV"} for codes in said) if said else None


BANDS = ((7, "1-7"), (30, "8-30"), (90, "31-90"), (180, "91-180"), (366, "181-366"))


def duration_band(inputs: Inputs, ctx: Context) -> Json:
    """How many days lie between two dates, as a band, if every reading of both says the same."""
    start, end = (partial.span(value, ctx.tz) for value in inputs)
    if start is None or end is None:
        return None
    found = {
        _band(_days(start.start, end.end - timedelta(microseconds=1), ctx)),
        _band(_days(start.end - timedelta(microseconds=1), end.start, ctx)),
    }
    return found.pop() if len(found) == 1 else None


def kinds(inputs: Inputs, _ctx: Context) -> Json:
    """How many different codes were chosen, over all rows."""
    return len(_codes_of(inputs)) or None


def two_kinds(inputs: Inputs, _ctx: Context) -> Json:
    """Whether there are at least two different ones."""
    found = _codes_of(inputs)
    return len(found) >= 2 if found else None


def kept_on(inputs: Inputs, _ctx: Context) -> Json:
    """When an appointment was, once somebody said that it was kept."""
    state, start = inputs
    return start if state == "tinuta" and flat.is_real(start) else None


ATTENDED = "prezent"


def attended(inputs: Inputs, _ctx: Context) -> Json:
    """How many sessions somebody came to, over all rows; sessions that were missed make it nought."""
    said = [value for values in inputs if isinstance(values, list) for value in values]
    return sum(ATTENDED in flat.codes(value) for value in said) if said else None


def total(inputs: Inputs, _ctx: Context) -> Json:
    """The sum of all numbers, over all rows."""
    said = [value for values in inputs if isinstance(values, list) for value in values]
    numbers = [value for value in said if isinstance(value, int | float) and not isinstance(value, bool)]
    return sum(numbers) if numbers else None


def order_state(inputs: Inputs, ctx: Context) -> Json:
    """What an order is worth now; nothing is said where its end is not known well enough to rely on it."""
    decision, until, extended, extended_to, revoked, breach = inputs
    if not flat.codes(decision) & {"emis", "partial"}:
        return None
    over = partial.span(revoked, ctx.tz)
    if over is not None and over.start <= ctx.now:
        return "revocat"
    open_ended = extended is True and not flat.is_real(extended_to)
    end = partial.span(extended_to if extended is True and not open_ended else until, ctx.tz)
    if not open_ended:
        if end is None or (end.start <= ctx.now < end.end and end.precision in _VAGUE):
            return None
        if end.end <= ctx.now:
            return "expirat"
    return "incalcat" if flat.is_real(breach) else "prelungit" if extended is True else "activ"


_VAGUE = frozenset({partial.Precision.MONTH, partial.Precision.YEAR})


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "gbv_type": Function(gbv_type, 6, 6),
        "first_of": Function(first_of, 1, 9),
        "age": Function(age, 1, 3),
        "age_band": Function(age_band, 1, 3),
        "child_age_band": Function(child_age_band, 1, 3),
        "minor": Function(minor, 1, 3),
        "county": Function(county, 1, 1),
        "elapsed_bucket": Function(elapsed_bucket, 2, 2),
        "hours_between": Function(hours_between, 2, 2),
        "time_of_day": Function(time_of_day, 1, 1),
        "sv_track": Function(sv_track, 1, 9),
        "risk_level": Function(risk.level, risk.ITEMS, risk.ITEMS),
        "risk_reason": Function(risk.reason, risk.ITEMS, risk.ITEMS),
        "risk_yes_items": Function(risk.yes_items, risk.ITEMS, risk.ITEMS),
        "risk_unknown_count": Function(risk.unknown_count, risk.ITEMS, risk.ITEMS),
        "risk_red_flags": Function(risk.red_flags, 13, 13, of_all=True),
        "risk_higher": Function(risk.higher, 2, 2),
        "risk_review_due": Function(risk.review_due, 3, 3),
        "duration_band": Function(duration_band, 2, 2),
        "kinds": Function(kinds, 1, 9, of_all=True),
        "two_kinds": Function(two_kinds, 1, 9, of_all=True),
        "order_state": Function(order_state, 6, 6),
        "attended": Function(attended, 1, 1, of_all=True),
        "total": Function(total, 1, 9, of_all=True),
        "kept_on": Function(kept_on, 2, 2),
    }
)


def computed(form: Form, answers: Answers, ctx: Context, defs: Definitions) -> dict[str, Json]:  # noqa: ARG001 one signature for all readers
    """The answers with every computed field worked out anew, top to bottom; what cannot be said is left out."""
    own = form.once("computed", lambda: frozenset(f.pattern for f in form.fields() if f.type is FieldType.COMPUTED))
    if not own:
        return dict(answers)
    done = {path: value for path, value in answers.items() if path not in own}
    if any("/" in path for path in done):
        done = {path: value for path, value in done.items() if not _is_computed_column(form, path)}
    for path, field, row in _computed_places(form, done):
        value = FUNCTIONS[field.compute].work(_inputs(field, done, row, ctx), ctx)
        if value is not None:
            done[path] = value
    return done


def _computed_places(form: Form, answers: Answers) -> Sequence[tuple[str, Field, str | None]]:
    places = flat.paths(form, answers)
    if places is form.page:
        return form.once("computed page", lambda: _only_computed(form.page))
    return _only_computed(places)


def _only_computed(places: Sequence[tuple[str, Field, str | None]]) -> Sequence[tuple[str, Field, str | None]]:
    return tuple(place for place in places if place[1].type is FieldType.COMPUTED)


def _is_computed_column(form: Form, path: str) -> bool:
    field = form.find(path) if "/" in path else None
    return field is not None and field.type is FieldType.COMPUTED


def _inputs(field: Field, answers: Answers, row: str | None, ctx: Context) -> list[Json]:
    """The value behind each input; a gap or a refusal is told apart, as the ladder needs it."""
    if FUNCTIONS[field.compute].of_all:
        return [look_up(path, answers, ctx, group=field.group, row=row) for path in field.inputs]
    return [_input(path, field, answers, row, ctx) for path in field.inputs]


def _input(path: str, field: Field, answers: Answers, row: str | None, ctx: Context) -> Json:
    real = look_up(path, answers, ctx, group=field.group, row=row)
    if real:  # of several sheets one yes is a yes, whichever is the oldest
        return next((value for value in real if value is True), real[0])
    return answers.get(f"{field.group}/{row}/{path}", answers.get(path))


def _ages(inputs: Inputs, ctx: Context) -> tuple[int, int] | None:
    """From a birth date, else an estimate; a third input is the day on which the age counts, else it is today."""
    on = ages.local_day(inputs[2], ctx.tz) if len(inputs) == 3 else None
    day = on or ctx.now.astimezone(ctx.tz).date()
    found = (ages.possible_ages(value, day) for value in inputs[:2])
    return next((possible for possible in found if possible is not None), None)


def _days(start: datetime, end: datetime, ctx: Context) -> int:
    return (end.astimezone(ctx.tz).date() - start.astimezone(ctx.tz).date()).days


def _band(days: int) -> str | None:
    if days < 0:
        return None
    return next((code for last, code in BANDS if days <= last), "367+")


def _codes_of(inputs: Inputs) -> frozenset[str]:
    said = (value for values in inputs if isinstance(values, list) for value in values)
    return frozenset().union(*(flat.codes(value) for value in said))


def _bucket(days: int) -> str | None:
    if days < 0:
        return None
    limits = ((3, "0-3"), (5, "4-5"), (14, "6-14"), (30, "15-30"))
    return next((code for last, code in limits if days <= last), "30+")
