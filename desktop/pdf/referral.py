"""The paper for an institution: what it needs to know, what was withheld and why, and a slip for its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.forms.schema import Text
from desktop.i18n import pick, using
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import press
from desktop.pdf.slip import Slip, slip


@dataclass(frozen=True, slots=True)
class ReferralPaper:
    """All that stands on it, in the words of its language."""

    office: str
    day: str
    number: str
    reference: str
    rows: Sequence[tuple[str, str]]  # to whom, how urgent, which reference
    lines: Sequence[tuple[str, Sequence[str]]]
    withheld: Sequence[tuple[str, str]]
    bases: Sequence[str]
    with_slip: bool
    practice: bool


def referral_pdf(paper: ReferralPaper, words: Mapping[str, Text], language: str) -> bytes:
    """One page where it fits; without the slip it is an extract for one role."""

    def said(key: str, **facts: str) -> str:
        return pick(words[key], language).format(**facts)

    with using(language):
        flow = Flow(footer=said("footer", number=paper.number))
        title = said("title" if paper.with_slip else "extract")
        flow.opening(title, said("head", office=paper.office, day=paper.day, number=paper.number))
        flow.notice(
            [said("notice"), said("contact_rule"), *([said("practice")] if paper.practice else [])],
        )
        for label, value in paper.rows:
            flow.row(label, [value])
        flow.heading(said("sent"))
        for label, values in paper.lines:
            flow.row(label, values)
        flow.heading(said("withheld"))
        for label, why in paper.withheld:
            flow.row(label, [why])
        if not paper.withheld:
            flow.paragraph(said("nothing_withheld"))
        flow.heading(said("basis"), keep=20)
        for basis in paper.bases:
            flow.paragraph(basis)
        if paper.with_slip:
            slip(flow, _slip(paper, words, language))
        return press(flow.pages(), language)


def _slip(paper: ReferralPaper, words: Mapping[str, Text], language: str) -> Slip:
    return Slip(
        pick(words["slip"], language).format(office=paper.office),
        pick(words["slip_line"], language).format(reference=paper.reference),
        pick(words["slip_answers"], language).split("|"),
        [pick(words["slip_appointment"], language), pick(words["slip_sign"], language)],
    )
