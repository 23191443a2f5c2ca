"""What a person chose for this computer: language, look, idle time; never anything about a case."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from desktop.i18n import COMPLETE, DEFAULT

THEMES = ("system", "light", "dark")
FONT_PERCENT = range(100, 201)
IDLE_MINUTES = range(1, 16)
SIZE = 64 * 1024

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    language: str = DEFAULT
    theme: str = "system"
    font_percent: int = 100
    idle_minutes: int = 5
    screen_pictures: bool = False  # whether other programs may take pictures of the window, where that can be refused

    def __post_init__(self) -> None:
        whole = all(type(number) is int for number in (self.font_percent, self.idle_minutes))
        if not (
            whole
            and type(self.screen_pictures) is bool
            and self.language in COMPLETE
            and self.theme in THEMES
            and self.font_percent in FONT_PERCENT
            and self.idle_minutes in IDLE_MINUTES
        ):
            raise ValueError("a setting outside its range")


@dataclass(frozen=True, slots=True)
class Loaded:
    settings: Settings
    damaged: bool  # the file was there and made no sense; the defaults stand, and the window says so


def load(path: Path) -> Loaded:
    try:
        return Loaded(_read(path), damaged=False)
    except FileNotFoundError:
        return Loaded(Settings(), damaged=False)
    except (OSError, ValueError, TypeError, RecursionError) as fault:
        log.warning("settings not readable: %s", type(fault).__name__)
        return Loaded(Settings(), damaged=True)


def save(path: Path, settings: Settings) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as out:
        json.dump(asdict(settings), out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, path)


def _read(path: Path) -> Settings:
    with path.open(encoding="utf-8") as stream:
        told = json.loads(stream.read(SIZE))
    if not isinstance(told, dict):
        raise TypeError("not a table of settings")
    known = {field.name for field in fields(Settings)}
    return Settings(**{name: value for name, value in told.items() if name in known})
