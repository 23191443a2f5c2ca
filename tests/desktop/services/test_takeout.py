"""Leaving with the data: everything is in the file, a stranger's program can read it, and nobody else can."""

from __future__ import annotations

import errno
import io
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyrage  # type: ignore[import-untyped]
import pytest

from db import access_log
from db.hybrid import stamp
from desktop.bundle import archive
from desktop.forms.schema import FieldType
from desktop.jobs import Stopped
from desktop.refusals import Refused
from desktop.services import access, attach, cases, media, records, sync, takeout, vaults
from desktop.services.session import Session
from desktop.services.takeout import Recipient, Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import acquaint, as_role, desk, export
from tests.desktop.services import open_format
from tests.desktop.services.access_room import LEAD, MANAGER, WORD, village
from tests.journeys.everything import CANARY, plant, spellings
from tests.offices import Office, make_office
from tests.pictures import png

PICTURE = png(after=bytes(range(256)) * 40)
SHEETS = ("sheets.jsonl", "revisions.jsonl", "drafts.jsonl")


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "un4", "UN4", clock)


@pytest.fixture
def session(office: Office) -> Iterator[Session]:
    opened = office.open()
    yield opened
    vaults.close_session(opened, make_backup=False)


@pytest.fixture
def reader() -> tuple[Recipient, str]:
    """Whom the file is for, and the key that opens it."""
    identity = pyrage.x25519.Identity.generate()
    return Recipient(str(identity.to_public())), str(identity)


def fill(office: Office) -> str:
    """A case with an answer to every question, a picture, a draft, a second case, and a report of no case."""
    code, _filler = plant(office)
    opened = office.open()
    case = cases.by_code(opened, code).case
    sheet = records.open_sheet(opened, "incident", case=case, record=one_of(opened, case, "incident"))
    attach.attach(opened, sheet, PICTURE)
    records.keep_draft(opened, sheet, {"narrative": "schița ei", "witnesses": "nesalvat"})
    records.save(opened, records.open_sheet(opened, "report"), {"first_words": "fără dosar"})
    records.save(opened, records.open_sheet(opened, "case"), {"case_track": ["vd_adult"]})
    vaults.close_session(opened, make_backup=False)
    return code


def one_of(session: Session, case: str, form: str) -> str:
    return next(one.id for one in cases.read_case(session, case).records if one.form == form)


def take(session: Session, out: Path, recipient: Recipient | None, case: str | None = None) -> takeout.TakenOut:
    return takeout.take_out(session, Wanted(case, recipient), out, takeout.words_to_type(session, recipient))


def verbs(session: Session) -> list[tuple[str, str | None, int | None]]:
    return [(one.verb, one.object, one.count) for one in access_log.page(session.conn, 50)]


# --- everything is in it ----------------------------------------------------------------------------------------------


def test_every_word_that_was_ever_typed_can_be_read_by_a_program_that_knows_only_the_page(
    office: Office, tmp_path: Path, reader: tuple[Recipient, str]
):
    code = fill(office)
    shown = office.run("case", "show", code).out.casefold()
    session = office.open()
    case = cases.by_code(session, code).case
    incident = records.open_sheet(session, "incident", case=case, record=one_of(session, case, "incident"))
    covered = records.reveal(session, incident, "narrative", incident.answers["narrative"]).casefold()
    made = take(session, tmp_path, reader[0])
    found = open_format.read(made.file.read_bytes(), reader[1])
    answers = found.text.casefold()
    planted = {*re.findall(f"{CANARY.casefold()}[0-9]+", shown), covered}
    assert len(planted) > 30 and covered not in shown
    assert [word for word in planted if word not in answers] == []
    assert "fără dosar" in answers and "schița ei" in answers and "nesalvat" in answers
    assert '{"sealed"' not in answers  # covered texts stand in clear
    assert PICTURE in found.files.values()
    assert [one["name"] for one in found.of("people.jsonl")] == [office.worker]
    assert sum(name.endswith("/case.pdf") and data[:5] == b"%PDF-" for name, data in found.files.items()) == 2
    vaults.close_session(session, make_backup=False)


