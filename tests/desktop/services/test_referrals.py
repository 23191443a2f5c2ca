"""What leaves a case for an institution: only what it needs, what she agreed to and what was chosen, and on record."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from db import due
from desktop.forms.ledger import ACCOUNT
from desktop.refusals import Refused
from desktop.services import ledger, letters, merging, referrals, takeout
from desktop.services.cases import read_case
from desktop.services.referrals import Wanted
from desktop.services.session import Session
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.services.access_room import LEAD, MANAGER, Village, fill, put, village
from tests.desktop.services.consents_room import (
    ALL,
    POLICE,
    SECRETS,
    UNSAFE,
    answers_of,
    consent,
    entry,
    fill_case,
    paper,
    sent,
    text_of,
)

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)
ROLES = ("ADP", "COP", "EDU", "JUR", "MED", "ML", "OCU", "ONG", "POL", "PSI", "SOC")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Village:
    then = FixedClock(NOW - timedelta(hours=1))
    found = village(tmp_path_factory.mktemp("village") / "vault", then)
    then.advance(hours=1)
    with found.at(MANAGER) as session:
        fill_case(session, found)
    return found


@pytest.fixture
def here(made: Village, tmp_path: Path, clock: FixedClock) -> Village:
    shutil.copytree(made.folder, tmp_path / "vault")
    return Village(tmp_path / "vault", clock, made.ids, made.case, made.code)


@pytest.fixture
def session(here: Village) -> Iterator[Session]:
    with here.at(MANAGER) as found:
        yield found


# --- what is on the paper ---------------------------------------------------------------------------------------------


def test_without_a_consent_there_is_no_paper(session: Session, here: Village) -> None:
    with pytest.raises(Refused, match="nothing-may-go"):
        paper(session, here)
    found, _role = referrals.look(session, Wanted(here.case, "POL", POLICE))
    assert found.lines == ()
    assert {one.reason for one in found.withheld} == {"no-consent"}
    assert answers_of(session, here, "disclosure") == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", ["ro", "ru", "uk", "en"])
def test_a_paper_holds_nothing_that_its_role_does_not_need(
    session: Session, here: Village, role: str, language: str
) -> None:
    wanted = session.library.roles[role]
    everything = [one.code for one in session.library.definitions.list("release_data").entries]
    consent(session, here, *everything, recipient=wanted.recipients[0], institution="Casa Albă")
    made = paper(session, here, role, institution="Casa Albă", language=language)
    told = text_of(made.data)
    needed = {part.data for part in wanted.parts if not part.asked}
    assert set(made.found.data) <= needed
    for data, secret in SECRETS.items():
        if data not in needed and not (data == "prenume" and "nume_complet" in needed):
            assert secret not in told, data
    assert SECRETS["relatare"] not in told
    assert UNSAFE not in told
    assert "{" not in told


def test_only_what_she_agreed_to_is_on_it_and_the_rest_says_why_not(session: Session, here: Village) -> None:
    consent(session, here, "cod", "prenume", "telefon_sigur")
    made = paper(session, here)
    told = text_of(made.data)
    assert set(made.found.data) == {"cod", "telefon_sigur"}  # the police does not ask for the first name alone
    assert here.code in told and "0691 23 456" in told and "09:00–17:00" in told
    for secret in ("Canarescu", "Ursulescu", "Mihăiță", "Sculenii"):
        assert secret not in told
    assert {one.data: one.reason for one in made.found.withheld}["nume_complet"] == "data-not-named"
    assert "Numele complet acordul nu cuprinde aceste date" in told


def test_a_number_that_is_not_safe_is_withheld(session: Session, here: Village) -> None:
    consent(session, here, "cod", "telefon_sigur")
    put(session, here.code, "identity", {"do_not": ["apel"]})
    made = paper(session, here)
    assert made.found.data == ("cod",)
    assert {one.data: one.reason for one in made.found.withheld}["telefon_sigur"] == "not-safe"
    assert "123 456" not in text_of(made.data) and "23 456" not in text_of(made.data)


def test_the_account_goes_only_where_she_agreed_and_somebody_asked_for_it(session: Session, here: Village) -> None:
    consent(session, here, *ALL, ACCOUNT)
    assert SECRETS["relatare"] not in text_of(paper(session, here).data)
    assert SECRETS["relatare"] in text_of(paper(session, here, added=(ACCOUNT,)).data)
    consent(session, here, *ALL, "dosar_intreg", institution="Secția Florești")
    other = paper(session, here, institution="Secția Florești", added=(ACCOUNT,))
    assert SECRETS["relatare"] not in text_of(other.data)


def test_what_is_left_out_is_not_on_it(session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    made = paper(session, here, left_out=("agresor",))
    assert "Ursulescu" not in text_of(made.data)
    assert {one.data: one.reason for one in made.found.withheld}["agresor"] == "not-chosen"


def test_the_slip_has_a_reference_and_neither_name_nor_code(session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    made = paper(session, here)
    _paper, _cut, slip = text_of(made.data).partition("Răspuns:")
    assert f"Referința {made.reference}" in slip
    for secret in (*SECRETS.values(), here.code, "23456"):
        assert secret not in slip


def test_another_institution_than_the_named_one_gets_nothing(session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    with pytest.raises(Refused, match="nothing-may-go"):
        paper(session, here, institution="Secția Florești")
    with pytest.raises(Refused, match="institution-needed"):
        paper(session, here, institution="  ")
    assert referrals.institutions(session, here.case, "POL") == (POLICE,)


def test_the_same_paper_has_the_same_number_and_another_one_another(session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    first = paper(session, here)
    again = referrals.prepare(session, first.wanted, first.record)
    assert (again.number, again.reference, again.data) == (first.number, first.reference, first.data)
    other = referrals.prepare(session, Wanted(here.case, "POL", POLICE, left_out=("agresor",)), first.record)
    assert other.number != first.number
    assert "Canarescu" not in first.file_name


# --- on record --------------------------------------------------------------------------------------------------------


def test_what_leaves_is_on_record_with_its_consent_and_what_was_withheld(session: Session, here: Village) -> None:
    consent(session, here, "cod", "telefon_sigur")
    left = sent(session, here, urgency="24_h")
    assert (left.what, left.recipient, left.institution) == ("referire", "politie", POLICE)
    assert left.data == ("cod", "telefon_sigur")
    assert left.consent == entry(session, here).sheet
    assert ("agresor", "data-not-named") in left.withheld
    (referral,) = answers_of(session, here, "referral")
    assert referral["sector"] == "politie" and referral["status"] == "trimis"
    assert referral["data_shared"] == ["cod", "telefon_sigur"]
    assert left.referral


def test_an_extract_for_a_role_is_on_record_too_and_starts_no_clock(session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    left = sent(session, here, with_slip=False)
    assert left.what == "extras"
    assert answers_of(session, here, "referral") == []


def test_a_paper_that_is_not_true_any_more_does_not_leave(session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    made = paper(session, here)
    ledger.withdraw(session, here.case, entry(session, here), date(2026, 11, 24))
    with pytest.raises(Refused, match="nothing-may-go"):
        referrals.keep(session, made)
    consent(session, here, "cod", institution=f"{POLICE} 2")
    assert answers_of(session, here, "disclosure") == []


def test_a_paper_that_says_something_else_now_does_not_leave(session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    made = paper(session, here)
    put(session, here.code, "identity", {"last_name": "Altulescu"})
    with pytest.raises(Refused, match="paper-changed"):
        referrals.keep(session, made)
    assert answers_of(session, here, "disclosure") == []


def test_a_file_that_could_not_be_written_is_nobodys(session: Session, here: Village, tmp_path: Path) -> None:
    consent(session, here, *ALL)
    with pytest.raises(Refused):
        referrals.save(session, paper(session, here), tmp_path / "nowhere" / "x.pdf")
    assert ledger.ledger(session, here.case).holders == ()
    file = tmp_path / "x.pdf"
    file.write_bytes(b"before")
    with pytest.raises(Refused, match="file-exists"):
        referrals.save(session, paper(session, here), file)
    assert file.read_bytes() == b"before"
    assert ledger.ledger(session, here.case).holders == ()


def test_a_case_that_is_taken_out_is_on_record(here: Village, tmp_path: Path) -> None:
    with here.at(LEAD) as session:
        wanted = takeout.Wanted(here.code, None)
        takeout.take_out(session, wanted, tmp_path / "out.zip", takeout.words_to_type(session, None))
        (left,) = ledger.ledger(session, here.case).disclosures
        assert (left.what, left.data) == ("dosar", ("dosar_intreg",))
        takeout.take_out(
            session, takeout.Wanted(None, None), tmp_path / "all.zip", takeout.words_to_type(session, None)
        )
        assert len(ledger.ledger(session, here.case).disclosures) == 1


# --- what came back ---------------------------------------------------------------------------------------------------


def test_an_answer_stops_the_clock_of_the_referral(session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    left = sent(session, here, urgency="24_h")
    refs = {one.ref for one in _due(session, here)}
    assert "referral_answer_24" in refs
    referrals.answer(session, here.case, left.referral, "servit")
    (referral,) = referrals.of_case(read_case(session, here.case).records)
    assert (referral.feedback, referral.status, referral.waits) == ("servit", "finalizat", False)
    assert "referral_answer_24" not in {one.ref for one in _due(session, here)}
    with pytest.raises(Refused, match="unknown-option"):
        referrals.answer(session, here.case, left.referral, "poate")


def _due(session: Session, here: Village) -> list[due.DueRow]:
    return due.of_case(session.conn, here.case)


# --- withdrawal and recall --------------------------------------------------------------------------------------------


def test_a_withdrawal_says_who_holds_what_and_the_letter_names_only_that(session: Session, here: Village) -> None:
    consent(session, here, "cod", "telefon_sigur")
    left = sent(session, here)
    holder = ledger.withdraw(session, here.case, entry(session, here), date(2026, 11, 24))
    assert holder is not None
    assert (holder.institution, holder.data, holder.recalled) == (POLICE, ("cod", "telefon_sigur"), False)
    letter = letters.recall(session, here.case, holder)
    told = text_of(letter.data)
    for secret in (*SECRETS.values(), here.code, "23 456"):
        assert secret not in told, secret
    assert left.number in told and left.reference in told and POLICE in told
    assert "telefonul sigur" in told and "persoana indicată ca agresor" not in told
    letters.keep(session, letter)
    (held,) = ledger.ledger(session, here.case).holders
    assert held.recalled
    assert [one.what for one in ledger.ledger(session, here.case).disclosures if one.what == "rechemare"]


@pytest.mark.parametrize("language", ["ro", "ru", "uk", "en"])
def test_a_letter_is_written_in_the_language_of_its_reader(session: Session, here: Village, language: str) -> None:
    consent(session, here, "cod")
    sent(session, here)
    (holder,) = letters.holders(session, here.case)
    told = text_of(letters.recall(session, here.case, holder, language).data)
    words = session.library.letters["recall"]
    assert words["asks"][language] in told
    assert "{" not in told


def test_nobody_who_got_nothing_is_written_to(session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    assert ledger.withdraw(session, here.case, entry(session, here), date(2026, 11, 24)) is None
    with pytest.raises(Refused, match="nobody-holds"):
        letters.find(session, here.case, "politie")


@pytest.mark.parametrize("days", [-1, 1])
def test_a_consent_is_not_taken_back_before_it_was_given_nor_in_the_future(
    session: Session, here: Village, days: int
) -> None:
    consent(session, here, *ALL)
    with pytest.raises(Refused, match="bad-withdrawal-day"):
        ledger.withdraw(session, here.case, entry(session, here), date(2026, 11, 24) + timedelta(days=days))


def test_a_refusal_in_a_file_that_was_merged_counts_for_both(session: Session, here: Village) -> None:
    consent(session, here, *ALL)
    second, code = fill(session)
    put(session, code, "consent", {"explained_on": "2026-11-24", "release/a/recipient": "politie",
                                   "release/a/agreed": "nu"})  # fmt: skip
    assert paper(session, here).found.data
    merging.merge_into(session, second, here.case)
    with pytest.raises(Refused, match="nothing-may-go"):
        paper(session, here)
    merging.unmerge(session, second)
    assert paper(session, here).found.data


def test_a_consent_of_a_merged_file_is_taken_back_where_it_lies(session: Session, here: Village) -> None:
    second, code = fill(session)
    consent(session, Village(here.folder, here.clock, here.ids, second, code), "cod")
    merging.merge_into(session, second, here.case)
    ledger.withdraw(session, here.case, entry(session, here), date(2026, 11, 24))
    assert [one.why_not for one in ledger.ledger(session, here.case).entries] == ["withdrawn"]
    assert [one.case for one in read_case(session, second).records if one.form == "consent"] == [second]


def test_a_denied_case_has_no_ledger(here: Village) -> None:
    with here.at(MANAGER) as session:
        consent(session, here, *ALL)
    here.deny("Vera Verișoara")
    with here.at("Vera Verișoara") as session:
        for ask in (
            lambda: ledger.ledger(session, here.case),
            lambda: referrals.prepare(session, Wanted(here.case, "POL", POLICE)),
            lambda: referrals.institutions(session, here.case, "POL"),
        ):
            with pytest.raises(Refused, match="no-such-case"):
                ask()
