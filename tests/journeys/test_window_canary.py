"""A word typed into every field of the window lies in no file, log, setting or temporary file afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from desktop import logs, paths
from desktop.forms.schema import FieldType
from desktop.services.library import shipped
from desktop.tour.hand import Hand, settle, wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import Room, drafts, make_vault, program
from tests.journeys.everything import CANARY, spellings

pytestmark = pytest.mark.usefixtures("qapp")
FORMS = ("report", "case", "consent", "identity", "aggressor", "incident")
WORDS = {FieldType.TEXT, FieldType.LONG_TEXT}


@pytest.fixture
def places(tmp_path: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """Where a file of the run may come to lie; the log is written as in the real program."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(variable, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    handler = logs.start(paths.log_file())
    yield [tmp_path, own_folders]
    logs.stop(handler)


def traces(places: list[Path]) -> list[str]:
    found = []
    for file in (file for place in places for file in sorted(place.rglob("*")) if file.is_file()):
        data = file.read_bytes()
        found += [
            f"{file.name}: {how}"
            for how, needle in spellings(CANARY).items()
            if needle in data or needle in os.fsencode(str(file))
        ]
    return found


def fields(root: QWidget) -> list[QWidget]:
    """Every field in which something can be typed now."""
    lines = [w for w in root.findChildren(QLineEdit) if w.isVisible() and w.isEnabled() and not w.isReadOnly()]
    areas = [w for w in root.findChildren(QPlainTextEdit) if w.isVisible() and w.isEnabled() and not w.isReadOnly()]
    return [*lines, *areas]


def type_everywhere(hand: Hand, page: QWidget) -> int:
    """The word into every field of a page; how many there were."""
    count = 0
    for field in fields(page):
        try:
            hand.type(field, CANARY)
            count += 1
        except RuntimeError:  # the field went because of what was typed before it
            continue
    return count


def sections(hand: Hand) -> Iterator[None]:
    for _section in range(8):
        yield
        hand.control(Qt.Key.Key_PageDown)


def fill_words(room: Room, hand: Hand, form: str) -> int:
    """The word into every question that takes words, saved; then into every field, kept as a draft."""
    wanted = [field.id for field in shipped().definitions.form(form).fields() if field.type in WORDS]
    typed = 0
    for _section in sections(hand):
        for path in wanted:
            for box in (w for w in hand.window.findChildren(QWidget, f"field:{path}") if w.isVisible()):
                for field in fields(box):
                    hand.type(field, CANARY)
                    typed += 1
    hand.control(Qt.Key.Key_S)
    if hand.sees("save_anyway"):
        hand.press("save_anyway")
    settle()
    for _section in sections(hand):
        typed += type_everywhere(hand, hand.find(QWidget, "form"))
    return typed


def test_the_search_finds_what_it_should(tmp_path: Path) -> None:
    """A search that finds nothing proves nothing."""
    (tmp_path / "file").write_text(f"before {CANARY} after", encoding="utf-16-le")
    (tmp_path / CANARY).touch()
    assert {trace.split(":")[0] for trace in traces([tmp_path])} == {"file", CANARY}


def test_no_file_holds_a_word_that_was_typed(
    tmp_path: Path, clock: FixedClock, places: list[Path], capfd: pytest.CaptureFixture[str]
) -> None:
    vault = make_vault(tmp_path / "vault", clock)
    with program(vault, clock) as room:
        card = room.card()
        card.type(card.find(QLineEdit, "worker"), CANARY)
        card.type(card.find(QLineEdit, "passphrase"), CANARY)
        card.press("open")
        wait_for(lambda: card.sees("trouble"), "the refusal")
        for line in card.window.findChildren(QLineEdit):
            line.clear()
        clock.advance(seconds=60)
        wait_for(lambda: card.can_press("open"), "another try")
        hand = room.unlock()
        typed = plant(room, hand)
        assert typed > 60
        assert (vault / "vault.db-wal").stat().st_size > 0
        assert traces(places) == [], "while it is open"
        clip = QApplication.clipboard()
        assert CANARY not in clip.text()
        hand.window.close()
        assert room.ending.how == ["left"]
    assert traces(places) == [], "after it was closed, with its backup"
    assert paths.log_file().exists()
    said = capfd.readouterr()
    assert CANARY not in said.out + said.err
    assert CANARY in str(drafts(vault, clock)), "what was typed is kept, under the key"


def plant(room: Room, hand: Hand) -> int:
    """Every form of a case, and every field of every page; how many fields there were."""
    window = room.desk.window
    assert window is not None
    window.navigate("form", form="case", case=None, record=None)
    hand.answer("case_track", ["sv_adult"])
    hand.control(Qt.Key.Key_S)
    wait_for(lambda: window.present_page() == "case", "the case")
    (case,) = room.session.conn.execute("SELECT id FROM record WHERE form = 'case'").fetchone()
    typed = 0
    for form in FORMS:
        where = {"record": case} if form == "case" else {}
        window.navigate("form", form=form, case=case, **where)
        settle()
        typed += fill_words(room, hand, form)
    for page in ("today", "cases", "teams", "sync", "reports", "guide", "settings"):
        window.navigate(page)
        settle()
        if page == "settings":
            window.navigate(page, tab="people")
            settle()
            hand.press("add_person")
        typed += type_everywhere(hand, window.page(page))
        wait_for(lambda: room.desk.jobs.current is None, "the end of all jobs")
    present = window.page(window.present_page())
    (search,) = (line for line in fields(window) if not present.isAncestorOf(line))
    hand.type(search, CANARY)
    wait_for(lambda: window.present_page() == "cases", "the cases in which it stands")
    return typed + 1
