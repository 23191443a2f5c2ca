"""PURE: what is typed off a paper: a number for a box, figures for a day, a sign for what she did not say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.forms.clean import PLACES, clean_path
from desktop.forms.context import Context
from desktop.forms.present import options, parse_typed
from desktop.forms.schema import Definitions, Field, FieldType, Form, Json
from desktop.forms.visible import Shown
from desktop.i18n import _, pick
from desktop.refusals import Refused

UNKNOWN, DECLINED = "/", "-"
BY_ONE_FIGURE = 9
CENTURY = 100
_FIGURES = re.compile(r"[0-9]+")
_SIGNED = ("paper", "verbal", "mark")
BY_THE_PROGRAM = frozenset({FieldType.DATE, FieldType.DATETIME, FieldType.WORKER})
_NOT_TYPED = frozenset({FieldType.COMPUTED, FieldType.FILE, FieldType.LINK})


@dataclass(frozen=True, slots=True)
class Offer:
    """A box on the paper: the number beside it, and what it stands for."""

    number: int
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A question in the order of the paper; `row` is empty for one of the page, `asks_row` for “is there another?”."""

    path: str
    field: Field
    row: str = ""
    asks_row: bool = False


def stops(form: Form, shown: Iterable[Shown]) -> tuple[Stop, ...]:
    """What is typed, in the order of the paper; after the rows of a group comes the question whether there is more."""
    found: list[Stop] = []
    open_group: Field | None = None
    for one in shown:
        if open_group is not None and one.field.group != open_group.id:
            found.append(Stop(open_group.id, open_group, asks_row=True))
            open_group = None
        if one.field.type is FieldType.GROUP:
            open_group = one.field if not one.field.rows else None
        elif one.field.type not in _NOT_TYPED and not _is_of_protocol(form, one.field):
            found.append(Stop(one.path, one.field, one.row or ""))
    if open_group is not None:
        found.append(Stop(open_group.id, open_group, asks_row=True))
    return tuple(found)


def not_of_paper(form: Form, answers: Mapping[str, Json], given: Mapping[str, Json]) -> dict[str, Json]:
    """What the program has put into a new sheet by itself: today, this hour, this person. A paper says its own."""
    asked = {path: form.find(path) for path in answers if path not in given}
    return {path: None for path, field in asked.items() if field is not None and field.type in BY_THE_PROGRAM}


def _is_of_protocol(form: Form, field: Field) -> bool:
    group = form.find(field.group) if field.group else None
    return group is not None and bool(group.rows)


def offers(field: Field, defs: Definitions, country: str, people: Sequence[tuple[str, str]] = ()) -> tuple[Offer, ...]:
    """The boxes of a question as they are numbered on the paper."""
    if field.type is FieldType.YES_NO:
        pairs = [("true", _("yes")), ("false", _("no"))]
    elif field.type is FieldType.SIGNATURE:
        pairs = list(zip(_SIGNED, (_("on paper"), _("verbally, recorded"), _("by a mark")), strict=True))
    elif field.type is FieldType.WORKER:
        pairs = list(people)
    elif field.type in (FieldType.CHOICE, FieldType.CHOICES):
        pairs = [(one.code, pick(one.label)) for one in options(field, defs, country)]
    else:
        return ()
    return tuple(Offer(number, code, words) for number, (code, words) in enumerate(pairs, 1))


@dataclass(frozen=True, slots=True)
class Reading:
    """What turns what is typed into an answer."""

    form: Form
    definitions: Definitions
    context: Context
    people: Sequence[tuple[str, str]] = ()


def read(reading: Reading, stop: Stop, typed: str) -> Json:
    """The answer as it is stored; None for nothing typed. `bad-value` where it means nothing."""
    text = typed.strip()
    if not text:
        return None
    field = stop.field
    if text in (UNKNOWN, DECLINED):
        return clean_path(
            reading.form, stop.path, {"none": "unknown" if text == UNKNOWN else "declined"}, *_rest(reading)
        )
    raw = _READERS.get(field.type, _as_it_is)(reading, field, text)
    return clean_path(reading.form, stop.path, raw, *_rest(reading))