def test_what_stands_follows_from_the_history_by_the_rule_of_the_page(
    office: Office, session: Session, tmp_path: Path, reader: tuple[Recipient, str]
):
    vaults.close_session(session, make_backup=False)
    fill(office)
    opened = office.open()
    found = open_format.read(take(opened, tmp_path, reader[0]).file.read_bytes(), reader[1])
    computed = {
        (form["form"], form["version"], one["path"])
        for form in found.of("definitions/forms.jsonl")
        for one in form["questions"]
        if one["type"] == FieldType.COMPUTED
    }
    revisions, checked = found.every("revisions.jsonl"), 0
    for sheet in found.every("sheets.jsonl"):
        for path, values in open_format.living(revisions, sheet["sheet"]).items():
            if (sheet["form"], sheet["version"], path) not in computed and values[-1] is not None:
                assert sheet["answers"][path] == values[-1], (sheet["form"], path)
                checked += 1
    assert checked > 150
    vaults.close_session(opened, make_backup=False)


def test_codes_can_be_told_in_words_without_the_program(office: Office, tmp_path: Path, reader: tuple[Recipient, str]):
    fill(office)
    session = office.open()
    found = open_format.read(take(session, tmp_path, reader[0]).file.read_bytes(), reader[1])
    told = list(open_format.words_of(found, "ro"))
    answers = [words for _form, _question, words in told]
    assert ["violență în familie, persoană adultă"] in answers and ["vd_adult"] not in answers
    assert len(answers) > 150
    vaults.close_session(session, make_backup=False)


def test_a_covered_text_whose_key_is_gone_is_counted_and_the_rest_leaves(
    office: Office, tmp_path: Path, reader: tuple[Recipient, str]
):
    code = fill(office)
    session = office.open()
    case = cases.by_code(session, code).case
    session.conn.execute("DELETE FROM scope_key WHERE scope = ?", (case,))
    found = open_format.read(take(session, tmp_path, reader[0]).file.read_bytes(), reader[1])
    incident = one_of(session, case, "incident")
    (sheet,) = [one for one in found.every("sheets.jsonl") if one["sheet"] == incident]
    assert sheet["answers"]["narrative"] == {"sealed": True}
    covered = sum(field.seal for form in session.library.definitions.newest() for field in form.fields())
    assert found.manifest["left_out"] == {"cases": 0, "sheets": 0, "texts": covered}
    assert sheet["files"] and "nesalvat" in found.text
    vaults.close_session(session, make_backup=False)


def test_a_conflict_comes_with_both_of_its_values(session: Session, tmp_path: Path, reader: tuple[Recipient, str]):
    case = records.save(session, records.open_sheet(session, "case"), {"case_track": ["vd_adult"]}).record
    sheet = records.open_sheet(session, "identity", case=case)
    record = records.save(session, sheet, {"first_name": "Una"}).record
    one, other = (records.open_sheet(session, "identity", case=case, record=record) for _ in range(2))
    records.save(session, one, {"first_name": "Alta"})
    records.save(session, other, {"first_name": "A treia"})
    found = open_format.read(take(session, tmp_path, reader[0]).file.read_bytes(), reader[1])
    assert set(open_format.living(found.every("revisions.jsonl"), record)["first_name"]) == {"Alta", "A treia"}
    (sheet_line,) = [one for one in found.every("sheets.jsonl") if one["sheet"] == record]
    assert sheet_line["conflicts"] == 1


def test_one_case_takes_nothing_of_another_along(office: Office, tmp_path: Path, reader: tuple[Recipient, str]):
    planted = fill(office)
    session = office.open()
    other = next(row.code for row in cases.page(session, cases.Filter()).rows if row.code != planted)
    found = open_format.read(take(session, tmp_path, reader[0], other).file.read_bytes(), reader[1])
    assert CANARY.casefold() not in found.text.casefold() and planted not in found.text
    assert found.manifest["scope"] == "case" and found.manifest["counts"]["cases"] == 1
    assert not {"log.jsonl", "tables.jsonl", "without-case/sheets.jsonl"} & found.files.keys()
    vaults.close_session(session, make_backup=False)


