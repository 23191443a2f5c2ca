"""A dressed application for the widgets, and eyes to look at them with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.gui.theme import Theme

Dress = Callable[..., Theme]


@pytest.fixture
def dress(qapp: QApplication) -> Iterator[Dress]:
    """Put the application into a theme; it is light and normal again afterwards."""

    def put_on(mode: str = "light", percent: int = 100) -> Theme:
        wear = Theme(mode, percent)
        wear.apply(qapp)
        return wear

    put_on()
    yield put_on
    put_on()


@pytest.fixture(autouse=True)
def dressed(dress: Dress) -> None:
    """Every widget is tested in the clothes in which it is seen."""
