"""Files of transfers that a trusted office signed and that say more than such a file may: nothing of ours gives way."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import authors, cases, erasure, records, tombs
from db.authors import Author
from db.hybrid import from_datetime
from desktop.bundle.canonical import Object
from desktop.bundle.kinds import history
from desktop.bundle.kinds.history import Erased, File, Item, Key, Revision
from desktop.bundle.kinds.transfer import ANSWER, TRANSFER
from desktop.services import directory, outgoing, transfers
from desktop.services import records as sheets
from desktop.services.arrivals import Fate
from desktop.services.outgoing import Parcel
from desktop.services.session import Session
from desktop.services.transfers import Sheet
from tests.conftest import FixedClock
from tests.db.erasing import every_value
from tests.desktop.services.test_team import put
from tests.desktop.services.transfer_room import SAFE, Pair, bodies
from tests.pictures import jpeg

FOR_EVER = (2**47 - 1) * history.COUNTS
THEIRS = {"number": 99, "from_office": "UN4", "to_office": "CR1", "kind": "mutare", "scope": "intreg"}


@pytest.fixture
def pair(tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    made = Pair(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def copied(pair: Pair) -> Sheet:
    """The other office has a copy for its part; the case is ours."""
    pair.agree("cod", "prenume", "telefon_sigur")
    sheet = pair.offered(role="ADP", copy=True)
    pair.bring(transfers.accept(pair.other, sheet.record, pair.stick).file, pair.one)
    return sheet


@pytest.fixture
def taken(pair: Pair) -> Sheet:
    """The case is the other office's by now."""
    pair.agree("dosar_intreg")
    sheet = pair.offered()
    pair.bring(transfers.accept(pair.other, sheet.record, pair.stick).file, pair.one)
    return sheet


def said(
    sender: Session, record: str, case: str | None, form: str, sets: Mapping[str, Any], *replaced: str
) -> Revision:
    now, knew = from_datetime(sender.now()), dict.fromkeys(sets, replaced) if replaced else {}
    return Revision(
        secrets.token_hex(16), record, case, form, 1, now, sender.worker.id, sender.office.code, sets, knew
    )  # fmt: skip


def send(
    pair: Pair, sender: Session, to: Session, sheet: Sheet, lines: Sequence[Item], kind: str = TRANSFER,
    files: Sequence[tuple[str, bytes]] = (),
) -> Fate:  # fmt: skip
    """With the true keys of its sender."""
    head: Object = {"type": kind, "case": sheet.case, "transfer": sheet.record}
    parcel = Parcel(kind, [head, *map(history.line, lines)], "forged", files=files, case=sheet.case)
    return pair.bring(outgoing.send(sender, outgoing.addressee(sender, to.office.code), parcel, pair.stick).file, to)


def another(session: Session) -> str:
    """A case that has nothing to do with any transfer."""
    made = put(session, None, "case", case_track=["vd_adult"])
    put(session, made.code, "note", note="Despre altcineva.")
    return str(made.case)


def of_form(session: Session, case: str, form: str) -> str:
    return next(one.id for one in records.of_case(session.conn, case) if one.form == form)


# --- whoever has a copy -----------------------------------------------------------------------------------------------


def test_whoever_has_a_copy_puts_no_other_telephone_in_her_file(pair: Pair, copied: Sheet) -> None:
    identity = of_form(pair.other, pair.case, "identity")
    knew = [one.id for one in records.revisions(pair.other.conn, identity)]
    line = said(pair.other, identity, pair.case, "identity", {"phones/a/number": "+37360000000"}, *knew)
    assert send(pair, pair.other, pair.one, copied, [line]).code == "transfer-foreign"
    assert bodies(pair.one, pair.case, "identity")[0]["phones/a/number"].endswith(SAFE)