def test_a_reader_notices_whatever_differs_from_the_list(session: Session, tmp_path: Path):
    """The reader of these tests is no good unless it can fail."""
    made = take(session, tmp_path, None)
    data = made.file.read_bytes()
    open_format.read(data)
    with pytest.raises(open_format.NotAsListed):
        whole = zipfile.ZipFile(io.BytesIO(data))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as changed:
            for name in whole.namelist():
                changed.writestr(name, whole.read(name) + (b" " if name == "people.jsonl" else b""))
        open_format.read(out.getvalue())


# --- and nobody else can read it --------------------------------------------------------------------------------------


def test_a_sealed_file_shows_no_word_and_opens_with_no_other_key(
    office: Office, tmp_path: Path, reader: tuple[Recipient, str]
):
    code = fill(office)
    session = office.open()
    made = take(session, tmp_path, reader[0])
    data = made.file.read_bytes()
    assert [how for how, spelling in spellings(CANARY).items() if spelling in data] == []
    assert code.encode() not in data and b"PK\x03\x04" not in data
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(data, [pyrage.x25519.Identity.generate()])
    assert made.sealed and made.file.name.endswith(".age") and made.file.name.startswith("20261124-")
    assert made.file.stat().st_mode & 0o077 == 0
    vaults.close_session(session, make_backup=False)


def test_in_clear_it_asks_for_more_than_the_code_of_the_office(session: Session, tmp_path: Path):
    before = verbs(session)
    for typed in ("UN4", "", "un5 deschis", "UN4 OPEN "):
        with pytest.raises(Refused) as refusal:
            takeout.take_out(session, Wanted(None, None), tmp_path / "out.zip", typed)
        assert refusal.value.code == "not-confirmed"
    assert not list(tmp_path.glob("out*")) and verbs(session) == before
    made = takeout.take_out(session, Wanted(None, None), tmp_path / "out.zip", " un4  deschis ")
    assert not made.sealed and open_format.read(made.file.read_bytes()).manifest["office"] == "UN4"


def test_sealed_too_it_is_confirmed_by_typing(session: Session, tmp_path: Path, reader: tuple[Recipient, str]):
    with pytest.raises(Refused) as refusal:
        takeout.take_out(session, Wanted(None, reader[0]), tmp_path / "out.age", "da")
    assert refusal.value.code == "not-confirmed"
    assert not list(tmp_path.glob("out*"))


def test_what_left_and_for_whom_is_in_the_log(session: Session, tmp_path: Path, reader: tuple[Recipient, str]):
    case = records.save(session, records.open_sheet(session, "case"), {"case_track": ["vd_adult"]}).record
    code = cases.read_case(session, case).row.code
    take(session, tmp_path, reader[0], code)
    take(session, tmp_path, None)
    assert verbs(session)[:3] == [
        ("taken-out-in-clear", None, 1),
        ("taken-out-for", reader[0].tag, None),
        ("taken-out", case, 1),
    ]
    assert reader[0].key not in str(verbs(session))


