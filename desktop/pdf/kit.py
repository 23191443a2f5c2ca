"""The papers of the recovery: the kit, one share of it, and the certificate of a drill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from desktop.i18n import _, date_words, datetime_words, number_words, using
from desktop.pdf import fonts
from desktop.pdf.flow import Flow
from desktop.pdf.qr import square
from desktop.pdf.sheet import Box, Stroke, press
from desktop.pdf.style import (
    BODY,
    BREADTH,
    EDGE,
    GROUND,
    HAIR,
    LEADING,
    LEFT,
    MUTED,
    REGULAR,
    RIGHT,
    SEMIBOLD,
    SMALL,
    TITLE,
)

COLUMNS: Final = 5  # groups beside each other
ROW: Final = 40.0
SQUARE: Final = 128.0
BESIDE: Final = LEFT + SQUARE + 18


@dataclass(frozen=True, slots=True)
class CodePaper:
    """What stands on the paper of a kit or of a share: whose it is and the groups of its code."""

    office: str
    number: str  # of the kit
    made_on: date
    groups: tuple[str, ...]
    share: int = 0  # 0: the whole code
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a drill found, and by what number the office can tell that it was done."""

    office: str
    kit: str
    done_at: datetime
    backup_at: datetime
    cases: int
    sheets: int
    files: int
    number: str
    by_shares: bool


def kit_pdf(paper: CodePaper, language: str) -> bytes:
    """One page: the code in numbered groups and as a square, what it is for, where it belongs."""
    with using(language):
        flow = Flow(footer=_footer(paper))
        flow.opening(_title(paper), _subtitle(paper))
        flow.notice(_notice(paper))
        flow.down(8)
        code_rows(flow, paper.groups)
        flow.down(12)
        code_square(flow, "-".join(paper.groups), _beside(paper))
        flow.heading(_("How it is used"))
        numbered(flow, _use(paper))
        return press(flow.pages(), language)


def certificate_pdf(found: Certificate, language: str) -> bytes:
    """One page for the folder of the office; it holds no code and no name."""
    with using(language):
        flow = Flow(footer=_("Office {office} · recovery drill").format(office=found.office))
        flow.opening(
            _("Certificate of a recovery drill"),
            _("Office {office} · {day}").format(office=found.office, day=date_words(found.done_at)),
        )
        flow.notice(
            [
                _(
                    "With a backup and the recovery code alone, without any passphrase, the database was restored in "
                    "full, opened and read. The restored copy was removed afterwards."
                )
            ]
        )
        flow.down(8)
        flow.rule()
        for label, value in _found(found):
            flow.row(label, [value])
        flow.heading(_("Present at the drill"))
        for _line in range(2):
            _signature(flow)
        return press(flow.pages(), language)


# --- words ------------------------------------------------------------------------------------------------------------


def _title(paper: CodePaper) -> str:
    return _("Share {n} of the recovery code").format(n=paper.share) if paper.share else _("Recovery sheet")


def _subtitle(paper: CodePaper) -> str:
    return _("Office {office} · sheet {number} · made on {day}").format(
        office=paper.office, number=paper.number, day=date_words(paper.made_on)
    )


def _footer(paper: CodePaper) -> str:
    return _("Office {office} · sheet {number}").format(office=paper.office, number=paper.number)


def _notice(paper: CodePaper) -> list[str]:
    if paper.share:
        return [
            _("Any two of the three shares open the database of the office. One alone opens nothing."),
            _("For {holder}.").format(holder=paper.holder)
            if paper.holder
            else _("Keep it where only you can reach it."),
        ]
    return [
        _("This paper opens the database of the office when no passphrase is known any more. Nothing else does."),
        _("Whoever holds it together with the computer or a backup can read everything. Treat it like a key."),
    ]


def _beside(paper: CodePaper) -> list[str]:
    same = _("The square holds the same code, for a reader of such squares that is not connected to any network.")
    never = _("Never photograph this paper, never type its code into a telephone or a website.")
    if paper.share:
        return [
            _("Keep it in a closed envelope at home or in a safe, never beside the other shares."),
            _("Give it back when you leave the office, so that new shares can be made."),
            same,
            never,
        ]
    return [
        _("Put it into an envelope, close it, sign across the flap and lay it into a safe in another building."),
        _("Once a year the drill shows that it still opens the database. Put it into a new envelope then."),
        same,
        never,
    ]


