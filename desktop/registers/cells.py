"""PURE: what a cell of a register means as the answer to a field: dates as people write them, labels, numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from desktop.forms.schema import CodeList, Definitions, Field, FieldType, Json
from desktop.registers.book import Cell
from desktop.registers.folded import fold

EXCEL_DAY_0 = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # 1954 to 2119: below, a bare number is rather a year
YEARS = range(1880, 2200)
PLACES = "places"

_DAY = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})(?:[-./](\d{1,2}))?")
_MONTH = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})\.?\s+)?([^\W\d_]{3,})\.?,?\s+(\d{4})")
_TIME = re.compile(r"[T\s,]+(?:ora|ore|la|în|at|в|о)?\s*(\d{1,2})[:.](\d{2})(?::(\d{2}))?\s*$", re.IGNORECASE)
_YEAR_WORD = re.compile(r"\s*(?:г\.?|г\.\s*р\.|года?|р\.|рік|anul|an\.?|a\.)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_MONEY = re.compile(r"(?P<sum>[\d\s.,\u00a0]+?)\s*(?P<word>[^\W\d_]*\.?)")
_MONTHS: Mapping[str, int] = {
    fold(start): number
    for number, starts in enumerate(
        (
            "ian jan янв січ", "feb фев лют", "mar мар бер", "apr апр кві", "mai may мая май тра", "iun jun июн чер",
            "iul jul июл лип", "aug авг сер", "sep sept сен вер", "oct окт жов", "noi nov ноя лис", "dec дек гру",
        ),
        1,
    )
    for start in starts.split()
}  # fmt: skip
_YES = frozenset(("da", "yes", "y", "true", "adevarat", "x", "v", "+", "1", "да", "так", "истина", "✓", "✔"))
_NO = frozenset(("nu", "no", "n", "false", "fals", "0", "нет", "ні", "ложь"))
_NOTHING = frozenset(
    ("-", "–", "—", "--", "---", "/", "n/a")
)  # a stroke in a column of words says that there is nothing
_UNKNOWN = frozenset(
    fold(words) or words
    for words in (
     "?", "nu se stie", "necunoscut", "necunoscuta", "nu se cunoaste", "nu cunoaste", "unknown", "not known",
     "неизвестно", "не известно", "невідомо")
)  # fmt: skip
_DECLINED = frozenset(
    fold(words)
    for words in (
     "refuza", "refuz", "a refuzat", "refuza sa raspunda", "declined", "refused", "отказ", "отказалась",
     "отказывается", "відмова", "відмовилась")
)  # fmt: skip
_CURRENCIES: Mapping[str, str] = {
    "": "", "lei": "", "leu": "", "mdl": "MDL", "ron": "RON", "eur": "EUR", "euro": "EUR", "uah": "UAH", "usd": "USD",
    fold("лей"): "", "леев": "", "лея": "", "евро": "EUR", "грн": "UAH",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What a cell may name: people who work here, what somebody has said that a value means, the country, the clock."""

    definitions: Definitions
    country: str
    tz: tzinfo
    today: date
    workers: Mapping[str, str] = field(default_factory=dict)  # folded name -> id
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # path -> folded value -> code; "" leaves out
    _labels: dict[str, Mapping[str, str]] = field(default_factory=dict, repr=False, compare=False)

    def labels(self, name: str) -> Mapping[str, str]:
        """folded label or code -> code, of a list in every language."""
        if name not in self._labels:
            self._labels[name] = labels_of(self.definitions.list(name))
        return self._labels[name]


@dataclass(frozen=True, slots=True)
class Meant:
    """The answer, or the code of what is wrong with it; `unmapped` is a value that somebody can say the meaning of."""

    value: Json = None
    fault: str = ""
    unmapped: str = ""


NOTHING = Meant()


def labels_of(codes: CodeList) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for entry in codes.entries:
        if not entry.retired:
            for text in (entry.code, *entry.label.values()):
                found.setdefault(fold(text), entry.code)
    return found


