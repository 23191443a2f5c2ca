"""Minutes of a team's meeting on paper: whole for the file, or the part of one institution and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.i18n import _, using
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import press
from desktop.pdf.style import BODY, SEMIBOLD, SMALL


@dataclass(frozen=True, slots=True)
class Line:
    """One decision in words already."""

    what: str = field(repr=False)
    who: str = field(repr=False)
    until: str
    state: str  # empty while it is to do


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """Everything that stands on one paper, in words; what is not for its reader is not in here at all."""

    office: str
    reader: str  # the institution; empty for the file
    reference: str
    code: str  # empty where no consent names it
    when: str
    place: str = field(repr=False)
    present: Sequence[tuple[str, str]] = field(repr=False)  # institution, who
    absent: Sequence[tuple[str, str]] = field(repr=False)  # institution and who, why
    agenda: str = field(repr=False)
    points: Sequence[tuple[str, str]] = field(repr=False)
    decisions: Sequence[Line] = field(repr=False)
    signed: Sequence[str] = field(repr=False)  # one line each
    written_by: str = field(repr=False)
    practice: bool = False


def minutes_pdf(paper: MinutesPaper, language: str) -> bytes:
    """The pages; each institution's points are numbered anew, so that no gap tells of the others."""
    with using(language):
        flow = Flow(footer=_("Minutes of a team meeting · {reference}").format(reference=paper.reference))
        flow.opening(_("Minutes of a team meeting"), _("Office {office}").format(office=paper.office))
        flow.notice(_head(paper))
        for label, said in _facts(paper):
            flow.row(label, [said])
        _people(flow, paper)
        if paper.agenda:
            flow.heading(_("Agenda"))
            _text(flow, paper.agenda)
        _points(flow, paper.points)
        _decisions(flow, paper.decisions)
        _signatures(flow, paper)
        return press(flow.pages(), language)


def _head(paper: MinutesPaper) -> list[str]:
    if paper.reader:
        said = [
            _("For: {institution}. Only what concerns this institution is on this paper.").format(
                institution=paper.reader
            ),
            _("It is kept locked, is not copied and is not shown to the family."),
        ]
    else:
        said = [_("Whole minutes, for the file alone: they do not leave the office.")]
    return [*said, *([_("Practice: the cases are invented.")] if paper.practice else [])]


def _facts(paper: MinutesPaper) -> Sequence[tuple[str, str]]:
    known = (
        (_("Case"), paper.code),
        (_("Reference"), paper.reference),
        (_("Day and hour"), paper.when),
        (_("Place"), paper.place),
        (_("Written by"), paper.written_by),
    )
    return [(label, said) for label, said in known if said]


def _people(flow: Flow, paper: MinutesPaper) -> None:
    if paper.present:
        flow.heading(_("Those present"))
        for institution, who in paper.present:
            flow.row(institution, [who or "–"])
    if paper.absent:
        flow.heading(_("Absent"))
        for who, why in paper.absent:
            flow.row(who, [why or "–"])


def _points(flow: Flow, points: Sequence[tuple[str, str]]) -> None:
    if points:
        flow.heading(_("What was discussed"))
    for number, (title, text) in enumerate(points, 1):
        flow.need(46)
        flow.down(4)
        flow.paragraph(f"{number}. {title}", BODY, SEMIBOLD)
        _text(flow, text)


def _decisions(flow: Flow, decisions: Sequence[Line]) -> None:
    if decisions:
        flow.heading(_("What was decided"))
    for number, one in enumerate(decisions, 1):
        until = _("until {day}").format(day=one.until) if one.until else ""
        said = [part for part in (one.who, until, one.state) if part]
        flow.row(f"{number}. {one.what}", [" · ".join(said) or "–"])


def _signatures(flow: Flow, paper: MinutesPaper) -> None:
    if paper.signed:
        flow.heading(_("Signatures"), keep=90)
    for line in paper.signed:
        flow.row(line, ["", ""])
    flow.down(6)
    flow.paragraph(_("Her name and her account do not belong on this paper."), SMALL)


def _text(flow: Flow, text: str) -> None:
    for line in text.splitlines():
        flow.paragraph(line) if line.strip() else flow.down(6)
