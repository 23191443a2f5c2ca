"""The project's own drawings, tinted as the theme asks."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from desktop import paths


def icon_file(name: str) -> Path:
    return paths.resources() / "icons" / f"{name}.svg"


@lru_cache(maxsize=256)
def _source(name: str) -> bytes:
    return icon_file(name).read_bytes()


def paint_icon(painter: QPainter, name: str, where: QRectF, colour: str) -> None:
    """Draw one icon in one colour; an unknown name is a fault of ours and raises."""
    svg = _source(name).replace(b"currentColor", colour.encode("ascii"))
    QSvgRenderer(QByteArray(svg)).render(painter, where)


def tinted(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    """The icon as a picture of `size` logical pixels for a screen of that pixel ratio."""
    key = f"ancora:{name}:{size}:{colour}:{ratio}"
    picture = QPixmap()
    # Qt's own cache, not a Python one: pictures must not outlive the application object.
    if QPixmapCache.find(key, picture):
        return picture
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_icon(painter, name, QRectF(0, 0, size * ratio, size * ratio), colour)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, picture)
    return picture


def tinted_icon(name: str, size: int, colour: str, quiet: str, ratio: float) -> QIcon:
    """An icon that grows pale with the control that it stands in."""
    icon = QIcon(tinted(name, size, colour, ratio))
    icon.addPixmap(tinted(name, size, quiet, ratio), QIcon.Mode.Disabled)
    return icon