def meant(path: str, wanted: Field, cell: Cell, known: Known) -> Meant:
    """What a cell says as an answer to a field; what cannot be read is never guessed."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return NOTHING
    words = as_words(cell)
    if wanted.type in _OFFERED:
        return _offered(path, wanted, words, cell, known)
    if words in _NOTHING:
        return NOTHING
    if refused := _refusal(wanted, words):
        return Meant({"none": refused})
    if wanted.type in (FieldType.DATE, FieldType.DATETIME):
        return _dated(wanted, cell, known)
    reader = _READERS.get(wanted.type)
    return reader(wanted, cell, words, known) if reader else Meant(fault="not-importable")


def as_words(cell: Cell) -> str:
    """A cell as a person reads it: no ".0" after a whole number, days as they are written here."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y}" if cell.time() == time() else f"{cell:%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return f"{cell:%H:%M}" if isinstance(cell, time) else str(cell).strip()


def _refusal(wanted: Field, words: str) -> str:
    if not wanted.refusable:
        return ""
    said = words.strip() if len(words) == 1 else fold(words)
    return "unknown" if said in _UNKNOWN else "declined" if said in _DECLINED else ""


# --- one of a list ----------------------------------------------------------------------------------------------------


def _offered(path: str, wanted: Field, words: str, cell: Cell, known: Known) -> Meant:
    """A label in any language, a code, or what somebody has said that the value means."""
    said = known.values.get(path, {})
    if wanted.type is FieldType.CHOICES:
        return _several(wanted, words, said, known)
    code = _code(wanted, words, said, known, cell)
    if code is not None:
        return Meant(_true(code) if wanted.type is FieldType.YES_NO else code) if code else NOTHING
    if refused := _refusal(wanted, words):
        return Meant({"none": refused})
    return Meant(fault="unknown-value", unmapped=words)


def _several(wanted: Field, words: str, said: Mapping[str, str], known: Known) -> Meant:
    whole = _code(wanted, words, said, known, None)
    if whole is not None:
        return Meant([whole] if whole else None)
    codes = set()
    for part in filter(None, (each.strip() for each in re.split(r"[;,\n|/+]", words))):
        code = _code(wanted, part, said, known, None)
        if code is None:
            refused = _refusal(wanted, words)
            return Meant({"none": refused}) if refused else Meant(fault="unknown-value", unmapped=part)
        codes.add(code)
    return Meant(sorted(codes - {""}) or None)


def _code(wanted: Field, words: str, said: Mapping[str, str], known: Known, cell: Cell) -> str | None:
    """The code; empty where somebody said to leave the value out, None where nobody knows it."""
    folded = fold(words)
    if folded in said:
        return said[folded]
    if wanted.type is FieldType.YES_NO:
        plain = words.strip().lower() if len(words.strip()) == 1 else folded
        return "true" if cell is True or plain in _YES else "false" if cell is False or plain in _NO else None
    if wanted.type is FieldType.WORKER:
        return known.workers.get(folded)
    if wanted.type is FieldType.PLACE:
        return _place(words, known)
    if wanted.list:
        return known.labels(wanted.list).get(folded)
    return None


def _true(code: str) -> bool:
    return code == "true"


def _place(words: str, known: Known) -> str | None:
    """A first-level unit by its name in any language, alone or with a locality beside it."""
    units = known.labels(PLACES)
    parts = [part.strip() for part in re.split(r"[,;/]", words) if part.strip()]
    for at, part in enumerate(parts):
        bare = re.sub(r"^(?:r nul|r|raionul|raion|mun|municipiul|jud|judetul|раион|р|обл)\b[. ]*", "", fold(part))
        code = units.get(fold(part)) or units.get(bare)
        if code:
            rest = ", ".join(parts[:at] + parts[at + 1 :])
            rest = re.sub(r"^(?:s|sat|sl|com|or|oraș|oras|с|село|г)\.\s*", "", rest, flags=re.IGNORECASE)
            return f"{code}/{rest}" if rest else code
    return None


_OFFERED = {FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.WORKER, FieldType.PLACE}

# --- dates ------------------------------------------------------------------------------------------------------------


def _dated(wanted: Field, cell: Cell, known: Known) -> Meant:
    found = _day_of(cell, known)
    if found is None:
        return Meant(fault="bad-date")
    day, clock = found
    if wanted.type is FieldType.DATETIME and clock is not None and len(day) == 10:
        return Meant(datetime.combine(date.fromisoformat(day), clock, known.tz).isoformat(timespec="minutes"))
    return Meant(day)


