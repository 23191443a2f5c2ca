"""Deeds stand beside the words while there is room, and under them when there is none."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from desktop.gui import widgets as kit


def bar(qtbot, width: int) -> kit.BottomBar:
    deeds = [kit.Button(word, icon="print") for word in ("Anulează", "Refă", "Tipărește", "Salvează")]
    shown = kit.BottomBar(kit.Label("Ciornă păstrată 14:30"), *deeds)
    qtbot.addWidget(shown)
    shown.resize(width, shown.heightForWidth(width))
    with qtbot.waitExposed(shown):
        shown.show()
    shown.resize(width, max(shown.heightForWidth(width), shown.sizeHint().height()))
    return shown


def tops(shown: kit.BottomBar) -> set[int]:
    return {button.mapTo(shown, button.rect().topLeft()).y() for button in shown.findChildren(QAbstractButton)}


def test_everything_stands_in_one_line_where_there_is_room(qtbot):
    shown = bar(qtbot, 1100)
    assert len(tops(shown)) == 1
    assert shown.height() <= 60


@pytest.mark.parametrize("width", [300, 420, 560])
def test_nothing_is_cut_where_there_is_little(qtbot, width):
    shown = bar(qtbot, width)
    assert shown.minimumSizeHint().width() <= width
    for button in shown.findChildren(QAbstractButton):
        assert button.width() >= button.sizeHint().width()
        assert button.mapTo(shown, button.rect().bottomRight()).x() < width


def test_many_links_leave_a_banner_its_words(qtbot):
    """Five questions without an answer: the sentence above them is read whole, not letter under letter."""
    banner = kit.Banner(kit.Tone.PLAIN, "Fișa este începută. Mai lipsesc 5 răspunsuri necesare.")
    qtbot.addWidget(banner)
    questions = ["Există un pericol imediat?", "Sunt copii implicați?", "Modalitatea", "Cine sesizează", "Decizia"]
    banner.set_links([(str(place), words) for place, words in enumerate(questions)])
    banner.resize(632, banner.heightForWidth(632))
    banner.show()
    title = next(label for label in banner.findChildren(kit.Label) if label.text().startswith("Fișa"))
    assert title.width() >= 160
    links = [link for link in banner.findChildren(QAbstractButton) if link.isVisible()]
    assert len(links) == 5
    assert all(link.mapTo(banner, link.rect().bottomRight()).x() <= banner.width() for link in links)
