"""A region puts a pack together and an office takes it over, all of it in the window and by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.forms.local import Changes
from desktop.gui.pages.sync_packs import PackCard
from desktop.gui.theme import Theme
from desktop.gui.widgets import Choice, TextField
from desktop.services import frame, local_forms, pack_draft, pack_publish, pack_typing, packs, sync, today
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, acquaint, as_role, desk, shut, words

NAME = {"ro": "Linia regiunii"}


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = desk(tmp_path, clock, "XUN")
    yield made
    shut([made])


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock, office: Session) -> Iterator[Session]:
    made = desk(tmp_path, clock, "XRE", "region")
    acquaint(tmp_path, office, made)
    yield made
    shut([made])


@pytest.fixture
def at_region(region: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    room = Room(qtbot, qapp, region)
    room.go("guide")
    return room


@pytest.fixture
def at_office(office: Session, region: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    room = Room(qtbot, qapp, office)
    room.go("guide")
    return room


def key(room: Room, page: QWidget, name: str) -> None:
    """Space on a button that has the focus."""
    button = page.findChild(QAbstractButton, name)
    assert button is not None and button.isVisible() and button.isEnabled(), name
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus, name
    button.setFocus()
    room.qtbot.keyClick(button, Qt.Key.Key_Space)
    room.wait()


def type_in(page: QWidget, name: str, typed: str) -> None:
    field = page.findChild(TextField, name)
    assert field is not None, name
    field.setText(typed)


def choose(page: QWidget, name: str, value: str) -> None:
    choice = page.findChild(Choice, name)
    assert choice is not None, name
    choice.setCurrentIndex(choice.findData(value))
    choice.activated.emit(choice.currentIndex())


def line(region: Session, number: str = "022 123 456", name: Any = None) -> None:
    pack_typing.line(region, None, number=number, name=name or NAME, text=NAME, by="", checked_on="")


def send(region: Session, office: Session, folder: Path) -> None:
    pack_publish.publish(region)
    made = pack_publish.export(region, office.office.code, folder)
    assert sync.import_files(office, [made.file])[0].status == "imported"


# --- a region ---------------------------------------------------------------------------------------------------------


def test_a_line_is_typed_corrected_and_published(at_region: Room, region: Session) -> None:
    page = at_region.go("packs")
    assert not at_region.can_press(page, "packs_publish"), "there is nothing to publish"
    key(at_region, page, "add_line")
    type_in(page, "line_number", "sunați-ne")
    type_in(page, "line_name_ro", "Linia regiunii")
    type_in(page, "line_text_ro", "Răspunde zi și noapte.")
    key(at_region, page, "pack_keep")
    assert "Acesta nu este un număr de telefon" in words(page), "what was typed stays, and what is wrong stands below"
    type_in(page, "line_number", "022 123 456")
    page.findChild(QCheckBox, "line_checked").setChecked(True)
    key(at_region, page, "pack_keep")
    (ready,) = pack_draft.draft(region).parts
    assert ready.title == "Linia regiunii: 022 123 456"
    assert "Linie nouă: Linia regiunii, 022 123 456" in words(page), "what the offices will be told"
    assert at_region.is_readable(page)
    key(at_region, page, "packs_publish")
    assert pack_draft.draft(region).published is not None
    assert "Este pregătit exact ce s-a publicat" in words(page)
    assert not at_region.can_press(page, "packs_publish")


def test_what_is_given_up_is_not_kept(at_region: Room, region: Session) -> None:
    page = at_region.go("packs")
    for name in ("add_line", "add_service", "add_table", "add_list"):
        key(at_region, page, name)
        assert at_region.is_readable(page)
        key(at_region, page, "pack_cancel")
    assert pack_draft.draft(region).parts == ()


def test_answers_of_a_list_are_kept_as_they_are_added(at_region: Room, region: Session) -> None:
    page = at_region.go("packs")
    key(at_region, page, "add_list")
    choose(page, "list_id", "L5")
    at_region.wait()
    type_in(page, "answer_label_ro", "Parcul central")
    choose(page, "answer_group", "public")
    key(at_region, page, "answer_add")
    page.findChild(QCheckBox, "offered_loc_de").setChecked(False)
    part = pack_typing.of_list(region, "L5")
    assert [(one.label["ro"], one.group) for one in part.entries] == [("Parcul central", "public")]
    assert part.retired == ("loc_de",)
    key(at_region, page, "pack_cancel")
    told = words(page)
    assert "Răspuns nou: „Parcul central”" in told and "Nu se mai oferă: „loc de muncă”" in told


def test_a_service_and_a_table_are_typed(at_region: Room, region: Session) -> None:
    page = at_region.go("packs")
    key(at_region, page, "add_service")
    sheltered = next(one.id for one in region.library.guidebook.kinds.values() if one.sheltered)
    choose(page, "service_kind", sheltered)
    assert not page.findChild(Choice, "service_place").isVisible(), "a shelter has no place"
    choose(page, "service_kind", "psiholog")
    choose(page, "service_place", "MD-UN")
    type_in(page, "service_name_ro", "Centrul raional")
    type_in(page, "service_phone_1", "022 111 222")
    key(at_region, page, "pack_keep")
    key(at_region, page, "add_table")
    choose(page, "table_field", "incident.frequency")
    type_in(page, "table_title_ro", "Incidente după frecvență")
    key(at_region, page, "pack_keep")
    assert [one.kind for one in pack_draft.draft(region).parts] == ["service", "indicator"]
    assert not pack_draft.draft(region).faults


def test_a_form_that_was_changed_in_the_settings_is_laid_ready(at_region: Room, region: Session) -> None:
    local_forms.publish(region, Changes("incident", hidden=frozenset({"frequency"})))
    page = at_region.go("packs")
    key(at_region, page, "own_form_incident")
    (ready,) = pack_draft.draft(region).parts
    assert ready.part == Changes("incident", hidden=frozenset({"frequency"}))
    assert not at_region.can_press(page, "own_form_incident")
    key(at_region, page, "remove_form_incident")
    assert pack_draft.draft(region).parts == ()
    assert at_region.can_press(page, "own_form_incident")


def test_settings_of_a_region_say_that_nothing_is_sent(at_region: Room) -> None:
    page = at_region.go("settings", tab="forms")
    assert "Fișe pentru oficii" in words(page) and "nu trimite nimic" in words(page)
    page = at_region.go("settings", tab="protocols")
    assert "Protocoale pentru oficii" in words(page)


def test_what_cannot_go_down_is_named_beside_it(at_region: Room, region: Session) -> None:
    line(region)
    line(region, "022 999 999")
    page = at_region.go("packs")
    assert "Aceleași cuvinte sunt deja acolo" in words(page)
    assert not at_region.can_press(page, "packs_publish")


def test_a_file_is_made_for_each_office(at_region: Room, region: Session, tmp_path: Path) -> None:
    line(region)
    pack_publish.publish(region)
    page = at_region.go("packs")
    assert "încă nefăcut" in words(page)
    folder = at_region.files.place = tmp_path / "stick"
    folder.mkdir()
    key(at_region, page, "packs_all")
    (file,) = folder.glob("*.ancora")
    assert "XUN" not in file.name
    assert "Pachetul 1, făcut la" in words(page) and "încă nefăcut" not in words(page)
    at_region.files.place = tmp_path / "alone"
    key(at_region, page, "make_XUN")
    assert (tmp_path / "alone.ancora").exists()


def test_a_file_that_is_no_part_is_refused_in_the_strip(at_region: Room, region: Session, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("nothing", encoding="utf-8")
    page = at_region.go("packs")
    at_region.files.chosen = [file]
    key(at_region, page, "add_file")
    (said,) = at_region.said
    assert said[1] and "nu este nimic din care se poate face un pachet" in said[0]
    assert pack_draft.draft(region).parts == ()


# --- an office --------------------------------------------------------------------------------------------------------


def test_a_pack_is_read_before_it_can_be_taken_over(
    at_office: Room, office: Session, region: Session, tmp_path: Path
) -> None:
    line(region)
    send(region, office, tmp_path)
    page = at_office.go("pack")
    assert "Linie nouă: Linia regiunii, 022 123 456" in words(page)
    assert at_office.is_readable(page)
    assert not at_office.can_press(page, "pack_accept")
    key(at_office, page, "pack_read")
    key(at_office, page, "pack_accept")
    counting = packs.state(office).counting
    assert counting is not None and counting.version == 1
    assert "în folosință" in words(page) and "Ce cuprinde acest pachet" in words(page)
    assert any(one.number == "022 123 456" for one in office.library.hotlines)


def test_taking_back_asks_once_more(at_office: Room, office: Session, region: Session, tmp_path: Path) -> None:
    line(region)
    send(region, office, tmp_path)
    packs.accept(office, 1)
    page = at_office.go("pack")
    key(at_office, page, "pack_rollback")
    held = at_office.window.focusWidget()
    assert held is not None and held.objectName() == "way_stay", "a slip of the hand takes nothing back"
    key(at_office, page, "way_stay")
    assert packs.state(office).counting is not None
    key(at_office, page, "pack_rollback")
    assert at_office.is_readable(page)
    key(at_office, page, "way_back")
    assert packs.state(office).counting is None
    assert "păstrat" in words(page), "it is still there to be looked at"


def test_it_is_put_aside_and_found_again(at_office: Room, office: Session, region: Session, tmp_path: Path) -> None:
    line(region)
    send(region, office, tmp_path)
    page = at_office.go("pack")
    key(at_office, page, "pack_decline")
    assert packs.state(office).waiting is None
    key(at_office, page, "pack_read")
    key(at_office, page, "pack_accept")
    assert packs.state(office).counting is not None


def test_a_newer_pack_is_told_against_the_one_that_counts(
    at_office: Room, office: Session, region: Session, tmp_path: Path
) -> None:
    line(region)
    send(region, office, tmp_path)
    packs.accept(office, 1)
    (ready,) = pack_draft.draft(region).parts
    pack_typing.line(region, ready.id, number="022 999 999", name=NAME, text=NAME, by="", checked_on="")
    send(region, office, tmp_path)
    page = at_office.go("pack")
    assert "Linia regiunii: numărul este 022 999 999 în loc de 022 123 456" in words(page)
    assert "Pachetul 1 al regiunii XRE" in words(page), "the one that counts stands below"
    key(at_office, page, "pack_look_1")
    assert "Ce cuprinde acest pachet" in words(page)


def test_the_offices_own_changes_that_would_not_fit_are_named(
    at_office: Room, office: Session, region: Session, tmp_path: Path
) -> None:
    from tests.journeys.test_packs import OF_OFFICE, QUESTION, question

    local_forms.publish(office, Changes("incident", added=(question(OF_OFFICE, "Cine a însoțit-o"),)))
    pack_draft.put(region, Changes("incident", added=(question(QUESTION, "Cine a însoțit-o"),)))
    send(region, office, tmp_path)
    page = at_office.go("pack")
    assert "nu s-ar mai potrivi" in words(page) and "F6" in words(page)


def test_who_is_no_head_may_look_and_not_decide(
    at_office: Room, office: Session, region: Session, tmp_path: Path
) -> None:
    line(region)
    send(region, office, tmp_path)
    as_role(office, "worker")
    page = at_office.go("pack")
    assert "Linie nouă" in words(page) and "Hotărăște șeful oficiului" in words(page)
    for name in ("pack_read", "pack_accept", "pack_decline"):
        assert not at_office.can_press(page, name)


def test_nothing_came_yet(at_office: Room) -> None:
    page = at_office.go("pack")
    assert "De la regiune nu a venit încă nimic" in words(page)
    assert at_office.is_readable(page)


def test_the_first_page_of_a_head_tells_of_a_pack_that_waits(office: Session, region: Session, tmp_path: Path) -> None:
    line(region)
    send(region, office, tmp_path)
    assert today.today(office).pack == ("XRE", 1)
    before = frame.told(office).counts["sync"]
    packs.accept(office, 1)
    assert today.today(office).pack is None
    assert frame.told(office).counts["sync"] == before - 1
    pack_typing.line(region, None, number="112", name={"ro": "Alta"}, text=NAME, by="", checked_on="")
    send(region, office, tmp_path)
    assert today.today(as_role(office, "worker")).pack is None, "who cannot decide is not called"


# --- the card of coming and going -------------------------------------------------------------------------------------


def card(room: Room) -> PackCard:
    made = PackCard(room.shell)
    room.qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    made.show_state()
    room.wait()
    return made


def test_the_card_leads_to_the_pack_that_waits(
    at_office: Room, office: Session, region: Session, tmp_path: Path
) -> None:
    assert not card(at_office).isVisible(), "nothing stands there while nothing came"
    line(region)
    send(region, office, tmp_path)
    shown = card(at_office)
    assert "Pachetul 1 al regiunii XRE" in words(shown) and "importă același fișier" in words(shown)
    at_office.press(shown, "pack_1")
    assert at_office.window.present_page() == "pack"


def test_the_card_of_a_region_says_how_far_the_pack_went(at_region: Room, region: Session, tmp_path: Path) -> None:
    assert "încă nimic" in words(card(at_region))
    line(region)
    pack_publish.publish(region)
    assert "făcut pentru 0 din 1" in words(card(at_region))
    pack_publish.export(region, "XUN", tmp_path)
    shown = card(at_region)
    assert "făcut pentru 1 din 1" in words(shown)
    at_region.press(shown, "packs_open")
    assert at_region.window.present_page() == "packs"


@pytest.mark.parametrize(("mode", "percent"), [("light", 150), ("dark", 100)])
@pytest.mark.parametrize("language", ["ro", "ru", "uk"])
def test_both_pages_are_read_whole(
    office: Session, region: Session, tmp_path: Path, qtbot: QtBot, qapp: QApplication, language: str, mode: str,
    percent: int,
) -> None:  # fmt: skip
    line(region)
    send(region, office, tmp_path)
    for session, name in ((office, "pack"), (region, "packs")):
        room = Room(qtbot, qapp, session, language=language, theme=Theme(mode, percent))
        assert room.is_readable(room.go(name))
