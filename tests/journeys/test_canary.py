"""A word is planted in every question of every form, in drafts, names, the passphrase; no file holds it."""

from __future__ import annotations

import io
import json
import os
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from desktop import paths
from desktop.bundle import crypto, reader
from desktop.forms.schema import FieldType
from desktop.services import cards, cases, people, records, vaults
from desktop.services.library import shipped
from tests.conftest import FixedClock
from tests.journeys.everything import CANARY, PERSON, PHONE, plant, spellings
from tests.offices import Office, acquaint, make_office

ZSTD = b"\x28\xb5\x2f\xfd"
PASSPHRASE = f"{CANARY} cu patru cuvinte după"


@pytest.fixture
def places(tmp_path: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where a file of the run may come to lie; the folder for temporary files is not even there."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(variable, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    return [tmp_path / "un4" / "vault", tmp_path / "run" / "vault", tmp_path / "stick", temporary, own_folders]


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, places: list[Path]) -> Office:
    monkeypatch.setattr("tests.offices.PASSPHRASE", PASSPHRASE)
    made = make_office(tmp_path / "un4", "UN4", clock)
    (tmp_path / "stick").mkdir()
    return made


def work(office: Office, code: str) -> None:
    """A colleague, a draft, a save in the window's way, a search, an uncovered answer."""
    session = office.open()
    people.add_worker(session, f"{CANARY} Colega", "worker", PASSPHRASE)
    case = cases.by_code(session, code).case
    sheet = records.open_sheet(session, "incident", case=case)
    records.keep_draft(session, sheet, {"narrative": f"{CANARY} draft"})
    sheet = records.open_sheet(session, "report", case=case)
    records.keep_draft(session, sheet, {"summary": f"{CANARY} altă ciornă"})
    records.save(session, sheet, {"summary": f"{CANARY} salvat"})
    assert cases.find(session, CANARY)
    cases.note_search(session, 1)
    vaults.close_session(session, make_backup=True)


def files(places: list[Path]) -> Iterator[Path]:
    for place in places:
        yield from (file for file in sorted(place.rglob("*")) if file.is_file())


def traces(places: list[Path]) -> list[str]:
    """Every file whose content or name gives the word away, and how."""
    wanted = {**spellings(CANARY), "phone": PHONE.encode(), "person": PERSON.encode(),
              "zstd magic": ZSTD}  # fmt: skip
    return [
        f"{file.name}: {how}"
        for file in files(places)
        for how, data in wanted.items()
        if data in file.read_bytes() or data in os.fsencode(str(file))
    ]


def opened(pdf: bytes) -> bytes:
    """Everything in a PDF: as it lies there, its streams unpacked, its text as a reader sees it."""
    found = [pdf]
    for part in pdf.split(b"stream\n")[1:]:
        unpacked = zlib.decompressobj()
        try:
            found.append(unpacked.decompress(part))
        except zlib.error:
            continue
    document = pypdf.PdfReader(io.BytesIO(pdf))
    found += [page.extract_text().encode() for page in document.pages]
    found.append(json.dumps({str(k): str(v) for k, v in (document.metadata or {}).items()}).encode())
    return b"\n".join(found)


def clear(data: bytes) -> list[str]:
    wanted = {**spellings(CANARY), "phone": PHONE.encode(), "person": PERSON.encode()}
    return [how for how, needle in wanted.items() if needle in data]


def test_the_search_finds_what_it_should(tmp_path: Path, places: list[Path]) -> None:
    """A search that finds nothing proves nothing."""
    for number, data in enumerate(spellings(CANARY).values()):
        (places[3] / str(number)).write_bytes(b"before" + data + b"after")
    (places[3] / "zstd").write_bytes(ZSTD)
    found = {trace.split(":")[0] for trace in traces(places)}
    assert found == {file.name for file in places[3].iterdir()}


def test_every_question_that_takes_words_was_planted(office: Office) -> None:
    _code, filler = plant(office)
    planted = {word.split(":")[0] for word in filler.words}
    wanted = {
        field.id
        for form in shipped().definitions.newest()
        for field in form.fields()
        if not form.lone and field.type in {FieldType.TEXT, FieldType.LONG_TEXT}
    }
    assert wanted <= planted


def test_no_file_of_a_vault_holds_a_word_of_hers(office: Office, places: list[Path]) -> None:
    code, _filler = plant(office)
    work(office, code)
    assert office.run("cases", "--search-file", "-", stdin=CANARY.encode()).status == 0
    refused = office.put({"case": code, "form": "identity", "set": {"sex": CANARY, CANARY: CANARY}})
    assert refused.status == 1 and CANARY not in refused.out + refused.err
    assert office.run("vault", "check").status == 0
    assert list((office.vault / "backups").glob("*.ancora-backup"))
    assert paths.log_file().stat().st_size > 0
    assert traces(places) == []
    session = office.open()  # and while it is open, with what was written since in the WAL
    sheet = records.open_sheet(session, "report", case=cases.by_code(session, code).case)
    records.save(session, sheet, {"summary": f"{CANARY} încă o dată"})
    assert (office.vault / "vault.db-wal").stat().st_size > 0
    assert traces(places) == []
    vaults.close_session(session, make_backup=False)


def test_no_file_that_leaves_the_office_holds_a_word_of_hers(
    office: Office, places: list[Path], tmp_path: Path, clock: FixedClock
) -> None:
    code, _filler = plant(office)
    work(office, code)
    region = make_office(tmp_path / "run", "RUN", clock, kind="region")
    acquaint(office, region)
    clock.advance(days=60)
    stick = tmp_path / "stick"
    assert office.run("report", "case", code, "--out", stick / "case.pdf").status == 0
    assert (
        office.run("export", "statistics", "--to", "RUN", "--period", "2026-Q4", "--out", stick / "a.ancora").status
        == 0
    )
    assert office.run("report", "statistics", "--period", "2026-Q4", "--out", stick / "tables.pdf").status == 0
    assert region.run("import", stick / "a.ancora").status == 0
    assert region.run("report", "statistics", "--period", "2026-Q4", "--out", stick / "region.pdf").status == 0
    assert traces(places) == []
    for file in stick.glob("*.pdf"):
        assert clear(opened(file.read_bytes())) == [], file.name
    assert clear(inside(region, office, stick / "a.ancora")) == []
    own = tmp_path / "inside.pdf"  # stays in the office, and shows that the words would be found in a PDF
    assert office.run("report", "case", code, "--profile", "internal", "--out", own).status == 0
    assert clear(opened(own.read_bytes())) != []


def inside(region: Office, office: Office, file: Path) -> bytes:
    """A bundle opened with the key of its addressee: what age held, and every record unpacked."""
    own, giver = region.open(), office.open()
    try:
        identity, trusted = cards.identity(own), {cards.card(giver).sign_key: office.code}
    finally:
        for session in (own, giver):
            vaults.close_session(session, make_backup=False)
    plain = io.BytesIO()
    crypto.decrypt(io.BytesIO(file.read_bytes()), plain, identity)
    unpacked: list[str] = []
    verified = reader.verify(lambda: file.open("rb"), identities=[identity], trusted=trusted)
    reader.records(verified, lambda record: unpacked.append(json.dumps(record, ensure_ascii=False)))
    assert unpacked
    return plain.getvalue() + "\n".join(unpacked).encode()
