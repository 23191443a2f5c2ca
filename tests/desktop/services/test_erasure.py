"""A case is erased when the law demands it, by two people, after fourteen days, and never while it is held back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import access_log, attachments, backup, crypto, drafts, erasure_requests, records, seals, tombs
from db import erasure as store
from db.connection import Connection
from db.drafts import Draft
from db.keys import KdfCost
from db.seals import Reader
from desktop.refusals import Refused
from desktop.services import cases, erased_list, erasure, people, vaults
from desktop.services import records as sheets
from desktop.services.erasure import Asked
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.db.test_erasure import traces
from tests.desktop.services.test_team import put, refused

LEAD, OTHER, WORKER = "Prima șefă", "A doua șefă", "O lucrătoare"
PASSPHRASES = {name: f"cinci cuvinte cu totul diferite {number}" for number, name in enumerate((LEAD, OTHER, WORKER))}
WORD = "Zmăucițăș"


class House:
    """One vault and the people who open it in turn."""

    def __init__(self, folder: Path, clock: FixedClock, *colleagues: tuple[str, str]) -> None:
        self.folder, self.clock = folder, clock
        self.session = vaults.create(
            folder, office="UN4", worker=LEAD, passphrase=PASSPHRASES[LEAD], clock=clock, cost=KdfCost.for_tests()
        )
        for name, role in colleagues:
            people.add_worker(self.session, name, role, PASSPHRASES[name])

    def sit_down(self, name: str) -> Session:
        self.close()
        self.session = vaults.open_session(self.folder, worker=name, passphrase=PASSPHRASES[name], clock=self.clock)
        return self.session

    def close(self) -> None:
        vaults.close_session(self.session, make_backup=False)


Build = Callable[..., House]


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Iterator[Build]:
    made: list[House] = []

    def build(*colleagues: tuple[str, str]) -> House:
        made.append(House(tmp_path / "vault", clock, *colleagues))
        return made[-1]

    yield build
    for one in made:
        one.close()


def case_with(session: Session, word: str = WORD) -> tuple[str, str]:
    """A case with a name, an account, a file and a colleague's draft; its code and its id."""
    case = put(session, None, "case", case_track=["vd_adult"])
    put(session, case.code, "identity", last_name=word, first_name=word)
    incident = put(session, case.code, "incident", inc_dt="2026-11-20", narrative=f"{word} a povestit")
    with session.vault.write(session.now()) as conn:
        attachments.add(conn, incident.record, "image/png", word.encode() * 1000)
        drafts.put(conn, Draft(incident.record, case.case, "incident", 1, "b" * 32, {"x": word}, {}, session.now()))
    assert case.code is not None
    assert case.case is not None
    return case.code, case.case


def asked(session: Session, code: str, **how: Any) -> Asked:
    return erasure.request(session, code, how.get("ground", "cerere"), how.get("words", f"{WORD} a cerut"))


def verbs(session: Session, *wanted: str) -> list[tuple[str, str | None, int | None]]:
    found = [(one.verb, one.object, one.count) for one in access_log.page(session.conn, 200)]
    return [one for one in found if not wanted or one[0] in wanted][::-1]


def everything(session: Session) -> Connection:
    return session.vault.connect_bare()


# --- asking -----------------------------------------------------------------------------------------------------------


def test_a_request_waits_fourteen_days(house: Build, clock: FixedClock) -> None:
    session = house((OTHER, "lead")).session
    code, case = case_with(session)
    changes: list[str] = []
    session.listen(lambda change: changes.append(change.kind))
    made = asked(session, code)
    assert (made.code, made.state, made.asked_by, made.hindered) == (code, "waiting", LEAD, "erasure-waits")
    assert made.due_at == clock.now + timedelta(days=14)
    assert erasure.every(session) == (made,)
    assert erasure.of_case(session, case) == made
    assert verbs(session, "erasure-asked") == [("erasure-asked", case, None)]
    assert changes == ["erasure"]


