"""Cards and invites, spoiled: each is read as it was written, or refused by the code that it has for that."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from db import crypto, join_code
from desktop.bundle import card, reader
from desktop.bundle import crypto as keys
from desktop.bundle.kinds import invite
from desktop.refusals import Refused
from desktop.services.pc_invite import open_invite
from tests.conftest import FixedClock
from tests.desktop.bundle import forge, golden
from tests.fuzz import change

CARDS = sorted(path.name for path in golden.FOLDER.glob("*.ancora-card"))
TIMES = 400


@pytest.mark.parametrize("name", CARDS)
def test_a_spoiled_card_is_no_card(name: str) -> None:
    data, rnd = (golden.FOLDER / name).read_bytes(), Random(1)
    assert card.read(data).office.startswith("X")
    for _ in range(TIMES):
        if (spoiled := change.bytes_of(data, rnd, data)) != data:
            with pytest.raises(Refused) as refusal:
                card.read(spoiled)
            assert refusal.value.code in ("card-damaged", "card-newer")


@pytest.mark.parametrize("name", CARDS)
def test_a_card_that_its_office_signed_whatever_it_says(name: str) -> None:
    """The office is free to say what it likes of itself; nothing of it is taken that no honest office says."""
    first, body, _signature, _end = (golden.FOLDER / name).read_bytes().split(b"\n")
    rnd, said = Random(2), json.loads(body)
    seed = bytes(range(32))
    key = forge.Office("XUN4", "", "", seed).key
    for _ in range(TIMES):
        spoiled = change.json_of(said, rnd)
        if isinstance(spoiled, dict) and rnd.random() < 0.5:
            spoiled["sign"] = keys.to_text(key)
        try:
            text = forge.canonical(spoiled)
        except (UnicodeEncodeError, ValueError):
            continue
        signature = keys.to_text(keys.sign(seed, card.SIGNED_AS, text)).encode()
        try:
            found = card.read(b"\n".join((first, text, signature, b"")))
        except Refused as refusal:
            assert refusal.code == "card-damaged"
        else:
            assert found.sign_key == key and len(found.fingerprint) == 35


def _invite() -> bytes:
    """What stands in the golden invite."""
    sealed = (golden.FOLDER / "computer.ancora-invite").read_bytes().removeprefix(invite.FIRST)
    key = join_code.key_of(join_code.read(golden.keys()["invite_code"]))
    opened = crypto.open_bytes(key, sealed, invite.SEALED_AS)
    assert opened is not None
    return opened


def test_an_invite_that_says_anything_is_read_or_damaged() -> None:
    lines, rnd, read = _invite().splitlines(), Random(3), 0
    assert len(list(invite.load(_invite()))) == len(lines)
    for _ in range(TIMES):
        spoiled = list(lines)
        at = rnd.randrange(len(lines))
        if rnd.random() < 0.3:
            spoiled[at] = change.bytes_of(lines[at], rnd, lines[0])
        else:
            spoiled[at] = json.dumps(
                change.json_of(json.loads(lines[at]), rnd), ensure_ascii=False, sort_keys=True, separators=(",", ":")
            ).encode("utf-8", "replace")
        try:
            list(invite.load(b"\n".join(spoiled)))
            read += 1
        except Refused as refusal:
            assert refusal.code == "invite-damaged"
    assert 0 < read < TIMES / 2


def test_a_damaged_invite_is_not_opened(tmp_path: Path, clock: FixedClock) -> None:
    """One bit is enough; and no invite is taken for a bundle."""
    data, rnd, file = (golden.FOLDER / "computer.ancora-invite").read_bytes(), Random(4), tmp_path / "a"
    for _ in range(60):
        spoiled = change.bytes_of(data, rnd, data)
        file.write_bytes(spoiled)
        if spoiled == data:
            continue
        with pytest.raises(Refused) as refusal:
            open_invite(file, golden.keys()["invite_code"], clock())
        assert refusal.value.code in ("no-invite", "invite-other-code")
    with pytest.raises(Refused, match="not-a-bundle"):
        reader.verify(forge.opened(data), identities=[golden.golden("merge").identity], trusted={bytes(32): "XUN4"})
