"""Whoever reads somebody's sheets leaves an entry, by whatever way they came; a full disk keeps nobody from reading."""

from __future__ import annotations

from typing import NoReturn

import pytest

from db import access_log
from db.errors import VaultRefused
from desktop.services import cases, conflicts, intake, team, team_start
from desktop.services.records import open_sheet, save
from desktop.services.session import Session
from desktop.services.team_start import Wanted


def entries(session: Session) -> list[tuple[str, str | None]]:
    return [(one.verb, one.object) for one in reversed(access_log.page(session.conn, 100))]


def test_each_way_to_a_sheet_leaves_an_entry(session: Session) -> None:
    with session.vault.write(session.now()) as conn:
        case = intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}}).record
    act = save(session, open_sheet(session, "incident", case=case), {"inc_dt": "2026-11-23T10:00+02:00"}).record
    sheet = team_start.begin(session, case, Wanted("sv_md")).record
    before = entries(session)
    open_sheet(session, "incident", record=act)
    open_sheet(session, "incident", record=act)  # the very same page once more says nothing new
    team.open_board(session, sheet)
    team.board(session, sheet)  # a minute later, on the same page
    open_sheet(session, "incident", case=case, record=act)
    assert entries(session)[len(before) :] == [("opened", act), ("opened", sheet), ("opened", act)]
    assert access_log.verify(session.conn) is None


def test_the_values_of_a_conflict_are_not_read_unseen(session: Session) -> None:
    with session.vault.write(session.now()) as conn:
        case = intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}}).record
    sheet = save(session, open_sheet(session, "identity", case=case), {"first_name": "Ana"}).record
    pair = [open_sheet(session, "identity", record=sheet) for _ in range(2)]
    for one, name in zip(pair, ("Ioana", "Anca"), strict=True):
        save(session, one, {"first_name": name})
    before = entries(session)
    assert len(conflicts.listed(session)) == 1
    assert entries(session)[len(before) :] == [("opened", case)]


def test_a_case_is_opened_on_a_full_disk(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    with session.vault.write(session.now()) as conn:
        put = intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}})
        access_log.note(conn, session.now(), session.worker.id, "searched", count=0)

    def full(*_: object) -> NoReturn:
        raise VaultRefused("disk-full")

    monkeypatch.setattr(session.vault, "write", full)
    assert cases.open_case(session, put.record).row.code == put.code


def test_a_new_sheet_reads_nothing(session: Session) -> None:
    before = entries(session)
    open_sheet(session, "report")
    assert entries(session) == before


@pytest.mark.parametrize("code", ["disk-full", "vault-damaged"])
def test_a_full_disk_keeps_nobody_from_reading_and_anything_else_is_told(
    session: Session, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    report = save(session, open_sheet(session, "report"), {"immediate_danger": True}).record
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "searched", count=0)

    def refused(*_: object) -> NoReturn:
        raise VaultRefused(code)

    monkeypatch.setattr(session.vault, "write", refused)
    if code == "disk-full":
        assert open_sheet(session, "report", record=report).answers["immediate_danger"] is True
    else:
        with pytest.raises(VaultRefused, match=code):
            open_sheet(session, "report", record=report)
