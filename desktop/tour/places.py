"""What the tour puts in place of people and dialogs: files that were chosen already, an ending that only says so."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_


class ChosenFiles:
    """File dialogs that are answered before they are asked; nothing is ever printed."""

    def __init__(self) -> None:
        self.save_as: Path | None = None
        self.to_open: list[Path] = []
        self.folder: Path | None = None

    def open_files(self, parent: QWidget, title: str, pattern: str) -> list[Path]:  # noqa: ARG002
        return self.to_open

    def save_file(self, parent: QWidget, title: str, name: str, pattern: str) -> Path | None:  # noqa: ARG002
        return self.save_as

    def choose_folder(self, parent: QWidget, title: str) -> Path | None:  # noqa: ARG002
        return self.folder

    def print_pdf(self, parent: QWidget, data: bytes) -> bool:  # noqa: ARG002
        return False


class SaidEnding:
    """Where the process would end, it only remembers how."""

    def __init__(self) -> None:
        self.how = ""

    def leave(self) -> None:
        self.how = N_("left")

    def begin_again(self) -> None:
        self.how = N_("locked")
