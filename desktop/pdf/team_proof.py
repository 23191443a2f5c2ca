"""The proof of a team's paper: read back, each of its texts is one that it was given, and the file carries no more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from desktop.forms.schema import Text
from desktop.i18n import _, pick, using
from desktop.pdf import fonts
from desktop.pdf.reading import read
from desktop.pdf.sheet import press
from desktop.pdf.team_paper import TeamLetter


class _Kept(dict[str, str]):
    """A place for which there is no fact stays as it is."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def proved(data: bytes, told: TeamLetter, shared: Mapping[str, Text], own: Mapping[str, Text], language: str) -> bool:
    """Whether a finished paper says what it was given, and nothing else."""
    reading = read(data)
    if reading.faults or press(reading.pages, reading.language) != data:
        return False
    facts = _Kept(office=told.base.office, day=told.base.day, number=told.base.number, reference=told.base.reference,
                  title=told.title)  # fmt: skip
    furniture = [pick(words, language).format_map(facts) for words in (*shared.values(), *own.values())]
    asks = [f"{number}. {words}" for number, words in enumerate(told.asks, start=1)]
    allowed = [_bare(text) for text in (*furniture, *asks, *_texts(told))]
    with using(language):
        page = re.escape(_bare(_("Page {number} of {total}"))).replace(r"\{number\}", "[0-9]+")
    footer = re.compile(page.replace(r"\{total\}", "[0-9]+"))
    runs = [_bare(run.text) for one in reading.pages for run in one.runs]
    return all(footer.fullmatch(run) or any(run in text for text in allowed) for run in runs)


def _texts(value: Any) -> Iterator[str]:
    """Every text that a paper was given, however deep it lies."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _bare(text: str) -> str:
    """Without what a line turns on: a text is the same however it is broken into lines."""
    return "".join(fonts.plain(text).split())