def _rest(reading: Reading) -> tuple[Context, Definitions]:
    return reading.context, reading.definitions


def _bad(field: Field) -> Refused:
    return Refused("bad-value", field=field.id)


def _as_it_is(_reading: Reading, _field: Field, text: str) -> Json:
    return text


def _choice(reading: Reading, field: Field, text: str) -> Json:
    return _one(_offers(reading, field), field, text).code


def _choices(reading: Reading, field: Field, text: str) -> Json:
    """1 3 12, or 1,3,12; where no number has two figures also 13."""
    every = _offers(reading, field)
    if len(every) <= BY_ONE_FIGURE and text.isdecimal():
        parts = list(text)
    elif _FIGURES.search(text):
        parts = re.split(r"[\s,;.+]+", text.strip(" ,;.+"))
    else:
        parts = text.split(",")
    return sorted({_one(every, field, part.strip()).code for part in parts})


def _yes_no(reading: Reading, field: Field, text: str) -> Json:
    return _one(_offers(reading, field), field, text).code == "true"


def _offers(reading: Reading, field: Field) -> tuple[Offer, ...]:
    return offers(field, reading.definitions, reading.context.country, reading.people)


def _one(every: Sequence[Offer], field: Field, text: str) -> Offer:
    """By its number, or by the beginning of its words if only one begins so."""
    if text.isdecimal():
        if (found := next((one for one in every if str(one.number) == text), None)) is None:
            raise _bad(field)
        return found
    begun = [one for one in every if text and _bare(one.words).startswith(_bare(text))]
    whole = [one for one in begun if _bare(one.words) == _bare(text)]
    if len(whole or begun) != 1:
        raise _bad(field)
    return (whole or begun)[0]


def _bare(words: str) -> str:
    apart = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip()


def paper_day(typed: str, now: datetime) -> str | None:
    """The day of a paper, as far as it says one; none of the future."""
    figures = "".join(letter for letter in typed if letter.isdecimal())
    return next((way for way in _days(figures, now.year) if _is_past(way, now)), None) if figures else None


def _is_past(day: str, now: datetime) -> bool:
    return day <= now.date().isoformat()


def _days(figures: str, year_now: int) -> Iterator[str]:
    """What these figures may mean, as it is stored; impossible days are none."""
    for way in _written(figures, year_now):
        parts = [int(part) for part in reversed(way.split("."))]
        try:
            date(*[*parts, 1, 1][:3])
        except ValueError:
            continue
        yield "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])


def _written(figures: str, year_now: int) -> list[str]:
    """05032026 and 050326 are a day, 032026 is a month, 2026 a year: no month is 19 or 20, so they never meet."""
    year = figures[-4:]
    if len(figures) == 6:
        return [f"{figures[:2]}.{figures[2:4]}.{_century(figures[4:], year_now)}", f"{figures[:2]}.{year}"]
    return {4: [year], 8: [f"{figures[:2]}.{figures[2:4]}.{year}"]}.get(len(figures), [])


def _century(two: str, year_now: int) -> int:
    """Two figures of a year are the nearest past one: 26 is 2026, 85 is 1985."""
    year = year_now - year_now % CENTURY + int(two)
    return year if year <= year_now + 1 else year - CENTURY


def _date(reading: Reading, field: Field, text: str) -> Json:
    return _day(reading, field, text) if text.isdecimal() else parse_typed(field, text, reading.context.tz)


def _day(reading: Reading, field: Field, figures: str) -> Json:
    found = next(_days(figures, reading.context.now.year), None)
    if found is None:
        raise _bad(field)
    return found


