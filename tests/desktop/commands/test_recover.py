"""The recovery sheet without a window: made with the database, typed back, split, used on another computer, drilled."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from db import keys
from db.keys import KdfCost
from desktop.services import vaults
from tests.conftest import FixedClock
from tests.offices import PASSPHRASE, WORKER, Office
from tests.square import squares

FRESH = "perete lampadar cizme uliu ocean"


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A database that was made with its sheet."""
    monkeypatch.setattr(keys, "calibrate", KdfCost.for_tests)
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    (tmp_path / "new").write_text(FRESH + "\n", encoding="utf-8")
    made = Office(tmp_path, "UN4", clock)
    done = made.run("vault", "create", "--office", "UN4", "--kit", tmp_path / "kit.pdf")
    assert (done.status, done.code) == (0, "paper"), done
    (tmp_path / "code").write_text(code_on(tmp_path / "kit.pdf"), encoding="utf-8")
    return made


def code_on(pdf: Path) -> str:
    """The code as a reader of squares reads it off the paper."""
    (code,) = squares(pdf.read_bytes())
    return code.replace("-", " ")


def opens(office: Office, vault: Path, worker: str, passphrase: str) -> bool:
    session = vaults.open_session(vault, worker=worker, passphrase=passphrase, clock=office.clock)
    vaults.close_session(session, make_backup=False)
    return True


def test_a_database_is_made_with_its_sheet_and_the_code_typed_back(office: Office) -> None:
    status = office.run("vault", "status").one
    assert status["kit"] and status["kit_confirmed"] is None
    done = office.run("vault", "kit", "--code-file", office.folder / "code")
    assert (done.status, done.one["kit_confirmed"]) == (0, "2026-11-24")
    assert office.run("vault", "status").one["drill_due"] == "2027-11-24"
    spoken = office.raw(*office.keys, "vault", "status")
    assert f"Foaia de recuperare {status['kit']}" in spoken.out


def test_a_database_without_a_sheet_says_so(tmp_path: Path, clock: FixedClock, monkeypatch) -> None:
    monkeypatch.setattr(keys, "calibrate", KdfCost.for_tests)
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    bare = Office(tmp_path, "UN4", clock)
    assert bare.run("vault", "create", "--office", "UN4").one["kit"] is None
    assert bare.run("vault", "status").one["kit"] is None
    assert "Nu există o foaie de recuperare" in bare.raw(*bare.keys, "vault", "status").out
    assert bare.run("vault", "kit").code == "kit-or-code"


