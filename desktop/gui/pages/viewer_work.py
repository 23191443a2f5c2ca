"""The slow work of the viewer, beside the window: reading a file, drawing its pages, taking a copy out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from desktop.gui import decoding
from desktop.gui.decoding import Opened, Wanted
from desktop.jobs import Report
from desktop.services import attach
from desktop.services.attach import Look
from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file in memory, and what is known of it."""

    data: bytes
    look: Look
    opened: Opened


def load(session: Session, file: str, report: Report) -> Loaded:
    """Looked at again before it is shown: what lies in the vault may have come from another office."""
    with session.beside() as own:
        data = attach.shown(own, file)
    found = attach.look(data, report)
    return Loaded(data, found, decoding.open_file(data, found.mime))


def render(loaded: Loaded, wanted: Wanted, report: Report) -> QImage:
    return decoding.render(loaded.data, loaded.look.mime, wanted, report)


def paper(loaded: Loaded, pages: tuple[int, ...], quarters: int, report: Report) -> bytes:
    scale = decoding.PRINT_DPI / decoding.SCREEN
    images = []
    for number, page in enumerate(pages, 1):
        images.append(decoding.render(loaded.data, loaded.look.mime, Wanted(page, scale, quarters), lambda *_: None))
        report(number, len(pages))
    return decoding.as_paper(images)


def copy(session: Session, file: str, path: Path, _report: Report) -> int:
    with session.beside() as own:
        return attach.save_copy(own, file, path)
