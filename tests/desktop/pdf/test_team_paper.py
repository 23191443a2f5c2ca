"""The paper of a team: it fits, it is read back whole, and nothing gets onto it that it was not given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.i18n import LANGUAGES
from desktop.pdf.reading import read
from desktop.pdf.referral import ReferralPaper
from desktop.pdf.sheet import Page, Run, press
from desktop.pdf.team_paper import TeamLetter, team_paper_pdf
from desktop.pdf.team_proof import proved
from desktop.services.library import shipped

STRANGE = "Ursulescu"
BASE = ReferralPaper(
    office="UN4", day="24.11.2026", number="H-AAAA-BBBB", reference="CCCC-DDDD",
    rows=[("Către", "Spitalul raional Ungheni")], lines=[("Prenumele", ("Ilinca",))],
    withheld=[("Relatarea", "acordul nu cuprinde aceste date")], bases=["acordul din 24.11.2026"],
    with_slip=True, practice=False,
)  # fmt: skip


def letter(**more: object) -> TeamLetter:
    told = TeamLetter(
        base=BASE, title="Trimitere", opening="Vă rugăm.", sender=[("Cui răspundeți", "Oficiul UN4, Maria")],
        asks=["să primiți persoana"], hours=["până la 25.11.2026, 21:00"], already=[("24.11.2026", ["prenumele"])],
        told_once="Nu cereți relatarea din nou.", law="", slip_answers="făcut|oprit", reachable=True, copy=False,
    )  # fmt: skip
    return replace(told, **more)  # type: ignore[arg-type]


def printed(told: TeamLetter, language: str = "ro") -> tuple[bytes, bool]:
    words = shipped().letters
    data = team_paper_pdf(told, words["referral"], words["team_paper"], language)
    return data, proved(data, told, words["referral"], words["team_paper"], language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("copy", [False, True])
def test_each_text_of_it_is_one_that_it_was_given(language: str, copy: bool) -> None:
    assert printed(letter(copy=copy), language)[1]
    assert printed(letter(reachable=False, law="Legea nr. 198/2007", hours=[], already=[]), language)[1]


def test_what_is_long_goes_over_lines_and_pages_and_is_proved_all_the_same() -> None:
    long = " ".join(f"propoziția {n} despre Anenii-Noi" for n in range(900))
    told = letter(base=replace(BASE, lines=[("Relatarea", (long, "x" * 400))]), told_once=long, asks=[long] * 3)
    data, whole = printed(told)
    assert whole and len(read(data).pages) > 3


def test_a_text_that_it_was_not_given_is_no_proof() -> None:
    told = letter()
    data, _whole = printed(told)
    words = shipped().letters
    pages = list(read(data).pages)
    run = pages[0].runs[0]
    pages[0] = Page(pages[0].shapes, (*pages[0].runs, Run(run.x, 100, STRANGE, run.size, run.face, run.colour)))
    other = press(pages, "ro")
    assert STRANGE in "".join(run.text for page in read(other).pages for run in page.runs)
    assert not proved(other, told, words["referral"], words["team_paper"], "ro")


def test_bytes_that_nobody_drew_are_no_proof() -> None:
    told = letter()
    data, _whole = printed(told)
    words = shipped().letters
    assert not proved(data + b"% Ursulescu\n", told, words["referral"], words["team_paper"], "ro")
