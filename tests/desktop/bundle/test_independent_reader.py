"""A stranger with the page alone reads what the program writes, and what every release before it wrote.

`stranger` holds nothing of our code. Both readers are given the same spoiled bundles and must agree on each.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from desktop.bundle import card, crypto, kinds, reader, writer
from desktop.bundle.card import Card
from desktop.bundle.format import Head
from desktop.bundle.kinds.statistics import CountedTable, Statistics, to_records
from desktop.refusals import Refused
from tests.desktop.bundle import forge, golden, stranger
from tests.desktop.bundle.forge import Office
from tests.desktop.bundle.golden import READINGS
from tests.fuzz import bundles

FORMAT = Path(__file__).parents[3] / "resources" / "help" / "bundle-format.md"
CARDS = {
    "office": "XUN4",
    "changed": "XUN4",
    "other": "XCR1",
    "region": "XREG",
}  # as at first, after a change of keys, with a root
KINDS = ("acknowledgement", "directory", "merge", "receipt", "statistics", "transfer", "trust")


def test_a_stranger_reads_what_the_program_writes(sender: Office, region: Office) -> None:
    tables = tuple(
        CountedTable(f"i{number:02d}", 1, "case", tuple((f"code_{row}", 3 * row) for row in range(900)), 999)
        for number in range(40)
    )  # more than one frame and more than one block
    out = io.BytesIO()
    head = Head("statistics", "UN4", 2, "ab" * 32, "2026-11")
    records = to_records(Statistics("2026-Q3", 1, tables))
    written = writer.write(out, head=head, to=region.recipient, sign=sender.seed, records=records)
    found = stranger.read(out.getvalue(), region.identity, sender.key, "UN4")
    assert written.manifest.body.length > 2 * 256 * 1024
    assert (found.manifest["seq"], found.manifest["prev"], found.hash) == (2, "ab" * 32, written.hash)
    assert found.records[0] == {"type": "statistics", "period": "2026-Q3", "edition": 1, "base": 3, "tables": 40}
    assert found.records[7]["rows"] == [[f"code_{row}", 3 * row] for row in range(900)]


def test_a_stranger_reads_attachments_of_any_size(sender: Office, region: Office) -> None:
    full = 262_144 - 16
    files = {f"{number:032x}": bytes([number]) * size for number, size in enumerate((0, 1, full, full + 1, 3 * full))}
    moved: list[stranger.Object] = [{"type": "transfer", "case": "0" * 32, "transfer": "1" * 32}]
    told = [
        {"type": "file", "id": id_, "record": "2" * 32, "mime": "image/png", "size": len(content)}
        for id_, content in files.items()
    ]
    head = Head("transfer", "UN4", 1, None, "2026-11-22T10:00:00.000Z", "ab" * 16, 7)
    out = io.BytesIO()
    writer.write(out, head=head, to=region.recipient, sign=sender.seed, records=[*moved, *told], files=files.items())
    assert stranger.read(out.getvalue(), region.identity, sender.key, "UN4").attachments == files


def test_a_stranger_reads_what_packs_too_well(sender: Office, region: Office) -> None:
    head = Head("transfer", "UN4", 1, None, "2026-11-22T10:00:00.000Z", "ab" * 16, 7)
    moved: list[stranger.Object] = [{"type": "transfer", "case": "0" * 32, "transfer": "1" * 32}]
    author = {"type": "author", "id": "3" * 32, "name": "a" * 200, "office": "UN4"}
    out = io.BytesIO()
    writer.write(out, head=head, to=region.recipient, sign=sender.seed, records=[*moved, *[author] * 5000])
    found = stranger.read(out.getvalue(), region.identity, sender.key)
    assert len(found.records) == 5001 and found.manifest["body"]["raw"] > 99 * found.manifest["body"]["len"]


def test_a_stranger_reads_a_card(sender: Office) -> None:
    own = Card("UN4", "office", "MD", sender.key, sender.recipient)
    found, fingerprint = stranger.read_card(card.write(own, sender.seed))
    assert (found["office"], fingerprint) == ("UN4", own.fingerprint)


# --- what earlier releases wrote --------------------------------------------------------------------------------------


def test_there_is_a_golden_bundle_of_every_kind() -> None:
    assert tuple(golden.kinds()) == KINDS == tuple(sorted(stranger.KINDS_READ)) == tuple(sorted(READINGS))


@pytest.mark.parametrize("kind", KINDS)
def test_the_golden_bundles_are_read_by_the_page_and_by_the_program(kind: str) -> None:
    one = golden.golden(kind)
    by_page = stranger.read(one.data, one.identity, one.sign_key, one.office)
    assert (by_page.manifest, by_page.records, by_page.hash) == (one.manifest, one.records, one.hash)
    assert list(by_page.attachments.items()) == one.files
    by_us = golden.read(one.data, one)
    assert (by_us.hash, by_us.records, by_us.files) == (one.hash, one.records, one.files)


@pytest.mark.parametrize("kind", KINDS)
def test_a_golden_bundle_is_for_nobody_else_and_of_nobody_else(kind: str) -> None:
    one, stranger_keys = golden.golden(kind), forge.office("ZZ9", 3)
    for identity, key in ((stranger_keys.identity, one.sign_key), (one.identity, stranger_keys.key)):
        with pytest.raises(stranger.Strange):
            stranger.read(one.data, identity, key)
        with pytest.raises(Refused):
            reader.verify(forge.opened(one.data), identities=[identity], trusted={key: one.office})


def test_the_golden_tables_written_today_are_the_same_bundle() -> None:
    """Else a region would take the same tables, sent once more after an update, for a copied key."""
    one = golden.golden("statistics")
    written = writer.write(
        io.BytesIO(),
        head=Head("statistics", "XUN4", 1, None, "2026-11"),
        to=crypto.recipient_of(one.identity),
        sign=one.seed,
        records=one.records,
    )
    assert written.hash == one.hash


def test_the_golden_cards_are_read_by_the_page_and_by_the_program() -> None:
    for name, office in CARDS.items():
        data = (golden.FOLDER / f"{name}.ancora-card").read_bytes()
        found, fingerprint = stranger.read_card(data)
        own = card.read(data)
        assert (own.office, own.kind, own.fingerprint) == (office, found["kind"], fingerprint)
    office_card = card.read((golden.FOLDER / "office.ancora-card").read_bytes())
    assert office_card.fingerprint == golden.keys()["sender_fingerprint"]


# --- both readers on the same spoiled bundles -------------------------------------------------------------------------

DEEPER = frozenset({"directory"})  # what a form or protocol may change, the program asks further than the page
LATER = frozenset({"announced", "once", "node", "told twice"})  # asked where lines are kept, and not line by line


def test_whatever_the_program_takes_is_what_the_page_says_and_the_other_way_round() -> None:
    """Both would be wrong together only where the page is."""
    taken = 0
    for spoiled in bundles.spoiled(2500, seed=12):
        one = spoiled.golden
        try:
            by_page = stranger.read(spoiled.data, one.identity, one.sign_key, one.office)
        except stranger.Strange as strange:
            by_page, why = None, str(strange)
        try:
            by_us = golden.read(spoiled.data, one)
        except Refused as refusal:
            assert by_page is None or by_page.manifest["kind"] in DEEPER, (spoiled.about, refusal.code)
        else:
            if by_page is None:
                assert why in LATER, (spoiled.about, why)
                continue
            assert (by_page.records, by_page.hash) == (by_us.records, by_us.hash)
            taken += 1
    assert taken > 20


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_names_every_key_and_type_of_every_kind(kind: str) -> None:
    page = FORMAT.read_text(encoding="utf-8")
    one = golden.golden(kind)
    named = {*one.manifest, *(key for record in one.records for key in record)}
    named |= {record["type"] for record in one.records}
    for key in named:
        assert re.search(f'[`"]{re.escape(key)}[`"]', page), key


def test_the_page_names_every_limit() -> None:
    page = FORMAT.read_text(encoding="utf-8")
    for kind in kinds.KINDS.values():
        limits = (f"{kind.raw_limit // kinds.MIB} MiB", f"{kind.records_limit:,}", f"{kind.files_limit:,}")
        cells = " | ".join(limits).replace(",", " ")
        assert re.search(rf"^\| `{kind.name}` \| .* \| {cells} \|$", page, re.MULTILINE), kind.name
