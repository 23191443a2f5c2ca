"""The list of what was erased, within and beside the vault, stays one whatever happens between the two."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import erasure as store
from db import tombs
from desktop.services import erased_list, erasure
from tests.conftest import FixedClock
from tests.desktop.services.erasing import (
    LEAD,
    WORD,
    Build,
    House,
    asked,
    case_with,
    left,
    verbs,
)

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
    assert not left(session, WORD)
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
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 0})())
    done = erasure.confirm(session, made.id, code)
    assert not done.backed_up
    assert not left(session, WORD)
