"""How the program is called: in the person's words, without Qt, refused instead of hanging, never with a traceback."""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import __main__ as program
from desktop import i18n, paths
from desktop.commands import arguments, codes
from desktop.refusals import SENTENCES
from desktop.services import cases
from tests.conftest import FixedClock
from tests.offices import LEGAL, ROOT, Office, finish, in_process, make_office, start

COMMANDS = [
    ["vault", "create"],
    ["vault", "check"],
    ["vault", "status"],
    ["practice"],
    ["worker", "add"],
    ["worker", "list"],
    ["cases"],
    ["case", "show"],
    ["conflicts"],
    ["record", "put"],
    ["card", "export"],
    ["card", "show"],
    ["card", "trust"],
    ["export", "statistics"],
    ["import"],
    ["report", "case"],
    ["report", "statistics"],
    ["print", "blank"],
    ["codes"],
    ["self-test"],
]
# Said to people who write a command's code, never to those who call it.
FOR_PROGRAMMERS = (
    "() not defined",
    "required' is an invalid",
    "%r is not callable",
    "dest= is required",
    "invalid conflict_resolution",
    "conflicting ",
    "mutually exclusive arguments",
    "cannot have multiple",
    "invalid option string",
    "cannot merge actions",
    'argument "-" with mode',
    "can't open",
    "subcommands",
    "%(prog)s: error",
    "ambiguous option",
    " (default",
    "expected %s argument",
    "cannot merge",
    "nested",
    "is deprecated",
)


@pytest.mark.parametrize("words", [[], *([noun] for noun in program.MODULES), *COMMANDS], ids=" ".join)
def test_every_command_has_help_in_romanian(words: list[str], clock: FixedClock) -> None:
    done = in_process([*words, "--help"], clock)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"utilizare: ancora {' '.join(words[:2])}".rstrip())
    assert "opțiuni" in done.out and "arată acest ajutor" in done.out
    for english in ("usage", "options", "positional", "show this", "exit", "arguments", "required"):
        assert english not in done.out.replace("--", ""), english


def test_every_word_of_argparse_that_a_person_may_read_is_ours() -> None:
    tree = ast.parse(Path(argparse.__file__).read_text(encoding="utf-8"))
    said = {
        text.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"_", "ngettext"}
        for text in call.args[:1]
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    }
    assert len(said) > 20
    assert [text for text in said if text not in arguments.WORDS and not any(x in text for x in FOR_PROGRAMMERS)] == []
    known = i18n.catalogue(paths.resources() / "locale" / "ro", "ro")
    assert all(known.get(text) is not None for text in arguments.WORDS.values())


@pytest.mark.parametrize(
    "words",
    [
        ["Popescu"],
        ["vault"],
        ["vault", "Popescu"],
        ["vault", "status", "Popescu"],
        ["--Popescu", "vault", "status"],
        ["vault", "status", "--json=Popescu"],
        ["vault", "create", "--office", "UN4", "--kind", "Popescu"],
        ["cases", "--limit", "Popescu"],
        ["cases", "--limit=-1"],
        ["practice", "--cases", "1e9"],
        ["worker", "add"],
        ["worker", "add", "Popescu", "--role", "Popescu"],
        ["case", "show"],
        ["import"],
        ["--json"],
        ["--passphrase", "x"],
        ["--vault"],
        ["report", "case", "X", "--profile", "Popescu", "--out", "x"],
        ["vault", "stat"],
        ["vault", "status", "--vaul", "x"],
    ],
)
def test_bad_usage_is_status_two_and_never_repeats_what_was_typed(words: list[str], clock: FixedClock) -> None:
    done = in_process(words, clock)
    assert (done.status, done.out, done.code) == (2, "", "bad-usage")
    assert "Popescu" not in done.err
    assert "utilizare: ancora" in done.err


def test_in_english_the_words_are_english(clock: FixedClock) -> None:
    paths.settings_file().parent.mkdir(parents=True, exist_ok=True)
    paths.settings_file().write_text('{"language": "en"}', encoding="utf-8")
    done = in_process(["vault", "statu"], clock)
    assert done.err.startswith("bad-usage — COMMAND: no such choice; there are ")


