"""The calls of a day on paper: hours and numbers for whoever calls, and no word that says what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.i18n import _, using
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import press


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call: when it may be made, which number, who may answer; a short mark instead of a name."""

    mark: str
    hours: str
    number: str = field(repr=False)
    who: str = field(default="", repr=False)


def call_list_pdf(day: str, lines: Sequence[CallLine], language: str) -> bytes:
    """One line a call, with room for a tick by hand."""
    with using(language):
        flow = Flow()
        flow.opening(_("Telephone list"), day)
        for line in lines:
            told = [line.number, *([_("asks for: {who}").format(who=line.who)] if line.who else [])]
            flow.row(" · ".join(part for part in (line.mark, line.hours) if part), told)
        return press(flow.pages(), language)
