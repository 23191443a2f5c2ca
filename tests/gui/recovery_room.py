"""Hands for the recovery sheet: a sheet written by hand from the screen and typed back."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from desktop.gui.kit_card import KitCard
from desktop.services import recovery
from desktop.services.recovery import Kit
from desktop.services.session import Session
from desktop.tour.hand import Hand, wait_for
from tests.gui.desk_room import PASSPHRASE, WORKER, Room


def write_by_hand(hand: Hand) -> str:
    """Have the code shown, write it on paper, hide it; the code."""
    hand.press("kit_by_hand")
    code = " ".join(hand.find(QLabel, "kit_groups").text().split())
    hand.press("kit_wrote")
    return code


def type_code(hand: Hand, code: str, field: str = "kit_code") -> None:
    box = hand.find(QPlainTextEdit, field)
    box.clear()
    hand.type(box, code)


def finish_set_up(room: Room, name: str = WORKER) -> Hand:
    """Unlock a database that was made a moment ago, and finish its set-up with the sheet; hands on the window."""
    hand = ask_for_window(room, name)
    type_code(hand, write_by_hand(hand))
    hand.press("kit_confirm")
    return room.hand()


def ask_for_window(room: Room, name: str = WORKER) -> Hand:
    """Unlock, where the set-up still waits for the sheet; hands on its card."""
    hand = room.card()
    hand.write("worker", name)
    hand.write("passphrase", PASSPHRASE)
    wait_for(lambda: isinstance(room.desk.door, KitCard), "the card of the sheet")
    return room.card()


def sheet(session: Session) -> Kit:
    """A sheet that was typed back."""
    kit = recovery.new_kit(session)
    recovery.keep_kit(session, kit)
    recovery.confirm(session, code_of(kit))
    return kit


def code_of(kit: Kit) -> str:
    return " ".join(recovery.written(kit))


def told(window: QWidget) -> str:
    """The sentence at the head of a card or of a part of it."""
    for name in ("kit_trouble", "trouble", "recovery_trouble"):
        for banner in window.findChildren(QWidget, name):
            if banner.isVisible():
                return " ".join(label.text() for label in banner.findChildren(QLabel) if label.isVisible()).strip()
    return ""
