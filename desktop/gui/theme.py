"""The look of the whole window: colours, letters and measures, for light and dark and any size of type."""

from __future__ import annotations

import math
import re
from enum import StrEnum

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop import paths
from desktop.gui import theme_icons
from desktop.gui.theme_colours import DARK, LIGHT, Colours

FAMILY = "Noto Sans"
FACES = ("Regular", "SemiBold", "Bold", "Italic")
SMALLEST, LARGEST = 100, 200
NORMAL, STRONG = 400, 600

# Points at 100 %; nothing on the screen is smaller than `small`.
SIZES = {"small": 9.5, "body": 10.5, "section": 13.0, "clock": 15.0, "title": 16.0, "figure": 20.0, "huge": 30.0}

_MEASURE = re.compile(r"\bpx\(([\d.]+)\)")
_POINTS = re.compile(r"\bpt\((\w+)\)")
_RADIO = re.compile(r"\bradio\((\w+)\)")
_TOKEN = re.compile(r"@(\w+)")


class Mode(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


class Theme:
    """One choice of colours and size; `apply` dresses the application in it."""

    def __init__(self, mode: Mode | str = Mode.LIGHT, percent: int = 100) -> None:
        self.mode = Mode(mode)
        self.percent = max(SMALLEST, min(LARGEST, percent))
        self._dark = self.mode is Mode.DARK
        self._factor = self.percent / 100

    def apply(self, app: QApplication) -> None:
        """Dress the application; widgets of the kit follow at once, fixed measures when a page is built again."""
        global _current
        self._dark = self.mode is Mode.DARK or (self.mode is Mode.SYSTEM and _system_is_dark())
        screen = app.primaryScreen()
        # Points follow the screen's letters; measures in pixels must follow the same.
        self._factor = self.percent / 100 * (screen.logicalDotsPerInch() / 96 if screen else 1)
        _current = self
        load_fonts()
        QDir.setSearchPaths("look", [str(paths.resources() / "style" / ("dark" if self._dark else "light"))])
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(self.font())
        app.setPalette(self.palette())
        app.setStyleSheet(self.style_sheet())

    @property
    def dark(self) -> bool:
        return self._dark

    @property
    def colours(self) -> Colours:
        return DARK if self._dark else LIGHT

    @property
    def large(self) -> bool:
        """Type so large that columns fold and key caps go."""
        return self.percent >= 140

    def colour(self, token: str) -> QColor:
        return QColor(self.hex(token))

    def hex(self, token: str) -> str:
        value: str = getattr(self.colours, token)
        return value

    def px(self, length: float) -> int:
        """A measure of the 100 % drawing in the pixels of this theme."""
        return max(1, math.floor(length * self._factor + 0.5)) if length else 0

    def font(self, size: str = "body", *, strong: bool = False) -> QFont:
        font = QFont(FAMILY)
        font.setPointSizeF(SIZES[size] * self.percent / 100)
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        return font

    def icon(self, name: str, size: int = 18, colour: str = "ink", ratio: float = 1.0) -> QIcon:
        return theme_icons.tinted_icon(name, self.px(size), self.hex(colour), self.hex("control"), ratio)

    def style_sheet(self) -> str:
        sheet = (paths.resources() / "style" / "ancora.qss").read_text(encoding="utf-8")
        sheet = _MEASURE.sub(lambda found: f"{self.px(float(found[1]))}px", sheet)
        radio = self._radio()
        sheet = _RADIO.sub(lambda found: f"{radio[found[1]]}px", sheet)
        sheet = _POINTS.sub(lambda found: f"{SIZES[found[1]] * self.percent / 100:g}pt", sheet)
        return _TOKEN.sub(lambda found: self.hex(found[1]), sheet)

    def _radio(self) -> dict[str, int]:
        """A round button of whole pixels: Qt draws a square where a radius is larger than half the side."""
        side = self.px(16) + 2
        rim = (side - self.px(8)) // 2
        return {"radius": side // 2, "rim": rim, "core": side - 2 * rim}

    def palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _ROLES.items():
            palette.setColor(role, self.colour(token))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("muted"))
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Base, self.colour("sunken"))
        return palette


_ROLES = {
    QPalette.ColorRole.Window: "ground",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "ground",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "sunken",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "control",
    QPalette.ColorRole.Shadow: "ink",
    QPalette.ColorRole.Highlight: "primary",
    QPalette.ColorRole.HighlightedText: "on_primary",
    QPalette.ColorRole.Accent: "primary",
    QPalette.ColorRole.Link: "primary",
    QPalette.ColorRole.LinkVisited: "primary",
    QPalette.ColorRole.ToolTipBase: "ink",
    QPalette.ColorRole.ToolTipText: "surface",
}

# Qt keeps palette and style sheet on the one application object; painted widgets need the same one place.
_current = Theme()


def current() -> Theme:
    """The theme that the application wears."""
    return _current


def px(length: float) -> int:
    return _current.px(length)


def load_fonts() -> None:
    """Make the bundled letters known; a missing file is a broken installation and raises."""
    if QFontDatabase.hasFamily(FAMILY) and _loaded:
        return
    for face in FACES:
        file = paths.resources() / "fonts" / f"NotoSans-{face}.ttf"
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise FileNotFoundError(file.name)
        _loaded.add(face)


_loaded: set[str] = set()


def _system_is_dark() -> bool:
    hints = QGuiApplication.styleHints()
    return hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark
