"""A reader written from resources/help/bundle-format.md alone, with age, zstd and Ed25519 and none of our code.

It reads what the program writes, and the bundle of every release that lies in tests/golden.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage  # type: ignore[import-untyped]
import pytest
from backports import zstd
from nacl.signing import SigningKey, VerifyKey

from desktop.bundle import card, crypto, reader, writer
from desktop.bundle.card import Card
from desktop.bundle.format import Head
from desktop.bundle.kinds.statistics import CountedTable, Reading, Statistics, to_records
from tests.desktop.bundle.forge import Office

GOLDEN = Path(__file__).parents[2] / "golden" / "bundle-1"
FORMAT = Path(__file__).parents[3] / "resources" / "help" / "bundle-format.md"


@dataclass(frozen=True)
class Read:
    manifest: dict[str, Any]
    records: list[dict[str, Any]]


def read_by_the_page(data: bytes, identity: str, sign_key: bytes) -> Read:
    """Sections 1 to 6, top to bottom."""
    header = data[: data.index(b"\n--- ")]
    assert header.startswith(b"age-encryption.org/v1\n") and len(header) < 8192
    types = [line.split(b" ")[1] for line in header.split(b"\n") if line.startswith(b"-> ")]
    assert [type_ for type_ in types if not type_.endswith(b"-grease")] == [b"X25519"]

    plain = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity)])
    assert plain[:8] == b"ANCORA1\n"
    at, frames = 8, []
    while at < len(plain):
        type_, length = struct.unpack_from(">cI", plain, at)
        frames.append((type_, plain[at + 5 : at + 5 + length]))
        at += 5 + length
    assert at == len(plain)
    body = b"".join(content for type_, content in frames[:-2])
    assert {type_ for type_, _content in frames[:-2]} == {b"B"}
    (m, manifest), (s, signature) = frames[-2:]
    assert (m, s) == (b"M", b"S")

    VerifyKey(sign_key).verify(b"ancora/1 manifest\0" + manifest, signature)
    found = json.loads(manifest)
    assert canonical(found) == manifest
    own = str(pyrage.x25519.Identity.from_str(identity).to_public())
    assert found["to"] == [hashlib.blake2b(own.encode(), digest_size=16).hexdigest()]
    assert found["body"]["b2"] == hashlib.blake2b(body, digest_size=32).hexdigest()
    assert found["body"]["len"] == len(body)

    raw = zstd.decompress(body)
    assert found["body"]["raw"] == len(raw) and raw.endswith(b"\n")
    lines = raw[:-1].split(b"\n")
    assert found["body"]["n"] == len(lines)
    records = [json.loads(line) for line in lines]
    assert [canonical(record) for record in records] == lines
    return Read(found, records)


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_card_by_the_page(data: bytes) -> tuple[dict[str, Any], bytes, str]:
    """Section 8: the card, its signing key, its fingerprint."""
    first, body, signature, end = data.split(b"\n")
    assert (first, end) == (b"ANCORA-CARD1", b"")
    found = json.loads(body)
    key = base64.b64decode(found["sign"])
    VerifyKey(key).verify(b"ancora/1 card\0" + body, base64.b64decode(signature))
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    bits = "".join(f"{letters.index(letter):05b}" for letter in found["box"][4:-6])
    box = bytes(int(bits[at : at + 8], 2) for at in range(0, 256, 8))
    digest = hashlib.blake2b(b"ancora/1 fingerprint\0" + key + box, digest_size=32).digest()
    digits = f"{int.from_bytes(digest, 'big') % 10**30:030d}"
    return found, key, " ".join(digits[at : at + 5] for at in range(0, 30, 5))


def test_a_stranger_reads_what_the_program_writes(sender: Office, region: Office) -> None:
    tables = tuple(
        CountedTable(f"i{number:02d}", 1, "case", tuple((f"code_{row}", 3 * row) for row in range(900)), 999)
        for number in range(40)
    )  # more than one frame and more than one block
    out = io.BytesIO()
    head = Head("statistics", "UN4", 2, "ab" * 32, "2026-11")
    records = to_records(Statistics("2026-Q3", 1, tables))
    written = writer.write(out, head=head, to=region.recipient, sign=sender.seed, records=records)
    found = read_by_the_page(out.getvalue(), region.identity, sender.key)
    assert written.manifest.body.length > 2 * 256 * 1024
    assert found.manifest["seq"] == 2 and found.manifest["prev"] == "ab" * 32
    assert found.records[0] == {"type": "statistics", "period": "2026-Q3", "edition": 1, "base": 3, "tables": 40}
    assert found.records[7]["rows"] == [[f"code_{row}", 3 * row] for row in range(900)]


def test_a_stranger_reads_a_card(sender: Office) -> None:
    own = Card("UN4", "office", "MD", sender.key, sender.recipient)
    found, key, fingerprint = read_card_by_the_page(card.write(own, sender.seed))
    assert (found["office"], key, fingerprint) == ("UN4", sender.key, own.fingerprint)


# --- what earlier releases wrote --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keys() -> dict[str, str]:
    found: dict[str, str] = json.loads((GOLDEN / "keys.json").read_text(encoding="utf-8"))
    return found


def test_the_golden_bundle_is_read_by_the_page_and_by_the_program(keys: dict[str, str]) -> None:
    data = (GOLDEN / "statistics.ancora").read_bytes()
    expected = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
    sign_key = bytes(SigningKey(bytes.fromhex(keys["sender_seed"])).verify_key)
    by_page = read_by_the_page(data, keys["region_identity"], sign_key)
    assert by_page.manifest == expected["manifest"]
    assert by_page.records == expected["records"]

    verified = reader.verify(lambda: io.BytesIO(data), identities=[keys["region_identity"]], trusted={sign_key: "XUN4"})
    reading = Reading()
    reader.records(verified, reading.take)
    assert list(to_records(reading.finish())) == expected["records"]
    assert verified.hash == expected["hash"]


def test_the_golden_tables_written_today_are_the_same_bundle(keys: dict[str, str]) -> None:
    """Else a region would take the same tables, sent once more after an update, for a copied key."""
    expected = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
    head = Head("statistics", "XUN4", 1, None, "2026-11")
    written = writer.write(
        io.BytesIO(),
        head=head,
        to=crypto.recipient_of(keys["region_identity"]),
        sign=bytes.fromhex(keys["sender_seed"]),
        records=expected["records"],
    )
    assert written.hash == expected["hash"]


def test_the_golden_card_is_read_by_the_page_and_by_the_program(keys: dict[str, str]) -> None:
    data = (GOLDEN / "office.ancora-card").read_bytes()
    _found, _key, fingerprint = read_card_by_the_page(data)
    own = card.read(data)
    assert (own.office, own.kind, own.country) == ("XUN4", "office", "MD")
    assert own.fingerprint == fingerprint == keys["sender_fingerprint"]


def test_the_page_names_every_key_of_a_manifest(keys: dict[str, str]) -> None:
    page = FORMAT.read_text(encoding="utf-8")
    expected = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
    for key in {*expected["manifest"], *expected["manifest"]["body"], *expected["records"][0], *expected["records"][1]}:
        assert f"`{key}`" in page or f'"{key}"' in page
