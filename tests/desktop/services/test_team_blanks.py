"""Papers about nobody: empty sheets with numbers of their own, one page an institution, a whole set for the drawer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import access_log, records
from desktop.pdf import reading
from desktop.refusals import Refused
from desktop.services import paper_numbers, team_blanks, team_sheet
from desktop.services.session import Session
from desktop.services.team_blanks import CARDS, DRAWER, EXERCISE, SHEET, Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services import field_room as room

LANGUAGES = ("ro", "ru", "uk", "en")


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


@pytest.fixture(params=["MD", "RO"])
def of_country(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock, country=request.param)
    yield opened
    opened.vault.close(opened.now())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_sheet_of_every_protocol_fits_two_pages(of_country: Session, language: str) -> None:
    for protocol in team_blanks.protocols(of_country):
        made = team_blanks.make(of_country, Wanted(SHEET, protocol.id, language))
        assert made.pages == 2, protocol.id
        (number,) = made.numbers
        bare = number.replace("-", "")
        assert bare.startswith(paper_numbers.BLANK)
        for page in room.rastered(made.data):
            assert room.squares(page) == [f"ANCORA:TEAM:1:{bare}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_institution_of_every_protocol_has_its_page(of_country: Session, language: str) -> None:
    for protocol in team_blanks.protocols(of_country):
        made = team_blanks.make(of_country, Wanted(CARDS, protocol.id, language))
        assert made.pages == len(protocol.groups), protocol.id
        text = room.words(made.data)
        for step in protocol.steps:
            if set(step.roles) & set(protocol.groups):
                assert " ".join(step.title[language].split()) in text
        assert made.numbers == ()
        assert all(room.squares(page) == [] for page in room.rastered(made.data, 150))


def test_deadlines_stand_as_lengths_and_no_day_of_anybody(session: Session) -> None:
    room.going_out(session)
    for kind in (SHEET, CARDS, EXERCISE):
        text = room.words(team_blanks.make(session, Wanted(kind, "sv_md", "ro")).data)
        assert "72 de ore" in text
        assert "120 de ore" in text
        assert not re.search(r"\d\d\.\d\d, \d\d:\d\d", text)
        for secret in room.HIDDEN:
            assert secret not in text


def test_the_drawer_holds_every_paper_and_says_where(session: Session) -> None:
    made = team_blanks.make(session, Wanted(DRAWER, language="ro"))
    read = reading.read(made.data)
    assert made.pages == len(read.pages)
    first = [run.text for run in read.pages[0].runs]
    for number in made.numbers:
        assert f"Numărul foii: {number}" in first
    for form in ("F2", "F1", "F6", "F8"):
        assert any(text.startswith(f"{form} ·") for text in first)
    places = [int(text.split()[1]) for text in first if re.fullmatch(r"pagina \d+", text)]
    titles = ("Foaia echipei, goală", "Consimțământ", "Talonul de răspuns", "Poliție: ce facem în această intervenție")
    on_page = [{run.text for run in read.pages[place - 1].runs} for place in places]
    for title in titles:
        assert any(title in texts for texts in on_page), title


def test_the_small_cards_for_her_bear_no_title_no_name_and_no_square(session: Session) -> None:
    made = team_blanks.make(session, Wanted(DRAWER, language="ro"))
    pages = reading.read(made.data).pages
    (cards,) = [page for page in pages if page.runs and all(run.size == 8.5 for run in page.runs) and page.shapes
                and {run.text for run in page.runs} >= {"acte", "bani"}]  # fmt: skip
    texts = {run.text for run in cards.runs}
    assert not any("UN4" in text or "Ancora" in text or "Pagina" in text for text in texts)


def test_no_two_empty_sheets_have_one_number(session: Session) -> None:
    numbers = [number for _time in range(5) for number in team_blanks.make(session, Wanted(SHEET)).numbers]
    assert len(set(numbers)) == len(numbers)


def test_nothing_is_kept_of_a_blank_but_that_it_was_printed(session: Session, tmp_path: Path) -> None:
    before = records.count(session.conn)
    made = team_blanks.make(session, Wanted(DRAWER, language="ro"))
    team_blanks.save(session, made, tmp_path / "set.pdf")
    assert records.count(session.conn) == before
    last = access_log.page(session.conn, 1)[0]
    assert (last.verb, last.object, last.count) == ("team-blank-printed", None, made.pages)


def test_a_sheet_of_a_training_is_never_typed_into_a_case(session: Session) -> None:
    made = team_blanks.make(session, Wanted(EXERCISE, "sv_md", "ro"))
    assert "Exercițiu" in room.words(made.data)
    with pytest.raises(Refused) as refusal:
        team_sheet.find(session, made.numbers[0])
    assert refusal.value.code == "paper-training"


def test_one_card_alone_and_what_there_is_not(session: Session) -> None:
    assert team_blanks.make(session, Wanted(CARDS, "sv_md", group="POL")).pages == 1
    for wanted, code in ((Wanted(CARDS, "sv_md", group="XYZ"), "unknown-option"), (Wanted(CARDS, "zz"), "no-protocol")):
        with pytest.raises(Refused) as refusal:
            team_blanks.make(session, wanted)
        assert refusal.value.code == code
