"""A word in every question of every form, in files, drafts and requests: once its case is erased no table holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from db import archive, backup, search
from db.connection import Connection, open_raw
from desktop import paths
from desktop.services import attach, cases, erasure, people, records, vaults
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.db.erasing import every_value
from tests.journeys.everything import CANARY, PERSON, PHONE, Filler, plant
from tests.offices import Office, make_office
from tests.pictures import chunk, png

PICTURE = png(extra=chunk(b"tEXt", f"{CANARY} pe o fotografie".encode() * 500))
OTHER = "Altundeva"  # stands in the case that stays


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "un4", "UN4", clock)


def work(session: Session, code: str) -> None:
    """A file, a draft here and one of a colleague, a search, a conflict of versions, a request in words."""
    case = cases.by_code(session, code).case
    colleague = people.add_worker(session, "Colega de test", "worker", "altă frază de cinci cuvinte")
    sheet = records.open_sheet(session, "incident", case=case)
    attach.attach(session, sheet, PICTURE)
    records.save(session, sheet, {"narrative": f"{CANARY} altfel"})
    records.keep_draft(session, records.open_sheet(session, "report", case=case), {"summary": f"{CANARY} ciornă"})
    assert cases.find(session, CANARY)
    erasure.request(session, code, "cerere", f"{CANARY} a cerut")
    with session.vault.write(session.now()) as conn:
        conn.execute("UPDATE erasure SET asked_by = ?", (colleague.id,))


def planted(filler: Filler) -> list[str]:
    """Every word that was planted, as it is written and as the search keeps it."""
    words = [told.partition(": ")[2] for told in filler.words]
    typed = [CANARY, PHONE, PERSON, PICTURE[:40].hex(), *words]
    return [form for word in typed for form in (word.casefold(), word.encode().hex(), search.fold(word)) if form]


def found(conn: Connection, wanted: list[str]) -> list[str]:
    text = every_value(conn).casefold()
    return [word for word in wanted if word in text]


def backups(office: Office, session: Session, folder: Path) -> Iterator[Connection]:
    """Each backup as a database that can be read, the oldest first."""
    for number, one in enumerate(backup.every(office.vault / backup.FOLDER)):
        copy = folder / f"copy{number}.db"
        archive.take_out(one.path, "vault.db", copy)
        with closing(open_raw(copy, session.vault.database_key, "rw")) as conn:
            yield conn


def test_a_case_with_a_word_in_every_place_leaves_nothing(office: Office, clock: FixedClock, tmp_path: Path) -> None:
    code, filler = plant(office)
    stays = office.new_case()
    assert office.put({"case": stays, "form": "identity", "set": {"last_name": OTHER}}).status == 0
    held = office.put({"case": code, "form": "case", "set": {"legal_hold": False}})
    assert held.status == 0, held
    session = office.open()
    work(session, code)
    wanted = planted(filler)
    with closing(session.vault.connect_bare()) as conn:
        assert len(found(conn, wanted)) > 50
    vaults.close_session(session, make_backup=True)
    clock.advance(days=14)
    done = office.run("erase", "confirm", code, "--again", code)
    assert done.status == 0, done
    session = office.open()
    with closing(session.vault.connect_bare()) as conn:
        assert found(conn, wanted) == []
        assert found(conn, [search.fold(OTHER)])
    assert [row.code for row in cases.find(session, OTHER)] == [stays]
    holds = [bool(found(conn, wanted)) for conn in backups(office, session, tmp_path)]
    assert holds == [True, False]  # the one from before, until its days are over, and the one from after
    vaults.close_session(session, make_backup=False)
    assert CANARY not in done.out + done.err
    assert CANARY.encode() not in paths.log_file().read_bytes()


def test_an_older_backup_that_is_restored_leaves_nothing_either(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    code, filler = plant(office)
    assert office.put({"case": code, "form": "case", "set": {"legal_hold": False}}).status == 0
    session = office.open()
    work(session, code)
    wanted = planted(filler)
    old = backup.make(session.vault, session.now())
    kept = tmp_path / old.path.name
    kept.write_bytes(old.path.read_bytes())
    vaults.close_session(session, make_backup=False)
    clock.advance(days=14)
    assert office.run("erase", "confirm", code, "--again", code).status == 0
    restored = office.run("restore", kept)
    assert restored.status == 0, restored
    session = office.open()
    with closing(session.vault.connect_bare()) as conn:
        assert found(conn, wanted) == []
    assert [one.state for one in erasure.every(session)] == ["done"]
    vaults.close_session(session, make_backup=False)
