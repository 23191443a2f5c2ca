"""People to call on paper: by institution, with numbers and hours, room for a tick, and no word of what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.i18n import _, using
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import press


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person: name and function, the numbers, when they answer and who stands in."""

    name: str = field(repr=False)
    told: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PersonGroup:
    title: str
    lines: tuple[PersonLine, ...]
    said: str = ""  # where there is nobody, and what then helps


def roster_pdf(day: str, groups: Sequence[PersonGroup], below: Sequence[str], language: str) -> bytes:
    """Each institution under its heading; `below` are the numbers that answer at any hour."""
    with using(language):
        flow = Flow()
        flow.opening(_("People to call"), day)
        for group in groups:
            flow.heading(group.title)
            if group.said:
                flow.paragraph(group.said)
            for line in group.lines:
                flow.row(line.name, line.told)
        if below:
            flow.notice(below)
        return press(flow.pages(), language)
