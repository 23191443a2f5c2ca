"""Word, shape and colour say a state together, and a reader hears the word."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter

from desktop.gui import widgets as kit


def drawn(shape: kit.Shape) -> bytes:
    """A shape in black on white: what is left when nobody sees colour."""
    picture = QImage(32, 32, QImage.Format.Format_Grayscale8)
    picture.fill(255)
    painter = QPainter(picture)
    kit.paint_shape(painter, QRectF(2, 2, 28, 28), shape, QColor("black"), QColor("white"))
    painter.end()
    return bytes(picture.constBits())


def test_every_shape_can_be_told_without_colour(qapp):
    pictures = {shape: drawn(shape) for shape in kit.Shape}
    assert len(set(pictures.values())) == len(kit.Shape)
    assert all(picture != bytes([255]) * len(picture) for picture in pictures.values())


def test_each_level_of_risk_has_its_own_word_and_shape():
    levels = [kit.risk_spec(level) for level in ("crescut", "mediu", "scazut", "fara_risc", None)]
    assert [spec.word for spec in levels] == [
        "Risc crescut",
        "Risc mediu",
        "Risc scăzut",
        "Fără risc documentat",
        "Neevaluat",
    ]
    assert [spec.shape for spec in levels[:4]] == [
        kit.Shape.OCTAGON,
        kit.Shape.TRIANGLE,
        kit.Shape.CIRCLE,
        kit.Shape.RING,
    ]


@pytest.mark.parametrize("state", ["empty", "begun", "complete", "to_check", "conflict", "to_correct"])
def test_a_tick_speaks_its_word(qtbot, state):
    mark = kit.Mark(kit.form_state_spec(state))
    qtbot.addWidget(mark)
    assert kit.spoken(mark) == kit.form_state_spec(state).word


def test_an_unknown_state_is_a_fault_and_no_empty_chip():
    with pytest.raises(KeyError):
        kit.step_state_spec("nonsense")


def test_a_reader_hears_the_chip_that_another_word_replaced(qtbot):
    chip = kit.Chip.of(kit.risk_spec(None))
    qtbot.addWidget(chip)
    chip.set_spec(kit.risk_spec("crescut"))
    assert kit.spoken(chip) == "Risc crescut"
    assert QAccessible.queryAccessibleInterface(chip).role() == QAccessible.Role.StaticText


def test_a_chip_in_a_table_is_a_word_too(qtbot):
    table = kit.Table("Cazuri")
    qtbot.addWidget(table)
    table.setModel(kit.CellsModel(["Risc"], [[kit.Cell(chip=kit.risk_spec("mediu"))]], table))
    index = table.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Risc mediu"
    assert index.data(Qt.ItemDataRole.DisplayRole) == "Risc mediu"


def test_a_chip_grows_with_the_type(qtbot, dress):
    small = kit.chip_size(kit.risk_spec("crescut"))
    dress(percent=200)
    large = kit.chip_size(kit.risk_spec("crescut"))
    assert large.height() == 2 * small.height()
    assert large.width() > 1.9 * small.width()
