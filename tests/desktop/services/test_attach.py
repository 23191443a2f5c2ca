"""Files of a case: kept byte for byte, seen by those who may see their answer, taken out by few and never unnoticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import access_log, attachments
from desktop.refusals import Refused
from desktop.services import attach
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import LEAD, PSYCHOLOGIST, Village, village
from tests.gui.pages.case_room import new_case, put
from tests.pictures import bomb, claims, jpeg, pdf, png

ORIGINAL = jpeg(place=True)


def verbs(session: Session) -> list[str]:
    return [entry.verb for entry in access_log.page(session.conn, 20)]


def test_a_file_of_the_case_is_kept_as_it_came_with_what_it_is(session: Session) -> None:
    case = new_case(session)
    kept = attach.add_to_case(session, case, ORIGINAL, {"kind": "foto"})
    (one,) = attach.of_case(session, case)
    assert (one.file, one.kind, one.path, one.worker) == (kept, "foto", "file", session.worker.name)
    assert one.at == session.now()
    assert attachments.read(session.conn, kept.id) == ORIGINAL, "evidence is not touched, not even for its place"


@pytest.mark.parametrize("bad", [b"<svg/>", claims(60_000, 60_000), bomb(400), png()[:-20], b"MZ"])
def test_what_is_refused_leaves_nothing_behind(session: Session, bad: bytes) -> None:
    case = new_case(session)
    with pytest.raises(Refused):
        attach.add_to_case(session, case, bad, {})
    assert attach.of_case(session, case) == ()
    assert session.conn.execute("SELECT count(*) FROM attachment").fetchone()[0] == 0
    assert session.conn.execute("SELECT count(*) FROM record WHERE form = 'document'").fetchone()[0] == 0


def test_looking_at_a_file_and_taking_a_copy_are_noted(session: Session, tmp_path: Path) -> None:
    case = new_case(session)
    kept = attach.add_to_case(session, case, pdf(), {})
    assert attach.shown(session, kept.id) == pdf()
    assert verbs(session)[0] == "file-shown"
    out = tmp_path / "20261124-0123abcd.pdf"
    assert attach.save_copy(session, kept.id, out) == len(pdf()) and out.read_bytes() == pdf()
    assert verbs(session)[0] == "file-saved"
    with pytest.raises(Refused, match="file-exists"):
        attach.save_copy(session, kept.id, out)
    with pytest.raises(Refused, match="no-such-file"):
        attach.shown(session, "f" * 32)


def test_the_files_of_every_sheet_stand_in_the_list_of_the_case(session: Session) -> None:
    from desktop.services import records

    case = new_case(session)
    order = put(session, case, "protection", {"kind": "ORU"})
    sheet = records.open_sheet(session, "protection", case=case, record=order)
    kept = attach.attach(session, sheet, pdf())
    records.save(session, sheet, {"doc": kept.id})
    attach.add_to_case(session, case, png(), {})
    assert {(one.form.id, one.path) for one in attach.of_case(session, case)} == {
        ("protection", "doc"),
        ("document", "file"),
    }
    records.save(session, records.open_sheet(session, "protection", case=case, record=order), {"doc": None})
    assert [one.form.id for one in attach.of_case(session, case)] == ["document"], (
        "what was taken out is in the history"
    )


def test_a_denied_case_has_no_files_and_a_specialist_takes_none_out(tmp_path: Path, clock: FixedClock) -> None:
    here: Village = village(tmp_path / "vault", clock)
    with here.at(LEAD) as session:
        kept = attach.add_to_case(session, here.case, png(), {})
    with here.at(PSYCHOLOGIST) as session:
        assert attach.shown(session, kept.id) == png()
        with pytest.raises(Refused, match="not-allowed"):
            attach.save_copy(session, kept.id, tmp_path / "20261124-0123abcd.png")
    here.deny(PSYCHOLOGIST, by=LEAD)
    with here.at(PSYCHOLOGIST) as session:
        assert attach.of_case(session, here.case) == ()
        with pytest.raises(Refused, match="no-such-file"):
            attach.shown(session, kept.id)
