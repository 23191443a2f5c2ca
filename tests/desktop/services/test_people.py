"""People of an office each have a passphrase of their own; only a lead gives access."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import access_log, drafts, keys, tries, workers
from db.drafts import Draft
from db.errors import VaultRefused
from db.keys import KdfCost
from db.vault import Vault
from desktop.refusals import Refused
from desktop.services import people, rekeying, vaults
from desktop.services import verbs as verbs_of_the_log
from desktop.services.session import Change, Session
from tests.conftest import FixedClock

PASSPHRASE, OTHER = "cinci cuvinte cu totul diferite", "alte cinci cuvinte cu totul noi"
NEW = "a treia frază, și ea de cinci cuvinte"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = vaults.create(
        tmp_path / "vault", office="UN4", worker="Șefa", passphrase=PASSPHRASE, clock=clock, cost=KdfCost.for_tests()
    )
    yield made
    vaults.close_session(made, make_backup=False)


def reopened(session: Session, worker: str, passphrase: str) -> Session:
    vaults.close_session(session, make_backup=False)
    return vaults.open_session(session.vault.path, worker=worker, passphrase=passphrase, clock=session.clock)


def test_a_new_colleague_opens_the_vault_with_her_own_passphrase(session: Session, clock: FixedClock) -> None:
    changes: list[Change] = []
    session.listen(changes.append)
    new = people.add_worker(session, "  Maria   Țurcanu ", "specialist", OTHER)
    assert (new.name, new.role) == ("Maria Țurcanu", "specialist")
    assert changes == [Change("people", new.id)]
    assert [(e.verb, e.object) for e in access_log.page(session.conn, 1)] == [("worker-added", new.id)]
    own = reopened(session, "maria țurcanu", OTHER)
    assert own.worker.role == "specialist"
    assert people.name_of(own, new.id) == "Maria Țurcanu"
    assert people.name_of(own, "Cineva de afară") == "Cineva de afară"
    with pytest.raises(Refused, match="not-allowed"):
        people.add_worker(own, "Alta", "worker", PASSPHRASE)
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        reopened(own, "maria țurcanu", PASSPHRASE)
    clock.advance(seconds=1)
    vaults.close_session(reopened(own, "Șefa", PASSPHRASE), make_backup=False)


@pytest.mark.parametrize(
    ("name", "role", "passphrase", "code"),
    [
        ("ȘEFA", "worker", OTHER, "worker-exists"), ("Alta", "regional", OTHER, "bad-role"),
        ("Alta", "king", OTHER, "bad-role"), ("Alta", "worker", "scurt", "weak-passphrase"),
        ("   ", "worker", OTHER, "bad-value"), ("A\u202eb", "worker", OTHER, "bad-value"),
    ],
)  # fmt: skip
def test_a_refused_colleague_leaves_people_and_keys_as_they_were(
    session: Session, name: str, role: str, passphrase: str, code: str
) -> None:
    before = (session.vault.path / "vault.keys").read_bytes()
    with pytest.raises(Refused) as refusal:
        people.add_worker(session, name, role, passphrase)
    assert refusal.value.code == code
    assert [one.name for one in people.all_workers(session)] == ["Șefa"]
    assert (session.vault.path / "vault.keys").read_bytes() == before


def test_roles_have_words() -> None:
    assert len({people.role_words(role) for role in people.ROLES}) == len(people.ROLES)


# --- who goes ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def vera(session: Session) -> workers.Worker:
    return people.add_worker(session, "Vera", "worker", OTHER)


def verbs(session: Session) -> list[tuple[str, str | None]]:
    return [(one.verb, one.object) for one in access_log.page(session.conn, 99)][::-1]


def test_whoever_is_removed_cannot_open_any_more_and_keeps_a_name(session: Session, vera: workers.Worker) -> None:
    changes: list[Change] = []
    session.listen(changes.append)
    done = people.remove_worker(session, vera.id)
    assert (done.generation, done.backed_up) == (2, True)
    assert [one.name for one in people.all_workers(session)] == ["Șefa"]
    assert {one.name for one in people.everybody(session)} == {"Șefa", "Vera"}
    assert people.name_of(session, vera.id) == "Vera"
    assert changes == [Change("people", vera.id)]
    assert verbs(session)[-2:] == [("worker-removed", vera.id), ("rekeyed", None)]
    with pytest.raises(Refused, match="no-such-worker"):
        people.find(session, "Vera")
    with pytest.raises(Refused, match="no-such-worker"):
        people.remove_worker(session, vera.id)
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        reopened(session, "Vera", OTHER)


def test_an_office_keeps_a_lead_and_nobody_removes_or_changes_herself(session: Session, vera: workers.Worker) -> None:
    before = (session.vault.path / "vault.keys").read_bytes()
    for change, code in (
        (lambda: people.remove_worker(session, session.worker.id), "not-oneself"),
        (lambda: people.set_role(session, session.worker.id, "worker"), "not-oneself"),
        (lambda: people.reset_passphrase(session, session.worker.id, NEW), "not-oneself"),
        (lambda: people.remove_worker(session, "0" * 32), "no-such-worker"),
        (lambda: people.set_role(session, "0" * 32, "lead"), "no-such-worker"),
        (lambda: people.reset_passphrase(session, "0" * 32, NEW), "no-such-worker"),
        (lambda: people.set_role(session, vera.id, "regional"), "bad-role"),
        (lambda: people.set_role(session, vera.id, "king"), "bad-role"),
        (lambda: people.reset_passphrase(session, vera.id, "scurt"), "weak-passphrase"),
        (lambda: people.change_passphrase(session, PASSPHRASE, "scurt"), "weak-passphrase"),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        assert refusal.value.code == code
    assert (session.vault.path / "vault.keys").read_bytes() == before
    assert verbs(session)[-1] == ("worker-added", vera.id)


def test_of_two_leads_each_can_remove_the_other_and_the_last_one_stays(
    session: Session, vera: workers.Worker, clock: FixedClock
) -> None:
    people.set_role(session, vera.id, "lead")
    first = session.worker.id
    own = reopened(session, "Vera", OTHER)
    people.set_role(own, first, "worker")
    third = people.add_worker(own, "Ion", "worker", NEW)
    rekeying.check(own, without=third.id)
    people.remove_worker(own, first)
    assert {one.name for one in people.all_workers(own)} == {"Vera", "Ion"}
    vaults.close_session(own, make_backup=False)


def test_a_lead_without_another_one_stays_a_lead(session: Session, vera: workers.Worker) -> None:
    """She cannot change herself; and where two were, the last cannot go by a colleague that is none."""
    people.set_role(session, vera.id, "lead")
    with session.vault.write(session.now()) as conn:  # by another PC, say, while this one was open
        workers.set_role(conn, session.worker.id, "worker")
    with pytest.raises(Refused, match="last-lead"):
        people.set_role(session, vera.id, "worker")
    with pytest.raises(Refused, match="last-lead"):
        people.remove_worker(session, vera.id)


def test_only_a_lead_changes_people(session: Session, vera: workers.Worker) -> None:
    own = reopened(session, "Vera", OTHER)
    lead = next(one.id for one in people.all_workers(own) if one.role == "lead")
    for change in (
        lambda: people.remove_worker(own, lead),
        lambda: people.set_role(own, lead, "worker"),
        lambda: people.reset_passphrase(own, lead, NEW),
        lambda: people.drafts_left(own),
        lambda: people.take_over_draft(own, "0" * 32, lead),
        lambda: rekeying.rekey(own),
    ):
        with pytest.raises(Refused, match="not-allowed"):
            change()
    vaults.close_session(own, make_backup=False)


def test_unsaved_work_of_the_one_who_left_is_there_for_the_lead(session: Session, vera: workers.Worker) -> None:
    now = session.now()
    with session.vault.write(now) as conn:
        for record in ("1" * 32, "2" * 32):
            drafts.put(conn, Draft(record, None, "report", 1, vera.id, {"note": "nesalvat"}, {}, now))
    assert people.drafts_left(session) == ()
    people.remove_worker(session, vera.id)
    left = people.drafts_left(session)
    assert [(one.record, one.name, one.form, one.code) for one in left] == [
        ("1" * 32, "Vera", "report", ""),
        ("2" * 32, "Vera", "report", ""),
    ]
    people.take_over_draft(session, "1" * 32, vera.id)
    own = drafts.get(session.conn, "1" * 32, session.worker.id)
    assert own is not None
    assert own.body == {"note": "nesalvat"}
    assert [one.record for one in people.drafts_left(session)] == ["2" * 32]
    assert verbs(session)[-1] == ("draft-taken-over", "1" * 32)


def test_a_draft_is_never_taken_from_a_colleague_or_over_an_own_one(session: Session, vera: workers.Worker) -> None:
    now = session.now()
    with session.vault.write(now) as conn:
        for worker in (vera.id, session.worker.id):
            drafts.put(conn, Draft("1" * 32, None, "report", 1, worker, {"note": worker}, {}, now))
    with pytest.raises(Refused, match="no-such-record"):
        people.take_over_draft(session, "1" * 32, vera.id)
    people.remove_worker(session, vera.id)
    with pytest.raises(Refused, match="draft-exists"):
        people.take_over_draft(session, "1" * 32, vera.id)
    with pytest.raises(Refused, match="no-such-record"):
        people.take_over_draft(session, "3" * 32, vera.id)
    assert len(people.drafts_left(session)) == 1


# --- roles and passphrases --------------------------------------------------------------------------------------------


def test_another_role_holds_from_the_next_opening_on(session: Session, vera: workers.Worker) -> None:
    people.set_role(session, vera.id, "worker")
    assert verbs(session)[-1] == ("worker-added", vera.id)  # it was that one
    people.set_role(session, vera.id, "specialist")
    assert verbs(session)[-1] == ("role-changed", vera.id)
    assert {one.id: one.role for one in people.all_workers(session)}[vera.id] == "specialist"
    own = reopened(session, "Vera", OTHER)
    assert own.worker.role == "specialist"
    vaults.close_session(own, make_backup=False)


def test_everybody_changes_the_own_passphrase_in_slow_work_beside_the_window(
    session: Session, vera: workers.Worker, clock: FixedClock
) -> None:
    own = reopened(session, "Vera", OTHER)
    with own.beside() as beside:
        people.change_passphrase(beside, OTHER, NEW)
    assert verbs(own)[-1] == ("passphrase-changed", vera.id)
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        reopened(own, "Vera", OTHER)
    clock.advance(seconds=1)
    vaults.close_session(reopened(own, "Vera", NEW), make_backup=False)


def test_whoever_guesses_at_an_open_window_waits_as_at_the_door(session: Session, clock: FixedClock) -> None:
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        people.change_passphrase(session, OTHER, NEW)
    with pytest.raises(VaultRefused, match="wait"):
        people.change_passphrase(session, PASSPHRASE, NEW)
    clock.advance(seconds=1)
    people.change_passphrase(session, PASSPHRASE, NEW)
    assert tries.read(session.vault.path).failures == 0


def test_a_colleague_who_forgot_gets_a_passphrase_from_the_lead(session: Session, vera: workers.Worker) -> None:
    before = keys.public_of(session.vault.path, vera.id)
    people.reset_passphrase(session, vera.id, NEW)
    assert verbs(session)[-1] == ("passphrase-reset", vera.id)
    own = reopened(session, "Vera", NEW)
    assert keys.public_of(own.vault.path, vera.id) != before
    vaults.close_session(own, make_backup=False)


@pytest.mark.parametrize("code", ["disk-full", "vault-busy"])
def test_a_passphrase_that_holds_is_not_refused_for_want_of_a_note(
    session: Session, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def refuse(*_args: object) -> None:
        raise VaultRefused(code)

    with monkeypatch.context() as patched:
        patched.setattr(Vault, "write", refuse)
        people.change_passphrase(session, PASSPHRASE, NEW)
    assert keys.unlock(session.vault.path, "Șefa", NEW).worker == session.worker.id


# --- failures before --------------------------------------------------------------------------------------------------


def test_whoever_opens_is_told_how_often_it_failed_before_and_the_log_keeps_it(
    session: Session, clock: FixedClock
) -> None:
    path = session.vault.path
    vaults.close_session(session, make_backup=False)
    for name, passphrase in (("Șefa", OTHER), ("Nimeni", PASSPHRASE), ("Șefa", "")):
        with pytest.raises(VaultRefused):
            vaults.open_session(path, worker=name, passphrase=passphrase, clock=clock)
        clock.advance(seconds=4)
    opened = vaults.open_session(path, worker="Șefa", passphrase=PASSPHRASE, clock=clock)
    assert opened.failed_before == 2  # an empty passphrase was none
    assert "de 2 ori" in vaults.failed_words(opened)
    entries = access_log.page(opened.conn, 2)
    assert [(one.verb, one.count) for one in entries] == [("unlocked", None), ("failed-unlocks", 2)]
    vaults.close_session(opened, make_backup=False)
    again = vaults.open_session(path, worker="Șefa", passphrase=PASSPHRASE, clock=clock)
    assert (again.failed_before, vaults.failed_words(again)) == (0, "")
    vaults.close_session(again, make_backup=False)


def test_while_one_waits_no_key_is_worked_out(
    session: Session, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = session.vault.path
    vaults.close_session(session, make_backup=False)
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        vaults.open_session(path, worker="Șefa", passphrase=OTHER, clock=clock)
    assert vaults.seconds_to_wait(path, clock) == 1
    with monkeypatch.context() as watched:
        watched.setattr("nacl.pwhash.argon2id.kdf", None)
        with pytest.raises(VaultRefused, match="wait"):
            vaults.open_session(path, worker="Șefa", passphrase=PASSPHRASE, clock=clock)
    clock.advance(seconds=1)
    assert vaults.seconds_to_wait(path, clock) == 0
    vaults.close_session(
        vaults.open_session(path, worker="Șefa", passphrase=PASSPHRASE, clock=clock), make_backup=False
    )


def test_every_verb_of_people_and_keys_has_words() -> None:
    for verb in (
        "draft-taken-over", "failed-unlocks", "passphrase-changed", "passphrase-reset", "rekey-undone", "rekeyed",
        "role-changed", "worker-added", "worker-removed",
    ):  # fmt: skip
        assert verbs_of_the_log.verb_words(verb) != verb
