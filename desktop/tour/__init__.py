"""The main job done once by the program itself, through the real window, as a demonstration and as a test."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def main(out: Path | None = None) -> int:
    """Do the tour, say each step, and say where the pictures, the PDF, the bundle and the region's table are."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # nothing appears on anybody's screen, and no mouse gets in the way
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false;default.warning=false")  # what offscreen cannot do
    from desktop.gui.dressing import make_application
    from desktop.i18n import _
    from desktop.settings import Settings
    from desktop.tour.story import Tour

    app = make_application(Settings(theme="light"))
    folder = out or Path(tempfile.mkdtemp(prefix="ancora-tour-"))
    tour = Tour(folder, _say)
    tour.run()
    for file in tour.made:
        _say(f"  {file.relative_to(folder)}")
    _say(_("The pictures, the report, the bundle and the region's table are in {folder}").format(folder=folder))
    app.closeAllWindows()
    return 0


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()
