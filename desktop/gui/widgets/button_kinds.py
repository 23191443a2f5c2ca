"""How each kind of button is drawn; one table instead of one style rule for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    PRIMARY = "primary"  # the one main deed of a page
    PLAIN = "plain"
    SMALL = "small"
    SMALL_PRIMARY = "small-primary"
    LINK = "link"
    SMALL_LINK = "small-link"
    BARE = "bare"  # in bars: Undo, Lock
    QUIET = "quiet"  # "does not wish to answer", "not known"
    FILTER = "filter"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Measures at 100 % and names of theme colours; an empty name draws nothing."""

    height: int
    side: int
    size: str
    fill: str
    edge: str
    ink: str
    strong: bool = False
    hover: str = "hover"
    press: str = "primary_tint"
    icon: int = 18
    pill: bool = False


DRAWINGS = {
    Kind.PRIMARY: Drawing(34, 14, "body", "primary", "", "on_primary", True, "primary_hover", "primary_press"),
    Kind.PLAIN: Drawing(34, 14, "body", "surface", "control", "ink"),
    Kind.SMALL: Drawing(28, 11, "small", "surface", "control", "ink", icon=16),
    Kind.SMALL_PRIMARY: Drawing(
        28, 11, "small", "primary", "", "on_primary", True, "primary_hover", "primary_press", icon=16
    ),
    Kind.LINK: Drawing(28, 6, "body", "", "", "primary", icon=18),
    Kind.SMALL_LINK: Drawing(28, 6, "small", "", "", "primary", icon=16),
    Kind.BARE: Drawing(34, 10, "body", "", "", "ink"),
    Kind.QUIET: Drawing(34, 14, "body", "sunken", "", "muted", icon=16),
    Kind.FILTER: Drawing(30, 15, "body", "surface", "control", "ink", icon=16, pill=True),
}
