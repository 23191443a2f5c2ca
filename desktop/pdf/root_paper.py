"""The papers of a region's root: one part of it for each person who keeps one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.i18n import _, date_words, using
from desktop.pdf.flow import Flow
from desktop.pdf.kit import code_rows, code_square, numbered
from desktop.pdf.sheet import press


@dataclass(frozen=True, slots=True)
class RootPaper:
    """What stands on one of them: whose root, its number, the groups, which paper it is and of how many."""

    region: str
    number: str
    made_on: date
    groups: tuple[str, ...]
    paper: int
    papers: int


def root_pdf(paper: RootPaper, language: str) -> bytes:
    """One page: a part of the root in numbered groups and as a square, and what it is for."""
    with using(language):
        flow = Flow(
            footer=_("Region {region} · root {number} · paper {n}").format(
                region=paper.region, number=paper.number, n=paper.paper
            )
        )
        flow.opening(
            _("Root of the region, paper {n} of {count}").format(n=paper.paper, count=paper.papers),
            _("Region {region} · root {number} · made on {day}").format(
                region=paper.region, number=paper.number, day=date_words(paper.made_on)
            ),
        )
        flow.notice(_notice(paper))
        flow.down(8)
        code_rows(flow, paper.groups)
        flow.down(12)
        code_square(flow, "-".join(paper.groups), _beside())
        flow.heading(_("How it is used"))
        numbered(flow, _use())
        return press(flow.pages(), language)


def _notice(paper: RootPaper) -> list[str]:
    both = (
        _("Both papers together sign the list of the offices that believe each other. One alone signs nothing.")
        if paper.papers == 2
        else _("Any two of the papers sign the list of the offices that believe each other. One alone signs nothing.")
    )
    return [
        both,
        _("It opens no database. But whoever holds two papers can name offices that do not exist."),
    ]


def _beside() -> list[str]:
    return [
        _("Keep it in a closed envelope where only you can reach it, never beside the other paper."),
        _("Give it back when you leave the region, so that a new root can be made."),
        _("The square holds the same groups, for a reader of such squares that is not connected to any network."),
        _("Never photograph this paper, never type its groups into a telephone or a website."),
    ]


def _use() -> list[str]:
    return [
        _("Two of the people who keep a paper come to the computer of the region, and press “Sign the list”."),
        _("Read the list first: which offices are new, whose keys changed, which no longer count."),
        _("Each of you types the fifteen groups. The program says of each group whether it is right."),
        _("The list is signed and the root is forgotten again. Put your paper into a new envelope."),
    ]
