"""How an answer is made coarser before anybody outside may see it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from desktop.forms import ages, partial
from desktop.forms.answers import codes, is_real
from desktop.forms.context import Context
from desktop.forms.schema import Definitions, Field, FieldType, Json, PrivacyClass
from desktop.privacy.bands import band as band_of
from desktop.privacy.vocabulary import AGES, LARGEST_COUNT, PLACES, vocabulary


class Asked(NamedTuple):
    """One answer with what is needed to make it coarser."""

    field: Field
    value: Json
    defs: Definitions
    ctx: Context


Generaliser: TypeAlias = Callable[[Asked], Collection[str]]

ACT = ("incident", "inc_dt")  # the moment from which `elapsed` counts
_NEVER = frozenset({PrivacyClass.IDENTIFIER, PrivacyClass.FREE_TEXT})
_ELAPSED = (("h24", timedelta(hours=24)), ("h72", timedelta(hours=72)), ("h120", timedelta(days=5)))
_DAYS = (("d14", timedelta(days=14)), ("later", timedelta.max))


def generalised(field: Field, value: Json, defs: Definitions, ctx: Context) -> tuple[str, ...]:
    """What may leave of one answer: codes that the field's vocabulary has, each once, in order; often none.

    Whatever a definition says, nothing leaves of an identifier, of free text, of a sealed field or of a refusal.
    """
    return _codes(field, field.pdf, value, defs, ctx)


def finest(field: Field, column: str, value: Json, defs: Definitions, ctx: Context) -> str:
    """The finest code of a quasi-identifier, or nothing where it is not known or there are several."""
    found = _codes(field, FINEST[column], value, defs, ctx)
    return found[0] if len(found) == 1 else ""


def _codes(field: Field, pdf: str, value: Json, defs: Definitions, ctx: Context) -> tuple[str, ...]:
    if field.privacy in _NEVER or field.seal or pdf == "drop" or not is_real(value):
        return ()
    found = GENERALISERS[pdf](Asked(field, value, defs, ctx))
    allowed = vocabulary(field, defs, pdf)
    if len(found) == 1:  # as nearly always
        return tuple(found) if all(map(allowed.has, found)) else ()
    return tuple(sorted({code for code in found if allowed.has(code)}))


def word(field: Field, code: str, defs: Definitions, language: str) -> str:
    """A generalised answer as it is printed."""
    return vocabulary(field, defs).word(code, language)


def keep(asked: Asked) -> Collection[str]:
    return codes(asked.value)


def month(asked: Asked) -> Sequence[str]:
    return _local(asked.value, asked.ctx, lambda year, month: f"{year:04d}-{month:02d}")


def quarter(asked: Asked) -> Sequence[str]:
    return _local(asked.value, asked.ctx, lambda year, month: f"{year:04d}-Q{(month + 2) // 3}")


def year(asked: Asked) -> Sequence[str]:
    return _local(asked.value, asked.ctx, lambda year, _month: f"{year:04d}")


def county(asked: Asked) -> Sequence[str]:
    """The first-level unit; what was typed after it stays here."""
    return (asked.value.split("/")[0],) if isinstance(asked.value, str) else ()


def region(asked: Asked) -> Sequence[str]:
    found = [asked.defs.list(asked.field.list or PLACES).find(code) for code in county(asked)]
    return [entry.group for entry in found if entry]


def group(asked: Asked) -> Sequence[str]:
    if not asked.field.list:
        return ()
    found = [asked.defs.list(asked.field.list).find(code) for code in codes(asked.value)]
    return [entry.group for entry in found if entry]


def any_(asked: Asked) -> Sequence[str]:
    """Whether there is something: an entry that excludes all others (`none of these`) says that there is nothing."""
    if isinstance(asked.value, bool | int | float):
        return (_truth(asked.value > 0),)
    if asked.field.list:
        found = [asked.defs.list(asked.field.list).find(code) for code in codes(asked.value)]
        return (_truth(any(entry is not None and not entry.exclusive for entry in found)),)
    return (_truth(True),)


def count(asked: Asked) -> Sequence[str]:
    if isinstance(asked.value, int | float) and not isinstance(asked.value, bool):
        return (f"{asked.value:g}",)
    return (str(min(len(codes(asked.value)), LARGEST_COUNT)),)


def elapsed(asked: Asked) -> Collection[str]:
    """How long after the act, if every reading of both dates says the same; a bucket already made is kept."""
    if asked.field.list:
        return keep(asked)
    act = next(
        (found for one in asked.ctx.case.get(ACT[0], ()) if (found := partial.span(one.get(ACT[1]), asked.ctx.tz))),
        None,
    )
    then = partial.span(asked.value, asked.ctx.tz)
    if act is None or then is None or then.start < act.start:
        return ()
    buckets = {_bucket(then.start - act.end), _bucket(then.end - act.start)}
    return tuple(buckets) if len(buckets) == 1 else ()


def band(asked: Asked) -> Collection[str]:
    """An age in its band; an amount of money in its class; a band already made is kept."""
    if asked.field.list:
        return keep(asked)
    if asked.field.type is FieldType.MONEY:
        return _money(asked.value)
    on = asked.ctx.now.astimezone(asked.ctx.tz).date()
    found = band_of(ages.possible_ages(asked.value, on), (entry.code for entry in asked.defs.list(AGES).entries))
    return (found,) if found else ()


GENERALISERS: Mapping[str, Generaliser] = MappingProxyType(
    {
        "keep": keep,
        "month": month,
        "quarter": quarter,
        "year": year,
        "county": county,
        "region": region,
        "group": group,
        "any": any_,
        "count": count,
        "elapsed": elapsed,
        "band": band,
    }
)
# With which generaliser each quasi-identifier is read before it is widened.
FINEST: Mapping[str, str] = MappingProxyType(
    {"place": "county", "month": "month", "age": "band", "sex": "keep", "violence": "keep", "relation": "keep"}
)


def _local(value: Json, ctx: Context, code: Callable[[int, int], str]) -> Sequence[str]:
    """A date on the office's calendar; one of which only the year is known stays that year."""
    known = partial.span(value, ctx.tz)
    if known is None:
        return ()
    day = known.start.astimezone(ctx.tz)
    return (f"{day.year:04d}" if known.precision is partial.Precision.YEAR else code(day.year, day.month),)


def _bucket(passed: timedelta) -> str:
    return next(code for code, limit in (*_ELAPSED, *_DAYS) if passed <= limit)


def _money(value: Json) -> Sequence[str]:
    try:
        amount = Decimal(str(value["amount"])) if isinstance(value, Mapping) else Decimal(-1)
        found = [code for code in ("0", "1", "1000", "5000") if amount >= int(code)]
    except (KeyError, InvalidOperation):
        return ()
    return ("1",) if 0 < amount < 1 else found[-1:]


def _truth(value: bool) -> str:
    return "true" if value else "false"