def test_what_was_typed_is_in_no_log(house: Build) -> None:
    session = house().session
    asked(session, case_with(session)[0])
    assert not any(WORD in str(one) for one in access_log.page(session.conn, 200))


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("unknown-option", {"ground": "fiindcă"}),
        ("ground-needed", {"ground": "alt_temei", "words": "scurt"}),
        ("value-too-long", {"words": "x" * 2001}),
    ],
)
def test_a_request_without_its_ground_is_refused(house: Build, code: str, how: dict[str, str]) -> None:
    session = house().session
    case = case_with(session)[0]
    refused(code, lambda: asked(session, case, **how))
    assert erasure.every(session) == ()


def test_a_case_has_one_request_that_waits(house: Build) -> None:
    session = house().session
    code, _case = case_with(session)
    first = asked(session, code)
    refused("erasure-waits-already", lambda: asked(session, code))
    erasure.withdraw(session, first.id)
    assert asked(session, code).state == "waiting"


def test_an_unknown_code_is_no_case(house: Build) -> None:
    session = house().session
    refused("no-such-case", lambda: asked(session, "UN4-26-7K3QF2"))


# --- who may, and when ------------------------------------------------------------------------------------------------


def test_nothing_is_erased_before_its_day(house: Build, clock: FixedClock) -> None:
    home = house((OTHER, "lead"))
    code, case = case_with(home.session)
    made = asked(home.session, code)
    clock.advance(days=14, seconds=-1)
    session = home.sit_down(OTHER)
    with pytest.raises(Refused) as refusal:
        erasure.confirm(session, made.id, code)
    assert (refusal.value.code, refusal.value.facts["days"]) == ("erasure-waits", 1)
    assert cases.read_case(session, case)
    assert erasure.count_due(session) == 0


def test_another_lead_confirms_what_one_asked_for(house: Build, clock: FixedClock) -> None:
    home = house((OTHER, "lead"))
    code, case = case_with(home.session)
    made = asked(home.session, code)
    clock.advance(days=14)
    refused("second-person-needed", lambda: erasure.confirm(home.session, made.id, code))
    assert erasure.count_due(home.session) == 1  # she is told, so that she calls the other one
    session = home.sit_down(OTHER)
    done = erasure.confirm(session, made.id, code.lower())
    assert (done.code, done.sheets, done.traces_gone, done.backed_up) == (code, 3, True, True)
    assert done.copies_until == clock.now.date() + timedelta(days=35)
    assert verbs(session, "erased", "erased-alone") == [("erased", case, 3)]
    (kept,) = erasure.every(session)
    assert (kept.state, kept.asked_by, kept.ended_by, kept.alone, kept.words) == ("done", LEAD, OTHER, False, "")
    refused("erasure-ended", lambda: erasure.confirm(session, made.id, code))


def test_what_a_worker_asked_for_any_lead_confirms(house: Build, clock: FixedClock) -> None:
    home = house((WORKER, "worker"))
    session = home.sit_down(WORKER)
    code, _case = case_with(session)
    made = asked(session, code)
    clock.advance(days=14)
    refused("not-allowed", lambda: erasure.confirm(session, made.id, code))
    assert erasure.count_due(session) == 0
    assert erasure.confirm(home.sit_down(LEAD), made.id, code).sheets == 3


def test_an_office_of_one_person_does_it_alone_and_it_is_counted(house: Build, clock: FixedClock) -> None:
    session = house((WORKER, "worker")).session
    code, case = case_with(session)
    made = asked(session, code)
    clock.advance(days=14)
    erasure.confirm(session, made.id, code)
    assert verbs(session, "erased", "erased-alone") == [("erased-alone", case, 3)]
    (kept,) = erasure.every(session)
    assert (kept.alone, kept.ground) == (True, "cerere")
    assert erasure.count_alone(session, clock.now - timedelta(days=1), clock.now + timedelta(days=1)) == 1
    assert erasure.count_alone(session, clock.now - timedelta(days=9), clock.now) == 0


