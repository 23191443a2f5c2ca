"""After the lock nothing of what was open is in any memory: the one process is gone, the other never knew it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from desktop.tour.hand import wait_for
from tests import offices
from tests.conftest import FixedClock
from tests.gui.process_room import is_gone, said, seen, visit
from tests.journeys.everything import CANARY, PHONE, plant, spellings
from tests.offices import LEGAL, PASSPHRASE, Office, make_office

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="looks into memory as Linux shows it"),
    pytest.mark.usefixtures("qapp"),
]
COPIED = "Copiatzmău din fișă"
_PIECE = 16 * 1024 * 1024


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    """A case with a word in every answer, in a vault that any process accepts."""
    made = make_office(tmp_path / "office", "UN4", clock, cost=LEGAL)
    plant(made)
    return made


@pytest.fixture
def secrets(office: Office) -> dict[str, bytes]:
    """Whatever must be in no memory once it is locked."""
    session = office.open()
    try:
        keys = {"database key": bytes(session.vault.database_key), "key of the person": bytes(session.vault.secret)}  # type: ignore[union-attr]
    finally:
        session.vault.close(session.now())
    written = {f"{name} in letters": key.hex().encode() for name, key in keys.items()}
    words = {how: data for word in (CANARY, PASSPHRASE, COPIED) for how, data in spellings(word).items()}
    return {
        **keys,
        **written,
        **words,
        "her telephone": PHONE.encode(),
        "her telephone in Qt": PHONE.encode("utf-16-le"),
    }


def memory(pid: int) -> Iterator[bytes]:
    """All that a process holds and that can be read, in pieces that overlap a little."""
    with Path(f"/proc/{pid}/maps").open(encoding="utf-8") as told, Path(f"/proc/{pid}/mem").open("rb", 0) as mem:
        for line in told:
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if found is None or line.rstrip().endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            start, end = (int(part, 16) for part in found.groups())
            for at in range(start, end, _PIECE):
                mem.seek(max(start, at - 4096))
                try:
                    yield mem.read(min(_PIECE + 4096, end - mem.tell()))
                except OSError:  # a page that nobody may read, such as one of a device
                    continue


def found_in(pid: int, secrets: Mapping[str, bytes]) -> set[str]:
    found: set[str] = set()
    for piece in memory(pid):
        found |= {name for name, needle in secrets.items() if needle in piece}
    return found


def test_after_the_lock_no_memory_holds_a_word_a_key_or_a_passphrase(
    office: Office, secrets: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "visit"
    folder.mkdir()
    (folder / "copied").write_text(COPIED, encoding="utf-8")
    process = visit(office.vault, folder, "read", "rest", who=(offices.WORKER, PASSPHRASE))
    wait_for((folder / "reached-0").exists, "everything on the screen")
    open_ = found_in(process.pid, secrets)
    assert {"database key", "her telephone in Qt", f"{CANARY} in utf-16-le", f"{COPIED} in utf-8"} <= open_

    (folder / "read-enough").touch()
    assert process.wait(60) == 0
    fresh = int(seen(folder, 1)[0])
    assert is_gone(process.pid) and fresh != process.pid
    wait_for((folder / "reached-1").exists, "the unlock card of the fresh process")
    assert found_in(fresh, {"the card": "Ancora".encode("utf-16-le")}) == {"the card"}, "it was really read"
    assert found_in(fresh, secrets) == set()
    held = [str(file.readlink()) for file in Path(f"/proc/{fresh}/fd").iterdir()]
    assert not [path for path in held if str(office.folder) in path]

    (folder / "rested").touch()
    wait_for(lambda: is_gone(fresh), "the end of the fresh process")
    assert said(folder) == ""
