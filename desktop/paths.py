"""Where the program finds its own files and keeps those of the office."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs

NAME = "Ancora"  # neutral on purpose: a folder name is read by anyone who opens the disk


def resources() -> Path:
    """The folder of forms, lists, catalogues, fonts: beside the packages, or inside the frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root / "resources"


def data_folder() -> Path:
    """The platform's folder for this user's data; the vault lies here unless another is named."""
    return Path(platformdirs.user_data_dir(NAME, appauthor=False, roaming=False))


def default_vault() -> Path:
    return data_folder() / "vault"


def practice_vault() -> Path:
    return data_folder() / "practice"


def settings_file() -> Path:
    return Path(platformdirs.user_config_dir(NAME, appauthor=False, roaming=False)) / "settings.json"


def log_file() -> Path:
    return Path(platformdirs.user_log_dir(NAME, appauthor=False)) / "ancora.log"