@pytest.mark.parametrize("role", ["worker", "specialist", "regional"])
def test_only_the_head_of_office_takes_anything_out(session: Session, tmp_path: Path, role: str):
    other = as_role(session, role)
    wanted = Wanted(None, None)
    for refused in (
        lambda: takeout.look(other, wanted),
        lambda: take(other, tmp_path, None),
        lambda: takeout.to_office(other, "RUN"),
        lambda: takeout.open_received(other, tmp_path / "a", tmp_path / "b", "UN4 DESCHIS"),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert refusal.value.code == "not-allowed"
    assert [one for one in tmp_path.iterdir() if one.is_file()] == []


def test_a_region_leaves_with_the_tables_that_came(tmp_path: Path, clock: FixedClock):
    office, region = desk(tmp_path, "UN4", clock), desk(tmp_path, "RUN", clock, kind="region")
    acquaint(tmp_path, office, region)
    sync.import_files(region, [export(office, "RUN", "2026-Q3", tmp_path / "a.ancora", count=9)])
    for session, whose in ((office, None), (region, "UN4")):
        found = open_format.read(take(session, tmp_path, None).file.read_bytes())
        (line,) = found.of("tables.jsonl")
        assert (line["period"], line["office"]) == ("2026-Q3", whose) and '["0-11",9]' in found.text
        session.vault.close(session.now())


# --- whole or not at all ----------------------------------------------------------------------------------------------


def test_a_stop_half_way_leaves_no_file_and_no_entry(office: Office, tmp_path: Path, reader: tuple[Recipient, str]):
    fill(office)
    session = office.open()
    out, before = tmp_path / "out", verbs(session)
    out.mkdir()

    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise Stopped

    for recipient in (reader[0], None):
        with pytest.raises(Stopped):
            takeout.take_out(session, Wanted(None, recipient), out, takeout.words_to_type(session, recipient), stop)
        assert list(out.iterdir()) == [] and verbs(session) == before
    records.save(session, records.open_sheet(session, "case"), {"case_track": ["vd_adult"]})  # nothing is held
    vaults.close_session(session, make_backup=False)


def test_a_file_that_is_there_is_never_replaced(session: Session, tmp_path: Path):
    out = tmp_path / "out.zip"
    out.write_bytes(b"somebody's")
    with pytest.raises(Refused) as refusal:
        take(session, out, None)
    assert refusal.value.code == "file-exists" and out.read_bytes() == b"somebody's"


def test_what_is_written_meanwhile_is_wholly_in_the_file_or_not_at_all(
    office: Office, tmp_path: Path, reader: tuple[Recipient, str]
):
    """A colleague's program is the same program: the window saves while the file is being made beside it."""
    fill(office)
    session = office.open()

    def save(done: int, _total: int) -> None:
        if done == 0:
            records.save(session, records.open_sheet(session, "report"), {"first_words": "între timp"})

    made = takeout.take_out_in_job(session, Wanted(None, reader[0]), tmp_path, "UN4", save)
    found = open_format.read(made.file.read_bytes(), reader[1])
    assert "între timp" not in found.text
    assert "între timp" in open_format.read(take(session, tmp_path, reader[0]).file.read_bytes(), reader[1]).text
    vaults.close_session(session, make_backup=False)


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk-full"), (errno.EROFS, "read-only"), (errno.EIO, "file-unwritable")]
)
def test_a_medium_that_fails_keeps_nothing_and_nothing_is_said_to_have_left(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
):
    """Before anything is written down, the file has to be on the medium."""
    out, before = tmp_path / "out", verbs(session)
    out.mkdir()

    def fails(_handle: int) -> None:
        raise OSError(number, "the medium")

    monkeypatch.setattr(media.os, "fsync", fails)
    with pytest.raises(Refused) as refusal:
        take(session, out, None)
    monkeypatch.undo()
    assert refusal.value.code == code and list(out.iterdir()) == [] and verbs(session) == before


def test_an_archive_of_any_size_is_made_in_little_memory(clock: FixedClock):
    piece, pieces = bytes(100_000), 400
    members = (archive.Member(f"{n}.bin", (piece for _ in range(pieces)), packed=True) for n in range(3))
    tracemalloc.start()
    size = sum(len(part) for part in archive.pack(members, lambda listed: str(listed).encode(), clock()))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 3 * pieces * len(piece) and peak < 3_000_000


@pytest.mark.parametrize("year", [1970, 2200])
def test_a_clock_that_is_far_off_keeps_nobody_from_leaving(clock: FixedClock, year: int):
    at = clock.now.replace(year=year)
    parts = archive.pack([archive.Member("a", [b"words"])], lambda _listed: b"{}", at)
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as found:
        assert found.read("a") == b"words" and found.testzip() is None


# --- what is not open to who asks -------------------------------------------------------------------------------------


def deny(session: Session, case: str) -> None:
    session.conn.execute(
        "INSERT INTO denied VALUES (?, ?, ?, ?)", (case, session.worker.id, stamp(session.now()), "x" * 32)
    )
    session.vault.look_again()  # type: ignore[union-attr]


