"""`ancora takeout`: nothing leaves before it was confirmed twice, and then it is in the log."""

from __future__ import annotations

import sys
from pathlib import Path
from unittest import mock

import pyrage  # type: ignore[import-untyped]
import pytest

from tests.conftest import FixedClock
from tests.desktop.services import open_format
from tests.offices import NoTerminal, Office, acquaint, make_office

IDENTITY = pyrage.x25519.Identity.generate()


@pytest.fixture
def reader(tmp_path: Path) -> Path:
    file = tmp_path / "reader.txt"
    file.write_text(f"# for the archive\n{IDENTITY.to_public()}\n", "utf-8")
    return file


def confirm(folder: Path, words: str) -> Path:
    file = folder / "confirm.txt"
    file.write_text(words + "\n", "utf-8")
    return file


def test_sealed_to_a_reader_it_opens_with_that_key(office: Office, tmp_path: Path, reader: Path):
    code = office.new_case()
    out = tmp_path / "out.age"
    done = office.run(
        "takeout", "--recipient-file", reader, "--yes", "--confirm-file", confirm(tmp_path, "UN4"), "--out", out
    )
    assert done.status == 0, done
    assert (done.one["cases"], done.one["sealed"], done.one["bytes"]) == (1, True, out.stat().st_size)
    assert [one["code"] for one in open_format.read(out.read_bytes(), str(IDENTITY)).of("cases.jsonl")] == [code]
    logged = office.run("log", "--limit", "3").lines
    assert [line["verb"] for line in logged] == ["unlocked", "taken-out-for", "taken-out"]


@pytest.mark.parametrize(
    ("words", "typed", "code"),
    [
        (["--plain", "--yes"], None, "confirm-needed"),
        (["--plain"], "UN4 DESCHIS", "confirm-needed"),
        (["--plain", "--yes"], "UN4", "not-confirmed"),
        (["--plain", "--yes"], "", "not-confirmed"),
        (["--yes"], "UN4", "reader-needed"),
        (["--to", "RUN", "--yes"], "UN4", "no-such-office"),
        (["--plain", "--yes", "--case", "UN4-26-ZZZZZZ"], "UN4 DESCHIS", "no-such-case"),
    ],
)
def test_without_both_confirmations_nothing_leaves(
    office: Office, tmp_path: Path, words: list[str], typed: str | None, code: str
):
    out = tmp_path / "out.zip"
    given = [] if typed is None else ["--confirm-file", str(confirm(tmp_path, typed))]
    done = office.run("takeout", *words, *given, "--out", out)
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1].split()[0] == code
    assert not list(tmp_path.glob("out*"))
    assert "taken-out-in-clear" not in [line["verb"] for line in office.run("log").lines]


def test_in_clear_after_the_longer_words(office: Office, tmp_path: Path):
    code = office.new_case()
    done = office.run(
        "takeout", "--plain", "--case", code, "--yes", "--confirm-file", confirm(tmp_path, "un4 deschis"),
        "--out", tmp_path,
    )  # fmt: skip
    assert done.status == 0, done
    file = Path(done.one["file"])
    assert file.parent == tmp_path and open_format.read(file.read_bytes()).manifest["scope"] == "case"
    assert "oricine găsește fișierul îl poate citi" in done.err


class Typing(NoTerminal):
    """Somebody sits at the terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "status"), [("da\nUN4 DESCHIS\n", 0), ("nu\nUN4 DESCHIS\n", 1), ("da\nUN4\n", 1)])
def test_at_a_terminal_both_are_asked(office: Office, tmp_path: Path, typed: str, status: int):
    with mock.patch("tests.offices.NoTerminal", Typing):
        done = office.run("takeout", "--plain", "--out", tmp_path / "out.zip", stdin=typed.encode())
    assert done.status == status and (tmp_path / "out.zip").exists() == (status == 0)
    assert "Scrieți UN4 DESCHIS" in done.err or typed.startswith("nu")
    assert sys.stdin is not None


def test_an_office_opens_what_was_sealed_to_it(office: Office, tmp_path: Path, clock: FixedClock):
    other = make_office(tmp_path / "un5", "UN5", clock)
    acquaint(office, other)
    code = office.new_case()
    sealed = tmp_path / "out.age"
    done = office.run("takeout", "--to", "UN5", "--yes", "--confirm-file", confirm(tmp_path, "UN4"), "--out", sealed)
    assert (done.status, done.one["to"]) == (0, "UN5"), done
    assert "Îl poate citi numai oficiul UN5." in done.err
    plain = tmp_path / "in.zip"
    done = other.run(
        "takeout", "--open", sealed, "--yes", "--confirm-file", confirm(tmp_path, "UN5 DESCHIS"), "--out", plain
    )
    assert done.status == 0, done
    assert [one["code"] for one in open_format.read(plain.read_bytes()).of("cases.jsonl")] == [code]
    assert other.run("log", "--verb", "takeout-opened").one["count"] is None


def test_two_ways_at_once_are_bad_usage(office: Office, tmp_path: Path, reader: Path):
    for words in (["--plain", "--to", "RUN"], ["--case", "UN4-26-ZZZZZZ", "--open", str(reader)]):
        assert office.run("takeout", *words, "--out", tmp_path / "out").status == 2
