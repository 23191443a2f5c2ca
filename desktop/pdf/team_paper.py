"""The paper of a team to an institution: what it is asked, what it needs to know, and what nobody asks again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop.forms.schema import Text
from desktop.i18n import pick, using
from desktop.pdf.flow import Flow
from desktop.pdf.referral import ReferralPaper
from desktop.pdf.sheet import press
from desktop.pdf.slip import Slip, slip
from desktop.pdf.style import BODY, SEMIBOLD


@dataclass(frozen=True, slots=True)
class TeamLetter:
    """All that stands on it, in the words of its language; `base` is what comes out of the case."""

    base: ReferralPaper
    title: str
    opening: str
    sender: Sequence[tuple[str, str]]
    asks: Sequence[str]
    hours: Sequence[str]
    already: Sequence[tuple[str, Sequence[str]]]
    told_once: str
    law: str
    slip_answers: str
    reachable: bool  # a safe telephone is on it
    copy: bool  # for her: the institution has the original


class Said(Protocol):
    """The words of a key, with facts in their places."""

    def __call__(self, key: str, **facts: str) -> str: ...


def team_paper_pdf(told: TeamLetter, shared: Mapping[str, Text], own: Mapping[str, Text], language: str) -> bytes:
    """`shared` are the words of all referrals, `own` those of the papers of teams."""

    def said(key: str, **facts: str) -> str:
        return pick(own.get(key) or shared[key], language).format(**facts)

    base = told.base
    with using(language):
        flow = Flow(footer=said("footer", number=base.number))
        title = said("copy", title=told.title) if told.copy else told.title
        flow.opening(title, said("head", office=base.office, day=base.day, number=base.number))
        reach = said("contact_rule" if told.reachable else "no_contact")
        head = [said("copy_notice")] if told.copy else [said("notice"), reach]
        flow.notice([*head, *([said("practice")] if base.practice else [])])
        for label, value in (*base.rows, *told.sender):
            flow.row(label, [value])
        flow.down(8)
        flow.paragraph(told.opening, BODY)
        _asked(flow, said("asks"), told.asks)
        if told.hours:
            flow.heading(said("hours"))
            for line in told.hours:
                flow.paragraph(line, BODY, SEMIBOLD)
                flow.down(2)
        _of_the_case(flow, said, told)
        if not told.copy:
            slip(flow, _slip(told, said))
        return press(flow.pages(), language)


def _asked(flow: Flow, heading: str, asks: Sequence[str]) -> None:
    if not asks:
        return
    flow.heading(heading)
    for number, words in enumerate(asks, start=1):
        flow.paragraph(f"{number}. {words}", BODY)
        flow.down(2)


def _of_the_case(flow: Flow, said: Said, told: TeamLetter) -> None:
    """What goes, what was received before, what is not asked again, what does not go and why, and by which right."""
    base = told.base
    flow.heading(said("sent"))
    for label, values in base.lines:
        flow.row(label, values)
    if told.already:
        flow.heading(said("already"))
        for label, values in told.already:
            flow.row(label, values)
    flow.heading(said("told_once_title"), keep=30)
    flow.paragraph(told.told_once, BODY)
    flow.heading(said("withheld"))
    for label, why in base.withheld:
        flow.row(label, [why])
    if not base.withheld:
        flow.paragraph(said("nothing_withheld"))
    flow.heading(said("basis"), keep=20)
    for basis in base.bases:
        flow.paragraph(basis)
    if told.law:
        flow.heading(said("law"), keep=20)
        flow.paragraph(told.law)


def _slip(told: TeamLetter, said: Said) -> Slip:
    return Slip(
        said("slip", office=told.base.office),
        said("slip_line", reference=told.base.reference),
        (told.slip_answers or said("slip_answers")).split("|"),
        [said("slip_appointment"), said("slip_sign")],
    )
