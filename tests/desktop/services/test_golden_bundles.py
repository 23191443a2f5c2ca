"""What the first release wrote is taken in by every later one: the golden bundles go into databases made today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from db import attachments, bundles, cases, records, sealing, tombs, trust_lists
from db.keys import KdfCost
from desktop.bundle import crypto
from desktop.services import (
    conflicts,
    local_forms,
    office_keys,
    packs,
    pc_invite,
    pcs,
    standing,
    sync,
    transfers,
    vaults,
)
from desktop.services.fates import Fate
from desktop.services.office_keys import OfficeKeys
from desktop.services.session import Session
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.bundle import golden
from tests.desktop.bundle.desks import PASSPHRASE, desk
from tests.desktop.services.transfer_room import ACCOUNT, bodies

CODE = "XUN4"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 25, 9, 0, tzinfo=CHISINAU))


@pytest.fixture
def second(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    """A further computer of the office, that begins with the golden invite."""
    invited = pc_invite.open_invite(golden.FOLDER / "computer.ancora-invite", golden.keys()["invite_code"], clock())
    session = pc_invite.join(
        tmp_path / "second",
        invited,
        worker="Persoana a doua",
        passphrase=PASSPHRASE,
        clock=clock,
        cost=KdfCost.for_tests(),
    )
    yield session
    vaults.close_session(session, make_backup=False)


def made(folder: Path, code: str, keys: str, clock: FixedClock, *, kind: str = "office") -> Session:
    """An office that has the golden keys, and trusts the office that wrote."""
    session = desk(folder, code, clock, kind=kind, practice=True)
    kept = golden.keys()
    with session.vault.write(session.now()) as conn:
        office_keys.keep(conn, OfficeKeys(bytes.fromhex(kept[f"{keys}_seed"]), kept[f"{keys}_identity"]))
    sync.trust(session, golden.FOLDER / "office.ancora-card", kept["sender_fingerprint"])
    return session


def take(session: Session, kind: str) -> Fate:
    (fate,) = sync.import_files(session, [golden.FOLDER / f"{kind}.ancora"])
    assert fate.status == "imported", fate
    assert (fate.kind, fate.hash) == (kind, golden.golden(kind).hash)
    return fate


def rows(kind: str, type_: str) -> list[dict[str, str]]:
    return [record for record in golden.golden(kind).records if record["type"] == type_]


def test_a_merge_of_the_first_release_is_taken_in_with_all_that_it_tells(second: Session) -> None:
    fate = take(second, "merge")
    assert (fate.new, fate.conflicts) == (len(rows("merge", "revision")), 0)
    (case,) = {row["case"] for row in rows("merge", "revision") if row["case"]}
    (incident,) = bodies(second, case, "incident")
    (sheet,) = [one for one in records.of_case(second.conn, case) if one.form == "incident"]
    assert sealing.is_sealed(incident["narrative"])
    assert sealing.unseal(second.vault, case, incident["narrative"]) == ACCOUNT
    (file,) = golden.golden("merge").files
    assert attachments.read(second.conn, file[0]) == file[1]
    assert not conflicts.listed(second) and sheet.conflicts == 0
    for erased in rows("merge", "erased"):
        assert tombs.is_gone(second.conn, erased["id"])
    assert [one.form.id for one in local_forms.editions(second) if one.counting] == ["monitoring"]
    assert len(pcs.all_(second)) == 2


def test_the_answer_and_the_receipt_of_the_first_release_settle_what_was_sent(second: Session) -> None:
    take(second, "merge")
    take(second, "acknowledgement")
    (case,) = {row["case"] for row in rows("acknowledgement", "revision")}
    row = cases.get(second.conn, case)
    assert row is not None and row.moving == "gone:XCR1"
    take(second, "receipt")
    assert standing.of_period(second, "XREG", "2026-Q2").state is standing.State.CONFIRMED


def test_what_the_region_of_the_first_release_sent_down_is_taken_in(second: Session) -> None:
    assert take(second, "directory").code == "pack-waits"
    pack = packs.state(second).waiting
    assert pack is not None
    packs.accept(second, pack.version)
    take(second, "trust")
    (head,) = rows("trust", "list")
    kept = trust_lists.latest(second.conn, crypto.from_text(head["root"]))
    assert kept is not None and str(kept.version) == str(head["version"])


def test_a_case_of_the_first_release_arrives_at_the_other_office(tmp_path: Path, clock: FixedClock) -> None:
    session = made(tmp_path, "XCR1", "other", clock)
    take(session, "transfer")
    ((case, transfer),) = [(row["case"], row["transfer"]) for row in rows("transfer", "transfer")]
    row = cases.get(session.conn, case)
    assert row is not None and row.moving == f"pending:{CODE}"
    transfers.accept(session, transfer, tmp_path)
    assert len(bodies(session, case, "child")) == 1
    vaults.close_session(session, make_backup=False)


def test_tables_of_the_first_release_arrive_at_the_region(tmp_path: Path, clock: FixedClock) -> None:
    session = made(tmp_path, "XREG", "region", clock, kind="region")
    take(session, "statistics")
    assert [one.office for one in bundles.tables(session.conn, "2026-Q3")] == [CODE]
    vaults.close_session(session, make_backup=False)
