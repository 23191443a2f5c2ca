"""A bundle is a file of the standard tools: `age` opens it and `zstd` unpacks it, as the page says under "By hand"."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.desktop.bundle import golden, stranger

TOOLS = ("age", "zstd")
there = pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="age or zstd is not on this computer")


@there
@pytest.mark.parametrize("kind", golden.kinds())
def test_age_opens_a_bundle_and_zstd_unpacks_its_records(kind: str, tmp_path: Path) -> None:
    one = golden.golden(kind)
    key, file, plain, body = (tmp_path / name for name in ("identity.txt", "a.ancora", "plain", "body.zst"))
    key.write_text(one.identity + "\n")
    file.write_bytes(one.data)
    subprocess.run(["age", "-d", "-i", key, "-o", plain, file], check=True, capture_output=True)
    packed, attached, _manifest, _signature = stranger.frames(plain.read_bytes())
    body.write_bytes(packed)
    unpacked = subprocess.run(["zstd", "-d", "-c", body], check=True, capture_output=True).stdout
    assert unpacked.splitlines() == [stranger.spelled(record) for record in one.records]
    assert stranger.attachments(attached) == dict(one.files)


@there
def test_what_age_and_zstd_have_made_is_a_bundle(tmp_path: Path) -> None:
    """Somebody without the program can write one: the frames around the body are the only thing of ours."""
    one = golden.golden("transfer")
    lines, body, plain, file = (tmp_path / name for name in ("lines", "body.zst", "plain", "a.ancora"))
    lines.write_bytes(b"".join(stranger.spelled(record) + b"\n" for record in one.records))
    subprocess.run(["zstd", "-19", "-q", "-o", body, lines], check=True)
    packed = body.read_bytes()
    said = {**one.manifest["body"], "len": len(packed), "b2": stranger.blake(packed)}
    framed = _frames_but_body(one)
    manifest = stranger.spelled({**one.manifest, "body": said})
    signature = one.sign(b"ancora/1 manifest\0" + manifest)
    plain.write_bytes(b"ANCORA1\n" + _frame(b"B", packed) + framed + _frame(b"M", manifest) + _frame(b"S", signature))
    subprocess.run(["age", "-r", one.recipient, "-o", file, plain], check=True)
    found = golden.read(file.read_bytes(), one)
    assert (found.records, found.files) == (one.records, one.files)


def _frame(type_: bytes, content: bytes) -> bytes:
    return type_ + len(content).to_bytes(4, "big") + content


def _frames_but_body(one: golden.Golden) -> bytes:
    return b"".join(_frame(b"A", bytes.fromhex(id_) + content) for id_, content in one.files)