def test_a_lead_who_must_not_see_the_case_is_no_second_person(house: Build, clock: FixedClock) -> None:
    home = house((OTHER, "lead"))
    session = home.session
    code, case = case_with(session)
    other = next(one.id for one in people.all_workers(session) if one.name == OTHER)
    deny(session, case, other)
    made = asked(session, code)
    clock.advance(days=14)
    blind = home.sit_down(OTHER)
    assert erasure.every(blind) == ()
    assert erasure.count_due(blind) == 0
    refused("no-such-request", lambda: erasure.confirm(blind, made.id, code))
    refused("no-such-request", lambda: erasure.withdraw(blind, made.id))
    refused("no-such-case", lambda: asked(blind, code))
    refused("no-such-case", lambda: erasure.hold(blind, code))
    erasure.confirm(home.sit_down(LEAD), made.id, code)
    assert erasure.every(home.sit_down(OTHER)) == ()  # nor does she learn of it afterwards


def deny(session: Session, case: str, worker: str) -> None:
    with session.vault.write(session.now()) as conn:
        conn.execute("INSERT INTO denied VALUES (?, ?, ?, ?)", (case, worker, "2026", session.worker.id))


def test_the_code_is_typed_once_more(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, case = case_with(session)
    other, _case = case_with(session)
    made = asked(session, code)
    clock.advance(days=14)
    refused("code-differs", lambda: erasure.confirm(session, made.id, other))
    assert cases.read_case(session, case)


def test_a_request_is_withdrawn_by_the_one_who_asked(house: Build, clock: FixedClock) -> None:
    home = house((WORKER, "worker"), (OTHER, "specialist"))
    session = home.sit_down(WORKER)
    code, case = case_with(session)
    made = asked(session, code)
    refused("not-allowed", lambda: erasure.withdraw(home.sit_down(OTHER), made.id))
    session = home.sit_down(WORKER)
    erasure.withdraw(session, made.id)
    assert verbs(session, "erasure-withdrawn") == [("erasure-withdrawn", case, None)]
    clock.advance(days=30)
    refused("erasure-ended", lambda: erasure.confirm(home.sit_down(LEAD), made.id, code))
    assert cases.read_case(home.session, case)


def test_a_worker_sees_the_requests_of_cases_that_she_sees(house: Build) -> None:
    home = house((WORKER, "worker"))
    code, case = case_with(home.session)
    asked(home.session, code)
    session = home.sit_down(WORKER)
    assert [one.code for one in erasure.every(session)] == [code]
    assert erasure.of_case(session, case) is not None
    deny(session, case, session.worker.id)
    session = home.sit_down(WORKER)
    assert erasure.every(session) == ()
    assert erasure.of_case(session, case) is None


# --- held back by law -------------------------------------------------------------------------------------------------


def test_while_a_case_is_held_back_nothing_of_it_goes(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, case = case_with(session)
    made = asked(session, code)
    erasure.hold(session, code)
    erasure.hold(session, code)
    clock.advance(days=20)
    refused("legal-hold", lambda: erasure.confirm(session, made.id, code))
    assert erasure.every(session)[0].held
    header = records.get(session.conn, case)
    assert header is not None
    assert header.body["legal_hold"] is True
    assert verbs(session, "legal-hold-set") == [("legal-hold-set", case, None)]


def test_after_a_hold_the_days_begin_anew(house: Build, clock: FixedClock) -> None:
    """Nobody can be forced to let go and to erase at once."""
    session = house().session
    code, case = case_with(session)
    made = asked(session, code)
    erasure.hold(session, code)
    clock.advance(days=20)
    erasure.release(session, code)
    assert verbs(session, "legal-hold-lifted") == [("legal-hold-lifted", case, None)]
    refused("erasure-waits", lambda: erasure.confirm(session, made.id, code))
    assert erasure.every(session)[0].due_at == clock.now + timedelta(days=14)
    clock.advance(days=14)
    assert erasure.confirm(session, made.id, code).sheets == 3


def test_the_header_of_the_case_holds_it_back_too(house: Build, clock: FixedClock) -> None:
    home = house((WORKER, "worker"))
    session = home.sit_down(WORKER)
    code, case = case_with(session)
    sheet = sheets.open_sheet(session, "case", case=case)
    sheets.save(session, sheet, {"legal_hold": True})
    assert erasure_requests.is_held(session.conn, case)
    sheet = sheets.open_sheet(session, "case", case=case)
    refused("hold-lead-only", lambda: sheets.save(session, sheet, {"legal_hold": False}))
    assert erasure_requests.is_held(session.conn, case)
    assert sheets.open_sheet(session, "case", case=case).answers["legal_hold"] is True
    refused("not-allowed", lambda: erasure.release(session, code))
    session = home.sit_down(LEAD)
    put(session, code, "case", case, legal_hold=False)
    assert not erasure_requests.is_held(session.conn, case)
    assert [verb for verb, _object, _count in verbs(session, "legal-hold-set", "legal-hold-lifted")] == [
        "legal-hold-set",
        "legal-hold-lifted",
    ]


# --- what happens to the case meanwhile -------------------------------------------------------------------------------


def test_what_was_written_in_those_days_is_counted_and_goes_too(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, _case = case_with(session)
    made = asked(session, code)
    assert erasure.every(session)[0].changed == 0
    clock.advance(days=3)
    put(session, code, "incident", inc_dt="2026-11-25", narrative=f"{WORD} din nou")
    put(session, code, "aggressor", agg_name=WORD)
    assert erasure.every(session)[0].changed == 2
    clock.advance(days=11)
    assert erasure.confirm(session, made.id, code).sheets == 5
    assert not traces(everything(session), WORD)


def test_afterwards_the_word_is_nowhere(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, case = case_with(session)
    made = asked(session, code)
    clock.advance(days=14)
    erasure.confirm(session, made.id, code)
    assert not traces(everything(session), WORD, "povestit")
    assert cases.find(session, WORD[:6]) == ()
    refused("no-such-case", lambda: cases.by_code(session, code))
    refused("no-such-case", lambda: cases.read_case(session, case))
    made_after = backup.last(session.vault.path)
    assert made_after is not None
    assert made_after.commit_no == session.vault.commit_no
    assert store.read_file(session.vault.path / store.FILE, store.key_of(session.conn)) == tombs.every(session.conn)


def test_a_sheet_that_was_open_meanwhile_is_not_saved_any_more(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, case = case_with(session)
    old = sheets.open_sheet(session, "incident", case=case)
    identity = sheets.open_sheet(session, "identity", case=case)
    made = asked(session, code)
    clock.advance(days=14)
    erasure.confirm(session, made.id, code)
    refused("erased", lambda: sheets.save(session, old, {"narrative": f"{WORD} târziu"}))
    refused("erased", lambda: sheets.save(session, identity, {"last_name": WORD}))
    sheets.keep_draft(session, identity, {"last_name": WORD})
    assert not traces(everything(session), WORD)


def test_another_case_is_as_it_was(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, _case = case_with(session)
    other, kept = case_with(session, "Altcineva")
    before = cases.read_case(session, kept)
    made = asked(session, code)
    clock.advance(days=14)
    erasure.confirm(session, made.id, code)
    after = cases.read_case(session, kept)
    assert after.records == before.records
    assert [row.code for row in cases.find(session, "Altcineva")] == [other]
    sheet = next(one for one in after.records if one.form == "incident")
    shown = sheets.open_sheet(session, "incident", record=sheet.id, case=kept)
    assert sheets.reveal(session, shown, "narrative") == "Altcineva a povestit"


# --- sealed cases -----------------------------------------------------------------------------------------------------


def seal_for(session: Session, case: str, *chosen: str) -> None:
    """Seal a case for people who are not at the PC now, as one of them would have done."""
    who = [Reader(worker, crypto.public_half(crypto.new_secret()), chosen=True) for worker in chosen]
    with session.vault.write(session.now()) as conn:
        seals.make(conn, case, case, "case", "nobody", who, now=session.now(), by=session.worker.id)
    session.vault.look_again()  # type: ignore[union-attr]


def test_a_sealed_case_that_no_lead_can_open_is_erased_without_being_read(house: Build, clock: FixedClock) -> None:
    home = house((OTHER, "lead"), (WORKER, "worker"))
    session = home.sit_down(WORKER)
    code, case = case_with(session)
    made = asked(session, code)
    seal_for(session, case, "w" * 32)
    clock.advance(days=14)
    session = home.sit_down(LEAD)
    refused("no-such-case", lambda: cases.by_code(session, code))
    (shown,) = erasure.every(session)
    assert (shown.code, shown.words, shown.hindered) == (code, "", "")
    assert erasure.confirm(session, made.id, code).sheets == 3
    with session.vault.connect_bare() as conn:
        assert not traces(conn, WORD, case[:0] or WORD)
        assert conn.execute("SELECT count(*) FROM sealed").fetchone() == (0,)
        assert conn.execute("SELECT count(*) FROM sealed_for").fetchone() == (0,)


def test_a_lead_asks_for_a_sealed_case_by_its_code_and_a_worker_does_not(house: Build, clock: FixedClock) -> None:
    home = house((WORKER, "worker"))
    session = home.session
    code, case = case_with(session)
    seal_for(session, case, "w" * 32)
    assert asked(session, code).state == "waiting"
    erasure.hold(session, code)
    assert erasure.every(session)[0].held
    worker = home.sit_down(WORKER)
    refused("no-such-case", lambda: asked(worker, code))
    refused("no-such-case", lambda: erasure.hold(worker, code))
    assert erasure.every(worker) == ()
    session = home.sit_down(LEAD)
    erasure.release(session, code)
    assert not erasure.every(session)[0].held


def test_a_backup_from_before_is_no_longer_there_after_its_days(house: Build, clock: FixedClock) -> None:
    session = house().session
    code, _case = case_with(session)
    made = asked(session, code)
    clock.advance(days=13)
    old = backup.make(session.vault, clock.now)
    clock.advance(days=1)
    done = erasure.confirm(session, made.id, code)
    clock.advance(days=33)
    backup.make(session.vault, clock.now)
    assert old.path.exists()  # until its days are over it can still be restored, and then forgets the case
    clock.advance(days=1)
    backup.make(session.vault, clock.now)
    assert clock.now.date() < done.copies_until
    assert not old.path.exists()


# --- the two lists ----------------------------------------------------------------------------------------------------


def erased_case(home: House, clock: FixedClock) -> str:
    code, case = case_with(home.session)
    made = asked(home.session, code)
    clock.advance(days=14)
    erasure.confirm(home.session, made.id, code)
    return case


def file_of(home: House) -> Path:
    return home.folder / store.FILE


def test_a_list_that_was_not_written_is_written_at_the_next_opening(house: Build, clock: FixedClock) -> None:
    home = house()
    erased_case(home, clock)
    file_of(home).unlink()
    session = home.sit_down(LEAD)
    assert store.read_file(file_of(home), store.key_of(session.conn)) == tombs.every(session.conn)


def test_an_older_database_put_back_by_hand_forgets_again(house: Build, clock: FixedClock) -> None:
    home = house()
    code, _case = case_with(home.session)
    made = asked(home.session, code)
    home.close()
    old = (home.folder / "vault.db").read_bytes()
    session = home.sit_down(LEAD)
    clock.advance(days=14)
    erasure.confirm(session, made.id, code)
    home.close()
    for file in home.folder.glob("vault.db*"):
        file.unlink()
    (home.folder / "vault.db").write_bytes(old)
    session = home.sit_down(LEAD)
    assert not traces(everything(session), WORD)
    assert verbs(session, "erased-again") == [("erased-again", None, 3)]
    assert erased_list.settle(session) == 0


def test_a_damaged_list_is_renewed_and_it_is_logged(house: Build, clock: FixedClock) -> None:
    home = house()
    erased_case(home, clock)
    file_of(home).write_bytes(b"x" + file_of(home).read_bytes())
    session = home.sit_down(LEAD)
    assert store.read_file(file_of(home), store.key_of(session.conn)) == tombs.every(session.conn)
    assert verbs(session, "erasure-list-renewed") == [("erasure-list-renewed", None, None)]
    session = home.sit_down(LEAD)
    assert len(verbs(session, "erasure-list-renewed")) == 1


def test_without_room_for_a_backup_the_erasure_stands_and_it_is_told(
    house: Build, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = house().session
    code, _case = case_with(session)
    made = asked(session, code)
    clock.advance(days=14)
    monkeypatch.setattr(backup, "_ROOM", 1e12, raising=False)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 0})())
    done = erasure.confirm(session, made.id, code)
    assert not done.backed_up
    assert not traces(everything(session), WORD)