def _day_of(cell: Cell, known: Known) -> tuple[str, time | None] | None:
    """A date that is perhaps known only in part, and the hour beside it."""
    if isinstance(cell, datetime):
        return cell.date().isoformat(), cell.time() if cell.time() != time() else None
    if isinstance(cell, date):
        return cell.isoformat(), None
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    if isinstance(cell, str) and not re.fullmatch(r"\s*\d{5}(?:\.\d+)?\s*", cell):
        return _written(cell.strip(), known.today)
    return _serial(float(cell))


def _serial(number: float) -> tuple[str, time | None] | None:
    if number in YEARS:
        return str(int(number)), None
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        return None
    moment = datetime.combine(EXCEL_DAY_0, time()) + timedelta(minutes=round(number * 24 * 60))
    return moment.date().isoformat(), moment.time() if moment.time() != time() else None


def _written(text: str, today: date) -> tuple[str, time | None] | None:
    clock = None
    if found := _TIME.search(text):
        hours, minutes = int(found[1]), int(found[2])
        if hours > 23 or minutes > 59:
            return None
        clock, text = time(hours, minutes), text[: found.start()].strip()
    day = _spelled(_YEAR_WORD.sub("", text).strip(), today)
    return (day, clock) if day else None


def _spelled(text: str, today: date) -> str | None:
    if found := _DAY.fullmatch(text):
        return _iso(_year(found[3], today), int(found[2]), int(found[1]))
    if found := _ISO.fullmatch(text):
        return _iso(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    if found := _MONTH.fullmatch(text):
        return _iso(int(found[2]), int(found[1]), None)
    if found := _NAMED.fullmatch(text):
        month = _MONTHS.get(fold(found[2])[:4]) or _MONTHS.get(fold(found[2])[:3])
        return _iso(int(found[3]), month, int(found[1]) if found[1] else None) if month else None
    return text if text.isascii() and text.isdigit() and len(text) == 4 and int(text) in YEARS else None


def _year(text: str, today: date) -> int:
    """Two figures mean the last such year: nobody writes a coming one into a register."""
    if len(text) == 4:
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year else year - 100


def _iso(year: int, month: int, day: int | None) -> str | None:
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    if year not in YEARS:
        return None
    return whole.isoformat() if day else f"{year:04d}-{month:02d}"


# --- the other types --------------------------------------------------------------------------------------------------


def _text(_wanted: Field, _cell: Cell, words: str, _known: Known) -> Meant:
    return Meant(words)


def _number(_wanted: Field, _cell: Cell, words: str, _known: Known) -> Meant:
    plain = re.sub(r"[\s\u00a0]", "", words)
    if not _NUMBER.fullmatch(plain):
        return Meant(fault="bad-number")
    value = float(plain.replace(",", "."))
    if not math.isfinite(value):
        return Meant(fault="bad-number")
    return Meant(int(value) if value.is_integer() else value)


def _money(_wanted: Field, _cell: Cell, words: str, known: Known) -> Meant:
    found = _MONEY.fullmatch(words)
    unit = _CURRENCIES.get(fold(found["word"])) if found else None
    if found is None or unit is None:
        return Meant(fault="bad-number")
    amount = re.sub(r"[\s\u00a0]", "", found["sum"])
    whole, sign, cents = amount.rpartition("," if "," in amount else ".")
    if not sign or len(cents) > 2:
        whole, cents = amount, ""  # what is left are signs between thousands
    whole = re.sub(r"[.,]", "", whole) or "0"
    if not (whole.isascii() and whole.isdigit() and (not cents or cents.isdigit())):
        return Meant(fault="bad-number")
    currency = unit or {"MD": "MDL", "RO": "RON"}[known.country]
    return Meant({"amount": f"{int(whole)}.{cents:0<2}", "currency": currency})


def _digits(_wanted: Field, cell: Cell, words: str, _known: Known) -> Meant:
    """A telephone or a national number; one that the spreadsheet has rounded is lost, and is not guessed."""
    if isinstance(cell, float) and (not cell.is_integer() or abs(cell) >= 1e15):
        return Meant(fault="number-rounded")
    if re.fullmatch(r"\d[.,]\d+E\+?\d+", words, re.IGNORECASE):
        return Meant(fault="number-rounded")
    return Meant(words)


_READERS: Mapping[FieldType, Callable[[Field, Cell, str, Known], Meant]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.PHONE: _digits,
    FieldType.PERSON_ID: _digits,
}
IMPORTED = frozenset({*_OFFERED, *_READERS, FieldType.DATE, FieldType.DATETIME})