@pytest.mark.parametrize("kind", [TRANSFER, ANSWER])
def test_a_copy_makes_no_case_theirs(pair: Pair, copied: Sheet, kind: str) -> None:
    """Neither by a second sheet, nor by the same one in other words."""
    known = [one.id for one in copied.revisions]
    second = said(pair.other, secrets.token_hex(16), pair.case, "transfer", {**THEIRS, "state": "acceptat"})
    same = said(pair.other, copied.record, pair.case, "transfer", {"kind": "mutare", "state": "acceptat"}, *known)
    for line in (second, same):
        assert send(pair, pair.other, pair.one, copied, [line], kind).status == "refused"
        assert pair.mark(pair.one) is None


def test_whoever_has_a_copy_erases_nothing(pair: Pair, copied: Sheet) -> None:
    before = bodies(pair.one, pair.case, "identity")
    gone = Erased(
        of_form(pair.other, pair.case, "identity"), FOR_EVER, ("first_name", "phones/number"), "x", "2026-11-24"
    )
    assert send(pair, pair.other, pair.one, copied, [gone]).status == "refused"
    assert bodies(pair.one, pair.case, "identity") == before
    assert tombs.count(pair.one.conn) == 0


# --- whoever had it, or gives one -------------------------------------------------------------------------------------


def test_work_that_comes_late_erases_nothing_of_whoever_has_the_case_now(pair: Pair, taken: Sheet) -> None:
    identity = of_form(pair.one, pair.case, "identity")
    gone = Erased(identity, FOR_EVER, ("first_name", "phones/number"), "x", "2026-11-24")
    note = said(pair.one, secrets.token_hex(16), pair.case, "note", {"note": "Scris înainte."})
    assert send(pair, pair.one, pair.other, taken, [gone, note]).code == "transfer-late-work"
    assert bodies(pair.other, pair.case, "identity")[0]["first_name"] == "Ilincuța"
    assert "Scris înainte." in {one["note"] for one in bodies(pair.other, pair.case, "note")}


def test_work_that_comes_late_takes_no_case_back(pair: Pair, taken: Sheet) -> None:
    """Not by a further sheet that nobody here has ever seen, nor by one that stops all work on it."""
    for state in ("acceptat", "oferit"):
        told = {**THEIRS, "from_office": "CR1", "to_office": "UN4", "state": state}
        line = said(pair.one, secrets.token_hex(16), pair.case, "transfer", told)
        assert send(pair, pair.one, pair.other, taken, [line]).code == "transfer-foreign"
        assert pair.mark(pair.other) is None


def test_a_file_about_a_case_says_nothing_of_the_office_or_of_another_case(pair: Pair, taken: Sheet) -> None:
    """No telephone in the directory, no loose report, no sheet out of its case or form, no file or key elsewhere."""
    other_case, fresh, data = another(pair.other), secrets.token_hex(16), jpeg()
    theirs = of_form(pair.other, other_case, "note")
    note = of_form(pair.other, pair.case, "note")
    phone = {"subject": "propriu", "name": "Linia de noapte", "phones": "+373 600 00 000"}
    for lines in (
        [said(pair.one, fresh, None, directory.FORM, phone)],
        [said(pair.one, fresh, None, "report", {"channel": "telefon"})],
        [said(pair.one, note, None, "note", {"note": "x"})],
        [said(pair.one, note, pair.case, "identity", {"first_name": "x"})],
        [said(pair.one, theirs, pair.case, "note", {"note": "x"})],
        [said(pair.one, pair.case, pair.case, "note", {"note": "x"})],
        [Key(other_case, history.OPENED, bytes(32))],
        [Key(fresh, history.OPENED, bytes(32))],
        [File(fresh, theirs, "image/jpeg", len(data))],
    ):
        files = [(fresh, data)] if isinstance(lines[0], File) else []
        assert send(pair, pair.one, pair.other, taken, lines, files=files).code == "bad-record", lines
    assert records.of_form(pair.other.conn, directory.FORM) == []
    assert note in {one.id for one in records.of_case(pair.other.conn, pair.case)}


