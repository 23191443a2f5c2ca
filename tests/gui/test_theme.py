"""The clothes of the window: readable in light and dark, the same letters everywhere, whole icons."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontInfo, QImage, QPainter, QRawFont
from PySide6.QtWidgets import QApplication, QLabel

from desktop import paths
from desktop.gui import theme
from desktop.gui.theme import Mode, Theme
from desktop.gui.theme_colours import DARK, EDGE_PAIRS, LIGHT, SIGNAL_PAIRS, TEXT_PAIRS, contrast
from desktop.gui.theme_icons import icon_file, paint_icon

CHOICES = [(LIGHT, "light"), (DARK, "dark")]
LETTERS = (
    "ăâîșțĂÂÎȘȚ"
    "абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ"
    "ґєіїҐЄІЇ"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "„”«»–—·…№%()/\u00a0"
)


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication):
    yield
    Theme().apply(qapp)


@pytest.mark.parametrize(("colours", "name"), CHOICES, ids=lambda value: value if isinstance(value, str) else "")
@pytest.mark.parametrize(("pairs", "least"), [(TEXT_PAIRS, 7.0), (SIGNAL_PAIRS, 4.5), (EDGE_PAIRS, 3.0)])
def test_every_pair_of_colours_can_be_read(colours, name, pairs, least):
    values = asdict(colours)
    weak = {pair: contrast(values[pair[0]], values[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < least} == {}


def test_the_contrast_is_the_one_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("face", theme.FACES)
def test_every_face_has_our_letters_and_even_figures(qapp, face):
    raw = QRawFont(str(paths.resources() / "fonts" / f"NotoSans-{face}.ttf"), 100)
    assert raw.isValid()
    assert [letter for letter in LETTERS if not raw.supportsCharacter(ord(letter))] == []
    widths = {round(point.x(), 2) for point in raw.advancesForGlyphIndexes(raw.glyphIndexesForString("0123456789"))}
    assert len(widths) == 1
    assert len(raw.fontTable("glyf")) > 10_000, "outlines that paper can embed"
    assert (raw.ascent(), raw.descent()) == pytest.approx((106.9, 29.3), abs=0.5), "lines of equal height"


def test_the_licence_lies_beside_the_letters():
    text = (paths.resources() / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Noto Project Authors" in text


def test_strong_words_are_semibold_and_not_bold(qapp):
    Theme().apply(qapp)
    info = QFontInfo(theme.current().font(strong=True))
    assert info.family() == "Noto Sans"
    assert info.weight() == QFont.Weight.DemiBold
    assert QFontInfo(theme.current().font()).weight() == QFont.Weight.Normal


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_the_style_sheet_is_filled_in_completely(qapp, mode, percent):
    Theme(mode, percent).apply(qapp)
    sheet = theme.current().style_sheet()
    assert not re.search(r"@|\b(px|pt|radio)\(", sheet)
    assert "#" in sheet


@pytest.mark.parametrize("percent", range(100, 201, 5))
def test_a_round_button_is_round_at_every_size(qapp, percent):
    """Qt draws a square where the radius is larger than half the side."""
    Theme(percent=percent).apply(qapp)
    sheet = theme.current().style_sheet()
    radius = int(re.search(r"QRadioButton::indicator \{ border-radius: (\d+)px", sheet)[1])
    rim, core = re.search(r"border: (\d+)px solid \S+ width: (\d+)px; height: \2px", sheet).groups()
    side = theme.px(16) + 2
    assert radius <= side / 2
    assert 2 * int(rim) + int(core) == side


def test_measures_and_letters_grow_together(qapp):
    Theme(percent=200).apply(qapp)
    assert theme.px(34) == 68
    assert theme.current().font().pointSizeF() == 21
    assert theme.px(0) == 0


@pytest.mark.parametrize(("asked", "given"), [(20, 100), (150, 150), (999, 200)])
def test_no_size_is_too_small_to_read_or_too_large_to_use(asked, given):
    assert Theme(percent=asked).percent == given


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="purple"):
        Theme("purple")


def test_roles_of_words_have_their_sizes(qapp):
    Theme().apply(qapp)
    label = QLabel("x")
    label.setProperty("role", "title")
    label.ensurePolished()
    assert label.font().pointSizeF() == 16
    assert label.font().weight() == QFont.Weight.DemiBold


@pytest.mark.parametrize("name", sorted(file.stem for file in (paths.resources() / "icons").iterdir()))
def test_every_icon_draws_something_on_our_grid(qapp, name):
    source = icon_file(name).read_text(encoding="utf-8")
    assert "<script" not in source
    assert "http" not in source.replace("http://www.w3.org/2000/svg", "")
    if name != "ancora":
        assert 'viewBox="0 0 20 20"' in source
        assert set(re.findall(r"#[0-9A-Fa-f]{3,6}", source)) == set(), "tinted by the theme alone"
    picture = QImage(40, 40, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    paint_icon(painter, name, QRectF(0, 0, 40, 40), "#0B5A8A")
    painter.end()
    inked = sum(picture.pixelColor(x, y).alpha() > 128 for x in range(40) for y in range(40))
    assert inked > 15


def test_an_icon_that_does_not_exist_is_a_fault(qapp):
    picture = QImage(4, 4, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    with pytest.raises(FileNotFoundError):
        paint_icon(painter, "no-such-icon", QRectF(0, 0, 4, 4), "#000000")
    painter.end()


@pytest.mark.parametrize(("colours", "mode"), CHOICES, ids=lambda value: value if isinstance(value, str) else "")
def test_the_pictures_of_the_style_sheet_wear_the_theme(colours, mode):
    folder = paths.resources() / "style" / mode
    named = set(re.findall(r"look:([\w-]+\.svg)", (folder.parent / "ancora.qss").read_text(encoding="utf-8")))
    assert named == {file.name for file in folder.glob("*.svg")}
    used = {c for file in folder.iterdir() for c in re.findall(r'stroke="(#\w+)"', file.read_text(encoding="utf-8"))}
    assert used == {colours.muted, colours.on_primary}
