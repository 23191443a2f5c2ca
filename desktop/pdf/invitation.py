"""The slip that invites one institution to a meeting: when, where, and by which word both know what case is meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from desktop.i18n import _, using
from desktop.pdf import fonts
from desktop.pdf.sheet import Page, Run, Stroke, press
from desktop.pdf.style import INK, MUTED, REGULAR, RULE, SEMIBOLD, Colour

A6: Final = (297.64, 419.53)
MARGIN: Final = 28.0
LEADING: Final = 1.4


@dataclass(frozen=True, slots=True)
class Invitation:
    """In words already; there is no name on it, and a code only where a consent allows it."""

    office: str
    institution: str
    day: str
    hour: str
    place: str = field(repr=False)
    code: str
    reference: str
    phone: str
    practice: bool = False


def invitation_pdf(slip: Invitation, language: str) -> bytes:
    with using(language):
        runs: list[Run] = []
        y = A6[1] - MARGIN
        rule = 0.0
        for text, face, size, colour in _lines(slip):
            if not text:
                y -= 9
                rule = rule or y + 4
                continue
            for line in fonts.wrap(fonts.plain(text), face, size, A6[0] - 2 * MARGIN):
                runs.append(Run(MARGIN, round(y - size, 2), line, size, face, colour))
                y -= size * LEADING
        stroke = Stroke(MARGIN, round(rule, 2), A6[0] - MARGIN, round(rule, 2), RULE, INK)
        return press([Page((stroke,), tuple(runs))], language, size=A6)


def _lines(slip: Invitation) -> list[tuple[str, str, float, Colour]]:
    known = _("Case {code}").format(code=slip.code) if slip.code else ""
    gap = ("", REGULAR, 0.0, INK)
    said = [
        (_("Meeting of the intervention team"), SEMIBOLD, 15.0, INK),
        (_("Office {office}").format(office=slip.office), REGULAR, 10.0, MUTED),
        gap,
        (_("Invited: {institution}").format(institution=slip.institution), REGULAR, 11.0, INK),
        gap,
        (slip.day, SEMIBOLD, 13.0, INK),
        (slip.hour, SEMIBOLD, 20.0, INK),
        (slip.place, REGULAR, 11.0, INK),
        gap,
        (known, REGULAR, 11.0, INK),
        (_("Reference {reference}").format(reference=slip.reference), REGULAR, 11.0, INK),
        (_("Telephone {number}").format(number=slip.phone) if slip.phone else "", REGULAR, 11.0, INK),
        gap,
        (_("On the telephone say this reference, no name. If you cannot come, say who comes instead."), REGULAR, 9.5,
         MUTED),
        (_("Practice: the cases are invented.") if slip.practice else "", REGULAR, 9.5, MUTED),
    ]  # fmt: skip
    return [one for place, one in enumerate(said) if one[0] or (one is gap and place)]