def test_a_sheet_never_takes_the_place_of_a_file(tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    (tmp_path / "kit.pdf").write_bytes(b"something else")
    office = Office(tmp_path, "UN4", clock)
    assert office.run("vault", "create", "--office", "UN4", "--kit", tmp_path / "kit.pdf").code == "file-exists"
    assert not office.vault.exists()
    assert (tmp_path / "kit.pdf").read_bytes() == b"something else"


def test_a_wrong_group_is_named_and_nothing_typed_is_repeated(office: Office) -> None:
    typed = (office.folder / "code").read_text().split()
    typed[8] = "ZZZZZ" if typed[8] != "ZZZZZ" else "YYYYY"
    (office.folder / "code").write_text(" ".join(typed))
    done = office.raw(*office.keys, "vault", "kit", "--code-file", office.folder / "code")
    assert (done.status, done.code) == (1, "code-group-wrong")
    assert "9" in done.err and typed[8] not in done.err


def test_a_new_sheet_waits_until_it_was_typed_back(office: Office) -> None:
    old = office.run("vault", "kit", "--code-file", office.folder / "code").one["kit"]
    made = office.run("vault", "kit", office.folder / "second.pdf").one
    assert (made["kit"], made["kit_pending"] not in (None, old)) == (old, True)
    (office.folder / "code2").write_text(code_on(office.folder / "second.pdf"))
    assert office.run("vault", "kit", "--code-file", office.folder / "code2").one["kit"] == made["kit_pending"]
    refused = office.raw(*recover_words(office, office.vault, WORKER, "--kit-code-file", office.folder / "code"))
    assert refused.code == "kit-another"


def recover_words(office: Office, vault: Path, worker: str, *how: str | Path) -> list[str | Path]:
    return [
        *("--vault", vault, "--worker", worker, "--json", "recover"),
        *how,
        *("--new-passphrase-file", office.folder / "new"),
    ]


def test_a_lost_passphrase_is_replaced_by_the_code(office: Office) -> None:
    done = office.raw(*recover_words(office, office.vault, WORKER, "--kit-code-file", office.folder / "code"))
    assert (done.status, done.one["role"], done.one["name"]) == (0, "lead", WORKER), done
    assert opens(office, office.vault, WORKER, FRESH)
    assert office.run("vault", "status").code == "wrong-passphrase"


def test_another_computer_is_let_in_with_a_backup_and_two_shares(office: Office, tmp_path: Path) -> None:
    office.new_case()
    (office.folder / "holders").write_text("Prima Persoană\nA Doua\nA Treia\n", encoding="utf-8")
    papers = tmp_path / "shares"
    papers.mkdir()
    made = office.run(
        *("vault", "shares", papers, "--code-file", office.folder / "code", "--holders-file", office.folder / "holders")
    )
    assert [Path(line["file"]).name for line in made.lines] == ["1.pdf", "2.pdf", "3.pdf"]
    for number in (1, 3):
        (papers / f"{number}.txt").write_text(code_on(papers / f"{number}.pdf"))
    assert "A Treia" in PdfReader(papers / "3.pdf").pages[0].extract_text()
    backup = Path(office.run("backup").one["file"])
    stick = tmp_path / backup.name
    shutil.copyfile(backup, stick)
    new = tmp_path / "another"
    words = recover_words(office, new, "Cineva Nou", "--shares", papers / "3.txt", papers / "1.txt", "--backup", stick)
    done = office.raw(*words)
    assert (done.status, done.one["role"], done.one["anchor"]) == (0, "lead", "ok"), done
    assert opens(office, new, "Cineva Nou", FRESH)
    twice = recover_words(office, new, WORKER, "--shares", papers / "3.txt", papers / "3.txt")
    assert office.raw(*twice).code == "share-repeated"
    assert office.raw(*recover_words(office, new, WORKER, "--shares", papers / "3.txt")).code == "shares-needed"


def test_a_drill_ends_in_a_certificate_whose_number_the_office_notes(office: Office, tmp_path: Path) -> None:
    office.new_case()
    backup = office.run("backup").one["file"]
    out = tmp_path / "certificate.pdf"
    spare = Office(tmp_path / "nowhere", "UN4", office.clock)  # no database on that computer
    done = spare.raw("--json", "vault", "drill", backup, "--kit-code-file", office.folder / "code", "--out", out)
    assert (done.status, done.one["cases"], done.one["office"]) == (0, 1, "UN4"), done
    paper = PdfReader(out).pages[0].extract_text()
    assert done.one["number"] in paper and "UN4" in paper
    assert (office.folder / "code").read_text().split()[2] not in paper
    assert office.run("vault", "drilled", "--number", "1234").code == "drill-number-wrong"
    noted = office.run("vault", "drilled", "--number", done.one["number"])
    assert (noted.status, noted.one["drill"]) == (0, "2026-11-24")


def test_neither_code_nor_two_ways_at_once_is_bad_usage(office: Office) -> None:
    assert office.raw("--vault", office.vault, "recover").status == 2
    both = ["--kit-code-file", office.folder / "code", "--shares", office.folder / "code"]
    assert office.raw("--vault", office.vault, "recover", *both).status == 2


def test_who_may_have_copied_the_sheet_is_kept_out_by_a_new_one(office: Office) -> None:
    office.run("vault", "kit", "--code-file", office.folder / "code")
    assert office.run("vault", "status").one["kit_older"] is None
    assert (
        office.run("worker", "add", "Vera", "--role", "lead", "--new-passphrase-file", office.folder / "new").err == ""
    )
    said = office.raw(*office.keys, "worker", "role", "Vera", "worker")
    assert said.status == 0 and said.err.startswith("kit-older") and "altcineva era șef" in said.err
    assert office.run("vault", "rekey").code == "kit-older"
    removed = office.raw(*office.keys, "worker", "remove", "Vera")
    assert removed.status == 0 and removed.err.startswith("kit-older")
    assert "Foaia de recuperare e mai veche decât cheia bazei de date. Faceți una nouă" in removed.err
    assert office.run("vault", "status").one["kit_older"] == "key"
    assert "Faceți una nouă" in office.raw(*office.keys, "vault", "status").out
    office.run("vault", "kit", office.folder / "next.pdf")
    old = ("recover", "--kit-code-file", office.folder / "code", "--new-passphrase-file", office.folder / "new")
    assert office.run(*old).code == "kit-another"
    (office.folder / "code").write_text(code_on(office.folder / "next.pdf"), encoding="utf-8")
    assert office.run("vault", "kit", "--code-file", office.folder / "code").status == 0
    assert office.run("vault", "status").one["kit_older"] is None
    assert office.run("vault", "rekey").code == "kit-older"


def test_an_older_key_file_is_told_at_the_next_command(office: Office) -> None:
    before = (office.vault / "vault.keys").read_bytes()
    office.run("worker", "add", "Vera", "--role", "worker", "--new-passphrase-file", office.folder / "new")
    (office.vault / "vault.keys").write_bytes(before)
    told = office.raw(*office.keys, "vault", "status")
    assert told.status == 0 and told.err.startswith("key-file-changed") and "fișier mai vechi" in told.err
    assert office.run("vault", "status").err == ""
