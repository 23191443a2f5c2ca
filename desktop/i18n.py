"""Every word, date and number that is shown, in the language of the person who reads it."""

from __future__ import annotations

import functools
import gettext as gnu
import io
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

from desktop import paths

LANGUAGES: Mapping[str, str] = MappingProxyType(
    {"ro": "Română", "ru": "Русский", "uk": "Українська", "en": "English"},
)
COMPLETE = ("ro", "ru", "uk", "en")  # what people may choose
SOURCE = "en"
DEFAULT = "ro"
COMPILED = "ancora.mo"

_LOCALES = {"ro": "ro", "ru": "ru", "uk": "uk", "en": "en_GB"}
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

_chosen = DEFAULT
# A leaflet or a report may be in another language than the window while both are being drawn.
_here: ContextVar[str | None] = ContextVar("language", default=None)


# --- the language -----------------------------------------------------------------------------------------------------


def set_language(code: str) -> None:
    """Choose the language of the whole program."""
    global _chosen
    _chosen = _known(code)


def language() -> str:
    return _here.get() or _chosen


@contextmanager
def using(code: str | None) -> Iterator[None]:
    """Speak another language for a while, in this thread alone; None keeps the present one."""
    token = _here.set(_known(code) if code else language())
    try:
        yield
    finally:
        _here.reset(token)


def pick(text: Mapping[str, str], language: str | None = None) -> str:
    """One text out of a definition's table of languages: the asked one, else the Romanian that is always there."""
    asked = _known(language) if language else _here.get() or _chosen
    return text.get(asked) or text[DEFAULT]


def _known(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError("unknown language")
    return code


# --- words ------------------------------------------------------------------------------------------------------------


def _(message: str) -> str:
    return _words(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form that fits the count; the caller formats the figure in."""
    return _words(language()).ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    return _words(language()).pgettext(context, message)


def N_(message: str) -> str:
    """Mark a text for translation without translating it yet."""
    return message


# --- catalogues -------------------------------------------------------------------------------------------------------


def catalogue(folder: Path, code: str) -> Catalog:
    """All .po files of one language as one catalogue; the first translation of a text stands."""
    merged = Catalog(locale=_LOCALES[code], charset="utf-8")
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as stream:
            for message in read_po(stream, locale=_LOCALES[code], abort_invalid=True):
                if _is_translated(message) and merged.get(message.id, message.context) is None:
                    merged[message.id] = message
    return merged


def compile_catalogues(root: Path | None = None) -> list[Path]:
    """Write the compiled catalogue of each language beside its .po files, so that the program starts faster."""
    written = []
    for folder in sorted((root or paths.resources() / "locale").iterdir()):
        if folder.name in _LOCALES and any(folder.glob("*.po")):
            target, part = folder / COMPILED, folder / f"{COMPILED}.part"
            part.write_bytes(_compiled(catalogue(folder, folder.name)))
            os.replace(part, target)
            written.append(target)
    return written


def translations(folder: Path, code: str) -> gnu.NullTranslations:
    """The words of one language; a compiled catalogue that is older than a .po is passed over, not believed."""
    sources = list(folder.glob("*.po"))
    ready = folder / COMPILED
    if ready.is_file() and all(source.stat().st_mtime_ns <= ready.stat().st_mtime_ns for source in sources):
        return gnu.GNUTranslations(io.BytesIO(ready.read_bytes()))
    if sources:
        return gnu.GNUTranslations(io.BytesIO(_compiled(catalogue(folder, code))))
    return gnu.NullTranslations()


@functools.cache
def _words(code: str) -> gnu.NullTranslations:
    if code == SOURCE:
        return gnu.NullTranslations()
    words = translations(paths.resources() / "locale" / code, code)
    if code != DEFAULT:
        words.add_fallback(_words(DEFAULT))
    return words


def _compiled(source: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, source)
    return out.getvalue()


def _is_translated(message: Message) -> bool:
    strings = (message.string,) if isinstance(message.string, str) else message.string or ()
    return bool(message.id) and not message.fuzzy and any(strings)


# --- dates, times, numbers --------------------------------------------------------------------------------------------


def date_words(value: date | str, *, long: bool = False, weekday: bool = False) -> str:
    """05.03.2026; long: 5 martie 2026; weekday: joi, 5 martie 2026. A partial date says no more than is known."""
    if isinstance(value, str):
        year, month, day = _partial(value)
        if month is None:
            return f"{year:04d}"
        if day is None:
            return format_date(date(year, month, 1), "LLLL y", locale=_locale())
        value = date(year, month, day)
    if long or weekday:
        return format_date(value, "EEEE, d MMMM y" if weekday else "d MMMM y", locale=_locale())
    return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"


def weekday_words(day: int) -> str:
    """lun., of 0 for Monday."""
    return format_date(date(2024, 1, 1 + day), "EEE", locale=_locale())


def time_words(value: datetime | time) -> str:
    return f"{value.hour:02d}:{value.minute:02d}"


def datetime_words(value: datetime | str, *, long: bool = False, weekday: bool = False) -> str:
    """05.03.2026, 14:30, in the zone that the value carries; a partial date is accepted, as answers hold both."""
    if isinstance(value, str):
        if _PARTIAL.fullmatch(value):
            return date_words(value, long=long, weekday=weekday)
        value = datetime.fromisoformat(value)
    return f"{date_words(value, long=long, weekday=weekday)}, {time_words(value)}"


def number_words(value: float | Decimal) -> str:
    """1.234,5 in Romanian."""
    return format_decimal(value, locale=_locale())


def duration_words(length: timedelta) -> str:
    """A length in its two largest units, rounded down to the minute: "2 zile, 3 ore", "45 de minute"."""
    minutes = abs(length) // timedelta(minutes=1)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = ((days, "day"), (hours, "hour")) if days else ((hours, "hour"), (minutes, "minute"))
    shown = [(count, unit) for count, unit in parts if count] or [(0, "minute")]
    words = [format_unit(count, f"duration-{unit}", length="long", locale=_locale()) for count, unit in shown]
    return format_list(words, style="unit", locale=_locale())


def amount_words(count: int, unit: str) -> str:
    """So many of a unit of time as a noun: "72 de ore", "3 luni"; the unit is minute, hour, day, month or year."""
    return str(format_unit(count, f"duration-{unit}", length="long", locale=_locale()))


def _partial(text: str) -> tuple[int, int | None, int | None]:
    found = _PARTIAL.fullmatch(text)
    if found is None:
        raise ValueError("not a date")
    year, month, day = found.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def _locale() -> Locale:
    return Locale.parse(_LOCALES[language()])