def test_options_stand_before_or_after_the_noun(office: Office) -> None:
    vault, worker, file = office.keys[:2], office.keys[2:4], office.keys[4:]
    for words in (
        [*vault, *worker, *file, "--json", "vault", "status"],
        ["vault", *vault, "status", *worker, *file, "--json"],
        [*vault, "vault", "--json", *file, "status", *worker],
    ):
        assert office.raw(*words).one["office"] == "UN4"


def test_a_folder_called_like_a_command_is_a_folder(tmp_path: Path, clock: FixedClock) -> None:
    done = in_process(["--vault", "record", "--worker", "case", "vault", "status"], clock)
    assert done.code == "passphrase-needed"
    assert arguments.noun_of(["--vault", "record", "--worker=case", "--json", "cases"]) == "cases"


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ([], True),
        (["--practice"], True),
        (["--vault", "x"], True),
        (["--vault=x"], True),
        (["tour", "--out", "x"], True),
        (["--json"], False),
        (["cases"], False),
        (["--help"], False),
        (["--vault", "x", "cases"], False),
    ],
)
def test_the_window_opens_only_without_a_command(words: list[str], window: bool) -> None:
    assert program.is_for_window(words) is window


def test_nobody_is_asked_where_nobody_sits(office: Office) -> None:
    vault: list[str | Path] = ["--vault", office.vault]
    assert office.raw(*vault, "vault", "status").code == "worker-needed"
    assert office.raw(*vault, "--worker", "X", "vault", "status").code == "passphrase-needed"
    assert (
        office.raw(*vault, "--worker", "X", "--passphrase-file", office.folder / "no", "cases").code == "no-such-file"
    )


def test_without_a_terminal_a_program_of_its_own_is_refused_at_once(tmp_path: Path, clock: FixedClock) -> None:
    for stdin in (subprocess.DEVNULL, subprocess.PIPE):
        done = finish(start(["--vault", str(tmp_path), "--worker", "X", "vault", "status"], stdin=stdin))
        assert (done.status, done.code) == (1, "passphrase-needed")


def test_a_passphrase_in_the_environment_or_an_argument_opens_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ANCORA_PASSPHRASE", "PASSPHRASE", "ANCORA_PASSWORD"):
        monkeypatch.setenv(name, "cinci cuvinte cu totul diferite")
    assert office.raw(*office.keys[:4], "cases").code == "passphrase-needed"
    assert office.raw(*office.keys[:4], "--passphrase", "x", "cases").status == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "passphrase-needed"),
        (b"\n", "passphrase-needed"),
        (b"wrong passphrase\n", "wrong-passphrase"),
        (b"\xff\xfe\xfd", "file-unreadable"),
        (b"x" * 70_000, "file-too-large"),
    ],
)
def test_a_passphrase_file_that_opens_nothing(office: Office, content: bytes, code: str) -> None:
    (office.folder / "pass").write_bytes(content)
    done = office.run("vault", "status")
    assert (done.status, done.out, done.code) == (1, "", code)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\xef\xbb\xbf"])
def test_a_passphrase_file_may_end_as_editors_end_files(office: Office, end: bytes) -> None:
    text = b"cinci cuvinte cu totul diferite"
    (office.folder / "pass").write_bytes(end + text if end.startswith(b"\xef") else text + end)
    assert office.run("vault", "status").status == 0


def test_words_to_search_for_come_from_a_file_or_standard_input(office: Office) -> None:
    code = office.new_case()
    office.put({"case": code, "form": "identity", "set": {"last_name": "Țărnă"}})
    assert office.run("cases", "--search-file", "-", stdin=b"tarna\n").one["code"] == code
    assert office.run("cases", "--search-file", "-", stdin=b"altcineva").lines == []
    assert office.run("cases", "--search-file", "-", stdin=b"\xff\xfe").code == "file-unreadable"
    assert office.run("cases", "--search-file", "-", stdin=b"x" * 70_000).code == "file-too-large"


