"""The papers tell the truth: what they name is there, and what they must not say stands nowhere."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from desktop import __main__ as program
from desktop import __version__
from desktop.services.library import shipped
from installer import dev

ROOT = Path(__file__).resolve().parent.parent
HELP = ROOT / "resources" / "help"
GUIDE = HELP / "ghid.ro.md"
README, SECURITY, CONTRIBUTING, CHANGELOG = (
    ROOT / f"{name}.md" for name in ("README", "SECURITY", "CONTRIBUTING", "CHANGELOG")
)
PAPERS = sorted([*ROOT.glob("*.md"), ROOT / "resources" / "README.md", *HELP.glob("*.md")])
ids = [str(paper.relative_to(ROOT)) for paper in PAPERS]
every_paper = pytest.mark.parametrize("paper", PAPERS, ids=ids)

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FOLDERS = ("desktop/", "db/", "resources/", "tests/", "installer/", ".ci/")
PICTURE_LIMIT = 200_000
CEDILLA = re.compile("[şţŞŢ]")


def prose(paper: Path) -> str:
    """A paper without its blocks of code."""
    return FENCE.sub("", paper.read_text("utf-8"))


def blocks(paper: Path, language: str | None = None) -> list[str]:
    found = FENCE.findall(paper.read_text("utf-8"))
    return [text for named, text in found if language is None or named == language]


def spans(paper: Path) -> list[str]:
    return SPAN.findall(prose(paper))


# --- links, files, tests ----------------------------------------------------------------------------------------------


def anchor(heading: str) -> str:
    """What a heading is called in an address: small letters, digits, hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def headings(paper: Path) -> set[str]:
    return {anchor(words) for words in re.findall(r"^#+ (.+)$", prose(paper), re.MULTILINE)}


@every_paper
def test_every_link_leads_somewhere(paper: Path) -> None:
    for _picture, words, target in LINK.findall(prose(paper)):
        file, _, place = target.partition("#")
        there = (paper.parent / file).resolve() if file else paper
        assert there.exists(), f"{words} -> {target}"
        assert not place or place in headings(there), f"{words} -> {target}"


@every_paper
def test_every_file_that_a_paper_names_is_there(paper: Path) -> None:
    for name in spans(paper):
        path = name.partition("::")[0].split(maxsplit=1)[0]
        if path.startswith(FOLDERS) and "…" not in path and not path.endswith((".v2.toml", ".mo")):
            assert list(ROOT.glob(re.sub(r"<\w+>|\*\*?", "*", path).rstrip("/"))), name


@every_paper
def test_no_code_is_broken_over_two_lines(paper: Path) -> None:
    """It would read badly, and pass by the tests above."""
    assert [line for line in prose(paper).splitlines() if line.count("`") % 2] == []


@cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_each_promise_names_tests_that_are_there() -> None:
    named = TEST.findall(SECURITY.read_text("utf-8"))
    assert len(named) > 40
    gone = [f"{file}::{name}" for file, name in named if not (ROOT / file).exists() or name not in functions_of(file)]
    assert gone == []
    assert all(name.startswith("test_") for _file, name in named)


def test_no_promise_is_made_without_a_test_or_without_what_remains() -> None:
    protected = SECURITY.read_text("utf-8").partition("## What is protected, and how")[2].partition("\n## ")[0]
    promises = protected.split("\n### ")[1:]
    assert len(promises) >= 10
    for promise in promises:
        title, _, body = promise.partition("\n")
        assert "*Remains:*" in body, title
        assert TEST.search(body.partition("*Held by:*")[2]), title


# --- commands ---------------------------------------------------------------------------------------------------------


