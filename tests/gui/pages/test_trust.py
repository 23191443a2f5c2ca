"""The page on trust: why each office is believed, a call that renews it, trust taken back, a root on paper, a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.code_field import CodeField
from desktop.gui.theme import Theme
from desktop.gui.widgets import Button, Choice, TextField
from desktop.services import cards, region_root, sync, trust_view
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, acquaint, as_role, desk, shut, words
from tests.square import squares

Opened = Callable[[Session], Room]


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, clock, "XREG", kind="region")
    yield session
    shut([session])


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, clock, "XUN")
    yield session
    shut([session])


@pytest.fixture
def other(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, clock, "XFA")
    yield session
    shut([session])


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication) -> Opened:
    def opened(session: Session, **how: object) -> Room:
        return Room(qtbot, qapp, session, **how)  # type: ignore[arg-type]

    return opened


def saved_card(session: Session, folder: Path, name: str) -> Path:
    file = folder / f"{name}.ancora-card"
    sync.save_card(session, file)
    return file


def rotated(session: Session) -> None:
    with session.vault.write(session.now()) as conn:
        cards.rotate(session, conn)


def type_into(page: QWidget, name: str, text: str) -> None:
    field = page.findChild(TextField, name)
    assert field is not None, name
    field.setText(text)


def test_it_says_of_each_office_why_since_when_and_until_when(
    room: Opened, office: Session, region: Session, tmp_path: Path
) -> None:
    acquaint(tmp_path, office, region)
    opened = room(office)
    page = opened.go("trust")
    shown = words(page)
    for part in ("XREG", "Verificat", "comparată la telefon la 24.11.2026", "24.11.2028", office.worker.name):
        assert part in shown
    assert cards.card(region).fingerprint.split()[0] in shown  # another office's fingerprint, and our own to be read
    assert cards.card(office).fingerprint.split()[0] in shown
    assert opened.is_readable(page)


def test_after_two_years_it_asks_for_another_call_and_goes_on(
    room: Opened, office: Session, region: Session, tmp_path: Path, clock: FixedClock
) -> None:
    acquaint(tmp_path, office, region)
    clock.advance(days=731)
    opened = room(office)
    page = opened.go("trust")
    assert "Comparați din nou" in words(page) and "se preiau în continuare" in words(page)
    assert cards.known(office.conn, "XREG").in_force
    opened.files.chosen = [saved_card(region, tmp_path, "again")]
    opened.press(page, "compare_XREG")
    type_into(page, "fingerprint", cards.card(region).fingerprint)
    opened.press(page, "trust")
    assert "se preiau în continuare" not in words(page)
    (known,) = trust_view.all_(office)
    assert known.state == trust_view.TRUSTED


def test_new_keys_are_shown_as_such_before_they_are_compared(
    room: Opened, office: Session, other: Session, tmp_path: Path, clock: FixedClock
) -> None:
    acquaint(tmp_path, office, other)
    rotated(other)
    opened = room(office)
    page = opened.go("trust")
    opened.files.chosen = [saved_card(other, tmp_path, "new")]
    opened.press(page, "add_card")
    assert "cheia veche o confirmă" in words(page)
    opened.press(page, "trust")  # nothing was typed
    assert "amprenta a fost comparată" in words(page) or "comparată la telefon" in words(page)
    assert cards.known(office.conn, "XFA").fingerprint != cards.card(other).fingerprint
    type_into(page, "fingerprint", cards.card(other).fingerprint)
    opened.press(page, "trust")
    assert cards.known(office.conn, "XFA").fingerprint == cards.card(other).fingerprint
    stranger = desk(tmp_path / "else", clock, "XFA")
    opened.files.chosen = [saved_card(stranger, tmp_path, "stranger")]
    opened.press(page, "add_card")
    assert "alte chei" in words(page) and "altcineva" in words(page)
    opened.press(page, "card_cancel")
    assert cards.known(office.conn, "XFA").fingerprint == cards.card(other).fingerprint
    shut([stranger])


def test_trust_is_taken_back_with_a_reason_and_the_office_named_again(
    room: Opened, office: Session, region: Session, tmp_path: Path
) -> None:
    acquaint(tmp_path, office, region)
    opened = room(office)
    page = opened.go("trust")
    opened.press(page, "revoke_XREG")
    assert opened.is_readable(page)
    for reason, day, again in ((None, "", "XREG"), ("stolen", "31.02.2026", "XREG"), ("stolen", "", "XUN")):
        choice = page.findChild(Choice, "revoke_reason")
        assert choice is not None
        choice.set_value(reason)
        type_into(page, "revoke_day", day)
        type_into(page, "revoke_again", again)
        opened.press(page, "revoke_yes")
        assert cards.known(office.conn, "XREG").in_force
    type_into(page, "revoke_day", "20.11.2026")
    type_into(page, "revoke_again", "xreg ")
    opened.press(page, "revoke_yes")
    (gone,) = trust_view.all_(office)
    assert (gone.state, gone.reason, str(gone.lost_on)) == (trust_view.REVOKED, "stolen", "2026-11-20")
    assert "furat" in words(page)
    assert not opened.can_press(page, "revoke_XREG")


def test_cancelled_it_changes_nothing(room: Opened, office: Session, region: Session, tmp_path: Path) -> None:
    acquaint(tmp_path, office, region)
    opened = room(office)
    page = opened.go("trust")
    opened.press(page, "revoke_XREG")
    type_into(page, "revoke_again", "XREG")
    opened.press(page, "revoke_no")
    assert cards.known(office.conn, "XREG").in_force
    opened.press(page, "revoke_XREG")
    field = page.findChild(TextField, "revoke_again")
    assert field is not None and field.text() == ""


def test_who_may_not_decide_reads_and_finds_no_button(
    room: Opened, office: Session, region: Session, tmp_path: Path
) -> None:
    acquaint(tmp_path, office, region)
    opened = room(as_role(office, "worker"))
    page = opened.go("trust")
    assert "XREG" in words(page) and "Șeful oficiului decide" in words(page)
    for name in ("compare_XREG", "revoke_XREG", "add_card", "save_card"):
        assert not opened.can_press(page, name)
    as_role(office, "lead")


# --- the root of a region ---------------------------------------------------------------------------------------------


def typed(page: QWidget, papers: list[str]) -> None:
    for number, groups in enumerate(papers, start=1):
        field = next(one for one in page.findChildren(CodeField) if one.field.objectName() == f"root_paper_{number}")
        field.set_text(groups)


def test_a_root_is_printed_signs_a_list_and_is_forgotten(
    room: Opened, office: Session, region: Session, other: Session, tmp_path: Path
) -> None:
    acquaint(tmp_path, office, region)
    acquaint(tmp_path, other, region)
    opened = room(region)
    page = opened.go("trust")
    assert not opened.can_press(page, "root_files") and not opened.can_press(page, "root_sign_open")
    opened.press(page, "root_make_open")
    assert opened.is_readable(page)
    opened.press(page, "root_print")
    papers = [groups for data in opened.files.printed for groups in squares(data)]
    assert len(papers) == 3
    opened.press(page, "root_sign_open")
    assert "XFA, XREG, XUN" in words(page) and opened.is_readable(page)
    typed(page, [papers[0], papers[0]])
    opened.press(page, "root_sign")
    assert region_root.state(region).version == 0
    typed(page, [papers[2], papers[0]])
    opened.press(page, "root_sign")
    assert region_root.state(region).version == 1
    assert all(field.text() == "" for field in page.findChildren(CodeField))
    folder = tmp_path / "stick"
    folder.mkdir()
    opened.files.place = folder
    opened.press(page, "root_files")
    files = sorted(folder.glob("*.ancora"))
    assert len(files) == 2
    compared = saved_card(region, tmp_path, "with-root")
    sync.trust(office, compared, cards.card(region).fingerprint)
    fates = sync.import_files(office, files)
    assert sorted((fate.status, fate.code) for fate in fates) == [("imported", None), ("refused", "not-for-us")]
    assert cards.known(office.conn, "XFA").why == "list"


def test_what_was_typed_does_not_stay_when_the_page_is_left(room: Opened, region: Session) -> None:
    root = region_root.new(region)
    region_root.keep(region, root, 2)
    opened = room(region)
    page = opened.go("trust")
    opened.press(page, "root_sign_open")
    typed(page, [" ".join(groups) for groups in region_root.written(root, 2)])
    opened.go("sync")
    assert all(field.text() == "" for field in page.findChildren(CodeField))


def test_papers_that_were_not_saved_are_no_root(room: Opened, region: Session) -> None:
    opened = room(region)
    page = opened.go("trust")
    opened.press(page, "root_make_open")
    opened.files.place = None  # the dialog was cancelled
    opened.press(page, "root_save")
    assert region_root.state(region).waiting is None
    opened.press(page, "root_cancel")
    assert region_root.state(region).waiting is None


def test_keys_that_a_list_named_wait_on_the_page_and_beside_what_comes(
    room: Opened, office: Session, region: Session, other: Session, tmp_path: Path, clock: FixedClock
) -> None:
    acquaint(tmp_path, office, region)
    acquaint(tmp_path, office, other)
    root = region_root.new(region)
    region_root.keep(region, root, 3)
    stranger = desk(tmp_path / "else", clock, "XFA")
    card = saved_card(stranger, tmp_path, "stranger")
    sync.trust(region, card, cards.card(stranger).fingerprint)
    region_root.sign(region, root)
    sync.trust(office, saved_card(region, tmp_path, "with-root"), cards.card(region).fingerprint)
    sync.import_files(office, [region_root.export(region, "XUN", tmp_path / "list.ancora").file])
    opened = room(office)
    assert "De comparat" in words(opened.go("sync"))
    page = opened.go("trust")
    assert "Nimeni nu le-a comparat" in words(page) and opened.is_readable(page)
    opened.press(page, "aside_XFA")
    assert "Nimeni nu le-a comparat" not in words(page)
    assert cards.known(office.conn, "XFA").fingerprint == cards.card(other).fingerprint
    shut([stranger])


def beyond(page: QWidget) -> list[str]:
    """Buttons that stand partly outside of the page."""
    return [
        button.text()
        for button in page.findChildren(Button)
        if button.isVisible() and button.mapTo(page, QPoint(button.width(), 0)).x() > page.width()
    ]


@pytest.mark.parametrize("size", [100, 150])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut(room: Opened, office: Session, region: Session, tmp_path: Path, theme: str, size: int) -> None:
    acquaint(tmp_path, office, region)
    rotated(office)
    for session in (office, region):
        opened = room(session, theme=Theme(theme, size))
        page = opened.go("trust")
        assert opened.is_readable(page) and beyond(page) == []
        opened.files.chosen = [
            saved_card(region if session is office else office, tmp_path, f"for-{session.office.code}")
        ]
        opened.press(page, "add_card")
        assert opened.is_readable(page)


def test_new_keys_are_made_only_by_whoever_types_the_code_of_the_office(room: Opened, office: Session) -> None:
    opened = room(office)
    page = opened.go("trust")
    before = sync.card(office).fingerprint
    opened.press(page, "renew_keys")
    assert opened.is_readable(page)
    type_into(page, "renew_again", "XFA")
    opened.press(page, "renew_yes")
    assert "Scrieți codul acestui oficiu, XUN." in words(page)
    assert sync.card(office).fingerprint == before
    type_into(page, "renew_again", "xun")
    opened.press(page, "renew_yes")
    assert sync.card(office).fingerprint != before
    assert "Cheile noastre au fost schimbate" in words(page)
