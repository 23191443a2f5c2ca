"""Answers as a person reads and types them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

import phonenumbers
from babel.numbers import format_decimal

from desktop.forms import answers as flat
from desktop.forms import partial
from desktop.forms.clean import PLACES
from desktop.forms.schema import Answers, Definitions, Field, FieldType, Json, ListEntry
from desktop.forms.visible import Shown, visible
from desktop.i18n import _, date_words, datetime_words, number_words, pick, using
from desktop.i18n import language as spoken
from desktop.refusals import Refused

__all__ = ["Shown", "options", "parse_typed", "row_title", "show", "visible"]

_TYPED_DATE = re.compile(
    r"(?:(?:(?P<day>\d{1,2})[./-])?(?P<month>\d{1,2})[./-])?(?P<year>\d{4})"
    r"|(?P<iso_year>\d{4})-(?P<iso_month>\d{2})(?:-(?P<iso_day>\d{2}))?",
    re.ASCII,
)
_TYPED_TIME = re.compile(r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)", re.ASCII)


def show(
    field: Field,
    value: Json,
    defs: Definitions,
    language: str | None = None,
    *,
    country: str = "",
    names: Mapping[str, str] | None = None,
) -> str:
    """The words for an answer; `names` of workers and sheets stand for ids, `country` shortens phones."""
    with using(language):
        if value is None:
            return ""
        if refused := flat.refusal(value):
            return _("declines to answer") if refused == "declined" else _("unknown")
        if flat.is_sealed(value):
            return _("sealed text")
        try:
            return _shown(field, value, defs, country, names or {})
        except (KeyError, TypeError, ValueError, ArithmeticError):
            # What came with a merge may have any shape. It is kept, marked to check, and must not stop the page.
            return _("an answer that cannot be read")


def _shown(field: Field, value: Json, defs: Definitions, country: str, names: Mapping[str, str]) -> str:
    if isinstance(value, bool) and field.type is not FieldType.GROUP:
        return _("yes") if value else _("no")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(field, value)
    if isinstance(value, list | tuple):
        return ", ".join(_label(field.list, str(code), defs) for code in value)
    if isinstance(value, Mapping):
        return _compound(field, value)
    return _text(field, value, defs, country, names) if isinstance(value, str) else ""


def _text(field: Field, value: str, defs: Definitions, country: str, names: Mapping[str, str]) -> str:
    if field.list:
        return _label(field.list, value, defs)
    if field.type in {FieldType.DATE, FieldType.DATETIME, FieldType.COMPUTED} and partial.precision(value):
        return datetime_words(value)
    if field.type is FieldType.PHONE:
        return _phone(value, country)
    if field.type is FieldType.PLACE:
        return _place(value, defs)
    if field.type is FieldType.FILE:
        return _("attached file")
    return names.get(value, value)


def _label(list_id: str, code: str, defs: Definitions) -> str:
    entry = defs.list(list_id).find(code) if list_id else None
    return pick(entry.label) if entry else _("an answer that this list does not have ({code})").format(code=code)


def _number(field: Field, value: float) -> str:
    number = number_words(value)
    return _("{number} {unit}").format(number=number, unit=pick(field.unit)) if field.unit else number


def _compound(field: Field, value: Mapping[str, Json]) -> str:
    if field.type is FieldType.MONEY:
        amount = format_decimal(Decimal(str(value["amount"])), "#,##0.00", locale=spoken())
        return _("{amount} {currency}").format(amount=amount, currency=value["currency"])
    said = {
        "paper": _("signed on paper on {day}"),
        "verbal": _("verbal consent recorded on {day}"),
        "mark": _("signed by a mark on {day}"),
    }[str(value["how"])].format(day=date_words(str(value["on"])))
    return _("{signed}, witness: {name}").format(signed=said, name=value["witness"]) if "witness" in value else said


def _phone(value: str, country: str) -> str:
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    home = bool(country) and number.country_code == phonenumbers.country_code_for_region(country)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _place(value: str, defs: Definitions) -> str:
    unit, _slash, locality = value.partition("/")
    entry = defs.list(PLACES).find(unit) if any(id == PLACES for id, _version in defs.lists) else None
    if entry is None:
        return value
    return _("{locality}, {unit}").format(locality=locality, unit=pick(entry.label)) if locality else pick(entry.label)


def row_title(group: Field, row: str, answers: Answers, defs: Definitions, language: str | None = None) -> str:
    """What a row is called: the answer in its title column, else its number."""
    for column in group.fields:
        value = answers.get(f"{group.id}/{row}/{column.id}")
        if column.id == group.row_title and flat.is_real(value):
            return show(column, value, defs, language)
    number = {each: place for place, each in enumerate(flat.rows(answers, group.id), 1)}.get(row, 0)
    with using(language):
        return _("Row {number}").format(number=number)


# --- what may be chosen -----------------------------------------------------------------------------------------------


def options(field: Field, defs: Definitions, country: str, chosen: Json = None) -> tuple[ListEntry, ...]:
    """The entries to offer: those of this country that are still in use, and whatever is chosen already."""
    kept = flat.codes(chosen)
    return tuple(
        entry
        for entry in defs.list(field.list).entries
        if entry.code in kept or (not entry.retired and entry.country in {"", country})
    )


# --- what was typed ---------------------------------------------------------------------------------------------------


def parse_typed(field: Field, text: str, tz: tzinfo) -> Json:
    """A typed date (22.11.2026, 11.2026, 2026), moment (22.11.2026 14:30) or number (1 250,5) as it is stored."""
    words = text.strip()
    if not words:
        return None
    if field.type is FieldType.NUMBER:
        return _typed_number(field, words)
    day, _space, clock = words.replace(",", " ").partition(" ")
    value = _typed_date(field, day)
    if not clock.strip():
        return value
    time = _TYPED_TIME.fullmatch(clock.strip())
    if field.type is not FieldType.DATETIME or time is None or len(value) != len("2026-11-22"):
        raise Refused("bad-value", field=field.id)
    # Where the clocks go back an hour happens twice; the earlier one leaves less time, so it is the one that is meant.
    moment = datetime.combine(date.fromisoformat(value), datetime.min.time(), tz)
    return moment.replace(hour=int(time["hour"]), minute=int(time["minute"])).isoformat(timespec="minutes")


def _typed_date(field: Field, text: str) -> str:
    found = _TYPED_DATE.fullmatch(text.rstrip("."))
    if found is None:
        raise Refused("bad-value", field=field.id)
    parts = [found[name] or found[f"iso_{name}"] for name in ("year", "month", "day")]
    value = "-".join(part.zfill(2) for part in parts if part)
    try:
        partial.parse(value, UTC)
    except Refused as error:
        raise Refused("bad-value", field=field.id) from error
    return value


def _typed_number(field: Field, words: str) -> Json:
    """Spaces and dots part the thousands; a comma, or a dot before one or two last digits, begins the decimals."""
    compact = re.sub(r"[\s\u00a0\u202f]", "", words)
    found = re.fullmatch(r"(-?)(\d{1,3}(?:\.\d{3})+|\d{1,15})(?:[.,](\d{1,4}))?", compact, re.ASCII)
    if found is None:
        raise Refused("bad-value", field=field.id)
    whole = int(f"{found[1]}{found[2].replace('.', '')}")
    return float(f"{whole}.{found[3]}") if found[3] and int(found[3]) else whole
