"""Papers of a team: filled from the file so that nobody asks her twice, and never with more than she agreed to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import access_log
from db.keys import KdfCost
from desktop.forms.ledger import ACCOUNT, covers
from desktop.i18n import pick
from desktop.refusals import Refused
from desktop.services import ledger, team, team_papers, team_people, team_start, vaults, without_consent
from desktop.services.ledger import Disclosure
from desktop.services.session import Session
from desktop.services.team import DONE
from desktop.services.team_papers import READY, SENT, WITHHELD, Choice
from desktop.services.team_people import Note
from desktop.services.team_start import Wanted
from desktop.services.without_consent import Asked
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.services.access_room import LEAD, MANAGER, PASSPHRASE, Village, put, village
from tests.desktop.services.consents_room import SECRETS, UNSAFE, answers_of, entry, text_of
from tests.desktop.services.papers_room import FACTS, HOSPITAL, agreed, colleague, left, made, running

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)
PAPERS = ("forensic_request", "guardianship_notice", "legal_aid_request", "medical_referral", "police_notice",
          "psychology_referral", "school_letter", "shelter_request", "trafficking_notice")  # fmt: skip
LANGUAGES = ("ro", "ru", "uk", "en")
PLACES = count(1)
GROUND = "Femeia a fost găsită inconștientă, medicul trebuie să știe."


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[Village, str]:
    then = FixedClock(NOW - timedelta(hours=1))
    found = village(tmp_path_factory.mktemp("papers") / "vault", then)
    then.advance(hours=1)
    with found.at(MANAGER) as session:
        record = running(session, found)
    return found, record


@pytest.fixture(scope="module")
def house(ready: tuple[Village, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Village, str]:
    """One for all examples of a search: what is written there stands in no other test."""
    made_once, record = ready
    folder = tmp_path_factory.mktemp("house") / "vault"
    shutil.copytree(made_once.folder, folder)
    return Village(folder, FixedClock(NOW), made_once.ids, made_once.case, made_once.code), record


@pytest.fixture
def here(ready: tuple[Village, str], tmp_path: Path, clock: FixedClock) -> Village:
    made_once, _record = ready
    shutil.copytree(made_once.folder, tmp_path / "vault")
    return Village(tmp_path / "vault", clock, made_once.ids, made_once.case, made_once.code)


@pytest.fixture
def record(ready: tuple[Village, str]) -> str:
    return ready[1]


@pytest.fixture
def session(here: Village) -> Iterator[Session]:
    with here.at(MANAGER) as found:
        yield found


def paper_of(session: Session, record: str, paper: str) -> team_papers.TeamPaper:
    return next(one for one in team_papers.papers(session, record) if one.id == paper)


def step(session: Session, record: str, step: str) -> dict[str, Any]:
    body = team.board(session, record).answers
    return {path.split("/")[2]: value for path, value in body.items() if path.startswith(f"steps/{step}/")}


# --- within the consents ----------------------------------------------------------------------------------------------


def test_without_a_consent_every_paper_is_withheld_and_says_why(session: Session, here: Village, record: str) -> None:
    found = team_papers.papers(session, record)
    assert {one.id for one in found} == set(PAPERS)
    assert {(one.state, one.why) for one in found} == {(WITHHELD, "no-consent")}
    for paper in PAPERS:
        with pytest.raises(Refused, match="nothing-may-go"):
            made(session, record, paper)
    assert answers_of(session, here, "disclosure") == []


def told(session: Session) -> dict[str, str]:
    """What each kind of data would show on paper, in every language alike."""
    return {
        **{data: secret for data, secret in SECRETS.items() if data != "localitate"},
        "telefon_sigur": "0691 23 456",
        "data_nasterii": "05.03.1990",
        "data_faptei": "22.11.2026",
    }


def labels(session: Session, language: str) -> dict[str, list[str]]:
    """What stands on paper in the words of a language, by the kind of data that it tells."""
    lists = session.library.definitions.list
    shown = {
        "tip_violenta": [("L1", "SEX")],
        "sanatate": [("injuries", "strangulare")],
        "accesibilitate": [("languages", "gag"), ("L18", "surdocecitate")],
        "grupa_varsta": [],
    }
    return {
        data: [pick(found.label, language) for listed, code in pairs if (found := lists(listed).find(code))]
        for data, pairs in shown.items()
    }


FAULTS: dict[str, dict[str, Any]] = {
    "refused": {"release/a/agreed": "nu"},
    "ended": {"explained_on": "2026-11-01", "release/a/valid_until": "2026-11-23"},
    "unsigned": {"signature": None},
    "withdrawn": {"withdrawn_on": "2026-11-24"},
}


@settings(max_examples=120)
@given(data=st.data())
def test_nothing_that_she_did_not_agree_to_is_on_any_paper(house: tuple[Village, str], data: st.DataObject) -> None:
    """Every subset of what a consent may name, for every institution, in every language, whole or with a fault."""
    found, record = house
    with found.at(MANAGER) as session:
        codes = [one.code for one in session.library.definitions.list("release_data").entries]
        paper, language = data.draw(st.sampled_from(PAPERS)), data.draw(st.sampled_from(LANGUAGES))
        subset = data.draw(st.sets(st.sampled_from(codes)))
        fault = data.draw(st.sampled_from(("", "", "", *FAULTS)))
        asks_account, copy = data.draw(st.booleans()), data.draw(st.booleans())
        place = f"Casa {next(PLACES)}"  # what was agreed to in another example holds for another one
        agreed(session, found, paper, *sorted(subset), institution=place, **FAULTS.get(fault, {}))
        role = session.library.roles[session.library.papers[paper].role]
        asked = {part.data for part in role.parts if not part.asked or (asks_account and part.data == ACCOUNT)}
        open_ = {one for one in asked if covers(subset, one)} if not fault else set()
        added = (ACCOUNT,) if asks_account else ()
        try:
            paper_ = made(session, record, paper, institution=place, language=language, added=added, copy=copy)
        except Refused as refusal:
            assert refusal.code == "nothing-may-go"
            return
        _nothing_else(session, found, text_of(paper_.paper.data), open_, language)
        assert set(paper_.found.data) <= open_


def _nothing_else(session: Session, found: Village, read: str, open_: set[str], language: str) -> None:
    assert open_
    for code, secret in told(session).items():
        if code not in open_ and not (code == "prenume" and "nume_complet" in open_):
            assert secret not in read, code
    for code, words in labels(session, language).items():
        for word in words if code not in open_ else ():
            assert f" {word} " not in f" {read} ", code
    if "cod" not in open_:
        assert found.code not in read
    if "data_faptei" not in open_:
        assert "25.11.2026, 21:00" not in read and "27.11.2026, 21:00" not in read  # ends that tell the beginning
    assert not {UNSAFE, "povesteanespusă", "09.11.2026"} & set(read.split())  # another night is not this team's
    assert ("altaurma" in read) <= (ACCOUNT in open_)
    assert "{" not in read and SECRETS["localitate"] not in read


def test_what_would_tell_of_the_violence_is_not_asked_where_it_may_not_be_told(
    session: Session, here: Village, record: str
) -> None:
    agreed(session, here, "medical_referral", "prenume", "data_faptei")
    read = text_of(made(session, record).paper.data)
    assert "HIV" not in read and "contracepți" not in read and "gât" not in read
    assert "Orele care contează" not in read  # what the hours are for would tell it as well
    agreed(session, here, "medical_referral", "prenume", "data_faptei", "tip_violenta", institution="Clinica 2")
    read = text_of(made(session, record, institution="Clinica 2").paper.data)
    assert "profilaxia post-expunere HIV" in read and "Profilaxie post-expunere HIV: până la 25.11.2026, 21:00" in read


TELLING = ("viol", "sexu", "nasil", "насил", "секс", "agres", "агресс", "кривд", "polic", "poliți", "полиц", "victim",
           "жертв", "faptă", "fapte", "echip", "pericol", "danger", "опасност", "небезпек", "22.11")  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ground", [False, True])
def test_the_letter_to_the_school_says_nothing_of_what_happened(
    session: Session, here: Village, record: str, language: str, ground: bool
) -> None:
    if ground:
        asked = Asked("pericol_vital", GROUND, "educatie", HOSPITAL, ("prenume",))
        without_consent.ask(session, here.case, asked)
    else:
        agreed(session, here, "school_letter", "dosar_intreg", ACCOUNT)
    paper = made(session, record, "school_letter", language=language, added=(ACCOUNT,))
    read = text_of(paper.paper.data).casefold()
    for stem in TELLING:
        assert stem not in read, stem
    assert SECRETS["prenume"].casefold() in read


# --- told once --------------------------------------------------------------------------------------------------------


def test_a_paper_is_filled_from_the_file_and_says_that_nobody_asks_again(
    session: Session, here: Village, record: str
) -> None:
    agreed(session, here, "forensic_request", *FACTS)
    read = text_of(made(session, record, "forensic_request").paper.data)
    for words in (
        "La 24.11.2026, 14:30 trecuseră 41 de ore de la faptă",
        "S-a spălat de atunci? da",
        "găgăuză",
        "Nu cereți relatarea din nou",
        "Cui răspundeți Oficiul UN4, Maria Managera",
        "Canarescu",
    ):
        assert words in read, words


def test_what_an_institution_has_already_is_named_to_it_and_to_no_other(
    session: Session, here: Village, record: str
) -> None:
    agreed(session, here, "medical_referral", "cod", "prenume")
    first = left(session, here, made(session, record))
    again = text_of(made(session, record).paper.data)
    assert f"Ce aveți deja de la noi 24.11.2026 · hârtia {first.number} codul cazului prenumele" in again
    agreed(session, here, "psychology_referral", "cod", "prenume", institution="Centrul Memoria")
    other = text_of(made(session, record, "psychology_referral", institution="Centrul Memoria").paper.data)
    assert first.number not in other and HOSPITAL not in other
    (held,) = team_papers.holders(session, team.board(session, record))
    assert (held.recipient, held.data) == ("medical", ("cod", "prenume"))


# --- hours ------------------------------------------------------------------------------------------------------------


def test_the_urgency_follows_from_the_window_that_ends_first(session: Session, here: Village, record: str) -> None:
    agreed(session, here, "forensic_request", *FACTS)
    assert made(session, record, "forensic_request").choice.urgency == "72_h"  # 31 hours are left
    here.clock.advance(hours=26)
    assert made(session, record, "forensic_request").choice.urgency == "imediat"
    assert made(session, record, "forensic_request", urgency="7_zile").choice.urgency == "7_zile"


def test_a_window_that_has_passed_stays_on_the_paper(session: Session, here: Village, record: str) -> None:
    agreed(session, here, "medical_referral", *FACTS)
    here.clock.advance(hours=40)
    read = text_of(made(session, record).paper.data)
    assert "intervalul recomandat s-a încheiat la 25.11.2026, 21:00; primiți oricum persoana" in read
    assert "Contracepție de urgență: până la 27.11.2026, 21:00" in read


def test_a_day_without_an_hour_is_told_as_such(tmp_path: Path, clock: FixedClock) -> None:
    found = village(tmp_path / "vault", clock)
    with found.at(MANAGER) as session:
        record = running(session, found, happened="2026-11-22")
        agreed(session, found, "medical_referral", *FACTS)
        read = text_of(made(session, record).paper.data)
        assert "trecuseră cel mult 62 de ore" in read and "Ora nu se știe" in read
        clock.advance(hours=12)  # 74 hours from the beginning of the day, 50 from its end
        read = text_of(made(session, record).paper.data)
        assert "poate s-a încheiat deja, cel mai devreme la 25.11.2026, 00:00; primiți persoana îndată" in read


def test_time_that_passes_before_the_printer_changes_nothing(session: Session, here: Village, record: str) -> None:
    agreed(session, here, "forensic_request", *FACTS)
    paper = made(session, record, "forensic_request")
    here.clock.advance(minutes=50)
    assert left(session, here, paper).number == paper.number


# --- it leaves --------------------------------------------------------------------------------------------------------


def test_a_paper_that_leaves_is_on_record_at_its_step(session: Session, here: Village, record: str) -> None:
    agreed(session, here, "medical_referral", "prenume", "telefon_sigur")
    paper = made(session, record, contact="Ana Medica, medic")
    gone = left(session, here, paper)
    assert (gone.what, gone.recipient, gone.institution) == ("referire", "medical", HOSPITAL)
    assert (gone.team_ref, gone.paper, gone.data) == (record, "medical_referral", ("prenume", "telefon_sigur"))
    assert ("data_faptei", "data-not-named") in gone.withheld
    ticked = step(session, record, "9")
    assert ticked == {"state": "in_lucru", "doc_type": ticked["doc_type"], "doc": paper.number}
    assert paper_of(session, record, "medical_referral").state == SENT
    (referral,) = answers_of(session, here, "referral")
    assert referral["sector"] == "medical" and referral["status"] == "trimis"


def test_a_late_duty_is_done_only_with_its_reason(session: Session, here: Village, record: str) -> None:
    agreed(session, here, "medical_referral", "prenume")
    with pytest.raises(Refused, match="reason-needed"):
        team_papers.keep(session, made(session, record, state=DONE))
    assert answers_of(session, here, "disclosure") == []  # neither the one nor the other
    team_papers.keep(session, made(session, record, state=DONE, late_reason="distanta"))
    ticked = step(session, record, "9")
    assert (ticked["state"], ticked["late_reason"]) == ("facut", "distanta")


def test_a_step_that_is_done_stays_done(session: Session, here: Village, record: str) -> None:
    agreed(session, here, "medical_referral", "prenume")
    team.set_step(session, record, "9", DONE, late_reason="distanta")
    before = step(session, record, "9")
    paper = made(session, record, step="9")
    team_papers.keep(session, paper)
    assert step(session, record, "9") == {
        **before,
        "doc": paper.number,
        "doc_type": step(session, record, "9")["doc_type"],
    }


def test_a_paper_that_is_not_true_any_more_does_not_leave(session: Session, here: Village, record: str) -> None:
    agreed(session, here, "medical_referral", "prenume")
    paper = made(session, record)
    put(session, here.code, "identity", {"first_name": "Alta"})
    with pytest.raises(Refused, match="paper-changed"):
        team_papers.keep(session, paper)
    paper = made(session, record)
    ledger.withdraw(session, here.case, entry(session, here), session.now().date())
    with pytest.raises(Refused, match="nothing-may-go"):
        team_papers.keep(session, paper)
    assert answers_of(session, here, "disclosure") == [] and step(session, record, "9") == {}


def test_a_paper_that_did_not_get_out_is_nobodys_and_its_step_is_as_before(
    session: Session, here: Village, record: str, tmp_path: Path
) -> None:
    agreed(session, here, "medical_referral", "prenume")
    team.set_step(session, record, "9", "in_lucru")
    before = step(session, record, "9")
    with pytest.raises(Refused, match="file-unwritable"):
        team_papers.save(session, made(session, record), tmp_path / "missing" / "a.pdf")
    assert ledger.ledger(session, here.case).holders == ()
    assert step(session, record, "9") == before


def test_a_copy_for_her_discloses_nothing_and_speaks_her_language(session: Session, here: Village, record: str) -> None:
    put(session, here.code, "identity", {"lang": "ru"})
    agreed(session, here, "medical_referral", "prenume")
    copy = team_papers.copy_of(session, made(session, record))
    team_papers.keep(session, copy)
    read = text_of(copy.paper.data)
    assert "Ваша копия: Направление за медицинской помощью" in read and "Ответ:" not in read
    assert answers_of(session, here, "disclosure") == [] and step(session, record, "9") == {}
    assert any(one.verb == "copy-for-her" for one in access_log.page(session.conn, 20))


# --- without consent --------------------------------------------------------------------------------------------------


def test_danger_to_life_opens_the_way_at_once_and_only_so_far(session: Session, here: Village, record: str) -> None:
    without_consent.ask(
        session, here.case, Asked("pericol_vital", GROUND, "medical", HOSPITAL, ("prenume", "data_faptei"))
    )
    paper = made(session, record)
    assert set(paper.found.data) == {"prenume", "data_faptei"}
    assert "fără acord: pericol pentru viață" in text_of(paper.paper.data)
    gone: Disclosure = left(session, here, paper)
    assert gone.data == ("data_faptei", "prenume") and gone.consent == ""


def test_the_protection_of_a_child_waits_for_the_second_person(session: Session, here: Village, record: str) -> None:
    asked = Asked("copil", GROUND, "protectia_copilului", "Autoritatea tutelară Ungheni", ("nume_complet", "copii"))
    waiting = without_consent.ask(session, here.case, asked)
    choice = {"institution": "Autoritatea tutelară Ungheni"}
    with pytest.raises(Refused, match="nothing-may-go"):
        made(session, record, "guardianship_notice", **choice)
    assert paper_of(session, record, "guardianship_notice").why == "not-confirmed"
    without_consent.confirm(session, waiting.record, LEAD, PASSPHRASE)
    read = text_of(made(session, record, "guardianship_notice", **choice).paper.data)
    assert "Sesizare către autoritatea tutelară" in read and SECRETS["copii"] in read
    assert "HG nr. 270/2014" in read and SECRETS["agresor"] not in read


# --- to whom ----------------------------------------------------------------------------------------------------------


def test_whom_the_consent_names_and_who_is_on_duty_there_comes_first(
    session: Session, here: Village, record: str
) -> None:
    colleague(session, "MED", "Zina Liberă", around=False)
    colleague(session, "MED", "Ana Medica")
    colleague(session, "MED", "Altcineva", institution="Clinica 2")
    agreed(session, here, "medical_referral", "prenume")
    found = team_papers.addressees(session, record, "medical_referral")
    assert (found[0].institution, found[0].contact, found[0].named) == (HOSPITAL, "Ana Medica, medic", True)
    assert found[-1].institution == "Clinica 2" and not found[-1].named
    assert paper_of(session, record, "medical_referral").institution == HOSPITAL


def test_a_paper_does_not_go_to_somebody_tied_to_the_aggressor(session: Session, here: Village, record: str) -> None:
    agreed(session, here, "medical_referral", "prenume")
    person = colleague(session, "MED", "Ana Medica")
    put(session, here.code, "aggressor", {"agg_name": f"{SECRETS['agresor']} Gavril"})
    colleague(session, "MED", f"Gavril {SECRETS['agresor']}")
    team_people.declare(session, record, Note("MED", "tie", person=person, tie="ruda"))
    offered = [one.contact for one in team_papers.addressees(session, record, "medical_referral")]
    assert offered == [""]  # the institution itself, and nobody there
    for name in ("Ana Medica", f"Gavril {SECRETS['agresor']}, medic"):
        with pytest.raises(Refused, match="addressee-in-conflict"):
            made(session, record, contact=name, sure=True)
    assert made(session, record).paper.pages


def test_the_workplace_of_the_aggressor_is_asked_about(session: Session, here: Village, record: str) -> None:
    put(session, here.code, "aggressor", {"agg_workplace": HOSPITAL})
    agreed(session, here, "medical_referral", "prenume")
    with pytest.raises(Refused, match="addressee-doubt"):
        made(session, record)
    assert made(session, record, sure=True).paper.pages


# --- what goes along --------------------------------------------------------------------------------------------------


def test_which_papers_go_along_is_said_only_where_she_agreed(session: Session, here: Village, record: str) -> None:
    for kind in ("medical", "politie"):
        put(session, here.code, "document", {"kind": kind})
    board = team.board(session, record)
    files = dict(team_papers.files(session, board))
    chosen = tuple(one for one, kind in files.items() if kind == "medical")
    agreed(session, here, "medical_referral", "prenume", "documente")
    read = text_of(made(session, record, documents=chosen).paper.data)
    assert "act medical" in read and "act al poliției" not in read
    assert "act medical" not in text_of(made(session, record).paper.data)
    agreed(session, here, "medical_referral", "prenume", institution="Clinica 2")
    assert "act medical" not in text_of(made(session, record, institution="Clinica 2", documents=chosen).paper.data)


def test_what_is_not_ticked_is_not_asked(session: Session, here: Village, record: str) -> None:
    agreed(session, here, "medical_referral", *FACTS)
    asks = [ask.id for ask in team_papers.asks(session, team.board(session, record), "medical_referral")]
    assert {"direct", "pep", "ec", "transport"} <= set(asks)
    read = text_of(made(session, record, asks=("transport", "pep")).paper.data)
    assert "1. să evaluați profilaxia" in read and "2. să asigurați transportul" in read and "3. să" not in read


def test_an_unknown_paper_is_refused(session: Session, record: str) -> None:
    with pytest.raises(Refused, match="no-such-paper"):
        team_papers.prepare(session, record, "recall", Choice(institution=HOSPITAL))


# --- the other country ------------------------------------------------------------------------------------------------


def test_a_romanian_office_asks_in_the_words_of_its_own_law(tmp_path: Path, clock: FixedClock) -> None:
    session = vaults.create(
        tmp_path / "vault", office="IS1", country="RO", worker=LEAD, passphrase=PASSPHRASE, clock=clock,
        cost=KdfCost.for_tests(),
    )  # fmt: skip
    opened = put(session, None, "case", {"case_track": ["sv_adult"]})
    found = Village(tmp_path / "vault", clock, {}, opened.case or "", opened.code or "")
    put(session, found.code, "identity", {"first_name": "Ilinca", "sex": "F", "birth_date": "1990-03-05"})
    put(session, found.code, "incident", {"inc_dt": "2026-11-23T22:00+02:00", "forms_legal": ["SEX"]})
    record = team_start.begin(session, found.case, Wanted("sv_ro")).record
    for paper, words in (
        ("police_notice", "ordin de protecție provizoriu"),
        ("guardianship_notice", "DGASPC"),
        ("legal_aid_request", "OUG nr. 51/2008"),
        ("forensic_request", "De verificat"),
        ("shelter_request", "Ordinul nr. 28/2019"),
    ):
        agreed(session, found, paper, "dosar_intreg")
        read = text_of(made(session, record, paper).paper.data)
        assert words in read and "autoritatea tutelară" not in read and "restricție de urgență" not in read, paper
    assert {one.state for one in team_papers.papers(session, record) if one.id == "police_notice"} == {READY}
    vaults.close_session(session, make_backup=False)


def test_a_file_that_is_not_of_this_case_goes_along_with_nothing(session: Session, here: Village, record: str) -> None:
    agreed(session, here, "medical_referral", *FACTS)
    with pytest.raises(Refused, match="no-such-record"):
        made(session, record, documents=(record,))
