"""The protocols of an office: published by a head, begun by everybody; a running team keeps what it began with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from db import records as stored
from desktop.protocols import local
from desktop.protocols.local import OwnStep, Words
from desktop.protocols.schema import Kind
from desktop.refusals import Refused
from desktop.services import cases, local_protocols, team, vaults
from desktop.services.library import shipped
from desktop.services.local_library import library
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import MANAGER, village
from tests.gui.pages.case_room import new_team

WORKER, PASSPHRASE = "Persoana de test", "cinci cuvinte cu totul diferite"
OWN = OwnStep("o1", "4", {"ro": "Sunați la centrul de zi"}, ("SOC",), anchor="report", due="PT2H")


def publish(session: Session) -> None:
    changes = local_protocols.add(local_protocols.begin(session, "sv_md"), OWN)
    changes = local_protocols.set_due(session, changes, "4/1", "PT2H")
    local_protocols.publish(session, local_protocols.reword(changes, "4", Words(title={"ro": "Spuneți-i drepturile"})))


def test_without_changes_every_session_shares_the_shipped_protocols(session: Session) -> None:
    assert session.library is shipped()


def test_teams_begin_with_what_a_head_published(session: Session) -> None:
    publish(session)
    _case, record = new_team(session)
    board = team.board(session, record)
    steps = {view.step.id: view for view in board.steps}
    order = list(steps)
    assert order.index("o1") == order.index("4") + 1
    own = steps["o1"].clocks[0]
    assert own.due is not None and own.since is not None and (own.due - own.since).total_seconds() == 2 * 3600
    assert steps["4"].step.title["ro"] == "Spuneți-i drepturile"
    assert steps["4"].step.title["ru"] == shipped().protocol("sv_md").step("4").title["ru"]  # type: ignore[union-attr]
    changed = steps["4"].step.clocks[0]
    assert (changed.verified, changed.source) == (False, local.SOURCE)
    team.set_step(session, record, "o1", "facut", late_reason="alt")
    body = stored.get(session.conn, record).body  # type: ignore[union-attr]
    assert body["steps/o1/state"] == "facut"


def test_a_running_team_keeps_what_it_began_with(session: Session) -> None:
    _case, before = new_team(session)
    publish(session)
    _case, after = new_team(session)
    local_protocols.drop(session, "sv_md")
    _case, last = new_team(session)
    has = [any(v.step.id == "o1" for v in team.board(session, r).steps) for r in (before, after, last)]
    assert has == [False, True, False]
    assert local_protocols.of_protocol(session, "sv_md").counting is None
    (kept,) = local_protocols.of_protocol(session, "sv_md").earlier
    local_protocols.restore(session, "sv_md", kept.mark)
    assert session.library.protocol("sv_md").step("o1") is not None


def test_they_are_there_after_the_vault_was_closed(session: Session, tmp_path: Path, clock: FixedClock) -> None:
    publish(session)
    vaults.close_session(session, make_backup=False)
    again = vaults.open_session(tmp_path / "vault", worker=WORKER, passphrase=PASSPHRASE, clock=clock)
    try:
        assert again.library.protocol("sv_md").step("o1") is not None
    finally:
        vaults.close_session(again, make_backup=False)


def test_a_team_of_an_edition_that_nobody_here_knows_is_shown_by_the_shipped_one(session: Session) -> None:
    publish(session)
    case, record = new_team(session)
    with session.vault.write(session.now()) as conn:
        conn.execute("DELETE FROM local_form")
    session.library = library(session.conn, session.library)
    board = team.board(session, record)
    assert board.protocol.version == shipped().protocol("sv_md").version
    assert len(board.steps) == len(shipped().protocol("sv_md").steps)
    assert [row.case for row in cases.find(session, board.code)] == [case]


def test_a_newer_shipped_version_takes_the_changes_along_where_they_fit(session: Session) -> None:
    publish(session)
    base = shipped().protocol("sv_md")
    newer = replace(base, version=base.version + 1)
    known = {key: one for key, one in session.library.protocols.items() if key[1] < 10_000}
    fits = library(session.conn, replace(session.library, protocols={**known, ("sv_md", newer.version): newer}))
    assert fits.protocol("sv_md").step("o1") is not None and fits.protocol("sv_md").version % 10_000 == newer.version
    without = replace(newer, steps=tuple(step for step in base.steps if step.id != "4"))
    lost = library(session.conn, replace(session.library, protocols={**known, ("sv_md", newer.version): without}))
    assert lost.protocol("sv_md") == without, "what fits no more is not begun, and running teams still have it"
    assert any(key[0] == "sv_md" and key[1] > 10_000 for key in lost.protocols)


def test_a_file_goes_to_another_office_and_counts_there(session: Session, tmp_path: Path) -> None:
    publish(session)
    sign = local_protocols.of_protocol(session, "sv_md").counting.sign  # type: ignore[union-attr]
    out = tmp_path / "x.ancora-protocol"
    local_protocols.export_file(session, "sv_md", out)
    local_protocols.drop(session, "sv_md")
    found = local_protocols.publish(session, local_protocols.import_file(session, out))
    assert found.counting is not None and found.counting.sign == sign


def test_the_deadline_that_was_shipped_is_no_change(session: Session) -> None:
    begun = local_protocols.begin(session, "sv_md")
    other = local_protocols.set_due(session, begun, "4/1", "PT90M")
    assert other.due == {"4/1": "PT90M"}
    assert local_protocols.set_due(session, other, "4/1", "PT60M").count == 0
    assert local_protocols.set_due(session, other, "4/1", "").count == 0
    with pytest.raises(Refused, match="local-protocol-none"):
        local_protocols.publish(session, begun)


@pytest.mark.parametrize(
    ("due", "code"),
    [("PT0S", "not-a-duration"), ("-PT2H", "not-a-duration"), ("zwei", "not-a-duration"), ("P", "not-a-duration")],
)
def test_a_deadline_of_nothing_or_less_is_refused(session: Session, due: str, code: str) -> None:
    changes = local_protocols.set_due(session, local_protocols.begin(session, "sv_md"), "4/1", due)
    with pytest.raises(Refused, match="local-protocol-fault") as refused:
        local_protocols.publish(session, changes)
    assert refused.value.facts == {"fault": code, "field": "4/1"}


@pytest.mark.parametrize(
    ("own", "code"),
    [
        (replace(OWN, after="99"), "unknown-step"),
        (replace(OWN, roles=("NURSE",)), "unknown-role"),
        (replace(OWN, anchor="birthday"), "unknown-anchor"),
        (replace(OWN, anchor="step:o1"), "unknown-anchor"),  # on itself
        (replace(OWN, due="PT0S"), "not-a-duration"),
        (replace(OWN, id="4"), "there-twice"),
    ],
)
def test_a_step_that_cannot_be_is_refused(session: Session, own: OwnStep, code: str) -> None:
    changes = local_protocols.add(local_protocols.begin(session, "sv_md"), own)
    with pytest.raises(Refused, match="local-protocol-fault") as refused:
        local_protocols.publish(session, changes)
    assert refused.value.facts["fault"] == code
    assert session.library.protocol("sv_md") == shipped().protocol("sv_md")


def test_a_window_that_an_office_corrects_stays_a_window(session: Session) -> None:
    step = shipped().protocol("sv_md").step("10")
    assert step is not None
    place = next(n for n, clock in enumerate(step.clocks, 1) if clock.kind is Kind.WINDOW)
    changes = local_protocols.set_due(session, local_protocols.begin(session, "sv_md"), f"10/{place}", "PT12H")
    changed = local_protocols.seen(session, changes).step("10")
    assert changed is not None
    clock = changed.clocks[place - 1]
    assert clock.kind is Kind.WINDOW and clock.best is None, "the best time may not end after the window"


def test_an_id_of_a_step_is_never_used_again(session: Session) -> None:
    publish(session)
    local_protocols.drop(session, "sv_md")
    assert local_protocols.new_id(session, local_protocols.begin(session, "sv_md")) == "o2"


def test_only_a_head_changes_protocols(tmp_path: Path, clock: FixedClock) -> None:
    office = village(tmp_path / "village", clock)
    with office.at(MANAGER) as session:
        for deed in (
            lambda: local_protocols.editions(session),
            lambda: local_protocols.publish(session, local.Changes("sv_md", {"4/1": "PT2H"})),
            lambda: local_protocols.drop(session, "sv_md"),
        ):
            with pytest.raises(Refused, match="not-allowed"):
                deed()