def _use(paper: CodePaper) -> list[str]:
    start = _(
        "On the computer of the office press “No passphrase any more”. On another one install the program, choose the "
        "newest backup under “Restore a backup”, and press “Use the recovery code instead”."
    )
    if paper.share:
        typed = _("Type this share and one of the two others. Group by group the program says whether it is right.")
    else:
        typed = _("Type the fifteen groups. The program says of each whether it is right; spaces do not matter.")
    return [
        start,
        typed,
        _("Type your name and a new passphrase. The use of the code is written into the log of the office."),
        _("Then make a new recovery sheet, since this code has been seen."),
    ]


def _found(found: Certificate) -> list[tuple[str, str]]:
    means = _("two shares of the code") if found.by_shares else _("the whole code")
    return [
        (_("Done"), datetime_words(found.done_at)),
        (_("Opened with"), _("{means}, sheet {number}").format(means=means, number=found.kit)),
        (_("Last work in the backup"), datetime_words(found.backup_at)),
        (_("Cases"), number_words(found.cases)),
        (_("Sheets"), number_words(found.sheets)),
        (_("Attached files"), number_words(found.files)),
        (_("Number of this certificate"), found.number),
    ]


# --- drawing ----------------------------------------------------------------------------------------------------------


def code_rows(flow: Flow, groups: Sequence[str]) -> None:
    """Rows of large groups, each under its small number."""
    rows = [groups[at : at + COLUMNS] for at in range(0, len(groups), COLUMNS)]
    width, height = BREADTH / COLUMNS, ROW * len(rows) + 10
    flow.need(height)
    top = flow.y
    flow.shape(Box(LEFT, round(top - height, 2), BREADTH, round(height, 2), GROUND))
    for down, row in enumerate(rows):
        for across, group in enumerate(row):
            middle, y = LEFT + (across + 0.5) * width, top - 8 - down * ROW
            _centred(flow, middle, y, str(down * COLUMNS + across + 1), SMALL, REGULAR)
            _centred(flow, middle, y - SMALL * LEADING, group, TITLE, SEMIBOLD)
    flow.down(height)


def _centred(flow: Flow, middle: float, y: float, text: str, size: float, face: str) -> None:
    colour = {} if size == TITLE else {"colour": MUTED}
    flow.write(middle - fonts.width(text, face, size) / 2, y, text, size, face, **colour)


def code_square(flow: Flow, text: str, sentences: Sequence[str]) -> None:
    """The code as a square, and sentences to its right."""
    flow.need(SQUARE)
    top = flow.y
    for box in square(text, LEFT, round(top - SQUARE, 2), SQUARE):
        flow.shape(box)
    for sentence in sentences:
        flow.paragraph(sentence, BODY, x=BESIDE, room=RIGHT - BESIDE)
        flow.down(5)
    flow.y = min(flow.y, top - SQUARE)


def numbered(flow: Flow, sentences: Sequence[str]) -> None:
    for number, sentence in enumerate(sentences, start=1):
        flow.need(2 * BODY * LEADING)
        flow.write(LEFT, flow.y, f"{number}.", BODY, SEMIBOLD)
        flow.paragraph(sentence, BODY, x=LEFT + 18)
        flow.down(3)


def _signature(flow: Flow) -> None:
    flow.need(44)
    flow.down(28)
    y = round(flow.y, 2)
    for x, to_x in ((LEFT, LEFT + 220), (LEFT + 250, RIGHT)):
        flow.shape(Stroke(x, y, to_x, y, HAIR, EDGE))
    flow.down(3)
    flow.write(LEFT, flow.y, _("name and role, by hand"), SMALL, colour=MUTED)
    flow.write(LEFT + 250, flow.y, _("signature"), SMALL, colour=MUTED)
    flow.down(SMALL * LEADING)
