"""Disclosure without consent: a ground with its facts, a second person, and danger to life that waits for nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db import due
from db.errors import VaultRefused
from db.keys import KdfCost
from desktop.refusals import Refused
from desktop.services import intake, ledger, people, referrals, second_person, vaults, without_consent
from desktop.services import records as sheets
from desktop.services.referrals import Wanted
from desktop.services.session import Session
from desktop.services.without_consent import Asked
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, PASSPHRASE, Village, fill, village
from tests.desktop.services.consents_room import POLICE, answers_of, fill_case, paper, text_of

FACTS = "A amenințat astăzi că o omoară; Legea nr. 1, art. 1."
LIFE = Asked("pericol_vital", FACTS, "politie", POLICE, ("nume_complet", "agresor"))
CHILD = Asked("copil", FACTS, "politie", POLICE, ("nume_complet",))


@pytest.fixture
def here(tmp_path: Path, clock: FixedClock) -> Village:
    found = village(tmp_path / "vault", clock)
    with found.at(MANAGER) as session:
        fill_case(session, found)
    return found


@pytest.fixture
def session(here: Village) -> Iterator[Session]:
    with here.at(MANAGER) as found:
        yield found


def reasons(session: Session, here: Village) -> dict[str, str]:
    found, _role = referrals.look(session, Wanted(here.case, "POL", POLICE))
    return {one.data: one.reason for one in found.withheld}


def test_danger_to_life_goes_at_once_and_only_what_the_ground_names(session: Session, here: Village) -> None:
    made = without_consent.ask(session, here.case, LIFE)
    assert made.approval == "asteapta"
    told = paper(session, here)
    assert told.found.data == ("nume_complet", "agresor")
    assert "fără acord: pericol pentru viață" in text_of(told.data)
    assert FACTS not in text_of(told.data)
    referrals.keep(session, told)
    left = next(one for one in ledger.ledger(session, here.case).disclosures if one.record == told.record)
    assert left.consent == ""
    used = [sheet["exception_ref"] for sheet in answers_of(session, here, "disclosure") if "exception_ref" in sheet]
    assert used == [made.record]


def test_any_other_ground_waits_for_the_second_person(session: Session, here: Village) -> None:
    made = without_consent.ask(session, here.case, CHILD)
    assert reasons(session, here)["nume_complet"] == "not-confirmed"
    with pytest.raises(Refused, match="nothing-may-go"):
        paper(session, here)
    confirmed = without_consent.confirm(session, made.record, LEAD, PASSPHRASE)
    assert (confirmed.approval, confirmed.approver) == ("confirmat", here.ids[LEAD])
    assert paper(session, here).found.data == ("nume_complet",)


def test_until_it_is_confirmed_it_is_due_and_afterwards_no_more(session: Session, here: Village) -> None:
    made = without_consent.ask(session, here.case, LIFE)
    assert "exception_confirmed" in {one.ref for one in due.of_case(session.conn, here.case)}
    assert [one.record for one in without_consent.waiting(session)] == [made.record]
    without_consent.confirm(session, made.record, LEAD, PASSPHRASE)
    assert "exception_confirmed" not in {one.ref for one in due.of_case(session.conn, here.case)}
    assert without_consent.waiting(session) == ()


def test_an_exception_holds_for_three_days(session: Session, here: Village, clock: FixedClock) -> None:
    without_consent.ask(session, here.case, LIFE)
    clock.now += timedelta(days=3) - timedelta(minutes=1)
    assert paper(session, here).found.data
    clock.now += timedelta(minutes=2)
    with pytest.raises(Refused, match="nothing-may-go"):
        paper(session, here)


def test_nobody_confirms_alone(session: Session, here: Village) -> None:
    made = without_consent.ask(session, here.case, CHILD)
    with pytest.raises(Refused, match="second-person-needed"):
        without_consent.confirm(session, made.record, MANAGER, PASSPHRASE)
    with pytest.raises(Refused, match="second-person-needed"):
        without_consent.confirm_own(session, made.record)
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        without_consent.confirm(session, made.record, LEAD, "alte cuvinte cu totul greșite")
    assert reasons(session, here)["nume_complet"] == "not-confirmed"


@pytest.mark.parametrize("path", ["approval", "approver", "asked_by", "ground"])
def test_nobody_confirms_by_typing_that_it_was_confirmed(session: Session, here: Village, path: str) -> None:
    made = without_consent.ask(session, here.case, CHILD)
    values = {
        "approval": "confirmat",
        "approver": here.ids[LEAD],
        "asked_by": here.ids[LEAD],
        "ground": "pericol_vital",
    }
    line = {"case": here.code, "form": "disclosure", "record": made.record, "set": {path: values[path]}}
    with pytest.raises(Refused, match="only-by-its-act"), session.vault.write(session.now()) as conn:
        intake.put(session, conn, line)
    sheet = sheets.open_sheet(session, "disclosure", case=here.case, record=made.record)
    with pytest.raises(Refused, match="only-by-its-act"):
        sheets.save(session, sheet, {path: values[path]})
    assert reasons(session, here)["nume_complet"] == "not-confirmed"


def test_a_wrong_passphrase_again_and_again_makes_the_next_try_wait(session: Session, here: Village) -> None:
    made = without_consent.ask(session, here.case, CHILD)
    codes = set()
    for _try in range(12):
        with pytest.raises(VaultRefused) as refused:
            without_consent.confirm(session, made.record, LEAD, "alte cuvinte cu totul greșite")
        codes.add(refused.value.code)
    assert codes == {"wrong-passphrase", "wait"}


def test_somebody_from_whom_the_case_is_hidden_does_not_confirm(here: Village) -> None:
    here.deny(COUSIN)
    with here.at(MANAGER) as session:
        made = without_consent.ask(session, here.case, CHILD)
        with pytest.raises(Refused, match="second-person-needed"):
            without_consent.confirm(session, made.record, COUSIN, PASSPHRASE)
    with here.at(COUSIN) as session, pytest.raises(Refused):
        without_consent.confirm_own(session, made.record)


def test_the_next_person_at_the_computer_confirms_as_herself(here: Village) -> None:
    with here.at(MANAGER) as session:
        made = without_consent.ask(session, here.case, CHILD)
    with here.at(LEAD) as session:
        assert without_consent.confirm_own(session, made.record).approver == here.ids[LEAD]
        with pytest.raises(Refused, match="exception-confirmed-already"):
            without_consent.confirm_own(session, made.record)


def test_an_office_of_one_person_records_that_it_was_alone_and_is_counted(session_alone: Session) -> None:
    case, _code = fill(session_alone)
    made = without_consent.ask(session_alone, case, CHILD)
    assert made.approval == "singur"
    assert without_consent.waiting(session_alone) == ()
    assert [one.why_not(session_alone.now()) for one in ledger.ledger(session_alone, case).grounds] == [""]
    now = session_alone.now()
    assert without_consent.count_alone(session_alone, now - timedelta(days=1), now + timedelta(days=1)) == 1
    assert without_consent.count_alone(session_alone, now + timedelta(hours=1), now + timedelta(days=1)) == 0


@pytest.fixture
def session_alone(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = vaults.create(
        tmp_path / "one", office="UN5", worker="Singură", passphrase=PASSPHRASE, clock=clock, cost=KdfCost.for_tests()
    )
    yield made
    vaults.close_session(made, make_backup=False)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked("pericol_vital", "prea scurt", "politie", POLICE, ("cod",)), "exception-facts-needed"),
        (Asked("pericol_vital", "x" * 601, "politie", POLICE, ("cod",)), "exception-facts-needed"),
        (Asked("pericol_vital", FACTS, "politie", " ", ("cod",)), "institution-needed"),
        (Asked("curiozitate", FACTS, "politie", POLICE, ("cod",)), "unknown-option"),
        (Asked("copil", FACTS, "vecini", POLICE, ("cod",)), "unknown-option"),
        (Asked("copil", FACTS, "politie", POLICE, ("tot",)), "unknown-option"),
        (Asked("copil", FACTS, "politie", POLICE, ()), "unknown-option"),
    ],
)
def test_without_ground_facts_recipient_and_data_nothing_is_on_record(
    session: Session, here: Village, asked: Asked, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        without_consent.ask(session, here.case, asked)
    assert answers_of(session, here, "disclosure") == []


def test_what_was_told_by_word_of_mouth_is_held_by_somebody(session: Session, here: Village) -> None:
    told = Asked("pericol_vital", FACTS, "politie", POLICE, ("nume_complet",), told=True)
    without_consent.ask(session, here.case, told)
    (holder,) = ledger.ledger(session, here.case).holders
    assert (holder.institution, holder.data) == (POLICE, ("nume_complet",))


def test_a_name_is_not_needed_to_know_who_may_confirm(session: Session, here: Village) -> None:
    names = {one.name for one in second_person.candidates(session, here.case)}
    assert names == {one.name for one in people.all_workers(session)} - {MANAGER}