def children(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    below = [action._name_parser_map for action in parser._actions if isinstance(action, _SubParsersAction)]
    return dict(below[0]) if below else {}


def options(parser: ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings}


def commands(paper: Path) -> Iterator[list[str]]:
    """What a paper tells to type after `ancora`."""
    lines = [*spans(paper), *(line for text in blocks(paper) for line in text.splitlines())]
    for line in lines:
        for told in re.findall(r"(?:^|\(|\./|bin/)ancora( [^|>#)]*)?(?=$|[|>#)])", line.strip()):
            plain = told.replace("[", " ").replace("]", " ")
            yield re.findall(r'"[^"]*"|\S+', plain)


def misspelt(words: list[str], parser: ArgumentParser) -> str | None:
    """The first word that the command line does not know, if there is one."""
    known = {"--practice"} | options(parser)
    for word in words:
        if word.startswith("-") and word != "-":
            if word.partition("=")[0] not in known:
                return word
        elif (below := children(parser)) and not word.startswith("$"):
            if word not in below and word != "tour":
                return word
            parser = below.get(word, parser)
            known |= options(parser)
    return None


@every_paper
def test_every_command_that_a_paper_names_is_there(paper: Path) -> None:
    whole = program.parser()
    for words in commands(paper):
        assert misspelt(words, whole) is None, f"ancora {' '.join(words)}"


def test_a_command_that_is_not_there_would_be_found(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text("Type `ancora vault burn` or `ancora cases --all`, or `ancora cases --limit 3`.\n")
    whole = program.parser()
    assert [misspelt(words, whole) for words in commands(paper)] == ["burn", "--all", None]


@every_paper
def test_every_command_of_the_set_up_is_there(paper: Path) -> None:
    for command in re.findall(r"installer/dev\.py (\w+)", paper.read_text("utf-8")):
        assert command in dev.COMMANDS


CHEAP = """
import sys
from db import keys
from db.slots import MIB, KdfCost
keys.calibrate = lambda: KdfCost(1, 64 * MIB)
from desktop.__main__ import main
sys.exit(main())
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="the block is written for a shell")
def test_the_blocks_of_commands_work_as_they_stand(tmp_path: Path) -> None:
    """Pasted into one shell: an office, its region, a case, the figures of a quarter; then a person who leaves, a
    computer that is lost, a case that is taken out; a second computer, and a case that moves. Only the passphrases
    are cheap."""
    scripts = tmp_path / ".venv" / "bin"
    scripts.mkdir(parents=True)
    _script(scripts / "ancora", f"{shlex.quote(sys.executable)} -c {shlex.quote(CHEAP)}")
    _script(scripts / "python", shlex.quote(sys.executable))
    made = tmp_path / "made"
    made.mkdir()
    environ = {**os.environ, "TMPDIR": str(made), "PYTHONPATH": str(ROOT)}
    script = "\n".join(["set -eu", *blocks(README, "sh")])
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    warnings = [line.partition(" ")[0] for line in done.stderr.splitlines() if " — " in line]
    assert (done.returncode, warnings) == (0, ["paper", "kit-older", "paper", "same-disk"]), done.stderr
    assert '"status": "imported"' in done.stdout
    (folder,) = made.iterdir()
    there = {file.name for file in folder.iterdir()}
    assert {"tables.pdf", "incident.pdf", "kit.pdf", "certificate.pdf", "office", "region", "elsewhere"} <= there
    assert {"second", "back.ancora", "told.ancora", "home", "answer.ancora"} <= there
    assert [name for name in there if name.endswith(".age")]
    assert {file.suffix for file in (folder / "stick").iterdir()} == {".ancora-backup"}


def _script(path: Path, command: str) -> None:
    path.write_text(f'#!/bin/sh\nexec {command} "$@"\n', "utf-8")
    path.chmod(0o755)


# --- the map of the house ---------------------------------------------------------------------------------------------


def the_map() -> set[str]:
    """Every path of the map, by its indentation."""
    drawn = next(block for block in blocks(CONTRIBUTING) if block.startswith("desktop/"))
    found: set[str] = set()
    above: list[tuple[int, str]] = []
    for line in drawn.splitlines():
        depth = len(line) - len(line.lstrip())
        above = [(at, folder) for at, folder in above if at < depth]
        names = re.split(r"\s{2,}", line.strip())[0].split()
        assert names and all(re.fullmatch(r"[\w.]+/?", name) for name in names), line
        for name in names:
            path = (above[-1][1] if above else "") + name
            found.add(path)
        if name.endswith("/"):
            above.append((depth, path))
    return found


def test_every_place_on_the_map_is_there() -> None:
    for path in the_map():
        assert (ROOT / path).is_dir() if path.endswith("/") else (ROOT / path).is_file(), path


def test_no_package_and_no_module_of_the_application_is_missing_from_the_map() -> None:
    there = {
        f"desktop/{entry.name}{'/' if entry.is_dir() else ''}"
        for entry in (ROOT / "desktop").iterdir()
        if entry.name not in {"__pycache__", "__init__.py"}
    }
    assert there - the_map() == set()
    folders = {f"resources/{entry.name}/" for entry in (ROOT / "resources").iterdir() if entry.is_dir()}
    assert folders - the_map() == set()


# --- the guide --------------------------------------------------------------------------------------------------------


@cache
def screen_words() -> frozenset[str]:
    """All that the window says in Romanian, without placeholders and spaces at the ends."""
    found: set[str] = set()
    for file in sorted((ROOT / "resources" / "locale" / "ro").glob("*.po")):
        with file.open("rb") as source:
            for message in read_po(source, locale="ro"):
                told = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
                found |= {re.sub(r"\{\w+\}", "", text).strip() for text in told if message.id}
    forms = shipped().definitions.forms.values()
    found |= {form.title["ro"] for form in forms}
    found |= {field.label["ro"] for form in forms for field in form.fields()}
    return frozenset(found)


def test_bold_words_of_the_guide_are_words_of_the_screen() -> None:
    bold = {" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", prose(GUIDE), re.DOTALL)}
    assert len(bold) > 60
    assert sorted(bold - screen_words()) == []


def test_sentences_of_refusal_in_the_guide_are_those_of_the_program() -> None:
    table = GUIDE.read_text("utf-8").partition("## Când programul refuză ceva")[2].partition("\n## ")[0]
    quoted = re.findall(r"^\| „(.+?)” \|", table, re.MULTILINE)
    assert len(quoted) >= 10
    assert [words for words in quoted if not any(words in text for text in screen_words())] == []


def test_the_keys_of_the_guide_are_those_of_the_window() -> None:
    from desktop.gui.pages.guide import keys

    told = re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \|$", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert told == list(keys(office=True))


def test_the_guide_is_written_as_the_window_is() -> None:
    text = GUIDE.read_text("utf-8")
    words = LINK.sub(r"\2", prose(GUIDE))
    assert not CEDILLA.search(text)
    assert "!" not in words
    assert '"' not in words
    assert words.count("„") == words.count("”")


@every_paper
def test_no_cedilla_in_any_paper(paper: Path) -> None:
    assert CEDILLA.findall(paper.read_text("utf-8")) == []


def test_the_version_of_the_program_has_its_entry() -> None:
    assert re.search(rf"^## {re.escape(__version__)}\b", CHANGELOG.read_text("utf-8"), re.MULTILINE)


# --- pictures ---------------------------------------------------------------------------------------------------------


def pictures() -> list[Path]:
    return sorted((HELP / "pictures").iterdir())


def test_pictures_are_small_and_of_the_window() -> None:
    assert 6 <= len(pictures()) <= 16
    for picture in pictures():
        head = picture.read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n", picture.name
        wide, high = struct.unpack(">II", head[16:24])
        assert 600 <= wide <= 1366, picture.name
        assert 400 <= high <= 768, picture.name
        assert picture.stat().st_size <= PICTURE_LIMIT, picture.name


def test_every_picture_is_shown_and_described() -> None:
    shown: set[Path] = set()
    for paper in PAPERS:
        for _mark, words, target in (link for link in LINK.findall(prose(paper)) if link[0]):
            assert len(words) > 15, f"{paper.name}: {target} has no description"
            shown.add((paper.parent / target).resolve())
    assert shown == set(pictures())


# --- the project speaks of itself alone -------------------------------------------------------------------------------

WORKPLACE = re.compile(
    r"(?<![\w.$~])/(?:work|root)/"
    r"|(?<![\w.$~])/(?:home|tmp)/\w"
    r"|[A-Z]:\\{1,2}Users"
    r"|\bCONTRACTS\b"
    r"|\bshared/\w"
    r"|\bissue (?:#|\d|number|tracker)"
    r"|\bpull request"
    r"|\bsub-?agent"
    r"|\b(?:AI|LLM|chatbot)\b"
    r"|\b(?:TODO|FIXME)\b"
)
TEXT = {".py", ".md", ".toml", ".po", ".qss", ".svg", ".txt", ".sql", ".json", ".yml", ".cfg", "", ".gitignore"}
MADE = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "build", "dist"}


def tracked() -> list[Path]:
    """The files of the project: those that git knows, or, without git, all that nothing has made."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]
    return [file for file in ROOT.rglob("*") if file.is_file() and not MADE & set(file.relative_to(ROOT).parts)]


def said(text: str) -> list[str]:
    return [found.group(0) for found in WORKPLACE.finditer(text)]


def test_nothing_speaks_of_the_place_where_it_was_written() -> None:
    here = Path(__file__).resolve()
    files = [file for file in tracked() if file.suffix in TEXT and file.is_file() and file != here]
    assert len(files) > 300
    found = {str(file.relative_to(ROOT)): told for file in files if (told := said(file.read_text("utf-8")))}
    assert found == {}


@pytest.mark.parametrize("words", ["see /home/ana/x", "a /tmp/x there", "issue #4", "TODO later"])
def test_such_a_word_would_be_found(words: str) -> None:
    assert said(words)