def test_a_case_that_is_denied_to_her_is_neither_in_it_nor_counted(
    office: Office, tmp_path: Path, reader: tuple[Recipient, str]
):
    code = fill(office)
    session = office.open()
    case = cases.by_code(session, code).case
    inside = {one.id for one in cases.open_case(session, case).records}
    deny(session, case)
    preview = takeout.look(session, Wanted(None, reader[0]))
    assert (preview.amount.cases, preview.cases_left_out) == (1, 0)
    assert takeout.left_out_words(preview) == []
    found = open_format.read(take(session, tmp_path, reader[0]).file.read_bytes(), reader[1])
    assert found.manifest["left_out"] == {"cases": 0, "sheets": 0, "texts": 0}
    assert found.manifest["holds"] == "what the person who made it may see"
    assert CANARY.casefold() not in found.text.casefold()
    assert [thing for thing in {code, case, *inside} if thing in found.text] == []
    with pytest.raises(Refused) as refusal:
        take(session, tmp_path, reader[0], code)
    assert refusal.value.code == "no-such-case"
    vaults.close_session(session, make_backup=False)


def test_a_sealed_case_leaves_with_those_who_can_open_it_alone(
    tmp_path: Path, clock: FixedClock, reader: tuple[Recipient, str]
):
    office = village(tmp_path / "vault", clock)
    office.seal(LEAD, MANAGER)
    with office.at(LEAD) as session:
        found = open_format.read(take(session, tmp_path, reader[0]).file.read_bytes(), reader[1])
        assert WORD in found.text and found.manifest["left_out"] == {"cases": 0, "sheets": 0, "texts": 0}
        assert '{"sealed"' not in found.text
    with office.at(MANAGER) as session:
        access.choose(session, office.case, [office.ids[MANAGER]], "nobody")
    with office.at(LEAD) as session:
        preview = takeout.look(session, Wanted(None, reader[0]))
        assert takeout.left_out_words(preview) == ["1 dosar nu vă este deschis și rămâne aici."]
        found = open_format.read(take(session, tmp_path, reader[0]).file.read_bytes(), reader[1])
        assert WORD not in found.text and office.code not in found.text
        assert found.manifest["left_out"]["cases"] == 1
    office.deny(LEAD)
    with office.at(LEAD) as session:
        assert takeout.look(session, Wanted(None, reader[0])).cases_left_out == 0, "sealed and denied: there is none"


def test_a_sealed_sheet_of_a_case_that_is_hers_stays_behind_alone(
    tmp_path: Path, clock: FixedClock, reader: tuple[Recipient, str]
):
    office = village(tmp_path / "vault", clock)
    with office.at(MANAGER) as session:
        record = one_of(session, office.case, "aggressor")
        access.seal_sheet(session, record, [office.ids[MANAGER]], "nobody")
    with office.at(LEAD) as session:
        preview = takeout.look(session, Wanted(office.code, reader[0]))
        assert preview.sheets_left_out == 1
        assert takeout.left_out_words(preview) == ["1 fișă nu vă este deschisă și rămâne aici."]
        for case in (office.code, None):
            found = open_format.read(take(session, tmp_path, reader[0], case).file.read_bytes(), reader[1])
            assert record not in found.text and WORD in found.text
            assert found.manifest["left_out"] == {"cases": 0, "sheets": 1, "texts": 0}


# --- who can read it --------------------------------------------------------------------------------------------------


def test_a_file_for_an_office_is_opened_by_that_office_alone(tmp_path: Path, clock: FixedClock):
    here, there, third = (desk(tmp_path, code, clock) for code in ("UN4", "UN5", "UN6"))
    acquaint(tmp_path, here, there, third)
    records.save(here, records.open_sheet(here, "report"), {"first_words": "cuvintele ei"})
    made = take(here, tmp_path / "out.age", takeout.to_office(here, "UN5"))
    with pytest.raises(Refused) as refusal:
        takeout.open_received(third, made.file, tmp_path / "third.zip", "UN6 DESCHIS")
    assert refusal.value.code == "not-for-us" and not list(tmp_path.glob("third*"))
    with pytest.raises(Refused) as refusal:
        takeout.open_received(there, made.file, tmp_path / "in.zip", "UN5")
    assert refusal.value.code == "not-confirmed"
    opened = takeout.open_received(there, made.file, tmp_path / "in.zip", "UN5 DESCHIS")
    assert "cuvintele ei" in open_format.read(opened.read_bytes()).text
    assert verbs(there)[0] == ("takeout-opened", None, None)
    for one in (here, there, third):
        one.vault.close(one.now())


