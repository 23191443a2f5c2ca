"""The positive proof: a finished anonymised file says only what it is allowed to say, and carries nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from desktop.i18n import _, using
from desktop.pdf.fonts import width
from desktop.pdf.reading import Fault, read
from desktop.pdf.sheet import Page, Run, press
from desktop.pdf.style import SECTION

_LONGEST: Final = 40  # lines of one paragraph
_COUNT: Final = "[1-9][0-9]{0,2}"


class Allowed(Protocol):
    """What may be said on paper, made from the definitions alone and never from the case."""

    def is_furniture(self, text: str) -> bool:
        """Titles, sentences of the head, headings without their number, the footer."""

    def is_label(self, text: str) -> bool: ...

    def accepts(self, label: str, value: str) -> bool:
        """Whether the field of this label can produce this value, or the value is a small count."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the reading found; `allowed` of `runs` drawn texts come from the list of what may be said."""

    ok: bool
    pages: int
    runs: int
    allowed: int
    faults: tuple[Fault, ...]


def prove(data: bytes, allowance: Allowed) -> Proof:
    """Read the file again and account for every text and every byte in it; anything else is a fault with its place."""
    reading = read(data)
    faults = list(reading.faults)
    runs = sum(len(page.runs) for page in reading.pages)
    strangers: list[Fault] = []
    for number, page in enumerate(reading.pages, start=1):
        strangers += _strangers(number, page, allowance, reading.language)
    faults += strangers
    # Made of the proved texts alone, the file must come out the same to the last byte: then it carries nothing else.
    if not faults and press(reading.pages, reading.language) != data:
        faults.append(Fault(0, "bytes"))
    return Proof(not faults, len(reading.pages), runs, runs - len(strangers), tuple(faults))


def _strangers(number: int, page: Page, allowance: Allowed, language: str) -> list[Fault]:
    """The runs that no reading of the page explains; the reading goes on after each."""
    furniture = _furniture(allowance, language)
    faults: list[Fault] = []
    runs, start, label = page.runs, 0, ""
    while start < len(runs):
        reached, label = _read_on(runs, start, label, allowance, furniture)
        if reached < len(runs):
            run = runs[reached]
            place = " · ".join(word for word in (_heading(runs[:reached]), label) if word)
            box = (run.x, run.y, width(run.text, run.face, run.size), run.size)
            faults.append(Fault(number, "text", place, run.text, box))
        start = reached + 1
    return faults


def _read_on(
    runs: Sequence[Run], start: int, label: str, allowance: Allowed, furniture: Callable[[str], bool]
) -> tuple[int, str]:
    """How far the runs read as furniture, labels, and values of the label before them; and the label that is open."""
    open_at: dict[int, set[str]] = {start: {label}}
    for at in range(start, len(runs)):
        for end, text in _units(runs, at) if at in open_at else ():
            if furniture(text):
                open_at.setdefault(end, set()).add("")
            if allowance.is_label(text):
                open_at.setdefault(end, set()).add(text)
            for now in open_at[at]:
                if now and allowance.accepts(now, text):
                    open_at.setdefault(end, set()).add(now)
    far = max(open_at)
    return far, max(open_at[far])


def _units(runs: Sequence[Run], at: int) -> Iterator[tuple[int, str]]:
    """The texts that may begin here: this run alone, or with the lines below it that are set in the same way."""
    first, text = runs[at], ""
    for end in range(at, min(at + _LONGEST, len(runs))):
        run = runs[end]
        if (run.x, run.face, run.size, run.colour) != (first.x, first.face, first.size, first.colour):
            return
        text = f"{text} {run.text}" if text else run.text
        yield end + 1, text


def _furniture(allowance: Allowed, language: str) -> Callable[[str], bool]:
    """Whether a text is said on every such page: the allowance's own sentences, and what the footer says."""
    with using(language or None):
        page = re.escape(_("Page {number} of {total}")).replace(r"\{number\}", _COUNT).replace(r"\{total\}", _COUNT)
        nothing = re.escape(_("Nothing else in this case may be printed."))
    footer = re.compile(f"{page}|{nothing}|R-[1-9][0-9]{{4}}")
    return lambda text: bool(footer.fullmatch(text)) or allowance.is_furniture(text)


def _heading(runs: Sequence[Run]) -> str:
    return next((run.text.partition(". ")[2] for run in reversed(runs) if run.size == SECTION), "")