def test_nothing_is_erased_beforehand(pair: Pair, taken: Sheet) -> None:
    """Of a sheet that is not here, and may be on another computer of the office, nothing is noted as erased."""
    unseen = Erased("cd" * 16, FOR_EVER, ("first_name",), "x", "2026-11-24")
    assert send(pair, pair.one, pair.other, taken, [unseen]).status == "imported"
    assert tombs.count(pair.other.conn) == 0


def test_no_office_renames_the_people_of_another(pair: Pair, taken: Sheet) -> None:
    known = Author("ab" * 16, "Ana", "BR2")
    with pair.other.vault.write(pair.other.now()) as conn:
        authors.put(conn, [known])
    lines = [history.Author(known.id, "Altcineva", office) for office in ("UN4", "BR2", "CR1")]
    for line in lines:
        assert send(pair, pair.one, pair.other, taken, [line]).status == "imported"
        assert authors.get(pair.other.conn, known.id) == known
    send(pair, pair.one, pair.other, taken, [history.Author(pair.one.worker.id, "Nume nou", "UN4")])
    told = authors.get(pair.other.conn, pair.one.worker.id)
    assert told is not None
    assert told.name == "Nume nou", "of its own people it says what it likes"


def test_a_case_that_is_ours_is_still_ours_after_all_of_it(pair: Pair, copied: Sheet) -> None:
    row = cases.get(pair.one.conn, pair.case)
    closing = said(pair.other, pair.case, pair.case, "case", {"status": "inchis"})
    assert send(pair, pair.other, pair.one, copied, [closing]).status == "refused"
    assert cases.get(pair.one.conn, pair.case) == row


# --- what an honest file leaves out -----------------------------------------------------------------------------------


def test_of_a_sheet_that_stays_not_even_its_erased_answers_are_told(pair: Pair) -> None:
    """By role a child's sheet does not go: neither empty, nor as a line of what was erased in it."""
    child = of_form(pair.one, pair.case, "child")
    with pair.one.vault.write(pair.one.now()) as conn:
        erasure.parts(conn, child, FOR_EVER, ("child_name", "child_birth", "child_sex"), "x", "2026-11-24")
        fields = {path.split("/")[0] for one in records.revisions(conn, child) for path in one.sets}
        erasure.parts(conn, child, FOR_EVER, fields or {"child_name"}, "x", "2026-11-24")
    assert records.revisions(pair.one.conn, child)[0].sets == {}
    pair.agree("cod", "prenume")
    pair.offered(role="ADP", copy=True)
    assert child not in every_value(pair.other.conn)


def test_nothing_of_another_case_goes_along(pair: Pair) -> None:
    """Neither a case that it is linked to, nor one in which a report stood by mistake; it comes back whole."""
    other_case = another(pair.one)
    put(
        pair.one,
        pair.code,
        "case",
        pair.case,
        **{"related_cases/a/case": other_case, "related_cases/a/kind": "reactivare"},
    )
    report = sheets.save(
        pair.one,
        sheets.open_sheet(pair.one, "report"),
        {"first_words": "Cineva a sunat.", "case_ground": "consimtamant"},
    ).record
    for case in (other_case, pair.case):
        sheets.save(pair.one, sheets.open_sheet(pair.one, "report", record=report), {"case": case})
    before = bodies(pair.one, pair.case, "report")
    pair.agree("dosar_intreg", "relatare")
    sheet = pair.offered(with_account=True)
    assert other_case not in every_value(pair.other.conn)
    assert "Cineva a sunat." in str(bodies(pair.other, pair.case, "report"))
    pair.bring(transfers.accept(pair.other, sheet.record, pair.stick).file, pair.one)
    back = transfers.look(pair.other, replace(pair.wanted(), to="UN4"))
    pair.bring(transfers.offer(pair.other, back, pair.stick).file, pair.one)
    assert bodies(pair.one, pair.case, "case")[0]["related_cases/a/case"] == other_case
    assert bodies(pair.one, pair.case, "report") == before
