"""The notice about a child to the guardianship authority: what the report says, and lines for the rest by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.i18n import _, using
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import press


@dataclass(frozen=True, slots=True)
class ChildNotice:
    """What of a report goes to the authority, in words already; nobody's name is in it."""

    office: str
    country: str  # MD | RO
    received: str
    by: str
    involved: str
    danger: str
    topics: str
    told: str
    basis: str
    practice: bool


def notice_pdf(notice: ChildNotice, language: str) -> bytes:
    """One page that is signed and registered; the names are written by hand, since no copy of them stays behind."""
    with using(language):
        flow = Flow(footer=_("Notice about a child"))
        flow.opening(_("Notice about a child"), _("Office {office}").format(office=notice.office))
        flow.notice(_head(notice))
        for label, said in _rows(notice):
            flow.row(label, [said])
        flow.heading(_("By hand"), keep=150)
        for label, lines in _by_hand():
            flow.row(label, [""] * lines)
        return press(flow.pages(), language)


def _head(notice: ChildNotice) -> list[str]:
    said = [_("It is handed over against a signature at once. No consent is needed for it.")]
    if notice.practice:
        said.append(_("Practice: the cases are invented."))
    return said


def _rows(notice: ChildNotice) -> Sequence[tuple[str, str]]:
    to = _("The guardianship authority") if notice.country == "MD" else _("The child protection directorate (DGASPC)")
    known = (
        (_("To"), to),
        (_("The report was received"), notice.received),
        (_("Who reports"), notice.by),
        (_("The child"), notice.involved),
        (_("Immediate danger"), notice.danger),
        (_("What about"), notice.topics),
        (_("Who was told already"), notice.told),
        (_("Ground"), notice.basis),
    )
    return [(label, said) for label, said in known if said]


def _by_hand() -> Sequence[tuple[str, int]]:
    return (
        (_("Name and age of the child"), 2),
        (_("Where the child is now"), 3),
        (_("What was seen or heard, in short"), 8),
        (_("Who wrote the notice, day and hour"), 2),
        (_("Received by: name, post, number, signature"), 3),
    )
