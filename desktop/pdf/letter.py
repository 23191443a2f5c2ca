"""The letter by which data are recalled: it names nothing beyond what its recipient received before, and nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.forms.schema import Text
from desktop.i18n import pick, using
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import press
from desktop.pdf.slip import Slip, slip
from desktop.pdf.style import BODY, SEMIBOLD


@dataclass(frozen=True, slots=True)
class RecallLetter:
    """What was received when, in words; the day from which on it is not to be used."""

    office: str
    day: str
    number: str
    reference: str
    institution: str
    since: str
    withdrawn: bool  # a consent was withdrawn; else the office asks by itself
    received: Sequence[tuple[str, Sequence[str]]]  # when and under which number, which kinds of data
    practice: bool


def recall_pdf(letter: RecallLetter, words: Mapping[str, Text], language: str) -> bytes:
    """One letter for one institution, with a slip for its answer."""

    def said(key: str, **facts: str) -> str:
        return pick(words[key], language).format(**facts)

    with using(language):
        flow = Flow(footer=said("footer", number=letter.number))
        flow.opening(said("title"), said("head", office=letter.office, day=letter.day, number=letter.number))
        if letter.practice:
            flow.notice([said("practice")])
        flow.row(said("to"), [letter.institution], face=SEMIBOLD)
        flow.down(10)
        flow.paragraph(said("opening" if letter.withdrawn else "opening_other", day=letter.since), BODY)
        flow.down(8)
        flow.paragraph(said("asks"), BODY)
        flow.down(3)
        for number in range(1, 5):
            flow.paragraph(f"{number}. {said(f'ask{number}')}", BODY)
            flow.down(2)
        flow.heading(said("received"))
        for line, data in letter.received:
            flow.row(line, data)
        slip(flow, _slip(letter, words, language))
        return press(flow.pages(), language)


def _slip(letter: RecallLetter, words: Mapping[str, Text], language: str) -> Slip:
    return Slip(
        pick(words["slip"], language).format(office=letter.office),
        pick(words["slip_line"], language).format(reference=letter.reference),
        pick(words["slip_answers"], language).split("|"),
        [pick(words["slip_sign"], language)],
    )
