"""What a colour may mean, and which colours of the theme say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    PLAIN = "plain"
    QUIET = "quiet"
    INFO = "info"
    DONE = "done"
    SOON = "soon"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Dress:
    """Names of theme colours: behind the word, its edge, the word, the shape beside it."""

    fill: str
    edge: str
    word: str
    shape: str


DRESS = {
    Tone.PLAIN: Dress("sunken", "line", "ink", "muted"),
    Tone.QUIET: Dress("sunken", "line", "muted", "muted"),
    Tone.INFO: Dress("primary_tint", "primary_line", "ink", "primary"),
    Tone.DONE: Dress("done_tint", "done_line", "done", "done"),
    Tone.SOON: Dress("soon_tint", "soon_line", "soon_ink", "soon"),
    Tone.DANGER: Dress("danger_tint", "danger_line", "danger", "danger"),
}
