"""Answers from outside (pasted, imported, given on the command line): taken in a tidy shape, or refused."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import phonenumbers

from desktop.forms import answers as flat
from desktop.forms import partial
from desktop.forms.context import Context
from desktop.forms.schema import Definitions, Field, FieldType, Form, Json
from desktop.refusals import Refused

TEXT_LENGTH, LONG_TEXT_LENGTH, PLACE_LENGTH = 300, 20_000, 120
CURRENCIES = ("MDL", "RON", "EUR", "UAH", "USD")
HOW_SIGNED = ("paper", "verbal", "mark")
PLACES = "places"  # the list of the first-level units of both countries

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_AMOUNT = re.compile(r"(?:0|[1-9]\d{0,11})(?:\.\d{1,2})?", re.ASCII)
EXACT = 1 << 53  # the largest number that every reader of JSON takes as it is
_PLACE_CODE = re.compile(r"(?:MD|RO)-[A-Z]{1,2}", re.ASCII)
# Marks that make a text read otherwise than it is stored, or that no screen can show.
_TREACHEROUS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_INVISIBLE = re.compile(f"{_TREACHEROUS.pattern}|[\u200b\ufeff\u00ad]")
_MARKUP_BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\u0085": "\n"})


def clean_path(form: Form, path: str, raw: object, ctx: Context, defs: Definitions) -> Json:
    """One path; a row of a group is set by `true`, which says that it is there, or removed by null."""
    field = form.field(path)
    if field.type is not FieldType.GROUP and "/" not in path:
        return clean(field, raw, ctx, defs)
    parts = path.split("/")
    is_row, is_group = len(parts) > 1, field.type is FieldType.GROUP
    if (is_row and not flat.ROW.fullmatch(parts[1])) or (is_group and not is_row):
        raise Refused("unknown-field", form=form.id, field=field.id)
    if field.type is FieldType.GROUP:
        if raw is not None and raw is not True:
            raise Refused("bad-value", field=field.id)
        return True if raw else None
    return clean(field, raw, ctx, defs)


def clean(field: Field, raw: object, ctx: Context, defs: Definitions) -> Json:
    """The value as it is stored, or a refusal that names the field and never the value."""
    if raw is None:
        return None
    if refused := _refusal(raw):
        if not field.refusable:
            raise Refused("bad-value", field=field.id)
        return {"none": refused}
    cleaner = _CLEANERS.get(field.type)
    if cleaner is None:  # nobody types a computed answer, or a whole group
        raise Refused("bad-value", field=field.id)
    return cleaner(field, raw, ctx, defs)


def printable(text: str) -> str:
    """A pasted text without the marks that nobody sees; what can be read stays as it is."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _refusal(raw: object) -> str | None:
    if type(raw) in flat.PLAIN:  # as nearly all are
        return None
    return flat.refusal(dict(raw)) if isinstance(raw, Mapping) and len(raw) == 1 else None


# --- by type ----------------------------------------------------------------------------------------------------------


def _readable(field: Field, raw: object, longest: int) -> str:
    """Text in composed form; its length is looked at before anything else, whoever pasted it."""
    if not isinstance(raw, str):
        raise Refused("bad-value", field=field.id)
    if len(raw) > 2 * longest + 100:
        raise Refused("value-too-long", field=field.id, most=longest)
    if len(raw) <= longest and raw.isascii() and raw.isprintable():
        return raw.strip()  # nothing below can change such a text
    text = raw.replace("\r\n", "\n").translate(_MARKUP_BREAKS)
    if _TREACHEROUS.search(text):
        raise Refused("bad-value", field=field.id)
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > longest:
        raise Refused("value-too-long", field=field.id, most=longest)
    return text


def _text(field: Field, raw: object, _ctx: Context, _defs: Definitions) -> Json:
    return " ".join(_readable(field, raw, field.max_length or TEXT_LENGTH).split()) or None


def _long_text(field: Field, raw: object, _ctx: Context, _defs: Definitions) -> Json:
    return _readable(field, raw, field.max_length or LONG_TEXT_LENGTH) or None


def _date(field: Field, raw: object, ctx: Context, _defs: Definitions) -> Json:
    text = _readable(field, raw, 40)
    if _span(field, text, ctx).precision is partial.Precision.MINUTE:
        raise Refused("bad-value", field=field.id)
    return text


def _datetime(field: Field, raw: object, ctx: Context, _defs: Definitions) -> Json:
    text = _readable(field, raw, 40)
    if _span(field, text, ctx).precision is not partial.Precision.MINUTE:
        return text
    moment = datetime.fromisoformat(text).replace(microsecond=0)
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def _span(field: Field, text: str, ctx: Context) -> partial.Span:
    span = partial.span(text, ctx.tz)
    if span is None:
        raise Refused("bad-value", field=field.id)
    return span


