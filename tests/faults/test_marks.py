"""The planted word is found however it is written; a search that finds nothing proves nothing."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from tests.faults import marks
from tests.journeys.everything import CANARY


def bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


TEXT = f"o frază în care stă {CANARY}, și apoi altele"
WRITTEN: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-16": lambda text: text.encode("utf-16-le"),
    "big-endian UTF-16": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32-le"),
    "taken apart": lambda text: unicodedata.normalize("NFD", text).encode(),
    "without its marks": lambda text: bare(text).encode(),
    "an old code page": lambda text: text.encode("iso8859-16"),
    "capitals": lambda text: text.upper().encode(),
    "JSON": lambda text: "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in text).encode(),
    "XML": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "hex": lambda text: text.encode().hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one on": lambda text: base64.b64encode(b"." + text.encode()),
    "base64, two on": lambda text: base64.b64encode(b".." + text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
    "zstd": lambda text: zstd.compress(text.encode()),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_the_word_is_found(how: str) -> None:
    data = os.urandom(300) + WRITTEN[how](TEXT) + os.urandom(300)
    assert marks.within(data) != []


def test_nothing_is_found_where_nothing_is() -> None:
    assert marks.within(os.urandom(2_000_000)) == []
    assert marks.within("Altcineva, cu totul alt cuvânt".encode()) == []


def test_it_is_found_in_an_archive_a_name_and_a_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", TEXT * 20)
    (tmp_path / f"{CANARY}.txt").touch()
    (tmp_path / "clean.txt").write_text("nimic", "utf-8")
    found = {line.split(":")[0] for line in marks.in_files([tmp_path])}
    assert found == {"a.zip", f"{CANARY}.txt"}


def test_a_file_that_was_looked_at_before_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(TEXT, "utf-8")
    assert marks.in_files([tmp_path]) != []
    assert marks.in_files([tmp_path], {"a": TEXT.encode()}) == []


HOLDS = """
import sys, tempfile
word = sys.stdin.readline().strip()
file = tempfile.TemporaryFile()
file.write(word.encode()); file.flush()
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="looks into processes as Linux shows them")
def test_it_is_found_in_a_file_without_a_name_and_in_memory() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    with process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(f"{CANARY}\n")
        process.stdin.flush()
        process.stdout.readline()
        assert any(line.startswith("deleted ") for line in marks.in_deleted(process.pid))
        assert marks.in_memory(process.pid, marks.plain()) != []
        assert marks.in_memory(process.pid, {"nothing": os.urandom(24)}) == []
        process.stdin.write("\n")