@pytest.mark.parametrize("fault", [RuntimeError("Maria Popescu"), ValueError("Maria Popescu")])
def test_a_fault_of_ours_is_told_without_what_it_quotes(
    office: Office, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def break_(*_args: object, **_named: object) -> None:
        raise fault

    monkeypatch.setattr(cases, "page", break_)
    done = office.run("cases")
    assert (done.status, done.out, done.code) == (1, "", "unexpected")
    assert "Maria" not in done.err + paths.log_file().read_text(encoding="utf-8")
    assert type(fault).__name__ in paths.log_file().read_text(encoding="utf-8")


def test_ctrl_c_is_a_stop_and_the_vault_is_closed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as pressed:
        pressed.setattr(cases, "page", interrupt)
        done = office.run("cases")
    assert (done.status, done.code) == (1, "stopped")
    assert office.run("cases").status == 0


def test_where_no_log_can_be_written_the_work_is_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = office.folder / "file"
    blocked.write_text("")
    monkeypatch.setattr(paths, "log_file", lambda: blocked / "ancora.log")
    assert office.run("vault", "status").one["office"] == "UN4"


def test_results_on_a_full_disk_are_refused_and_not_half_told(office: Office) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no disk that is always full")
    full = make_office(office.folder / "legal", "UN5", office.clock, cost=LEGAL)
    with Path("/dev/full").open("wb") as out:
        done = finish(full.start("vault", "status", stdout=out))
    assert (done.status, done.code) == (1, "disk-full")


def test_no_command_loads_qt_and_help_loads_no_paper(tmp_path: Path, clock: FixedClock) -> None:
    office = make_office(tmp_path, "UN4", clock, cost=LEGAL)
    script = (
        "import sys, json\nfrom desktop.__main__ import main\n"
        "for words in json.loads(sys.argv[1]):\n"
        "    try:\n        status = main(words)\n    except SystemExit as end:\n        status = end.code\n"
        "    assert status == 0, words\n"
        "    loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "    assert not loaded & {'PySide6', 'shiboken6'}, words\n"
        "    if words[:2] == ['vault', 'status']:\n"
        "        assert not loaded & {'reportlab', 'pypdf', 'segno', 'pypdfium2'}, loaded\n"
    )
    runs = [
        ["vault", "status", "--help"],
        ["vault", "status", *office.keys],
        ["cases", *office.keys],
        ["worker", "list", *office.keys],
        ["conflicts", *office.keys],
        ["vault", "check", *office.keys],
        ["print", "blank", "incident", "--out", str(tmp_path / "a.pdf")],
        ["codes"],
        ["self-test"],
        ["--help"],
    ]
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(runs)],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_every_code_is_listed_with_its_sentence(clock: FixedClock) -> None:
    listed = in_process(["codes", "--json"], clock).lines
    assert [line["code"] for line in listed] == sorted(SENTENCES)
    assert all(line["sentence"] for line in listed)
    assert in_process(["codes", "--table"], clock).out.strip() == codes.table()


def test_the_table_of_codes_in_the_description_is_the_one_of_the_program() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert codes.BEGIN in text, "README.md has the marks <!-- codes --> and <!-- /codes -->"
    kept = codes.BEGIN + text.partition(codes.BEGIN)[2].partition(codes.END)[0] + codes.END
    assert kept == codes.table(), "`ancora codes --table` prints it"


def test_the_self_test_tries_every_part(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    done = in_process(["self-test", "--json"], clock)
    assert done.status == 0
    assert {line["part"] for line in done.lines} == {"definitions", "words", "database", "paper", "bundles"}
    assert all(line["works"] and line["fault"] is None for line in done.lines)
    monkeypatch.setattr("desktop.bundle.crypto.encrypt", lambda *_args: None)
    done = in_process(["self-test", "--json"], clock)
    assert (done.status, done.code) == (1, "self-test-failed")
    assert [line["part"] for line in done.lines if not line["works"]] == ["bundles"]
