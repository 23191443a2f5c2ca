"""The record of an erasure on paper: what went, when, on which ground, until when copies exist. It names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.forms.schema import Text
from desktop.i18n import _, date_words, number_words, pick, using
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import press


@dataclass(frozen=True, slots=True)
class ErasureRecord:
    """What is known of an erasure after it."""

    office: str
    code: str
    ground: Text
    asked_on: date
    erased_on: date
    sheets: int
    copies_until: date
    alone: bool  # asked for and carried out by one person
    practice: bool


def erasure_pdf(record: ErasureRecord, language: str) -> bytes:
    """One page for the person whose case it was, with room for a name that is written by hand."""
    with using(language):
        flow = Flow(footer=_("Record of an erasure"))
        subtitle = _("Office {office} · case {code}").format(office=record.office, code=record.code)
        flow.opening(_("Record of an erasure"), subtitle)
        flow.notice(_head(record))
        for label, said in _rows(record):
            flow.row(label, [said])
        flow.heading(_("By hand"), keep=120)
        for label in (_("Name, only if it is safe to write it"), _("For the office"), _("Day and signature")):
            flow.row(label, ["", ""])
        return press(flow.pages(), language)


def _head(record: ErasureRecord) -> list[str]:
    said = [_("The program has written no name on this paper. Whoever finds it learns that a case was erased.")]
    if record.practice:
        said.append(_("Practice: the cases are invented."))
    return said


def _rows(record: ErasureRecord) -> list[tuple[str, str]]:
    agreed = _("Two people of the office agreed to it.")
    if record.alone:
        agreed = _("The office had nobody else who could confirm it; such cases are counted.")
    return [
        (_("Asked for on"), date_words(record.asked_on)),
        (_("Ground"), pick(record.ground)),
        (_("Erased on"), date_words(record.erased_on)),
        (_("Agreed"), agreed),
        (_("Sheets that were erased"), number_words(record.sheets)),
        (
            _("What was erased"),
            _("All sheets of the case in every earlier version, what was typed and not saved, the attached files, the "
              "words of the search, the deadlines, and the keys of sealed texts."),
        ),
        (
            _("What is kept"),
            _("The code of the case, random numbers, the ground and the day, so that nothing brings the case back; the "
              "access log, which holds no answers; tables that had been counted before."),
        ),
        (
            _("Older backups"),
            _("Backups made before that day still hold the case. The last of them is deleted by {day}.").format(
                day=date_words(record.copies_until)
            ),
        ),
        (
            _("Elsewhere"),
            _("What was printed, sent or copied elsewhere before that day is outside this program. "
              "Ask whoever has it."),
        ),
    ]  # fmt: skip