def _code(field: Field, raw: object, _ctx: Context, defs: Definitions) -> str:
    if not isinstance(raw, str):
        raise Refused("bad-value", field=field.id)
    if defs.list(field.list).find(raw) is None:
        raise Refused("unknown-option", field=field.id)
    return raw


def _codes(field: Field, raw: object, ctx: Context, defs: Definitions) -> Json:
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        raise Refused("bad-value", field=field.id)
    if len(raw) > len(defs.list(field.list).entries):
        raise Refused("bad-value", field=field.id)
    return sorted({_code(field, code, ctx, defs) for code in raw}) or None


def _yes_no(field: Field, raw: object, _ctx: Context, _defs: Definitions) -> Json:
    if not isinstance(raw, bool):
        raise Refused("bad-value", field=field.id)
    return raw


def _number(field: Field, raw: object, _ctx: Context, _defs: Definitions) -> Json:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not abs(raw) <= EXACT or not math.isfinite(raw):
        raise Refused("bad-value", field=field.id)
    value = int(raw) if float(raw).is_integer() else round(float(raw), field.decimals)
    too_fine, low, high = value != raw, field.min, field.max
    if too_fine or (low is not None and value < low) or (high is not None and value > high):
        raise Refused("bad-value", field=field.id)
    return value


def _money(field: Field, raw: object, _ctx: Context, _defs: Definitions) -> Json:
    if not isinstance(raw, Mapping) or set(raw) != {"amount", "currency"}:
        raise Refused("bad-value", field=field.id)
    amount, currency = raw["amount"], raw["currency"]
    if not isinstance(amount, str) or not _AMOUNT.fullmatch(amount) or currency not in CURRENCIES:
        raise Refused("bad-value", field=field.id)
    whole, _, cents = amount.partition(".")
    low, high = field.min, field.max
    if (low is not None and float(amount) < low) or (high is not None and float(amount) > high):
        raise Refused("bad-value", field=field.id)
    return {"amount": f"{whole}.{cents:0<2}", "currency": str(currency)}


def _phone(field: Field, raw: object, ctx: Context, _defs: Definitions) -> Json:
    text = _readable(field, raw, 40)
    try:
        number = phonenumbers.parse(text, ctx.country)
    except phonenumbers.NumberParseException as error:
        raise Refused("bad-value", field=field.id) from error
    if number.extension or not phonenumbers.is_possible_number(number):
        raise Refused("bad-value", field=field.id)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _person_id(field: Field, raw: object, _ctx: Context, _defs: Definitions) -> Json:
    """Digits; whether they are thirteen that belong together is a doubt of the rules, which never blocks."""
    text = re.sub(r"[ .-]", "", _readable(field, raw, 40))
    if not re.fullmatch(r"[0-9]{1,20}", text):
        raise Refused("bad-value", field=field.id)
    return text


def _place(field: Field, raw: object, _ctx: Context, defs: Definitions) -> Json:
    """The code of a first-level unit, the same with a locality after a slash, or the words for a place abroad."""
    text = " ".join(_readable(field, raw, PLACE_LENGTH).split())
    unit, slash, locality = (part.strip() for part in text.partition("/"))
    if _PLACE_CODE.fullmatch(unit):
        listed = defs.once((PLACES,), lambda: any(id == PLACES for id, _ in defs.lists))
        if listed and defs.list(PLACES).find(unit) is None:
            raise Refused("unknown-option", field=field.id)
        return f"{unit}/{locality}" if locality else unit
    if slash:
        raise Refused("bad-value", field=field.id)
    return text or None


def _id(field: Field, raw: object, _ctx: Context, _defs: Definitions) -> Json:
    if not isinstance(raw, str) or not _ID.fullmatch(raw):
        raise Refused("bad-value", field=field.id)
    return raw


def _signature(field: Field, raw: object, ctx: Context, _defs: Definitions) -> Json:
    if not isinstance(raw, Mapping) or not {"how", "on"} <= set(raw) <= {"how", "on", "witness"}:
        raise Refused("bad-value", field=field.id)
    if raw["how"] not in HOW_SIGNED:
        raise Refused("unknown-option", field=field.id)
    day = _readable(field, raw["on"], 40)
    if _span(field, day, ctx).precision is not partial.Precision.DAY:
        raise Refused("bad-value", field=field.id)
    signed: dict[str, Json] = {"how": str(raw["how"]), "on": day}
    if raw.get("witness") is not None and (witness := " ".join(_readable(field, raw["witness"], TEXT_LENGTH).split())):
        signed["witness"] = witness
    return signed


_CLEANERS: Mapping[FieldType, Callable[[Field, object, Context, Definitions], Json]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _long_text,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
    FieldType.CHOICE: _code,
    FieldType.CHOICES: _codes,
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


def unlikely_phone(value: Json) -> bool:
    """A number that can be written but that no country gives out."""
    try:
        return not phonenumbers.is_valid_number(phonenumbers.parse(str(value)))
    except phonenumbers.NumberParseException:
        return True
