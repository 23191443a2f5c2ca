"""People of an office each have a passphrase of their own; only a lead gives access."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import access_log
from db.errors import VaultRefused
from db.keys import KdfCost
from desktop.refusals import Refused
from desktop.services import people, vaults
from desktop.services.session import Change, Session
from tests.conftest import FixedClock

PASSPHRASE, OTHER = "cinci cuvinte cu totul diferite", "alte cinci cuvinte cu totul noi"


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
