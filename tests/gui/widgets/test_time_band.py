"""The band of hours: whatever the hour is, the line of the present moment crosses no word."""

from __future__ import annotations

import pytest

from desktop.gui.widgets.time_band import BandView, BandWindow, TimeBand
from tests.gui.widgets.conftest import Dress

WINDOWS = (
    BandWindow("Fereastra de 72 h", 72, "mai sunt 60 h 59 min · până marți, 14:38"),
    BandWindow("Fereastra de 120 h", 120, "a trecut 23.11.2026 · trimiteți oricum la medic"),
)


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("width", [700, 1116])
def test_no_word_is_crossed(dress: Dress, percent: int, width: int) -> None:
    wear = dress("light", percent)
    band = TimeBand("Ore")
    band.resize(width, band.sizeHint().height())
    for quarter in range(4 * 130):
        now = quarter / 4
        band.show_view(BandView("Incident", now, "acum", WINDOWS, (), ""))
        for window in WINDOWS:
            title, words = band.places(window)
            line = wear.px(22) + min(1.0, now / 120) * (width - 2 * wear.px(22))
            for place in (title, words):
                assert not place.left() < line < place.right(), (now, window.title)
            assert title.right() < words.left()
            assert words.right() <= width
            assert words.width() > wear.px(100)
    band.deleteLater()