def test_neither_across_the_border_nor_between_practice_and_work(tmp_path: Path, clock: FixedClock):
    here = desk(tmp_path, "UN4", clock)
    over = desk(tmp_path, "VS1", clock, country="RO")
    near = desk(tmp_path, "UN5", clock)
    acquaint(tmp_path, here, over, near)
    assert [one.code for one in takeout.readers(here)] == ["UN5"]
    for code, refused in (("VS1", "only-statistics-cross"), ("UN9", "no-such-office"), ("cuvânt", "no-such-office")):
        with pytest.raises(Refused) as refusal:
            takeout.to_office(here, code)
        assert refusal.value.code == refused
    here.vault.office = replace(here.vault.office, practice=True)  # type: ignore[misc]
    with pytest.raises(Refused) as refusal:
        takeout.to_office(here, "UN5")
    assert refusal.value.code == "practice-only" and takeout.readers(here) == ()
    for one in (here, over, near):
        one.vault.close(one.now())


def test_a_damaged_file_or_another_kind_of_file_leaves_nothing(tmp_path: Path, clock: FixedClock):
    here, there = (desk(tmp_path, code, clock) for code in ("UN4", "UN5"))
    acquaint(tmp_path, here, there)
    recipient = takeout.to_office(here, "UN5")
    data = take(here, tmp_path / "out.age", recipient).file.read_bytes()
    letter = pyrage.encrypt(b"no archive at all", [pyrage.x25519.Recipient.from_str(recipient.key)])
    stub = pyrage.encrypt(b"PK", [pyrage.x25519.Recipient.from_str(recipient.key)])
    wrong = {
        "bundle-damaged": [data[:-1], data[:-40] + bytes(40)],
        "not-a-bundle": [b"", b"words", data[1:]],
        "wrong-kind": [letter, stub],
    }
    for code, files in wrong.items():
        for content in files:
            (tmp_path / "in.age").write_bytes(content)
            with pytest.raises(Refused) as refusal:
                takeout.open_received(there, tmp_path / "in.age", tmp_path / "in.zip", "UN5 DESCHIS")
            assert refusal.value.code in {code, "bundle-truncated"} and not list(tmp_path.glob("in.zip*"))
    for one in (here, there):
        one.vault.close(one.now())


KEY = str(pyrage.x25519.Identity.from_str(
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX").to_public())  # fmt: skip


def test_a_reader_of_age_comes_out_of_a_file(tmp_path: Path):
    file = tmp_path / "reader.txt"
    file.write_text(f"# cheia arhivei\n\n  {KEY}\n", "utf-8")
    assert takeout.read_recipient(file) == Recipient(KEY)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "# nothing",
        f"{KEY}\n{KEY}",
        KEY[:-1],
        KEY.upper(),
        "ssh-ed25519 AAAA",
        "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqxlp0d3",
        f"{KEY} cuvinte",
        KEY + "\n#" + "x" * 5000,
        "\x00\xff",
    ],
)
def test_what_is_no_single_key_is_refused_without_its_words(tmp_path: Path, content: str):
    file = tmp_path / "reader.txt"
    file.write_text(content, "utf-8")
    with pytest.raises(Refused) as refusal:
        takeout.read_recipient(file)
    assert refusal.value.code == "bad-recipient" and not refusal.value.facts


def test_the_names_of_the_archive_hold_the_time_of_the_office(session: Session, clock: FixedClock, tmp_path: Path):
    found = open_format.read(take(session, tmp_path, None).file.read_bytes())
    assert datetime.fromisoformat(found.manifest["made"]) == clock.now
