"""The colours of the light and the dark window, and the pairs of them that must stay readable."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """One colour for each meaning; a widget asks for the meaning, never for a colour."""

    ground: str
    surface: str
    sunken: str
    hover: str
    ink: str
    muted: str
    line: str
    control: str
    primary: str
    on_primary: str
    primary_hover: str
    primary_press: str
    primary_tint: str
    primary_line: str
    focus: str
    danger: str
    danger_tint: str
    danger_line: str
    soon: str
    soon_ink: str
    soon_tint: str
    soon_line: str
    done: str
    done_tint: str
    done_line: str
    cover: str
    band72: str
    band120: str
    desk: str
    scroll: str


LIGHT = Colours(
    ground="#F5F6F8",
    surface="#FFFFFF",
    sunken="#EDF0F3",
    hover="#E6EAEE",
    ink="#1A2330",
    muted="#535E6C",
    line="#D5DBE2",
    control="#76828F",
    primary="#0B5A8A",
    on_primary="#FFFFFF",
    primary_hover="#084A73",
    primary_press="#063A5B",
    primary_tint="#E4EFF6",
    primary_line="#A9C8DC",
    focus="#B45309",
    danger="#9F1C1C",
    danger_tint="#FBEBEA",
    danger_line="#E0B1AE",
    soon="#8A5A00",
    soon_ink="#6E4700",
    soon_tint="#FBF1DC",
    soon_line="#DFC48A",
    done="#1B6639",
    done_tint="#E5F2EA",
    done_line="#A5CDB4",
    cover="#DDE2E8",
    band72="#CFE2EF",
    band120="#E4EFF6",
    desk="#E2E6EB",
    scroll="#B4BDC7",
)

DARK = Colours(
    ground="#14181D",
    surface="#1C2229",
    sunken="#232A33",
    hover="#2B333D",
    ink="#E8ECF1",
    muted="#A7B1BD",
    line="#333C47",
    control="#788593",
    primary="#6FB7E3",
    on_primary="#0B1A24",
    primary_hover="#93CAEC",
    primary_press="#B4DBF3",
    primary_tint="#1B3346",
    primary_line="#35617F",
    focus="#F2A65A",
    danger="#F5A3A0",
    danger_tint="#3B2224",
    danger_line="#7C4345",
    soon="#E9C46A",
    soon_ink="#EBCB7E",
    soon_tint="#352C18",
    soon_line="#6F5C2C",
    done="#8FD1A9",
    done_tint="#1B3326",
    done_line="#3E6E52",
    cover="#39434F",
    band72="#29506C",
    band120="#1D3A50",
    desk="#0E1115",
    scroll="#4A5562",
)

_PAGE = ("ground", "surface", "sunken")
_TINTS = ("primary_tint", "danger_tint", "soon_tint", "done_tint")

# What must be told apart from what, and how strongly (the contrast ratio of WCAG 2).
TEXT_PAIRS = (
    *(("ink", under) for under in (*_PAGE, "hover", *_TINTS, "band72", "band120")),
    ("on_primary", "primary"),
    ("on_primary", "primary_hover"),
    ("on_primary", "primary_press"),
    ("surface", "ink"),
)
SIGNAL_PAIRS = (
    *(("muted", under) for under in (*_PAGE, "hover", *_TINTS)),
    *(("primary", under) for under in (*_PAGE, "hover", "primary_tint")),
    *((signal, under) for signal in ("danger", "soon", "done") for under in (*_PAGE, f"{signal}_tint")),
    *(("soon_ink", under) for under in (*_PAGE, "soon_tint")),
)
EDGE_PAIRS = (
    *(("control", under) for under in ("ground", "surface", "sunken")),
    *(("focus", under) for under in (*_PAGE, "hover", *_TINTS)),
    *(("primary", under) for under in ("primary_tint", "line", "hover")),
    ("soon", "soon_tint"),
)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2 between two colours written #RRGGBB."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