def _datetime(reading: Reading, field: Field, text: str) -> Json:
    """0503262130, 05032026 2130, 05.03.2026 21:30; without an hour the day alone."""
    compact = "".join(text.split())
    if not compact.isdecimal():
        day, _space, clock = text.partition(" ")
        if day.isdecimal() and clock:
            return parse_typed(field, f"{_dotted(_day(reading, field, day))} {clock.strip()}", reading.context.tz)
        return parse_typed(field, text, reading.context.tz)
    if len(compact) not in (10, 12):
        return _day(reading, field, compact)
    day, clock = compact[:-4], compact[-4:]
    words = f"{_dotted(_day(reading, field, day))} {clock[:2]}:{clock[2:]}"
    return parse_typed(field, words, reading.context.tz)


def _dotted(day: Json) -> str:
    return ".".join(reversed(str(day).split("-")))


def _number(reading: Reading, field: Field, text: str) -> Json:
    return parse_typed(field, text, reading.context.tz)


def _money(reading: Reading, field: Field, text: str) -> Json:
    """1250, 1250,50 or 1250 lei: of this country unless another one is named."""
    found = re.fullmatch(r"([0-9][0-9 .]*)(?:,([0-9]{1,2}))?\s*([A-Za-z]*)", text)
    if found is None:
        raise _bad(field)
    usual = "RON" if reading.context.country == "RO" else "MDL"
    said = found[3].upper()
    currency = {"": usual, "LEI": usual, "EURO": "EUR"}.get(said, said)
    whole = re.sub(r"[ .]", "", found[1])
    return {"amount": f"{whole}.{found[2].ljust(2, '0')}" if found[2] else f"{whole}.00", "currency": currency}


def _place(reading: Reading, _field: Field, text: str) -> Json:
    """Orhei, Peresecina: the unit by its beginning, then the locality as it is written."""
    unit, _comma, locality = (part.strip() for part in text.partition(","))
    entries = reading.definitions.list(PLACES).entries if (PLACES, 1) in reading.definitions.lists else ()
    begun = [one for one in entries if any(_bare(words).startswith(_bare(unit)) for words in one.label.values())]
    whole = [one for one in begun if any(_bare(words) == _bare(unit) for words in one.label.values())]
    if len(whole or begun) != 1:
        return text
    code = (whole or begun)[0].code
    return f"{code}/{locality}" if locality else code


def _worker(reading: Reading, field: Field, text: str) -> Json:
    return _one(_offers(reading, field), field, text).code


def _signature(reading: Reading, field: Field, text: str) -> Json:
    """1 05032026 Ana Munteanu: how, when, and the witness if there was one."""
    how, _space, rest = text.partition(" ")
    day, _space, witness = rest.strip().partition(" ")
    signed: dict[str, Json] = {"how": _one(_offers(reading, field), field, how).code, "on": _date(reading, field, day)}
    return {**signed, "witness": witness.strip()} if witness.strip() else signed


_READERS: Mapping[FieldType, Callable[[Reading, Field, str], Json]] = {
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.YES_NO: _yes_no,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.PLACE: _place,
    FieldType.WORKER: _worker,
    FieldType.SIGNATURE: _signature,
}


def hint(field: Field) -> str:
    """What may be typed, in one line."""
    hints = {
        FieldType.CHOICE: _("the number of the box"),
        FieldType.CHOICES: _("the numbers of the boxes: 1 3 4"),
        FieldType.YES_NO: _("1 yes, 2 no"),
        FieldType.DATE: _("05032026 or 050326; month 032026; year 2026"),
        FieldType.DATETIME: _("05032026 2130; without the hour: 05032026"),
        FieldType.MONEY: _("1250,50"),
        FieldType.PLACE: _("Orhei, Peresecina"),
        FieldType.SIGNATURE: _("how, the day and the witness: 1 05032026 Name"),
        FieldType.WORKER: _("the number of the person"),
    }
    return hints.get(field.type, _("as it is written"))
