"""Told in a process of its own: the main job through the real window; any way to a network ends it at once."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.journeys.story_without_network import REFUSED, guard, try_the_guard


def tell(folder: Path) -> int:
    """The tour, from the first call to the region's table; how many files it made."""
    from db.keys import KdfCost
    from desktop.app import make_application
    from desktop.settings import Settings
    from desktop.tour.story import Tour

    application = make_application(Settings(theme="light"))
    tour = Tour(folder, lambda _sentence: None, cost=KdfCost.for_tests(), cases=60)
    tour.run()
    application.closeAllWindows()
    return len(tour.made)


if __name__ == "__main__":
    sys.addaudithook(guard)
    try_the_guard()
    made = tell(Path(sys.argv[1]))
    sys.stdout.write(json.dumps({"made": made, "refused_sockets": len(REFUSED)}) + "\n")
